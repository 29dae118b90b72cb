"""Composed text: offsets lead there and back, and nothing that is seen is lost."""

import re
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.composed import compose, is_composed

TEXTS = st.text(
    st.sampled_from("aeEo \u0301\u0300\u0327\u0323nçé«-'’\n\r\u2028\u00ad\u200b\u00a0한ᄒ"), max_size=40
)


@given(TEXTS)
def test_every_composed_offset_leads_back(text: str) -> None:
    composed = compose(text)
    assert len(composed.starts) == len(composed.ends) == len(composed.text) + 1
    for offsets in (composed.starts, composed.ends):
        assert list(offsets) == sorted(set(offsets))
    assert composed.ends[0] == 0
    assert composed.starts[-1] == len(text)
    assert all(end <= start for start, end in zip(composed.starts, composed.ends, strict=True))
    for at in range(len(composed.text) + 1):
        assert composed.inwards(composed.outwards(at)) == at
        assert composed.inwards(composed.outwards(at, is_end=True)) == at


@given(TEXTS)
def test_what_is_seen_is_kept(text: str) -> None:
    def seen(said: str) -> str:
        return unicodedata.normalize("NFD", re.sub(r"[\s\u00ad\u200b]", "", said))

    assert seen(compose(text).text) == seen(text)


@given(st.text(st.sampled_from("ae -é«\n"), max_size=40))
def test_a_single_break_is_no_break(text: str) -> None:
    composed = compose(text)
    assert not re.search(r"(?<![\n ])\n(?![\n ])", composed.text)
    assert not is_composed(text) or composed.text == text
