-- purpose: Names that lead to no registered actor, for a curator who enriches the registry.
-- grain: a name, equal after folding, and what sort of thing it names
-- key: folded_name, entity_type
-- method: Mentions of kind name without actor, or with an actor only found in texts (then actor_id is its id).
-- materialised: yes
with unlinked as (
    select
        fold(mentions.surface) as folded_name,
        mentions.entity_type,
        mentions.surface,
        mentions.actor_id,
        mentions.document_id,
        mentions.char_start,
        mentions.char_end
    from mentions
    left join actors on mentions.actor_id = actors.actor_id
    where
        mentions.mention_kind = 'name'
        and not coalesce(actors.is_registered, false)
        and mentions.document_id in (select reports.document_id from reports)
),

named as (
    select
        folded_name,
        entity_type,
        count(*) as mention_count,
        min(actor_id) as actor_id,
        min(
            struct_pack(
                document_id := document_id, char_start := char_start, char_end := char_end, surface := surface
            )
        ) as example
    from unlinked
    where folded_name <> ''
    group by folded_name, entity_type
),

counted as (
    select
        unlinked.folded_name,
        unlinked.entity_type,
        count(distinct reports.arrival_id) as report_count,
        count(distinct reports.story_id) as story_count,
        count(distinct reports.source_id) as source_count,
        count(distinct reports.independent_source_id) as independent_source_count
    from unlinked
    inner join reports on unlinked.document_id = reports.document_id
    group by unlinked.folded_name, unlinked.entity_type
)

select
    named.folded_name,
    named.entity_type,
    named.example.surface as surface,
    named.actor_id,
    counted.report_count,
    counted.story_count,
    counted.source_count,
    counted.independent_source_count,
    named.mention_count,
    named.example.document_id as document_id,
    named.example.char_start as char_start,
    named.example.char_end as char_end
from named
inner join counted on named.folded_name = counted.folded_name and named.entity_type = counted.entity_type
order by named.folded_name, named.entity_type;
