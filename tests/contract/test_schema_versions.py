"""Names last: none goes or changes its type unannounced, and readers of the last schema version read the next one."""

import json
import shutil
from copy import deepcopy
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.deprecations import DEPRECATIONS, MARK, Deprecation, marked, note_in
from pipeline.errors import SqlError
from pipeline.ingest.withdrawals import Withdrawal
from pipeline.models import load_macros, load_models
from pipeline.release.build import DATASET, SQL_DIR, content_id_of, describe_release, make_dataset
from pipeline.release.profiles import derive
from pipeline.release.reissue import reissue
from pipeline.release.resources import read_manifest
from pipeline.release.verify import verify
from pipeline.tables import SCHEMA_VERSION
from tests.contract.dataset import A, content_hash
from tests.contract.freeze import FOLDER, broken, frozen, main, names_of_today, promised
from tests.unit.releases import FINGERPRINTS, make_release

VERSIONS: Final = sorted(int(path.stem) for path in FOLDER.glob("*.json"))
READ: Final = [version for version in (SCHEMA_VERSION - 1, SCHEMA_VERSION) if version in VERSIONS]
"""Schema versions whose readers must be answered: the current one, and the last."""


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_release(tmp_path_factory.mktemp("schema") / "release")


def test_every_schema_version_has_its_frozen_names_and_its_reader() -> None:
    assert list(range(1, SCHEMA_VERSION + 1)) == VERSIONS
    assert all(frozen(version)["schema_version"] == version for version in VERSIONS)
    assert all((FOLDER / f"{version}.sql").is_file() for version in VERSIONS)


def test_the_names_of_today_are_those_frozen() -> None:
    """A new name, or a meaning in other words: `python -m tests.contract.freeze`. What it refuses breaks readers."""
    today = names_of_today()
    assert broken(frozen(SCHEMA_VERSION), today) == []
    assert today == frozen(SCHEMA_VERSION), "run `python -m tests.contract.freeze`, read its diff, commit it"


@pytest.mark.parametrize("version", VERSIONS[1:])
def test_nothing_went_that_the_version_before_had_not_announced(version: int) -> None:
    assert broken(frozen(version - 1), frozen(version)) == []


@pytest.mark.parametrize("version", READ)
def test_a_reader_of_the_last_schema_version_reads_this_one(version: int, release: Path) -> None:
    with duckdb.connect(str(release / DATASET), read_only=True) as connection:
        for statement in duckdb.extract_statements((FOLDER / f"{version}.sql").read_text(encoding="utf-8")):
            assert connection.execute(statement).fetchall(), statement.query
        names = frozen(version)
        for kind in ("tables", "views"):
            for name, columns in names[kind].items():
                kept = [c for c in columns if not {name, f"{name}.{c}"} & set(names["deprecated"])]
                if kept and name != "changes":
                    connection.execute(f"select {', '.join(kept)} from {name}")


def test_deprecations_are_of_names_that_are_there_and_go_with_the_next_version() -> None:
    names = promised(names_of_today())
    for deprecation in DEPRECATIONS:
        assert (deprecation.name in names) == (deprecation.since == SCHEMA_VERSION), deprecation.name
        assert deprecation.since <= SCHEMA_VERSION
        assert deprecation.reason.endswith(".")


def test_a_note_follows_the_meaning_and_is_found_in_it() -> None:
    going = Deprecation("quotes.cue", 3, "cue_lemma", "One form will do.")
    meaning = marked("quotes.cue", "The words that report.", (going,))
    assert meaning.startswith(f"The words that report. {MARK} 3, gone with 4: use cue_lemma.")
    assert note_in(meaning) == going.note
    assert marked("quotes.text", "The words.", (going,)) == "The words."
    assert note_in("The words.") is None


@pytest.fixture
def names() -> dict[str, Any]:
    return deepcopy(frozen(VERSIONS[-1]))


def test_what_breaks_readers_is_named(names: dict[str, Any]) -> None:
    older = deepcopy(names)
    del names["tables"]["quotes"]["cue"]
    names["tables"]["spans"]["score"] = "string: Confidence."
    del names["views"]["actor_overview"]
    names["macros"]["quotes_of"] = ["who, since"]
    names["tables"]["quotes"]["new"] = "string: Something new."
    found = [problem.split(":")[0] for problem in broken(older, names)]
    assert {"quotes.cue is gone", "spans.score is string, not double", "quotes_of(who) is gone"} <= set(found)
    assert "actor_overview is gone" in found
    assert not any("new" in problem for problem in found)


def test_what_was_announced_may_go_with_the_next_version_and_no_earlier(names: dict[str, Any]) -> None:
    names["deprecated"] = ["quotes.cue", "actor_overview", "quotes_of()"]
    older = deepcopy(names)
    del names["tables"]["quotes"]["cue"]
    del names["views"]["actor_overview"]
    del names["macros"]["quotes_of"]
    assert "quotes.cue is gone" in {problem.split(":")[0] for problem in broken(older, names)}
    assert broken(older, {**names, "schema_version": older["schema_version"] + 1, "deprecated": []}) == []


def test_the_frozen_list_is_not_written_over_by_what_breaks_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, names: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    names["tables"]["quotes"]["gone"] = "string: A column that is there no more."
    path = tmp_path / f"{SCHEMA_VERSION}.json"
    path.write_text(json.dumps(names), encoding="utf-8")
    monkeypatch.setattr("tests.contract.freeze.FOLDER", tmp_path)
    assert main() == 1
    assert "quotes.gone is gone" in capsys.readouterr().err
    assert json.loads(path.read_text(encoding="utf-8")) == names
    path.unlink()
    assert main() == 0
    assert json.loads(path.read_text(encoding="utf-8")) == names_of_today()


def test_views_and_macros_say_in_their_header_that_they_go(tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "macros").mkdir()
    view = tmp_path / "models" / "old.sql"
    head = "-- purpose: Counts.\n-- grain: one row an actor\n-- key: actor_id\n"
    view.write_text(
        head + "-- deprecated: 1: use actor_overview.\nselect actor_id from actors order by actor_id"
    )
    macro = tmp_path / "macros" / "was.sql"
    macro.write_text(
        "-- purpose: Folds.\n-- example: select was('é')\n-- deprecated: 2: use fold.\n"
        "create or replace macro was(wording) as lower(wording)"
    )
    (model,) = load_models(tmp_path)
    assert model.purpose == f"Counts. {MARK} 1, gone with 2: use actor_overview."
    assert model.comment.startswith(model.purpose)
    assert load_macros(tmp_path)[0].purpose == f"Folds. {MARK} 2, gone with 3: use fold."
    view.write_text(head + "-- deprecated: soon\nselect actor_id from actors")
    with pytest.raises(SqlError, match="-- deprecated: <schema version>"):
        load_models(tmp_path)


GOING: Final = Deprecation("rejections.detail", SCHEMA_VERSION, "rejections.reason_code", "Codes will do.")


def _released(folder: Path, source: Path, previous: Path | None, *, is_gone: bool, is_told: bool) -> Path:
    """A release of a folder's tables in which rejections.detail is as before, deprecated, or gone."""
    (folder / "tables").mkdir(parents=True)
    for path in (source / "tables").glob("*.parquet"):
        table = pq.read_table(path)
        place = table.schema.get_field_index("detail")
        if path.stem == "rejections" and place >= 0:
            field = table.schema.field(place)
            said = marked(GOING.name, field.metadata[b"comment"].decode(), (GOING,) if is_told else ())
            schema = table.schema.set(place, field.with_metadata({"comment": said}))
            table = pa.Table.from_arrays(table.columns, schema=schema)
            table = table.remove_column(place) if is_gone else table
        pq.write_table(table, folder / "tables" / path.name, compression="zstd")
    make_dataset(folder, SQL_DIR, lambda _name: None)
    describe_release(folder, content_id_of(folder / "tables"), {"fingerprints": FINGERPRINTS}, previous)
    return folder


def test_a_column_is_announced_in_one_release_and_gone_from_the_next(
    release: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = _released(tmp_path / "1", release, None, is_gone=False, is_told=False)
    assert "Nothing is deprecated." in (first / "README.md").read_text(encoding="utf-8")
    assert read_manifest(first)["deprecated"] == {}

    second = _released(tmp_path / "2", release, first, is_gone=False, is_told=True)
    assert verify(second) == []
    assert f"- `rejections.detail`: {GOING.note[0].lower()}" in (second / "CHANGES.md").read_text("utf-8")
    assert f"| `rejections.detail` | {GOING.note} |" in (second / "README.md").read_text(encoding="utf-8")
    assert read_manifest(second)["deprecated"] == {"rejections.detail": GOING.note}
    package = json.loads((second / "datapackage.json").read_text(encoding="utf-8"))
    (described,) = [
        field["description"]
        for resource in package["resources"]
        for field in resource["schema"]["fields"]
        if (resource["name"], field["name"]) == ("rejections", "detail")
    ]
    assert note_in(described) == GOING.note
    with duckdb.connect(str(second / DATASET), read_only=True) as connection:
        sql = (
            "select comment from duckdb_columns() where table_name = 'rejections' and column_name = 'detail'"
        )
        assert note_in(connection.sql(sql).fetchall()[0][0]) == GOING.note

    monkeypatch.setattr("pipeline.release.describe.SCHEMA_VERSION", SCHEMA_VERSION + 1)
    third = _released(tmp_path / "3", second, second, is_gone=True, is_told=True)
    told = (third / "CHANGES.md").read_text(encoding="utf-8").splitlines()
    assert told[2] == f"- schema version {SCHEMA_VERSION + 1}, it was {SCHEMA_VERSION}"
    assert told[3].startswith(f"- `rejections.detail` is gone; {GOING.note[0].lower()}")
    assert read_manifest(third)["deprecated"] == {}
    with duckdb.connect(str(third / DATASET), read_only=True) as connection:
        for statement in duckdb.extract_statements((FOLDER / f"{SCHEMA_VERSION}.sql").read_text("utf-8")):
            assert connection.execute(statement).fetchall(), statement.query
    assert verify(third) == []

    again = _released(tmp_path / "4", release, third, is_gone=False, is_told=False)
    assert "- new names: `rejections.detail`" in (again / "CHANGES.md").read_text(encoding="utf-8")


def test_a_release_made_before_names_were_added_is_verified_reissued_and_derived(
    release: Path, tmp_path: Path
) -> None:
    """New names need no new schema version: releases without them stay whole."""
    early = tmp_path / "early"
    (early / "tables").mkdir(parents=True)
    for path in (release / "tables").glob("*.parquet"):
        table = pq.read_table(path)
        if path.stem == "hints":
            table = table.drop_columns(["extractor_verdict"])
        if path.stem != "story_merges":
            pq.write_table(table, early / "tables" / path.name, compression="zstd")
    make_dataset(early, SQL_DIR, lambda _name: None)
    describe_release(early, content_id_of(early / "tables"), {"fingerprints": FINGERPRINTS}, None)
    assert verify(early) == []
    withdrawal = Withdrawal(A.document_id, content_hash("A"), "licence_ended", "2026-02-08")
    content_id = reissue(early, tmp_path / "again", [withdrawal], None, 1)
    assert verify(tmp_path / "again") == []
    assert read_manifest(tmp_path / "again")["content_id"] == content_id
    (tmp_path / "derived").mkdir()
    derive(early, "derived", tmp_path / "derived")
    assert verify(tmp_path / "derived") == []


def test_a_column_that_is_described_and_missing_is_named(release: Path, tmp_path: Path) -> None:
    folder = tmp_path / "damaged"
    shutil.copytree(release, folder)
    path = folder / "tables" / "hints.parquet"
    pq.write_table(pq.read_table(path).drop_columns(["extractor_verdict"]), path, compression="zstd")
    assert any("columns differ" in problem and "extractor_verdict" in problem for problem in verify(folder))
