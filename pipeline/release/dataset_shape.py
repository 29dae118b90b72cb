"""What a release's DuckDB file must hold: the rows of the Parquet files, and the views, macros and comments of sql/.

What belongs here: making what it should be, and naming where it differs. What does not: the other files (verify.py).
"""

import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.errors import SqlError
from pipeline.release.build import DATASET, create_dataset
from pipeline.release.resources import FOLDERS, comment_of

CATALOGUE: Final = """
    select 'table' as kind, table_name as name, null as definition, comment
    from duckdb_tables() where not internal and database_name = current_database()
    union all
    select 'view', view_name, sql, comment
    from duckdb_views() where not internal and database_name = current_database()
    union all
    select 'column', table_name || '.' || column_name, data_type, comment
    from duckdb_columns() where not internal and database_name = current_database()
    union all
    select 'macro', function_name, string_agg(form, ' ' order by form), any_value(comment)
    from (select *, concat_ws(' ', parameters::varchar, macro_definition) as form from duckdb_functions()) where not internal and database_name = current_database()
    group by function_name
"""
FAILURES: Final = (duckdb.Error, pa.ArrowException, OSError, ValueError, SqlError)


def compare_dataset(folder: Path, manifest: Mapping[str, Any], with_definitions: bool) -> Iterator[str]:
    """Where verbatim.duckdb differs from the other files of its release, one sentence each.

    with_definitions: whether views, macros and comments are compared, too; another version of DuckDB may word them
    otherwise than the one that wrote the file.
    """
    path = folder / DATASET
    if not path.is_file():
        return  # said already, as a file that is missing
    try:
        with duckdb.connect(str(path), read_only=True, config={"temp_directory": ""}) as connection:
            for kind in FOLDERS:
                for name in manifest[kind]:
                    yield from _rows(connection, folder, kind, name)
            found = _catalogue(connection)
    except FAILURES as error:
        yield f"{DATASET}: cannot be read ({str(error).splitlines()[0]})"
        return
    if with_definitions:
        try:
            wanted = _wanted(folder)
        except FAILURES as error:
            yield f"sql/: cannot be run ({str(error).splitlines()[0]})"
            return
        yield from _differences(found, wanted)


def _rows(connection: duckdb.DuckDBPyConnection, folder: Path, kind: str, name: str) -> Iterator[str]:
    """Names the first rows that only one of Parquet and DuckDB has."""
    path = folder / kind / f"{name}.parquet"
    file = "read_parquet('" + str(path).replace("'", "''") + "')"
    try:
        key = ((pq.read_schema(path).metadata or {}).get(b"key") or b"").decode().split()
        sums = [
            connection.execute(f"select count(*), bit_xor(hash(t)) from {source} as t").fetchone()
            for source in (name, file)
        ]
        if sums[0] == sums[1]:
            return
        for here, there, where in (
            (file, name, f"rows of {kind}/{name}.parquet that {DATASET} has not"),
            (name, file, f"rows of {DATASET} that {kind}/{name}.parquet has not"),
        ):
            shown = ", ".join(key) or "*"
            only = connection.execute(
                f"select {shown} from (from {here} except all from {there}) order by all"
            ).fetchall()
            if only:
                yield f"{name}: {len(only)} {where}, such as {dict(zip(key, map(str, only[0]), strict=False))}"
    except duckdb.CatalogException:
        yield f"{DATASET}: {name} is missing"
    except FAILURES as error:
        yield f"{name}: {DATASET} and {kind}/{name}.parquet cannot be compared ({str(error).splitlines()[0]})"


def _catalogue(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], tuple[str | None, str | None]]:
    rows = connection.execute(CATALOGUE).fetchall()
    return {(kind, name): (definition, comment) for kind, name, definition, comment in rows}


def _wanted(folder: Path) -> dict[tuple[str, str], tuple[str | None, str | None]]:
    """The catalogue of a file made anew, without rows, from the release's own Parquet schemas and SQL."""
    with tempfile.TemporaryDirectory() as name:
        aside = Path(name)
        (aside / "tables").mkdir()
        for path in (folder / "tables").glob("*.parquet"):
            pq.write_table(pq.read_schema(path).empty_table(), aside / "tables" / path.name)
        create_dataset(aside / DATASET, aside / "tables", folder / "sql")
        with duckdb.connect(str(aside / DATASET), read_only=True) as connection:
            wanted = _catalogue(connection)
    # What columns of views mean is said in the release's own files, as the code had it that made them.
    for path in (folder / "views").glob("*.parquet"):
        for field in pq.read_schema(path):
            column = ("column", f"{path.stem}.{field.name}")
            if column in wanted:
                wanted[column] = (wanted[column][0], comment_of(field) or None)
    return wanted


def _differences(
    found: Mapping[tuple[str, str], tuple[str | None, str | None]],
    wanted: Mapping[tuple[str, str], tuple[str | None, str | None]],
) -> Iterator[str]:
    for kind, name in sorted(wanted.keys() - found.keys()):
        yield f"{DATASET}: {kind} {name} is missing"
    for kind, name in sorted(found.keys() - wanted.keys()):
        yield f"{DATASET}: {kind} {name} is not part of the release"
    for kind, name in sorted(wanted.keys() & found.keys()):
        (definition, comment), (defined, said) = found[kind, name], wanted[kind, name]
        if definition != defined:
            yield f"{DATASET}: {kind} {name} is defined otherwise than in sql/"
        if comment != said:
            yield f"{DATASET}: the comment on {kind} {name} was changed"
