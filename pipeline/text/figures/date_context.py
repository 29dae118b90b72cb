"""What a date is read against: the rules, its passage, the document's day, and the verbs around it.

What belongs here: the compiled rules of dates, the scene in which a form of date is read, and which side of the
document's day a sentence speaks of. What does not: the forms themselves (date_forms.py).

The side is told by the nearest verb form that tells a time, in the manner of HeidelTime's strategy for news (Strötgen
and Gertz 2013).
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from pipeline.text.figures.cues import cue_words, initials
from pipeline.text.phrases import SPACE, alternation
from pipeline.text.rulesets import checked_rules

PART_OF_DAY: Final = rf"(?:{SPACE}(?:au{SPACE})?(?:matin|midi|soir|après-midi)(?!\w))?"
"""What may follow a day: "lundi soir"."""
_PARTICIPLE: Final = rf"(?:{SPACE}\w+){{0,2}}?{SPACE}\w+(?:[éiut]|é?es?|[iu]e|[iut]e?s)(?!\w)"
_FUTURE_ENDING: Final = r"[a-zà-ÿ]*(?:[eiudtv]r|rr)(?:a|ont)"
_BREAKS: Final = (". ", "!", "?", ";", "\n", "«", "»")
_REACH: Final = 250
"""Characters on either side of a date in which a verb is looked for, within the sentence."""
_LEANING: Final[Mapping[int, tuple[float, float]]] = {-1: (1, 4), 0: (1, 2), 1: (4, 1)}
"""How much farther what lies behind and ahead counts, by the side that the verb tells: news mostly tells what was."""


_FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "date": (),
    "shift": ("words", "anchor", "days"),
    "period": ("words", "unit", "shift"),
    "future": ("words",),
    "not_future": ("words",),
    "past": ("words",),
}


@dataclass(frozen=True, slots=True)
class DateRules:
    """Compiled rule set `dates`: phrases with the rule, unit or anchor, and shift they stand for; cues of time."""

    shifts: re.Pattern[str]
    shift_of: Mapping[str, tuple[str, str, int]]
    shift_cues: Mapping[str, frozenset[str]]
    periods: re.Pattern[str]
    period_of: Mapping[str, tuple[str, str, int]]
    period_cues: frozenset[str]
    future: re.Pattern[str]
    past: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date read from a passage: where it stands in it, and what it means."""

    start: int
    end: int
    date_from: date
    date_until: date
    precision: str
    anchor: str
    rule_id: str


@dataclass(frozen=True, slots=True)
class Scene:
    """What dates are read in: a passage and its words, its document's day, the rules, and what has been found so far."""

    text: str
    words: frozenset[str]
    dated_on: date
    rules: DateRules
    found: list[FoundDate]


def compile_date_rules(rules: Iterable[Mapping[str, Any]]) -> DateRules:
    """Compiles rule set `dates` (the head of its file says what each kind means); RuleError if one is malformed."""
    rules = checked_rules("dates", rules, _FIELDS)

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
        shifts=re.compile(
            rf"{initials(shift_of)}(?<![\w-])(?P<phrase>{alternation(shift_of)})(?![\w-]){PART_OF_DAY}",
            re.IGNORECASE,
        ),
        shift_of=shift_of,
        shift_cues={
            anchor: cue_words(word for word, (_, its_anchor, _) in shift_of.items() if its_anchor == anchor)
            for anchor in ("dated_on", "previous")
        },
        periods=re.compile(
            rf"{initials(period_of)}(?<![\w-])(?P<phrase>{alternation(period_of)})(?![\w-])", re.IGNORECASE
        ),
        period_of=period_of,
        period_cues=cue_words(period_of),
        future=re.compile(
            rf"(?<![\w-])(?:{alternation(words('future'))}"
            rf"|(?!(?:{alternation(words('not_future'))})\b){_FUTURE_ENDING})(?![\w-])"
        ),
        past=re.compile(rf"(?<![\w-])(?:{alternation(words('past'))}){_PARTICIPLE}"),
    )


def tell_side(match: re.Match[str], scene: Scene) -> int:
    """On which side of the document's day a date lies: -1 behind, 1 ahead, 0 where nothing tells."""
    which = match.groupdict().get("which")
    if which:
        return 1 if which.lower().startswith("proch") else -1
    text, start, end = scene.text, match.start(), match.end()
    first = max(start - _REACH, *(text.rfind(mark, max(0, start - _REACH), start) + 1 for mark in _BREAKS))
    ends = [at for mark in _BREAKS if (at := text.find(mark, end, end + _REACH)) >= 0]
    last = min(ends, default=end + _REACH)
    nearest, side = _REACH, 0
    for pattern, meant in ((scene.rules.future, 1), (scene.rules.past, -1)):  # "est attendu" is ahead
        for cue in pattern.finditer(text, max(0, first), last):
            gap = max(start - cue.end(), cue.start() - end, 0)
            if gap < nearest:
                nearest, side = gap, meant
    return side


def measure_from(side: int) -> Callable[[int], float]:
    """How far a choice lies off, in units behind (negative) or ahead, on the scale of the side that the verb tells."""
    behind, ahead = _LEANING[side]
    return lambda units: -units * behind if units < 0 else units * ahead
