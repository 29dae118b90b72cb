"""Compares two releases: every row added, changed or removed, and why.

What belongs here: the rows of `changes`. What does not: their causes (causes.py), and telling them in words (changes.py).

Rows are compared by table and key, all in DuckDB, so that releases of any size fit. Tables, keys and columns are those
that the Parquet files declare themselves: releases of different schema versions compare by what they have in common.
"""

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow.parquet as pq

from pipeline.parquet import write_query
from pipeline.release.causes import EXTRAS, Found, add_causes
from pipeline.tables import TABLES, arrow_schema


@contextmanager
def compared(previous: Path | None, release: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection with the table `changes` between two release folders, empty without a predecessor.

    The tables of the two are there as views of the schemas o (old) and n (new); where one side lacks a table, it is
    there without rows. Without a predecessor o has no views.
    """
    with (
        tempfile.TemporaryDirectory(prefix="verbatim-") as scratch,
        duckdb.connect(config={"temp_directory": scratch}) as connection,
    ):
        connection.register("no_changes", arrow_schema("changes").empty_table())
        connection.execute("create table changes as select * from no_changes")
        connection.execute("create schema o; create schema n")
        if previous is None:
            _views(connection, "n", release, _tables(release))
        else:
            _compare(connection, previous, release)
        yield connection


def write_changes(connection: duckdb.DuckDBPyConnection, path: Path) -> int:
    """Writes the table `changes` of a comparison to a Parquet file, in order of table and key; returns its rows."""
    order = "select * from changes order by table_name, row_key"
    return write_query(connection, order, arrow_schema("changes"), path)


def _compare(connection: duckdb.DuckDBPyConnection, previous: Path, release: Path) -> None:
    manifests = [_manifest(folder) for folder in (previous, release)]
    old, new = _tables(previous), _tables(release)
    _views(connection, "o", previous, old)
    _views(connection, "n", release, new)
    for name in old.keys() ^ new.keys():
        here, there = ("o", "n") if name in new else ("n", "o")
        connection.execute(f"create view {here}.{name} as select * from {there}.{name} limit 0")
    extras = ", ".join(f"{name} {kind}" for name, kind in EXTRAS.items())
    connection.execute(
        f"create table found (table_name varchar, row_key varchar, change_kind varchar,"
        f" changed_columns varchar[], {extras})"
    )
    for name in sorted(old.keys() | new.keys()):
        hashes = [manifest["tables"].get(name, {}).get("sha256") for manifest in manifests]
        if hashes[0] is None or hashes[0] != hashes[1]:
            _find(connection, name, old.get(name) or new[name], new.get(name) or old[name])
    add_causes(connection, Found(manifests[0], manifests[1]))


def _find(connection: duckdb.DuckDBPyConnection, name: str, old: list[str], new: list[str]) -> None:
    """Puts the rows of a table that differ into `found`; `old` and `new` are its columns."""
    names = [column for column in new if column in old]
    key = [column for column in _key(name) if column in names]
    rest = [column for column in names if column not in key]
    row_key = ", ".join(f"cast(coalesce(o.{column}, n.{column}) as varchar)" for column in key)
    joined = " and ".join(f"o.{column} is not distinct from n.{column}" for column in key)
    changed = (
        ", ".join(f"case when o.{column} is distinct from n.{column} then '{column}' end" for column in rest)
        or "null"
    )
    extras = ", ".join(f"coalesce(n.{e}, o.{e})" if e in names else "null" for e in EXTRAS)
    columns = ", ".join(names)
    connection.execute(
        f"""
        insert into found
        with o as (select true as is_old, {columns} from o.{name}),
        n as (select true as is_new, {columns} from n.{name}),
        joined as (
            select
                '{name}' as table_name,
                cast(to_json([{row_key}]) as varchar) as row_key,
                case when o.is_old is null then 'added' when n.is_new is null then 'removed' else 'changed' end
                    as change_kind,
                list_filter([{changed}], lambda c : c is not null) as changed_columns,
                {extras}
            from o full join n on {joined}
        )
        select * replace (case when change_kind = 'changed' then changed_columns else [] end as changed_columns)
        from joined
        where change_kind <> 'changed' or len(changed_columns) > 0
        """
    )


def _key(name: str) -> tuple[str, ...]:
    return TABLES[name].key if name in TABLES else ()


def _manifest(folder: Path) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return manifest


def _tables(folder: Path) -> dict[str, list[str]]:
    """The columns of each table of a release."""
    files: Final = sorted((folder / "tables").glob("*.parquet"))
    return {file.stem: pq.read_schema(file).names for file in files}


def _views(
    connection: duckdb.DuckDBPyConnection, schema: str, folder: Path, tables: dict[str, list[str]]
) -> None:
    for name in tables:
        path = str(folder / "tables" / f"{name}.parquet").replace("'", "''")
        connection.execute(f"create view {schema}.{name} as select * from read_parquet('{path}')")
