"""Stage ingest: what lay in the inbox, as arrivals, raw texts, hints and rejections."""

import dagster as dg

from assets.workspace import WorkspaceResource
from assets.wrapping import Results, make_assets, task_assets


@task_assets("ingest")
def ingest(context: dg.AssetExecutionContext, workspace: WorkspaceResource) -> Results:
    """Takes in what is new in the inbox; what was read before is not read again."""
    yield from make_assets(context, "ingest", workspace)
