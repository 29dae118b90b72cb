-- purpose: Which actors are named together.
-- grain: two actors, each pair once (actor_id before other_actor_id)
-- key: actor_id, other_actor_id
-- method: Both are named in the same paragraph, the same title or the same standfirst.
-- materialised: yes
with placed as (
    select distinct
        document_id,
        region,
        coalesce(paragraph_index, -1) as passage_index,
        actor_id
    from mentions
    where actor_id is not null and document_id in (select reports.document_id from reports)
),

together as (
    select
        one.actor_id,
        other.actor_id as other_actor_id,
        one.document_id,
        count(*) as passage_count
    from placed as one
    inner join placed as other
        on
            one.document_id = other.document_id
            and one.region = other.region
            and one.passage_index = other.passage_index
            and one.actor_id < other.actor_id
    group by one.actor_id, other.actor_id, one.document_id
),

passages_counted as (
    select
        actor_id,
        other_actor_id,
        sum(passage_count)::bigint as passage_count
    from together
    group by actor_id, other_actor_id
),

counted as (
    select
        together.actor_id,
        together.other_actor_id,
        count(distinct reports.arrival_id) as report_count,
        count(distinct reports.story_id) as story_count,
        count(distinct reports.source_id) as source_count,
        count(distinct reports.independent_source_id) as independent_source_count
    from together
    inner join reports on together.document_id = reports.document_id
    group by together.actor_id, together.other_actor_id
)

select
    counted.actor_id,
    counted.other_actor_id,
    actors.name,
    other_actors.name as other_name,
    counted.report_count,
    counted.story_count,
    counted.source_count,
    counted.independent_source_count,
    passages_counted.passage_count
from counted
inner join passages_counted
    on counted.actor_id = passages_counted.actor_id and counted.other_actor_id = passages_counted.other_actor_id
inner join actors on counted.actor_id = actors.actor_id
inner join actors as other_actors on counted.other_actor_id = other_actors.actor_id
order by counted.actor_id, counted.other_actor_id;
