-- purpose: Every raw text has its row in documents.
-- severity: blocking
select raw_documents.document_id
from raw_documents
left join documents on raw_documents.document_id = documents.document_id
where documents.document_id is null;
