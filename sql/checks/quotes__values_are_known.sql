-- purpose: The kind of a quotation is one of those the design lists.
-- severity: blocking
select
    document_id,
    quote_index,
    quote_kind
from quotes
where quote_kind not in ('direct', 'indirect', 'mixed');
