"""Quotations that no cue introduces: continued, floating, fragments within a sentence, and echoes in headings.

What belongs here: whether quoted words that no structure of their sentence took are a statement, and whose. What does
not: quotations with a cue (quote_frames.py).
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from pipeline.records.segmentation import Passage
from pipeline.text.folding import fold_words
from pipeline.text.quotes.attribution import resolve_speaker
from pipeline.text.quotes.cast import Speaker
from pipeline.text.quotes.quote_marks import Quoted, pair_marks
from pipeline.text.quotes.quote_reading import is_naming
from pipeline.text.quotes.quote_rows import Row, State, append_direct
from pipeline.text.quotes.quote_words import cut_words

_FRAGMENT_WORDS: Final = 5
_UNKNOWN_VERB: Final = re.compile(
    r",\s(?!(?:que|qui|dont|où|et|mais|ou|ni|car|puis|si|quand|comme|alors|tandis|selon|avec|sans|pour|par|de|du|des|à"
    r"|au|aux|chez|dans|sur|sous|contre|entre|après|avant|lors|en|face|le|la|les|un|une|ce|cette|son|sa|ses)\s)"
    r"(?:(?:a|ont|avait|s['’]est)\s)?(?:[a-zà-ÿ-]+\s){1,2}(?:(?:la|le)\s)?(?:M\.|Mme|Dre?|Me)?\s?(?=[A-ZÀ-Ý])"
)

Loose = tuple[int, Passage, Quoted]
"""Number of the paragraph, the passage, and quoted words in it that no statement took."""


def add_loose(
    state: State, block: int, passage: Passage, stretch: Quoted, unit: tuple[int, int], was_open: bool
) -> bool:
    """Adds a quotation that no cue introduces, if the context shows whose words it is; False where it does not."""
    text, base = passage.text, passage.char_start
    inner = [item for item in cut_words(text, stretch.inner_start, stretch.inner_end) if item.is_word]
    outside = [
        item
        for item in [
            *cut_words(text, unit[0], max(unit[0], stretch.start)),
            *cut_words(text, stretch.end, max(stretch.end, unit[1])),
        ]
        if item.is_word
    ]
    last = next((row for row in reversed(state.rows) if not _is_nested(row)), None)
    if len(inner) > 2 and _add_named(state, block, passage, stretch):
        return True
    if len(outside) <= 3:
        if len(inner) < 2 and len(outside) == 0 and last is None:
            return False
        adjacent = (
            last is not None
            and last.kind == "direct"
            and last.block in (block, block - 1)
            and not _named_between(state, last.end, base + stretch.start, last)
        )
        if (
            last is not None
            and (adjacent or (last.block == block and last.speaker.name is not None))
            and not (_named_between(state, last.end, base + stretch.start, last))
        ):
            is_same = adjacent and (last.block == block or was_open)
            state.statements += not is_same
            append_direct(
                state,
                block,
                passage,
                stretch,
                "fr.quote.continued",
                last.speaker,
                last.statement if is_same else None,
                last,
            )
            return True
        speaker = _latest(state, block, base + stretch.start)
        if speaker is None and len(inner) < 6:
            return False
        state.statements += 1
        append_direct(
            state,
            block,
            passage,
            stretch,
            "fr.quote.floating",
            speaker or Speaker(None, None, 0.5),
            None,
            last if last is not None and block - last.block <= 2 else None,
        )
        return True
    if len(inner) < _FRAGMENT_WORDS or is_naming(text, stretch) or text[: stretch.start].endswith("("):
        return False
    if last is None or block != last.block or last.speaker.name is None:
        return False
    state.statements += 1
    append_direct(state, block, passage, stretch, "fr.quote.fragment", last.speaker, None, last)
    return True


def _add_named(state: State, block: int, passage: Passage, stretch: Quoted) -> bool:
    """Adds a quotation whose speaker is named behind a verb that no rule knows: « … », émet Ada Aubrac."""
    behind = _UNKNOWN_VERB.match(passage.text, stretch.end)
    if behind is None:
        return False
    at = passage.char_start + behind.end()
    for mention in state.cast.overlapping(at, at + 1):
        if (
            mention.entity_type == "person"
            and mention.mention_kind == "name"
            and abs(mention.char_start - at) <= 4
        ):
            speaker = resolve_speaker(
                state.text, mention.char_start, mention.char_end, block, state.cast, state.memory
            )
            state.memory.remember(block, speaker)
            state.statements += 1
            append_direct(state, block, passage, stretch, "fr.quote.floating", speaker, None, None)
            return True
    return False


def _is_nested(row: Row) -> bool:
    """Whether a row lies in another's clause, so that what follows does not go on with its speaker."""
    return row.parent is not None and not row.parent.rule_id.startswith("fr.quote.source")


def _named_between(state: State, start: int, end: int, last: Row) -> bool:
    """Whether another person is named between two places."""
    return any(
        mention.entity_type == "person"
        and mention.mention_kind == "name"
        and mention.char_start >= start
        and mention.char_end <= end
        and state.cast.name_of(mention) != last.speaker.name
        and not (last.phrase and last.phrase[0] <= mention.char_start < last.phrase[1])
        for mention in state.cast.mentions
    )


def _latest(state: State, block: int, position: int) -> Speaker | None:
    """Who speaks where nothing says so: the person named last nearby, else who spoke last, else whom the text is about."""
    named = state.memory.last_named(position, block, None, 1)
    if named is not None:
        return named
    spoken = state.memory.last_spoken(block, False, None, 2)
    if spoken is not None:
        return spoken
    further = state.memory.last_named(position, block, None, 6) or state.memory.next_named(
        position, block, None
    )
    return None if further is None else replace(further, certainty=0.7)


def add_echoes(state: State, loose: Sequence[Loose]) -> None:
    """Adds quoted words that recur in a quotation found elsewhere: they have its speaker."""
    known = [
        (set(_stems(said)), row)
        for row in state.rows
        if row.speaker.name
        for said in _quoted_words(state, row)
    ]
    for block, passage, stretch in loose:
        words = _stems(passage.text[stretch.inner_start : stretch.inner_end])
        is_heading = passage.region == "title" or passage.paragraph_kind == "crosshead"
        if not is_heading and is_naming(passage.text, stretch):
            continue
        if (
            not words
            or sum(map(len, words)) < 5
            or (len(words) == 1 and passage.paragraph_kind != "crosshead" and passage.region != "title")
        ):
            continue
        for stems, row in known:
            if all(word in stems for word in words):
                state.statements += 1
                append_direct(state, block, passage, stretch, "fr.quote.echo", row.speaker, None, None)
                break


def _quoted_words(state: State, row: Row) -> list[str]:
    """The quoted words of a row."""
    if row.kind == "direct":
        return [state.text[row.start : row.end]]
    if row.kind == "indirect":
        return []
    said = state.text[row.start : row.end]
    return [said[q.inner_start : q.inner_end] for q in pair_marks(said) if not is_naming(said, q)]


def _stems(text: str) -> list[str]:
    return [word[:5] for word in fold_words(text).split() if len(word) > 3]
