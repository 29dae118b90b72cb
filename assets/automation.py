"""When the pipeline runs: the job, the schedule of every morning, and the sensor that watches the inbox.

What belongs here: what starts a run, and for which day. What does not: what a run does.
"""

import hashlib
import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import dagster as dg

from assets.partitions import partition_of
from pipeline.workspace import PARIS, Workspace

SECONDS_TO_LOOK: Final = 30
"""A sensor that takes a minute is stopped by Dagster; an inbox that takes longer to list is left to the schedule."""

verbatim = dg.define_asset_job(
    "verbatim",
    selection=dg.AssetSelection.all(),
    description=(
        "The whole pipeline: takes in the inbox, brings every text up to date, checks, publishes what is new.\n\n"
        "Launch it for the latest partition, today: texts of earlier days are brought up to date in the same run."
    ),
)


@dg.schedule(job=verbatim, cron_schedule="0 6 * * *", execution_timezone=PARIS.key)
def every_morning(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
    """The whole pipeline, every day at 06:00 in Paris."""
    day = context.scheduled_execution_time.astimezone(PARIS).date().isoformat()
    return dg.RunRequest(run_key=day, partition_key=day)


@dg.sensor(job=verbatim, minimum_interval_seconds=30)
def new_in_inbox(context: dg.SensorEvaluationContext) -> dg.RunRequest | dg.SkipReason:
    """The whole pipeline, once the inbox has changed and is the same at two looks: nothing is still being copied."""
    workspace = Workspace.from_environment()
    inbox = workspace.inbox
    if not inbox.is_dir():
        return dg.SkipReason(f"the inbox {inbox} does not exist")
    try:
        count, seen = look_at(inbox, time.monotonic() + SECONDS_TO_LOOK)
    except TimeoutError:
        return dg.SkipReason(f"{inbox} takes more than {SECONDS_TO_LOOK} s to list; the schedule takes it in")
    before = json.loads(context.cursor or "{}")
    if seen == before.get("launched") or not count:
        return dg.SkipReason(f"nothing new among {count} files in {inbox}")
    if seen != before.get("seen"):
        context.update_cursor(json.dumps(before | {"seen": seen}))
        return dg.SkipReason(f"{inbox} has changed; waiting until its {count} files stop growing")
    context.update_cursor(json.dumps({"seen": seen, "launched": seen}))
    return dg.RunRequest(run_key=seen, partition_key=partition_of(workspace.day))


def look_at(inbox: Path, deadline: float) -> tuple[int, str]:
    """How many files an inbox holds, and a hash of their names, sizes and times; TimeoutError past the deadline."""
    files = []
    for entry in _files(inbox):
        if time.monotonic() > deadline:
            raise TimeoutError(inbox)
        try:
            stat = entry.stat()
        except FileNotFoundError:  # gone since it was listed
            continue
        files.append((entry.path, stat.st_size, stat.st_mtime_ns))
    return len(files), hashlib.sha256(repr(sorted(files)).encode("utf-8", "surrogatepass")).hexdigest()


def _files(folder: Path) -> Iterator["os.DirEntry[str]"]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _files(Path(entry.path))
            elif entry.is_file():
                yield entry
