-- purpose: What came of an arrival fits its other columns: a rejected or withdrawn one has no document and is not
--   counted, any other has one; it supersedes an arrival exactly if its outcome says so.
-- severity: blocking
select
    arrival_id,
    outcome,
    document_id,
    supersedes_arrival_id
from arrivals
where
    outcome not in ('new', 'same_content', 'supersedes', 'rejected', 'withdrawn')
    or (outcome in ('new', 'same_content', 'supersedes') and document_id is null)
    or (outcome = 'rejected' and document_id is not null)
    or (outcome = 'supersedes' and supersedes_arrival_id is null)
    or (outcome = 'new' and supersedes_arrival_id is not null);
