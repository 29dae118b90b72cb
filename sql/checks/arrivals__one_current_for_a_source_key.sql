-- purpose: A source_key has at most one current arrival.
-- severity: blocking
select
    source_key,
    count(*) as current_count
from arrivals
where is_current
group by source_key
having count(*) > 1;
