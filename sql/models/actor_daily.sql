-- purpose: How much is reported of an actor, and how often the actor is quoted, day by day.
-- grain: an actor, a day, and the ground on which documents are counted on that day
-- key: actor_id, dated_on, dated_by
-- method: Documents of one day may owe it to different grounds, each with its own row; a story may stand in several
--   rows, so that only reports, statements and mentions may be added up.
-- materialised: yes
with said as (
    select
        actor_id,
        dated_on,
        dated_by,
        sum(mention_count)::bigint as mention_count,
        sum(statement_count)::bigint as statement_count
    from actor_documents
    group by actor_id, dated_on, dated_by
),

counted as (
    select
        actor_documents.actor_id,
        reports.dated_on,
        reports.dated_by,
        count(distinct reports.arrival_id) as report_count,
        count(distinct reports.story_id) as story_count,
        count(distinct reports.source_id) as source_count,
        count(distinct reports.independent_source_id) as independent_source_count
    from actor_documents
    inner join reports on actor_documents.document_id = reports.document_id
    group by actor_documents.actor_id, reports.dated_on, reports.dated_by
)

select
    counted.actor_id,
    counted.dated_on,
    counted.dated_by,
    actors.name,
    counted.report_count,
    counted.story_count,
    counted.source_count,
    counted.independent_source_count,
    said.statement_count,
    said.mention_count
from counted
inner join said
    on
        counted.actor_id = said.actor_id
        and counted.dated_on = said.dated_on
        and counted.dated_by = said.dated_by
inner join actors on counted.actor_id = actors.actor_id
order by counted.actor_id, counted.dated_on, counted.dated_by;
