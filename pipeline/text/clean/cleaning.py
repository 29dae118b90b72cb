"""Cleaning: every code point of a raw text in exactly one typed span.

What belongs here: running the passes over a text, cutting datelines and end marks off paragraphs, and tiling the text
with spans. What does not: the passes (marking.py, structure.py), metadata (metadata.py).

Cleaning the body again keeps it: for the paragraphs, crossheads and list items that came out, joined by blank lines,
cleaning labels every one of them as body again, as long as no line of it repeats another (the repetition would be
taken for a pull quotation).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from pipeline.records.cleaning import BODY_KINDS, Metadata, Span
from pipeline.records.reading import Hint
from pipeline.text.clean.boilerplate import Boilerplate, compile_boilerplate
from pipeline.text.clean.bylines import Agencies, compile_agencies, find_dateline, find_dateline_end
from pipeline.text.clean.captions import find_story_credit
from pipeline.text.clean.lines import Line, shorten_line, split_lines, trim, unbroken
from pipeline.text.clean.marking import mark_lines
from pipeline.text.clean.markup import read_facts, read_marks
from pipeline.text.clean.metadata import read_metadata
from pipeline.text.clean.page import Page, Piece
from pipeline.text.clean.publishers import Publishers, compile_publishers
from pipeline.text.clean.structure import judge
from pipeline.text.folding import fold_chars

_DATELINE_LONGEST: Final = 1000
"""No dateline has more characters, so that no more of a long paragraph is looked at."""
NOTHING_APPROVED: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True)
class CleaningRules:
    """The compiled rule sets boilerplate, agencies and publishers."""

    boilerplate: Boilerplate
    agencies: Agencies
    publishers: Publishers


def compile_rules(
    boilerplate: Iterable[Mapping[str, Any]],
    agencies: Iterable[Mapping[str, Any]],
    publishers: Iterable[Mapping[str, str]],
) -> CleaningRules:
    """The rule sets ready for use; RuleError for a rule that cannot be used."""
    known = compile_publishers(publishers)
    return CleaningRules(compile_boilerplate(boilerplate), compile_agencies(agencies, known.by_name), known)


def clean(
    text: str,
    hints: Sequence[Hint],
    rules: CleaningRules,
    first_arrived_on: date,
    approved: Mapping[str, str] = NOTHING_APPROVED,
) -> tuple[list[Span], Metadata]:
    """The spans that tile the text, in order, and what the document says of itself.

    `hints` are what a reader of mark-up said of its blocks and of the page; empty for plain text. `approved` has the
    span kinds of the lines that a curator approved as boilerplate of the text's source, by line folded to words. Never
    fails, and gives the same for the same input.
    """
    facts = read_facts(hints)
    lines, ends = _cut_ends(text, split_lines(text), rules)
    page = Page(
        text,
        lines,
        rules.boilerplate,
        rules.agencies,
        read_marks(lines, hints),
        approved,
        facts.titles,
        facts.description,
    )
    mark_lines(page)
    judge(page)
    _cut_starts(page)
    for index, end in ends.items():
        page.pieces[index].append(end)
    pieces = [piece for line in page.pieces for piece in line]
    metadata = read_metadata(page, pieces, facts, rules.publishers, first_arrived_on)
    return tile(text, pieces), metadata


def tile(text: str, pieces: Sequence[Piece]) -> list[Span]:
    """Spans over the whole text: the pieces without white space at their edges, and blank spans between them."""
    spans: list[Span] = []

    def add(start: int, end: int, kind: str, rule_id: str, score: float) -> None:
        if end > start:
            spans.append(Span(len(spans), start, end, kind, kind in BODY_KINDS, rule_id, score))

    at = 0
    for piece in pieces:
        start, end = trim(text, piece.start, piece.end)
        if start == end:
            continue
        add(at, start, "blank", "structure.blank", 1.0)
        add(start, end, piece.kind, piece.rule_id, piece.score)
        at = end
    add(at, len(text), "blank", "structure.blank", 1.0)
    return spans


def _cut_ends(text: str, lines: Sequence[Line], rules: CleaningRules) -> tuple[list[Line], dict[int, Piece]]:
    """The lines without the end marks and signatures that close them, and these, by line.

    They go first, since a paragraph with such an end does not end as a sentence does.
    """
    kept = list(lines)
    ends: dict[int, Piece] = {}
    for line in lines:
        end = find_dateline_end(line.content, rules.agencies)
        suffix = rules.boilerplate.find_suffix(line.folded)
        if end and end.at > 0:
            cut = (end.at, "dateline", "structure.dateline.end")
        elif suffix and suffix[0] > 0:
            cut = (suffix[0], suffix[1].kind, suffix[1].rule_id)
        elif (credit := find_story_credit(line)) is not None:
            cut = (credit, "credit", "structure.credit")
        else:
            continue
        _cut_end(text, kept, ends, line.index, *cut)
    last = next((line.index for line in reversed(kept) if line.is_closed and line.word_count >= 8), None)
    for index in range(len(kept) - 1, -1 if last is None else last - 1, -1):
        signed = rules.agencies.signature.search(kept[index].content)
        if signed and signed.start() > 0 and index not in ends and kept[index].word_count >= 5:
            _cut_end(text, kept, ends, index, signed.start(), "byline", "structure.signature")
            break
    return kept, ends


def _cut_end(
    text: str, kept: list[Line], ends: dict[int, Piece], index: int, at: int, kind: str, rule_id: str
) -> None:
    line = kept[index]
    shorter = shorten_line(text, line, line.mark_end + at)
    if shorter.end > shorter.mark_end:
        kept[index] = shorter
        ends[index] = Piece(line.mark_end + at, line.end, kind, rule_id, 0.9)


def _cut_starts(page: Page) -> None:
    """Cut stamps off the paragraphs they open, and datelines off the first paragraph."""
    body = [index for index in range(len(page.lines)) if page.kind(index) in BODY_KINDS]
    opening = [index for index in body if page.kind(index) == "paragraph"][:1]
    for index in body:
        piece = page.pieces[index][0]
        prefix = page.boilerplate.find_prefix(fold_chars(unbroken(page.text[piece.start : piece.end])))
        if prefix and piece.start + prefix[0] < piece.end:
            _split_front(page, index, piece.start + prefix[0], prefix[1].kind, prefix[1].rule_id)
    for index in opening:
        while True:
            piece = page.pieces[index][-1]
            start = page.text[piece.start : min(piece.end, piece.start + _DATELINE_LONGEST)]
            dateline = find_dateline(unbroken(start), page.agencies)
            if not dateline or piece.start + dateline.at >= piece.end:
                break
            _split_front(page, index, piece.start + dateline.at, "dateline", "structure.dateline")


def _split_front(page: Page, index: int, at: int, kind: str, rule_id: str) -> None:
    pieces = page.pieces[index]
    last = pieces.pop()
    pieces += (
        Piece(last.start, at, kind, rule_id, 0.9),
        Piece(at, last.end, last.kind, last.rule_id, last.score),
    )
