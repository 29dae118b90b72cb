"""The plan: the tasks of a run and their order, once, for the command line and for Dagster.

What belongs here: which tasks there are, what each reads and makes, and running them in order. What does not: what a
task does (tasks.py).
"""

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Final

import duckdb
import pyarrow as pa

from pipeline.account import Progress, Report
from pipeline.desk_check import require_good_desk
from pipeline.engine import find_step
from pipeline.errors import StoreError
from pipeline.models import load_models
from pipeline.release.build import SQL_DIR
from pipeline.step_runs import run_step
from pipeline.store import DamagedPartError, drop_part, write_atomically
from pipeline.tables import PUBLISHED, TABLES
from pipeline.tasks import (
    arrival_days,
    run_audit,
    run_ingest,
    run_models,
    run_publish,
    run_relate,
    run_release,
    run_tables,
)
from pipeline.workspace import Workspace

__all__ = ["TASKS", "Report", "Task", "arrival_days", "run_plan", "run_task"]

Run = Callable[[Workspace, Sequence[date] | None, Progress], Report]


@dataclass(frozen=True)
class Task:
    """One task: what it reads and makes (names of tables, or of the task's own product), and how it is run.

    `is_daily` tasks work on arrival days; the others on everything at once.
    """

    name: str
    stage: str
    description: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    is_daily: bool
    run: Run


def _step_task(name: str, description: str) -> Task:
    step = find_step(name)
    return Task(name, step.stage, description, step.inputs, step.outputs, True, partial(run_step, name))


_STEP_TASKS: Final = (
    _step_task("clean", "Types every code point of a text and reads its metadata."),
    _step_task("segment", "Cuts the body into paragraphs and sentences, and tells their language."),
    _step_task("names", "Finds names with the model fr_core_news_md."),
    _step_task("mentions", "Links names, titles, demonyms and pronouns to actors."),
    _step_task("quotes", "Finds who said what, and through whom."),
    _step_task("topics", "Tags paragraphs and documents with IPTC Media Topics."),
    _step_task("figures", "Finds amounts and dates."),
)
_MADE: Final = {"arrivals", "rejections", "raw_documents", "hints"} | {
    t for s in _STEP_TASKS for t in s.outputs
}
_RELATED: Final = ("duplicates", "story_documents", "stories", "story_merges")
_ASSEMBLED: Final = tuple(t.name for t in PUBLISHED if t.name not in _MADE and t.name not in _RELATED)
_VIEWS: Final = tuple(model.name for model in load_models(SQL_DIR))

TASKS: Final[tuple[Task, ...]] = (
    Task(
        "ingest",
        "ingest",
        "Takes in what is new in the inbox, reads it, and says what came of every arrival.",
        (),
        ("raw_documents", "hints", "arrivals", "rejections"),
        True,
        run_ingest,
    ),
    *_STEP_TASKS,
    Task(
        "relate",
        "relate",
        "Finds duplicates and stories across documents.",
        (
            "arrivals",
            "raw_documents",
            "metadata",
            "contexts",
            "paragraphs",
            "mentions",
            "topic_tags",
            "amounts",
        ),
        _RELATED,
        False,
        run_relate,
    ),
    Task(
        "tables",
        "release",
        "Puts the tables of the next release together, sorted by key.",
        tuple(sorted(_MADE)) + _RELATED,
        _ASSEMBLED,
        False,
        run_tables,
    ),
    Task(
        "models",
        "models",
        "Runs the SQL models.",
        tuple(table.name for table in PUBLISHED),
        _VIEWS,
        False,
        run_models,
    ),
    Task(
        "audit",
        "release",
        "Checks the next release; a blocking check that fails stops it here.",
        _VIEWS,
        ("audit",),
        False,
        run_audit,
    ),
    Task(
        "release",
        "release",
        "Makes the audited build an immutable release.",
        ("audit",),
        ("release",),
        False,
        run_release,
    ),
    Task(
        "publish", "release", "Serves the release as latest.", ("release",), ("latest",), False, run_publish
    ),
)
_BY_NAME: Final = {task.name: task for task in TASKS}


def _quiet(_task: str, _done: int, _total: int) -> None:
    """Progress for those who do not watch."""


def run_task(
    name: str, workspace: Workspace, days: Sequence[date] | None = None, progress: Progress | None = None
) -> Report:
    """Runs one task under the output's lock, for the arrival days given (all by default).

    A part of the store that turns out to be damaged is made again, by the tasks before this one, and named in the notes.
    Raises StoreError where the disk fails it: full, read-only, damaged. What was published before stays as it is.
    """
    with workspace.locked():
        started = time.perf_counter()
        try:
            report = _run_healing(_BY_NAME[name], workspace, days, progress or _quiet)
            _write_down(workspace, name, report, time.perf_counter() - started)
        except (OSError, duckdb.Error, pa.ArrowException) as error:
            raise StoreError(
                f"task {name} failed: {type(error).__name__}: {error}. Mend what it names and run again: what is"
                " published stays as it is; `verbatim doctor --deep` tells what is damaged"
            ) from error
        return report


def run_plan(workspace: Workspace, progress: Progress | None = None) -> dict[str, Report]:
    """Runs all tasks in order under the output's lock; reports by task. RuleError for a desk that cannot be used."""
    with workspace.locked():
        require_good_desk(workspace)
        return {task.name: run_task(task.name, workspace, None, progress) for task in TASKS}


def _run_healing(task: Task, workspace: Workspace, days: Sequence[date] | None, progress: Progress) -> Report:
    """Runs a task; where it meets a damaged part, drops that, runs the tasks before it again, and then the task."""
    healed: dict[Path, str] = {}
    while True:
        try:
            for earlier in TASKS[: TASKS.index(task)] if healed else ():
                earlier.run(workspace, None, progress)
            report = task.run(workspace, days, progress)
        except DamagedPartError as damage:
            if damage.folder in healed:  # made again and damaged again: the disk is at fault
                raise
            drop_part(damage.folder)
            name = damage.folder.relative_to(workspace.output).as_posix()
            healed[damage.folder] = f"warning: {name} was damaged ({damage.what}); it has been made again"
            continue
        return replace(report, notes=(*healed.values(), *report.notes))


def _write_down(workspace: Workspace, name: str, report: Report, seconds: float) -> None:
    """Keeps what a task of the run took, and gives a release that this run made its run.json: timings, not hashed."""
    path = workspace.store / "run.json"
    try:
        told = {} if name == TASKS[0].name else json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        told = {}
    told[name] = {"seconds": round(seconds, 3), "done": report.done, "reused": report.reused}
    data = json.dumps(told, indent=1).encode()
    write_atomically(path, data)
    if report.release is not None:
        own = workspace.releases / ".objects" / report.release.content_id / "run.json"
        if not own.exists():
            write_atomically(own, data)


def stage_of(table: str) -> str:
    """The stage that makes a table or view."""
    return TABLES[table].stage if table in TABLES else "models"
