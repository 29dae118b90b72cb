-- purpose: dated_by is published, modified, text or arrival, and a published or modified day is that of its time.
-- severity: blocking
select
    document_id,
    dated_on,
    dated_by
from documents
where
    dated_by not in ('published', 'modified', 'text', 'arrival')
    or (dated_by = 'published' and published_at::date is distinct from dated_on)
    or (dated_by = 'modified' and modified_at::date is distinct from dated_on);
