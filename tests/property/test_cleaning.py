"""What cleaning promises for any text at all."""

from datetime import date
from functools import cache

from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.records.reading import Hint
from pipeline.rulebook import Rulebook
from pipeline.steps.clean import load
from pipeline.text.clean.cleaning import CleaningRules, clean

DAY = date(2026, 11, 21)

LINES = st.sampled_from(
    [
        "Le port de Vauquelin rouvre après six mois de travaux",
        "Publié le 04/04/2026 à 08h23 — Mis à jour le 05/04/2026 à 09h00",
        "Par Lise Orvault",
        "Partager sur Facebook",
        "Lire aussi : Le canal reste fermé aux péniches",
        "* Le canal reste fermé",
        "LOMÉ, 4 avril (AFP) - Les quais du port ont rouvert mardi au trafic, a indiqué la capitainerie.",
        "Les quais du port de Vauquelin ont rouvert mardi aux bateaux de pêche, a indiqué la capitainerie.",
        "« Nous attendions ce jour depuis six mois », a dit Paul Ferrand, le patron du chalutier.",
        "Un chantier retardé",
        "Les bateaux au mouillage dans le port. ANA DELMAS / AFP",
        "Il vous reste 40 % de cet article à lire.",
        "Les plus lus",
        "",
        "   ",
    ]
)
BREAKS = st.sampled_from(["\n", "\r\n", "\n\n", "\u2028", "\r"])
UNIQUE_PAGES = st.lists(st.tuples(LINES, BREAKS), max_size=15, unique_by=lambda part: part[0]).map(
    lambda parts: "".join(a + b for a, b in parts)
)
PAGES = st.lists(st.tuples(LINES, BREAKS), max_size=25).map(lambda parts: "".join(a + b for a, b in parts))
TEXTS = st.one_of(st.text(max_size=300), PAGES)


@cache
def rules() -> CleaningRules:
    return load(Rulebook())


@settings(max_examples=150, deadline=None)
@given(TEXTS)
@example("")
@example("\r\n \u2028\u200b\n")
def test_spans_tile_the_text(text: str) -> None:
    spans, _ = clean(text, [], rules(), DAY)
    assert "".join(text[span.char_start : span.char_end] for span in spans) == text
    assert [span.span_index for span in spans] == list(range(len(spans)))
    at = 0
    for span in spans:
        assert span.char_start == at < span.char_end
        assert 0 <= span.score <= 1
        at = span.char_end
    assert at == len(text)


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_spans_have_no_white_space_at_their_edges(text: str) -> None:
    spans, _ = clean(text, [], rules(), DAY)
    for span in spans:
        words = text[span.char_start : span.char_end]
        assert (span.span_kind == "blank") == (
            not words.strip().strip("\u200b\ufeff\xad\u2060\u200e\u200f\u200c\u200d")
        )
        assert span.span_kind == "blank" or words == words.strip()
        assert span.is_body == (span.span_kind in ("paragraph", "crosshead", "list_item"))


@settings(max_examples=150, deadline=None)
@given(UNIQUE_PAGES)
def test_cleaning_the_body_again_keeps_all_of_it(text: str) -> None:
    spans, _ = clean(text, [], rules(), DAY)
    body = [text[span.char_start : span.char_end] for span in spans if span.is_body]
    joined = "\n\n".join(body)
    again, _ = clean(joined, [], rules(), DAY)
    assert [joined[span.char_start : span.char_end] for span in again if span.is_body] == body


@settings(max_examples=50, deadline=None)
@given(TEXTS, st.data())
def test_hints_never_change_the_tiling(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    hints = [
        Hint(0, 0, "meta:og:title", '{"content": "Le port"}'),
        Hint(0, 0, "json-ld:datePublished", '{"content": ["hier", "2026-04-04T08:23:00+02:00"]}'),
        Hint(start, end, "p", "no json", "body"),
    ]
    spans, metadata = clean(text, hints, rules(), DAY)
    assert "".join(text[span.char_start : span.char_end] for span in spans) == text
    assert metadata.published_utc_offset == "+02:00"
