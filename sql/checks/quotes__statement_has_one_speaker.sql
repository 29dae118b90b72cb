-- purpose: The rows of one statement have one speaker, one actor and one relay.
-- severity: warning
select
    document_id,
    statement_index,
    count(distinct coalesce(speaker_name, '')) as speaker_count,
    count(distinct coalesce(actor_id, '')) as actor_count
from quotes
group by document_id, statement_index
having
    count(distinct coalesce(speaker_name, '')) > 1
    or count(distinct coalesce(actor_id, '')) > 1
    or count(distinct coalesce(relayed_by, '')) > 1;
