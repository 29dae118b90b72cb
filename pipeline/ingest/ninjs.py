"""Reader of JSON files: ninjs, the news industry's JSON (versions 1 to 3), and plain records.

What belongs here: a file as one object or a list of them, and what is ninjs' own: texts by role (headlines, bodies,
descriptions), signs of a withdrawn item. What does not: what a field's name means (fields.py) and JSON Lines (jsonl.py).
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from pipeline.ingest.encoding import Undecoded, decode
from pipeline.ingest.plain import RECORD_KEY
from pipeline.ingest.records import canonical, parse_json, read_record
from pipeline.records.reading import Reading, Refusal

READER: Final = "ninjs"
LISTS: Final = ("items", "articles", "results", "data", "documents", "records", "hits", "response", "docs")
"""Where an answer of an interface keeps its records."""

_HEADLINES: Final = ("main", "headline", "title", "")
_BODIES: Final = ("main", "body", "article", "")
_PICTURES: Final = frozenset({"picture", "video", "audio", "graphic", "planning", "event"})
_BY_ROLE: Final = {"headlines": "headline", "bodies": "body", "descriptions": "description"}


def read_json(payload: bytes) -> Iterator[Reading | Refusal]:
    """The object of the file as a document whose payload is the file; of a list of them each, by its canonical JSON."""
    decoded = decode(payload)
    if isinstance(decoded, Undecoded):
        yield Refusal(RECORD_KEY, decoded.reason_code, f"The file {decoded.detail}.", len(payload))
        return
    try:
        value = parse_json(decoded.text)
    except ValueError as error:
        detail = f"The file {error}; export it again."
        yield Refusal(RECORD_KEY, "malformed", detail, len(payload))
        return
    listed = _find_list(value)
    if listed is None:
        yield read_item(value, 0, payload)
    elif not listed:
        yield Refusal(RECORD_KEY, "empty", "The file lists no record.", len(payload))
    else:
        for ordinal, item in enumerate(listed):
            yield read_item(item, ordinal)


def read_item(item: Any, ordinal: int, payload: bytes | None = None) -> Reading | Refusal:
    """One ninjs object, or one record of named fields. Pictures and planning items are refused: they carry no article."""
    if not isinstance(item, Mapping):
        return read_record(item, ordinal, READER, payload)
    data = payload if payload is not None else canonical(item)
    kind = str(item.get("type") or "")
    if "uri" in item and kind in _PICTURES:
        detail = f"The item is of type {kind}, which carries no article."
        return Refusal(str(item["uri"]), "not_an_article", detail, len(data))
    return read_record(_flat(item), ordinal, READER, data)


def _find_list(value: Any) -> list[Any] | None:
    """The records that a file lists, at its top or under a usual name; None for a file that is one record."""
    if isinstance(value, list):
        return value
    if isinstance(value, Mapping):
        for name in LISTS:
            inner = value.get(name)
            if isinstance(inner, list) and inner and all(isinstance(each, Mapping) for each in inner):
                return inner
    return None


def _flat(item: Mapping[str, Any]) -> dict[str, Any]:
    """The item with its main headline, body and description as plain fields, whichever version of ninjs wrote it."""
    flat = dict(item)
    for name, field in _BY_ROLE.items():
        roles = _BODIES if name == "bodies" else _HEADLINES
        chosen = _choose(item.get(name), roles)
        if chosen is None:
            continue
        del flat[name]
        kind = str(chosen.get("contenttype") or chosen.get("contentType") or "")
        flat.setdefault(f"{field}_html" if field == "body" and "html" in kind else field, chosen["value"])
    return flat


def _choose(listed: Any, roles: tuple[str, ...]) -> Mapping[str, Any] | None:
    """Of texts with roles the one whose role goes first, marked-up before plain."""
    texts = (
        [each for each in listed if isinstance(each, Mapping) and each.get("value")]
        if isinstance(listed, list)
        else []
    )

    def rank(each: Mapping[str, Any]) -> tuple[int, bool]:
        role = str(each.get("role") or "").lower()
        place = next(
            (i for i, name in enumerate(roles) if (name and name in role) or name == role), len(roles)
        )
        return place, "html" not in str(each.get("contenttype") or each.get("contentType") or "")

    return min(texts, key=rank, default=None)
