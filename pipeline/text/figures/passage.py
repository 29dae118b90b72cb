"""The figures of one passage: its dates, and its amounts where no date or time stands.

What belongs here: the order in which they are found. What does not: how each is found (dates.py, amounts.py), and
passages that were broken to fit a width (composed.py).
"""

from dataclasses import dataclass
from datetime import date

from pipeline.records.segmentation import Passage
from pipeline.records.tagging import Amount, DateMention
from pipeline.text.figures.amounts import AmountRules, find_amounts
from pipeline.text.figures.date_context import DateRules
from pipeline.text.figures.dates import find_dates, find_times


@dataclass(frozen=True, slots=True)
class FigureRules:
    """The rules of amounts and dates, compiled."""

    amounts: AmountRules
    dates: DateRules


def find_figures(
    passage: Passage, dated_on: date, rules: FigureRules
) -> tuple[list[Amount], list[DateMention]]:
    """The amounts and the dates of a passage, each in order of place; `dated_on` is its document's day."""
    text, language, offset = passage.text, passage.language_code, passage.char_start
    dates = find_dates(text, dated_on, rules.dates, language, offset, passage.paragraph_index)
    taken = [(one.char_start - offset, one.char_end - offset) for one in dates] + find_times(text)
    amounts = find_amounts(text, rules.amounts, language, taken, offset, passage.paragraph_index)
    return amounts, dates
