-- purpose: document_id is the first 32 hex digits of the content's SHA-256.
-- severity: blocking
select
    document_id,
    content_sha256
from raw_documents
where document_id <> left(content_sha256, 32) or length(content_sha256) <> 64;
