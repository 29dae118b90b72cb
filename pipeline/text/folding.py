"""Folding of text for comparison: case, accents, apostrophes, hyphens, spaces; and slugs made from names.

What belongs here: pure functions from string to string. What does not: which strings are compared (linking, cleaning,
topics say so). `fold_chars` keeps the length, so that an offset into the folded text is an offset into the text;
`fold_words` does not and serves comparison and search only.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import Final

APOSTROPHES: Final = "'’‘ʼ`´′＇"
HYPHENS: Final = "-‐‑‒–—−"
SPACES: Final = (
    "\t\n\r\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
)

KEPT_LENGTH: Final = 8000
"""Longest text, in characters, whose folded form is kept for a while: enough for a paragraph, and little in memory."""

_LETTERS: Final = {"ı": "i", "İ": "i", "ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "đ": "d", "Đ": "d", "ð": "d"}
_LIGATURES: Final = (("œ", "oe"), ("æ", "ae"), ("ß", "ss"), ("ﬁ", "fi"), ("ﬂ", "fl"))
_NOT_WORD: Final = re.compile(r"[^a-z0-9]+")


class _Table(dict[int, str]):
    """Translation table that works out each code point once, by a function: one code point in, one out."""

    def __init__(self, change: Callable[[str], str]) -> None:
        super().__init__()
        self._change = change

    def __missing__(self, code: int) -> str:
        self[code] = changed = self._change(chr(code))
        return changed


def _fold_one(char: str) -> str:
    if char in APOSTROPHES:
        return "'"
    if char in HYPHENS:
        return "-"
    if char in SPACES:
        return " "
    base = unicodedata.normalize("NFD", char)[0]
    lowered = base.lower()
    folded = _LETTERS.get(lowered, lowered) if len(lowered) == 1 else char
    return folded if folded == char else _fold_one(folded)


_FOLDED: Final = _Table(lambda char: _LETTERS.get(char) or _fold_one(char))
_BARE: Final = _Table(lambda char: unicodedata.normalize("NFD", char)[0])


def fold_chars(text: str) -> str:
    """The text in lower case without accents, with plain apostrophes, hyphens and spaces; of the same length."""
    return _fold(text) if len(text) <= KEPT_LENGTH else text.translate(_FOLDED)


@lru_cache(maxsize=1024)
def _fold(text: str) -> str:
    """The folded text, kept for the several modules that read one passage after the other."""
    return text.translate(_FOLDED)


def strip_accents(text: str) -> str:
    """The text without accents, case kept; of the same length for text in composed form."""
    return text.translate(_BARE)


def fold_words(text: str) -> str:
    """The words of a text (a-z, 0-9), folded, ligatures spelt out, joined by single blanks."""
    spelt = unicodedata.normalize("NFC", text).lower()
    if not spelt.isascii():
        for ligature, letters in _LIGATURES:
            spelt = spelt.replace(ligature, letters)
    return _NOT_WORD.sub(" ", fold_chars(spelt)).strip()


def slug(name: str) -> str:
    """A readable identifier from a name: folded words joined by hyphens; '' for a name without a Latin letter or digit."""
    return fold_words(name).replace(" ", "-")
