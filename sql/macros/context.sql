-- purpose: The text around a row: 200 characters before it, the row's own text, 200 characters after it.
-- example: select c.* from quotes as q, context(q.document_id, q.char_start, q.char_end) as c limit 5;
create or replace macro context(document, start_at, end_at) as table (
    select
        documents.dated_on,
        documents.publisher_id,
        documents.title,
        substring(raw_documents.text, greatest(start_at - 200, 0) + 1, least(start_at, 200)) as text_before,
        substring(raw_documents.text, start_at + 1, end_at - start_at) as text,
        substring(raw_documents.text, end_at + 1, 200) as text_after
    from raw_documents
    inner join documents on raw_documents.document_id = documents.document_id
    where raw_documents.document_id = document
);
