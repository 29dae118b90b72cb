"""Puts the tables of a release together from the store: all parts in one, sorted by key, plus what comes from rules.

What belongs here: which rows each published table has. What does not: how rows come about, the views (sql/models),
and the release around them (release/).
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa

from pipeline.engine import find_step
from pipeline.errors import RuleError
from pipeline.parquet import write_query
from pipeline.relate.subjects import subject_rows
from pipeline.rulebook import Rulebook
from pipeline.step import Row
from pipeline.store import Part, table_of
from pipeline.tables import PUBLISHED, TABLES, arrow_schema
from pipeline.text.actors.registry import Registry, compile_registry
from pipeline.text.topics import topic_rows

MEASURED: Final = Path(__file__).parent.parent / "tests" / "quality" / "measured.json"

READ: Final = frozenset({"raw_documents", "hints"})
"""Tables of the read step: a file's rows of a document count where that file carried the document first."""

ARRIVED: Final = """
    select a.arrival_id, a.source_path, a.source_key, coalesce(a.source_url, m.source_url) as source_url,
        a.arrived_on, a.document_id, a.outcome, a.supersedes_arrival_id, a.is_current,
        coalesce(a.publisher_id, m.signature_publisher_id) as publisher_id, a.byte_count, a.reader, a.position
    from stored_arrivals as a left join metadata as m using (document_id)
"""
"""Arrivals with the publisher that the text itself names, where neither address nor folder does."""

DOCUMENTS: Final = """
    with carried as (
        select *, row_number() over (partition by document_id order by is_current desc, position) as place
        from arrived where document_id is not null
    )
    select m.document_id, c.source_path, c.source_url, c.publisher_id, m.agency, m.sections, m.title, m.standfirst,
        m.authors, m.photo_credit, m.dateline_place, m.published_at, m.published_utc_offset, m.published_precision,
        m.modified_at, x.dated_on, x.dated_by, x.language_code, x.language_score, x.word_count, m.is_truncated,
        c.is_current, r.first_arrived_on, c.position
    from metadata as m
    join contexts as x using (document_id)
    join raw_documents as r using (document_id)
    join carried as c on c.document_id = m.document_id and c.place = 1
"""
"""Documents, but for what relating them adds; the first current arrival stands for the document."""

RELATED: Final = """
    select b.* exclude (first_arrived_on, position), s.story_id, d.duplicate_of
    from base_documents as b
    left join story_documents as s using (document_id)
    left join duplicates as d using (document_id)
"""

FOUND_ACTORS: Final = """
    with named as (
        select actor_id, name, actor_type, count(*) as times from found_actors
        where not is_registered group by all
    )
    select actor_id, name, actor_type, null as subtype, null as country_code, null as gender, null as wikidata_id,
        false as is_registered, false as is_confirmed, null as previous_actor_id
    from named
    qualify row_number() over (partition by actor_id order by times desc, name, actor_type) = 1
"""
"""Actors only found in texts, under the name and type they were found with most often."""


class Tables:
    """A DuckDB connection that sees the store's tables by name, and the derived ones above as views."""

    def __init__(self, parts: Mapping[str, Sequence[Part]], arrived: Part, scratch: Path) -> None:
        """`parts` are the parts of each stored table; `arrived` is the replayed ledger."""
        scratch.mkdir(parents=True, exist_ok=True)
        self.connection = duckdb.connect(config={"temp_directory": str(scratch)})
        self._view("carriers", [arrived.path("carriers")])
        for name, listed in parts.items():
            schema = arrow_schema(name)
            if name in READ:
                schema = schema.insert(0, pa.field("file_sha256", pa.string()))
            self._view(f"read_{name}" if name in READ else name, [part.path(name) for part in listed], schema)
        for name in READ & parts.keys():
            self.connection.execute(
                f"create view {name} as select r.* from read_{name} as r"
                " semi join carriers as c using (document_id, file_sha256)"
            )
        self._view("stored_arrivals", [arrived.path("arrivals")])
        self._view("rejections", [arrived.path("rejections")])
        self.connection.execute(f"create view arrived as {ARRIVED}")
        self.connection.execute(f"create view base_documents as {DOCUMENTS}")

    def _view(self, name: str, paths: Sequence[Path], empty: pa.Schema | None = None) -> None:
        """A view of Parquet files; where there are none, of no rows with the columns of `empty`."""
        if not paths and empty is not None:
            self.connection.register(name, empty.empty_table())
            return
        listed = ", ".join("'" + str(path).replace("'", "''") + "'" for path in paths)
        self.connection.execute(
            f"create view {name} as select * from read_parquet([{listed}], hive_partitioning = false)"
        )

    def add(self, name: str, rows: Iterable[Row] | pa.Table) -> None:
        """Registers rows as table `name`, with the schema that tables.py declares."""
        table = rows if isinstance(rows, pa.Table) else table_of(arrow_schema(name), rows)
        self.connection.register(name, table)

    def query(self, sql: str) -> pa.Table:
        """The result of a query."""
        return self.connection.sql(sql).to_arrow_table()


def add_registry(tables: Tables, rulebook: Rulebook) -> None:
    """Adds the tables that come from rules and registry: actors, aliases, roles, topics and so on."""
    registry = registry_of(rulebook)
    tables.add("registered_actors", table_of(arrow_schema("actors"), registry.actor_rows()))
    tables.connection.execute(
        f"create view actors as select * from registered_actors union all by name ({FOUND_ACTORS})"
    )
    tables.add("actor_aliases", registry.alias_rows())
    tables.add("actor_roles", registry.role_rows())
    tables.add("topics", topic_rows(rulebook.rows("media_topics"), rulebook.rules("topics")))
    tables.add("publishers", publisher_rows(rulebook.rows("publishers")))
    tables.add("figure_subjects", subject_rows(rulebook.rows("figure_subjects")))
    tables.add("quality", quality_rows(MEASURED))


def registry_of(rulebook: Rulebook) -> Registry:
    """The registry in force."""
    return compile_registry(*(rulebook.rows(name) for name in ("actors", "aliases", "roles", "countries")))


def publisher_rows(rows: Iterable[Mapping[str, str]]) -> Iterator[Row]:
    """Rows of the table publishers from the rule set of that name; empty cells are nulls."""
    for row in rows:
        length = row.get("quote_length_max", "")
        if length and not length.isdecimal():
            raise RuleError(
                f"publishers.csv, {row['publisher_id']}: quote_length_max {length!r} is no whole number"
            )
        yield {
            **{name: row.get(name) or None for name in TABLES["publishers"].nullable},
            "publisher_id": row["publisher_id"],
            "name": row["name"],
            "kind": row["kind"],
            "domains": [domain for domain in row.get("domains", "").split("|") if domain],
            "quote_length_max": int(length) if length else None,
        }


def quality_rows(measured: Path) -> list[Row]:
    """Rows of the table quality from the file that `make eval` writes; none where nothing was measured."""
    if not measured.is_file():
        return []
    rows: list[Row] = json.loads(measured.read_text(encoding="utf-8"))
    days = pa.array([row["measured_on"] for row in rows], pa.string()).cast(pa.date32()).to_pylist()
    return [{**row, "measured_on": day} for row, day in zip(rows, days, strict=True)]


def rule_rows(rulebook: Rulebook, steps: Sequence[str]) -> list[Row]:
    """Rows of the table rules: every rule with an id of every rule set that a step reads, once."""
    rows: dict[str, Row] = {}
    for name in steps:
        step = find_step(name)
        for rule in (rule for rules in step.rules for rule in rulebook.rules(rules)):
            row: dict[str, Any] = {
                "rule_id": rule["id"],
                "stage": step.stage,
                "kind": rule.get("kind", "rule"),
            }
            rows.setdefault(
                rule["id"], row | {"reason": rule.get("reason", ""), "source": rule.get("source")}
            )
    return list(rows.values())


def write_tables(tables: Tables, folder: Path, progress: Callable[[str], None]) -> dict[str, int]:
    """Writes every published table, sorted by its key, into a folder; returns rows by table."""
    folder.mkdir(parents=True, exist_ok=True)
    tables.connection.execute(f"create view documents as {RELATED}")
    tables.connection.execute("create view arrivals as select * from arrived")
    counts = {}
    for table in PUBLISHED:
        columns = ", ".join(column.name for column in table.columns)
        key = ", ".join(f"{column} nulls last" for column in table.key)
        sql = f"select {columns} from {table.name} order by {key}"
        counts[table.name] = write_query(
            tables.connection, sql, arrow_schema(table.name), folder / f"{table.name}.parquet"
        )
        progress(table.name)
    return counts
