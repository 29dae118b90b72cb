"""Reader of HTML: a page's visible text, one line a block, with hints on each line and on the page.

What belongs here: parsing, assembling the text and its hints, and recognising HTML. What does not: how lines come about
(html_blocks.py), what the page says of itself (html_metadata.py), which blocks an extractor takes for the article
(extraction.py), and cleaning: no line is left out here because of what it says.
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from lxml import etree
from lxml.html import HTMLParser

from pipeline.ingest.encoding import Undecoded, decode
from pipeline.ingest.extraction import judge_lines
from pipeline.ingest.html_blocks import Line, render_lines
from pipeline.ingest.html_metadata import find_url, read_metadata
from pipeline.ingest.plain import RECORD_KEY
from pipeline.records.reading import Hint, Reading, Refusal

MEDIA_TYPE: Final = "text/html"

_HEAD_BYTES = 4096
_LEAD = re.compile(rb"(?:\s+|\xef\xbb\xbf|\xff\xfe|\xfe\xff|<\?xml[^>]*>|<!--.*?-->)*", re.DOTALL)
_BEGINNING = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|main|article|section|div|h1|p|meta|title|link)[\s>]", re.IGNORECASE
)
_TAG = re.compile(rb"<(?:!doctype|/?[a-z][a-z0-9:-]*(?:\s[^<>]*)?/?>)", re.IGNORECASE)
_DECLARED = re.compile(rb"<meta\b[^>]*?charset\s*=\s*[\"']?\s*([a-z0-9_:.-]+)", re.IGNORECASE)
_DECLARED_XML = re.compile(rb"<\?xml\b[^>]*?encoding\s*=\s*[\"']([a-z0-9_:.-]+)", re.IGNORECASE)
_PAGE_END = re.compile(r"</(?:body|html)\s*>", re.IGNORECASE)
_LONG_TAG = re.compile(r"<[a-z][^<>]{100000,}", re.IGNORECASE)
_WORDS_IN_TAG_MAX = 5_000


def begins_as_html(payload: bytes) -> bool:
    """True if the payload begins as a page or a piece of one does: with a doctype, <html>, <body>, <div>, <p> …"""
    head = payload[:_HEAD_BYTES].replace(b"\0", b"")
    lead = _LEAD.match(head)
    return _BEGINNING.match(head, lead.end() if lead else 0) is not None


def has_markup(payload: bytes) -> bool:
    """True if any tag stands in the payload."""
    return _TAG.search(payload.replace(b"\0", b"")) is not None


def read_html(payload: bytes, declared: str | None = None) -> list[Reading | Refusal]:
    """One reading of a page, or one refusal: binary, undecodable, malformed, empty.

    `declared` is the encoding that the page came with (an HTTP header); it goes before what the page itself declares.
    """
    decoded = decode(payload, declared or _find_declared(payload))
    if isinstance(decoded, Undecoded):
        return [Refusal(RECORD_KEY, decoded.reason_code, f"The page {decoded.detail}.", len(payload))]
    try:
        root = parse_html(decoded.text)
    except PageError as error:
        return [Refusal(RECORD_KEY, "malformed", str(error), len(payload))]
    lines = render_lines(root) if root is not None else []
    if not lines:
        return [
            Refusal(RECORD_KEY, "empty", "The page shows no text; deliver its text as .txt.", len(payload))
        ]
    metadata = read_metadata(root)
    verdicts = judge_lines(root, lines)
    text, hints = assemble(lines, verdicts)
    hints = [*describe_page(metadata), *hints]
    return [
        Reading(
            RECORD_KEY, payload, MEDIA_TYPE, decoded.encoding, "html", text, tuple(hints), find_url(metadata)
        )
    ]


class PageError(Exception):
    """Mark-up that cannot be parsed; the message is that of a rejection."""


def parse_html(text: str) -> etree._Element | None:
    """The tree of a page or a piece of one, None where there is nothing in it; PageError for what no page has."""
    if any(len(tag.group().split()) > _WORDS_IN_TAG_MAX for tag in _LONG_TAG.finditer(text)):
        raise PageError(
            "The page has an element with thousands of attributes, as no real page does; deliver its text as .txt."
        )
    parser = HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        # Browsers show what follows the page's end tags; libxml2 would drop it, so it must not see them.
        root = etree.fromstring(_PAGE_END.sub("", text).encode("utf-8"), parser)
    except etree.XMLSyntaxError as error:
        raise PageError(f"The page cannot be parsed: {error.msg}.") from error
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise PageError(
            "The page nests its elements deeper than any real page does; deliver its text as .txt."
        )
    return root


def describe_page(metadata: Mapping[str, Sequence[str]]) -> list[Hint]:
    """What a page or record says of itself, as hints with an empty span, in order of their tags."""
    return [
        Hint(0, 0, tag, _to_json({"content": values[0] if len(values) == 1 else list(values)}))
        for tag, values in sorted(metadata.items())
    ]


def assemble(lines: Sequence[Line], verdicts: Sequence[str | None]) -> tuple[str, list[Hint]]:
    """The text, one line a line, and a hint on each line of it."""
    hints = []
    start = 0
    for line, verdict in zip(lines, verdicts, strict=True):
        end = start + len(line.text)
        hints.append(Hint(start, end, line.tag, _to_json(_describe(line)), verdict))
        start = end + 1
    return "\n".join(line.text for line in lines), hints


def _find_declared(payload: bytes) -> str | None:
    head = payload[:_HEAD_BYTES]
    match = _DECLARED.search(head) or _DECLARED_XML.search(head)
    return match.group(1).decode("ascii") if match else None


def _describe(line: Line) -> dict[str, Any]:
    """Attributes of a block hint; what is absent is left out, link_share is always there."""
    described = {
        "path": line.path,
        "class": line.class_name,
        "id": line.element_id,
        "enclosing": list(line.enclosing),
        "link_share": line.link_share,
        "href": line.href,
        "datetime": line.datetime,
        "is_hidden": line.is_hidden,
    }
    return {key: value for key, value in described.items() if value or key == "link_share"}


def _to_json(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True).encode("utf-8", "replace").decode("utf-8")
