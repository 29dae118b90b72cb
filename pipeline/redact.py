"""Rows as they may be told in messages and logs: never the text of a document.

What belongs here: which values of a row may be told. What does not: where messages go. A withdrawn text must not live
on in the log of a run, so none gets there: ids, offsets, codes and numbers lead back to it while it is there.
"""

from collections.abc import Mapping
from typing import Any, Final

TOLD: Final = ("_id", "_code", "_kind", "_path", "_key", "_on", "_at", "kind", "outcome", "stage", "unit")
"""Ends of the names of columns whose strings may be told."""


def redact(row: Mapping[str, Any]) -> dict[str, Any]:
    """The row with the length of every string that could be a document's text in its place."""
    return {column: _redacted(column, value) for column, value in row.items()}


def _redacted(column: str, value: Any) -> Any:
    if isinstance(value, str) and not column.endswith(TOLD):
        return f"({len(value)} characters)"
    if isinstance(value, list | tuple):
        return [_redacted(column, item) for item in value]
    return value
