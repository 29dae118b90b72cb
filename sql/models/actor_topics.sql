-- purpose: With which topics an actor stands, named or speaking.
-- grain: an actor and a topic
-- key: actor_id, topic_id
-- method: Actor and topic stand in the same paragraph; title and standfirst stand with the topics of the whole
--   document.
-- materialised: yes
with placed as (
    select
        document_id,
        paragraph_index,
        actor_id,
        char_start as mention_start,
        null::integer as statement_index
    from mentions
    where actor_id is not null
    union all
    select
        document_id,
        paragraph_index,
        actor_id,
        null::integer as mention_start,
        statement_index
    from quotes
    where actor_id is not null
),

together as (
    select
        placed.actor_id,
        topic_tags.topic_id,
        placed.document_id,
        count(placed.mention_start) as mention_count,
        count(distinct placed.statement_index) as statement_count
    from placed
    inner join topic_tags
        on
            placed.document_id = topic_tags.document_id
            and placed.paragraph_index is not distinct from topic_tags.paragraph_index
    where placed.document_id in (select reports.document_id from reports)
    group by placed.actor_id, topic_tags.topic_id, placed.document_id
),

said as (
    select
        actor_id,
        topic_id,
        sum(mention_count)::bigint as mention_count,
        sum(statement_count)::bigint as statement_count
    from together
    group by actor_id, topic_id
),

counted as (
    select
        together.actor_id,
        together.topic_id,
        count(distinct reports.arrival_id) as report_count,
        count(distinct reports.story_id) as story_count,
        count(distinct reports.source_id) as source_count,
        count(distinct reports.independent_source_id) as independent_source_count
    from together
    inner join reports on together.document_id = reports.document_id
    group by together.actor_id, together.topic_id
)

select
    counted.actor_id,
    counted.topic_id,
    actor_overview.name,
    topics.name_fr as topic_name,
    counted.report_count,
    counted.story_count,
    counted.source_count,
    counted.independent_source_count,
    said.statement_count,
    said.mention_count,
    round(counted.report_count / actor_overview.report_count, 4) as report_share
from counted
inner join said on counted.actor_id = said.actor_id and counted.topic_id = said.topic_id
inner join actor_overview on counted.actor_id = actor_overview.actor_id
inner join topics on counted.topic_id = topics.topic_id
order by counted.actor_id, counted.topic_id;
