"""What is kept per document and step: Parquet parts, each with the keys that tell whether a row may be used again.

What belongs here: the layout of a part on disk, its atomic writing and its reading. What does not: what is in it, and
when it is made anew (pipeline/engine.py).

A part is a folder with `part.json` and the Parquet files it names. Files are named by their content; part.json is
replaced last, in one step, so that a reader sees the old part or the new one and never half of each.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Self

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.errors import StoreError
from pipeline.redact import redact

MANIFEST: Final = "part.json"
KEYS: Final = "keys"
"""Name of the table that holds one row a document: its key, and the hash of its rows in each table."""


@dataclass(frozen=True, slots=True)
class Part:
    """One written part: its folder, the key of all that went in, and per table its file, hash, size and row count."""

    folder: Path
    input_key: str
    files: Mapping[str, str]
    hashes: Mapping[str, str]
    rows: Mapping[str, int]
    sizes: Mapping[str, int]

    def path(self, table: str) -> Path:
        """The Parquet file of a table, for readers of their own; DamagedPartError where its bytes are not those written."""
        path = self.folder / self.files[table]
        try:
            stat = path.stat()
            found = _hash(path, stat.st_size, stat.st_mtime_ns)
        except OSError as error:
            raise DamagedPartError(self.folder, f"{path.name} cannot be read ({error})") from error
        if found != self.hashes[table]:
            raise DamagedPartError(self.folder, f"the bytes of {path.name} are not those that were written")
        return path

    def load(self, table: str, columns: Sequence[str] | None = None) -> pa.Table:
        """The rows of a table; DamagedPartError where its bytes are not those that were written."""
        path = self.path(table)
        try:
            return pq.read_table(path, columns=list(columns) if columns else None, partitioning=None)
        except (OSError, pa.ArrowInvalid) as error:
            raise DamagedPartError(self.folder, f"{path.name} cannot be read ({error})") from error

    def load_rows(self, table: str, columns: Sequence[str], unit: str, wanted: pa.Array) -> pa.Table:
        """The rows of a table whose column `unit` is among `wanted`; other row groups are not held."""
        path = self.path(table)
        try:
            with pq.ParquetFile(path) as file:
                groups = [
                    group
                    for group in range(file.num_row_groups)
                    if pc.any(pc.is_in(file.read_row_group(group, [unit])[unit], wanted)).as_py()
                ]
                found = file.read_row_groups(groups, list(columns))
        except (OSError, pa.ArrowInvalid) as error:
            raise DamagedPartError(self.folder, f"{path.name} cannot be read ({error})") from error
        return found.filter(pc.is_in(found[unit], wanted))


class DamagedPartError(StoreError):
    """A part of the store that is damaged: it can be dropped, and made again from what it was made of."""

    def __init__(self, folder: Path, what: str) -> None:
        """`folder` is the part's; `what` says what is wrong with it."""
        super().__init__(f"{folder} is damaged: {what}; run the whole plan, which makes it again")
        self.folder = folder
        self.what = what

    def __reduce__(self) -> tuple[type["DamagedPartError"], tuple[Path, str]]:
        """As Exception has it, an error would be pickled with its message alone."""
        return DamagedPartError, (self.folder, self.what)


@lru_cache(maxsize=4096)
def _hash(path: Path, _size: int, _time: int) -> str:
    """SHA-256 of a file, taken once a process for each state of it."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_part(folder: Path) -> Part | None:
    """The part in a folder; None where there is none, or where a file it names is gone or has another size."""
    try:
        said = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        part = Part(folder, said["input_key"], said["files"], said["hashes"], said["rows"], said["sizes"])
        whole = all((folder / name).stat().st_size == part.sizes[table] for table, name in part.files.items())
    except (FileNotFoundError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return part if whole else None


def drop_part(folder: Path) -> None:
    """Makes a part as good as gone: the next run of its step makes it again."""
    (folder / MANIFEST).unlink(missing_ok=True)


def write_part(folder: Path, input_key: str, tables: Mapping[str, pa.Table]) -> Part:
    """Writes a part whole, then removes what the one before it left. Same tables, same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    files, hashes, sizes = {}, {}, {}
    for name, table in tables.items():
        data = parquet_bytes(table)
        hashes[name], sizes[name] = hashlib.sha256(data).hexdigest(), len(data)
        files[name] = f"{name}-{hashes[name][:16]}.parquet"
        write_atomically(folder / files[name], data)
    rows = {name: table.num_rows for name, table in tables.items()}
    return _seal(Part(folder, input_key, files, hashes, rows, sizes))


class PartWriter:
    """Writes a part whose rows are too many to be held: batch by batch, each a row group of its table's file."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._writers: dict[str, pq.ParquetWriter] = {}
        self._rows: dict[str, int] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        for writer in self._writers.values():
            writer.close()

    def write(self, name: str, table: pa.Table) -> None:
        """Adds rows to a table."""
        if name not in self._writers:
            self._writers[name] = pq.ParquetWriter(self._aside(name), table.schema, compression="zstd")
            self._rows[name] = 0
        if table.num_rows:
            self._writers[name].write_table(table)
            self._rows[name] += table.num_rows

    def seal(self, input_key: str) -> Part:
        """The part, whole; what the one before it left is removed."""
        files, hashes, sizes = {}, {}, {}
        for name, writer in self._writers.items():
            writer.close()
            path = self._aside(name)
            with path.open("rb") as file:
                hashes[name] = hashlib.file_digest(file, "sha256").hexdigest()
                os.fsync(file.fileno())
            sizes[name] = path.stat().st_size
            files[name] = f"{name}-{hashes[name][:16]}.parquet"
            path.replace(self._folder / files[name])
        return _seal(Part(self._folder, input_key, files, hashes, dict(self._rows), sizes))

    def _aside(self, name: str) -> Path:
        return self._folder / f".{name}.{os.getpid()}.tmp"


def _seal(part: Part) -> Part:
    """Makes a part of files that lie in its folder; others there are removed."""
    said = {
        "input_key": part.input_key,
        "files": part.files,
        "hashes": part.hashes,
        "rows": part.rows,
        "sizes": part.sizes,
    }
    write_atomically(part.folder / MANIFEST, json.dumps(said, indent=1, sort_keys=True).encode())
    for path in part.folder.iterdir():
        if path.name != MANIFEST and path.name not in part.files.values():
            path.unlink()
    return part


def parquet_bytes(table: pa.Table) -> memoryview:
    """A table as the bytes of a Parquet file."""
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd", store_schema=True)
    return memoryview(sink.getvalue())


def write_atomically(path: Path, data: bytes | memoryview) -> None:
    """Writes a file so that readers see all of it or what was there before, also after a crash."""
    aside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    with aside.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(path)


def table_of(schema: pa.Schema, rows: Iterable[Mapping[str, Any]]) -> pa.Table:
    """Rows as an Arrow table; StoreError names the row and column that do not fit the schema."""
    listed = list(rows)
    try:
        table = pa.Table.from_pylist(listed, schema=schema)
    except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError, UnicodeEncodeError) as error:
        raise StoreError(f"rows do not fit the columns {schema.names}: {error}") from error
    for field in schema:
        if not field.nullable and table.column(field.name).null_count:
            where = next(row for row in listed if row.get(field.name) is None)
            raise StoreError(f"column {field.name} must not be null, but is in {redact(where)}")
    return table
