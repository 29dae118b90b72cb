"""Stories, for any corpus: every current document has one, the earliest names it, the order of rows does not matter."""

import random
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.relate.corpus import order_documents
from tests.unit.test_duplicates import DAY, DISPATCH, OTHER, document, documents_table
from tests.unit.test_stories import ELECTION, STRIKE_AGAIN, related

TEXTS = st.lists(st.sampled_from([*DISPATCH, *STRIKE_AGAIN, *OTHER, *ELECTION, ""]), max_size=6)
CORPORA = st.lists(
    st.tuples(TEXTS, st.integers(0, 5), st.booleans(), st.sampled_from([None, "le-quai", "la-dune"])),
    min_size=1,
    max_size=7,
)


@given(CORPORA, st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=60)
def test_stories_keep_their_promises(
    corpus: list[tuple[list[str], int, bool, str | None]], chance: random.Random
) -> None:
    rows = [
        document(f"d{at}", DAY + timedelta(days=day), is_current=is_current, publisher_id=publisher)
        for at, (_, day, is_current, publisher) in enumerate(corpus)
    ]
    bodies = {f"d{at}": texts for at, (texts, *_) in enumerate(corpus)}
    actors = [(name, "france", "country") for name in bodies]
    tables = related(rows, bodies, actors)
    chance.shuffle(rows)
    chance.shuffle(actors)
    again = related(rows, dict(reversed(list(bodies.items()))), actors)
    assert all(tables[name].equals(again[name]) for name in tables)

    ordered = order_documents(documents_table(rows))
    story_of = {row["document_id"]: row["story_id"] for row in tables["story_documents"].to_pylist()}
    assert set(story_of) == {row.document_id for row in ordered if row.is_current}
    stories = {row["story_id"]: row for row in tables["stories"].to_pylist()}
    assert set(stories) == set(story_of.values())
    for story_id, story in stories.items():
        members = [row for row in ordered if story_of.get(row.document_id) == story_id]
        assert members[0].document_id == story_id
        assert story["document_count"] == len(members)
        assert story["source_count"] == len({row.publisher_id for row in members})
        assert (story["first_dated_on"], story["last_dated_on"]) == (
            members[0].dated_on,
            members[-1].dated_on,
        )
