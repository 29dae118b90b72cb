"""The command `doctor`: what is in order with this machine and an output, and what to do about the rest.

What belongs here: options, words, the exit code. What does not: the looking (doctor.py).
"""

from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console
from rich.text import Text

from pipeline.errors import VerbatimError
from pipeline.workspace import Workspace

STYLES: Final = {"ok": "green", "warn": "yellow", "fail": "bold red"}


def register(app: typer.Typer, out: Console) -> None:
    """Adds the command to the app; it prints to `out`."""

    @app.command(epilog="Example: verbatim doctor --output out --deep")
    def doctor(
        deep: Annotated[
            bool, typer.Option("--deep", help="Read every byte of raw store, store and served releases.")
        ] = False,
        inbox: Annotated[
            Path | None,
            typer.Option("--inbox", "-i", help="Folder of texts (VERBATIM_INBOX; default: inbox)."),
        ] = None,
        output: Annotated[
            Path | None,
            typer.Option("--output", "-o", help="Output folder (VERBATIM_OUTPUT; default: output)."),
        ] = None,
        desk: Annotated[Path | None, typer.Option("--desk", help="Desk directory (VERBATIM_DESK).")] = None,
    ) -> None:
        """Look at this machine and an output: libraries, rules, ledger, raw store, store, links, releases."""
        from pipeline.doctor import examine  # loads what all steps need, which other commands do not wait for

        failed = 0
        for finding in examine(Workspace.from_environment(inbox, output, desk), deep):
            failed += finding.status == "fail"
            line = Text(f"{finding.status:<5}", STYLES[finding.status])
            line.append(f"{finding.subject}: {finding.seen}", "default")
            out.print(line, soft_wrap=True)
            if finding.advice:
                out.print(Text(f"     {finding.advice}", "dim"), soft_wrap=True)
        if failed:
            raise VerbatimError(f"{failed} thing{'' if failed == 1 else 's'} not in order")
