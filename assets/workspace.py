"""Where a Dagster run reads and writes: the settings of pipeline/workspace.py as a Dagster resource.

What belongs here: the resource, and that a run has its output to itself. What does not: what a setting means.
"""

import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import dagster as dg
from pydantic import Field

from pipeline.desk_check import require_good_desk
from pipeline.workspace import Workspace

VARIABLES: Final = {
    "inbox": "VERBATIM_INBOX",
    "output": "VERBATIM_OUTPUT",
    "desk": "VERBATIM_DESK",
    "day": "VERBATIM_DAY",
}
"""Which environment variable fills which field, where it is set."""


class WorkspaceResource(dg.ConfigurableResource[Any]):
    """Inbox, output, desk directory and day of a run; what is left empty has its default (pipeline/workspace.py)."""

    inbox: str = Field(default="", description="Folder the texts are taken from.")
    output: str = Field(default="", description="Folder everything is written to.")
    desk: str = Field(default="", description="Folder of what curators decide; empty for none.")
    day: str = Field(
        default="", description="Arrival day of what is new, YYYY-MM-DD; empty for today in Paris."
    )

    @classmethod
    def from_variables(cls) -> "WorkspaceResource":
        """The resource with every field that its environment variable fills at run time."""
        return cls(**{field: dg.EnvVar(name) for field, name in VARIABLES.items() if os.environ.get(name)})

    def settings(self) -> Workspace:
        """The settings; ConfigurationError where one cannot be used."""
        return Workspace.from_environment(
            inbox=Path(self.inbox) if self.inbox else None,
            output=Path(self.output) if self.output else None,
            desk=Path(self.desk) if self.desk else None,
            day=self.day or None,
        )

    @contextmanager
    def yield_for_execution(
        self,
        context: dg.InitResourceContext,  # noqa: ARG002
    ) -> Generator["WorkspaceResource", None, None]:
        """The resource, its output held by this run from its first task to its last; BusyError if it is taken.

        RuleError names what is wrong with the desk before anything is done.
        """
        workspace = self.settings()
        with workspace.locked():
            require_good_desk(workspace)
            yield self
