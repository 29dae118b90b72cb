"""A sentence read for quotations: its items, cues and sources, and the statements that structures make of it.

What belongs here: the records Grammar, SentenceReading and Frame, and cutting pieces of a sentence out as statements.
What does not: the structures themselves (quote_frames.py, quote_incises.py) and speakers (quote_subjects.py).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pipeline.text.quotes.adjuncts import SpeakerWords
from pipeline.text.quotes.cues import Cue, Cues, find_cues
from pipeline.text.quotes.noun_phrases import Names, Phrase
from pipeline.text.quotes.quote_marks import Quoted
from pipeline.text.quotes.quote_words import DETERMINERS, Item, cut_items, cut_words
from pipeline.text.quotes.relays import Relay, RelayWords
from pipeline.text.quotes.sources import Source, SourceWords, find_sources
from pipeline.text.quotes.works import names_work

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Grammar:
    """Everything compiled that finding statements needs."""

    cues: Cues
    speakers: SpeakerWords
    relays: RelayWords
    sources: SourceWords
    connectives: frozenset[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Frame:
    """One statement of a sentence; offsets within the paragraph.

    `pieces` are its stretches in order, each with whether it lies inside quotation marks; `cue` is (start, end, lemma,
    stance); `inherits` says that it has no speaker phrase of its own but that of the statement before it;
    `parent` is the index of the statement of the sentence that it lies in.
    """

    rule_id: str
    kind: str
    pieces: tuple[Span, ...]
    cue: tuple[int, int, str, str] | None
    speaker: Span | None
    inherits: bool = False
    relay: Relay | None = None
    relayed_by: Span | None = None
    parent: int | None = None


@dataclass(frozen=True, slots=True)
class SentenceReading:
    """A sentence with all that is known of it: items, cues, sources; `limit` is the index after its last word."""

    text: str
    items: Sequence[Item]
    quoted: Sequence[Quoted]
    grammar: Grammar
    names: Names
    cues: Sequence[Cue]
    sources: Sequence[Source]
    limit: int


def read_sentence(
    text: str, start: int, end: int, quoted: Sequence[Quoted], grammar: Grammar, names: Names
) -> SentenceReading:
    """Reads text[start:end], each of the `quoted` stretches as one item."""
    items = cut_items(text, start, end, quoted)
    limit = len(items)
    while (
        limit
        and items[limit - 1].quoted is None
        and not (items[limit - 1].is_word or items[limit - 1].text in ")%€$")
    ):
        limit -= 1
    return SentenceReading(
        text,
        items,
        quoted,
        grammar,
        names,
        find_cues(items, grammar.cues),
        find_sources(items, grammar.sources, grammar.speakers, names),
        limit,
    )


_WORD: Final = re.compile(r"\w+")
_NAMING_LEFT: Final = frozenset(["le", "la", "les", "du", "au", "aux", "ce", "cette"])
_NEAR: Final = 40
"""Characters on either side of quoted words that may say what they name."""
_SAYING_LEFT: Final = frozenset(["a", "ont", "avait", "est", "s'est", "sont", "était", "s'était", "se"])


def kind_of(text: str, start: int, end: int, quoted: Sequence[Quoted]) -> str:
    """indirect, or mixed where text[start:end] holds quoted words that do more than name something."""
    for stretch in quoted:
        if start <= stretch.inner_start and stretch.inner_end <= end and not is_naming(text, stretch):
            return "mixed"
    return "indirect"


def is_naming(text: str, stretch: Quoted) -> bool:
    """Whether quoted words only name something: a few words behind an article, in capitals, or the title of a work."""
    inner = text[stretch.inner_start : stretch.inner_end]
    words = [item for item in cut_words(inner, 0, len(inner)) if item.is_word]
    before = text[max(0, stretch.start - 24) : stretch.start].replace("’", "'").lower().split()
    last = before[-1] if before else ""
    articled = last in _NAMING_LEFT or last.endswith("l'")
    if last == "dans" and inner[:1].isupper():
        return True
    around = cut_words(text, max(0, stretch.start - _NEAR), stretch.start)
    behind = cut_words(text, stretch.end, min(len(text), stretch.end + _NEAR))
    if names_work([item.word for item in around], inner, behind):
        return True
    if last in ("dit", "dite", "dits", "dites"):
        articled = len(before) < 2 or before[-2] not in _SAYING_LEFT
    return bool(words) and (
        (articled and len(words) <= 4)
        or (
            len(words) > 1
            and sum(word.is_capital for word in words) >= max(2, len(words) - 1)
            and words[0].is_capital
        )
    )


def content_frame(
    sentence: SentenceReading,
    rule_id: str,
    begin: int,
    end: int,
    cue: tuple[int, int, str, str] | None,
    speaker: Span | None,
) -> Frame | None:
    """A statement whose words are items[begin:end]: direct where they are one quoted stretch, else by its marks."""
    stretch = only_quote(sentence, begin, end)
    if stretch is not None:
        return Frame(rule_id, "direct", ((stretch.inner_start, stretch.inner_end),), cue, speaker)
    piece = piece_of(sentence, begin, end)
    if piece is None or len(_WORD.findall(sentence.text, *piece)) < 2:
        return None
    return Frame(rule_id, kind_of(sentence.text, *piece, sentence.quoted), (piece,), cue, speaker)


def only_quote(sentence: SentenceReading, begin: int, end: int) -> Quoted | None:
    """The quoted stretch that items[begin:end] consist of, punctuation and a connective aside."""
    inside = [
        item
        for item in sentence.items[begin:end]
        if item.quoted is not None or item.is_word or item.word.endswith("'")
    ]
    stretches = [item.quoted for item in inside if item.quoted is not None]
    if len(stretches) != 1 or inside[-1].quoted is None:
        return None
    if len(inside) == 1 or tuple(item.word for item in inside[:-1]) in sentence.grammar.connectives:
        return stretches[0]
    return None


def piece_of(sentence: SentenceReading, begin: int, end: int) -> Span | None:
    """Offsets of items[begin:end] without punctuation at their edges; None where nothing is left."""
    items = sentence.items
    while end > begin and not _solid(items[end - 1]):
        end -= 1
    while begin < end and not _solid(items[begin]):
        begin += 1
    return (items[begin].start, items[end - 1].end) if begin < end else None


def content_start(sentence: SentenceReading, begin: int, end: int) -> int:
    """Index where the words said begin: behind a connective with its comma."""
    for length in (3, 2, 1):
        if (
            (
                tuple(item.word for item in sentence.items[begin : begin + length])
                in sentence.grammar.connectives
            )
            and begin + length < end
            and sentence.items[begin + length].text == ","
        ):
            return begin + length + 1
    return begin


def offsets_of(sentence: SentenceReading, phrase: Phrase) -> Span:
    """Offsets of a phrase of the sentence."""
    return sentence.items[phrase[0]].start, sentence.items[phrase[1] - 1].end


def cue_of(sentence: SentenceReading, cue: Cue) -> tuple[int, int, str, str]:
    """The cue as a statement carries it: start, end, lemma, stance."""
    return (
        sentence.items[cue.first].start,
        sentence.items[cue.after - 1].end,
        cue.verb.lemma,
        cue.verb.stance,
    )


def has_quote_left(sentence: SentenceReading, cue: Cue) -> bool:
    """Whether quoted words stand right before the cue."""
    left = cue.subject_at - 1
    if left >= 0 and sentence.items[left].quoted is not None:
        return True
    return left > 0 and sentence.items[left].text in ",-–—" and sentence.items[left - 1].quoted is not None


def _solid(item: Item) -> bool:
    """Whether an item belongs to what was said even at its edge."""
    return (
        item.quoted is not None
        or item.is_word
        or item.word.endswith("'")
        or item.text in "()%€$?!"
        or item.word in DETERMINERS
    )
