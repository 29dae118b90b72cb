-- purpose: Every row of quotes reads, at its offsets in the raw text, exactly what its text says.
-- severity: blocking
select
    rows_told.document_id,
    rows_told.char_start,
    rows_told.char_end,
    rows_told.text
from quotes as rows_told
inner join raw_documents on rows_told.document_id = raw_documents.document_id
where
    rows_told.text
    is distinct from substring(
        raw_documents.text, rows_told.char_start + 1, rows_told.char_end - rows_told.char_start
    );
