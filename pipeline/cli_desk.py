"""Commands for curators: what recurs, what is approved, which actors are known, which corrections are due.

What belongs here: options and words. What does not: the desk's files (desk.py) and the rows shown (sql/models).
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Final

import duckdb
import typer
from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from pipeline.corrections import Correction, as_text, find_row, read_corrections
from pipeline.desk import actor_rows, add_rows, read_csv, required_desk
from pipeline.errors import ConfigurationError
from pipeline.release import catalogue
from pipeline.release.build import DATASET
from pipeline.rulebook import Rulebook
from pipeline.workspace import Workspace

Output = Annotated[
    Path | None, typer.Option("--output", "-o", help="Output folder (VERBATIM_OUTPUT; default: output).")
]
Desk = Annotated[Path | None, typer.Option("--desk", help="Desk directory (VERBATIM_DESK).")]
Author = Annotated[str, typer.Option("--author", help="Who decides.")]
Reason = Annotated[str, typer.Option("--reason", help="Why.")]

actors_app = typer.Typer(no_args_is_help=True, help="The desk's registry of actors.")
STALE: Final = """
    select 1 from spans join raw_documents as r using (document_id)
    where rule_id = 'desk.approved_line'
    and fold(substring(r.text, char_start + 1, char_end - char_start)) = fold(?)
    limit 1
"""


def register(app: typer.Typer, out: Console) -> None:
    """Adds the commands to the app; they print to `out`."""

    @app.command(epilog="Example: verbatim candidates --output out --all")
    def candidates(
        output: Output = None,
        desk: Desk = None,
        all: Annotated[bool, typer.Option("--all", help="Also lines that rules strip already.")] = False,
    ) -> None:
        """Lines that recur across a source's documents, for approval; and approved lines that no longer occur."""
        workspace = Workspace.from_environment(output=output, desk=desk)
        which = "" if all else "where is_body"
        rows = _query(
            workspace,
            f"select source_id, document_count, line_count, span_kind, text, document_id"
            f" from boilerplate_candidates {which} order by story_count desc, source_id, folded_text",
        )
        _show(out, rows, ("source_id", "document_count", "line_count", "span_kind", "text", "document_id"))
        for line in approved_lines(workspace.rulebook):
            if not _query(workspace, STALE, [line["line"]]):
                out.print(f"stale: {line['source_id']}: {line['line']!r} occurs no more", markup=False)

    @app.command(
        epilog="Example: verbatim approve gazette-de-valmont 'Suivez-nous partout' --kind share --author AB --reason 'share bar'"
    )
    def approve(
        source: Annotated[str, typer.Argument(help="source_id of the line, as `candidates` shows it.")],
        line: Annotated[str, typer.Argument(help="The line, as it stands.")],
        kind: Annotated[str, typer.Option("--kind", help="The span_kind it is to have.")],
        author: Author,
        reason: Reason,
        desk: Desk = None,
    ) -> None:
        """Approve a recurring line as boilerplate of a source; the next run strips it."""
        workspace = Workspace.from_environment(desk=desk)
        row = {"source_id": source, "line": line, "span_kind": kind, "author": author, "reason": reason}
        add_rows(
            required_desk(workspace.rulebook),
            "approved_lines",
            [row | {"approved_on": workspace.day.isoformat()}],
        )
        out.print(
            f"approved for {source}: {line!r} is {kind} from the next run on", markup=False, highlight=False
        )

    @app.command(epilog="Example: verbatim corrections --output out --desk desk")
    def corrections(output: Output = None, desk: Desk = None) -> None:
        """The desk's corrections: which are applied, and which are due for review since the row has changed."""
        workspace = Workspace.from_environment(output=output, desk=desk)
        listed = read_corrections(workspace.rulebook.rows("corrections"))
        rows = [
            {**state, "author": c.author, "reason": c.reason}
            for c in listed
            for state in [_state(workspace, c)]
        ]
        _show(out, rows, ("state", "row", "expected", "value", "found", "author", "reason"))

    @actors_app.command(
        "add", epilog="Example: verbatim actors add --name 'Jeanne Corbelin' --type person --alias Corbelin"
    )
    def add_actors(
        csv: Annotated[
            Path | None,
            typer.Option("--csv", help="File with columns name, actor_type, aliases (by '|') and more."),
        ] = None,
        name: Annotated[str, typer.Option("--name", help="Name, as the press writes it.")] = "",
        type: Annotated[
            str, typer.Option("--type", help="person, organisation, country, place or other.")
        ] = "",
        alias: Annotated[
            list[str] | None, typer.Option("--alias", help="Another form; may be repeated.")
        ] = None,
        desk: Desk = None,
    ) -> None:
        """Add actors to the desk's registry; the next run links what they touch."""
        if bool(csv) == bool(name):
            raise ConfigurationError("give either --csv FILE or --name and --type")
        rows = (
            read_csv(csv) if csv else [{"name": name, "actor_type": type, "aliases": "|".join(alias or ())}]
        )
        folder = required_desk(Workspace.from_environment(desk=desk).rulebook)
        actors, aliases = actor_rows(rows)
        add_rows(folder, "actors", actors)
        add_rows(folder, "aliases", aliases)
        for actor in actors:
            out.print(
                f"{actor['actor_id']}: {actor['name']} ({actor['actor_type']})", markup=False, highlight=False
            )

    app.add_typer(actors_app, name="actors")


def approved_lines(rulebook: Rulebook) -> list[dict[str, str]]:
    """The lines that curators approved as boilerplate."""
    return rulebook.rows("approved_lines")


def _state(workspace: Workspace, correction: Correction) -> dict[str, Any]:
    """A correction with what the latest release says at its place."""
    table, column = correction.table_name, correction.column_name
    table = "documents" if table == "metadata" else table
    rows = _query(workspace, f"select * from {table} where document_id = ?", [correction.document_id])
    row = find_row(rows, correction)
    found = None if row is None else as_text(row[column])
    return {
        "state": "applied" if found == correction.value else "due for review",
        "row": f"{table} {correction.document_id[:12]} {correction.char_start or ''} {column}",
        "expected": correction.expected,
        "value": correction.value,
        "found": "no such row" if found is None else found,
    }


def _query(workspace: Workspace, sql: str, values: Sequence[Any] = ()) -> list[dict[str, Any]]:
    folder = catalogue.latest_folder(workspace.output)
    with duckdb.connect(str(folder / DATASET), read_only=True) as connection:
        found = connection.execute(sql, list(values))
        names = [column[0] for column in found.description or ()]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def _show(out: Console, rows: Sequence[dict[str, Any]], columns: Sequence[str]) -> None:
    table = Table(*columns, box=box.SIMPLE_HEAD, pad_edge=False)
    for row in rows:
        table.add_row(*(escape(str(row[column])) for column in columns))
    out.print(table)
