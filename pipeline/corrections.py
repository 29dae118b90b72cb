"""Corrections: a curator overrules one value of one row, with author, reason and the value expected before.

What belongs here: reading corrections from the desk's corrections.csv and applying them to the rows a step made.
What does not: whether a release still agrees with them (review.py), and showing them (cli_desk.py).

A correction of `documents` overrules what cleaning read (the table metadata), before anything is made of it. One of
`story_documents` moves a document to another story: to the story_id given, or out of it, to its own document_id.

corrections.csv has one correction a line: table_name, document_id, char_start, char_end (empty for tables without
offsets), column_name, expected, value, author, reason. A correction is applied where the row still says what the
curator saw; where the pipeline's own answer has changed, the row is left as it is and the correction is due for review.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pyarrow as pa

from pipeline.errors import RuleError
from pipeline.records.cleaning import BODY_KINDS, SPAN_KINDS
from pipeline.step import Row
from pipeline.tables import TABLES

RULE_SET: Final = "corrections"
RULE_ID: Final = "desk.correction"
STORED: Final[Mapping[str, str]] = {"documents": "metadata"}
"""The table of the store whose rows a published table's values come from, where its name is another."""
PLACED: Final = ("char_start", "char_end")


@dataclass(frozen=True, slots=True)
class Correction:
    """One line of corrections.csv; `char_start` and `char_end` are None where the document alone names the row."""

    table_name: str
    document_id: str
    char_start: int | None
    char_end: int | None
    column_name: str
    expected: str
    value: str
    author: str
    reason: str


def read_corrections(rows: Iterable[Mapping[str, str]]) -> list[Correction]:
    """Corrections from the rows of corrections.csv; RuleError names the line that cannot be one."""
    made = []
    for line, row in enumerate(rows, 2):
        table = TABLES.get(STORED.get(row.get("table_name", ""), row.get("table_name", "")))
        if table is None or row.get("column_name") not in {column.name for column in table.columns}:
            raise RuleError(
                f"corrections.csv, line {line}: there is no column {row.get('table_name')}.{row.get('column_name')}"
            )
        if row["column_name"] in (*table.key, *PLACED):
            raise RuleError(
                f"corrections.csv, line {line}: {row['column_name']} says which row is meant; correct another column"
            )
        if row["column_name"] == "span_kind" and row.get("value") not in SPAN_KINDS:
            raise RuleError(f"corrections.csv, line {line}: there is no span_kind {row.get('value')!r}")
        if not row.get("author") or not row.get("reason"):
            raise RuleError(f"corrections.csv, line {line}: a correction needs an author and a reason")
        try:
            start, end = (int(row[name]) if row.get(name) else None for name in PLACED)
        except ValueError as error:
            raise RuleError(f"corrections.csv, line {line}: offsets are whole numbers") from error
        rest = {name: row.get(name, "") for name in Correction.__slots__ if name not in PLACED}
        made.append(Correction(**rest, char_start=start, char_end=end))
    return made


def apply_corrections(table: str, rows: Sequence[Row], corrections: Iterable[Correction]) -> list[Row]:
    """The rows of one document in one table, with those corrections applied that still find what they expect."""
    corrected = [dict(row) for row in rows]
    for correction in corrections:
        row = find_row(corrected, correction)
        if row is not None and as_text(row[correction.column_name]) == correction.expected:
            row[correction.column_name] = _typed(table, correction)
            if "rule_id" in row:
                row["rule_id"] = RULE_ID
            if correction.column_name == "span_kind":
                row["is_body"] = correction.value in BODY_KINDS
    return corrected


def find_row(rows: Iterable[Row], correction: Correction) -> Row | None:
    """The row of a document that a correction means; None if there is none."""
    placed = [(name, getattr(correction, name)) for name in PLACED if getattr(correction, name) is not None]
    return next((row for row in rows if all(row.get(name) == place for name, place in placed)), None)


def as_text(value: Any) -> str:
    """A value as a curator writes it: nothing for null, list items joined by '|', true and false in small letters."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | tuple):
        return "|".join(value)
    return str(value)


def _typed(table: str, correction: Correction) -> Any:
    """The correction's value in the type of its column; RuleError where it does not fit."""
    column = TABLES[table].column(correction.column_name)
    if not correction.value and correction.column_name in TABLES[table].nullable:
        return None
    if pa.types.is_list(column.type):
        return [item for item in correction.value.split("|") if item]
    try:
        return pa.scalar(correction.value, pa.string()).cast(column.type).as_py()
    except pa.ArrowInvalid as error:
        raise RuleError(
            f"corrections.csv: {correction.value!r} is no value for {table}.{column.name} ({column.type})"
        ) from error
