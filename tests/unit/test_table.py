"""CSV: delimiters, encodings, headers, and rows that do not fit."""

import pytest

from pipeline.ingest.readers import read_file
from pipeline.records.reading import Reading, Refusal
from tests.formats import facts, read_sample, readings, reasons


def test_reads_what_a_french_spreadsheet_writes() -> None:
    records = read_sample("articles.csv")
    first, second = readings(records)
    assert first.text.startswith("Grève à la cantine\n\nLes agents de la cantine")
    assert "« Nous attendons une réponse ; elle tarde »" in first.text
    assert facts(first)["json-ld:datePublished"] == "2026-01-08T12:10"
    assert facts(first)["json-ld:author"] == "Sophie Roux"
    assert second.record_key == "2"
    assert reasons(records) == {"1": "malformed"}


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_finds_the_delimiter(delimiter: str) -> None:
    header, row = delimiter.join(["id", "title", "text"]), delimiter.join(["7", "T", "Corps."])
    [found] = read_file(f"{header}\n{row}\n".encode(), ".csv")
    assert isinstance(found, Reading)
    assert found.payload == b'{"id":"7","text":"Corps.","title":"T"}'
    assert found.record_key == "7"


@pytest.mark.parametrize("payload", [b"a,b\n1,2\n", b"text,text\n1,2\n", b"Une phrase.\n", b'"'])
def test_refuses_a_table_without_a_column_of_text(payload: bytes) -> None:
    [found] = read_file(payload, ".csv")
    assert isinstance(found, Refusal)
    assert found.reason_code == "malformed"


def test_a_stray_quote_costs_its_row_only() -> None:
    records = read_file(b'text,id\n"Un" x,1\nDeux.,2\n"Trois', ".csv")
    assert [reading.text for reading in readings(records)] == ["Deux."]
    assert reasons(records) == {"0": "malformed", "2": "malformed"}


def test_rows_may_leave_the_last_columns_out() -> None:
    [found] = read_file(b"text,id\nUn.\n\n", ".csv")
    assert isinstance(found, Reading)
    assert found.record_key == "0"
