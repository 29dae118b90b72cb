-- purpose: The unit of all counts: every current arrival with its story, its source, and whose work it is.
-- grain: a report, that is a current arrival of a document
-- key: arrival_id
-- method: The independent source is that of the first carrier: the agency that signs it (its publisher_id where
--   publishers knows the agency, its folded name otherwise), else its publisher. Unknown publishers are one source.
-- materialised: yes
with agency_names as (
    select
        fold(documents.agency) as agency_name,
        coalesce(min(publishers.publisher_id), replace(fold(documents.agency), ' ', '-')) as agency_id
    from documents
    left join publishers
        on publishers.kind = 'agency' and fold(publishers.name) = fold(documents.agency)
    where documents.agency is not null
    group by fold(documents.agency)
),

carriers as (
    select
        documents.document_id,
        coalesce(agency_names.agency_id, documents.publisher_id, 'unknown') as independent_source_id
    from documents
    left join agency_names on fold(documents.agency) = agency_names.agency_name
)

select
    arrivals.arrival_id,
    documents.document_id,
    documents.story_id,
    coalesce(arrivals.publisher_id, documents.publisher_id, 'unknown') as source_id,
    coalesce(first_carriers.independent_source_id, carriers.independent_source_id) as independent_source_id,
    documents.dated_on,
    documents.dated_by
from arrivals
inner join documents on arrivals.document_id = documents.document_id
left join duplicates on documents.document_id = duplicates.document_id
inner join carriers on documents.document_id = carriers.document_id
left join carriers as first_carriers on duplicates.first_carrier_document_id = first_carriers.document_id
where arrivals.is_current and arrivals.outcome not in ('rejected', 'withdrawn')
order by arrivals.arrival_id;
