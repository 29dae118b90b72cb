"""How a task of the plan becomes Dagster assets: one asset a table or model, one operation a task.

What belongs here: running a task and reporting what came of it. What does not: which modules wrap which tasks (one a
stage), and what is said of an asset beforehand (assets/facts.py).
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any, Final

import dagster as dg

from assets.facts import MODELS, TASK, describe_asset, model_lineage
from assets.partitions import ARRIVAL_DAYS, chosen_days, covered_days
from assets.workspace import WorkspaceResource
from pipeline.account import Progress, Report
from pipeline.errors import VerbatimError
from pipeline.plan import run_task

WRITER: Final = "verbatim_writer"
"""The pool of everything that writes to an output; assets/dagster.yaml gives it a single place."""

Results = Iterator[dg.MaterializeResult[Any]]


def task_assets(
    name: str, checks: Sequence[dg.AssetCheckSpec] = ()
) -> Callable[[Callable[..., Iterator[Any]]], dg.AssetsDefinition]:
    """Decorator: makes a function the operation behind the assets of the plan's task `name`, and behind `checks`.

    All assets have the same backfill policy: so many days are still one run, tables, models and release included.
    """
    task = TASK[name]
    return dg.multi_asset(
        name=f"run_{name}",
        description=task.description,
        specs=[describe_asset(task, output) for output in task.outputs],
        check_specs=checks,
        # the audit checks tables that other operations make, and runs that make one of those do without the audit
        allow_arbitrary_check_specs=bool(checks),
        can_subset=bool(checks),
        backfill_policy=dg.BackfillPolicy.single_run(),
        pool=WRITER,
    )


def make_assets(context: dg.AssetExecutionContext, name: str, workspace: WorkspaceResource) -> Results:
    """Runs the plan's task `name` and yields a materialisation for each of its outputs."""
    if TASK[name].is_daily:
        yield from _make_daily(context, name, workspace)
        return
    report = run_logged(context, name, workspace)
    for output in TASK[name].outputs:
        facts: dict[str, Any] = {}
        if output in report.rows:
            facts["dagster/row_count"] = report.rows[output]
        if output in MODELS:
            facts["dagster/column_lineage"] = model_lineage(output)
        if report.release is not None:
            facts |= {"version": report.release.version, "content_id": report.release.content_id}
        yield dg.MaterializeResult(asset_key=output, metadata=facts)


def run_logged(
    context: dg.AssetExecutionContext,
    name: str,
    workspace: WorkspaceResource,
    days: Sequence[date] | None = None,
) -> Report:
    """Runs a task with its progress and notes in the run's log; an error raised on purpose becomes a plain failure."""
    try:
        report = run_task(name, workspace.settings(), days, _progress(context))
    except VerbatimError as error:
        raise dg.Failure(str(error), allow_retries=False) from error
    for line in report.said:
        context.log.info(f"{name}: {line}")
    return report


def _make_daily(context: dg.AssetExecutionContext, name: str, workspace: WorkspaceResource) -> Results:
    """Runs a document stage; each day it worked on shows as materialised, also days the run was not launched for."""
    chosen = chosen_days(context)
    report = run_logged(context, name, workspace, covered_days(context, workspace.settings()))
    outputs = TASK[name].outputs
    shown = context.instance.get_materialized_partitions(dg.AssetKey(outputs[0]))
    changed = {day for day, done in report.done_by_day.items() if done or day.isoformat() not in shown}
    for output in outputs:
        for day in chosen:
            context.add_asset_metadata(_day_facts(report, output, day), output, day.isoformat())
        for day in sorted(changed.difference(chosen)):
            if ARRIVAL_DAYS.has_partition_key(day.isoformat()):
                facts = _day_facts(report, output, day)
                context.log_event(dg.AssetMaterialization(output, partition=day.isoformat(), metadata=facts))
        yield dg.MaterializeResult(
            asset_key=output, metadata={"rows of all days": report.rows.get(output, 0)}
        )


def _day_facts(report: Report, output: str, day: date) -> dict[str, Any]:
    rows = report.by_day.get(day, {}).get(output, 0)
    return {"dagster/row_count": rows, "documents done": report.done_by_day.get(day, 0)}


def _progress(context: dg.AssetExecutionContext) -> Progress:
    """Tells the run's log of every tenth of a task on its way; where the total is not known, of each thing once."""
    told = set[tuple[str, int]]()

    def tell(what: str, done: int, total: int) -> None:
        step = (what, done * 10 // total if total else 0)
        if step not in told and (done < total or not total):
            told.add(step)
            context.log.info(f"{what}: {done} of {total}" if total else what)

    return tell
