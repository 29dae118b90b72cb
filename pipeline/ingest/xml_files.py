"""Reader of XML files: tells by the root element what they are, and hands them on.

What belongs here: that choice. What does not: the formats (nitf.py, newsml.py, feed.py, html.py).
"""

from collections.abc import Iterator
from typing import Final

from pipeline.ingest import feed, newsml, nitf
from pipeline.ingest.article import compose
from pipeline.ingest.html import read_html
from pipeline.ingest.plain import RECORD_KEY
from pipeline.ingest.safe_xml import XmlError, decode_xml, local_name, parse_xml, sniff_root
from pipeline.records.reading import Reading, Refusal

NITF_MEDIA_TYPE: Final = "application/nitf+xml"
ROOTS: Final = feed.ROOTS | newsml.ROOTS | {"nitf"}
"""Root elements, without namespace, of the formats of XML that are read."""


def read_xml(payload: bytes) -> Iterator[Reading | Refusal]:
    """The documents of an XML file: a feed's entries, a NITF article, NewsML-G2 items, an XHTML page."""
    name = sniff_root(payload)
    if name in feed.ROOTS:
        yield from feed.read_feed(payload)
        return
    if name == "html":
        yield from read_html(payload)
        return
    try:
        text, encoding = decode_xml(payload)
        root = parse_xml(text)
    except XmlError as error:
        yield Refusal(RECORD_KEY, error.reason_code, str(error), len(payload))
        return
    name = local_name(root)
    if name == "nitf":
        key = " ".join((nitf.doc_id(root) or RECORD_KEY).split())
        article = nitf.read_nitf_element(root)
        yield compose(article, key, payload, NITF_MEDIA_TYPE, nitf.READER, encoding=encoding)
    elif name in newsml.ROOTS:
        yield from newsml.read_newsml(root, payload)
    elif name in feed.ROOTS:
        yield from feed.read_feed(payload)
    elif name == "html":
        yield from read_html(payload)
    else:
        detail = f"No reader takes XML whose root is <{name}>; deliver NITF, NewsML-G2, RSS, Atom or .txt."
        yield Refusal(RECORD_KEY, "unknown_format", detail, len(payload))
