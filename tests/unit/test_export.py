"""`verbatim export`: what a spreadsheet opens says what the view says, and no text in it acts as a formula."""

import csv
import zipfile
from datetime import date
from pathlib import Path
from typing import Any, Final

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.cli_export import ROWS_MAX, export_view, write_csv, write_xlsx
from pipeline.errors import VerbatimError

ROWS: Final[list[tuple[Any, ...]]] = [
    ("=cmd|' /C calc'!A0", 3, -1.5, date(2026, 1, 6), True, ["a", "b"]),
    ("+33 6", 0, 0.0, None, False, []),
    ("– dit-il", 1, 1.0, date(2026, 1, 7), None, ["é"]),
    (None, None, None, None, None, None),
]


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    path = tmp_path / "verbatim.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            "create table told (title varchar, n bigint, share double, dated_on date, is_x boolean, words varchar[])"
        )
        connection.executemany("insert into told values (?, ?, ?, ?, ?, ?)", ROWS)
        connection.execute("create view seen as from told")
    return path


def read_csv(path: Path) -> list[list[str]]:
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_csv_holds_the_rows_and_disarms_formulas(dataset: Path, tmp_path: Path) -> None:
    assert export_view(dataset, "seen", tmp_path / "x.csv", write_csv) == 4
    assert read_csv(tmp_path / "x.csv") == [
        ["title", "n", "share", "dated_on", "is_x", "words"],
        ["'=cmd|' /C calc'!A0", "3", "-1.5", "2026-01-06", "True", "a; b"],
        ["'+33 6", "0", "0.0", "", "False", ""],
        ["– dit-il", "1", "1.0", "2026-01-07", "", "é"],
        ["", "", "", "", "", ""],
    ]


def test_a_workbook_holds_text_as_text_and_no_formula(dataset: Path, tmp_path: Path) -> None:
    assert export_view(dataset, "told", tmp_path / "x.xlsx", write_xlsx) == 4
    with zipfile.ZipFile(tmp_path / "x.xlsx") as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        everything = sheet + book.read("xl/workbook.xml").decode()
    assert "<f>" not in everything
    assert "=cmd|' /C calc'!A0" in sheet
    assert "<v>-1.5</v>" in sheet
    assert "hyperlink" not in sheet


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=12), first=st.sampled_from("=+-@\t"), blank=st.sampled_from(["", " ", "\u00a0"]))
def test_no_cell_of_a_csv_begins_as_a_formula(tmp_path: Path, text: str, first: str, blank: str) -> None:
    text = blank + first + text.replace("\x00", "").encode("utf-8", "ignore").decode()
    write_csv(tmp_path / "x.csv", ["c"], iter([(text,)]))
    with (tmp_path / "x.csv").open(encoding="utf-8-sig", newline="") as file:
        (_, (cell,)) = csv.reader(file)
    assert cell == "'" + text


@pytest.mark.parametrize("name", ["nothing", "told; drop table told", 'told"'])
def test_an_unknown_view_is_refused_with_those_there_are(dataset: Path, tmp_path: Path, name: str) -> None:
    with pytest.raises(VerbatimError, match="seen, told"):
        export_view(dataset, name, tmp_path / "x.csv", write_csv)
    assert not (tmp_path / "x.csv").exists()


def test_a_sheet_that_is_full_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.cli_export.ROWS_MAX", 2)
    with pytest.raises(VerbatimError, match="use --csv"):
        write_xlsx(tmp_path / "x.xlsx", ["n"], iter([(1,), (2,), (3,)]))
    assert ROWS_MAX == 2**20 - 1
