"""Duplicates, for any corpus: shares are shares, chains lead back in time, the order of rows does not matter."""

import random
from datetime import timedelta

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.relate.corpus import Bodies, order_documents
from pipeline.relate.duplicates import Duplicate, find_duplicates
from tests.unit.test_duplicates import DAY, DISPATCH, OTHER, document, documents_table, paragraphs_table

SENTENCES = st.sampled_from(
    [*DISPATCH, *OTHER, "Brève.", "", "Une phrase de plus, que personne d'autre ne porte."]
)
CORPORA = st.lists(st.tuples(st.lists(SENTENCES, max_size=8), st.integers(0, 3)), min_size=1, max_size=7)
PAIRS = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=3)


@given(CORPORA, PAIRS, st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=60)
def test_duplicates_keep_their_promises(
    corpus: list[tuple[list[str], int]], pairs: list[tuple[int, int]], chance: random.Random
) -> None:
    names = [f"d{at}" for at in range(len(corpus))]
    rows = [document(name, DAY + timedelta(days=day)) for name, (_, day) in zip(names, corpus, strict=True)]
    bodies = {name: texts for name, (texts, _) in zip(names, corpus, strict=True)}
    versions = [(names[one], names[other]) for one, other in pairs if max(one, other) < len(names)]

    def found() -> list[Duplicate]:
        paragraphs = paragraphs_table(bodies)
        order = list(range(paragraphs.num_rows))
        chance.shuffle(order)
        chance.shuffle(rows)
        chance.shuffle(versions)
        ordered = order_documents(documents_table(rows), versions)
        assert [row.rank for row in ordered] == list(range(len(rows)))
        return find_duplicates(ordered, Bodies(paragraphs.take(pa.array(order, pa.int64()))), versions)

    duplicates = found()
    assert duplicates == found()
    ranks = {row.document_id: row.rank for row in order_documents(documents_table(rows), versions)}
    by_id = {duplicate.document_id: duplicate for duplicate in duplicates}
    for duplicate in duplicates:
        assert ranks[duplicate.duplicate_of] < ranks[duplicate.document_id]
        assert 0.5 <= duplicate.shared_share <= 1.0
        assert 0.0 < duplicate.reverse_share <= 1.0
        end = duplicate
        while end.duplicate_of in by_id:
            end = by_id[end.duplicate_of]
        assert end.duplicate_of == duplicate.first_carrier_document_id
