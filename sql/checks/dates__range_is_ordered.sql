-- purpose: A date does not end before it begins.
-- severity: blocking
select
    document_id,
    char_start,
    surface,
    date_from,
    date_until
from dates
where date_until < date_from;
