"""Records that come as fields (a line of JSON, a row of a table, a ninjs object): from fields to a document.

What belongs here: the payload of a record, its key, and which of its fields mean what. What does not: the names
themselves (fields.py), the files records come in (jsonl.py, table.py, ninjs.py), and the text (article.py).
"""

import json
import math
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from pipeline.ingest.article import Article, compose, has_block_markup
from pipeline.ingest.fields import MEANINGS, NAMES, TAGS, fold_name
from pipeline.ingest.limits import DEPTH_MAX
from pipeline.records.reading import Reading, Refusal

MEDIA_TYPE: Final = "application/json"

_SURROGATE = re.compile("[\ud800-\udfff]")
_WITHDRAWN: Final = frozenset({"canceled", "cancelled", "withheld"})
_NAME_KEYS: Final = ("name", "fullname", "headline", "value", "title", "literal", "url", "@id")
"""Where an object among the values says what it is called: {"name": "Anne Durand"}, {"@type": "Person", "name": …}."""


def canonical(record: Any) -> bytes:
    """The canonical JSON of a record: keys sorted, no blanks, UTF-8 unescaped. What is no character counts as U+FFFD."""
    text = json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return _SURROGATE.sub("\ufffd", text).encode("utf-8")


def parse_json(text: str) -> Any:
    """The value of a JSON text, NaN and infinities as null. Raises ValueError with what is wrong in words."""
    try:
        value = json.loads(text, parse_constant=lambda _name: None, parse_float=_finite)
    except RecursionError as error:
        raise ValueError("nests its values deeper than any record does") from error
    except ValueError as error:
        raise ValueError(f"is no JSON ({error})") from error
    if _is_too_deep(value):
        raise ValueError("nests its values deeper than any record does")
    return value


def read_record(record: Any, ordinal: int, reader: str, payload: bytes | None = None) -> Reading | Refusal:
    """A record as a document. Its payload is its canonical JSON, unless the record is a file of its own (`payload`).

    Its key is its guid, else its address, else its id, else `ordinal`. Refused: what is no object, has no text, or was
    called back by its source.
    """
    if not isinstance(record, Mapping):
        kind = "an array" if isinstance(record, list) else "a bare value"
        detail = f"The record is {kind}, not an object with fields; export an object a record."
        return Refusal(
            str(ordinal), "malformed", detail, len(payload if payload is not None else canonical(record))
        )
    data = payload if payload is not None else canonical(record)
    said = _by_meaning(record)
    key = next((said[meaning][0] for meaning in ("guid", "url", "id") if said.get(meaning)), str(ordinal))
    key = " ".join(_SURROGATE.sub("\ufffd", key).split())
    status = said.get("status", [""])[0].removeprefix("stat:").lower()
    if status in _WITHDRAWN:
        detail = f"The source marks the item as {status}; withdraw what it replaces if it was taken in."
        return Refusal(key, "called_back", detail, len(data))
    article = _article(record, said)
    if not article.body and not article.standfirst:
        names = ", ".join(sorted(map(str, record))[:12])
        wanted = ", ".join(NAMES["body"][:6])
        detail = f"No field of the record holds its text (fields: {names}); name it one of {wanted}."
        return Refusal(key, "empty", detail, len(data))
    return compose(article, key, data, MEDIA_TYPE, reader)


def has_text_field(names: Iterator[str]) -> bool:
    """True if one of the names is known as that of a text."""
    return any(MEANINGS.get(fold_name(name)) in ("body", "body_html", "standfirst") for name in names)


def _article(record: Mapping[str, Any], said: Mapping[str, list[str]]) -> Article:
    marked, plain = said.get("body_html"), said.get("body")
    body = (marked or plain or [""])[0]
    article = Article(
        title=said.get("title", [None])[0],
        standfirst=said.get("standfirst", [None])[0],
        body=body,
        is_markup=bool(marked) or has_block_markup(body),
    )
    for meaning, tag in TAGS.items():
        if meaning == "authors":
            article.add_authors(*said.get(meaning, ()))
        else:
            article.add(tag, *said.get(meaning, ())[: None if meaning == "sections" else 1])
    for name in sorted(map(str, record)):
        if MEANINGS.get(fold_name(name)) in (None, "id", "guid"):
            article.add(f"meta:{name.strip().lower()}", *_strings(record[name]))
    return article


def _by_meaning(record: Mapping[str, Any]) -> dict[str, list[str]]:
    """The values of the known fields by meaning; of several fields of one meaning the first in the table of names."""
    folded: dict[str, Any] = {}
    for name in sorted(map(str, record)):
        folded.setdefault(fold_name(name), record[name])
    found: dict[str, list[str]] = {}
    for meaning, names in NAMES.items():
        for name in names:
            values = [value for value in _strings(folded.get(name)) if value.strip()]
            if values:
                found[meaning] = ["\n\n".join(values)] if meaning == "body" else values
                break
    return found


def _strings(value: Any) -> list[str]:
    """A value as strings: text as it is, objects by their name, lists one by one; nothing for nothing."""
    if value is None:
        return []
    if isinstance(value, bool):
        return ["true" if value else "false"]
    if isinstance(value, str | int | float):
        return [str(value)]
    if isinstance(value, Mapping):
        lowered = {str(key).lower(): item for key, item in value.items()}
        return next((_strings(lowered[key]) for key in _NAME_KEYS if lowered.get(key)), [])
    return [text for item in value for text in _strings(item)] if isinstance(value, list) else []


def _is_too_deep(value: Any) -> bool:
    level = [value]
    for _ in range(DEPTH_MAX):
        level = [
            inner
            for each in level
            if isinstance(each, dict | list)
            for inner in (each.values() if isinstance(each, dict) else each)
            if isinstance(inner, dict | list)
        ]
    return bool(level)


def _finite(text: str) -> float | None:
    value = float(text)
    return value if math.isfinite(value) else None
