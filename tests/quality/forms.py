"""Texts in many outlets' forms, written for this project, with a label a line: what cleaning makes of them.

What belongs here: reading the labelled texts of tests/quality/cleaning and scoring spans against them. Outlets, places
and persons in them are invented. A line begins with its label: + for body, - for what is none of it, ~ for title,
standfirst and the like, which are not scored.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pipeline.records.cleaning import Span

FORMS: Final = Path(__file__).parent / "cleaning"


@dataclass(frozen=True)
class Labelled:
    """A text and the label of each of its lines ("+", "-", "~", or nothing for a blank one)."""

    name: str
    text: str
    labels: Sequence[str]


@dataclass(frozen=True)
class Verdict:
    """One scored line: what it says, whether it belongs to the body, and whether cleaning kept it."""

    name: str
    line: str
    is_body: bool
    is_kept: bool


def read_forms() -> list[Labelled]:
    """The labelled texts, by name."""
    found = []
    for path in sorted(FORMS.glob("*.txt")):
        lines = path.read_text(encoding="utf-8").splitlines()
        found.append(Labelled(path.stem, "\n".join(line[2:] for line in lines), [line[:1] for line in lines]))
    return found


def judge_lines(form: Labelled, spans: Sequence[Span]) -> Iterator[Verdict]:
    """What became of each scored line: it is kept where more than half of what it prints lies in body spans."""
    kept = {i for span in spans if span.is_body for i in range(span.char_start, span.char_end)}
    at = 0
    for line, label in zip(form.text.split("\n"), form.labels, strict=True):
        solid = [i for i, letter in enumerate(line, at) if not letter.isspace()]
        at += len(line) + 1
        if solid and label in ("+", "-"):
            share = sum(i in kept for i in solid) / len(solid)
            yield Verdict(form.name, line, label == "+", share > 0.5)
