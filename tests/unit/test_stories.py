"""Stories: one event is one story, others are not; ids, scores, counts."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pyarrow as pa
import pytest

from pipeline.corrections import Correction
from pipeline.relate.relate import move_documents, relate
from pipeline.tables import TABLES, arrow_schema
from tests.unit.test_duplicates import DAY, DISPATCH, OTHER, document, documents_table, paragraphs_table

STRIKE_AGAIN = [
    "Onze jours après le début de la grève, les dockers de Saint-Vaury reprennent le travail et les cargos le port.",
    "L'accord signé à la préfecture prévoit une prime et vingt embauches, selon les syndicats des dockers.",
    "Le retard des cargos sera rattrapé en une semaine, promet la capitainerie du port.",
]
ELECTION = [
    "La France élira ses maires dimanche, et les listes ont été closes à la préfecture de chaque département.",
    "Dans les petites communes, un candidat sur trois se présente pour la première fois, note une chercheuse.",
]
WORDS = [
    {"word": word, "zipf": "6.5"}
    for word in ("les", "des", "une", "dans", "est", "sur", "pour", "deux", "plus")
]


def related(
    rows: list[dict[str, Any]],
    bodies: dict[str, list[str]],
    actors: Sequence[tuple[str, str, str]] = (),
    versions: Sequence[tuple[str, str]] = (),
    topics: Sequence[tuple[str, str]] = (),
    figures: Sequence[tuple[str, float]] = (),
) -> dict[str, pa.Table]:
    mentions = pa.Table.from_pylist(
        [{"document_id": d, "actor_id": a, "entity_type": t} for d, a, t in actors],
        schema=pa.schema(
            [("document_id", pa.string()), ("actor_id", pa.string()), ("entity_type", pa.string())]
        ),
    )
    topic_tags = pa.Table.from_pylist(
        [{"document_id": d, "topic_id": t, "paragraph_index": None} for d, t in topics],
        schema=pa.schema(
            [("document_id", pa.string()), ("topic_id", pa.string()), ("paragraph_index", pa.int32())]
        ),
    )
    amounts = pa.Table.from_pylist(
        [{"document_id": d, "value": v} for d, v in figures],
        schema=pa.schema([("document_id", pa.string()), ("value", pa.float64())]),
    )
    return relate(
        documents_table(rows),
        paragraphs_table(bodies),
        mentions,
        topic_tags,
        amounts,
        WORDS,
        versions,
        {"strike": "labour", "labour": "economy", "economy": None, "football": "sport", "sport": None},
    )


def stories_of(tables: dict[str, pa.Table]) -> dict[str, str]:
    return {row["document_id"]: row["story_id"] for row in tables["story_documents"].to_pylist()}


def test_reports_of_one_event_are_one_story() -> None:
    rows = [
        document("b", publisher_id="le-quai", title="Le port rouvre après onze jours de grève"),
        document("a", DAY + timedelta(days=1), title="Les dockers de Saint-Vaury reprennent le travail"),
        document("c", publisher_id="le-quai", title="Montferrat prend six points d'avance"),
    ]
    tables = related(rows, {"b": DISPATCH, "a": STRIKE_AGAIN, "c": OTHER})
    assert stories_of(tables) == {"a": "b", "b": "b", "c": "c"}
    assert tables["duplicates"].num_rows == 0
    story = tables["stories"].to_pylist()[0]
    assert story == {
        "story_id": "b",
        "document_count": 2,
        "source_count": 2,
        "first_dated_on": DAY,
        "last_dated_on": DAY + timedelta(days=1),
        "title": "Le port rouvre après onze jours de grève",
    }
    scores = {row["document_id"]: row["score"] for row in tables["story_documents"].to_pylist()}
    assert scores["b"] == scores["c"] == 1.0
    assert 0.0 < scores["a"] < 1.0


def test_a_country_in_common_makes_no_story() -> None:
    rows = [document("a"), document("b")]
    actors = [("a", "france", "country"), ("b", "france", "country")]
    assert stories_of(related(rows, {"a": ELECTION, "b": OTHER}, actors)) == {"a": "a", "b": "b"}


def test_the_same_words_weeks_later_are_another_story() -> None:
    rows = [document("a"), document("b", DAY + timedelta(days=20))]
    assert stories_of(related(rows, {"a": DISPATCH, "b": STRIKE_AGAIN})) == {"a": "a", "b": "b"}


def test_a_copy_is_of_the_story_of_its_original_however_late() -> None:
    rows = [document("a"), document("b", DAY + timedelta(days=20))]
    tables = related(rows, {"a": DISPATCH, "b": DISPATCH})
    assert stories_of(tables) == {"a": "a", "b": "a"}
    assert tables["duplicates"].to_pylist()[0]["duplicate_of"] == "a"


def test_only_current_documents_have_a_story() -> None:
    rows = [document("a", is_current=False), document("b", DAY + timedelta(days=1)), document("c")]
    tables = related(rows, {"a": DISPATCH, "b": DISPATCH, "c": []}, versions=[("a", "b")])
    assert stories_of(tables) == {"b": "b", "c": "c"}
    assert tables["duplicates"].num_rows == 0


def test_unknown_publishers_count_as_one_source() -> None:
    rows = [document(name) for name in "abc"]
    rows[2]["publisher_id"] = "le-quai"
    tables = related(rows, dict.fromkeys("abc", DISPATCH))
    assert [row["source_count"] for row in tables["stories"].to_pylist()] == [2]


ENGLISH = [
    "Dockers in Saint-Vaury went back to work after eleven days, and ships could enter the harbour again.",
    "The deal reached at the Montclair prefecture gives them a bonus, unions said.",
]
EVIDENCE: dict[str, Any] = {
    "actors": [(name, actor, "person") for name in "ab" for actor in ("odile-carmat", "gilles-trevian")],
    "topics": [("a", "strike"), ("b", "labour")],
    "figures": [("a", 400.0), ("b", 400.0), ("a", 2.0)],
}


def test_an_event_told_in_two_languages_is_one_story() -> None:
    rows = [document("a", language_code="fr"), document("b", language_code="en")]
    assert stories_of(related(rows, {"a": DISPATCH, "b": ENGLISH}, **EVIDENCE)) == {"a": "a", "b": "a"}


@pytest.mark.parametrize("left_out", ["actors", "topics"])
def test_across_languages_names_alone_and_matters_alone_are_not_enough(left_out: str) -> None:
    rows = [document("a", language_code="fr"), document("b", language_code="en")]
    evidence = {name: rows for name, rows in EVIDENCE.items() if name != left_out}
    bodies = {"a": [text.replace("Saint-Vaury", "la ville") for text in DISPATCH], "b": ENGLISH}
    assert stories_of(related(rows, bodies, **evidence)) == {"a": "a", "b": "b"}


def test_the_same_persons_in_the_news_for_different_matters_are_two_stories() -> None:
    rows = [document("a"), document("b")]
    persons = ("odile-carmat", "gilles-trevian", "ilona-veresc", "milan-dorsat")
    actors = [(name, actor, "person") for name in "ab" for actor in persons]
    told = {"a": DISPATCH[:1], "b": OTHER[:1]}
    matters: dict[str, Any] = {"topics": [("a", "strike"), ("b", "football")], "figures": [("b", 4000.0)]}
    assert stories_of(related(rows, told, actors)) == {"a": "a", "b": "a"}
    assert stories_of(related(rows, told, actors, **matters)) == {"a": "a", "b": "b"}


def merges_of(tables: dict[str, pa.Table]) -> list[tuple[str, str, str, date]]:
    return [tuple(row.values()) for row in tables["story_merges"].to_pylist()]


def test_a_late_report_that_stands_before_the_first_merges_its_story() -> None:
    late = DAY + timedelta(days=5)
    rows = [document("b", DAY + timedelta(days=1)), document("a", first_arrived_on=late)]
    bodies = {"a": DISPATCH, "b": STRIKE_AGAIN}
    assert merges_of(related(rows[:1], {"b": STRIKE_AGAIN})) == []
    tables = related(rows, bodies)
    assert stories_of(tables) == {"a": "a", "b": "a"}
    assert merges_of(tables) == [("b", "a", "a", late)]


def test_what_arrives_in_its_order_merges_nothing() -> None:
    rows = [document("a"), document("b", DAY + timedelta(days=1)), document("c", DAY + timedelta(days=1))]
    assert merges_of(related(rows, {"a": DISPATCH, "b": STRIKE_AGAIN, "c": OTHER})) == []


def test_an_original_that_arrives_after_its_copy_merges_the_story_of_the_copy() -> None:
    late = DAY + timedelta(days=9)
    rows = [document("a", first_arrived_on=late), document("b", DAY + timedelta(days=1))]
    tables = related(rows, {"a": DISPATCH, "b": DISPATCH[:3]})
    assert tables["duplicates"]["document_id"].to_pylist() == ["b"]
    assert merges_of(tables) == [("b", "a", "a", late)]


def test_the_story_of_a_text_that_was_corrected_goes_on_under_its_successor() -> None:
    later = DAY + timedelta(days=1)
    rows = [document("first", is_current=False), document("second", later)]
    bodies = {"first": DISPATCH, "second": [*DISPATCH, "Le vote est fixé à jeudi."]}
    tables = related(rows, bodies, versions=[("first", "second")])
    assert stories_of(tables) == {"second": "second"}
    assert merges_of(tables) == [("first", "second", "second", later)]


def test_a_story_that_a_curator_dissolves_is_merged_on_no_day() -> None:
    rows = [document("a"), document("b"), document("c", DAY + timedelta(days=1))]
    made = related(rows, {"a": DISPATCH, "b": OTHER, "c": STRIKE_AGAIN})
    assert stories_of(made) == {"a": "a", "b": "b", "c": "a"}
    move = Correction("story_documents", "b", None, None, "story_id", "b", "a", "M. R.", "one event")
    moved = move_documents(documents_table(rows), made, [move])
    assert stories_of(moved) == {"a": "a", "b": "a", "c": "a"}
    assert moved["story_merges"].to_pylist() == [
        {"story_id": "b", "merged_into_story_id": "a", "document_id": "b", "merged_on": None}
    ]
    out = Correction("story_documents", "c", None, None, "story_id", "a", "c", "M. R.", "another event")
    assert move_documents(documents_table(rows), made, [out])["story_merges"].num_rows == 0


def test_nothing_gives_empty_tables() -> None:
    tables = related([], {})
    assert {name: table.num_rows for name, table in tables.items()} == {
        "duplicates": 0,
        "story_documents": 0,
        "stories": 0,
        "story_merges": 0,
    }


def test_tables_are_as_declared() -> None:
    rows = [document("a", first_arrived_on=date(2026, 3, 4)), document("b", date(2026, 3, 3))]
    for name, table in related(rows, {"a": DISPATCH, "b": DISPATCH[:3]}).items():
        assert table.schema.equals(arrow_schema(name), check_metadata=True)
        assert table.num_rows > 0
        keys = [tuple(row[key] for key in TABLES[name].key) for row in table.to_pylist()]
        assert keys == sorted(set(keys))
