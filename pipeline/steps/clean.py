"""The step `clean`: raw text and hints in, typed spans and metadata out (pipeline/text/clean/cleaning.py does the work)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from pipeline.records.reading import Hint
from pipeline.rulebook import Rulebook
from pipeline.step import Row, Rows, Step, as_records
from pipeline.text.clean.cleaning import CleaningRules, clean, compile_rules
from pipeline.text.folding import fold_words


def load(rulebook: Rulebook) -> CleaningRules:
    """Compile the rule sets that cleaning reads."""
    return compile_rules(
        rulebook.rules("boilerplate"), rulebook.rules("agencies"), rulebook.rows("publishers")
    )


def apply(rows: Rows, resources: CleaningRules) -> Mapping[str, Sequence[Any]]:
    """Clean one document, by the lines approved for its source.

    Where no address or folder names its publisher, that is the one that signs the text, which cleaning alone can tell:
    the text is cleaned again if lines are approved for that one.
    """
    (document,) = rows["raw_documents"]
    hints = as_records(Hint, rows["hints"])
    lines = rows.get("approved_lines", ())
    text, day = document["text"], document["first_arrived_on"]
    known = _by_line(row for row in lines if not row["signed_by"])
    spans, metadata = clean(text, hints, resources, day, known)
    publisher = metadata.signature_publisher_id
    signed = _by_line(row for row in lines if row["signed_by"] == (publisher or "unknown"))
    if signed:
        spans, metadata = clean(text, hints, resources, day, known | signed)
    return {"spans": spans, "metadata": [replace(metadata, signature_publisher_id=publisher)]}


def _by_line(rows: Iterable[Row]) -> dict[str, str]:
    """Span kinds by line, folded to words as lines are compared."""
    return {fold_words(row["line"]): row["span_kind"] for row in rows if fold_words(row["line"])}


STEP = Step(
    name="clean",
    stage="clean",
    inputs=("raw_documents", "hints"),
    outputs=("spans", "metadata"),
    load=load,
    apply=apply,
    rules=("boilerplate", "agencies", "publishers"),
    given=("approved_lines",),
)
