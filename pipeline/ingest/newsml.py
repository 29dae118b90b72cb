"""Reader of NewsML-G2, the news industry's envelope: news items, alone or in a message.

What belongs here: items, their metadata, and where their text lies. What does not: the text itself where it is NITF
(nitf.py) or HTML (article.py), and parsing XML (safe_xml.py).
"""

from collections.abc import Iterator
from typing import Final

from lxml import etree

from pipeline.ingest.article import Article, compose, has_block_markup
from pipeline.ingest.nitf import read_nitf_element
from pipeline.ingest.plain import RECORD_KEY
from pipeline.ingest.safe_xml import local_name
from pipeline.records.reading import Reading, Refusal

READER: Final = "newsml"
MEDIA_TYPE: Final = "application/vnd.iptc.g2.newsitem+xml"
ROOTS: Final = frozenset(
    {"newsItem", "newsMessage", "packageItem", "conceptItem", "knowledgeItem", "planningItem"}
)

_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"
_CALLED_BACK: Final = frozenset({"canceled", "cancelled", "withheld"})


def read_newsml(root: etree._Element, payload: bytes) -> Iterator[Reading | Refusal]:
    """The news items of a file. The payload of an item that is the file is the file, in a message its canonical XML.

    An item's key is its guid, else its ordinal. Refused: pictures and other items without a text, items that their
    source called back, messages without an item. Packages and concepts of a message hold no text and are passed over.
    """
    items = [each for each in root.iter() if local_name(each) == "newsItem"]
    if not items:
        detail = f"The file's <{local_name(root)}> holds no news item; deliver the items themselves."
        yield Refusal(RECORD_KEY, "not_an_article", detail, len(payload))
    for ordinal, item in enumerate(items):
        data = (
            payload if item is root else etree.tostring(item, method="c14n", exclusive=True, with_tail=False)
        )
        yield _read_item(item, data, ordinal)


def _read_item(item: etree._Element, payload: bytes, ordinal: int) -> Reading | Refusal:
    key = " ".join((item.get("guid") or str(ordinal)).split())
    status = next((each.get("qcode") or "" for each in _named(item, "pubStatus")), "").split(":")[-1]
    if status.lower() in _CALLED_BACK:
        detail = f"The source marks the item as {status}; withdraw what it replaces if it was taken in."
        return Refusal(key, "called_back", detail, len(payload))
    article = _read_content(item)
    if article is None:
        kind = next((each.get("qcode") or "" for each in _named(item, "itemClass")), "") or "unknown class"
        detail = f"The item ({kind}) carries no text of its own; deliver the text item."
        return Refusal(key, "not_an_article", detail, len(payload))
    _add_facts(article, item)
    return compose(article, key, payload, MEDIA_TYPE, READER)


def _read_content(item: etree._Element) -> Article | None:
    """The item's text: inline XML (NITF, XHTML) before inline data (HTML, plain text)."""
    for inline in _named(item, "inlineXML"):
        for element in inline:
            name = local_name(element)
            if name == "nitf":
                return read_nitf_element(element)
            if name:
                for each in element.iter():
                    each.tag = local_name(each) or each.tag
                element = next(element.iter("body"), element)
                body: str = etree.tostring(element, encoding="unicode", method="html", with_tail=False)
                return Article(body=body, is_markup=True)
    for inline in _named(item, "inlineData"):
        body = "".join(inline.itertext())
        if body.strip():
            is_markup = "html" in (inline.get("contenttype") or "") or has_block_markup(body)
            return Article(body=body, is_markup=is_markup)
    return None


def _add_facts(article: Article, item: etree._Element) -> None:
    """The item's metadata; it goes before what the text's own mark-up states."""
    meta = [each for each in item if local_name(each) in ("itemMeta", "contentMeta", "rightsInfo")]

    def texts(name: str) -> list[str]:
        found = (" ".join("".join(e.itertext()).split()) for part in meta for e in _named(part, name))
        return [text for text in found if text]

    def names(name: str) -> list[str]:
        listed = []
        for element in (e for part in meta for e in _named(part, name)):
            named = [" ".join("".join(e.itertext()).split()) for e in _named(element, "name")]
            listed += named[:1] or [element.get("literal") or (element.get("qcode") or "").split(":")[-1]]
        return [each for each in listed if each]

    headlines = texts("headline") or texts("title")
    if headlines:
        article.title = headlines[0]
        article.facts.pop("json-ld:headline", None)
        article.add("json-ld:headline", headlines[0])
    people = names("creator")
    if bylines := texts("by") or [name for name in people if " " in name]:
        article.facts.pop("json-ld:author", None)
        article.add_authors(*bylines)
    if created := texts("firstCreated") or texts("contentCreated") or texts("versionCreated"):
        article.facts.pop("json-ld:datePublished", None)
        article.add("json-ld:datePublished", created[0])
        article.add(
            "json-ld:dateModified", *(each for each in texts("versionCreated")[:1] if each != created[0])
        )
    article.add("json-ld:publisher", *(names("provider") or texts("copyrightHolder"))[:1])
    article.add("json-ld:description", *texts("description")[:1])
    article.add("meta:keywords", *texts("keyword"))
    article.add("meta:subject", *names("subject"))
    article.add("meta:creditline", *texts("creditline"))
    article.add("meta:dateline", *texts("dateline"))
    article.add("meta:embargoed", *texts("embargoed"))
    article.add("meta:version", item.get("version"))
    languages = [e.get("tag") for part in meta for e in _named(part, "language")] or [item.get(_LANG)]
    article.add("html:lang", *languages[:1])


def _named(root: etree._Element, name: str) -> Iterator[etree._Element]:
    return (element for element in root.iter() if local_name(element) == name)
