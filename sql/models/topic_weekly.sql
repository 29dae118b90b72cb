-- purpose: How much is reported on a topic, week by week, also as a trend in which every source counts alike.
-- grain: a topic and a week
-- key: topic_id, week_on
-- method: See weekly_counts.
select
    weekly_counts.subject as topic_id,
    weekly_counts.week_on,
    topics.name_fr,
    weekly_counts.report_count,
    weekly_counts.story_count,
    weekly_counts.source_count,
    weekly_counts.independent_source_count,
    weekly_counts.statement_count,
    weekly_counts.source_share,
    weekly_counts.trend_share
from weekly_counts
inner join topics on weekly_counts.subject = topics.topic_id
where weekly_counts.kind = 'topic'
order by topic_id, weekly_counts.week_on;
