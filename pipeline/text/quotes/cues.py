"""Cues of reported speech: the verb groups that report, found in a run of words.

What belongs here: compiling the rule set `reporting_verbs` and finding its verbs in their forms: simple and compound
tenses, inversion, participles, infinitives behind a support verb, negation. What does not: what the verb reports
(quote_frames.py) and who speaks (speakers.py).

A rule has `lemma`, `stance`, `governs` (que, question, infinitive_de, infinitive_a, infinitive, object, quoted_object,
de_object, a_object, denied_object, addressee, sur, contre, pour, attribute, passive, impersonal, colon, incise), `forms`, and if need be `is_reflexive` and `completed_by` (words
that must follow the verb, such as "savoir" for "faire savoir") and `not_with` (words that show close behind the verb that it reports
nothing, such as "nom" in "répondre au nom de"). `denied` says that it reports when it is denied, too ("allowed": "ne nie pas que"),
or only then ("required": "ne cache pas que").
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from pipeline.text.quotes.quote_words import (
    CLITICS,
    DETERMINERS,
    PREPOSITIONS,
    PRONOUNS,
    Item,
    Phrases,
    cut_words,
    index_phrases,
    skip_phrase,
)

_HAVE: Final = {
    **dict.fromkeys(["a", "avait", "eut", "aura", "aurait", "ait"], False),
    **dict.fromkeys(["ont", "avaient", "eurent", "auront", "auraient", "aient"], True),
}
_BE: Final = {
    **dict.fromkeys(["est", "était", "fut", "sera", "serait"], False),
    **dict.fromkeys(["sont", "étaient", "furent", "seront", "seraient"], True),
}
_DENIALS: Final = frozenset(
    ["pas", "jamais", "plus", "rien", "guère", "point", "aucun", "aucune", "ni", "nullement"]
)
_NOUN_LEFT: Final = (DETERMINERS | PREPOSITIONS) - {"lui", "tous", "toutes", "en"}
_BESIDE: Final = 3
"""How many words behind a verb may show that it reports nothing."""


@dataclass(frozen=True, slots=True)
class Verb:
    """A reporting verb as its rule declares it."""

    rule_id: str
    lemma: str
    stance: str
    governs: frozenset[str]
    is_reflexive: bool
    completed_by: tuple[tuple[str, ...], ...]
    not_with: frozenset[str] = frozenset()
    denied: str = ""


@dataclass(frozen=True, slots=True)
class Cues:
    """Compiled reporting verbs: verbs by form and by what the form is; words that may stand inside a verb group."""

    forms: Mapping[str, tuple[tuple[str, Verb], ...]]
    adverbials: Phrases
    supports: tuple[tuple[str, ...], ...]
    denied_supports: frozenset[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Cue:
    """A verb group that reports: items[first:after] of the run it was found in.

    `subject_at` is the index before which a subject may stand (clitics and negation are passed over); `pronoun` the
    index of an inverted pronoun; `form` finite, participle, or future (which reports only behind quoted words).
    """

    verb: Verb
    form: str
    first: int
    after: int
    subject_at: int
    pronoun: int | None
    is_plural: bool
    is_negated: bool


def compile_cues(
    rules: Iterable[Mapping[str, Any]],
    adverbials: Iterable[str],
    supports: Iterable[str],
    denied_supports: Iterable[str],
) -> Cues:
    """Compiles rule set `reporting_verbs`; `adverbials` and `supports` are phrases, longest first wins.

    `denied_supports` are those that report when they are denied: "n'a pas manqué de rappeler".
    """
    denied = frozenset(_phrase(words) for words in denied_supports)
    forms: dict[str, list[tuple[str, Verb]]] = {}
    for rule in rules:
        verb = Verb(
            rule["id"],
            rule["lemma"],
            rule["stance"],
            frozenset(rule["governs"]),
            bool(rule.get("is_reflexive")),
            tuple(_phrase(words) for words in rule.get("completed_by", ())),
            frozenset(rule.get("not_with", ())),
            rule.get("denied", ""),
        )
        said = rule["forms"]
        for kind, words in (
            ("singular", said["singular"]),
            ("plural", said["plural"]),
            ("future", said.get("future", ())),
            ("past", said["past_participle"]),
            ("participle", [said["present_participle"]]),
            ("infinitive", [said["infinitive"]]),
        ):
            for word in dict.fromkeys(words):
                forms.setdefault(word.lower().replace("’", "'"), []).append((kind, verb))
    return Cues(
        {word: tuple(entries) for word, entries in forms.items()},
        index_phrases(adverbials),
        tuple(
            sorted({*(_phrase(words) for words in supports), *denied}, key=lambda words: (-len(words), words))
        ),
        denied,
    )


def find_cues(items: Sequence[Item], cues: Cues) -> list[Cue]:
    """All cues of a run of items, in order; of two that overlap the longer one, then the one found first."""
    found: list[Cue] = []
    for index, item in enumerate(items):
        if item.quoted is not None:
            continue
        best: Cue | None = None
        for kind, verb in cues.forms.get(item.word, ()):
            cue = _by_denial(_cue_at(items, index, kind, verb, cues))
            if cue is not None and (best is None or _rank(cue) > _rank(best)):
                best = cue
        if best is not None:
            if found and found[-1].after > best.first:
                if found[-1].after - found[-1].first >= best.after - best.first:
                    continue
                found.pop()
            found.append(best)
    return found


def _by_denial(cue: Cue | None) -> Cue | None:
    """The cue as its verb takes denial: reporting all the same, or reporting only then."""
    if cue is None or not cue.verb.denied:
        return cue
    if cue.verb.denied == "required" and not cue.is_negated:
        return None
    if cue.is_negated and "denied_object" in cue.verb.governs:
        cue = replace(cue, verb=replace(cue.verb, governs=cue.verb.governs | {"object"}))
    return replace(cue, is_negated=False)


def _rank(cue: Cue) -> tuple[int, int, bool]:
    return (cue.after - cue.first, len(cue.verb.completed_by), cue.form == "finite")


def _phrase(words: str) -> tuple[str, ...]:
    return tuple(item.word for item in cut_words(words, 0, len(words)))


def _word(items: Sequence[Item], index: int) -> str:
    return items[index].word if 0 <= index < len(items) else ""


def _cue_at(items: Sequence[Item], index: int, kind: str, verb: Verb, cues: Cues) -> Cue | None:
    """The cue whose verb form is items[index], if the words around allow it to be one."""
    after = _completed(items, index + 1, verb, cues)
    if after is None:
        return None
    if verb.not_with and any(_word(items, k) in verb.not_with for k in range(after, after + _BESIDE)):
        return None
    if kind in ("singular", "plural"):
        return _simple(items, index, after, kind == "plural", verb, cues)
    if kind == "future":
        cue = _simple(items, index, after, False, verb, cues)
        return None if cue is None else replace(cue, form="future")
    if kind == "past":
        return _compound(items, index, after, verb, cues)
    if kind == "participle":
        first = _reflexive(items, index, verb)
        if items[index].word == "maintenant" and _word(items, index - 1) not in (",", "en"):
            return None
        return None if first is None else _made(items, verb, "participle", first, after, None, False)
    return _supported(items, index, after, verb, cues)


def _completed(items: Sequence[Item], after: int, verb: Verb, cues: Cues) -> int | None:
    """Index after the words that complete the verb; None where they are missing."""
    if not verb.completed_by:
        return after
    for start in dict.fromkeys([after, _skip_adverbials(items, after, cues)]):
        for words in verb.completed_by:
            if tuple(_word(items, start + k) for k in range(len(words))) == words:
                return start + len(words)
    return None


def _skip_adverbials(items: Sequence[Item], index: int, cues: Cues) -> int:
    """Index after adverbs and adverbial phrases that begin at index."""
    while index < len(items):
        after = skip_phrase(items, index, cues.adverbials)
        word = items[index].word
        if after == index and not (word.endswith("ment") and len(word) > 5):
            break
        index = max(after, index + 1)
    return index


def _reflexive(items: Sequence[Item], index: int, verb: Verb) -> int | None:
    """Index where the verb group begins, its reflexive pronoun included; None if pronoun and verb do not agree."""
    before = _word(items, index - 1)
    if verb.is_reflexive:
        return index - 1 if before in ("se", "s'") else None
    return None if before in ("se", "s'") else index


def _simple(
    items: Sequence[Item], index: int, after: int, is_plural: bool, verb: Verb, cues: Cues
) -> Cue | None:
    first = _reflexive(items, index, verb)
    if first is None:
        return None
    pronoun = (
        index + 1 if _word(items, index + 1).startswith("-") and len(_word(items, index + 1)) > 2 else None
    )
    if pronoun is not None:
        after = max(after, pronoun + 1)
        return _made(items, verb, "finite", first, after, pronoun, is_plural)
    before = _word(items, first - 1)
    is_past = any(kind == "past" for kind, _ in cues.forms.get(items[index].word, ()))
    if before in _BE or (is_past and _word(items, index + 1) == "par"):
        return None
    if before in _NOUN_LEFT:
        clitic = before in ("le", "la", "l'", "les") and (
            _word(items, first - 2) in PRONOUNS | {"comme", "qui", "n'", "ne"}
        )
        if not clitic:
            return None
    return _made(items, verb, "finite", first, after, None, is_plural)


def _compound(items: Sequence[Item], index: int, after: int, verb: Verb, cues: Cues) -> Cue | None:
    """A compound tense: the auxiliary stands up to a few words before the participle, adverbials between them."""
    auxiliaries = _BE if verb.is_reflexive else _HAVE
    for first in range(index - 1, max(-1, index - 11), -1):
        word = _word(items, first)
        if word not in auxiliaries and (word not in ("ayant", "avoir") or verb.is_reflexive):
            continue
        start: int | None = first
        if verb.is_reflexive:
            start = first - 1 if _word(items, first - 1) in ("se", "s'") else None
        elif _word(items, first - 1) in ("se", "s'"):
            start = None
        if start is None:
            return None
        pronoun = (
            first + 1
            if _word(items, first + 1).startswith("-") and len(_word(items, first + 1)) > 2
            else None
        )
        inner = first + 1 if pronoun is None else pronoun + 1
        if _fills(items, inner, index, cues):
            form = "participle" if word in ("ayant", "avoir") else "finite"
            return _made(items, verb, form, start, after, pronoun, auxiliaries.get(word, False))
        break
    if not verb.is_reflexive and _word(items, index - 1) in ("et", "puis"):
        return _coordinated(items, index, after, verb)
    return None


def _coordinated(items: Sequence[Item], index: int, after: int, verb: Verb) -> Cue | None:
    """A participle that shares the auxiliary of the verb before it: "a salué l'accord et appelé à …"."""
    for first in range(index - 3, max(-1, index - 30), -1):
        if items[first].text in ".;:" or (items[first].quoted is not None and first == index - 1):
            return None
        if items[first].word in _HAVE:
            if _word(items, first + 1) == "été":
                return None
            return _made(items, verb, "finite", index, after, None, _HAVE[items[first].word])
    return None


def _fills(items: Sequence[Item], index: int, end: int, cues: Cues) -> bool:
    """Whether only adverbials, negation and commas stand in items[index:end]."""
    while index < end:
        moved = _skip_adverbials(items, index, cues)
        if moved == index:
            if _word(items, index) not in _DENIALS and _word(items, index) != ",":
                return False
            moved = index + 1
        index = moved
    return index == end


def _supported(items: Sequence[Item], index: int, after: int, verb: Verb, cues: Cues) -> Cue | None:
    """An infinitive behind a support verb: "a tenu à préciser", "vient d'annoncer"."""
    first = index - 1 if verb.is_reflexive and _word(items, index - 1) in ("se", "s'") else index
    if verb.is_reflexive and first == index:
        return None
    while _word(items, first - 1) in ("lui", "leur", "nous"):
        first -= 1
    for words in cues.supports:
        start = _support_start(items, first, words, cues)
        if start is None:
            continue
        if words[0] == "avant":
            return _made(items, verb, "participle", start, after, None, False)
        cue = _with_support(items, start, after, verb, cues)
        if words in cues.denied_supports:
            return (
                replace(cue, is_negated=False)
                if cue.is_negated or _word(items, start - 1) in ("ne", "n'")
                else None
            )
        return cue
    return None


def _with_support(items: Sequence[Item], start: int, after: int, verb: Verb, cues: Cues) -> Cue:
    """The cue whose support verb is items[start], its auxiliary included."""
    for aux in range(start - 1, max(-1, start - 7), -1):
        if _word(items, aux) in _HAVE or _word(items, aux) in _BE:
            pronoun = aux + 1 if _word(items, aux + 1).startswith("-") else None
            if _fills(items, aux + 1 if pronoun is None else aux + 2, start, cues):
                return _made(items, verb, "finite", aux, after, pronoun, _word(items, aux) in ("ont", "sont"))
    pronoun = start + 1 if _word(items, start + 1).startswith("-") else None
    return _made(items, verb, "finite", start, after, pronoun, items[start].word.endswith("ent"))


def _support_start(items: Sequence[Item], first: int, words: tuple[str, ...], cues: Cues) -> int | None:
    """Index where a support phrase begins that ends before items[first]; adverbials may follow its first word."""
    rest = first - (len(words) - 1)
    if rest < 1 or tuple(items[rest + k].word for k in range(len(words) - 1)) != words[1:]:
        return None
    for start in range(rest - 1, max(-1, rest - 6), -1):
        if items[start].word == words[0] and _fills(items, start + 1, rest, cues):
            return start
    return None


def _made(
    items: Sequence[Item], verb: Verb, form: str, first: int, after: int, pronoun: int | None, is_plural: bool
) -> Cue:
    at = first
    is_negated = False
    while at > 0 and _word(items, at - 1) in CLITICS:
        at -= 1
        is_negated = is_negated or _word(items, at) in ("ne", "n'")
    if is_negated:
        near = [_word(items, k) for k in range(at, min(len(items), after + 4))]
        is_negated = any(word in _DENIALS for word in near)
    return Cue(verb, form, first, after, at, pronoun, is_plural, is_negated)
