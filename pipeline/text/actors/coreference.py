"""Leads names back to actors within one document: full names, surnames, acronyms, repeats.

What belongs here: who a candidate means, given all candidates of the document and the registry. What does not: titles
and pronouns (references), the finding of candidates (linking, names).

When in doubt there is no link: a surname borne by two persons of the text leads back to the one named just before it in
the same passage, or to nobody.
"""

import re
from collections import ChainMap, Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import SequenceMatcher
from itertools import islice
from typing import Final

from pipeline.text.actors.candidates import ABBREVIATION, GENERIC, UNPLACED, Candidate
from pipeline.text.actors.consistency import SHORT_FORM_RULE
from pipeline.text.actors.linking import DEMONYM, SURNAME
from pipeline.text.actors.registry import PARTICLES, Registry, surname_of
from pipeline.text.folding import fold_chars, fold_words, slug

UNREGISTERED: Final = "u-"
FIRST_NAME: Final = "first name "
NEAR: Final = 0.88
"""Share of letters in common, in order, from which two long surnames of one text are the same."""

PUBLIC: Final = frozenset(("government_body", "party", "court", "armed_group", "coalition", "union"))
"""Subtypes of bodies beside which a surname alone is read as a politician's."""
LIFETIME: Final = 40
"""Years before the first known office in which a text names no such person."""

_INTRODUCED: Final = re.compile(
    r" ?(?:[(«\[] ?|, (?:dite?|ou|en abrégé|abrégée? en|appelée?|sous le sigle(?: de)?) [«“\"]? ?)([A-Z][A-Za-z0-9&.-]{1,9})(?![\w-])"
)
_INITIALS: Final = re.compile(r"(?P<initials>(?:[A-ZÀ-Ý][a-z]?\.[ -]?)+)(?P<surname>[^\W\d_][\w’' -]+)$")
_ROMAN: Final = re.compile(r"[IVX]+(?:er)?")
_ACRONYM: Final = re.compile(r"[A-Z][A-Za-z]{0,2}[A-Z0-9&.-]+[a-z]{0,2}$|[A-Z][a-z]{2,5}$")


@dataclass(frozen=True, slots=True)
class Resolved:
    """A candidate with its actor, if any, and the earlier mention it leads back to, if any."""

    candidate: Candidate
    actor_id: str | None
    antecedent: tuple[int, int] | None
    rule_id: str
    score: float


@dataclass
class Cast:
    """The actors of one document: name and type by id, and the mentions that introduced them, by surname and acronym.

    `countries` and `politics` count the sure names of each country, and those of its persons and public bodies alone;
    `day` is that of the text, `latest` the last it can be of: that day, or the end of the last year it speaks of.
    """

    registry: Registry
    names: dict[str, str] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    persons: dict[str, list[str]] = field(default_factory=dict)
    acronyms: dict[str, str] = field(default_factory=dict)
    first_seen: dict[str, tuple[int, int]] = field(default_factory=dict)
    genders: dict[str, str] = field(default_factory=dict)
    first_names: Mapping[str, str] = field(default_factory=dict)
    body_heads: frozenset[str] = frozenset()
    countries: Counter[str] = field(default_factory=Counter)
    politics: Counter[str] = field(default_factory=Counter)
    day: date | None = None
    latest: date | None = None
    bodies: dict[str, list[str]] = field(default_factory=dict)

    def admit(self, actor_id: str, name: str, entity_type: str) -> str:
        """The actor joins the cast under the registry's name or the text's; returns the id."""
        actor = self.registry.actors.get(actor_id)
        if actor_id not in self.names:
            self.names[actor_id] = actor.name if actor else name
            self.types[actor_id] = actor.actor_type if actor else entity_type
            if self.types[actor_id] == "organisation":
                self.bodies.setdefault(_first_word(self.names[actor_id]), []).append(actor_id)
        return actor_id

    def gender_of(self, actor_id: str) -> str | None:
        """The gender that the text or the registry gives a person, or the first name; None where nothing tells it."""
        actor = self.registry.actors.get(actor_id)
        name = self.names.get(actor_id) or (actor.name if actor else "")
        return (
            self.genders.get(actor_id)
            or (actor.gender if actor else None)
            or self.first_names.get(fold_chars(name.split(" ")[0]))
            or None
        )


def resolve_candidates(
    candidates: Sequence[Candidate], text_after: Mapping[int, str], cast: Cast
) -> list[Resolved]:
    """Every candidate with its actor. `text_after` gives the text that follows a candidate, by its end."""
    countries = cast.countries = _countries(candidates, cast.registry)
    placed = [_placed(candidate, countries, cast.registry) for candidate in candidates]
    cast.politics = _countries([c for c in placed if _is_political(c, cast.registry)], cast.registry)
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


def _countries(candidates: Sequence[Candidate], registry: Registry) -> Counter[str]:
    """How many sure names of the text belong to each country."""
    return Counter(
        code
        for candidate in candidates
        if len(candidate.actor_ids) == 1 and candidate.alias_kind not in (GENERIC, SURNAME)
        for code in [
            registry.country_of_actor.get(candidate.actor_ids[0])
            or registry.actors[candidate.actor_ids[0]].country_code
        ]
        if code
    )


def _is_political(candidate: Candidate, registry: Registry) -> bool:
    actor = registry.actors[candidate.actor_ids[0]] if candidate.actor_ids else None
    return actor is not None and (actor.actor_type == "person" or actor.subtype in PUBLIC)


def _placed(candidate: Candidate, countries: Counter[str], registry: Registry) -> Candidate:
    """A generic name ('Sénat') as the registry's body where its country has a third of the leading country's mentions."""
    if candidate.alias_kind != GENERIC:
        return candidate
    most = max(countries.values(), default=0)
    fitting = tuple(
        actor_id
        for actor_id in candidate.actor_ids
        if countries[registry.actors[actor_id].country_code or ""] * 3 >= max(most, 1)
    )
    if fitting:
        return replace(candidate, alias_kind="full_name", actor_ids=fitting)
    return replace(candidate, alias_kind=UNPLACED, actor_ids=())


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
        if not _is_of_the_time(candidate.actor_ids[0], cast.day, registry, LIFETIME):
            return _resolve_full(replace(candidate, alias_kind=None, actor_ids=()), cast)
        actor_id = cast.admit(candidate.actor_ids[0], candidate.surface, candidate.entity_type)
        if cast.types[actor_id] == "person":
            _admit_person(actor_id, cast)
        return Resolved(candidate, actor_id, None, candidate.rule_id, 0.98)
    if candidate.alias_kind == SURNAME or candidate.entity_type == "other":
        return None
    aliases = [
        alias
        for alias in registry.named(candidate.surface)
        if alias.alias_kind not in ("metonym", SURNAME) and _capitals_fit(alias.alias, candidate.surface)
    ]
    actors = {
        alias.actor_id
        for alias in aliases
        if _types_agree(alias.actor_id, candidate, cast)
        and _is_of_the_time(alias.actor_id, cast.day, registry, LIFETIME)
    }
    if len(actors) == 1 and " " in candidate.surface:
        actor_id = cast.admit(actors.pop(), candidate.surface, candidate.entity_type)
        if cast.types[actor_id] == "person":
            _admit_person(actor_id, cast)
        return Resolved(candidate, actor_id, None, "name.registry", 0.9)
    if candidate.entity_type == "person":
        words = candidate.surface.replace("-", " ").split()
        if len(candidate.surface.split()) < 2 or len(words) > 6:
            return None
        if _INITIALS.match(candidate.surface):
            return None
        name = _tidy_person(candidate.surface, cast.first_names)
        actor_id = cast.admit(UNREGISTERED + slug(name), name, "person")
        _admit_person(actor_id, cast)
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


def _tidy(surface: str) -> str:
    """The name as a dataset shows it: plain apostrophes and blanks, capitals only at the heads of words."""
    name = re.sub(r"\s+", " ", surface.replace("’", "'")).strip()
    letters = [char for char in name if char.isalpha()]
    if len(name) > 6 and letters and all(char.isupper() for char in letters):
        return name.title()
    return name


def _tidy_person(surface: str, first_names: Mapping[str, str]) -> str:
    """A person's name, first name first, the surname in small letters ('TAVERNOST Mireille', 'Mireille TAVERNOST')."""
    words = _tidy(surface).split(" ")
    shouted = [len(word) > 2 and word.isupper() for word in words]
    if any(shouted) and not all(shouted):
        surname = [
            w.title() if loud else w for w, loud in zip(words, shouted, strict=True) if loud or len(w) < 3
        ]
        given = [w for w, loud in zip(words, shouted, strict=True) if not loud and len(w) > 2]
        if shouted[0] and fold_chars(given[0] if given else "") in first_names:
            return " ".join([*given, *surname])
        return " ".join(w.title() if loud else w for w, loud in zip(words, shouted, strict=True))
    return " ".join(words)


def _admit_person(actor_id: str, cast: Cast) -> None:
    name = cast.names[actor_id]
    parts = [part for part in name.split(" ") if part != part.lower() or part in PARTICLES]
    if not parts or _ROMAN.fullmatch(parts[-1]):
        return
    words = fold_chars(" ".join(parts)).replace("-", " ").split()
    gender = cast.gender_of(actor_id)
    if gender:
        cast.genders.setdefault(actor_id, gender)
    keys = {" ".join(words[i:]) for i in range(1, len(words))}
    keys.add(FIRST_NAME + fold_chars(parts[0]).replace("-", " "))
    keys.add(fold_chars(surname_of(name)).replace("-", " "))
    keys.update(
        fold_chars(alias.alias).replace("-", " ")
        for alias in cast.registry.aliases_of.get(actor_id, ())
        if alias.alias_kind == SURNAME
    )
    for key in keys:
        bearers = cast.persons.setdefault(key, [])
        if key and actor_id not in bearers:
            bearers.append(actor_id)


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
            actor_id = _admit_other(replace(candidate, entity_type="organisation"), cast)
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
        sure = candidate.is_model_person and _is_at_home(candidate, cast)
        actor_id = cast.admit(candidate.actor_ids[0], candidate.surface, "person") if sure else None
        if actor_id:
            _admit_person(actor_id, cast)
        return Resolved(candidate, actor_id, None, "name.registered_surname", 0.75 if actor_id else 0.4)
    if candidate.entity_type in ("organisation", "place") and candidate.alias_kind != UNPLACED:
        return Resolved(candidate, _admit_other(candidate, cast), None, candidate.rule_id, 0.7)
    return Resolved(candidate, None, None, candidate.rule_id, 0.5)


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
            _admit_person(actor_id, cast)
            return Resolved(
                candidate, actor_id, _before(span_of.get(actor_id), candidate), "name.surname", 0.85
            )
    name = _tidy_person(candidate.surface, cast.first_names)
    actor_id = cast.admit(UNREGISTERED + slug(name), name, "person")
    _admit_person(actor_id, cast)
    return Resolved(candidate, actor_id, None, candidate.rule_id, 0.7)


def _initials(name: str) -> list[str]:
    """The first letters of a name's parts but the last, folded: j, l of Jean-Luc Untel."""
    return [part[0] for part in re.split(r"[ -]", fold_chars(name))[:-1] if part]


def _is_at_home(candidate: Candidate, cast: Cast) -> bool:
    """True where a bare surname is sure to be the registry's person.

    Somebody who rules a country on the day of the text needs nothing else, a former ruler needs the country, anyone else
    another person or public body of that country: surnames are common.
    """
    if len(candidate.actor_ids) != 1:
        return False
    actor = cast.registry.actors[candidate.actor_ids[0]]
    if not _is_of_the_time(actor.actor_id, cast.latest, cast.registry):
        return False
    code = actor.country_code or ""
    if not (actor.subtype or "").startswith("head_of"):
        return cast.politics[code] > 0
    roles = cast.registry.roles_of.get(actor.actor_id, ())
    is_ruling = cast.day is not None and any(
        role.is_possible_on(cast.day) and not role.is_past_on(cast.day) for role in roles
    )
    return is_ruling or cast.countries[code] > 0


def _is_of_the_time(actor_id: str, day: date | None, registry: Registry, years: int = 0) -> bool:
    """True unless every office of an actor began after a day, by more than some years."""
    starts = [role.since_from for role in registry.roles_of.get(actor_id, ()) if role.since_from]
    return day is None or not starts or min(starts).year - day.year <= years


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
        for actor_id in cast.bodies.get(_first_word(candidate.surface), ())
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


def _first_word(name: str) -> str:
    return re.split(r"[ '’]", fold_chars(name), maxsplit=1)[0]


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


def _admit_other(candidate: Candidate, cast: Cast) -> str | None:
    """An organisation or place by its own name."""
    name = _tidy(candidate.surface) if len(candidate.surface) > 6 else candidate.surface
    if not slug(name):
        return None
    actor_id = UNREGISTERED + slug(name)
    return cast.admit(actor_id, name, candidate.entity_type)
