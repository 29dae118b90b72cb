"""Composed text: offsets lead there and back, and nothing is lost."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.actors.composed import compose

TEXTS = st.text(st.sampled_from("aeEo \u0301\u0300\u0327\u0323nçé«\n한ᄒ"), max_size=40)


@given(TEXTS)
def test_every_composed_offset_leads_back(text: str) -> None:
    composed = compose(text)
    assert len(composed.offsets) == len(composed.text) + 1
    assert list(composed.offsets) == sorted(set(composed.offsets))
    assert composed.outwards(0) == 0
    assert composed.outwards(len(composed.text)) == len(text)
    for at in range(len(composed.text) + 1):
        assert composed.inwards(composed.outwards(at)) == at


@given(TEXTS)
def test_pieces_say_the_same(text: str) -> None:
    composed = compose(text)
    assert unicodedata.normalize("NFD", composed.text) == unicodedata.normalize("NFD", text)
