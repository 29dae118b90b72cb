from typing import Any

import pytest

from pipeline.rulebook import Rulebook
from pipeline.text.segment.language import (
    SETTLED_SHARE,
    compile_language_rules,
    detect_document,
    detect_paragraph,
    share_of_words,
)

RULES = Rulebook().rules("languages")
COMPILED = compile_language_rules(RULES)
FRENCH = (
    "Les délégués se sont retrouvés jeudi dans la salle des fêtes pour examiner le budget de la commune. "
    "Après deux heures de débats, le texte a été adopté à l’unanimité, ce qui n’était pas arrivé depuis dix ans."
)
ENGLISH = (
    "The delegates met on Thursday in the village hall to examine the budget. After two hours of debate the text "
    "was passed without a single vote against it, which had not happened for ten years."
)


def test_language_of_a_document() -> None:
    assert detect_document(FRENCH)[0] == "fr"
    assert detect_document(ENGLISH)[0] == "en"
    assert detect_document(FRENCH)[1] > 0.9


@pytest.mark.parametrize(
    "text", ["", "12 345 – 67 %", "Istanbul", "https://example.org/" + "a" * 5, "1" * 200]
)
def test_too_few_letters_are_undetermined(text: str) -> None:
    assert detect_document(text) == ("und", 0.0)


def test_answer_depends_on_the_text_alone() -> None:
    short = "Bayern Munich : Surprise ! Un entraîneur remercié avant la finale"
    first = detect_document(short)
    for other in (ENGLISH, FRENCH, "Dies ist ein deutscher Satz, der lang genug ist."):
        detect_document(other)
        assert detect_document(short) == first


def test_most_of_a_long_document_decides() -> None:
    assert detect_document(ENGLISH[:200] + "\n" + FRENCH * 20)[0] == "fr"


def test_long_paragraph_has_its_own_language() -> None:
    assert detect_paragraph(ENGLISH, ("fr", 0.99), COMPILED)[0] == "en"
    assert detect_paragraph(FRENCH, ("en", 0.99), COMPILED)[0] == "fr"


def test_paragraph_inherits() -> None:
    document = ("fr", 0.8765)
    assert detect_paragraph("Diplomatie", document, COMPILED) == document
    assert detect_paragraph(FRENCH, document, COMPILED) == document
    assert detect_paragraph("Sao Paulo, Rio de Janeiro, " * 6, document, COMPILED)[0] in ("fr", "pt")


def test_paragraph_of_a_language_without_words() -> None:
    document = ("de", 0.99)
    german = "Der Rat hat am Donnerstag den Haushalt beschlossen, und niemand hat dagegen gestimmt. " * 2
    assert detect_paragraph(german, document, COMPILED) == document


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule["id"]))
def test_examples_of_rules(rule: dict[str, Any]) -> None:
    words = frozenset(rule["words"])
    assert all(share_of_words(example, words) >= SETTLED_SHARE for example in rule["hits"])
    assert all(share_of_words(example, words) < SETTLED_SHARE for example in rule["misses"])
