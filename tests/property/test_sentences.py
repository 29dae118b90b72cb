from hypothesis import given
from hypothesis import strategies as st

from pipeline.rulebook import Rulebook
from pipeline.text.segment.sentences import compile_sentence_rules, find_sentences

COMPILED = compile_sentence_rules(Rulebook().rules("abbreviations"))
PIECES = st.sampled_from(
    ["Il", "elle", "M.", "etc.", "J.-C.", "12", "1.500", ".", "...", "…", "!", "?", "«", "»", '"', "’", "(", ")", " ", "\u00a0", "\n", "–", "fin"]
)  # fmt: skip


@given(st.lists(PIECES).map("".join) | st.text())
def test_every_visible_character_is_in_one_sentence(text: str) -> None:
    found = find_sentences(text, COMPILED)
    covered = [index for start, end in found for index in range(start, end)]
    assert covered == sorted(set(covered))
    assert {index for index, char in enumerate(text) if not char.isspace()} <= set(covered)
    for start, end in found:
        assert text[start:end] == text[start:end].strip() != ""
        assert "\n" not in text[start:end]


@given(st.lists(PIECES).map("".join), st.lists(PIECES).map("".join))
def test_lines_do_not_touch_each_other(first: str, second: str) -> None:
    whole = find_sentences(f"{first}\n{second}", COMPILED)
    apart = find_sentences(first, COMPILED)
    shift = len(first) + 1
    assert whole == apart + [(start + shift, end + shift) for start, end in find_sentences(second, COMPILED)]
