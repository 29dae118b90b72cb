"""Source phrases: selon, d'après, pour, aux yeux de, with whom they name.

What belongs here: finding the preposition and its noun phrase and telling on which side the statement stands. What
does not: the statement's own bounds (quote_frames.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from pipeline.text.quotes.adjuncts import SpeakerWords, is_time, skip_adverbial, skip_time
from pipeline.text.quotes.noun_phrases import Names, Phrase, contracted_phrase_at, phrase_at
from pipeline.text.quotes.quote_words import DETERMINERS, PREPOSITIONS, PRONOUNS, Item
from pipeline.text.quotes.source_chains import cited_by, outlet_of, without_witness
from pipeline.text.quotes.speakers import antecedent, can_speak, phrase_before

_MARKERS: Final = (
    (("aux", "yeux", "de"), "aux yeux de", False),
    (("aux", "yeux", "du"), "aux yeux de", False),
    (("aux", "yeux", "des"), "aux yeux de", False),
    (("aux", "yeux", "d'"), "aux yeux de", False),
    (("de", "l'", "avis", "de"), "de l’avis de", False),
    (("de", "l'", "avis", "du"), "de l’avis de", False),
    (("de", "l'", "avis", "des"), "de l’avis de", False),
    (("de", "l'", "aveu", "de"), "de l’aveu de", False),
    (("de", "l'", "aveu", "du"), "de l’aveu de", False),
    (("à", "en", "croire"), "à en croire", False),
    (("à", "l'", "en", "croire"), "à en croire", False),
    (("si", "l'", "on", "en", "croit"), "si l’on en croit", False),
    (("d'", "après"), "d’après", False),
    (("selon",), "selon", False),
    (("suivant",), "suivant", True),
    (("pour",), "pour", True),
)
_STARTS: Final = frozenset([marker[0] for marker, _, _ in _MARKERS] + ["à", "aux", "a"])
_RELATIVES: Final = frozenset(["qui", "lequel", "laquelle", "lesquels", "lesquelles"])
_LONGEST_APPOSITION: Final = 14
_SHORT: Final = 8
_NOT_WHOM: Final = frozenset(["que", "qu'", "ce", "cela", "ça"])
_PARTICIPLES: Final = ("é", "ée", "és", "ées")
_STATES: Final = frozenset(
    [
        "présent",
        "présente",
        "présents",
        "présentes",
        "absent",
        "absente",
        "favorable",
        "favorables",
        "opposé",
        "opposée",
        "opposés",
        "hostile",
        "hostiles",
        "proche",
        "proches",
        "partisan",
        "partisane",
        "membre",
        "membres",
        "candidat",
        "candidate",
        "natif",
        "native",
        "originaire",
        "élu",
        "élue",
        "venu",
        "venue",
        "connu",
        "connue",
        "réputé",
        "réputée",
        "très",
        "plutôt",
        "pourtant",
        "fervent",
        "fervente",
    ]
)
"""Adjectives and nouns that open a description behind a comma."""
_MADE_KNOWN: Final = ("publié", "réalisé", "diffusé", "dévoilé", "rendu", "établi", "mené")
_OWN: Final = frozenset(["son", "sa", "ses", "leur", "leurs"])
_OWN_EYES: Final = frozenset(["ses", "leurs"])


@dataclass(frozen=True, slots=True)
class SourceWords:
    """Nouns that behind selon name no source, nouns for what holds words ("bilan", "récit"), and how words begin behind
    which selon names a measure ("varie")."""

    not_sources: frozenset[str]
    vehicles: frozenset[str]
    depending: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """A source phrase: cue items[first:cue_after], noun phrase, and where the statement stands.

    `is_behind`: the statement stands before it (up to `lead`); else it begins at `after`. `goes_on`: it stands on both
    sides. `citing` is who names the source where another does: "selon Reuters, citant un diplomate".
    """

    lemma: str
    first: int
    cue_after: int
    phrase: Phrase
    lead: int
    after: int
    is_behind: bool
    goes_on: bool
    citing: Phrase | None = None


def find_sources(
    items: Sequence[Item], source_words: SourceWords, words: SpeakerWords, names: Names
) -> list[Source]:
    """All source phrases of a sentence, in order."""
    found: list[Source] = []
    for index in range(len(items)):
        source = _source_at(items, index, source_words, words, names)
        if source is not None and not (found and found[-1].phrase[1] > index):
            found.append(source)
    return found


def _source_at(
    items: Sequence[Item], index: int, source_words: SourceWords, words: SpeakerWords, names: Names
) -> Source | None:
    if items[index].word not in _STARTS:
        return None
    own = (
        index + 2 < len(items)
        and items[index].word in ("à", "aux", "a")
        and items[index + 1].word in _OWN_EYES
    )
    if own and items[index + 2].word == "yeux":
        return _placed(items, index, index + 3, (index + 1, index + 2), "aux yeux de", words)
    if items[index].word == "pour" and index + 2 < len(items) and items[index + 1].word in _RELATIVES:
        return _relative_source(items, index, words, names)
    for marker, lemma, is_restricted in _MARKERS:
        if tuple(item.word for item in items[index : index + len(marker)]) != marker:
            continue
        if lemma == "selon" and index and items[index - 1].word.startswith(source_words.depending):
            return None
        at = index + len(marker)
        if marker[1:2] == ("l'",) and lemma == "à en croire":
            return _placed(items, index, at, (index + 1, index + 2), lemma, words)
        if at >= len(items) or items[at].word in _NOT_WHOM:
            return None
        phrase = phrase_at(items, at, words, names)
        if phrase is None and marker[-1] in ("du", "des"):
            phrase = contracted_phrase_at(items, at, words, names)
        if phrase is None and items[at].word in ("certains", "lui", "elle", "eux", "elles", "beaucoup"):
            phrase = (at, at + 1)
        if phrase is None:
            return None
        head = [item.word for item in items[phrase[0] : min(phrase[1], phrase[0] + 3)]]
        if any(word in source_words.not_sources for word in head) and items[phrase[0]].start not in names:
            return None
        if is_restricted and not (_is_front(items, index, words) and can_speak(items, phrase, words, names)):
            return None
        phrase = outlet_of(items, without_witness(items, phrase, words))
        cited = cited_by(items, phrase, words, names)
        if cited is not None:
            return replace(_placed(items, index, at, cited, lemma, words), citing=phrase)
        if lemma == "pour" and not _ends_at_comma(items, phrase[1]):
            return None
        told = _told_by(items, phrase, source_words, words, names)
        source = _placed(items, index, at, phrase, lemma, words, told is not None)
        return source if told is None else replace(source, phrase=told)
    return None


def _relative_source(items: Sequence[Item], index: int, words: SpeakerWords, names: Names) -> Source | None:
    """The source of "Ada Aubrac, maire de Valmont, pour qui …": whom the relative takes up."""
    if not index or items[index - 1].text != ",":
        return None
    phrase = _named_before(items, index - 1, names)
    phrase = phrase or antecedent(items, 0, index - 1, words, names)
    phrase = phrase or phrase_before(items, 0, index, words, names)
    if phrase is None or not can_speak(items, phrase, words, names):
        return None
    is_told = (
        items[phrase[0]].word in DETERMINERS or names.get(items[phrase[0]].start, (0, ""))[1] == "person"
    )
    if items[index + 1].word != "qui" and not is_told:
        return None
    return Source("pour", index, index + 2, phrase, index, index + 2, False, False)


def _named_before(items: Sequence[Item], comma: int, names: Names) -> Phrase | None:
    """The person named last before a comma, with no more than an apposition between them."""
    for k in range(comma - 1, max(-1, comma - _LONGEST_APPOSITION), -1):
        if items[k].text in ";:" or items[k].quoted is not None:
            return None
        end, kind = names.get(items[k].start, (0, ""))
        if kind == "person":
            return k, next((j for j in range(k, comma) if items[j].start >= end), comma)
    return None


def _told_by(
    items: Sequence[Item], phrase: Phrase, source_words: SourceWords, words: SpeakerWords, names: Names
) -> Phrase | None:
    """Whose words a vehicle holds: the pronoun of "le compte rendu qu'il en fait", or who published it."""
    after = phrase[1]
    if (
        items[phrase[0]].word in _OWN
        and items[phrase[0] + 1 : after]
        and items[phrase[0] + 1].word in source_words.vehicles
    ):
        return phrase[0], phrase[0] + 1
    is_vehicle = any(item.word in source_words.vehicles for item in items[phrase[0] : after])
    if is_vehicle and after + 1 < len(items) and items[after].word in ("qu'", "que"):
        return (after + 1, after + 2) if items[after + 1].word in PRONOUNS else None
    if is_vehicle and items[after - 1].word.startswith(_MADE_KNOWN):
        return _agent(items, phrase[0], after, words, names)
    return None


def _agent(items: Sequence[Item], first: int, after: int, words: SpeakerWords, names: Names) -> Phrase | None:
    """The phrase of a vehicle with the body that made it known: "une estimation publiée jeudi par la banque"."""
    by = after
    while by < len(items) and is_time(items, by, words):
        by = max(by + 1, skip_time(items, by, words))
    if by + 1 >= len(items) or items[by].word != "par":
        return None
    body = phrase_at(items, by + 1, words, names)
    return None if body is None else (first, body[1])


def _is_front(items: Sequence[Item], index: int, words: SpeakerWords) -> bool:
    """Whether no more than a connective stands before items[index]."""
    at = 0
    while at < index:
        moved = skip_adverbial(items, at, words)
        if moved == at:
            if items[at].word in ("mais", "et", "or", "car", "que", "qu'") or not items[at].is_word:
                moved = at + 1
            else:
                return False
        at = moved
    return True


def _ends_at_comma(items: Sequence[Item], index: int) -> bool:
    return index < len(items) and (items[index].text in (",", "(") or items[index].quoted is not None)


def _placed(
    items: Sequence[Item],
    first: int,
    cue_after: int,
    phrase: Phrase,
    lemma: str,
    words: SpeakerWords,
    is_told: bool = False,
) -> Source:
    after = max(phrase[1], cue_after)
    lead = first
    while lead and _is_adverb(items, lead - 1, words):
        lead -= 1
    while lead and items[lead - 1].text in (",", "–", "—", "("):
        lead -= 1
    if _is_front(items, first, words):
        return Source(
            lemma, first, cue_after, phrase, lead, statement_start(items, after, words), False, False
        )
    if lead and items[lead - 1].text == ":":
        return Source(
            lemma, first, cue_after, phrase, lead, statement_start(items, after, words), False, False
        )
    if first and items[first - 1].text == "(" and after < len(items) and items[after].text == ",":
        return Source(lemma, first, cue_after, phrase, first, after + 1, False, False)
    nested = lead and items[lead - 1].word in ("que", "qu'", "mais", "et", ";") and after < len(items)
    if nested and items[after].text == ",":
        return Source(
            lemma, first, cue_after, phrase, first, statement_start(items, after, words), False, False
        )
    goes_on = (
        not is_told
        and after + 3 < len(items)
        and items[after].text == ","
        and items[lead].text == ","
        and not is_apposition(items, after + 1, words)
        and not _only_describes(items, after + 1, words)
    )
    if goes_on:
        after += 1
    elif _is_inserted(items, lead, phrase, after):
        goes_on = True
    return Source(lemma, first, cue_after, phrase, lead, after, True, goes_on)


def _only_describes(items: Sequence[Item], index: int, words: SpeakerWords) -> bool:
    """Whether a few words behind a source, up to the sentence's end, say who or where it is: ", le ministre de l'Économie"."""
    end = next((k for k in range(index, len(items)) if items[k].text in ".;:?!"), len(items))
    if end - index > _SHORT or any(
        items[k].text == "," or items[k].quoted is not None for k in range(index, end)
    ):
        return False
    if items[index].word == "dans":
        return True
    return (
        items[index].word in DETERMINERS and index + 1 < end and items[index + 1].word in words.speaker_nouns
    )


def _is_adverb(items: Sequence[Item], index: int, words: SpeakerWords) -> bool:
    """Whether an adverb belongs to a source phrase ("toujours selon"); words of time belong to the statement."""
    if skip_adverbial(items, index, words) != index + 1 or is_time(items, index, words):
        return False
    return index == 0 or items[index - 1].word not in PREPOSITIONS | DETERMINERS


def _is_inserted(items: Sequence[Item], lead: int, phrase: Phrase, after: int) -> bool:
    """Whether a pronoun's source phrase stands without commas amid a clause: "le titre devrait selon eux rester"."""
    return (
        phrase[1] - phrase[0] == 1
        and items[phrase[0]].word in ("lui", "elle", "eux", "elles")
        and lead > 0
        and items[lead].text != ","
        and after + 1 < len(items)
        and items[after].is_word
        and items[after].word not in ("et", "mais", "ou")
    )


def statement_start(items: Sequence[Item], after: int, words: SpeakerWords) -> int:
    """Index where the statement behind a source phrase begins: behind its appositions and relative clauses."""
    at = after
    rounds = 0
    while at < len(items) and rounds < 4:
        rounds += 1
        if items[at].text == "(":
            while at < len(items) and items[at].text != ")":
                at += 1
            at += 1
            continue
        if items[at].text != ",":
            comma = next((k for k in range(at, min(len(items), at + 25)) if items[k].text == ","), None)
            if items[at].quoted is not None or comma is None:
                return at
            at = comma
            continue
        if not is_apposition(items, at + 1, words):
            return at + 1
        comma = next((k for k in range(at + 1, len(items)) if items[k].text == ","), None)
        if comma is None:
            return at + 1
        at = comma
    return min(at + 1, len(items)) if at < len(items) and items[at].text == "," else min(at, len(items))


def is_apposition(items: Sequence[Item], index: int, words: SpeakerWords) -> bool:
    """Whether what begins behind a comma only describes: a bare noun ("directeur de …"), a relative, a participle."""
    if index >= len(items):
        return True
    item = items[index]
    if item.word in _RELATIVES | {"dont", "que", "qu'", "auquel", "auxquels"} or (
        item.text[0].islower() and item.word.endswith(_PARTICIPLES)
    ):
        return True
    if item.word == "à" and index + 1 < len(items) and items[index + 1].word in _RELATIVES:
        return True
    if is_time(items, index, words) or skip_adverbial(items, index, words) > index:
        return False
    if (
        item.quoted is not None
        or item.word in DETERMINERS | PREPOSITIONS | PRONOUNS
        or item.word.endswith("'")
    ):
        return False
    if item.is_capital:
        comma = next((k for k in range(index, min(len(items), index + 5)) if items[k].text == ","), None)
        return comma is not None and all(
            word.is_capital or word.word in PREPOSITIONS for word in items[index:comma]
        )
    if item.word in words.speaker_nouns or (item.is_word and item.word.endswith(words.suffixes)):
        return True
    return item.is_word and item.word in _STATES and any(k.text == "," for k in items[index + 1 : index + 16])
