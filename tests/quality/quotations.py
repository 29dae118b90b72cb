"""Quotations of the texts written for the project: their annotations, what the steps find, and how far both agree.

What belongs here: reading texts/quotations.txt, tagging one text with the steps, and matching. What does not: the floors
(test_quotations.py) and the scores that are made of the matches (calibrate.py).

texts/quotations.txt holds passages headed by "=== name". A statement stands between double square brackets, behind its
kind, the resolved name of who speaks, the relay, and the words that name the speaker nearest to it:
⟦direct;Ada Aubrac;AFP;Mme Aubrac|Le pont rouvrira lundi⟧. All persons are invented.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

from pipeline.engine import find_step
from pipeline.rulebook import Rulebook
from pipeline.step import Row, as_row

TEXTS: Final = Path(__file__).parent / "texts" / "quotations.txt"
STEPS: Final = ("clean", "segment", "names", "mentions", "quotes")
DAY: Final = date(2026, 1, 6)
"""On which the texts arrive."""
LOOSE: Final = 0.3
TIGHT: Final = 0.8
_MARK: Final = re.compile(r"⟦([^|⟦⟧]*)\||⟧")
_EMPTY_WORDS: Final = frozenset(
    ["le", "la", "les", "l", "de", "du", "des", "d", "un", "une", "et", "a", "au"]
)


@dataclass(frozen=True, slots=True)
class Statement:
    """An annotated statement: where its words stand, and who said them through whom."""

    start: int
    end: int
    kind: str
    name: str
    relay: str
    speaker: str


@dataclass(frozen=True, slots=True)
class Annotated:
    """A text and its statements, in order of place."""

    name: str
    text: str
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """A found row, an annotated statement, or both where they overlap."""

    row: Row | None
    statement: Statement | None
    overlap: float = 0.0

    @property
    def is_right(self) -> bool:
        """Whether the row covers a statement and names its speaker."""
        return (
            self.row is not None
            and self.statement is not None
            and same_name(self.statement.name, self.row["speaker_name"])
        )


def read_texts(path: Path = TEXTS) -> list[Annotated]:
    """The annotated texts of a file."""
    parts = re.split(r"^=== (.+)\n", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    return [_annotated(name, marked.strip()) for name, marked in zip(parts[::2], parts[1::2], strict=True)]


def _annotated(name: str, marked: str) -> Annotated:
    text, at = "", 0
    opened: list[tuple[int, str]] = []
    statements = []
    for mark in _MARK.finditer(marked):
        text += marked[at : mark.start()]
        at = mark.end()
        if mark[1] is not None:
            opened.append((len(text), mark[1]))
        else:
            start, fields = opened.pop()
            kind, speaker_name, relay, speaker = fields.split(";")
            statements.append(Statement(start, len(text), kind, speaker_name, relay, speaker))
    return Annotated(name, text + marked[at:], tuple(sorted(statements, key=lambda s: (s.start, -s.end))))


@cache
def _resources() -> dict[str, Any]:
    rulebook = Rulebook()
    return {name: find_step(name).load(rulebook) for name in STEPS}


def tag(text: str) -> dict[str, list[Row]]:
    """Rows of every table that the steps make of one text."""
    document_id = hashlib.sha256(text.encode()).hexdigest()[:32]
    raw = {"document_id": document_id, "text": text, "media_type": "text/plain", "first_arrived_on": DAY}
    rows: dict[str, list[Row]] = {"raw_documents": [raw], "hints": []}
    for name in STEPS:
        step = find_step(name)
        made = step.apply({table: rows[table] for table in step.inputs}, _resources()[name])
        for table in step.outputs:
            rows[table] = [as_row(record) | {"document_id": document_id} for record in made[table]]
    return rows


def match(statements: Sequence[Statement], rows: Sequence[Row]) -> Iterator[Match]:
    """Statements and rows one to one, best overlap first, then what is left of both."""
    pairs = sorted(
        (
            (overlap(statement.start, statement.end, row["char_start"], row["char_end"]), i, j)
            for i, statement in enumerate(statements)
            for j, row in enumerate(rows)
        ),
        reverse=True,
    )
    used_statements: set[int] = set()
    used_rows: set[int] = set()
    for share, i, j in pairs:
        if share >= LOOSE and i not in used_statements and j not in used_rows:
            used_statements.add(i)
            used_rows.add(j)
            yield Match(rows[j], statements[i], share)
    yield from (Match(None, statement) for i, statement in enumerate(statements) if i not in used_statements)
    yield from (Match(row, None) for j, row in enumerate(rows) if j not in used_rows)


def overlap(start: int, end: int, other_start: int, other_end: int) -> float:
    """What two stretches share, as a share of what they cover together."""
    shared = min(end, other_end) - max(start, other_start)
    return shared / (max(end, other_end) - min(start, other_start)) if shared > 0 else 0.0


def same_name(one: str | None, other: str | None) -> bool:
    """Whether two names mean the same: one's words are the other's, or half of all are in both."""
    first, second = _words(one), _words(other)
    if not first or not second:
        return False
    return first <= second or second <= first or 2 * len(first & second) >= len(first | second)


def _words(name: str | None) -> set[str]:
    flat = unicodedata.normalize("NFKD", name or "").encode("ascii", "ignore").decode().lower()
    return set(re.findall(r"[a-z0-9]+", flat)) - _EMPTY_WORDS


def figures(matches: Sequence[Match]) -> dict[str, float]:
    """F1 at both overlaps, and the shares of matched rows with the right kind, name, and relay."""
    rows = sum(m.row is not None for m in matches)
    statements = sum(m.statement is not None for m in matches)
    both = [(m.row, m.statement, m) for m in matches if m.row is not None and m.statement is not None]
    relayed = [(row, s) for row, s, _ in both if s.relay]
    return {
        "f1_iou30": 2 * len(both) / (rows + statements),
        "f1_iou80": 2 * sum(m.overlap >= TIGHT for _, _, m in both) / (rows + statements),
        "precision": len(both) / rows,
        "recall": len(both) / statements,
        "kind_accuracy": sum(row["quote_kind"] == s.kind for row, s, _ in both) / len(both),
        "speaker_name_accuracy": sum(m.is_right for _, _, m in both) / len(both),
        "relayed_by_accuracy": sum(same_name(s.relay, row["relayed_by"]) for row, s in relayed)
        / len(relayed),
    }
