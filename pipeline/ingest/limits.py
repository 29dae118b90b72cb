"""Limits: how large, how deep and how many, and streams that keep to them.

What belongs here: the figures, and reading that cannot go beyond them whatever the bytes say. What does not: formats.

A file is refused before it is read where it is larger than its kind allows. What unpacks (gzip, zip, compressed pages
of a web archive) draws on one budget a file, however it is nested, so no archive can grow beyond it.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any, BinaryIO, Final, Protocol

DOCUMENT_BYTES_MAX: Final = 20_000_000
"""Of one document: a file, a member of an archive, a record, a line. A long novel has 1 MB."""
CONTAINER_BYTES_MAX: Final = 4_000_000_000
"""Of a file that holds many documents: it is read one document after the other, and kept in slices of them."""
HELD_BYTES_MAX: Final = 64_000_000
"""Of a table, or of an archive within another: these are held whole while they are read."""
UNPACKED_BYTES_MAX: Final = 256_000_000
"""Of all that a file unpacks to, with everything that lies in it; of a large file so many times its size:"""
UNPACKED_RATIO: Final = 32
MEMBERS_MAX: Final = 200_000
"""Entries of an archive."""
RECORDS_MAX: Final = 500_000
"""Records of one file, whether they become documents or rejections."""
TEXT_MAX: Final = 2_000_000_000
"""Code points of text in the documents of one file."""
REFUSALS_MAX: Final = 10_000
"""Rejections that one file may cause; what is refused after them is counted in one more."""
NESTING_MAX: Final = 3
"""Archives within archives: a .warc.gz in a .zip is two."""
DEPTH_MAX: Final = 200
"""Elements within elements, or JSON values within values."""
PARTS_MAX: Final = 200
"""Parts of a message."""
HEADER_MAX: Final = 16_000
"""Bytes of a header of a message; 2 kB for one with parameters."""
HEADER_PARAMETERS_MAX: Final = 2_000
BOUNDARIES_MAX: Final = 2_000
"""Lines of a message that may be boundaries of parts, before any is looked at."""

CONTAINER_SUFFIXES: Final = frozenset({".jsonl", ".ndjson", ".warc", ".zip", ".gz"})
"""Suffixes of files that may hold many documents and are read one by one."""
TABLE_SUFFIXES: Final = frozenset({".csv", ".tsv"})

_CHUNK: Final = 1 << 16


class LimitError(Exception):
    """More was to be read than a limit allows; the message says what, in the words of a rejection."""


class Readable(Protocol):
    """What bytes can be read from."""

    def read(self, size: int, /) -> bytes | None:
        """At most `size` bytes; none at the end."""
        ...


class Unpacked(Protocol):
    """What unpacked bytes can be read from, without waiting for more than there are."""

    def read1(self, size: int, /) -> bytes:
        """At most `size` bytes, those that can be had at once; none at the end."""
        ...


@dataclass(slots=True)
class Budget:
    """What a file may still unpack to, in bytes. `spend` raises LimitError beyond it, and ever after."""

    limit: int = UNPACKED_BYTES_MAX
    left: int = field(init=False)

    def __post_init__(self) -> None:
        self.left = self.limit

    @classmethod
    def of(cls, size: int) -> "Budget":
        """The budget of a file of so many bytes."""
        return cls(max(UNPACKED_BYTES_MAX, UNPACKED_RATIO * size))

    def spend(self, count: int) -> None:
        """Takes `count` bytes off the budget."""
        self.left -= count
        if self.left < 0:
            limit = self.limit // 1_000_000
            raise LimitError(f"unpacks to more than {limit} MB; deliver it in smaller files")


class Metered(io.RawIOBase):
    """A stream whose bytes are taken off a budget as they are read; LimitError beyond it.

    It takes what can be had at once, so that what stands before a damaged place is read.
    """

    def __init__(self, stream: Unpacked, budget: Budget) -> None:
        self._stream = stream
        self._budget = budget

    def readable(self) -> bool:
        """True."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Reads into `buffer`, never more than a chunk at once."""
        data = self._stream.read1(min(len(buffer), _CHUNK))
        self._budget.spend(len(data))
        buffer[: len(data)] = data
        return len(data)


def size_limit(name: str) -> int:
    """The size in bytes up to which a file of that name is taken in."""
    suffix = PurePosixPath(name).suffix.lower()
    if suffix in CONTAINER_SUFFIXES:
        return CONTAINER_BYTES_MAX
    return HELD_BYTES_MAX if suffix in TABLE_SUFFIXES else DOCUMENT_BYTES_MAX


def read_whole(stream: Readable, limit: int) -> bytes | None:
    """All bytes of the stream; None, and no more than `limit` bytes held, where there are more."""
    pieces, size = [], 0
    while data := stream.read(_CHUNK):
        size += len(data)
        if size > limit:
            return None
        pieces.append(data)
    return b"".join(pieces)


def read_lines(stream: BinaryIO, limit: int) -> Iterator[bytes | int]:
    """The lines of the stream without their ends; for a line of more than `limit` bytes only its length."""
    while line := stream.readline(limit + 1):
        if len(line) <= limit or line.endswith(b"\n"):
            yield line.rstrip(b"\r\n")
            continue
        length = len(line)
        while (rest := stream.readline(_CHUNK)) and not rest.endswith(b"\n"):
            length += len(rest)
        yield length + len(rest)


def count_in(stream: BinaryIO, mark: bytes) -> int:
    """How often `mark` occurs in a stream that can be read again; it stands at its beginning afterwards."""
    count, rest = 0, b""
    while data := stream.read(_CHUNK):
        data = rest + data
        count += data.count(mark)
        rest = data[1 - len(mark) :]
    stream.seek(0)
    return count
