"""Leads names back to actors within one document: full names, surnames, acronyms, repeats.

What belongs here: who a candidate means, given all candidates of the document and the registry. What does not: titles
and pronouns (references), the finding of candidates (linking, names).

When in doubt there is no link: a surname borne by two persons of the text leads back to the one named just before it in
the same passage, or to nobody.
"""

import re
from collections import ChainMap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import islice
from typing import Final

from simplemma import is_known

from pipeline.text.actors.candidates import ABBREVIATION, UNPLACED, Candidate
from pipeline.text.actors.cast import (
    FIRST_NAME,
    UNREGISTERED,
    Cast,
    admit_other,
    admit_person,
    first_word,
    tidy_person,
)
from pipeline.text.actors.consistency import SHORT_FORM_RULE
from pipeline.text.actors.linking import DEMONYM, SURNAME
from pipeline.text.actors.surroundings import (
    LIFETIME,
    count_countries,
    is_at_home,
    is_of_the_time,
    is_political,
    place,
)
from pipeline.text.folding import fold_chars, fold_words, slug

NEAR: Final = 0.88
"""Share of letters in common, in order, from which two long surnames of one text are the same."""


_INTRODUCED: Final = re.compile(
    r" ?(?:[(«\[] ?|, (?:dite?|ou|en abrégé|abrégée? en|appelée?|sous le sigle(?: de)?) [«“\"]? ?)([A-Z][A-Za-z0-9&.-]{1,9})(?![\w-])"
)
_INITIALS: Final = re.compile(r"(?P<initials>(?:[A-ZÀ-Ý][a-z]?\.[ -]?)+)(?P<surname>[^\W\d_][\w’' -]+)$")
_ACRONYM: Final = re.compile(r"[A-Z][A-Za-z]{0,2}[A-Z0-9&.-]+[a-z]{0,2}$|[A-Z][a-z]{2,5}$")


@dataclass(frozen=True, slots=True)
class Resolved:
    """A candidate with its actor, if any, and the earlier mention it leads back to, if any."""

    candidate: Candidate
    actor_id: str | None
    antecedent: tuple[int, int] | None
    rule_id: str
    score: float


def resolve_candidates(
    candidates: Sequence[Candidate], text_after: Mapping[int, str], cast: Cast
) -> list[Resolved]:
    """Every candidate with its actor. `text_after` gives the text that follows a candidate, by its end."""
    countries = cast.countries = count_countries(candidates, cast.registry)
    placed = [place(candidate, countries, cast.registry) for candidate in candidates]
    cast.politics = count_countries([c for c in placed if is_political(c, cast.registry)], cast.registry)
    first: list[Resolved | None] = [_resolve_full(candidate, cast) for candidate in placed]
    for resolved in first:
        if resolved and resolved.actor_id:
            span = (resolved.candidate.char_start, resolved.candidate.char_end)
            cast.first_seen.setdefault(resolved.actor_id, span)
    _learn_acronyms(candidates, first, text_after, cast)
    out: list[Resolved] = []
    last_of: dict[str, tuple[int, int]] = {}
    for candidate, known in zip(placed, first, strict=True):
        resolved = known or _resolve_short(candidate, cast, last_of)
        if resolved.actor_id:
            last_of[resolved.actor_id] = (candidate.char_start, candidate.char_end)
        out.append(resolved)
    return out


def _resolve_full(candidate: Candidate, cast: Cast) -> Resolved | None:
    """The actor of a candidate that names it in full; None where it takes the rest of the document to tell."""
    registry = cast.registry
    if candidate.alias_kind == DEMONYM:
        if len(candidate.actor_ids) != 1:
            return None
        actor_id = cast.admit(candidate.actor_ids[0], candidate.surface, "country")
        return Resolved(candidate, actor_id, None, candidate.rule_id, 0.95)
    if candidate.alias_kind in (UNPLACED, ABBREVIATION):
        return None
    if candidate.alias_kind is not None and candidate.alias_kind != SURNAME:
        if len(candidate.actor_ids) != 1:
            return None
        if not is_of_the_time(candidate.actor_ids[0], cast.day, registry, LIFETIME):
            return _resolve_full(replace(candidate, alias_kind=None, actor_ids=()), cast)
        actor_id = cast.admit(candidate.actor_ids[0], candidate.surface, candidate.entity_type)
        if cast.types[actor_id] == "person":
            admit_person(actor_id, cast)
        return Resolved(candidate, actor_id, None, candidate.rule_id, 0.98)
    if candidate.alias_kind == SURNAME or candidate.entity_type == "other":
        return None
    named = candidate.full_name or candidate.surface
    aliases = [
        alias
        for alias in registry.named(named)
        if alias.alias_kind not in ("metonym", SURNAME) and _capitals_fit(alias.alias, named)
    ]
    actors = {
        alias.actor_id
        for alias in aliases
        if _types_agree(alias.actor_id, candidate, cast)
        and is_of_the_time(alias.actor_id, cast.day, registry, LIFETIME)
    }
    if len(actors) == 1 and " " in named:
        actor_id = cast.admit(actors.pop(), candidate.surface, candidate.entity_type)
        if cast.types[actor_id] == "person":
            admit_person(actor_id, cast)
        return Resolved(candidate, actor_id, None, "name.registry", 0.9)
    if candidate.entity_type == "person":
        if len(named.split()) < 2 or len(named.replace("-", " ").split()) > 6 or _INITIALS.match(named):
            return None
        name = tidy_person(named, cast.first_names)
        actor_id = cast.admit(UNREGISTERED + slug(name), name, "person")
        admit_person(actor_id, cast)
        return Resolved(candidate, actor_id, None, candidate.rule_id, 0.8)
    return None


def _capitals_fit(alias: str, surface: str) -> bool:
    """True where words that the alias writes with a capital have one: 'Le monde' is no newspaper."""
    written = zip(re.split(r"[ '’-]", alias), re.split(r"[ '’-]", surface), strict=False)
    return all(theirs[:1].isupper() for ours, theirs in written if ours[:1].isupper())


def _types_agree(actor_id: str, candidate: Candidate, cast: Cast) -> bool:
    kind = cast.registry.actors[actor_id].actor_type
    return kind == candidate.entity_type or {kind, candidate.entity_type} <= {
        "place",
        "country",
        "organisation",
    }


def _learn_acronyms(
    candidates: Sequence[Candidate],
    resolved: list[Resolved | None],
    text_after: Mapping[int, str],
    cast: Cast,
) -> None:
    """'Office lorrain des canaux (OLC)': the acronym in parentheses stands for the name before it."""
    for index, candidate in enumerate(candidates):
        found = _INTRODUCED.match(text_after.get(candidate.char_end, ""))
        if not found or candidate.entity_type in ("person", "country") or not _ACRONYM.match(found[1]):
            continue
        if not _abbreviates(found[1], candidate.surface):
            continue
        known = resolved[index]
        actor_id = known.actor_id if known else None
        if actor_id is None:
            actor_id = admit_other(replace(candidate, entity_type="organisation"), cast)
        if actor_id is None:
            continue
        cast.acronyms.setdefault(found[1], actor_id)
        span = (candidate.char_start, candidate.char_end)
        cast.first_seen.setdefault(actor_id, span)


def _abbreviates(acronym: str, name: str) -> bool:
    """True where the letters of an acronym come in order among the initials (or first letters) of the name's words."""
    words = [part for word in name.split() for part in (list(word) if word.isupper() else [word])]
    words = fold_words(" ".join(words)).split()
    letters = [char for char in fold_chars(re.sub(r"(?<=[A-Z]{2})-\w+$", "", acronym)) if char.isalnum()]
    if len(words) < 2 or not letters or letters[0] not in (words[0][0], *(word[0] for word in words[:2])):
        return False
    initials = [word[0] for word in words]
    hits, at = 0, 0
    for letter in letters:
        if letter in initials[at:]:
            at += initials[at:].index(letter) + 1
            hits += 1
    return hits >= max(2, len(letters) - 1)


def _resolve_short(candidate: Candidate, cast: Cast, last_of: dict[str, tuple[int, int]]) -> Resolved:
    """A surname, an acronym, a single-word name, by what the document and then the registry know of it."""
    span_of = ChainMap(last_of, cast.first_seen)
    if candidate.alias_kind == DEMONYM:
        named = [a for a in candidate.actor_ids if a in cast.names]
        actor_id = named[0] if len(named) == 1 else None
        return Resolved(candidate, actor_id, None, candidate.rule_id, 0.8 if actor_id else 0.4)
    if candidate.rule_id == SHORT_FORM_RULE or _is_head_alone(candidate, cast):
        return _resolve_short_form(candidate, cast, span_of)
    if candidate.surface in cast.acronyms:
        actor_id = cast.acronyms[candidate.surface]
        return Resolved(
            replace(candidate, entity_type=cast.types[actor_id]),
            actor_id,
            _before(span_of.get(actor_id), candidate),
            "name.acronym",
            0.9,
        )
    if candidate.alias_kind == ABBREVIATION and candidate.actor_ids[0] in cast.first_seen:
        actor_id = candidate.actor_ids[0]
        return Resolved(
            candidate, actor_id, _before(span_of.get(actor_id), candidate), candidate.rule_id, 0.9
        )
    initialled = _INITIALS.match(candidate.surface)
    if initialled and candidate.entity_type == "person":
        return _resolve_initialled(candidate, initialled, cast, span_of)
    key = fold_chars(candidate.surface).replace("-", " ")
    bearers = cast.persons.get(key, [])
    if not bearers and candidate.entity_type == "person":
        bearers = cast.persons.get(FIRST_NAME + key, []) or _misspelt(key, cast)
    if bearers and (candidate.entity_type in ("person", "other", "place") or candidate.alias_kind == SURNAME):
        actor_id = _bearer(bearers, last_of, candidate, cast)
        return Resolved(
            replace(candidate, entity_type="person"),
            actor_id,
            _before(span_of.get(actor_id), candidate) if actor_id else None,
            "name.surname",
            0.9 if actor_id else 0.5,
        )
    if candidate.alias_kind == SURNAME:
        sure = (candidate.is_model_person or _is_shouted(candidate)) and is_at_home(candidate, cast)
        actor_id = cast.admit(candidate.actor_ids[0], candidate.surface, "person") if sure else None
        if actor_id:
            admit_person(actor_id, cast)
        return Resolved(candidate, actor_id, None, "name.registered_surname", 0.75 if actor_id else 0.4)
    if candidate.entity_type in ("organisation", "place") and candidate.alias_kind != UNPLACED:
        return Resolved(candidate, admit_other(candidate, cast), None, candidate.rule_id, 0.7)
    return Resolved(candidate, None, None, candidate.rule_id, 0.5)


def _is_shouted(candidate: Candidate) -> bool:
    """True for a surname in capitals that is no common word: a headline in capitals hides names from the model."""
    surface = candidate.surface
    return len(surface) > 3 and surface.isupper() and not is_known(surface.lower(), lang="fr")


def _resolve_initialled(
    candidate: Candidate, found: re.Match[str], cast: Cast, span_of: Mapping[str, tuple[int, int]]
) -> Resolved:
    """'J.-L. Untel' is the one person of the text, or of the registry, whose first names begin so."""
    surname = fold_chars(found["surname"]).replace("-", " ")
    letters = [char for char in fold_chars(found["initials"]) if char.isalpha()]
    named = [a for a in cast.persons.get(surname, ()) if _initials(cast.names[a])[: len(letters)] == letters]
    known = [
        alias.actor_id
        for alias in cast.registry.named(found["surname"])
        if alias.alias_kind == SURNAME
        and _initials(cast.registry.actors[alias.actor_id].name)[: len(letters)] == letters
    ]
    for actors in (named, list(dict.fromkeys(known))):
        if len(actors) == 1:
            actor_id = cast.admit(actors[0], candidate.surface, "person")
            admit_person(actor_id, cast)
            return Resolved(
                candidate, actor_id, _before(span_of.get(actor_id), candidate), "name.surname", 0.85
            )
    name = tidy_person(candidate.surface, cast.first_names)
    actor_id = cast.admit(UNREGISTERED + slug(name), name, "person")
    admit_person(actor_id, cast)
    return Resolved(candidate, actor_id, None, candidate.rule_id, 0.7)


def _initials(name: str) -> list[str]:
    """The first letters of a name's parts but the last, folded: j, l of Jean-Luc Untel."""
    return [part[0] for part in re.split(r"[ -]", fold_chars(name))[:-1] if part]


def _misspelt(key: str, cast: Cast) -> list[str]:
    """The bearers of the one long surname of the text that differs from `key` by a slip or a transliteration."""
    if len(key) < 7:
        return []
    compare = SequenceMatcher(autojunk=False)
    compare.set_seq2(key)
    near: list[str] = []
    for surname in cast.persons:
        if surname[:1] != key[0]:
            continue
        compare.set_seq1(surname)
        if compare.real_quick_ratio() >= NEAR and compare.quick_ratio() >= NEAR and compare.ratio() >= NEAR:
            near.append(surname)
    return cast.persons[near[0]] if len(near) == 1 else []


def _resolve_short_form(candidate: Candidate, cast: Cast, span_of: Mapping[str, tuple[int, int]]) -> Resolved:
    """'la Fondation' is the body of the text, named before, whose name opens with that word; if there is but one."""
    named = (
        actor_id
        for actor_id in cast.bodies.get(first_word(candidate.surface), ())
        if actor_id in span_of and span_of[actor_id][1] <= candidate.char_start
    )
    fitting = list(islice(named, 2))
    actor_id = fitting[0] if len(fitting) == 1 else None
    antecedent = _before(span_of[actor_id], candidate) if actor_id else None
    return Resolved(candidate, actor_id, antecedent, candidate.rule_id, 0.8 if actor_id else 0.4)


def _is_head_alone(candidate: Candidate, cast: Cast) -> bool:
    """True for a body named by nothing but its kind ('la Commission'), which is whose name the text gave before."""
    return (
        candidate.alias_kind is None
        and candidate.entity_type == "organisation"
        and fold_chars(candidate.surface) in cast.body_heads
    )


def _before(span: tuple[int, int] | None, candidate: Candidate) -> tuple[int, int] | None:
    return span if span and span[1] <= candidate.char_start else None


def _bearer(
    bearers: Sequence[str], last_of: Mapping[str, tuple[int, int]], candidate: Candidate, cast: Cast
) -> str | None:
    """The person of the text that bears a name: the only one, the only one of the gender said, or the registry's one."""
    fitting = [
        a
        for a in bearers
        if candidate.gender is None or cast.genders.get(a, candidate.gender) == candidate.gender
    ]
    if len(fitting) == 1:
        return fitting[0]
    registered = [a for a in fitting if a in candidate.actor_ids]
    if len(registered) == 1:
        return registered[0]
    seen = [a for a in fitting if a in last_of]
    return seen[0] if len(seen) == 1 else None
