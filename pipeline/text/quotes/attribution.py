"""Whose words they are: the phrase that speaks, resolved to an actor or a name within the document.

What belongs here: from a speaker phrase, the document's mentions, and who has spoken so far, to speaker_name and
actor_id. What does not: finding the phrase (speakers.py, quote_frames.py) and linking names to the registry
(linking.py), whose mentions are taken as they are.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from pipeline.records.tagging import Mention
from pipeline.text.quotes.cast import Cast, Memory, Speaker
from pipeline.text.quotes.descriptions import (
    DEFINITE,
    body_of,
    describes_person,
    from_description,
    introduced_as,
)
from pipeline.text.quotes.pronouns import LONE_PRONOUNS, POSSESSIVES, from_pronoun
from pipeline.text.quotes.quote_words import DETERMINERS, PRONOUNS, Item, cut_words

_COMPLEMENT: Final = frozenset(["de", "d'", "du", "des", "à", "avec", "pour", "chez", "par", "contre", "et"])
_SUBJECT_PRONOUNS: Final = {
    "il": (False, "m"),
    "elle": (False, "f"),
    "ils": (True, "m"),
    "elles": (True, "f"),
    "eux": (True, "m"),
    "lui": (False, "m"),
}
_INVERSION: Final = re.compile(r"^[-‑](?:t[-‑])?", re.IGNORECASE)
_FEMININE_ENDINGS: Final = (
    "trice",
    "euse",
    "ienne",
    "ente",
    "ante",
    "ère",
    "ée",
    "effe",
    "onne",
    "eure",
    "esse",
    "lière",
    "drice",
    "ière",
)
_MASCULINE_ENDINGS: Final = ("teur", "eur", "ien", "ent", "ant", "ier", "oi", "chef", "maire", "on")
_FEMININE: Final = frozenset(
    ["la", "une", "cette", "mme", "mmes", "mlle", "madame", "elle", "elles", "celle", "sa", "celle-ci"]
)
_MASCULINE: Final = frozenset(
    ["le", "un", "ce", "cet", "m.", "mm.", "monsieur", "il", "ils", "celui", "celui-ci"]
)


def resolve_speaker(text: str, start: int, end: int, block: int, cast: Cast, memory: Memory) -> Speaker:
    """Who the phrase text[start:end] of the document is; `block` is the number of its paragraph."""
    surface = _INVERSION.sub("", text[start:end])
    words = cut_words(surface, 0, len(surface))
    if not words:
        return Speaker(None, None, 0.0)
    bare = words[0].word if len(words) == 1 else ""
    if words[0].word in ("celui", "celle") and len(words) > 1 and words[1].word == "qui":
        return from_pronoun(text, words[0].word, start, end, block, cast, memory)
    if (
        bare in PRONOUNS
        or surface.lower() in LONE_PRONOUNS
        or (len(words) == 1 and words[0].word in POSSESSIVES)
    ):
        is_inverted = surface != text[start:end]
        word = bare or surface.lower()
        subject = _subject_of(text, word, start, block, cast, memory)
        if subject is not None and subject.certainty == 1:
            return replace(subject, certainty=0.9)
        found = from_pronoun(text, word, start, end, block, cast, memory, is_inverted)
        return found if found.name is not None or subject is None else subject
    mentions = cast.overlapping(start, end)
    head = _head_mention(text, start, end, words, mentions, cast)
    gender = _gender(words)
    if head is not None:
        is_person = head.entity_type == "person"
        name = cast.name_of(head)
        if is_person and head.actor_id is None:
            name = _fuller_name(name, gender, memory)
        certainty = 1.0 if head.actor_id is not None else 0.93
        return Speaker(name, head.actor_id, certainty, is_person, False, gender if is_person else None)
    anaphor = (
        introduced_as(text, end, cast)
        or from_description(text, start, end, words, mentions, block, cast, memory, gender)
        or body_of(text, start, words, cast, memory, block)
    )
    if anaphor is not None:
        return anaphor
    first = words[0].word
    is_plural = first in (
        "les",
        "des",
        "plusieurs",
        "certains",
        "certaines",
        "ces",
        "ses",
        "leurs",
        "deux",
        "trois",
    )
    name = surface[0].lower() + surface[1:] if first in DETERMINERS else surface
    is_person = describes_person(words, cast)
    certainty = 0.84 if first in DEFINITE or len(words) == 1 else 0.95
    return Speaker(name, None, certainty, is_person, is_plural, gender)


def _subject_of(text: str, word: str, start: int, block: int, cast: Cast, memory: Memory) -> Speaker | None:
    """The description before a pronoun that agrees with it; certain (1.0) where it stands behind all that was said and named."""
    place = memory.last_subject(start, block) if word in _SUBJECT_PRONOUNS else None
    if place is None:
        return None
    described = resolve_speaker(text, *place, block, cast, memory)
    is_plural, gender = _SUBJECT_PRONOUNS[word]
    if described.is_plural != is_plural:
        return None
    if not (is_plural or described.is_person) and memory.last_spoken(block, False, gender, 1) is not None:
        return None
    if not is_plural and described.gender not in (gender, None):
        return None
    is_latest = place[0] >= memory.last_place and not any(place[0] < at < start for at, _, _ in memory.named)
    return replace(described, certainty=1.0 if is_latest else 0.8)


def _head_mention(
    text: str, start: int, end: int, words: Sequence[Item], mentions: Sequence[Mention], cast: Cast
) -> Mention | None:
    """The mention that the phrase is about, complements of its head left aside."""
    named = [mention for mention in mentions if mention.mention_kind in ("name", "title")]
    for mention in named:
        if mention.entity_type == "person" and mention.mention_kind == "name":
            before = text[start : mention.char_start].replace("’", "'").lower().split()
            last = before[-1] if before else ""
            if (
                last.endswith("d'")
                or last in _COMPLEMENT
                or _is_of_another(text[start : mention.char_start], cast)
            ):
                continue
            return mention
    body_start = start + (words[1].start if words[0].word in DETERMINERS and len(words) > 1 else 0)
    for mention in named:
        if mention.char_start <= body_start < mention.char_end:
            if mention.mention_kind == "title" and mention.actor_id is None:
                continue
            if mention.entity_type == "place":
                continue
            if mention.char_end < end and _is_modified(text[mention.char_end : end]):
                continue
            return mention
    for mention in named:
        told = text[body_start : mention.char_start].replace("’", "'").lower().strip()
        if mention.entity_type == "organisation" and told in cast.body_nouns:
            return mention
    head = words[1].word if words[0].word in DETERMINERS and len(words) > 1 else words[0].word
    if head in cast.vehicles or (len(words) > 2 and words[2].word in cast.vehicles):
        for mention in named:
            if mention.char_start > body_start and mention.entity_type in (
                "organisation",
                "country",
                "person",
            ):
                return mention

    return None


def _is_of_another(before: str, cast: Cast) -> bool:
    """Whether a name belongs to a complement: "le porte-parole du premier ministre Hugo Aubrac"."""
    words = cut_words(before, 0, len(before))
    at = next((k for k in range(len(words) - 1, 0, -1) if words[k].word in _COMPLEMENT - {"et"}), None)
    if at is None or any(item.text == "," for item in words[at:]):
        return False
    titled = [item.word in cast.person_nouns for item in words]
    return any(titled[:at]) and any(titled[at + 1 : at + 4])


def _is_modified(rest: str) -> bool:
    """Whether the words behind a mention make it another body: "l'Union des commerçants", "France Travail"."""
    return bool(re.match(r"\s+(?:de|du|des)\s|\s+d['’]|\s*-", rest))


def _fuller_name(name: str, gender: str | None, memory: Memory) -> str:
    """The full name heard before that ends like this one, where there is but one of that gender."""
    heard = [speaker for _, speaker in memory.spoken] + [speaker for _, _, speaker in memory.named]
    known = {
        speaker.name
        for speaker in heard
        if speaker.name
        and speaker.name != name
        and speaker.name.endswith(" " + name)
        and memory.genders.get(speaker.name, gender) == gender
    }
    return known.pop() if len(known) == 1 else name


def _gender(words: Sequence[Item]) -> str | None:
    """The gender that articles, titles and endings of a phrase show; None where they show none."""
    first = words[0].word
    if first in _FEMININE:
        return "f"
    if first in _MASCULINE:
        return "m"
    for item in words[:3]:
        if item.is_capital and item is not words[0]:
            break
        if item.word.endswith(_FEMININE_ENDINGS):
            return "f"
        if len(item.word) > 4 and item.word.endswith(_MASCULINE_ENDINGS):
            return "m"
    return None
