"""Finds the registry's names in a text: one automaton over all folded aliases, then case, word edges and choice.

What belongs here: from text to hits (span, alias, possible actors). What does not: names that only the model finds
(names), and what leads back to an earlier mention (coreference).

The search is Aho-Corasick over text folded without change of length (Aho and Corasick 1975, by ahocorasick_rs).
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from ahocorasick_rs import AhoCorasick

from pipeline.text.actors.registry import Registry
from pipeline.text.folding import fold_chars, strip_accents

DEMONYM: Final = "demonym"
SURNAME: Final = "surname"
TITLE: Final = "title"

_RANK: Final = {"full_name": 0, "variant": 0, "acronym": 0, "seat": 0, TITLE: 0, SURNAME: 1, "metonym": 2}
_LETTER: Final = re.compile(r"[^\W_]")
_LANGUAGE_USE: Final = re.compile(r"(?:\b(?:en|parl\w+|traduit\w* (?:du|en)|langue)) $")


Contexts = Mapping[str, tuple[re.Pattern[str], re.Pattern[str]]]
"""Patterns for the folded text before and after an alias, by the alias as written, where it counts only there."""


@dataclass(frozen=True, slots=True)
class Hit:
    """An alias in a text: `actor_ids` are the actors it may mean, best kind first and alone where it is sure."""

    char_start: int
    char_end: int
    kind: str
    actor_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Form:
    alias: str
    kind: str
    actor_id: str


@dataclass(frozen=True)
class Linker:
    """The compiled aliases of a registry; build once a process with `compile_linker`."""

    registry: Registry
    forms: tuple[tuple[_Form, ...], ...]
    patterns: tuple[str, ...]
    heads: Mapping[str, frozenset[str]]
    contexts: Contexts

    @cached_property
    def automaton(self) -> AhoCorasick:
        """The automaton over the patterns."""
        return AhoCorasick(list(self.patterns))

    def find(self, text: str, is_french: bool = True) -> list[Hit]:
        """Non-overlapping hits in the order of the text, the longest where several begin or overlap."""
        folded = _search_form(text)
        found: list[Hit] = []
        for index, start, end in self.automaton.find_matches_as_indexes(folded, overlapping=True):
            if not _is_word(folded, start, end):
                continue
            hit = self._judge(text, folded, start, end, self.forms[index], is_french)
            if hit:
                found.append(hit)
        return _unjoined(_longest(found), text, self.registry)

    def _judge(
        self, text: str, folded: str, start: int, end: int, forms: Sequence[_Form], is_french: bool
    ) -> Hit | None:
        surface = text[start:end]
        context = self.contexts.get(surface)
        if context and not (
            context[0].search(folded[max(0, start - 40) : start]) and context[1].match(folded[end:])
        ):
            return None
        fitting = [form for form in forms if self._case_fits(form, surface)]
        names = [form for form in fitting if form.kind != DEMONYM]
        if names and _edges_fit(text, start, end):
            exact = [form for form in names if strip_accents(form.alias) == strip_accents(surface)]
            names = exact or names
            best = min(_RANK.get(form.kind, 1) for form in names)
            chosen = [form for form in names if _RANK.get(form.kind, 1) == best]
            if chosen[0].kind == TITLE:
                start += next(i for i, char in enumerate(surface) if char.isupper())
            actors = tuple(dict.fromkeys(form.actor_id for form in chosen))
            return Hit(start, end, chosen[0].kind, actors)
        if is_french and any(form.kind == DEMONYM for form in fitting):
            if surface[0].islower() and _LANGUAGE_USE.search(folded[max(0, start - 14) : start]):
                return None
            return Hit(
                start, end, DEMONYM, self._sovereign([f.actor_id for f in fitting if f.kind == DEMONYM])
            )
        return None

    def _case_fits(self, form: _Form, surface: str) -> bool:
        """Capitals of the alias are capitals in the text; an acronym is written as registered.

        The first letter may be small where the first word says what kind of body or place it is ('cour suprême').
        """
        if form.kind == "acronym" or (form.alias.isupper() and len(form.alias) <= 4):
            return strip_accents(surface) == strip_accents(form.alias)
        if form.kind == DEMONYM:
            return form.alias[0].isupper() == surface[0].isupper() and surface[1:2].islower()
        pairs = list(zip(form.alias, surface, strict=True))
        if surface[0].islower() and form.alias[0].isupper():
            head = fold_chars(form.alias).split(" ")[0]
            if (
                head not in self.heads.get(self.registry.actors[form.actor_id].actor_type, ())
                or " " not in surface
            ):
                return False
            pairs = pairs[1:]
        return all(s.isupper() for a, s in pairs if a.isupper())

    def _sovereign(self, actor_ids: Iterable[str]) -> tuple[str, ...]:
        """Of countries and territories that share an adjective, the countries."""
        all_ids = tuple(dict.fromkeys(actor_ids))
        states = tuple(a for a in all_ids if self.registry.actors[a].subtype == "country")
        return states or all_ids


def compile_linker(
    registry: Registry,
    ignored: Iterable[str] = (),
    heads: Mapping[str, frozenset[str]] | None = None,
    contexts: Contexts | None = None,
    contractions: Iterable[tuple[frozenset[str], re.Pattern[str], re.Pattern[str]]] = (),
) -> Linker:
    """The linker of a registry.

    `ignored` are aliases (as written) that are too common a word to be searched for; `heads`, by actor type, the folded
    words that say what kind of body or place a name is of; `contexts` where an alias counts; `contractions` where one
    of an actor of these subtypes counts without its article ('au Devoir').
    """
    skip = set(ignored)
    where = dict(contexts or {})
    contracted = tuple(contractions)
    by_pattern: dict[str, list[_Form]] = {}

    def add(alias: str, kind: str, actor_id: str) -> None:
        if (alias not in skip and len(alias) > 1) or alias == "X":
            by_pattern.setdefault(_search_form(alias), []).append(_Form(alias, kind, actor_id))

    own = {alias.alias for alias in registry.aliases}
    for alias in registry.aliases:
        add(alias.alias, alias.alias_kind, alias.actor_id)
        rest = alias.alias.removeprefix("Le ")
        if rest != alias.alias and rest not in own:
            subtype = registry.actors[alias.actor_id].subtype
            for subtypes, before, after in contracted:
                if subtype in subtypes:
                    add(rest, alias.alias_kind, alias.actor_id)
                    where[rest] = (before, after)
        if registry.actors[alias.actor_id].actor_type == "person" and alias.alias_kind == "full_name":
            inverted = _inverted(alias.alias)
            if inverted:
                add(inverted, "full_name", alias.actor_id)
    for country in registry.countries.values():
        for form in (*country.adjectives, *country.demonyms):
            add(form, DEMONYM, country.actor_id)
    patterns = tuple(by_pattern)
    return Linker(registry, tuple(tuple(by_pattern[p]) for p in patterns), patterns, heads or {}, where)


def _search_form(text: str) -> str:
    return fold_chars(text).replace("-", " ")


def _inverted(name: str) -> str:
    """'Emmanuel Macron' as 'MACRON Emmanuel': the surname in capitals, so that only lists and signatures match."""
    first, _, rest = name.partition(" ")
    return f"{rest.upper()} {first}" if rest else ""


def _is_word(folded: str, start: int, end: int) -> bool:
    return not (
        (start > 0 and _LETTER.match(folded[start - 1]))
        or (end < len(folded) and _LETTER.match(folded[end]))
        or (start > 0 and folded[start - 1] == "@")
    )


def _edges_fit(text: str, start: int, end: int) -> bool:
    """A hyphen beside a name joins two names ('Inde-Chine'), or else the name is a part of a longer word."""
    if start > 1 and text[start - 1] == "-":
        before = re.search(r"\w+$", text[max(0, start - 40) : start - 1])
        if not before or not before[0][0].isupper():
            return False
    return not (end + 1 < len(text) and text[end] == "-" and not text[end + 1].isupper())


def _unjoined(hits: Sequence[Hit], text: str, registry: Registry) -> list[Hit]:
    """The hits but for places and institutions that a hyphen joins to a word that is no hit ('Paris-Nice', a race).

    Acronyms, persons and countries stay: they are joined freely ('Macron-Durand').
    """
    starts = {hit.char_start for hit in hits}
    ends = {hit.char_end for hit in hits}
    return [
        hit
        for hit in hits
        if hit.kind in ("acronym", SURNAME, DEMONYM)
        or registry.actors[hit.actor_ids[0]].actor_type in ("person", "country")
        or not (
            (text[hit.char_end : hit.char_end + 1] == "-" and hit.char_end + 1 not in starts)
            or (text[hit.char_start - 1 : hit.char_start] == "-" and hit.char_start - 1 not in ends)
        )
    ]


def _longest(hits: Sequence[Hit]) -> list[Hit]:
    """The longest hits that do not overlap; of equals the first."""
    chosen: list[Hit] = []
    for hit in sorted(hits, key=lambda h: (h.char_start - h.char_end, h.char_start)):
        at = bisect_right(chosen, hit.char_start, key=lambda h: h.char_start)
        if (at == 0 or chosen[at - 1].char_end <= hit.char_start) and (
            at == len(chosen) or hit.char_end <= chosen[at].char_start
        ):
            chosen.insert(at, hit)
    return chosen
