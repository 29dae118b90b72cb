"""Dates reckoned from another day: "hier", "la semaine dernière", "il y a trois jours", "la veille", "deux ans plus tard".

What belongs here: the forms that count from the document's day or from a date named before, and what a passage must
hold for each. What does not: forms that name a day, a month or a year (date_forms.py).
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Final

from pipeline.text.calendar import add_days, find_period
from pipeline.text.figures.date_context import FoundDate, Scene
from pipeline.text.phrases import SPACE, alternation, plain_phrase

_SMALL: Final[Mapping[str, int]] = {
    "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9,
    "dix": 10, "onze": 11, "douze": 12, "quinze": 15, "vingt": 20, "trente": 30, "cinquante": 50, "cent": 100,
}  # fmt: skip

_AGO_CUES: Final = frozenset(["jour", "jours", "semaine", "semaines", "mois", "an", "ans", "année", "années"])
_LATER_CUES: Final = frozenset(["tard", "tôt", "auparavant"])


def has_span(scene: Scene) -> bool:
    """A unit of time stands in the passage."""
    return not scene.words.isdisjoint(_AGO_CUES)


def has_period(scene: Scene) -> bool:
    """A word of a period stands in the passage ("semaine", "dernier")."""
    return not scene.words.isdisjoint(scene.rules.period_cues)


def has_shift(scene: Scene) -> bool:
    """A word of a day counted from the document's stands in the passage ("hier")."""
    return not scene.words.isdisjoint(scene.rules.shift_cues["dated_on"])


def has_later(scene: Scene) -> bool:
    """ "Plus tard" or its like stands in the passage."""
    return not scene.words.isdisjoint(_LATER_CUES)


def has_step(scene: Scene) -> bool:
    """A word of a day counted from another stands in the passage ("veille")."""
    return not scene.words.isdisjoint(scene.rules.shift_cues["previous"])


_AGO: Final = re.compile(
    rf"(?=[div])(?<!\w)(?P<way>il{SPACE}y{SPACE}a|voilà|dans){SPACE}(?:(?:près{SPACE}de|environ|plus{SPACE}de|un{SPACE}peu{SPACE}plus{SPACE}de"
    rf"|moins{SPACE}de|à{SPACE}peine|quelque){SPACE})?(?P<count>\d{{1,3}}|{alternation(_SMALL)}){SPACE}(?P<unit>jours?|semaines?|mois|ans?|années)(?!\w)",
    re.IGNORECASE,
)


def read_ago(scene: Scene) -> Iterator[FoundDate]:
    """ "il y a trois jours", "dans deux semaines", "il y a dix ans"."""
    for match in _AGO.finditer(scene.text):
        count = _SMALL.get(match["count"].lower()) or int(match["count"])
        count = count if match["way"].lower() == "dans" else -count
        unit = {"j": "day", "s": "week", "m": "month", "a": "year"}[match["unit"][0].lower()]
        if period := find_period(scene.dated_on, unit, count):
            yield FoundDate(match.start(), match.end(), *period, "dated_on", "date.ago")


def read_periods(scene: Scene) -> Iterator[FoundDate]:
    """ "la semaine dernière", "cette année"."""
    for match in scene.rules.periods.finditer(scene.text):
        rule_id, unit, shift = scene.rules.period_of[plain_phrase(match["phrase"])]
        if period := find_period(scene.dated_on, unit, shift):
            yield FoundDate(match.start(), match.end(), *period, "dated_on", rule_id)


def read_shifts(scene: Scene) -> Iterator[FoundDate]:
    """ "hier", "demain soir"."""
    return _shifted(scene, "dated_on", lambda _: scene.dated_on)


def read_steps(scene: Scene) -> Iterator[FoundDate]:
    """ "la veille", "le lendemain": of the day named last before them in the passage."""
    days = sorted((one.end, one.date_from) for one in scene.found if one.precision in ("day", "weekday"))

    def last_day(start: int) -> date | None:
        place = bisect_right(days, start, key=lambda day: day[0])
        return days[place - 1][1] if place else None

    return _shifted(scene, "previous", last_day)


_LATER: Final = re.compile(
    rf"(?=[cdhnoqstuv\d])(?<!\w)(?P<count>\d{{1,3}}|{alternation(_SMALL)}){SPACE}"
    rf"(?P<unit>jours?|semaines?|mois|ans?|années){SPACE}(?P<way>plus{SPACE}tard|plus{SPACE}tôt|auparavant)(?!\w)",
    re.IGNORECASE,
)
_REACH: Final = 300
"""Characters between such a phrase and the date that it counts from."""
_STATED: Final = frozenset(["date.full", "date.day_month", "date.month_year", "date.month", "date.year"])
"""Dates that tell of more than the days around the document's own: only from these are months and years counted."""
_COARSE: Final = {"day": 0, "weekday": 0, "month": 2, "year": 3}
_UNITS: Final = ("day", "week", "month", "year")


def read_later(scene: Scene) -> Iterator[FoundDate]:
    """ "trois jours plus tard", "deux ans auparavant": from the date named last before them in the passage."""
    named = sorted(scene.found, key=lambda one: one.end)
    ends = [one.end for one in named]
    for match in _LATER.finditer(scene.text):
        place = bisect_right(ends, match.start())
        base = named[place - 1] if place and match.start() - ends[place - 1] <= _REACH else None
        unit = _UNITS["jsma".index(match["unit"][0].lower())]
        level = _UNITS.index(unit)
        if base is None or _COARSE.get(base.precision, len(_UNITS)) > level:
            continue
        if level > 1 and base.rule_id not in _STATED:
            continue
        count = _SMALL.get(match["count"].lower()) or int(match["count"])
        is_after = match["way"].lower().endswith("tard")
        if period := find_period(base.date_from, unit, count if is_after else -count):
            yield FoundDate(match.start(), match.end(), *period, "previous", "date.later")


def _shifted(scene: Scene, anchor: str, base_at: Callable[[int], date | None]) -> Iterator[FoundDate]:
    for match in scene.rules.shifts.finditer(scene.text):
        rule_id, its_anchor, days = scene.rules.shift_of[plain_phrase(match["phrase"])]
        base = base_at(match.start()) if its_anchor == anchor else None
        if base and (day := add_days(base, days)):
            yield FoundDate(match.start(), match.end(), day, day, "day", anchor, rule_id)
