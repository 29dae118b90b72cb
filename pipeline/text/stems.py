"""Light stems of French words, and how common they are.

What belongs here: bringing the forms of a word together for comparison, and frequencies by stem. What does not: what
is compared (pipeline/text/topics.py, pipeline/relate/stories.py).

The stem is a cautious form of J. Savoy, "A stemming procedure and stopword list for general French corpora", 1999 (its
minimal stemmer): plural and feminine endings go, infinitives and participles stay.
"""

import math
import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final

WORD: Final = re.compile(r"[^\W_]+")
"""A word: letters and digits; apostrophes and hyphens part words."""
RARE_ZIPF: Final = 3.0
"""Zipf frequency (log10 of occurrences in a billion words) of words that word_frequencies.csv does not list."""


@lru_cache(maxsize=200_000)
def stem_word(word: str) -> str:
    """The light stem of a word: lower case, without plural and feminine endings.

    Accents count (maïs is not mais), but not on the first letter, where capitals often lack them (Etat, État).
    """
    lower = unicodedata.normalize("NFC", word.lower()).replace("œ", "oe").replace("æ", "ae")
    if lower[0] not in "abcdefghijklmnopqrstuvwxyz0123456789":
        lower = unicodedata.normalize("NFKD", lower[0])[0] + lower[1:]
    if len(lower) < 4:
        return lower
    if lower.endswith("aux") and not lower.endswith("eaux") and len(lower) > 4:
        return lower[:-2] + "l"
    if lower[-1] == "s" or lower.endswith("eux") or lower.endswith("eaux"):
        lower = lower[:-1]
    if len(lower) > 4 and lower[-1] == "e":
        lower = lower[:-1]
    if lower.endswith("èr"):
        lower = lower[:-2] + "er"
    if len(lower) > 4 and lower[-1] == lower[-2]:
        lower = lower[:-1]
    return lower


def stem_phrase(text: str) -> tuple[str, ...]:
    """The stems of the words of a text, in order."""
    return tuple(stem_word(word) for word in WORD.findall(text))


def stem_frequencies(rows: Iterable[Mapping[str, str]]) -> dict[str, float]:
    """Zipf frequency by stem from rows of word_frequencies.csv; words that share a stem are counted together."""
    per_billion: dict[str, float] = {}
    for row in rows:
        stem = stem_word(row["word"])
        per_billion[stem] = per_billion.get(stem, 0.0) + 10 ** float(row["zipf"])
    return {stem: math.log10(value) for stem, value in per_billion.items()}
