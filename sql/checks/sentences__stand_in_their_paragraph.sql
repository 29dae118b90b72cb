-- purpose: A sentence stands inside its paragraph.
-- severity: blocking
select
    sentences.document_id,
    sentences.sentence_index,
    sentences.paragraph_index
from sentences
left join paragraphs
    on sentences.document_id = paragraphs.document_id and sentences.paragraph_index = paragraphs.paragraph_index
where
    paragraphs.document_id is null
    or sentences.char_start < paragraphs.char_start
    or sentences.char_end > paragraphs.char_end;
