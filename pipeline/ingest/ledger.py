"""The ledger: which file lay in the inbox on which day; and the raw store, every file's bytes by hash.

What belongs here: looking at the inbox, keeping bytes, and appending to raw/ledger.jsonl. These two are all that a
rebuild needs. What does not: reading the bytes (readers.py) and judging arrivals (arrivals.py).

The ledger has one line a sighting, in order: a file that was not there before, or whose content has changed since its
last line. A file that leaves the inbox writes no line.
"""

import hashlib
import json
import os
from collections.abc import Callable, Collection, Iterator
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Final

from pipeline.errors import StoreError
from pipeline.ingest.limits import size_limit
from pipeline.ingest.readers import read_records, suffix_of
from pipeline.ingest.remainder import content_of, remainder_of
from pipeline.ingest.withdrawals import withdrawn_content
from pipeline.store import write_atomically

LEDGER: Final = "ledger.jsonl"
UNREADABLE: Final = "unreadable"
CHUNK: Final = 1 << 20
STREAMED_BYTES: Final = 32_000_000
"""Larger files are never held in memory whole."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """A file as it lay in the inbox: path relative to it, hash ('unreadable' if it could not be opened), size, day."""

    source_path: str
    file_sha256: str
    byte_count: int
    arrived_on: str

    @property
    def day(self) -> date:
        """The arrival day."""
        return date.fromisoformat(self.arrived_on)


def read_ledger(raw: Path) -> list[Sighting]:
    """All sightings, oldest first. A last line that a crash cut short does not count; StoreError for a damaged one."""
    try:
        lines = (raw / LEDGER).read_bytes().split(b"\n")[:-1]
    except FileNotFoundError:
        return []
    sightings = []
    for number, line in enumerate(lines, 1):
        try:
            sightings.append(Sighting(**json.loads(line)))
        except (ValueError, TypeError) as error:
            raise StoreError(
                f"{raw / LEDGER}, line {number} is damaged ({error}); put the file back from a backup,"
                " or mend the line by hand: nothing can be published without it"
            ) from error
    return sightings


def collect(
    inbox: Path, raw: Path, scan_cache: Path, day: date, progress: Callable[[int], None] | None = None
) -> list[Sighting]:
    """Takes in what is new in the inbox: keeps its bytes, then writes the ledger. Returns the new sightings.

    `scan_cache` remembers size and time of files already hashed, so that a second look costs one stat a file; it may
    be deleted. The output must be held by this process. `progress` is told how many files have been looked at. Hidden files and folders are left aside.
    """
    for left in raw.glob(".*.tmp"):  # by a crash
        left.unlink()
    ledger = read_ledger(raw)
    last = {sighting.source_path: sighting.file_sha256 for sighting in ledger}
    known = _read_cache(scan_cache, raw)
    withdrawn = withdrawn_content(raw)
    seen: dict[str, list[object]] = {}
    new = []
    for count, (source_path, path) in enumerate(inbox_files(inbox), 1):
        if is_readable(inbox, path):
            sighting, stamp = _look(source_path, path, raw, known.get(source_path), day, withdrawn)
        else:
            sighting, stamp = Sighting(source_path, UNREADABLE, 0, day.isoformat()), None
        if stamp:
            seen[source_path] = stamp
        if last.get(source_path) != sighting.file_sha256:
            new.append(sighting)
        if progress:
            progress(count)
    _append(raw, new)
    if seen != known:
        scan_cache.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(scan_cache, json.dumps(seen).encode())
    return new


def inbox_files(inbox: Path) -> Iterator[tuple[str, Path]]:
    """Files of the inbox as (source_path, path), sorted by source_path; hidden ones left aside.

    Bytes of a name that are no UTF-8 stand in source_path as backslash escapes.
    """
    found = []
    for folder, folders, names in os.walk(inbox):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            path = Path(folder) / name
            if not name.startswith("."):
                relative = os.fsencode(path.relative_to(inbox).as_posix())
                found.append((relative.decode("utf-8", "backslashreplace"), path))
    return iter(sorted(found))


def hidden_files(inbox: Path) -> list[str]:
    """What inbox_files leaves aside: hidden files, and hidden folders that hold anything, as paths relative to it."""
    found = []
    for folder, folders, names in os.walk(inbox):
        hidden = [name for name in folders if name.startswith(".")]
        folders[:] = [name for name in folders if name not in hidden]
        found += [Path(folder) / name for name in names if name.startswith(".")]
        found += [Path(folder) / name for name in hidden if not _is_empty(Path(folder) / name)]
    relative = (os.fsencode(path.relative_to(inbox).as_posix()) for path in found)
    return sorted(name.decode("utf-8", "backslashreplace") for name in relative)


def _is_empty(folder: Path) -> bool:
    try:
        return not any(folder.iterdir())
    except OSError:  # what it holds is nobody's to know
        return False


def is_readable(inbox: Path, path: Path) -> bool:
    """True for a file, or a link to one within the inbox: what a link leads to outside was not put in the inbox."""
    try:
        inside = not path.is_symlink() or path.resolve(strict=True).is_relative_to(inbox.resolve())
        return inside and path.is_file()
    except (OSError, RuntimeError):
        return False


def raw_path(raw: Path, file_sha256: str) -> Path:
    """Where the bytes of a file are kept."""
    return raw / file_sha256


def _look(
    source_path: str,
    path: Path,
    raw: Path,
    known: list[object] | None,
    day: date,
    withdrawn: Collection[str],
) -> tuple[Sighting, list[object] | None]:
    """One file of the inbox: its sighting, and what to remember of it (None where its stamp cannot be trusted)."""
    try:
        stat = path.stat()
        stamp: list[object] = [stat.st_size, stat.st_mtime_ns]
        if known and known[:2] == stamp:
            sha256 = str(known[2])
            return Sighting(source_path, sha256, stat.st_size, day.isoformat()), known
        if stat.st_size > size_limit(source_path):
            sha256 = _hash_file(path)
        elif stat.st_size > STREAMED_BYTES:
            sha256, stamp[0] = _keep_large(raw, path, source_path, withdrawn)
        else:
            data = path.read_bytes()
            stamp[0] = len(data)
            sha256 = hashlib.sha256(data).hexdigest()
            _keep(raw, sha256, data, source_path, withdrawn)
    except OSError:
        return Sighting(source_path, UNREADABLE, 0, day.isoformat()), None
    return Sighting(source_path, sha256, int(str(stamp[0])), day.isoformat()), [*stamp, sha256]


def _hash_file(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _keep(raw: Path, sha256: str, data: bytes, source_path: str, withdrawn: Collection[str]) -> None:
    """Keeps the bytes of a file; of one that holds what was withdrawn, only the rest."""
    path = raw_path(raw, sha256)
    if not path.exists():
        raw.mkdir(parents=True, exist_ok=True)
        left = remainder_of(read_records(data, suffix_of(source_path)), withdrawn) if withdrawn else None
        write_atomically(path, data if left is None else left)


def _keep_large(raw: Path, source: Path, source_path: str, withdrawn: Collection[str]) -> tuple[str, int]:
    """As _keep, for a file too large to be held; its hash and size."""
    raw.mkdir(parents=True, exist_ok=True)
    aside = raw / f".large.{os.getpid()}.tmp"
    digest, size = hashlib.sha256(), 0
    try:
        with source.open("rb") as file, aside.open("wb") as copy:
            while chunk := file.read(CHUNK):
                digest.update(chunk)
                size += copy.write(chunk)
            copy.flush()
            os.fsync(copy.fileno())
        path = raw_path(raw, digest.hexdigest())
        if not path.exists():
            suffix = suffix_of(source_path)
            if withdrawn and any(content_of(record) in withdrawn for record in read_records(aside, suffix)):
                left = remainder_of(read_records(aside, suffix), withdrawn)
                write_atomically(path, left or b"")
            else:
                aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
    return digest.hexdigest(), size


def _read_cache(path: Path, raw: Path) -> dict[str, list[object]]:
    """What is remembered of files whose bytes are kept, or too many to be: others are looked at anew."""
    try:
        cache = json.loads(path.read_text(encoding="utf-8"))
        kept = {path.name for path in raw.iterdir()}
        return {
            name: [size, time, sha256]
            for name, (size, time, sha256) in cache.items()
            if sha256 in kept or size > size_limit(name)
        }
    except (FileNotFoundError, ValueError, TypeError, AttributeError):
        return {}


def _append(raw: Path, sightings: list[Sighting]) -> None:
    if not sightings:
        return
    raw.mkdir(parents=True, exist_ok=True)
    lines = "".join(json.dumps(asdict(sighting), ensure_ascii=False) + "\n" for sighting in sightings)
    with (raw / LEDGER).open("a+b") as file:
        file.seek(0)
        data = file.read()
        file.truncate(data.rfind(b"\n") + 1)
        file.write(lines.encode("utf-8"))
        file.flush()
        os.fsync(file.fileno())
