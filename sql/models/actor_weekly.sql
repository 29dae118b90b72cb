-- purpose: How much is reported of an actor, week by week, also as a trend in which every source counts alike.
-- grain: an actor and a week
-- key: actor_id, week_on
-- method: See weekly_counts.
select
    weekly_counts.subject as actor_id,
    weekly_counts.week_on,
    actors.name,
    weekly_counts.report_count,
    weekly_counts.story_count,
    weekly_counts.source_count,
    weekly_counts.independent_source_count,
    weekly_counts.statement_count,
    weekly_counts.source_share,
    weekly_counts.trend_share
from weekly_counts
inner join actors on weekly_counts.subject = actors.actor_id
where weekly_counts.kind = 'actor'
order by actor_id, weekly_counts.week_on;
