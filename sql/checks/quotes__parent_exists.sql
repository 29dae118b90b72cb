-- purpose: The quotation that another stands inside is in the same document, and is not that other itself.
-- severity: blocking
select
    quotes.document_id,
    quotes.quote_index,
    quotes.parent_quote_index
from quotes
left join quotes as parents
    on quotes.document_id = parents.document_id and quotes.parent_quote_index = parents.quote_index
where
    quotes.parent_quote_index is not null
    and (parents.quote_index is null or parents.quote_index = quotes.quote_index);
