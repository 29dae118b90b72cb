"""Reads text as if accents were one with their letters and no line were broken to fit a width.

What belongs here: the composed form of a text, and the way from an offset in one to the other. What does not: what is
read in it (names, mentions). Rows always carry offsets and words of the text as it stands.

Composed means: accents written as marks of their own (Unicode NFD) are one with their letters; a single line break within
a passage is a space, or nothing after a hyphen or apostrophe that it cuts a word behind ("Jean-/Paul"); characters that
nobody sees (soft hyphens, zero-width spaces) are not there.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from itertools import pairwise
from types import MappingProxyType
from typing import Final, TypeVar

from pipeline.records.segmentation import Passage

R = TypeVar("R")

_LINE_BREAK: Final = r"(?:\r\n|[\n\r\x0b\x0c\x85\u2028\u2029])"
_GAP: Final = re.compile(
    rf"(?P<within>(?<=[^\W\d_][-\u2010\u2011'’]){_LINE_BREAK}(?=[^\W\d_]))"
    rf"|(?P<line>[ \t\u00a0]*{_LINE_BREAK}[ \t\u00a0]*(?!{_LINE_BREAK}))"
    rf"|(?P<kept>(?:[ \t\u00a0]*{_LINE_BREAK})+)"
    r"|(?P<unseen>[\u00ad\u200b\u2060\ufeff]+)"
)

_ANY_GAP: Final = re.compile("[\n\r\x0b\x0c\x85\u2028\u2029\u00ad\u200b\u2060\ufeff]")
"""Any of the characters that make a gap: looked for in every passage, hence by the simplest of patterns."""


@dataclass(frozen=True, slots=True)
class Composed:
    """A text in composed form; `starts` and `ends` give, by an offset in it, the place in the text as it stands.

    Where a composed character begins and where the one before it ends are apart if something between them is left out.
    """

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def inwards(self, at: int) -> int:
        """The offset in the composed text of an offset in the text as it stands."""
        return bisect_left(self.starts, at)

    def outwards(self, at: int, is_end: bool = False) -> int:
        """The offset in the text as it stands of an offset in the composed text where something begins, or ends."""
        return (self.ends if is_end else self.starts)[at]


def is_composed(text: str) -> bool:
    """True for a text that reads as it stands."""
    return unicodedata.is_normalized("NFC", text) and not _ANY_GAP.search(text)


def compose(text: str) -> Composed:
    """The composed form of a text; a text that reads as it stands is its own."""
    if is_composed(text):
        return Composed(text, range(len(text) + 1), range(len(text) + 1))
    pieces: list[tuple[str, int, int]] = []
    at = 0
    for gap in _GAP.finditer(text):
        pieces.extend(_letters(text, at, gap.start()))
        if gap.lastgroup == "line":
            pieces.append((" ", *gap.span()))
        elif gap.lastgroup == "kept":
            pieces.extend((text[i], i, i + 1) for i in range(*gap.span()))
        at = gap.end()
    pieces.extend(_letters(text, at, len(text)))
    return Composed(
        "".join(said for said, _, _ in pieces),
        [*(start for _, start, _ in pieces), len(text)],
        [0, *(end for _, _, end in pieces)],
    )


def _letters(text: str, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    """The composed characters of a stretch, each with where it stands."""
    starts = [at for at in range(start, end) if at == start or not unicodedata.combining(text[at])]
    for at, after in pairwise([*starts, end]):
        said = unicodedata.normalize("NFC", text[at:after])
        said = said if len(said) <= after - at else text[at:after]
        for index, char in enumerate(said, 1):
            yield char, at + index - 1, after if index == len(said) else at + index


@dataclass(frozen=True, slots=True)
class ComposedPassages:
    """The passages of a document in composed form, each from where it stands on, with the way back.

    `texts` is None where all passages read as they stand: then every record is its own.
    """

    passages: tuple[Passage, ...]
    texts: tuple[Composed, ...] | None
    originals: tuple[Passage, ...]

    def inwards(self, record: R, words: Mapping[str, str] = MappingProxyType({})) -> R:
        """A record with composed offsets, in every field whose name ends in char_start or char_end, and words.

        `words` names fields, and the prefix of what they repeat: {"cue": "cue_char"} reads the field `cue` from
        cue_char_start to cue_char_end.
        """
        return self._turned(record, words, self._in, self.passages) if self.texts else record

    def outwards(self, record: R, words: Mapping[str, str] = MappingProxyType({})) -> R:
        """A record found in composed form with offsets and words as they stand; `words` as for inwards."""
        return self._turned(record, words, self._out, self.originals) if self.texts else record

    def _turned(
        self,
        record: R,
        words: Mapping[str, str],
        move: Callable[[int, bool], int],
        passages: Sequence[Passage],
    ) -> R:
        moved = _moved(record, move)
        spans = {
            name: (getattr(moved, f"{prefix}_start"), getattr(moved, f"{prefix}_end"))
            for name, prefix in words.items()
        }
        said = {name: _words(passages, *span) for name, span in spans.items() if None not in span}
        return replace(moved, **said)  # type: ignore[type-var]

    def _in(self, at: int, is_end: bool) -> int:
        index = _index(self.originals, at, is_end)
        base = self.originals[index].char_start
        return base + (self.texts[index].inwards(at - base) if self.texts else at - base)

    def _out(self, at: int, is_end: bool) -> int:
        index = _index(self.originals, at, is_end)
        base = self.originals[index].char_start
        return base + (self.texts[index].outwards(at - base, is_end) if self.texts else at - base)


def _index(passages: Sequence[Passage], at: int, is_end: bool) -> int:
    return max(0, bisect_right(passages, at - is_end, key=lambda p: p.char_start) - 1)


def _words(passages: Sequence[Passage], start: int, end: int) -> str:
    passage = passages[_index(passages, start, False)]
    return passage.text[start - passage.char_start : end - passage.char_start]


def _moved(record: R, move: Callable[[int, bool], int]) -> R:
    """The record with every offset moved; None stays None."""
    offsets = {
        field.name: move(at, field.name.endswith("end"))
        for field in fields(record)  # type: ignore[arg-type]
        if field.name.endswith(("char_start", "char_end"))
        for at in [getattr(record, field.name)]
        if at is not None
    }
    return replace(record, **offsets)  # type: ignore[type-var]


def compose_passages(passages: Sequence[Passage]) -> ComposedPassages:
    """The passages of a document in composed form."""
    if all(is_composed(passage.text) for passage in passages):
        return ComposedPassages(tuple(passages), None, tuple(passages))
    texts = tuple(compose(passage.text) for passage in passages)
    composed = tuple(
        replace(passage, text=text.text, char_end=passage.char_start + len(text.text))
        for passage, text in zip(passages, texts, strict=True)
    )
    return ComposedPassages(composed, texts, tuple(passages))
