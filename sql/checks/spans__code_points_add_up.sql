-- purpose: The spans of all documents have together as many code points as the raw texts.
-- severity: blocking
with told as (
    select coalesce(sum(char_end - char_start), 0)::bigint as code_point_count
    from spans
),

stored as (
    select coalesce(sum(length(text)), 0)::bigint as code_point_count
    from raw_documents
)

select
    told.code_point_count as span_code_points,
    stored.code_point_count as text_code_points
from told
cross join stored
where told.code_point_count <> stored.code_point_count;
