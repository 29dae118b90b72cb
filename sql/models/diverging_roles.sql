-- purpose: Roles that reports of one story give one actor differently.
-- grain: a role claim
-- key: story_id, actor_id, document_id, char_start
-- method: Of two reports, neither a copy of the other, one calls an office current and the other calls the same
--   office former or future; or one contradicts the registry and the other does not; or both name an office by the
--   same first word with another extent ("maire de ...", "maire de ..."), neither within the other, and the registry
--   does not say that it is the same office. Other wordings may be the same office, or a second one, and are left
--   out.
-- materialised: yes
with claimed as (
    select
        documents.story_id,
        role_claims.actor_id,
        role_claims.document_id,
        role_claims.char_start,
        max(role_claims.char_end) as char_end,
        arg_max(role_claims.role_surface, role_claims.char_end) as role_surface,
        arg_max(role_claims.tense, role_claims.char_end) as tense,
        arg_max(role_claims.role_id, role_claims.char_end) as role_id,
        bool_or(role_claims.is_conflict) as is_conflict,
        any_value(coalesce(duplicates.first_carrier_document_id, role_claims.document_id)) as carrier_id
    from role_claims
    inner join documents on role_claims.document_id = documents.document_id
    left join duplicates on role_claims.document_id = duplicates.document_id
    where documents.document_id in (select reports.document_id from reports)
    group by documents.story_id, role_claims.actor_id, role_claims.document_id, role_claims.char_start
),

named as (
    select
        *,
        regexp_replace(fold(role_surface), '^(ancien|ancienne|ex|futur|future) ', '') as folded_name
    from claimed
),

worded as (
    select
        *,
        left(string_split(folded_name, ' ')[1], 6) as office,
        regexp_matches(folded_name, '^\S+ (de|du|des|d|aux|a la) ') as has_extent
    from named
),

differing as (
    select distinct
        one.document_id,
        one.char_start
    from worded as one
    inner join worded as other
        on
            one.story_id = other.story_id
            and one.actor_id = other.actor_id
            and one.carrier_id <> other.carrier_id
    where
        (
            one.tense <> other.tense
            and 'current' in (one.tense, other.tense)
            and coalesce(one.role_id = other.role_id, one.folded_name = other.folded_name)
        )
        or one.is_conflict <> other.is_conflict
        or (
            one.tense = other.tense
            and one.office = other.office
            and one.has_extent
            and other.has_extent
            and not contains(one.folded_name, other.folded_name)
            and not contains(other.folded_name, one.folded_name)
            and (one.role_id is null or other.role_id is null)
        )
)

select
    worded.story_id,
    worded.actor_id,
    worded.document_id,
    worded.char_start,
    worded.char_end,
    actors.name,
    worded.role_surface,
    worded.tense,
    worded.is_conflict
from worded
inner join differing on worded.document_id = differing.document_id and worded.char_start = differing.char_start
inner join actors on worded.actor_id = actors.actor_id
order by worded.story_id, worded.actor_id, worded.document_id, worded.char_start;
