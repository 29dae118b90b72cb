-- purpose: Of a withdrawn document nothing is left.
-- severity: blocking
select raw_documents.document_id
from raw_documents
inner join withdrawals on raw_documents.content_sha256 = withdrawals.content_sha256;
