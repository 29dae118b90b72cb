"""Lines of a raw text and what can be said of each on its own.

What belongs here: splitting a text into lines, and features of a line taken by itself (words, sentence density, list
mark). What does not: what a line is (boilerplate.py, structure.py), where a paragraph was broken to fit a width
(wrapping.py), and anything else that needs a line's neighbours.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from pipeline.text.clean.wrapping import find_wraps
from pipeline.text.folding import fold_chars, fold_words

INVISIBLE: Final = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\xad"
"""Code points that print nothing and that str.strip leaves in place."""

_BREAK: Final = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_MARK: Final = re.compile(r"(?:[*•·▪■□▶►▸‣◦●○→➤➜✓+>»#-]+|[–—]|\d{1,2}[.)](?!\d))\s+|[•▪■▶►▸‣◦●→➤➜✓]")
_LONG_WORD: Final = re.compile(r"[a-z0-9]{4,}")
_SPELT_OUT: Final = re.compile("[œæßﬁﬂ\u0300-\u036f]")
"""Letters that fold_words spells out or composes, and fold_chars, which keeps the length, does not."""
_WITHIN_WORDS: Final = "'’.-\u0307"
"""What stands between the parts of a word; the last is what lower case makes of a Turkish capital's dot."""
_WORD: Final = re.compile(r"[^\W_]+(?:['’.\-][^\W_]+)*")
_PLAIN_WORD: Final = re.compile(r"\w+(?:['’.\-]\w+)*")
"""The same and faster, for a text without an underscore."""
_CLOSERS: Final = "\"'’”»)] \u00a0\u202f"
_SENTENCE_END: Final = re.compile(r"[.!?…][\"”»)\]]*\s+[\"“«(\[—–-]*\s*(?=[A-ZÀ-ÖØ-Ý0-9])")
_FUNCTION_WORDS: Final = frozenset(
    [
        "le",
        "la",
        "les",
        "l",
        "un",
        "une",
        "des",
        "du",
        "de",
        "d",
        "au",
        "aux",
        "a",
        "à",
        "et",
        "ou",
        "en",
        "dans",
        "par",
        "pour",
        "sur",
        "avec",
        "sans",
        "sous",
        "vers",
        "chez",
        "que",
        "qui",
        "qu",
        "dont",
        "où",
        "ne",
        "n",
        "pas",
        "plus",
        "se",
        "s",
        "ce",
        "cette",
        "ces",
        "cet",
        "c",
        "son",
        "sa",
        "ses",
        "leur",
        "leurs",
        "il",
        "elle",
        "ils",
        "elles",
        "on",
        "nous",
        "est",
        "sont",
        "a",
        "ont",
        "été",
        "être",
        "était",
        "avait",
        "avaient",
        "étaient",
        "fait",
        "comme",
        "mais",
        "si",
        "selon",
        "après",
        "avant",
        "depuis",
        "entre",
        "très",
        "aussi",
        "y",
        "j",
        "je",
        "the",
        "of",
        "and",
        "to",
        "in",
        "is",
        "that",
        "it",
        "was",
        "for",
        "on",
        "with",
        "as",
        "by",
        "at",
        "an",
        "be",
        "are",
        "has",
        "have",
        "from",
        "his",
        "her",
        "this",
        "which",
        "not",
    ]
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line that is not blank; a paragraph that was broken to fit a width counts as one.

    index         position among the lines that are not blank
    start, end    its content in the text, without white space around it
    mark_end      where its content begins after a list mark ("- ", "* ", "3. "); equals start without one
    content       text[mark_end:end], with spaces for line breaks; `folded` the same for comparison, of the same length
    blanks        blank lines before it
    opener        its first code point
    function_share  share of function words (French and English): high in sentences, low in lists of names
    """

    index: int
    start: int
    end: int
    mark_end: int
    content: str
    folded: str
    blanks: int
    opener: str
    words: tuple[str, ...] = field(repr=False)
    function_share: float

    @property
    def has_mark(self) -> bool:
        """True where a list mark opens the line."""
        return self.mark_end > self.start

    @property
    def word_count(self) -> int:
        """Number of words."""
        return len(self.words)

    @property
    def is_closed(self) -> bool:
        """True where the line ends as a sentence does (closing marks aside)."""
        return self.content.rstrip(_CLOSERS)[-1:] in (".", "!", "?", "…") or self.content.endswith(
            ("...", "…")
        )

    @property
    def sentence_count(self) -> int:
        """Sentences the line seems to hold; at least one."""
        return 1 + len(_SENTENCE_END.findall(self.content))

    @property
    def is_question(self) -> bool:
        """True for a single sentence that ends in a question mark, as headlines and interview questions do."""
        return (
            self.content.rstrip(_CLOSERS).endswith("?") and self.sentence_count == 1 and self.word_count <= 30
        )

    @property
    def is_dialogue(self) -> bool:
        """True for a sentence that a dash opens, as in dialogues."""
        return self.has_mark and self.is_closed and self.opener in "-–—"

    @property
    def is_cut_off(self) -> bool:
        """True for a single short sentence that breaks off in dots, as headlines cut to a width do."""
        return (
            self.content.rstrip(_CLOSERS).endswith(("...", "…"))
            and self.sentence_count == 1
            and self.word_count <= 20
        )

    @property
    def is_prose(self) -> bool:
        """True where the line reads as one or more whole sentences."""
        if self.function_share < 0.15 or self.is_cut_off:
            return False
        if self.is_closed:
            return self.word_count >= 8
        return self.word_count >= 32 or (self.sentence_count >= 2 and self.word_count >= 20)


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """The range without white space and invisible code points at its edges; empty ranges come back as (start, start)."""
    while start < end and (text[start].isspace() or text[start] in INVISIBLE):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in INVISIBLE):
        end -= 1
    return start, end


def split_lines(text: str) -> list[Line]:
    """The lines of a text that are not blank, in order; \\n, \\r\\n, U+2028 and their like all end a line.

    Lines that one paragraph was broken into, to fit a width, come as one.
    """
    ranges: list[tuple[int, int]] = []
    blanks: list[int] = []
    at = blank = 0
    while at <= len(text):
        found = _BREAK.search(text, at)
        stop = found.start() if found else len(text)
        start, end = trim(text, at, stop)
        if start == end:
            blank += 1
        else:
            ranges.append((start, end))
            blanks.append(blank)
            blank = 0
        at = found.end() if found else len(text) + 1
    goes_on = find_wraps(
        text, ranges, [blank > 0 or is_marked(text, *at) for blank, at in zip(blanks, ranges, strict=True)]
    )
    joined: list[tuple[int, int, int]] = []  # each is read when it is whole: it may be broken into thousands
    for (start, end), blank, is_more in zip(ranges, blanks, goes_on, strict=True):
        if is_more:
            start, _, blank = joined.pop()
        joined.append((start, end, blank))
    return [_read_line(text, index, *line) for index, line in enumerate(joined)]


def is_marked(text: str, start: int, end: int) -> bool:
    """True where a list mark opens the range."""
    mark = _MARK.match(text, start, end)
    return mark is not None and mark.end() < end


def _read_line(text: str, index: int, start: int, end: int, blanks: int) -> Line:
    mark = _MARK.match(text, start, end)
    mark_end = mark.end() if mark and mark.end() < end else start
    content = unbroken(text[mark_end:end])
    words = tuple((_WORD if "_" in content else _PLAIN_WORD).findall(content))
    function_words = sum(map(_FUNCTION_WORDS.__contains__, _parts(words)))
    share = function_words / len(words) if words else 0.0
    return Line(index, start, end, mark_end, content, fold_chars(content), blanks, text[start], words, share)


def _parts(words: Sequence[str]) -> list[str]:
    """The runs of letters and figures that words are made of, in lower case."""
    joined = " ".join(words).lower()
    for mark in _WITHIN_WORDS:
        joined = joined.replace(mark, " ")
    return joined.split()


def long_words(line: Line) -> list[str]:
    """The words of four letters or figures and more, as fold_words spells them, which need not fold most lines again."""
    is_plain = not _SPELT_OUT.search(line.folded) and "İ" not in line.content
    return _LONG_WORD.findall(line.folded if is_plain else fold_words(line.content))


def unbroken(text: str) -> str:
    """The text with spaces for its line breaks, code point by code point."""
    if len(text.splitlines()) == 1 and not _BREAK.match(text, len(text) - 1):
        return text
    return _BREAK.sub(lambda found: " " * len(found.group()), text)


def shorten_line(text: str, line: Line, end: int) -> Line:
    """The line up to `end` (a code point of the text after its mark), without white space at the new end."""
    start, end = trim(text, line.start, end)
    return _read_line(text, line.index, start, end, line.blanks)
