"""Whom a pronoun stands for: "il", "-t-elle", "ce dernier", "lui".

What belongs here: from a pronoun to a speaker, by who spoke and who was named. What does not: names and descriptions
(attribution.py, descriptions.py).
"""

import re
from typing import Final

from pipeline.text.quotes.cast import Cast, Memory, Speaker

_REACH: Final = 3

LONE_PRONOUNS: Final = frozenset(
    [
        "ce dernier",
        "cette dernière",
        "ces derniers",
        "ces dernières",
        "lui",
        "l'",
        "l’",
        "eux",
        "celui-ci",
        "celle-ci",
        "ceux-ci",
        "l'intéressé",
        "l’intéressé",
        "l'intéressée",
        "l’intéressée",
    ]
)


POSSESSIVES: Final = frozenset(["son", "sa", "ses", "leur", "leurs"])
_ELIDED: Final = ("l'", "l’")
"""The pronoun of "à l'en croire", which stands for whom the text has just named."""
_LATTER: Final = frozenset(["ce dernier", "cette dernière", "celui-ci", "celle-ci"])
_CONCERNED: Final = ("intéressé", "intéressée")
_NEAR: Final = 400
"""How far back, in characters, whom "ce dernier" means may stand."""
_SHE: Final = frozenset(["elle", "elles", "cette dernière", "ces dernières", "celle-ci", "celle"])


def from_pronoun(
    text: str,
    word: str,
    start: int,
    end: int,
    block: int,
    cast: Cast,
    memory: Memory,
    is_inverted: bool = False,
) -> Speaker:
    """The speaker a pronoun stands for: who spoke last nearby, else what its mention is linked to, else who was named.

    `is_inverted` says that it stands behind its verb ("a-t-il dit"). In news an attribution goes on with the speaker of the one before it, which the nearest name need not be.
    """
    is_plural = word in ("ils", "elles", "eux", "leurs", "leur", "ces derniers", "ces dernières", "ceux-ci")
    gender = "f" if word in _SHE else None if word in POSSESSIVES | {*_ELIDED} else "m"
    if word.endswith(_CONCERNED):
        return _latest_named(start, cast, memory, "f" if word.endswith("e") else "m", True) or Speaker(
            word, None, 0.8, True
        )
    if word in _LATTER:
        latter = _latest_named(start, cast, memory, gender)
        if latter is not None:
            return latter
    found = memory.last_spoken(block, is_plural, gender, 1)
    if is_inverted and not is_plural and memory.spoken and memory.spoken[-1][0] < block:
        found = memory.only_named(memory.last_place, start, block, gender) or found
    if word in _ELIDED:
        found = memory.last_named(start, block, None) or found
    linked = _linked_pronoun(start, end, cast)
    is_followed = is_inverted or _is_in_sentence(text, start, end, cast)
    if linked is not None and (not is_followed or found is None or found.actor_id == linked.actor_id):
        if gender is not None and linked.is_person and linked.name is not None:
            memory.genders.setdefault(linked.name, gender)
        return linked
    found = (
        found
        or memory.last_spoken(block, is_plural, gender, _REACH)
        or (None if is_plural else memory.last_named(start, block, gender))
        or memory.last_spoken(block, is_plural, None if is_plural else gender, 1, persons_only=False)
        or (None if is_plural else memory.next_named(end, block, gender))
    )
    if found is None:
        return Speaker(None, None, 0.5)
    if found.is_person and gender and found.name:
        memory.genders.setdefault(found.name, gender)
    return Speaker(
        found.name, found.actor_id, 0.95 * found.certainty, found.is_person, found.is_plural, found.gender
    )


def _latest_named(
    position: int, cast: Cast, memory: Memory, gender: str | None, is_other: bool = False
) -> Speaker | None:
    """The person named or titled last before a place, not far from it, of a gender that agrees.

    `is_other` leaves out who spoke last: "l'intéressé" is whom others speak of.
    """
    last = memory.spoken[-1][1].name if is_other and memory.spoken else None
    for mention in reversed(cast.overlapping(position - _NEAR, position)):
        if mention.char_end > position or mention.entity_type != "person" or mention.actor_id is None:
            continue
        name = cast.name_of(mention)
        if mention.mention_kind == "pronoun" or cast.is_quoted(mention.char_start) or name == last:
            continue
        if memory.genders.get(name, gender) == gender:
            return Speaker(name, mention.actor_id, 0.9, True, False, gender)
    return None


def _is_in_sentence(text: str, start: int, end: int, cast: Cast) -> bool:
    """Whether the pronoun is linked to a name of its own sentence, which rarely is whom it stands for."""
    for mention in cast.overlapping(start, end):
        if mention.mention_kind == "pronoun" and mention.antecedent_char_end is not None:
            return not re.search(r"[.!?…»”\"]\s|\n", text[mention.antecedent_char_end : start])
    return False


def _linked_pronoun(start: int, end: int, cast: Cast) -> Speaker | None:
    """The actor that a mention links the pronoun to."""
    for mention in cast.overlapping(start, end):
        if mention.mention_kind == "pronoun" and mention.actor_id is not None:
            if mention.antecedent_char_start is not None and cast.is_quoted(mention.antecedent_char_start):
                return None
            actor = cast.actors.get(mention.actor_id)
            name = actor.name if actor else mention.surface
            return Speaker(name, mention.actor_id, 0.95, actor is None or actor.actor_type == "person", False)
    return None
