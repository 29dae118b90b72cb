"""Makes the next release aside: tables, then models, then the audit, then what describes it.

What belongs here: the making of one object in store/build, and its move to releases/.objects/<content_id>, whole.
What does not: which version serves it (catalogue.py), the words of its README (describe.py), the rows (assemble.py).
"""

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa

from pipeline.audit import CheckResult, derived_checks, load_checks, run_checks
from pipeline.errors import ReleaseError
from pipeline.fingerprint import ROOT, fingerprint, hash_of
from pipeline.models import define_sql, load_models
from pipeline.parquet import hash_file, write_query
from pipeline.release import describe
from pipeline.release.compare import StepFingerprint, compare
from pipeline.rulebook import Rulebook
from pipeline.step import Row
from pipeline.store import parquet_bytes, write_atomically
from pipeline.tables import COLUMNS, PUBLISHED
from pipeline.workspace import Workspace

SQL_DIR: Final = ROOT / "sql"
DATASET: Final = "verbatim.duckdb"
STORAGE_VERSION: Final = "v1.2.0"
RULE_SETS: Final = ("actors", "aliases", "roles", "countries", "media_topics", "topics", "publishers")
"""Rule sets that become tables of a release."""


def fingerprints(rulebook: Rulebook) -> dict[str, str]:
    """What a release depends on besides the store: assembling code, registry, SQL."""
    return {
        "code": fingerprint("pipeline.assemble").key,
        "registry": rulebook.fingerprint(RULE_SETS),
        "sql": hash_of(
            [(p.relative_to(SQL_DIR).as_posix(), hash_file(p)) for p in sorted(SQL_DIR.rglob("*.sql"))]
        ),
    }


def model_rows() -> list[Row]:
    """One row of the table rules a SQL model, with the hash of its text: so content_id covers the views, too."""
    rows = []
    for model in load_models(SQL_DIR):
        path = SQL_DIR / "models" / f"{model.name}.sql"
        source = f"sql/models/{path.name} sha256:{hash_file(path)}"
        row = {"rule_id": f"view.{model.name}", "stage": "models", "kind": "view"}
        rows.append(row | {"reason": model.purpose, "source": source})
    return rows


def is_current(workspace: Workspace, key: str) -> bool:
    """True if the last build was made of what `key` stands for, and it or the release it became is still there."""
    state = _read_state(workspace)
    return state.get("key") == key and (
        workspace.build.is_dir() or _object(workspace, state["content_id"]).is_dir()
    )


@contextmanager
def making(workspace: Workspace, key: str) -> Iterator[Path]:
    """Gives an empty folder for tables; when all are written, computes content_id and remembers the build.

    A build whose content_id is that of a release that exists is dropped: it would be the same release.
    """
    shutil.rmtree(workspace.build, ignore_errors=True)
    _state(workspace).unlink(missing_ok=True)
    folder = workspace.build / "tables"
    folder.mkdir(parents=True)
    yield folder
    content_id = content_id_of(folder)
    if _object(workspace, content_id).is_dir():
        shutil.rmtree(workspace.build)
    write_atomically(_state(workspace), json.dumps({"key": key, "content_id": content_id}).encode())


def content_id_of(tables: Path) -> str:
    """The hash of the sorted hashes of a folder's Parquet files."""
    hashes = sorted(hash_file(path) for path in tables.glob("*.parquet"))
    return hashlib.sha256("\n".join(hashes).encode()).hexdigest()


def build_models(workspace: Workspace, progress: Callable[[str], None]) -> dict[str, int]:
    """Makes verbatim.duckdb and views/*.parquet of the build; returns rows by view."""
    if _is_finished(workspace):
        return {name: view["rows"] for name, view in _manifest(workspace)["views"].items()}
    path = workspace.build / DATASET
    path.unlink(missing_ok=True)
    create_dataset(path, workspace.build / "tables")
    views = workspace.build / "views"
    shutil.rmtree(views, ignore_errors=True)
    views.mkdir()
    counts = {}
    with duckdb.connect(str(path), read_only=True) as connection:
        for model in load_models(SQL_DIR):
            progress(model.name)
            order = f"select * from {model.name} order by {', '.join(f'{c} nulls last' for c in model.key)}"
            schema = view_schema(connection, model.name, model.purpose)
            counts[model.name] = write_query(connection, order, schema, views / f"{model.name}.parquet")
    shutil.rmtree(workspace.build / "sql", ignore_errors=True)
    shutil.copytree(SQL_DIR, workspace.build / "sql")
    return counts


def create_dataset(path: Path, tables: Path) -> None:
    """Writes verbatim.duckdb from Parquet tables: tables, views, macros, a comment on each and on every column."""
    with duckdb.connect() as connection:
        connection.execute(f"attach {_quoted(str(path))} as release (storage_version '{STORAGE_VERSION}')")
        connection.execute("use release")
        for table in PUBLISHED:
            source = _quoted(str(tables / f"{table.name}.parquet"))
            connection.execute(f"create table {table.name} as select * from read_parquet({source})")
            connection.execute(f"comment on table {table.name} is {_quoted(table.meaning)}")
            for column in table.columns:
                comment = _quoted(column.meaning)
                connection.execute(f"comment on column {table.name}.{column.name} is {comment}")
        define_sql(connection, SQL_DIR)
        connection.execute("use memory")
        connection.execute("detach release")


def view_schema(connection: duckdb.DuckDBPyConnection, name: str, purpose: str) -> pa.Schema:
    """The Arrow schema of a view: names and types as DuckDB has them, meanings from COLUMNS."""
    found: pa.Schema = connection.sql(f"select * from {name} limit 0").to_arrow_table().schema
    fields = [
        pa.field(field.name, field.type, metadata={"comment": COLUMNS[field.name].meaning}) for field in found
    ]
    return pa.schema(fields, metadata={"comment": purpose})


def audit(workspace: Workspace) -> list[CheckResult]:
    """Runs every check over the build, or over the release that it has become."""
    folder = (
        workspace.build
        if not _is_finished(workspace)
        else _object(workspace, _read_state(workspace)["content_id"])
    )
    return audit_dataset(folder / DATASET)


def audit_dataset(path: Path) -> list[CheckResult]:
    """Runs every check over a verbatim.duckdb."""
    with duckdb.connect(str(path), read_only=True) as connection:
        return run_checks(connection, [*derived_checks(), *load_checks(SQL_DIR)])


def finish(
    workspace: Workspace, steps: Mapping[str, StepFingerprint], previous: Path | None
) -> tuple[str, dict[str, int]]:
    """Adds manifest, README, changes and checksums to the audited build and moves it among the releases, in one step.

    `previous` is the release it is compared with, None for the first one. Returns its content_id and rows by table. Does nothing to a build that is a release already.
    """
    content_id = str(_read_state(workspace).get("content_id") or "")
    if not content_id:
        raise ReleaseError(f"there is no build under {workspace.build}; run the whole plan")
    if not _is_finished(workspace):
        folder = workspace.build
        manifest = describe.manifest(folder, content_id, {"steps": steps, **fingerprints(workspace.rulebook)})
        (folder / "manifest.json").write_text(
            json.dumps(manifest, indent=1, sort_keys=True), encoding="utf-8"
        )
        (folder / "README.md").write_text(describe.readme(manifest, load_models(SQL_DIR)), encoding="utf-8")
        changes = compare(previous, folder)
        write_atomically(folder / "changes.parquet", parquet_bytes(changes))
        (folder / "CHANGES.md").write_text(describe.changes(changes, previous is None), encoding="utf-8")
        describe.write_checksums(folder)
        workspace.releases.joinpath(".objects").mkdir(parents=True, exist_ok=True)
        folder.replace(_object(workspace, content_id))
    tables = json.loads((_object(workspace, content_id) / "manifest.json").read_text(encoding="utf-8"))[
        "tables"
    ]
    return content_id, {name: table["rows"] for name, table in tables.items()}


def built_object(workspace: Workspace) -> Path:
    """The folder of the release that the last build became; ReleaseError where there is none."""
    content_id = str(_read_state(workspace).get("content_id") or "")
    folder = _object(workspace, content_id)
    if not content_id or not folder.is_dir():
        raise ReleaseError("the last build has not become a release; run the whole plan")
    return folder


def _is_finished(workspace: Workspace) -> bool:
    state = _read_state(workspace)
    return bool(state) and not workspace.build.is_dir() and _object(workspace, state["content_id"]).is_dir()


def _manifest(workspace: Workspace) -> dict[str, Any]:
    text = (_object(workspace, _read_state(workspace)["content_id"]) / "manifest.json").read_text(
        encoding="utf-8"
    )
    manifest: dict[str, Any] = json.loads(text)
    return manifest


def _object(workspace: Workspace, content_id: str) -> Path:
    return workspace.releases / ".objects" / content_id


def _state(workspace: Workspace) -> Path:
    return workspace.store / "build.json"


def _read_state(workspace: Workspace) -> dict[str, str]:
    try:
        state: dict[str, str] = json.loads(_state(workspace).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return state


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
