"""The bundled sample, run once, and what of it is held fast: one JSON document a text, and README.md's outputs."""

import io
import re
from datetime import date
from pathlib import Path
from typing import Any, Final

import duckdb
from rich.console import Console

from pipeline.cli import print_rows
from pipeline.fingerprint import ROOT
from pipeline.plan import run_plan
from pipeline.release.build import DATASET
from pipeline.workspace import Workspace

CORPUS: Final = ROOT / "tests" / "corpus"
DAY: Final = date(2026, 1, 20)
README: Final = ROOT / "README.md"
WIDTH: Final = 112
FENCE: Final = re.compile(r"```sql\n(?P<query>[^`]*)```\n\n```text\n(?P<output>.*?)```\n", re.DOTALL)
"""A query of README.md and, below it, what it prints on the sample."""

PARTS: Final = {
    "document": "select * exclude (document_id, story_id, duplicate_of, is_current) from documents",
    "spans": "select span_kind, rule_id, char_start, char_end, left(substring(r.text, char_start + 1, char_end - char_start), 60)"
    " as text from spans join raw_documents as r using (document_id) where span_kind <> 'blank' order by span_index",
    "quotes": "select quote_kind, text, cue, stance, speaker_surface, speaker_name, actor_id, relayed_by, statement_index,"
    " parent_quote_index, rule_id, score from quotes order by quote_index",
    "mentions": "select surface, mention_kind, entity_type, actor_id, count(*)::int as times from mentions group by all order by all",
    "topics": "select topic_id, score, evidence from topic_tags where paragraph_index is null order by all",
    "amounts": "select surface, value, value_max, unit, currency_code, qualifier from amounts order by char_start",
    "dates": "select surface, date_from, date_until, precision, anchor from dates order by char_start",
    "role_claims": "select role_surface, actor_id, tense, is_conflict from role_claims order by char_start",
}
"""What a golden file holds of a document, as queries over its rows."""


def run_sample(output: Path) -> Path:
    """Runs the sample into a folder and returns its verbatim.duckdb."""
    run_plan(Workspace(CORPUS / "inbox", output, CORPUS / "desk", 1, "local", DAY))
    return (output / "latest" / DATASET).resolve()


def golden_documents(dataset: Path) -> dict[str, dict[str, Any]]:
    """For each source_path what the release says of its document, as plain JSON values."""
    with duckdb.connect(str(dataset), read_only=True) as connection:
        listed = connection.sql("select source_path, document_id from documents order by 1").fetchall()
        found = {}
        for source_path, document_id in listed:
            found[source_path] = {
                name: _rows(connection, query, document_id) for name, query in PARTS.items()
            }
        return found


def _rows(connection: duckdb.DuckDBPyConnection, query: str, document_id: str) -> list[dict[str, Any]]:
    table = re.search(r"from (\w+)", query)
    assert table is not None
    own = f"with {table[1]} as (select * from main.{table[1]} where document_id = '{document_id}') {query}"
    rows: list[dict[str, Any]] = connection.sql(own).to_arrow_table().to_pylist()
    return [{name: _plain(value) for name, value in row.items()} for row in rows]


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 3)
    return value if value is None or isinstance(value, bool | int | str | list) else str(value)


def printed(dataset: Path, query: str) -> str:
    """What `verbatim sql` prints for a query."""
    console = Console(file=io.StringIO(), width=WIDTH, color_system=None)
    with duckdb.connect(str(dataset), read_only=True) as connection:
        print_rows(connection.sql(query), console)
    file = console.file
    assert isinstance(file, io.StringIO)
    return "\n".join(line.rstrip() for line in file.getvalue().splitlines()).strip("\n") + "\n"
