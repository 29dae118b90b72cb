-- purpose: Every code point of every raw text lies in exactly one span: they start at 0, leave
--   no gap, end with the text.
-- severity: blocking
with neighbours as (
    select
        document_id,
        span_index,
        char_start,
        char_end,
        lag(char_end, 1, 0) over (partition by document_id order by span_index) as end_before
    from spans
),

ends as (
    select
        document_id,
        max(char_end) as last_end
    from spans
    group by document_id
)

select
    document_id,
    span_index,
    char_start,
    end_before as expected_at
from neighbours
where char_start <> end_before or char_end <= char_start
union all
select
    raw_documents.document_id,
    null::integer as span_index,
    ends.last_end as char_start,
    length(raw_documents.text)::integer as expected_at
from raw_documents
left join ends on raw_documents.document_id = ends.document_id
where coalesce(ends.last_end, 0) <> length(raw_documents.text);
