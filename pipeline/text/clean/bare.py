"""Texts that show nothing of a page: no rule, stamp, credit or mark-up speaks in any of their lines.

What belongs here: telling such a text, and how far its body reaches. What does not: the extent of the body where there
is furniture around it (extent.py).

Where nothing is furniture there is nothing to be cut off: short sentences, enumerations and headings around the body
are text as well. Only a run of lines that might all be headlines, a few words below it that might be a tag, and what may
be a name that signs stay outside.
"""

import re
from typing import Final

from pipeline.text.clean.page import Page

_HEADLINES_MIN: Final = 3
"""As many lines in a row that are no sentences may be a list of links or tags."""
_WHOLE_WORD_END: Final = re.compile(r"\w{3,}[.!?…]+\Z")
"""Behind a whole word, not behind initials, a full stop ends a sentence and no name."""
_ABOVE_MAX: Final = 2
"""A title has no more lines above it than these."""


def is_bare(page: Page) -> bool:
    """True where no line shows by itself that it is anything but text, but for what may be a name."""
    return (
        not any(page.pieces)
        and not any(page.marks)
        and all(soft is None or soft.kind == "byline" for soft in page.soft)
    )


def widen(page: Page, title: int | None, first: int, stop: int) -> tuple[int | None, int, int]:
    """The title and the extent of the body in a bare text, from those found by the weights of lines.

    No line below a sentence is the title, and no title ends in a full stop. Between title and body only sentences are
    added, which can be no title themselves: cleaned again, the body is the same.
    """
    if first >= stop and any(_may_sign(page, index) for index in range(len(page.lines))):
        return title, first, stop
    is_title = title is not None and not _is_sentence(page, title) and _may_stand_above(page, title)
    title = title if is_title and title is not None and title < len(page.lines) - 1 else None
    begin = min(first, len(page.lines))
    if first >= stop:
        begin = stop = 0 if title is None else title + 1
    lowest = -1 if title is None else title
    while begin - 1 > lowest and (title is None or _is_sentence(page, begin - 1)):
        if _is_outside(page, begin - 1, -1, lowest):
            break
        begin -= 1
    last = len(page.lines)
    while stop and last > stop and _is_label(page, last - 1):
        last -= 1
    while stop < last and not _is_outside(page, stop, 1, len(page.lines)):
        stop += 1
    return title, begin, stop


def _may_stand_above(page: Page, title: int) -> bool:
    """True where nothing but a kicker or a name of a section stands above the line."""
    return title <= _ABOVE_MAX and all(_is_label(page, i) for i in range(title))


def _is_label(page: Page, index: int) -> bool:
    """A few words that are no sentence: above a text a kicker or crosshead, below it a tag."""
    line = page.lines[index]
    return line.word_count <= 4 and not line.is_closed and not line.content.endswith((":", ";", ","))


def _may_sign(page: Page, index: int) -> bool:
    return page.soft[index] is not None and not _WHOLE_WORD_END.search(page.lines[index].content)


def _is_sentence(page: Page, index: int) -> bool:
    return page.lines[index].content.rstrip(' »"”)\u00a0\u202f').endswith((".", ";", ":", "…"))


def _is_headline(page: Page, index: int) -> bool:
    line = page.lines[index]
    is_text = line.is_closed or line.is_prose or line.content.endswith((":", ";", ","))
    return not is_text and index not in page.entries


def _is_outside(page: Page, index: int, step: int, limit: int) -> bool:
    """True for a line without words or that may sign, and for the first of a run of headlines in the direction of `step`."""
    if not page.lines[index].word_count or _may_sign(page, index):
        return True
    count = 0
    while count < _HEADLINES_MIN and index != limit and _is_headline(page, index):
        count += 1
        index += step
    return count == _HEADLINES_MIN
