"""Verifies a release from its own folder, wherever that lies: files, rows, the DuckDB file, and every promise.

What belongs here: finding damage and naming it, in releases of any profile. What does not: mending it, and what the
DuckDB file must hold (dataset_shape.py). Nothing is written beside the release, so that read-only media will do.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.audit import Check, derived_checks, load_checks, run_checks, runnable
from pipeline.errors import AuditError, ReleaseError, SqlError
from pipeline.fingerprint import ROOT
from pipeline.models import define_macros, load_macros
from pipeline.parquet import hash_file
from pipeline.release.build import DATASET, content_id_of
from pipeline.release.dataset_shape import compare_dataset
from pipeline.release.describe import CHECKSUMS, UNHASHED
from pipeline.release.profiles import LIMITS, profile_columns
from pipeline.release.resources import FOLDERS, MANIFEST, read_manifest
from pipeline.tables import SCHEMA_VERSION, TABLES, Table

SQL: Final = ROOT / "sql"
CUT_CHECK: Final = f"""
    with quote_limits as ({LIMITS})
    select quotes.document_id, quotes.quote_index
    from quotes
    join quote_limits on quotes.document_id = quote_limits.document_id
    where quotes.is_cut <> (length(quotes.text) < quotes.char_end - quotes.char_start)
        or length(quotes.text) > least(quote_limits.length_max, quotes.char_end - quotes.char_start)
"""
UNCUT: Final = frozenset({"quotes__say_something"})
"""Checks that hold for whole quotations alone."""
FAILURES: Final = (duckdb.Error, pa.ArrowException, OSError, ValueError, SqlError)
"""What reading a damaged file can raise."""


def verify(folder: Path) -> list[str]:
    """Everything that is wrong with the release in a folder, one sentence each; empty if nothing is.

    Raises ReleaseError where the folder is no release at all.
    """
    if not (folder / CHECKSUMS).is_file() and not (folder / MANIFEST).is_file():
        raise ReleaseError(f"{folder} is no release: {CHECKSUMS} and {MANIFEST} are missing")
    try:
        manifest = read_manifest(folder)
    except ReleaseError:
        manifest = {}
    damaged = list(_files(folder, manifest))
    problems = [f"{name}: {what}" for name, what in damaged]
    if not manifest:
        return problems or [f"{MANIFEST}: cannot be read"]
    if not {"content_id", "tables", "views", "schema_version"} <= manifest.keys():
        return [*problems, f"{MANIFEST}: content_id, tables, views or schema_version is missing"]
    problems += _data(folder, manifest)
    if manifest.get("profile", "full") == "full":
        is_comparable = manifest["libraries"]["duckdb"] == duckdb.__version__ or DATASET in dict(damaged)
        problems += compare_dataset(folder, manifest, is_comparable)
    return problems or [*_content(folder, manifest), *_promises(folder, manifest)]


def _files(folder: Path, manifest: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Files that are missing, changed or not of the release, each with what is wrong."""
    sizes = {
        f"{kind}/{name}.parquet": said.get("bytes")
        for kind in FOLDERS
        for name, said in manifest.get(kind, {}).items()
    }
    listed = set()
    try:
        lines = (folder / CHECKSUMS).read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError) as error:
        yield CHECKSUMS, f"cannot be read ({error})"
        return
    for line in lines:
        sha256, name = line[:64], line[66:]
        if line[64:66] != "  " or not name or name.startswith("/") or ".." in Path(name).parts:
            yield CHECKSUMS, f"a line is no checksum and file name: {line[:80]!r}"
            continue
        listed.add(name)
        path = folder / name
        if not path.is_file():
            yield name, f"the file is missing that {CHECKSUMS} names"
        elif hash_file(path) != sha256:
            size, wanted = path.stat().st_size, sizes.get(name)
            if wanted is not None and size != wanted:
                yield (
                    name,
                    f"the file is {'cut' if size < wanted else 'longer'}: {size} bytes instead of {wanted}",
                )
            else:
                yield name, f"the bytes differ from those released (hash in {CHECKSUMS})"
    present = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    for name in sorted(present - listed - UNHASHED):
        yield name, f"not part of the release, {CHECKSUMS} does not name it"
    for name in sorted(sizes.keys() - listed):
        yield name, f"the manifest has it, {CHECKSUMS} does not"


def _data(folder: Path, manifest: Mapping[str, Any]) -> Iterator[str]:
    """Parquet files that cannot be read, have other columns than declared, or not the rows that the manifest counts."""
    described = _described(folder)
    for kind in FOLDERS:
        for name, said in manifest[kind].items():
            path = folder / kind / f"{name}.parquet"
            if not path.is_file():
                continue
            try:
                with pq.ParquetFile(path) as file:
                    schema = file.schema_arrow
                    rows = sum(batch.num_rows for batch in file.iter_batches())
            except FAILURES as error:
                yield f"{kind}/{name}.parquet: cannot be read ({_first_line(error)})"
                continue
            if rows != said["rows"]:
                yield f"{kind}/{name}.parquet: {rows} rows, the manifest says {said['rows']}"
            if kind == "tables" and manifest["schema_version"] == SCHEMA_VERSION and name in TABLES:
                differing = _differing(
                    schema, TABLES[name], manifest.get("profile", "full"), described.get(name)
                )
                if differing:
                    yield f"tables/{name}.parquet: columns differ from schema version {SCHEMA_VERSION}: {differing}"


def _described(folder: Path) -> dict[str, set[str]]:
    """The columns of each file, as the release describes itself: columns that came after it are not missing."""
    try:
        package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
        return {r["name"]: {field["name"] for field in r["schema"]["fields"]} for r in package["resources"]}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _differing(schema: pa.Schema, table: Table, profile: str, described: set[str] | None) -> str:
    columns = profile_columns(table, profile)
    wanted = {f"{c.name} {c.type}" for c in columns if described is None or c.name in described}
    return ", ".join(sorted({f"{field.name} {field.type}" for field in schema} ^ wanted))


def _content(folder: Path, manifest: Mapping[str, Any]) -> Iterator[str]:
    kind = "views" if manifest.get("profile") == "views" else "tables"
    if content_id_of(folder / kind) != manifest["content_id"]:
        yield f"{kind}/: their hashes do not make up the manifest's content_id"


def _promises(folder: Path, manifest: Mapping[str, Any]) -> Iterator[str]:
    """Blocking checks that find rows. Checks that need what a profile does not have are left out."""
    if manifest["schema_version"] != SCHEMA_VERSION or not manifest["tables"]:
        return
    is_full = manifest.get("profile", "full") == "full"
    derived, checks = derived_checks(), load_checks(folder / "sql" if is_full else SQL)
    try:
        with duckdb.connect(
            str(folder / DATASET) if is_full else ":memory:", read_only=is_full
        ) as connection:
            if not is_full:
                for name in manifest["tables"]:
                    path = str(folder / "tables" / f"{name}.parquet").replace("'", "''")
                    connection.execute(f"create view {name} as select * from read_parquet('{path}')")
                define_macros(connection, [macro for macro in load_macros(SQL) if not macro.is_table])
                checks = runnable(connection, [check for check in checks if check.name not in UNCUT])
                checks.append(Check("quotes__cut_as_publishers_allow", "blocking", "", CUT_CHECK))
            checks += runnable(connection, derived)
            for result in run_checks(connection, [check for check in checks if check.severity == "blocking"]):
                if result.failing_count:
                    sample = result.sample_rows[:1]
                    yield f"check {result.name}: {result.failing_count} rows break it, such as {sample}"
    except (*FAILURES, AuditError) as error:
        yield f"checks: cannot be run ({_first_line(error)})"


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
