"""Arrival days as partitions: what the UI counts by, and which days a run covers.

What belongs here: the partitions, and the days that follow from a run's choice of them. What does not: the work on them.
"""

from datetime import date
from typing import Final

import dagster as dg

from pipeline.errors import VerbatimError
from pipeline.plan import arrival_days
from pipeline.workspace import PARIS, Workspace

LATEST: Final = dg.AssetKey("latest")
"""What a run makes when it publishes."""

START: Final = date(2026, 1, 1)
"""Partitions begin here, or on the earliest arrival day if that is before."""


def first_day() -> date:
    """The earliest of START, the days of the output's ledger, and the day that VERBATIM_DAY names."""
    try:
        workspace = Workspace.from_environment()
        return min(START, workspace.day, *arrival_days(workspace))
    except VerbatimError:  # a run will say what is wrong with the settings or the ledger
        return START


ARRIVAL_DAYS: Final = dg.DailyPartitionsDefinition(
    start_date=first_day().isoformat(), timezone=PARIS.key, end_offset=1
)
"""One partition an arrival day, today's included; the texts that arrived on a day are rows in it."""


def partition_of(day: date) -> str:
    """The partition to launch a run of that day for; the latest one for a day that is before or after them all."""
    key = day.isoformat()
    return key if ARRIVAL_DAYS.has_partition_key(key) else str(ARRIVAL_DAYS.get_last_partition_key())


def chosen_days(context: dg.AssetExecutionContext) -> list[date]:
    """The days of the partitions that a run was launched for; dg.Failure for a run without partitions."""
    if not context.has_partition_key and not context.has_partition_key_range:
        raise dg.Failure(
            "this run has no partition; launch it for a day, for instance with"
            """ --tags '{"dagster/partition": "2026-11-21"}' or --partition 2026-11-21""",
            allow_retries=False,
        )
    return [date.fromisoformat(key) for key in context.partition_keys]


def covered_days(context: dg.AssetExecutionContext, workspace: Workspace) -> list[date]:
    """The days that the document stages of a run cover.

    A run that publishes covers every day with arrivals, so that a changed rule reaches old texts too; what did not
    change is taken from the store. A run of some assets covers the days it was launched for.
    """
    selected = context.run.asset_selection
    chosen = set(chosen_days(context))
    if selected and LATEST not in selected:
        return sorted(chosen)
    return sorted(chosen.union(arrival_days(workspace), [workspace.day]))
