"""The weekly trend: an outlet that is added moves the counts, not the trend; a change of all outlets moves both."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Final

import duckdb
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.fingerprint import ROOT
from pipeline.models import define_macros, define_models, load_macros, load_models
from tests.contract.dataset import Row, fill

MONDAY: Final = date(2026, 1, 5)
SQL: Final = ROOT / "sql"
NEEDED: Final = ("reports", "actor_documents", "topic_documents", "weekly_counts", "actor_weekly")
Weeks = Sequence[tuple[int, int] | None]
"""For each week how many reports an outlet has, and how many of them name the actor; None where it has none."""

weeks = st.lists(
    st.none() | st.tuples(st.integers(1, 4), st.integers(0, 4)).map(lambda pair: (pair[0], min(pair))),
    min_size=6,
    max_size=6,
)


def trend(outlets: Mapping[str, Weeks]) -> dict[int, tuple[int, float]]:
    """By number of the week: reports that name the actor, and trend_share."""
    rows: dict[str, list[Row]] = {name: [] for name in ("arrivals", "documents", "mentions")}
    for outlet, told in outlets.items():
        for week, counted in enumerate(told):
            for number in range(counted[0] if counted else 0):
                document_id = f"{outlet}-{week}-{number}"
                day = MONDAY + timedelta(days=7 * week + number)
                rows["arrivals"].append(_arrival(document_id, outlet, day))
                rows["documents"].append(_document(document_id, outlet, day))
                if counted and number < counted[1]:
                    rows["mentions"].append(_mention(document_id))
    actor = {"actor_id": "anna", "name": "Anna", "actor_type": "person", "is_registered": True}
    with duckdb.connect(config={"threads": 1}) as connection:
        fill(connection, rows | {"actors": [actor | {"is_confirmed": True}]})
        define_macros(connection, [macro for macro in load_macros(SQL) if not macro.is_table])
        define_models(connection, [model for model in load_models(SQL) if model.name in NEEDED])
        found = connection.execute("select week_on, report_count, trend_share from actor_weekly").fetchall()
    return {(day - MONDAY).days // 7: (count, share) for day, count, share in found}


STEADY: Final = {"one": [(4, 2)] * 6, "two": [(2, 1)] * 6}


def test_an_added_outlet_moves_the_counts_and_not_the_trend() -> None:
    before = trend(STEADY)
    after = trend(STEADY | {"new": [None, None, None, (4, 4), (4, 4), (4, 4)]})
    assert [share for _, share in before.values()] == [0.5] * 6
    assert [share for _, share in after.values()] == [0.5] * 6
    assert [count for count, _ in after.values()] == [3, 3, 3, 7, 7, 7]


def test_a_change_of_the_outlets_moves_the_trend() -> None:
    rising = {"one": [(4, 1), (4, 1), (4, 3)], "two": [(2, 1), (2, 1), (2, 2)]}
    assert [share for _, share in trend(rising).values()] == [0.375, 0.375, 0.875]


def test_weeks_in_which_nobody_names_the_actor_count() -> None:
    assert trend({"one": [(2, 2), (2, 0), (2, 1)]}) == {0: (2, 1.0), 2: (1, 0.5)}


@settings(max_examples=15, deadline=None)
@given(one=weeks, other=weeks, start=st.integers(1, 5))
def test_the_week_in_which_an_outlet_comes_does_not_move_the_trend(
    one: Weeks, other: Weeks, start: int
) -> None:
    kept = [(1, 1)] * 6
    without = trend({"kept": kept, "one": one})
    late = [None] * start + list(other)[start:]
    added = trend({"kept": kept, "one": one, "late": late})
    for week in range(start + 1):
        if not any(late[:week]):
            assert added[week][1] == without[week][1]


def _arrival(document_id: str, outlet: str, day: date) -> Row:
    return {
        "arrival_id": document_id,
        "source_path": f"{document_id}.txt",
        "source_key": document_id,
        "arrived_on": day,
        "document_id": document_id,
        "outcome": "new",
        "is_current": True,
        "publisher_id": outlet,
        "byte_count": 1,
    }


def _document(document_id: str, outlet: str, day: date) -> Row:
    return {
        "document_id": document_id,
        "publisher_id": outlet,
        "sections": [],
        "authors": [],
        "dated_on": day,
        "dated_by": "text",
        "language_code": "fr",
        "language_score": 1.0,
        "word_count": 1,
        "is_truncated": False,
        "is_current": True,
        "story_id": document_id,
    }


def _mention(document_id: str) -> Row:
    return {
        "document_id": document_id,
        "char_start": 0,
        "char_end": 4,
        "region": "title",
        "surface": "Anna",
        "mention_kind": "name",
        "entity_type": "person",
        "actor_id": "anna",
        "rule_id": "r",
        "score": 1.0,
    }
