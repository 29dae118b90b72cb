"""The actors of one document, while its names are led back to them.

What belongs here: who is in the text, under which name, and by which shorter forms; how a name found in the text is
written in a dataset. What does not: which of them a mention means (coreference), which the registry's are (surroundings).
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from pipeline.text.actors.candidates import Candidate
from pipeline.text.actors.linking import SURNAME
from pipeline.text.actors.registry import PARTICLES, Registry, surname_of
from pipeline.text.folding import fold_chars, slug

UNREGISTERED: Final = "u-"
FIRST_NAME: Final = "first name "
_ROMAN: Final = re.compile(r"[IVX]+(?:er)?")


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
                self.bodies.setdefault(first_word(self.names[actor_id]), []).append(actor_id)
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


def admit_person(actor_id: str, cast: Cast) -> None:
    """A person of the cast is known by the parts of the name, too: surname with and without particles, first name."""
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


def admit_other(candidate: Candidate, cast: Cast) -> str | None:
    """An organisation or place by its own name."""
    name = tidy(candidate.surface) if len(candidate.surface) > 6 else candidate.surface
    if not slug(name):
        return None
    actor_id = UNREGISTERED + slug(name)
    return cast.admit(actor_id, name, candidate.entity_type)


def tidy(surface: str) -> str:
    """The name as a dataset shows it: plain apostrophes and blanks, capitals only at the heads of words."""
    name = re.sub(r"\s+", " ", surface.replace("’", "'")).strip()
    letters = [char for char in name if char.isalpha()]
    if len(name) > 6 and letters and all(char.isupper() for char in letters):
        return name.title()
    return name


def tidy_person(surface: str, first_names: Mapping[str, str]) -> str:
    """A person's name, first name first, the surname in small letters ('TAVERNOST Mireille', 'Mireille TAVERNOST')."""
    words = tidy(surface).split(" ")
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


def first_word(name: str) -> str:
    """The folded first word of a body's name, which says what kind of body it is."""
    return re.split(r"[ '’]", fold_chars(name), maxsplit=1)[0]
