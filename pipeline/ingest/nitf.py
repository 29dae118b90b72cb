"""Reader of NITF, the News Industry Text Format.

What belongs here: which elements of NITF are lines and which are metadata. What does not: parsing XML (safe_xml.py) and
how lines come about (html_blocks.py): NITF's elements of content are those of HTML or have one like them.
"""

from collections.abc import Iterator
from typing import Final

from lxml import etree

from pipeline.ingest.article import Article
from pipeline.ingest.safe_xml import local_name

READER: Final = "nitf"

AS_HTML: Final = {
    "nitf": "body", "body": "main", "body.head": "div", "body.content": "article", "body.end": "footer",
    "block": "div", "hedline": "hgroup", "hl1": "h1", "hl2": "h2", "byline": "p", "byttl": "div", "dateline": "p",
    "abstract": "section", "distributor": "p", "copyrite": "p", "rights": "p", "note": "div", "tagline": "p",
    "bibliography": "p", "bq": "blockquote", "credit": "p", "media": "figure", "media-caption": "figcaption",
    "media-producer": "figcaption", "series": "p", "datasource": "p", "table": "table", "tr": "tr", "td": "td",
    "th": "th", "fn": "p", "nitf-table": "table",
}  # fmt: skip
"""Elements of NITF and the element of HTML that makes lines as they do; all others keep their name."""

_CLASSES: Final = {"hl2": "subtitle", "abstract": "standfirst", "byline": "byline", "dateline": "dateline"}
_UNSEEN: Final = frozenset({"head", "media-metadata", "media-object", "media-reference", "revision-history"})


def read_nitf_element(root: etree._Element) -> Article:
    """The article of a <nitf> element, its text as HTML."""
    article = Article(is_markup=True)
    found = {name: _texts(root, name) for name in ("hl1", "byline", "abstract", "dateline", "distributor")}
    titles = found["hl1"] or _texts(root, "title")
    article.title = titles[0] if titles else None
    article.add("json-ld:headline", *titles[:1])
    article.add("json-ld:description", *found["abstract"][:1])
    people = [name for byline in _named(root, "byline") for name in _texts(byline, "person")]
    article.add_authors(*(people or found["byline"]))
    article.add("json-ld:publisher", *found["distributor"][:1])
    article.add("html:lang", root.get("{http://www.w3.org/XML/1998/namespace}lang"))
    for tag, name, attribute in (
        ("json-ld:datePublished", "date.issue", "norm"),
        ("meta:date.release", "date.release", "norm"),
        ("meta:urgency", "urgency", "ed-urg"),
        ("meta:keywords", "keyword", "key"),
        ("meta:copyright", "doc.copyright", "holder"),
        ("json-ld:articleSection", "pubdata", "position.section"),
        ("json-ld:url", "pubdata", "ex-ref"),
        ("meta:doc-id", "doc-id", "id-string"),
        ("meta:editorial-status", "du-key", "key"),
    ):
        article.add(tag, *(element.get(attribute) for element in _named(root, name)))
    article.add(
        "meta:subject", *(each.get("tobject.subject.type") for each in _named(root, "tobject.subject"))
    )
    article.body = _as_html(root)
    return article


def doc_id(root: etree._Element) -> str | None:
    """The id that the document states; None without one."""
    return next((each.get("id-string") for each in _named(root, "doc-id") if each.get("id-string")), None)


def _as_html(root: etree._Element) -> str:
    body = next(_named(root, "body"), None)
    if body is None:
        return ""
    head = {each for part in _named(body, "body.head") for each in part.iter()}
    for element in list(body.iter()):
        name = local_name(element)
        if not name:
            continue
        if name in _UNSEEN:
            element.tag = "template"
            continue
        element.tag = AS_HTML.get(name, name)
        if name in _CLASSES and element.get("class") is None and element in head:
            element.set("class", _CLASSES[name])
    etree.cleanup_namespaces(body)
    text: str = etree.tostring(body, encoding="unicode", method="html", with_tail=False)
    return text


def _named(root: etree._Element, name: str) -> Iterator[etree._Element]:
    return (element for element in root.iter() if local_name(element) == name)


def _texts(root: etree._Element, name: str) -> list[str]:
    found = (" ".join("".join(element.itertext()).split()) for element in _named(root, name))
    return [text for text in found if text]
