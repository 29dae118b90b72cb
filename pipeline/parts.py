"""Parts: how the files of the ledger are put into containers of bounded size, by arrival day.

What belongs here: the partition of files. What does not: what is done with a part (engine.py) and how it is kept
(store.py). A part is only a container: no row depends on which part it lies in. Files join a day's parts in the order
of the ledger, so a file that comes later never moves an earlier one. Where the files of a part hold many documents,
these are kept in slices, so that no step holds more than some hundred documents together.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from pipeline.ingest.ledger import STREAMED_BYTES, UNREADABLE, Sighting
from pipeline.ingest.limits import size_limit
from pipeline.ingest.readers import suffix_of

PART_FILES: Final = 500
PART_BYTES: Final = STREAMED_BYTES
SLICE_RECORDS: Final = 500
"""So many records of a part of files, and as many bytes as a part may have, make a slice of documents."""
READ: Final = "read"
"""The step that has files in parts."""


@dataclass(frozen=True, slots=True, order=True)
class PartId:
    """One part: arrival day, position within it, and, where its files hold many documents, a slice of them."""

    day: date
    index: int
    slice: int = 0

    def folder(self, store: Path, step: str) -> Path:
        """Where the store keeps this part of a step."""
        name = f"{self.index:05d}.{self.slice:03d}" if self.slice else f"{self.index:05d}"
        return store / step / self.day.isoformat() / name

    def input_folder(self, store: Path, step: str) -> Path:
        """Where the store keeps what `step` made of this part's documents: reading has files in parts, not slices."""
        return PartId(self.day, self.index).folder(store, step) if step == READ else self.folder(store, step)


@dataclass(frozen=True, slots=True)
class FileUnit:
    """One distinct content of a file: its hash, the suffix of the first path it came under, that path's day, its size."""

    file_sha256: str
    suffix: str
    first_arrived_on: date
    byte_count: int


def partition_files(sightings: Iterable[Sighting]) -> dict[PartId, list[FileUnit]]:
    """Parts in order of day and position, each with its files: at most PART_FILES, and PART_BYTES if there are two.

    A content counts once, on the day it was first seen; what was never kept (unreadable, oversized) is left out.
    """
    by_day: dict[date, list[FileUnit]] = {}
    seen = set[str]()
    for sighting in sightings:
        if (
            sighting.file_sha256 in seen
            or sighting.file_sha256 == UNREADABLE
            or sighting.byte_count > size_limit(sighting.source_path)
        ):
            continue
        seen.add(sighting.file_sha256)
        unit = FileUnit(
            sighting.file_sha256, suffix_of(sighting.source_path), sighting.day, sighting.byte_count
        )
        by_day.setdefault(sighting.day, []).append(unit)
    parts: dict[PartId, list[FileUnit]] = {}
    for day in sorted(by_day):
        size = count = index = 0
        for unit in by_day[day]:
            if count and (count == PART_FILES or size + unit.byte_count > PART_BYTES):
                size, count, index = 0, 0, index + 1
            parts.setdefault(PartId(day, index), []).append(unit)
            size, count = size + unit.byte_count, count + 1
    return parts


def slices_of(part: PartId, byte_counts: Iterable[int]) -> Iterator[PartId]:
    """For each record of a part of files, in order, the part that later steps keep its document in.

    Records that were refused or withdrawn count too, so that a withdrawal moves no other document.
    """
    size = count = place = 0
    for byte_count in byte_counts:
        if count and (count == SLICE_RECORDS or size + byte_count > PART_BYTES):
            size, count, place = 0, 0, place + 1
        yield PartId(part.day, part.index, place)
        size, count = size + byte_count, count + 1
