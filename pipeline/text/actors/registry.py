"""The registry of actors: compiled from rows of facts, asked by linking, titles and coreference.

What belongs here: actors, their aliases, offices and countries as records; look-up by alias, by office and day; the
rows of the tables actors, actor_aliases, actor_roles. What does not: searching a text (linking) and the wording of
offices (titles).

A date of a role may be exact (2024-07-05), a month (2024-07) or a year (2024). An open end means no more than "in
office on `attested_on`", the last day on which a source showed it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from pipeline.errors import RuleError
from pipeline.text.folding import fold_chars, fold_words, slug

ACTOR_TYPES: Final = ("person", "organisation", "country", "place", "other")


@dataclass(frozen=True, slots=True)
class Actor:
    """An actor of the registry."""

    actor_id: str
    name: str
    actor_type: str
    subtype: str | None
    country_code: str | None
    gender: str | None
    wikidata_id: str | None
    is_confirmed: bool
    previous_actor_id: str | None


@dataclass(frozen=True, slots=True)
class Alias:
    """A form under which the press names an actor."""

    actor_id: str
    alias: str
    alias_kind: str


@dataclass(frozen=True, slots=True)
class Role:
    """One tenure of an office. `since_from`..`until_to` is the widest span of days that its dates allow."""

    role_id: str
    actor_id: str
    role: str
    role_feminine: str | None
    held_at: str | None
    since: str
    until: str
    since_from: date | None
    since_to: date | None
    until_from: date | None
    until_to: date | None
    attested_on: date | None
    source: str | None

    def is_certain_on(self, day: date) -> bool:
        """True where the facts say that the office was held on that day."""
        if self.since_to is None:
            return False
        if day < self.since_to:
            return False
        if self.until_from is not None:
            return day <= self.until_from
        return self.attested_on is None or day <= self.attested_on

    def is_possible_on(self, day: date) -> bool:
        """True unless the facts exclude that the office was held on that day."""
        if self.since_from is not None and day < self.since_from:
            return False
        return self.until_to is None or day <= self.until_to

    def is_past_on(self, day: date) -> bool:
        """True where the office was certainly left before that day."""
        return self.until_to is not None and self.until_to < day


@dataclass(frozen=True, slots=True)
class Country:
    """A country with the adjectives and demonyms that stand for it, in all forms."""

    country_code: str
    actor_id: str
    name: str
    adjectives: tuple[str, ...]
    demonyms: tuple[str, ...]
    capitals: tuple[str, ...]


@dataclass(frozen=True)
class Registry:
    """All actors, aliases, roles and countries, with the look-ups that tagging needs."""

    actors: Mapping[str, Actor]
    aliases: tuple[Alias, ...]
    roles: tuple[Role, ...]
    countries: Mapping[str, Country]
    by_words: Mapping[str, tuple[Alias, ...]]
    aliases_of: Mapping[str, tuple[Alias, ...]]
    roles_of: Mapping[str, tuple[Role, ...]]
    country_of_actor: Mapping[str, str]

    def named(self, name: str) -> tuple[Alias, ...]:
        """The aliases whose folded words are those of `name`."""
        return self.by_words.get(fold_words(name), ())

    def actor_rows(self) -> list[dict[str, Any]]:
        """Rows of the table actors, by actor_id."""
        return [
            {
                "actor_id": actor.actor_id,
                "name": actor.name,
                "actor_type": actor.actor_type,
                "subtype": actor.subtype,
                "country_code": actor.country_code,
                "gender": actor.gender,
                "wikidata_id": actor.wikidata_id,
                "is_registered": True,
                "is_confirmed": actor.is_confirmed,
                "previous_actor_id": actor.previous_actor_id,
            }
            for _, actor in sorted(self.actors.items())
        ]

    def alias_rows(self) -> list[dict[str, Any]]:
        """Rows of the table actor_aliases, by actor_id and alias; adjectives and demonyms of countries included."""
        rows = {(a.actor_id, a.alias): a.alias_kind for a in self.aliases}
        for country in self.countries.values():
            for form in (*country.adjectives, *country.demonyms):
                rows.setdefault((country.actor_id, form), "demonym")
        return [
            {"actor_id": actor_id, "alias": alias, "alias_kind": kind}
            for (actor_id, alias), kind in sorted(rows.items())
        ]

    def role_rows(self) -> list[dict[str, Any]]:
        """Rows of the table actor_roles, by role_id; a day that is not known exactly is null."""
        return [
            {
                "role_id": role.role_id,
                "actor_id": role.actor_id,
                "role": role.role,
                "role_feminine": role.role_feminine,
                "held_at": role.held_at,
                "since": role.since_from if role.since_from == role.since_to else None,
                "until": role.until_from if role.until_from == role.until_to else None,
                "source": role.source,
            }
            for role in sorted(self.roles, key=lambda role: role.role_id)
        ]


def compile_registry(
    actors: Iterable[Mapping[str, str]],
    aliases: Iterable[Mapping[str, str]],
    roles: Iterable[Mapping[str, str]],
    countries: Iterable[Mapping[str, str]],
) -> Registry:
    """The registry from the rows of the rule sets actors, aliases, roles, countries.

    Every actor is also known by its own name (what stands in parentheses aside), every capital is a place. RuleError where a row names an actor, a type or
    a date that does not exist.
    """
    by_id = {actor.actor_id: actor for actor in map(_actor, actors)}
    country_of_code = {a.country_code: a.actor_id for a in by_id.values() if a.actor_type == "country"}
    known = {c.country_code: c for c in (_country(row, country_of_code) for row in countries) if c}
    for country in known.values():
        for capital in country.capitals[:1]:
            _add_capital(by_id, capital, country)
    listed = _aliases(by_id, aliases, known)
    by_words: dict[str, list[Alias]] = {}
    aliases_of: dict[str, list[Alias]] = {}
    for alias in listed:
        by_words.setdefault(fold_words(alias.alias), []).append(alias)
        aliases_of.setdefault(alias.actor_id, []).append(alias)
    tenures = tuple(_role(row, by_id) for row in roles)
    roles_of: dict[str, list[Role]] = {}
    for role in tenures:
        roles_of.setdefault(role.actor_id, []).append(role)
    return Registry(
        actors=by_id,
        aliases=listed,
        roles=tenures,
        countries=known,
        by_words={words: tuple(found) for words, found in by_words.items()},
        aliases_of={actor_id: tuple(known_as) for actor_id, known_as in aliases_of.items()},
        roles_of={actor_id: tuple(held) for actor_id, held in roles_of.items()},
        country_of_actor={country.actor_id: code for code, country in known.items()},
    )


def _actor(row: Mapping[str, str]) -> Actor:
    if row["actor_type"] not in ACTOR_TYPES:
        raise RuleError(
            f"actors.csv, actor {row['actor_id']}: actor_type {row['actor_type']!r} is none of {', '.join(ACTOR_TYPES)}"
        )
    return Actor(
        actor_id=row["actor_id"],
        name=row["name"],
        actor_type=row["actor_type"],
        subtype=row.get("subtype") or None,
        country_code=row.get("country_code") or None,
        gender=row.get("gender") or None,
        wikidata_id=row.get("wikidata_id") or None,
        is_confirmed=row.get("is_confirmed") == "true",
        previous_actor_id=row.get("previous_actor_id") or None,
    )


def _country(row: Mapping[str, str], actor_of_code: Mapping[str | None, str]) -> Country | None:
    actor_id = actor_of_code.get(row["country_code"])
    if actor_id is None:
        return None

    def split(*names: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(part for name in names for part in row[name].split("|") if part))

    return Country(
        country_code=row["country_code"],
        actor_id=actor_id,
        name=row["name"],
        adjectives=split("adjective_m", "adjective_f", "adjective_pl"),
        demonyms=split("demonyms"),
        capitals=split("capital", "capital_variants"),
    )


def _add_capital(by_id: dict[str, Actor], capital: str, country: Country) -> None:
    actor_id = slug(capital)
    if actor_id not in by_id:
        by_id[actor_id] = Actor(
            actor_id, capital, "place", "capital", country.country_code, None, None, False, None
        )


def _aliases(
    by_id: Mapping[str, Actor], rows: Iterable[Mapping[str, str]], countries: Mapping[str, Country]
) -> tuple[Alias, ...]:
    found: dict[tuple[str, str], Alias] = {}
    for row in rows:
        if row["actor_id"] not in by_id:
            raise RuleError(
                f"aliases.csv, alias {row['alias']!r}: no actor {row['actor_id']!r} in actors.csv"
            )
        found[row["actor_id"], row["alias"]] = Alias(row["actor_id"], row["alias"], row["alias_kind"])
    for actor in by_id.values():
        name = actor.name.split(" (")[0]
        found.setdefault((actor.actor_id, name), Alias(actor.actor_id, name, "full_name"))
    for country in countries.values():
        for capital in country.capitals:
            place = slug(country.capitals[0])
            if by_id[place].actor_type == "place":
                found.setdefault((place, capital), Alias(place, capital, "full_name"))
    return tuple(found.values())


def _role(row: Mapping[str, str], by_id: Mapping[str, Actor]) -> Role:
    if row["actor_id"] not in by_id:
        raise RuleError(f"roles.csv, role {row['role']!r}: no actor {row['actor_id']!r} in actors.csv")
    since_from, since_to = _days(row["since"], row)
    until_from, until_to = _days(row["until"], row)
    attested_from, _ = _days(row.get("attested_on", ""), row)
    parts = (row["actor_id"], slug(row["role"]), row["since"])
    return Role(
        role_id=".".join(part for part in parts if part),
        actor_id=row["actor_id"],
        role=row["role"],
        role_feminine=row["role_feminine"] or None,
        held_at=row["held_at"] or None,
        since=row["since"],
        until=row["until"],
        since_from=since_from,
        since_to=since_to,
        until_from=until_from,
        until_to=until_to,
        attested_on=attested_from,
        source=row.get("source") or None,
    )


def _days(written: str, row: Mapping[str, str]) -> tuple[date | None, date | None]:
    """First and last day that a date, month or year can mean; (None, None) for ''."""
    if not written:
        return None, None
    try:
        parts = [int(part) for part in written.split("-")]
        if len(parts) == 1:
            return date(parts[0], 1, 1), date(parts[0], 12, 31)
        if len(parts) == 2:
            following = date(parts[0] + parts[1] // 12, parts[1] % 12 + 1, 1)
            return date(parts[0], parts[1], 1), following - timedelta(days=1)
        return date(*parts), date(*parts)
    except (ValueError, TypeError) as error:
        raise RuleError(
            f"roles.csv, {row['actor_id']}, {row['role']!r}: {written!r} is no date; write 2024, 2024-07 or 2024-07-05"
        ) from error


def surname_of(name: str) -> str:
    """The surname of a full name, particles included: 'von der Leyen', 'ben Salmane', 'Le Pen'; '' for a single word."""
    words = name.split()
    if len(words) < 2:
        return ""
    start = len(words) - 1
    while start > 1 and fold_chars(words[start - 1]) in PARTICLES:
        start -= 1
    return " ".join(words[start:])


PARTICLES: Final = frozenset(
    [
        "von",
        "van",
        "der",
        "den",
        "de",
        "du",
        "des",
        "del",
        "della",
        "di",
        "da",
        "dos",
        "le",
        "la",
        "les",
        "el",
        "al",
        "ben",
        "bin",
        "ibn",
        "ould",
        "ag",
        "abou",
        "mc",
        "mac",
        "ter",
        "ten",
        "zu",
        "st",
    ]
)
