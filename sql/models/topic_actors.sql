-- purpose: Who speaks about a topic, and who is only named with it, with the shares in what is reported and stated.
-- grain: a topic and an actor
-- key: topic_id, actor_id
-- method: As in actor_topics: the same paragraph; title and standfirst with the topics of the whole document.
select
    actor_topics.topic_id,
    actor_topics.actor_id,
    actor_topics.topic_name,
    actor_topics.name,
    actors.actor_type,
    actor_topics.report_count,
    actor_topics.story_count,
    actor_topics.source_count,
    actor_topics.independent_source_count,
    actor_topics.statement_count,
    actor_topics.mention_count,
    round(actor_topics.report_count / topic_overview.report_count, 4) as report_share,
    case
        when topic_overview.statement_count > 0
            then round(actor_topics.statement_count / topic_overview.statement_count, 4)
    end as statement_share
from actor_topics
inner join actors on actor_topics.actor_id = actors.actor_id
inner join topic_overview on actor_topics.topic_id = topic_overview.topic_id
order by actor_topics.topic_id, actor_topics.actor_id;
