"""Stories: one event is one story, others are not; ids, scores, counts."""

from datetime import date, timedelta
from typing import Any

import pyarrow as pa

from pipeline.relate.relate import relate
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
    actors: list[tuple[str, str, str]] = (),  # type: ignore[assignment]
    versions: list[tuple[str, str]] = (),  # type: ignore[assignment]
) -> dict[str, pa.Table]:
    mentions = pa.Table.from_pylist(
        [{"document_id": d, "actor_id": a, "entity_type": t} for d, a, t in actors],
        schema=pa.schema(
            [("document_id", pa.string()), ("actor_id", pa.string()), ("entity_type", pa.string())]
        ),
    )
    topic_tags = pa.Table.from_pylist([], schema=arrow_schema("topic_tags"))
    return relate(documents_table(rows), paragraphs_table(bodies), mentions, topic_tags, WORDS, versions)


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


def test_nothing_gives_empty_tables() -> None:
    tables = related([], {})
    assert {name: table.num_rows for name, table in tables.items()} == {
        "duplicates": 0,
        "story_documents": 0,
        "stories": 0,
    }


def test_tables_are_as_declared() -> None:
    rows = [document("a"), document("b", date(2026, 3, 3))]
    for name, table in related(rows, {"a": DISPATCH, "b": DISPATCH[:3]}).items():
        assert table.schema.equals(arrow_schema(name), check_metadata=True)
        assert table.num_rows > 0
        keys = [tuple(row[key] for key in TABLES[name].key) for row in table.to_pylist()]
        assert keys == sorted(set(keys))
