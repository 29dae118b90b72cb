-- purpose: What reports of one story say differently, side by side: figures for one thing, who is said to have said a
--   thing, which role an actor is given.
-- grain: a figure, a quotation or a role claim at its place in a document
-- key: story_id, aspect, subject, document_id, char_start
-- method: As diverging_figures (aspect figure, its subject is what is counted), diverging_speakers (aspect speaker, its
--   subject is the first words said) and diverging_roles (aspect role, its subject is the actor_id) find them. Whether
--   both mean the same thing is for the reader to judge. surface is the figure, the words said, the role as the text
--   has it, told is what is compared, and the counts are those of what is told.
-- materialised: yes
with listed as (
    select
        story_id,
        'figure' as aspect,
        subject,
        document_id,
        char_start,
        char_end,
        concat_ws(
            ' ',
            qualifier,
            regexp_replace(value::varchar, '\.0$', ''),
            regexp_replace(value_max::varchar, '\.0$', ''),
            unit
        ) as told,
        surface,
        unit,
        value,
        value_max,
        is_approximate,
        qualifier,
        null::varchar as actor_id,
        null::varchar as name
    from diverging_figures
    union all
    select
        story_id,
        'speaker' as aspect,
        subject,
        document_id,
        char_start,
        char_end,
        name as told,
        text as surface,
        null as unit,
        null as value,
        null as value_max,
        null as is_approximate,
        null as qualifier,
        actor_id,
        name
    from diverging_speakers
    union all
    select
        story_id,
        'role' as aspect,
        actor_id as subject,
        document_id,
        char_start,
        char_end,
        lower(role_surface) as told,
        role_surface as surface,
        null as unit,
        null as value,
        null as value_max,
        null as is_approximate,
        null as qualifier,
        actor_id,
        name
    from diverging_roles
),

counted as (
    select
        listed.story_id,
        listed.aspect,
        listed.subject,
        listed.told,
        count(distinct reports.arrival_id) as report_count,
        count(distinct reports.source_id) as source_count,
        count(distinct reports.independent_source_id) as independent_source_count
    from listed
    inner join reports on listed.document_id = reports.document_id
    group by listed.story_id, listed.aspect, listed.subject, listed.told
),

value_counts as (
    select
        story_id,
        aspect,
        subject,
        count(*) as value_count
    from counted
    group by story_id, aspect, subject
)

select
    listed.story_id,
    listed.aspect,
    listed.subject,
    listed.document_id,
    listed.char_start,
    listed.char_end,
    listed.unit,
    listed.value,
    listed.value_max,
    listed.is_approximate,
    listed.qualifier,
    listed.surface,
    listed.told,
    listed.actor_id,
    listed.name,
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
        and listed.aspect = counted.aspect
        and listed.subject = counted.subject
        and listed.told = counted.told
inner join value_counts
    on
        listed.story_id = value_counts.story_id
        and listed.aspect = value_counts.aspect
        and listed.subject = value_counts.subject
inner join documents on listed.document_id = documents.document_id
order by listed.story_id, listed.aspect, listed.subject, listed.document_id, listed.char_start;
