"""Incises: the verb and its speaker behind, or inside, the words they report.

What belongs here: telling that a cue stands behind what it reports, its speaker, and the statements in front of it and
behind it. What does not: cues that govern a clause (quote_frames.py).
"""

from typing import Final

from pipeline.text.quotes.adjuncts import is_time, skip_adverbial, skip_time
from pipeline.text.quotes.clause_bounds import lead_in
from pipeline.text.quotes.cues import Cue
from pipeline.text.quotes.noun_phrases import Phrase, bare_phrase_at, begins_phrase, phrase_at
from pipeline.text.quotes.quote_clauses import find_complement
from pipeline.text.quotes.quote_reading import (
    Frame,
    SentenceReading,
    Span,
    content_start,
    cue_of,
    has_quote_left,
    kind_of,
    piece_of,
    read_sentence,
)
from pipeline.text.quotes.quote_subjects import place_at
from pipeline.text.quotes.quote_words import DETERMINERS, PREPOSITIONS
from pipeline.text.quotes.relays import find_relays, outlet_at
from pipeline.text.quotes.sources import is_apposition
from pipeline.text.quotes.speakers import can_speak

_OPEN_LEFT: Final = frozenset([",", "–", "—", "-", "…", "!", "?", ")"])
_FULL_STOPS: Final = frozenset([".", "!", "?", "…"])
_ADJUNCT_PREPOSITIONS: Final = frozenset(
    [
        "à",
        "au",
        "aux",
        "sur",
        "dans",
        "en",
        "auprès",
        "lors",
        "devant",
        "pendant",
        "par",
        "depuis",
        "via",
        "avant",
        "après",
        "pour",
        "chez",
        "face",
    ]
)


def incise_speaker(sentence: SentenceReading, cue: Cue) -> Phrase | None:
    """The speaker phrase behind (or inside) the cue, if the cue stands behind what it reports."""
    items = sentence.items
    if not cue.verb.governs & {"incise", "impersonal"} or cue.form == "participle":
        return None
    if cue.form == "future" and not has_quote_left(sentence, cue):
        return None
    following = items[cue.after].word if cue.after < len(items) else ""
    if cue.pronoun is not None:
        if following in ("que", "qu'", ":"):
            return None
        if items[cue.pronoun].word.endswith("on"):
            return place_at(sentence, cue.after)
        return None if "impersonal" in cue.verb.governs else (cue.pronoun, cue.pronoun + 1)
    if following in ("que", "qu'", ":", "«»") or "impersonal" in cue.verb.governs:
        return None
    left = cue.subject_at - 1
    if left < 0 or cue.subject_at < cue.first - 1:
        return None
    after_quote = items[left].quoted is not None or (
        items[left].text in ",-–—" and left > 0 and items[left - 1].quoted is not None
    )
    if not after_quote and items[left].text not in _OPEN_LEFT:
        return None
    phrase = speaker_after(sentence, cue.after)
    if phrase is None:
        return None
    if not after_quote and (
        not (
            can_speak(items, phrase, sentence.grammar.speakers, sentence.names)
            or _is_proper(sentence, phrase)
        )
        or _governs_clause(sentence, cue)
        or _is_its_subject(sentence, left)
    ):
        return None
    opens = 0 < left <= 2 and items[left - 1].quoted is not None
    if (
        after_quote
        and items[left].text == ","
        and ("object" in cue.verb.governs or not opens)
        and not _is_proper(sentence, phrase)
        and not can_speak(items, phrase, sentence.grammar.speakers, sentence.names)
    ):
        return None
    return phrase


def _governs_clause(sentence: SentenceReading, cue: Cue) -> bool:
    """Whether a clause or infinitive behind the cue is what it reports: ", a demandé au maire de partir"."""
    complement = find_complement(
        sentence.items, cue, sentence.limit, sentence.grammar.speakers, sentence.limit
    )
    return complement is not None and complement.rule_id in ("fr.quote.que", "fr.quote.infinitive")


def _is_proper(sentence: SentenceReading, phrase: Phrase) -> bool:
    """Whether a phrase is a name that no mention covers: a word in capitals that ends the sentence, or nearly."""
    items = sentence.items
    return items[phrase[0]].is_capital and phrase[1] >= sentence.limit - 2


def _is_its_subject(sentence: SentenceReading, comma: int) -> bool:
    """Whether all that stands before a cue is its subject, so that no clause is left that it could report.

    "Dans la foulée, la maire de Valmont, Ada Aubrac, réclame une enquête": adjuncts, noun phrases, appositions.
    """
    items, words = sentence.items, sentence.grammar.speakers
    spoken = False
    start = next((k + 1 for k in range(comma - 1, 0, -1) if items[k].text == ":"), 0)
    begin = start
    for end in range(start, comma + 1):
        if items[end].text != ",":
            continue
        if items[begin].word not in PREPOSITIONS:
            phrase = phrase_at(items, begin, words, sentence.names)
            if phrase is None or phrase[1] < end:
                return False
            spoken = spoken or can_speak(items, phrase, words, sentence.names)
        begin = end + 1
    return spoken and begin > start


def speaker_after(sentence: SentenceReading, index: int) -> Phrase | None:
    """The first noun phrase from items[index] on that is no complement of place, time or address."""
    items, words = sentence.items, sentence.grammar.speakers
    end = min(len(items), index + 24)
    while index < end:
        moved = skip_adverbial(items, index, words)
        if moved == index and is_time(items, index, words):
            moved = max(index + 1, skip_time(items, index, words))
        if moved > index:
            index = moved
            continue
        item = items[index]
        if item.quoted is not None or item.text in ".;:":
            return None
        if begins_phrase(items, index, words) and item.word not in ("lui", "leur"):
            return phrase_at(items, index, words, sentence.names)
        if item.word in _ADJUNCT_PREPOSITIONS and index + 1 < end:
            inner = index + 1
            while inner < end and items[inner].word in ("de", "d'", "du", "ce", "cette"):
                inner += 1
            bare = inner + (items[inner].word in DETERMINERS) if inner < end else inner
            outlet = (
                outlet_at(items, bare, sentence.grammar.relays, sentence.names, True) if bare < end else None
            )
            if outlet is not None:
                index = outlet
                continue
            phrase = bare_phrase_at(items, inner, words, sentence.names)
            if is_time(items, inner, words):
                index = max(inner + 1, skip_time(items, inner, words))
            else:
                index = phrase[1] if phrase is not None else inner + 1
            continue
        if item.text == "," or item.word in ("lui", "leur", "ensuite", "interrogé", "interrogée"):
            index += 1
            continue
        return None
    return None


def incise_frames(sentence: SentenceReading, cue: Cue, phrase: Phrase, cuts: list[int]) -> list[Frame]:
    """The statement in front of an incise, and what goes on behind it."""
    items = sentence.items
    said = cue_of(sentence, cue)
    speaker = (items[phrase[0]].start, items[phrase[1] - 1].end)
    lead = lead_in(items, cue, True, False)
    lead = cue.first if lead is None else lead
    begin = max([0, *(cut for cut in cuts if cut < lead)])
    if begin:
        while begin < lead and items[begin].text in ",;":
            begin += 1
    fronted = [source.after for source in sentence.sources if not source.is_behind and source.after < lead]
    begin = content_start(sentence, max([begin, *fronted]), lead)
    colon = next((k for k in range(begin + 2, lead - 1) if items[k].text == ":"), None)
    if colon is not None and _ends_with_person(sentence, begin, colon):
        begin = colon + 1
    pieces: list[Span] = []
    kind = "indirect"
    if lead and lead == cue.subject_at and items[lead - 1].quoted is None and items[lead - 1].is_word:
        begin = lead if cue.pronoun is not None and items[lead - 1].word in ("qui", "que", "qu'") else begin
    quotes = [k for k in range(begin, lead) if items[k].quoted is not None]
    if quotes and begin < quotes[-1] and items[quotes[-1] - 1].text == ":":
        begin, quotes = quotes[-1], quotes[-1:]
    near = bool(quotes) and not any(items[k].is_word for k in range(quotes[-1] + 1, lead))
    if near and _is_direct(sentence, begin, quotes):
        for k in quotes:
            stretch = items[k].quoted
            assert stretch is not None
            pieces.append((stretch.inner_start, stretch.inner_end))
        kind = "direct"
    else:
        piece = piece_of(sentence, begin, lead)
        if piece is not None and len(sentence.text[piece[0] : piece[1]].split()) >= 2:
            pieces.append(piece)
            kind = kind_of(sentence.text, *piece, sentence.quoted)
    after = max(cue.after, phrase[1])
    if after < len(items) and (items[after].text in ",:-–—" or items[after].quoted is not None):
        following = after if items[after].quoted is not None else after + 1
        if following < len(items) and items[following].quoted is not None:
            stretch = items[following].quoted
            assert stretch is not None
            kind = kind if pieces else "direct"
            pieces.append((stretch.inner_start, stretch.inner_end))
        elif (
            kind != "direct"
            and items[after].text == ","
            and following < len(items)
            and (cue.pronoun is not None or _is_cut_short(sentence, begin, lead, following))
            and not items[following].word.endswith("ant")
        ):
            stop = min([sentence.limit, *(cut for cut in cuts if cut >= following)])
            piece = piece_of(sentence, following, stop)
            if piece is not None and len(sentence.text[piece[0] : piece[1]].split()) >= 2:
                pieces.append(piece)
    if not pieces:
        return []
    rule = "fr.quote.incise_direct" if kind == "direct" else "fr.quote.incise_reported"
    return [Frame(rule, kind, tuple(pieces), said, speaker)]


def _ends_with_person(sentence: SentenceReading, begin: int, colon: int) -> bool:
    """Whether a person's name stands right before a colon, so that what stands behind it is what that person says."""
    end = sentence.items[colon - 1].end
    return any(sentence.names.get(sentence.items[k].start) == (end, "person") for k in range(begin, colon))


def _describes(sentence: SentenceReading, index: int) -> bool:
    """Whether a bare noun behind the speaker's name only says who that is: "souffle Ada Aubrac, mère de …"."""
    return (
        index < len(sentence.items)
        and sentence.items[index].text[0].islower()
        and is_apposition(sentence.items, index, sentence.grammar.speakers)
    )


def _is_cut_short(sentence: SentenceReading, begin: int, lead: int, following: int) -> bool:
    """Whether an incise parts a clause: a few words before it, and behind it no apposition or adjunct."""
    items = sentence.items
    if following >= len(items) or lead - begin > 8 or not items[following].text[0].islower():
        return False
    word = items[following].word
    return (
        word not in PREPOSITIONS | DETERMINERS | {"qui", "dont", "et"}
        and not word.endswith(("ant", "é", "ée", "és", "ées", "eur", "rice", "iste"))
        and word not in sentence.grammar.speakers.speaker_nouns
    )


def _is_direct(sentence: SentenceReading, begin: int, quotes: list[int]) -> bool:
    """Whether the quoted stretches before an incise are the statement, and not a sentence that holds them."""
    items = sentence.items
    words = [item for item in items[begin : quotes[-1]] if item.is_word or item.word.endswith("'")]
    if len(quotes) > 1:
        return not words
    if not words or tuple(word.word for word in words) in sentence.grammar.connectives:
        return True
    if len(words) <= 3 and items[quotes[-1] - 1].text in ",:":
        return True
    last = items[quotes[-1]].quoted
    assert last is not None
    outside = sum(len(word.text) for word in words)
    return outside * 4 < last.inner_end - last.inner_start and items[quotes[-1] - 1].text in ",:"


def inner_incises(sentence: SentenceReading) -> list[Frame]:
    """Statements whose incise stands inside the marks: « Nous partons, dit Ada Aubrac. Il est tard. »"""
    found: list[Frame] = []
    for item in sentence.items:
        stretch = item.quoted
        if stretch is None:
            continue
        quote = read_sentence(
            sentence.text, stretch.inner_start, stretch.inner_end, (), sentence.grammar, sentence.names
        )
        inner = quote.items
        for cue in quote.cues:
            if cue.is_negated or not cue.subject_at or inner[cue.subject_at - 1].text not in _OPEN_LEFT:
                continue
            phrase = incise_speaker(quote, cue)
            if phrase is None or not can_speak(inner, phrase, sentence.grammar.speakers, sentence.names):
                continue
            if cue.pronoun is None and _is_its_subject(quote, cue.subject_at - 1):
                continue
            lead = cue.subject_at - 1
            after = max(cue.after, phrase[1])
            stop = next((k for k in range(after, len(inner)) if inner[k].text in _FULL_STOPS), len(inner))
            relays = find_relays(inner, after, stop, sentence.grammar.relays, sentence.names)
            is_apposed = any(inner[k].text == "," for k in range(*phrase))
            if (
                is_apposed
                and after + 1 < stop < len(inner)
                and inner[after + 1].word in _ADJUNCT_PREPOSITIONS
            ):
                after = stop
            elif relays:
                after = next((k for k in range(after, stop) if inner[k].start >= relays[-1].end), stop)
            while after < len(inner) and inner[after].text not in ".,:!?…–—":
                after += 1
            if after < len(inner) and inner[after].text == "," and _describes(quote, after + 1):
                while after < len(inner) and inner[after].text not in ".:!?…–—":
                    after += 1
            speaker = (inner[phrase[0]].start, inner[phrase[1] - 1].end)
            said = cue_of(quote, cue)
            pieces = [
                (
                    stretch.inner_start,
                    inner[lead].start if inner[lead].text in ",–—-" else inner[lead].end,
                )
            ]
            if after + 1 < len(inner):
                pieces.append((inner[after + 1].start, stretch.inner_end))
            pieces = [(a, a + len(sentence.text[a:b].rstrip(" \u00a0\u202f"))) for a, b in pieces]
            relay = relays[-1] if relays else None
            found.append(Frame("fr.quote.incise_direct", "direct", tuple(pieces), said, speaker, relay=relay))
            break
    return found
