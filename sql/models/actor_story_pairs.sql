-- purpose: Which actors have part in the same events, named together or apart.
-- grain: two actors, each pair once (actor_id before other_actor_id)
-- key: actor_id, other_actor_id
-- method: Both are named or quoted in current reports of one story. Pairs that share one event only, and no passage of
--   it, are left out: every event with many actors would make them by the thousand. actor_pairs counts the passages.
-- materialised: yes
with acting as (
    select
        reports.story_id,
        actor_documents.actor_id
    from actor_documents
    inner join reports on actor_documents.document_id = reports.document_id
    group by reports.story_id, actor_documents.actor_id
),

together as (
    select
        one.actor_id,
        other.actor_id as other_actor_id,
        count(*) as story_count
    from acting as one
    inner join acting as other on one.story_id = other.story_id and one.actor_id < other.actor_id
    group by one.actor_id, other.actor_id
)

select
    together.actor_id,
    together.other_actor_id,
    actors.name,
    other_actors.name as other_name,
    together.story_count,
    coalesce(actor_pairs.passage_count, 0) as passage_count
from together
left join actor_pairs
    on together.actor_id = actor_pairs.actor_id and together.other_actor_id = actor_pairs.other_actor_id
inner join actors on together.actor_id = actors.actor_id
inner join actors as other_actors on together.other_actor_id = other_actors.actor_id
where together.story_count >= 2 or actor_pairs.passage_count is not null
order by together.actor_id, together.other_actor_id;
