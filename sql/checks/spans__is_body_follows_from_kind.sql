-- purpose: is_body is true for paragraphs, crossheads and list items, and for nothing else; the kind is a known one.
-- severity: blocking
select
    document_id,
    span_index,
    span_kind,
    is_body
from spans
where
    is_body <> (span_kind in ('paragraph', 'crosshead', 'list_item'))
    or span_kind not in (
        'section', 'title', 'standfirst', 'byline', 'dateline', 'timestamp', 'credit', 'caption', 'paragraph',
        'crosshead', 'list_item', 'read_also', 'share', 'newsletter', 'subscription', 'paywall', 'comments', 'advert',
        'cookie_notice', 'legal', 'tag', 'embed', 'navigation', 'correction', 'translator_note', 'end_mark', 'blank',
        'other'
    );
