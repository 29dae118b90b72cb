"""Quotations of a document: every attributed statement, with cue, speaker and relay.

What belongs here: going through the passages in order, turning the statements of sentences into rows, quotations that
no cue introduces, statements over several paragraphs, and titles that repeat words of the body. What does not: the
structures within a sentence (quote_frames.py) and who a phrase is (attribution.py).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from pipeline.errors import RuleError
from pipeline.records.segmentation import Passage, Sentence
from pipeline.records.tagging import FoundActor, Mention, Quote
from pipeline.text.attribution import Cast, Memory, Speaker, resolve_speaker
from pipeline.text.cues import compile_cues
from pipeline.text.folding import fold_words
from pipeline.text.quote_frames import find_frames
from pipeline.text.quote_marks import Quoted, pair_marks
from pipeline.text.quote_reading import Frame, Grammar, is_naming
from pipeline.text.quote_words import cut_words
from pipeline.text.relays import RelayWords
from pipeline.text.sources import SourceWords
from pipeline.text.speakers import Names, SpeakerWords

_BOUNDARY: Final = re.compile(r"(?<=[.!?…»”])\s+(?=[«“\"A-ZÀ-Ý])")
_TITLED: Final = re.compile(r"\b(M\.|Mme|Madame|[Ll]a [a-zé]+)\s$")
_GOING_ON: Final = frozenset(["ajouter", "poursuivre", "continuer", "enchaîner", "reprendre"])
_LISTED: Final = 3
_FRAGMENT_WORDS: Final = 5


@dataclass(frozen=True, slots=True)
class QuotationRules:
    """Compiled rule sets reporting_verbs and quote_patterns."""

    grammar: Grammar
    scores: Mapping[str, float]
    person_nouns: frozenset[str]


@dataclass(slots=True)
class _Row:
    """A row in the making; offsets within the document. Rows of one statement share `statement`."""

    block: int
    statement: int
    start: int
    end: int
    kind: str
    rule_id: str
    score: float
    passage: Passage
    speaker: Speaker
    cue: tuple[int, int, str, str] | None = None
    phrase: tuple[int, int] | None = None
    relayed_by: str | None = None
    relayed_by_actor_id: str | None = None
    parent: "_Row | None" = None


@dataclass(slots=True)
class _State:
    """What is known of the document while its passages are gone through."""

    text: str
    cast: Cast
    rules: QuotationRules
    memory: Memory = field(default_factory=Memory)
    rows: list[_Row] = field(default_factory=list)
    statements: int = 0
    is_open: bool = False


def compile_quotation_rules(
    verbs: Iterable[Mapping[str, Any]], patterns: Iterable[Mapping[str, Any]]
) -> QuotationRules:
    """Compiles the two rule sets; RuleError where a pattern has no score or a word list is missing."""
    lists: dict[str, list[str]] = {}
    scores: dict[str, float] = {}
    for rule in patterns:
        if rule["kind"] == "lexicon":
            lists.setdefault(rule["list"], []).extend(rule["words"])
        elif "score" not in rule:
            raise RuleError(f"quote_patterns, rule {rule['id']}: no score; give one from 0 to 1")
        else:
            scores[rule["id"]] = float(rule["score"])
    try:
        phrases = {
            name: [_words(words) for words in lists[name]]
            for name in ("adverbials", "outlets", "connectives")
        }
        bodies = frozenset(lists["bodies"])
        cues = compile_cues(verbs, lists["adverbials"], lists["supports"])
        grammar = Grammar(
            cues,
            SpeakerWords(
                frozenset(lists["speaker_nouns"]) | bodies,
                frozenset(lists["times"]),
                cues.adverbials,
                tuple(lists["speaker_endings"]),
            ),
            RelayWords(
                frozenset(phrases["outlets"]), frozenset(lists["channels"]), max(map(len, phrases["outlets"]))
            ),
            SourceWords(frozenset(lists["not_sources"]), frozenset(lists["vehicles"])),
            frozenset(phrases["connectives"]),
        )
    except KeyError as error:
        raise RuleError(
            f"quote_patterns: the word list {error} is missing; add a lexicon rule for it"
        ) from error
    return QuotationRules(grammar, scores, frozenset(lists["speaker_nouns"]) - bodies)


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
    )
    state = _State("".join(chars), cast, rules)
    state.memory.named = _named_persons(state, ordered)
    loose: list[tuple[int, Passage, Quoted]] = []
    for block, passage in enumerate(ordered):
        language = passage.language_code if passage.language_code != "und" else language_code
        if language == "fr":
            loose += _read_french(state, block, passage, sentences)
    _add_echoes(state, loose)
    return _as_quotes(state.rows, sentences)


def _words(words: str) -> tuple[str, ...]:
    return tuple(item.word for item in cut_words(words, 0, len(words)))


def _read_french(
    state: _State, block: int, passage: Passage, sentences: Sequence[Sentence]
) -> list[tuple[int, Passage, Quoted]]:
    """Adds the rows of a French passage; gives back its quoted words that no statement took."""
    base = passage.char_start
    quoted = pair_marks(passage.text, state.is_open)
    was_open, state.is_open = state.is_open, bool(quoted) and not quoted[-1].is_closed
    names: Names = _names(state.cast.overlapping(passage.char_start, passage.char_end), base)
    loose: list[tuple[int, Passage, Quoted]] = []
    is_heading = passage.region == "title" or passage.paragraph_kind == "crosshead"
    for start, end in _units(passage, sentences, quoted):
        frames = find_frames(passage.text, start, end, quoted, state.rules.grammar, names)
        rows = _frame_rows(state, block, passage, frames, quoted)
        state.rows += rows
        untaken = [
            stretch
            for stretch in quoted
            if stretch.start < end and stretch.end > start and not _is_taken(stretch, base, rows)
        ]
        if len(untaken) > _LISTED:
            continue
        for stretch in untaken:
            if is_heading or not _add_loose(state, block, passage, stretch, (start, end), was_open):
                loose.append((block, passage, stretch))
    return loose


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
        spans = [(a, b) for a, b in zip(cuts, cuts[1:], strict=False) if passage.text[a:b].strip()]
    units: list[tuple[int, int]] = []
    for start, end in spans:
        inside = any(stretch.start < start < stretch.end for stretch in quoted)
        goes_on = passage.text[start] in ",;" or passage.text[start].islower()
        if units and (inside or goes_on):
            units[-1] = (units[-1][0], end)
        else:
            units.append((start, end))
    return units


def _is_taken(stretch: Quoted, base: int, rows: Sequence[_Row]) -> bool:
    return any(row.start < base + stretch.end and row.end > base + stretch.start for row in rows)


def _named_persons(state: _State, passages: Sequence[Passage]) -> list[tuple[int, int, Speaker]]:
    """Persons named in the document: (position, number of the paragraph, person), quoted words left aside."""
    found: list[tuple[int, int, Speaker]] = []
    for block, passage in enumerate(passages):
        inside = [
            (passage.char_start + q.start, passage.char_start + q.end)
            for q in pair_marks(passage.text)
            if passage.region == "body"
        ]
        for mention in state.cast.overlapping(passage.char_start, passage.char_end):
            if mention.entity_type != "person" or mention.mention_kind != "name" or mention.actor_id is None:
                continue
            if any(start <= mention.char_start < end for start, end in inside):
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
    state: _State, block: int, passage: Passage, frames: Sequence[Frame], quoted: Sequence[Quoted]
) -> list[_Row]:
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
            state.memory.remember(block, by_phrase[phrase])
        speakers[k] = by_phrase[phrase]
    made: list[list[_Row]] = []
    for k, frame in enumerate(frames):
        speaker = speakers.get(k, Speaker(None, None, 0.5))
        state.statements += 1
        relayed_by, relayed_by_actor_id = _relay_of(state, block, base, frame)
        if relayed_by is None and frame.cue is not None and frame.cue[2] in _GOING_ON and state.rows:
            last = state.rows[-1]
            if last.speaker.name == speaker.name and block - last.block <= 1:
                relayed_by, relayed_by_actor_id = last.relayed_by, last.relayed_by_actor_id
        cue = frame.cue
        made.append(
            [
                _Row(
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


def _relay_of(state: _State, block: int, base: int, frame: Frame) -> tuple[str | None, str | None]:
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


def _add_loose(
    state: _State, block: int, passage: Passage, stretch: Quoted, unit: tuple[int, int], was_open: bool
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
    last = state.rows[-1] if state.rows else None
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
            _append(
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
        _append(
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
    _append(state, block, passage, stretch, "fr.quote.fragment", last.speaker, None, last)
    return True


def _named_between(state: _State, start: int, end: int, last: _Row) -> bool:
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


def _latest(state: _State, block: int, position: int) -> Speaker | None:
    """Who speaks where nothing says so: the person named last nearby, else who spoke last, else whom the text is about."""
    named = state.memory.last_named(position, block, None, 1)
    if named is not None:
        return named
    spoken = state.memory.last_spoken(block, False, None, 2)
    if spoken is not None:
        return spoken
    further = state.memory.last_named(position, block, None, 6)
    return None if further is None else replace(further, certainty=0.7)


def _append(
    state: _State,
    block: int,
    passage: Passage,
    stretch: Quoted,
    rule_id: str,
    speaker: Speaker,
    statement: int | None,
    relay_from: _Row | None,
) -> None:
    """Adds a direct row without a cue."""
    base = passage.char_start
    is_carried = relay_from is not None and relay_from.speaker.name == speaker.name
    state.rows.append(
        _Row(
            block,
            state.statements if statement is None else statement,
            base + stretch.inner_start,
            base + stretch.inner_end,
            "direct",
            rule_id,
            round(state.rules.scores[rule_id] * max(speaker.certainty, 0.5), 3),
            passage,
            speaker,
            relayed_by=relay_from.relayed_by if relay_from is not None and is_carried else None,
            relayed_by_actor_id=relay_from.relayed_by_actor_id
            if relay_from is not None and is_carried
            else None,
        )
    )


def _stems(text: str) -> list[str]:
    return [word[:5] for word in fold_words(text).split() if len(word) > 3]


def _quoted_words(state: _State, row: _Row) -> list[str]:
    """The quoted words of a row."""
    if row.kind == "direct":
        return [state.text[row.start : row.end]]
    if row.kind == "indirect":
        return []
    said = state.text[row.start : row.end]
    return [said[q.inner_start : q.inner_end] for q in pair_marks(said) if not is_naming(said, q)]


def _add_echoes(state: _State, loose: Sequence[tuple[int, Passage, Quoted]]) -> None:
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
                _append(state, block, passage, stretch, "fr.quote.echo", row.speaker, None, None)
                break


def _as_quotes(rows: Sequence[_Row], sentences: Sequence[Sentence]) -> list[Quote]:
    """The rows as records, in order of place, numbered."""
    unique: dict[tuple[int, int], _Row] = {}
    for row in rows:
        kept = unique.get((row.start, row.end))
        if row.end > row.start and (kept is None or row.score > kept.score):
            unique[(row.start, row.end)] = row
    ordered = sorted(unique.values(), key=lambda row: (row.start, -row.end))
    index_of = {id(row): index for index, row in enumerate(ordered)}
    statements: dict[int, int] = {}
    made: list[Quote] = []
    for index, row in enumerate(ordered):
        text = row.passage.text[row.start - row.passage.char_start : row.end - row.passage.char_start]
        cue, phrase = row.cue, row.phrase
        inside = row.passage

        def cut(start: int, end: int, passage: Passage = inside) -> str:
            return passage.text[start - passage.char_start : end - passage.char_start]

        made.append(
            Quote(
                quote_index=index,
                statement_index=statements.setdefault(row.statement, len(statements)),
                parent_quote_index=index_of.get(id(row.parent)) if row.parent is not None else None,
                paragraph_index=row.passage.paragraph_index,
                sentence_index=_sentence_at(row.start, sentences),
                quote_kind=row.kind,
                char_start=row.start,
                char_end=row.end,
                text=text,
                cue=None if cue is None else cut(cue[0], cue[1]),
                cue_char_start=None if cue is None else cue[0],
                cue_char_end=None if cue is None else cue[1],
                cue_lemma=None if cue is None else cue[2],
                stance="neutral" if cue is None else cue[3],
                speaker_surface=None if phrase is None else cut(phrase[0], phrase[1]),
                speaker_char_start=None if phrase is None else phrase[0],
                speaker_char_end=None if phrase is None else phrase[1],
                speaker_name=row.speaker.name,
                actor_id=row.speaker.actor_id,
                relayed_by=row.relayed_by,
                relayed_by_actor_id=row.relayed_by_actor_id,
                rule_id=row.rule_id,
                score=row.score,
            )
        )
    return made


def _sentence_at(position: int, sentences: Sequence[Sentence]) -> int | None:
    for sentence in sentences:
        if sentence.char_start <= position < sentence.char_end:
            return sentence.sentence_index
    return None
