"""What curators decide, end to end: approved lines, corrections and new actors, and what a run does again for them."""

import csv
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Final

import duckdb
import pytest
from typer.testing import CliRunner, Result

from pipeline.account import Report
from pipeline.cli import app
from pipeline.plan import run_plan
from pipeline.release import catalogue
from pipeline.release.build import DATASET
from pipeline.workspace import Workspace
from tests.integration.test_plan import forget, sample

pytestmark = pytest.mark.xdist_group("desk")

SOURCE: Final = "gazette-de-valmont"
LINE: Final = "Des agriculteurs inquiets"
NEXT: Final = date(2026, 1, 10)
COLUMNS: Final = (
    *("table_name", "document_id", "char_start", "char_end", "column_name"),
    *("expected", "value", "author", "reason"),
)


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    workspace = sample(tmp_path_factory.mktemp("desk"))
    run_plan(workspace)
    return workspace


@pytest.fixture
def workspace(finished: Workspace, tmp_path: Path) -> Iterator[Workspace]:
    """A copy of the finished sample, to change at will."""
    forget()
    root = tmp_path / "copy"
    shutil.copytree(finished.inbox.parent, root, symlinks=True)
    yield replace(finished, inbox=root / "inbox", output=root / "out", desk=root / "desk", day=NEXT)
    forget()


def rows(workspace: Workspace, sql: str, *values: Any) -> list[tuple[Any, ...]]:
    release = catalogue.latest_folder(workspace.output)
    with duckdb.connect(str(release / DATASET), read_only=True) as connection:
        return connection.execute(sql, list(values)).fetchall()


def verbatim(
    workspace: Workspace, *arguments: str, needs_output: bool = True, has_desk: bool = True
) -> Result:
    options = ["--output", str(workspace.output)] if needs_output else []
    options += ["--desk", str(workspace.desk)] if has_desk else []
    return CliRunner().invoke(app, [*arguments, *options], env={"COLUMNS": "300"})


def approve(workspace: Workspace, line: str, kind: str = "navigation") -> Result:
    signed = ["--kind", kind, "--author", "A. Curator", "--reason", "stands in every report"]
    return verbatim(workspace, "approve", SOURCE, line, *signed)


def rerun(workspace: Workspace) -> dict[str, Report]:
    forget()
    return run_plan(workspace)


def correct(workspace: Workspace, *lines: tuple[Any, ...]) -> None:
    assert workspace.desk is not None
    with (workspace.desk / "corrections.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows((*line, "A. Curator", "read the text") for line in lines)


def test_an_approved_line_changes_the_documents_of_its_source_and_no_other(workspace: Workspace) -> None:
    place = "select span_kind, rule_id from spans join raw_documents using (document_id) where substring(text, char_start + 1, char_end - char_start) = ?"
    assert rows(workspace, place, LINE) == [("crosshead", "structure.crosshead")]
    assert approve(workspace, LINE).exit_code == 0
    assert approve(workspace, "Cette ligne n'est nulle part", "share").exit_code == 0
    before = rows(
        workspace,
        "select * from spans join documents using (document_id) where publisher_id <> ? order by all",
        SOURCE,
    )
    (count,) = rows(
        workspace, "select count(distinct document_id) from arrivals where publisher_id = ?", SOURCE
    )[0]
    reports = rerun(workspace)
    assert reports["clean"].done == count < reports["clean"].done + reports["clean"].reused
    assert reports["segment"].done == 1
    assert rows(workspace, place, LINE) == [("navigation", "desk.approved_line")]
    after = rows(
        workspace,
        "select * from spans join documents using (document_id) where publisher_id <> ? order by all",
        SOURCE,
    )
    assert after == before
    changes = catalogue.latest_folder(workspace.output) / "changes.parquet"
    causes = "select distinct causes, cause_detail from read_parquet(?) where table_name = 'spans'"
    assert rows(workspace, causes, str(changes)) == [(["rules"], "clean: approved_lines")]
    shown = verbatim(workspace, "candidates")
    assert 'stale: gazette-de-valmont: "Cette ligne n\'est nulle part"' in shown.output
    assert LINE not in shown.output


def test_what_cannot_be_approved_is_refused_in_words(workspace: Workspace) -> None:
    assert workspace.desk is not None
    refused = [
        (approve(workspace, LINE, "paragraph"), "'paragraph' is no kind of boilerplate"),
        (approve(workspace, " — ", "share"), "a line with words"),
        (
            verbatim(
                workspace, "approve", "nobody", LINE, "--kind", "share", "--author", "A", "--reason", "b"
            ),
            "no source 'nobody'",
        ),
        (
            verbatim(workspace, "approve", "999", "--kind", "share", "--author", "A", "--reason", "b"),
            "no candidate 999",
        ),
    ]
    for result, words in refused:
        assert result.exit_code != 0
        assert words in f"{result.output}{result.exception}"
    assert not (workspace.desk / "approved_lines.csv").exists()


def test_corrections_are_applied_until_the_row_they_mean_changes(workspace: Workspace) -> None:
    ((document, start, end),) = rows(
        workspace,
        "select document_id, char_start, char_end from spans join raw_documents using (document_id)"
        " where substring(text, char_start + 1, char_end - char_start) = ?",
        LINE,
    )
    ((title,),) = rows(workspace, "select title from documents where document_id = ?", document)
    ((spoken, quote_start, quote_end, speaker),) = rows(
        workspace,
        "select document_id, char_start, char_end, speaker_name from quotes where speaker_name is not null order by all limit 1",
    )
    ((merged, story),) = rows(
        workspace,
        "select document_id, story_id from story_documents where document_id <> story_id order by all limit 1",
    )
    correct(
        workspace,
        ("spans", document, start, end, "span_kind", "crosshead", "other"),
        ("documents", document, "", "", "title", title, "Une digue pour la Brelle"),
        ("quotes", spoken, quote_start, quote_end, "speaker_name", speaker, "Jeanne Corbelin"),
        ("story_documents", merged, "", "", "story_id", story, merged),
    )
    reports = rerun(workspace)
    assert reports["clean"].done == 1
    assert not [note for note in reports["publish"].notes if "due for review" in note]
    spans = "select span_kind, is_body, rule_id from spans where document_id = ? and char_start = ?"
    assert rows(workspace, spans, document, start) == [("other", False, "desk.correction")]
    assert rows(workspace, "select title from documents where document_id = ?", document) == [
        ("Une digue pour la Brelle",)
    ]
    assert rows(
        workspace,
        "select speaker_name, rule_id from quotes where document_id = ? and char_start = ?",
        spoken,
        quote_start,
    ) == [("Jeanne Corbelin", "desk.correction")]
    assert rows(workspace, "select story_id from documents where document_id = ?", merged) == [(merged,)]
    counts = "select story_id, document_count from stories where story_id in (?, ?) order by document_count"
    assert (
        rows(workspace, counts, merged, story)
        == rows(
            workspace,
            "select story_id, count(*) from story_documents where story_id in (?, ?) group by story_id order by 2",
            merged,
            story,
        )
        != []
    )
    changes = catalogue.latest_folder(workspace.output) / "changes.parquet"
    causes = "select distinct causes, cause_detail from read_parquet(?)"
    assert rows(workspace, causes, str(changes)) == [(["rules"], "desk: corrections")]
    shown = verbatim(workspace, "corrections").output
    assert (shown.count("applied"), shown.count("due for review")) == (4, 0)

    assert approve(workspace, LINE).exit_code == 0
    reports = rerun(workspace)
    (note,) = [note for note in reports["publish"].notes if "due for review" in note]
    assert f"spans {document[:12]} {start} span_kind says 'navigation', not 'crosshead'" in note
    assert rows(workspace, spans, document, start) == [("navigation", False, "desk.approved_line")]
    shown = verbatim(workspace, "corrections").output
    assert (shown.count("applied"), shown.count("due for review")) == (3, 1)


def test_new_actors_are_linked_and_only_what_they_touch_is_done_again(
    workspace: Workspace, tmp_path: Path
) -> None:
    assert workspace.desk is not None
    (workspace.inbox / "pont.txt").write_text(
        "« Le pont tiendra », a dit le maire de Corbaz-sur-Vire.\n\nÀ Corbaz-sur-Vire comme à Trémont-les-Bains, on"
        " attend la crue. La mairie de Trémont-les-Bains a promis des digues.\n",
        encoding="utf-8",
    )
    rerun(workspace)
    (first_id, first), (second_id, second) = rows(
        workspace,
        "select actor_id, name from actors where not is_registered and actor_type = 'place' order by name limit 2",
    )
    added = verbatim(
        workspace,
        "actors",
        "add",
        "--name",
        first,
        "--type",
        "place",
        "--alias",
        "Lanterne-des-Mers",
        needs_output=False,
    )
    assert added.exit_code == 0, added.output
    table = tmp_path / "actors.csv"
    table.write_text(f"name,actor_type,aliases,country_code\n{second},organisation,,FR\n", encoding="utf-8")
    assert verbatim(workspace, "actors", "add", "--csv", str(table), needs_output=False).exit_code == 0
    reports = rerun(workspace)
    assert [reports[name].done for name in ("clean", "segment", "names")] == [0, 0, 0]
    assert reports["quotes"].done < reports["mentions"].done
    found = rows(
        workspace,
        "select name, actor_type, previous_actor_id from actors where is_registered and name in (?, ?)",
        first,
        second,
    )
    assert sorted(found) == [(first, "place", first_id), (second, "organisation", second_id)]
    assert rows(workspace, "select 1 from actors where actor_id in (?, ?)", first_id, second_id) == []
    refused = verbatim(workspace, "actors", "add", "--name", "X", "--type", "ship", needs_output=False)
    assert refused.exit_code != 0


def test_a_document_is_shown_by_its_path_and_by_the_beginning_of_its_id(
    finished: Workspace, tmp_path: Path
) -> None:
    path = f"{SOURCE}.example/digue-de-la-brelle.txt"
    shown = verbatim(finished, "show", path, has_desk=False)
    assert shown.exit_code == 0, shown.output
    ((document,),) = rows(finished, "select document_id from documents where source_path = ?", path)
    assert verbatim(finished, "show", document[:10], has_desk=False).output == shown.output
    kinds = rows(
        finished,
        "select distinct rule_id from spans where document_id = ? and span_kind <> 'blank'",
        document,
    )
    assert all(rule in shown.output for (rule,) in kinds)
    page = tmp_path / "page.html"
    verbatim(finished, "show", path, "--html", str(page), has_desk=False)
    assert LINE in page.read_text(encoding="utf-8")
    assert verbatim(finished, "show", "nothing-of-that-name", has_desk=False).exit_code != 0
