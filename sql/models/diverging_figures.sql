-- purpose: Figures for one thing that differ between reports of one story.
-- grain: a figure at its place in a document
-- key: story_id, subject, document_id, char_start
-- method: Two reports, neither a copy of the other, count one subject (see story_figures) and have no value in
--   common. Where their units differ, or are measures such as money and years, their sentences share two telling
--   words.
-- materialised: yes
with paired as (
    select distinct
        one.document_id,
        one.char_start,
        other.document_id as other_document_id,
        one.subject
    from story_figures as one
    inner join story_figures as other
        on
            one.story_id = other.story_id
            and one.subject = other.subject
            and one.first_carrier_document_id <> other.first_carrier_document_id
    where
        (one.unit = other.unit and not one.is_measure)
        or len(list_intersect(one.evidence, other.evidence)) >= 2
),

agreeing as (
    select distinct
        one.document_id,
        other.document_id as other_document_id,
        one.subject
    from story_figures as one
    inner join story_figures as other
        on
            one.story_id = other.story_id
            and one.subject = other.subject
            and one.value = other.value
            and coalesce(one.value_max, one.value) = coalesce(other.value_max, other.value)
            and one.document_id <> other.document_id
),

differing as (
    select distinct
        paired.document_id,
        paired.char_start
    from paired
    left join agreeing
        on
            paired.document_id = agreeing.document_id
            and paired.other_document_id = agreeing.other_document_id
            and paired.subject = agreeing.subject
    where agreeing.subject is null
)

select
    story_figures.story_id,
    story_figures.subject,
    story_figures.document_id,
    story_figures.char_start,
    story_figures.char_end,
    story_figures.unit,
    story_figures.value,
    story_figures.value_max,
    story_figures.is_approximate,
    story_figures.qualifier,
    story_figures.surface
from story_figures
inner join differing
    on story_figures.document_id = differing.document_id and story_figures.char_start = differing.char_start
order by story_figures.story_id, story_figures.subject, story_figures.document_id, story_figures.char_start;
