"""What the UI says of an asset before it is made: description, kinds, columns, dependencies, version of its code.

What belongs here: reading all that from where it is declared (the plan, pipeline/tables.py, sql/models). What does not:
facts of one run (assets/wrapping.py).
"""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import dagster as dg

from assets.partitions import ARRIVAL_DAYS
from pipeline.engine import step_fingerprint
from pipeline.fingerprint import hash_of
from pipeline.models import Model, column_lineage, load_models, output_columns
from pipeline.plan import TASKS, Task, stage_of
from pipeline.release.build import SQL_DIR
from pipeline.rulebook import Rulebook
from pipeline.stored import STEPS
from pipeline.tables import COLUMNS, TABLES, Column

OWNERS: Final = ("team:data-desk",)
TASK: Final[Mapping[str, Task]] = {task.name: task for task in TASKS}
MODELS: Final[Mapping[str, Model]] = {model.name: model for model in load_models(SQL_DIR)}
MADE: Final = frozenset(output for task in TASKS for output in task.outputs)

STAGES: Final = ("ingest", "clean", "segment", "tag", "relate", "models", "release")
"""The groups of the asset graph, from left to right."""

MADE_FROM: Final[Mapping[str, tuple[str, ...]]] = {
    "documents": ("arrivals", "raw_documents", "metadata", "contexts", "story_documents", "duplicates"),
    "actors": ("found_actors",),
    "rules": TASK["tables"].inputs,
    **dict.fromkeys(
        ("actor_aliases", "actor_roles", "topics", "publishers", "figure_subjects", "quality", "withdrawals"),
        (),
    ),
    "audit": (*TASK["models"].inputs, *TASK["models"].outputs),
}
"""What an asset is made of, where that is not simply what its task reads.

Most tables that the task `tables` adds come from rules and registry alone. The same operation copies all other tables
into the next release, so it has to wait for all of them; `rules`, which every row refers to, stands for that.
"""


def describe_asset(task: Task, output: str) -> dg.AssetSpec:
    """The declaration of the asset that is one output of a task."""
    if output in MODELS:
        return _describe_model(task, MODELS[output])
    table = TABLES.get(output)
    columns = {"dagster/column_schema": column_schema(table.columns, table.nullable)} if table else {}
    return dg.AssetSpec(
        output,
        deps=[name for name in MADE_FROM.get(output, task.inputs) if name in MADE],
        description=f"{table.meaning}\n\n{task.description}" if table else task.description,
        metadata={**columns, **({"key": ", ".join(table.key)} if table else {})},
        group_name=_group(task, output),
        owners=OWNERS,
        kinds={"python", "parquet"} if table else {"python", "duckdb"},
        code_version=_step_version(task),
        partitions_def=ARRIVAL_DAYS if task.is_daily else None,
    )


def model_lineage(name: str) -> dg.TableColumnLineage:
    """The columns that each column of a SQL model is made from."""
    origins = column_lineage(MODELS[name], tuple(MODELS.values()))
    return dg.TableColumnLineage(
        {
            column: [dg.TableColumnDep(dg.AssetKey(table), source) for table, source in sources]
            for column, sources in origins.items()
        }
    )


def column_schema(columns: Iterable[Column], nullable: frozenset[str] | None = None) -> dg.TableSchema:
    """Columns as the schema tab shows them; without `nullable` any of them may be null."""
    return dg.TableSchema(
        [
            dg.TableColumn(
                column.name,
                str(column.type),
                description=column.meaning,
                constraints=dg.TableColumnConstraints(nullable=nullable is None or column.name in nullable),
            )
            for column in columns
        ]
    )


def _describe_model(task: Task, model: Model) -> dg.AssetSpec:
    metadata: dict[str, Any] = {
        "dagster/column_schema": column_schema([COLUMNS[name] for name in output_columns(model)]),
        "key": ", ".join(model.key),
    }
    return dg.AssetSpec(
        model.name,
        deps=[name for name in model.depends_on if name in MADE],
        description=f"{model.comment}\n\n```sql\n{model.sql}\n```",
        metadata=metadata,
        group_name=task.stage,
        owners=OWNERS,
        kinds={"sql", "duckdb", "parquet"},
        code_version=hash_of(model.sql)[:12],
    )


def _group(task: Task, output: str) -> str:
    """The stage of the table, or a later one that adds to it: so the graph of the groups has no way back."""
    stages = [
        stage_of(name) if name in TABLES else task.stage for name in (output, *MADE_FROM.get(output, ()))
    ]
    return max(stages, key=STAGES.index)


def _step_version(task: Task) -> str | None:
    """The fingerprint of a document stage: its code, rules, libraries and model; None for other tasks."""
    step = "read" if task.name == "ingest" else task.name
    desk = os.environ.get("VERBATIM_DESK")
    return step_fingerprint(step, Rulebook(Path(desk) if desk else None)).key[:12] if step in STEPS else None
