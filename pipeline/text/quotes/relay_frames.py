"""Statements of a sentence with what carried them: a channel beside them, or an attribution behind them.

What belongs here: giving each statement of a sentence its relay. What does not: finding the phrases (relays.py).
"""

from dataclasses import replace

from pipeline.text.quotes.noun_phrases import Phrase
from pipeline.text.quotes.quote_clauses import Complement
from pipeline.text.quotes.quote_reading import Frame, SentenceReading, Span, has_quote_left, offsets_of
from pipeline.text.quotes.quote_words import DETERMINERS
from pipeline.text.quotes.relays import find_relays, outlet_relay
from pipeline.text.quotes.sources import Source


def _is_channel(sentence: SentenceReading, source: Source) -> bool:
    """Whether the source is only what carried words, such as "selon un communiqué"."""
    first, after = source.phrase
    nouns = [item.word for item in sentence.items[first:after] if item.word not in DETERMINERS]
    return (
        bool(nouns)
        and len(nouns) <= 2
        and nouns[0] in sentence.grammar.relays.channels
        and nouns[0] != "rapport"
    )


def carried_by(sentence: SentenceReading, frame: Frame, citing: Phrase) -> Frame:
    """The statement with who cites its speaker: an outlet by its name, anyone else as the text shows who that is."""
    words, names = sentence.grammar.relays, sentence.names
    for k in range(*citing):
        relay = outlet_relay(sentence.items, k, words, names)
        if relay is not None:
            return replace(frame, relay=relay)
    return replace(frame, relayed_by=offsets_of(sentence, citing))


def with_relays(
    sentence: SentenceReading,
    frames: list[Frame],
    incises: dict[int, Phrase],
    complements: dict[int, Complement],
) -> list[Frame]:
    """The statements with what carried them: a channel beside them, or an attribution behind them."""
    items = sentence.items
    carrier: Span | None = None
    for number, phrase in incises.items():
        cue = sentence.cues[number]
        earlier = [k for k in complements if sentence.cues[k].first < cue.first]
        if earlier and cue.pronoun is None and not has_quote_left(sentence, cue):
            carrier = offsets_of(sentence, phrase)
    relays = find_relays(items, 0, len(items), sentence.grammar.relays, sentence.names)
    for source in sentence.sources:
        if (
            source.is_behind
            and not _is_channel(sentence, source)
            and (complements or incises or any(f.cue and f.rule_id.endswith("direct") for f in frames))
        ):
            carrier = offsets_of(sentence, source.phrase)
    made: list[Frame] = []
    pieces = [piece for frame in frames for piece in frame.pieces]
    free = [relay for relay in relays if not any(start <= relay.start < end for start, end in pieces)]
    for frame in frames:
        outside = [
            relay
            for relay in free
            if not (frame.speaker and frame.speaker[0] <= relay.start < frame.speaker[1])
        ]
        relay = frame.relay or next(
            (relay for relay in outside if relay.is_outlet), outside[0] if outside else None
        )
        relayed_by = (
            carrier
            if carrier is None or not any(r.start >= carrier[0] and r.is_outlet for r in outside)
            else None
        )
        relayed_by = frame.relayed_by or relayed_by
        if frame.parent is not None and frames[frame.parent].speaker != frame.speaker:
            relayed_by = frames[frame.parent].speaker
        if relayed_by is not None and frame.speaker == relayed_by:
            relayed_by = None
        made.append(replace(frame, relay=None if relayed_by else relay, relayed_by=relayed_by))
    return made
