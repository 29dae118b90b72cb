"""Metadata: what a document says about itself, from its spans and from what its page states.

What belongs here: choosing among title lines, bylines, stamps, datelines and page facts. What does not: telling what a
line is (marking.py, structure.py), stamps and bylines themselves (stamps.py, bylines.py).

What the text prints goes before what the page states, except for moments (a page states them to the second, with the
offset) and authors (a page states them without roles). Where only an update is stamped, that is when this version was
published: published_at holds it, modified_at too, and dated_by says "modified".
"""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Final

from pipeline.records.cleaning import BODY_KINDS, Metadata
from pipeline.text.calendar import find_full_dates
from pipeline.text.clean.bylines import (
    find_dateline,
    find_dateline_end,
    is_initials,
    is_name,
    read_authors,
    read_place_line,
)
from pipeline.text.clean.lines import unbroken
from pipeline.text.clean.markup import PageFacts
from pipeline.text.clean.page import Page, Piece
from pipeline.text.clean.publishers import Publishers
from pipeline.text.clean.stamps import Moment, find_stamp, parse_iso
from pipeline.text.folding import fold_words

_CREDIT_MARK: Final = re.compile(
    r"^(?:[\s(\[©|–—-]|\(c\)|(?:crédits?|credits?)(?:[ -]+photos?)?\s*:?|photos?(?: par)?\s*:|photo\s+(?=[A-Z]))+",
    re.IGNORECASE,
)
_LIST_MARK: Final = re.compile(r"^(?:[-–—*•·▪■►>]+\s*)+")
_LABEL: Final = re.compile(r"^l['’]essentiel\s+(?=\S)", re.IGNORECASE)
_SIGNING: Final = (
    "legal",
    "subscription",
    "byline",
    "timestamp",
    "paywall",
    "navigation",
    "newsletter",
    "end_mark",
)


def read_metadata(
    page: Page, pieces: Sequence[Piece], facts: PageFacts, publishers: Publishers, first_arrived_on: date
) -> Metadata:
    """The document's own statements; dated_on is never later than first_arrived_on unless the document prints it."""
    published, offset, precision, modified, is_update_only = _read_moments(page, pieces, facts)
    place, agency, signers = _read_origin(page, pieces)
    title = _first(page, pieces, "title") or _page_title(facts)
    source_url = next((url for url in facts.urls if url.startswith(("http://", "https://"))), None)
    authors = _read_authors(page, pieces, facts, signers)
    dated_on, dated_by = _choose_day(page, pieces, published, modified, is_update_only, first_arrived_on)
    return Metadata(
        source_url=source_url,
        signature_publisher_id=_find_publisher(page, pieces, facts, publishers, source_url),
        agency=agency or _signing_agency(page, pieces),
        sections=_read_sections(page, pieces, facts),
        title=title,
        standfirst=_read_standfirst(page, pieces),
        authors=authors,
        photo_credit=_read_credit(page, pieces),
        dateline_place=place,
        published_at=published,
        published_utc_offset=offset,
        published_precision=precision,
        modified_at=modified,
        dated_on=dated_on,
        dated_by=dated_by,
        is_truncated=_is_truncated(page, pieces, facts),
    )


def _surface(page: Page, piece: Piece) -> str:
    return unbroken(page.text[piece.start : piece.end]).strip()


def _first(page: Page, pieces: Sequence[Piece], kind: str) -> str | None:
    found = next((_surface(page, piece) for piece in pieces if piece.kind == kind), None)
    return _LIST_MARK.sub("", found) or None if found else None


def _page_title(facts: PageFacts) -> str | None:
    """The first title the page states, without the name of the site behind it."""
    if not facts.titles:
        return None
    head, mark, tail = facts.titles[0].rpartition(" | ")
    if not mark:
        head, mark, tail = facts.titles[0].rpartition(" - ")
    return head if len(head.split()) >= 3 and len(tail.split()) <= 3 else facts.titles[0]


def _read_standfirst(page: Page, pieces: Sequence[Piece]) -> str | None:
    """The first standfirst that is no list of key points."""
    for piece in pieces:
        if piece.kind == "standfirst" and piece.rule_id != "structure.key_points":
            said = _LABEL.sub("", _LIST_MARK.sub("", _surface(page, piece)))
            if said:
                return said
    return None


def _read_sections(page: Page, pieces: Sequence[Piece], facts: PageFacts) -> tuple[str, ...]:
    """Sections printed right above the title; else those the page states; else a tag under the text that names a section."""
    title = next((i for i, piece in enumerate(pieces) if piece.kind == "title"), None)
    printed = [i for i, piece in enumerate(pieces) if piece.kind == "section"]
    near = [i for i in printed if title is not None and title - 3 <= i < title]
    if near or len(printed) == 1:
        return _split_sections([_surface(page, pieces[(near or printed)[-1]])])
    if facts.sections:
        return tuple(dict.fromkeys(facts.sections))
    by_start = {line.start: index for index, line in enumerate(page.lines)}
    for piece in pieces:
        index = by_start.get(piece.start)
        soft = page.soft[index] if index is not None else None
        if piece.kind == "tag" and soft is not None and soft.kind == "section":
            return _split_sections([_surface(page, piece)])
    return ()


def _split_sections(lines: Sequence[str]) -> tuple[str, ...]:
    parts = [
        part.strip() for line in lines for part in re.split(r"\s*[,>»›|•·/]\s*", _LIST_MARK.sub("", line))
    ]
    return tuple(
        dict.fromkeys(part for part in parts if part and fold_words(part) not in ("accueil", "home"))
    )


def _read_credit(page: Page, pieces: Sequence[Piece]) -> str | None:
    for piece in pieces:
        if piece.kind == "credit":
            said = _CREDIT_MARK.sub("", _surface(page, piece)).strip(" ()[]")
            if said:
                return said
    return None


def _read_origin(page: Page, pieces: Sequence[Piece]) -> tuple[str | None, str | None, tuple[str, ...]]:
    """Place and agency of the dateline, and authors that it names."""
    place = agency = None
    signers: tuple[str, ...] = ()
    for piece in pieces:
        if piece.kind != "dateline":
            continue
        said = _surface(page, piece)
        line = read_place_line(said, page.agencies)
        end = find_dateline_end(said, page.agencies)
        front = find_dateline(said + " X", page.agencies)
        if line:
            agency, place = agency or line[0], place or line[1]
            signers = signers or (read_authors(line[2], page.agencies) if line[2] else ())
        elif end or front:
            found = end or front
            place, agency = (
                place or (found.place if found else None),
                agency or (found.agency if found else None),
            )
        elif is_name(said) and place is None:
            place = said
    return place, agency, signers


def _signing_agency(page: Page, pieces: Sequence[Piece]) -> str | None:
    for kinds in (("byline", "end_mark"), ("subscription",)):
        for piece in pieces:
            if piece.kind in kinds:
                found = page.agencies.find(_surface(page, piece))
                if found:
                    return found
    return None


def _read_authors(
    page: Page, pieces: Sequence[Piece], facts: PageFacts, signers: tuple[str, ...]
) -> tuple[str, ...]:
    """Authors of the bylines, those above the body first; else those the page states; else the dateline's."""
    end = max((piece.end for piece in pieces if piece.kind in BODY_KINDS), default=0)
    above: list[str] = []
    below: list[str] = []
    others: list[str] = []
    for piece in pieces:
        said = _surface(page, piece).strip(" |,;:-–—•·/>*")
        for name in read_authors(said, page.agencies) if piece.kind == "byline" else ():
            is_person = not page.agencies.is_outlet(name) and (len(name.split()) > 1 or is_initials(name))
            if not is_person or said.lower().startswith("source"):
                others.append(name)
            else:
                (above if piece.start < end else below).append(name)
    named = above or below
    stated = tuple(name for name in facts.authors if not name.startswith("http"))
    if stated and not named:
        return tuple(dict.fromkeys(stated))
    return tuple(dict.fromkeys(named)) or signers or tuple(dict.fromkeys(others))


def _read_moments(
    page: Page, pieces: Sequence[Piece], facts: PageFacts
) -> tuple[datetime | None, str | None, str | None, datetime | None, bool]:
    """(published, its offset, its precision, modified, whether only an update is stamped)."""
    published, offset, precision = next(
        (found for found in map(parse_iso, facts.published) if found), (None, None, None)
    )
    modified = next((found[0] for found in map(parse_iso, facts.modified) if found), None)
    moments = _printed_moments(page, pieces)
    first = next((m for m in moments if m.on and not m.is_update), None)
    update = next((m for m in moments if m.is_update and (m.on or (first and first.on and m.at))), None)
    if published is None and first and first.on:
        published, precision = _join(first.on, first), _precision(first)
    if modified is None and update:
        on = update.on or (published.date() if published else None)
        modified = _join(on, update) if on else None
    if published is None and modified is not None:
        return modified, None, _precision(update) if update else "second", modified, True
    return published, offset, precision, modified, False


def _printed_moments(page: Page, pieces: Sequence[Piece]) -> list[Moment]:
    """The moments of the stamps, those with a word of publication first, those before the body before those after."""
    worded: list[Moment] = []
    bare: list[Moment] = []
    for piece in pieces:
        if piece.kind in ("timestamp", "dateline"):
            stamp = find_stamp(_surface(page, piece))
            if stamp:
                (worded if stamp.is_worded else bare).extend(stamp.moments)
    seen = any(moment.on and not moment.is_update for moment in worded)
    return worded if seen else worded + bare


def _join(on: date, moment: Moment) -> datetime:
    return datetime.combine(on, moment.at or time())


def _precision(moment: Moment) -> str:
    if moment.at is None:
        return "day"
    return "second" if moment.has_seconds else "minute"


def _choose_day(
    page: Page,
    pieces: Sequence[Piece],
    published: datetime | None,
    modified: datetime | None,
    is_update_only: bool,
    first_arrived_on: date,
) -> tuple[date, str]:
    """The day the document is counted by: printed stamps, else the day its body speaks of most, else its arrival."""
    if published and not is_update_only:
        return published.date(), "published"
    if modified:
        return modified.date(), "modified"
    spoken: Counter[date] = Counter()
    for piece in pieces:
        if piece.kind in BODY_KINDS or piece.kind in ("title", "standfirst"):
            spoken.update(
                day for _, _, day in find_full_dates(_surface(page, piece)) if day <= first_arrived_on
            )
    if spoken:
        return max(spoken, key=lambda day: (day, spoken[day])), "text"
    return first_arrived_on, "arrival"


def _is_truncated(page: Page, pieces: Sequence[Piece], facts: PageFacts) -> bool:
    """True where a paywall says so, or the last paragraph breaks off in dots before a paywall or the end."""
    if any(rule is not None and rule.truncates for rule in page.rules):
        return True
    body = [piece for piece in pieces if piece.kind in BODY_KINDS]
    if not body:
        return facts.is_cut
    breaks_off = _surface(page, body[-1]).endswith(("...", "…"))
    return breaks_off and (facts.is_cut or any(piece.kind == "paywall" for piece in pieces) or len(body) <= 3)


def _find_publisher(
    page: Page, pieces: Sequence[Piece], facts: PageFacts, publishers: Publishers, source_url: str | None
) -> str | None:
    """By address, by the name the page states, by an address or a name in the lines that sign the text."""
    for url in ([source_url] if source_url else []) + list(facts.urls):
        found = publishers.find_by_url(url)
        if found:
            return found
    for name in facts.publishers:
        found = publishers.find_by_name(name)
        if found:
            return found
    named: Counter[str] = Counter()
    for piece in pieces:
        if piece.kind in _SIGNING:
            said = _surface(page, piece)
            for address in re.findall(r"\b(?:https?://)?[\w-]+(?:\.[\w-]+)*\.[a-z]{2,6}\b", said.lower()):
                found = publishers.find_by_url(address)
                if found:
                    named[found] += 3
            named.update(publishers.find_named(said))
    outlets = [(count, name) for name, count in named.items() if name not in publishers.agencies]
    if outlets:
        return max(outlets, key=lambda pair: (pair[0], pair[1]))[1]
    footers = [
        piece for piece in pieces if piece.kind == "subscription" and piece.rule_id.startswith("agency.")
    ]
    for piece in footers:
        owners = publishers.find_named(_surface(page, piece))
        if owners:
            return owners[0]
    return None
