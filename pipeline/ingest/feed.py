"""Reader of feeds: RSS and Atom, an entry a document.

What belongs here: which parts of an entry are its text and which its metadata. What does not: fetching (fetch.py), the
forms of RSS and Atom (feedparser knows them, and the mistakes in them), and the text (article.py).
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import feedparser

from pipeline.ingest.article import Article, compose, has_any_markup
from pipeline.ingest.html_metadata import is_web_address
from pipeline.ingest.plain import RECORD_KEY
from pipeline.ingest.records import MEDIA_TYPE, canonical
from pipeline.ingest.safe_xml import XmlError, decode_xml, parse_xml
from pipeline.records.reading import Reading, Refusal

READER: Final = "feed"
ROOTS: Final = frozenset({"rss", "feed", "RDF"})

_STATED: Final = ("id", "link", "title", "summary", "published", "updated", "author", "rights", "language")
_MARKUP_TYPES: Final = frozenset({"text/html", "application/xhtml+xml", "html", "xhtml"})


def read_feed(payload: bytes) -> Iterator[Reading | Refusal]:
    """The entries of a feed in its order; an entry without text is a refusal, and the next one goes on.

    An entry's payload is the canonical JSON of what it states; what the feed states of itself (its title as publisher,
    its language) is metadata only, so that one entry in two feeds is one document. Its key is its guid, else its
    address, else its ordinal.
    """
    try:
        text, _ = decode_xml(payload)
        parse_xml(text, is_lenient=True)
    except XmlError as error:
        yield Refusal(RECORD_KEY, error.reason_code, str(error), len(payload))
        return
    parsed = feedparser.parse(
        text.encode("utf-8", "replace"),
        response_headers={"content-type": "application/xml; charset=utf-8"},
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    if not parsed.entries:
        what = "The feed has no entry" if parsed.version else "The file is no feed that can be read"
        yield Refusal(RECORD_KEY, "empty", f"{what}; deliver it again when it has one.", len(payload))
        return
    for ordinal, entry in enumerate(parsed.entries):
        yield _read_entry(entry, parsed.feed, ordinal)


def _read_entry(entry: Mapping[str, Any], feed: Mapping[str, Any], ordinal: int) -> Reading | Refusal:
    record = _record(entry)
    payload = canonical(record)
    key = " ".join(str(record.get("id") or record.get("link") or ordinal).split())
    contents = record.get("content", [])
    summary = str(record.get("summary") or "")
    body, kind = max(
        ((each["value"], each["type"]) for each in contents),
        key=lambda pair: len(pair[0]),
        default=(summary, ""),
    )
    article = Article(
        title=record.get("title"),
        standfirst=summary if contents and len(summary) < len(body) else None,
        body=body,
        is_markup=kind in _MARKUP_TYPES or has_any_markup(body),
    )
    if not article.body.strip():
        detail = "The entry has neither content nor summary; take the articles themselves in."
        return Refusal(key, "empty", detail, len(payload))
    article.add("json-ld:headline", record.get("title"))
    if is_web_address(str(record.get("link"))):
        article.add("json-ld:url", record["link"])
    article.add("json-ld:datePublished", record.get("published"))
    article.add("json-ld:dateModified", record.get("updated"))
    article.add_authors(*record.get("authors", ()))
    tags = record.get("tags", [])
    # One category is a feed's section; several are tags.
    article.add("json-ld:articleSection" if len(tags) == 1 else "meta:keywords", *tags)
    article.add("json-ld:publisher", record.get("source") or feed.get("title"))
    article.add("html:lang", record.get("language") or feed.get("language"))
    article.add("meta:rights", record.get("rights") or feed.get("rights"))
    article.add("meta:guid", record.get("id"))
    return compose(article, key, payload, MEDIA_TYPE, READER, record.get("link"))


def _record(entry: Mapping[str, Any]) -> dict[str, Any]:
    """What an entry states, as plain values: the basis of its identity, so only what stands in the feed itself."""
    entry = dict(entry)  # feedparser's own mapping answers for names that the entry does not state
    record: dict[str, Any] = {name: str(entry[name]) for name in _STATED if entry.get(name)}
    contents = [
        {"type": str(each.get("type") or ""), "value": str(each.get("value") or "")}
        for each in entry.get("content", ())
        if each.get("value")
    ]
    names = [str(each["name"]) for each in entry.get("authors", ()) if each.get("name")]
    tags = [str(each["term"]) for each in entry.get("tags", ()) if each.get("term")]
    source = entry.get("source") or {}
    lists = {"content": contents, "authors": names, "tags": tags}
    record.update({name: values for name, values in lists.items() if values})
    if source.get("title"):
        record["source"] = str(source["title"])
    return record
