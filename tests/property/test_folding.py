"""What holds for the folding of any text."""

from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.folding import fold_chars, fold_words, slug


@given(st.text())
def test_folding_keeps_the_length_and_is_idempotent(text: str) -> None:
    folded = fold_chars(text)
    assert len(folded) == len(text)
    assert fold_chars(folded) == folded


@given(st.text())
def test_words_fold_to_themselves(text: str) -> None:
    assert fold_words(fold_words(text)) == fold_words(text)
    assert set(slug(text)) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
