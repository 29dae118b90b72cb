"""Statements of one sentence: what was said, the cue, the phrase that speaks, and the relay.

What belongs here: the structures in which French news attributes words within a sentence (incise, que-clause,
infinitive, object, colon, participle, selon). What does not: verbs (cues.py), noun phrases (speakers.py), and what only
the document shows: who a pronoun is, floating quotations, statements over several paragraphs (quotations.py).

Method: cues and quotation marks anchor the structures, clauses end at the next anchor; in the manner of rule-based
quotation finders for news (Pouliquen, Steinberger, Best 2007, "Automatic detection of quotations in multilingual
news"), widened to reported speech.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from pipeline.text.cues import Cue, Cues, find_cues
from pipeline.text.quote_clauses import Complement, clause_end, find_complement, lead_in
from pipeline.text.quote_marks import Quoted
from pipeline.text.quote_words import DETERMINERS, PREPOSITIONS, Item, cut_items, cut_words
from pipeline.text.relays import Relay, RelayWords, find_relays, outlet_at
from pipeline.text.sources import Source, SourceWords, find_sources
from pipeline.text.speakers import (
    Names,
    Phrase,
    SpeakerWords,
    antecedent,
    bare_phrase_at,
    begins_phrase,
    can_speak,
    is_time,
    phrase_at,
    phrase_before,
    skip_adverbial,
    skip_time,
)

Span = tuple[int, int]

_OPEN_LEFT: Final = frozenset([",", "–", "—", "-", "…", "!", "?", ")"])


@dataclass(frozen=True, slots=True)
class Grammar:
    """Everything compiled that finding statements needs."""

    cues: Cues
    speakers: SpeakerWords
    relays: RelayWords
    sources: SourceWords
    connectives: frozenset[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Frame:
    """One statement of a sentence; offsets within the paragraph.

    `pieces` are its stretches in order, each with whether it lies inside quotation marks; `cue` is (start, end, lemma,
    stance); `inherits` says that it has no speaker phrase of its own but that of the statement before it;
    `parent` is the index of the statement of the sentence that it lies in.
    """

    rule_id: str
    kind: str
    pieces: tuple[Span, ...]
    cue: tuple[int, int, str, str] | None
    speaker: Span | None
    inherits: bool = False
    relay: Relay | None = None
    relayed_by: Span | None = None
    parent: int | None = None


def kind_of(text: str, start: int, end: int, quoted: Sequence[Quoted]) -> str:
    """indirect, or mixed where text[start:end] holds quoted words that do more than name something."""
    for stretch in quoted:
        if start <= stretch.inner_start and stretch.inner_end <= end and not is_naming(text, stretch):
            return "mixed"
    return "indirect"


def is_naming(text: str, stretch: Quoted) -> bool:
    """Whether quoted words only name something: a few words behind an article, or in capitals."""
    inner = text[stretch.inner_start : stretch.inner_end]
    words = [item for item in cut_words(inner, 0, len(inner)) if item.is_word]
    before = text[max(0, stretch.start - 12) : stretch.start].replace("’", "'").lower().split()
    last = before[-1] if before else ""
    articled = last in (
        "le",
        "la",
        "les",
        "du",
        "au",
        "aux",
        "ce",
        "cette",
        "dite",
        "dit",
        "dites",
        "dits",
    ) or last.endswith("l'")
    return bool(words) and (
        (articled and len(words) <= 4)
        or (
            len(words) > 1
            and sum(word.is_capital for word in words) >= max(2, len(words) - 1)
            and words[0].is_capital
        )
    )


def find_frames(
    text: str, start: int, end: int, quoted: Sequence[Quoted], grammar: Grammar, names: Names
) -> list[Frame]:
    """Statements of the sentence text[start:end], in order of their anchors."""
    items = cut_items(text, start, end, quoted)
    return _Sentence(text, items, quoted, grammar, names).frames() if items else []


class _Sentence:
    """A sentence at work: its items, its anchors, and the statements found so far."""

    def __init__(
        self, text: str, items: list[Item], quoted: Sequence[Quoted], grammar: Grammar, names: Names
    ) -> None:
        self.text, self.items, self.quoted, self.grammar, self.names = text, items, quoted, grammar, names
        self.cues = [cue for cue in find_cues(items, grammar.cues)]
        self.sources = find_sources(items, grammar.sources, grammar.speakers, names)
        self.limit = len(items)
        while (
            self.limit
            and items[self.limit - 1].quoted is None
            and not (items[self.limit - 1].is_word or items[self.limit - 1].text in ")%€$")
        ):
            self.limit -= 1

    def frames(self) -> list[Frame]:
        """The statements: by incise first, then by cue and source from left to right."""
        items = self.items
        incises: dict[int, Phrase] = {}
        complements: dict[int, Complement] = {}
        for number, cue in enumerate(self.cues):
            if cue.is_negated:
                continue
            phrase = self._incise(cue)
            if phrase is not None:
                incises[number] = phrase
                continue
            if cue.form == "future":
                continue
            complement = find_complement(
                items, cue, self.limit, self.grammar.speakers, self.names, self._next_cue(number)
            )
            if complement is not None:
                complements[number] = complement
        cuts = self._cuts(incises, complements)
        frames: list[Frame] = [*self._inner_incises(), *self._lead()]
        outer: int | None = None
        for source in self.sources:
            frame = self._source_frame(
                source, cuts, bool(complements) and self._before_any(source, complements)
            )
            if frame is None:
                continue
            if frame.rule_id == "fr.quote.source_trailing" and (complements or incises or frames):
                continue
            outer = len(frames)
            frames.append(frame)
        previous: Frame | None = None
        for number, cue in enumerate(self.cues):
            if number in incises:
                if previous is not None and not self._has_quote_left(cue):
                    continue
                made = self._incise_frames(cue, incises[number], cuts, previous)
            elif number in complements:
                made = self._complement_frames(cue, complements[number], cuts, previous, outer)
            else:
                continue
            for frame in made:
                frames.append(frame)
                previous = frame
        return self._with_relays(frames, incises, complements)

    # anchors

    def _next_cue(self, number: int) -> int:
        """Index of the first item of the next cue."""
        return self.cues[number + 1].first if number + 1 < len(self.cues) else self.limit

    def _incise(self, cue: Cue) -> Phrase | None:
        """The speaker phrase behind (or inside) the cue, if the cue stands behind what it reports."""
        items = self.items
        if "incise" not in cue.verb.governs or cue.form == "participle":
            return None
        if cue.form == "future" and not self._has_quote_left(cue):
            return None
        following = items[cue.after].word if cue.after < len(items) else ""
        if cue.pronoun is not None:
            if following in ("que", "qu'", ":"):
                return None
            if items[cue.pronoun].word.endswith("on"):
                return self._place_after(cue.after)
            return cue.pronoun, cue.pronoun + 1
        if following in ("que", "qu'", ":", "«»"):
            return None
        left = cue.subject_at - 1
        if left < 0 or cue.subject_at < cue.first - 1:
            return None
        after_quote = items[left].quoted is not None or (
            items[left].text in ",-–—" and left > 0 and items[left - 1].quoted is not None
        )
        if not after_quote and items[left].text not in _OPEN_LEFT:
            return None
        phrase = self._speaker_after(cue.after)
        if phrase is None:
            return None
        if not after_quote and not can_speak(items, phrase, self.grammar.speakers, self.names):
            return None
        if (
            after_quote
            and items[left].text == ","
            and "object" in cue.verb.governs
            and not can_speak(items, phrase, self.grammar.speakers, self.names)
        ):
            return None
        return phrase

    def _place_after(self, index: int) -> Phrase | None:
        """The body behind an impersonal incise: "assure-t-on à la mairie", "indique-t-on de source policière"."""
        items = self.items
        if index + 1 >= len(items) or items[index].word not in _BODY_PREPOSITIONS:
            return None
        if items[index].word in ("de", "d'") and items[index + 1].word in ("source", "sources"):
            after = index + 1
            while after < len(items) and items[after].is_word:
                after += 1
            return index + 1, after
        first = index + 1
        while (
            first < len(items)
            and items[first].word in ("de", "d'", "du", "l'", "entourage")
            and items[first].word != "l'"
        ):
            first += 1
        if items[index].word in ("au", "aux") and items[first].is_word:
            after = first + 1
            while after < len(items) and (items[after].is_word or items[after].word.endswith("'")):
                after += 1
            return first, after
        return phrase_at(items, first, self.grammar.speakers, self.names)

    def _speaker_after(self, index: int) -> Phrase | None:
        """The first noun phrase from items[index] on that is no complement of place, time or address."""
        items, words = self.items, self.grammar.speakers
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
                return phrase_at(items, index, words, self.names)
            if item.word in _ADJUNCT_PREPOSITIONS and index + 1 < end:
                inner = index + 1
                while inner < end and items[inner].word in ("de", "d'", "du", "ce", "cette"):
                    inner += 1
                bare = inner + (items[inner].word in DETERMINERS) if inner < end else inner
                outlet = outlet_at(items, bare, self.grammar.relays, self.names, True) if bare < end else None
                if outlet is not None:
                    index = outlet
                    continue
                phrase = bare_phrase_at(items, inner, words, self.names)
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

    def _has_quote_left(self, cue: Cue) -> bool:
        """Whether quoted words stand right before the cue."""
        left = cue.subject_at - 1
        if left >= 0 and self.items[left].quoted is not None:
            return True
        return left > 0 and self.items[left].text in ",-–—" and self.items[left - 1].quoted is not None

    def _before_any(self, source: Source, complements: dict[int, Complement]) -> bool:
        return all(self.cues[number].first > source.first for number in complements)

    def _cuts(self, incises: dict[int, Phrase], complements: dict[int, Complement]) -> list[int]:
        """Indexes at which a clause that began before them ends."""
        cuts = [
            lead_in(self.items, cue, number in incises, number in complements)
            for number, cue in enumerate(self.cues)
            if number in incises or number in complements or cue.form == "participle"
        ]
        for source in self.sources:
            if source.is_behind:
                bracket = _bracket_before(self.items, source.lead)
                cuts.append(bracket - 1 if bracket else source.lead)
        return sorted(cut for cut in cuts if cut is not None)

    # statements

    def _is_channel(self, source: Source) -> bool:
        """Whether the source is only what carried words, such as "selon un communiqué"."""
        first, after = source.phrase
        nouns = [item.word for item in self.items[first:after] if item.word not in DETERMINERS]
        return (
            bool(nouns)
            and len(nouns) <= 2
            and nouns[0] in self.grammar.relays.channels
            and nouns[0] != "rapport"
        )

    def _source_frame(self, source: Source, cuts: list[int], has_children: bool) -> Frame | None:
        """The statement of a source phrase (selon, d'après, pour)."""
        items = self.items
        cue = (items[source.first].start, items[source.cue_after - 1].end, source.lemma, "neutral")
        speaker = (items[source.phrase[0]].start, items[source.phrase[1] - 1].end)
        if source.is_behind:
            bracket = _bracket_before(items, source.lead)
            begin = self._content_start(
                max([bracket, *(cut for cut in cuts if cut < source.lead)]), source.lead
            )
            if source.lead and items[source.lead - 1].word in ("qui", "que"):
                return None
            piece = self._piece(begin, source.lead)
            if piece is None:
                return None
            after = self._piece(source.after, self.limit) if source.after < self.limit else None
            behind_quote = source.after < len(items) and items[source.after].quoted is not None
            if behind_quote:
                stretch = items[source.after].quoted
                assert stretch is not None
                if source.after + 1 >= self.limit:
                    return Frame(
                        "fr.quote.source_inside",
                        "direct",
                        ((stretch.inner_start, stretch.inner_end),),
                        cue,
                        speaker,
                    )
            if after is not None and source.goes_on:
                span = (piece[0], after[1])
                kind = kind_of(self.text, *span, self.quoted)
                return Frame("fr.quote.source_inside", kind, (piece, after), cue, speaker)
            return self._content_frame("fr.quote.source_trailing", begin, source.lead, cue, speaker)
        end = self.limit if has_children else min([self.limit, *(cut for cut in cuts if cut > source.after)])
        return self._content_frame("fr.quote.source_fronted", source.after, end, cue, speaker)

    def _content_frame(
        self, rule_id: str, begin: int, end: int, cue: tuple[int, int, str, str] | None, speaker: Span | None
    ) -> Frame | None:
        """A statement whose words are items[begin:end]: direct where they are one quoted stretch, else by its marks."""
        stretch = self._only_quote(begin, end)
        if stretch is not None:
            return Frame(rule_id, "direct", ((stretch.inner_start, stretch.inner_end),), cue, speaker)
        piece = self._piece(begin, end)
        if piece is None or len(self.text[piece[0] : piece[1]].split()) < 2:
            return None
        return Frame(rule_id, kind_of(self.text, *piece, self.quoted), (piece,), cue, speaker)

    def _only_quote(self, begin: int, end: int) -> Quoted | None:
        """The quoted stretch that items[begin:end] consist of, punctuation and a connective aside."""
        inside = [
            item
            for item in self.items[begin:end]
            if item.quoted is not None or item.is_word or item.word.endswith("'")
        ]
        stretches = [item.quoted for item in inside if item.quoted is not None]
        if len(stretches) != 1 or inside[-1].quoted is None:
            return None
        if len(inside) == 1 or tuple(item.word for item in inside[:-1]) in self.grammar.connectives:
            return stretches[0]
        return None

    def _piece(self, begin: int, end: int) -> Span | None:
        """Offsets of items[begin:end] without punctuation at their edges; None where nothing is left."""
        items = self.items
        while end > begin and not _solid(items[end - 1]):
            end -= 1
        while begin < end and not _solid(items[begin]):
            begin += 1
        return (items[begin].start, items[end - 1].end) if begin < end else None

    def _content_start(self, begin: int, end: int) -> int:
        """Index where the words said begin: behind a connective with its comma."""
        for length in (3, 2, 1):
            if tuple(item.word for item in self.items[begin : begin + length]) in self.grammar.connectives:
                if begin + length < end and self.items[begin + length].text == ",":
                    return begin + length + 1
        return begin

    def _incise_frames(
        self, cue: Cue, phrase: Phrase, cuts: list[int], previous: Frame | None
    ) -> list[Frame]:
        """The statement in front of an incise, and what goes on behind it."""
        items = self.items
        said = self._cue_of(cue)
        speaker = (items[phrase[0]].start, items[phrase[1] - 1].end)
        lead = lead_in(items, cue, True, False)
        lead = cue.first if lead is None else lead
        begin = max([0, *(cut for cut in cuts if cut < lead)])
        if begin:
            while begin < lead and items[begin].text in ",;":
                begin += 1
        fronted = [source.after for source in self.sources if not source.is_behind and source.after < lead]
        begin = self._content_start(max([begin, *fronted]), lead)
        pieces: list[Span] = []
        kind = "indirect"
        if lead and lead == cue.subject_at and items[lead - 1].quoted is None and items[lead - 1].is_word:
            begin = (
                lead if cue.pronoun is not None and items[lead - 1].word in ("qui", "que", "qu'") else begin
            )
        quotes = [k for k in range(begin, lead) if items[k].quoted is not None]
        near = bool(quotes) and not any(items[k].is_word for k in range(quotes[-1] + 1, lead))
        if near and self._is_direct(begin, quotes):
            for k in quotes:
                stretch = items[k].quoted
                assert stretch is not None
                pieces.append((stretch.inner_start, stretch.inner_end))
            kind = "direct"
        else:
            piece = self._piece(begin, lead)
            if piece is not None and len(self.text[piece[0] : piece[1]].split()) >= 3:
                pieces.append(piece)
                kind = kind_of(self.text, *piece, self.quoted)
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
                and (cue.pronoun is not None or self._is_cut_short(begin, lead, following))
            ):
                stop = min([self.limit, *(cut for cut in cuts if cut >= following)])
                piece = self._piece(following, stop)
                if piece is not None and len(self.text[piece[0] : piece[1]].split()) >= 3:
                    pieces.append(piece)
        if not pieces:
            return []
        rule = "fr.quote.incise_direct" if kind == "direct" else "fr.quote.incise_reported"
        return [Frame(rule, kind, tuple(pieces), said, speaker)]

    def _is_cut_short(self, begin: int, lead: int, following: int) -> bool:
        """Whether an incise parts a clause: a few words before it, and behind it no apposition or adjunct."""
        items = self.items
        if following >= len(items) or lead - begin > 8 or not items[following].text[0].islower():
            return False
        word = items[following].word
        return (
            word not in PREPOSITIONS | DETERMINERS | {"qui", "dont", "et"}
            and not word.endswith(("ant", "é", "ée", "és", "ées", "eur", "rice", "iste"))
            and word not in self.grammar.speakers.speaker_nouns
        )

    def _is_direct(self, begin: int, quotes: list[int]) -> bool:
        """Whether the quoted stretches before an incise are the statement, and not a sentence that holds them."""
        items = self.items
        words = [item for item in items[begin : quotes[-1]] if item.is_word or item.word.endswith("'")]
        if len(quotes) > 1:
            return not words
        if not words or tuple(word.word for word in words) in self.grammar.connectives:
            return True
        if len(words) <= 3 and items[quotes[-1] - 1].text in ",:":
            return True
        last = items[quotes[-1]].quoted
        assert last is not None
        outside = sum(len(word.text) for word in words)
        return outside * 4 < last.inner_end - last.inner_start and items[quotes[-1] - 1].text in ",:"

    def _complement_frames(
        self, cue: Cue, complement: Complement, cuts: list[int], previous: Frame | None, outer: int | None
    ) -> list[Frame]:
        """The statement that a cue governs, with its subject."""
        items = self.items
        speaker, inherits = self._subject(cue, previous)
        if speaker is None and not inherits:
            return []
        end = clause_end(items, complement.first, self.limit, cuts, complement.rule_id)
        rule_id = complement.rule_id
        if rule_id in ("fr.quote.object", "fr.quote.quoted_object"):
            if not self._may_object(cue, complement, speaker):
                return []
            if complement.has_quote:
                rule_id = "fr.quote.quoted_object"
        said = self._cue_of(cue)
        if complement.is_quote_only:
            end = complement.first + 1
        frame = self._content_frame(rule_id, complement.first, end, said, speaker)
        if frame is None:
            return []
        if cue.form == "participle" and rule_id != "fr.quote.quoted_object":
            frame = replace(frame, rule_id="fr.quote.participle")
        return [replace(frame, inherits=inherits, parent=outer)]

    def _may_object(self, cue: Cue, complement: Complement, speaker: Span | None) -> bool:
        """Whether an object sums up what was said: its subject can speak, and the clause does not just name something."""
        items = self.items
        if cue.form == "participle" and not complement.has_quote:
            preposition = items[complement.first].word in ("sur", "contre", "pour")
            if not preposition and cue.verb.stance not in ("demanding", "denying", "criticising"):
                return False
        if cue.subject_at > 1 and cue.verb.lemma == "qualifier":
            if any(
                items[k].word in ("que", "qu'") and items[k - 1].word == "ce"
                for k in range(max(1, cue.subject_at - 4), cue.subject_at)
            ):
                return False
        if speaker is None:
            return False
        first = next((k for k, item in enumerate(items) if item.start == speaker[0]), None)
        after = next((k + 1 for k, item in enumerate(items) if item.end == speaker[1]), None)
        if first is None or after is None:
            return True
        return can_speak(items, (first, after), self.grammar.speakers, self.names)

    def _subject(self, cue: Cue, previous: Frame | None) -> tuple[Span | None, bool]:
        """The speaker phrase of a cue that governs its statement; (None, True) where it is the one before."""
        items, words, names = self.items, self.grammar.speakers, self.names
        if cue.pronoun is not None:
            if items[cue.pronoun].word.endswith("on"):
                return None, False
            return (items[cue.pronoun].start, items[cue.pronoun].end), False
        if cue.form == "participle":
            if previous is not None:
                return previous.speaker, True
            phrase = antecedent(items, 0, cue.subject_at, words, names)
            if phrase is None:
                phrase = self._main_subject(cue.first)
            return (None, False) if phrase is None else (self._offsets(phrase), False)
        end = cue.subject_at
        if end and items[end - 1].word in ("et", "mais", "puis", "ou") and previous is not None:
            return previous.speaker, True
        if end and items[end - 1].word in ("et", "puis") and items[cue.first].word not in _AUXILIARIES:
            shared = next((k for k in range(end - 2, -1, -1) if items[k].word in _AUXILIARIES), None)
            if shared is not None:
                end = shared
        begin = self._clause_begin(end)
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
                items, self._clause_begin(stop), stop, words, names
            )
        else:
            phrase = phrase_before(items, begin, end, words, names)
            if (
                phrase is None
                and previous is not None
                and any(items[k].word in ("et", "mais", "puis") for k in range(max(begin, end - 6), end))
            ):
                return previous.speaker, True
        if phrase is None:
            phrase = (
                self._main_subject(end)
                if items[max(0, end - 1)].word in ("et", "mais", "puis", ",")
                else None
            )
        if phrase is None or (
            items[phrase[0]].word in ("on", "cela", "ceci", "ce", "c'") and phrase[1] - phrase[0] == 1
        ):
            return None, False
        if items[phrase[0]].word in _IMPERSONAL_STARTS:
            return None, False
        return self._offsets(phrase), False

    def _clause_begin(self, end: int) -> int:
        """Index where the clause that holds items[end - 1] begins: behind que, a semicolon, a colon, a source phrase."""
        for source in self.sources:
            if not source.is_behind and source.after <= end and source.phrase[1] <= end:
                begin = source.after
                break
        else:
            begin = 0
        for k in range(end - 1, begin, -1):
            if self.items[k - 1].text in (";", ":") or (self.items[k - 1].quoted is not None and k < end):
                return k
            if self.items[k - 1].word in ("que", "qu'"):
                return k
        return begin

    def _main_subject(self, before: int) -> Phrase | None:
        """The noun phrase that opens the sentence, as subject of a later participle or coordinated verb."""
        items, words = self.items, self.grammar.speakers
        at = 0
        for source in self.sources:
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
            phrase = phrase_at(items, at, words, self.names)
            if phrase is not None and can_speak(items, phrase, words, self.names):
                return phrase
        return None

    def _offsets(self, phrase: Phrase) -> Span:
        return self.items[phrase[0]].start, self.items[phrase[1] - 1].end

    def _cue_of(self, cue: Cue) -> tuple[int, int, str, str]:
        return (
            self.items[cue.first].start,
            self.items[cue.after - 1].end,
            cue.verb.lemma,
            cue.verb.stance,
        )

    def _inner_incises(self) -> list[Frame]:
        """Statements whose incise stands inside the marks: « Nous partons, dit Ada Aubrac. Il est tard. »"""
        found: list[Frame] = []
        for item in self.items:
            stretch = item.quoted
            if stretch is None:
                continue
            inner = cut_words(self.text, stretch.inner_start, stretch.inner_end)
            sentence = _Sentence.__new__(_Sentence)
            sentence.text, sentence.items, sentence.quoted = self.text, inner, ()
            sentence.grammar, sentence.names = self.grammar, self.names
            for cue in find_cues(inner, self.grammar.cues):
                if cue.is_negated or cue.first == 0 or inner[cue.subject_at - 1].text not in _OPEN_LEFT:
                    continue
                phrase = sentence._incise(cue)
                if phrase is None or not can_speak(inner, phrase, self.grammar.speakers, self.names):
                    continue
                lead = cue.subject_at - 1
                after = max(cue.after, phrase[1])
                while after < len(inner) and inner[after].text not in ".,:!?…–—":
                    after += 1
                speaker = (inner[phrase[0]].start, inner[phrase[1] - 1].end)
                said = sentence._cue_of(cue)
                pieces = [
                    (
                        stretch.inner_start,
                        inner[lead].start if inner[lead].text in ",–—-" else inner[lead].end,
                    )
                ]
                if after + 1 < len(inner):
                    pieces.append((inner[after + 1].start, stretch.inner_end))
                pieces = [(a, a + len(self.text[a:b].rstrip(" \u00a0\u202f"))) for a, b in pieces]
                found.append(Frame("fr.quote.incise_direct", "direct", tuple(pieces), said, speaker))
                break
        return found

    def _lead(self) -> list[Frame]:
        """Quoted words that open a dispatch, a colon behind them, and who said them in the sentence that follows."""
        items = self.items
        if len(items) < 4 or items[0].quoted is None or items[1].text != ":" or not items[2].is_word:
            return []
        stretch = items[0].quoted
        for k in range(2, len(items)):
            if items[k].start in self.names and self.names[items[k].start][1] == "person":
                speaker = (items[k].start, self.names[items[k].start][0])
                said = ((stretch.inner_start, stretch.inner_end),)
                return [Frame("fr.quote.lead", "direct", said, None, speaker)]
            if items[k].text == ".":
                break
        return []

    # relays

    def _with_relays(
        self, frames: list[Frame], incises: dict[int, Phrase], complements: dict[int, Complement]
    ) -> list[Frame]:
        """The statements with what carried them: a channel beside them, or an attribution behind them."""
        items = self.items
        carrier: Span | None = None
        for number, phrase in incises.items():
            cue = self.cues[number]
            earlier = [k for k in complements if self.cues[k].first < cue.first]
            if earlier and not self._has_quote_left(cue):
                carrier = self._offsets(phrase)
        relays = find_relays(items, 0, len(items), self.grammar.relays, self.names)
        for source in self.sources:
            if (
                source.is_behind
                and not self._is_channel(source)
                and (complements or incises or any(f.cue and f.rule_id.endswith("direct") for f in frames))
            ):
                carrier = self._offsets(source.phrase)
        made: list[Frame] = []
        for frame in frames:
            outside = [
                relay
                for relay in relays
                if not any(a <= relay.start < b for a, b in frame.pieces)
                and not (frame.speaker and frame.speaker[0] <= relay.start < frame.speaker[1])
                and not any(
                    a <= relay.start < b for other in frames if other is not frame for a, b in other.pieces
                )
            ]
            relay = next((relay for relay in outside if relay.is_outlet), outside[0] if outside else None)
            relayed_by = (
                carrier
                if carrier is None or not any(r.start >= carrier[0] and r.is_outlet for r in outside)
                else None
            )
            if frame.parent is not None and frames[frame.parent].speaker != frame.speaker:
                relayed_by = frames[frame.parent].speaker
            if relayed_by is not None and frame.speaker == relayed_by:
                relayed_by = None
            made.append(replace(frame, relay=None if relayed_by else relay, relayed_by=relayed_by))
        return made


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
_AUXILIARIES: Final = frozenset(["a", "ont", "avait", "avaient"])
_BODY_PREPOSITIONS: Final = frozenset(["à", "au", "aux", "chez", "dans", "auprès", "de", "d'"])
_IMPERSONAL_STARTS: Final = frozenset(["cela", "ceci"])


def _bracket_before(items: Sequence[Item], at: int) -> int:
    """Index after the bracket that is open at items[at]; 0 without one."""
    for k in range(at - 1, -1, -1):
        if items[k].text == ")":
            return 0
        if items[k].text == "(":
            return k + 1
    return 0


def _solid(item: Item) -> bool:
    """Whether an item belongs to what was said even at its edge."""
    return (
        item.quoted is not None
        or item.is_word
        or item.word.endswith("'")
        or item.text in "()%€$?!"
        or item.word in DETERMINERS
    )
