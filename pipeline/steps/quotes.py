"""Step quotes: who said what, from passages, sentences and mentions.

What belongs here: rows to records and back. What does not: the rules (pipeline/rules) and how quotations are found
(pipeline/text/quotes/quotations.py).
"""

from typing import Final

from pipeline.records.segmentation import Context, Passage, Sentence
from pipeline.records.tagging import FoundActor, Mention
from pipeline.rulebook import Rulebook
from pipeline.step import Made, Rows, Step, as_records
from pipeline.text.composed import compose_passages
from pipeline.text.quotes.quotation_rules import QuotationRules, compile_quotation_rules
from pipeline.text.quotes.quotations import find_quotations

SPOKEN: Final = {"text": "char", "cue": "cue_char", "speaker_surface": "speaker_char"}
"""Columns that repeat words of the text, and the prefix of the columns that say where these stand."""


def load(rulebook: Rulebook) -> QuotationRules:
    """Compiles the reporting verbs and the patterns in force, with the outlets that the registry knows."""
    return compile_quotation_rules(
        rulebook.rules("reporting_verbs"),
        rulebook.rules("quote_patterns"),
        [row["name"] for row in rulebook.rows("publishers")],
    )


def apply(rows: Rows, rules: QuotationRules) -> Made:
    """Quotations of one document."""
    contexts = as_records(Context, rows["contexts"])
    composed = compose_passages(as_records(Passage, rows["passages"]))
    quotes = find_quotations(
        composed.passages,
        [composed.inwards(s) for s in as_records(Sentence, rows["sentences"])],
        [composed.inwards(m, {"surface": "char"}) for m in as_records(Mention, rows["mentions"])],
        as_records(FoundActor, rows["found_actors"]),
        contexts[0].language_code if contexts else "und",
        rules,
    )
    return {"quotes": [composed.outwards(quote, SPOKEN) for quote in quotes]}


STEP = Step(
    name="quotes",
    stage="tag",
    inputs=("passages", "sentences", "contexts", "mentions", "found_actors"),
    outputs=("quotes",),
    rules=("reporting_verbs", "quote_patterns", "publishers"),
    load=load,
    apply=apply,
)
