"""Records of the clean stage: typed spans and the document's metadata."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

BODY_KINDS: Final = frozenset({"paragraph", "crosshead", "list_item"})
"""Kinds of span that are the article's own text."""
SPAN_KINDS: Final = BODY_KINDS | {
    *("section", "title", "standfirst", "byline", "dateline", "timestamp", "credit", "caption"),
    *("read_also", "share", "newsletter", "subscription", "paywall", "comments", "advert", "cookie_notice"),
    *("legal", "tag", "embed", "navigation", "correction", "translator_note", "end_mark", "blank", "other"),
}
"""All kinds of span."""


@dataclass(frozen=True, slots=True)
class Span:
    """One typed stretch of the text (table spans)."""

    span_index: int
    char_start: int
    char_end: int
    span_kind: str
    is_body: bool
    rule_id: str
    score: float


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the document says about itself (table metadata). Times are wall clock as printed."""

    source_url: str | None
    signature_publisher_id: str | None
    agency: str | None
    sections: tuple[str, ...]
    title: str | None
    standfirst: str | None
    authors: tuple[str, ...]
    photo_credit: str | None
    dateline_place: str | None
    published_at: datetime | None
    published_utc_offset: str | None
    published_precision: str | None
    modified_at: datetime | None
    dated_on: date
    dated_by: str
    is_truncated: bool
