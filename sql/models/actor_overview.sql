-- purpose: Every actor that current reports name or quote, with how often, in how many reports, stories and sources.
-- grain: an actor
-- key: actor_id
-- method: The bounds _low and _high say what a perfect tagger might count (see measured_accuracy); null where its
--   accuracy was not measured.
-- materialised: yes
with said as (
    select
        actor_id,
        sum(mention_count)::bigint as mention_count,
        sum(statement_count)::bigint as statement_count,
        sum(direct_statement_count)::bigint as direct_statement_count
    from actor_documents
    group by actor_id
),

counted as (
    select
        actor_documents.actor_id,
        count(distinct reports.arrival_id) as report_count,
        count(distinct reports.story_id) as story_count,
        count(distinct reports.source_id) as source_count,
        count(distinct reports.independent_source_id) as independent_source_count,
        count(distinct reports.arrival_id) filter (where actor_documents.statement_count > 0) as quoted_report_count,
        min(reports.dated_on) as first_dated_on,
        max(reports.dated_on) as last_dated_on
    from actor_documents
    inner join reports on actor_documents.document_id = reports.document_id
    group by actor_documents.actor_id
)

select
    counted.actor_id,
    actors.name,
    actors.actor_type,
    actors.country_code,
    actors.gender,
    actors.is_registered,
    counted.report_count,
    counted.story_count,
    counted.source_count,
    counted.independent_source_count,
    said.statement_count,
    said.mention_count,
    floor(counted.report_count * named_accuracy.factor_low)::bigint as report_count_low,
    ceil(counted.report_count * named_accuracy.factor_high)::bigint as report_count_high,
    floor(said.statement_count * said_accuracy.factor_low)::bigint as statement_count_low,
    ceil(said.statement_count * said_accuracy.factor_high)::bigint as statement_count_high,
    counted.quoted_report_count,
    round(counted.quoted_report_count / counted.report_count, 4) as quoted_share,
    case
        when said.statement_count > 0 then round(said.direct_statement_count / said.statement_count, 4)
    end as direct_share,
    counted.first_dated_on,
    counted.last_dated_on
from counted
inner join said on counted.actor_id = said.actor_id
inner join actors on counted.actor_id = actors.actor_id
left join measured_accuracy as named_accuracy on named_accuracy.kind = 'mention'
left join measured_accuracy as said_accuracy on said_accuracy.kind = 'statement'
order by counted.actor_id;
