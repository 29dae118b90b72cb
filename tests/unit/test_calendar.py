from datetime import date

import pytest

from pipeline.text.calendar import MONTHS, WEEKDAYS, find_full_dates, full_year, make_date


@pytest.mark.parametrize(
    ("text", "surface", "day"),
    [
        ("Réunis le 6 janvier 2026 à Paris", "6 janvier 2026", date(2026, 1, 6)),
        ("mardi 1er mai 2024.", "1er mai 2024", date(2024, 5, 1)),
        ("Publié le 04/04/23 à 08h23", "04/04/23", date(2023, 4, 4)),
        ("le 06.01.2026 08:33", "06.01.2026", date(2026, 1, 6)),
        ("6/1/2026", "6/1/2026", date(2026, 1, 6)),
        ("2026-01-06T08:33:00Z", "2026-01-06", date(2026, 1, 6)),
        ("Le 3 déc. 2025", "3 déc. 2025", date(2025, 12, 3)),
        ("Le 12 FÉVRIER 1998", "12 FÉVRIER 1998", date(1998, 2, 12)),
        ("Le 12\u00a0aout\u202f2019", "12\u00a0aout\u202f2019", date(2019, 8, 12)),
        ("Mis à jour le 14 févr. 21 à 10h", "14 févr. 21", date(2021, 2, 14)),
        ("06.01.202608:33", None, None),
        ("le 31 février 2024", None, None),
        ("le 99/99/2024", None, None),
        ("version 1.2.3.4", None, None),
        ("Tél. 01.45.12.34.56", None, None),
        ("Tél. 01-45-12-34-56", None, None),
        ("le 6 janvier", None, None),
        ("le 6 mars 30 personnes", "6 mars 30", date(2030, 3, 6)),
        ("Le 6 janvier 12 % des électeurs", None, None),
        ("2026-01-063", None, None),
    ],
)
def test_full_dates(text: str, surface: str | None, day: date | None) -> None:
    found = find_full_dates(text)
    assert [(text[start:end], meant) for start, end, meant in found] == ([(surface, day)] if surface else [])


def test_two_dates_in_one_line() -> None:
    found = find_full_dates("04.12.2025 - Mıse À Jour : 05.12.2025")
    assert [day for _, _, day in found] == [date(2025, 12, 4), date(2025, 12, 5)]


def test_names_lead_to_numbers() -> None:
    assert MONTHS["décembre"] == MONTHS["decembre"] == MONTHS["déc"] == 12
    assert WEEKDAYS["lundi"] == date(2026, 1, 5).weekday()
    assert set(MONTHS.values()) == set(range(1, 13))
    assert set(WEEKDAYS.values()) == set(range(7))


def test_years_of_two_digits() -> None:
    assert [full_year(digits) for digits in ("23", "69", "70", "’99", "1998")] == [
        2023,
        2069,
        1970,
        1999,
        1998,
    ]


def test_no_such_day() -> None:
    assert make_date(2023, 2, 29) is None
    assert make_date(0, 1, 1) is None
