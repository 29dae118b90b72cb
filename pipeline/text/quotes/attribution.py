"""Whose words they are: the phrase that speaks, resolved to an actor or a name within the document.

What belongs here: from a speaker phrase, the document's mentions, and who has spoken so far, to speaker_name and
actor_id. What does not: finding the phrase (speakers.py, quote_frames.py) and linking names to the registry
(linking.py), whose mentions are taken as they are.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise
from typing import Final

from pipeline.records.tagging import FoundActor, Mention
from pipeline.text.quotes.quote_words import DETERMINERS, PRONOUNS, Item, cut_words

_COMPLEMENT: Final = frozenset(["de", "d'", "du", "des", "à", "avec", "pour", "chez", "par", "contre", "et"])
_DEFINITE: Final = frozenset(["le", "la", "l'", "ce", "cet", "cette"])
_CONTRASTED: Final = re.compile(
    r",? (?:lui|elle)(?: aussi)?,|,? (?:de son côté|pour sa part|quant à (?:lui|elle))"
)
_REACH: Final = 3
_LONGEST: Final = 300
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


@dataclass(frozen=True, slots=True)
class Speaker:
    """A resolved speaker: name (or description), the actor where the link is known, and how sure the step was."""

    name: str | None
    actor_id: str | None
    certainty: float
    is_person: bool = False
    is_plural: bool = False
    gender: str | None = None


@dataclass(slots=True)
class Memory:
    """Who has spoken so far, who is named where, and the gender the text shows of each.

    `last_place` is where the sentence of the last statement ends; `spoken` holds (number of the paragraph, speaker),
    latest last; `named` (position, paragraph, person) for the whole document, in order of place.
    """

    spoken: list[tuple[int, Speaker]] = field(default_factory=list)
    named: list[tuple[int, int, Speaker]] = field(default_factory=list)
    genders: dict[str, str] = field(default_factory=dict)
    last_place: int = 0

    def remember(self, block: int, speaker: Speaker, place: int = 0) -> None:
        """Notes that the speaker spoke in paragraph number `block`, in a statement that ends at `place`."""
        self.last_place = max(self.last_place, place)
        if speaker.name is not None:
            self.spoken.append((block, speaker))
            if speaker.gender is not None and speaker.is_person:
                self.genders.setdefault(speaker.name, speaker.gender)

    def last_spoken(
        self, block: int, is_plural: bool, gender: str | None, reach: int, persons_only: bool = True
    ) -> Speaker | None:
        """Who spoke last within `reach` paragraphs and agrees with number and gender."""
        for at, speaker in reversed(self.spoken):
            if block - at > reach:
                return None
            is_fit = is_plural or speaker.is_person or not persons_only
            if is_fit and speaker.is_plural == is_plural and self._agrees(speaker, gender):
                return speaker
        return None

    def only_named(self, after: int, before: int, block: int, gender: str | None) -> Speaker | None:
        """The one person named between two places of this paragraph and the one before; None where there are more."""
        between: dict[str | None, Speaker] = {}
        for at, paragraph, speaker in reversed(self.named):
            if at < after or block - paragraph > 1:
                break
            if at < before:
                between[speaker.name] = speaker
        (only,) = between.values() if len(between) == 1 else (None,)
        return only if only is not None and self._agrees(only, gender) else None

    def last_named(self, position: int, block: int, gender: str | None, reach: int = 1) -> Speaker | None:
        """The person named last before a position, within `reach` paragraphs, of a gender that agrees."""
        for at, paragraph, speaker in reversed(self.named):
            if at < position and block - paragraph <= reach and self._agrees(speaker, gender):
                return speaker
        return None

    def next_named(self, position: int, block: int, gender: str | None) -> Speaker | None:
        """The person named first behind a position in the same paragraph: leads name whom they quote afterwards."""
        for at, paragraph, speaker in self.named:
            if at >= position and paragraph == block and self._agrees(speaker, gender):
                return speaker
        return None

    def _agrees(self, speaker: Speaker, gender: str | None) -> bool:
        known = self.genders.get(speaker.name or "") or speaker.gender
        return not (known and gender and known != gender)


@dataclass(frozen=True, slots=True)
class Cast:
    """The document's mentions, by start, its actors by id, nouns for persons, nouns that hold words of a body.

    `quoted` are the stretches of the document within quotation marks, in order.
    """

    mentions: Sequence[Mention]
    actors: Mapping[str, FoundActor]
    person_nouns: frozenset[str]
    person_endings: tuple[str, ...]
    vehicles: frozenset[str]
    quoted: Sequence[tuple[int, int]] = ()

    def is_quoted(self, position: int) -> bool:
        """Whether a place of the document lies within quotation marks."""
        at = bisect_right(self.quoted, (position, position)) - 1
        return at >= 0 and self.quoted[at][0] <= position < self.quoted[at][1]

    def overlapping(self, start: int, end: int) -> list[Mention]:
        """Mentions that share a code point with start..end; `mentions` are sorted and rarely longer than a line."""
        first = bisect_left(self.mentions, start - _LONGEST, key=lambda mention: mention.char_start)
        found: list[Mention] = []
        for mention in islice(self.mentions, first, None):
            if mention.char_start >= end:
                break
            if mention.char_end > start:
                found.append(mention)
        return found

    def name_of(self, mention: Mention) -> str:
        """The actor's name as the document knows it, else the mention's own words."""
        actor = self.actors.get(mention.actor_id or "")
        return actor.name if actor is not None else mention.surface


def resolve_speaker(text: str, start: int, end: int, block: int, cast: Cast, memory: Memory) -> Speaker:
    """Who the phrase text[start:end] of the document is; `block` is the number of its paragraph."""
    surface = _INVERSION.sub("", text[start:end])
    words = cut_words(surface, 0, len(surface))
    if not words:
        return Speaker(None, None, 0.0)
    bare = words[0].word if len(words) == 1 else ""
    if words[0].word in ("celui", "celle") and len(words) > 1 and words[1].word == "qui":
        return _from_pronoun(text, words[0].word, start, end, block, cast, memory)
    if (
        bare in PRONOUNS
        or surface.lower() in _LONE_PRONOUNS
        or (len(words) == 1 and words[0].word in ("ses", "leurs"))
    ):
        is_inverted = surface != text[start:end]
        return _from_pronoun(text, bare or surface.lower(), start, end, block, cast, memory, is_inverted)
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
    anaphor = _from_description(text, start, end, words, mentions, block, cast, memory, gender)
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
    is_person = _is_person(words, cast)
    certainty = 0.84 if first in _DEFINITE or len(words) == 1 else 0.95
    return Speaker(name, None, certainty, is_person, is_plural, gender)


_LONE_PRONOUNS: Final = frozenset(
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
    ]
)


_ELIDED: Final = ("l'", "l’")
"""The pronoun of "à l'en croire", which stands for whom the text has just named."""
_SHE: Final = frozenset(["elle", "elles", "cette dernière", "ces dernières", "celle-ci", "celle"])


def _from_pronoun(
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
    is_plural = word in ("ils", "elles", "eux", "leurs", "ces derniers", "ces dernières", "ceux-ci")
    gender = "f" if word in _SHE else None if word in ("ses", "leurs", *_ELIDED) else "m"
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


def _is_person(words: Sequence[Item], cast: Cast) -> bool:
    """Whether the phrase describes one person."""
    for item in words[:4]:
        if item.word in cast.person_nouns or (len(item.word) > 6 and item.word.endswith(cast.person_endings)):
            return True
        if item.word in ("de", "d'", "du"):
            return False
    return False


def _from_description(
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
    if words[0].word not in _DEFINITE or not _is_person(words, cast) or _CONTRASTED.match(text, end):
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
