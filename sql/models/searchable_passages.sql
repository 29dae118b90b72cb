-- purpose: Titles, standfirsts and paragraphs of current documents, folded once, so that searches are quick.
-- grain: a passage
-- key: document_id, char_start
-- materialised: yes
with passages_told as (
    select
        document_id,
        char_start,
        char_end,
        'body' as region,
        paragraph_index,
        text
    from paragraphs
    union all
    select
        spans.document_id,
        spans.char_start,
        spans.char_end,
        spans.span_kind as region,
        null::integer as paragraph_index,
        substring(raw_documents.text, spans.char_start + 1, spans.char_end - spans.char_start) as text
    from spans
    inner join raw_documents on spans.document_id = raw_documents.document_id
    where spans.span_kind in ('title', 'standfirst')
)

select
    document_id,
    char_start,
    char_end,
    region,
    paragraph_index,
    fold(text) as folded_text
from passages_told
where document_id in (select reports.document_id from reports)
order by document_id, char_start;
