"""The audit of a dataset: queries that return the rows that break a promise.

What belongs here: the checks that follow from tables.py, the loading of those in sql/checks, and running both.
What does not: the SQL of hand-written checks (sql/checks), and what a failed check stops (pipeline/release).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa

from pipeline.errors import AuditError, SqlError
from pipeline.models import read_header
from pipeline.redact import redact
from pipeline.tables import PUBLISHED, Reference, Table

SEVERITIES: Final = ("blocking", "warning")
SAMPLE_SIZE: Final = 5


@dataclass(frozen=True, slots=True)
class Check:
    """A promise as a query that returns the rows that break it.

    name      <table>__<what_must_hold>
    severity  blocking: a row stops publication; warning: it is only reported
    """

    name: str
    severity: str
    purpose: str
    sql: str

    @property
    def table(self) -> str:
        """The table that the promise is about."""
        return self.name.partition("__")[0]


@dataclass(frozen=True, slots=True)
class CheckResult:
    """How many rows break the promise, and the first few of them (as column: value, without texts)."""

    name: str
    severity: str
    purpose: str
    failing_count: int
    sample_rows: tuple[dict[str, Any], ...]

    @property
    def is_passed(self) -> bool:
        """True if no row breaks the promise."""
        return self.failing_count == 0


def derived_checks() -> list[Check]:
    """The checks that follow from the declarations of the published tables; all are blocking."""
    return [check for table in PUBLISHED for check in _checks_of(table)]


def load_checks(sql_dir: Path) -> list[Check]:
    """The checks of sql_dir/checks, by name. Raises SqlError for an incomplete header."""
    return [_read_check(path) for path in sorted((sql_dir / "checks").glob("*.sql"))]


def runnable(connection: duckdb.DuckDBPyConnection, checks: Sequence[Check]) -> list[Check]:
    """Those checks whose tables and columns are there: an earlier release has no names that came after it."""
    return [check for check in checks if _can_run(connection, check)]


def _can_run(connection: duckdb.DuckDBPyConnection, check: Check) -> bool:
    try:
        connection.execute(f"explain {check.sql}")
    except (duckdb.BinderException, duckdb.CatalogException):
        return False
    return True


def run_checks(connection: duckdb.DuckDBPyConnection, checks: Sequence[Check]) -> list[CheckResult]:
    """Runs checks over the tables of a connection, in the given order; a read-only connection will do.

    Raises AuditError if a check cannot be run: a promise that cannot be checked does not hold.
    """
    return [_run(connection, check) for check in checks]


def _run(connection: duckdb.DuckDBPyConnection, check: Check) -> CheckResult:
    try:
        found = connection.execute(
            f"select count(*) over () as failing, broken.* from ({check.sql}) as broken limit {SAMPLE_SIZE}"
        )
        names = [column[0] for column in found.description or []][1:]
        rows = found.fetchall()
    except duckdb.Error as error:
        raise AuditError(f"check {check.name} cannot be run: {error}") from error
    return CheckResult(
        name=check.name,
        severity=check.severity,
        purpose=check.purpose,
        failing_count=rows[0][0] if rows else 0,
        sample_rows=tuple(redact(dict(zip(names, row[1:], strict=True))) for row in rows),
    )


def _read_check(path: Path) -> Check:
    fields, sql = read_header(path)
    if set(fields) != {"purpose", "severity"} or fields["severity"] not in SEVERITIES:
        raise SqlError(
            f"{path}: the header takes purpose and severity ({' or '.join(SEVERITIES)}), both needed"
        )
    if "__" not in path.stem:
        raise SqlError(f"{path}: a check is named <table>__<what_must_hold>.sql; rename the file")
    return Check(path.stem, fields["severity"], fields["purpose"], sql)


def _checks_of(table: Table) -> Iterator[Check]:
    key = ", ".join(table.key)
    yield Check(
        f"{table.name}__key_is_unique",
        "blocking",
        f"No two rows of {table.name} have the same {key}.",
        f"select {key}, count(*) as row_count from {table.name} group by {key} having count(*) > 1",
    )
    required = [column.name for column in table.columns if column.name not in table.nullable]
    yield Check(
        f"{table.name}__required_columns_are_filled",
        "blocking",
        f"No column of {table.name} is null but those declared nullable.",
        f"select {key} from {table.name} where {' or '.join(f'{name} is null' for name in required)}",
    )
    names = {column.name for column in table.columns}
    if {"char_start", "char_end"} <= names:
        yield Check(
            f"{table.name}__offsets_lie_in_the_text",
            "blocking",
            f"Offsets of {table.name} lie within the raw text, the first not after the last.",
            f"select {_listed('t', table.key)} from {table.name} as t"
            " left join raw_documents as r on t.document_id = r.document_id"
            " where t.char_start < 0 or t.char_end < t.char_start"
            " or t.char_end > coalesce(length(r.text), -1)",
        )
    shares = [
        column.name
        for column in table.columns
        if column.type == pa.float64()
        and (column.name == "score" or column.name.endswith(("_score", "_share")))
    ]
    if shares:
        yield Check(
            f"{table.name}__scores_lie_between_0_and_1",
            "blocking",
            f"Scores and shares of {table.name} lie between 0 and 1.",
            f"select {key} from {table.name} where "
            + " or ".join(f"not coalesce({name} between 0 and 1, true)" for name in shares),
        )
    for reference in table.references:
        yield _reference_check(table, reference)


def _reference_check(table: Table, reference: Reference) -> Check:
    filled = " and ".join(f"t.{name} is not null" for name in reference.columns)
    matched = " and ".join(
        f"t.{name} = o.{to}" for name, to in zip(reference.columns, reference.to, strict=True)
    )
    shown = dict.fromkeys((*table.key, *reference.columns))
    return Check(
        f"{table.name}__{'_and_'.join(reference.columns)}_in_{reference.table}",
        "blocking",
        f"Every {', '.join(reference.columns)} of {table.name} is in {reference.table}.",
        f"select {_listed('t', tuple(shown))} from {table.name} as t"
        f" where {filled} and not exists (select 1 from {reference.table} as o where {matched})",
    )


def _listed(alias: str, names: Sequence[str]) -> str:
    return ", ".join(f"{alias}.{name}" for name in names)
