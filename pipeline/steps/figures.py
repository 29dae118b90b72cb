"""Step `figures`: passages in; amounts and dates out.

What belongs here: which tables the finding of figures reads and makes. What does not: how it is done (pipeline/text).
"""

from pipeline.records.segmentation import Context, Passage
from pipeline.records.tagging import Amount, DateMention
from pipeline.rulebook import Rulebook
from pipeline.step import Made, Rows, Step, as_records
from pipeline.text.figures.amounts import compile_amount_rules
from pipeline.text.figures.date_context import compile_date_rules
from pipeline.text.figures.passage import FigureRules, find_figures


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
        found = find_figures(passage, context.dated_on, resources)
        amounts += found[0]
        dates += found[1]
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
