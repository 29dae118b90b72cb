-- purpose: Roles that a text gives to an actor against the dated registry, with both sides, for a curator.
-- grain: a role claim
-- key: document_id, char_start, char_end
-- method: Kept as written; registered_role is what the registry has for the day by which the document is counted.
with registered as (
    select
        role_claims.document_id,
        role_claims.char_start,
        role_claims.char_end,
        string_agg(actor_roles.role, '; ' order by actor_roles.role, actor_roles.role_id) as registered_role
    from role_claims
    inner join documents on role_claims.document_id = documents.document_id
    inner join actor_roles on role_claims.actor_id = actor_roles.actor_id
    where
        role_claims.is_conflict
        and coalesce(actor_roles.since <= documents.dated_on, true)
        and coalesce(actor_roles.until >= documents.dated_on, true)
    group by role_claims.document_id, role_claims.char_start, role_claims.char_end
)

select
    role_claims.document_id,
    role_claims.char_start,
    role_claims.char_end,
    role_claims.actor_id,
    actors.name,
    role_claims.role_surface,
    role_claims.tense,
    registered.registered_role,
    documents.publisher_id,
    documents.dated_on,
    documents.dated_by,
    documents.title
from role_claims
inner join documents on role_claims.document_id = documents.document_id
inner join actors on role_claims.actor_id = actors.actor_id
left join registered
    on
        role_claims.document_id = registered.document_id
        and role_claims.char_start = registered.char_start
        and role_claims.char_end = registered.char_end
where role_claims.is_conflict and documents.document_id in (select reports.document_id from reports)
order by role_claims.document_id, role_claims.char_start, role_claims.char_end;
