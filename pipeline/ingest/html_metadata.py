"""What a page says of itself: <title>, language, canonical address, meta tags, JSON-LD.

What belongs here: collecting these statements under unique tags. What does not: choosing between them or parsing dates
and names out of them (cleaning does), and the page's visible text (html_blocks.py).
"""

import json
import re
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urlsplit

from lxml import etree

ARTICLE_TYPE: Final = re.compile(r"(Article|Report|BlogPosting|LiveBlogPosting|Review)$")
JSON_LD_FIELDS: Final = (
    "headline",
    "alternativeHeadline",
    "description",
    "datePublished",
    "dateModified",
    "author",
    "articleSection",
    "keywords",
    "url",
    "mainEntityOfPage",
    "publisher",
    "inLanguage",
    "isAccessibleForFree",
)
URL_TAGS: Final = ("link:canonical", "meta:og:url", "json-ld:url", "json-ld:mainEntityOfPage")
"""Where a page states its own address, most reliable first."""

META_MAX: Final = 200
_SURROGATE = re.compile("[\ud800-\udfff]")


def read_metadata(root: etree._Element) -> dict[str, list[str]]:
    """The page's statements by tag ('html:title', 'meta:og:title', 'json-ld:author', 'link:canonical' …), in order.

    Of several JSON-LD objects the first article counts. Broken JSON-LD is passed over: the page is still a text.
    """
    found: dict[str, list[str]] = {}

    def add(tag: str, value: str | None) -> None:
        content = _SURROGATE.sub("\ufffd", " ".join((value or "").split()))
        if content and len(found) < META_MAX and content not in found.setdefault(tag, []):
            found[tag].append(content)

    html = next(root.iter("html"), root)
    add("html:lang", html.get("lang") or html.get("xml:lang"))
    title = next(root.iterfind(".//head/title"), None)
    add("html:title", "".join(title.itertext()) if title is not None else None)
    for link in root.iter("link"):
        if "canonical" in (link.get("rel") or "").lower().split():
            add("link:canonical", link.get("href"))
    for meta in root.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop")
        if name and name.strip():
            add(f"meta:{_SURROGATE.sub('', name.strip().lower())}", meta.get("content"))
    for tag, value in _read_json_ld(root):
        add(tag, value)
    return {tag: values for tag, values in found.items() if values}


def find_url(metadata: dict[str, list[str]]) -> str | None:
    """The address the page states for itself, where it is a full http(s) address."""
    for tag in URL_TAGS:
        for value in metadata.get(tag, ()):
            if is_web_address(value):
                return value
    return None


def is_web_address(value: str) -> bool:
    """True for a full http or https address with a host."""
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def _read_json_ld(root: etree._Element) -> Iterator[tuple[str, str]]:
    for script in root.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        try:
            data = json.loads(script.text or "", strict=False)
        except (ValueError, RecursionError):
            continue
        for each in _objects(data):
            if any(ARTICLE_TYPE.search(name) for name in _strings(each.get("@type"))):
                for field in JSON_LD_FIELDS:
                    for value in _strings(each.get(field)):
                        yield f"json-ld:{field}", value
                return


def _objects(data: Any) -> Iterator[dict[str, Any]]:
    """The objects of a JSON-LD document: itself, the items of a list or of its @graph, and main entities."""
    queue = [data]
    while queue:
        item = queue.pop(0)
        if isinstance(item, list):
            queue[:0] = item
        elif isinstance(item, dict):
            yield item
            queue += [item[key] for key in ("@graph", "mainEntity") if key in item]


def _strings(value: Any) -> list[str]:
    """A JSON-LD value as strings: text as it is, things by their name or address, lists one by one."""
    if isinstance(value, bool):
        return ["true" if value else "false"]
    if isinstance(value, str | int | float):
        return [str(value)]
    if isinstance(value, dict):
        return _strings(value.get("name") or value.get("url") or value.get("@id"))
    if isinstance(value, list):
        return [text for item in value for text in _strings(item)]
    return []
