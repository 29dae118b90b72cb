"""The plan through Dagster: the same bytes as without it, and what its records say of a run."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Final

import dagster as dg
import pyarrow.parquet as pq
import pytest

from assets.launch import failures, launch
from pipeline.audit import CheckResult
from pipeline.plan import run_plan
from pipeline.release import build, catalogue
from pipeline.workspace import Workspace
from tests.integration.test_plan import DAY, forget, parquet_hashes, sample

NEXT_DAY: Final = DAY + timedelta(days=1)


def through_dagster(workspace: Workspace, day: date = DAY) -> dg.JobExecutionResult:
    """Launches the job as `make run` does, with the settings where a process of its own would find them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DAGSTER_HOME", "")
        patch.setenv("VERBATIM_INBOX", str(workspace.inbox))
        patch.setenv("VERBATIM_OUTPUT", str(workspace.output))
        patch.setenv("VERBATIM_DESK", str(workspace.desk))
        patch.setenv("VERBATIM_DAY", day.isoformat())
        return launch(replace(workspace, day=day))


def made_days(result: dg.JobExecutionResult, asset: str) -> dict[str | None, int]:
    """The partitions of an asset that a run made, with the row count each of them shows."""
    events = result.filter_events(lambda event: event.is_step_materialization)
    made = [event.materialization for event in events if event.asset_key == dg.AssetKey(asset)]
    return {
        one.partition: int(str(one.metadata["dagster/row_count"].value))
        for one in made
        if "dagster/row_count" in one.metadata
    }


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> tuple[Workspace, dg.JobExecutionResult]:
    workspace = sample(tmp_path_factory.mktemp("dagster"))
    forget()
    result = through_dagster(workspace)
    assert result.success, list(failures(result))
    return workspace, result


@pytest.fixture
def workspace(first: tuple[Workspace, dg.JobExecutionResult], tmp_path: Path) -> Iterator[Workspace]:
    """A copy of the finished sample with its records, to change at will."""
    forget()
    source = first[0]
    root = tmp_path / "copy"
    shutil.copytree(source.inbox.parent, root, symlinks=True)
    yield replace(source, inbox=root / "inbox", output=root / "out", desk=root / "desk")
    forget()


def test_with_and_without_dagster_the_bytes_are_the_same(
    first: tuple[Workspace, dg.JobExecutionResult], tmp_path: Path
) -> None:
    workspace = first[0]
    plain = sample(tmp_path)
    run_plan(plain)
    assert parquet_hashes(workspace) == parquet_hashes(plain)
    content_ids = [catalogue.list_releases(w.output)[-1].content_id for w in (workspace, plain)]
    assert content_ids[0] == content_ids[1]


def test_a_second_run_publishes_nothing_and_its_assets_stay(workspace: Workspace) -> None:
    before, listed = parquet_hashes(workspace), catalogue.list_releases(workspace.output)
    result = through_dagster(workspace)
    assert result.success
    assert parquet_hashes(workspace) == before
    assert catalogue.list_releases(workspace.output) == listed


def test_row_counts_are_those_of_the_release(first: tuple[Workspace, dg.JobExecutionResult]) -> None:
    workspace, result = first
    tables = catalogue.latest_folder(workspace.output) / "tables"
    for name in ("quotes", "documents", "paragraphs", "raw_documents", "actors"):
        rows = pq.read_metadata(tables / f"{name}.parquet").num_rows
        assert list(made_days(result, name).values()) == [rows], name


def test_models_show_where_their_columns_come_from(first: tuple[Workspace, dg.JobExecutionResult]) -> None:
    events = first[1].filter_events(lambda event: event.is_step_materialization)
    overview = next(e.materialization for e in events if e.asset_key == dg.AssetKey("actor_overview"))
    lineage = overview.metadata["dagster/column_lineage"]
    assert isinstance(lineage, dg.TableColumnLineageMetadataValue)
    assert dg.TableColumnDep(dg.AssetKey("actors"), "name") in lineage.column_lineage.deps_by_column["name"]


def test_a_changed_rule_reaches_the_texts_of_earlier_days(workspace: Workspace) -> None:
    assert workspace.desk is not None
    aliases = workspace.desk / "aliases.csv"
    lines = aliases.read_text(encoding="utf-8").rstrip("\n").split("\n")
    actor = lines[1].split(",")[0]
    aliases.write_text("\n".join([*lines, f"{actor},Zorglandie,full_name", ""]), encoding="utf-8")
    forget()
    result = through_dagster(workspace, NEXT_DAY)
    assert result.success, list(failures(result))
    assert set(made_days(result, "mentions")) == {DAY.isoformat(), NEXT_DAY.isoformat()}
    assert set(made_days(result, "names")) == {NEXT_DAY.isoformat()}, (
        "the model does not run again for an alias"
    )


def test_a_failed_check_leaves_what_was_written_and_stops_the_release(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    audited = build.audit

    def audit(workspace: Workspace) -> list[CheckResult]:
        results = audited(workspace)
        return [
            replace(r, failing_count=1, sample_rows=({"quote_index": 7},))
            if r.name == "quotes__say_something"
            else r
            for r in results
        ]

    monkeypatch.setattr(build, "audit", audit)
    served = catalogue.latest_version(workspace.output)
    text = workspace.inbox / "le-meridien.example" / "nouveau.txt"
    text.write_text("Le pont de Valmont sera prêt en juin, selon la mairie.\n", encoding="utf-8")
    result = through_dagster(workspace, NEXT_DAY)
    assert not result.success
    found = {(c.asset_key.to_user_string(), c.check_name): c for c in result.get_asset_check_evaluations()}
    assert not found["quotes", "quotes__say_something"].passed
    assert found["quotes", "quotes__is_as_declared"].passed
    assert not found["audit", "nothing_stops_publication"].passed
    made = {str(event.asset_key) for event in result.filter_events(lambda e: e.is_step_materialization)}
    assert str(dg.AssetKey("actor_quotes")) in made
    assert str(dg.AssetKey("release")) not in made
    assert catalogue.latest_version(workspace.output) == served
    assert any("quotes__say_something" in reason for reason in failures(result))


def test_a_run_waits_for_no_other_and_says_who_is_in_the_way(workspace: Workspace) -> None:
    code = (
        "import sys; from pathlib import Path; from filelock import FileLock;"
        "lock = FileLock(Path(sys.argv[1]) / '.lock'); lock.acquire(); print('held', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", code, str(workspace.output)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        result = through_dagster(workspace)
        assert other.stdin is not None
        other.stdin.close()
    assert not result.success
    assert any("another run is writing" in reason for reason in failures(result))
