-- purpose: The cue and the speaker of a quotation stand in the raw text where their offsets say.
-- severity: blocking
select
    quotes.document_id,
    quotes.quote_index,
    quotes.cue,
    quotes.speaker_surface
from quotes
inner join raw_documents on quotes.document_id = raw_documents.document_id
where
    (
        quotes.cue_char_start is not null
        and quotes.cue is distinct from substring(
            raw_documents.text, quotes.cue_char_start + 1, quotes.cue_char_end - quotes.cue_char_start
        )
    )
    or (
        quotes.speaker_char_start is not null
        and quotes.speaker_surface is distinct from substring(
            raw_documents.text, quotes.speaker_char_start + 1, quotes.speaker_char_end - quotes.speaker_char_start
        )
    );
