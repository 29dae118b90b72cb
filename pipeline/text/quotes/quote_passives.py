"""Quoted verdicts behind a passive participle: "une décision jugée « injuste » par la mairie".

What belongs here: participles of verbs that govern "passive", the quoted words right behind them, and who is named as
their source. What does not: verbs in the active (quote_frames.py).
"""

from collections.abc import Sequence
from typing import Final

from pipeline.text.quotes.noun_phrases import Phrase, phrase_at
from pipeline.text.quotes.quote_reading import Frame, SentenceReading, Span, offsets_of
from pipeline.text.quotes.speakers import can_speak

_JOINING: Final = frozenset(["et", "ou", "pour", "mais"])
"""Words between two quoted stretches of one verdict."""


def passive_frames(sentence: SentenceReading, frames: Sequence[Frame]) -> list[Frame]:
    """Verdicts of the sentence that lie in none of its other statements.

    The source is named behind "par", before or behind the words; else it is the speaker of the statement before, and
    without one there is no verdict to report.
    """
    items = sentence.items
    found: list[Frame] = []
    for index, item in enumerate(items):
        verb = next(
            (
                verb
                for kind, verb in sentence.grammar.cues.forms.get(item.word, ())
                if kind == "past" and "passive" in verb.governs
            ),
            None,
        )
        if verb is None or item.quoted is not None:
            continue
        at = index + 1
        source = _source_at(sentence, at)
        if source is not None:
            at = source[1]
        if at < len(items) and items[at].word in ("de", "d'", "comme"):
            at += 1
        stretch = items[at].quoted if at < len(items) else None
        if stretch is None or _is_taken((stretch.start, stretch.end), frames):
            continue
        source = source or _source_at(sentence, at + 1)
        before = [frame for frame in frames if frame.speaker and frame.pieces[0][0] < item.start]
        speaker = offsets_of(sentence, source) if source else before[-1].speaker if before else None
        if speaker is None:
            continue
        further = items[at + 2].quoted if at + 2 < len(items) and items[at + 1].word in _JOINING else None
        said = (stretch.start, further.end) if further else (stretch.inner_start, stretch.inner_end)
        kind = "mixed" if further else "direct"
        cue = (item.start, item.end, verb.lemma, verb.stance)
        found.append(Frame("fr.quote.passive", kind, (said,), cue, speaker, inherits=source is None))
    return found


def _source_at(sentence: SentenceReading, at: int) -> Phrase | None:
    """The phrase behind "par" at items[at], if it names someone who can speak."""
    items = sentence.items
    if at + 1 >= len(items) or items[at].word != "par":
        return None
    phrase = phrase_at(items, at + 1, sentence.grammar.speakers, sentence.names)
    if phrase is None or not can_speak(items, phrase, sentence.grammar.speakers, sentence.names):
        return None
    return phrase


def _is_taken(span: Span, frames: Sequence[Frame]) -> bool:
    return any(start < span[1] and span[0] < end for frame in frames for start, end in frame.pieces)
