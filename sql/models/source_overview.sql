-- purpose: Every source with what it reports, how much of it is its own work, and how many it draws on.
-- grain: a source, that is a publisher; reports of unknown publishers are one source, 'unknown'
-- key: source_id
-- materialised: yes
with counted as (
    select
        source_id,
        count(distinct arrival_id) as report_count,
        count(distinct document_id)::integer as document_count,
        count(distinct story_id) as story_count,
        count(distinct independent_source_id) as independent_source_count,
        count(distinct arrival_id) filter (where independent_source_id = source_id) as own_report_count,
        min(dated_on) as first_dated_on,
        max(dated_on) as last_dated_on
    from reports
    group by source_id
),

current_documents as (
    select distinct
        source_id,
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
        current_documents.source_id,
        sum(document_statements.statement_count)::bigint as statement_count
    from document_statements
    inner join current_documents on document_statements.document_id = current_documents.document_id
    group by current_documents.source_id
)

select
    counted.source_id,
    publishers.name,
    publishers.kind,
    counted.report_count,
    counted.document_count,
    counted.story_count,
    counted.independent_source_count,
    counted.own_report_count,
    coalesce(stated.statement_count, 0) as statement_count,
    counted.first_dated_on,
    counted.last_dated_on
from counted
left join publishers on counted.source_id = publishers.publisher_id
left join stated on counted.source_id = stated.source_id
order by counted.source_id;
