"""Who carried a statement: the outlet, person or channel that a sentence names beside the speaker.

What belongs here: finding phrases such as "sur BFMTV", "à l'AFP", "dans un communiqué", "au micro de". What does not:
attributions that are statements of their own ("rapporte Le Point"), which quote_frames.py tells apart.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pipeline.text.quotes.noun_phrases import Names
from pipeline.text.quotes.quote_words import DETERMINERS, Item

_TO: Final = frozenset(["à", "au", "aux"])
_PREPOSITIONS: Final = frozenset(
    ["à", "au", "aux", "sur", "dans", "via", "auprès", "chez", "pour", "selon", "lors"]
)
_STUDIOS: Final = frozenset(["micro", "antenne", "colonnes", "ondes", "plateau"])
_CARRIERS: Final = frozenset(
    [
        "réseau",
        "chaîne",
        "journal",
        "revue",
        "quotidien",
        "radio",
        "site",
        "agence",
        "magazine",
        "hebdomadaire",
        "plateforme",
        "compte",
        "page",
        "fil",
        "profil",
    ]
)
_QUALITIES: Final = frozenset(
    [
        "bref",
        "brève",
        "long",
        "longue",
        "même",
        "nouveau",
        "nouvelle",
        "dernier",
        "court",
        "courte",
        "récent",
        "récente",
        "simple",
    ]
)
_CARRYING: Final = (
    "rapporté",
    "relayé",
    "cité",
    "repris",
    "recueilli",
    "diffusé",
    "publié",
    "révélé",
    "transmis",
    "interrogé",
    "contacté",
    "consulté",
    "avancé",
    "obtenu",
    "authentifié",
)
_RELATIVES: Final = frozenset(
    ["que", "qu'", "dont", "auquel", "auxquels", "laquelle", "lesquels", "lesquelles"]
)
_READING: Final = (
    "consult",
    "connaissance",
    "copie",
    "accès",
    "procur",
    "obten",
    "révél",
    "dévoil",
    "authentifi",
)
"""How words begin that say that someone saw a document."""
_CITING: Final = frozenset(["cite", "citait", "relaie", "rapporte", "interroge"])
_FEW: Final = 5
_OF: Final = frozenset(["de", "du", "d'", "des"])
_INVITED: Final = ("invité", "antenne", "plateau", "revue", "micro")
_OWN: Final = frozenset(["son", "sa", "ses", "leur", "leurs"])
_LONGEST_TITLE: Final = 12
"""Words that the title of a book or a report takes at most."""
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


def outlet_relay(items: Sequence[Item], index: int, words: RelayWords, names: Names) -> Relay | None:
    """The outlet whose name begins at items[index] as a relay, with its article."""
    end = outlet_at(items, index, words, names, False)
    return None if end is None else _relay(items, index, end, _article(items, index, end, words), True)


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
    """The relay whose preposition is items[index], and the index to go on from."""
    word = items[index].word
    if word == "par" and index + 1 < after and items[index + 1].word in words.channels:
        return _channel(items, index + 1, after, words, names)
    if word in _RELATIVES:
        return _reader(items, index, after, words, names)
    carried = word == "par" and index > 0 and _is_carried(items, index)
    invited = word in _OF and index > 0 and items[index - 1].word.startswith(_INVITED)
    if word not in _PREPOSITIONS and not carried and not invited:
        return None, index + 1
    at = index + 1
    if at < after and items[at].word in _STUDIOS:
        at += 1
    if at < after and items[at].word in ("de", "d'", "du"):
        at += 1
    if at + 2 < after and items[at].word == "l'" and items[at + 1].word in ("un", "une"):
        at += 2 + (items[at + 2].word in ("de", "des"))
    while at < after and items[at].word in DETERMINERS:
        at += 1
    if word == "dans" and items[at - 1].word in _OWN and at < after and items[at].is_capital:
        stop = next((k for k in range(at, after) if not items[k].is_word and items[k].word[-1] != "'"), after)
        if stop - at > 1 and items[at].start not in names:
            return _relay(items, at, min(stop, at + _LONGEST_TITLE), "", False), stop
    kept = at
    while at < after and items[at].is_word and not items[at].is_capital and at < kept + 4:
        at += 1
    for start in dict.fromkeys([kept, at]):
        if start < after and (start == kept or items[kept].word in _CARRIERS):
            end = outlet_at(
                items, start, words, names, carried or (word in ("sur", "via") and start == index + 1)
            )
            if end is not None:
                return _relay(items, start, end, _article(items, start, end, words), True), end
    while kept < after and items[kept].word in _QUALITIES:
        kept += 1
    if word not in _TO and kept < after and items[kept].word in words.channels:
        return _channel(items, kept, after, words, names)
    if carried and kept < after:
        named = names.get(items[kept].start)
        if named is not None:
            end = next((k for k in range(kept + 1, after) if items[k].start >= named[0]), after)
            return _relay(items, kept, end, "", True), end
    return None, index + 1


def _reader(
    items: Sequence[Item], index: int, after: int, words: RelayWords, names: Names
) -> tuple[Relay | None, int]:
    """The outlet that saw a document: "que Le Progrès a pu consulter", "dont Le Progrès a eu connaissance"."""
    start = index + 1
    is_cited = start < after and items[start].word in _CITING
    start += is_cited
    if start < after and items[start].word in DETERMINERS and not items[start].is_capital:
        start += 1
    end = outlet_at(items, start, words, names, True) if start < after else None
    if end is None or (
        not is_cited and not any(item.word.startswith(_READING) for item in items[end : end + _FEW])
    ):
        return None, index + 1
    return _relay(items, start, end, _article(items, start, end, words), True), end


def _article(items: Sequence[Item], start: int, end: int, words: RelayWords) -> str:
    """The article that belongs to the outlet's name and that a contraction or an elision hides: "au Monde"."""
    name = tuple(item.word for item in items[start:end])
    article = _ARTICLES.get(items[start - 1].word, "") if start else ""
    return article if article and (article.lower().replace("’", "'"), *name) in words.outlets else ""


def _is_carried(items: Sequence[Item], index: int) -> bool:
    """Whether a participle such as "rapportés" stands right before "par", no more than the day between them."""
    for back in range(1, _FEW):
        if index - back < 0 or not items[index - back].is_word:
            return False
        if items[index - back].word.startswith(_CARRYING):
            return True
    return False


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
                    return _relay(items, start, end, _article(items, start, end, words), True), end
    if at + 1 < after and items[at].word in _CARRIERS and items[at + 1].is_capital:
        end = next((k for k in range(at + 1, after) if not items[k].is_capital), after)
        return _relay(items, at + 1, end, "", True), end
    return _relay(items, at, at + 1, "", False), at + 1


def _relay(items: Sequence[Item], first: int, after: int, prefix: str, is_outlet: bool) -> Relay:
    start, end = items[first].start, items[after - 1].end
    words = [items[first].text]
    for left, right in zip(items[first : after - 1], items[first + 1 : after], strict=True):
        words.append((" " if right.start > left.end else "") + right.text)
    name = "".join(words)
    return Relay(f"{prefix} {name}" if prefix else name, start, end, is_outlet)
