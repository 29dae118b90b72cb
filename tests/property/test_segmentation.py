from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.segment.segmentation import segment
from tests.unit.test_segmentation import METADATA, RULES, spans_of

KINDS = st.sampled_from(["title", "standfirst", "paragraph", "crosshead", "list_item", "share", "blank"])
WORDS = st.lists(
    st.sampled_from(["Les", "élus", "votent.", "-", " ", "\n", "\u00a0", "«", "»", "Oui !", "M."])
).map(" ".join)


@given(st.lists(st.tuples(KINDS, WORDS | st.text(max_size=20))).map(tuple))
def test_every_visible_character_of_the_body_is_in_one_sentence(lines: tuple[tuple[str, str], ...]) -> None:
    text = "".join(words for _, words in lines)
    spans = spans_of(lines)
    made = segment(text, spans, METADATA, RULES)
    body = [i for span in spans if span.is_body for i in range(span.char_start, span.char_end)]
    inside = [i for s in made.sentences for i in range(s.char_start, s.char_end)]
    assert inside == sorted(set(inside))
    assert {i for i in body if not text[i].isspace()} <= set(inside) <= set(body)
    for paragraph in made.paragraphs:
        assert any(s.paragraph_index == paragraph.paragraph_index for s in made.sentences)


@given(st.lists(st.tuples(KINDS, WORDS)).map(tuple))
def test_keys_are_unique_and_ordered(lines: tuple[tuple[str, str], ...]) -> None:
    made = segment("".join(words for _, words in lines), spans_of(lines), METADATA, RULES)
    for keys in (
        [p.paragraph_index for p in made.paragraphs],
        [s.sentence_index for s in made.sentences],
        [p.char_start for p in made.passages],
    ):
        assert keys == sorted(set(keys))
