"""Why a row of a release differs from the release before.

What belongs here: the causes of a change, from two manifests and from what else changed. What does not: finding the
rows that differ (compare.py).

The causes of a row are those that can account for it:
  source      its document came, was corrected, superseded or withdrawn
  rules, registry, code, model, libraries
              the step that makes its table has others than before; a step before that one counts only if rows of the
              same document that it made differ, too
  neighbours  another document's arrival or change: only for what is found across documents
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, Final, TypedDict

import duckdb

from pipeline.engine import find_step
from pipeline.tables import TABLES

EXTRAS: Final = {
    "document_id": "varchar",
    "arrival_id": "varchar",
    "actor_id": "varchar",
    "story_id": "varchar",
    "rule_id": "varchar",
    "stage": "varchar",
    "is_registered": "boolean",
    "outcome": "varchar",
}
"""Columns of compared rows that their causes follow from, null where the table has no such column."""

REGISTRY_SETS: Final = frozenset({"actors", "aliases", "roles", "countries", "publishers"})
MODELS: Final = frozenset({"fr-core-news-md"})
STEPS: Final = ("read", "clean", "segment", "names", "mentions", "quotes", "topics", "figures")
RELATED_COLUMNS: Final = ("story_id", "duplicate_of")
CARRIED_COLUMNS: Final = ("is_current", "source_path", "source_url", "publisher_id")
"""Columns of documents that follow from its arrivals."""

STEPS_OF: Final[Mapping[str, tuple[str, ...]]] = {
    "documents": ("clean", "segment"),
    "duplicates": ("segment",),
    "story_documents": ("mentions", "topics"),
    "stories": ("mentions", "topics"),
    "story_merges": ("mentions", "topics"),
    "actors": ("mentions",),
}
"""The steps whose work a table's rows come from, where it is not the one step that makes the table."""

SETS_OF: Final[Mapping[str, tuple[str, ...]]] = {
    "actors": ("actors", "countries"),
    "actor_aliases": ("actors", "aliases", "countries"),
    "actor_roles": ("roles",),
    "publishers": ("publishers",),
    "topics": ("media_topics", "topics"),
    "figure_subjects": ("figure_subjects",),
}
"""The rule sets that a table of rules or registry is made from."""

CODE: Final = "'code'"
ONLY_RELATED: Final = f"len(changed_columns) > 0 and list_has_all({list(RELATED_COLUMNS)}, changed_columns)"

Cause = tuple[str, str]
"""A cause, and a detail."""


CORRECTED: Final[Cause] = ("rules", "desk: corrections")


class StepFingerprint(TypedDict):
    """What a step depends on, as a manifest has it: code, hash by rule set, libraries as name==version."""

    code: str
    rules: dict[str, str]
    libraries: list[str]


@dataclass(frozen=True)
class Found:
    """The manifests of the two releases, and what differs between their fingerprints."""

    old: Mapping[str, Any]
    new: Mapping[str, Any]

    @cached_property
    def by_step(self) -> dict[str, list[Cause]]:
        """What of each step differs, `relate` among them; steps of which nothing does are left out."""
        found = {name: _step_causes(name, *self._both("steps", name)) for name in STEPS}
        if self._both("relate", None)[0] != self._both("relate", None)[1]:
            found["relate"] = [("code", "relate")]
        return {name: causes for name, causes in found.items() if causes}

    @cached_property
    def sets(self) -> dict[str, Cause]:
        """The rule sets that differ and become tables, each as a cause."""
        old, new = self._both("registry", None)
        if not isinstance(old, dict) or not isinstance(new, dict):
            return {}
        return {
            name: ("registry" if name in REGISTRY_SETS else "rules", name)
            for name in sorted(old.keys() | new.keys())
            if old.get(name) != new.get(name)
        }

    @property
    def is_corrected(self) -> bool:
        """True if the desk's corrections differ."""
        old, new = self._both("corrections", None)
        return bool(old != new)

    def _both(self, part: str, name: str | None) -> tuple[Any, Any]:
        parts = [manifest["fingerprints"].get(part) for manifest in (self.old, self.new)]
        return tuple((p or {}).get(name) if name else p for p in parts)  # type: ignore[return-value]


def _step_causes(step: str, old: StepFingerprint | None, new: StepFingerprint | None) -> list[Cause]:
    if old is None or new is None:
        return [("code", step)] if old != new else []
    found = [("code", step)] if old["code"] != new["code"] else []
    rules = sorted(
        name for name in {*old["rules"], *new["rules"]} if old["rules"].get(name) != new["rules"].get(name)
    )
    found += [("registry" if name in REGISTRY_SETS else "rules", f"{step}: {name}") for name in rules]
    libraries = sorted({*old["libraries"]} ^ {*new["libraries"]})
    return found + [
        ("model" if library.split("==")[0] in MODELS else "libraries", f"{step}: {library}")
        for library in libraries
    ]


def add_causes(connection: duckdb.DuckDBPyConnection, found: Found) -> None:
    """Fills the table `changes` from the table `found`, on a connection that compare.py made."""
    for sql in _PREPARED:
        connection.execute(sql)
    told = {cause for causes in found.by_step.values() for cause in causes} | {*found.sets.values()}
    connection.execute("create table told_causes (cause varchar, detail varchar)")
    connection.executemany("insert into told_causes values (?, ?)", sorted(told | {CORRECTED}))
    elsewhere = {
        row[0]
        for row in connection.execute(
            "select distinct table_name from found anti join came using (document_id)"
        ).fetchall()
    }
    for (table,) in connection.execute("select distinct table_name from found order by 1").fetchall():
        hits, otherwise = _hits(table, found, elsewhere)
        connection.execute(
            f"""
            insert into changes
            with judged as (
                select found.*, {hits} as hits
                from found
                left join came using (document_id)
                left join touched using (document_id)
                left join moved using (document_id)
                left join neighbours using (document_id)
                left join arrival_changes using (arrival_id)
                left join actor_sources using (actor_id)
                left join story_sources using (story_id)
                where found.table_name = '{table}'
            ),
            explained as (
                select *, case when len(hits) > 0 then hits else [{{'cause': {otherwise}, 'detail': null}}] end as why
                from judged
            )
            select
                table_name, row_key, change_kind, document_id,
                list_sort(list_distinct(list_transform(why, lambda w : w.cause))),
                nullif(array_to_string(list_sort(list_distinct(list_transform(why, lambda w : w.detail))), '; '), ''),
                changed_columns
            from explained
            """
        )


_PREPARED: Final = (
    """
    create table arrival_changes as
    with both_sides as (
        select coalesce(o.arrival_id, n.arrival_id) as arrival_id, coalesce(n.document_id, o.document_id) as document_id,
            o.outcome as old_outcome, n.outcome as new_outcome, o.is_current as was_current, n.is_current
        from o.arrivals as o full join n.arrivals as n on o.arrival_id = n.arrival_id
    )
    select arrival_id, document_id as changed_document_id,
        case
            when old_outcome is null and new_outcome = 'supersedes' then 'corrected text'
            when old_outcome is null and new_outcome = 'same_content' then 'same text again'
            when old_outcome is null and new_outcome = 'new' then 'new text'
            when old_outcome is null then new_outcome || ' file'
            when new_outcome is null then 'text gone'
            when new_outcome = 'withdrawn' and old_outcome <> 'withdrawn' then 'text withdrawn'
            when was_current and not is_current and new_outcome = old_outcome then 'superseded text'
            when is_current and not was_current and new_outcome = old_outcome then 'text current again'
        end as arrival_detail
    from both_sides
    where arrival_detail is not null
    """,
    """
    create table touched as
    select changed_document_id as document_id, string_agg(distinct arrival_detail, ', ' order by arrival_detail) as touched_detail
    from arrival_changes where changed_document_id is not null group by 1
    """,
    """
    create table came as
    select document_id, touched_detail as came_detail from touched
    join (
        (select document_id from o.raw_documents except select document_id from n.raw_documents)
        union all (select document_id from n.raw_documents except select document_id from o.raw_documents)
    ) using (document_id)
    """,
    """
    create table moved as
    select document_id, list(distinct table_name) as moved_tables from found where document_id is not null group by 1
    """,
    """
    create table links as
    select document_id, story_id from o.story_documents union select document_id, story_id from n.story_documents
    """,
    """
    create table neighbours as
    select a.document_id, 'beside ' || array_to_string(list_sort(list(distinct b.document_id))[:3], ', ') as neighbour_detail
    from links as a join links as b using (story_id) join touched as t on b.document_id = t.document_id
    where a.document_id <> b.document_id group by 1
    """,
    """
    create table story_sources as
    select story_id, 'with ' || array_to_string(list_sort(list(distinct document_id))[:3], ', ') as story_detail
    from links join touched using (document_id) group by 1
    """,
    """
    create table actor_sources as
    with named as (
        select actor_id, document_id from o.mentions union select actor_id, document_id from n.mentions
    )
    select actor_id, string_agg(distinct came_detail, ', ' order by came_detail) as actor_detail
    from named semi join (from found where table_name = 'actors') as f using (actor_id) join came using (document_id)
    group by 1
    """,
)
"""What the causes follow from: arrivals that differ, documents that came or went, and what lies beside them."""


def _hits(table: str, found: Found, elsewhere: set[str]) -> tuple[str, str]:
    """SQL for the list of causes of a row of a table, and for the cause where that list is empty."""
    if table in ("arrivals", "rejections"):
        return _arrival_hits(table, found), CODE
    if table in ("duplicates", "story_documents", "stories", "story_merges"):
        return _related_hits(table, found, elsewhere), "'neighbours'"
    if table == "documents":
        return _document_hits(found, elsewhere), f"case when {ONLY_RELATED} then 'neighbours' else {CODE} end"
    if table == "actors":
        return _actor_hits(found), "'neighbours'"
    if table in SETS_OF:
        return _listed(_when("true", found.sets[name]) for name in SETS_OF[table] if name in found.sets), CODE
    if table == "rules":
        rules = sorted(
            {c for causes in found.by_step.values() for c in causes if c[0] in ("rules", "registry")}
        )
        return (
            f"case when stage = 'models' then {_listed([])} else {_listed(_when('true', c) for c in rules)} end",
            CODE,
        )
    if table == "withdrawals":
        return _listed([]), "'source'"
    if table in TABLES and "document_id" in {column.name for column in TABLES[table].columns}:
        steps = _listed([*_step_hits((_maker(table),), found), *_correction_hits(found)])
        return (
            f"case when came_detail is not null then {_listed([_source('came_detail')])} else {steps} end",
            CODE,
        )
    return _listed([]), CODE


def _arrival_hits(table: str, found: Found) -> str:
    read = [_when("true", cause) for cause in found.by_step.get("read", [])]
    clean = [_when("true", found.sets["publishers"])] if "publishers" in found.sets else []
    clean += _step_hits(("clean",), found)
    rejected = (
        "true"
        if table == "rejections"
        else "list_has_any(changed_columns, ['outcome', 'document_id', 'reader'])"
    )
    return (
        f"case when arrival_detail is not null then {_listed([_source('arrival_detail')])}"
        f" when {rejected} then {_listed(read)} else {_listed(clean)} end"
    )


def _related_hits(table: str, found: Found, elsewhere: set[str]) -> str:
    own = "story_detail" if table == "stories" else "touched_detail"
    return f"case when {own} is not null then {_listed([_source(own)])} else {_listed(_beside(table, found, elsewhere))} end"


def _beside(table: str, found: Found, elsewhere: set[str]) -> list[str]:
    """Causes of what is found across documents, for a document that did not arrive itself."""
    hits = [
        "case when (select count(*) from touched) > 0 then {'cause': 'neighbours', 'detail': neighbour_detail} end"
    ]
    for step in [*_upstream(STEPS_OF.get(table, ("segment", "mentions", "topics"))), "relate"]:
        outputs = _outputs(step)
        if not outputs or elsewhere.intersection(outputs):
            hits += [_when("true", cause) for cause in found.by_step.get(step, [])]
    return hits + (_correction_hits(found) if table in ("story_documents", "stories", "story_merges") else [])


def _document_hits(found: Found, elsewhere: set[str]) -> str:
    """A document's row is made of what was read from it, of its arrivals, and of what relates it to others."""
    related = f"list_has_any(changed_columns, {list(RELATED_COLUMNS)})"
    carried = f"list_has_any(changed_columns, {list(CARRIED_COLUMNS)})"
    own = f"len(list_filter(changed_columns, lambda c : c not in {RELATED_COLUMNS + CARRIED_COLUMNS})) > 0"
    steps = _listed([*_step_hits(STEPS_OF["documents"], found), *_correction_hits(found)])
    beside = _listed(_beside("story_documents", found, elsewhere))
    source = _listed([_source("touched_detail")])
    return (
        f"case when came_detail is not null then {_listed([_source('came_detail')])} else list_concat("
        f"case when touched_detail is not null and ({carried} or {related}) then {source} else {_listed([])} end, "
        f"case when {own} or (touched_detail is null and {carried}) then {steps} else {_listed([])} end, "
        f"case when touched_detail is null and {related} then {beside} else {_listed([])} end) end"
    )


def _actor_hits(found: Found) -> str:
    registered = _listed(_when("true", found.sets[name]) for name in SETS_OF["actors"] if name in found.sets)
    steps = _listed(_step_hits(STEPS_OF["actors"], found, is_own=True))
    source = _listed([_source("actor_detail")])
    return (
        f"case when is_registered and len({registered}) > 0 then {registered}"
        f" when actor_detail is not null then {source} else {steps} end"
    )


def _step_hits(steps: tuple[str, ...], found: Found, is_own: bool = False) -> list[str]:
    """Causes from the steps of a table, and from those before where rows of theirs of the document differ."""
    hits = []
    for step in _upstream(steps):
        outputs = _outputs(step)
        near = step in steps or not outputs or is_own
        condition = "true" if near else f"list_has_any(moved_tables, {list(outputs)})"
        hits += [_when(condition, cause) for cause in found.by_step.get(step, [])]
    return hits


def _correction_hits(found: Found) -> list[str]:
    return [_when("true", CORRECTED)] if found.is_corrected else []


def _source(detail: str) -> str:
    return f"{{'cause': 'source', 'detail': {detail}}}"


def _when(condition: str, cause: Cause) -> str:
    name, detail = (part.replace("'", "''") for part in cause)
    return f"case when {condition} then {{'cause': '{name}', 'detail': '{detail}'}} end"


def _listed(hits: Iterable[str]) -> str:
    """SQL for the hits that hold, as a list of structs."""
    inner = ", ".join(hits) or "null"
    return f"list_filter([{inner}]::struct(cause varchar, detail varchar)[], lambda h : h is not null)"


def _maker(table: str) -> str:
    return next(step for step in STEPS if table in find_step(step).outputs)


def _outputs(step: str) -> tuple[str, ...]:
    """The published tables that a step makes."""
    if step == "relate":
        return ()
    own = tuple(name for name in find_step(step).outputs if TABLES[name].place == "tables")
    return (*own, "documents") if step == "clean" else own


@cache
def _upstream(steps: tuple[str, ...]) -> tuple[str, ...]:
    """The steps and all before them, in the order of the plan."""
    makers = {table: step for step in STEPS for table in find_step(step).outputs}
    todo, found = list(steps), set[str]()
    while todo:
        step = todo.pop()
        if step not in found:
            found.add(step)
            todo += [makers[table] for table in find_step(step).inputs if table in makers]
    return tuple(step for step in STEPS if step in found)
