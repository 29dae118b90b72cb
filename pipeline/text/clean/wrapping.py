"""Paragraphs that were broken to fit a width, as e-mail and teleprinters send them.

What belongs here: telling at which line breaks a paragraph goes on. What does not: the lines themselves (lines.py).

A text was broken to a width where its lines break off in mid-sentence, again and again, and each would have been too
long with the first word of the next one: no greedy line breaking leaves room for a word. A note of a few lines shows it
by one such break, if no line is wider than messages are and the one that breaks off is long. Where none is wider and
lines were broken by hand, room for a word or not, those alone go on that break off in mid-sentence.
"""

import re
from collections.abc import Sequence
from typing import Final

_WIDTHS: Final = (40, 132)
"""Narrowest and widest lines that a text is broken to."""
_BREAKS_MIN: Final = 3
_NOTE_WIDTH: Final = 132
"""No line of a note is longer that shows by fewer breaks that it was broken to a width."""
_NOTE_BREAK_MIN: Final = 45
"""As long is each line of a note that breaks off in mid-sentence: entries of menus and verses are shorter."""
_OPEN_BREAK_MIN: Final = 60
"""As long is a line that goes on although the next word would have found room."""
_FIT_SHARE_MIN: Final = 0.8
_WIDE_SHARE_MAX: Final = 0.2
_RAGGED: Final = 10
"""By so much a line that a capital follows may be longer than any that breaks off before a small letter."""
_OPEN_ENDS: Final = re.compile(
    r"(?:[,'’]|(?<!\w)(?:à|aux?|avec|ces?|dans|de|des|du|en|et|la|les?|leurs?|ou|où|par|pour|qu[ei]|sans|s[ae]|ses|son|sous"
    r"|sur|une?|and|at|by|for|from|of|that|the|to|with))$"
)
"""Words that a sentence does not end with, nor a headline."""
_SENTENCE_ENDS: Final = (".", "!", "?", "…", ":", ";", "»", "”", '"')


def find_wraps(text: str, ranges: Sequence[tuple[int, int]], starts_block: Sequence[bool]) -> list[bool]:
    """For each line, by its range in the text, whether it goes on with the paragraph of the line before.

    `starts_block` is true for lines that cannot: those after a blank line, or with a list mark.
    """
    broken = [
        i
        for i in range(1, len(ranges))
        if not starts_block[i] and _is_mid_sentence(text, ranges[i - 1], ranges[i])
    ]
    broken = [i for i in broken if _length(ranges[i - 1]) <= _WIDTHS[1]]
    if not broken or (len(broken) < _BREAKS_MIN and not _is_note(ranges, broken)):
        return _find_open_lines(text, ranges, starts_block)
    narrow = max(_length(ranges[i - 1]) for i in broken)
    wide = [
        _length(ranges[i - 1])
        for i in range(1, len(ranges))
        if not starts_block[i] and text[ranges[i - 1][1] - 1] not in _SENTENCE_ENDS
    ]
    for width in (max(length for length in wide if length <= narrow + _RAGGED), narrow):
        too_wide = sum(_length(line) > width + 2 for line in ranges)
        fitting = sum(_is_full(text, ranges[i - 1], ranges[i], width) for i in broken)
        if (
            width >= _WIDTHS[0]
            and too_wide <= _WIDE_SHARE_MAX * len(ranges)
            and fitting >= _FIT_SHARE_MIN * len(broken)
        ):
            return [
                i > 0
                and not starts_block[i]
                and _length(ranges[i - 1]) <= width
                and _is_full(text, ranges[i - 1], ranges[i], width)
                for i in range(len(ranges))
            ]
    return _find_open_lines(text, ranges, starts_block)


def _find_open_lines(
    text: str, ranges: Sequence[tuple[int, int]], starts_block: Sequence[bool]
) -> list[bool]:
    """For each line of a text without wide ones, whether the long line before it breaks off in mid-sentence."""
    if any(_length(line) > _WIDTHS[1] for line in ranges):
        return [False] * len(ranges)
    return [
        i > 0
        and not starts_block[i]
        and _length(ranges[i - 1]) >= _OPEN_BREAK_MIN
        and (_is_mid_sentence(text, ranges[i - 1], ranges[i]) or _is_open(text, ranges[i - 1]))
        for i in range(len(ranges))
    ]


def _is_note(ranges: Sequence[tuple[int, int]], broken: Sequence[int]) -> bool:
    """True for a text without long lines of which every line that breaks off does so far from its beginning."""
    is_narrow = all(_length(line) <= _NOTE_WIDTH for line in ranges)
    return is_narrow and all(_length(ranges[i - 1]) >= _NOTE_BREAK_MIN for i in broken)


def _length(line: tuple[int, int]) -> int:
    return line[1] - line[0]


def _is_mid_sentence(text: str, line: tuple[int, int], following: tuple[int, int]) -> bool:
    return text[following[0]].islower() and text[line[1] - 1] not in _SENTENCE_ENDS


def _is_open(text: str, line: tuple[int, int]) -> bool:
    return _OPEN_ENDS.search(text[max(line[0], line[1] - 8) : line[1]]) is not None


def _is_full(text: str, line: tuple[int, int], following: tuple[int, int], width: int) -> bool:
    """True where the first word of the following line would not have fitted."""
    word = text[following[0] : following[1]].split(None, 1)[0]
    return _length(line) + 1 + len(word) > width
