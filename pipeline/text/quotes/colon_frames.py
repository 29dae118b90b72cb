"""Statements that a colon alone announces: quoted words and a speaker with no verb of speech between them.

What belongs here: titles, leads of dispatches, and clauses about a person before a colon. What does not: colons behind
a verb of speech (quote_clauses.py).
"""

from typing import Final

from pipeline.text.quotes.noun_phrases import phrase_at
from pipeline.text.quotes.quote_reading import Frame, SentenceReading, offsets_of
from pipeline.text.quotes.quote_words import DETERMINERS
from pipeline.text.quotes.speakers import can_speak

_UNSAID: Final = frozenset(["aucun", "aucune", "un", "une", "des", "ce", "cette", "ces"])


def announced_frames(sentence: SentenceReading) -> list[Frame]:
    """Quoted words behind a colon that ends a clause about a person, with no verb of speech: "… hésite : « … »"."""
    items = sentence.items
    at = next(
        (k for k in range(3, len(items)) if items[k].quoted is not None and items[k - 1].text == ":"), None
    )
    if at is None or at + 1 < sentence.limit or not items[0].is_word:
        return []
    words, names = sentence.grammar.speakers, sentence.names
    phrase = phrase_at(items, 0, words, names)
    if (
        phrase is None
        or phrase[1] >= at - 1
        or items[phrase[0]].word in _UNSAID
        or not can_speak(items, phrase, words, names)
    ):
        phrase = None
    if phrase is None:
        last = next((k for k in range(at - 2, 0, -1) if items[k].start in names), None)
        if last is None or names[items[last].start] != (items[at - 2].end, "person"):
            return []
        phrase = next(
            (
                found
                for k in range(last, max(-1, last - 4), -1)
                if items[k].word in DETERMINERS
                and (found := phrase_at(items, k, words, names)) is not None
                and found[1] == at - 1
            ),
            (last, at - 1),
        )
    stretch = items[at].quoted
    if stretch is None:
        return []
    pieces = ((stretch.inner_start, stretch.inner_end),)
    return [Frame("fr.quote.lead", "direct", pieces, None, offsets_of(sentence, phrase))]


def lead_frames(sentence: SentenceReading) -> list[Frame]:
    """Quoted words and a speaker with only a colon between them.

    Dispatches open with the words and name the speaker in the sentence that follows; titles put the name first.
    """
    items = sentence.items
    phrase = phrase_at(items, 0, sentence.grammar.speakers, sentence.names)
    if phrase is not None and phrase[1] + 1 < len(items) and items[phrase[1]].text == ":":
        named = any(items[k].start in sentence.names for k in range(*phrase))
        said_after = items[phrase[1] + 1].quoted
        if (
            named
            and said_after is not None
            and can_speak(items, phrase, sentence.grammar.speakers, sentence.names)
        ):
            pieces = ((said_after.inner_start, said_after.inner_end),)
            return [Frame("fr.quote.lead", "direct", pieces, None, offsets_of(sentence, phrase))]
    if len(items) < 4 or items[0].quoted is None or items[1].text != ":" or not items[2].is_word:
        return []
    stretch = items[0].quoted
    for k in range(2, len(items)):
        if items[k].start in sentence.names and sentence.names[items[k].start][1] == "person":
            speaker = (items[k].start, sentence.names[items[k].start][0])
            said = ((stretch.inner_start, stretch.inner_end),)
            return [Frame("fr.quote.lead", "direct", said, None, speaker)]
        if items[k].text == ".":
            break
    return []
