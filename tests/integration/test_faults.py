"""Faults on purpose, in short: what is killed, damaged or full is told or mended, and `latest` stays readable."""

import errno
import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Final

import duckdb
import pytest

from pipeline import doctor, engine, store
from pipeline.errors import StoreError
from pipeline.ingest.ledger import LEDGER, read_ledger
from pipeline.plan import run_plan
from pipeline.release import catalogue
from pipeline.release.build import DATASET
from pipeline.store import MANIFEST
from pipeline.workspace import Workspace
from tests.bench.texts import SAMPLE
from tests.faults.killing import assert_readable, run, served

pytestmark = pytest.mark.xdist_group("faults")
DAY: Final = date(2026, 1, 9)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    root = tmp_path_factory.mktemp("faults")
    for path in ("gazette-de-valmont.example", "le-meridien.example"):
        shutil.copytree(SAMPLE / path, root / "inbox" / path)
    workspace = Workspace(root / "inbox", root / "out", None, 1, "local", DAY)
    run_plan(workspace)
    return workspace


@pytest.fixture
def workspace(made: Workspace, tmp_path: Path) -> Workspace:
    shutil.copytree(made.inbox, tmp_path / "inbox")
    shutil.copytree(made.output, tmp_path / "out", symlinks=True)
    return replace(made, inbox=tmp_path / "inbox", output=tmp_path / "out")


def test_documents_spread_over_processes_give_the_same_bytes(
    made: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "SLICE", 2)
    run_plan(replace(made, output=tmp_path / "out", workers=2))
    engine._pool(2).shutdown()
    engine._pool.cache_clear()
    assert served(tmp_path / "out") == served(made.output)


def test_a_run_killed_between_list_and_links_is_finished_by_the_next(made: Workspace, tmp_path: Path) -> None:
    output, day = tmp_path / "out", DAY.isoformat()
    assert run(made.inbox, output, day, "pipeline.release.catalogue._point") == -9
    assert_readable(output)
    assert run(made.inbox, output, day) == 0
    assert served(output)["content_id"] == served(made.output)["content_id"]


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-9])


def _garble(path: Path) -> None:
    path.write_bytes(b"{garbled")


@pytest.mark.parametrize(
    ("pattern", "damage"),
    [("store/*/*/*/*.parquet", _cut), ("store/**/part.json", _garble), ("store/*.json", _garble)],
)
def test_a_damaged_store_is_made_again(
    workspace: Workspace, made: Workspace, pattern: str, damage: Callable[[Path], Any]
) -> None:
    for path in sorted(workspace.output.glob(pattern))[::3]:
        damage(path)
    run_plan(workspace)
    assert served(workspace.output) == served(made.output)
    assert not [f for f in doctor.examine(workspace) if f.status == "fail" and f.subject != "libraries"]


def test_a_part_with_altered_bytes_is_named_and_made_again_where_it_is_read(
    workspace: Workspace, made: Workspace
) -> None:
    (workspace.inbox / "neuf.txt").write_text("VALMONT - Le pont restera fermé, selon la mairie.\n", "utf-8")
    calm = replace(made, inbox=workspace.inbox, output=workspace.output.with_name("calm"))
    run_plan(calm)
    for path in workspace.store.glob("*/*/*/*.parquet"):
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 1
        path.write_bytes(data)
    notes = [note for report in run_plan(workspace).values() for note in report.notes]
    healed = [note for note in notes if "was damaged" in note]
    folders = ("read", "segment", "names", "mentions", "quotes")
    assert all(any(f"store/{name}/" in note for note in healed) for name in folders)
    assert served(workspace.output) == served(calm.output)
    assert not [
        f for f in doctor.examine(workspace, deep=True) if f.status == "fail" and f.subject == "store"
    ]


def test_a_part_that_is_damaged_each_time_ends_the_run(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    (workspace.inbox / "neuf.txt").write_text("VALMONT - Le pont restera fermé, selon la mairie.\n", "utf-8")
    before = served(workspace.output)
    monkeypatch.setattr(store, "_hash", lambda *_given: "0" * 64)
    with pytest.raises(StoreError, match="not those that were written"):
        run_plan(workspace)
    assert served(workspace.output) == before


def test_a_full_disk_publishes_nothing_and_is_got_over(
    workspace: Workspace, made: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    (workspace.inbox / "neuf.txt").write_text("VALMONT - Le pont restera fermé, selon la mairie.\n", "utf-8")
    before = served(workspace.output)

    def full(*_given: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(engine, "write_part", full)
        with pytest.raises(StoreError, match="No space left"):
            run_plan(workspace)
    assert served(workspace.output) == before
    run_plan(workspace)
    assert served(workspace.output) != before


def test_altered_bytes_of_the_raw_store_are_noticed_and_delivered_again(
    workspace: Workspace, made: Workspace
) -> None:
    raw = workspace.raw / read_ledger(workspace.raw)[0].file_sha256
    raw.write_bytes(raw.read_bytes()[::-1])
    shutil.rmtree(workspace.store / "read")
    with pytest.raises(StoreError, match="not those that came in"):
        run_plan(workspace)
    found = [f for f in doctor.examine(workspace, deep=True) if f.subject == "raw store"]
    assert [f.status for f in found] == ["fail"]
    raw.unlink()
    run_plan(workspace)
    assert served(workspace.output) == served(made.output)


def test_a_damaged_line_of_the_ledger_is_named(workspace: Workspace) -> None:
    ledger = workspace.raw / LEDGER
    lines = ledger.read_bytes().split(b"\n")
    ledger.write_bytes(b"\n".join([lines[0], b'{"source_path', *lines[2:]]))
    with pytest.raises(StoreError, match="line 2 is damaged"):
        run_plan(workspace)
    assert "fail" in {f.status for f in doctor.examine(workspace)}


def test_a_clock_that_goes_back_loses_nothing(workspace: Workspace) -> None:
    (workspace.inbox / "neuf.txt").write_text("VALMONT - Le pont restera fermé, selon la mairie.\n", "utf-8")
    last = catalogue.list_releases(workspace.output)[-1]
    report = run_plan(replace(workspace, day=date(2025, 12, 31)))["publish"]
    release = report.release
    assert release is not None
    assert (release.version, release.released_on) == (f"{last.version}.1", last.released_on)
    assert "versions only go up" in report.notes[1]
    with duckdb.connect(str(workspace.output / "latest" / DATASET), read_only=True) as connection:
        assert connection.sql("select min(arrived_on) from arrivals").fetchall() == [(date(2025, 12, 31),)]
    assert json.loads((workspace.output / "latest.json").read_text("utf-8"))["version"] == release.version
    assert_readable(workspace.output)


def test_doctor_finds_all_in_order_and_names_what_is_not(workspace: Workspace) -> None:
    assert {f.status for f in doctor.examine(workspace, deep=True) if f.subject != "libraries"} == {"ok"}
    manifest = next(workspace.store.rglob(MANIFEST))
    manifest.write_text("{}")
    (workspace.output / "latest.json").write_text('{"version": "x", "content_id": "y"}', "utf-8")
    failed = {f.subject for f in doctor.examine(workspace) if f.status == "fail"}
    assert {"store", "links"} <= failed
    assert all(f.advice for f in doctor.examine(workspace) if f.status == "fail")
    assert store.read_part(manifest.parent) is None
