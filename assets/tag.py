"""Stage tag: who is named, who says what, about what, how much and when."""

import dagster as dg

from assets.workspace import WorkspaceResource
from assets.wrapping import Results, make_assets, task_assets


@task_assets("names")
def names(context: dg.AssetExecutionContext, workspace: WorkspaceResource) -> Results:
    """Finds names; the model is loaded once a run."""
    yield from make_assets(context, "names", workspace)


@task_assets("mentions")
def mentions(context: dg.AssetExecutionContext, workspace: WorkspaceResource) -> Results:
    """Links what is named to actors."""
    yield from make_assets(context, "mentions", workspace)


@task_assets("quotes")
def quotes(context: dg.AssetExecutionContext, workspace: WorkspaceResource) -> Results:
    """Finds quotations, their speakers and relays."""
    yield from make_assets(context, "quotes", workspace)


@task_assets("topics")
def topics(context: dg.AssetExecutionContext, workspace: WorkspaceResource) -> Results:
    """Tags paragraphs and documents with topics."""
    yield from make_assets(context, "topics", workspace)


@task_assets("figures")
def figures(context: dg.AssetExecutionContext, workspace: WorkspaceResource) -> Results:
    """Finds amounts and dates."""
    yield from make_assets(context, "figures", workspace)
