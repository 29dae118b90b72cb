-- purpose: The upper bound of a range is not below the lower one, and values are numbers.
-- severity: blocking
select
    document_id,
    char_start,
    surface,
    value,
    value_max
from amounts
where coalesce(value_max < value, false) or not isfinite(value) or not isfinite(coalesce(value_max, 0));
