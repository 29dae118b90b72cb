"""Words of a paragraph as quotations need them: tokens, and quoted stretches as one item each.

What belongs here: cutting a text into words (elisions and inverted pronouns apart) and the closed classes of French
grammar that tell where a noun phrase begins. What does not: verbs and names (rules, mentions).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pipeline.text.quotes.quote_marks import Quoted

_TOKEN: Final = re.compile(
    r"(?:MM?|Dr|Pr|Me|Mgr|St|Ste|av|J|C)\.(?=[\s-])"
    r"|\d+(?:[\u00a0\u202f ]\d{3})*(?:[.,]\d+)?(?![\w])"
    r"|(?:aujourd|prud|quelqu)['’]\w+"
    r"|(?:lorsqu|puisqu|quoiqu|jusqu|qu|[cdjlmnst])['’]"
    r"|\w+(?:[-‑]\w+)*"
    r"|\S",
    re.IGNORECASE,
)
_INVERTED: Final = re.compile(r"(?<=\w)[-‑](?:t[-‑])?(?:ils?|elles?|on)$", re.IGNORECASE)

DETERMINERS: Final = frozenset(
    [
        "le",
        "la",
        "l'",
        "les",
        "un",
        "une",
        "des",
        "ce",
        "cet",
        "cette",
        "ces",
        "son",
        "sa",
        "ses",
        "leur",
        "leurs",
        "notre",
        "nos",
        "votre",
        "vos",
        "mon",
        "ma",
        "mes",
        "certains",
        "certaines",
        "plusieurs",
        "quelques",
        "chaque",
        "tout",
        "toute",
        "tous",
        "toutes",
        "aucun",
        "aucune",
        "deux",
        "trois",
        "quatre",
        "cinq",
        "six",
        "sept",
        "huit",
        "neuf",
        "dix",
    ]
)
PREPOSITIONS: Final = frozenset(
    [
        "à",
        "au",
        "aux",
        "de",
        "d'",
        "du",
        "des",
        "en",
        "dans",
        "sur",
        "sous",
        "par",
        "pour",
        "avec",
        "sans",
        "chez",
        "vers",
        "devant",
        "derrière",
        "après",
        "avant",
        "depuis",
        "pendant",
        "durant",
        "dès",
        "lors",
        "entre",
        "contre",
        "malgré",
        "selon",
        "outre",
        "parmi",
        "auprès",
        "hors",
        "via",
        "suite",
        "face",
        "grâce",
        "jusqu'",
        "jusque",
        "jusqu'à",
        "concernant",
    ]
)
PRONOUNS: Final = frozenset(["il", "elle", "ils", "elles", "on"])
STANDALONE: Final = frozenset(
    [
        "celui-ci",
        "celle-ci",
        "ceux-ci",
        "celles-ci",
        "celui-là",
        "celle-là",
        "celui",
        "celle",
        "ceux",
        "celles",
        "beaucoup",
        "certains",
        "certaines",
        "plusieurs",
        "d'autres",
        "tous",
        "toutes",
        "chacun",
        "chacune",
        "lui",
        "elle",
        "eux",
        "elles",
    ]
)
CLITICS: Final = frozenset(
    [
        "ne",
        "n'",
        "se",
        "s'",
        "lui",
        "leur",
        "y",
        "en",
        "nous",
        "vous",
        "me",
        "m'",
        "te",
        "t'",
        "l'",
        "le",
        "la",
        "les",
    ]
)
CONJUNCTIONS: Final = frozenset(["et", "mais", "ou", "or", "car", "puis", "donc"])
NOT_COMPLEMENTISER: Final = frozenset(
    [
        "alors",
        "ainsi",
        "tandis",
        "bien",
        "afin",
        "pour",
        "avant",
        "après",
        "depuis",
        "dès",
        "lorsque",
        "parce",
        "tant",
        "autant",
        "aussi",
        "plus",
        "moins",
        "mieux",
        "tel",
        "telle",
        "tels",
        "telles",
        "autre",
        "autres",
        "même",
        "pendant",
        "sans",
        "si",
        "selon",
        "jusqu'à",
        "ce",
        "quel",
    ]
)


@dataclass(frozen=True, slots=True)
class Item:
    """A word, a mark of punctuation, or a quoted stretch taken as one; offsets within the paragraph.

    `word` is in lower case with plain apostrophes; for a quoted stretch it is '«»'.
    """

    word: str
    text: str
    start: int
    end: int
    quoted: Quoted | None = None

    @property
    def is_word(self) -> bool:
        """True for words and numbers."""
        return self.quoted is None and self.word[0].isalnum()

    @property
    def is_capital(self) -> bool:
        """True for words that begin with a capital letter."""
        return self.quoted is None and self.text[0].isupper()


def cut_words(text: str, start: int, end: int) -> list[Item]:
    """Words and marks of text[start:end]; an inverted pronoun ("-t-il") is an item of its own."""
    items: list[Item] = []
    for match in _TOKEN.finditer(text, start, end):
        at, surface = match.start(), match.group()
        inverted = _INVERTED.search(surface)
        if inverted:
            items.append(_item(surface[: inverted.start()], at))
            items.append(_item(surface[inverted.start() :], at + inverted.start()))
        else:
            items.append(_item(surface, at))
    return items


def cut_items(text: str, start: int, end: int, quoted: Sequence[Quoted]) -> list[Item]:
    """Items of text[start:end], where each quoted stretch is one item."""
    items: list[Item] = []
    at = start
    for stretch in quoted:
        if stretch.end <= start or stretch.start >= end:
            continue
        items += cut_words(text, at, max(at, stretch.start))
        items.append(Item("«»", text[stretch.start : stretch.end], stretch.start, stretch.end, stretch))
        at = stretch.end
    return items + cut_words(text, at, max(at, end))


Phrases = Mapping[str, tuple[tuple[str, ...], ...]]
"""Phrases by their first word, longest first."""


def index_phrases(phrases: Iterable[str]) -> Phrases:
    """Phrases cut into words, by first word, longest first."""
    indexed: dict[str, set[tuple[str, ...]]] = {}
    for phrase in phrases:
        words = tuple(item.word for item in cut_words(phrase, 0, len(phrase)))
        indexed.setdefault(words[0], set()).add(words)
    return {
        first: tuple(sorted(found, key=lambda words: (-len(words), words)))
        for first, found in indexed.items()
    }


def skip_phrase(items: Sequence[Item], index: int, phrases: Phrases) -> int:
    """Index after the longest of the phrases that begins at items[index]; index itself where none does."""
    for words in phrases.get(items[index].word, ()):
        if tuple(item.word for item in items[index : index + len(words)]) == words:
            return index + len(words)
    return index


def _item(surface: str, at: int) -> Item:
    return Item(surface.lower().replace("’", "'").replace("‑", "-"), surface, at, at + len(surface))
