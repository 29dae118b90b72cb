"""What stands between phrases: expressions of time, adverbs, adverbial phrases; and the word lists that tell them.

What belongs here: finding and skipping adjuncts. What does not: noun phrases (noun_phrases.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from pipeline.text.quotes.quote_words import DETERMINERS, Item, Phrases, skip_phrase

_NOUN_BEFORE: Final = DETERMINERS | {
    "de",
    "d'",
    "du",
    "au",
    "aux",
    "en",
    "par",
    "sur",
    "nouveau",
    "ancien",
    "premier",
}


@dataclass(frozen=True, slots=True)
class SpeakerWords:
    """What telling speakers needs beside grammar: nouns for people and bodies that speak, words of time, adverbials.

    `occasions` are how adjuncts begin that say when, where and how someone spoke: "au coup de sifflet", "à l'issue".
    `names` are (start, end, entity_type) of the mentions of the paragraph, offsets within it.
    """

    speaker_nouns: frozenset[str]
    times: frozenset[str]
    adverbials: Phrases
    suffixes: tuple[str, ...] = ()
    nouns_in_ment: frozenset[str] = frozenset()
    occasions: Phrases = field(default_factory=dict)


def is_time(items: Sequence[Item], index: int, words: SpeakerWords) -> bool:
    """Whether an expression of time begins at items[index]: "jeudi", "ce lundi", "le 3 mai", "la semaine dernière"."""
    if not 0 <= index < len(items):
        return False
    word = items[index].word
    if word in words.times:
        return True
    following = items[index + 1].word if index + 1 < len(items) else ""
    later = items[index + 2].word if index + 2 < len(items) else ""
    if word in ("ce", "cet", "cette", "ces", "le", "la", "l'", "les", "un", "une", "au", "du", "en", "dès"):
        if following in words.times and items[index + 1].is_capital and begins_name(items, index):
            return False
        return following in words.times or (
            (following[:1].isdigit() or following in ("derniers", "dernières", "dernier", "dernière", "même"))
            and (later in words.times or word in ("en",))
        )
    return word.isdigit() and following in words.times


def begins_name(items: Sequence[Item], index: int) -> bool:
    """Whether an article begins a name rather than a sentence: "titre Le Soir"."""
    return index > 0 and items[index].is_capital and items[index].word in ("le", "la", "les", "l'")


def skip_time(items: Sequence[Item], index: int, words: SpeakerWords) -> int:
    """Index after the expression of time at items[index]."""
    if items[index].word not in words.times:
        while index < len(items) and items[index].word not in words.times:
            index += 1
            if (
                index < len(items)
                and items[index].word[:1].isdigit()
                and not (index + 1 < len(items) and items[index + 1].word in words.times)
            ):
                return index + 1
    while index < len(items) and (
        items[index].word in words.times
        or (items[index].word.isdigit() and index > 0)
        or items[index].word
        in ("dernier", "dernière", "prochain", "prochaine", "soir", "matin", "après-midi")
    ):
        index += 1
    return index


def skip_adverbial(items: Sequence[Item], index: int, words: SpeakerWords) -> int:
    """Index after an adverb or adverbial phrase at items[index]; index itself where there is none."""
    if index >= len(items):
        return index
    after = skip_phrase(items, index, words.adverbials)
    if after > index:
        return after
    word = items[index].word
    if word.endswith("ment") and len(word) > 7:
        before = items[index - 1].word if index else ""
        if word not in words.speaker_nouns | words.nouns_in_ment and before not in _NOUN_BEFORE:
            return index + 1
    return index
