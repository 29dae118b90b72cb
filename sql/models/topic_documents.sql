-- purpose: Which current documents bear a topic, as a whole or in a paragraph, and what is stated there.
-- grain: a topic in a document
-- key: topic_id, document_id
-- method: A statement belongs to the topics of its paragraph; one in title or standfirst to those of the whole
--   document.
-- materialised: yes
with tagged as (
    select
        topic_id,
        document_id,
        count(paragraph_index) as passage_count
    from topic_tags
    group by topic_id, document_id
),

stated as (
    select
        topic_tags.topic_id,
        topic_tags.document_id,
        count(distinct quotes.statement_index) as statement_count
    from topic_tags
    inner join quotes
        on
            topic_tags.document_id = quotes.document_id
            and topic_tags.paragraph_index is not distinct from quotes.paragraph_index
    group by topic_tags.topic_id, topic_tags.document_id
)

select
    tagged.topic_id,
    documents.document_id,
    documents.dated_on,
    documents.dated_by,
    tagged.passage_count,
    coalesce(stated.statement_count, 0) as statement_count
from tagged
inner join documents on tagged.document_id = documents.document_id
left join stated on tagged.topic_id = stated.topic_id and tagged.document_id = stated.document_id
where documents.document_id in (select reports.document_id from reports)
order by tagged.topic_id, documents.document_id;
