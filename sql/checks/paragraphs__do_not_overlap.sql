-- purpose: Paragraphs follow each other in the order of their index, without overlap.
-- severity: blocking
with neighbours as (
    select
        document_id,
        paragraph_index,
        char_start,
        lag(char_end, 1, 0) over (partition by document_id order by paragraph_index) as end_before
    from paragraphs
)

select
    document_id,
    paragraph_index,
    char_start,
    end_before
from neighbours
where char_start < end_before;
