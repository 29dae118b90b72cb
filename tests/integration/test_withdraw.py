"""A text that had to go is gone: from raw store, store, logs and every release; all else stays as it was."""

import gzip
import hashlib
import json
import re
import shutil
import sqlite3
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Final

import duckdb
import fsspec
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.errors import ReleaseError
from pipeline.ingest.withdrawals import Withdrawal, append_withdrawals, read_withdrawals
from pipeline.plan import run_plan
from pipeline.release import catalogue, withdraw
from pipeline.release.build import DATASET
from pipeline.release.catalogue import Release
from pipeline.release.near import find_near
from pipeline.release.rebuild import rebuild
from pipeline.release.traces import scrub, word_runs
from pipeline.release.verify import verify
from pipeline.workspace import Workspace
from tests.integration.test_plan import forget

pytestmark = pytest.mark.xdist_group("withdraw")

SENTENCE: Final = (
    "Le préfet Gaspard Ilharreguy a confié avoir caché sept chevreaux derrière la sacristie de Montfaucelle"
)
"""Stands in the withdrawn text alone."""
FIRST: Final = f"""La sacristie de Montfaucelle rouvre

MONTFAUCELLE, 5 janvier 2026 - La sacristie de Montfaucelle rouvre ses portes après trois hivers de travaux menés
par la commune.

{SENTENCE}. « Je ne regrette rien de cette longue affaire », a-t-il déclaré lundi.

La commune paiera 40 000 euros pour le toit, a annoncé la maire, Solange Brizard, devant les élus réunis.
"""
COPY: Final = FIRST.replace(f"{SENTENCE}. ", "").replace("MONTFAUCELLE, 5", "MONTFAUCELLE, 6")
"""Another outlet's copy, without the sentence."""
OTHER: Final = """Le marché de Brelle s'étend

BRELLE, 6 janvier 2026 - Le marché de Brelle compte vingt étals de plus. « Nous sommes ravis », a déclaré la maire,
Odile Framont.
"""


def words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


RUNS: Final = [" ".join(run) for run in sorted(word_runs(SENTENCE))]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """Two releases: the text (as a file, and as a record beside another), then a copy by another outlet."""
    forget()
    root = tmp_path_factory.mktemp("withdraw")
    workspace = Workspace(root / "inbox", root / "out", None, 1, "local", date(2026, 1, 6))
    for name in ("echo.example", "autre.example"):
        (workspace.inbox / name).mkdir(parents=True)
    (workspace.inbox / "echo.example" / "sacristie.txt").write_text(FIRST, encoding="utf-8")
    (workspace.inbox / "autre.example" / "marche.txt").write_text(OTHER, encoding="utf-8")
    with zipfile.ZipFile(workspace.inbox / "envoi.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", FIRST)
        archive.writestr("b.txt", "La fanfare de Brelle cherche un tambour pour le défilé de printemps.\n")
    run_plan(workspace)
    (workspace.inbox / "autre.example" / "sacristie.txt").write_text(COPY, encoding="utf-8")
    run_plan(replace(workspace, day=date(2026, 1, 7)))
    _log(workspace.output / "dagster")
    yield workspace
    forget()


@pytest.fixture
def workspace(made: Workspace, tmp_path: Path) -> Workspace:
    root = tmp_path / "copy"
    shutil.copytree(made.inbox.parent, root, symlinks=True)
    return replace(made, inbox=root / "inbox", output=root / "out", day=date(2026, 1, 8))


def _log(home: Path) -> None:
    """What a library's error message might have left in a log, and what must stay in it."""
    (home / "storage").mkdir(parents=True)
    (home / "storage" / "run.err").write_text(f"ValueError: {SENTENCE}", encoding="utf-8")
    (home / "storage" / "run.out").write_text("clean: 5 of 5", encoding="utf-8")
    with closing(sqlite3.connect(home / "events.db")) as connection:
        connection.execute("create table event_logs (id integer primary key, event text)")
        events = [(json.dumps({"error": SENTENCE}),), (json.dumps({"message": "clean: 5 of 5"}),)]
        connection.executemany("insert into event_logs (event) values (?)", events)
        connection.execute("create table snapshots (id integer primary key, body blob)")
        connection.execute("insert into snapshots (body) values (?)", [zlib.compress(SENTENCE.encode())])
        connection.commit()


def everything(output: Path) -> Iterator[tuple[str, str]]:
    """Every file of an output, decoded: cells of Parquet, DuckDB and SQLite, other files unpacked."""
    for path in sorted(p for p in output.rglob("*") if p.is_file() and not p.is_symlink()):
        yield f"{path}: name", path.name
        if path.suffix == ".parquet":
            table = pq.read_table(path, partitioning=None)
            yield str(path), repr(table.to_pylist()) + repr(table.schema.metadata)
        elif path.suffix == ".duckdb":
            yield str(path), _dataset(path)
        elif path.suffix == ".db":
            with closing(sqlite3.connect(path)) as connection:
                names = connection.execute("select name from sqlite_master where type = 'table'").fetchall()
                rows = [row for (name,) in names for row in connection.execute(f"select * from {name}")]
            for cell in (cell for row in rows for cell in row):
                text = _unpacked(cell).decode("utf-8", "replace") if isinstance(cell, bytes) else str(cell)
                yield str(path), str(json.loads(text)) if text.startswith("{") else text
        if path.suffix != ".parquet":
            yield str(path), _unpacked(path.read_bytes()).decode("utf-8", "replace")


def _dataset(path: Path) -> str:
    with duckdb.connect(str(path), read_only=True) as connection:
        names = connection.sql(
            "select table_name from information_schema.tables where table_schema = 'main'"
        ).fetchall()
        cells = [repr(connection.sql(f"from {name}").fetchall()) for (name,) in names]
        said = connection.sql("select comment, sql from duckdb_views() where not internal").fetchall()
    return "\n".join([*cells, repr(said)])


def _unpacked(data: bytes) -> bytes:
    if data.startswith((b"\x1f\x8b", b"\x78")):
        return zlib.decompress(data, zlib.MAX_WBITS | 32)
    if data.startswith(b"PK\x03\x04"):
        import io

        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return b"\n".join(archive.read(name) for name in archive.namelist())
    return data


def traces(output: Path) -> list[str]:
    """The files of an output in which a five-word run of the sentence stands."""
    found = []
    for path, text in everything(output):
        said = words(text)
        if any(run in said for run in RUNS):
            found.append(path)
    return found


def document_of(workspace: Workspace, source_path: str) -> str:
    sql = "select document_id from documents where source_path = ?"
    return str(query(workspace, sql, source_path)[0][0])


def query(workspace: Workspace, sql: str, *given: object) -> list[tuple[Any, ...]]:
    dataset = catalogue.latest_folder(workspace.output) / DATASET
    with duckdb.connect(str(dataset), read_only=True) as connection:
        return connection.execute(sql, given).fetchall()


def invoke(workspace: Workspace, *arguments: str, answers: str = "") -> Any:
    given = [*arguments, "--output", str(workspace.output)]
    return CliRunner().invoke(app, given, input=answers, env={"VERBATIM_DAY": workspace.day.isoformat()})


def test_a_withdrawn_text_is_nowhere_and_all_else_stays(workspace: Workspace) -> None:
    before = traces(workspace.output)
    for part in ("raw", "store", "latest", "dagster", ".objects", DATASET, "events.db", "run.err"):
        assert part == "latest" or any(part in path for path in before), part
    first, copy = (
        document_of(workspace, p) for p in ("echo.example/sacristie.txt", "autre.example/sacristie.txt")
    )
    old = [r.content_id for r in catalogue.list_releases(workspace.output)]

    result = invoke(workspace, "withdraw", first, "--reason", "agency_retraction", answers="y\nn\n")
    assert result.exit_code == 0, result.output
    shown, near = result.output.split("Withdraw this text for good?")
    for told in ("La sacristie de Montfaucelle rouvre", "echo.example", "2026-01-05", "2 arrivals", first):
        assert told in shown, told
    assert hashlib.sha256(FIRST.encode()).hexdigest() in shown
    assert "autre.example/sacristie.txt" in near.split("Withdraw this one, too?")[0]
    assert f"left, with sentences of what was withdrawn: {copy}" in near

    assert traces(workspace.output) == []
    releases = catalogue.list_releases(workspace.output)
    assert [(r.version, r.revision, r.is_served) for r in releases] == [
        ("2026.01.06", 1, False),
        ("2026.01.06", 2, True),
        ("2026.01.07", 1, False),
        ("2026.01.07", 2, True),
    ]
    assert not [name for name in old if catalogue.object_folder(workspace.output, name).exists()]
    for release in releases:
        if release.is_served:
            folder = (workspace.output / "releases" / release.version).resolve()
            assert folder.name == release.content_id
            assert verify(folder) == []
    said = json.loads((workspace.output / "latest.json").read_text(encoding="utf-8"))
    assert (said["version"], said["revision"]) == ("2026.01.07", 2)
    assert (workspace.output / "dagster" / "storage" / "run.out").read_text() == "clean: 5 of 5"

    rows = query(workspace, "select document_id, reason_code, withdrawn_on from withdrawals")
    assert rows == [(first, "agency_retraction", date(2026, 1, 8))]
    outcomes = query(workspace, "select source_path, outcome, is_current from arrivals order by all")
    assert outcomes == [
        ("autre.example/marche.txt", "new", True),
        ("autre.example/sacristie.txt", "new", True),
        ("echo.example/sacristie.txt", "withdrawn", False),
        ("envoi.zip", "new", True),
        ("envoi.zip", "withdrawn", False),
    ]
    assert query(workspace, "select duplicate_of from documents where document_id = ?", copy) == [(None,)]
    assert query(workspace, "select count(*) from duplicates") == [(0,)]
    assert query(workspace, "select count(*) from actors where name = 'Gaspard Ilharreguy'") == [(0,)]

    # what is left can be made again, and what went cannot
    for release in releases:
        rebuilt = invoke(workspace, "rebuild", f"{release.version}#{release.revision}")
        assert (rebuilt.exit_code == 0) == (release.revision == 2), rebuilt.exception

    # the file lies in the inbox still, and comes under another name and in another archive as well
    (workspace.inbox / "encore.txt").write_text(FIRST, encoding="utf-8")
    with gzip.open(workspace.inbox / "encore.txt.gz", "wt", encoding="utf-8") as file:
        file.write(FIRST)
    run_plan(replace(workspace, day=date(2026, 1, 9)))
    assert traces(workspace.output) == []
    assert verify(catalogue.latest_folder(workspace.output)) == []
    again = query(
        workspace, "select source_path, outcome from arrivals where outcome = 'withdrawn' order by all"
    )
    assert [path for path, _ in again] == [
        "echo.example/sacristie.txt",
        "encore.txt",
        "encore.txt.gz",
        "envoi.zip",
    ]
    assert query(workspace, "select count(*) from raw_documents") == [(3,)]
    assert query(workspace, "select count(*) from withdrawals") == [(1,)]

    # a store that is deleted is made again without it, of what the raw store still has
    shutil.rmtree(workspace.store)
    served = catalogue.latest_folder(workspace.output)
    run_plan(replace(workspace, day=date(2026, 1, 9)))
    assert catalogue.latest_folder(workspace.output) == served


def test_near_duplicates_go_too_if_asked_for_and_the_first_left_takes_their_place(
    workspace: Workspace,
) -> None:
    first, copy = (
        document_of(workspace, p) for p in ("echo.example/sacristie.txt", "autre.example/sacristie.txt")
    )
    refused = invoke(workspace, "withdraw", first, "--reason", "licence_ended", answers="y\n")
    assert refused.exit_code == 1, "without an answer for each nothing is done"
    assert read_withdrawals(workspace.raw) == []
    result = invoke(workspace, "withdraw", first, "--reason", "licence_ended", "--yes")
    assert result.exit_code == 0, result.output
    assert {w.document_id for w in read_withdrawals(workspace.raw)} == {first, copy}
    assert query(workspace, "select count(*) from raw_documents") == [(2,)]
    assert verify(catalogue.latest_folder(workspace.output)) == []


def fetched(url: str, folder: Path) -> Path:
    """All that lies at a place, as it lies there."""
    files, root = fsspec.core.url_to_fs(url, use_listings_cache=False)
    shutil.rmtree(folder, ignore_errors=True)
    for path in files.find(root):
        target = folder / str(path).removeprefix(str(root)).lstrip("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(files.cat_file(path))
    return folder


def test_published_copies_are_rid_of_it_too(workspace: Workspace, bucket: str, tmp_path: Path) -> None:
    first = document_of(workspace, "echo.example/sacristie.txt")
    places = {
        str(tmp_path / "derived"): ("--profile", "derived", "--release", "2026.01.06"),
        bucket: ("--profile", "full", "--with-full-text"),
    }
    for url, options in places.items():
        assert invoke(workspace, "publish", "--to", url, *options).exit_code == 0
        assert traces(fetched(url, tmp_path / "there")), url
    result = invoke(workspace, "withdraw", first, "--reason", "right_to_be_forgotten", "--yes", "--only")
    assert result.exit_code == 0, result.output
    for url, options in places.items():
        assert f"in line: {url}" in result.output
        there = fetched(url, tmp_path / "there")
        assert traces(there) == [], url
        (listed,) = json.loads((there / "releases.json").read_text(encoding="utf-8"))
        assert (listed["version"], listed["revision"]) == (
            "2026.01.06" if "derived" in options else "2026.01.07",
            2,
        )
        assert verify(there / listed["path"]) == []
        assert (there / "latest.json").is_file() == ("full" in options)


def test_a_correction_does_not_bring_back_what_it_quotes(workspace: Workspace, tmp_path: Path) -> None:
    first = document_of(workspace, "echo.example/sacristie.txt")
    desk = tmp_path / "desk"
    desk.mkdir()
    head = "table_name,document_id,char_start,char_end,column_name,expected,value,author,reason"
    lines = [f'documents,{first},,,title,La sacristie de Montfaucelle rouvre,La sacristie,desk,"{SENTENCE}"']
    (desk / "corrections.csv").write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    workspace = replace(workspace, desk=desk)
    run_plan(workspace)
    assert any("corrections.csv" in path for path in traces(workspace.output))
    withdraw.withdraw(workspace, [first], "court_order")
    assert traces(workspace.output) == []
    (desk / "actors.csv").write_text("actor_id,name,actor_type\nune-halle,Une Halle,organisation\n", "utf-8")
    reports = run_plan(replace(workspace, day=date(2026, 1, 9)))
    assert traces(workspace.output) == []
    assert not any("review" in note for note in reports["publish"].notes)
    for version in ("2026.01.08", "2026.01.09"):
        assert rebuild(workspace, version).differences == (), version


def test_sentences_are_found_in_any_guise(workspace: Workspace) -> None:
    first = document_of(workspace, "echo.example/sacristie.txt")
    told = SENTENCE.upper().replace("CACHÉ", "CACHE").replace(" DERRIÈRE", "\nDERRIÈRE")
    guise = f"Un préfet parle\n\nBRELLE - Selon nos confrères, « {told} », ce que nul ne dément à Brelle.\n"
    (workspace.inbox / "guise.txt").write_text(guise, encoding="utf-8")
    run_plan(workspace)
    (near, *others) = find_near(catalogue.served_folders(workspace.output), [first])
    found = {n.source_path: n.sentence_count for n in (near, *others)}
    assert found["guise.txt"] == 1
    assert near.source_path == "autre.example/sacristie.txt"
    assert "autre.example/marche.txt" not in found


def _crash(*_given: object, **_named: object) -> None:
    raise OSError("crash")


CRASHES: Final[dict[str, tuple[object, str]]] = {
    "after the decision": (withdraw, "scrub"),
    "in the raw store": (withdraw, "forget_corrections"),
    "in the store": (withdraw, "write_part"),
    "in a reissue": (withdraw, "move_object"),
    "before the list": (withdraw, "write_list"),
    "before the links": (catalogue, "mend"),
    "before the old objects go": (catalogue, "remove_unserved"),
}


def test_a_crash_at_any_step_is_mended_by_the_next_command(workspace: Workspace) -> None:
    first = document_of(workspace, "echo.example/sacristie.txt")
    for place, name in CRASHES.values():
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(place, name, _crash)
            with pytest.raises(OSError, match="crash"):
                withdraw.withdraw(
                    workspace, [] if withdraw.is_pending(workspace.raw) else [first], "agency_retraction"
                )
        assert withdraw.is_pending(workspace.raw)
    result = invoke(workspace, "rollback", "2026.01.06")
    assert result.exit_code == 0, result.output
    assert not withdraw.is_pending(workspace.raw)
    assert traces(workspace.output) == []
    served = [r for r in catalogue.list_releases(workspace.output) if r.is_served]
    assert [(r.version, r.revision) for r in served] == [("2026.01.06", 2), ("2026.01.07", 2)]
    for release in served:
        assert verify((workspace.output / "releases" / release.version).resolve()) == []


def test_the_next_run_goes_on_with_a_withdrawal_that_was_cut_short(workspace: Workspace) -> None:
    first = document_of(workspace, "echo.example/sacristie.txt")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(withdraw, "scrub", _crash)
        with pytest.raises(OSError, match="crash"):
            withdraw.withdraw(workspace, [first], "agency_retraction")
    reports = run_plan(replace(workspace, day=date(2026, 1, 9)))
    assert "cut short" in reports["ingest"].notes[-1]
    assert traces(workspace.output) == []
    release = reports["publish"].release
    assert isinstance(release, Release)
    assert release.version == "2026.01.09"


def test_what_cannot_be_withdrawn_is_said_before_anything_is_done(
    workspace: Workspace, tmp_path: Path
) -> None:
    with pytest.raises(ReleaseError, match="no release has the document"):
        withdraw.withdraw(workspace, ["0" * 32], "agency_retraction")
    result = invoke(workspace, "withdraw", "0123", "--reason", "agency_retraction")
    assert result.exit_code == 1
    gone = Withdrawal("a" * 32, "a" * 64, "court_order", "2026-01-02")
    (tmp_path / "gone").mkdir()
    append_withdrawals(tmp_path / "gone" / "raw", [gone])
    done = replace(workspace, output=tmp_path / "gone")
    result = invoke(done, "withdraw", "a" * 32, "--reason", "agency_retraction")
    assert "was withdrawn on 2026-01-02 (court_order)" in str(result.exception)
    first = document_of(workspace, "echo.example/sacristie.txt")
    result = invoke(workspace, "withdraw", first, "--reason", "He told us to.", "--only")
    assert "no reason to withdraw a text" in str(result.exception)
    assert "  right_to_be_forgotten: A person named in it" in str(result.exception)
    for answers in ("", "n\n"):
        result = invoke(workspace, "withdraw", first, "--reason", "agency_retraction", answers=answers)
        assert result.exit_code == 1, "without a yes nothing is done"
    assert read_withdrawals(workspace.raw) == []


def test_packed_traces_are_found(tmp_path: Path) -> None:
    (tmp_path / "run.log.gz").write_bytes(gzip.compress(SENTENCE.encode()))
    (tmp_path / "other.log.gz").write_bytes(gzip.compress(b"clean: 5 of 5"))
    assert scrub(tmp_path, [SENTENCE]) == [str(tmp_path / "run.log.gz")]


def test_logs_without_a_trace_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "log").write_text("Le préfet a confié autre chose", encoding="utf-8")
    assert scrub(tmp_path, [SENTENCE]) == []
    assert scrub(tmp_path, ["trop court"]) == []
    assert (tmp_path / "log").exists()
