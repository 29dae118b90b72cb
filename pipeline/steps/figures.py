"""Step `figures`: passages in; amounts and dates out.

What belongs here: which tables the finding of figures reads and makes. What does not: how it is done (pipeline/text).
"""

from dataclasses import dataclass

from pipeline.records.segmentation import Context, Passage
from pipeline.records.tagging import Amount, DateMention
from pipeline.rulebook import Rulebook
from pipeline.step import Made, Rows, Step, as_records
from pipeline.text.figures.amounts import AmountRules, compile_amount_rules, find_amounts
from pipeline.text.figures.date_context import DateRules, compile_date_rules
from pipeline.text.figures.dates import find_dates, find_times


@dataclass(frozen=True, slots=True)
class FigureRules:
    """The rules of amounts and dates, compiled."""

    amounts: AmountRules
    dates: DateRules


def load(rulebook: Rulebook) -> FigureRules:
    """Compiles rule sets `amounts` and `dates`."""
    return FigureRules(
        amounts=compile_amount_rules(rulebook.rules("amounts")),
        dates=compile_date_rules(rulebook.rules("dates")),
    )


def apply(rows: Rows, resources: FigureRules) -> Made:
    """Rows of one document as records of amounts and dates, in order of place."""
    (context,) = as_records(Context, rows["contexts"])
    amounts: list[Amount] = []
    dates: list[DateMention] = []
    for passage in as_records(Passage, rows["passages"]):
        text, language, offset = passage.text, passage.language_code, passage.char_start
        found = find_dates(text, context.dated_on, resources.dates, language, offset, passage.paragraph_index)
        taken = [(one.char_start - offset, one.char_end - offset) for one in found] + find_times(text)
        dates += found
        amounts += find_amounts(text, resources.amounts, language, taken, offset, passage.paragraph_index)
    return {"amounts": amounts, "dates": dates}


STEP = Step(
    name="figures",
    stage="tag",
    inputs=("passages", "contexts"),
    outputs=("amounts", "dates"),
    load=load,
    apply=apply,
    rules=("amounts", "dates"),
    libraries=("text2num",),
)
