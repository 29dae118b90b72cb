"""Rows of rule sets that are given to a step document by document, so that only the documents they concern are done again.

What belongs here: choosing the rows that concern a document, and handing them over with its other input. What does not:
the step's work on them, and rule sets that a step reads as a whole (rulebook.py).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pipeline.engine import StoredRows
from pipeline.errors import RuleError
from pipeline.records.cleaning import BODY_KINDS, SPAN_KINDS
from pipeline.step import Row, Rows
from pipeline.text.folding import fold_words

STRIPPED: Final = SPAN_KINDS - BODY_KINDS - {"blank"}
"""What an approved line can be."""


@dataclass(frozen=True)
class WithGiven:
    """Input of a step: tables of the store, and rows of rule sets by table and document."""

    stored: StoredRows
    given: Mapping[str, Mapping[str, Sequence[Row]]]

    @property
    def unit(self) -> str:
        """Column that names the unit."""
        return self.stored.unit

    @property
    def units(self) -> tuple[str, ...]:
        """The documents of the part."""
        return self.stored.units

    @property
    def key(self) -> object:
        """What the stored rows hash to, and the given rows."""
        return [self.stored.key, self.given] if self.given else self.stored.key

    def keys(self) -> Mapping[str, object]:
        """For each document what its stored rows hash to, and the rows it is given."""
        keys = self.stored.keys()
        return {unit: [key, given] if (given := self._given(unit)) else key for unit, key in keys.items()}

    def rows(self, units: Sequence[str]) -> Iterator[tuple[str, Rows]]:
        """The documents' stored rows and the rows they are given."""
        for unit, rows in self.stored.rows(units):
            yield unit, {**rows, **self._given(unit)}

    def _given(self, unit: str) -> dict[str, Sequence[Row]]:
        return {table: rows[unit] for table, rows in self.given.items() if unit in rows}


def fault_of(line: Mapping[str, str]) -> str | None:
    """What keeps a row from being an approved line; None for a good one."""
    if not line.get("source_id") or not fold_words(line.get("line", "")):
        return "an approved line needs a source_id, and a line with words"
    if line.get("span_kind") not in STRIPPED:
        return (
            f"{line.get('span_kind')!r} is no kind of boilerplate; use one of {', '.join(sorted(STRIPPED))}"
        )
    return None


def check_approved(lines: Iterable[Mapping[str, str]]) -> list[Mapping[str, str]]:
    """The approved lines; RuleError names the one that cannot be one."""
    checked = list(lines)
    for number, line in enumerate(checked, 2):
        if fault := fault_of(line):
            raise RuleError(f"approved_lines.csv, line {number}: {fault}")
    return checked


def approved_for(
    documents: Iterable[str], publishers: Mapping[str, Iterable[str]], lines: Sequence[Mapping[str, str]]
) -> dict[str, list[Row]]:
    """The approved lines that may concern each document, with the columns line, span_kind, signed_by.

    `publishers` has the publishers of a document that addresses and folders name. Lines of one of these hold, with
    signed_by empty; where none is named, a line holds if its source signs the text, and signed_by says which. Documents
    that no line concerns are left out.
    """
    sources: dict[str, list[Row]] = {}
    for line in lines:
        row = {"line": line["line"], "span_kind": line["span_kind"], "signed_by": ""}
        sources.setdefault(line["source_id"], []).append(row)
    unnamed = [row | {"signed_by": source} for source, rows in sources.items() for row in rows]
    found = {}
    for document in documents:
        named = sorted(set(publishers.get(document, ())))
        rows = [row for name in named for row in sources.get(name, ())] if named else unnamed
        if rows:
            found[document] = rows
    return found
