"""What each task of the plan does with a workspace: the place where store, steps, relate, models and release meet.

What belongs here: reading inputs from the store, calling the work, writing outputs to the store. What does not: the
order of tasks (plan.py) and the work itself (steps/, relate/, sql/, release/).

Every task may be run again at any time: it does nothing where nothing changed.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

import pyarrow as pa

from pipeline.assemble import Tables, add_registry, rule_rows, write_tables
from pipeline.audit import CheckResult
from pipeline.corrections import RULE_ID, STORED, Correction, read_corrections
from pipeline.corrections import RULE_SET as CORRECTIONS
from pipeline.engine import (
    Inputs,
    RawFiles,
    StoredRows,
    Work,
    find_step,
    run_works,
    step_fingerprint,
)
from pipeline.errors import AuditError, ConfigurationError, StoreError
from pipeline.fingerprint import fingerprint, hash_of
from pipeline.given import WithGiven, approved_for, check_approved
from pipeline.ingest.arrivals import Publishers, replay
from pipeline.ingest.ledger import Sighting, collect, read_ledger
from pipeline.ingest.withdrawals import read_withdrawals
from pipeline.parts import FileUnit, PartId, partition_files
from pipeline.relate.relate import move_documents
from pipeline.relate.relate import relate as relate_documents
from pipeline.release import build as building
from pipeline.release import catalogue
from pipeline.release.causes import StepFingerprint
from pipeline.release.retention import apply_policy
from pipeline.release.sources import sources_of
from pipeline.release.withdraw import carry_out
from pipeline.review import review
from pipeline.step import Row, Step
from pipeline.store import Part, read_part, table_of, write_part
from pipeline.tables import TABLES, arrow_schema
from pipeline.workspace import Workspace

NEEDED: Final = ("metadata", "contexts", "found_actors")
"""Tables that are not published, but that published ones are made of."""

APPROVED: Final = "approved_lines"
"""Rule set of the desk's approved lines: a document is given those of its source."""

Progress = Callable[[str, int, int], None]
"""Told the task's name, how much is done, and how much there is in all (0 where it is not known)."""

STEPS: Final = ("read", "clean", "segment", "names", "mentions", "quotes", "topics", "figures")
"""The steps that look at one document at a time, in order."""


@dataclass(frozen=True)
class Report:
    """What a task did: rows by output table (and by day), units done and used again, and what is worth saying."""

    rows: dict[str, int] = field(default_factory=dict)
    done: int = 0
    reused: int = 0
    notes: tuple[str, ...] = ()
    by_day: dict[date, dict[str, int]] = field(default_factory=dict)
    done_by_day: dict[date, int] = field(default_factory=dict)
    checks: tuple[CheckResult, ...] = ()
    release: catalogue.Release | None = None


def arrival_days(workspace: Workspace) -> list[date]:
    """The days on which something arrived, in order."""
    return sorted({sighting.day for sighting in read_ledger(workspace.raw)})


def run_ingest(workspace: Workspace, _days: Sequence[date] | None, progress: Progress) -> Report:
    """Takes in what is new in the inbox, reads what has not been read, and replays the ledger, for all days."""
    if not workspace.inbox.is_dir():
        raise ConfigurationError(f"the inbox {workspace.inbox} does not exist; make it, or name another one")
    if workspace.output.resolve().is_relative_to(workspace.inbox.resolve()):
        raise ConfigurationError(
            f"the output {workspace.output} lies in the inbox: the next run would take it in; name another folder"
        )
    withdrawn = carry_out(workspace)
    new = collect(
        workspace.inbox,
        workspace.raw,
        workspace.store / "scan.json",
        workspace.day,
        lambda count: progress("collect", count, 0),
    )
    sightings = read_ledger(workspace.raw)
    parts = partition_files(sightings)
    report = _run_step("read", workspace, parts, progress)
    arrived = _replay(workspace, sightings, parts)
    count = len(new)
    notes = [f"{count} new or changed file{'' if count == 1 else 's'} in {workspace.inbox}"]
    if withdrawn.notes:
        notes.append(
            "carried out a withdrawal that had been cut short; `verbatim publish` tells published copies"
        )
    rows = dict(report.rows) | {name: arrived.rows[name] for name in ("arrivals", "rejections")}
    rows.pop("records", None)
    by_day = report.by_day
    for name in ("arrivals", "rejections"):
        for day in arrived.load(name, ["arrived_on"])["arrived_on"].to_pylist():
            counts = by_day.setdefault(day, {})
            counts[name] = counts.get(name, 0) + 1
    return Report(rows, report.done, report.reused, tuple(notes), by_day, report.done_by_day)


def run_step(name: str, workspace: Workspace, days: Sequence[date] | None, progress: Progress) -> Report:
    """Runs one step over the parts of the days asked for, of all days by default."""
    documents = _documents_by_part(workspace)
    return _run_step(
        name, workspace, {p: units for p, units in documents.items() if _wanted(p, days)}, progress
    )


def run_relate(workspace: Workspace, _days: Sequence[date] | None, _progress: Progress) -> Report:
    """Finds duplicates and stories across all documents."""
    names = ("raw_documents", "metadata", "contexts", "paragraphs", "mentions", "topic_tags")
    parts, arrived = _stored(workspace, names), _arrived(workspace)
    hashes = [[part.hashes[name] for part in listed] for name, listed in parts.items()]
    corrections = [
        correction
        for correction in read_corrections(workspace.rulebook.rows(CORRECTIONS))
        if correction.table_name == "story_documents"
    ]
    code = fingerprint("pipeline.relate.relate", workspace.rulebook.fingerprint(["word_frequencies"])).key
    key = hash_of([code, arrived.hashes, hashes, *corrections])
    kept = read_part(workspace.store / "relate")
    if kept is not None and kept.input_key == key:
        return Report(dict(kept.rows), 0, kept.rows["story_documents"])
    tables = Tables(parts, arrived, workspace.store / "scratch")
    documents = tables.query("select * from base_documents")
    made = relate_documents(
        documents,
        tables.query("select document_id, paragraph_index, text from paragraphs"),
        tables.query("select document_id, actor_id, entity_type from mentions where actor_id is not null"),
        tables.query(
            "select document_id, topic_id, paragraph_index from topic_tags where paragraph_index is null"
        ),
        workspace.rulebook.rows("word_frequencies"),
        _versions(tables),
    )
    if corrections:
        made |= move_documents(documents, made["story_documents"], corrections)
    part = write_part(workspace.store / "relate", key, made)
    return Report(dict(part.rows), part.rows["story_documents"])


def run_tables(workspace: Workspace, _days: Sequence[date] | None, progress: Progress) -> Report:
    """Puts the tables of the next release together, unless the last build was made of the same."""
    parts, arrived, related = _all_stored(workspace), _arrived(workspace), _related(workspace)
    hashes = {name: [part.hashes[name] for part in listed] for name, listed in parts.items()}
    prints = {"steps": step_fingerprints(workspace), **building.fingerprints(workspace.rulebook)}
    key = hash_of([hashes, arrived.hashes, related.hashes, prints, workspace.desk is None])
    if building.is_current(workspace, key):
        return Report(building.table_rows(workspace), notes=("nothing has changed since the last build",))
    tables = Tables(parts, arrived, workspace.store / "scratch")
    for name in related.files:
        tables.add(name, related.load(name))
    add_registry(tables, workspace.rulebook)
    tables.add("rules", [*rule_rows(workspace.rulebook, STEPS), CORRECTION_RULE, *building.model_rows()])
    counted = arrived.load("sources").to_pylist()[0]
    withdrawals = read_withdrawals(workspace.raw)[: counted["withdrawals"]]
    tables.add("withdrawals", [withdrawal.as_row() for withdrawal in withdrawals])
    made_of = {
        "fingerprints": prints,
        "code_revision": building.code_revision(),
        **sources_of(workspace.raw, workspace.desk, counted["ledger_lines"], counted["withdrawals"]),
    }
    with building.making(workspace, key, made_of) as folder:
        counts = write_tables(tables, folder, lambda _table: progress("tables", 0, 0))
    return Report(counts, sum(counts.values()))


def run_models(workspace: Workspace, _days: Sequence[date] | None, progress: Progress) -> Report:
    """Runs the SQL models over the tables of the next release."""
    counts = building.build_models(workspace, lambda _name: progress("models", 0, 0))
    return Report(counts)


def run_audit(workspace: Workspace, _days: Sequence[date] | None, _progress: Progress) -> Report:
    """Checks the next release; AuditError where a blocking check finds rows."""
    results = building.audit(workspace)
    failed = [result for result in results if result.failing_count and result.severity == "blocking"]
    if failed:
        listed = "; ".join(f"{r.name}: {r.failing_count} rows, such as {r.sample_rows[:1]}" for r in failed)
        raise AuditError(f"nothing is published, since checks failed: {listed}", tuple(results))
    building.pass_audit(workspace)
    warned = tuple(
        f"warning: {r.name}: {r.failing_count} rows"
        for r in results
        if r.failing_count and r.severity != "blocking"
    )
    return Report(notes=warned, checks=tuple(results))


def run_release(workspace: Workspace, _days: Sequence[date] | None, _progress: Progress) -> Report:
    """Makes the release out of the audited build: manifest, README, checksums; it is not served yet."""
    content_id, rows = building.finish(workspace, catalogue.served_folder(workspace.output))
    return Report(rows, notes=(f"content_id {content_id}",))


def run_publish(workspace: Workspace, _days: Sequence[date] | None, _progress: Progress) -> Report:
    """Moves `latest` to the release just made, under a new version; does nothing if it is served already."""
    release, is_new = catalogue.publish_build(workspace)
    words = "published" if is_new else "nothing new: still"
    notes = [f"{words} {release.version} ({release.content_id[:12]})"]
    notes += [
        f"correction due for review: {state.where} says {state.found!r}, not {state.correction.expected!r}"
        for state in review(
            catalogue.served_folder(workspace.output),
            read_corrections(workspace.rulebook.rows(CORRECTIONS)),
        )
        if state.is_due
    ]
    if catalogue.is_rolled_back(workspace.output):
        notes.append("rolled back: later releases stay aside until something new is published")
    notes += [
        f"removed {version}, as the retention policy says" for version in apply_policy(workspace.output)
    ]
    return Report(notes=tuple(notes), release=release)


def step_fingerprints(workspace: Workspace) -> dict[str, StepFingerprint]:
    """What every step depends on, rule set by rule set, for the manifest."""
    rulebook = workspace.rulebook
    found = {}
    for name in STEPS:
        whole = step_fingerprint(name, rulebook)
        step = find_step(name)
        rules = {rules: rulebook.fingerprint([rules]) for rules in (*step.rules, *step.given)}
        found[name] = StepFingerprint(code=whole.code, rules=rules, libraries=list(whole.libraries))
    return found


CORRECTION_RULE: Final[Row] = {
    "rule_id": RULE_ID,
    "stage": "desk",
    "kind": "correction",
    "reason": "A curator overruled a value of the row; the desk's corrections.csv says who and why.",
    "source": "corrections.csv",
}


def _wanted(part: PartId, days: Sequence[date] | None) -> bool:
    return days is None or part.day in days


def _run_step(
    name: str,
    workspace: Workspace,
    parts: dict[PartId, list[FileUnit]] | dict[PartId, list[str]],
    progress: Progress,
) -> Report:
    step = find_step(name)
    makers = {table: other for other in STEPS for table in find_step(other).outputs}
    key = step_fingerprint(name, workspace.rulebook).key
    corrections = _corrections(workspace, step)
    lines = check_approved(workspace.rulebook.rows(APPROVED)) if APPROVED in step.given else []
    publishers = _publishers(workspace) if lines else {}
    works = []
    for part, units in parts.items():
        inputs: Inputs
        if name == "read":
            inputs = RawFiles(workspace.raw, tuple(unit for unit in units if isinstance(unit, FileUnit)))
        else:
            folders = tuple((t, part.folder(workspace.store, makers[t])) for t in step.inputs)
            documents = tuple(unit for unit in units if isinstance(unit, str))
            inputs = StoredRows(folders, documents)
            if approved := approved_for(documents, publishers, lines):
                inputs = WithGiven(inputs, {APPROVED: approved})
        own = {unit: corrections[unit] for unit in inputs.units if unit in corrections}
        works.append(Work(name, workspace.rulebook, key, part.folder(workspace.store, name), inputs, own))
    total = sum(len(work.inputs.units) for work in works)
    counted = 0

    def count(units: int) -> None:
        nonlocal counted
        counted += units
        progress(name, counted, total)

    results = run_works(works, workspace.workers, count)
    rows: dict[str, int] = dict.fromkeys(step.outputs, 0)
    by_day: dict[date, dict[str, int]] = {}
    done_by_day: dict[date, int] = {}
    for part, done in zip(parts, results, strict=True):
        day = by_day.setdefault(part.day, dict.fromkeys(step.outputs, 0))
        done_by_day[part.day] = done_by_day.get(part.day, 0) + done.done
        for table, n in done.rows.items():
            rows[table] += n
            day[table] += n
    return Report(rows, sum(d.done for d in results), sum(d.reused for d in results), (), by_day, done_by_day)


def _publishers(workspace: Workspace) -> dict[str, list[str]]:
    """The publishers that addresses and folders name, by document."""
    found: dict[str, list[str]] = {}
    for row in _arrived(workspace).load("arrivals", ["document_id", "publisher_id"]).to_pylist():
        if row["document_id"] and row["publisher_id"]:
            found.setdefault(row["document_id"], []).append(row["publisher_id"])
    return found


def _corrections(workspace: Workspace, step: Step) -> dict[str, tuple[Correction, ...]]:
    """By document, the desk's corrections of the tables that a step makes."""
    found: dict[str, tuple[Correction, ...]] = {}
    for correction in read_corrections(workspace.rulebook.rows(CORRECTIONS)):
        if STORED.get(correction.table_name, correction.table_name) in step.outputs:
            found[correction.document_id] = (*found.get(correction.document_id, ()), correction)
    return found


def _replay(workspace: Workspace, sightings: Sequence[Sighting], parts: dict[PartId, list[FileUnit]]) -> Part:
    """Replays the ledger over what was read, and keeps arrivals, rejections and first carriers."""
    folders = {part: part.folder(workspace.store, "read") for part in parts}
    read = {part: read_part(folder) for part, folder in folders.items()}
    publishers = workspace.rulebook.rows("publishers")
    withdrawals = read_withdrawals(workspace.raw)
    key = hash_of(
        [
            fingerprint("pipeline.ingest.arrivals").key,
            sightings,
            [found.hashes["records"] if found else None for found in read.values()],
            publishers,
            [withdrawal.content_sha256 for withdrawal in withdrawals],
        ]
    )
    kept = read_part(workspace.store / "arrivals")
    if kept is not None and kept.input_key == key:
        return kept
    records: dict[str, list[Row]] = {}
    part_of = {file.file_sha256: part for part, files in parts.items() for file in files}
    for found in read.values():
        if found is not None:
            for row in found.load("records").to_pylist():
                records.setdefault(row["file_sha256"], []).append(row)
    withdrawn = {withdrawal.content_sha256 for withdrawal in withdrawals}
    made = replay(sightings, records, Publishers(publishers), withdrawn)
    arrivals = table_of(arrow_schema("arrivals"), made.arrivals)
    carriers = [
        {"document_id": d, "file_sha256": f, "day": part_of[f].day, "index": part_of[f].index}
        for d, f in made.first_carriers.items()
    ]
    schema = pa.schema(
        [
            ("document_id", pa.string()),
            ("file_sha256", pa.string()),
            ("day", pa.date32()),
            ("index", pa.int32()),
        ]
    )
    tables = {
        "arrivals": arrivals.append_column("position", pa.array(range(arrivals.num_rows), pa.int64())),
        "rejections": table_of(arrow_schema("rejections"), made.rejections),
        "carriers": table_of(schema, carriers),
        "sources": pa.table({"ledger_lines": [len(sightings)], "withdrawals": [len(withdrawals)]}),
    }
    return write_part(workspace.store / "arrivals", key, tables)


def _arrived(workspace: Workspace) -> Part:
    return _required(workspace.store / "arrivals")


def _related(workspace: Workspace) -> Part:
    return _required(workspace.store / "relate")


def _required(folder: Path) -> Part:
    part = read_part(folder)
    if part is None:
        raise StoreError(f"{folder} is missing or damaged; run the whole plan")
    return part


def _documents_by_part(workspace: Workspace) -> dict[PartId, list[str]]:
    """The documents of every part that has any, in order of arrival."""
    carriers = _arrived(workspace).load("carriers", ["document_id", "day", "index"])
    parts: dict[PartId, list[str]] = {}
    for row in carriers.to_pylist():
        parts.setdefault(PartId(row["day"], row["index"]), []).append(row["document_id"])
    return dict(sorted(parts.items()))


def _stored(workspace: Workspace, names: Iterable[str]) -> dict[str, list[Part]]:
    """The parts of each table asked for, over all days; StoreError where one is missing."""
    makers = {table: step for step in STEPS for table in find_step(step).outputs}
    reading = list(partition_files(read_ledger(workspace.raw)))
    others = list(_documents_by_part(workspace))
    return {
        name: [
            _required(part.folder(workspace.store, makers[name]))
            for part in (reading if makers[name] == "read" else others)
        ]
        for name in names
    }


def _all_stored(workspace: Workspace) -> dict[str, list[Part]]:
    makers = [table for step in STEPS for table in find_step(step).outputs]
    return _stored(workspace, [name for name in makers if TABLES[name].place == "tables" or name in NEEDED])


def _versions(tables: Tables) -> list[tuple[str, str]]:
    """Pairs of documents of which one superseded the other: they are versions of one text, no duplicates.

    A version between them that was withdrawn is passed over.
    """
    found = tables.query(
        "with recursive chain as ("
        " select document_id, supersedes_arrival_id as earlier from arrived where supersedes_arrival_id is not null"
        " union all select c.document_id, o.supersedes_arrival_id from chain as c"
        " join arrived as o on c.earlier = o.arrival_id where o.document_id is null)"
        " select distinct c.document_id as later, o.document_id as earlier from chain as c"
        " join arrived as o on c.earlier = o.arrival_id"
        " where c.document_id is not null and o.document_id is not null order by all"
    )
    return [(row["later"], row["earlier"]) for row in found.to_pylist()]
