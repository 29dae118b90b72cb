"""Who takes part in a document: its mentions and actors, who has spoken so far, and who is named where.

What belongs here: the records Speaker, Memory and Cast, and looking people up in them. What does not: which of them a
phrase means (attribution.py, pronouns.py, descriptions.py).
"""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from pipeline.records.tagging import FoundActor, Mention

_LONGEST: Final = 300


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
    latest last; `named` (position, paragraph, person) for the whole document, in order of place; `subjects` (start, end,
    number of the paragraph) of descriptions that open a sentence.
    """

    spoken: list[tuple[int, Speaker]] = field(default_factory=list)
    named: list[tuple[int, int, Speaker]] = field(default_factory=list)
    genders: dict[str, str] = field(default_factory=dict)
    subjects: list[tuple[int, int, int]] = field(default_factory=list)
    last_place: int = 0

    def last_subject(self, position: int, block: int) -> tuple[int, int] | None:
        """The description that opened the last sentence before a place, in this paragraph or the one before."""
        for start, end, at in reversed(self.subjects):
            if end <= position:
                return (start, end) if block - at <= 1 else None
        return None

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
    """The document's mentions, by start, its actors by id, nouns for persons, nouns that hold words of a body, and
    nouns that lead back to a body, nouns for offices that one person holds, and names of outlets.

    `quoted` are the stretches of the document within quotation marks, in order.
    """

    mentions: Sequence[Mention]
    actors: Mapping[str, FoundActor]
    person_nouns: frozenset[str]
    person_endings: tuple[str, ...]
    vehicles: frozenset[str]
    body_nouns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    offices: frozenset[str] = frozenset()
    outlets: frozenset[tuple[str, ...]] = frozenset()
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
