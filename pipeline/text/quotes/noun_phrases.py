"""Noun phrases of a sentence: where one begins and ends.

What belongs here: the extent of noun phrases, from closed word classes, names already found and punctuation. What does
not: what stands between them (adjuncts.py), which is a subject (speakers.py) and whose name it is (attribution.py).
"""

from collections.abc import Mapping, Sequence
from typing import Final

from pipeline.text.quotes.adjuncts import SpeakerWords, begins_name, is_time, skip_adverbial
from pipeline.text.quotes.quote_words import (
    CONJUNCTIONS,
    DETERMINERS,
    PREPOSITIONS,
    PRONOUNS,
    STANDALONE,
    Item,
    skip_phrase,
)

Phrase = tuple[int, int]
"""Index of a phrase's first item, and index after its last."""
Names = Mapping[int, tuple[int, str]]
"""Mentions of a paragraph: start -> (end, entity_type)."""

RELATIVES: Final = frozenset(
    [
        "qui",
        "que",
        "qu'",
        "où",
        "dont",
        "lequel",
        "laquelle",
        "lesquels",
        "lesquelles",
        "auquel",
        "auxquels",
        "auxquelles",
        "duquel",
        "desquels",
    ]
)
TITLES: Final = frozenset(
    [
        "m.",
        "mm.",
        "mme",
        "mmes",
        "mlle",
        "dr",
        "dr.",
        "pr",
        "pr.",
        "me",
        "mgr.",
        "mgr",
        "lord",
        "lady",
        "sir",
        "maître",
        "monsieur",
        "madame",
        "saint",
    ]
)
_STOPS: Final = RELATIVES | frozenset(
    [
        "mais",
        "ou",
        "car",
        "puis",
        "alors",
        "tandis",
        "lors",
        "lorsque",
        "lorsqu'",
        "quand",
        "comme",
        "si",
        "puisque",
        "puisqu'",
        "ne",
        "n'",
        "se",
        "s'",
        "y",
        "il",
        "elle",
        "ils",
        "elles",
        "on",
        "a",
        "ont",
        "est",
        "sont",
        "était",
        "avait",
        "sur",
        "dans",
        "devant",
        "pendant",
        "après",
        "avant",
        "auprès",
        "depuis",
        "via",
        "dès",
        "selon",
        "face",
        "entre",
        "jusque",
        "jusqu'",
        "malgré",
        "afin",
        "parce",
        "tout",
        "ainsi",
        "quant",
        "notamment",
        "également",
        "aussi",
        "hier",
        "demain",
        "aujourd'hui",
        "juste",
        "vers",
        "sous",
        "citant",
        "cité",
        "citée",
        "cités",
        "citées",
        "interrogé",
        "interrogée",
        "joint",
        "jointe",
        "contacté",
        "contactée",
        "reçu",
        "invité",
        "invitée",
        "relayé",
        "relayée",
        "rapporté",
        "rapportée",
        "rapportés",
        "évoquant",
        "ajoutant",
        "précisant",
        "dénonçant",
    ]
)
_SOFT_PREPOSITIONS: Final = frozenset(["pour", "en", "chez", "contre", "avec"])
_MANY: Final = frozenset(
    [
        "nombreux",
        "nombreuses",
        "autres",
        "anciens",
        "anciennes",
        "hauts",
        "hautes",
        "grands",
        "grandes",
        "rares",
        "récents",
        "récentes",
        "multiples",
        "simples",
    ]
)
_PARTICIPLE_BEHIND: Final = frozenset(["par", "sur", "à", "au", "aux", "dans", "lors", "en", "depuis"])
_FIRST_PERSONS: Final = frozenset(["je", "j'", "nous", "vous", "tu"])
_LINKS: Final = frozenset(["de", "du", "des", "d'", "l'", "la", "le", "les", "et", "-"])


def begins_phrase(items: Sequence[Item], index: int, words: SpeakerWords) -> bool:
    """Whether a noun phrase can begin at items[index]."""
    if not 0 <= index < len(items):
        return False
    item = items[index]
    if item.quoted is not None or is_time(items, index, words) or opens_with_participle(items, index):
        return False
    if item.word in ("de", "d'") and index + 1 < len(items) and items[index + 1].word in _MANY:
        return True
    if item.word in DETERMINERS | STANDALONE | TITLES:
        return index + 1 < len(items) or item.word in STANDALONE
    if item.word in _FIRST_PERSONS or item.word in PRONOUNS:
        return False
    return item.is_capital or (item.word[0].isdigit() and index + 1 < len(items) and items[index + 1].is_word)


def opens_with_participle(items: Sequence[Item], index: int) -> bool:
    """Whether a capitalised participle or preposition begins a clause: "Contactée par l'agence", "Après avoir …"."""
    item = items[index]
    if not item.is_capital or index + 1 >= len(items):
        return False
    following = items[index + 1].word
    if item.word.endswith(("é", "ée", "és", "ées")):
        return following in _PARTICIPLE_BEHIND
    return following == "avoir" and item.word in PREPOSITIONS


def phrase_at(items: Sequence[Item], index: int, words: SpeakerWords, names: Names) -> Phrase | None:
    """The noun phrase that begins at items[index], an apposition that names its holder included."""
    if not begins_phrase(items, index, words):
        return None
    after = _core_end(items, index, words, names)
    if items[index].word not in STANDALONE and not _has_person(items, index, after, names):
        after = _with_apposition(items, index, after, words, names)
    return index, after


def contracted_phrase_at(
    items: Sequence[Item], index: int, words: SpeakerWords, names: Names
) -> Phrase | None:
    """The noun phrase at items[index] whose article "du", "au", "des" before it holds."""
    if index >= len(items) or not items[index].is_word or is_time(items, index, words):
        return None
    return index, _core_end(items, index, words, names)


def bare_phrase_at(items: Sequence[Item], index: int, words: SpeakerWords, names: Names) -> Phrase | None:
    """The noun phrase that begins at items[index], without appositions."""
    return (index, _core_end(items, index, words, names)) if begins_phrase(items, index, words) else None


def _core_end(items: Sequence[Item], index: int, words: SpeakerWords, names: Names) -> int:
    """Index after the phrase without appositions."""
    at = index
    if items[at].word in STANDALONE - {"certains", "certaines", "plusieurs", "tous", "toutes"}:
        return at + 1
    while at < len(items):
        item = items[at]
        named = names.get(item.start)
        if named is not None and named[0] > item.start:
            if at > index and named[1] == "person" and _ends_body(items, index, at, names):
                break
            follows_name = at == index + 1 and items[index].is_capital and items[index].word not in TITLES
            if follows_name and named[1] == "person" and item.is_capital:
                break
            while at < len(items) and items[at].start < named[0]:
                at += 1
            continue
        word = item.word
        if item.quoted is not None or not (
            item.is_word or word in _LINKS or word.endswith("'") or word in TITLES
        ):
            if (
                item.text in (".",)
                and at > index
                and len(items[at - 1].text) == 1
                and items[at - 1].is_capital
            ):
                at += 1
                continue
            break
        if at > index:
            is_named = at == index + 1 and item.is_capital and begins_name(items, index)
            if word in _STOPS or (is_time(items, at, words) and not is_named):
                break
            if skip_adverbial(items, at, words) > at and items[at - 1].word not in DETERMINERS:
                break
            if skip_phrase(items, at, words.occasions) > at:
                break
            if word in CONJUNCTIONS and not _coordinates(items, at, words):
                break
            if (
                word in DETERMINERS
                and word != "des"
                and items[at - 1].word not in PREPOSITIONS | CONJUNCTIONS | DETERMINERS
            ):
                break
            if word in ("à", "au", "aux") and _leaves(items, index, at, names):
                break
            if word in _SOFT_PREPOSITIONS and (
                _has_person(items, index, at, names)
                or (
                    word in ("avec", "pour", "contre")
                    and at + 1 < len(items)
                    and (items[at + 1].word[0].isdigit() or not begins_phrase(items, at + 1, words))
                )
            ):
                break
            if word in PRONOUNS:
                break
        at += 1
    while at > index + 1 and items[at - 1].word in PREPOSITIONS | DETERMINERS | CONJUNCTIONS:
        at -= 1
    return at


def _ends_body(items: Sequence[Item], index: int, at: int, names: Names) -> bool:
    """Whether the name of an organisation that is no complement ends right before items[at]: "à l'AFP Ada Aubrac"."""
    return any(
        items[k].start in names
        and names[items[k].start] == (items[at - 1].end, "organisation")
        and not any(item.word in ("de", "d'", "du") for item in items[max(index, k - 2) : k])
        for k in range(index, at)
    )


def _coordinates(items: Sequence[Item], at: int, words: SpeakerWords) -> bool:
    """Whether the conjunction joins another noun or adjective to the phrase (not another clause)."""
    if items[at].word != "et" or at + 1 >= len(items):
        return False
    following = items[at + 1]
    return (
        following.is_word
        and following.word not in PRONOUNS | _STOPS
        and skip_adverbial(items, at + 1, words) == at + 1
    )


def _leaves(items: Sequence[Item], index: int, at: int, names: Names) -> bool:
    """Whether "à", "au" leads to someone spoken to rather than to a part of the phrase ("au Figaro", "à l'AFP")."""
    if _has_person(items, index, at, names):
        return True
    for k in (at + 1, at + 2):
        if k < len(items) and items[k].start in names and names[items[k].start][1] == "organisation":
            return not (items[at - 1].word.startswith(("délégué", "chargé", "conseill", "auprès")))
    return False


def _has_person(items: Sequence[Item], first: int, after: int, names: Names) -> bool:
    """Whether items[first:after] hold a person's name that is not a complement."""
    for k in range(first, after):
        item = items[k]
        end, kind = names.get(item.start, (0, ""))
        is_head = k == first or items[k - 1].word not in ("de", "d'", "du")
        if kind == "person" and end - item.start > 3 and is_head:
            return item.is_capital
        if item.word in ("m.", "mme", "mlle"):
            return True
    return False


def _with_apposition(items: Sequence[Item], index: int, after: int, words: SpeakerWords, names: Names) -> int:
    """Index after ", Ada Aubrac" where the phrase is a title and what follows the comma names its holder."""
    at = after
    if at + 2 < len(items) and items[at].text == "(":
        while at < len(items) and items[at].text != ")":
            at += 1
        at += 1
    if at + 1 >= len(items) or items[at].text != "," or not items[index].word:
        return after
    if items[index].is_capital and items[index].word not in DETERMINERS:
        return after
    if any(names.get(items[k].start, (0, ""))[1] in ("organisation", "country") for k in (index, index + 1)):
        return after
    at += 1
    if not begins_phrase(items, at, words):
        return after
    end = _core_end(items, at, words, names)
    if not (_has_person(items, at, end, names) or _looks_named(items, at, end)):
        return after
    if end < len(items) and items[end].is_word and items[end].word not in _STOPS:
        return after
    return end


def _looks_named(items: Sequence[Item], first: int, after: int) -> bool:
    """Whether items[first:after] are two capitalised words or more and no others."""
    return after - first >= 2 and all(
        item.is_capital
        or item.word in ("de", "von", "der", "van", "ben", "bin", "al", "el", "da", "dos", "di")
        for item in items[first:after]
    )
