-- purpose: Every rejected arrival has a reason, and only rejected arrivals have one.
-- severity: blocking
select
    arrivals.arrival_id,
    arrivals.source_path,
    arrivals.outcome
from arrivals
left join rejections on arrivals.arrival_id = rejections.arrival_id
where (arrivals.outcome = 'rejected') <> (rejections.arrival_id is not null);
