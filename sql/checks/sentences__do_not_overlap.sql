-- purpose: Sentences follow each other in the order of their index, without overlap.
-- severity: blocking
with neighbours as (
    select
        document_id,
        sentence_index,
        char_start,
        lag(char_end, 1, 0) over (partition by document_id order by sentence_index) as end_before
    from sentences
)

select
    document_id,
    sentence_index,
    char_start,
    end_before
from neighbours
where char_start < end_before;
