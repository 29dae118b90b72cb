"""Parts: how the files of the ledger are put into containers of bounded size, by arrival day.

What belongs here: the partition of files. What does not: what is done with a part (engine.py) and how it is kept
(store.py). A part is only a container: no row depends on which part it lies in. Files join a day's parts in the order
of the ledger, so a file that comes later never moves an earlier one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from pipeline.ingest.ledger import UNREADABLE, Sighting
from pipeline.ingest.limits import size_limit
from pipeline.ingest.readers import suffix_of

PART_FILES: Final = 500
PART_BYTES: Final = 32_000_000


@dataclass(frozen=True, slots=True, order=True)
class PartId:
    """One part: arrival day and position within it."""

    day: date
    index: int

    def folder(self, store: Path, step: str) -> Path:
        """Where the store keeps this part of a step."""
        return store / step / self.day.isoformat() / f"{self.index:05d}"


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
