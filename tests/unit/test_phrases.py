import re

import pytest

from pipeline.text.phrases import alternation, plain_phrase


@pytest.mark.parametrize("text", ["plus d'un", "plus d’un", "plus\u00a0d’un", "plus\u202fd'un"])
def test_one_spelling_finds_every_space_and_apostrophe(text: str) -> None:
    match = re.match(alternation(["plus d'"]), text)
    assert match
    assert plain_phrase(match.group()) == "plus d'"


def test_longest_phrase_wins_and_signs_are_plain() -> None:
    assert re.findall(alternation(["km", "km/h", "$"]), "km/h km $") == ["km/h", "km", "$"]


def test_order_of_the_phrases_does_not_matter() -> None:
    assert alternation(["b", "aa", "a"]) == alternation(["a", "b", "aa", "a"])
