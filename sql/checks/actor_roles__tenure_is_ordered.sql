-- purpose: A tenure does not end before it begins.
-- severity: warning
select
    role_id,
    actor_id,
    since,
    until
from actor_roles
where until < since;
