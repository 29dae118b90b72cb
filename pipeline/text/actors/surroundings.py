"""What the rest of a document says of who a name of the registry means: countries, public life, time.

What belongs here: which of several bodies of a name a text speaks of, and whether a surname alone is sure. What does not:
mentions that lead back to others of the text (coreference).
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from pipeline.text.actors.candidates import GENERIC, UNPLACED, Candidate
from pipeline.text.actors.cast import Cast
from pipeline.text.actors.linking import SURNAME
from pipeline.text.actors.registry import Registry

PUBLIC: Final = frozenset(("government_body", "party", "court", "armed_group", "coalition", "union"))
"""Subtypes of bodies beside which a surname alone is read as a politician's."""
_COMPOSED: Final = re.compile(r"^\w{3,}[ -]\w+|^\w+ \w+ \w+")
LIFETIME: Final = 40
"""Years before the first known office in which a text names no such person."""


def count_countries(candidates: Sequence[Candidate], registry: Registry) -> Counter[str]:
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


def is_political(candidate: Candidate, registry: Registry) -> bool:
    """True for a name of the registry that belongs to a country's public life."""
    actor = registry.actors[candidate.actor_ids[0]] if candidate.actor_ids else None
    return actor is not None and (actor.actor_type == "person" or actor.subtype in PUBLIC)


def place(candidate: Candidate, countries: Counter[str], registry: Registry) -> Candidate:
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


def is_at_home(candidate: Candidate, cast: Cast) -> bool:
    """True where a bare surname is sure to be the registry's person.

    Somebody who rules a country on the day of the text needs nothing else, nor does who bears a surname of several parts; a
    former ruler needs the country, anyone else another person or public body of that country, or the body of an office
    of theirs: surnames are common.
    """
    if len(candidate.actor_ids) != 1:
        return False
    actor = cast.registry.actors[candidate.actor_ids[0]]
    if not is_of_the_time(actor.actor_id, cast.latest, cast.registry):
        return False
    code = actor.country_code or ""
    roles = cast.registry.roles_of.get(actor.actor_id, ())
    if _COMPOSED.search(candidate.surface) or any(
        cast.types.get(role.held_at or "") == "organisation" for role in roles
    ):
        return True
    if not (actor.subtype or "").startswith("head_of"):
        return cast.politics[code] > 0
    is_ruling = cast.day is not None and any(
        role.is_possible_on(cast.day) and not role.is_past_on(cast.day) for role in roles
    )
    return is_ruling or cast.countries[code] > 0


def is_of_the_time(actor_id: str, day: date | None, registry: Registry, years: int = 0) -> bool:
    """True unless every office of an actor began after a day, by more than some years."""
    starts = [role.since_from for role in registry.roles_of.get(actor_id, ()) if role.since_from]
    return day is None or not starts or min(starts).year - day.year <= years
