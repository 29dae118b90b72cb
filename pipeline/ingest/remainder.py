"""What the raw store keeps of a file after records of it were withdrawn: the other records, as they were read.

What belongs here: the form of such a remainder, its making and its reading. What does not: which records are withdrawn
(withdrawals.py), and the replacing of files (pipeline/release/withdraw.py).

A remainder stands in the raw store in the place of the file, under the file's hash, which is no longer its own: that
is how the read step tells it from a file that somebody delivered. It is a line that names the form and one JSON object
a record. A withdrawn record keeps its key, hash and size, so that the ledger can be replayed; nothing of its text.
"""

import base64
import hashlib
import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict
from typing import Any, Final

from pipeline.records.reading import Hint, Reading, Refusal, Withheld

MARK: Final = b"verbatim remainder 1\n"
Record = Reading | Refusal | Withheld


def remainder_of(records: Iterable[Record], withdrawn: Collection[str]) -> bytes | None:
    """The remainder of a file's records; None where no record is among the content hashes `withdrawn`."""
    kept = [_withheld(record, withdrawn) for record in records]
    if not any(new is not old for old, new in kept):
        return None
    lines = [json.dumps(_as_json(new), ensure_ascii=False) + "\n" for _, new in kept]
    return MARK + "".join(lines).encode("utf-8", "surrogatepass")


def is_remainder(payload: bytes, file_sha256: str) -> bool:
    """True for a remainder that stands in the place of a file of that hash."""
    return payload.startswith(MARK) and hashlib.sha256(payload).hexdigest() != file_sha256


def read_remainder(payload: bytes) -> Iterator[Record]:
    """The records of a remainder, in the file's order."""
    for line in payload[len(MARK) :].decode("utf-8", "surrogatepass").split("\n")[:-1]:
        said = json.loads(line)
        kind = said.pop("record")
        if kind == "reading":
            hints = tuple(Hint(**hint) for hint in said.pop("hints"))
            yield Reading(payload=base64.b64decode(said.pop("payload")), hints=hints, **said)
        else:
            yield Refusal(**said) if kind == "refusal" else Withheld(**said)


def content_of(record: Record) -> str | None:
    """The hash of a record's content; None for a refusal."""
    if isinstance(record, Reading):
        return hashlib.sha256(record.payload).hexdigest()
    return record.content_sha256 if isinstance(record, Withheld) else None


def _withheld(record: Record, withdrawn: Collection[str]) -> tuple[Record, Record]:
    """A record as it is, and as it may be kept."""
    if not isinstance(record, Reading):
        return record, record
    content = content_of(record)
    if content is None or content not in withdrawn:
        return record, record
    return record, Withheld(record.record_key, content, len(record.payload), record.reader)


def _as_json(record: Record) -> dict[str, Any]:
    kind = type(record).__name__.lower()
    said = {"record": kind, **asdict(record)}
    return (
        said | {"payload": base64.b64encode(record.payload).decode()} if isinstance(record, Reading) else said
    )
