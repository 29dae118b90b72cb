"""Makes a release again from the raw store and compares it with what was released.

What belongs here: giving a run of the plan exactly what the release was made of, and the comparison. What does not:
the run itself (plan.py), and what a release keeps of what it was made of (sources.py).

A rebuild starts from the bytes alone: nothing of the store is used. It reads the ledger as far as the release did, the
desk as it was, and the arrival days of the ledger; the inbox, the clock and the desk of today have no part in it. Of a
release reissued after a withdrawal, what was found across documents is taken from what was kept of it (revision.py).
"""

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib.metadata import version as installed
from pathlib import Path
from typing import Any, Final

import duckdb

from pipeline.errors import ReleaseError
from pipeline.ingest.ledger import LEDGER, raw_path
from pipeline.ingest.withdrawals import LIST as WITHDRAWALS
from pipeline.parquet import hash_file
from pipeline.plan import TASKS, run_task
from pipeline.release import build, catalogue, revision
from pipeline.release.build import DATASET
from pipeline.release.sources import DESKS, first_lines, ledger_hash
from pipeline.stored import STEPS
from pipeline.tasks import step_fingerprints
from pipeline.workspace import Workspace

NOT_REBUILT: Final = frozenset({"release", "publish"})
"""Tasks of the plan that a rebuild does in its own way: the release is described, and served nowhere."""

DESCRIBED: Final = {
    "tables": "select table_name, comment from duckdb_tables() where database_name = ? order by all",
    "views": "select view_name, comment, sql from duckdb_views() where database_name = ? and not internal order by all",
    "columns": "select table_name, column_name, data_type, comment from duckdb_columns()"
    " where database_name = ? and not internal order by all",
    "macros": "select function_name, comment, parameters, macro_definition from duckdb_functions()"
    " where database_name = ? and not internal order by all",
}
"""What a verbatim.duckdb says besides its rows."""


@dataclass(frozen=True)
class Rebuilt:
    """What came of a rebuild: its folder (None if it was not kept), files compared, and what differs, in words."""

    folder: Path | None
    tables: int
    views: int
    differences: tuple[str, ...]


def rebuild(
    workspace: Workspace,
    wanted: str,
    into: Path | None = None,
    anyway: bool = False,
    progress: Callable[[str, int, int], None] | None = None,
) -> Rebuilt:
    """Makes a release (version, revision, content_id or folder) again and compares it with the one released.

    `into` keeps the rebuilt release in a folder that must not be there yet. Where the code, rules or libraries at hand
    are not those of the release, ReleaseError says which; `anyway` goes on, and they are among the differences.
    """
    folder = catalogue.find_folder(workspace.output, wanted)
    manifest = _manifest(folder)
    if into is not None and into.exists():
        raise ReleaseError(f"{into} is there already; name a folder that is not")
    kept = revision.folder_of(workspace.raw, manifest["content_id"]) if "reissue" in manifest else None
    if kept is not None and not kept.is_dir():
        raise ReleaseError(
            f"{wanted} was reissued after a withdrawal, and {kept}, which keeps what was found across documents while the"
            " withdrawn text was among them, is missing; put it back from a copy of the raw store"
        )
    with workspace.locked():
        scratch = _scratch(workspace, manifest)
    with scratch.locked():
        _restore(workspace, scratch, manifest)
        others = differing(manifest, scratch)
        if others and not anyway:
            raise ReleaseError(
                f"the code at hand is not what made {wanted}: {'; '.join(others)}. Check out revision"
                f" {manifest.get('code_revision') or '(not recorded)'}, install its requirements.lock, then try again;"
                " --anyway makes it with what is at hand, which is no rebuild"
            )
        for task in TASKS:
            if task.name not in NOT_REBUILT:
                run_task(task.name, scratch, None, progress)
            if task.name == "tables" and kept is not None:
                revision.restore(scratch.build / "tables", kept)
                build.remade(scratch, {"reissue": manifest["reissue"]})
        made = _finish(workspace, scratch, manifest)
        found = (*others, *_compare(folder, manifest, made))
        if into is not None:
            into.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(made, into)
    shutil.rmtree(scratch.output, ignore_errors=True)
    return Rebuilt(into, len(manifest["tables"]), len(manifest["views"]), found)


def differing(manifest: dict[str, Any], workspace: Workspace) -> list[str]:
    """What of code, rules and libraries is not as a manifest says, each in a few words."""
    said = manifest["fingerprints"]
    now = {"steps": step_fingerprints(workspace), **build.fingerprints(workspace.rulebook)}
    # Corrections of a withdrawn document left the desk with it.
    others = {"steps", "corrections"} if "reissue" in manifest else {"steps"}
    found = [name for name in sorted((said.keys() | now.keys()) - others) if said.get(name) != now.get(name)]
    for step in STEPS:
        old, new = said["steps"].get(step), now["steps"][step]
        if old is None or old["code"] != new["code"]:
            found.append(f"code of {step}")
        elif old["rules"] != new["rules"]:
            sets = old["rules"].keys() | new["rules"].keys()
            other = sorted(name for name in sets if old["rules"].get(name) != new["rules"].get(name))
            found.append(f"rules of {step} ({', '.join(other)})")
        if old is not None and list(old["libraries"]) != new["libraries"]:
            found.append(
                f"libraries of {step} ({', '.join(sorted({*old['libraries']} ^ {*new['libraries']}))})"
            )
    return found + [
        f"{name} {installed(name)} here, {version} there"
        for name, version in manifest["libraries"].items()
        if installed(name) != version
    ]


def compare_datasets(one: Path, other: Path) -> list[str]:
    """What differs between two verbatim.duckdb: rows of tables and views, comments, SQL of views and macros."""
    with _attached(one, other) as connection:
        said = [
            {what: connection.execute(sql, [name]).fetchall() for what, sql in DESCRIBED.items()}
            for name in ("one", "other")
        ]
        found = [
            f"{DATASET}: {what} are not described alike"
            for what in DESCRIBED
            if said[0][what] != said[1][what]
        ]
        names = [row[0] for what in ("tables", "views") for row in said[0][what]]
        for name in names if not found else ():
            for first, second in (("one", "other"), ("other", "one")):
                sql = f"select count(*) from (from {first}.{name} except all from {second}.{name})"
                count = (connection.execute(sql).fetchone() or (0,))[0]
                if count:
                    found.append(f"{DATASET}: {count} rows of {name} differ")
                    break
    return found


@contextmanager
def _attached(one: Path, other: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        for name, path in (("one", one), ("other", other)):
            quoted = str(path).replace("'", "''")
            connection.execute(f"attach '{quoted}' as {name} (read_only)")
        yield connection


def _scratch(workspace: Workspace, manifest: dict[str, Any]) -> Workspace:
    """A workspace of its own under the store, with an empty inbox and the desk as the release found it."""
    output = workspace.store / "rebuild" / manifest["content_id"]
    if manifest.get("ledger") is None:
        raise ReleaseError(
            "this release does not say which arrivals and desk it was made of; it is too old to rebuild"
        )
    desk = workspace.raw / DESKS / manifest["desk"] if manifest["desk"] else None
    if desk is not None and not desk.is_dir():
        raise ReleaseError(f"the desk that the release was made with is gone: {desk} is missing; put it back")
    return replace(workspace, inbox=output / "inbox", output=output, desk=desk)


def _restore(workspace: Workspace, scratch: Workspace, manifest: dict[str, Any]) -> None:
    """Puts the ledger as the release knew it, and links to the bytes that it names, into the scratch workspace."""
    for path in scratch.output.iterdir():
        if path.name != ".lock":
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    for folder in (scratch.inbox, scratch.raw):
        folder.mkdir(parents=True)
    ledger = manifest["ledger"]
    if ledger_hash(workspace.raw, ledger["lines"]) != ledger["sha256"]:
        raise ReleaseError(
            f"the first {ledger['lines']} lines of {workspace.raw / LEDGER} are not those the release was made of;"
            " put the ledger back from a copy"
        )
    lines = first_lines(workspace.raw, ledger["lines"])
    (scratch.raw / LEDGER).write_bytes(b"".join(lines))
    for sha256 in sorted({json.loads(line)["file_sha256"] for line in lines}):
        path = raw_path(workspace.raw, sha256)
        if path.is_file():
            (scratch.raw / path.name).symlink_to(path)
    withdrawals = workspace.raw / WITHDRAWALS
    if withdrawals.is_file():
        kept = withdrawals.read_bytes().splitlines(keepends=True)[: manifest["withdrawal_count"]]
        (scratch.raw / WITHDRAWALS).write_bytes(b"".join(kept))


def _finish(workspace: Workspace, scratch: Workspace, manifest: dict[str, Any]) -> Path:
    """Makes the release of the audited build; compared with the predecessor, where that is still there."""
    releases = catalogue.list_releases(workspace.output)
    own = next((r for r in releases if r.content_id == manifest["content_id"]), None)
    served = [r for r in releases if own and r.version == own.previous]
    folders = [catalogue.object_folder(workspace.output, r.content_id) for r in served]
    previous = next((folder for folder in reversed(folders) if folder.is_dir()), None)
    build.finish(scratch, previous)
    return build.built_object(scratch)


def _compare(folder: Path, manifest: dict[str, Any], made: Path) -> Iterator[str]:
    new = _manifest(made)
    if new["arrival_ids"] != manifest["arrival_ids"]:
        yield "the arrivals are not those that the manifest names"
    if new["content_id"] != manifest["content_id"]:
        yield f"content_id is {new['content_id']}, not {manifest['content_id']}"
    for kind in ("tables", "views"):
        for name, said in manifest[kind].items():
            path = made / kind / f"{name}.parquet"
            if not path.is_file() or hash_file(path) != said["sha256"]:
                yield f"{kind}/{name}.parquet has other bytes"
    if (folder / DATASET).is_file():
        yield from compare_datasets(folder / DATASET, made / DATASET)


def _manifest(folder: Path) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return manifest
