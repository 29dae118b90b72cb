"""Review of corrections: which of the desk's corrections a release bears, and which are due for review.

What belongs here: comparing each correction with the row it means in a release. What does not: applying them
(corrections.py), and showing what is found (cli_desk.py, tasks.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from pipeline.corrections import Correction, as_text, find_row
from pipeline.release.build import DATASET


@dataclass(frozen=True)
class Reviewed:
    """A correction, and what its row says in a release; `found` is None where there is no such row."""

    correction: Correction
    found: str | None

    @property
    def is_due(self) -> bool:
        """True where the row does not say what the curator wanted: the pipeline's own answer has changed."""
        return self.found != self.correction.value

    @property
    def where(self) -> str:
        """The value meant, in words: table, document, offset, column."""
        correction = self.correction
        at = "" if correction.char_start is None else f" {correction.char_start}"
        return f"{correction.table_name} {correction.document_id[:12]}{at} {correction.column_name}"


def review(release: Path | None, corrections: Sequence[Correction]) -> list[Reviewed]:
    """Each correction with what the release at that folder says; nothing where there is no release or no correction."""
    if release is None or not corrections:
        return []
    reviewed = []
    with duckdb.connect(str(release / DATASET), read_only=True) as connection:
        for correction in corrections:
            table = "documents" if correction.table_name == "metadata" else correction.table_name
            rows = connection.sql(
                f"select * from {table} where document_id = ?", params=[correction.document_id]
            ).to_arrow_table()
            row = find_row(rows.to_pylist(), correction)
            reviewed.append(
                Reviewed(correction, None if row is None else as_text(row[correction.column_name]))
            )
    return reviewed
