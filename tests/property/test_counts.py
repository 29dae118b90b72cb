"""The counts of the views against a plain reading of what they mean, over any set of arrivals, copies and agencies."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import duckdb
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.fingerprint import ROOT
from pipeline.models import Model, define_macros, define_models, load_macros, load_models
from tests.contract.dataset import fill, replace

SQL: Final = ROOT / "sql"
VIEWS: Final = (
    *("reports", "measured_accuracy", "actor_documents", "actor_overview"),
    *("story_figures", "diverging_figures", "diverging_speakers", "diverging_roles"),
    *("story_divergences", "story_overview"),
)
ACTORS: Final = ("anna", "boris")
OUTLETS: Final = ("afp", "one", "two")
PUBLISHERS: Final[list[dict[str, Any]]] = [
    {"publisher_id": name, "name": name.upper(), "kind": "agency" if name == "afp" else "web", "domains": []}
    for name in OUTLETS
]


@dataclass(frozen=True)
class Document:
    """Arrivals as (publisher, is_current); the statements of each actor, None where the actor is not named."""

    arrivals: tuple[tuple[str | None, bool], ...]
    agency: str | None
    story: int
    copies: int | None
    statements: tuple[int | None, ...]


publisher = st.sampled_from([None, *OUTLETS])
documents = st.lists(
    st.builds(
        Document,
        arrivals=st.lists(st.tuples(publisher, st.booleans()), min_size=1, max_size=3).map(tuple),
        agency=st.sampled_from([None, "AFP", "Reuters"]),
        story=st.integers(0, 2),
        copies=st.none() | st.integers(0, 5),
        statements=st.tuples(*[st.none() | st.integers(0, 2) for _ in ACTORS]),
    ),
    min_size=1,
    max_size=6,
)


def carrier(place: int, corpus: list[Document]) -> int:
    """The document that carried the text first: an earlier one that itself copies nobody, else the document itself."""
    earlier = corpus[place].copies
    return earlier if earlier is not None and earlier < place and corpus[earlier].copies is None else place


def first_publisher(document: Document) -> str | None:
    current = [name for name, is_current in document.arrivals if is_current]
    return [*current, *[name for name, _ in document.arrivals]][0]


def independent(place: int, corpus: list[Document]) -> str:
    first = corpus[carrier(place, corpus)]
    return {"AFP": "afp", "Reuters": "reuters"}.get(first.agency or "") or first_publisher(first) or "unknown"


def expected(corpus: list[Document], actor: int | None, story: int | None) -> tuple[int, ...] | None:
    """Reports, stories, sources, independent sources and statements of one actor, or of one story."""
    stories, sources, own = set(), set(), set()
    reports = statements = 0
    for place, document in enumerate(corpus):
        current = [name for name, is_current in document.arrivals if is_current]
        said = document.statements if actor is None else (document.statements[actor],)
        if (
            not current
            or (story is not None and document.story != story)
            or (actor is not None and said == (None,))
        ):
            continue
        reports += len(current)
        stories.add(document.story)
        sources |= {name or first_publisher(document) or "unknown" for name in current}
        own.add(independent(place, corpus))
        statements += sum(number or 0 for number in said)
    return (reports, len(stories), len(sources), len(own), statements) if reports else None


def rows_of(corpus: list[Document]) -> dict[str, list[dict[str, Any]]]:
    rows: dict[str, list[dict[str, Any]]] = {
        name: [] for name in ("arrivals", "documents", "duplicates", "mentions", "quotes", "stories")
    }
    rows["stories"] = [{"story_id": str(number)} for number in range(3)]
    for place, document in enumerate(corpus):
        key = {"document_id": str(place)}
        rows["documents"].append(
            key
            | {
                "publisher_id": first_publisher(document),
                "agency": document.agency,
                "story_id": str(document.story),
            }
            | {"dated_on": date(2026, 1, 1), "dated_by": "text"}
        )
        if carrier(place, corpus) != place:
            rows["duplicates"].append(key | {"first_carrier_document_id": str(carrier(place, corpus))})
        for number, (name, is_current) in enumerate(document.arrivals):
            rows["arrivals"].append(
                key
                | {"arrival_id": f"{place}-{number}", "publisher_id": name, "is_current": is_current}
                | {"outcome": "new"}
            )
        statement = 0
        for actor, count in zip(ACTORS, document.statements, strict=True):
            if count is not None:
                rows["mentions"].append(
                    key | {"char_start": statement, "char_end": statement + 1, "actor_id": actor}
                )
            for _ in range(count or 0):
                parts = [key | {"statement_index": statement, "actor_id": actor, "quote_kind": "direct"}] * 2
                rows["quotes"] += parts
                statement += 1
    return rows


def test_counts_mean_what_the_design_says() -> None:
    models = [model for model in load_models(SQL) if model.name in VIEWS]
    with duckdb.connect(config={"threads": 1}) as connection:
        fill(connection, {"publishers": PUBLISHERS, "actors": [{"actor_id": n, "name": n} for n in ACTORS]})
        define_macros(connection, [macro for macro in load_macros(SQL) if not macro.is_table])

        @settings(max_examples=40, deadline=None)
        @given(corpus=documents)
        def holds(corpus: list[Document]) -> None:
            actors, stories = counts_of(connection, corpus, models)
            wanted = {name: expected(corpus, place, None) for place, name in enumerate(ACTORS)}
            assert actors == {name: row for name, row in wanted.items() if row}
            wanted = {str(number): expected(corpus, None, number) for number in range(3)}
            assert stories == {name: row for name, row in wanted.items() if row}

        holds()


def counts_of(
    connection: duckdb.DuckDBPyConnection, corpus: list[Document], models: list[Model]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The counts of actor_overview and of story_overview, by key; the database is as before afterwards."""
    counts = "report_count, {}, source_count, independent_source_count, statement_count"
    queries = (
        f"select actor_id, {counts.format('story_count')} from actor_overview",
        f"select story_id, {counts.format('1')} from story_overview",
    )
    connection.execute("begin")
    try:
        for name, rows in rows_of(corpus).items():
            replace(connection, name, rows)
        define_models(connection, models)
        actors, stories = (
            {row[0]: row[1:] for row in connection.execute(query).fetchall()} for query in queries
        )
    finally:
        connection.execute("rollback")
    return actors, stories
