-- purpose: Every event that current reports tell, with how many reports and sources, and how many of them independent.
-- grain: a story
-- key: story_id
-- materialised: yes
with counted as (
    select
        story_id,
        count(distinct arrival_id) as report_count,
        count(distinct document_id)::integer as document_count,
        count(distinct source_id) as source_count,
        count(distinct independent_source_id) as independent_source_count,
        min(dated_on) as first_dated_on,
        max(dated_on) as last_dated_on
    from reports
    group by story_id
),

current_documents as (
    select distinct
        story_id,
        document_id
    from reports
),

document_statements as (
    select
        document_id,
        count(distinct statement_index) as statement_count
    from quotes
    group by document_id
),

stated as (
    select
        current_documents.story_id,
        sum(document_statements.statement_count)::bigint as statement_count
    from document_statements
    inner join current_documents on document_statements.document_id = current_documents.document_id
    group by current_documents.story_id
),

acting as (
    select
        current_documents.story_id,
        count(distinct actor_documents.actor_id) as actor_count
    from actor_documents
    inner join current_documents on actor_documents.document_id = current_documents.document_id
    group by current_documents.story_id
),

diverging as (
    select
        story_id,
        count(distinct struct_pack(aspect := aspect, subject := subject)) as divergence_count
    from story_divergences
    group by story_id
)

select
    counted.story_id,
    stories.title,
    counted.report_count,
    counted.document_count,
    counted.source_count,
    counted.independent_source_count,
    coalesce(stated.statement_count, 0) as statement_count,
    coalesce(acting.actor_count, 0) as actor_count,
    coalesce(diverging.divergence_count, 0) as divergence_count,
    counted.first_dated_on,
    counted.last_dated_on
from counted
inner join stories on counted.story_id = stories.story_id
left join stated on counted.story_id = stated.story_id
left join acting on counted.story_id = acting.story_id
left join diverging on counted.story_id = diverging.story_id
order by counted.story_id;
