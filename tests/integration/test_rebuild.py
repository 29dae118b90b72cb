"""A release is made again from the raw store: whatever has come since, wherever and however it is done."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pipeline import plan
from pipeline.assemble import rule_rows
from pipeline.errors import ReleaseError
from pipeline.fingerprint import ROOT
from pipeline.ingest.ledger import LEDGER
from pipeline.plan import Report, run_plan, run_task
from pipeline.release import catalogue
from pipeline.release.build import DATASET
from pipeline.release.rebuild import compare_datasets, rebuild
from pipeline.release.sources import DESKS
from pipeline.release.verify import verify
from pipeline.workspace import Workspace
from tests.integration.test_plan import CORPUS, DAY, forget, sample

pytestmark = pytest.mark.xdist_group("rebuild")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """Two releases; the first run crashed midway and was run again, and between the two the desk has changed."""
    forget()
    workspace = sample(tmp_path_factory.mktemp("rebuild"))
    for name in ("anadolu", "xinhua", "le-meridien.example", "port-lansel-herald.example"):
        shutil.rmtree(workspace.inbox / name)
    with pytest.MonkeyPatch.context() as patch:
        crashing = [
            replace(task, run=lambda *_: (_ for _ in ()).throw(RuntimeError("crash")))
            if task.name == "relate"
            else task
            for task in plan.TASKS
        ]
        patch.setattr(plan, "_BY_NAME", {task.name: task for task in crashing})
        with pytest.raises(RuntimeError, match="crash"):
            run_plan(workspace)
    run_plan(replace(workspace, day=date(2026, 1, 10)))
    shutil.copytree(CORPUS / "later", workspace.inbox, dirs_exist_ok=True)
    assert workspace.desk is not None
    with (workspace.desk / "aliases.csv").open("a", encoding="utf-8") as file:
        file.write("emmanuel-macron,le locataire du palais,title\n")
    forget()
    run_plan(replace(workspace, day=date(2026, 1, 12)))
    forget()
    yield workspace
    forget()


def test_a_release_is_rebuilt_after_more_arrived_and_the_desk_changed(
    made: Workspace, tmp_path: Path
) -> None:
    later = replace(made, inbox=tmp_path / "gone", desk=None, day=date(2031, 5, 5))
    folder = tmp_path / "rebuilt"
    found = rebuild(later, "2026.01.10", folder)
    assert (found.differences, found.folder) == ((), folder)
    assert verify(folder) == []
    released = catalogue.find_folder(made.output, "2026.01.10")
    for path in [*released.glob("tables/*.parquet"), *released.glob("views/*.parquet")]:
        assert path.read_bytes() == (folder / path.relative_to(released)).read_bytes(), path.name
    assert compare_datasets(released / DATASET, folder / DATASET) == []
    assert not (made.store / "rebuild").is_dir() or not list((made.store / "rebuild").iterdir())


def test_a_release_is_rebuilt_with_its_changes_elsewhere_on_two_processes(
    made: Workspace, tmp_path: Path
) -> None:
    folder = tmp_path / "rebuilt"
    arguments = ["rebuild", "latest", "--output", str(made.output), "--into", str(folder), "--workers", "2"]
    surroundings = {"PYTHONHASHSEED": "11", "LC_ALL": "C", "TZ": "Pacific/Auckland", "PYTHONPATH": str(ROOT)}
    shown = subprocess.run(
        [sys.executable, "-c", "from pipeline.cli import main; main()", *arguments],
        cwd=tmp_path,
        env=os.environ | surroundings | {"VERBATIM_DAY": "2019-02-03"},
        capture_output=True,
        text=True,
    )
    assert shown.returncode == 0, shown.stderr
    assert "rebuilt" in shown.stdout
    released = catalogue.latest_folder(made.output)
    for name in ("changes.parquet", "CHANGES.md", "README.md"):
        assert (folder / name).read_bytes() == (released / name).read_bytes(), name


def test_a_rebuild_that_crashed_is_begun_anew(made: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(name: str, *given: Any) -> Report:
        if name == "segment":
            raise RuntimeError("crash")
        return run_task(name, *given)

    with monkeypatch.context() as patch:
        patch.setattr("pipeline.release.rebuild.run_task", crash)
        with pytest.raises(RuntimeError, match="crash"):
            rebuild(made, "2026.01.10")
    assert rebuild(made, "2026.01.10").differences == ()


def test_other_code_is_said_before_and_is_no_rebuild(made: Workspace, tmp_path: Path) -> None:
    folder = catalogue.find_folder(made.output, "2026.01.10")
    copy = tmp_path / "downloaded"
    shutil.copytree(folder, copy)
    manifest = json.loads((copy / "manifest.json").read_text(encoding="utf-8"))
    manifest["fingerprints"]["steps"]["quotes"]["code"] = "another"
    manifest["fingerprints"]["relate"] = "another"
    manifest["libraries"]["duckdb"] = "1.2.0"
    (copy / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(
        ReleaseError, match=r"relate; code of quotes; duckdb .* here, 1\.2\.0 there.*revision"
    ):
        rebuild(made, str(copy))
    anyway = rebuild(made, str(copy), anyway=True)
    assert "code of quotes" in anyway.differences


def test_what_a_rebuild_lacks_is_named(made: Workspace, tmp_path: Path) -> None:
    root = tmp_path / "copy"
    shutil.copytree(made.output, root, symlinks=True)
    workspace = replace(made, output=root)
    with pytest.raises(
        ReleaseError, match=r"there is no release 1999\.01\.01; those of .* are: 2026\.01\.10, 2026\.01\.12"
    ):
        rebuild(workspace, "1999.01.01")
    with pytest.raises(ReleaseError, match="is there already"):
        rebuild(workspace, "2026.01.10", tmp_path)
    ledger = workspace.raw / LEDGER
    kept = ledger.read_bytes()
    ledger.write_bytes(kept.replace(b"2026-01-09", b"2026-01-08", 1))
    with pytest.raises(ReleaseError, match="ledger"):
        rebuild(workspace, "2026.01.10")
    ledger.write_bytes(kept)
    shutil.rmtree(workspace.raw / DESKS)
    with pytest.raises(ReleaseError, match="desk that the release was made with is gone"):
        rebuild(workspace, "2026.01.10")


def test_a_changed_rebuild_is_no_rebuild(made: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.tasks.rule_rows", lambda *given: rule_rows(*given)[1:])
    with pytest.raises(Exception, match=r"rule_id_in_rules|content_id"):
        raise AssertionError("; ".join(rebuild(made, "2026.01.10").differences))


def test_arrival_days_are_those_of_the_ledger(made: Workspace) -> None:
    with (made.raw / LEDGER).open(encoding="utf-8") as file:
        days = {json.loads(line)["arrived_on"] for line in file}
    assert days == {DAY.isoformat(), "2026-01-12"}
