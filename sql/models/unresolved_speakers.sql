-- purpose: Quotations whose speaker leads to no actor, or is not sure, for a curator.
-- grain: a quotation
-- key: document_id, quote_index
-- method: reason_code is no_speaker (the text names none), no_actor (a speaker, but no link) or low_score (under 0.8).
select
    quotes.document_id,
    quotes.quote_index,
    case
        when quotes.speaker_name is null and quotes.actor_id is null then 'no_speaker'
        when quotes.actor_id is null then 'no_actor'
        else 'low_score'
    end as reason_code,
    quotes.speaker_surface,
    quotes.speaker_name,
    quotes.actor_id,
    quotes.cue,
    quotes.text,
    quotes.char_start,
    quotes.char_end,
    quotes.rule_id,
    quotes.score,
    documents.publisher_id,
    documents.dated_on,
    documents.dated_by,
    documents.title
from quotes
inner join documents on quotes.document_id = documents.document_id
where
    (quotes.actor_id is null or quotes.score < 0.8)
    and documents.document_id in (select reports.document_id from reports)
order by quotes.document_id, quotes.quote_index;
