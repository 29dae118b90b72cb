"""The command `verbatim export`: a view or table of a release as a file for a desk, CSV or a workbook.

What belongs here: writing rows so that a spreadsheet shows what they say. What does not: which rows there are (sql/).

A spreadsheet takes a cell that begins with =, +, - or @ for a formula and may run it, and texts come from anywhere
(OWASP, "CSV Injection"): in a CSV such text is given a leading apostrophe, in a workbook it is written as text.
"""

import csv
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, Final

import duckdb
import typer
import xlsxwriter
from rich.console import Console

from pipeline.errors import ConfigurationError, VerbatimError
from pipeline.release import catalogue
from pipeline.release.build import DATASET
from pipeline.workspace import Workspace

FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet may take for the beginning of a formula, blanks aside."""
ROWS_MAX: Final = 1_048_575
"""Rows that a sheet of a workbook holds below its heading."""
CELL_MAX: Final = 32_767
"""Characters that a cell of a workbook holds."""
BATCH: Final = 10_000


def register(app: typer.Typer, out: Console) -> None:
    """Adds the command to the command line."""

    @app.command(epilog="Example: verbatim export actor_overview --xlsx --to actors.xlsx")
    def export(
        view: Annotated[str, typer.Argument(help="A view or table of the latest release.")],
        as_csv: Annotated[
            bool, typer.Option("--csv", help="Write CSV (UTF-8 with a byte-order mark).")
        ] = False,
        as_xlsx: Annotated[bool, typer.Option("--xlsx", help="Write a workbook.")] = False,
        to: Annotated[
            Path | None, typer.Option("--to", help="The file; VIEW.csv or VIEW.xlsx by default.")
        ] = None,
        output: Annotated[
            Path | None,
            typer.Option("--output", "-o", help="Output folder (VERBATIM_OUTPUT; default: output)."),
        ] = None,
    ) -> None:
        """Write a view or table of the latest release to a file for a spreadsheet."""
        if as_csv == as_xlsx:
            raise ConfigurationError("say which one: --csv or --xlsx")
        folder = catalogue.latest_folder(Workspace.from_environment(output=output).output)
        target = to or Path(f"{view}.{'csv' if as_csv else 'xlsx'}")
        count = export_view(folder / DATASET, view, target, write_csv if as_csv else write_xlsx)
        out.print(f"{target}: {count} rows of {view}", highlight=False, markup=False, soft_wrap=True)


Writer = Callable[[Path, Sequence[str], Iterator[tuple[Any, ...]]], int]


def export_view(dataset: Path, view: str, target: Path, write: Writer) -> int:
    """Writes a view or table of a verbatim.duckdb to a file; returns the number of rows.

    Raises VerbatimError for a name that the release does not have; then nothing is written.
    """
    with duckdb.connect(str(dataset), read_only=True) as connection:
        listed = connection.execute(
            "select table_name from information_schema.tables where table_schema = 'main' order by 1"
        ).fetchall()
        names = [name for (name,) in listed]
        if view not in names:
            raise VerbatimError(f"the release has no view {view}; it has {', '.join(names)}")
        found = connection.execute(f'from "{view}"')
        columns = [column[0] for column in found.description or []]
        return write(target, columns, _rows(found))


def write_csv(target: Path, columns: Sequence[str], rows: Iterator[tuple[Any, ...]]) -> int:
    """Writes CSV with a byte-order mark, by which spreadsheets know UTF-8; returns the number of rows."""
    count = 0
    with target.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        for row in rows:
            writer.writerow([_harmless(_plain(value)) for value in row])
            count += 1
    return count


def write_xlsx(target: Path, columns: Sequence[str], rows: Iterator[tuple[Any, ...]]) -> int:
    """Writes a workbook, text always as text; returns the number of rows. VerbatimError where a sheet cannot hold them."""
    count = 0
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(str(target), options) as workbook:
        day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        moment = workbook.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        sheet = workbook.add_worksheet()
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, columns, workbook.add_format({"bold": True}))
        for count, row in enumerate(rows, start=1):
            if count > ROWS_MAX:
                raise VerbatimError(f"{target}: a sheet holds {ROWS_MAX} rows; use --csv")
            for place, value in enumerate(map(_plain, row)):
                if isinstance(value, datetime):
                    sheet.write_datetime(count, place, value, moment)
                elif isinstance(value, date):
                    sheet.write_datetime(count, place, value, day)
                elif isinstance(value, bool):
                    sheet.write_boolean(count, place, value)
                elif isinstance(value, int | float):
                    sheet.write_number(count, place, value)
                elif value is not None:
                    sheet.write_string(count, place, value[:CELL_MAX])
    return count


def _rows(found: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    while batch := found.fetchmany(BATCH):
        yield from batch


def _plain(value: Any) -> Any:
    """Lists as one text; all else as it is."""
    return "; ".join(map(str, value)) if isinstance(value, list | tuple) else value


def _harmless(value: Any) -> Any:
    is_formula = isinstance(value, str) and value.lstrip(" \u00a0\u202f\ufeff").startswith(FORMULA)
    return f"'{value}" if is_formula else value
