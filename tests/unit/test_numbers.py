import pytest

from pipeline.rulebook import Rulebook
from pipeline.text.figures.numbers import compile_number_rules, find_numbers

COMPILED = compile_number_rules(Rulebook().rules("amounts"))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("35", 35),
        ("1,5", 1.5),
        ("1.5", 1.5),
        ("800 000", 800_000),
        ("1\u202f234\u202f567,8", 1_234_567.8),
        ("1.234,5", 1234.5),
        ("-3", -3),
        ("2,3 milliards", 2.3e9),
        ("1 milliard 200 millions", 1.2e9),
        ("trois millions et demi", 3.5e6),
        ("quatre-vingt-dix-sept", 97),
        ("vingt et un", 21),
        ("septante", 70),
        ("une quinzaine", 15),
        ("des centaines de milliers", 200_000),
        ("trois dizaines", 30),
    ],
)
def test_values(text: str, value: float) -> None:
    (number,) = find_numbers(f"Soit {text}.", COMPILED)
    assert (number.start, number.end, number.value) == (5, 5 + len(text), value)


@pytest.mark.parametrize(
    "text", ["un", "une", "le 3e", "F-16", "20h45", "1/2", "n°5", "deuxième", "Deux-Ponts", "12-3"]
)
def test_no_numbers(text: str) -> None:
    assert find_numbers(f"Soit {text}.", COMPILED) == []


def test_english_commas_part_thousands() -> None:
    assert [number.value for number in find_numbers("1,500 or 2.5 billion", COMPILED, "en")] == [1500, 2.5e9]


def test_words_are_read_in_french_only() -> None:
    assert find_numbers("deux cents, 5", COMPILED, "de")[0].value == 5
