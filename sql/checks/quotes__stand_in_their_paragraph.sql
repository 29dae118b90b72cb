-- purpose: A quotation stands inside its paragraph.
-- severity: blocking
select
    quotes.document_id,
    quotes.quote_index,
    quotes.char_start,
    quotes.char_end,
    quotes.paragraph_index
from quotes
left join paragraphs
    on quotes.document_id = paragraphs.document_id and quotes.paragraph_index = paragraphs.paragraph_index
where
    quotes.paragraph_index is not null
    and (
        paragraphs.document_id is null
        or quotes.char_start < paragraphs.char_start
        or quotes.char_end > paragraphs.char_end
    );
