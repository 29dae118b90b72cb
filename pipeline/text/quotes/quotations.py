"""Quotations of a document: every attributed statement, with cue, speaker and relay.

What belongs here: going through the passages in order and turning the statements of their sentences into rows. What
does not: the structures within a sentence (quote_frames.py), quotations without a cue (floating_quotes.py) and who a
phrase is (attribution.py).
"""

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from pipeline.records.segmentation import Passage, Sentence
from pipeline.records.tagging import FoundActor, Mention, Quote
from pipeline.text.quotes.attribution import resolve_speaker
from pipeline.text.quotes.cast import Cast, Speaker
from pipeline.text.quotes.english_quotes import find_english
from pipeline.text.quotes.floating_quotes import Loose, add_echoes, add_loose
from pipeline.text.quotes.noun_phrases import Names
from pipeline.text.quotes.quotation_rules import QuotationRules
from pipeline.text.quotes.quote_frames import find_frames, frames_of
from pipeline.text.quotes.quote_marks import Quoted, pair_marks
from pipeline.text.quotes.quote_reading import Frame, offsets_of, read_sentence
from pipeline.text.quotes.quote_rows import Row, State, append_direct, as_quotes
from pipeline.text.quotes.quote_subjects import described_subject
from pipeline.text.quotes.quote_words import PRONOUNS

_BOUNDARY: Final = re.compile(r"(?<=[.!?…»”])\s+(?=[«“\"A-ZÀ-Ý])")
_TITLED: Final = re.compile(r"\b(M\.|Mme|Madame|[Ll]a [a-zé]+)\s$")
_GOING_ON: Final = frozenset(["ajouter", "poursuivre", "continuer", "enchaîner", "reprendre"])
_DASHED: Final = re.compile(r"\s*[–—-]\s")
_LONGEST_UNIT: Final = 4000
_LISTED: Final = 3
_SIDES: Final = ("start", "end", "inner_start", "inner_end")


def find_quotations(
    passages: Sequence[Passage],
    sentences: Sequence[Sentence],
    mentions: Sequence[Mention],
    found_actors: Sequence[FoundActor],
    language_code: str,
    rules: QuotationRules,
) -> list[Quote]:
    """Quotations of a document in order of their place; `language_code` counts for passages that have none of their own."""
    ordered = sorted(passages, key=lambda passage: (passage.char_start, passage.char_end))
    length = max((passage.char_end for passage in ordered), default=0)
    chars = [" "] * length
    for passage in ordered:
        chars[passage.char_start : passage.char_end] = passage.text
    grammar = rules.grammar
    cast = Cast(
        sorted(mentions, key=lambda mention: (mention.char_start, mention.char_end)),
        {actor.actor_id: actor for actor in found_actors},
        rules.person_nouns,
        grammar.speakers.suffixes,
        grammar.sources.vehicles,
        rules.body_nouns,
        rules.offices,
        grammar.relays.outlets,
        [
            (passage.char_start + quoted.start, passage.char_start + quoted.end)
            for passage in ordered
            if passage.region == "body"
            for quoted in pair_marks(passage.text)
        ],
    )
    state = State("".join(chars), cast, rules)
    state.memory.named = _named_persons(state, ordered)
    loose: list[Loose] = []
    for block, passage in enumerate(ordered):
        language = passage.language_code if passage.language_code != "und" else language_code
        if language == "fr":
            loose += _read_french(state, block, passage, sentences)
        elif language == "en":
            _read_english(state, block, passage)
    add_echoes(state, loose)
    return as_quotes(state.rows, sentences)


def _read_french(state: State, block: int, passage: Passage, sentences: Sequence[Sentence]) -> list[Loose]:
    """Adds the rows of a French passage; gives back its quoted words that no statement took."""
    base = passage.char_start
    quoted = pair_marks(passage.text, state.is_open)
    was_open, state.is_open = state.is_open, bool(quoted) and not quoted[-1].is_closed
    names: Names = _names(state.cast.overlapping(passage.char_start, passage.char_end), base)
    if not quoted and _DASHED.match(passage.text):
        rows = _dialogue_rows(state, block, passage, names)
        if rows:
            state.rows += rows
            return []
    loose: list[Loose] = []
    is_heading = passage.region == "title" or passage.paragraph_kind == "crosshead"
    for start, end in _units(passage, sentences, quoted):
        sentence = read_sentence(passage.text, start, end, quoted, state.rules.grammar, names)
        frames = frames_of(sentence)
        rows = _frame_rows(state, block, passage, frames, quoted)
        subject = described_subject(sentence) if sentence.items else None
        if subject is not None:
            first, last = offsets_of(sentence, subject)
            state.memory.subjects.append((base + first, base + last, block))
        rows += [nested for row in rows for nested in _nested_rows(state, block, passage, row, names)]
        state.rows += rows
        untaken = [
            stretch
            for stretch in quoted
            if stretch.start < end and stretch.end > start and not _is_taken(stretch, base, rows)
        ]
        if len(untaken) > _LISTED:
            continue
        loose += [
            (block, passage, stretch)
            for stretch in untaken
            if is_heading or not add_loose(state, block, passage, stretch, (start, end), was_open)
        ]
    return loose


def _nested_rows(state: State, block: int, passage: Passage, row: Row, names: Names) -> list[Row]:
    """Rows of words quoted within quoted words: « Il a crié : “Sortez !” Nous avons couru. »"""
    base = passage.char_start
    start, end = row.start - base, row.end - base
    inner = [
        replace(stretch, **{side: getattr(stretch, side) + start for side in _SIDES})
        for stretch in pair_marks(passage.text[start:end])
        if stretch.is_opened and stretch.is_closed
    ]
    if row.kind != "direct" or not inner:
        return []
    found = find_frames(passage.text, start, end, inner, state.rules.grammar, names)
    rows: list[Row] = []
    for frame in found:
        if frame.kind != "direct" or frame.cue is None or frame.speaker is None:
            continue
        said_by = passage.text[slice(*frame.speaker)].lower()
        speaker = Speaker(None, None, 0.5)
        if said_by.rpartition("-")[2] not in PRONOUNS:
            place = (base + frame.speaker[0], base + frame.speaker[1])
            speaker = resolve_speaker(state.text, *place, block, state.cast, state.memory)
        state.statements += 1
        rows += [
            Row(
                block,
                state.statements,
                base + first,
                base + last,
                "direct",
                frame.rule_id,
                round(state.rules.scores[frame.rule_id] * max(speaker.certainty, 0.5), 3),
                passage,
                speaker,
                (base + frame.cue[0], base + frame.cue[1], frame.cue[2], frame.cue[3]),
                (base + frame.speaker[0], base + frame.speaker[1]),
                parent=row,
            )
            for first, last in frame.pieces
            if (first, last) != (start, end)
        ]
    return rows


def _dialogue_rows(state: State, block: int, passage: Passage, names: Names) -> list[Row]:
    """Rows of a paragraph that a dash opens as speech: it has an incise."""
    text = passage.text
    start = len(text) - len(text.lstrip("–—- \u00a0\u202f"))
    line = Quoted(0, len(text), start, len(text.rstrip()), True, True)
    frames = find_frames(text, 0, len(text), [line], state.rules.grammar, names)
    spoken = [frame for frame in frames if frame.rule_id == "fr.quote.incise_direct"]
    return _frame_rows(state, block, passage, spoken, [line])


def _read_english(state: State, block: int, passage: Passage) -> None:
    """Adds the rows of an English passage: direct quotations with a simple cue, and what goes on behind one."""
    base = passage.char_start
    quoted = pair_marks(passage.text)
    found = {quote.quoted: quote for quote in find_english(passage.text, quoted, state.rules.english)}
    for before, stretch in itertools.zip_longest([None, *quoted[:-1]], quoted):
        if stretch not in found:
            last = state.rows[-1] if state.rows else None
            if last is None or before is None or last.end != base + before.inner_end:
                continue
            if re.fullmatch(r"[^.]*\.\s*", passage.text[before.end : stretch.start]):
                append_direct(
                    state, block, passage, stretch, "en.quote.said", last.speaker, last.statement, None
                )
            continue
        quote = found[stretch]
        start, end = base + quote.speaker[0], base + quote.speaker[1]
        speaker = resolve_speaker(state.text, start, end, block, state.cast, state.memory)
        state.memory.remember(block, speaker)
        state.statements += 1
        state.rows.append(
            Row(
                block,
                state.statements,
                base + quote.quoted.inner_start,
                base + quote.quoted.inner_end,
                "direct",
                "en.quote.said",
                round(state.rules.scores["en.quote.said"] * max(speaker.certainty, 0.5), 3),
                passage,
                speaker,
                (base + quote.cue[0], base + quote.cue[1], quote.lemma, "neutral"),
                (start, end),
            )
        )


def _names(mentions: Sequence[Mention], base: int) -> Names:
    """Mentions by name or title as the sentence level wants them: start -> (end, type), the longest at each start."""
    names: dict[int, tuple[int, str]] = {}
    for mention in mentions:
        if mention.mention_kind in ("name", "title"):
            start, end = mention.char_start - base, mention.char_end - base
            if end > names.get(start, (0, ""))[0]:
                names[start] = (end, mention.entity_type)
    return names


def _units(
    passage: Passage, sentences: Sequence[Sentence], quoted: Sequence[Quoted]
) -> list[tuple[int, int]]:
    """Stretches of a passage that are read as one: sentences, joined where quotation marks span their boundary."""
    base = passage.char_start
    spans = [
        (sentence.char_start - base, sentence.char_end - base)
        for sentence in sentences
        if passage.char_start <= sentence.char_start and sentence.char_end <= passage.char_end
    ]
    if not spans:
        cuts = [0, *(match.end() for match in _BOUNDARY.finditer(passage.text)), len(passage.text)]
        spans = [(a, b) for a, b in itertools.pairwise(cuts) if passage.text[a:b].strip()]
    units: list[tuple[int, int]] = []
    for start, end in _short_spans(spans):
        inside = any(stretch.start < start < stretch.end for stretch in quoted)
        goes_on = passage.text[start] in ",;" or passage.text[start].islower()
        if units and (inside or goes_on) and end - units[-1][0] <= _LONGEST_UNIT:
            units[-1] = (units[-1][0], end)
        else:
            units.append((start, end))
    return units


def _short_spans(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans, those longer than any sentence of news cut up, so that the work stays linear in the text."""
    return [
        (at, min(at + _LONGEST_UNIT, end)) for start, end in spans for at in range(start, end, _LONGEST_UNIT)
    ]


def _is_taken(stretch: Quoted, base: int, rows: Sequence[Row]) -> bool:
    return any(row.start < base + stretch.end and row.end > base + stretch.start for row in rows)


def _named_persons(state: State, passages: Sequence[Passage]) -> list[tuple[int, int, Speaker]]:
    """Persons named in the document: (position, number of the paragraph, person), quoted words left aside."""
    found: list[tuple[int, int, Speaker]] = []
    for block, passage in enumerate(passages):
        for mention in state.cast.overlapping(passage.char_start, passage.char_end):
            if mention.entity_type != "person" or mention.mention_kind != "name" or mention.actor_id is None:
                continue
            if state.cast.is_quoted(mention.char_start):
                continue
            before = state.text[max(0, mention.char_start - 16) : mention.char_start]
            gender = _TITLED.search(before)
            shown = None if gender is None else "m" if gender.group(1) == "M." else "f"
            person = Speaker(state.cast.name_of(mention), mention.actor_id, 0.9, True, False, shown)
            if shown is not None and person.name is not None:
                state.memory.genders.setdefault(person.name, shown)
            found.append((mention.char_start, block, person))
    return found


def _frame_rows(
    state: State, block: int, passage: Passage, frames: Sequence[Frame], quoted: Sequence[Quoted]
) -> list[Row]:
    """The rows of the statements of one sentence, their speakers resolved in order of the text."""
    base = passage.char_start
    inners = {(stretch.inner_start, stretch.inner_end) for stretch in quoted}
    speakers: dict[int, Speaker] = {}
    order = sorted(range(len(frames)), key=lambda k: (frames[k].speaker or frames[k].pieces[0])[0])
    by_phrase: dict[tuple[int, int], Speaker] = {}
    for k in order:
        phrase = frames[k].speaker
        if phrase is None:
            continue
        if phrase not in by_phrase:
            by_phrase[phrase] = resolve_speaker(
                state.text, base + phrase[0], base + phrase[1], block, state.cast, state.memory
            )
            if not _is_nested(frames, k):
                ends = max(phrase[1], frames[k].pieces[-1][1])
                state.memory.remember(block, by_phrase[phrase], base + _sentence_end(passage.text, ends))
        speakers[k] = by_phrase[phrase]
    made: list[list[Row]] = []
    for k, frame in enumerate(frames):
        speaker = speakers.get(k, Speaker(None, None, 0.5))
        if frame.speaker is not None and frame.parent in speakers:
            speaker = _as_told(passage.text[slice(*frame.speaker)], speaker, speakers[frame.parent])
        state.statements += 1
        relayed_by, relayed_by_actor_id = _relay_of(state, block, base, frame)
        if relayed_by is None and frame.cue is not None and state.rows:
            last = state.rows[-1]
            goes_on = frame.cue[2] in _GOING_ON and block - last.block <= 1
            if last.speaker.name == speaker.name and (goes_on or _is_taken_up(passage, block, frame, last)):
                relayed_by, relayed_by_actor_id = last.relayed_by, last.relayed_by_actor_id
        cue = frame.cue
        made.append(
            [
                Row(
                    block,
                    state.statements,
                    base + start,
                    base + end,
                    "direct" if (start, end) in inners else frame.kind,
                    frame.rule_id,
                    round(state.rules.scores[frame.rule_id] * max(speaker.certainty, 0.5), 3),
                    passage,
                    speaker,
                    None if cue is None else (base + cue[0], base + cue[1], cue[2], cue[3]),
                    None if frame.speaker is None else (base + frame.speaker[0], base + frame.speaker[1]),
                    relayed_by,
                    relayed_by_actor_id,
                )
                for start, end in frame.pieces
            ]
        )
    for frame, rows in zip(frames, made, strict=True):
        if frame.parent is not None and made[frame.parent]:
            for row in rows:
                row.parent = made[frame.parent][0]
    return [row for rows in made for row in rows]


def _as_told(phrase: str, speaker: Speaker, teller: Speaker) -> Speaker:
    """The speaker within another's statement: whom that one describes ("l'homme a crié") is not the one who tells it."""
    is_described = phrase.lower().startswith(("le ", "la ", "l'", "l’", "cet ", "cette "))
    if not is_described or speaker.name != teller.name or phrase == teller.name:
        return speaker
    return replace(speaker, name=phrase[0].lower() + phrase[1:], actor_id=None, certainty=0.84)


def _is_taken_up(passage: Passage, block: int, frame: Frame, last: Row) -> bool:
    """Whether a pronoun behind its verb, in the same paragraph, goes on with the speaker of the row before."""
    return (
        block == last.block
        and frame.speaker is not None
        and passage.text[slice(*frame.speaker)].startswith("-")
    )


def _sentence_end(text: str, at: int) -> int:
    """Where the sentence that holds a place ends, roughly: at the next full stop."""
    end = text.find(". ", at)
    return len(text) if end < 0 else end


def _is_nested(frames: Sequence[Frame], index: int) -> bool:
    """Whether a statement lies in another's clause: whoever makes it does not take the floor in the text."""
    parent = frames[index].parent
    return parent is not None and not frames[parent].rule_id.startswith("fr.quote.source")


def _relay_of(state: State, block: int, base: int, frame: Frame) -> tuple[str | None, str | None]:
    """Name and actor of what carried a statement."""
    if frame.relayed_by is not None:
        start, end = base + frame.relayed_by[0], base + frame.relayed_by[1]
        carrier = resolve_speaker(state.text, start, end, block, state.cast, state.memory)
        return carrier.name, carrier.actor_id
    if frame.relay is not None:
        for mention in state.cast.overlapping(base + frame.relay.start, base + frame.relay.end):
            if mention.actor_id is not None and frame.relay.is_outlet:
                return frame.relay.name, mention.actor_id
        return frame.relay.name, None
    return None, None
