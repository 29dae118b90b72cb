-- purpose: How much is reported on a topic, day by day.
-- grain: a topic, a day, and the ground on which documents are counted on that day
-- key: topic_id, dated_on, dated_by
-- method: Documents of one day may owe it to different grounds, each with its own row; a story may stand in several
--   rows, so that only reports and statements may be added up.
-- materialised: yes
with stated as (
    select
        topic_id,
        dated_on,
        dated_by,
        sum(statement_count)::bigint as statement_count
    from topic_documents
    group by topic_id, dated_on, dated_by
),

counted as (
    select
        topic_documents.topic_id,
        reports.dated_on,
        reports.dated_by,
        count(distinct reports.arrival_id) as report_count,
        count(distinct reports.story_id) as story_count,
        count(distinct reports.source_id) as source_count,
        count(distinct reports.independent_source_id) as independent_source_count
    from topic_documents
    inner join reports on topic_documents.document_id = reports.document_id
    group by topic_documents.topic_id, reports.dated_on, reports.dated_by
)

select
    counted.topic_id,
    counted.dated_on,
    counted.dated_by,
    topics.name_fr,
    counted.report_count,
    counted.story_count,
    counted.source_count,
    counted.independent_source_count,
    stated.statement_count
from counted
inner join stated
    on
        counted.topic_id = stated.topic_id
        and counted.dated_on = stated.dated_on
        and counted.dated_by = stated.dated_by
inner join topics on counted.topic_id = topics.topic_id
order by counted.topic_id, counted.dated_on, counted.dated_by;
