-- purpose: An arrival that a later one of the same source_key replaced is not current.
-- severity: blocking
select
    later.arrival_id,
    earlier.arrival_id as superseded_arrival_id,
    earlier.source_key
from arrivals as later
inner join arrivals as earlier on later.supersedes_arrival_id = earlier.arrival_id
where earlier.is_current or earlier.source_key <> later.source_key;
