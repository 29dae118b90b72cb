"""What holds of quotations for any text."""

import re

from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.records.segmentation import Passage, Sentence
from pipeline.records.tagging import FoundActor, Mention, Quote
from pipeline.rulebook import Rulebook
from pipeline.steps.quotes import load
from pipeline.text.quotes.quotations import find_quotations
from pipeline.text.quotes.quote_marks import pair_marks

RULES = load(Rulebook())
PIECES = [
    "« ", " »", '"', "“", "”", "‘", "’", ", ", ". ", " : ", " (", ") ", "– ", "…", "; ", "?", " ", "\u00a0",
    "Ada Aubrac ", "la maire ", "M. ", "Mme ", "ce dernier ", "celui qui ", "lui ", "eux ", "elle ", "on ", "ses yeux ",
    "a indiqué ", "avait ", "été ", "n’a pas ", "n’a pas manqué de ", "vient de ", "tenu à ", "fait valoir ", "se dit ",
    "a-t-elle ajouté", "dit-il", "assure-t-on à ", "assure-t-on au ", "-t-il ", "assurant ", "tout en ", "jugée ",
    "que ", "qu’", "qui ", "comme ", "et ", "mais ", "par ", "de ", "du ", "au ", "à ", "l’", "en ", "le ", "la ", "les ",
    "selon ", "selon lui", "d’après ", "pour ", "aux yeux de ", "à ses yeux", "à l’en croire ", "si l’on en croit ",
    "le pont rouvrira ", "appelle à ", "fermer ", "dans un communiqué", "sur X ", "au micro de ", "entourage ",
    "« Le pont »", "évoque ", "jeudi ", "le 3 mai ",
]  # fmt: skip
"""What statements are made of: marks, speakers, verb groups, sources, and words that join them."""
FORMS = sorted(RULES.grammar.cues.forms)
CUT_SHORT = st.builds(
    lambda pieces, first, last: "".join(pieces)[first : len("".join(pieces)) - last],
    st.lists(st.sampled_from(PIECES) | st.sampled_from(FORMS).map("{} ".format), max_size=16),
    st.integers(0, 6),
    st.integers(0, 6),
)
"""Real cue words, some of their letters lost at either end, as in texts cut off by a paywall."""
FRENCH = st.lists(st.sampled_from(PIECES), max_size=40).map("".join) | CUT_SHORT
ANY = st.text(max_size=120)
LANGUAGES = st.sampled_from(["fr", "fr", "fr", "en", "und"])


def quotes_of(
    paragraphs: list[str], language: str = "fr", is_cut: bool = False, is_named: bool = False
) -> tuple[str, list[Quote]]:
    """The text and its rows; `is_cut` gives each line as two sentences, `is_named` its name as a mention."""
    text = "\n".join(paragraphs)
    passages: list[Passage] = []
    sentences: list[Sentence] = []
    start = 0
    for index, line in enumerate(paragraphs):
        end, half = start + len(line), start + len(line) // 2
        passages.append(Passage(start, end, "body", index, "paragraph", language, line))
        for a, b in [(start, half), (half, end)]:
            if is_cut and a < b:
                sentences.append(Sentence(len(sentences), index, a, b, text[a:b]))
        start = end + 1
    mentions = [
        Mention(found.start(), found.end(), "body", None, None, found[0], "name", "person", "u-ada-aubrac", None, None, "", 1)
        for found in re.finditer("Ada Aubrac", text if is_named else "")
    ]  # fmt: skip
    actors = [FoundActor("u-ada-aubrac", "Ada Aubrac", "person", False)]
    return text, find_quotations(passages, sentences, mentions, actors, "fr", RULES)


@settings(max_examples=150, deadline=None)
@given(st.lists(FRENCH | ANY, max_size=4), LANGUAGES, st.booleans(), st.booleans())
@example(["a-t-elle ajouté, "], "fr", False, False)
@example(["« Le pont rouvrira lundi », assure-t-on au entourage "], "fr", False, False)
def test_rows_are_where_they_say(paragraphs: list[str], language: str, is_cut: bool, is_named: bool) -> None:
    text, quotes = quotes_of(paragraphs, language, is_cut, is_named)
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
