"""The data files of a release as anybody finds them: names, keys, columns, hashes, read from the Parquet files.

What belongs here: reading what the files under tables/ and views/ say of themselves. What does not: putting it in the
words of a standard (standards.py) or of people (readme.py).
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.errors import ReleaseError
from pipeline.parquet import hash_file
from pipeline.tables import TABLES, Reference

MANIFEST: Final = "manifest.json"
FOLDERS: Final = ("tables", "views")


@dataclass(frozen=True, slots=True)
class Resource:
    """One Parquet file of a release.

    folder      tables or views
    key         names of the columns that identify a row; empty where the file does not say
    references  those whose table and columns the release has, too
    """

    name: str
    folder: str
    schema: pa.Schema
    key: tuple[str, ...]
    references: tuple[Reference, ...]
    rows: int
    byte_count: int
    sha256: str

    @property
    def path(self) -> str:
        """Where the file lies in the release."""
        return f"{self.folder}/{self.name}.parquet"

    @property
    def meaning(self) -> str:
        """What a row means, as the file says it."""
        return comment_of(self.schema)


def read_resources(folder: Path) -> list[Resource]:
    """The data files of the release in a folder: tables in the order of tables.py, then views by name.

    Raises OSError or pyarrow's errors where a file cannot be read.
    """
    order = {name: place for place, name in enumerate(TABLES)}
    paths = [path for name in FOLDERS for path in (folder / name).glob("*.parquet")]
    paths.sort(key=lambda path: (path.parent.name, order.get(path.stem, len(order)), path.stem))
    schemas = {path: pq.read_schema(path) for path in paths}
    columns = {
        path.stem: set(schema.names) for path, schema in schemas.items() if path.parent.name == "tables"
    }
    return [_resource(path, schema, columns) for path, schema in schemas.items()]


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of the release in a folder; ReleaseError where there is none, or where it cannot be read."""
    try:
        said = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ReleaseError(f"{folder} is no release: it has no {MANIFEST}") from error
    except (ValueError, OSError) as error:
        raise ReleaseError(
            f"{folder / MANIFEST} cannot be read ({error}); fetch the release again"
        ) from error
    if not isinstance(said, dict):
        raise ReleaseError(f"{folder / MANIFEST} is no manifest; fetch the release again")
    return said


def comment_of(described: pa.Schema | pa.Field) -> str:
    """The meaning that a schema or a field carries as its metadata."""
    return str((described.metadata or {}).get(b"comment", b"").decode())


def _resource(path: Path, schema: pa.Schema, columns: dict[str, set[str]]) -> Resource:
    metadata = pq.read_metadata(path)
    is_table = path.parent.name == "tables" and path.stem in TABLES
    references = TABLES[path.stem].references if is_table else ()
    return Resource(
        name=path.stem,
        folder=path.parent.name,
        schema=schema,
        key=tuple((schema.metadata or {}).get(b"key", b"").decode().split()),
        references=tuple(_standing(references, columns, schema)),
        rows=metadata.num_rows,
        byte_count=path.stat().st_size,
        sha256=hash_file(path),
    )


def _standing(
    references: Iterable[Reference], columns: dict[str, set[str]], schema: pa.Schema
) -> Iterable[Reference]:
    return (
        r
        for r in references
        if set(r.columns) <= set(schema.names) and set(r.to) <= columns.get(r.table, set())
    )
