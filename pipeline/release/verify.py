"""Verifies a release from its own folder: hashes, schemas, row counts, and every promise that the checks hold.

What belongs here: finding damage and naming it. What does not: mending it.
"""

import json
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.errors import ReleaseError
from pipeline.parquet import hash_file
from pipeline.release.build import DATASET, audit_dataset, content_id_of
from pipeline.release.describe import CHECKSUMS, UNHASHED
from pipeline.tables import PUBLISHED, arrow_schema


def verify(folder: Path) -> list[str]:
    """Everything that is wrong with the release in a folder, one sentence each; empty if nothing is."""
    if not (folder / CHECKSUMS).is_file() or not (folder / "manifest.json").is_file():
        raise ReleaseError(f"{folder} is no release: {CHECKSUMS} or manifest.json is missing")
    problems = _hashes(folder)
    if problems:
        # What is damaged cannot be trusted to be read; its rows are not looked at.
        return problems
    return _tables(folder) + _promises(folder)


def _hashes(folder: Path) -> list[str]:
    problems = []
    listed = set()
    for line in (folder / CHECKSUMS).read_text(encoding="utf-8").splitlines():
        sha256, _, name = line.partition("  ")
        listed.add(name)
        path = folder / name
        if not path.is_file():
            problems.append(f"{name}: the file is missing")
        elif hash_file(path) != sha256:
            problems.append(f"{name}: the bytes differ from those released (SHA-256)")
    present = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    problems += [f"{name}: not part of the release" for name in sorted(present - listed - UNHASHED)]
    return problems


def _tables(folder: Path) -> list[str]:
    problems = []
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    if content_id_of(folder / "tables") != manifest["content_id"]:
        problems.append("tables/: their hashes do not make up the manifest's content_id")
    with duckdb.connect(str(folder / DATASET), read_only=True) as connection:
        for table in PUBLISHED:
            path = folder / "tables" / f"{table.name}.parquet"
            schema = pq.read_schema(path)
            if not schema.equals(arrow_schema(table.name), check_metadata=False):
                problems.append(
                    f"tables/{table.name}.parquet: columns differ from schema version {_differ(schema, table.name)}"
                )
            rows = pq.read_metadata(path).num_rows
            counted = connection.execute(f"select count(*) from {table.name}").fetchone()
            for where, count in (
                (f"tables/{table.name}.parquet", rows),
                (DATASET, counted[0] if counted else 0),
            ):
                said = manifest["tables"][table.name]["rows"]
                if count != said:
                    problems.append(f"{where}: {table.name} has {count} rows, the manifest says {said}")
            problems += _unequal(connection, table.name, path)
    return problems


def _differ(schema: pa.Schema, name: str) -> str:
    wanted = arrow_schema(name)
    return ", ".join(sorted({f"{f.name} {f.type}" for f in schema} ^ {f"{f.name} {f.type}" for f in wanted}))


def _unequal(connection: duckdb.DuckDBPyConnection, name: str, path: Path) -> list[str]:
    source = "'" + str(path).replace("'", "''") + "'"
    sql = f"select count(*) from (from {name} except all from read_parquet({source}))"
    found = connection.execute(sql).fetchone()
    if found and found[0]:
        return [f"{DATASET}: {found[0]} rows of {name} are not those of tables/{name}.parquet"]
    return []


def _promises(folder: Path) -> list[str]:
    return [
        f"check {result.name}: {result.failing_count} rows break it, such as {result.sample_rows[:1]}"
        for result in audit_dataset(folder / DATASET)
        if result.failing_count and result.severity == "blocking"
    ]
