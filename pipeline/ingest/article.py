"""An article that came in fields: its text put together, with hints, as a page would have been read.

What belongs here: the order of title, standfirst and body, and the hints that say which is which. What does not: where
the fields come from (records.py, feed.py, mail.py, newsml.py) and which lines count (cleaning).

The text is title, standfirst and body, each on lines of its own. A title or standfirst that the body itself begins with
is not put before it again. Mark-up in a body is rendered as a page is; plain text stays as it is, line ends and all.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from pipeline.ingest.encoding import is_visible
from pipeline.ingest.extraction import BODY, judge_lines
from pipeline.ingest.html import PageError, assemble, describe_page, parse_html
from pipeline.ingest.html_blocks import Line, render_lines
from pipeline.ingest.html_metadata import find_url, is_web_address, read_metadata
from pipeline.ingest.moments import as_iso
from pipeline.records.reading import Hint, Reading, Refusal

DATE_TAGS: Final = frozenset({"json-ld:datePublished", "json-ld:dateModified"})
FACTS_MAX: Final = 200
FACT_LENGTH_MAX: Final = 2_000
"""Longer values are no metadata but text; the original keeps them."""

_WHOLE_PAGE = re.compile(
    r"\s*+(?:<\?xml[^>]*+>\s*+)?+(?><!--.*?-->\s*+)*+<(?:!doctype|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_BLOCK_MARKUP = re.compile(
    r"</(?:p|div|h[1-6]|ul|ol|li|blockquote|article|section)>|<br ?/?>|<p>", re.IGNORECASE
)
_INLINE_MARKUP = re.compile(r"</?[a-z][a-z0-9]*(?:\s[^<>]*)?/?>|&(?:[a-z]+|#\d+);", re.IGNORECASE)
_BY = re.compile(r"^(?:par|by|de notre envoyée? spéciale?,?)\s+", re.IGNORECASE)
_AND = re.compile(r"\s*(?:;|&|\||\bet\b|\band\b)\s*")
_BLANKS = re.compile(r"\s+")
_NOT_TEXT = re.compile("[\ud800-\udfff]")
_LINES_COMPARED = 12
_TEASER_LENGTH = 40
"""A teaser that long is the beginning of the line that begins with it, cut off."""


@dataclass(slots=True)
class Article:
    """What a record says: the parts of its text, whether the body is mark-up, and its facts by tag (as page metadata)."""

    title: str | None = None
    standfirst: str | None = None
    body: str = ""
    is_markup: bool = False
    facts: dict[str, list[str]] = field(default_factory=dict)

    def add(self, tag: str, *values: object) -> None:
        """Notes what the record states under a tag, once each; what is empty, too long or too much is left out."""
        for value in values:
            said = clean_value(str(value)) if value is not None else ""
            if tag in DATE_TAGS and said:
                said = as_iso(said) or said
            if said and len(said) <= FACT_LENGTH_MAX and len(self.facts) < FACTS_MAX:
                listed = self.facts.setdefault(tag, [])
                if said not in listed:
                    listed.append(said)

    def add_authors(self, *bylines: str) -> None:
        """Notes the authors that bylines name: without "Par", several of a line one by one."""
        for byline in bylines:
            for part in _AND.split(_BY.sub("", clean_value(byline))):
                names = [name.strip() for name in part.split(",")]
                are_names = all(len(name.split()) > 1 and name[:1].isupper() for name in names)
                self.add("json-ld:author", *(names if are_names else [part]))


def clean_value(value: str) -> str:
    """A value on one line, without what cannot be written."""
    return " ".join(_NOT_TEXT.sub("\ufffd", value).split())


def has_block_markup(text: str) -> bool:
    """True for a text whose lines are made by mark-up."""
    return _BLOCK_MARKUP.search(text) is not None


def has_any_markup(text: str) -> bool:
    """True for a text with a tag or a character reference in it."""
    return _INLINE_MARKUP.search(text) is not None


def as_plain(text: str | None) -> str | None:
    """A title or teaser without the mark-up it may carry, on one line; None where nothing is left."""
    if text and has_any_markup(text):
        try:
            root = parse_html(f"<div>{text}</div>")
        except PageError:
            root = None
        text = " ".join(line.text for line in render_lines(root)) if root is not None else text
    return clean_value(text or "") or None


def compose(
    article: Article,
    record_key: str,
    payload: bytes,
    media_type: str,
    reader: str,
    source_url: str | None = None,
    encoding: str = "utf-8",
) -> Reading | Refusal:
    """The article as a reading; a refusal (empty, binary, malformed) where it holds no text."""
    facts = {tag: list(values) for tag, values in article.facts.items()}
    title, standfirst = as_plain(article.title), as_plain(article.standfirst)
    try:
        if article.is_markup:
            text, hints = _compose_markup(article.body, title, standfirst, facts)
        else:
            text, hints = _compose_plain(article.body, title, standfirst)
    except PageError as error:
        return Refusal(record_key, "malformed", str(error), len(payload))
    if "\0" in text:
        detail = "The record's text contains NUL characters, so it is no text; export it again."
        return Refusal(record_key, "binary", detail, len(payload))
    if not is_visible(text):
        return Refusal(record_key, "empty", "The record holds no text; export its body.", len(payload))
    stated = source_url or find_url(facts)
    url = stated if stated and is_web_address(stated) else None
    described = [*describe_page(facts), *hints]
    return Reading(record_key, payload, media_type, encoding, reader, text, tuple(described), url)


def _compose_plain(body: str, title: str | None, standfirst: str | None) -> tuple[str, list[Hint]]:
    """Head lines with their hints, a blank line after each, and the body as it is."""
    body = _NOT_TEXT.sub("\ufffd", body)
    head = _missing_head(title, standfirst, body.splitlines()[:_LINES_COMPARED])
    front, hints = assemble(head, [None] * len(head))
    if not head:
        return body, []
    spaced = front.replace("\n", "\n\n")
    moved = [
        Hint(h.char_start + i, h.char_end + i, h.tag, h.attributes, h.extractor_verdict)
        for i, h in enumerate(hints)
    ]
    return f"{spaced}\n\n{body}" if is_visible(body) else spaced, moved


def _compose_markup(
    body: str, title: str | None, standfirst: str | None, facts: dict[str, list[str]]
) -> tuple[str, list[Hint]]:
    """Rendered lines with their hints. In a piece of mark-up all is article; in a whole page the extractor judges."""
    is_page = _WHOLE_PAGE.match(body) is not None
    root = parse_html(body if is_page else f"<div>{body}</div>")
    lines = render_lines(root) if root is not None else []
    if is_page and root is not None:
        for tag, values in read_metadata(root).items():
            facts.setdefault(tag, values)
        verdicts = judge_lines(root, lines) if lines else []
    else:
        verdicts = _declared_verdicts(lines)
    compared = lines if is_page else lines[:_LINES_COMPARED]
    head = _missing_head(title, standfirst, [line.text for line in compared])
    return assemble([*head, *lines], [*[None] * len(head), *verdicts])


def _declared_verdicts(lines: Sequence[Line]) -> list[str | None]:
    """The field says that its mark-up is the article's body: all of it, or what it sets apart as <article>; no figures."""
    paths = [set(line.path.split("/")) for line in lines]
    is_parted = any("article" in path for path in paths)
    return [
        BODY if ("article" in path or not is_parted) and not path & {"figure", "figcaption"} else None
        for path in paths
    ]


def _missing_head(title: str | None, standfirst: str | None, lines: Sequence[str]) -> list[Line]:
    """Title and standfirst as lines, where none of `lines` is the one or begins with the other."""
    known = [_fold(line) for line in lines]
    head = []
    if title and _fold(title) not in known:
        head.append(_line(title, "h1", None))
    if standfirst and standfirst != title:
        cut = _fold(standfirst).rstrip(".… ")
        is_long = len(cut) >= _TEASER_LENGTH
        if not any(line.rstrip(".… ") == cut or (is_long and line.startswith(cut)) for line in known):
            head.append(_line(standfirst, "p", "standfirst"))
    return head


def _line(text: str, tag: str, class_name: str | None) -> Line:
    return Line(text, tag, tag, class_name, None, (), 0.0, None, None, False, False)


def _fold(text: str) -> str:
    return _BLANKS.sub(" ", text).strip().casefold()
