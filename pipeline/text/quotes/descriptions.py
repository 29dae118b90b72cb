"""Whom a description leads back to: "la syndicaliste", "le chef de l'État", "le syndicat".

What belongs here: from a noun phrase without a name to someone named elsewhere in the document. What does not: pronouns
(pronouns.py) and phrases with a name of their own (attribution.py).
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from pipeline.records.tagging import Mention
from pipeline.text.quotes.cast import Cast, Memory, Speaker
from pipeline.text.quotes.quote_words import Item

DEFINITE: Final = frozenset(["le", "la", "l'", "ce", "cet", "cette"])
_CONTRASTED: Final = re.compile(
    r",? (?:lui|elle)(?: aussi)?,|,? (?:de son côté|pour sa part|quant à (?:lui|elle))"
    r"| lui (?:a |avait )?(?:r[ée]|demand|lanc|objec|oppos|fait|conseill|assur|promet|promis|ordonn|expliqu)"
)
_REACH: Final = 3


_BRACKETED: Final = re.compile(r"[ \u00a0]\((?=[A-ZÀ-Ý])")
_PUBLIC: Final = re.compile(
    r"minist|préfe|mairie|gouvernement|parquet|police|gendarm|tribunal|présidence|cour ", re.IGNORECASE
)
"""Bodies that none of those nouns means."""
_NAMED: Final = re.compile(r"\b[A-ZÀ-Ý]")
_LATE: Final = 400
"""How far back, in characters, the only body that is named may stand."""
_NEAREST: Final = 8
"""How many of the mentions before a description are looked at."""


def describes_person(words: Sequence[Item], cast: Cast) -> bool:
    """Whether the phrase describes one person."""
    for item in words[:4]:
        if item.word in cast.person_nouns or (len(item.word) > 6 and item.word.endswith(cast.person_endings)):
            return True
        if item.word in ("de", "d'", "du"):
            return False
    return False


def from_description(
    text: str,
    start: int,
    end: int,
    words: Sequence[Item],
    mentions: Sequence[Mention],
    block: int,
    cast: Cast,
    memory: Memory,
    gender: str | None,
) -> Speaker | None:
    """The person a definite description leads back to ("la syndicaliste", "le chef de l'État"); None if unsure."""
    for mention in mentions:
        if (
            mention.mention_kind == "title"
            and mention.actor_id is not None
            and mention.char_start <= start + 4
        ):
            return Speaker(cast.name_of(mention), mention.actor_id, 0.95, True, False, gender)
    if words[0].word in ("le", "la") and len(words) > 1 and words[1].word == "même":
        return memory.last_spoken(block, False, None, _REACH, persons_only=False)
    if words[0].word not in DEFINITE or not describes_person(words, cast) or _CONTRASTED.match(text, end):
        return None
    complement = next(
        (
            item
            for item, following in pairwise(words)
            if item.word in ("de", "d'", "du", "des", "à", "aux") and not following.word[0].isdigit()
        ),
        None,
    )
    if complement is None:
        found = memory.last_spoken(block, False, gender, _REACH) or memory.last_named(
            start, block, gender, _REACH
        )
        if found is not None and found.is_person and found.name and not found.name[0].islower():
            return Speaker(
                found.name, found.actor_id, 0.85 * found.certainty, True, False, gender or found.gender
            )
        return None
    tail = re.sub(
        r"^(?:de|d['’]|du|des|à|aux)\s*(?:la |le |l['’]|les )?", "", text[start + complement.start : end]
    )
    head = words[1].word[:5] if len(words) > 1 else ""
    for mention in reversed(cast.mentions):
        if mention.char_end > start or mention.entity_type != "person" or mention.mention_kind != "name":
            continue
        behind = re.split(r"[.!?;\n]", text[mention.char_end : min(mention.char_end + 70, start)])[0]
        before = re.split(r"[.!?;\n]", text[max(0, mention.char_start - 70) : mention.char_start])[-1]
        name = cast.name_of(mention)
        if memory.genders.get(name, gender) != gender and gender is not None:
            continue
        in_apposition = tail in behind and behind.lstrip()[:1] in (",", "(")
        in_title = tail in before and (
            head in before.lower() or (len(tail) > 3 and before.rstrip().endswith(","))
        )
        if len(tail) > 2 and (in_apposition or in_title):
            return Speaker(name, mention.actor_id, 0.88, True, False, gender)
    return None


def introduced_as(text: str, end: int, cast: Cast) -> Speaker | None:
    """The body whose short name stands in brackets right behind its description: "le commandement de la marine (Comar)"."""
    if not _BRACKETED.match(text, end):
        return None
    at = text.index("(", end) + 1
    for mention in cast.overlapping(at, at + 1):
        is_alone = mention.char_start == at and text[mention.char_end : mention.char_end + 1] == ")"
        if is_alone and mention.entity_type == "organisation":
            return Speaker(cast.name_of(mention), mention.actor_id, 0.95)
    return None


def body_of(
    text: str, start: int, words: Sequence[Item], cast: Cast, memory: Memory, block: int
) -> Speaker | None:
    """The body that "le syndicat", "le club" or "le parti d'opposition" leads back to; None if unsure.

    It is the one named nearby whose name or apposition holds the noun, else the only one that has spoken of late.
    """
    is_short = len(words) == 2 or (len(words) > 2 and words[2].word not in ("de", "du", "des", "et"))
    if words[0].word not in DEFINITE or len(words) < 2 or len(words) > 4 or not is_short:
        return None
    noun = words[1].word
    if noun not in cast.body_nouns:
        return None
    near = [
        mention
        for mention in cast.mentions
        if mention.char_end <= start
        and mention.entity_type == "organisation"
        and mention.mention_kind == "name"
        and not cast.is_quoted(mention.char_start)
    ]
    for mention in reversed(near[-_NEAREST:]):
        before = re.split(r"[.!?;,\n]", text[max(0, mention.char_start - 30) : mention.char_start])[-1]
        behind = re.split(r"[.!?;\n]", text[mention.char_end : min(mention.char_end + 60, start)])[0]
        told = f"{before} {cast.name_of(mention)} {mention.surface}"
        if behind.lstrip()[:1] == ",":
            told += behind
        if re.search(rf"\b{noun}\b", told, re.IGNORECASE):
            return Speaker(cast.name_of(mention), mention.actor_id, 0.88)
    heard = [
        speaker
        for at, speaker in memory.spoken
        if block - at <= 2
        and speaker.actor_id is not None
        and not speaker.is_person
        and not speaker.is_plural
    ]
    if len({speaker.actor_id for speaker in heard}) != 1 or _PUBLIC.search(heard[0].name or ""):
        return None
    return Speaker(heard[0].name, heard[0].actor_id, 0.82)
