-- purpose: document_count and the days of a story are those of its documents.
-- severity: warning
with counted as (
    select
        story_documents.story_id,
        count(*) as document_count,
        min(documents.dated_on) as first_dated_on,
        max(documents.dated_on) as last_dated_on
    from story_documents
    inner join documents on story_documents.document_id = documents.document_id
    group by story_documents.story_id
)

select
    stories.story_id,
    stories.document_count as declared_count,
    counted.document_count as counted_count
from stories
left join counted on stories.story_id = counted.story_id
where
    stories.document_count is distinct from counted.document_count
    or stories.first_dated_on is distinct from counted.first_dated_on
    or stories.last_dated_on is distinct from counted.last_dated_on;
