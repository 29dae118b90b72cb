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

from pipeline.corrections import read_corrections
from pipeline.desk import actor_rows, add_rows, read_csv, required_desk
from pipeline.errors import ConfigurationError
from pipeline.given import fault_of
from pipeline.release import catalogue
from pipeline.release.build import DATASET
from pipeline.review import review
from pipeline.workspace import Workspace

Output = Annotated[
    Path | None, typer.Option("--output", "-o", help="Output folder (VERBATIM_OUTPUT; default: output).")
]
Desk = Annotated[Path | None, typer.Option("--desk", help="Desk directory (VERBATIM_DESK).")]
Author = Annotated[str, typer.Option("--author", help="Who decides.")]
Reason = Annotated[str, typer.Option("--reason", help="Why.")]

actors_app = typer.Typer(
    no_args_is_help=True,
    help="The desk's registry of actors.",
    epilog="Example: verbatim actors add --name 'Jeanne Corbelin' --type person --alias Corbelin",
)
CANDIDATES: Final = """
    select
        row_number() over (order by story_count desc, source_id, folded_text) as number,
        source_id, document_count, line_count, span_kind, is_body, text, document_id
    from boilerplate_candidates order by number
"""
STALE: Final = """
    select 1 from spans join raw_documents as r using (document_id) join reports using (document_id)
    where rule_id = 'desk.approved_line' and source_id = ?
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
        rows = [row for row in _query(workspace, CANDIDATES) if all or row["is_body"]]
        columns = ("number", "source_id", "document_count", "line_count", "span_kind", "text", "document_id")
        _show(out, rows, columns)
        for line in workspace.rulebook.rows("approved_lines"):
            if not _query(workspace, STALE, [line["source_id"], line["line"]]):
                out.print(f"stale: {line['source_id']}: {line['line']!r} occurs no more", markup=False)

    @app.command(
        epilog="Example: verbatim approve gazette-de-valmont 'Suivez-nous partout' --kind share --author AB --reason 'share bar'"
    )
    def approve(
        source: Annotated[
            str, typer.Argument(help="source_id of the line, or the number that `candidates` gives it.")
        ],
        kind: Annotated[str, typer.Option("--kind", help="The span_kind it is to have.")],
        author: Author,
        reason: Reason,
        line: Annotated[str, typer.Argument(help="The line, as it stands; none with a number.")] = "",
        output: Output = None,
        desk: Desk = None,
    ) -> None:
        """Approve a recurring line as boilerplate of a source; the next run strips it."""
        workspace = Workspace.from_environment(output=output, desk=desk)
        if source.isdigit() and not line:
            source, line = _candidate(workspace, int(source))
        sources = {row["publisher_id"] for row in workspace.rulebook.rows("publishers")} | {"unknown"}
        if source not in sources:
            raise ConfigurationError(f"there is no source {source!r}; `verbatim candidates` shows source_id")
        row = {"source_id": source, "line": line, "span_kind": kind, "author": author, "reason": reason}
        if fault := fault_of(row):
            raise ConfigurationError(f"not approved: {fault}")
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
        found = review(
            catalogue.latest_folder(workspace.output),
            read_corrections(workspace.rulebook.rows("corrections")),
        )
        rows = [
            {
                "state": "due for review" if one.is_due else "applied",
                "row": one.where,
                "expected": one.correction.expected,
                "value": one.correction.value,
                "found": "no such row" if one.found is None else one.found,
                "author": one.correction.author,
                "reason": one.correction.reason,
            }
            for one in found
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


def _candidate(workspace: Workspace, number: int) -> tuple[str, str]:
    """Source and line of the candidate with that number; ConfigurationError where there is none."""
    for row in _query(workspace, CANDIDATES):
        if row["number"] == number:
            return row["source_id"], row["text"]
    raise ConfigurationError(f"there is no candidate {number}; `verbatim candidates --all` shows them")


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
