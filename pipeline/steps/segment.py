"""Step `segment`: raw text and spans in; paragraphs, sentences, passages and context out.

What belongs here: which tables segmentation reads and makes. What does not: how it is done (pipeline/text).
"""

from pipeline.records.cleaning import Metadata, Span
from pipeline.rulebook import Rulebook
from pipeline.step import Made, Rows, Step, as_records
from pipeline.text.segment.language import compile_language_rules
from pipeline.text.segment.segmentation import SegmentRules, segment
from pipeline.text.segment.sentences import compile_sentence_rules


def load(rulebook: Rulebook) -> SegmentRules:
    """The rules of sentences and languages, compiled."""
    return SegmentRules(
        sentences=compile_sentence_rules(rulebook.rules("abbreviations")),
        languages=compile_language_rules(rulebook.rules("languages")),
    )


def apply(rows: Rows, resources: SegmentRules) -> Made:
    """Rows of one document as records of paragraphs, sentences, passages and contexts."""
    (document,) = rows["raw_documents"]
    (metadata,) = as_records(Metadata, rows["metadata"])
    made = segment(document["text"], as_records(Span, rows["spans"]), metadata, resources)
    return {
        "paragraphs": made.paragraphs,
        "sentences": made.sentences,
        "passages": made.passages,
        "contexts": [made.context],
    }


STEP = Step(
    name="segment",
    stage="segment",
    inputs=("raw_documents", "spans", "metadata"),
    outputs=("paragraphs", "sentences", "passages", "contexts"),
    load=load,
    apply=apply,
    rules=("abbreviations", "languages"),
    libraries=("langdetect",),
)
