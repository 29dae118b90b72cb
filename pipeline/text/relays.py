"""Who carried a statement: the outlet, person or channel that a sentence names beside the speaker.

What belongs here: finding phrases such as "sur BFMTV", "à l'AFP", "dans un communiqué", "au micro de". What does not:
attributions that are statements of their own ("rapporte Le Point"), which quote_frames.py tells apart.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pipeline.text.quote_words import DETERMINERS, Item
from pipeline.text.speakers import Names

_TO: Final = frozenset(["à", "au", "aux"])
_ARTICLES: Final = {
    "au": "Le",
    "aux": "Les",
    "le": "Le",
    "la": "La",
    "les": "Les",
    "l'": "L’",
    "du": "Le",
    "des": "Les",
}


@dataclass(frozen=True, slots=True)
class RelayWords:
    """Names of outlets and platforms, and nouns for what carries words ("communiqué"); in lower case."""

    outlets: frozenset[tuple[str, ...]]
    channels: frozenset[str]
    longest: int


@dataclass(frozen=True, slots=True)
class Relay:
    """What carried a statement: its name as a reader would write it, and where it stands in the paragraph."""

    name: str
    start: int
    end: int
    is_outlet: bool


def outlet_at(items: Sequence[Item], index: int, words: RelayWords, names: Names, wide: bool) -> int | None:
    """Index after the outlet whose name begins at items[index]; `wide` takes any organisation in capitals for one."""
    for length in range(min(words.longest, len(items) - index), 0, -1):
        if (
            tuple(item.word for item in items[index : index + length]) in words.outlets
            and items[index].is_capital
        ):
            return index + length
    named = names.get(items[index].start) if index < len(items) else None
    if wide and named is not None and named[1] == "organisation":
        after = index
        while after < len(items) and items[after].end <= named[0]:
            after += 1
        return after
    return None


def find_relays(
    items: Sequence[Item], first: int, after: int, words: RelayWords, names: Names
) -> list[Relay]:
    """Relays named in items[first:after], in order; of a channel and an outlet in one phrase the outlet."""
    found: list[Relay] = []
    index = first
    while index < after:
        relay, index = _relay_at(items, index, after, words, names)
        if relay is not None:
            found.append(relay)
    return found


def _relay_at(
    items: Sequence[Item], index: int, after: int, words: RelayWords, names: Names
) -> tuple[Relay | None, int]:
    word = items[index].word
    at = index + 1
    if word in _TO or word in ("sur", "dans", "par", "via", "auprès", "chez", "pour"):
        if at < after and items[at].word in ("micro", "antenne", "colonnes", "ondes", "plateau"):
            at += 1
        if at < after and items[at].word in ("de", "d'", "du"):
            at += 1
        while at < after and (
            items[at].word in DETERMINERS
            or items[at].word
            in (
                "réseau",
                "social",
                "chaîne",
                "journal",
                "quotidien",
                "radio",
                "site",
                "agence",
                "magazine",
                "hebdomadaire",
                "plateforme",
                "bref",
                "brève",
                "long",
                "longue",
                "même",
                "nouveau",
                "dernier",
            )
        ):
            at += 1
        if at < after:
            end = outlet_at(items, at, words, names, word in ("sur", "auprès", "via"))
            if end is not None:
                article = items[at - 1].word
                prefix = _ARTICLES.get(article, "") if article in ("au", "aux") else ""
                return _relay(items, at, end, prefix, True), end
            if word in ("dans", "par", "via", "sur", "lors", "auprès") and items[at].word in words.channels:
                return _channel(items, at, after, words, names)
    return None, index + 1


def _channel(
    items: Sequence[Item], at: int, after: int, words: RelayWords, names: Names
) -> tuple[Relay | None, int]:
    """The channel whose noun is items[at], or the outlet that its phrase goes on to name ("un message sur X")."""
    for k in range(at + 1, min(after, at + 9)):
        if items[k].text in (",", ".", ";", ":") or items[k].quoted is not None:
            break
        if items[k].word in _TO or items[k].word in (
            "sur",
            "dans",
            "par",
            "via",
            "avec",
            "de",
            "du",
            "d'",
            "pour",
        ):
            start = k + 1
            while start < after and items[start].word in DETERMINERS:
                start += 1
            if start < after:
                end = outlet_at(items, start, words, names, items[k].word == "sur")
                if end is not None:
                    prefix = "Le" if items[k].word in ("au", "du") else ""
                    return _relay(items, start, end, prefix, True), end
    return _relay(items, at, at + 1, "", False), at + 1


def _relay(items: Sequence[Item], first: int, after: int, prefix: str, is_outlet: bool) -> Relay:
    start, end = items[first].start, items[after - 1].end
    words = [items[first].text]
    for left, right in zip(items[first : after - 1], items[first + 1 : after], strict=True):
        words.append((" " if right.start > left.end else "") + right.text)
    name = "".join(words)
    return Relay(f"{prefix} {name}" if prefix else name, start, end, is_outlet)
