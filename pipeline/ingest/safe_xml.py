"""XML, parsed safely: no entities of its own, no network, no files, bounded depth.

What belongs here: from bytes to a tree, or to the reason why not. What does not: what the elements mean.
"""

import html.entities
import re
from typing import Final

from lxml import etree

from pipeline.ingest.encoding import Undecoded, decode

_DECLARED = re.compile(rb"<\?xml\b[^>]*?encoding\s*=\s*[\"']([a-zA-Z0-9_:.-]+)")
_ENTITY = re.compile(r"<!ENTITY\b", re.IGNORECASE)
_LONG_TAG = re.compile(r"<[A-Za-z][^<>]{50000}")
_REFERENCE = re.compile(r"&([A-Za-z][A-Za-z0-9]*);")
_ROOT = re.compile(
    rb"(?>\s+|\xef\xbb\xbf|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*+(?:\[[^\]]*+\]\s*+)?>)*+<(?:[\w.-]++:)?([A-Za-z]\w*+)",
    re.DOTALL,
)
_XML_OWN: Final = frozenset({"amp", "lt", "gt", "quot", "apos"})
_HEAD_BYTES = 4096


class XmlError(Exception):
    """XML that is not taken: reason_code, and as message the detail of a rejection."""

    def __init__(self, reason_code: str, detail: str) -> None:
        super().__init__(detail)
        self.reason_code = reason_code


def sniff_root(payload: bytes) -> str | None:
    """Local name of the element that the payload begins with, None where it does not begin as XML does."""
    head = payload[:_HEAD_BYTES].replace(b"\0", b"").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")
    found = _ROOT.match(head)
    return found.group(1).decode("ascii", "replace") if found else None


def decode_xml(payload: bytes) -> tuple[str, str]:
    """The text of an XML document and its encoding; XmlError for what is no text, and for entities of its own."""
    found = _DECLARED.search(payload[:_HEAD_BYTES])
    decoded = decode(payload, found.group(1).decode("ascii") if found else None)
    if isinstance(decoded, Undecoded):
        raise XmlError(decoded.reason_code, f"The file {decoded.detail}.")
    if _ENTITY.search(decoded.text):
        raise XmlError(
            "unsafe_markup",
            "The XML declares entities of its own, with which a file can grow without bound or reach for others;"
            " deliver it without them.",
        )
    if _LONG_TAG.search(decoded.text):
        detail = (
            "The XML has an element with more attributes than any program writes; deliver it without them."
        )
        raise XmlError("malformed", detail)
    return decoded.text, decoded.encoding


def parse_xml(text: str, is_lenient: bool = False) -> etree._Element:
    """The root of an XML text; XmlError where it is malformed or nests deeper than 256 elements.

    The named characters of HTML (&eacute;), which agencies write and a DTD would declare, are put in.
    `is_lenient` goes on over errors as far as can be, as readers of feeds do.
    """
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        recover=is_lenient,
    )
    try:
        root = etree.fromstring(_REFERENCE.sub(_character, text).encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        raise XmlError("malformed", f"The XML cannot be parsed: {error.msg}; deliver it again.") from error
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise XmlError("malformed", "The XML nests its elements deeper than any real file; deliver it again.")
    if root is None:
        raise XmlError("malformed", "The file holds no XML element; deliver it again.")
    return root


def local_name(element: etree._Element) -> str:
    """An element's name without its namespace."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _character(found: re.Match[str]) -> str:
    name = found.group(1)
    known = None if name in _XML_OWN else html.entities.html5.get(f"{name};")
    return known if known is not None else found.group()
