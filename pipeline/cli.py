"""The command `verbatim`: for a shell and for scripts.

What belongs here: options, progress, words for people, exit codes. What does not: any of the work.

Exit codes: 0 done, 1 failed (a damaged release, a failed check, a bad setting), 2 wrong usage.
"""

import csv
import sys
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Final

import duckdb
import typer
from rich import box
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from pipeline import cli_desk, cli_doctor, cli_export, cli_publish, cli_releases
from pipeline.errors import VerbatimError
from pipeline.release import catalogue
from pipeline.release.build import DATASET
from pipeline.release.verify import verify as verify_release
from pipeline.show import as_html, as_terminal, find_document
from pipeline.workspace import Workspace

PIPE_WIDTH: Final = 160
"""Columns of a table that is not printed on a terminal."""

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    add_completion=False,
    help="Raw news texts in, a versioned dataset of who says what about what out.",
)
out: Final = Console(width=None if sys.stdout.isatty() else PIPE_WIDTH)
err: Final = Console(stderr=True)

Output = Annotated[
    Path | None, typer.Option("--output", "-o", help="Output folder (VERBATIM_OUTPUT; default: output).")
]


class Format(StrEnum):
    """How `sql` prints rows."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


@app.command(epilog="Example: verbatim run --inbox texts --output out --workers 2")
def run(
    inbox: Annotated[
        Path | None, typer.Option("--inbox", "-i", help="Folder of texts (VERBATIM_INBOX; default: inbox).")
    ] = None,
    output: Output = None,
    desk: Annotated[Path | None, typer.Option("--desk", help="Desk directory (VERBATIM_DESK).")] = None,
    workers: Annotated[
        int | None, typer.Option("--workers", "-w", help="Processes (VERBATIM_WORKERS; 1).")
    ] = None,
    day: Annotated[
        str | None, typer.Option("--day", help="Arrival day, YYYY-MM-DD (VERBATIM_DAY; today).")
    ] = None,
) -> None:
    """Run the whole pipeline on an inbox and publish what is new."""
    from pipeline.plan import (
        run_plan,
    )  # the models' libraries load slowly, and the other commands do not need them

    workspace = Workspace.from_environment(inbox, output, desk, workers, day)
    with watching() as progress:
        reports = run_plan(workspace, progress)
    for name, report in reports.items():
        for line in report.said:
            err.print(f"{name}: {line}", highlight=False, markup=False)
    out.print("\n".join(summary(workspace.output)), highlight=False, markup=False, soft_wrap=True)


@app.command(epilog="Example: verbatim fetch https://www.gazette-de-valmont.example/rss.xml --inbox texts")
def fetch(
    urls: Annotated[list[str], typer.Argument(help="Addresses of RSS or Atom feeds.")],
    inbox: Annotated[
        Path | None, typer.Option("--inbox", "-i", help="Folder they are put into (VERBATIM_INBOX; inbox).")
    ] = None,
    output: Output = None,
    delay: Annotated[
        float, typer.Option("--delay", min=0.0, help="Seconds between two requests to one host.")
    ] = 1.0,
) -> None:
    """Fetch feeds into the inbox, where they changed; robots.txt and Retry-After are obeyed."""
    from pipeline.ingest.fetch import STATE, Fetcher  # the other commands do not need the network's libraries

    workspace = Workspace.from_environment(inbox, output)
    failed = 0
    for outcome in Fetcher(delay).fetch(urls, workspace.inbox, workspace.output / STATE):
        place = f" -> {outcome.path}" if outcome.path and outcome.kind == "new" else ""
        line = f"{outcome.kind}: {outcome.url}{place} ({outcome.detail})"
        is_failed = outcome.kind == "failed"
        (err if is_failed else out).print(line, highlight=False, markup=False, soft_wrap=True)
        failed += is_failed
    if failed:
        raise VerbatimError(f"{failed} of {len(set(urls))} feeds could not be fetched")


@app.command(epilog="Example: verbatim releases --output out")
def releases(output: Output = None) -> None:
    """List the releases of an output, the served one marked."""
    folder = Workspace.from_environment(output=output).output
    listed = catalogue.list_releases(folder)
    if not listed:
        raise VerbatimError(f"{folder} has no release yet; run `verbatim run` first")
    latest = catalogue.latest_version(folder)
    table = Table("version", "revision", "content_id", "released_on", "previous", "latest")
    for release in listed:
        mark = "latest" if release.version == latest else ""
        mark = mark if release.is_served else "no longer served"
        row = (
            release.version,
            release.revision,
            release.content_id,
            release.released_on,
            release.previous or "",
            mark,
        )
        table.add_row(*map(str, row))
    out.print(table)


@app.command(epilog="Example: verbatim verify output/latest")
def verify(
    release: Annotated[
        Path | None, typer.Argument(help="Folder of a release; the latest by default.")
    ] = None,
    output: Output = None,
) -> None:
    """Check a release: hashes, schemas, counts, keys, references, offsets, spans."""
    folder = release or catalogue.latest_folder(Workspace.from_environment(output=output).output)
    problems = verify_release(folder.resolve())
    for problem in problems:
        err.print(problem, highlight=False, markup=False, soft_wrap=True)
    if problems:
        raise VerbatimError(f"{folder}: {len(problems)} problem{'' if len(problems) == 1 else 's'} found")
    out.print(f"{folder}: all is as released", highlight=False, soft_wrap=True)


@app.command(epilog="Example: verbatim sql \"from quotes_of('Macron')\" --format csv")
def sql(
    query: Annotated[str, typer.Argument(help="A query over the latest release: tables, views, macros.")],
    output: Output = None,
    format: Annotated[Format, typer.Option("--format", "-f", help="How rows are printed.")] = Format.TABLE,
) -> None:
    """Query the latest release, read-only."""
    folder = catalogue.latest_folder(Workspace.from_environment(output=output).output)
    try:
        with duckdb.connect(str(folder / DATASET), read_only=True) as connection:
            connection.execute("set enable_external_access = false")
            connection.execute("set lock_configuration = true")
            PRINTERS[format](connection.sql(query))
    except duckdb.Error as error:
        raise VerbatimError(f"the query failed: {error}") from error


@app.command(epilog="Example: verbatim show gazette-de-valmont.example/accord.txt --html accord.html")
def show(
    document: Annotated[
        str, typer.Argument(help="document_id, the beginning of one, or a path within the inbox.")
    ],
    output: Output = None,
    page: Annotated[
        Path | None, typer.Option("--html", help="Write an HTML page to this file instead.")
    ] = None,
) -> None:
    """Print a document's text with every span coloured by its kind, and the rule that made it."""
    shown = find_document(catalogue.latest_folder(Workspace.from_environment(output=output).output), document)
    if page is None:
        out.print(as_terminal(shown), soft_wrap=True)
    else:
        page.write_text(as_html(shown), encoding="utf-8")
        out.print(f"wrote {page}", highlight=False, markup=False)


def summary(output: Path) -> list[str]:
    """What a run leaves for its user: the release, its file, and a first query."""
    release = catalogue.find_release(output, "latest")
    path = output / "latest" / DATASET
    shown = path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
    with duckdb.connect(str(path.resolve()), read_only=True) as connection:
        counts = connection.execute(
            "select (select count(*) from documents), (select count(*) from quotes),"
            " (select count(distinct actor_id) from mentions), (select count(*) from rejections)"
        ).fetchone()
    documents, quotes, actors, rejections = counts or (0, 0, 0, 0)
    return [
        f"Release {release.version}, content_id {release.content_id}",
        f"{documents} documents, {quotes} quotations, {actors} actors, {rejections} rejections",
        f"Open it: {shown}",
        f"A first query: .venv/bin/verbatim sql --output {shown.parent.parent}"
        ' "select speaker_name, cue, text from quotes order by document_id, quote_index limit 5"',
    ]


class watching:  # noqa: N801 - reads as a verb where it is used
    """Shows the progress of a plan on standard error: a bar on a terminal, a line a task elsewhere."""

    def __init__(self) -> None:
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=err,
            transient=True,
            disable=not err.is_terminal,
        )
        self._tasks: dict[str, Any] = {}

    def __enter__(self) -> Callable[[str, int, int], None]:
        self._bar.start()
        return self._show

    def __exit__(self, *_error: object) -> None:
        self._bar.stop()

    def _show(self, name: str, done: int, total: int) -> None:
        if name not in self._tasks:
            self._tasks[name] = self._bar.add_task(name, total=total or None)
            if not err.is_terminal:
                err.print(f"{name} …", highlight=False)
        self._bar.update(self._tasks[name], completed=done)


def print_rows(rows: duckdb.DuckDBPyRelation | None, console: Console) -> None:
    """Prints the rows of a query as a table; nothing for a statement without rows."""
    if rows is not None:
        table = Table(*rows.columns, box=box.SIMPLE_HEAD, pad_edge=False)
        for row in rows.fetchall():
            table.add_row(*("" if value is None else escape(str(value)) for value in row))
        console.print(table)


def _print_table(rows: duckdb.DuckDBPyRelation | None) -> None:
    print_rows(rows, out)


def _print_csv(rows: duckdb.DuckDBPyRelation | None) -> None:
    if rows is not None:
        writer = csv.writer(sys.stdout)
        writer.writerow(rows.columns)
        writer.writerows(rows.fetchall())


def _print_json(rows: duckdb.DuckDBPyRelation | None) -> None:
    if rows is not None:
        listed = [dict(zip(rows.columns, row, strict=True)) for row in rows.fetchall()]
        out.print_json(data=listed, default=str)


PRINTERS: Final = {Format.TABLE: _print_table, Format.CSV: _print_csv, Format.JSON: _print_json}


cli_desk.register(app, out)
cli_doctor.register(app, out)
cli_export.register(app, out)
cli_publish.register(app)
cli_releases.register(app, out, lambda rows, name: PRINTERS[Format(name)](rows))


def main() -> None:
    """Entry point: errors raised on purpose become one message and exit code 1."""
    try:
        app()
    except (VerbatimError, OSError) as error:  # an OSError names the path that could not be read or written
        err.print(f"verbatim: {error}", style="red", highlight=False, markup=False, soft_wrap=True)
        raise SystemExit(1) from error
