"""Forms of French dates, each read by a function of its own: "ce mardi 6 janvier", "fin mars 2024", "mardi".

What belongs here: the pattern of each form and the days it means. What does not: in which order they are tried, and
what is made of them (dates.py); which way a sentence points (date_context.py); dates counted from another day
(date_reckoning.py); dates stated in full (calendar.py).
"""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Final

from pipeline.text.calendar import (
    MONTHS,
    WEEKDAYS,
    add_days,
    end_of_month,
    find_full_dates,
    full_year,
    make_date,
    names_pattern,
)
from pipeline.text.figures.cues import initials
from pipeline.text.figures.date_context import PART_OF_DAY, FoundDate, Scene, measure_from, tell_side
from pipeline.text.figures.date_reckoning import (
    has_later,
    has_period,
    has_shift,
    has_span,
    has_step,
    read_ago,
    read_later,
    read_periods,
    read_shifts,
    read_steps,
)
from pipeline.text.phrases import SPACE, plain_phrase

_MONTH: Final = rf"(?:{names_pattern(MONTHS, 3)})(?!\w)(?:\.(?={SPACE}?[\d,]))?"
_WEEKDAY: Final = rf"(?:{names_pattern(WEEKDAYS, 5)})(?!\w)"
_DAY: Final = r"(?:1er|[12]?\d|3[01])"
_YEAR: Final = r"(?:1[5-9]|20)\d\d"
_PARTS: Final = ("début", "mi", "fin")
_WHICH: Final = rf"(?:{SPACE}(?P<which>derni(?:er|ère)|prochaine?|passée?)(?!\w))?"
_WEEKDAY_BEFORE: Final = re.compile(
    rf"(?:(?<!\w)ce{SPACE})?(?<!\w){_WEEKDAY}{SPACE}(?:le{SPACE})?$", re.IGNORECASE
)


def read_full(scene: Scene) -> Iterator[FoundDate]:
    """ "mardi 6 janvier 2026", "06/01/2026"."""
    for start, end, day in find_full_dates(scene.text):
        weekday = _WEEKDAY_BEFORE.search(scene.text, max(0, start - 20), start)
        first = weekday.start() if weekday else start
        yield FoundDate(first, end, day, day, "day", "text", "date.full")


_DAYS: Final = re.compile(
    rf"(?=[delmjvs\d])(?<!\w)(?:(?:du|entre{SPACE}le|de){SPACE})?(?:{_WEEKDAY}{SPACE})?(?P<first>{_DAY})(?:{SPACE}(?P<first_month>{_MONTH}))?"
    rf"(?:{SPACE}(?P<first_year>{_YEAR}))?{SPACE}(?:au|et{SPACE}le|et|à){SPACE}(?:{_WEEKDAY}{SPACE})?(?P<last>{_DAY}){SPACE}"
    rf"(?P<month>{_MONTH})(?:{SPACE}(?P<year>{_YEAR}))?(?!\w)",
    re.IGNORECASE,
)


def _read_days(scene: Scene) -> Iterator[FoundDate]:
    """ "du 6 au 8 janvier", "les 6 et 7 janvier 2026"."""
    for match in _DAYS.finditer(scene.text):
        last = _day_of(match["last"], match["month"], match["year"], match, scene)
        if last is None:
            continue
        month = _month(match["first_month"] or match["month"])
        first = make_date(last.year, month, _number(match["first"]))
        if first and first > last:
            first = make_date(last.year - 1, month, first.day)
        if match["first_year"] and first:
            first = make_date(int(match["first_year"]), month, first.day)
        if first and first < last:
            anchor = "text" if match["year"] else "dated_on"
            yield FoundDate(match.start(), match.end(), first, last, "range", anchor, "date.days")


_DAY_MONTH: Final = re.compile(
    rf"(?=[clmjvsd\d])(?<![\w,.])(?:ce{SPACE})?(?:(?P<weekday>{_WEEKDAY}){SPACE})?(?P<day>{_DAY}){SPACE}(?P<month>{_MONTH}){_WHICH}",
    re.IGNORECASE,
)


def _read_day_month(scene: Scene) -> Iterator[FoundDate]:
    """ "ce mardi 6 janvier", "le 6 janvier dernier"."""
    for match in _DAY_MONTH.finditer(scene.text):
        day = _day_of(match["day"], match["month"], None, match, scene)
        if day:
            yield FoundDate(match.start(), match.end(), day, day, "day", "dated_on", "date.day_month")


_MONTH_YEAR: Final = re.compile(
    rf"{initials([*_PARTS, *MONTHS])}(?<!\w)(?:(?P<part>début|mi|fin)[ -])?(?P<month>{_MONTH}){SPACE}(?P<year>{_YEAR})(?![\w-])",
    re.IGNORECASE,
)


def _read_month_year(scene: Scene) -> Iterator[FoundDate]:
    """ "janvier 2025", "fin mars 2024"."""
    for match in _MONTH_YEAR.finditer(scene.text):
        yield _month_found(match, int(match["year"]), _month(match["month"]), "text", "date.month_year")


_BARE_MONTH: Final = re.compile(
    rf"{initials([*_PARTS, *MONTHS, 'en', 'courant', 'au'])}(?<!\w)(?:(?P<before>en|depuis|dès|courant|d['’]ici|au{SPACE}mois{SPACE}de|au{SPACE}mois{SPACE}d['’]|jusqu['’]en){SPACE}?)?"
    rf"(?:(?P<part>début|mi|fin)[ -])?(?P<month>{_MONTH}){_WHICH}(?!{SPACE}?\d)",
    re.IGNORECASE,
)


def _read_month(scene: Scene) -> Iterator[FoundDate]:
    """ "en janvier", "mi-mars", "en mars dernier": a bare month counts only with a word that shows it is one."""
    now = scene.dated_on.year * 12 + scene.dated_on.month - 1
    for match in _BARE_MONTH.finditer(scene.text):
        if not (match["before"] or match["part"] or match["which"]):
            continue
        wanted = _month(match["month"]) - 1
        choices = [now - (now - wanted) % 12 + turn for turn in (-12, 0, 12)]
        choices = [choice for choice in choices if 12 <= choice < 12 * 10_000]
        side = tell_side(match, scene)
        if match["which"]:
            choices = [choice for choice in choices if (choice - now) * side > 0]
        if choices:
            chosen = now + min((choice - now for choice in choices), key=measure_from(side))
            yield _month_found(match, chosen // 12, chosen % 12 + 1, "dated_on", "date.month")


_YEARS: Final = re.compile(
    rf"(?<![\w,.])(?:(?:de{SPACE}(?={_YEAR}{SPACE}à)|entre{SPACE}(?={_YEAR}{SPACE}et))(?P<first>{_YEAR}){SPACE}(?:à|et){SPACE}(?P<last>{_YEAR})"
    rf"|(?P<from>{_YEAR})[-–/](?P<to>\d\d|{_YEAR})|(?:les{SPACE})?années{SPACE}(?P<decade>(?:1[5-9]|20)\d0|[1-9]0))(?![\w-]|[.,]\d)",
    re.IGNORECASE,
)


def _read_years(scene: Scene) -> Iterator[FoundDate]:
    """ "de 2019 à 2022", "2022-2023", "les années 1990"."""
    for match in _YEARS.finditer(scene.text):
        if match["decade"]:
            first = int(match["decade"]) if len(match["decade"]) == 4 else 1900 + int(match["decade"])
            last = first + 9
        else:
            first = int(match["first"] or match["from"])
            last = int(match["last"] or match["to"])
            last += first // 100 * 100 if last < 100 else 0
        if 0 < last - first < 500:
            yield FoundDate(
                match.start(),
                match.end(),
                date(first, 1, 1),
                date(last, 12, 31),
                "range",
                "text",
                "date.years",
            )


_ONE_YEAR: Final = re.compile(
    rf"(?=[acdefhjlmprsé(\d])(?<!\w)(?:(?:en|depuis|dès|d['’]ici(?:{SPACE}à)?|courant|jusqu['’]en|avant|après|année|saison|rentrée|printemps|été"
    rf"|automne|hiver|l['’]an|horizon|de(?!{SPACE}{_YEAR}{SPACE}(?:d['’])?[^\W\d_]+[sx](?!\w))){SPACE}"
    rf"|(?P<part>début|mi|fin)[ -]|\(|(?<=\d{{4}}{SPACE}et{SPACE}))"
    rf"(?P<year>{_YEAR})(?![\w/%-]|[.,]\d|{SPACE}?%|{SPACE}\d{{3}}(?!\d))",
    re.IGNORECASE,
)


def _read_year(scene: Scene) -> Iterator[FoundDate]:
    """ "en 2024", "(2019)", "fin 2023"; after "de" only where no plural follows that the number would count."""
    for match in _ONE_YEAR.finditer(scene.text):
        year = int(match["year"])
        first, last = {"début": (1, 3), "mi": (5, 8), "fin": (10, 12)}.get(
            (match["part"] or "").lower(), (1, 12)
        )
        start = match.start("part") if match["part"] else match.start("year")
        yield FoundDate(
            start,
            match.end(),
            date(year, first, 1),
            end_of_month(year, last),
            "range" if match["part"] else "year",
            "text",
            "date.year",
        )


_WEEKDAY_DAY: Final = re.compile(
    rf"(?<![\w-])(?:ce{SPACE})?(?P<weekday>{_WEEKDAY}){SPACE}(?P<day>{_DAY})(?![\w%/:-]|[.,]\d|{SPACE}?(?:%|h|heures))",
    re.IGNORECASE,
)


def _read_weekday_day(scene: Scene) -> Iterator[FoundDate]:
    """ "mardi 13": the nearest day with that name and number, within two months."""
    for match in _WEEKDAY_DAY.finditer(scene.text):
        wanted = (WEEKDAYS[match["weekday"].lower()], _number(match["day"]))
        near = {units: day for units in range(-60, 61) if (day := add_days(scene.dated_on, units))}
        fitting = [units for units, day in near.items() if (day.weekday(), day.day) == wanted]
        if fitting:
            day = near[min(fitting, key=measure_from(tell_side(match, scene)))]
            yield FoundDate(match.start(), match.end(), day, day, "day", "dated_on", "date.weekday_day")


_BARE_WEEKDAY: Final = re.compile(
    rf"(?<![\w-])(?P<article>(?:le|ce|chaque|tous{SPACE}les|du|au){SPACE})?(?P<weekday>{_WEEKDAY})(?!-){PART_OF_DAY}{_WHICH}",
    re.IGNORECASE,
)


def _read_weekday(scene: Scene) -> Iterator[FoundDate]:
    """ "mardi", "ce mardi", "lundi soir", "mardi dernier"; "le mardi" is a habit, not a day."""
    for match in _BARE_WEEKDAY.finditer(scene.text):
        article = plain_phrase(match["article"] or "").strip()
        if article in ("le", "chaque", "tous les") and not match["which"]:
            continue
        ahead = (WEEKDAYS[match["weekday"].lower()] - scene.dated_on.weekday()) % 7
        back = ahead - 7 if ahead else 0
        side = tell_side(match, scene)
        if match["which"]:
            days = (ahead or 7) if side > 0 else (back or -7)
        elif side == 0:
            days = min((back, ahead), key=measure_from(0 if article == "ce" else -1))
        else:
            days = ahead if side > 0 else back
        start = match.start() if article == "ce" else match.start("weekday")
        if day := add_days(scene.dated_on, days):
            yield FoundDate(start, match.end(), day, day, "weekday", "dated_on", "date.weekday")


_MONTH_CUES: Final = frozenset(name for name in MONTHS if len(name) >= 3)
_WEEKDAY_CUES: Final = frozenset(name for name in WEEKDAYS if len(name) >= 5)
_ANY_YEAR: Final = re.compile(r"(?=\d)(?<!\d)(?:\d{4}(?!\d)|\d0(?!\d))")
_ANY_DIGIT: Final = re.compile(r"\d")


def _has_digit(scene: Scene) -> bool:
    return _ANY_DIGIT.search(scene.text) is not None


def _has_year(scene: Scene) -> bool:
    return _ANY_YEAR.search(scene.text) is not None


def _has_month(scene: Scene) -> bool:
    return not scene.words.isdisjoint(_MONTH_CUES)


def _has_weekday(scene: Scene) -> bool:
    return not scene.words.isdisjoint(_WEEKDAY_CUES)


READERS: Final[Sequence[tuple[Callable[[Scene], bool], Callable[[Scene], Iterator[FoundDate]]]]] = (
    (_has_month, _read_days),
    (_has_digit, read_full),
    (_has_month, _read_day_month),
    (_has_month, _read_month_year),
    (_has_year, _read_years),
    (_has_year, _read_year),
    (has_span, read_ago),
    (has_period, read_periods),
    (_has_month, _read_month),
    (_has_weekday, _read_weekday_day),
    (_has_weekday, _read_weekday),
    (has_shift, read_shifts),
    (has_later, read_later),
    (has_step, read_steps),
)
"""Every reader in the order they are tried, each with what a passage must hold for it to find anything."""


def _day_of(day: str, month: str, year: str | None, match: re.Match[str], scene: Scene) -> date | None:
    """The day of a month, in the year stated or else in the one that fits the document's day best."""
    number = _number(day)
    if year:
        return make_date(full_year(year), _month(month), number)
    this = scene.dated_on.year
    choices = [made for turn in range(-6, 7) if (made := make_date(this + turn, _month(month), number))]
    groups = match.groupdict()
    if groups.get("weekday"):
        wanted = WEEKDAYS[groups["weekday"].lower()]
        choices = [choice for choice in choices if choice.weekday() == wanted] or choices
    side = tell_side(match, scene)
    if groups.get("which"):
        choices = [choice for choice in choices if (choice - scene.dated_on).days * side > 0]
    by_days = {(choice - scene.dated_on).days: choice for choice in choices}
    return by_days[min(by_days, key=measure_from(side))] if by_days else None


def _month_found(match: re.Match[str], year: int, month: int, anchor: str, rule_id: str) -> FoundDate:
    first, last = date(year, month, 1), end_of_month(year, month)
    part = (match["part"] or "").lower()
    if part:
        low, high = {"début": (1, 10), "mi": (11, 20), "fin": (21, last.day)}[part]
        first, last = first.replace(day=low), first.replace(day=high)
    start = match.start("part") if part else match.start("month")
    return FoundDate(start, match.end(), first, last, "range" if part else "month", anchor, rule_id)


def _month(name: str) -> int:
    return MONTHS[name.rstrip(".").lower()]


def _number(day: str) -> int:
    return int(day.removesuffix("er").removesuffix("ER"))
