"""Statements that a colon alone announces: quoted words and a speaker with no verb of speech between them.

What belongs here: titles, leads of dispatches, and clauses about a person before a colon. What does not: colons behind
a verb of speech (quote_clauses.py).
"""

from typing import Final

from pipeline.text.quotes.noun_phrases import TITLES, phrase_at
from pipeline.text.quotes.quote_reading import Frame, SentenceReading, Span, offsets_of
from pipeline.text.quotes.quote_subjects import ADJECTIVAL, VERBS
from pipeline.text.quotes.quote_words import CONJUNCTIONS, DETERMINERS, PREPOSITIONS
from pipeline.text.quotes.speakers import can_speak

_ABOUT: Final = frozenset(["de", "d'", "du", "avec", "selon", "pour", "chez"])
"""Prepositions before the one whom a noun phrase is about: "la colère de", "rencontre avec"."""
_ASKING: Final = frozenset(["comment", "pourquoi", "quand", "où", "que", "qu'"])
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
    stretch, speaker = items[0].quoted, _person_behind(sentence, 2)
    if speaker is None:
        return []
    said = ((stretch.inner_start, stretch.inner_end),)
    return [Frame("fr.quote.lead", "direct", said, None, speaker)]


def _person_behind(sentence: SentenceReading, begin: int) -> Span | None:
    """The person who opens a clause behind a colon, or whom its first noun phrase is about.

    "Ada Aubrac rouvre le pont", "comment Ada Aubrac a tenu", "la colère d'Ada Aubrac". Whom a verb stands before is
    its object, and not who spoke: "Valmont honore Ada Aubrac".
    """
    items, names = sentence.items, sentence.names
    for k in range(begin, len(items)):
        if items[k].text == ".":
            return None
        if items[k].text == "," or items[k].word in _ASKING:
            begin = k + 1
        elif names.get(items[k].start, (0, ""))[1] == "person":
            span = (items[k].start, names[items[k].start][0])
            return span if k == begin or _is_about(sentence, begin, k) else None
        elif _shows_verb(sentence, begin, k):
            return None
    return None


def _is_about(sentence: SentenceReading, begin: int, at: int) -> bool:
    """Whether the person items[at] belongs to the noun phrase that begins at `begin`: its name, or its complement."""
    before = sentence.items[at - 1]
    if before.word in DETERMINERS | TITLES | _ABOUT:
        return True
    nouns = sentence.grammar.speakers.speaker_nouns
    if before.word in nouns:
        return True
    titled = any(item.word in nouns for item in sentence.items[begin : at - 1])
    return titled and before.is_word and (before.is_capital or before.word.endswith(ADJECTIVAL))


def _shows_verb(sentence: SentenceReading, begin: int, at: int) -> bool:
    """Whether a verb must stand at or right before items[at]: a word behind a proper name, or a second noun phrase."""
    items = sentence.items
    word = items[at].word
    if word in VERBS or word in ("se", "s'", "ne", "n'"):
        return True
    if at == begin:
        return False
    before = items[at - 1]
    if word in DETERMINERS:
        return before.word not in PREPOSITIONS | DETERMINERS | CONJUNCTIONS
    if before.is_capital and before.word not in DETERMINERS | PREPOSITIONS | TITLES:
        return items[at].is_word and items[at].text[0].islower() and word not in PREPOSITIONS | CONJUNCTIONS
    return False
