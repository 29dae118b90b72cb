"""Subjects of cues that govern a clause: the phrase that speaks, looked for in front of the cue.

What belongs here: which noun phrase of the sentence is the subject of a cue, and whether it may be one. What does not:
where noun phrases begin and end (speakers.py), and speakers behind their cue (quote_incises.py).
"""

from typing import Final

from pipeline.text.quotes.adjuncts import is_time, skip_adverbial, skip_time
from pipeline.text.quotes.cues import Cue
from pipeline.text.quotes.noun_phrases import Phrase, begins_phrase, opens_with_participle, phrase_at
from pipeline.text.quotes.quote_clauses import Complement
from pipeline.text.quotes.quote_reading import Frame, SentenceReading, Span, offsets_of
from pipeline.text.quotes.quote_words import DETERMINERS, PREPOSITIONS, PRONOUNS
from pipeline.text.quotes.speakers import antecedent, can_speak, phrase_before

_SEGMENTS: Final = 3
"""How many adjuncts before the subject are passed over."""
_AUXILIARIES: Final = frozenset(["a", "ont", "avait", "avaient"])
VERBS: Final = frozenset(["a", "ont", "avait", "avaient", "est", "sont", "était", "étaient", "sera", "fut"])
_COURTS: Final = ("tribunal", "cour ", "justice", "juge", "jury", "assises")
"""Who, when condemning someone, passes a sentence rather than an opinion."""
_PARTICIPLE_LEFT: Final = PREPOSITIONS | frozenset(["en", "et", "ou", "mais", "tout", "puis", "notamment"])
_GOES_ON: Final = frozenset(["de", "d'", "du", "des", "et", "ou", "à", "au", "aux", ")", ".", ";"])
_BODY_PREPOSITIONS: Final = frozenset(["à", "au", "aux", "chez", "dans", "auprès", "de", "d'", "du"])
ADJECTIVAL: Final = (
    "al",
    "ale",
    "aux",
    "ique",
    "ais",
    "aise",
    "ien",
    "ienne",
    "iste",
    "aire",
    "if",
    "ive",
    "eux",
    "euse",
    "ain",
    "aine",
    "ois",
    "oise",
    "ant",
    "ante",
    "able",
    "ible",
    "é",
    "ée",
    "és",
    "ées",
)
"""Endings of words that describe the noun before them."""
_LONGEST_APPOSITION: Final = 12
_FEW: Final = 5
_IMPERSONAL_STARTS: Final = frozenset(["cela", "ceci"])


def find_subject(sentence: SentenceReading, cue: Cue, previous: Frame | None) -> tuple[Span | None, bool]:
    """The speaker phrase of a cue that governs its statement; (None, True) where it is the one before."""
    items, words, names = sentence.items, sentence.grammar.speakers, sentence.names
    if cue.pronoun is not None:
        if items[cue.pronoun].word.endswith("on"):
            return None, False
        return (items[cue.pronoun].start, items[cue.pronoun].end), False
    if cue.form == "participle":
        phrase = described(sentence, cue)
        if phrase is None and previous is not None:
            return previous.speaker, True
        if phrase is None:
            phrase = _main_subject(sentence, cue.first)
        if phrase is None:
            phrase, _ = opened_subject(sentence, cue) or (None, 0)
        return (None, False) if phrase is None else (offsets_of(sentence, phrase), False)
    end = cue.subject_at
    if end and items[end - 1].word in ("et", "mais", "puis", "ou") and previous is not None:
        stop = next((k for k in range(end - 1, 0, -1) if items[k].text == ";"), 0)
        own = _main_subject(sentence, end, stop + 1) if items[stop].start > previous.pieces[0][0] else None
        return (previous.speaker, True) if own is None else (offsets_of(sentence, own), False)
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
        told = previous.speaker if previous is not None else None
        if phrase is None and told is not None and _is_described(sentence, told, stop):
            return told, True
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
    if phrase is not None and items[phrase[0]].word == "on" and phrase[1] - phrase[0] == 1:
        phrase = _place_before(sentence, begin, phrase[0])
    if phrase is None or (
        items[phrase[0]].word in ("on", "cela", "ceci", "ce", "c'") and phrase[1] - phrase[0] == 1
    ):
        return None, False
    if items[phrase[0]].word in _IMPERSONAL_STARTS:
        return None, False
    return offsets_of(sentence, phrase), False


def _is_described(sentence: SentenceReading, speaker: Span, stop: int) -> bool:
    """Whether only an apposition stands between a speaker and the relative behind items[stop - 1]."""
    behind = [item for item in sentence.items[:stop] if item.start >= speaker[1]]
    return (
        0 < len(behind) <= _LONGEST_APPOSITION
        and behind[0].text == ","
        and not any(item.text in ";:." or item.quoted is not None or item.word in VERBS for item in behind)
    )


def described_subject(sentence: SentenceReading) -> Phrase | None:
    """The noun phrase with an article, but without a name, that opens the sentence and can speak: "Le prévenu hésite"."""
    phrase = _main_subject(sentence, sentence.limit)
    if phrase is None or sentence.items[phrase[0]].word not in DETERMINERS:
        return None
    if any(sentence.names.get(item.start, (0, ""))[1] == "person" for item in sentence.items[slice(*phrase)]):
        return None
    return _without_verb(sentence, phrase)


def described(sentence: SentenceReading, cue: Cue) -> Phrase | None:
    """The noun phrase that a participle describes, no comma between them: "une pétition demandant …"."""
    items = sentence.items
    at = cue.first - (cue.first > 0 and items[cue.first - 1].word == "à")
    if not 0 < at <= cue.subject_at or not items[at - 1].is_word or items[at - 1].word in _PARTICIPLE_LEFT:
        return None
    return antecedent(items, 0, at, sentence.grammar.speakers, sentence.names)


def opened_subject(sentence: SentenceReading, cue: Cue) -> tuple[Phrase, int] | None:
    """The subject behind a participle clause that opens the sentence, and the comma between them.

    "Estimant que le projet coûte trop cher, la maire a quitté la réunion."
    """
    items, words = sentence.items, sentence.grammar.speakers
    if cue.form != "participle" or any(item.word in VERBS for item in items[: cue.first]):
        return None
    if _main_subject(sentence, cue.first) is not None:
        return None
    for comma in range(cue.after + 1, sentence.limit - 2):
        if items[comma].text != ",":
            continue
        if items[comma + 1].word in PRONOUNS - {"on"}:
            return (comma + 1, comma + 2), comma
        phrase = phrase_at(items, comma + 1, words, sentence.names)
        if phrase is None or not can_speak(items, phrase, words, sentence.names):
            continue
        phrase = _without_verb(sentence, phrase)
        if phrase[1] < sentence.limit and items[phrase[1]].word not in _GOES_ON:
            return phrase, comma
    return None


def _without_verb(sentence: SentenceReading, phrase: Phrase) -> Phrase:
    """The phrase without the verb that follows it, which nothing marks: up to the next cue, a name, or the speaker's noun."""
    items, words = sentence.items, sentence.grammar.speakers
    first, after = phrase
    cue = next((cue.subject_at for cue in sentence.cues if first < cue.subject_at <= after), None)
    if cue is not None:
        return first, cue
    for k in range(first, after):
        end, kind = sentence.names.get(items[k].start, (0, ""))
        if kind == "person":
            return first, next((j for j in range(k, after) if items[j].start >= end), after)
    for k in range(first + 1, after - 1):
        following = items[k + 1]
        if items[k].word.removesuffix("s") in words.speaker_nouns and following.text[0].islower():
            if following.word in PREPOSITIONS or following.word.endswith(ADJECTIVAL):
                return phrase
            return first, k + 1
    return phrase


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


def place_at(sentence: SentenceReading, index: int) -> Phrase | None:
    """The body that stands for "on", behind the preposition items[index]: "à la mairie", "de source policière"."""
    items = sentence.items
    if index + 1 >= len(items) or items[index].word not in _BODY_PREPOSITIONS:
        return None
    if items[index].word in ("de", "d'") and items[index + 1].word in ("source", "sources"):
        after = index + 1
        while after < len(items) and items[after].is_word and items[after].word != "on":
            after += 1
        return index + 1, after
    first = index + 1
    while first < len(items) and items[first].word in ("de", "d'", "du", "côté", "entourage"):
        first += 1
    if items[index].word in ("au", "aux") and first < len(items) and items[first].is_word:
        after = first + 1
        while after < len(items) and items[after].word != "on":
            if not (items[after].is_word or items[after].word.endswith("'")):
                break
            after += 1
        return first, after
    return phrase_at(items, first, sentence.grammar.speakers, sentence.names)


def _place_before(sentence: SentenceReading, begin: int, on: int) -> Phrase | None:
    """The body named right before "on": "À la mairie, on assure que …"."""
    items = sentence.items
    begin = _skip_opening(sentence, begin, on)
    phrase = place_at(sentence, begin)
    if (
        phrase is None
        or phrase[1] > on
        or any(item.text not in (",", "l'") for item in items[phrase[1] : on])
    ):
        return None
    return phrase


def _holds_verb(sentence: SentenceReading, phrase: Phrase) -> bool:
    """Whether a supposed subject holds a verb of its own, so that the real one stands before that."""
    words = [item.word for item in sentence.items[phrase[0] : phrase[1]]]
    relative = next(
        (k for k, word in enumerate(words) if word in ("qui", "que", "qu'", "dont", "où")), len(words)
    )
    return any(word in VERBS for word in words[:relative])


def _behind_verb(sentence: SentenceReading, phrase: Phrase) -> Phrase | None:
    """The part of a phrase behind a presentation: "ce sont douze maires", "il y a des élus"."""
    items = sentence.items
    if items[phrase[0]].word not in ("ce", "c'", "il"):
        return None
    for k in range(phrase[0], phrase[1] - 1):
        if items[k].word in VERBS and begins_phrase(items, k + 1, sentence.grammar.speakers):
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
        before = sentence.items[k - 1]
        if before.text in (";", ":") or (
            before.quoted is not None and k < end and not _is_title(sentence, k - 1)
        ):
            return k
        if sentence.items[k - 1].word in ("que", "qu'"):
            return k
    return begin


def _is_title(sentence: SentenceReading, index: int) -> bool:
    """Whether quoted words are few and belong to the words before them, as titles do: "qui publie « Marée basse »,"."""
    before = sentence.items[index - 1] if index else None
    return before is not None and before.is_word and len(sentence.items[index].text.split()) <= _FEW


def _main_subject(sentence: SentenceReading, before: int, at: int = 0) -> Phrase | None:
    """The noun phrase that opens the sentence (or its part from `at` on), as subject of a later participle or verb."""
    items, words = sentence.items, sentence.grammar.speakers
    for source in sentence.sources:
        if not source.is_behind and source.after <= before:
            at = source.after
    for _ in range(_SEGMENTS):
        at = _skip_opening(sentence, at, before)
        if at < before and items[at].word in ("il", "elle", "ils", "elles"):
            return at, at + 1
        if at < before and begins_phrase(items, at, words):
            phrase = phrase_at(items, at, words, sentence.names)
            if phrase is not None and can_speak(items, phrase, words, sentence.names):
                return phrase
        if at >= before:
            return None
        if items[at].word not in PREPOSITIONS - {"selon", "pour"} and not opens_with_participle(items, at):
            return None
        at = next((k for k in range(at, before) if items[k].text == ","), before)
    return None


def _skip_opening(sentence: SentenceReading, at: int, before: int) -> int:
    """Index behind the adverbs, words of time, conjunctions and commas at items[at]."""
    items, words = sentence.items, sentence.grammar.speakers
    while at < before:
        moved = skip_adverbial(items, at, words)
        if moved == at and is_time(items, at, words):
            moved = max(at + 1, skip_time(items, at, words))
        if moved == at and (items[at].text == "," or items[at].word in ("et", "mais", "or")):
            moved = at + 1
        if moved == at:
            break
        at = moved
    return at
