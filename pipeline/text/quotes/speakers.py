"""Phrases that speak: the subject before a cue, and whether a phrase names someone who can speak.

What belongs here: choosing, among the noun phrases before a verb, the one that is its subject. What does not: the
extent of noun phrases (noun_phrases.py), whose name one is (attribution.py), and whether anything was said
(quote_frames.py).
"""

from collections.abc import Sequence
from typing import Final

from pipeline.text.quotes.adjuncts import SpeakerWords, is_time, skip_adverbial, skip_time
from pipeline.text.quotes.noun_phrases import RELATIVES, TITLES, Names, Phrase, begins_phrase, phrase_at
from pipeline.text.quotes.quote_words import (
    CONJUNCTIONS,
    DETERMINERS,
    PREPOSITIONS,
    PRONOUNS,
    STANDALONE,
    Item,
)

_DASHES: Final = frozenset(["-", "–", "—"])


def phrase_before(
    items: Sequence[Item], begin: int, end: int, words: SpeakerWords, names: Names
) -> Phrase | None:
    """The subject that ends right before items[end], looked for from items[begin] on; None where there is none."""
    if end <= begin:
        return None
    last = items[end - 1]
    if last.word in PRONOUNS or (last.word in STANDALONE and last.word not in ("tous", "toutes")):
        return end - 1, end
    is_last = last.word in ("dernier", "dernière", "derniers", "dernières") and end - 2 >= begin
    if is_last and items[end - 2].word in ("ce", "cette", "ces"):
        return end - 2, end
    if last.text == ",":
        return _before_comma(items, begin, end - 1, words, names)
    if last.text == ")":
        at = end - 1
        while at > begin and items[at].text != "(":
            at -= 1
        return phrase_before(items, begin, at, words, names)
    if last.text in _DASHES:
        opening = next((k for k in range(end - 2, begin, -1) if items[k].text in _DASHES), None)
        return None if opening is None else phrase_before(items, begin, opening, words, names)
    moved = _strip_adverbials(items, begin, end, words)
    if moved < end:
        return phrase_before(items, begin, moved, words, names)
    if not (last.is_word or last.quoted is not None):
        return None
    start = _segment_start(items, begin, end)
    first = _subject_start(items, start, end, words, names)
    if first is None:
        if start > begin + 1 and items[start - 1].text == "," and items[start].word in RELATIVES:
            return phrase_before(items, begin, start - 1, words, names)
        return None
    return first, end


def _strip_adverbials(items: Sequence[Item], begin: int, end: int, words: SpeakerWords) -> int:
    """End without adverbials that stand between subject and verb ("la mairie, elle aussi,", "le préfet jeudi")."""
    for back in range(1, 5):
        if end - back > begin:
            if skip_adverbial(items, end - back, words) == end:
                return end - back
            is_timed = (
                back <= 3 and is_time(items, end - back, words) and skip_time(items, end - back, words) == end
            )
            if is_timed and items[end - back - 1].word not in PREPOSITIONS | DETERMINERS:
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
    if own is not None and _is_inserted(items, begin, own, comma, words, names):
        own = None
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


def _is_inserted(
    items: Sequence[Item], begin: int, own: int, comma: int, words: SpeakerWords, names: Names
) -> bool:
    """Whether a phrase before a comma belongs to a relative clause between subject and verb, and cannot speak."""
    if can_speak(items, (own, comma), words, names):
        return False
    return any(items[k].word == "qui" and items[k - 1].text == "," for k in range(begin + 1, own))


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
    if at >= end or items[at].word in RELATIVES:
        return None
    if end - at > 14:
        for k in range(end - 2, at, -1):
            if items[k].word in ("et", "que", "qu'", "mais", "où", "dont") and begins_phrase(
                items, k + 1, words
            ):
                return k + 1
    if items[at].word in PREPOSITIONS and items[at].word != "des" and not begins_phrase(items, at, words):
        for k in range(at + 2, end):
            is_begun = items[k].word in DETERMINERS | TITLES or items[k].start in names
            is_free = items[k - 1].is_word and items[k - 1].word not in PREPOSITIONS | DETERMINERS
            if is_begun and is_free and begins_phrase(items, k, words):
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
            first > begin
            and items[first - 1].word in DETERMINERS | {"de", "d'"}
            and items[first].word not in ("un", "une")
        ):
            continue
        phrase = phrase_at(items, first, words, names)
        if phrase is not None and phrase[1] >= end and can_speak(items, (first, end), words, names):
            return first, end
    return None


def can_speak(items: Sequence[Item], phrase: Phrase, words: SpeakerWords, names: Names) -> bool:
    """Whether a phrase names someone who can speak: a person, a body, a country, or a noun for one of them."""
    first, after = phrase
    if items[after - 1].word in ("dernier", "dernière", "derniers", "dernières"):
        return True
    if items[first].word in PRONOUNS | STANDALONE | TITLES or items[first].word.startswith("-"):
        return True
    for k in range(first, min(after, first + 5)):
        item = items[k]
        kind = names.get(item.start, (0, ""))[1]
        is_head = k <= first + 1 or items[k - 1].word not in ("de", "d'", "du")
        if is_head and kind in ("person", "organisation", "country"):
            return True
        if k > first + 1 and items[k - 1].word in ("de", "du", "d'"):
            break
        if item.word in words.speaker_nouns or item.word.removesuffix("s") in words.speaker_nouns:
            return True
        if len(item.word) > 6 and item.word.endswith(words.suffixes):
            return True
    return False
