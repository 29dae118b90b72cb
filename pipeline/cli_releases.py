"""Commands over releases: rebuild, diff, withdraw, rollback, pin, retain.

What belongs here: options, questions and words. What does not: the work (pipeline/release).
"""

import shutil
from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import duckdb
import typer
from rich.console import Console

from pipeline.errors import ReleaseError, VerbatimError
from pipeline.ingest.withdrawals import read_withdrawals
from pipeline.release import catalogue, retention
from pipeline.release.changes import headline
from pipeline.release.compare import compared, write_changes
from pipeline.release.near import Named, Near, find_named, find_near
from pipeline.release.sent import read_targets
from pipeline.release.withdraw import carry_out, check_reason, withdraw
from pipeline.show import find_document
from pipeline.workspace import Workspace

Output = Annotated[
    Path | None, typer.Option("--output", "-o", help="Output folder (VERBATIM_OUTPUT; default: output).")
]
Wanted = Annotated[
    str,
    typer.Argument(help="Version, version#revision, 'latest', the beginning of a content_id, or a folder."),
]
LISTED = 10
"""So many documents that were left are named."""
ORDERED = "from changes order by table_name, row_key"


class Format(StrEnum):
    """How `diff` gives its rows."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    PARQUET = "parquet"


def register(
    app: typer.Typer, out: Console, show_rows: Callable[[duckdb.DuckDBPyRelation, str], None]
) -> None:
    """Adds the commands to the app; they print to `out`, and rows by `show_rows` (a relation, a format)."""

    def say(words: str) -> None:
        out.print(words, markup=False, highlight=False, soft_wrap=True)

    @app.command(epilog="Example: verbatim rebuild 2026.01.06 --into rebuilt")
    def rebuild(
        release: Wanted,
        output: Output = None,
        into: Annotated[Path | None, typer.Option("--into", help="Keep the rebuilt release here.")] = None,
        workers: Annotated[int | None, typer.Option("--workers", "-w", help="Processes.")] = None,
        anyway: Annotated[
            bool, typer.Option("--anyway", help="Go on with other code, rules or libraries: no rebuild.")
        ] = False,
    ) -> None:
        """Make a release again from the raw store and compare it, byte for byte, with the one released."""
        from pipeline.release.rebuild import rebuild as rebuild_release  # the models' libraries load slowly

        workspace = Workspace.from_environment(output=output, workers=workers)
        told = set[str]()

        def progress(task: str, _done: int, _total: int) -> None:
            if task not in told:
                told.add(task)
                say(f"{task} …")

        made = rebuild_release(workspace, release, into, anyway, progress)
        if made.differences:
            raise VerbatimError(f"{release}: not what was released: {'; '.join(made.differences)}")
        say(
            f"{release}: rebuilt. content_id and the bytes of {made.tables} tables and {made.views} views are those"
            " released; verbatim.duckdb is equal in rows, comments and SQL"
        )

    @app.command(epilog="Example: verbatim diff 2026.01.06 latest --format csv")
    def diff(
        a: Wanted,
        b: Wanted = "latest",
        output: Output = None,
        format: Annotated[Format, typer.Option("--format", "-f", help="How rows are given.")] = Format.TABLE,
        to: Annotated[
            Path | None, typer.Option("--to", help="File to write to (needed for parquet).")
        ] = None,
    ) -> None:
        """Every row that was added, changed or removed from release A to release B, and why."""
        folder = Workspace.from_environment(output=output).output
        if (format is Format.PARQUET) != (to is not None):
            raise typer.BadParameter("--to FILE goes with --format parquet, and only with it")
        with compared(catalogue.find_folder(folder, a), catalogue.find_folder(folder, b)) as connection:
            if to is not None:
                say(f"wrote {write_changes(connection, to)} rows to {to}")
                return
            if format is Format.TABLE:
                sentences = headline(connection)
                say("\n".join(f"- {sentence}" for sentence in sentences) or "No row differs.")
            show_rows(connection.sql(ORDERED), format.value)

    @app.command(
        "withdraw", epilog="Example: verbatim withdraw agency/dispatch.txt --reason agency_retraction"
    )
    def withdraw_documents(
        document: Annotated[str, typer.Argument(help="document_id, the beginning of one, or a source_path.")],
        reason: Annotated[
            str,
            typer.Option("--reason", help="Code, such as agency_retraction; an unknown one lists them all."),
        ],
        output: Output = None,
        also: Annotated[
            list[str] | None,
            typer.Option(
                "--also", help="Withdraw this one, too, and no near-duplicate else; may be repeated."
            ),
        ] = None,
        only: Annotated[
            bool, typer.Option("--only", help="Withdraw no near-duplicate but those of --also.")
        ] = False,
        yes: Annotated[
            bool,
            typer.Option("--yes", help="Ask nothing: without --only or --also near-duplicates go, too."),
        ] = False,
        day: Annotated[
            str | None, typer.Option("--day", help="Day of the withdrawal (VERBATIM_DAY; today).")
        ] = None,
    ) -> None:
        """Take a text out for good: of raw store, store, logs and every release. Its near-duplicates are asked about."""
        workspace = Workspace.from_environment(output=output, day=day)
        check_reason(workspace.rulebook, reason)
        with workspace.locked():
            resume(workspace)
            for gone in read_withdrawals(workspace.raw):
                if gone.document_id.startswith(document) and len(document) >= catalogue.MIN_PREFIX:
                    raise ReleaseError(
                        f"document {gone.document_id} was withdrawn on {gone.withdrawn_on} ({gone.reason_code})"
                    )
            folders = catalogue.served_folders(workspace.output)
            chosen = [_find(workspace.output, wanted) for wanted in (document, *(also or ()))]
            for named in (_find_first(folders, document_id) for document_id in chosen):
                say(_shown(named))
            many = "this text" if len(chosen) == 1 else "these texts"
            if not yes:
                typer.confirm(f"Withdraw {many} for good?", abort=True)
            near = find_near(folders, chosen)
            if near:
                say(f"{len(near)} other text{'' if len(near) == 1 else 's'} with the same sentences:")
            for other in near:
                say(_told(other))
                if not only and not also and (yes or typer.confirm("Withdraw this one, too?")):
                    chosen.append(other.document_id)
            left = [other.document_id for other in near if other.document_id not in chosen]
            done = withdraw(workspace, chosen, reason, say)
        for note in done.notes:
            say(note)
        for release in done.reissued:
            say(
                f"{release.version} is served as revision {release.revision}, content_id {release.content_id}"
            )
        say(f"withdrawn: {', '.join(chosen)}. Files in the inbox may stay; they do not come in again")
        if left:
            more = f" and {len(left) - LISTED} more" if len(left) > LISTED else ""
            say(f"left, with sentences of what was withdrawn: {', '.join(left[:LISTED])}{more}")
        bring_in_line(workspace)

    def bring_in_line(workspace: Workspace) -> None:
        """Published copies follow; without any, object stores need not be loaded."""
        if read_targets(workspace.output):
            from pipeline.release.publish import update_targets

            for url in update_targets(workspace.output):
                say(f"in line: {url}")

    def resume(workspace: Workspace) -> None:
        if carry_out(workspace, say).notes:
            say("a withdrawal that had been cut short is carried out")

    @app.command(epilog="Example: verbatim rollback 2026.01.06")
    def rollback(release: Wanted, output: Output = None) -> None:
        """Serve an earlier release as latest; later ones stay aside until something new is published."""
        workspace = Workspace.from_environment(output=output)
        with workspace.locked():
            resume(workspace)
            served = catalogue.rollback(workspace.output, release)
        say(f"latest is {served.version} revision {served.revision}, content_id {served.content_id}")
        bring_in_line(workspace)

    @app.command(epilog="Example: verbatim pin 2026.01.06")
    def pin(
        release: Wanted,
        output: Output = None,
        remove: Annotated[bool, typer.Option("--remove", help="Pin it no more.")] = False,
    ) -> None:
        """Keep a release whatever the retention policy says."""
        workspace = Workspace.from_environment(output=output)
        with workspace.locked():
            policy = retention.pin(workspace.output, release, not remove)
        say(f"pinned: {', '.join(policy.pinned) or 'none'}")

    @app.command(epilog="Example: verbatim retain monthly")
    def retain(
        keep: Annotated[
            str, typer.Argument(help="all, monthly (the last of each month), or how many releases.")
        ],
        output: Output = None,
    ) -> None:
        """Set which releases are kept from now on, and remove the others; pinned ones stay, and the latest here and at each place."""
        workspace = Workspace.from_environment(output=output)
        with workspace.locked():
            policy = retention.Policy(keep, retention.read_policy(workspace.output).pinned)
            retention.write_policy(workspace.output, policy)
            removed = retention.apply_policy(workspace.output)
        say(f"keeping {keep}; removed: {', '.join(removed) or 'none'}")
        bring_in_line(workspace)


def _find(output: Path, wanted: str) -> str:
    """The document_id that an argument of `withdraw` means, in any release that is served."""
    problem: ReleaseError | None = None
    for folder in catalogue.served_folders(output):
        try:
            return find_document(folder, wanted).document_id
        except ReleaseError as error:
            problem = problem or error
    raise problem or ReleaseError(f"{output} has no release yet; run `verbatim run` first")


def _find_first(folders: Sequence[Path], document_id: str) -> Named:
    """A document as the newest release tells of it that has it."""
    found = (find_named(folder, document_id) for folder in folders)
    return next(named for named in found if named is not None)


def _shown(named: Named) -> str:
    """What a person needs to know a text by, without its text."""
    count = f", {named.arrival_count} arrivals" if named.arrival_count > 1 else ""
    return (
        f"{named.title or '(no title)'}\n  {named.publisher or 'publisher unknown'}, {named.dated_on}"
        f"\n  {named.source_path}{count}\n  document {named.document_id}, SHA-256 {named.content_sha256}"
    )


def _told(near: Near) -> str:
    how = "a duplicate, " if near.is_duplicate else ""
    many = "" if near.sentence_count == 1 else "s"
    title = shutil.get_terminal_size().columns
    shown = near.title if len(near.title) < title else near.title[: title - 1] + "…"
    return f"{near.document_id}  {near.source_path}\n  {how}{near.sentence_count} sentence{many} in common: {shown}"
