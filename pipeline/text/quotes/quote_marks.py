"""Quotation marks of a paragraph, paired: where quoted words begin and end.

What belongs here: guillemets, curly and straight quotation marks, nesting, marks that a paragraph leaves open.
What does not: whose words they are, or whether they are a statement at all (quotations.py).
"""

from dataclasses import dataclass
from typing import Final

_PAIRS: Final = {"«": "»", "“": "”", "„": "”"}
_CLOSERS: Final = frozenset("»”")
_SPACES: Final = " \t\u00a0\u202f\u2009"
_BEFORE_OPENING: Final = frozenset("([{'’«“-–—:/")


@dataclass(frozen=True, slots=True)
class Quoted:
    """Quoted words: from mark to mark (start, end), and without marks and blanks (inner_start, inner_end).

    A side without a mark of its own (a quotation that runs on from, or on to, another paragraph) is not opened or not
    closed.
    """

    start: int
    end: int
    inner_start: int
    inner_end: int
    is_opened: bool
    is_closed: bool


def pair_marks(text: str, is_continued: bool = False) -> list[Quoted]:
    """The outermost quoted stretches of a paragraph, in order; what stands inside them belongs to them.

    `is_continued` says that the paragraph before left a quotation open: then a closing mark without an opening one
    closes it. Elsewhere a closing mark that nothing opens counts from the beginning of the paragraph, if nothing was
    quoted before it, since copied texts lose opening marks.
    """
    found: list[Quoted] = []
    opened: int | None = None
    closers: list[str] = []
    for position, char in enumerate(text):
        if char == '"':
            if opened is None:
                if _opens(text, position):
                    opened, closers = position, ['"']
                elif not found and (is_continued or not text[position + 1 : position + 2].isalnum()):
                    found.append(_quoted(text, 0, position + 1, False, True))
            elif closers == ['"']:
                found.append(_quoted(text, opened, position + 1, True, True))
                opened, closers = None, []
        elif char in _PAIRS:
            if opened is None:
                opened, closers = position, [_PAIRS[char]]
            elif closers[0] != '"' and not _repeats(text, position):
                closers.append(_PAIRS[char])
        elif char in _CLOSERS:
            if opened is None:
                if not found:
                    found.append(_quoted(text, 0, position + 1, False, True))
            elif char in closers:
                del closers[closers.index(char, len(closers) - 1 - closers[::-1].index(char)) :]
                if not closers:
                    found.append(_quoted(text, opened, position + 1, True, True))
                    opened = None
    if opened is not None:
        found.append(_quoted(text, opened, len(text.rstrip()), True, False))
    return [quoted for quoted in found if quoted.inner_end > quoted.inner_start]


def _opens(text: str, position: int) -> bool:
    """Whether a straight mark opens: a blank, bracket or apostrophe before it, no blank after it.

    Between two blanks it opens what a colon announces, what stands behind a comma, or what opens the paragraph.
    """
    before = text[position - 1] if position else " "
    after = text[position + 1] if position + 1 < len(text) else " "
    if before.isspace() or before in _BEFORE_OPENING:
        if not after.isspace() or after in _SPACES[2:]:
            return True
        return text[:position].rstrip()[-1:] in ("", ":", ",", "(") and bool(text[position + 1 :].strip())
    return before in ".!?…:,;" and after.isalnum()


def _repeats(text: str, position: int) -> bool:
    """Whether an opening mark only repeats the one that is open, as some papers do at the beginning of a line."""
    return position == 0 or text[position - 1] == "\n"


def _quoted(text: str, start: int, end: int, is_opened: bool, is_closed: bool) -> Quoted:
    inner_start, inner_end = start + is_opened, end - is_closed
    while inner_start < inner_end and (text[inner_start].isspace() or text[inner_start] in _SPACES):
        inner_start += 1
    while inner_end > inner_start and (text[inner_end - 1].isspace() or text[inner_end - 1] in _SPACES):
        inner_end -= 1
    return Quoted(start, end, inner_start, inner_end, is_opened, is_closed)
