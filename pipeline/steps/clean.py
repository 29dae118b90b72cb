"""The step `clean`: raw text and hints in, typed spans and metadata out (pipeline/text/clean/cleaning.py does the work)."""

from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.records.reading import Hint
from pipeline.rulebook import Rulebook
from pipeline.step import Rows, Step, as_records
from pipeline.text.clean.cleaning import CleaningRules, clean, compile_rules


def load(rulebook: Rulebook) -> CleaningRules:
    """Compile the rule sets that cleaning reads."""
    return compile_rules(
        rulebook.rules("boilerplate"), rulebook.rules("agencies"), rulebook.rows("publishers")
    )


def apply(rows: Rows, resources: CleaningRules) -> Mapping[str, Sequence[Any]]:
    """Clean one document."""
    (document,) = rows["raw_documents"]
    hints = as_records(Hint, rows["hints"])
    spans, metadata = clean(document["text"], hints, resources, document["first_arrived_on"])
    return {"spans": spans, "metadata": [metadata]}


STEP = Step(
    name="clean",
    stage="clean",
    inputs=("raw_documents", "hints"),
    outputs=("spans", "metadata"),
    load=load,
    apply=apply,
    rules=("boilerplate", "agencies", "publishers", "approved_lines"),
)
