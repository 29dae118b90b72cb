"""What differs between the names of two releases: tables, views, columns and macros that went, are to go, or are new.

What belongs here: the sentences that release notes say of names, and what of a release is deprecated. What does not:
rows (compare.py), and which names are to go (pipeline/deprecations.py). All is read from the files of the releases, so
it holds for releases of any schema version.
"""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Final

import pyarrow.parquet as pq

from pipeline.deprecations import note_in
from pipeline.models import read_purpose
from pipeline.release.resources import FOLDERS, Resource, comment_of, read_manifest

TOLD: Final = 12
"""So many new names are listed, at most."""

Names = dict[str, tuple[str, str]]
"""Of each table, view, column (as table.column) and macro (as name()) its type, and what it means."""


def deprecated_in(resources: Sequence[Resource]) -> dict[str, str]:
    """What is deprecated in the data files of a release, each with the note that says since when and what to use."""
    found = {
        name: note_in(meaning)
        for resource in resources
        for name, meaning in (
            (resource.name, resource.meaning),
            *((f"{resource.name}.{field.name}", comment_of(field)) for field in resource.schema),
        )
    }
    return {name: note for name, note in found.items() if note}


def breaking_notes(previous: Path | None, release: Path) -> list[str]:
    """What a reader of the release before must know: names that went or are of another type, and those that will go."""
    if previous is None:
        return []
    versions = [read_manifest(folder)["schema_version"] for folder in (previous, release)]
    old, new = _names(previous), _names(release)
    found = [f"schema version {versions[1]}, it was {versions[0]}"] if versions[0] != versions[1] else []
    found += [
        f"`{name}` is gone{_after(note_in(old[name][1]))}" for name in _outermost(old.keys() - new.keys())
    ]
    found += [
        f"`{name}` is {new[name][0]} now, it was {old[name][0]}"
        for name in sorted(old.keys() & new.keys())
        if old[name][0] != new[name][0]
    ]
    marked = {name: note_in(meaning) for name, (_, meaning) in sorted(new.items())}
    return found + [
        f"`{name}`: {_lower(note)}"
        for name, note in marked.items()
        if note and (name not in old or note_in(old[name][1]) is None)
    ]


def added_note(previous: Path | None, release: Path) -> list[str]:
    """One sentence that lists new tables, views, columns and macros; none where there are none."""
    if previous is None:
        return []
    old, new = _names(previous), _names(release)
    names = [f"`{name}`" for name in _outermost(new.keys() - old.keys())]
    more = f" and {len(names) - TOLD} more" if len(names) > TOLD else ""
    return [f"new names: {', '.join(names[:TOLD])}{more}"] if names else []


def _names(folder: Path) -> Names:
    found: Names = {}
    for kind in FOLDERS:
        for path in sorted((folder / kind).glob("*.parquet")):
            schema = pq.read_schema(path)
            found[path.stem] = (kind.removesuffix("s"), comment_of(schema))
            found |= {f"{path.stem}.{field.name}": (str(field.type), comment_of(field)) for field in schema}
    for path in sorted((folder / "sql" / "macros").glob("*.sql")):
        found[f"{path.stem}()"] = ("macro", read_purpose(path))
    return found


def _outermost(names: AbstractSet[str]) -> list[str]:
    """The names, in order, without columns of tables that are among them."""
    return sorted(name for name in names if "." not in name or name.partition(".")[0] not in names)


def _after(note: str | None) -> str:
    return f"; {_lower(note)}" if note else ""


def _lower(note: str) -> str:
    return note[:1].lower() + note[1:].removesuffix(".")
