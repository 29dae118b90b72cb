"""Stage models: the views of sql/models, each an asset of its own."""

import dagster as dg

from assets.workspace import WorkspaceResource
from assets.wrapping import Results, make_assets, task_assets


@task_assets("models")
def models(context: dg.AssetExecutionContext, workspace: WorkspaceResource) -> Results:
    """Runs all models over the tables of the next release."""
    yield from make_assets(context, "models", workspace)
