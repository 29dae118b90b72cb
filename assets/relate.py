"""Stage relate: what is the same, and what belongs to one event, across documents."""

import dagster as dg

from assets.workspace import WorkspaceResource
from assets.wrapping import Results, make_assets, task_assets


@task_assets("relate")
def relate(context: dg.AssetExecutionContext, workspace: WorkspaceResource) -> Results:
    """Finds duplicates and stories."""
    yield from make_assets(context, "relate", workspace)
