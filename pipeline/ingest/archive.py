"""Readers of archives: gzip and zip. Their members go back to the dispatch, under their own names.

What belongs here: unpacking within limits, and which entries are members. What does not: what a member holds
(readers.py decides as for a file of that name). Nothing is ever written to a disk.
"""

import gzip
import io
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import PurePosixPath, PureWindowsPath
from typing import BinaryIO, Final, cast

from pipeline.ingest.limits import (
    HELD_BYTES_MAX,
    MEMBERS_MAX,
    Budget,
    LimitError,
    Metered,
    count_in,
    read_whole,
)
from pipeline.ingest.plain import RECORD_KEY
from pipeline.records.reading import Reading, Refusal

Found = Iterator[Reading | Refusal]
OpenMember = Callable[[io.BufferedReader, str], Found]
"""Reads a member: its unpacked bytes as a stream, and its name."""

BROKEN_STREAM: Final = (zlib.error, EOFError, OSError, zipfile.BadZipFile)
"""What reading a damaged stream raises."""

BROKEN: Final = (*BROKEN_STREAM, NotImplementedError, RuntimeError, ValueError)
"""What opening a damaged or unusual archive raises."""

_ENTRY = b"PK\x01\x02"
_OFFICE = ("[Content_Types].xml", "mimetype")


def read_gzip(stream: BinaryIO, name: str, budget: Budget, open_member: OpenMember) -> Found:
    """The one member of a gzip file, read as a file of the name without .gz. Its records keep their keys."""
    inner = PurePosixPath(name).stem if PurePosixPath(name).suffix.lower() == ".gz" else name
    with gzip.GzipFile(fileobj=stream) as unpacked:
        yield from _read_member(Metered(unpacked, budget), inner, "The gzip file", open_member)


def read_zip(stream: BinaryIO, budget: Budget, open_member: OpenMember) -> Found:
    """The members of a zip archive in its order, each under its path. Folders and hidden members are left aside.

    Refused: an archive that is damaged or has too many entries; a member that is encrypted, is no file, or whose path
    leaves the archive. A member's records have its path before their key.
    """
    # A file is read where it lies; a member of another archive, which can be read but once, is held.
    if not stream.seekable():
        data = read_whole(stream, HELD_BYTES_MAX)
        if data is None:
            limit = HELD_BYTES_MAX // 1_000_000
            detail = f"The archive within the archive is larger than {limit} MB; unpack the outer one."
            yield Refusal(RECORD_KEY, "oversized", detail, 0)
            return
        stream = io.BytesIO(data)
    size = stream.seek(0, io.SEEK_END)
    stream.seek(0)
    if count_in(stream, _ENTRY) > MEMBERS_MAX:
        detail = f"The archive has more than {MEMBERS_MAX} entries; split it."
        yield Refusal(RECORD_KEY, "oversized", detail, size)
        return
    try:
        archive = zipfile.ZipFile(stream)
    except BROKEN as error:
        yield Refusal(
            RECORD_KEY, "malformed", f"The zip archive is damaged ({error}); deliver it again.", size
        )
        return
    with archive:
        if any(name in archive.namelist() for name in _OFFICE):
            detail = "The file is an office document or e-book: export its text as .txt."
            yield Refusal(RECORD_KEY, "unknown_format", detail, size)
            return
        for entry in archive.infolist():
            if entry.is_dir() or _is_hidden(entry.filename):
                continue
            yield from _read_entry(archive, entry, budget, open_member)
            if budget.left < 0:
                return


def _read_entry(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, budget: Budget, open_member: OpenMember
) -> Found:
    key = entry.filename.encode("utf-8", "replace").decode("utf-8")
    if problem := _problem(entry):
        yield Refusal(key, *problem, entry.file_size)
        return
    try:
        member = cast(zipfile.ZipExtFile, archive.open(entry))
    except BROKEN as error:
        yield Refusal(key, "malformed", f"The member is damaged ({error}); deliver the archive again.", 0)
        return
    with member:
        for found in _read_member(Metered(member, budget), entry.filename, "The member", open_member):
            named = key if _is_whole(found) else f"{key}#{found.record_key}"
            if isinstance(found, Refusal) and not found.byte_count:
                found = replace(found, byte_count=entry.file_size)
            yield replace(found, record_key=named)


def _read_member(stream: Metered, name: str, what: str, open_member: OpenMember) -> Found:
    """The member's records; where it cannot be unpacked to its end, a refusal after those that could."""
    buffered: io.BufferedReader = io.BufferedReader(stream, 1 << 16)
    try:
        yield from open_member(buffered, name)
    except LimitError as error:
        yield Refusal(RECORD_KEY, "oversized", f"{what} {error}.", 0)
    except BROKEN_STREAM as error:
        detail = f"{what} is damaged ({type(error).__name__}: {error}); deliver it again."
        yield Refusal(RECORD_KEY, "malformed", detail, 0)


def _is_whole(found: Reading | Refusal) -> bool:
    """True for what stands for a whole member, and not for the first of its records."""
    is_document = isinstance(found, Refusal) or found.reader in ("text", "html")
    return found.record_key == RECORD_KEY and is_document


def _problem(entry: zipfile.ZipInfo) -> tuple[str, str] | None:
    """Why an entry is no member that can be read: reason code and detail."""
    path = PurePosixPath(entry.filename.replace("\\", "/"))
    is_rooted = path.is_absolute() or bool(PureWindowsPath(entry.filename).drive)
    if is_rooted or ".." in path.parts or "\0" in entry.orig_filename:
        return (
            "unsafe_path",
            "The member's path leads out of the archive, as no honest archive's does; pack it anew.",
        )
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        return "unsafe_path", "The member is a link or device, not a file; pack the file itself."
    if entry.flag_bits & 0x1:
        return "encrypted", "The member is encrypted; deliver it without a password."
    return None


def _is_hidden(name: str) -> bool:
    """As in the inbox, what begins with a dot is left aside; so are the Finder's own entries."""
    parts = [part for part in name.split("/") if part not in (".", "..")]
    return any(part.startswith(".") or part == "__MACOSX" for part in parts)
