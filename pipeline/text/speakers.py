"""Noun phrases that speak: the subject before a cue, and the one behind it.

What belongs here: where the phrase that names a speaker begins and ends, from closed word classes, names already found
and punctuation. What does not: whose name the phrase is (attribution.py), or whether anything was said
(quote_frames.py).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pipeline.text.quote_words import (
    CONJUNCTIONS,
    DETERMINERS,
    PREPOSITIONS,
    PRONOUNS,
    STANDALONE,
    Item,
)

Phrase = tuple[int, int]
"""Index of a phrase's first item, and index after its last."""

_RELATIVES: Final = frozenset(
    ["qui", "que", "qu'", "où", "dont", "lequel", "laquelle", "lesquels", "lesquelles"]
)
_TITLES: Final = frozenset(
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
        "maître",
        "monsieur",
        "madame",
        "saint",
    ]
)
_STOPS: Final = _RELATIVES | frozenset(
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
_FIRST_PERSONS: Final = frozenset(["je", "j'", "nous", "vous", "tu"])
_LINKS: Final = frozenset(["de", "du", "des", "d'", "l'", "la", "le", "les", "et", "-"])


@dataclass(frozen=True, slots=True)
class SpeakerWords:
    """What telling speakers needs beside grammar: nouns for people and bodies that speak, words of time, adverbials.

    `names` are (start, end, entity_type) of the mentions of the paragraph, offsets within it.
    """

    speaker_nouns: frozenset[str]
    times: frozenset[str]
    adverbials: tuple[tuple[str, ...], ...]
    suffixes: tuple[str, ...] = ()


Names = Mapping[int, tuple[int, str]]
"""Mentions of a paragraph: start -> (end, entity_type)."""


def begins_phrase(items: Sequence[Item], index: int, words: SpeakerWords) -> bool:
    """Whether a noun phrase can begin at items[index]."""
    if not 0 <= index < len(items):
        return False
    item = items[index]
    if item.quoted is not None or is_time(items, index, words):
        return False
    if item.word in ("de", "d'") and index + 1 < len(items) and items[index + 1].word in _MANY:
        return True
    if item.word in DETERMINERS | STANDALONE | _TITLES:
        return index + 1 < len(items) or item.word in STANDALONE
    if item.word in _FIRST_PERSONS or item.word in PRONOUNS:
        return False
    return item.is_capital or (item.word[0].isdigit() and index + 1 < len(items) and items[index + 1].is_word)


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
        return following in words.times or (
            (following[:1].isdigit() or following in ("derniers", "dernières", "dernier", "dernière", "même"))
            and (later in words.times or word in ("en",))
        )
    return word.isdigit() and following in words.times


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
    for phrase in words.adverbials:
        if tuple(item.word for item in items[index : index + len(phrase)]) == phrase:
            return index + len(phrase)
    if index < len(items) and items[index].word.endswith("ment") and len(items[index].word) > 7:
        before = items[index - 1].word if index else ""
        if items[index].word not in words.speaker_nouns and before not in _NOUN_BEFORE:
            return index + 1
    return index


def phrase_at(items: Sequence[Item], index: int, words: SpeakerWords, names: Names) -> Phrase | None:
    """The noun phrase that begins at items[index], an apposition that names its holder included."""
    if not begins_phrase(items, index, words):
        return None
    after = _core_end(items, index, words, names)
    if items[index].word not in STANDALONE and not _has_person(items, index, after, names):
        after = _with_apposition(items, index, after, words, names)
    return index, after


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
            if at > index and named[1] == "person" and items[at - 1].is_capital and item.is_capital:
                if items[at - 1].word not in _TITLES and at - 1 == index:
                    break
            while at < len(items) and items[at].start < named[0]:
                at += 1
            continue
        word = item.word
        if item.quoted is not None or not (
            item.is_word or word in _LINKS or word.endswith("'") or word in _TITLES
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
            if word in _STOPS or is_time(items, at, words):
                break
            if skip_adverbial(items, at, words) > at and items[at - 1].word not in DETERMINERS:
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
                or (word == "en" and at + 1 < len(items) and items[at + 1].word in _EN_STOPS)
                or (
                    word in ("avec", "pour", "contre")
                    and at + 1 < len(items)
                    and not begins_phrase(items, at + 1, words)
                )
            ):
                break
            if word in PRONOUNS:
                break
        at += 1
    while at > index + 1 and items[at - 1].word in PREPOSITIONS | DETERMINERS | CONJUNCTIONS:
        at -= 1
    return at


_EN_STOPS: Final = frozenset(
    [
        "marge",
        "réponse",
        "référence",
        "conférence",
        "direct",
        "ouverture",
        "clôture",
        "visite",
        "réaction",
        "préambule",
        "fin",
        "début",
        "conclusion",
        "allusion",
        "évoquant",
    ]
)


def _ends_body(items: Sequence[Item], index: int, at: int, names: Names) -> bool:
    """Whether the name of an organisation ends right before items[at]: "à l'AFP Ada Aubrac"."""
    return any(
        items[k].start in names and names[items[k].start] == (items[at - 1].end, "organisation")
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
    following = (
        items[at + 2].word
        if at + 2 < len(items) and items[at + 1].word in DETERMINERS
        else (items[at + 1].word if at + 1 < len(items) else "")
    )
    return following in _ADDRESSED


_ADDRESSED: Final = frozenset(
    [
        "presse",
        "journalistes",
        "micro",
        "télévision",
        "radio",
        "antenne",
        "issue",
        "occasion",
        "propos",
        "sujet",
        "parlement",
    ]
)


def _has_person(items: Sequence[Item], first: int, after: int, names: Names) -> bool:
    """Whether items[first:after] hold a person's name that is not a complement."""
    for k in range(first, after):
        item = items[k]
        if item.start in names and names[item.start][1] == "person" and names[item.start][0] - item.start > 3:
            if k == first or items[k - 1].word not in ("de", "d'", "du"):
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


def bare_phrase_at(items: Sequence[Item], index: int, words: SpeakerWords, names: Names) -> Phrase | None:
    """The noun phrase that begins at items[index], without appositions."""
    return (index, _core_end(items, index, words, names)) if begins_phrase(items, index, words) else None


def phrase_before(
    items: Sequence[Item], begin: int, end: int, words: SpeakerWords, names: Names
) -> Phrase | None:
    """The subject that ends right before items[end], looked for from items[begin] on; None where there is none."""
    if end <= begin:
        return None
    last = items[end - 1]
    if last.word in PRONOUNS or (last.word in STANDALONE and last.word not in ("tous", "toutes")):
        return end - 1, end
    if last.word in ("dernier", "dernière", "derniers", "dernières") and end - 2 >= begin:
        if items[end - 2].word in ("ce", "cette", "ces"):
            return end - 2, end
    if last.text == ",":
        return _before_comma(items, begin, end - 1, words, names)
    if last.text == ")":
        at = end - 1
        while at > begin and items[at].text != "(":
            at -= 1
        return phrase_before(items, begin, at, words, names)
    moved = _strip_adverbials(items, begin, end, words)
    if moved < end:
        return phrase_before(items, begin, moved, words, names)
    if not (last.is_word or last.quoted is not None):
        return None
    start = _segment_start(items, begin, end)
    first = _subject_start(items, start, end, words, names)
    if first is None:
        if start > begin + 1 and items[start - 1].text == "," and items[start].word in _RELATIVES:
            return phrase_before(items, begin, start - 1, words, names)
        return None
    return first, end


def _strip_adverbials(items: Sequence[Item], begin: int, end: int, words: SpeakerWords) -> int:
    """End without adverbials that stand between subject and verb ("la mairie, elle aussi,", "le préfet jeudi")."""
    for back in range(1, 5):
        if end - back > begin:
            if skip_adverbial(items, end - back, words) == end:
                return end - back
            if is_time(items, end - back, words) and skip_time(items, end - back, words) == end and back <= 3:
                if items[end - back].is_word and items[end - back - 1].word not in PREPOSITIONS | DETERMINERS:
                    return end - back
    return end


def _segment_start(items: Sequence[Item], begin: int, end: int) -> int:
    """Index after the last comma, colon, dash or bracket before items[end]."""
    at = end
    depth = 0
    while at > begin:
        text = items[at - 1].text
        if text == ")":
            depth += 1
        elif text == "(":
            if not depth:
                break
            depth -= 1
        elif not depth and text in (",", ";", ":", "–", "—", "-", "…", "."):
            break
        at -= 1
    return at


def _before_comma(
    items: Sequence[Item], begin: int, comma: int, words: SpeakerWords, names: Names
) -> Phrase | None:
    """The subject of a verb that stands behind a comma: what stands before it is an apposition or an insertion."""
    named = _named_segment(items, begin, comma, words, names)
    if named is not None:
        return named
    start = _segment_start(items, begin, comma)
    own = _subject_start(items, start, comma, words, names)
    if start > begin and items[start - 1].text == ",":
        before = _segment_start(items, begin, start - 1)
        first = _subject_start(items, before, start - 1, words, names)
        if first is not None and not _opens_with_preposition(items, before):
            return (
                (first, comma)
                if own is not None and not _opens_with_preposition(items, start)
                else (first, start - 1)
            )
        if first is None or own is None:
            further = before
            while first is None and own is None and further > begin and items[further - 1].text == ",":
                further = _segment_start(items, begin, further - 1)
                first = _subject_start(items, further, start - 1, words, names)
            if first is not None and own is None:
                return first, start - 1
    return None if own is None else (own, comma)


def _named_segment(
    items: Sequence[Item], begin: int, comma: int, words: SpeakerWords, names: Names
) -> Phrase | None:
    """The nearest stretch between commas that begins with a person's name, with the appositions behind it."""
    end = comma
    for _ in range(4):
        start = _segment_start(items, begin, end)
        if (
            items[start].start in names
            and names[items[start].start][1] == "person"
            and items[start].is_capital
        ):
            titled = start > begin + 1 and items[start - 1].text == "," and end == comma
            if titled:
                before = _segment_start(items, begin, start - 1)
                first = _subject_start(items, before, start - 1, words, names)
                if first is not None and not _opens_with_preposition(items, before):
                    return first, comma
            return start, end
        if start <= begin + 1 or items[start - 1].text != ",":
            return None
        end = start - 1
    return None


def _opens_with_preposition(items: Sequence[Item], index: int) -> bool:
    return items[index].word in PREPOSITIONS


def _subject_start(
    items: Sequence[Item], start: int, end: int, words: SpeakerWords, names: Names
) -> int | None:
    """Where in items[start:end] the subject begins, that runs to end."""
    at = start
    while at < end:
        moved = skip_adverbial(items, at, words)
        if moved == at and is_time(items, at, words):
            moved = max(at + 1, skip_time(items, at, words))
        if moved == at and (
            items[at].word in CONJUNCTIONS or not (items[at].is_word or items[at].word.endswith("'"))
        ):
            moved = at + 1
        if moved == at:
            break
        at = moved
    if at >= end or items[at].word in _RELATIVES:
        return None
    if end - at > 14:
        for k in range(end - 2, at, -1):
            if items[k].word in ("et", "que", "qu'", "mais", "où", "dont") and begins_phrase(
                items, k + 1, words
            ):
                return k + 1
    if items[at].word in PREPOSITIONS and items[at].word != "des" and not begins_phrase(items, at, words):
        for k in range(at + 2, end):
            if (
                items[k].word in DETERMINERS or items[k].word in _TITLES or items[k].start in names
            ) and begins_phrase(items, k, words):
                if items[k - 1].word not in PREPOSITIONS | DETERMINERS and items[k - 1].is_word:
                    return k
        return None
    if items[at].word.endswith("ant") and items[at].word not in words.speaker_nouns:
        return None
    return at if begins_phrase(items, at, words) else None


def antecedent(
    items: Sequence[Item], begin: int, end: int, words: SpeakerWords, names: Names
) -> Phrase | None:
    """The noun phrase that ends right before items[end], as antecedent of a relative: the nearest that can speak."""
    for first in range(end - 1, max(begin - 1, end - 16), -1):
        if items[first].text in (",", ";", ":") or items[first].quoted is not None:
            return None
        if not begins_phrase(items, first, words) or (
            first > begin and items[first - 1].word in DETERMINERS | {"de", "d'"}
        ):
            continue
        phrase = phrase_at(items, first, words, names)
        if phrase is not None and phrase[1] >= end and can_speak(items, (first, end), words, names):
            return first, end
    return None


def can_speak(items: Sequence[Item], phrase: Phrase, words: SpeakerWords, names: Names) -> bool:
    """Whether a phrase names someone who can speak: a person, a body, a country, or a noun for one of them."""
    first, after = phrase
    if items[first].word in PRONOUNS | STANDALONE | _TITLES or items[first].word.startswith("-"):
        return True
    for k in range(first, min(after, first + 5)):
        item = items[k]
        if item.start in names and names[item.start][1] in ("person", "organisation", "country"):
            if k == first or items[k - 1].word not in ("de", "d'", "du") or k <= first + 1:
                return True
        if k > first and items[k - 1].word in ("de", "du", "d'"):
            break
        if item.word in words.speaker_nouns or (len(item.word) > 6 and item.word.endswith(words.suffixes)):
            return True
    return False
