"""What a step of the plan is: the declaration that every module of pipeline/steps makes.

What belongs here: the shape of a step and the turning of rows into records. What does not: the steps themselves, and
their running (pipeline/engine.py).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, TypeVar

from pipeline.rulebook import Rulebook

Row = dict[str, Any]
Rows = Mapping[str, Sequence[Row]]
"""Rows of one document, by table name."""
Made = Mapping[str, Sequence[Any]]
"""Records (or rows) of one document, by table name, without document_id: the engine adds it."""

R = TypeVar("R")


@dataclass(frozen=True)
class Step:
    """A step that looks at one document at a time.

    name       also the name of its store folder and of its Dagster asset
    stage      ingest, clean, segment, tag
    inputs     tables whose rows of the document it reads, and nothing else
    outputs    tables it makes
    rules      rule sets it reads (names as in Rulebook)
    given      rule sets of which it is given only the rows that concern the document (given.py chooses), as if they
               were input tables: a row that is added does again only the documents it concerns
    libraries  distributions whose version counts as code, such as a model's package
    load       rulebook -> resources, once a process
    apply      (rows of one document, resources) -> records by table
    stream     as apply, records in batches; for a unit whose records are too many to be held together
    """

    name: str
    stage: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    load: Callable[[Rulebook], Any]
    apply: Callable[[Rows, Any], Made]
    rules: tuple[str, ...] = ()
    libraries: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    stream: Callable[[Rows, Any], Iterator[Made]] | None = None


def as_records(record: type[R], rows: Sequence[Row]) -> list[R]:
    """Rows of a table as records of a dataclass: columns the record has no field for are left out; lists are tuples."""
    names = [field.name for field in fields(record)]  # type: ignore[arg-type]
    return [
        record(**{name: tuple(row[name]) if isinstance(row[name], list) else row[name] for name in names})
        for row in rows
    ]


def as_row(record: Any) -> Row:
    """A record (dataclass, its values no dataclasses) or a row as a row."""
    if is_dataclass(record):
        return {name: getattr(record, name) for name in record.__dataclass_fields__}
    return dict(record)
