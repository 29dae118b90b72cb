"""Step read: the bytes of a file -> records, raw documents, hints."""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from pipeline.ingest.readers import read_records
from pipeline.ingest.remainder import Record, is_remainder, read_remainder
from pipeline.records.reading import Reading, Refusal, Withheld
from pipeline.rulebook import Rulebook
from pipeline.step import Made, Row, Rows, Step, as_row

OUTPUTS: Final = ("records", "raw_documents", "hints")
BATCH_RECORDS: Final = 250
BATCH_TEXT: Final = 4_000_000
"""So many records, or code points of text, are held together."""


def load(_rulebook: Rulebook) -> None:
    """Reading follows no rules of the desk."""


def apply(rows: Rows, resources: None) -> Made:
    """One file (its `payload`, `file_sha256`, `suffix` and `first_arrived_on`) read: every record becomes a document or
    a refusal, but for what was withdrawn of it.
    """
    made = _batch()
    for batch in stream(rows, resources):
        for table, some in batch.items():
            made[table].extend(some)
    return made


def stream(rows: Rows, _resources: None) -> Iterator[Made]:
    """As apply, a batch of records after the other: of a file too large to be held, `payload` is the path."""
    file = rows["files"][0]
    places: dict[str, int] = {}
    seen = set[str]()
    batch, size = _batch(), 0
    for index, found in enumerate(_read(file)):
        record = _record(index, found) | {"record_key": _own_key(found.record_key, index, places)}
        batch["records"].append(record)
        document_id = record["document_id"]
        if isinstance(found, Reading) and document_id not in seen:
            seen.add(document_id)
            batch["raw_documents"].append(
                {
                    "document_id": document_id,
                    "content_sha256": record["content_sha256"],
                    "media_type": found.media_type,
                    "encoding": found.encoding,
                    "reader": found.reader,
                    "first_arrived_on": file["first_arrived_on"],
                    "text": found.text,
                }
            )
            batch["hints"].extend({"document_id": document_id, **as_row(hint)} for hint in found.hints)
            size += len(found.text)
        if len(batch["records"]) == BATCH_RECORDS or size > BATCH_TEXT:
            yield batch
            batch, size = _batch(), 0
    if batch["records"]:
        yield batch


def _batch() -> dict[str, list[Row]]:
    return {table: [] for table in OUTPUTS}


def _read(file: Row) -> Iterable[Record]:
    payload: bytes | Path = file["payload"]
    if isinstance(payload, bytes) and is_remainder(payload, file["file_sha256"]):
        return read_remainder(payload)
    return read_records(payload, file["suffix"])


def _own_key(key: str, index: int, places: dict[str, int]) -> str:
    """The key of a record, told apart from another's where one of them is but the record's place in the file.

    Records that bear the same id are deliveries of one text; the id "1" and the second record without an id are not.
    """
    first = places.setdefault(key, index)
    return f"{key}/{index}" if first != index and key in (str(first), str(index)) else key


def _record(index: int, found: Record) -> Row:
    row: dict[str, Any] = {
        "record_index": index,
        "record_key": found.record_key,
        "document_id": None,
        "content_sha256": None,
        "reader": None,
        "source_url": None,
        "reason_code": None,
        "detail": None,
    }
    if isinstance(found, Refusal):
        return row | {
            "byte_count": found.byte_count,
            "reason_code": found.reason_code,
            "detail": found.detail,
        }
    if isinstance(found, Withheld):
        return row | {
            "content_sha256": found.content_sha256,
            "byte_count": found.byte_count,
            "reader": found.reader,
        }
    sha256 = hashlib.sha256(found.payload).hexdigest()
    return row | {
        "document_id": sha256[:32],
        "content_sha256": sha256,
        "byte_count": len(found.payload),
        "reader": found.reader,
        "source_url": found.source_url,
    }


STEP = Step(
    name="read",
    stage="ingest",
    inputs=("files",),
    outputs=OUTPUTS,
    load=load,
    apply=apply,
    stream=stream,
)
