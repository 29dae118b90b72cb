"""No text is too odd for the steps names and mentions: cut off, nothing but marks, without end, in any script."""

from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.rulebook import Rulebook
from pipeline.step import Row, as_row
from pipeline.steps import mentions, names

TEXT = (
    "Le Premier ministre espagnol Pedro Sánchez, la présidente de la Commission européenne, Ursula von der Leyen, et M. J.-L."
    " Tavernost (OLC) ont vu l’Élysée « hier », a-t-il ajouté. L'Office lorrain des canaux (OLC), dit « OLC », ou le Comité"
    " pour les Écluses de Brelle-sur-l'Étang : TAVERNOST Mireille, députée de l'Aude, l’ancien président américain Donald"
    " Trump (AFP) en 2015 – le Moldave Sorel ; chez Airbus, au Devoir, d’Emmanuel Macron…"
)
ODD = st.text(
    st.one_of(
        st.sampled_from(" \n\t\u00a0\u202f.,;:!?…«»“”\"'’()[]{}-–—/&@#%*_0123456789"),
        st.sampled_from(
            "éÉàÇœŒßİıﬁǅＡａ\u0301\u0308\u200d\u200f\u00ad\ufeff\u2028אبत中한😀\U0001f1eb\U0001f1f7"
        ),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=80,
)
LABELS = ("PER", "ORG", "LOC", "MISC")


@cache
def resources(step: str) -> Any:
    return {"names": names, "mentions": mentions}[step].STEP.load(Rulebook())


def rows_of(text: str) -> dict[str, list[Row]]:
    passage = {
        "char_start": 3,
        "char_end": 3 + len(text),
        "region": "body",
        "paragraph_index": 0,
        "paragraph_kind": "paragraph",
        "language_code": "fr",
        "text": text,
    }
    sentence = {
        "sentence_index": 0,
        "paragraph_index": 0,
        "char_start": 3,
        "char_end": 3 + len(text),
        "text": text,
    }
    return {"passages": [passage], "sentences": [sentence], "contexts": []}


def tag(text: str, found: list[tuple[int, int, str]] | None = None) -> list[Any]:
    """The mentions of a text in which the model, or `found`, sees names."""
    rows = rows_of(text)
    if found is None:
        made = names.STEP.apply(rows, resources("names"))["names"]
        rows["names"] = [as_row(name) for name in made]
    else:
        rows["names"] = [{"char_start": 3 + a, "char_end": 3 + b, "label": label} for a, b, label in found]
    tagged = list(mentions.STEP.apply(rows, resources("mentions"))["mentions"])
    assert all(text[m.char_start - 3 : m.char_end - 3] == m.surface for m in tagged)
    assert all(m.char_start < m.char_end for m in tagged)
    return tagged


@settings(max_examples=25, deadline=None)
@given(st.integers(0, len(TEXT)), st.integers(0, len(TEXT)), ODD)
def test_texts_cut_off_anywhere(start: int, end: int, odd: str) -> None:
    tag(TEXT[min(start, end) : max(start, end)] + odd)


@settings(max_examples=150, deadline=None)
@given(ODD, st.data())
def test_odd_characters_with_names_anywhere(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=6)))
    spans = zip(cuts[::2], cuts[1::2], strict=False)
    tag(text, [(a, b, data.draw(st.sampled_from(LABELS))) for a, b in spans])


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_names_cut_anywhere_from_real_words(data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(0, len(TEXT)), max_size=30)))
    spans = zip(cuts[::2], cuts[1::2], strict=False)
    tag(TEXT, [(a, b, data.draw(st.sampled_from(LABELS))) for a, b in spans])


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\n",
        ".",
        "« »",
        "…" * 500,
        "'’" * 300,
        "(" * 400,
        "-" * 400,
        "A" * 5000,
        "A. " * 1000,
        "M. " * 500,
    ],
)
def test_texts_without_words(text: str) -> None:
    assert len(tag(text)) <= 1


@pytest.mark.parametrize(
    "words", ["OLC (", "Office des ", "de la ", "le président ", "Paris, ", "Macron-", "l'", "1 "]
)
def test_lines_without_end(words: str) -> None:
    text = words * (20_000 // len(words))
    tag(text, [(at, at + len(words.rstrip()), "ORG") for at in range(0, len(text), len(words) * 7)])
