-- purpose: Every row of role_claims reads, at its offsets in the raw text, exactly what its role_surface says.
-- severity: blocking
select
    rows_told.document_id,
    rows_told.char_start,
    rows_told.char_end,
    rows_told.role_surface
from role_claims as rows_told
inner join raw_documents on rows_told.document_id = raw_documents.document_id
where
    rows_told.role_surface
    is distinct from substring(
        raw_documents.text, rows_told.char_start + 1, rows_told.char_end - rows_told.char_start
    );
