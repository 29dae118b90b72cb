"""Subjects of cues that govern a clause: the phrase that speaks, looked for in front of the cue.

What belongs here: which noun phrase of the sentence is the subject of a cue, and whether it may be one. What does not:
where noun phrases begin and end (speakers.py), and speakers behind their cue (quote_incises.py).
"""

from typing import Final

from pipeline.text.quotes.cues import Cue
from pipeline.text.quotes.noun_phrases import Phrase, begins_phrase, is_time, phrase_at, skip_adverbial
from pipeline.text.quotes.quote_clauses import Complement
from pipeline.text.quotes.quote_reading import Frame, SentenceReading, Span, offsets_of
from pipeline.text.quotes.speakers import antecedent, can_speak, phrase_before

_AUXILIARIES: Final = frozenset(["a", "ont", "avait", "avaient"])
_VERBS: Final = frozenset(["a", "ont", "avait", "avaient", "est", "sont", "était", "étaient", "sera", "fut"])
_COURTS: Final = ("tribunal", "cour ", "justice", "juge", "jury", "assises")
"""Who, when condemning someone, passes a sentence rather than an opinion."""
_IMPERSONAL_STARTS: Final = frozenset(["cela", "ceci"])


def find_subject(sentence: SentenceReading, cue: Cue, previous: Frame | None) -> tuple[Span | None, bool]:
    """The speaker phrase of a cue that governs its statement; (None, True) where it is the one before."""
    items, words, names = sentence.items, sentence.grammar.speakers, sentence.names
    if cue.pronoun is not None:
        if items[cue.pronoun].word.endswith("on"):
            return None, False
        return (items[cue.pronoun].start, items[cue.pronoun].end), False
    if cue.form == "participle":
        if previous is not None:
            return previous.speaker, True
        phrase = None
        if (
            0 < cue.first == cue.subject_at
            and items[cue.first - 1].is_word
            and items[cue.first - 1].word != "en"
        ):
            phrase = antecedent(items, 0, cue.first, words, names)
        if phrase is None:
            phrase = _main_subject(sentence, cue.first)
        return (None, False) if phrase is None else (offsets_of(sentence, phrase), False)
    end = cue.subject_at
    if end and items[end - 1].word in ("et", "mais", "puis", "ou") and previous is not None:
        return previous.speaker, True
    if end and items[end - 1].word in ("et", "puis") and items[cue.first].word not in _AUXILIARIES:
        shared = next((k for k in range(end - 2, -1, -1) if items[k].word in _AUXILIARIES), None)
        if shared is not None:
            end = shared
    if end and previous is None and items[end - 1].word in ("et", "mais", "puis"):
        phrase = _main_subject(sentence, end)
        if phrase is not None:
            return offsets_of(sentence, phrase), False
    begin = _clause_begin(sentence, end)
    if end > begin and items[end - 1].word == "qui":
        stop = end - 1
        if stop and items[stop - 1].text == ",":
            stop -= 1
        if (
            previous is not None
            and previous.speaker is not None
            and previous.speaker[1] == items[stop - 1].end
        ):
            return previous.speaker, True
        phrase = antecedent(items, 0, stop, words, names) or phrase_before(
            items, _clause_begin(sentence, stop), stop, words, names
        )
    else:
        phrase = phrase_before(items, begin, end, words, names)
        if (
            phrase is None
            and previous is not None
            and any(items[k].word in ("et", "mais", "puis") for k in range(max(begin, end - 6), end))
        ):
            return previous.speaker, True
    if phrase is not None and _holds_verb(sentence, phrase):
        phrase = _behind_verb(sentence, phrase) or _main_subject(sentence, end)
    if phrase is None:
        phrase = (
            _main_subject(sentence, end)
            if items[max(0, end - 1)].word in ("et", "mais", "puis", ",")
            else None
        )
    if phrase is None or (
        items[phrase[0]].word in ("on", "cela", "ceci", "ce", "c'") and phrase[1] - phrase[0] == 1
    ):
        return None, False
    if items[phrase[0]].word in _IMPERSONAL_STARTS:
        return None, False
    return offsets_of(sentence, phrase), False


def may_object(sentence: SentenceReading, cue: Cue, complement: Complement, speaker: Span | None) -> bool:
    """Whether an object sums up what was said: its subject can speak, and the clause does not just name something."""
    items = sentence.items
    if cue.form == "participle" and not complement.has_quote:
        preposition = items[complement.first].word in ("sur", "contre", "pour")
        if not preposition and cue.verb.stance not in ("demanding", "denying", "criticising"):
            return False
    if (
        cue.subject_at > 1
        and cue.verb.lemma == "qualifier"
        and any(
            items[k].word in ("que", "qu'") and items[k - 1].word == "ce"
            for k in range(max(1, cue.subject_at - 4), cue.subject_at)
        )
    ):
        return False
    if speaker is None:
        return False
    if cue.verb.lemma == "condamner" and not complement.has_quote:
        said_by = sentence.text[slice(*speaker)].lower()
        if any(court in said_by for court in _COURTS):
            return False
    first = next((k for k, item in enumerate(items) if item.start == speaker[0]), None)
    after = next((k + 1 for k, item in enumerate(items) if item.end == speaker[1]), None)
    if first is None or after is None:
        return True
    return can_speak(items, (first, after), sentence.grammar.speakers, sentence.names)


def _holds_verb(sentence: SentenceReading, phrase: Phrase) -> bool:
    """Whether a supposed subject holds a verb of its own, so that the real one stands before that."""
    words = [item.word for item in sentence.items[phrase[0] : phrase[1]]]
    relative = next(
        (k for k, word in enumerate(words) if word in ("qui", "que", "qu'", "dont", "où")), len(words)
    )
    return any(word in _VERBS for word in words[:relative])


def _behind_verb(sentence: SentenceReading, phrase: Phrase) -> Phrase | None:
    """The part of a phrase behind a presentation: "ce sont douze maires", "il y a des élus"."""
    items = sentence.items
    if items[phrase[0]].word not in ("ce", "c'", "il"):
        return None
    for k in range(phrase[0], phrase[1] - 1):
        if items[k].word in _VERBS and begins_phrase(items, k + 1, sentence.grammar.speakers):
            return k + 1, phrase[1]
    return None


def _clause_begin(sentence: SentenceReading, end: int) -> int:
    """Index where the clause that holds items[end - 1] begins: behind que, a semicolon, a colon, a source phrase."""
    for source in sentence.sources:
        if not source.is_behind and source.after <= end and source.phrase[1] <= end:
            begin = source.after
            break
    else:
        begin = 0
    for k in range(end - 1, begin, -1):
        if sentence.items[k - 1].text in (";", ":") or (sentence.items[k - 1].quoted is not None and k < end):
            return k
        if sentence.items[k - 1].word in ("que", "qu'"):
            return k
    return begin


def _main_subject(sentence: SentenceReading, before: int) -> Phrase | None:
    """The noun phrase that opens the sentence, as subject of a later participle or coordinated verb."""
    items, words = sentence.items, sentence.grammar.speakers
    at = 0
    for source in sentence.sources:
        if not source.is_behind and source.after <= before:
            at = source.after
    while at < before:
        moved = skip_adverbial(items, at, words)
        if moved == at and (
            is_time(items, at, words) or items[at].text == "," or items[at].word in ("et", "mais", "or")
        ):
            moved = at + 1
        if moved == at:
            break
        at = moved
    if at < before and items[at].word in ("il", "elle", "ils", "elles"):
        return at, at + 1
    if at < before and begins_phrase(items, at, words):
        phrase = phrase_at(items, at, words, sentence.names)
        if phrase is not None and can_speak(items, phrase, words, sentence.names):
            return phrase
    return None
