-- purpose: Statements that reports of one story give to different speakers.
-- grain: a quotation
-- key: story_id, subject, document_id, char_start
-- method: Two reports, neither a copy of the other, quote the same words: half of the runs of three words of the
--   shorter one stand in the other. Their speakers are two actors, or an actor and an unnamed source ("une source
--   ..."); a speaker who is described but not known may be the same person, and is left out. subject: the first
--   words.
-- materialised: yes
with spoken as (
    select
        quotes.document_id,
        quotes.quote_index,
        documents.story_id,
        coalesce(duplicates.first_carrier_document_id, quotes.document_id) as carrier_id,
        quotes.actor_id,
        coalesce(quotes.actor_id, fold(quotes.speaker_name)) as speaker,
        string_split(fold(quotes.text), ' ') as words
    from quotes
    inner join documents on quotes.document_id = documents.document_id
    left join duplicates on quotes.document_id = duplicates.document_id
    where
        documents.document_id in (select reports.document_id from reports)
        and (
            quotes.actor_id is not null
            or regexp_matches(lower(quotes.speaker_name), '^(un|une|des|plusieurs|certains)\s')
        )
),

placed as (
    select
        *,
        unnest(range(1, len(words) - 1)) as place
    from spoken
    where len(words) >= 6
),

shingles as (
    select distinct
        story_id,
        document_id,
        quote_index,
        carrier_id,
        actor_id,
        speaker,
        len(words) - 2 as shingle_count,
        array_to_string(words[place:place + 2], ' ') as shingle
    from placed
),

paired as (
    select
        one.document_id,
        one.quote_index,
        other.document_id as other_document_id,
        other.quote_index as other_quote_index
    from shingles as one
    inner join shingles as other
        on
            one.story_id = other.story_id
            and one.shingle = other.shingle
            and one.carrier_id <> other.carrier_id
            and one.speaker <> other.speaker
            and (one.actor_id is not null or other.actor_id is not null)
    group by one.document_id, one.quote_index, other.document_id, other.quote_index
    having count(*) >= 0.5 * least(any_value(one.shingle_count), any_value(other.shingle_count))
),

first_places as (
    select
        document_id,
        quote_index,
        least(
            struct_pack(document_id := document_id, quote_index := quote_index),
            min(struct_pack(document_id := other_document_id, quote_index := other_quote_index))
        ) as first_place
    from paired
    group by document_id, quote_index
)

select
    spoken.story_id,
    array_to_string(firsts.words[1:6], ' ') as subject,
    quotes.document_id,
    quotes.char_start,
    quotes.char_end,
    quotes.actor_id,
    coalesce(actors.name, quotes.speaker_name) as name,
    quotes.cue,
    quotes.text
from first_places
inner join spoken
    on first_places.document_id = spoken.document_id and first_places.quote_index = spoken.quote_index
inner join spoken as firsts
    on
        first_places.first_place.document_id = firsts.document_id
        and first_places.first_place.quote_index = firsts.quote_index
inner join quotes
    on first_places.document_id = quotes.document_id and first_places.quote_index = quotes.quote_index
left join actors on quotes.actor_id = actors.actor_id
order by spoken.story_id, subject, quotes.document_id, quotes.char_start;
