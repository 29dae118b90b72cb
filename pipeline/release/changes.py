"""What differs from the release before, in words: CHANGES.md.

What belongs here: sentences and counts over a comparison, the most interesting first. What does not: finding rows that
differ and their causes (compare.py, causes.py). No text of a document and no version goes in.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final

import duckdb

TOLD: Final = 5
"""How many rules, actors and topics are named, at most."""

DOCUMENTS: Final = """
    select
        (select count(*) from (select document_id from n.raw_documents except select document_id from o.raw_documents)),
        (select count(*) from (select document_id from o.raw_documents except select document_id from n.raw_documents)),
        (select count(*) from arrival_changes where arrival_detail = 'corrected text'),
        (select count(*) from (select document_id from n.withdrawals except select document_id from o.withdrawals)),
        (select count(*) from (select arrival_id from n.rejections except select arrival_id from o.rejections))
"""
RULES: Final = """
    with stayed as (select document_id from o.raw_documents intersect select document_id from n.raw_documents),
    old as (select document_id, char_start, char_end, span_kind, rule_id from o.spans semi join stayed using (document_id)),
    new as (select document_id, char_start, char_end, span_kind, rule_id from n.spans semi join stayed using (document_id)),
    moved as (
        select rule_id, document_id, char_start from ((from old except from new) union (from new except from old))
        where span_kind <> 'blank'
    )
    select rule_id, count(distinct (document_id, char_start)) as line_count from moved
    group by 1 order by 2 desc, 1
"""
ACTORS: Final = """
    with old as (
        select actor_id, count(distinct (document_id, statement_index)) as c
        from o.quotes semi join (from o.documents where is_current) using (document_id)
        where actor_id is not null group by 1
    ),
    new as (
        select actor_id, count(distinct (document_id, statement_index)) as c
        from n.quotes semi join (from n.documents where is_current) using (document_id)
        where actor_id is not null group by 1
    )
    select coalesce(a.name, b.name, actor_id), coalesce(new.c, 0) - coalesce(old.c, 0) as gained
    from old full join new using (actor_id)
    left join n.actors as a using (actor_id) left join o.actors as b using (actor_id)
    where gained <> 0 order by abs(gained) desc, actor_id
"""
TOPICS: Final = """
    with old as (
        select topic_id, count(*) as c from o.topic_tags semi join (from o.documents where is_current) using (document_id)
        where paragraph_index is null group by 1
    ),
    new as (
        select topic_id, count(*) as c from n.topic_tags semi join (from n.documents where is_current) using (document_id)
        where paragraph_index is null group by 1
    )
    select coalesce(a.name_fr, b.name_fr, topic_id), coalesce(new.c, 0) - coalesce(old.c, 0) as gained
    from old full join new using (topic_id)
    left join n.topics as a using (topic_id) left join o.topics as b using (topic_id)
    where gained <> 0 order by abs(gained) desc, topic_id
"""
STORIES: Final = """
    select
        (select count(*) from (select story_id from n.stories except select story_id from o.stories)),
        (select count(*) from (select story_id from o.stories except select story_id from n.stories)),
        (select count(*) from changes where table_name = 'stories' and change_kind = 'changed')
"""
REGISTRY: Final = """
    select table_name, change_kind, count(*) from changes
    where table_name in ('actor_aliases', 'actor_roles', 'publishers', 'topics', 'rules')
        or (table_name = 'actors' and list_contains(causes, 'registry'))
    group by 1, 2 order by 1, 2
"""
"""Rows of the registry and of rules, which no document brings."""

CAUSES: Final = """
    with told as (
        select unnest(causes) as cause, document_id, string_split(coalesce(cause_detail, ''), '; ') as details from changes
    ),
    pairs as (select distinct cause, unnest(details) as detail from told),
    fitting as (
        select cause, detail from pairs semi join told_causes using (cause, detail)
        union
        select cause, detail from pairs anti join told_causes using (detail)
        where cause = 'source' and detail not like 'beside %' and detail not like 'with %' and detail <> ''
    ),
    counted as (
        select cause, count(*) as row_count, count(distinct document_id) as document_count from told group by 1
    )
    select cause, row_count, document_count, string_agg(detail, '; ' order by detail)
    from counted left join fitting using (cause)
    group by 1, 2, 3 order by 2 desc, 1
"""
"""Rows and documents by cause, each with those details that are of this cause."""
ROWS: Final = """
    select table_name, change_kind, array_to_string(causes, ', ') as listed, count(*) as row_count
    from changes group by 1, 2, 3 order by 4 desc, 1, 2, 3
"""


def tell(
    connection: duckdb.DuckDBPyConnection,
    is_first: bool,
    breaking: Sequence[str] = (),
    added: Sequence[str] = (),
) -> str:
    """CHANGES.md of a comparison (compare.py's connection): what a reader should know first stands first.

    breaking  what is said of names that went or will go (schema_notes.py): before anything else
    added     what is said of new ones: after all else
    """
    if is_first:
        row = _row(
            connection, "select (select count(*) from n.raw_documents), (select count(*) from n.quotes)"
        )
        return f"# Changes\n\nThis is the first release: {_count(row[0], 'document')}, {_count(row[1], 'quotation')}.\n"
    changed = _row(connection, "select count(*) from changes")[0]
    lines = ["# Changes since the release before", ""]
    told = [*breaking, *_sentences(connection), *added] if changed else [*breaking, *added]
    lines += [f"- {sentence}" for sentence in told]
    if not changed:
        return "\n".join([*lines, *([""] if told else []), "No row differs."]) + "\n"
    lines += ["", "## Why", "", "| cause | rows | documents | what |", "|---|---|---|---|"]
    lines += [
        f"| {c} | {rows} | {docs} | {_cell(what)} |" for c, rows, docs, what in _rows(connection, CAUSES)
    ]
    lines += ["", "## Rows", "", "| table | change | causes | rows |", "|---|---|---|---|"]
    lines += [f"| {name} | {kind} | {causes} | {n} |" for name, kind, causes, n in _rows(connection, ROWS)]
    lines += ["", "`changes.parquet` names every row."]
    return "\n".join(lines) + "\n"


def headline(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The sentences of CHANGES.md alone; none where no row differs."""
    return list(_sentences(connection))


def _sentences(connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    new, gone, corrected, withdrawn, rejected = _row(connection, DOCUMENTS)
    if withdrawn:
        yield f"{_count(withdrawn, 'document')} withdrawn"
    if new:
        also = f", {corrected} of them corrected texts" if corrected else ""
        yield f"{_count(new, 'document')} added{also}"
    if gone > withdrawn:
        yield f"{_count(gone - withdrawn, 'document')} gone"
    if rejected:
        yield f"{_count(rejected, 'file')} that could not be read"
    yield from _most(
        (f"rule {rule} moved {_count(n, 'line')}" for rule, n in _rows(connection, RULES)), "more rules"
    )
    yield from _most(
        (f"{name} {_gained(n, 'quotation')}" for name, n in _rows(connection, ACTORS)), "more actors"
    )
    yield from _most(
        (f"topic “{name}” {_gained(n, 'document')}" for name, n in _rows(connection, TOPICS)), "more topics"
    )
    begun, ended, moved = _row(connection, STORIES)
    told = [
        f"{_count(n, 'story', 'stories')} {word}"
        for n, word in ((begun, "new"), (ended, "gone"), (moved, "changed"))
        if n
    ]
    if told:
        yield ", ".join(told)
    for table, kind, number in _rows(connection, REGISTRY):
        yield f"{_count(number, 'row')} of {table} {kind}"


def _most(sentences: Iterator[str], rest: str) -> Iterator[str]:
    listed = list(sentences)
    yield from listed[:TOLD]
    if len(listed) > TOLD:
        yield f"… and {len(listed) - TOLD} {rest}"


def _gained(number: int, what: str) -> str:
    return f"{'gained' if number > 0 else 'lost'} {_count(abs(number), what)}"


def _count(number: int, what: str, many: str = "") -> str:
    return f"{number} {what if number == 1 else many or what + 's'}"


def _cell(text: str | None) -> str:
    """Each part of a list of details once, in a table's cell."""
    parts = sorted({part for part in (text or "").split("; ") if part})
    shown = "; ".join(parts[: 2 * TOLD]) + (" …" if len(parts) > 2 * TOLD else "")
    return shown.replace("|", "\\|")


def _rows(connection: duckdb.DuckDBPyConnection, sql: str) -> list[tuple[Any, ...]]:
    return connection.execute(sql).fetchall()


def _row(connection: duckdb.DuckDBPyConnection, sql: str) -> tuple[Any, ...]:
    return _rows(connection, sql)[0]
