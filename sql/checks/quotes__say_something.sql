-- purpose: A quotation is not empty.
-- severity: blocking
select
    document_id,
    quote_index
from quotes
where char_end <= char_start or trim(text) = '';
