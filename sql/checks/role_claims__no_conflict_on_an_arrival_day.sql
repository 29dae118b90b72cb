-- purpose: No role conflict is raised where the day of the text is only that of its arrival.
-- severity: blocking
select
    role_claims.document_id,
    role_claims.char_start,
    role_claims.role_surface
from role_claims
inner join documents on role_claims.document_id = documents.document_id
where role_claims.is_conflict and documents.dated_by = 'arrival';
