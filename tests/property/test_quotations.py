"""What holds of quotations for any text."""

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.records.segmentation import Passage
from pipeline.records.tagging import Quote
from pipeline.rulebook import Rulebook
from pipeline.steps.quotes import load
from pipeline.text.quotes.quotations import find_quotations
from pipeline.text.quotes.quote_marks import pair_marks

RULES = load(Rulebook())
PIECES = [
    "« ", " »", '"', "“", "”", ", ", ". ", " : ", " (", ") ", "Ada Aubrac ", "la maire ", "a indiqué ", "que ", "qu’",
    "le pont rouvrira ", "selon ", "d’après ", "pour ", "a-t-elle ajouté", "dit-il", "assurant ", "tout en ", "et ",
    "appelle à ", "fermer ", "n’a pas ", "on ", "assure-t-on à ", "qui ", "dans un communiqué", "sur X ", "aux yeux de ",
    "« Le pont »", "évoque ", "se dit ", "– ", "…", " ", "\u00a0", "fait valoir ", "jeudi ", "de ", "elle ",
]  # fmt: skip
FRENCH = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)
ANY = st.text(max_size=120)


def quotes_of(paragraphs: list[str]) -> tuple[str, list[Quote]]:
    passages, start = [], 0
    for index, text in enumerate(paragraphs):
        passages.append(Passage(start, start + len(text), "body", index, "paragraph", "fr", text))
        start += len(text) + 1
    return "\n".join(paragraphs), find_quotations(passages, [], [], [], "fr", RULES)


@settings(max_examples=150, deadline=None)
@given(st.lists(FRENCH | ANY, max_size=4))
def test_rows_are_where_they_say(paragraphs: list[str]) -> None:
    text, quotes = quotes_of(paragraphs)
    for quote in quotes:
        assert quote.text == text[quote.char_start : quote.char_end] != ""
        if quote.cue_char_start is not None:
            assert quote.cue == text[quote.cue_char_start : quote.cue_char_end]
        if quote.speaker_char_start is not None:
            assert quote.speaker_surface == text[quote.speaker_char_start : quote.speaker_char_end]


@settings(max_examples=150, deadline=None)
@given(st.lists(FRENCH, max_size=4))
def test_rows_are_numbered_in_order(paragraphs: list[str]) -> None:
    _, quotes = quotes_of(paragraphs)
    assert [quote.quote_index for quote in quotes] == list(range(len(quotes)))
    assert [quote.char_start for quote in quotes] == sorted(quote.char_start for quote in quotes)
    assert {quote.statement_index for quote in quotes} == set(range(len({q.statement_index for q in quotes})))
    for quote in quotes:
        assert 0 <= quote.score <= 1
        assert quote.rule_id in RULES.scores
        assert quote.parent_quote_index is None or quote.parent_quote_index != quote.quote_index
        assert quote.parent_quote_index is None or 0 <= quote.parent_quote_index < len(quotes)


@settings(max_examples=60, deadline=None)
@given(st.lists(FRENCH, max_size=3))
def test_the_same_text_gives_the_same_rows(paragraphs: list[str]) -> None:
    assert quotes_of(paragraphs) == quotes_of(paragraphs)


@given(ANY | FRENCH, st.booleans())
def test_marks_do_not_overlap_and_lie_in_the_text(text: str, is_continued: bool) -> None:
    end = 0
    for quoted in pair_marks(text, is_continued):
        assert end <= quoted.start <= quoted.inner_start < quoted.inner_end <= quoted.end <= len(text)
        end = quoted.end
