"""The command `publish`: sends a release to a place that others download from.

What belongs here: options, progress, words for people. What does not: the sending (pipeline/release/publish.py).
"""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console

from pipeline.workspace import Workspace

err: Final = Console(stderr=True)


class Profile(StrEnum):
    """What of a release is sent."""

    DERIVED = "derived"
    VIEWS = "views"
    FULL = "full"


def register(app: typer.Typer) -> None:
    """Adds the command to the application."""
    app.command(epilog="Example: verbatim publish --to s3://news-data/verbatim")(publish)


def publish(
    to: Annotated[
        str | None,
        typer.Option(
            "--to", help="A folder, or s3://bucket/folder (AWS_* variables). Without it: all places again."
        ),
    ] = None,
    profile: Annotated[
        Profile,
        typer.Option(
            "--profile",
            "-p",
            help="derived: no full text, quotations cut as publishers allow. views: counts alone. full: everything.",
        ),
    ] = Profile.DERIVED,
    version: Annotated[
        str | None, typer.Option("--release", help="Version to publish; the latest by default.")
    ] = None,
    with_full_text: Annotated[
        bool, typer.Option("--with-full-text", help="Needed to send the profile full.")
    ] = False,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Output folder (VERBATIM_OUTPUT; default: output)."),
    ] = None,
) -> None:
    """Send a release to a folder or a bucket, check what arrived, and move the pointer there last."""
    from pipeline.release import (
        publish as publishing,
    )  # loads object stores, which the other commands do not need

    folder = Workspace.from_environment(output=output).output
    with err.status("publishing …") as status:

        def progress(file: str, done: int, total: int) -> None:
            status.update(f"publishing: {done} of {total} files checked, now {file}")

        if to is None:
            places = publishing.update_targets(folder, progress)
            typer.echo(
                "\n".join(f"{place}: as the output is" for place in places) or "nothing was published yet"
            )
            return
        done = publishing.publish(
            folder, to, profile.value, version, with_full_text=with_full_text, progress=progress
        )
    record = done.record
    moved = "latest there" if done.is_latest else "not latest there"
    typer.echo(
        f"{to}/{record.path}\n{record.version} revision {record.revision}, {record.profile},"
        f" content_id {record.content_id}: {done.sent} files sent, {done.kept} were there, {moved}"
    )
