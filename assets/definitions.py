"""Everything Dagster is to know, assembled: `dagster dev -m assets.definitions` serves it."""

import dagster as dg

from assets import clean, ingest, models, relate, release, segment, tag
from assets.automation import every_morning, new_in_inbox, verbatim
from assets.logs import console
from assets.workspace import WorkspaceResource

defs = dg.Definitions(
    assets=dg.load_assets_from_modules([ingest, clean, segment, tag, relate, models, release]),
    jobs=[verbatim],
    schedules=[every_morning],
    sensors=[new_in_inbox],
    executor=dg.in_process_executor,  # models are loaded once, and one process holds the output
    loggers={"console": console},
    resources={"workspace": WorkspaceResource.from_variables()},
)
