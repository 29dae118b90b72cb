"""Words that must stand in a passage for a pattern to find anything in it.

What belongs here: the words of a passage, told once, and those of the phrases of a rule. What does not: the patterns
(amounts.py, numbers.py, date_forms.py), which alone decide.

Most passages hold no month, no weekday and no number: to look a few words up is many times faster than to try a long
pattern at every character.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

_WORD: Final = re.compile(r"[^\W\d_]+")
_FIGURE: Final = re.compile(r"[\d_]")
_PLAIN_WORD: Final = re.compile(r"\w+")
"""The same as a word and faster, for a text without figures and underscores."""


@lru_cache(maxsize=2)
def words_of(text: str) -> frozenset[str]:
    """The runs of letters of a text, in lower case; kept for a moment, since dates and amounts ask one after the other."""
    return frozenset((_WORD if _FIGURE.search(text) else _PLAIN_WORD).findall(text.lower()))


def cue_words(phrases: Iterable[str]) -> frozenset[str]:
    """The last word of each phrase that has any: a text with none of them holds none of the phrases."""
    words = (_WORD.findall(phrase.lower()) for phrase in phrases)
    return frozenset(found[-1] for found in words if found)


def initials(phrases: Iterable[str]) -> str:
    """A pattern that looks ahead whether any of the phrases can begin, so that a longer one fails fast elsewhere."""
    return f"(?=[{re.escape(''.join(sorted({phrase[0] for phrase in phrases})))}])"
