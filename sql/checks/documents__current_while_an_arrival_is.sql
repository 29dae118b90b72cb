-- purpose: A document is current exactly while one of its arrivals is.
-- severity: blocking
with current_arrivals as (
    select distinct document_id
    from arrivals
    where is_current and document_id is not null and outcome not in ('rejected', 'withdrawn')
)

select
    documents.document_id,
    documents.is_current
from documents
left join current_arrivals on documents.document_id = current_arrivals.document_id
where documents.is_current <> (current_arrivals.document_id is not null);
