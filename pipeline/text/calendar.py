"""The calendar of French texts: month and weekday names, dates stated in full, and reckoning with days.

What belongs here: names of months and weekdays as French texts write them, the finding of dates that name day, month
and year, and the arithmetic of days, weeks, months and years. What does not: dates that need another day to be understood (dates.py), stamps of publication
(metadata.py).
"""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final

_MONTH_NAMES: Final = (
    ("janvier", "janv", "jan"),
    ("février", "fevrier", "févr", "fevr", "fév", "fev"),
    ("mars",),
    ("avril", "avr"),
    ("mai",),
    ("juin",),
    ("juillet", "juil"),
    ("août", "aout"),
    ("septembre", "sept", "sep"),
    ("octobre", "oct"),
    ("novembre", "nov"),
    ("décembre", "decembre", "déc", "dec"),
)
_WEEKDAY_NAMES: Final = (
    ("lundi", "lun"),
    ("mardi", "mar"),
    ("mercredi", "mer"),
    ("jeudi", "jeu"),
    ("vendredi", "ven"),
    ("samedi", "sam"),
    ("dimanche", "dim"),
)

MONTHS: Final[Mapping[str, int]] = MappingProxyType(
    {name: number for number, names in enumerate(_MONTH_NAMES, 1) for name in names}
)
"""Month by name in lower case, with and without accents, and by abbreviation without its full stop: 1 to 12."""

WEEKDAYS: Final[Mapping[str, int]] = MappingProxyType(
    {name: number for number, names in enumerate(_WEEKDAY_NAMES) for name in names}
)
"""Weekday by name in lower case and by abbreviation without its full stop: Monday is 0, as in datetime."""


def names_pattern(names: Mapping[str, int], shortest: int = 1) -> str:
    """An alternation of the names of at least `shortest` letters, longest first, for use in a pattern."""
    kept = sorted((name for name in names if len(name) >= shortest), key=lambda name: (-len(name), name))
    return "|".join(kept)


GAP: Final = r"[ \t\u00a0\u2007\u2009\u202f]"
"""A space within a line, of any width."""

_FULL_DATE: Final = re.compile(
    rf"""
    (?=\d) (?<![\w./-]) (?:
      (?P<day>\d{{1,2}}) (?:er)? {GAP}{{0,2}} (?P<month>{names_pattern(MONTHS)}) (?!\w) \.? ,? {GAP}{{0,2}}
        (?P<year>\d{{4}}|['’]?\d{{2}})
      | (?P<iso_year>\d{{4}}) - (?P<iso_month>\d{{2}}) - (?P<iso_day>\d{{2}}) (?=T\d{{2}}|\b)
      | (?P<num_day>\d{{1,2}}) {GAP}? (?P<mark>[./-]) {GAP}? (?P<num_month>\d{{1,2}})
        {GAP}? (?P=mark) {GAP}? (?P<num_year>\d{{4}}|\d{{2}})
    ) (?![\d/-]|\.\d|{GAP}?(?:%|h\d|heures))
    """,
    re.IGNORECASE | re.VERBOSE,
)


def find_full_dates(text: str) -> list[tuple[int, int, date]]:
    """Dates that name day, month and year: (first code point, code point after the last, the day).

    Understands "6 janvier 2026", "1er mai 2024", "3 déc. 25", "06.01.2026", "6/1/26", "2026-01-06"; day before
    month in digits, as in French. Two-digit years are 1970 to 2069. What is no day of the calendar is left out.
    """
    found = []
    for match in _FULL_DATE.finditer(text):
        part = match.groupdict()
        if part["month"]:
            day, month, year = part["day"], MONTHS[part["month"].lower()], part["year"]
        elif part["iso_year"]:
            day, month, year = part["iso_day"], int(part["iso_month"]), part["iso_year"]
        else:
            day, month, year = part["num_day"], int(part["num_month"]), part["num_year"]
        meant = make_date(full_year(year), month, int(day))
        if meant:
            found.append((match.start(), match.end(), meant))
    return found


def full_year(digits: str) -> int:
    """The year that two or four digits mean, an apostrophe before two aside; two digits are 1970 to 2069."""
    number = int(digits.strip("'’"))
    if len(digits.strip("'’")) > 2:
        return number
    return number + (2000 if number < 70 else 1900)


def make_date(year: int, month: int, day: int) -> date | None:
    """The date, or None where the calendar has no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def end_of_month(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, 12, 31) if month == 12 else date(year, month + 1, 1) - timedelta(1)


def add_days(day: date, count: int) -> date | None:
    """The day so many days after (or before) another, or None beyond the calendar's ends."""
    try:
        return day + timedelta(count)
    except OverflowError:
        return None


def find_period(day: date, unit: str, shift: int) -> tuple[date, date, str] | None:
    """First day, last day and precision of the day, week, weekend, month or year `shift` units from a day's own.

    None beyond the calendar's ends.
    """
    try:
        if unit == "day":
            made = day + timedelta(shift)
            return made, made, "day"
        if unit in ("week", "weekend"):
            monday = day - timedelta(day.weekday()) + timedelta(weeks=shift)
            return monday + timedelta(5 if unit == "weekend" else 0), monday + timedelta(6), "range"
        if unit == "month":
            year, month = divmod(day.year * 12 + day.month - 1 + shift, 12)
            return date(year, month + 1, 1), end_of_month(year, month + 1), "month"
        return date(day.year + shift, 1, 1), date(day.year + shift, 12, 31), "year"
    except (ValueError, OverflowError):  # beyond the calendar
        return None
