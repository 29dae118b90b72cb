"""What Dagster is told of the pipeline: assets, their facts, checks, job, schedule, sensor. Nothing is run here."""

import ast
import json
import os
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

import dagster as dg
import pytest

from assets import checks
from assets.automation import every_morning, new_in_inbox
from assets.definitions import defs
from assets.facts import STAGES
from assets.partitions import ARRIVAL_DAYS, START, first_day, partition_of
from pipeline.audit import derived_checks, load_checks
from pipeline.fingerprint import ROOT
from pipeline.models import load_models
from pipeline.plan import TASKS
from pipeline.release.build import SQL_DIR
from pipeline.stored import STEPS
from pipeline.tables import TABLES
from pipeline.workspace import PARIS

GRAPH: Final = defs.resolve_asset_graph()
SPECS: Final = {spec.key.to_user_string(): spec for spec in defs.resolve_all_asset_specs()}
MODELS: Final = {model.name: model for model in load_models(SQL_DIR)}


def test_every_output_of_the_plan_is_an_asset_of_its_name() -> None:
    assert set(SPECS) == {output for task in TASKS for output in task.outputs}


def test_groups_are_the_stages_and_the_data_flows_from_left_to_right() -> None:
    assert {spec.group_name for spec in SPECS.values()} == set(STAGES)
    for name, spec in SPECS.items():
        for dep in spec.deps:
            source = SPECS[dep.asset_key.to_user_string()].group_name
            assert STAGES.index(str(source)) <= STAGES.index(str(spec.group_name)), (dep.asset_key, name)


@pytest.mark.parametrize("name", sorted(SPECS))
def test_an_asset_says_what_it_is(name: str) -> None:
    spec = SPECS[name]
    assert spec.description
    assert spec.kinds
    assert spec.owners
    if name in TABLES:
        schema = spec.metadata["dagster/column_schema"]
        assert [column.name for column in schema.columns] == [column.name for column in TABLES[name].columns]
        assert all(column.description for column in schema.columns)
    if name in MODELS:
        assert "sql" in spec.kinds
        assert spec.metadata["dagster/column_schema"].columns
        assert {dep.asset_key.to_user_string() for dep in spec.deps} == set(MODELS[name].depends_on)


def test_document_stages_are_partitioned_by_arrival_day_and_versioned_by_fingerprint() -> None:
    for task in TASKS:
        for output in task.outputs:
            assert (SPECS[output].partitions_def is not None) == task.is_daily
            if task.name in STEPS or output in MODELS:
                assert SPECS[output].code_version


def test_today_has_a_partition_and_other_days_the_nearest() -> None:
    today = datetime.now(PARIS).date()
    assert ARRIVAL_DAYS.has_partition_key(today.isoformat())
    assert partition_of(date(2026, 1, 9)) == "2026-01-09"
    assert partition_of(date(2019, 5, 1)) == today.isoformat()


def test_partitions_begin_with_the_earliest_arrival_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VERBATIM_OUTPUT", str(tmp_path))
    assert first_day() == START
    line = {"source_path": "a.txt", "file_sha256": "0" * 64, "byte_count": 1, "arrived_on": "2024-05-03"}
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "ledger.jsonl").write_text(json.dumps(line) + "\n", encoding="utf-8")
    assert first_day() == date(2024, 5, 3)
    monkeypatch.setenv("VERBATIM_DAY", "2023-02-01")
    assert first_day() == date(2023, 2, 1)
    monkeypatch.setenv("VERBATIM_DAY", "yesterday")
    assert first_day() == START


def test_the_release_waits_for_the_audit_of_everything_written() -> None:
    assert GRAPH.get(dg.AssetKey("release")).parent_keys == {dg.AssetKey("audit")}
    assert GRAPH.get(dg.AssetKey("latest")).parent_keys == {dg.AssetKey("release")}
    written = GRAPH.get_ancestor_asset_keys(dg.AssetKey("audit"))
    assert {key.to_user_string() for key in written} == set(SPECS) - {"audit", "release", "latest"}
    gate = GRAPH.get_check_spec(dg.AssetCheckKey(dg.AssetKey("audit"), checks.GATE))
    assert gate.blocking


def test_every_check_is_shown_on_the_asset_it_is_about() -> None:
    shown = {(key.asset_key.to_user_string(), key.name) for key in GRAPH.asset_check_keys}
    assert {(check.table, check.name) for check in load_checks(SQL_DIR)} <= shown
    declared = {check.table for check in derived_checks()}
    assert {(table, f"{table}__is_as_declared") for table in declared} <= shown
    assert {table for table, _ in shown} <= set(SPECS)


def test_the_job_makes_every_asset_and_runs_every_check_in_one_process() -> None:
    job = defs.resolve_job_def("verbatim")
    assert {key.to_user_string() for key in job.asset_layer.executable_asset_keys} == set(SPECS)
    assert job.executor_def.name == "in_process"
    assert job.partitions_def == ARRIVAL_DAYS


def test_the_schedule_asks_for_the_day_in_paris() -> None:
    assert every_morning.cron_schedule == "0 6 * * *"
    assert every_morning.execution_timezone == "Europe/Paris"
    six_in_paris = datetime(2026, 7, 1, 4, 0, tzinfo=UTC)
    with dg.build_schedule_context(scheduled_execution_time=six_in_paris) as context:
        request = every_morning(context)
    assert isinstance(request, dg.RunRequest)
    assert request.partition_key == "2026-07-01"


def look(cursor: str | None) -> tuple[dg.RunRequest | dg.SkipReason, str | None]:
    """One look of the sensor, and its cursor afterwards."""
    with dg.build_sensor_context(cursor=cursor) as context:
        found = new_in_inbox(context)
        assert isinstance(found, dg.RunRequest | dg.SkipReason)
        return found, context.cursor


def test_the_sensor_waits_until_files_stop_growing_and_starts_one_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VERBATIM_INBOX", str(tmp_path))
    first, cursor = look(None)
    assert isinstance(first, dg.SkipReason)
    assert "nothing new" in str(first.skip_message)
    text = tmp_path / "outlet" / "text.txt"
    text.parent.mkdir()
    text.write_text("Le pont", encoding="utf-8")
    seen, cursor = look(cursor)
    assert isinstance(seen, dg.SkipReason)
    assert "stop growing" in str(seen.skip_message)
    text.write_text("Le pont sera prêt en juin.", encoding="utf-8")
    grown, cursor = look(cursor)
    assert isinstance(grown, dg.SkipReason)
    assert "stop growing" in str(grown.skip_message)
    request, cursor = look(cursor)
    assert isinstance(request, dg.RunRequest)
    assert request.partition_key == datetime.now(PARIS).date().isoformat()
    again, _ = look(cursor)
    assert isinstance(again, dg.SkipReason)
    assert "nothing new among 1 file" in str(again.skip_message)


def test_the_sensor_says_that_there_is_no_inbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VERBATIM_INBOX", str(tmp_path / "nowhere"))
    found, _ = look(None)
    assert isinstance(found, dg.SkipReason)
    assert "does not exist" in str(found.skip_message)


def test_definitions_load_without_the_model_and_without_telemetry() -> None:
    code = "import sys, assets.definitions; sys.exit('spacy' in sys.modules)"
    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True, cwd=ROOT, env=os.environ)
    assert (
        "enabled: false"
        in (ROOT / "assets" / "dagster.yaml").read_text(encoding="utf-8").split("telemetry:")[1]
    )


@pytest.mark.parametrize("path", sorted((ROOT / "assets").glob("*.py")), ids=lambda path: path.name)
def test_assets_hold_orchestration_alone(path: Path) -> None:
    """No work on data in assets/, and annotations that Dagster can read."""
    imported = set[str]()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            imported.update(alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            imported.add(str(node.module).partition(".")[0])
    assert imported - set(sys.stdlib_module_names) <= {"assets", "dagster", "pipeline", "pydantic"}
    assert "__future__" not in imported
