-- purpose: What reports of one story say differently: figures of one unit, side by side.
-- grain: a figure at its place in a document
-- key: story_id, unit, value, document_id, char_start
-- method: same unit, different value. A unit is listed where two reports of the story, neither a copy of the other,
--   both give it and have no value in common; the currency is the unit of a sum of money. That both figures mean the
--   same thing is for the reader to judge. The counts are those of the value.
-- materialised: yes
with figures as (
    select
        documents.story_id,
        coalesce(amounts.currency_code, lower(amounts.unit)) as unit,
        amounts.value,
        coalesce(amounts.value_max, amounts.value) as upper_value,
        amounts.value_max,
        amounts.is_approximate,
        amounts.qualifier,
        amounts.surface,
        amounts.document_id,
        amounts.char_start,
        amounts.char_end,
        coalesce(duplicates.first_carrier_document_id, documents.document_id) as carrier_id
    from amounts
    inner join documents on amounts.document_id = documents.document_id
    left join duplicates on amounts.document_id = duplicates.document_id
    where
        coalesce(amounts.currency_code, amounts.unit) is not null
        and documents.story_id is not null
        and documents.document_id in (select reports.document_id from reports)
),

given as (
    select distinct
        story_id,
        unit,
        document_id,
        carrier_id
    from figures
),

agreeing as (
    select distinct
        one.document_id,
        other.document_id as other_document_id,
        one.unit
    from figures as one
    inner join figures as other
        on
            one.story_id = other.story_id
            and one.unit = other.unit
            and one.value = other.value
            and one.upper_value = other.upper_value
            and one.document_id <> other.document_id
),

differing as (
    select distinct
        one.story_id,
        one.unit,
        one.document_id
    from given as one
    inner join given as other
        on
            one.story_id = other.story_id
            and one.unit = other.unit
            and one.document_id <> other.document_id
            and one.carrier_id <> other.carrier_id
    left join agreeing
        on
            one.document_id = agreeing.document_id
            and other.document_id = agreeing.other_document_id
            and one.unit = agreeing.unit
    where agreeing.unit is null
),

listed as (
    select figures.*
    from figures
    inner join differing
        on
            figures.story_id = differing.story_id
            and figures.unit = differing.unit
            and figures.document_id = differing.document_id
),

counted as (
    select
        listed.story_id,
        listed.unit,
        listed.value,
        listed.upper_value,
        count(distinct reports.arrival_id) as report_count,
        count(distinct reports.source_id) as source_count,
        count(distinct reports.independent_source_id) as independent_source_count
    from listed
    inner join reports on listed.document_id = reports.document_id
    group by listed.story_id, listed.unit, listed.value, listed.upper_value
),

value_counts as (
    select
        story_id,
        unit,
        count(*) as value_count
    from counted
    group by story_id, unit
)

select
    listed.story_id,
    listed.unit,
    listed.value,
    listed.document_id,
    listed.char_start,
    listed.char_end,
    listed.value_max,
    listed.is_approximate,
    listed.qualifier,
    listed.surface,
    documents.publisher_id,
    documents.dated_on,
    documents.dated_by,
    documents.title,
    value_counts.value_count,
    counted.report_count,
    counted.source_count,
    counted.independent_source_count
from listed
inner join counted
    on
        listed.story_id = counted.story_id
        and listed.unit = counted.unit
        and listed.value = counted.value
        and listed.upper_value = counted.upper_value
inner join value_counts on listed.story_id = value_counts.story_id and listed.unit = value_counts.unit
inner join documents on listed.document_id = documents.document_id
order by listed.story_id, listed.unit, listed.value, listed.document_id, listed.char_start;
