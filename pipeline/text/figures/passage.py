"""The figures of one passage: its dates, and its amounts where no date or time stands.

What belongs here: the order in which they are found, and passages that were broken to fit a width. What does not: how
each is found (dates.py, amounts.py).

A line break within a passage only fits it to a width ("2,3 / milliards d’euros"): figures are read from the passage
with a blank for each break and its indents, and told in the offsets of the passage as it stands.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, TypeVar

from pipeline.records.segmentation import Passage
from pipeline.records.tagging import Amount, DateMention
from pipeline.text.figures.amounts import AmountRules, find_amounts
from pipeline.text.figures.date_context import DateRules
from pipeline.text.figures.dates import find_dates, find_times

_BREAK: Final = re.compile(r"[ \t\u00a0]*(?:[\r\n\u2028\u2029\x0b\x0c\x85][ \t\u00a0]*)+")

Found = TypeVar("Found", Amount, DateMention)


@dataclass(frozen=True, slots=True)
class FigureRules:
    """The rules of amounts and dates, compiled."""

    amounts: AmountRules
    dates: DateRules


def find_figures(
    passage: Passage, dated_on: date, rules: FigureRules
) -> tuple[list[Amount], list[DateMention]]:
    """The amounts and the dates of a passage, each in order of place; `dated_on` is its document's day."""
    text, places = _unbreak(passage.text)
    dates = find_dates(text, dated_on, rules.dates, passage.language_code, 0, passage.paragraph_index)
    taken = [(one.char_start, one.char_end) for one in dates] + find_times(text)
    amounts = find_amounts(
        text, rules.amounts, passage.language_code, taken, paragraph_index=passage.paragraph_index
    )
    return [_placed(one, passage, places) for one in amounts], [
        _placed(one, passage, places) for one in dates
    ]


def _unbreak(text: str) -> tuple[str, Sequence[int]]:
    """The text with a blank for each line break, and where each of its characters stands in the text."""
    if len(text.splitlines()) <= 1:
        return text, range(len(text))
    parts: list[str] = []
    places: list[int] = []
    at = 0
    for found in _BREAK.finditer(text):
        parts += (text[at : found.start()], " ")
        places += range(at, found.start() + 1)
        at = found.end()
    return "".join([*parts, text[at:]]), [*places, *range(at, len(text))]


def _placed(one: Found, passage: Passage, places: Sequence[int]) -> Found:
    """What was found, in the document's offsets and as the document writes it."""
    start, end = places[one.char_start], places[one.char_end - 1] + 1
    first = passage.char_start
    return replace(one, char_start=first + start, char_end=first + end, surface=passage.text[start:end])
