"""Makes the next release aside: tables, then models, then the audit, then what describes it.

What belongs here: the making of one object in store/build, and its move to releases/.objects/<content_id>, whole.
What does not: which version serves it (catalogue.py), the words of its README (describe.py), the rows (assemble.py).

A folder with tables/ and SQL is enough to make all the rest of a release: a withdrawal makes a release anew that way.
"""

import hashlib
import json
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.assemble import MEASURED
from pipeline.audit import CheckResult, derived_checks, load_checks, run_checks, runnable
from pipeline.errors import ReleaseError
from pipeline.fingerprint import ROOT, fingerprint, hash_of
from pipeline.models import Model, define_sql, load_models, meaning_of
from pipeline.parquet import hash_file, write_query
from pipeline.release import describe
from pipeline.release.changes import tell
from pipeline.release.compare import compared, write_changes
from pipeline.release.report import write_report
from pipeline.release.schema_notes import added_note, breaking_notes
from pipeline.rulebook import Rulebook
from pipeline.step import Row
from pipeline.store import write_atomically
from pipeline.tables import PUBLISHED
from pipeline.workspace import Workspace

SQL_DIR: Final = ROOT / "sql"
DATASET: Final = "verbatim.duckdb"
STORAGE_VERSION: Final = "v1.2.0"
RULE_SETS: Final = (
    "actors",
    "aliases",
    "roles",
    "countries",
    "media_topics",
    "topics",
    "publishers",
    "figure_subjects",
)
"""Rule sets that become tables of a release."""


def fingerprints(rulebook: Rulebook) -> dict[str, Any]:
    """What a release depends on besides the store and the steps, each part of it with its own hash."""
    sql = [(p.relative_to(SQL_DIR).as_posix(), hash_file(p)) for p in sorted(SQL_DIR.rglob("*.sql"))]
    return {
        "code": fingerprint("pipeline.assemble").key,
        "arrivals": fingerprint("pipeline.ingest.arrivals").key,
        "relate": fingerprint("pipeline.relate.relate", rulebook.fingerprint(["word_frequencies"])).key,
        "registry": {name: rulebook.fingerprint([name]) for name in RULE_SETS},
        "corrections": rulebook.fingerprint(["corrections"]),
        "quality": hash_file(MEASURED) if MEASURED.is_file() else "",
        "sql": hash_of(sql),
    }


@cache
def code_revision() -> str | None:
    """The revision of the code in its repository, '-dirty' behind it if files differ; None outside a repository."""
    command = ["git", "describe", "--always", "--dirty", "--abbrev=40", "--exclude=*"]
    try:
        found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return found.stdout.strip() or None


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
def making(workspace: Workspace, key: str, made_of: Mapping[str, object]) -> Iterator[Path]:
    """Gives an empty folder for tables; when all are written, computes content_id and remembers the build.

    `made_of` is what went in, as the manifest will say it: fingerprints, ledger, desk.
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
    state = {"key": key, "content_id": content_id, "made_of": made_of}
    write_atomically(_state(workspace), json.dumps(state).encode())


def remade(workspace: Workspace, made_of: Mapping[str, object]) -> None:
    """Notes that the build's tables were changed since, and what else they are made of."""
    state = _read_state(workspace)
    said = {
        "content_id": content_id_of(workspace.build / "tables"),
        "made_of": {**state["made_of"], **made_of},
    }
    write_atomically(_state(workspace), json.dumps(state | said).encode())


def content_id_of(tables: Path) -> str:
    """The hash of the sorted hashes of a folder's Parquet files."""
    hashes = sorted(hash_file(path) for path in tables.glob("*.parquet"))
    return hashlib.sha256("\n".join(hashes).encode()).hexdigest()


def build_models(workspace: Workspace, progress: Callable[[str], None]) -> dict[str, int]:
    """Makes verbatim.duckdb and views/*.parquet of the build; returns rows by view."""
    if _is_finished(workspace):
        return {name: view["rows"] for name, view in _manifest(workspace)["views"].items()}
    _mark_audited(workspace, False)
    return make_dataset(workspace.build, SQL_DIR, progress)


def make_dataset(folder: Path, sql_dir: Path, progress: Callable[[str], None]) -> dict[str, int]:
    """Makes verbatim.duckdb, views/*.parquet and sql/ of a folder from its tables/ and a folder of SQL; rows by view."""
    path = folder / DATASET
    path.unlink(missing_ok=True)
    models = create_dataset(path, folder / "tables", sql_dir)
    views = folder / "views"
    shutil.rmtree(views, ignore_errors=True)
    views.mkdir()
    counts = {}
    with duckdb.connect(str(path), read_only=True) as connection:
        for model in models:
            progress(model.name)
            order = f"select * from {model.name} order by {', '.join(f'{c} nulls last' for c in model.key)}"
            schema = view_schema(connection, model.name, model)
            counts[model.name] = write_query(connection, order, schema, views / f"{model.name}.parquet")
    if sql_dir != folder / "sql":
        shutil.rmtree(folder / "sql", ignore_errors=True)
        shutil.copytree(sql_dir, folder / "sql")
    return counts


def create_dataset(path: Path, tables: Path, sql_dir: Path) -> list[Model]:
    """Writes verbatim.duckdb from Parquet tables: tables, views, macros, a comment on each and on every column.

    Which tables there are, and what is said of them, comes from the Parquet files: so it works for a release of any
    schema version. Returns the models.
    """
    found = {file.stem: file for file in tables.glob("*.parquet")}
    declared = [table.name for table in PUBLISHED if table.name in found]
    with duckdb.connect() as connection:
        connection.execute(f"attach {_quoted(str(path))} as release (storage_version '{STORAGE_VERSION}')")
        connection.execute("use release")
        for name in [*declared, *sorted(found.keys() - set(declared))]:
            source = _quoted(str(found[name]))
            connection.execute(f"create table {name} as select * from read_parquet({source})")
            schema = pq.read_schema(found[name])
            connection.execute(f"comment on table {name} is {_comment(schema)}")
            for field in schema:
                connection.execute(f"comment on column {name}.{field.name} is {_comment(field)}")
        models = define_sql(connection, sql_dir, tables=found)
        connection.execute("use memory")
        connection.execute("detach release")
    return models


def _comment(said: pa.Schema | pa.Field) -> str:
    return _quoted((said.metadata or {}).get(b"comment", b"").decode())


def view_schema(connection: duckdb.DuckDBPyConnection, shown: str, model: Model) -> pa.Schema:
    """The Arrow schema of a view, or of a query in brackets that shows it: types of DuckDB, meanings of COLUMNS, key."""
    found: pa.Schema = connection.sql(f"select * from {shown} limit 0").to_arrow_table().schema
    fields = [pa.field(f.name, f.type, metadata={"comment": meaning_of(model.name, f.name)}) for f in found]
    return pa.schema(fields, metadata={"comment": model.purpose, "key": " ".join(model.key)})


def audit(workspace: Workspace) -> list[CheckResult]:
    """Runs every check over the build, or over the release that it has become."""
    folder = (
        workspace.build
        if not _is_finished(workspace)
        else _object(workspace, _read_state(workspace)["content_id"])
    )
    return audit_dataset(folder / DATASET)


def audit_dataset(path: Path, sql_dir: Path | None = None) -> list[CheckResult]:
    """Runs every check over a verbatim.duckdb: those that follow from tables.py, and those of a folder of SQL.

    With the SQL of an earlier release, those of tables.py that need names which came after it are left out.
    """
    with duckdb.connect(str(path), read_only=True) as connection:
        derived = derived_checks() if sql_dir is None else runnable(connection, derived_checks())
        return run_checks(connection, [*derived, *load_checks(sql_dir or SQL_DIR)])


def pass_audit(workspace: Workspace) -> None:
    """Notes that the build, as it is, has passed the audit: only then can it become a release."""
    if not _is_finished(workspace):
        _mark_audited(workspace, True)


def table_rows(workspace: Workspace) -> dict[str, int]:
    """Rows by table of the build, or of the release that it has become."""
    folder = (
        _object(workspace, _read_state(workspace)["content_id"])
        if _is_finished(workspace)
        else workspace.build
    )
    return {
        path.stem: pq.read_metadata(path).num_rows for path in sorted((folder / "tables").glob("*.parquet"))
    }


def finish(workspace: Workspace, previous: Path | None) -> tuple[str, dict[str, int]]:
    """Adds manifest, README, changes and checksums to the audited build and moves it among the releases, in one step.

    `previous` is the release it is compared with, None for the first one. Returns its content_id and rows by table.
    Does nothing to a build that is a release already; ReleaseError for one that has not passed the audit.
    """
    state = _read_state(workspace)
    content_id = str(state.get("content_id") or "")
    if not content_id:
        raise ReleaseError(f"there is no build under {workspace.build}; run the whole plan")
    if not _is_finished(workspace):
        if not state.get("is_audited"):
            raise ReleaseError(
                f"the build under {workspace.build} has not passed the audit; run the whole plan"
            )
        describe_release(workspace.build, content_id, state["made_of"], previous)
        move_object(workspace, workspace.build, content_id)
    tables = _manifest(workspace)["tables"]
    return content_id, {name: table["rows"] for name, table in tables.items()}


def describe_release(
    folder: Path, content_id: str, made_of: Mapping[str, Any], previous: Path | None
) -> dict[str, Any]:
    """Writes what describes the release in a folder: manifest, README, changes, report, checksums; the manifest."""
    manifest = describe.describe(folder, content_id, made_of)
    with compared(previous, folder) as connection:
        write_changes(connection, folder / "changes.parquet")
        told = tell(
            connection, previous is None, breaking_notes(previous, folder), added_note(previous, folder)
        )
        (folder / "CHANGES.md").write_text(told, encoding="utf-8")
    write_report(folder / DATASET, folder, content_id)
    describe.write_checksums(folder)
    return manifest


def move_object(workspace: Workspace, folder: Path, content_id: str) -> None:
    """Moves a finished folder among the releases' objects, in one step."""
    workspace.releases.joinpath(".objects").mkdir(parents=True, exist_ok=True)
    folder.replace(_object(workspace, content_id))


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


def _read_state(workspace: Workspace) -> dict[str, Any]:
    try:
        state: dict[str, Any] = json.loads(_state(workspace).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return state


def _mark_audited(workspace: Workspace, is_audited: bool) -> None:
    state = _read_state(workspace)
    if bool(state.get("is_audited")) != is_audited:
        write_atomically(_state(workspace), json.dumps(state | {"is_audited": is_audited}).encode())


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
