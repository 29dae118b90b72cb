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
from typing import Any

from pipeline.records.cleaning import Metadata, Span
from pipeline.records.reading import Hint
from pipeline.text.boilerplate import Boilerplate, compile_boilerplate
from pipeline.text.bylines import Agencies, compile_agencies, find_dateline, find_dateline_end
from pipeline.text.folding import fold_chars
from pipeline.text.lines import split_lines, trim
from pipeline.text.marking import mark_lines
from pipeline.text.markup import read_facts, read_marks
from pipeline.text.metadata import read_metadata
from pipeline.text.page import BODY_KINDS, Page, Piece
from pipeline.text.publishers import Publishers, compile_publishers
from pipeline.text.structure import judge


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
    text: str, hints: Sequence[Hint], rules: CleaningRules, first_arrived_on: date
) -> tuple[list[Span], Metadata]:
    """The spans that tile the text, in order, and what the document says of itself.

    `hints` are what a reader of mark-up said of its blocks and of the page; empty for plain text. Never fails, and
    gives the same for the same input.
    """
    facts = read_facts(hints)
    lines = split_lines(text)
    page = Page(
        text,
        lines,
        rules.boilerplate,
        rules.agencies,
        read_marks(lines, hints),
        facts.titles,
        facts.description,
    )
    mark_lines(page)
    judge(page)
    _cut_paragraphs(page)
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


def _cut_paragraphs(page: Page) -> None:
    """Cut stamps, datelines, signatures and end marks off the paragraphs they open or close."""
    body = [index for index in range(len(page.lines)) if page.kind(index) in BODY_KINDS]
    for index in body:
        piece = page.pieces[index][0]
        prefix = page.boilerplate.find_prefix(fold_chars(page.text[piece.start : piece.end]))
        if prefix and piece.start + prefix[0] < piece.end:
            _split_front(page, index, piece.start + prefix[0], prefix[1].kind, prefix[1].rule_id)
    paragraphs = [index for index in body if page.kind(index) != "crosshead"]
    for index in body[:1]:
        while True:
            piece = page.pieces[index][-1]
            dateline = find_dateline(page.text[piece.start : piece.end], page.agencies)
            if not dateline or piece.start + dateline.at >= piece.end:
                break
            _split_front(page, index, piece.start + dateline.at, "dateline", "structure.dateline")
    if paragraphs:
        _cut_end(page, paragraphs[-1])


def _split_front(page: Page, index: int, at: int, kind: str, rule_id: str) -> None:
    *front, last = page.pieces[index]
    page.pieces[index] = [
        *front,
        Piece(last.start, at, kind, rule_id, 0.9),
        Piece(at, last.end, last.kind, last.rule_id, last.score),
    ]


def _cut_end(page: Page, index: int) -> None:
    *front, last = page.pieces[index]
    body = page.text[last.start : last.end]
    end = find_dateline_end(body, page.agencies)
    suffix = page.boilerplate.find_suffix(fold_chars(body))
    cut: tuple[int, str, str] | None = None
    if end and end.at > 0:
        cut = (end.at, "dateline", "structure.dateline.end")
    elif suffix and suffix[0] > 0:
        cut = (suffix[0], suffix[1].kind, suffix[1].rule_id)
    else:
        signed = page.agencies.signature.search(body)
        if signed and signed.start() > 0:
            cut = (signed.start(), "byline", "structure.signature")
    if cut:
        at = last.start + cut[0]
        page.pieces[index] = [
            *front,
            Piece(last.start, at, last.kind, last.rule_id, last.score),
            Piece(at, last.end, cut[1], cut[2], 0.9),
        ]
