"""Stage clean: every code point of a text in one typed span, and what the text says of itself."""

import dagster as dg

from assets.workspace import WorkspaceResource
from assets.wrapping import Results, make_assets, task_assets


@task_assets("clean")
def clean(context: dg.AssetExecutionContext, workspace: WorkspaceResource) -> Results:
    """Types spans and reads metadata, by rules."""
    yield from make_assets(context, "clean", workspace)
