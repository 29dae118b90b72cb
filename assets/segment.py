"""Stage segment: paragraphs, sentences and their language."""

import dagster as dg

from assets.workspace import WorkspaceResource
from assets.wrapping import Results, make_assets, task_assets


@task_assets("segment")
def segment(context: dg.AssetExecutionContext, workspace: WorkspaceResource) -> Results:
    """Cuts bodies into paragraphs and sentences."""
    yield from make_assets(context, "segment", workspace)
