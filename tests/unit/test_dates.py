from datetime import date
from typing import Any

import pytest

from pipeline.rulebook import Rulebook
from pipeline.text.figures.date_context import compile_date_rules
from pipeline.text.figures.dates import find_dates, find_times

RULES = Rulebook().rules("dates")
COMPILED = compile_date_rules(RULES)
TUESDAY = date(2026, 1, 6)


def found(text: str, language: str = "fr") -> list[tuple[str, str, str, str, str]]:
    dates = find_dates(text, TUESDAY, COMPILED, language)
    return [(d.surface, str(d.date_from), str(d.date_until), d.precision, d.anchor) for d in dates]


@pytest.mark.parametrize(
    ("text", "surface", "day", "precision", "anchor"),
    [
        ("Réunis ce mardi 6 janvier à Paris", "ce mardi 6 janvier", "2026-01-06", "day", "dated_on"),
        ("Réunis mardi 6 janvier 2026 à Paris", "mardi 6 janvier 2026", "2026-01-06", "day", "text"),
        ("Le 06/01/2026, rien", "06/01/2026", "2026-01-06", "day", "text"),
        ("Adopté le 24 août, le texte", "24 août", "2025-08-24", "day", "dated_on"),
        ("Adopté le 28 décembre.", "28 décembre", "2025-12-28", "day", "dated_on"),
        ("Le vote aura lieu le 20 juin.", "20 juin", "2026-06-20", "day", "dated_on"),
        ("Le jeudi 15 mai, ils ont voté.", "jeudi 15 mai", "2025-05-15", "day", "dated_on"),
        ("Ils se réunissent mardi à Paris", "mardi", "2026-01-06", "weekday", "dated_on"),
        ("Elle a parlé lundi soir.", "lundi soir", "2026-01-05", "weekday", "dated_on"),
        ("Elle a parlé jeudi.", "jeudi", "2026-01-01", "weekday", "dated_on"),
        ("Elle se rendra jeudi à Rome.", "jeudi", "2026-01-08", "weekday", "dated_on"),
        ("La réunion de mardi dernier", "mardi dernier", "2025-12-30", "weekday", "dated_on"),
        ("La réunion de mardi prochain", "mardi prochain", "2026-01-13", "weekday", "dated_on"),
        ("Elle est attendue jeudi à Rome.", "jeudi", "2026-01-08", "weekday", "dated_on"),
        ("Elle parlera mardi 13 à Rome.", "mardi 13", "2026-01-13", "day", "dated_on"),
        ("Elle a voté hier soir.", "hier soir", "2026-01-05", "day", "dated_on"),
        ("Il y a trois jours, elle partait.", "Il y a trois jours", "2026-01-03", "day", "dated_on"),
        ("Elle part aujourd’hui.", "aujourd’hui", "2026-01-06", "day", "dated_on"),
    ],
)
def test_days(text: str, surface: str, day: str, precision: str, anchor: str) -> None:
    assert found(text) == [(surface, day, day, precision, anchor)]


@pytest.mark.parametrize(
    ("text", "surface", "first", "last", "precision", "anchor"),
    [
        ("En 2024, le pays", "2024", "2024-01-01", "2024-12-31", "year", "text"),
        ("Élue en 2017 puis battue.", "2017", "2017-01-01", "2017-12-31", "year", "text"),
        ("En 2017 les élus votent.", "2017", "2017-01-01", "2017-12-31", "year", "text"),
        ("depuis janvier 2025", "janvier 2025", "2025-01-01", "2025-01-31", "month", "text"),
        ("fin février 2024", "fin février 2024", "2024-02-21", "2024-02-29", "range", "text"),
        ("depuis mars dernier", "mars dernier", "2025-03-01", "2025-03-31", "month", "dated_on"),
        ("Elle partira en mai.", "mai", "2026-05-01", "2026-05-31", "month", "dated_on"),
        ("En novembre, elle est partie.", "novembre", "2025-11-01", "2025-11-30", "month", "dated_on"),
        ("Du 6 au 8 janvier, rien.", "Du 6 au 8 janvier", "2026-01-06", "2026-01-08", "range", "dated_on"),
        ("du 30 décembre au 2 janvier", "du 30 décembre au 2 janvier", "2025-12-30", "2026-01-02", "range", "dated_on"),
        ("les 30 et 31 mars 2024", "30 et 31 mars 2024", "2024-03-30", "2024-03-31", "range", "text"),
        ("De 2019 à 2022, rien.", "De 2019 à 2022", "2019-01-01", "2022-12-31", "range", "text"),
        ("la saison 2022-2023", "2022-2023", "2022-01-01", "2023-12-31", "range", "text"),
        ("dans les années 1990", "les années 1990", "1990-01-01", "1999-12-31", "range", "text"),
        ("La semaine dernière, rien.", "La semaine dernière", "2025-12-29", "2026-01-04", "range", "dated_on"),
        ("Ce week-end, rien.", "Ce week-end", "2026-01-10", "2026-01-11", "range", "dated_on"),
        ("le mois dernier", "le mois dernier", "2025-12-01", "2025-12-31", "month", "dated_on"),
        ("l’an dernier", "l’an dernier", "2025-01-01", "2025-12-31", "year", "dated_on"),
        ("il y a deux ans", "il y a deux ans", "2024-01-01", "2024-12-31", "year", "dated_on"),
    ],
)  # fmt: skip
def test_periods(text: str, surface: str, first: str, last: str, precision: str, anchor: str) -> None:
    assert found(text) == [(surface, first, last, precision, anchor)]


def test_nearest_verb_tells_the_side() -> None:
    assert [day for _, day, *_ in found("Elle se rendra jeudi à Rome, a annoncé lundi son bureau.")] == [
        "2026-01-08",
        "2026-01-05",
    ]


def test_day_after_a_named_day() -> None:
    text = "Elle a voté le 24 août. Le lendemain, elle partait."
    assert found(text)[1] == ("Le lendemain", "2025-08-25", "2025-08-25", "day", "previous")
    assert found("Hier, elle votait ; la veille, elle hésitait.")[1][1:] == (
        "2026-01-04",
        "2026-01-04",
        "day",
        "previous",
    )


@pytest.mark.parametrize(
    "text",
    ["Le lendemain, rien.", "La planète Mars.", "Le mardi, tous les mardis, chaque lundi.", "Ils sont 2024, une foule de 2000 personnes.", "Le 31 février."],
)  # fmt: skip
def test_no_dates(text: str) -> None:
    assert found(text) == []


def test_other_languages_have_full_dates_only() -> None:
    text = "On Tuesday, 2026-01-05, hier, mardi."
    assert found(text, "en") == [("2026-01-05", "2026-01-05", "2026-01-05", "day", "text")]


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("à 20h45 puis à 14 heures", ["20h45", "14 heures"]),
        ("dès 8 h 30, à 20:45", ["8 h 30", "20:45"]),
        ("pendant 24 heures", []),
        ("à 35 heures", []),
    ],
)
def test_times(text: str, times: list[str]) -> None:
    assert [text[start:end] for start, end in find_times(text)] == times


@pytest.mark.parametrize("day", [date.min, date.max])
def test_edges_of_the_calendar(day: date) -> None:
    text = "Hier, demain, la semaine dernière, dans cent ans, mardi prochain, en mars, le 6 mars, il y a deux mois."
    for one in find_dates(text, day, COMPILED, "fr"):
        assert one.date_from <= one.date_until


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule["id"]))
def test_examples_of_rules(rule: dict[str, Any]) -> None:
    for example, is_hit in [(e, True) for e in rule["hits"]] + [(e, False) for e in rule["misses"]]:
        dates = find_dates(example, TUESDAY, COMPILED, "fr")
        match rule["kind"]:
            case "future" | "not_future":
                is_shown = (dates[0].date_from > TUESDAY) == (rule["kind"] == "future")
            case "past":
                is_shown = dates[0].date_from < TUESDAY
            case _:
                is_shown = any(one.rule_id == rule["id"] for one in dates)
        assert is_shown == is_hit, example
