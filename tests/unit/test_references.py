"""Pronouns and titles that lead back to a mention of the same text."""

import pytest

from pipeline.rulebook import Rulebook
from pipeline.text.actors.references import (
    Person,
    choose_antecedent,
    compile_speech,
    find_pronouns,
    quoted_spans,
)

SPEECH = compile_speech(Rulebook().rules("reporting_verbs"))


@pytest.mark.parametrize(
    ("text", "pronouns"),
    [
        ("Il a ainsi déclaré que la neige tombait.", ["Il"]),
        ("« Non », a-t-elle ajouté.", ["elle"]),
        ("« Non », explique-t-il.", ["il"]),
        ("Ce dernier a affirmé le contraire.", ["Ce dernier"]),
        ("Elle, en revanche, assure que non.", ["Elle"]),
        ("Il pleut et elle dort.", []),
        ("Qu'elle vienne !", []),
    ],
)
def test_subjects_of_reporting_verbs(text: str, pronouns: list[str]) -> None:
    assert [text[start:end] for start, end, _ in find_pronouns(text, SPEECH)] == pronouns


def test_the_other_gender_is_passed_over() -> None:
    named = [Person(0, 5, "u-odile", "person"), Person(20, 25, "u-bastien", "person")]
    genders = {"u-odile": "female", "u-bastien": "male"}
    chosen = choose_antecedent(40, "elle", named, genders, [(0, 39)], frozenset())
    assert chosen == named[0]


def test_the_one_who_spoke_comes_before_the_one_first_named() -> None:
    named = [Person(0, 5, "u-a", "person"), Person(20, 25, "u-b", "person")]
    assert choose_antecedent(40, "il", named, {}, [(0, 39)], frozenset({20})) == named[1]
    assert choose_antecedent(40, "il", named, {}, [(0, 39)], frozenset()) == named[0]
    assert choose_antecedent(40, "ce dernier", named, {}, [(0, 39)], frozenset()) == named[1]


def test_nobody_is_sought_too_far_back() -> None:
    assert choose_antecedent(5000, "il", [Person(0, 5, "u-a", "person")], {}, [], frozenset()) is None


def test_quoted_spans() -> None:
    text = 'Il dit « oui » et "non" puis “si”.'
    assert [text[start:end] for start, end in quoted_spans(text)] == ["« oui »", '"non"', "“si”"]
