-- purpose: A document does not repeat itself, and the first carrier of a text repeats nobody.
-- severity: blocking
select
    duplicates.document_id,
    duplicates.duplicate_of,
    duplicates.first_carrier_document_id
from duplicates
left join duplicates as carriers on duplicates.first_carrier_document_id = carriers.document_id
where
    duplicates.document_id = duplicates.duplicate_of
    or duplicates.document_id = duplicates.first_carrier_document_id
    or carriers.document_id is not null;
