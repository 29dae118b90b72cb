"""Runs a step over the parts of the store, doing again only what changed: here, or on more processes.

What belongs here: deciding what can be used again, running the rest, and writing the part. What does not: the steps'
own work, the order of steps (plan.py), and what a part looks like on disk (store.py).

The unit of reuse is a document (for reading: a file) and a step. Its key is the hash of the step's fingerprint and of
the unit's own input rows; rows with the same key are taken over as they are.
"""

import hashlib
import importlib
import multiprocessing
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, lru_cache, partial
from pathlib import Path
from threading import Lock
from typing import Any, Final, Protocol

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.corrections import STORED, Correction, apply_corrections
from pipeline.errors import StoreError, VerbatimError
from pipeline.fingerprint import Fingerprint, fingerprint, hash_of
from pipeline.ingest.ledger import STREAMED_BYTES
from pipeline.ingest.remainder import is_remainder
from pipeline.parts import FileUnit
from pipeline.rulebook import Rulebook
from pipeline.step import Made, Row, Rows, Step, as_row
from pipeline.store import KEYS, Part, PartWriter, read_part, table_of, write_part
from pipeline.tables import TABLES, arrow_schema

DOCUMENT: Final = "document_id"
HASHES: Final = "hashes"
"""Table of a part with one row a document: the hash of the document's rows in each output table."""

SLICE: Final = 50
"""Units that a process is given at a time: enough for its answer to be worth the way."""
PARTS_AT_ONCE: Final = 2
WARM: Final = "pipeline.warm"
"""Module that imports what takes long to."""
_HERE: Final = Lock()
"""Models may be used by one thread at a time."""
_POOLING: Final = Lock()
"""And one thread at a time may ask for the pool of processes, so that there is one."""


class Inputs(Protocol):
    """Where a part's units and their input rows come from. Must be cheap to pickle."""

    @property
    def unit(self) -> str:
        """Column that names the unit: document_id or file_sha256."""
        ...

    @property
    def units(self) -> tuple[str, ...]:
        """The units of the part, in order."""
        ...

    @property
    def key(self) -> object:
        """What the whole part's input hashes to; equal key, equal input."""
        ...

    def keys(self) -> Mapping[str, object]:
        """For each unit what its input hashes to."""
        ...

    def rows(self, units: Sequence[str]) -> Iterator[tuple[str, Rows]]:
        """The input rows of the units asked for, in that order."""
        ...


@dataclass(frozen=True)
class RawFiles:
    """Input of the read step: files of the raw store."""

    raw: Path
    files: tuple[FileUnit, ...]
    unit: str = "file_sha256"

    @property
    def units(self) -> tuple[str, ...]:
        """Hashes of the files."""
        return tuple(file.file_sha256 for file in self.files)

    @property
    def key(self) -> object:
        """The files' hashes, suffixes and days."""
        return self.keys()

    def keys(self) -> Mapping[str, object]:
        """For each file hash, suffix and day."""
        return {f.file_sha256: [f.file_sha256, f.suffix, f.first_arrived_on] for f in self.files}

    @property
    def is_streamed(self) -> bool:
        """True for a single file that is too large to be held (a part of more than one is none)."""
        return len(self.files) == 1 and self.files[0].byte_count > STREAMED_BYTES

    def rows(self, units: Sequence[str]) -> Iterator[tuple[str, Rows]]:
        """One row a file, with its bytes as `payload`, or its path where they are too many to be held."""
        files = {file.file_sha256: file for file in self.files}
        for unit in units:
            file, path = files[unit], self.raw / unit
            try:
                payload = _checked_payload(path)
            except OSError as error:
                raise StoreError(f"the raw store lacks {path} ({error}); put the file back") from error
            if payload is None:
                raise StoreError(
                    f"the bytes of {path} are not those that came in; put the original back,"
                    " from a backup or by delivering the file once more after removing this one"
                )
            row = {"file_sha256": unit, "suffix": file.suffix, "first_arrived_on": file.first_arrived_on}
            yield unit, {"files": [{**row, "payload": payload}]}


def _checked_payload(path: Path) -> bytes | Path | None:
    """A file of the raw store, named by its hash: its bytes, its path if it is large; None where it was altered."""
    if path.stat().st_size <= STREAMED_BYTES:
        payload = path.read_bytes()
        is_whole = hashlib.sha256(payload).hexdigest() == path.name or is_remainder(payload, path.name)
        return payload if is_whole else None
    with path.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() == path.name:
            return path
        file.seek(0)
        payload = file.read()
    return payload if is_remainder(payload, path.name) else None


@dataclass(frozen=True)
class StoredRows:
    """Input of every other step: tables that earlier steps made of the same part, restricted to its documents."""

    folders: tuple[tuple[str, Path], ...]
    units: tuple[str, ...]
    unit: str = "document_id"

    def _parts(self) -> dict[str, Part]:
        parts = {}
        for table, folder in self.folders:
            part = read_part(folder)
            if part is None:
                raise StoreError(f"{folder} is missing or damaged; run the whole plan again")
            parts[table] = part
        return parts

    @property
    def key(self) -> object:
        """The documents, and the hashes of the input tables' files."""
        return [self.units, {table: part.hashes[table] for table, part in self._parts().items()}]

    def keys(self) -> Mapping[str, object]:
        """For each document the hashes of its rows in the input tables."""
        hashes: dict[str, list[str]] = {unit: [] for unit in self.units}
        for table, part in self._parts().items():
            loaded = part.load(HASHES, [self.unit, table])
            known = dict(zip(loaded[self.unit].to_pylist(), loaded[table].to_pylist(), strict=True))
            for unit, listed in hashes.items():
                listed.append(known[unit])
        return hashes

    def rows(self, units: Sequence[str]) -> Iterator[tuple[str, Rows]]:
        """The documents' rows of every input table."""
        wanted = pa.array(units, pa.string())
        by_table: dict[str, dict[str, list[Row]]] = {}
        for table, part in self._parts().items():
            by_table[table] = grouped(
                part.load_rows(table, arrow_schema(table).names, self.unit, wanted), self.unit
            )
        for unit in units:
            yield unit, {table: rows.get(unit, []) for table, rows in by_table.items()}


@dataclass(frozen=True)
class Work:
    """One part of one step, as it is handed to a process."""

    step: str
    rulebook: Rulebook
    fingerprint: str
    folder: Path
    inputs: Inputs
    corrections: Mapping[str, tuple[Correction, ...]] = field(default_factory=dict)
    """By document, what curators overrule in the tables that the step makes."""

    def unit_key(self, unit: str, key: object) -> str:
        """The key of one unit whose input hashes to `key`."""
        listed = self.corrections.get(unit)
        return hash_of([self.fingerprint, key, *listed] if listed else [self.fingerprint, key])

    @property
    def key(self) -> str:
        """The key of the whole part: equal keys, equal rows."""
        return hash_of([self.fingerprint, self.inputs.key, sorted(self.corrections.items())])


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a part: units done and used again, rows by table."""

    done: int
    reused: int
    rows: Mapping[str, int]


def grouped(table: pa.Table, column: str) -> dict[str, list[Row]]:
    """Rows of a table by the value of a column, in order."""
    groups: dict[str, list[Row]] = {}
    for row in table.to_pylist():
        groups.setdefault(row[column], []).append(row)
    return groups


def find_step(name: str) -> Step:
    """The step that pipeline/steps/<name>.py declares."""
    step: Step = importlib.import_module(f"pipeline.steps.{name}").STEP
    return step


@cache
def step_fingerprint(name: str, rulebook: Rulebook) -> Fingerprint:
    """What a step's rows depend on besides their input."""
    step = find_step(name)
    return fingerprint(f"pipeline.steps.{name}", rulebook.fingerprint(step.rules), step.libraries)


def run_works(works: Sequence[Work], workers: int, progress: Callable[[int], None]) -> list[Done]:
    """Runs the parts of a step, on `workers` processes where that is more than one; results in order of `works`.

    `progress` is told how many units each part had as it ends. Whatever the number of processes, the bytes are equal.
    """
    results: list[Done] = []
    for done in _map(works, workers):
        progress(done.done + done.reused)
        results.append(done)
    return results


def _map(works: Sequence[Work], workers: int) -> Iterator[Done]:
    if workers == 1:
        yield from map(run_part, works)
        return
    # Units are what is spread, not parts, since a usual day is one part. While one part's rows are put together, the
    # processes work on the next.
    with ThreadPoolExecutor(PARTS_AT_ONCE) as threads:
        yield from threads.map(partial(run_part, make=partial(_make_spread, workers)), works)


def _make_spread(workers: int, work: Work, units: Sequence[str]) -> dict[str, pa.Table]:
    """As make_rows, on `workers` processes; here where there is too little to wait for their start."""
    if len(units) <= SLICE:
        with _HERE:
            return make_rows(work, units)
    slices = [units[at : at + SLICE] for at in range(0, len(units), SLICE)]
    with _POOLING:
        pool = _pool(workers)
    try:
        made = list(pool.map(partial(make_rows, work), slices))
    except BrokenProcessPool as error:
        _pool.cache_clear()
        raise VerbatimError(
            f"a process of step {work.step} was ended from outside, as a machine short of memory does;"
            " run again, with fewer workers if it comes back: what was done is kept"
        ) from error
    return {table: pa.concat_tables([rows[table] for rows in made]) for table in made[0]}


@lru_cache(maxsize=1)
def _pool(workers: int) -> ProcessPoolExecutor:
    # One pool for all steps of a run, so that each process loads each model once. Its processes are forked from one that
    # has imported the steps' libraries and does nothing else: forking this one, which holds DuckDB's threads, can hang.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([WARM])
    pool = ProcessPoolExecutor(workers, mp_context=context)
    with _without_main():
        for _ in range(workers):
            pool.submit(os.getpid)  # a process is started for each
    return pool


@contextmanager
def _without_main() -> Iterator[None]:
    """Hides the main module: a new process would import it again, with all that a command line or Dagster needs."""
    main = sys.modules["__main__"]
    kept = {name: getattr(main, name, None) for name in ("__spec__", "__file__")}
    try:
        for name in kept:
            setattr(main, name, None)
        yield
    finally:
        for name, value in kept.items():
            setattr(main, name, value)


def _current(work: Work) -> Part | None:
    """The part as it is kept, if nothing that went into it has changed."""
    part = read_part(work.folder)
    return part if part is not None and part.input_key == work.key else None


def run_part(work: Work, make: Callable[[Work, Sequence[str]], Mapping[str, pa.Table]] | None = None) -> Done:
    """Brings one part up to date and says what was done. `make` is make_rows, or does the same elsewhere."""
    step = find_step(work.step)
    part = _current(work)
    if part is not None:
        return Done(0, len(work.inputs.units), {table: part.rows[table] for table in step.outputs})
    if step.stream and isinstance(work.inputs, RawFiles) and work.inputs.is_streamed:
        return _stream_part(work, step, step.stream)
    unit = work.inputs.unit
    old = read_part(work.folder)
    keys = {u: work.unit_key(u, key) for u, key in work.inputs.keys().items()}
    kept_keys = dict(_pairs(old, KEYS, unit, "key"))
    reused = [u for u in work.inputs.units if kept_keys.get(u) == keys[u]]
    fresh = [u for u in work.inputs.units if kept_keys.get(u) != keys[u]]
    made = (make or make_rows)(work, fresh)
    order = pa.array(work.inputs.units, pa.string())
    tables = {table: _merged(old, reused, made[table], table, unit, order) for table in step.outputs}
    counts = {table: merged.num_rows for table, merged in tables.items()}
    tables[KEYS] = pa.table({unit: order, "key": pa.array([keys[u] for u in work.inputs.units], pa.string())})
    if unit == DOCUMENT:
        tables[HASHES] = _hashes(tables, step.outputs, work.inputs.units, old, set(reused))
    else:
        documents = list(dict.fromkeys(tables["raw_documents"][DOCUMENT].to_pylist()))
        tables[HASHES] = _hashes(tables, step.outputs, documents, None, set())
    write_part(work.folder, work.key, tables)
    return Done(len(fresh), len(reused), counts)


def _stream_part(work: Work, step: Step, stream: Callable[[Rows, Any], Iterator[Made]]) -> Done:
    """Makes a part of one unit whose rows are too many to be held, and writes them as they come."""
    unit = work.inputs.unit
    hashes: dict[str, dict[str, str]] = {table: {} for table in step.outputs}
    documents: dict[str, None] = {}
    with PartWriter(work.folder) as writer:
        for name, given in work.inputs.rows(work.inputs.units):
            for batch in stream(given, _resources(step.name, work.rulebook)):
                for table in step.outputs:
                    rows = [{unit: name, **as_row(record)} for record in batch.get(table, ())]
                    made = table_of(_schema(table, unit), rows)
                    writer.write(table, made)
                    # Rows of a document in several batches: each hash takes up the one before it.
                    for document, own in grouped(made, DOCUMENT).items():
                        before = hashes[table].get(document)
                        hashes[table][document] = hash_of([before, own] if before else own)
                        documents.setdefault(document)
        known = [document for document in documents if document in hashes["raw_documents"]]
        nothing = hash_of([])
        columns = {table: [hashes[table].get(d, nothing) for d in known] for table in step.outputs}
        writer.write(HASHES, pa.table({DOCUMENT: pa.array(known, pa.string()), **columns}))
        [key] = [work.unit_key(u, key) for u, key in work.inputs.keys().items()]
        writer.write(KEYS, pa.table({unit: list(work.inputs.units), "key": [key]}))
        part = writer.seal(work.key)
    return Done(len(work.inputs.units), 0, {table: part.rows[table] for table in step.outputs})


def make_rows(work: Work, units: Sequence[str]) -> dict[str, pa.Table]:
    """The rows that the step makes of the units given, with the unit's column, by output table."""
    step, unit = find_step(work.step), work.inputs.unit
    made: dict[str, list[Row]] = {table: [] for table in step.outputs}
    for name, given in work.inputs.rows(units) if units else ():
        for table, records in _apply(step, name, given, work.rulebook).items():
            rows = [{unit: name, **as_row(record)} for record in records]
            corrections = [
                c for c in work.corrections.get(name, ()) if STORED.get(c.table_name, c.table_name) == table
            ]
            made[table].extend(apply_corrections(table, rows, corrections) if corrections else rows)
    return {table: table_of(_schema(table, unit), rows) for table, rows in made.items()}


def _apply(step: Step, unit: str, rows: Rows, rulebook: Rulebook) -> Mapping[str, Sequence[Any]]:
    try:
        return step.apply(rows, _resources(step.name, rulebook))
    except VerbatimError:
        raise
    except Exception as error:
        raise VerbatimError(f"step {step.name} failed on {unit}: {type(error).__name__}: {error}") from error


@lru_cache(maxsize=64)
def _resources(step: str, rulebook: Rulebook) -> Any:
    return find_step(step).load(rulebook)


def _schema(table: str, unit: str) -> pa.Schema:
    """A table's schema in the store: with the unit's column in front where the table itself lacks it."""
    schema = arrow_schema(table)
    if unit in schema.names:
        return schema
    return schema.insert(0, pa.field(unit, pa.string(), nullable=False))


def _pairs(part: Part | None, table: str, first: str, second: str) -> Iterator[tuple[str, str]]:
    if part is None or table not in part.files:
        return iter(())
    loaded = part.load(table, [first, second])
    return zip(loaded[first].to_pylist(), loaded[second].to_pylist(), strict=True)


def _merged(
    old: Part | None, reused: Sequence[str], fresh: pa.Table, name: str, unit: str, order: pa.Array
) -> pa.Table:
    """Kept and fresh rows together, in the order of the units, each unit's rows in the order they were made.

    Where several files of a part hold the same document, the first one's rows of it count.
    """
    tables = [fresh]
    if reused and old is not None:
        kept = old.load(name)
        tables.append(kept.filter(pc.is_in(kept[unit], pa.array(reused, pa.string()))).cast(fresh.schema))
    table = pa.concat_tables(tables)
    position = pc.index_in(table[unit], order)
    table = table.take(pc.sort_indices(pa.table({"p": position}), [("p", "ascending")])).combine_chunks()
    if unit in TABLES[name].key or unit == DOCUMENT:
        return table
    owners: dict[str, str] = {}
    pairs = zip(table[DOCUMENT].to_pylist(), table[unit].to_pylist(), strict=True)
    return table.filter(pa.array([owners.setdefault(document, u) == u for document, u in pairs], pa.bool_()))


def _hashes(
    tables: Mapping[str, pa.Table],
    outputs: Sequence[str],
    documents: Sequence[str],
    old: Part | None,
    reused: set[str],
) -> pa.Table:
    """One row a document with the hash of its rows in each table; for the documents in `reused` as it was."""
    columns: dict[str, list[str]] = {DOCUMENT: list(documents)}
    kept_documents = pa.array(sorted(reused), pa.string())
    nothing = hash_of([])
    for name in outputs:
        table = tables[name]
        fresh = grouped(table.filter(pc.invert(pc.is_in(table[DOCUMENT], kept_documents))), DOCUMENT)
        hashes = {document: hash_of(rows) for document, rows in fresh.items()}
        kept = _pairs(old, HASHES, DOCUMENT, name)
        hashes.update((document, value) for document, value in kept if document in reused)
        columns[name] = [hashes.get(document, nothing) for document in documents]
    return pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()})
