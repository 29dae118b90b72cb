"""Reader of HTML: a page's visible text, one line a block, with hints on each line and on the page.

What belongs here: parsing, assembling the text and its hints, and recognising HTML. What does not: how lines come about
(html_blocks.py), what the page says of itself (html_metadata.py), which blocks an extractor takes for the article
(extraction.py), and cleaning: no line is left out here because of what it says.
"""

import json
import re
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
_LONG_TAG = re.compile(rb"<[a-z][^<>]{100000,}", re.IGNORECASE)
_WORDS_IN_TAG_MAX = 5_000


def begins_as_html(payload: bytes) -> bool:
    """True if the payload begins as a page or a piece of one does: with a doctype, <html>, <body>, <div>, <p> …"""
    head = payload[:_HEAD_BYTES].replace(b"\0", b"")
    lead = _LEAD.match(head)
    return _BEGINNING.match(head, lead.end() if lead else 0) is not None


def has_markup(payload: bytes) -> bool:
    """True if any tag stands in the payload."""
    return _TAG.search(payload.replace(b"\0", b"")) is not None


def read_html(payload: bytes) -> list[Reading | Refusal]:
    """One reading of a page, or one refusal: binary, undecodable, malformed, empty."""
    decoded = decode(payload, _find_declared(payload))
    if isinstance(decoded, Undecoded):
        return [Refusal(RECORD_KEY, decoded.reason_code, f"The page {decoded.detail}.", len(payload))]
    if any(len(tag.group().split()) > _WORDS_IN_TAG_MAX for tag in _LONG_TAG.finditer(payload)):
        detail = "The page has an element with thousands of attributes, as no real page does; deliver its text as .txt."
        return [Refusal(RECORD_KEY, "malformed", detail, len(payload))]
    parser = HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        # Browsers show what follows the page's end tags; libxml2 would drop it, so it must not see them.
        root = etree.fromstring(_PAGE_END.sub("", decoded.text).encode("utf-8"), parser)
    except etree.XMLSyntaxError as error:
        return [Refusal(RECORD_KEY, "malformed", f"The page cannot be parsed: {error.msg}.", len(payload))]
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        detail = "The page nests its elements deeper than any real page does; deliver its text as .txt."
        return [Refusal(RECORD_KEY, "malformed", detail, len(payload))]
    lines = render_lines(root) if root is not None else []
    if not lines:
        return [
            Refusal(RECORD_KEY, "empty", "The page shows no text; deliver its text as .txt.", len(payload))
        ]
    metadata = read_metadata(root)
    verdicts = judge_lines(root, lines)
    hints = [
        Hint(0, 0, tag, _to_json({"content": values[0] if len(values) == 1 else values}))
        for tag, values in sorted(metadata.items())
    ]
    start = 0
    for line, verdict in zip(lines, verdicts, strict=True):
        end = start + len(line.text)
        hints.append(Hint(start, end, line.tag, _to_json(_describe(line)), verdict))
        start = end + 1
    text = "\n".join(line.text for line in lines)
    return [
        Reading(
            RECORD_KEY, payload, MEDIA_TYPE, decoded.encoding, "html", text, tuple(hints), find_url(metadata)
        )
    ]


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
