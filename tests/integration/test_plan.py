"""The plan on the bundled sample: what is done again, what stays, and that the same input gives the same bytes."""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

import duckdb
import pytest

from pipeline import engine
from pipeline.account import Report
from pipeline.errors import AuditError, BusyError, ConfigurationError, ReleaseError, StoreError
from pipeline.fingerprint import ROOT
from pipeline.plan import TASKS, run_plan, run_task
from pipeline.release import build, catalogue
from pipeline.release.build import DATASET
from pipeline.release.verify import verify
from pipeline.stored import STEPS
from pipeline.workspace import Workspace

CORPUS: Final = ROOT / "tests" / "corpus"
DAY: Final = date(2026, 1, 9)


def sample(folder: Path, workers: int = 1) -> Workspace:
    """A workspace of its own, with a copy of the sample's inbox and desk."""
    shutil.copytree(CORPUS / "inbox", folder / "inbox")
    shutil.copytree(CORPUS / "desk", folder / "desk")
    return Workspace(folder / "inbox", folder / "out", folder / "desk", workers, "local", DAY)


def parquet_hashes(workspace: Workspace) -> dict[str, str]:
    """Hash of every Parquet file of the tables and views that are served."""
    release = catalogue.latest_folder(workspace.output)
    paths = [*release.glob("tables/*.parquet"), *release.glob("views/*.parquet")]
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def forget() -> None:
    """Lets the next run read rules and fingerprints anew, as a new process would."""
    engine.step_fingerprint.cache_clear()
    engine._resources.cache_clear()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Workspace, dict[str, Report]]:
    workspace = sample(tmp_path_factory.mktemp("sample"))
    return workspace, run_plan(workspace)


@pytest.fixture
def workspace(made: tuple[Workspace, dict[str, Report]], tmp_path: Path) -> Iterator[Workspace]:
    """A copy of the finished sample, to change at will."""
    forget()
    source = made[0]
    root = tmp_path / "copy"
    shutil.copytree(source.inbox.parent, root, symlinks=True)
    yield replace(source, inbox=root / "inbox", output=root / "out", desk=root / "desk")
    forget()


def test_the_sample_becomes_a_whole_release(made: tuple[Workspace, dict[str, Report]]) -> None:
    workspace, reports = made
    assert list(reports) == [task.name for task in TASKS]
    assert reports["publish"].release is not None
    assert reports["publish"].release.version == "2026.01.09"
    assert verify(catalogue.latest_folder(workspace.output)) == []
    assert reports["ingest"].rows["rejections"] >= 2


def test_a_second_run_with_nothing_new_does_nothing_and_says_so(workspace: Workspace) -> None:
    before = catalogue.list_releases(workspace.output)
    reports = run_plan(replace(workspace, day=date(2026, 1, 10)))
    assert {name: report.done for name, report in reports.items() if report.done} == {}
    assert reports["publish"].notes[0].startswith("nothing new")
    assert catalogue.list_releases(workspace.output) == before


def test_the_same_input_gives_the_same_bytes_on_two_processes_elsewhere(
    made: tuple[Workspace, dict[str, Report]], tmp_path: Path
) -> None:
    other = sample(tmp_path / "elsewhere")
    command = [
        sys.executable,
        "-c",
        "from pipeline.cli import main; main()",
        "run",
        "--workers",
        "2",
        "--day",
        DAY.isoformat(),
    ]
    settings = {"VERBATIM_INBOX": str(other.inbox), "VERBATIM_OUTPUT": str(other.output)}
    surroundings = {"PYTHONHASHSEED": "7", "LC_ALL": "C", "TZ": "Asia/Tokyo", "PYTHONPATH": str(ROOT)}
    subprocess.run(
        command,
        check=True,
        cwd=tmp_path,
        env=os.environ | settings | surroundings | {"VERBATIM_DESK": str(other.desk)},
        capture_output=True,
    )
    assert parquet_hashes(other) == parquet_hashes(made[0])
    assert catalogue.latest_folder(other.output).name == catalogue.latest_folder(made[0].output).name


def test_one_document_more_redoes_that_document_alone(workspace: Workspace) -> None:
    (workspace.inbox / "nouveau.txt").write_text(
        "VALMONT, 9 janvier - La maire de Valmont, Jeanne Corbelin, a annoncé que le pont resterait fermé.\n",
        encoding="utf-8",
    )
    reports = run_plan(workspace)
    assert {name: reports[name].done for name in STEPS if name != "read"} == dict.fromkeys(STEPS[1:], 1)
    assert reports["ingest"].done == 1
    release = reports["publish"].release
    assert release is not None
    assert (release.version, release.previous) == ("2026.01.09.1", "2026.01.09")
    with duckdb.connect() as connection:
        changes = catalogue.latest_folder(workspace.output) / "changes.parquet"
        kinds = connection.sql(
            f"select distinct change_kind, causes from read_parquet('{changes}') where table_name = 'raw_documents'"
        ).fetchall()
    assert kinds == [("added", ["source"])]


def test_one_changed_alias_relinks_and_tags_nothing_else_again(workspace: Workspace) -> None:
    assert workspace.desk is not None
    aliases = workspace.desk / "aliases.csv"
    aliases.write_text(
        aliases.read_text(encoding="utf-8") + "emmanuel-macron,le locataire du palais,title\n",
        encoding="utf-8",
    )
    reports = run_plan(workspace)
    documents = reports["clean"].reused
    again = {name: reports[name].done for name in STEPS if name != "read" and reports[name].done}
    assert again == {"mentions": documents}


def test_a_corrected_text_supersedes_the_first_one(workspace: Workspace) -> None:
    shutil.copytree(CORPUS / "later", workspace.inbox, dirs_exist_ok=True)
    run_plan(replace(workspace, day=date(2026, 1, 10)))
    with duckdb.connect(
        str(catalogue.latest_folder(workspace.output) / DATASET), read_only=True
    ) as connection:
        found = connection.sql(
            "select n.outcome, n.is_current, o.is_current from arrivals as n"
            " join arrivals as o on n.supersedes_arrival_id = o.arrival_id"
        ).fetchall()
        stale = connection.sql("select count(*) from documents where not is_current and story_id is not null")
        assert found == [("supersedes", True, False)]
        assert stale.fetchall() == [(0,)]


def test_a_blocking_check_that_fails_publishes_nothing(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    sql = tmp_path / "sql"
    shutil.copytree(build.SQL_DIR, sql)
    (sql / "checks" / "documents__none_at_all.sql").write_text(
        "-- purpose: fails wherever there is a document.\n-- severity: blocking\nselect document_id from documents order by 1\n"
    )
    monkeypatch.setattr(build, "SQL_DIR", sql)
    (workspace.inbox / "nouveau.txt").write_text(
        "Le pont de Valmont est fermé depuis mardi.\n", encoding="utf-8"
    )
    before = parquet_hashes(workspace)
    with pytest.raises(AuditError, match="documents__none_at_all"):
        run_plan(workspace)
    assert parquet_hashes(workspace) == before
    assert len(catalogue.list_releases(workspace.output)) == 1


def test_a_build_that_has_not_passed_the_audit_becomes_no_release(workspace: Workspace) -> None:
    (workspace.inbox / "nouveau.txt").write_text(
        "Le pont de Valmont est fermé depuis mardi.\n", encoding="utf-8"
    )
    for task in TASKS[: [task.name for task in TASKS].index("audit")]:
        run_task(task.name, workspace)
    with pytest.raises(ReleaseError, match="has not passed the audit"):
        run_task("release", workspace)
    run_task("audit", workspace)
    assert run_task("release", workspace).rows["documents"] > 0


def test_a_store_that_was_deleted_is_made_again_from_the_raw_store(workspace: Workspace) -> None:
    before = parquet_hashes(workspace)
    shutil.rmtree(workspace.store)
    reports = run_plan(workspace)
    assert reports["clean"].done > 0
    assert parquet_hashes(workspace) == before
    assert len(catalogue.list_releases(workspace.output)) == 1


def test_a_crash_between_list_and_links_is_mended(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    (workspace.inbox / "nouveau.txt").write_text(
        "Le pont de Valmont est fermé depuis mardi.\n", encoding="utf-8"
    )
    original = catalogue._point
    with monkeypatch.context() as patch:
        patch.setattr(catalogue, "_point", lambda *_: (_ for _ in ()).throw(OSError("crash")))
        with pytest.raises(StoreError, match="crash"):
            run_plan(workspace)
    assert catalogue._point is original
    assert catalogue.latest_version(workspace.output) == "2026.01.09"
    release = run_plan(workspace)["publish"].release
    assert release is not None
    assert release.version == "2026.01.09.1"
    assert [r.version for r in catalogue.list_releases(workspace.output)] == ["2026.01.09", "2026.01.09.1"]


def test_one_writer_at_a_time(workspace: Workspace) -> None:
    code = (
        "import sys; from pathlib import Path; from filelock import FileLock;"
        "lock = FileLock(Path(sys.argv[1]) / '.lock'); lock.acquire(); print('held', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", code, str(workspace.output)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(BusyError, match="another run"):
            run_plan(workspace)
        assert other.stdin is not None
        other.stdin.close()


def test_a_missing_inbox_is_said(workspace: Workspace) -> None:
    with pytest.raises(ConfigurationError, match="does not exist"):
        run_plan(replace(workspace, inbox=workspace.inbox / "nowhere"))


def test_an_output_within_the_inbox_is_refused(workspace: Workspace) -> None:
    with pytest.raises(ConfigurationError, match="lies in the inbox"):
        run_plan(replace(workspace, output=workspace.inbox / "out"))


def test_an_empty_inbox_publishes_nothing_and_an_emptied_one_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox" / ".hidden").write_text("x", encoding="utf-8")
    workspace = Workspace(tmp_path / "inbox", tmp_path / "out", None, 1, "local", DAY)
    with pytest.raises(ConfigurationError, match="nothing to publish"):
        run_plan(workspace)
    assert catalogue.latest_version(workspace.output) is None
    unreadable = tmp_path / "inbox" / "leer.txt"
    unreadable.write_bytes(b"")
    first = run_plan(workspace)["publish"].release
    assert verify(catalogue.latest_folder(workspace.output)) == []
    unreadable.unlink()
    assert run_plan(workspace)["publish"].release == first
