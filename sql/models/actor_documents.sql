-- purpose: In which current documents an actor is named or quoted, and how often.
-- grain: an actor in a document
-- key: actor_id, document_id
-- materialised: yes
with named as (
    select
        actor_id,
        document_id,
        count(*) as mention_count
    from mentions
    where actor_id is not null
    group by actor_id, document_id
),

quoted as (
    select
        actor_id,
        document_id,
        count(distinct statement_index) as statement_count,
        count(distinct statement_index) filter (where quote_kind in ('direct', 'mixed')) as direct_statement_count
    from quotes
    where actor_id is not null
    group by actor_id, document_id
),

combined as (
    select
        coalesce(named.actor_id, quoted.actor_id) as actor_id,
        coalesce(named.document_id, quoted.document_id) as document_id,
        coalesce(named.mention_count, 0) as mention_count,
        coalesce(quoted.statement_count, 0) as statement_count,
        coalesce(quoted.direct_statement_count, 0) as direct_statement_count
    from named
    full join quoted on named.actor_id = quoted.actor_id and named.document_id = quoted.document_id
)

select
    combined.actor_id,
    combined.document_id,
    documents.dated_on,
    documents.dated_by,
    combined.mention_count,
    combined.statement_count,
    combined.direct_statement_count
from combined
inner join documents on combined.document_id = documents.document_id
where combined.document_id in (select reports.document_id from reports)
order by combined.actor_id, combined.document_id;
