"""What mark-up says: hints of the reader, brought into the form that cleaning uses.

What belongs here: reading hints (their form is stated in pipeline/ingest/html.py) into marks of lines and facts of the
page. What does not: what follows from them (structure.py, metadata.py).
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from pipeline.records.reading import Hint
from pipeline.text.clean.lines import Line
from pipeline.text.clean.page import Mark

_FURNITURE_TAGS: Final = frozenset(
    [
        "nav",
        "header",
        "footer",
        "aside",
        "form",
        "button",
        "select",
        "option",
        "menu",
        "label",
        "input",
        "textarea",
        "fieldset",
        "dialog",
        "noscript",
    ]
)
_FURNITURE_NAMES: Final = re.compile(
    r"(?:^|[._#\-\s])(?:nav|navbar|navigation|menu|footer|breadcrumbs?|share|sharing|social|related|newsletters?|comments?|promo|"
    r"ads?|adv|advert\w*|pub|cookies?|consent|gdpr|sidebar|teasers?|recommend\w*|pop-?in|modal|paywall|tags?|most-?read|"
    r"read-?also|lire-aussi|outbrain|taboola|subscribe|login|banner|toolbar|widget)(?:$|[._#\-\s])",
    re.IGNORECASE,
)
_STANDFIRST_NAMES: Final = re.compile(
    r"(?:^|[._#\-\s])(?:chap[oô]|chapeau|standfirst|lede|deck|dek|sub-?title|sub-?headline|sous-?titre|excerpt)(?:$|[._#\-\s])",
    re.IGNORECASE,
)
_CAPTION_NAMES: Final = re.compile(
    r"(?:^|[._#\-\s])(?:caption|figcaption|legende|photo-?credit|credit)(?:$|[._#\-\s])", re.IGNORECASE
)
_CAPTION_TAGS: Final = frozenset({"figcaption", "figure"})


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What a page states of itself in meta tags and JSON-LD; empty for plain text."""

    titles: tuple[str, ...] = ()
    description: str | None = None
    authors: tuple[str, ...] = ()
    published: tuple[str, ...] = ()
    modified: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    publishers: tuple[str, ...] = ()
    is_cut: bool = False


def read_facts(hints: Sequence[Hint]) -> PageFacts:
    """The page's own statements, from the hints with an empty span."""
    said: dict[str, tuple[str, ...]] = {}
    for hint in hints:
        if hint.char_start == hint.char_end:
            content = _attributes(hint).get("content")
            values = content if isinstance(content, list) else [content]
            said[hint.tag] = tuple(
                str(value).strip() for value in values if value is not None and str(value).strip()
            )

    def first(*tags: str) -> tuple[str, ...]:
        return next((said[tag] for tag in tags if said.get(tag)), ())

    titles = tuple(
        dict.fromkeys(
            title
            for tag in ("json-ld:headline", "meta:og:title", "meta:title", "html:title")
            for title in said.get(tag, ())
        )
    )
    description = first("meta:og:description", "json-ld:description", "meta:description")
    return PageFacts(
        titles=titles,
        description=description[0] if description else None,
        authors=first("json-ld:author", "meta:article:author", "meta:author", "meta:dc.creator"),
        published=first(
            "json-ld:datePublished",
            "meta:article:published_time",
            "meta:og:article:published_time",
            "meta:datepublished",
            "meta:date",
            "meta:dc.date",
            "meta:pubdate",
        ),
        modified=first(
            "json-ld:dateModified", "meta:article:modified_time", "meta:og:updated_time", "meta:datemodified"
        ),
        sections=first("meta:article:section", "json-ld:articleSection", "meta:section"),
        urls=first("link:canonical", "meta:og:url", "json-ld:url", "json-ld:mainEntityOfPage"),
        publishers=first("json-ld:publisher", "meta:og:site_name", "meta:application-name"),
        is_cut=first("json-ld:isAccessibleForFree") in (("false",), ("False",)),
    )


def read_marks(lines: Sequence[Line], hints: Sequence[Hint]) -> list[Mark | None]:
    """For each line what the hint that covers its beginning says; None without one."""
    spans = sorted(
        (hint for hint in hints if hint.char_end > hint.char_start), key=lambda h: (h.char_start, h.char_end)
    )
    marks: list[Mark | None] = []
    at = 0
    for line in lines:
        while at < len(spans) and spans[at].char_end <= line.start:
            at += 1
        covers = at < len(spans) and spans[at].char_start <= line.start
        marks.append(_read_mark(spans[at]) if covers else None)
    return marks


def _read_mark(hint: Hint) -> Mark:
    said = _attributes(hint)
    path = str(said.get("path") or "")
    tags = {part.split(".")[0].split("#")[0] for part in re.split(r"[\s/>]+", path)} | {hint.tag}
    enclosing = said.get("enclosing")
    near = enclosing[:3] if isinstance(enclosing, list) else []
    names = " ".join(str(name) for name in (said.get("class"), said.get("id"), *near) if name)
    is_body = {"body": True, "other": False}.get(hint.extractor_verdict or "")
    in_furniture = bool(said.get("is_hidden")) or (
        is_body is not True
        and hint.tag != "h1"
        and bool(tags & _FURNITURE_TAGS or _FURNITURE_NAMES.search(names))
    )
    share = said.get("link_share")
    return Mark(
        hint.tag,
        is_body,
        in_furniture,
        bool(tags & _CAPTION_TAGS) or bool(_CAPTION_NAMES.search(names)),
        bool(_STANDFIRST_NAMES.search(names)) and not bool(tags & _FURNITURE_TAGS - {"header"}),
        float(share) if isinstance(share, int | float) else 0.0,
    )


def _attributes(hint: Hint) -> dict[str, Any]:
    try:
        said = json.loads(hint.attributes or "{}")
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
