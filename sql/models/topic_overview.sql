-- purpose: Every topic that current reports bear, with how many reports, stories, sources and statements.
-- grain: a topic
-- key: topic_id
-- method: A report bears a topic as a whole or in one of its paragraphs; broader topics are not counted along.
--   The bounds _low and _high say what a perfect tagger might count (see measured_accuracy); null where its accuracy
--   was not measured.
-- materialised: yes
with stated as (
    select
        topic_id,
        sum(statement_count)::bigint as statement_count,
        sum(passage_count)::bigint as passage_count
    from topic_documents
    group by topic_id
),

counted as (
    select
        topic_documents.topic_id,
        count(distinct reports.arrival_id) as report_count,
        count(distinct reports.story_id) as story_count,
        count(distinct reports.source_id) as source_count,
        count(distinct reports.independent_source_id) as independent_source_count,
        min(reports.dated_on) as first_dated_on,
        max(reports.dated_on) as last_dated_on
    from topic_documents
    inner join reports on topic_documents.document_id = reports.document_id
    group by topic_documents.topic_id
),

standing as (
    select
        topic_id,
        count(*) as actor_count
    from actor_topics
    group by topic_id
)

select
    counted.topic_id,
    topics.name_fr,
    topics.name_en,
    topics.parent_id,
    topics.level,
    counted.report_count,
    counted.story_count,
    counted.source_count,
    counted.independent_source_count,
    stated.statement_count,
    stated.passage_count,
    floor(counted.report_count * topic_accuracy.factor_low)::bigint as report_count_low,
    ceil(counted.report_count * topic_accuracy.factor_high)::bigint as report_count_high,
    coalesce(standing.actor_count, 0) as actor_count,
    counted.first_dated_on,
    counted.last_dated_on
from counted
inner join stated on counted.topic_id = stated.topic_id
inner join topics on counted.topic_id = topics.topic_id
left join standing on counted.topic_id = standing.topic_id
left join measured_accuracy as topic_accuracy on topic_accuracy.kind = 'topic'
order by counted.topic_id;
