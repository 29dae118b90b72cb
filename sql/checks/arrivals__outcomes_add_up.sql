-- purpose: Every arrival has one outcome: new, same content, superseding, rejected and withdrawn ones are all;
--   and every document that arrived and was not withdrawn is there once.
-- severity: blocking
with counted as (
    select
        count(*) as arrival_count,
        count(*) filter (where outcome = 'new') as new_count,
        count(*) filter (where outcome = 'same_content') as same_content_count,
        count(*) filter (where outcome = 'supersedes') as superseding_count,
        count(*) filter (where outcome = 'rejected') as rejected_count,
        count(*) filter (where outcome = 'withdrawn') as withdrawn_count,
        count(distinct document_id) filter (where outcome <> 'withdrawn') as document_count
    from arrivals
),

stored as (
    select count(*) as document_count
    from raw_documents
)

select
    counted.*,
    stored.document_count as stored_count
from counted
cross join stored
where
    counted.arrival_count
    <> counted.new_count + counted.same_content_count + counted.superseding_count + counted.rejected_count
    + counted.withdrawn_count
    or counted.document_count <> stored.document_count;
