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
from pipeline.text.quotes.quote_words import Item, cut_words

DEFINITE: Final = frozenset(["le", "la", "l'", "ce", "cet", "cette"])
_CONTRASTING: Final = re.compile(r"(?:[Dd]e son côté|[Pp]our sa part|[Dd]e leur côté),? $")
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
_MEDIA: Final = frozenset(["journal", "quotidien", "hebdomadaire", "magazine", "média", "chaîne"])
_NEAR_BLOCKS: Final = 2
_WITHIN: Final = 6000
"""How far back, in characters, the name that a description leads back to may stand."""
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
    if _CONTRASTING.search(text, max(0, start - 30), start):
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
        if len(words) > 1 and words[1].word in cast.offices:
            return _holder_of(text, start, words[1].word, cast, memory, gender)
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


def _holder_of(
    text: str, start: int, office: str, cast: Cast, memory: Memory, gender: str | None
) -> Speaker | None:
    """The person whom the text before a place calls by an office: "le préfet Hugo Sorel", "Hugo Sorel, préfet"."""
    for mention in reversed(cast.overlapping(max(0, start - _WITHIN), start)):
        if mention.entity_type != "person" or mention.mention_kind != "name" or mention.char_end > start:
            continue
        name = cast.name_of(mention)
        if gender is not None and memory.genders.get(name, gender) != gender:
            continue
        behind = re.split(r"[.!?;\n»”]", text[mention.char_end : min(mention.char_end + 60, start)])[0]
        before = re.split(r"[.!?;\n»”]", text[max(0, mention.char_start - 60) : mention.char_start])[-1]
        is_tied = behind.lstrip()[:1] in (",", "(") and _holds(office, behind)
        if is_tied or _holds(office, before):
            return Speaker(name, mention.actor_id, 0.9, True, False, gender)
    return None


def _holds(office: str, words: str) -> bool:
    return re.search(rf"\b{re.escape(office)}\b", words, re.IGNORECASE) is not None


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


def _is_outlet(mention: Mention, cast: Cast) -> bool:
    words = cut_words(mention.surface, 0, len(mention.surface))
    return tuple(item.word for item in words) in cast.outlets


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
    kin = "|".join(map(re.escape, cast.body_nouns[noun]))
    near = [
        mention
        for mention in cast.overlapping(max(0, start - _WITHIN), start)
        if mention.char_end <= start
        and _is_outlet(mention, cast) == (noun in _MEDIA)
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
        if re.search(rf"\b(?:{kin})\b", told, re.IGNORECASE):
            return Speaker(cast.name_of(mention), mention.actor_id, 0.88)
    heard = {
        speaker.name: speaker.actor_id
        for at, speaker in memory.spoken
        if block - at <= _NEAR_BLOCKS and not (speaker.is_person or speaker.is_plural)
        if _NAMED.search(speaker.name or "")
    }
    late = {cast.name_of(mention): mention.actor_id for mention in near if mention.char_end > start - _LATE}
    only = heard or late
    if len(only) != 1:
        return None
    ((name, actor_id),) = only.items()
    return None if _PUBLIC.search(name or "") else Speaker(name, actor_id, 0.82)
