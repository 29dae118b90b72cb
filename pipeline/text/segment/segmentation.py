"""Paragraphs, and the passages that are tagged, from the spans of a document.

What belongs here: turning typed spans into paragraphs with their crosshead and language, their sentences, and the
passages (title, standfirst, body) that the tag stage reads. What does not: what is body and what is not (cleaning.py),
where a sentence ends (sentences.py), how a language is told (language.py).

Nothing here depends on the rule that typed a span: the same body gives the same rows, whichever rule found it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pipeline.records.cleaning import Metadata, Span
from pipeline.records.segmentation import Context, Paragraph, Passage, Sentence
from pipeline.text.segment.language import LanguageRules, detect_document, detect_paragraph
from pipeline.text.segment.sentences import SentenceRules, find_sentences

_LIST_MARK: Final = re.compile(r"[-–—•*]\s+")
_LINE_BREAK: Final = re.compile(r"[\r\n\u2028\u2029\x0b\x0c\x85]")
_WORD_CHARACTER: Final = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class SegmentRules:
    """What segmentation reads as rules."""

    sentences: SentenceRules
    languages: LanguageRules


@dataclass(frozen=True, slots=True)
class Segmentation:
    """A document segmented: rows of paragraphs, sentences and passages in key order, and its context."""

    paragraphs: tuple[Paragraph, ...]
    sentences: tuple[Sentence, ...]
    passages: tuple[Passage, ...]
    context: Context


def segment(text: str, spans: Sequence[Span], metadata: Metadata, rules: SegmentRules) -> Segmentation:
    """Segments a document: its raw text, its spans in order, and what it says about itself.

    Each body span with anything visible is a paragraph, each paragraph has at least one sentence. The document's
    language is that of its body, or of title and standfirst where the body is too short to tell.
    """
    headings = _headings(text, spans)
    body = [(span, *_trim(text, span.char_start, span.char_end)) for span in spans if span.is_body]
    body = [(span, start, end) for span, start, end in body if start < end]
    language = detect_document("\n".join(text[start:end] for _, start, end in body))
    if not language[1]:
        language = detect_document("\n".join(text[start:end] for _, start, end in [*headings, *body]))
    paragraphs = _paragraphs(text, body, language, rules.languages)
    return Segmentation(
        paragraphs=paragraphs,
        sentences=_sentences(paragraphs, rules.sentences),
        passages=_passages(text, headings, paragraphs, language[0]),
        context=Context(
            language_code=language[0],
            language_score=language[1],
            word_count=sum(_count_words(paragraph.text) for paragraph in paragraphs),
            dated_on=metadata.dated_on,
            dated_by=metadata.dated_by,
        ),
    )


def _count_words(text: str) -> int:
    """The runs of visible characters with a letter or figure among them."""
    return len([word for word in text.split() if word.isalnum() or _WORD_CHARACTER.search(word)])


def _headings(text: str, spans: Sequence[Span]) -> list[tuple[str, int, int]]:
    """The first title and every standfirst as (region, start, end), without the mark of a list before them."""
    headings: list[tuple[str, int, int]] = []
    for span in spans:
        is_first_title = span.span_kind == "title" and all(region != "title" for region, _, _ in headings)
        if not (is_first_title or span.span_kind == "standfirst"):
            continue
        start, end = _trim(text, span.char_start, span.char_end)
        if mark := _LIST_MARK.match(text, start, end):
            start = mark.end()
        if start < end:
            headings.append((span.span_kind, start, end))
    return headings


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without white space at its ends; empty where there is nothing else."""
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    return start, start + len(piece.strip())


def _paragraphs(
    text: str, body: Sequence[tuple[Span, int, int]], language: tuple[str, float], rules: LanguageRules
) -> tuple[Paragraph, ...]:
    paragraphs = []
    crosshead = None
    for index, (span, start, end) in enumerate(body):
        words = text[start:end]
        code, score = detect_paragraph(words, language, rules)
        if span.span_kind == "crosshead":
            crosshead = words
        paragraphs.append(
            Paragraph(
                paragraph_index=index,
                char_start=start,
                char_end=end,
                paragraph_kind=span.span_kind,
                crosshead=None if span.span_kind == "crosshead" else crosshead,
                language_code=code,
                language_score=score,
                text=words,
            )
        )
    return tuple(paragraphs)


def _sentences(paragraphs: Sequence[Paragraph], rules: SentenceRules) -> tuple[Sentence, ...]:
    """The sentences of each paragraph; a line break within one only fits it to a width."""
    found = [
        (paragraph, start, end)
        for paragraph in paragraphs
        for start, end in find_sentences(_LINE_BREAK.sub(" ", paragraph.text), rules)
    ]
    return tuple(
        Sentence(
            sentence_index=index,
            paragraph_index=paragraph.paragraph_index,
            char_start=paragraph.char_start + start,
            char_end=paragraph.char_start + end,
            text=paragraph.text[start:end],
        )
        for index, (paragraph, start, end) in enumerate(found)
    )


def _passages(
    text: str, headings: Sequence[tuple[str, int, int]], paragraphs: Sequence[Paragraph], language_code: str
) -> tuple[Passage, ...]:
    passages = [
        Passage(start, end, region, None, None, language_code, text[start:end])
        for region, start, end in headings
    ]
    passages += [
        Passage(
            char_start=paragraph.char_start,
            char_end=paragraph.char_end,
            region="body",
            paragraph_index=paragraph.paragraph_index,
            paragraph_kind=paragraph.paragraph_kind,
            language_code=paragraph.language_code,
            text=paragraph.text,
        )
        for paragraph in paragraphs
    ]
    return tuple(sorted(passages, key=lambda passage: passage.char_start))
