"""Stage release: the tables of the next release, their audit, the release, and its publication, one after the other."""

from collections.abc import Iterator

import dagster as dg

from assets.checks import AUDIT, declare_checks, report_checks
from assets.workspace import WorkspaceResource
from assets.wrapping import Results, make_assets, run_logged, task_assets
from pipeline.errors import AuditError


@task_assets("tables")
def tables(context: dg.AssetExecutionContext, workspace: WorkspaceResource) -> Results:
    """Writes the tables of the next release, aside."""
    yield from make_assets(context, "tables", workspace)


@task_assets("audit", checks=declare_checks())
def audit(
    context: dg.AssetExecutionContext, workspace: WorkspaceResource
) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
    """Checks what was written; what was found shows on the tables, also where it stops the release.

    A run of some assets without the audit brings their checks along, as Dagster has it, and leaves them for later.
    """
    is_made = dg.AssetKey(AUDIT) in context.selected_asset_keys
    if context.run.asset_selection and not is_made:
        context.log.info("the next audit checks what this run made")
        return
    try:
        results = run_logged(context, AUDIT, workspace).checks
    except dg.Failure as failure:
        if not isinstance(failure.__cause__, AuditError) or not failure.__cause__.checks:
            raise
        results = failure.__cause__.checks
    if is_made:
        yield dg.MaterializeResult(asset_key=AUDIT, metadata={"checks": len(results)})
    yield from report_checks(results, context.selected_asset_check_keys)


@task_assets("release")
def release(context: dg.AssetExecutionContext, workspace: WorkspaceResource) -> Results:
    """Makes the audited tables and views an immutable release."""
    yield from make_assets(context, "release", workspace)


@task_assets("publish")
def publish(context: dg.AssetExecutionContext, workspace: WorkspaceResource) -> Results:
    """Serves the release as `latest`, if it is a new one."""
    yield from make_assets(context, "publish", workspace)
