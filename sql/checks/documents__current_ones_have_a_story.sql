-- purpose: Every current document reports a story, even if it is the only one to do so.
-- severity: blocking
select document_id
from documents
where is_current and story_id is null;
