-- purpose: How much is reported of an actor or on a topic, week by week, also as a trend in which every source
--   counts alike, as actor_weekly and topic_weekly show it.
-- grain: an actor or a topic, and a week
-- key: kind, subject, week_on
-- method: source_share is the mean, over the sources of the week, of the share of their reports that name the actor
--   or bear the topic, so a source that publishes much counts no more than another. trend_share begins as that mean in
--   the first week and then adds up, week by week, the mean change of the sources against the last week they reported
--   in, so that a source that comes or goes does not move it. Weeks without a report have no row, but count in the
--   trend. kind is actor or topic, subject its id.
-- materialised: yes
with filed as (
    select
        date_trunc('week', dated_on)::date as week_on,
        source_id,
        count(distinct arrival_id) as report_count
    from reports
    group by all
),

source_weeks as (
    select
        week_on,
        source_id,
        report_count,
        lag(week_on) over (partition by source_id order by week_on) is not null as is_known,
        lead(week_on) over (partition by source_id order by week_on) as next_week_on,
        min(week_on) over () as first_week_on
    from filed
),

weeks as (
    select
        week_on,
        count(*) as source_count,
        count(*) filter (where is_known) as known_count,
        bool_or(week_on = first_week_on) as is_first
    from source_weeks
    group by week_on
),

borne as (
    select
        'actor' as kind,
        actor_id as subject,
        document_id,
        dated_on,
        statement_count
    from actor_documents
    union all
    select
        'topic' as kind,
        topic_id as subject,
        document_id,
        dated_on,
        statement_count
    from topic_documents
),

told as (
    select
        borne.kind,
        borne.subject,
        date_trunc('week', reports.dated_on)::date as week_on,
        reports.source_id,
        count(distinct reports.arrival_id) as report_count
    from borne
    inner join reports on borne.document_id = reports.document_id
    group by all
),

shares as (
    select
        told.kind,
        told.subject,
        told.week_on,
        source_weeks.next_week_on,
        source_weeks.is_known or source_weeks.week_on = source_weeks.first_week_on as is_counted,
        (told.report_count / source_weeks.report_count)::decimal(18, 12) as share
    from told
    inner join source_weeks on told.week_on = source_weeks.week_on and told.source_id = source_weeks.source_id
),

changes_told as (
    select
        kind,
        subject,
        week_on,
        share as change
    from shares
    where is_counted
    union all
    select
        kind,
        subject,
        next_week_on as week_on,
        -share as change
    from shares
    where next_week_on is not null
),

changed as (
    select
        changes_told.kind,
        changes_told.subject,
        changes_told.week_on,
        sum(changes_told.change)
        / any_value(case when weeks.is_first then weeks.source_count else weeks.known_count end) as change
    from changes_told
    inner join weeks on changes_told.week_on = weeks.week_on
    group by changes_told.kind, changes_told.subject, changes_told.week_on
),

trends as (
    select
        kind,
        subject,
        week_on,
        sum(change) over (partition by kind, subject order by week_on rows unbounded preceding) as trend
    from changed
),

means as (
    select
        shares.kind,
        shares.subject,
        shares.week_on,
        sum(shares.share) / any_value(weeks.source_count) as source_share
    from shares
    inner join weeks on shares.week_on = weeks.week_on
    group by shares.kind, shares.subject, shares.week_on
),

said as (
    select
        kind,
        subject,
        date_trunc('week', dated_on)::date as week_on,
        sum(statement_count)::bigint as statement_count
    from borne
    group by all
),

counted as (
    select
        borne.kind,
        borne.subject,
        date_trunc('week', reports.dated_on)::date as week_on,
        count(distinct reports.arrival_id) as report_count,
        count(distinct reports.story_id) as story_count,
        count(distinct reports.source_id) as source_count,
        count(distinct reports.independent_source_id) as independent_source_count
    from borne
    inner join reports on borne.document_id = reports.document_id
    group by all
)

select
    counted.kind,
    counted.subject,
    counted.week_on,
    counted.report_count,
    counted.story_count,
    counted.source_count,
    counted.independent_source_count,
    said.statement_count,
    round(means.source_share, 4) as source_share,
    round(greatest(0, least(1, coalesce(trends.trend, 0))), 4) as trend_share
from counted
inner join said
    on counted.kind = said.kind and counted.subject = said.subject and counted.week_on = said.week_on
inner join means
    on counted.kind = means.kind and counted.subject = means.subject and counted.week_on = means.week_on
left join trends
    on counted.kind = trends.kind and counted.subject = trends.subject and counted.week_on = trends.week_on
order by counted.kind, counted.subject, counted.week_on;
