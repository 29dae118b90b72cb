"""The SQL of the dataset: finds the models and macros of sql/, their order, and defines them in DuckDB.

What belongs here: reading headers, deriving dependencies and column lineage from the SQL text, ordering, defining.
What does not: the SQL itself (sql/), checks (pipeline/audit.py), and the making of a release (pipeline/release).

A file opens with a comment of `-- field: text` lines (a line without a field goes on with the one before it); what
follows is the SQL. Dependencies are never typed: sqlglot reads them from the SQL.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from graphlib import CycleError, TopologicalSorter
from itertools import dropwhile, takewhile
from pathlib import Path
from typing import Final

import duckdb
import sqlglot
from sqlglot import exp
from sqlglot.lineage import Node, lineage
from sqlglot.optimizer.qualify import qualify
from sqlglot.optimizer.scope import Scope, build_scope

from pipeline.deprecations import marked, note_of
from pipeline.errors import SqlError
from pipeline.tables import COLUMNS, PUBLISHED

PUBLISHED_NAMES: Final = tuple(table.name for table in PUBLISHED)

_FIELD: Final = re.compile(r"--\s*([a-z]+):\s*(.*)")
_MACRO: Final = re.compile(r"create or replace macro\s+(\w+)\s*\(", re.IGNORECASE)
_FORM: Final = re.compile(r"(?:\bmacro\s+\w+|\),)\s*\(([^()]*)\)\s*as\b(\s+table\b)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Model:
    """A view of sql/models: one SELECT, with what its header says and what it reads.

    key         names of the columns that identify a row
    depends_on  names of the tables and models it reads, sorted
    """

    name: str
    sql: str
    purpose: str
    grain: str
    key: tuple[str, ...]
    method: str | None
    is_materialised: bool
    depends_on: tuple[str, ...]

    @property
    def comment(self) -> str:
        """What DuckDB and the data dictionary show of the view."""
        parts = [self.purpose, f"Grain: {self.grain}.", f"Key: {', '.join(self.key)}."]
        return " ".join([*parts, f"Method: {self.method}"] if self.method else parts)


@dataclass(frozen=True, slots=True)
class Macro:
    """A macro of sql/macros: the statement that creates it, with what its header says.

    parameters  of each form of the macro
    is_table    true for a table macro (`from name(…)`), false for a function
    calls       names of the other macros of the same folder that it calls
    """

    name: str
    sql: str
    purpose: str
    example: str
    parameters: tuple[tuple[str, ...], ...]
    is_table: bool
    calls: tuple[str, ...] = ()


def read_header(path: Path) -> tuple[dict[str, str], str]:
    """The fields of the comment a SQL file opens with, and the SQL that follows, without its final semicolon.

    Raises SqlError for a file without header or without SQL.
    """
    fields: dict[str, str] = {}
    last = ""
    lines = path.read_text(encoding="utf-8").splitlines()
    for line in takewhile(lambda line: line.startswith("--"), lines):
        if found := _FIELD.fullmatch(line.rstrip()):
            last = found[1]
            fields[last] = found[2]
        elif last:
            fields[last] += " " + line.removeprefix("--").strip()
    rest = dropwhile(lambda line: line.startswith("--"), lines)
    sql = "\n".join(rest).strip().removesuffix(";").rstrip()
    if not fields or not sql:
        raise SqlError(f"{path}: a header ('-- purpose: …') and then SQL are expected; add what is missing")
    return fields, sql


def read_purpose(path: Path) -> str:
    """What the view or macro of a SQL file is for, and that it is deprecated, where its header says so."""
    return _purpose(path, read_header(path)[0])


def load_models(sql_dir: Path, tables: Collection[str] = PUBLISHED_NAMES) -> list[Model]:
    """The models of sql_dir/models, each after those it reads, otherwise by name. `tables` are those they may read.

    Raises SqlError for an incomplete header, SQL that cannot be parsed, a table nobody declares, a cycle.
    """
    models = {path.stem: _read_model(path) for path in sorted((sql_dir / "models").glob("*.sql"))}
    known = {*tables, *models}
    for model in models.values():
        for name in model.depends_on:
            if name not in known:
                raise SqlError(
                    f"sql/models/{model.name}.sql reads {name}, which is neither a published table"
                    " (pipeline/tables.py) nor a model; correct the name"
                )
    return [models[name] for name in _in_order({m.name: m.depends_on for m in models.values()}, set(models))]


def load_macros(sql_dir: Path) -> list[Macro]:
    """The macros of sql_dir/macros, functions first, each after those it calls. Raises SqlError as load_models does."""
    macros = {path.stem: _read_macro(path) for path in sorted((sql_dir / "macros").glob("*.sql"))}
    calls = {
        name: tuple(other for other in macros if other != name and re.search(rf"\b{other}\(", macro.sql))
        for name, macro in macros.items()
    }
    ordered = _in_order(calls, set(macros))
    found = [
        Macro(m.name, m.sql, m.purpose, m.example, m.parameters, m.is_table, calls[m.name])
        for m in (macros[name] for name in ordered)
    ]
    return sorted(found, key=lambda macro: macro.is_table)


def define_models(
    connection: duckdb.DuckDBPyConnection, models: Sequence[Model], *, as_views: bool = True
) -> None:
    """Defines the models, in the given order, in the connection's current schema, with their comments.

    A model marked `materialised: yes` becomes a table, the others views; with as_views=False all become tables.
    The function macros must be there already. Raises SqlError, naming the file, where DuckDB refuses.
    """
    for model in models:
        kind = "view" if as_views and not model.is_materialised else "table"
        _execute(connection, f"create {kind} {model.name} as\n{model.sql}", f"sql/models/{model.name}.sql")
        connection.execute(f"comment on {kind} {model.name} is {_literal(model.comment)}")
        for column, _ in columns_of(connection, model.name):
            if column in COLUMNS:
                meaning = _literal(meaning_of(model.name, column))
                connection.execute(f"comment on column {model.name}.{column} is {meaning}")


def define_macros(connection: duckdb.DuckDBPyConnection, macros: Sequence[Macro]) -> None:
    """Defines the macros, in the given order, with their comments; table macros need the models to be there.

    Raises SqlError, naming the file, where DuckDB refuses.
    """
    for macro in macros:
        _execute(connection, macro.sql, f"sql/macros/{macro.name}.sql")
        kind = "macro table" if macro.is_table else "macro"
        comment = _literal(f"{macro.purpose} Example: {macro.example}")
        connection.execute(f"comment on {kind} {macro.name} is {comment}")


def define_sql(
    connection: duckdb.DuckDBPyConnection,
    sql_dir: Path,
    *,
    as_views: bool = True,
    tables: Collection[str] = PUBLISHED_NAMES,
) -> list[Model]:
    """Defines all of sql_dir on a database that holds the published tables: functions, models, table macros.

    Returns the models in order. Raises SqlError.
    """
    models, macros = load_models(sql_dir, tables), load_macros(sql_dir)
    define_macros(connection, [macro for macro in macros if not macro.is_table])
    define_models(connection, models, as_views=as_views)
    define_macros(connection, [macro for macro in macros if macro.is_table])
    return models


def columns_of(connection: duckdb.DuckDBPyConnection, name: str) -> list[tuple[str, str]]:
    """Name and DuckDB type of each column of a table or view of the current schema, in order."""
    return connection.execute(
        "select column_name, data_type from information_schema.columns"
        " where table_schema = current_schema() and table_catalog = current_catalog() and table_name = ?"
        " order by ordinal_position",
        [name],
    ).fetchall()


def column_lineage(model: Model, models: Sequence[Model] = ()) -> dict[str, list[tuple[str, str]]]:
    """For each column of a model, the columns of the tables and models it reads that it is made from.

    `models` are those that the model may read. Best effort, for display: a column whose origin sqlglot cannot follow
    has an empty list, and no error escapes.
    """
    schema: dict[str, object] = {
        table.name: {column.name: str(column.type) for column in table.columns} for table in PUBLISHED
    }
    for other in models:
        schema[other.name] = dict.fromkeys(output_columns(other), "string")
    try:
        [query] = _parsed(model.sql)
        scope = build_scope(
            qualify(
                query.copy(),
                dialect="duckdb",
                schema=schema,
                validate_qualify_columns=False,
                identify=False,
            )
        )
    except sqlglot.errors.SqlglotError:
        scope = None
    return {name: _origins(name, model, scope) if scope else [] for name in output_columns(model)}


def meaning_of(view: str, column: str) -> str:
    """What a column of a view means, and that it is deprecated there, where it is; empty for one that nobody declares."""
    return marked(f"{view}.{column}", COLUMNS[column].meaning) if column in COLUMNS else ""


def _origins(column: str, model: Model, scope: Scope) -> list[tuple[str, str]]:
    try:
        root = lineage(
            column, scope.expression, {}, scope=scope, dialect="duckdb", trim_selects=False, copy=False
        )
    except Exception:  # sqlglot raises many kinds; lineage is for display alone and must never stop a run
        return []
    found = {
        (leaf.expression.name, leaf.name.rpartition(".")[2].strip('"'))
        for leaf in root.walk()
        if _is_table_leaf(leaf)
    }
    return sorted(pair for pair in found if pair[0] in model.depends_on)


def _is_table_leaf(node: Node) -> bool:
    return not node.downstream and isinstance(node.expression, exp.Table)


@cache
def output_columns(model: Model) -> tuple[str, ...]:
    """Names of a model's columns, in order, as its SQL gives them; none where sqlglot cannot tell."""
    try:
        [query] = _parsed(model.sql)
    except sqlglot.errors.SqlglotError:
        return ()
    return tuple(query.named_selects) if isinstance(query, exp.Query) else ()


def _read_model(path: Path) -> Model:
    fields, sql = read_header(path)
    _require(path, fields, ("purpose", "grain", "key"), ("method", "materialised", "deprecated"))
    return Model(
        name=path.stem,
        sql=sql,
        purpose=_purpose(path, fields),
        grain=fields["grain"],
        key=tuple(part.strip() for part in fields["key"].split(",")),
        method=fields.get("method"),
        is_materialised=fields.get("materialised") == "yes",
        depends_on=_tables_read(path, sql),
    )


def _read_macro(path: Path) -> Macro:
    fields, sql = read_header(path)
    _require(path, fields, ("purpose", "example"), ("deprecated",))
    found = _MACRO.match(sql)
    if not found or found[1] != path.stem:
        raise SqlError(f"{path}: 'create or replace macro {path.stem}(…)' is expected; rename file or macro")
    forms = list(_FORM.finditer(sql))
    return Macro(
        name=path.stem,
        sql=sql,
        purpose=_purpose(path, fields),
        example=fields["example"].rstrip(";"),
        parameters=tuple(tuple(part.strip() for part in form[1].split(",")) for form in forms),
        is_table=any(form[2] for form in forms),
    )


def _purpose(path: Path, fields: Mapping[str, str]) -> str:
    """What a view or macro is for, and that it is deprecated, where its header says `deprecated: <since>: <advice>`."""
    if "deprecated" not in fields:
        return fields["purpose"]
    since, _, advice = fields["deprecated"].partition(":")
    if not since.isdecimal() or not advice.strip():
        raise SqlError(f"{path}: write '-- deprecated: <schema version>: use … instead'")
    return f"{fields['purpose']} {note_of(int(since), advice.strip())}"


def _require(path: Path, fields: Mapping[str, str], needed: Sequence[str], allowed: Sequence[str]) -> None:
    missing = [name for name in needed if not fields.get(name)]
    unknown = [name for name in fields if name not in (*needed, *allowed)]
    if missing or unknown:
        what = f"misses {', '.join(missing)}" if missing else f"has the unknown {', '.join(unknown)}"
        raise SqlError(f"{path}: the header {what}; it takes {', '.join((*needed, *allowed))}")


def _tables_read(path: Path, sql: str) -> tuple[str, ...]:
    try:
        statements = _parsed(sql)
    except sqlglot.errors.SqlglotError as error:
        raise SqlError(f"{path}: cannot be parsed: {error}") from error
    if len(statements) != 1 or not isinstance(statements[0], exp.Query):
        raise SqlError(f"{path}: exactly one SELECT is expected")
    tree = statements[0]
    named_here = {cte.alias for cte in tree.find_all(exp.CTE)}
    return tuple(sorted({table.name for table in tree.find_all(exp.Table)} - named_here))


@cache
def _parsed(sql: str) -> tuple[exp.Expr, ...]:
    """The statements of a SQL text, once a process; they are shared, so nobody may change them."""
    return tuple(tree for tree in sqlglot.parse(sql, dialect="duckdb") if tree is not None)


def _in_order(needs: Mapping[str, Sequence[str]], nodes: set[str]) -> list[str]:
    sorter = TopologicalSorter({name: [n for n in needs[name] if n in nodes] for name in sorted(nodes)})
    try:
        sorter.prepare()
    except CycleError as error:
        raise SqlError(
            f"sql: these need each other: {' -> '.join(error.args[1])}; break the circle"
        ) from error
    order: list[str] = []
    while sorter.is_active():
        ready = sorted(sorter.get_ready())
        order += ready
        sorter.done(*ready)
    return order


def _execute(connection: duckdb.DuckDBPyConnection, sql: str, path: str) -> None:
    try:
        connection.execute(sql)
    except duckdb.Error as error:
        raise SqlError(f"{path}: {error}") from error


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
