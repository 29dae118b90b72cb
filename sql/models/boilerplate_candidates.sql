-- purpose: Lines that recur across the documents of one source: what a curator may approve as boilerplate.
-- grain: a line of a source, equal after folding
-- key: source_id, folded_text
-- method: Non-body lines, and body lines of at most 80 characters, in three or more documents; copies of one text
--   (same first carrier) count as one document. is_body says that the line still passes for body somewhere.
-- materialised: yes
with lines_told as (
    select
        spans.document_id,
        spans.char_start,
        spans.char_end,
        spans.span_kind,
        spans.is_body,
        trim(substring(raw_documents.text, spans.char_start + 1, spans.char_end - spans.char_start)) as line_text
    from spans
    inner join raw_documents on spans.document_id = raw_documents.document_id
    where spans.span_kind <> 'blank' and (not spans.is_body or spans.char_end - spans.char_start <= 80)
),

placed as (
    select distinct
        reports.source_id,
        fold(lines_told.line_text) as folded_text,
        coalesce(duplicates.first_carrier_document_id, lines_told.document_id) as carrier_id,
        lines_told.document_id,
        lines_told.char_start,
        lines_told.char_end,
        lines_told.span_kind,
        lines_told.is_body
    from lines_told
    inner join reports on lines_told.document_id = reports.document_id
    left join duplicates on lines_told.document_id = duplicates.document_id
),

recurring as (
    select
        source_id,
        folded_text,
        count(distinct carrier_id)::integer as document_count,
        count(*) as line_count,
        min(span_kind) as span_kind,
        bool_or(is_body) as is_body,
        min(struct_pack(document_id := document_id, char_start := char_start, char_end := char_end)) as example
    from placed
    where folded_text <> ''
    group by source_id, folded_text
    having count(distinct carrier_id) >= 3
),

counted as (
    select
        placed.source_id,
        placed.folded_text,
        count(distinct reports.arrival_id) as report_count,
        count(distinct reports.story_id) as story_count
    from placed
    inner join reports on placed.document_id = reports.document_id and placed.source_id = reports.source_id
    group by placed.source_id, placed.folded_text
)

select
    recurring.source_id,
    recurring.folded_text,
    recurring.document_count,
    recurring.line_count,
    counted.report_count,
    counted.story_count,
    recurring.span_kind,
    recurring.is_body,
    recurring.example.document_id as document_id,
    recurring.example.char_start as char_start,
    recurring.example.char_end as char_end,
    trim(
        substring(
            raw_documents.text,
            recurring.example.char_start + 1,
            recurring.example.char_end - recurring.example.char_start
        )
    ) as text
from recurring
inner join counted on recurring.source_id = counted.source_id and recurring.folded_text = counted.folded_text
inner join raw_documents on recurring.example.document_id = raw_documents.document_id
order by recurring.source_id, recurring.folded_text;
