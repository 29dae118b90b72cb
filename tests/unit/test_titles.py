"""Titles: what is read from their words, and how they agree with dated roles."""

from datetime import date
from functools import cache

import pytest

from pipeline.rulebook import Rulebook
from pipeline.steps.mentions import load
from pipeline.text.actors.mentions import Knowledge, entities_of
from pipeline.text.actors.titles import Title, check_claim, find_titles, holders_on


@cache
def knowledge() -> Knowledge:
    return load(Rulebook())


def read(text: str) -> list[Title]:
    return find_titles(text, entities_of(text, knowledge().linker), knowledge().wording)


@pytest.mark.parametrize(
    ("text", "surface", "office", "portfolio", "country", "body"),
    [
        ("le président moldave est là", "président moldave", "president", set(), "moldavie", None),
        (
            "la ministre déléguée auprès de la ministre des Armées, Odile Brancart",
            "ministre déléguée auprès de la ministre des Armées",
            "minister-delegate",
            {"defense"},
            None,
            None,
        ),
        (
            "le ministre letton des Affaires étrangères a dit",
            "ministre letton des Affaires étrangères",
            "minister",
            {"affaires", "etrangeres"},
            "lettonie",
            None,
        ),
        (
            "la cheffe de la diplomatie kényane arrive",
            "cheffe de la diplomatie kényane",
            "minister",
            {"affaires", "etrangeres"},
            "kenya",
            None,
        ),
        (
            "le directeur général de l'OMS Bastien Tavernost",
            "directeur général de l'OMS",
            "director-general",
            set(),
            None,
            "organisation-mondiale-de-la-sante",
        ),
        ("le président de la région reçoit", "président de la région", "president", {"region"}, None, None),
        ("le chef de l'État", "chef de l'État", "head-of-state", set(), None, None),
    ],
)
def test_what_a_title_says(
    text: str, surface: str, office: str, portfolio: set[str], country: str | None, body: str | None
) -> None:
    title = read(text)[0]
    assert text[title.char_start : title.char_end] == surface
    assert (title.office, set(title.portfolio), title.country, title.body) == (
        office,
        portfolio,
        country,
        body,
    )


@pytest.mark.parametrize(
    ("text", "tense", "feminine"),
    [
        ("l'ancien président moldave", "former", False),
        ("l’ex-Première ministre lettone", "former", True),
        ("le futur ministre", "future", False),
        ("la ministre", "current", True),
        ("ministre", "current", None),
    ],
)
def test_tense_and_gender(text: str, tense: str, feminine: bool | None) -> None:
    title = read(text)[0]
    assert (title.tense, title.is_feminine) == (tense, feminine)


@pytest.mark.parametrize(
    ("text", "day", "holders"),
    [
        ("le président français", date(2014, 3, 1), ["francois-hollande"]),
        ("le chef de l'État français", date(2024, 3, 1), ["emmanuel-macron"]),
        ("le président français", date(2040, 3, 1), []),
        ("la présidente de la Commission européenne", date(2022, 3, 1), ["ursula-von-der-leyen"]),
        ("le président du Kurdistan irakien", date(2022, 3, 1), []),
    ],
)
def test_holders(text: str, day: date, holders: list[str]) -> None:
    assert holders_on(read(text)[0], day, knowledge().wording, knowledge().registry) == holders


@pytest.mark.parametrize(
    ("text", "actor_id", "day", "conflict"),
    [
        ("l'ancien président américain", "donald-trump", date(2026, 1, 6), True),
        ("l'ancien président américain", "donald-trump", date(2023, 1, 6), False),
        ("le président américain", "donald-trump", date(2023, 1, 6), True),
        ("le président américain", "donald-trump", date(2026, 1, 6), False),
        ("le président américain", "donald-trump", None, False),
        ("le président brésilien", "luiz-inacio-lula-da-silva", date(2005, 1, 6), False),
        ("le président du club", "donald-trump", date(2023, 1, 6), False),
    ],
)
def test_conflicts(text: str, actor_id: str, day: date | None, conflict: bool) -> None:
    found = check_claim(read(text)[0], actor_id, day, knowledge().wording, knowledge().registry)
    assert found[1] is conflict
