"""The views on a real release against a recount in plain Python from its tables, without any of the SQL.

What a count means is written here once more, as DESIGN says it: report, story, source, independent source, statement.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import duckdb
import pytest

from pipeline.text.folding import fold_words
from tests.golden.sample import run_sample

pytestmark = pytest.mark.xdist_group("golden")

Row = dict[str, Any]
COUNTS: Final = ("report_count", "story_count", "source_count", "independent_source_count", "statement_count")


class Dataset:
    """The tables of a release as lists of rows, and what the counts are made of."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection
        self.documents = {row["document_id"]: row for row in self.rows("from documents")}
        self.arrivals = [
            row
            for row in self.rows("from arrivals")
            if row["is_current"] and row["outcome"] not in ("rejected", "withdrawn")
        ]
        self.carriers = {
            row["document_id"]: row["first_carrier_document_id"] for row in self.rows("from duplicates")
        }
        self.agencies = {
            fold_words(row["name"]): row["publisher_id"]
            for row in self.rows("from publishers")
            if row["kind"] == "agency"
        }
        reported = {row["document_id"] for row in self.arrivals}
        self.mentions = [row for row in self.rows("from mentions") if row["document_id"] in reported]
        self.quotes = [row for row in self.rows("from quotes") if row["document_id"] in reported]
        self.topics = [row for row in self.rows("from topic_tags") if row["document_id"] in reported]

    def rows(self, query: str) -> list[Row]:
        """The rows of a query."""
        return list(self.connection.sql(query).to_arrow_table().to_pylist())

    def view(
        self, name: str, key: tuple[str, ...], counts: Iterable[str]
    ) -> dict[tuple[Any, ...], tuple[Any, ...]]:
        """Counts of a view by its key."""
        return {
            tuple(row[k] for k in key): tuple(row[c] for c in counts) for row in self.rows(f"from {name}")
        }

    def independent(self, document_id: str) -> str:
        """Whose work a document is: that of the agency, else the publisher, of its first carrier."""
        carrier = self.documents[self.carriers.get(document_id, document_id)]
        agency = fold_words(carrier["agency"] or "")
        return (
            self.agencies.get(agency, agency.replace(" ", "-"))
            if agency
            else carrier["publisher_id"] or "unknown"
        )

    def counts(self, documents: Iterable[str], statements: int | None = None) -> dict[str, int | None]:
        """The counts of the reports of some documents."""
        named = set(documents)
        reports = [row for row in self.arrivals if row["document_id"] in named]
        return {
            "report_count": len(reports),
            "story_count": len({self.documents[row["document_id"]]["story_id"] for row in reports}),
            "source_count": len({row["publisher_id"] or "unknown" for row in reports}),
            "independent_source_count": len({self.independent(row["document_id"]) for row in reports}),
            "statement_count": statements,
        }


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Iterable[Dataset]:
    path: Path = run_sample(tmp_path_factory.mktemp("recount"))
    with duckdb.connect(str(path), read_only=True) as connection:
        yield Dataset(connection)


def grouped(rows: Iterable[tuple[Any, str]]) -> Mapping[Any, set[str]]:
    """Documents by key."""
    found: dict[Any, set[str]] = defaultdict(set)
    for key, document_id in rows:
        found[key].add(document_id)
    return found


def statements(rows: Iterable[tuple[Any, Row]]) -> Mapping[Any, int]:
    """Distinct statements by key."""
    found: dict[Any, set[tuple[str, int]]] = defaultdict(set)
    for key, row in rows:
        found[key].add((row["document_id"], row["statement_index"]))
    return defaultdict(int, {key: len(told) for key, told in found.items()})


def place(row: Row) -> tuple[str, int | None]:
    return row["document_id"], row["paragraph_index"]


def expected(
    dataset: Dataset, documents: Mapping[Any, set[str]], said: Mapping[Any, int], counts: Iterable[str]
) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """What a view must show by key."""
    found = {}
    for key, named in documents.items():
        made = dataset.counts(named, said[key])
        found[key if isinstance(key, tuple) else (key,)] = tuple(made[name] for name in counts)
    return found


def test_actors(dataset: Dataset) -> None:
    told = [row for row in (*dataset.mentions, *dataset.quotes) if row["actor_id"]]
    documents = grouped((row["actor_id"], row["document_id"]) for row in told)
    said = statements((row["actor_id"], row) for row in dataset.quotes if row["actor_id"])
    assert len(documents) > 20
    assert dataset.view("actor_overview", ("actor_id",), COUNTS) == expected(dataset, documents, said, COUNTS)
    quoted = grouped((row["actor_id"], row["document_id"]) for row in dataset.quotes if row["actor_id"])
    direct = statements(
        (row["actor_id"], row)
        for row in dataset.quotes
        if row["actor_id"] and row["quote_kind"] in ("direct", "mixed")
    )
    for row in dataset.rows("from actor_overview"):
        actor_id = row["actor_id"]
        assert row["mention_count"] == sum(one["actor_id"] == actor_id for one in dataset.mentions)
        assert row["quoted_report_count"] == dataset.counts(quoted.get(actor_id, ()))["report_count"]
        share = direct[actor_id] / said[actor_id] if said[actor_id] else None
        assert row["direct_share"] == (None if share is None else pytest.approx(share, abs=1e-4))
        assert row["report_count_low"] <= row["report_count"] <= row["report_count_high"]
        assert row["statement_count_low"] <= row["statement_count"] <= row["statement_count_high"]


def test_days_and_weeks_of_actors(dataset: Dataset) -> None:
    told = [row for row in (*dataset.mentions, *dataset.quotes) if row["actor_id"]]

    def day(row: Row) -> tuple[Any, ...]:
        document = dataset.documents[row["document_id"]]
        return row["actor_id"], document["dated_on"], document["dated_by"]

    documents = grouped((day(row), row["document_id"]) for row in told)
    said = statements((day(row), row) for row in dataset.quotes if row["actor_id"])
    key = ("actor_id", "dated_on", "dated_by")
    assert dataset.view("actor_daily", key, COUNTS) == expected(dataset, documents, said, COUNTS)
    weekly = dataset.rows("from actor_weekly")
    assert sum(row["statement_count"] for row in weekly) == sum(said.values())
    assert all(row["week_on"].weekday() == 0 for row in weekly)


def test_actors_by_topic(dataset: Dataset) -> None:
    topics = grouped((place(row), row["topic_id"]) for row in dataset.topics)
    told = [row for row in (*dataset.mentions, *dataset.quotes) if row["actor_id"]]
    documents = grouped(
        ((row["actor_id"], topic), row["document_id"]) for row in told for topic in topics.get(place(row), ())
    )
    said = statements(
        ((row["actor_id"], topic), row)
        for row in dataset.quotes
        if row["actor_id"]
        for topic in topics.get(place(row), ())
    )
    assert len(documents) > 40
    wanted = expected(dataset, documents, said, COUNTS)
    assert dataset.view("actor_topics", ("actor_id", "topic_id"), COUNTS) == wanted
    assert dataset.view("topic_actors", ("actor_id", "topic_id"), COUNTS) == wanted


def test_topics(dataset: Dataset) -> None:
    documents = grouped((row["topic_id"], row["document_id"]) for row in dataset.topics)
    topics = grouped((place(row), row["topic_id"]) for row in dataset.topics)
    said = statements((topic, row) for row in dataset.quotes for topic in topics.get(place(row), ()))
    assert dataset.view("topic_overview", ("topic_id",), COUNTS) == expected(dataset, documents, said, COUNTS)


def test_stories_and_sources(dataset: Dataset) -> None:
    reported = {row["document_id"] for row in dataset.arrivals}
    documents = grouped((dataset.documents[name]["story_id"], name) for name in reported)
    said = statements((dataset.documents[row["document_id"]]["story_id"], row) for row in dataset.quotes)
    counts = tuple(name for name in COUNTS if name != "story_count")
    assert dataset.view("story_overview", ("story_id",), counts) == expected(dataset, documents, said, counts)
    for row in dataset.rows("from source_overview"):
        own = [one for one in dataset.arrivals if (one["publisher_id"] or "unknown") == row["source_id"]]
        assert row["report_count"] == len(own)
        assert row["story_count"] == len({dataset.documents[one["document_id"]]["story_id"] for one in own})


def test_pairs(dataset: Dataset) -> None:
    regions = grouped(
        ((row["document_id"], row["region"], row["paragraph_index"]), row["actor_id"])
        for row in dataset.mentions
        if row["actor_id"]
    )
    documents = grouped(
        ((one, other), where[0])
        for where, actors in regions.items()
        for one in actors
        for other in actors
        if one < other
    )
    found = {
        (row["actor_id"], row["other_actor_id"]): row["report_count"]
        for row in dataset.rows("from actor_pairs")
    }
    assert len(documents) > 40
    assert found == {pair: dataset.counts(named)["report_count"] for pair, named in documents.items()}
