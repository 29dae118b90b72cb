"""What the store holds for a workspace: the parts of each step, the replayed ledger, documents by part.

What belongs here: finding and reading that, and replaying the ledger. What does not: what a part looks like on disk
(store.py), which files share one (parts.py), and what is made of it (tasks.py).
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

import pyarrow as pa

from pipeline.engine import find_step
from pipeline.fingerprint import fingerprint, hash_of
from pipeline.ingest.arrivals import Publishers, replay
from pipeline.ingest.ledger import Sighting, read_ledger
from pipeline.ingest.withdrawals import read_withdrawals
from pipeline.parts import PART_BYTES, SLICE_RECORDS, FileUnit, PartId, partition_files, slices_of
from pipeline.step import Row
from pipeline.store import DamagedPartError, Part, read_part, table_of, write_part
from pipeline.tables import TABLES, arrow_schema
from pipeline.workspace import Workspace

STEPS: Final = ("read", "clean", "segment", "names", "mentions", "quotes", "topics", "figures")
"""The steps that look at one document at a time, in order."""


NEEDED: Final = ("metadata", "contexts", "found_actors")
"""Tables that are not published, but that published ones are made of."""

CARRIERS: Final = pa.schema(
    [
        ("document_id", pa.string()),
        ("file_sha256", pa.string()),
        ("day", pa.date32()),
        ("index", pa.int32()),
        ("slice", pa.int32()),
    ]
)
"""For each document the file that carried it first, and the part that later steps keep it in."""


def makers_of_tables() -> dict[str, str]:
    """The step that makes each table of the store."""
    return {table: step for step in STEPS for table in find_step(step).outputs}


def replay_ledger(
    workspace: Workspace, sightings: Sequence[Sighting], parts: dict[PartId, list[FileUnit]]
) -> Part:
    """Replays the ledger over what was read, and keeps arrivals, rejections and first carriers."""
    folders = {part: part.folder(workspace.store, "read") for part in parts}
    read = {part: read_part(folder) for part, folder in folders.items()}
    publishers = workspace.rulebook.rows("publishers")
    withdrawals = read_withdrawals(workspace.raw)
    key = hash_of(
        [
            fingerprint("pipeline.ingest.arrivals").key,
            [CARRIERS.names, SLICE_RECORDS, PART_BYTES],
            sightings,
            [found.hashes["records"] if found else None for found in read.values()],
            publishers,
            [withdrawal.content_sha256 for withdrawal in withdrawals],
        ]
    )
    kept = read_part(workspace.store / "arrivals")
    if kept is not None and kept.input_key == key:
        return kept
    records: dict[str, list[Row]] = {}
    places: dict[tuple[str, str | None], PartId] = {}
    for part, found in read.items():
        if found is not None:
            rows = found.load("records").to_pylist()
            for row, place in zip(rows, slices_of(part, [row["byte_count"] for row in rows]), strict=True):
                records.setdefault(row["file_sha256"], []).append(row)
                places.setdefault((row["file_sha256"], row["document_id"]), place)
    withdrawn = {withdrawal.content_sha256 for withdrawal in withdrawals}
    made = replay(sightings, records, Publishers(publishers), withdrawn)
    arrivals = table_of(arrow_schema("arrivals"), made.arrivals)
    carriers = []
    for document, file in made.first_carriers.items():
        place = places[file, document]
        carriers.append(
            {
                "document_id": document,
                "file_sha256": file,
                "day": place.day,
                "index": place.index,
                "slice": place.slice,
            }
        )
    tables = {
        "arrivals": arrivals.append_column("position", pa.array(range(arrivals.num_rows), pa.int64())),
        "rejections": table_of(arrow_schema("rejections"), made.rejections),
        "carriers": table_of(CARRIERS, carriers),
        "sources": pa.table({"ledger_lines": [len(sightings)], "withdrawals": [len(withdrawals)]}),
    }
    return write_part(workspace.store / "arrivals", key, tables)


def arrived(workspace: Workspace) -> Part:
    """The replayed ledger: arrivals, rejections, carriers, sources."""
    return _required(workspace.store / "arrivals")


def related(workspace: Workspace) -> Part:
    """What relating the documents made."""
    return _required(workspace.store / "relate")


def _required(folder: Path) -> Part:
    part = read_part(folder)
    if part is None:
        raise DamagedPartError(folder, "it is missing, or lacks a file")
    return part


def documents_by_part(workspace: Workspace) -> dict[PartId, list[str]]:
    """The documents of every part that has any, in order of arrival."""
    carriers = arrived(workspace).load("carriers", ["document_id", "day", "index", "slice"])
    parts: dict[PartId, list[str]] = {}
    for row in carriers.to_pylist():
        parts.setdefault(PartId(row["day"], row["index"], row["slice"]), []).append(row["document_id"])
    return dict(sorted(parts.items()))


def stored_parts(workspace: Workspace, names: Iterable[str]) -> dict[str, list[Part]]:
    """The parts of each table asked for, over all days; DamagedPartError where one is missing."""
    makers = makers_of_tables()
    reading = list(partition_files(read_ledger(workspace.raw)))
    others = list(documents_by_part(workspace))
    return {
        name: [
            _required(part.folder(workspace.store, makers[name]))
            for part in (reading if makers[name] == "read" else others)
        ]
        for name in names
    }


def all_parts(workspace: Workspace) -> dict[str, list[Part]]:
    """The parts of every table that a release is made of."""
    names = [name for name in makers_of_tables() if TABLES[name].place == "tables" or name in NEEDED]
    return stored_parts(workspace, names)
