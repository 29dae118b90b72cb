"""What must hold for any text that goes through the stages.

What belongs here: running the steps on one text, and the promises of the design for what comes out. What does not: the
texts (grammar.py).
"""

from datetime import date
from functools import cache
from typing import Any, Final

from pipeline.engine import find_step
from pipeline.rulebook import Rulebook
from pipeline.step import Row, as_row
from pipeline.tables import TABLES

STEPS: Final = ("clean", "segment", "names", "mentions", "quotes", "topics", "figures")
Tables = dict[str, list[Row]]


@cache
def _resources(step: str) -> Any:
    return find_step(step).load(Rulebook())


def run_steps(text: str, skipped: frozenset[str] = frozenset({"names"})) -> Tables:
    """All rows of one text. Steps in `skipped` (the model, by default) make none."""
    document = {
        "document_id": "0" * 32,
        "content_sha256": "0" * 64,
        "media_type": "text/plain",
        "encoding": "utf-8",
        "reader": "plain",
        "first_arrived_on": date(2026, 1, 9),
        "text": text,
    }
    tables: Tables = {"raw_documents": [document], "hints": []}
    for name in STEPS:
        step = find_step(name)
        if name in skipped:
            tables |= {table: [] for table in step.outputs}
            continue
        made = step.apply({table: tables[table] for table in step.inputs}, _resources(name))
        for table in step.outputs:
            tables[table] = [{"document_id": "0" * 32, **as_row(record)} for record in made[table]]
    return tables


def check(text: str) -> None:
    """Every promise for one text; AssertionError names the one that is broken."""
    tables = run_steps(text)
    assert tables == run_steps(text), "the same text gives other rows the second time"
    assert _joined(text, tables["spans"]) == text, "the spans do not tile the text"
    for name, rows in tables.items():
        for row in rows:
            _check_row(text, name, row)
        key = [column for column in TABLES[name].key if rows and column in rows[0]]
        keys = [tuple(row[column] for column in key) for row in rows]
        assert not key or len(set(keys)) == len(keys), f"{name}: two rows have one key"
    body = [(span["char_start"], span["char_end"]) for span in tables["spans"] if span["is_body"]]
    for row in tables["paragraphs"]:
        inside = any(start <= row["char_start"] and row["char_end"] <= end for start, end in body)
        assert inside, f"a paragraph lies outside the body: {row}"


def _joined(text: str, spans: list[Row]) -> str:
    at, joined = 0, []
    for span in spans:
        assert span["char_start"] == at, f"a gap or overlap at {at}"
        assert span["char_end"] > at, f"an empty span at {at}"
        joined.append(text[at : span["char_end"]])
        at = span["char_end"]
    return "".join(joined)


def _check_row(text: str, name: str, row: Row) -> None:
    for start in (column for column in row if column.endswith("char_start")):
        first, last = row[start], row[start.replace("start", "end")]
        if first is None or last is None:
            assert first is last, f"{name}: {start} has no end: {row}"
            continue
        assert 0 <= first <= last <= len(text), f"{name}: {start} lies outside the text: {row}"
    said = row.get("surface") or (row.get("text") if name != "raw_documents" else None)
    if said is not None and row.get("char_end") is not None:
        assert text[row["char_start"] : row["char_end"]] == said, (
            f"{name}: the text is not where the row says: {row}"
        )
    if name in ("paragraphs", "sentences", "mentions", "amounts", "dates"):
        assert text[row["char_start"] : row["char_end"]].strip(), f"{name}: a row of nothing: {row}"
    for column in TABLES[name].columns if name in TABLES else ():
        if column.name not in TABLES[name].nullable and column.name in row:
            assert row[column.name] is not None, f"{name}: {column.name} is null: {row}"
