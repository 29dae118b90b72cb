"""What users are told will go: names of the dataset that are deprecated, and those that went.

What belongs here: one line for each table or column that is to go, or went, and the words that say so. What does not:
the columns themselves (tables.py), views and macros as a whole (the `deprecated` line of their SQL header), and telling
two releases apart (release/schema_notes.py).

The rules of versions. Data is versioned by day (CalVer), its names and their meaning by an integer: SCHEMA_VERSION in
tables.py. What goes, or is to mean something else, is deprecated first: a line here with that schema version. It stays
as it is while that version lasts, one release at least, and everything that describes it says so: Parquet, DuckDB's
comments, README, datapackage.json, CHANGES.md. The next schema version has it no more; its line here stays. A column
that is to mean something else is given a new name. New names need no new version. A frozen list of every schema
version's names and a reader written for each hold all this (tests/contract/test_schema_versions.py).
"""

from dataclasses import dataclass
from typing import Final

MARK: Final = "Deprecated since schema version"
"""How the words open that follow the meaning of what is deprecated."""


@dataclass(frozen=True, slots=True)
class Deprecation:
    """A table, or a column (as table.column or view.column), that goes with the schema version after `since`."""

    name: str
    since: int
    replaced_by: str
    reason: str

    @property
    def note(self) -> str:
        """The words that follow its meaning."""
        return note_of(self.since, f"use {self.replaced_by}. {self.reason}")


DEPRECATIONS: Final[tuple[Deprecation, ...]] = ()


def note_of(since: int, advice: str) -> str:
    """What is said of something deprecated since a schema version, with what to do about it."""
    return f"{MARK} {since}, gone with {since + 1}: {advice}"


def marked(name: str, meaning: str, listed: tuple[Deprecation, ...] = DEPRECATIONS) -> str:
    """The meaning of a table or column, and that it is deprecated, where it is."""
    found = next((deprecation for deprecation in listed if deprecation.name == name), None)
    return f"{meaning} {found.note}" if found else meaning


def note_in(meaning: str) -> str | None:
    """The note that a meaning carries, without the meaning itself; None for what is not deprecated."""
    _, mark, rest = meaning.partition(MARK)
    return mark + rest if mark else None
