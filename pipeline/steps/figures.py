"""Step `figures`: passages in; amounts and dates out.

What belongs here: which tables the finding of figures reads and makes. What does not: how it is done (pipeline/text).
"""

from typing import Final

from pipeline.records.segmentation import Context, Passage
from pipeline.records.tagging import Amount, DateMention
from pipeline.rulebook import Rulebook
from pipeline.step import Made, Rows, Step, as_records
from pipeline.text.composed import compose_passages
from pipeline.text.figures.amounts import compile_amount_rules
from pipeline.text.figures.date_context import compile_date_rules
from pipeline.text.figures.passage import FigureRules, find_figures

_SURFACE: Final = {"surface": "char"}


def load(rulebook: Rulebook) -> FigureRules:
    """Compiles rule sets `amounts` and `dates`."""
    return FigureRules(
        amounts=compile_amount_rules(rulebook.rules("amounts")),
        dates=compile_date_rules(rulebook.rules("dates")),
    )


def apply(rows: Rows, resources: FigureRules) -> Made:
    """Rows of one document as records of amounts and dates, in order of place.

    Passages are read in composed form: a line break within one only fits it to a width ("2,3 / milliards d’euros").
    """
    (context,) = as_records(Context, rows["contexts"])
    amounts: list[Amount] = []
    dates: list[DateMention] = []
    composed = compose_passages(as_records(Passage, rows["passages"]))
    for passage in composed.passages:
        found = find_figures(passage, context.dated_on, resources)
        amounts += found[0]
        dates += found[1]
    return {
        "amounts": [composed.outwards(amount, _SURFACE) for amount in amounts],
        "dates": [composed.outwards(one, _SURFACE) for one in dates],
    }


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
