"""The desk directory: what curators decide, written by commands so that a line is never malformed.

What belongs here: adding rows to the desk's CSV files, whole and in one step. What does not: what the rows mean (the
rule sets' own modules) and how they are laid over the shipped rules (rulebook.py).
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from pipeline.errors import ConfigurationError, RuleError
from pipeline.rulebook import CSV_KEYS, Rulebook
from pipeline.store import write_atomically
from pipeline.text.actors.registry import ACTOR_TYPES
from pipeline.text.folding import slug

COLUMNS: Final[Mapping[str, Sequence[str]]] = {
    "actors": (
        "actor_id",
        "name",
        "actor_type",
        "subtype",
        "country_code",
        "gender",
        "wikidata_id",
        "is_confirmed",
        "previous_actor_id",
    ),
    "aliases": ("actor_id", "alias", "alias_kind"),
    "approved_lines": ("source_id", "line", "span_kind", "author", "reason", "approved_on"),
}
"""The columns of the desk's files that commands write."""


def required_desk(rulebook: Rulebook) -> Path:
    """The desk directory; ConfigurationError where none is set."""
    if rulebook.desk is None:
        raise ConfigurationError("there is no desk directory; name one with --desk or VERBATIM_DESK")
    return rulebook.desk


def add_rows(desk: Path, name: str, rows: Iterable[Mapping[str, str]]) -> int:
    """Adds rows to a file of the desk, in place of those with the same key; returns how many there were to add.

    The file is written whole and in one step; its columns stay, and those of `rows` that it lacks are added.
    """
    path = desk / f"{name}.csv"
    kept, columns = _read(path)
    added = list(rows)
    for column in (*COLUMNS.get(name, ()), *(column for row in added for column in row)):
        if column not in columns:
            columns.append(column)
    key = CSV_KEYS.get(name) or columns[:1]
    merged = {tuple(row.get(part, "") for part in key): row for row in [*kept, *added]}
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(merged.values())
    write_atomically(path, text.getvalue().encode())
    return len(added)


def actor_rows(rows: Iterable[Mapping[str, str]]) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """Rows of actors.csv and aliases.csv for new actors.

    A row needs a name and an actor_type; it may have actor_id, subtype, country_code, gender, wikidata_id, and aliases
    separated by '|'. The id that texts have borne the actor under so far is kept as previous_actor_id. RuleError names
    the line that lacks something.
    """
    actors, aliases = [], []
    for line, row in enumerate(rows, 2):
        name, actor_type = row.get("name", "").strip(), row.get("actor_type", "").strip()
        if not name or actor_type not in ACTOR_TYPES:
            raise RuleError(
                f"line {line}: an actor needs a name and an actor_type of {', '.join(ACTOR_TYPES)}"
            )
        actor_id = row.get("actor_id", "").strip() or slug(name)
        facts = {column: row.get(column, "").strip() for column in COLUMNS["actors"]}
        known = {"actor_id": actor_id, "name": name, "actor_type": actor_type}
        previous = facts["previous_actor_id"] or f"u-{slug(name)}"
        confirmed = facts["is_confirmed"] or "true"
        actors.append(facts | known | {"previous_actor_id": previous, "is_confirmed": confirmed})
        names = dict.fromkeys([name, *filter(None, (a.strip() for a in row.get("aliases", "").split("|")))])
        aliases += [
            {"actor_id": actor_id, "alias": alias, "alias_kind": "full_name" if alias == name else "alias"}
            for alias in names
        ]
    return actors, aliases


def read_csv(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file with a header; ConfigurationError where it cannot be read."""
    try:
        return _read(path)[0]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ConfigurationError(f"{path} cannot be read as CSV in UTF-8: {error}") from error


def _read(path: Path) -> tuple[list[dict[str, str]], list[str]]:
    if not path.is_file():
        return [], []
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file, restval="")
        rows = [{column: value for column, value in row.items() if column is not None} for row in reader]
        return rows, list(reader.fieldnames or ())
