"""Dates that a text speaks of, resolved to days: "mardi", "ce mardi 6 janvier", "hier", "en 2024", "la semaine dernière".

What belongs here: French forms of dates and what they mean against the document's day, and the times of day, which are
no figures. What does not: stamps of publication (metadata.py), dates stated in full (calendar.py).

Method: forms are read by patterns, from the most to the least explicit, and never overlap. What leaves the year, the
month or the week open takes the nearest one to the document's day; which side of it is told by the nearest verb that
tells a time (after Heideltime's news strategy, Strötgen and Gertz 2013).
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from pipeline.records.tagging import DateMention
from pipeline.text.calendar import (
    MONTHS,
    WEEKDAYS,
    add_days,
    end_of_month,
    find_full_dates,
    find_period,
    full_year,
    make_date,
    names_pattern,
)
from pipeline.text.numbers import alternation

_SPACE: Final = r"[ \u00a0\u202f]"
_MONTH: Final = rf"(?:{names_pattern(MONTHS, 3)})(?!\w)(?:\.(?={_SPACE}?[\d,]))?"
_WEEKDAY: Final = rf"(?:{names_pattern(WEEKDAYS, 5)})(?!\w)"
_DAY: Final = r"(?:1er|[12]?\d|3[01])"
_YEAR: Final = r"(?:1[5-9]|20)\d\d"
_PART: Final = rf"(?:{_SPACE}(?:au{_SPACE})?(?:matin|midi|soir|après-midi)(?!\w))?"
_WHICH: Final = rf"(?:{_SPACE}(?P<which>derni(?:er|ère)|prochaine?|passée?)(?!\w))?"
_SMALL: Final[Mapping[str, int]] = {
    "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9,
    "dix": 10, "onze": 11, "douze": 12, "quinze": 15, "vingt": 20, "trente": 30, "cinquante": 50, "cent": 100,
}  # fmt: skip
_PARTICIPLE: Final = rf"(?:{_SPACE}\w+){{0,2}}?{_SPACE}\w+(?:[éiut]|é?es?|[iu]e|[iut]e?s)(?!\w)"
_FUTURE_ENDING: Final = r"[a-zà-ÿ]*(?:[eiudtv]r|rr)(?:a|ont)"
_BREAKS: Final = (". ", "!", "?", ";", "\n", "«", "»")
_REACH: Final = 250
"""Characters on either side of a date in which a verb is looked for, within the sentence."""
_LEANING: Final[Mapping[int, tuple[float, float]]] = {-1: (1, 4), 0: (1, 2), 1: (4, 1)}
"""How much farther what lies behind and ahead counts, by the side that the verb tells: news mostly tells what was."""

_TIME: Final = re.compile(
    rf"(?<![\w.,])(?:[01]?\d|2[0-4])(?:{_SPACE}?h(?:{_SPACE}?[0-5]\d)?(?!\w)|:[0-5]\d(?::[0-5]\d)?(?!\d))"
    rf"|(?:(?<= à )|(?<=^À )|(?<= vers )|(?<= dès )|(?<= avant )|(?<= après ))(?:[01]?\d|2[0-4]){_SPACE}heures?(?!\w)"
    rf"(?!{_SPACE}d(?:e(?!\w)|['’]))(?:{_SPACE}[0-5]\d(?!\d))?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class DateRules:
    """Compiled rule set `dates`: phrases with the rule, unit or anchor, and shift they stand for; cues of time."""

    shifts: re.Pattern[str]
    shift_of: Mapping[str, tuple[str, str, int]]
    periods: re.Pattern[str]
    period_of: Mapping[str, tuple[str, str, int]]
    future: re.Pattern[str]
    past: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class _Found:
    """A date read from a passage: where it stands in it, and what it means."""

    start: int
    end: int
    date_from: date
    date_until: date
    precision: str
    anchor: str
    rule_id: str


@dataclass(frozen=True, slots=True)
class _Scene:
    """What dates are read in: a passage, its document's day, the rules, and what has been found so far."""

    text: str
    dated_on: date
    rules: DateRules
    found: list[_Found]


def compile_date_rules(rules: Iterable[Mapping[str, Any]]) -> DateRules:
    """Compiles rule set `dates` (the head of its file says what each kind means)."""
    rules = list(rules)

    def words(kind: str) -> list[str]:
        return [word for rule in rules if rule["kind"] == kind for word in rule["words"]]

    def meanings(kind: str, of: str, by: str) -> dict[str, tuple[str, str, int]]:
        return {
            word: (rule["id"], rule[of], rule[by])
            for rule in rules
            if rule["kind"] == kind
            for word in rule["words"]
        }

    shift_of = meanings("shift", "anchor", "days")
    period_of = meanings("period", "unit", "shift")
    return DateRules(
        shifts=re.compile(rf"(?<![\w-])(?P<phrase>{alternation(shift_of)})(?![\w-]){_PART}", re.IGNORECASE),
        shift_of=shift_of,
        periods=re.compile(rf"(?<![\w-])(?P<phrase>{alternation(period_of)})(?![\w-])", re.IGNORECASE),
        period_of=period_of,
        future=re.compile(
            rf"(?<![\w-])(?:{alternation(words('future'))}"
            rf"|(?!(?:{alternation(words('not_future'))})\b){_FUTURE_ENDING})(?![\w-])"
        ),
        past=re.compile(rf"(?<![\w-])(?:{alternation(words('past'))}){_PARTICIPLE}"),
    )


def find_dates(
    text: str,
    dated_on: date,
    rules: DateRules,
    language: str,
    offset: int = 0,
    paragraph_index: int | None = None,
) -> list[DateMention]:
    """The dates of a passage, in order, none overlapping, resolved against the document's day `dated_on`.

    Outside French only dates stated in full are read. `offset` is where the passage begins in the document: the dates'
    offsets count from the document's beginning. What cannot be resolved ("le lendemain" of an unnamed day) is left out.
    """
    scene = _Scene(text, dated_on, rules, [])
    is_taken = bytearray(len(text))
    for read in _READERS if language == "fr" else (_read_full,):
        for one in list(read(scene)):
            if not any(is_taken[one.start : one.end]):
                scene.found.append(one)
                is_taken[one.start : one.end] = b"\1" * (one.end - one.start)
    return [
        DateMention(
            char_start=offset + one.start,
            char_end=offset + one.end,
            paragraph_index=paragraph_index,
            surface=text[one.start : one.end],
            date_from=one.date_from,
            date_until=one.date_until,
            precision=one.precision,
            anchor=one.anchor,
            rule_id=one.rule_id,
        )
        for one in sorted(scene.found, key=lambda one: one.start)
    ]


def find_times(text: str) -> list[tuple[int, int]]:
    """Times of day ("20h45", "à 14 heures") as (first code point, code point after the last)."""
    return [match.span() for match in _TIME.finditer(text)]


_WEEKDAY_BEFORE: Final = re.compile(
    rf"(?:(?<!\w)ce{_SPACE})?(?<!\w){_WEEKDAY}{_SPACE}(?:le{_SPACE})?$", re.IGNORECASE
)


def _read_full(scene: _Scene) -> Iterator[_Found]:
    """ "mardi 6 janvier 2026", "06/01/2026"."""
    for start, end, day in find_full_dates(scene.text):
        weekday = _WEEKDAY_BEFORE.search(scene.text, max(0, start - 20), start)
        first = weekday.start() if weekday else start
        yield _Found(first, end, day, day, "day", "text", "date.full")


_DAYS: Final = re.compile(
    rf"(?<!\w)(?:(?:du|entre{_SPACE}le|de){_SPACE})?(?:{_WEEKDAY}{_SPACE})?(?P<first>{_DAY})(?:{_SPACE}(?P<first_month>{_MONTH}))?"
    rf"(?:{_SPACE}(?P<first_year>{_YEAR}))?{_SPACE}(?:au|et{_SPACE}le|et|à){_SPACE}(?:{_WEEKDAY}{_SPACE})?(?P<last>{_DAY}){_SPACE}"
    rf"(?P<month>{_MONTH})(?:{_SPACE}(?P<year>{_YEAR}))?(?!\w)",
    re.IGNORECASE,
)


def _read_days(scene: _Scene) -> Iterator[_Found]:
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
            yield _Found(match.start(), match.end(), first, last, "range", anchor, "date.days")


_DAY_MONTH: Final = re.compile(
    rf"(?<![\w,.])(?:ce{_SPACE})?(?:(?P<weekday>{_WEEKDAY}){_SPACE})?(?P<day>{_DAY}){_SPACE}(?P<month>{_MONTH}){_WHICH}",
    re.IGNORECASE,
)


def _read_day_month(scene: _Scene) -> Iterator[_Found]:
    """ "ce mardi 6 janvier", "le 6 janvier dernier"."""
    for match in _DAY_MONTH.finditer(scene.text):
        day = _day_of(match["day"], match["month"], None, match, scene)
        if day:
            yield _Found(match.start(), match.end(), day, day, "day", "dated_on", "date.day_month")


_MONTH_YEAR: Final = re.compile(
    rf"(?<!\w)(?:(?P<part>début|mi|fin)[ -])?(?P<month>{_MONTH}){_SPACE}(?P<year>{_YEAR})(?![\w-])",
    re.IGNORECASE,
)


def _read_month_year(scene: _Scene) -> Iterator[_Found]:
    """ "janvier 2025", "fin mars 2024"."""
    for match in _MONTH_YEAR.finditer(scene.text):
        yield _month_found(match, int(match["year"]), _month(match["month"]), "text", "date.month_year")


_BARE_MONTH: Final = re.compile(
    rf"(?<!\w)(?:(?P<before>en|depuis|dès|courant|d['’]ici|au{_SPACE}mois{_SPACE}de|au{_SPACE}mois{_SPACE}d['’]|jusqu['’]en){_SPACE}?)?"
    rf"(?:(?P<part>début|mi|fin)[ -])?(?P<month>{_MONTH}){_WHICH}(?!{_SPACE}?\d)",
    re.IGNORECASE,
)


def _read_month(scene: _Scene) -> Iterator[_Found]:
    """ "en janvier", "mi-mars", "en mars dernier": a bare month counts only with a word that shows it is one."""
    now = scene.dated_on.year * 12 + scene.dated_on.month - 1
    for match in _BARE_MONTH.finditer(scene.text):
        if not (match["before"] or match["part"] or match["which"]):
            continue
        wanted = _month(match["month"]) - 1
        choices = [now - (now - wanted) % 12 + turn for turn in (-12, 0, 12)]
        choices = [choice for choice in choices if 12 <= choice < 12 * 10_000]
        side = _side(match, scene)
        if match["which"]:
            choices = [choice for choice in choices if (choice - now) * side > 0]
        if choices:
            chosen = now + min((choice - now for choice in choices), key=_measure(side))
            yield _month_found(match, chosen // 12, chosen % 12 + 1, "dated_on", "date.month")


_YEARS: Final = re.compile(
    rf"(?<![\w,.])(?:(?:de{_SPACE}(?={_YEAR}{_SPACE}à)|entre{_SPACE}(?={_YEAR}{_SPACE}et))(?P<first>{_YEAR}){_SPACE}(?:à|et){_SPACE}(?P<last>{_YEAR})"
    rf"|(?P<from>{_YEAR})[-–/](?P<to>\d\d|{_YEAR})|(?:les{_SPACE})?années{_SPACE}(?P<decade>(?:1[5-9]|20)\d0|[1-9]0))(?![\w-]|[.,]\d)",
    re.IGNORECASE,
)


def _read_years(scene: _Scene) -> Iterator[_Found]:
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
            yield _Found(
                match.start(),
                match.end(),
                date(first, 1, 1),
                date(last, 12, 31),
                "range",
                "text",
                "date.years",
            )


_ONE_YEAR: Final = re.compile(
    rf"(?<!\w)(?:(?:en|depuis|dès|d['’]ici(?:{_SPACE}à)?|courant|jusqu['’]en|avant|après|année|saison|rentrée|printemps|été|automne"
    rf"|hiver|de|l['’]an|horizon){_SPACE}|(?P<part>début|mi|fin)[ -]|\(|(?<=\d{{4}}{_SPACE}et{_SPACE}))(?P<year>{_YEAR})(?![\w/%-]|[.,]\d|{_SPACE}?%|{_SPACE}\d{{3}}(?!\d))"
    rf"(?!{_SPACE}(?:d['’])?[^\W\d_]+[sx](?!\w))",
    re.IGNORECASE,
)


def _read_year(scene: _Scene) -> Iterator[_Found]:
    """ "en 2024", "(2019)", "fin 2023"; after "de" only where no plural follows that the number would count."""
    for match in _ONE_YEAR.finditer(scene.text):
        year = int(match["year"])
        first, last = {"début": (1, 3), "mi": (5, 8), "fin": (10, 12)}.get(
            (match["part"] or "").lower(), (1, 12)
        )
        start = match.start("part") if match["part"] else match.start("year")
        yield _Found(
            start,
            match.end(),
            date(year, first, 1),
            end_of_month(year, last),
            "range" if match["part"] else "year",
            "text",
            "date.year",
        )


_AGO: Final = re.compile(
    rf"(?<!\w)(?P<way>il{_SPACE}y{_SPACE}a|voilà|dans){_SPACE}(?:(?:près{_SPACE}de|environ|plus{_SPACE}de|un{_SPACE}peu{_SPACE}plus{_SPACE}de"
    rf"|moins{_SPACE}de|à{_SPACE}peine|quelque){_SPACE})?(?P<count>\d{{1,3}}|{alternation(_SMALL)}){_SPACE}(?P<unit>jours?|semaines?|mois|ans?|années)(?!\w)",
    re.IGNORECASE,
)


def _read_ago(scene: _Scene) -> Iterator[_Found]:
    """ "il y a trois jours", "dans deux semaines", "il y a dix ans"."""
    for match in _AGO.finditer(scene.text):
        count = _SMALL.get(match["count"].lower()) or int(match["count"])
        count = count if match["way"].lower() == "dans" else -count
        unit = {"j": "day", "s": "week", "m": "month", "a": "year"}[match["unit"][0].lower()]
        if period := find_period(scene.dated_on, unit, count):
            yield _Found(match.start(), match.end(), *period, "dated_on", "date.ago")


def _read_periods(scene: _Scene) -> Iterator[_Found]:
    """ "la semaine dernière", "cette année"."""
    for match in scene.rules.periods.finditer(scene.text):
        rule_id, unit, shift = scene.rules.period_of[_plain(match["phrase"])]
        if period := find_period(scene.dated_on, unit, shift):
            yield _Found(match.start(), match.end(), *period, "dated_on", rule_id)


_BARE_WEEKDAY: Final = re.compile(
    rf"(?<![\w-])(?P<article>(?:le|ce|chaque|tous{_SPACE}les|du|au){_SPACE})?(?P<weekday>{_WEEKDAY})(?!-){_PART}{_WHICH}",
    re.IGNORECASE,
)


def _read_weekday(scene: _Scene) -> Iterator[_Found]:
    """ "mardi", "ce mardi", "lundi soir", "mardi dernier"; "le mardi" is a habit, not a day."""
    for match in _BARE_WEEKDAY.finditer(scene.text):
        article = _plain(match["article"] or "").strip()
        if article in ("le", "chaque", "tous les") and not match["which"]:
            continue
        ahead = (WEEKDAYS[match["weekday"].lower()] - scene.dated_on.weekday()) % 7
        back = ahead - 7 if ahead else 0
        side = _side(match, scene)
        if match["which"]:
            days = (ahead or 7) if side > 0 else (back or -7)
        elif side == 0:
            days = min((back, ahead), key=_measure(0 if article == "ce" else -1))
        else:
            days = ahead if side > 0 else back
        start = match.start() if article == "ce" else match.start("weekday")
        if day := add_days(scene.dated_on, days):
            yield _Found(start, match.end(), day, day, "weekday", "dated_on", "date.weekday")


def _read_shifts(scene: _Scene) -> Iterator[_Found]:
    """ "hier", "demain soir"."""
    return _shifted(scene, "dated_on", lambda _: scene.dated_on)


def _read_steps(scene: _Scene) -> Iterator[_Found]:
    """ "la veille", "le lendemain": of the day named last before them in the passage."""
    days = sorted((one.end, one.date_from) for one in scene.found if one.precision in ("day", "weekday"))

    def last_day(start: int) -> date | None:
        place = bisect_right(days, start, key=lambda day: day[0])
        return days[place - 1][1] if place else None

    return _shifted(scene, "previous", last_day)


def _shifted(scene: _Scene, anchor: str, base_at: Callable[[int], date | None]) -> Iterator[_Found]:
    for match in scene.rules.shifts.finditer(scene.text):
        rule_id, its_anchor, days = scene.rules.shift_of[_plain(match["phrase"])]
        base = base_at(match.start()) if its_anchor == anchor else None
        if base and (day := add_days(base, days)):
            yield _Found(match.start(), match.end(), day, day, "day", anchor, rule_id)


_READERS: Final[Sequence[Callable[[_Scene], Iterator[_Found]]]] = (
    _read_days,
    _read_full,
    _read_day_month,
    _read_month_year,
    _read_years,
    _read_year,
    _read_ago,
    _read_periods,
    _read_month,
    _read_weekday,
    _read_shifts,
    _read_steps,
)


def _day_of(day: str, month: str, year: str | None, match: re.Match[str], scene: _Scene) -> date | None:
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
    side = _side(match, scene)
    if groups.get("which"):
        choices = [choice for choice in choices if (choice - scene.dated_on).days * side > 0]
    by_days = {(choice - scene.dated_on).days: choice for choice in choices}
    return by_days[min(by_days, key=_measure(side))] if by_days else None


def _month_found(match: re.Match[str], year: int, month: int, anchor: str, rule_id: str) -> _Found:
    first, last = date(year, month, 1), end_of_month(year, month)
    part = (match["part"] or "").lower()
    if part:
        low, high = {"début": (1, 10), "mi": (11, 20), "fin": (21, last.day)}[part]
        first, last = first.replace(day=low), first.replace(day=high)
    start = match.start("part") if part else match.start("month")
    return _Found(start, match.end(), first, last, "range" if part else "month", anchor, rule_id)


def _side(match: re.Match[str], scene: _Scene) -> int:
    """On which side of the document's day a date lies: -1 behind, 1 ahead, 0 where nothing tells."""
    which = match.groupdict().get("which")
    if which:
        return 1 if which.lower().startswith("proch") else -1
    text, start, end = scene.text, match.start(), match.end()
    first = max(start - _REACH, *(text.rfind(mark, max(0, start - _REACH), start) + 1 for mark in _BREAKS))
    ends = [at for mark in _BREAKS if (at := text.find(mark, end, end + _REACH)) >= 0]
    last = min(ends, default=end + _REACH)
    nearest, side = _REACH, 0
    for pattern, meant in ((scene.rules.past, -1), (scene.rules.future, 1)):
        for cue in pattern.finditer(text, max(0, first), last):
            gap = max(start - cue.end(), cue.start() - end, 0)
            if gap < nearest:
                nearest, side = gap, meant
    return side


def _measure(side: int) -> Callable[[int], float]:
    """How far a choice lies off, in units behind (negative) or ahead, on the scale of the side that the verb tells."""
    behind, ahead = _LEANING[side]
    return lambda units: -units * behind if units < 0 else units * ahead


def _month(name: str) -> int:
    return MONTHS[name.rstrip(".").lower()]


def _number(day: str) -> int:
    return int(day.removesuffix("er").removesuffix("ER"))


def _plain(words: str) -> str:
    return re.sub(_SPACE, " ", words).replace("’", "'").lower()
