"""`python -m assets.launch`: runs the job `verbatim` here and now, recorded where the UI shows it (`make run`).

What belongs here: the instance that runs are recorded in, and what the terminal shows of a run's end. What does not:
what a run does.
"""

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import dagster as dg

from assets.definitions import defs
from assets.partitions import partition_of
from pipeline.cli import summary
from pipeline.errors import VerbatimError
from pipeline.workspace import Workspace

SERVED: Final = {".dagster/repository": "__repository__@assets.definitions"}
"""By this tag the UI finds the runs of a job that it serves; those it starts itself have it, too."""


def verbatim_job() -> dg.JobDefinition:
    """The job, under a name by which Dagster can load it again."""
    return defs.resolve_job_def("verbatim")


def make_home(output: Path) -> Path:
    """The folder of Dagster's records under an output, with our settings in it; DAGSTER_HOME from now on."""
    home = output / "dagster"
    home.mkdir(parents=True, exist_ok=True)
    shutil.copy(Path(__file__).parent / "dagster.yaml", home)
    os.environ["DAGSTER_HOME"] = str(home)
    return home


def launch(workspace: Workspace) -> dg.JobExecutionResult:
    """Runs the job for the workspace's day and records it; whether it failed is in the result."""
    make_home(workspace.output)
    with dg.DagsterInstance.get() as instance:
        return dg.execute_job(
            dg.reconstructable(verbatim_job),
            instance,
            tags={"dagster/partition": partition_of(workspace.day), **SERVED},
            run_config={"loggers": {"console": {"config": {}}}},
            raise_on_error=False,
        )


def failures(result: dg.JobExecutionResult) -> Iterator[str]:
    """Why a run failed, in words: errors raised on purpose, failed checks, and whatever else went wrong."""
    for check in result.get_asset_check_evaluations():
        if not check.passed and check.severity == dg.AssetCheckSeverity.ERROR:
            yield f"check {check.check_name}: {check.description}"
    steps = result.filter_events(lambda event: event.is_step_failure)
    for data in (event.step_failure_data for event in steps):
        if data.user_failure_data is not None:
            yield str(data.user_failure_data.description)
        elif data.error is not None:
            yield _told(data.error)
    if not steps:  # such as an output that another run holds
        for event in result.filter_events(lambda event: event.is_run_failure):
            yield _told(event.job_failure_data.error) if event.job_failure_data.error else str(event.message)


def _told(error: Any) -> str:
    """What an error says that was raised on purpose; else what the first of its causes says.

    `error` is Dagster's record of an error, of a type that it does not export.
    """
    while error.cause is not None and not error.message.startswith("pipeline."):
        error = error.cause
    return str(error.message).strip()


def main() -> int:
    """Runs the job and says what it published; 1 if it failed."""
    try:
        workspace = Workspace.from_environment()
        result = launch(workspace)
        if result.success:
            print("\n".join(summary(workspace.output)))
            return 0
        print("\n".join(f"verbatim: {reason}" for reason in failures(result)), file=sys.stderr)
    except VerbatimError as error:
        print(f"verbatim: {error}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    raise SystemExit(main())
