"""Sentences of a text: newline first, then punctuation read with French abbreviations in mind.

What belongs here: where a sentence begins and ends within a stretch of text. What does not: what a paragraph is
(segmentation.py), and the abbreviations themselves (rule set `abbreviations`).

Method: rules in the manner of Grefenstette and Tapanainen, "What is a word, what is a sentence?" (1994): every mark
that can end a sentence is a candidate, and the word before it and the word after it decide.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pipeline.errors import RuleError
from pipeline.text.rulesets import checked_rules

_OPENING: Final = "«“„‹([{"
_CLOSING: Final = "»”›)]}"
_EITHER: Final = "\"'’″"
_DASHES: Final = "-–—•*"

_CANDIDATE: Final = re.compile(r"[.!?…][.!?…]*(?:\s?\.{2,})?")
_CLOSER: Final = re.compile(
    rf"\s?[{re.escape(_CLOSING)}]|[{re.escape(_EITHER)}](?=[\s{re.escape(_CLOSING)}.,;]|$)"
)
_VISIBLE: Final = re.compile(r"\S")
_WINDOW: Final = 80
"""Characters on either side of a mark that are looked at, so that time grows with the text and no faster."""
_LINE: Final = re.compile(r"[^\r\n\u2028\u2029\x0b\x0c\x85]+")
_WORD_BEFORE: Final = re.compile(r"[^\s«»“”\"()\[\]’',;:!?…/–—]+$")
_FIRST_WORD: Final = re.compile(r"[^\W\d_]+['’]?")
_INITIALS: Final = re.compile(r"(?:[^\W\d_]\.-?)*[^\W\d_]")
_COUNTED: Final = re.compile(r"\d\s?[^\W\d_]$")
_ROMAN: Final = re.compile(r"[IVXLCDM]+\b")
_ENUMERATION: Final = re.compile(r"\s*[-–—•*]?\s*[(\[]?(?:\d{1,3}|[A-Za-z]|[IVX]{1,5})\s*$")


_FIELDS: Final = {"abbreviation": ("words", "before"), "opener": ("words",)}
_BEFORE: Final = ("any", "number", "lowercase")


@dataclass(frozen=True, slots=True)
class SentenceRules:
    """Compiled rule set `abbreviations`: by word, what may follow it without a new sentence beginning."""

    cased: Mapping[str, str]
    folded: Mapping[str, frozenset[str]]
    openers: frozenset[str]


def compile_sentence_rules(rules: Iterable[Mapping[str, Any]]) -> SentenceRules:
    """Compiles rule set `abbreviations`; RuleError if a rule is malformed."""
    cased: dict[str, str] = {}
    folded: dict[str, set[str]] = {}
    openers: set[str] = set()
    for rule in checked_rules("abbreviations", rules, _FIELDS):
        if rule["kind"] == "opener":
            openers.update(rule["words"])
        elif rule["before"] not in _BEFORE:
            raise RuleError(
                f"rule set abbreviations, rule {rule['id']}: `before` is {rule['before']!r}; use one of {', '.join(_BEFORE)}"
            )
        elif rule.get("case"):
            cased.update(dict.fromkeys(rule["words"], rule["before"]))
        else:
            for word in rule["words"]:
                folded.setdefault(word, set()).add(rule["before"])
    return SentenceRules(
        cased, {word: frozenset(kinds) for word, kinds in folded.items()}, frozenset(openers)
    )


def find_sentences(text: str, rules: SentenceRules) -> list[tuple[int, int]]:
    """Sentences of a text as (first code point, code point after the last), without the space around them.

    A line break always ends a sentence. Every visible character lies in exactly one sentence, so a text with any
    has at least one.
    """
    sentences = []
    for line in _LINE.finditer(text):
        start = line.start()
        for end in [*_ends(line.group(), rules), len(line.group())]:
            piece = text[start : line.start() + end]
            if piece.strip():
                first = start + len(piece) - len(piece.lstrip())
                sentences.append((first, first + len(piece.strip())))
            start = line.start() + end
    return sentences


def _ends(line: str, rules: SentenceRules) -> list[int]:
    """Where sentences end within a line, the line's own end aside."""
    ends: list[int] = []
    for mark in _CANDIDATE.finditer(line):
        end = _with_closers(line, mark.end())
        following = _VISIBLE.search(line, end)
        if following is None:
            break
        start = max(ends[-1] if ends else 0, mark.start() - _WINDOW)
        before, after = line[start : mark.start()], line[following.start() : following.start() + _WINDOW]
        is_glued = following.start() == end
        if _is_glued(before, mark.group(), after) if is_glued else _is_end(before, mark, end, after, rules):
            ends.append(end)
    return ends


def _with_closers(line: str, end: int) -> int:
    """The end moved behind the marks that close what was opened."""
    while match := _CLOSER.match(line, end):
        end = match.end()
    return end


def _is_end(before: str, mark: re.Match[str], end: int, after: str, rules: SentenceRules) -> bool:
    """Whether a sentence that reads `before` ends at `end`, behind its mark of punctuation, and `after` begins one."""
    if mark.group() != ".":
        is_suspense = mark.group().endswith(("..", "…")) and end == mark.end() and after[0].isdigit()
        return _opens_sentence(after) and not is_suspense
    if _ENUMERATION.fullmatch(before) or (end == mark.end() and _is_abbreviation(before, after, rules)):
        return False
    if _opens_sentence(after):
        return True
    return end == mark.end() and _ends_plainly(before, rules) and _first_word(after) in rules.openers


def _is_glued(before: str, mark: str, after: str) -> bool:
    """Whether the space after the full stop is only forgotten: "…abonner.Le lendemain"."""
    return bool(
        mark == "."
        and re.search(r"[^\W\d_]*[a-zà-ÿ]{2}$", before)
        and re.match(r"[A-ZÀ-Þ][a-zà-ÿ’']", after)
        and not re.search(r"(?:www|@|/)\S*$", before)
    )


def _opens_sentence(after: str) -> bool:
    """Whether a text can be the beginning of a sentence: a capital, a digit or an opening mark, dashes aside."""
    bare = after.lstrip(_DASHES + _OPENING + _EITHER + " \u00a0\u202f\t")
    return bool(bare) and not bare[0].islower() and bare[0] not in ",;:.?!…»”)]}%"


def _ends_plainly(before: str, rules: SentenceRules) -> bool:
    """Whether a text ends with a word that is surely no abbreviation, so that a lower-case opener may follow."""
    word = _word_before(before).lower()
    if not word:
        return before.endswith(tuple(_CLOSING))
    return len(word) > 3 and "." not in word and word not in rules.folded


def _is_abbreviation(before: str, after: str, rules: SentenceRules) -> bool:
    """Whether the full stop between `before` and `after` belongs to an abbreviation that the sentence runs on from."""
    word = _word_before(before)
    kinds = rules.folded.get(word.lower(), frozenset()) | {rules.cased.get(word, "")}
    if "any" in kinds:
        return True
    if "number" in kinds and (after[0].isdigit() or _ROMAN.match(after)):
        return True
    is_initial = bool(_INITIALS.fullmatch(word)) and word[0].isupper() and not _COUNTED.search(before)
    return ("lowercase" in kinds or is_initial) and _first_word(after) not in rules.openers


def _word_before(before: str) -> str:
    """The word that a text ends with, inner full stops included; empty where it ends with no word."""
    found = _WORD_BEFORE.search(before)
    return found.group() if found else ""


def _first_word(after: str) -> str:
    """The word that a text begins with behind its opening marks, in lower case, an elided one with its apostrophe."""
    found = _FIRST_WORD.match(after.lstrip(_OPENING + _EITHER + " \u00a0\u202f"))
    return found.group().replace("’", "'").lower() if found else ""
