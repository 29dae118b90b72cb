-- purpose: duplicate_of and story_id of a document are those of duplicates and story_documents.
-- severity: blocking
select
    documents.document_id,
    documents.duplicate_of,
    documents.story_id
from documents
left join duplicates on documents.document_id = duplicates.document_id
left join story_documents on documents.document_id = story_documents.document_id
where
    documents.duplicate_of is distinct from duplicates.duplicate_of
    or documents.story_id is distinct from story_documents.story_id;
