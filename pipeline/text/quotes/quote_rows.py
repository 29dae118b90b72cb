"""Rows of quotations in the making, what is known of the document meanwhile, and the finished records.

What belongs here: the state that goes from passage to passage, and numbering. What does not: finding statements
(quote_frames.py, floating_quotes.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.records.segmentation import Passage, Sentence
from pipeline.records.tagging import Quote
from pipeline.text.quotes.cast import Cast, Memory, Speaker
from pipeline.text.quotes.quotation_rules import QuotationRules
from pipeline.text.quotes.quote_marks import Quoted


@dataclass(slots=True)
class Row:
    """A row in the making; offsets within the document. Rows of one statement share `statement`."""

    block: int
    statement: int
    start: int
    end: int
    kind: str
    rule_id: str
    score: float
    passage: Passage
    speaker: Speaker
    cue: tuple[int, int, str, str] | None = None
    phrase: tuple[int, int] | None = None
    relayed_by: str | None = None
    relayed_by_actor_id: str | None = None
    parent: "Row | None" = None


@dataclass(slots=True)
class State:
    """What is known of the document while its passages are gone through."""

    text: str
    cast: Cast
    rules: QuotationRules
    memory: Memory = field(default_factory=Memory)
    rows: list[Row] = field(default_factory=list)
    statements: int = 0
    is_open: bool = False


def append_direct(
    state: State,
    block: int,
    passage: Passage,
    stretch: Quoted,
    rule_id: str,
    speaker: Speaker,
    statement: int | None,
    relay_from: Row | None,
) -> None:
    """Adds a direct row without a cue."""
    base = passage.char_start
    is_carried = relay_from is not None and relay_from.speaker.name == speaker.name
    state.rows.append(
        Row(
            block,
            state.statements if statement is None else statement,
            base + stretch.inner_start,
            base + stretch.inner_end,
            "direct",
            rule_id,
            round(state.rules.scores[rule_id] * max(speaker.certainty, 0.5), 3),
            passage,
            speaker,
            relayed_by=relay_from.relayed_by if relay_from is not None and is_carried else None,
            relayed_by_actor_id=relay_from.relayed_by_actor_id
            if relay_from is not None and is_carried
            else None,
        )
    )


def as_quotes(rows: Sequence[Row], sentences: Sequence[Sentence]) -> list[Quote]:
    """The rows as records, in order of place, numbered."""
    unique: dict[tuple[int, int], Row] = {}
    for row in rows:
        kept = unique.get((row.start, row.end))
        if row.end > row.start and (kept is None or row.score > kept.score):
            unique[(row.start, row.end)] = row
    ordered = sorted(unique.values(), key=lambda row: (row.start, -row.end))
    index_of = {id(row): index for index, row in enumerate(ordered)}
    statements: dict[int, int] = {}
    made: list[Quote] = []
    for index, row in enumerate(ordered):
        text = row.passage.text[row.start - row.passage.char_start : row.end - row.passage.char_start]
        cue, phrase = row.cue, row.phrase
        inside = row.passage

        def cut(start: int, end: int, passage: Passage = inside) -> str:
            return passage.text[start - passage.char_start : end - passage.char_start]

        made.append(
            Quote(
                quote_index=index,
                statement_index=statements.setdefault(row.statement, len(statements)),
                parent_quote_index=index_of.get(id(row.parent)) if row.parent is not None else None,
                paragraph_index=row.passage.paragraph_index,
                sentence_index=_sentence_at(row.start, sentences),
                quote_kind=row.kind,
                char_start=row.start,
                char_end=row.end,
                text=text,
                cue=None if cue is None else cut(cue[0], cue[1]),
                cue_char_start=None if cue is None else cue[0],
                cue_char_end=None if cue is None else cue[1],
                cue_lemma=None if cue is None else cue[2],
                stance="neutral" if cue is None else cue[3],
                speaker_surface=None if phrase is None else cut(phrase[0], phrase[1]),
                speaker_char_start=None if phrase is None else phrase[0],
                speaker_char_end=None if phrase is None else phrase[1],
                speaker_name=row.speaker.name,
                actor_id=row.speaker.actor_id,
                relayed_by=row.relayed_by,
                relayed_by_actor_id=row.relayed_by_actor_id,
                rule_id=row.rule_id,
                score=row.score,
            )
        )
    return made


def _sentence_at(position: int, sentences: Sequence[Sentence]) -> int | None:
    for sentence in sentences:
        if sentence.char_start <= position < sentence.char_end:
            return sentence.sentence_index
    return None
