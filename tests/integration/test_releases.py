"""Releases one after another: what differs and why, readers who do not notice, and what was published when."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.fingerprint import ROOT
from pipeline.models import load_macros
from pipeline.plan import run_plan
from pipeline.release import catalogue
from pipeline.release.build import DATASET, SQL_DIR
from pipeline.workspace import Workspace
from tests.integration.test_plan import forget

pytestmark = pytest.mark.xdist_group("releases")

BRIDGE: Final = """Le pont de Montfaucelle ferme

MONTFAUCELLE, 6 janvier 2026 - Le pont de Montfaucelle ferme mardi pour deux mois de travaux menés par la commune.

« Nous rouvrirons au printemps », a déclaré la maire, Solange Brizard, devant les élus réunis à la mairie.

Notre rendez-vous du dimanche arrive bientôt

La commune paiera 40 000 euros pour le tablier, a précisé Solange Brizard lors de la même séance du conseil.
"""
MARKET: Final = """Le marché de Brelle s'étend

BRELLE, 6 janvier 2026 - Le marché de Brelle compte vingt étals de plus. « Nous sommes ravis », a déclaré Odile Framont.

La Grande Halle a refusé de répondre.
"""
RULE: Final = """[[rule]]
id = "desk.sunday"
kind = "share"
reason = "The paper announces its Sunday page."
match = "line"
max_words = 8
patterns = ["notre rendez-vous du dimanche.*"]
hits = ["Notre rendez-vous du dimanche"]
misses = ["Le dimanche"]
"""
DAYS: Final = [date(2026, 1, day) for day in (7, 8, 9, 10)]
READERS: Final = 10
PUBLICATIONS: Final = 5


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """Four releases: two texts; a copy of the first, dated before it, and a correction of the second; a rule; an alias."""
    root = tmp_path_factory.mktemp("releases")
    workspace = Workspace(root / "inbox", root / "out", root / "desk", 1, "local", DAYS[0])
    for name in ("inbox/echo.example", "inbox/autre.example", "desk/boilerplate"):
        (root / name).mkdir(parents=True)
    (workspace.inbox / "echo.example" / "pont.txt").write_text(BRIDGE, encoding="utf-8")
    (workspace.inbox / "autre.example" / "marche.txt").write_text(MARKET, encoding="utf-8")
    _run(workspace, DAYS[0])
    (workspace.inbox / "autre.example" / "pont.txt").write_text(
        BRIDGE.replace("6 janvier", "5 janvier"), encoding="utf-8"
    )
    (workspace.inbox / "autre.example" / "marche.txt").write_text(
        MARKET.replace("vingt", "trente"), encoding="utf-8"
    )
    _run(workspace, DAYS[1])
    (root / "desk" / "boilerplate" / "sunday.toml").write_text(RULE, encoding="utf-8")
    _run(workspace, DAYS[2])
    (root / "desk" / "actors.csv").write_text(
        "actor_id,name,actor_type,subtype,country_code,gender,wikidata_id,is_confirmed\n"
        "grande-halle,La Grande Halle,organisation,,FR,,,true\n",
        encoding="utf-8",
    )
    (root / "desk" / "aliases.csv").write_text(
        "actor_id,alias,alias_kind\ngrande-halle,Grande Halle,full_name\n", encoding="utf-8"
    )
    _run(workspace, DAYS[3])
    yield workspace
    forget()


def _run(workspace: Workspace, day: date) -> None:
    forget()
    run_plan(replace(workspace, day=day))


def folder_of(workspace: Workspace, day: date) -> Path:
    return catalogue.find_folder(workspace.output, f"{day:%Y.%m.%d}")


def changes_of(workspace: Workspace, day: date) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = pq.read_table(folder_of(workspace, day) / "changes.parquet").to_pylist()
    return rows


def document_of(workspace: Workspace, day: date, source_path: str) -> str:
    with duckdb.connect(str(folder_of(workspace, day) / DATASET), read_only=True) as connection:
        sql = "select document_id from documents where source_path = ? order by is_current desc"
        found = connection.execute(sql, [source_path]).fetchone()
    assert found is not None
    return str(found[0])


def invoke(workspace: Workspace, *arguments: str) -> Any:
    return CliRunner().invoke(app, [*arguments, "--output", str(workspace.output)])


def test_texts_that_come_change_their_neighbours(made: Workspace) -> None:
    rows = changes_of(made, DAYS[1])
    bridge = document_of(made, DAYS[0], "echo.example/pont.txt")
    earlier = document_of(made, DAYS[1], "autre.example/pont.txt")
    mine = [row for row in rows if row["document_id"] == bridge]
    assert {(row["table_name"], *row["causes"]) for row in mine} >= {
        ("duplicates", "neighbours"),
        ("documents", "neighbours"),
    }
    assert all(row["causes"] == ["neighbours"] for row in mine)
    assert all(row["cause_detail"] == f"beside {earlier}" for row in mine)
    others = {(*row["causes"], row["cause_detail"]) for row in rows if row["table_name"] == "quotes"}
    assert others == {("source", "new text"), ("source", "corrected text")}
    old = document_of(made, DAYS[0], "autre.example/marche.txt")
    assert {row["cause_detail"] for row in rows if row["document_id"] == old} == {"superseded text"}


def test_a_rule_of_the_desk_is_the_cause_of_what_it_moved(made: Workspace) -> None:
    rows = changes_of(made, DAYS[2])
    causes = {
        tuple(row["causes"])
        for row in rows
        if row["table_name"] in ("spans", "sentences", "paragraphs", "quotes")
    }
    assert causes == {("rules",)}
    assert any("clean: boilerplate" in (row["cause_detail"] or "") for row in rows)
    told = (folder_of(made, DAYS[2]) / "CHANGES.md").read_text(encoding="utf-8")
    assert "- rule desk.sunday moved 2 lines" in told


def test_the_registry_is_the_cause_of_new_links(made: Workspace) -> None:
    rows = changes_of(made, DAYS[3])
    causes = {(row["table_name"], *row["causes"]) for row in rows}
    assert causes >= {("actors", "registry"), ("actor_aliases", "registry"), ("mentions", "registry")}
    assert {cause for row in rows for cause in row["causes"]} <= {"registry", "neighbours"}


def test_diff_names_every_row_in_every_form(made: Workspace, tmp_path: Path) -> None:
    first, second = (f"{day:%Y.%m.%d}" for day in DAYS[:2])
    expected = len(changes_of(made, DAYS[1]))
    listed = json.loads(invoke(made, "diff", first, second, "--format", "json").output)
    assert len(listed) == expected
    table = invoke(made, "diff", first, second).output
    assert table.startswith("- 2 documents added, 1 of them corrected texts")
    assert len(invoke(made, "diff", first, second, "--format", "csv").output.splitlines()) == expected + 1
    copy = tmp_path / "copy"
    shutil.copytree(folder_of(made, DAYS[0]), copy)
    file = tmp_path / "changes.parquet"
    result = invoke(made, "diff", str(copy), second, "--format", "parquet", "--to", str(file))
    assert result.exit_code == 0, result.output
    assert file.read_bytes() == (folder_of(made, DAYS[1]) / "changes.parquet").read_bytes()
    assert "No row differs" in invoke(made, "diff", "latest", "latest").output
    assert "those of" in str(invoke(made, "diff", "1999.01.01", "latest").exception)


def test_any_release_can_be_attached_beside_another(made: Workspace) -> None:
    with duckdb.connect(str(folder_of(made, DAYS[3]) / DATASET), read_only=True) as connection:
        connection.execute(f"attach '{folder_of(made, DAYS[0]) / DATASET}' as earlier (read_only)")
        sql = "select (select count(*) from earlier.raw_documents), (select count(*) from raw_documents)"
        assert connection.execute(sql).fetchall() == [(2, 4)]
        assert connection.execute("from earlier.actor_overview").fetchall()


def test_readme_tells_what_was_published_on_a_day(made: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    found = re.search(r"```sql\n([^`]*releases\.parquet[^`]*)```", (ROOT / "README.md").read_text("utf-8"))
    assert found is not None
    monkeypatch.chdir(made.output.parent)
    (made.output.parent / "output").symlink_to(made.output)
    query = found[1].replace("2026-01-20", DAYS[1].isoformat())
    with duckdb.connect() as connection:
        rows = connection.sql(query).fetchall()
    assert [row[0] for row in rows] == ["2026.01.08"]


def test_the_dataset_works_wherever_it_lies(made: Workspace, tmp_path: Path) -> None:
    moved = tmp_path / "somewhere else" / "renamed.duckdb"
    moved.parent.mkdir()
    shutil.copy(folder_of(made, DAYS[3]) / DATASET, moved)
    assert str(made.output).encode() not in moved.read_bytes()
    with duckdb.connect(str(moved), read_only=True) as connection:
        connection.execute("set enable_external_access = false")
        for (view,) in connection.sql("select view_name from duckdb_views() where not internal").fetchall():
            connection.execute(f"from {view} limit 3").fetchall()
        for macro in load_macros(SQL_DIR):
            connection.execute(macro.example).fetchall()


def test_a_rollback_stays_until_something_new_is_published(made: Workspace, tmp_path: Path) -> None:
    root = tmp_path / "copy"
    shutil.copytree(made.inbox.parent, root, symlinks=True)
    workspace = replace(made, inbox=root / "inbox", output=root / "out", desk=root / "desk")
    assert invoke(workspace, "rollback", "2026.01.08").exit_code == 0
    _run(workspace, DAYS[3])
    assert catalogue.latest_version(workspace.output) == "2026.01.08"
    (workspace.inbox / "nouveau.txt").write_text("Le pont reste fermé, dit la mairie.\n", encoding="utf-8")
    _run(workspace, DAYS[3] + timedelta(days=1))
    assert catalogue.latest_version(workspace.output) == "2026.01.11"
    assert catalogue.list_releases(workspace.output)[-1].previous == "2026.01.08"
    assert not catalogue.is_rolled_back(workspace.output)


READ: Final = """
import json, os, sys, time
from pathlib import Path
import duckdb, pyarrow.parquet as pq
os.nice(19)  # ten of them shall not take the machine from who publishes
latest, stop = Path(sys.argv[1]), Path(sys.argv[2])
seen, rounds = {}, 0
while not stop.exists() or not rounds:
    folder = Path(os.path.realpath(latest))
    told = json.loads((folder / "manifest.json").read_text())
    with duckdb.connect(str(folder / "verbatim.duckdb"), read_only=True, config={"threads": 1}) as connection:
        for name in ("raw_documents", "quotes", "spans", "actor_overview", "source_overview"):
            kind = "tables" if name in told["tables"] else "views"
            count = connection.execute(f"select count(*) from {name}").fetchall()[0][0]
            assert count == told[kind][name]["rows"] == pq.read_metadata(folder / kind / f"{name}.parquet").num_rows
        counted = connection.execute(
            "select (select count(*) from raw_documents), (select count(distinct document_id) from spans)").fetchall()[0]
        assert counted[0] == counted[1]
    assert told["content_id"] == folder.name
    seen[folder.name] = rounds = rounds + 1
print(len(seen), rounds)
"""
"""A reader: resolves `latest` once, then asks one connection and the files beside it; anything mixed is an error."""


def test_readers_never_notice_a_publication(made: Workspace, tmp_path: Path) -> None:
    root = tmp_path / "copy"
    shutil.copytree(made.inbox.parent, root, symlinks=True)
    workspace = replace(made, inbox=root / "inbox", output=root / "out", desk=root / "desk")
    stop = tmp_path / "stop"
    command = [sys.executable, "-c", READ, str(workspace.output / "latest"), str(stop)]
    readers = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ)
        for _ in range(READERS)
    ]
    try:
        for place in range(PUBLICATIONS):
            (workspace.inbox / f"{place}.txt").write_text(
                f"Le bac numéro {place} est reparti.\n", encoding="utf-8"
            )
            run_plan(replace(workspace, day=DAYS[3] + timedelta(days=place + 1)))
    finally:
        stop.touch()
        ends = [reader.communicate(timeout=120) for reader in readers]
    assert [error for _, error in ends if error] == []
    assert len(catalogue.list_releases(workspace.output)) == len(DAYS) + PUBLICATIONS
    assert max(int(told.split()[0]) for told, _ in ends) >= PUBLICATIONS // 2, ends
