"""Records of the segment stage: paragraphs, sentences, and the passages that are tagged."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of the body (table paragraphs)."""

    paragraph_index: int
    char_start: int
    char_end: int
    paragraph_kind: str
    crosshead: str | None
    language_code: str
    language_score: float
    text: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of the body (table sentences)."""

    sentence_index: int
    paragraph_index: int
    char_start: int
    char_end: int
    text: str


@dataclass(frozen=True, slots=True)
class Passage:
    """One piece of text to be tagged (table passages): title, standfirst, or a paragraph of the body.

    `text` is the document's text from char_start to char_end.
    """

    char_start: int
    char_end: int
    region: str
    paragraph_index: int | None
    paragraph_kind: str | None
    language_code: str
    text: str


@dataclass(frozen=True, slots=True)
class Context:
    """What tagging must know of the document as a whole (table contexts)."""

    language_code: str
    language_score: float
    word_count: int
    dated_on: date
    dated_by: str
