"""Reads text whose accents are written as marks of their own (Unicode NFD) as if they were one with their letters.

What belongs here: the composed form of a text and the way from an offset in one to the other. What does not: what is
read in it (names, mentions). Rows always carry offsets and words of the text as it stands.
"""

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.records.segmentation import Passage, Sentence
from pipeline.records.tagging import Mention, Name, RoleClaim


@dataclass(frozen=True, slots=True)
class Composed:
    """A text in composed form; `offsets` gives the place in the text as it stands of every composed character and end."""

    text: str
    offsets: Sequence[int]

    def inwards(self, at: int) -> int:
        """The offset in the composed text of an offset in the text as it stands."""
        return bisect_left(self.offsets, at)

    def outwards(self, at: int) -> int:
        """The offset in the text as it stands of an offset in the composed text."""
        return self.offsets[at]


def compose(text: str) -> Composed:
    """The text with letters and their marks composed; a text in composed form as it is."""
    if unicodedata.is_normalized("NFC", text):
        return Composed(text, range(len(text) + 1))
    starts = [at for at, char in enumerate(text) if at == 0 or not unicodedata.combining(char)]
    pieces: list[str] = []
    offsets: list[int] = []
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        piece = unicodedata.normalize("NFC", text[start:end])
        piece = piece if len(piece) <= end - start else text[start:end]
        pieces.append(piece)
        offsets.extend(range(start, start + len(piece)))
    return Composed("".join(pieces), [*offsets, len(text)])


@dataclass(frozen=True, slots=True)
class ComposedPassages:
    """The passages of a document in composed form, each from where it stands on, with the way back."""

    passages: tuple[Passage, ...]
    texts: tuple[Composed, ...]
    originals: tuple[Passage, ...]

    def sentence(self, sentence: Sentence) -> Sentence:
        """A sentence with composed offsets."""
        return replace(
            sentence, char_start=self._in(sentence.char_start), char_end=self._in(sentence.char_end, True)
        )

    def name(self, name: Name) -> Name:
        """A name with composed offsets."""
        return Name(self._in(name.char_start), self._in(name.char_end, True), name.label)

    def mention(self, mention: Mention) -> Mention:
        """A mention with offsets and words as they stand."""
        start, end = self._out(mention.char_start), self._out(mention.char_end, True)
        before = mention.antecedent_char_start, mention.antecedent_char_end
        return replace(
            mention,
            char_start=start,
            char_end=end,
            surface=self._words(start, end),
            antecedent_char_start=None if before[0] is None else self._out(before[0]),
            antecedent_char_end=None if before[1] is None else self._out(before[1], True),
        )

    def claim(self, claim: RoleClaim) -> RoleClaim:
        """A role claim with offsets and words as they stand."""
        start, end = self._out(claim.char_start), self._out(claim.char_end, True)
        return replace(claim, char_start=start, char_end=end, role_surface=self._words(start, end))

    def _index(self, at: int, is_end: bool) -> int:
        return max(0, bisect_right(self.originals, at - is_end, key=lambda p: p.char_start) - 1)

    def _in(self, at: int, is_end: bool = False) -> int:
        index = self._index(at, is_end)
        base = self.originals[index].char_start
        return base + self.texts[index].inwards(at - base)

    def _out(self, at: int, is_end: bool = False) -> int:
        index = self._index(at, is_end)
        base = self.originals[index].char_start
        return base + self.texts[index].outwards(at - base)

    def _words(self, start: int, end: int) -> str:
        passage = self.originals[self._index(start, False)]
        return passage.text[start - passage.char_start : end - passage.char_start]


def compose_passages(passages: Sequence[Passage]) -> ComposedPassages | None:
    """The passages in composed form, or None where all are in it as they stand."""
    if all(unicodedata.is_normalized("NFC", passage.text) for passage in passages):
        return None
    texts = tuple(compose(passage.text) for passage in passages)
    composed = tuple(
        replace(passage, text=text.text, char_end=passage.char_start + len(text.text))
        for passage, text in zip(passages, texts, strict=True)
    )
    return ComposedPassages(composed, texts, tuple(passages))
