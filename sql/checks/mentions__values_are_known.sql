-- purpose: Region, kind and entity type of a mention are those the design lists.
-- severity: blocking
select
    document_id,
    char_start,
    char_end,
    region,
    mention_kind,
    entity_type
from mentions
where
    region not in ('title', 'standfirst', 'body')
    or mention_kind not in ('name', 'title', 'demonym', 'pronoun')
    or entity_type not in ('person', 'organisation', 'country', 'place', 'other');
