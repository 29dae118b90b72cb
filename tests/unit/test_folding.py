"""Folding and slugs."""

import pytest

from pipeline.text.folding import fold_chars, fold_words, slug, strip_accents


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("L’Élysée", "l'elysee"),
        ("ÉTATS‑UNIS", "etats-unis"),
        ("800\u202f000", "800 000"),
        ("Mıse À Jour", "mise a jour"),
        ("İstanbul", "istanbul"),
        ("Łódź", "lodz"),
        ("cœur", "cœur"),
    ],
)
def test_fold_chars(text: str, folded: str) -> None:
    assert fold_chars(text) == folded
    assert len(fold_chars(text)) == len(text)


def test_fold_words_spells_ligatures_out_and_drops_punctuation() -> None:
    assert fold_words("Le Nœud, l’Œuvre !") == "le noeud l oeuvre"


def test_strip_accents_keeps_case() -> None:
    assert strip_accents("Éric Ça") == "Eric Ca"


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Jean-Noël Élan", "jean-noel-elan"), ("D’Artagnan & Cie", "d-artagnan-cie"), ("北京", "")],
)
def test_slug(name: str, expected: str) -> None:
    assert slug(name) == expected
