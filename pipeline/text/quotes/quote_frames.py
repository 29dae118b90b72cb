"""Statements of one sentence: what was said, the cue, the phrase that speaks, and the relay.

What belongs here: putting the structures together in which French news attributes words within a sentence (incise,
que-clause, infinitive, object, colon, participle, selon). What does not: verbs (cues.py), noun phrases
(noun_phrases.py), colons without a verb (colon_frames.py), relays (relay_frames.py),
and what only the document shows: who a pronoun is, floating quotations, statements over several paragraphs
(quotations.py).

Method: cues and quotation marks anchor the structures, clauses end at the next anchor; in the manner of rule-based
quotation finders for news (Pouliquen, Steinberger, Best 2007, "Automatic detection of quotations in multilingual
news"), widened to reported speech.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from pipeline.text.quotes.clause_bounds import clause_end, lead_in
from pipeline.text.quotes.colon_frames import announced_frames, lead_frames
from pipeline.text.quotes.cues import Cue
from pipeline.text.quotes.noun_phrases import RELATIVES, Names, Phrase
from pipeline.text.quotes.quote_clauses import Complement, find_complement
from pipeline.text.quotes.quote_incises import incise_frames, incise_speaker, inner_incises, speaker_after
from pipeline.text.quotes.quote_marks import Quoted
from pipeline.text.quotes.quote_passives import passive_frames
from pipeline.text.quotes.quote_reading import (
    Frame,
    Grammar,
    SentenceReading,
    Span,
    content_frame,
    content_start,
    cue_of,
    has_quote_left,
    kind_of,
    offsets_of,
    piece_of,
    read_sentence,
)
from pipeline.text.quotes.quote_subjects import VERBS, described, find_subject, may_object, opened_subject
from pipeline.text.quotes.quote_words import PREPOSITIONS, Item
from pipeline.text.quotes.relay_frames import carried_by, with_relays
from pipeline.text.quotes.source_chains import cited_by
from pipeline.text.quotes.sources import Source, statement_start
from pipeline.text.quotes.speakers import can_speak

_THIRD_PERSONS: Final = frozenset(["lui", "elle", "eux", "elles"])
_WHICH: Final = frozenset(["lequel", "laquelle", "lesquels", "lesquelles"])


def find_frames(
    text: str, start: int, end: int, quoted: Sequence[Quoted], grammar: Grammar, names: Names
) -> list[Frame]:
    """Statements of the sentence text[start:end], in order of their anchors."""
    return frames_of(read_sentence(text, start, end, quoted, grammar, names))


def frames_of(sentence: SentenceReading) -> list[Frame]:
    """Statements of a sentence: by incise first, then by cue and source from left to right."""
    items = sentence.items
    if not items:
        return []
    incises: dict[int, Phrase] = {}
    complements: dict[int, Complement] = {}
    for number, cue in enumerate(sentence.cues):
        if cue.is_negated or "vous" in [item.word for item in items[cue.subject_at : cue.first]]:
            continue
        if cue.subject_at and items[cue.subject_at - 1].word == "comme":
            continue
        phrase = incise_speaker(sentence, cue)
        if phrase is not None:
            incises[number] = phrase
            continue
        if cue.form == "future":
            continue
        if items[cue.first].word == "avoir" and not cue.subject_at - cue.first and complements:
            continue
        complement = find_complement(
            items, cue, sentence.limit, sentence.grammar.speakers, _next_cue(sentence, number)
        )
        if complement is not None:
            complements[number] = complement
    sentence = _without_repeats(sentence, incises, complements)
    cuts = _cuts(sentence, incises, complements)
    frames: list[Frame] = [*inner_incises(sentence), *lead_frames(sentence), *_as_said(sentence)]
    outer: tuple[int, int] | None = None
    for source in sentence.sources:
        frame = _source_frame(
            sentence, source, cuts, bool(complements) and _before_any(sentence, source, complements)
        )
        if frame is None:
            continue
        if source.citing is not None:
            frame = carried_by(sentence, frame, source.citing)
        in_brackets = bool(_bracket_before(items, source.lead))
        if (
            frame.rule_id == "fr.quote.source_trailing"
            and not in_brackets
            and (complements or incises or frames)
        ):
            continue
        if source.is_behind and any(sentence.cues[number].first < source.first for number in incises):
            continue
        if not source.is_behind:
            outer = len(frames), source.first
        frames.append(frame)
    previous: Frame | None = None
    for number, cue in enumerate(sentence.cues):
        if number in incises:
            if previous is not None and not has_quote_left(sentence, cue):
                continue
            made = _cited_incise(sentence, cue, incises[number], cuts)
        elif number in complements:
            parent = outer[0] if outer is not None and outer[1] < cue.first else None
            made = _complement_frames(sentence, cue, complements[number], cuts, previous, parent)
        else:
            continue
        for frame in made:
            around = _around(frame, frames) if number in complements else None
            if around is not None and frame.kind == "indirect" and _is_pronoun(sentence, frame.speaker):
                continue
            frames.append(frame if around is None else replace(frame, parent=around))
            previous = frame
    if not frames:
        frames += announced_frames(sentence)
    frames += passive_frames(sentence, frames)
    return with_relays(sentence, frames, incises, complements)


def _cited_incise(sentence: SentenceReading, cue: Cue, phrase: Phrase, cuts: list[int]) -> list[Frame]:
    """The statements of an incise; whom an outlet cites has said them: "rapporte Le Progrès, citant un témoin".

    A person who cites another still speaks.
    """
    items, names = sentence.items, sentence.names
    cited = cited_by(items, phrase, sentence.grammar.speakers, names)
    is_person = any(names.get(items[k].start, (0, ""))[1] == "person" for k in range(*phrase))
    if cited is None or is_person or cue.pronoun is not None:
        return incise_frames(sentence, cue, phrase, cuts)
    frames = incise_frames(sentence, cue, (phrase[0], cited[1]), cuts)
    said_by = offsets_of(sentence, cited)
    return [carried_by(sentence, replace(frame, speaker=said_by), phrase) for frame in frames]


def _without_repeats(
    sentence: SentenceReading, incises: dict[int, Phrase], complements: dict[int, Complement]
) -> SentenceReading:
    """The sentence without "selon lui" inside what a cue governs: it only says again whose words they are."""
    first = min((complement.first for complement in complements.values()), default=len(sentence.items))
    kept = [
        source
        for source in sentence.sources
        if (source.first < first and not incises)
        or not source.is_behind
        or sentence.items[source.phrase[0]].word not in _THIRD_PERSONS
    ]
    return replace(sentence, sources=kept)


def _around(frame: Frame, frames: Sequence[Frame]) -> int | None:
    """Index of the innermost statement that the frame's words lie in."""
    start, end = frame.pieces[0][0], frame.pieces[-1][1]
    inside = [
        (b - a, k)
        for k, other in enumerate(frames)
        for a, b in other.pieces
        if a <= start and end <= b and b - a > end - start
    ]
    return min(inside)[1] if inside else None


def _is_pronoun(sentence: SentenceReading, speaker: Span | None) -> bool:
    """Whether a speaker is but a pronoun: within a statement it says again who makes that statement."""
    return speaker is not None and sentence.text[slice(*speaker)].lower() in ("il", "elle", "ils", "elles")


def _next_cue(sentence: SentenceReading, number: int) -> int:
    """Index of the first item of the next cue."""
    return sentence.cues[number + 1].first if number + 1 < len(sentence.cues) else sentence.limit


def _before_any(sentence: SentenceReading, source: Source, complements: dict[int, Complement]) -> bool:
    return all(sentence.cues[number].first > source.first for number in complements)


def _cuts(
    sentence: SentenceReading, incises: dict[int, Phrase], complements: dict[int, Complement]
) -> list[int]:
    """Indexes at which a clause that began before them ends."""
    cuts = [
        lead_in(sentence.items, cue, number in incises, number in complements)
        for number, cue in enumerate(sentence.cues)
        if number in incises or number in complements or cue.form == "participle"
    ]
    for source in sentence.sources:
        if source.is_behind:
            bracket = _bracket_before(sentence.items, source.lead)
            cuts.append(bracket - 1 if bracket else source.lead)
    return sorted(cut for cut in cuts if cut is not None)


def _source_frame(
    sentence: SentenceReading, source: Source, cuts: list[int], has_children: bool
) -> Frame | None:
    """The statement of a source phrase (selon, d'après, pour)."""
    items = sentence.items
    cue = (items[source.first].start, items[source.cue_after - 1].end, source.lemma, "neutral")
    speaker = (items[source.phrase[0]].start, items[source.phrase[1] - 1].end)
    if source.is_behind:
        bracket = _bracket_before(items, source.lead)
        begin = content_start(
            sentence, max([bracket, *(cut for cut in cuts if cut < source.lead)]), source.lead
        )
        if source.lead and items[source.lead - 1].word in ("qui", "que"):
            return None
        piece = piece_of(sentence, begin, source.lead)
        if piece is None:
            return None
        after = piece_of(sentence, source.after, sentence.limit) if source.after < sentence.limit else None
        behind_quote = source.after < len(items) and items[source.after].quoted is not None
        if behind_quote:
            stretch = items[source.after].quoted
            assert stretch is not None
            if source.after + 1 >= sentence.limit:
                return Frame(
                    "fr.quote.source_inside",
                    "direct",
                    ((stretch.inner_start, stretch.inner_end),),
                    cue,
                    speaker,
                )
        if after is not None and source.goes_on:
            span = (piece[0], after[1])
            kind = kind_of(sentence.text, *span, sentence.quoted)
            return Frame("fr.quote.source_inside", kind, (piece, after), cue, speaker)
        return content_frame(sentence, "fr.quote.source_trailing", begin, source.lead, cue, speaker)
    end = (
        sentence.limit
        if has_children
        else min([sentence.limit, *(cut for cut in cuts if cut > source.after)])
    )
    if source.first and items[source.first - 1].text == "(":
        end = next((k for k in range(source.after, end) if items[k].text == ")"), end)
    return content_frame(sentence, "fr.quote.source_fronted", source.after, end, cue, speaker)


def _complement_frames(
    sentence: SentenceReading,
    cue: Cue,
    complement: Complement,
    cuts: list[int],
    previous: Frame | None,
    parent: int | None,
) -> list[Frame]:
    """The statement that a cue governs, with its subject."""
    items = sentence.items
    speaker, inherits = find_subject(sentence, cue, previous)
    if speaker is None and not inherits:
        return []
    limit = sentence.limit
    if cue.form == "participle":
        limit = _participle_end(sentence, cue, complement)
    end = clause_end(items, complement.first, limit, cuts, complement.rule_id)
    rule_id = complement.rule_id
    if rule_id in ("fr.quote.object", "fr.quote.quoted_object"):
        if speaker is not None and _is_in_relative(sentence, speaker[0]):
            return []
        if not may_object(sentence, cue, complement, speaker):
            return []
        if complement.has_quote:
            rule_id = "fr.quote.quoted_object"
        end = _without_channel(sentence, complement.first, end)
    said = cue_of(sentence, cue)
    if complement.is_quote_only:
        end = complement.first + 1
    frame = content_frame(sentence, rule_id, complement.first, end, said, speaker)
    if frame is None:
        return []
    if cue.form == "participle" and rule_id != "fr.quote.quoted_object":
        frame = replace(frame, rule_id="fr.quote.participle")
    return [replace(frame, inherits=inherits, parent=parent)]


def _is_in_relative(sentence: SentenceReading, start: int) -> bool:
    """Whether a subject stands behind "avec laquelle" and its like, in a clause that only describes a noun."""
    before = [item.word for item in sentence.items if item.end <= start][-2:]
    return len(before) == 2 and before[1] in _WHICH and before[0] in PREPOSITIONS


def _without_channel(sentence: SentenceReading, first: int, end: int) -> int:
    """Index at which an object ends before what carried it: "annonce la mort d'un soldat dans un communiqué"."""
    items = sentence.items
    for k in range(first + 1, end - 2):
        is_carried = items[k].word == "dans" and items[k + 1].word in ("un", "une", "son", "sa", "leur")
        if is_carried and items[k + 2].word in sentence.grammar.relays.channels:
            return k
    return end


def _participle_end(sentence: SentenceReading, cue: Cue, complement: Complement) -> int:
    """Index at which the clause of a participle ends at the latest, where it opens the sentence or describes a noun."""
    opened = opened_subject(sentence, cue)
    if opened is not None:
        return opened[1]
    if complement.rule_id == "fr.quote.que" or described(sentence, cue) is None:
        return sentence.limit
    for k in range(complement.first + 1, sentence.limit):
        if sentence.items[k].word in RELATIVES:
            break
        if sentence.items[k].word in VERBS:
            return k
    return sentence.limit


def _as_said(sentence: SentenceReading) -> list[Frame]:
    """A statement that "comme l'explique la maire" stands before or behind."""
    items = sentence.items
    for cue in sentence.cues:
        if cue.is_negated or not cue.subject_at or items[cue.subject_at - 1].word != "comme":
            continue
        phrase = speaker_after(sentence, cue.after)
        if phrase is None or not can_speak(items, phrase, sentence.grammar.speakers, sentence.names):
            continue
        said, speaker = cue_of(sentence, cue), offsets_of(sentence, phrase)
        lead = cue.subject_at - 1
        joined = lead and items[lead - 1].word in ("mais", "et", "car", "or", "que", "qu'")
        comma = next((k for k in range(phrase[1], sentence.limit) if items[k].text == ","), None)
        if lead > 3 and not joined:
            frame = content_frame(sentence, "fr.quote.source_trailing", 0, lead, said, speaker)
        elif comma is not None:
            frame = content_frame(
                sentence,
                "fr.quote.source_fronted",
                statement_start(items, phrase[1], sentence.grammar.speakers),
                sentence.limit,
                said,
                speaker,
            )
        else:
            continue
        return [] if frame is None else [frame]
    return []


def _bracket_before(items: Sequence[Item], at: int) -> int:
    """Index after the bracket that is open at items[at]; 0 without one."""
    for k in range(at - 1, -1, -1):
        if items[k].text == ")":
            return 0
        if items[k].text == "(":
            return k + 1
    return 0
