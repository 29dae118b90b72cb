"""The language of a text.

What belongs here: telling the language of a document and of its paragraphs. What does not: what a paragraph is
(segmentation.py), and the words that tell a language without the detector (rule set `languages`).

Method: langdetect (naive Bayes over character n-grams, after Nakatani Shuyo's language-detection), seeded, with a fresh
detector for each text, so that an answer depends on that text alone. It is sure only with enough text: on French news
it is never wrong from 100 letters on, and often below 50. So a document is judged by slices of its whole body, and a
paragraph has a language of its own only if it is long, its little words do not settle that it is written in the
document's, and the detector is sure.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from langdetect.lang_detect_exception import LangDetectException

from pipeline.text.rulesets import checked_rules
from pipeline.text.segment.detector import make_detector

UNDETERMINED: Final = "und"

LETTERS_OF_DOCUMENT: Final = 40
"""Fewer letters say nothing of a document's language."""
LETTERS_OF_PARAGRAPH: Final = 120
"""Fewer letters, and a paragraph takes its document's language."""
SURE: Final = 0.95
"""The probability from which a paragraph's own language counts."""
SETTLED_SHARE: Final = 0.1
"""The share of a language's little words among a paragraph's words from which its language is settled."""
SLICE: Final = 250
"""Characters taken from the beginning, the middle and the end of a long text."""

_WORD: Final = re.compile(r"[^\W\d_]+")
_FIGURE: Final = re.compile(r"[\d_]")
_PLAIN_WORD: Final = re.compile(r"\w+")
"""The same as a word and faster, for a text without figures and underscores."""


@dataclass(frozen=True, slots=True)
class LanguageRules:
    """Compiled rule set `languages`: little words by language code."""

    words: Mapping[str, frozenset[str]]


def compile_language_rules(rules: Iterable[Mapping[str, Any]]) -> LanguageRules:
    """Compiles rule set `languages`; RuleError if a rule is malformed."""
    rules = checked_rules("languages", rules, {"function_words": ("language", "words")})
    return LanguageRules({rule["language"]: frozenset(rule["words"]) for rule in rules})


def detect_document(text: str) -> tuple[str, float]:
    """Language code (ISO 639-1) and probability for a whole body; ('und', 0.0) where it has too few letters."""
    if not _has_letters(text, LETTERS_OF_DOCUMENT):
        return UNDETERMINED, 0.0
    return _detect(_slices(text))


def detect_paragraph(text: str, document: tuple[str, float], rules: LanguageRules) -> tuple[str, float]:
    """Language code and probability for a paragraph of a document whose own are `document`: its own or those."""
    if not _has_letters(text, LETTERS_OF_PARAGRAPH):
        return document
    little = rules.words.get(document[0])
    if little and share_of_words(text, little) >= SETTLED_SHARE:
        return document
    found = _detect(text[: 3 * SLICE])
    return found if found[1] >= SURE and found[0] != document[0] else document


def share_of_words(text: str, words: frozenset[str]) -> float:
    """The share of a text's words that are among `words`, from 0 to 1."""
    pattern = _WORD if _FIGURE.search(text) else _PLAIN_WORD
    found: Sequence[str] = pattern.findall(text.lower())
    return sum(map(words.__contains__, found)) / len(found) if found else 0.0


def _has_letters(text: str, count: int) -> bool:
    return _count_letters(text[: 2 * count]) >= count or _count_letters(text) >= count


def _count_letters(text: str) -> int:
    return sum(map(str.isalpha, text))


def _slices(text: str) -> str:
    """The beginning, middle and end of a text, or all of it where it is short, cut at spaces where there are any."""
    if len(text) <= 3 * SLICE:
        return text
    middle = (len(text) - SLICE) // 2
    pieces = (text[:SLICE], text[middle : middle + SLICE], text[-SLICE:])
    return " ".join(piece.strip() for piece in pieces)


def _detect(text: str) -> tuple[str, float]:
    detector = make_detector()
    detector.append(text)
    try:
        best = detector.get_probabilities()[:1]
    except LangDetectException:  # a text without letters of any alphabet it knows
        best = []
    if not best:
        return UNDETERMINED, 0.0
    return best[0].lang.partition("-")[0], round(min(best[0].prob, 1.0), 4)
