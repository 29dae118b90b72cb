-- purpose: No paragraph reaches into text that was stripped, so that no boilerplate is counted.
-- severity: blocking
select
    paragraphs.document_id,
    paragraphs.paragraph_index,
    spans.span_index,
    spans.span_kind
from paragraphs
inner join spans
    on
        paragraphs.document_id = spans.document_id
        and paragraphs.char_end > spans.char_start
        and paragraphs.char_start < spans.char_end
where not spans.is_body and spans.span_kind <> 'blank';
