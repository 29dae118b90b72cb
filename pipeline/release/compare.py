"""Compares two releases: every row added, changed or removed, and why.

What belongs here: the rows of `changes`. What does not: telling them in words (describe.py).

Rows are compared by table and key. A row's causes are those that can account for it: its document arrived, was
superseded or left (source); the step that makes its table, or one before it, has other rules, registry, code, model or
libraries; or, where none of that is so, another document's arrival (neighbours).
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, TypedDict

import duckdb
import pyarrow as pa

from pipeline.engine import find_step
from pipeline.store import table_of
from pipeline.tables import PUBLISHED, Table, arrow_schema

REGISTRY_SETS: Final = frozenset({"actors", "aliases", "roles", "countries"})
MODELS: Final = frozenset({"fr-core-news-md"})
STEPS_OF: Final[Mapping[str, tuple[str, ...]]] = {
    "raw_documents": ("read",),
    "hints": ("read",),
    "arrivals": ("clean",),
    "documents": ("clean", "segment"),
    "spans": ("clean",),
    "paragraphs": ("segment",),
    "sentences": ("segment",),
    "mentions": ("mentions",),
    "role_claims": ("mentions",),
    "actors": ("mentions",),
    "actor_aliases": ("mentions",),
    "actor_roles": ("mentions",),
    "quotes": ("quotes",),
    "topic_tags": ("topics",),
    "topics": ("topics",),
    "amounts": ("figures",),
    "dates": ("figures",),
    "duplicates": ("segment",),
    "story_documents": ("mentions", "topics"),
    "stories": ("mentions", "topics"),
}
"""The steps whose work a table's rows come from; those before them follow from the steps' inputs."""

OTHERWISE: Final[Mapping[str, str]] = {
    "arrivals": "source",
    "rejections": "source",
    "withdrawals": "source",
    "publishers": "registry",
    "rules": "rules",
    "quality": "code",
}
"""The cause of a change that no document's arrival and no step accounts for; neighbours for tables not named."""


class StepFingerprint(TypedDict):
    """What a step depends on, as a manifest has it: code, hash by rule set, libraries as name==version."""

    code: str
    rules: dict[str, str]
    libraries: list[str]


@dataclass(frozen=True)
class _Steps:
    """The fingerprints of two releases, compared."""

    old: Mapping[str, StepFingerprint]
    new: Mapping[str, StepFingerprint]

    def causes(self, step: str) -> list[tuple[str, str]]:
        """What of one step changed, as (cause, detail)."""
        old, new = self.old.get(step), self.new.get(step)
        if old is None or new is None:
            return [("code", step)]
        found = [("code", step)] if old["code"] != new["code"] else []
        for name in sorted({*old["rules"], *new["rules"]}):
            if old["rules"].get(name) != new["rules"].get(name):
                found.append(("registry" if name in REGISTRY_SETS else "rules", f"{step}: {name}"))
        for library in sorted({*old["libraries"]} ^ {*new["libraries"]}):
            found.append(("model" if library.split("==")[0] in MODELS else "libraries", f"{step}: {library}"))
        return found


def compare(previous: Path | None, release: Path) -> pa.Table:
    """The table `changes` between two release folders, in order of table and key; empty without a predecessor."""
    schema = arrow_schema("changes")
    if previous is None:
        return schema.empty_table()
    manifests = [
        json.loads((folder / "manifest.json").read_text(encoding="utf-8")) for folder in (previous, release)
    ]
    steps = _Steps(*(manifest["fingerprints"]["steps"] for manifest in manifests))
    rows: list[dict[str, Any]] = []
    with duckdb.connect() as connection:
        sourced = _sourced(connection, previous, release)
        for table in PUBLISHED:
            if manifests[0]["tables"].get(table.name) != manifests[1]["tables"][table.name]:
                rows += _changes(connection, table, previous, release, steps, sourced)
    rows.sort(key=lambda row: (row["table_name"], row["row_key"]))
    return table_of(schema, rows)


def _changes(
    connection: duckdb.DuckDBPyConnection,
    table: Table,
    previous: Path,
    release: Path,
    steps: _Steps,
    sourced: set[str],
) -> Iterator[dict[str, Any]]:
    names = [column.name for column in table.columns]
    rest = [name for name in names if name not in table.key]
    key = ", ".join(f"cast(coalesce(o.{name}, n.{name}) as varchar)" for name in table.key)
    joined = " and ".join(f"o.{name} is not distinct from n.{name}" for name in table.key)
    changed = (
        ", ".join(f"case when o.{name} is distinct from n.{name} then '{name}' end" for name in rest)
        or "null"
    )
    document = "coalesce(o.document_id, n.document_id)" if "document_id" in names else "null"
    found = connection.execute(
        f"""
        with o as (select true as is_old, * from {_file(previous, table.name)}),
        n as (select true as is_new, * from {_file(release, table.name)})
        select cast(to_json([{key}]) as varchar),
            case when o.is_old is null then 'added' when n.is_new is null then 'removed' else 'changed' end,
            {document}, list_filter([{changed}], lambda c : c is not null)
        from o full outer join n on {joined}
        """
    )
    causes = _step_causes(table.name, steps)
    while batch := found.fetchmany(10_000):
        for row_key, kind, document_id, columns in batch:
            if kind == "changed" and not columns:
                continue
            listed = ["source"] if document_id in sourced else [cause for cause, _ in causes]
            details = [] if document_id in sourced else [detail for _, detail in causes]
            yield {
                "table_name": table.name,
                "row_key": row_key,
                "change_kind": kind,
                "document_id": document_id,
                "causes": list(dict.fromkeys(listed)) or [OTHERWISE.get(table.name, "neighbours")],
                "cause_detail": "; ".join(dict.fromkeys(details)) or None,
                "changed_columns": columns if kind == "changed" else [],
            }


def _sourced(connection: duckdb.DuckDBPyConnection, previous: Path, release: Path) -> set[str]:
    """Documents that are new, gone, or of which an arrival is new, gone, or no longer current."""
    columns = "arrival_id, document_id, is_current"
    old, new = (f"select {columns} from {_file(folder, 'arrivals')}" for folder in (previous, release))
    sql = f"select document_id from ((({old}) except ({new})) union all (({new}) except ({old})))"
    return {row[0] for row in connection.execute(sql).fetchall() if row[0]}


def _step_causes(table: str, steps: _Steps) -> Sequence[tuple[str, str]]:
    return [found for step in _upstream(STEPS_OF.get(table, ())) for found in steps.causes(step)]


@cache
def _upstream(steps: tuple[str, ...]) -> tuple[str, ...]:
    """The steps and all before them, in no step's order but sorted."""
    makers = {
        table: step
        for step in ("read", "clean", "segment", "names", "mentions")
        for table in find_step(step).outputs
    }
    todo, found = list(steps), set[str]()
    while todo:
        step = todo.pop()
        if step not in found:
            found.add(step)
            todo += [makers[table] for table in find_step(step).inputs if table in makers]
    return tuple(sorted(found))


def _file(folder: Path, table: str) -> str:
    path = str(folder / "tables" / f"{table}.parquet").replace("'", "''")
    return f"read_parquet('{path}')"
