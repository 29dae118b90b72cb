"""Files of every format through the plan: an arrival a record, metadata that reaches the documents, and later states."""

import gzip
import io
import zipfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipeline.plan import run_plan
from pipeline.release import catalogue
from pipeline.release.build import DATASET
from pipeline.workspace import Workspace
from tests.formats import FOLDER

pytestmark = pytest.mark.xdist_group("formats")
DAY = date(2026, 1, 9)


def zipped(name: str, data: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(name, data)
        archive.writestr("../hors.txt", "Une phrase.")
    return file.getvalue()


@pytest.fixture(scope="module")
def workspaces(tmp_path_factory: pytest.TempPathFactory) -> tuple[Workspace, Workspace]:
    """The output after a first run, and after a second one to which a feed came with one entry changed."""
    folder = tmp_path_factory.mktemp("formats")
    inbox = folder / "inbox"
    inbox.mkdir()
    for path in FOLDER.iterdir():
        if path.is_file() and path.suffix != ".py":
            (inbox / path.name).write_bytes(path.read_bytes())
    jsonl = (inbox / "articles.jsonl").read_bytes()
    (inbox / "articles.jsonl.gz").write_bytes(gzip.compress(jsonl, mtime=0))
    (inbox / "lot.zip").write_bytes(zipped("lot/feed.rss", (inbox / "feed.rss").read_bytes()))
    first = Workspace(inbox, folder / "out", None, 1, "local", DAY)
    run_plan(first)
    feed = inbox / "feed.rss"
    feed.write_text(
        feed.read_text(encoding="utf-8").replace("Le théâtre ferme pour travaux", "Le théâtre rouvre"),
        encoding="utf-8",
    )
    second = Workspace(inbox, folder / "out", None, 1, "local", DAY + timedelta(days=1))
    run_plan(second)
    return first, second


def query(workspace: Workspace, sql: str) -> list[tuple[Any, ...]]:
    release = catalogue.latest_folder(workspace.output)
    with duckdb.connect(str(Path(release, DATASET).resolve()), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def test_every_record_is_an_arrival(workspaces: tuple[Workspace, Workspace]) -> None:
    keys = {key for (key,) in query(workspaces[1], "select source_key from arrivals")}
    assert {
        "articles.jsonl#https://www.gazette-de-valmont.example/2026/01/06/pont.html",
        "articles.jsonl#gv-103",
        "articles.csv#0",
        "feed.rss#gv-201",
        "feed.atom#urn:uuid:5d3a2f1e-0000-4000-8000-000000000002",
        "depeche.eml#<20260106.0048@agv.example>",
        "depeche.eml#<20260106.0048@agv.example>/encadre.txt",
        "depeche.nitf#AGV-2026-0106-0042",
        "depeche.newsml#urn:newsml:agv.example:20260106:0043",
        "depeche.ninjs#urn:newsml:agv.example:20260106:0047",
        "lot.zip#lot/feed.rss#gv-201",
        "lot.zip#../hors.txt",
    } <= keys


def test_a_record_in_two_files_is_one_document(workspaces: tuple[Workspace, Workspace]) -> None:
    found = query(
        workspaces[1],
        "select count(*), count(distinct document_id), list(outcome order by source_path) from arrivals"
        " where source_key like '%articles.jsonl%pont.html'",
    )
    assert found == [(2, 1, ["new", "same_content"])]


def test_metadata_of_records_reaches_the_documents(workspaces: tuple[Workspace, Workspace]) -> None:
    found = query(
        workspaces[1],
        "select source_path, title, authors, strftime(published_at, '%Y-%m-%d %H:%M'), published_utc_offset"
        " from documents where title is not null and source_path not in ('feed.rss', 'lot.zip') order by all",
    )
    assert ("articles.csv", "Grève à la cantine", ["Sophie Roux"], "2026-01-08 12:10", None) in found
    assert (
        "articles.jsonl", "Les bus changent d'horaires", ["Marie Petit", "Luc Arnaud"], "2026-01-07 08:30", "+01:00",
    ) in found  # fmt: skip
    assert ("depeche.eml", "Grève au port de Valmont", [], "2026-01-06 19:05", "+01:00") in found
    assert (
        "depeche.newsml",
        "Le budget de la région adopté",
        ["Luc Arnaud"],
        "2026-01-06 19:05",
        "+01:00",
    ) in found
    assert (
        "depeche.ninjs", "Le tramway approuvé par référendum", ["Sophie Roux"], "2026-01-06 19:05", "+01:00",
    ) in found  # fmt: skip
    assert (
        "feed.atom",
        "Des négociations reprennent",
        ["Nadia Khoury"],
        "2026-01-06 17:30",
        "+00:00",
    ) in found


def test_a_changed_entry_supersedes_itself_alone(workspaces: tuple[Workspace, Workspace]) -> None:
    found = query(
        workspaces[1],
        "select source_key, arrived_on, outcome, is_current from arrivals"
        " where source_path = 'feed.rss' and outcome <> 'rejected' order by arrived_on, source_key",
    )
    theatre = "feed.rss#https://www.gazette-de-valmont.example/2026/01/05/theatre.html"
    assert found == [
        ("feed.rss#gv-201", DAY, "new", True),
        (theatre, DAY, "new", False),
        (theatre, DAY + timedelta(days=1), "supersedes", True),
    ]


def test_rejections_say_why(workspaces: tuple[Workspace, Workspace]) -> None:
    found = dict(
        query(
            workspaces[1], "select source_key, reason_code from rejections join arrivals using (arrival_id)"
        )
    )
    assert found["articles.jsonl#1"] == "malformed"
    assert found["lot.zip#../hors.txt"] == "unsafe_path"
    assert found["depeche.newsml#urn:newsml:agv.example:20260106:0045"] == "called_back"
