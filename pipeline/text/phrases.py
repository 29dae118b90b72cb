"""Phrases of rules as patterns: one spelling in a rule finds every space and apostrophe of a text.

What belongs here: turning phrases into patterns, and what such a pattern found back into the phrase. What does not: the
folding of accents (folding.py), and what a phrase means (the module whose rule it is).
"""

import re
from collections.abc import Iterable
from typing import Final

SPACE: Final = r"[ \u00a0\u202f]"
"""A space between two words or numbers of a phrase, breaking or not."""


def alternation(phrases: Iterable[str]) -> str:
    """A pattern of any of the phrases, longest first, that takes every kind of space and apostrophe in them."""
    ordered = sorted(set(phrases), key=lambda phrase: (-len(phrase), phrase))
    return "|".join(re.escape(phrase).replace("\\ ", SPACE).replace("'", "['’]") for phrase in ordered)


def plain_phrase(found: str) -> str:
    """What an alternation found, as the phrase stands in its rule: plain spaces and apostrophes, lower case."""
    return re.sub(SPACE, " ", found).replace("’", "'").lower()
