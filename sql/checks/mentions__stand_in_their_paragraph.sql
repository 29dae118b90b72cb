-- purpose: A mention in the body stands inside its paragraph; one in title or standfirst has none.
-- severity: blocking
select
    mentions.document_id,
    mentions.char_start,
    mentions.char_end,
    mentions.region,
    mentions.paragraph_index
from mentions
left join paragraphs
    on mentions.document_id = paragraphs.document_id and mentions.paragraph_index = paragraphs.paragraph_index
where
    (mentions.region = 'body') <> (mentions.paragraph_index is not null)
    or (
        mentions.paragraph_index is not null
        and (
            paragraphs.document_id is null
            or mentions.char_start < paragraphs.char_start
            or mentions.char_end > paragraphs.char_end
        )
    );
