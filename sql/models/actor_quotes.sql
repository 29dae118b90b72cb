-- purpose: Who said what, in current documents: every quotation that has a speaker, with its place and its document.
-- grain: a quotation (rows of one statement share statement_index)
-- key: document_id, quote_index
-- materialised: yes
with counted as (
    select
        document_id,
        count(*) as report_count
    from reports
    group by document_id
)

select
    quotes.document_id,
    quotes.quote_index,
    quotes.statement_index,
    quotes.parent_quote_index,
    quotes.actor_id,
    actors.name,
    actors.gender,
    quotes.speaker_name,
    quotes.quote_kind,
    quotes.text,
    quotes.cue,
    quotes.stance,
    quotes.relayed_by,
    quotes.relayed_by_actor_id,
    documents.dated_on,
    documents.dated_by,
    documents.publisher_id,
    documents.story_id,
    documents.title,
    counted.report_count,
    quotes.paragraph_index,
    quotes.char_start,
    quotes.char_end,
    quotes.score,
    fold(concat_ws(' ', actors.name, quotes.speaker_name)) as folded_name
from quotes
inner join documents on quotes.document_id = documents.document_id
inner join counted on quotes.document_id = counted.document_id
left join actors on quotes.actor_id = actors.actor_id
where quotes.actor_id is not null or quotes.speaker_name is not null
order by quotes.document_id, quotes.quote_index;
