"""Profiles: what of a release may go where. Makes a derived release, without full text, out of a full one.

What belongs here: which tables, columns, rows and views a profile has, and how quotations are cut. What does not: the
declarations (each column in tables.py names its profiles), and where a release is sent (publish.py).

A derived release is Parquet alone, with a script (load.sql) that makes a DuckDB file of it: so its bytes follow from
the full release, and two that are made of one release are one. No text can slip through a view: the views of a profile
are run over the profile's own tables, and those that need more cannot be run, and are left out.
"""

import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.errors import ReleaseError, SqlError
from pipeline.models import Macro, Model, define_macros, define_models, load_macros, load_models
from pipeline.parquet import write_query
from pipeline.release.build import content_id_of, view_schema
from pipeline.release.describe import listed, write_checksums, write_descriptions
from pipeline.release.resources import Resource, comment_of, read_manifest, read_resources
from pipeline.release.schema_notes import deprecated_in
from pipeline.tables import COLUMNS, PUBLISHED, QUOTE_LENGTH_DEFAULT, Column, Table

PROFILES: Final = ("full", "derived", "views")
IS_CUT: Final = "is_cut"
LOAD: Final = "load.sql"
CARRIED: Final = (
    "schema_version",
    "quote_length_default",
    "counts",
    "sources",
    "quality",
    "issues",
    "arrival_ids",
    "code_fingerprint",
    "fingerprints",
    "libraries",
)
"""What the manifest of a derived release takes over from the full one's."""

LIMITS: Final = f"""
    with bound as (
        select document_id, publisher_id from arrivals where document_id is not null
        union all
        select document_id, publisher_id from documents
        union all
        select documents.document_id, agencies.publisher_id
        from documents
        left join publishers as agencies on agencies.kind = 'agency' and fold(agencies.name) = fold(documents.agency)
        where documents.agency is not null
    ),

    own as (
        select bound.document_id, min(coalesce(publishers.quote_length_max, {QUOTE_LENGTH_DEFAULT})) as length_max
        from bound
        left join publishers on bound.publisher_id = publishers.publisher_id
        group by bound.document_id
    )

    select own.document_id, least(own.length_max, coalesce(carriers.length_max, own.length_max)) as length_max
    from own
    left join duplicates on own.document_id = duplicates.document_id
    left join own as carriers on duplicates.first_carrier_document_id = carriers.document_id
"""
"""How much of a quotation may go out, by document: the least that any publisher who has part in it allows, be it one
who carried it, the agency that signs it, or those of the first carrier it copies."""

ALLOWED: Final = """
    select quotes.*,
        greatest(
            0,
            quote_limits.length_max - coalesce(
                sum(length(quotes.text)) over (
                    partition by quotes.document_id, quotes.statement_index order by quotes.quote_index
                    rows between unbounded preceding and 1 preceding
                ),
                0
            )
        )::bigint as allowed
    from all_quotes as quotes
    join quote_limits on quotes.document_id = quote_limits.document_id
"""
"""Quotations with the code points that are left of their limit: the rows of one statement share it."""


def profile_columns(table: Table, profile: str) -> list[Column]:
    """The columns of a table that a profile has, in order; a cut column is followed by is_cut."""
    found = []
    for column in table.columns:
        if profile in column.profiles or (profile != "full" and column.name in table.cut):
            found.append(column)
        if profile != "full" and column.name in table.cut:
            found.append(COLUMNS[IS_CUT])
    return found


def derive(release: Path, profile: str, target: Path) -> dict[str, Any]:
    """Makes the release of a profile out of the full release in a folder, into an empty folder; returns its manifest.

    Raises ReleaseError for a release that is not full, and for an unknown profile.
    """
    manifest = read_manifest(release)
    if profile not in PROFILES[1:]:
        raise ReleaseError(f"no profile {profile} can be derived; choose one of {', '.join(PROFILES[1:])}")
    if manifest.get("profile") != "full":
        raise ReleaseError(
            f"{release} is no full release of this version of Verbatim; run `verbatim run` first"
        )
    with duckdb.connect(config={"temp_directory": str(target / ".scratch")}) as connection:
        macros = load_macros(release / "sql")
        define_macros(connection, [macro for macro in macros if not macro.is_table])
        tables = _define_tables(connection, release, profile)
        views = _define_views(connection, load_models(release / "sql"), release / "views", profile)
        if profile == "derived":
            _write(connection, target / "tables", tables.items())
        _write(connection, target / "views", ((model.name, _view(connection, model)) for model in views))
        resources = read_resources(target)
        usable = [macro for macro in macros if not macro.is_table or _can_run(connection, macro, profile)]
        (target / LOAD).write_text(_load_script(resources, usable), encoding="utf-8")
    shutil.rmtree(target / ".scratch", ignore_errors=True)
    for name in ("CHANGES.md", "changes.parquet") if profile == "derived" else ():
        (target / name).write_bytes((release / name).read_bytes())
    content_id = content_id_of(target / ("tables" if profile == "derived" else "views"))
    said = {
        **{name: manifest[name] for name in CARRIED},
        "content_id": content_id,
        "profile": profile,
        "derived_from": manifest["content_id"],
        "tables": listed(resources, "tables"),
        "views": listed(resources, "views"),
        "deprecated": deprecated_in(resources),
    }
    write_descriptions(target, said)
    write_checksums(target)
    return said


def _define_tables(
    connection: duckdb.DuckDBPyConnection, release: Path, profile: str
) -> dict[str, tuple[str, pa.Schema]]:
    """Defines the tables of a profile as views over the release's files; query and schema of each.

    What the files have and tables.py does not declare stays behind.
    """
    present = {path.stem: pq.read_schema(path) for path in (release / "tables").glob("*.parquet")}
    declared = [table for table in PUBLISHED if table.name in present]
    for table in declared:
        path = str(release / "tables" / f"{table.name}.parquet").replace("'", "''")
        name = f"all_{table.name}" if table.cut else table.name
        names = [c.name for c in table.columns if c.name in present[table.name].names]
        kept = [n for n in names if table.cut or profile in table.column(n).profiles]
        connection.execute(f"create view {name} as select {', '.join(kept)} from read_parquet('{path}')")
    connection.execute(f"create table quote_limits as {LIMITS}")
    found = {}
    for table in declared:
        columns = [
            c
            for c in profile_columns(table, profile)
            if c.name in present[table.name].names or c.name == IS_CUT
        ]
        if table.cut:
            shown = ", ".join(
                f"left({c.name}, allowed) as {c.name}"
                if c.name in table.cut
                else f"length({next(iter(table.cut))}) > allowed as {IS_CUT}"
                if c.name == IS_CUT
                else c.name
                for c in columns
            )
            connection.execute(f"create view {table.name} as select {shown} from ({ALLOWED})")
        order = ", ".join(f"{name} nulls last" for name in table.key)
        query = f"select {', '.join(c.name for c in columns)} from {table.name} order by {order}"
        fields = [
            pa.field(c.name, c.type, nullable=c.name in table.nullable, metadata={"comment": c.meaning})
            for c in columns
        ]
        found[table.name] = (
            query,
            pa.schema(fields, metadata={"comment": table.meaning, "key": " ".join(table.key)}),
        )
    return found


def _define_views(
    connection: duckdb.DuckDBPyConnection, models: Sequence[Model], views: Path, profile: str
) -> list[Model]:
    """Defines the models of a profile: those that run over its tables, and those of which every column may go out.

    The latter read text, but show none: their rows are those of the full release.
    """
    found = []
    for model in models:
        try:
            connection.execute(f"explain {model.sql}")
            define_models(connection, [model])
        except (duckdb.BinderException, duckdb.CatalogException):
            path = views / f"{model.name}.parquet"
            if not all(profile in COLUMNS[name].profiles for name in pq.read_schema(path).names):
                continue
            source = str(path).replace("'", "''")
            connection.execute(f"create view {model.name} as from read_parquet('{source}')")
        found.append(model)
    return found


def _view(connection: duckdb.DuckDBPyConnection, model: Model) -> tuple[str, pa.Schema]:
    """Query and schema of a view; one whose rows are quotations gets is_cut."""
    shown = f"select * from {model.name}"
    if {"document_id", "quote_index"} <= set(model.key):
        shown = (
            f"select v.*, q.{IS_CUT} from {model.name} as v"
            f" join quotes as q on v.document_id = q.document_id and v.quote_index = q.quote_index"
        )
    order = ", ".join(f"{name} nulls last" for name in model.key)
    return f"select * from ({shown}) order by {order}", view_schema(connection, f"({shown})", model)


def _write(
    connection: duckdb.DuckDBPyConnection, folder: Path, named: Iterable[tuple[str, tuple[str, pa.Schema]]]
) -> None:
    folder.mkdir()
    for name, (query, schema) in named:
        write_query(connection, query, schema, folder / f"{name}.parquet")


def _can_run(connection: duckdb.DuckDBPyConnection, macro: Macro, profile: str) -> bool:
    """True if a table macro reads nothing but what a release of the profile has; without tables none can."""
    if profile == "views":
        return False
    try:
        define_macros(connection, [macro])
        for parameters in macro.parameters:
            connection.execute(f"explain from {macro.name}({', '.join('null' for _ in parameters)})")
    except (SqlError, duckdb.BinderException, duckdb.CatalogException):
        connection.execute(f"drop macro table if exists {macro.name}")
        return False
    return True


def _load_script(resources: Sequence[Resource], macros: Sequence[Macro]) -> str:
    """load.sql: makes a DuckDB file of the release, with its comments and the macros that can be run over it."""
    lines = ["-- Makes a DuckDB file of this release. In this folder: duckdb verbatim.duckdb < load.sql"]
    for resource in resources:
        lines += ["", f"create table {resource.name} as from '{resource.path}';"]
        lines.append(f"comment on table {resource.name} is {_quoted(resource.meaning)};")
        for field in resource.schema:
            lines.append(f"comment on column {resource.name}.{field.name} is {_quoted(comment_of(field))};")
    for macro in macros:
        comment = _quoted(f"{macro.purpose} Example: {macro.example}")
        kind = "macro table" if macro.is_table else "macro"
        lines += ["", f"{macro.sql};", f"comment on {kind} {macro.name} is {comment};"]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
