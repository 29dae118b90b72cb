"""What each task of the plan does with a workspace: the place where store, steps, relate, models and release meet.

What belongs here: reading inputs from the store, calling the work, writing outputs to the store. What does not: the
order of tasks (plan.py) and the work itself (steps/, relate/, sql/, release/).

Every task may be run again at any time: it does nothing where nothing changed.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from pipeline.account import Progress, Report
from pipeline.assemble import Tables, add_registry, rule_rows, write_tables
from pipeline.corrections import RULE_ID, read_corrections
from pipeline.corrections import RULE_SET as CORRECTIONS
from pipeline.engine import find_step, step_fingerprint
from pipeline.errors import AuditError, ConfigurationError
from pipeline.fingerprint import fingerprint, hash_of
from pipeline.ingest.ledger import collect, hidden_files, read_ledger
from pipeline.ingest.withdrawals import read_withdrawals
from pipeline.parts import partition_files
from pipeline.relate.relate import move_documents
from pipeline.relate.relate import relate as relate_documents
from pipeline.release import build as building
from pipeline.release import catalogue
from pipeline.release.causes import StepFingerprint
from pipeline.release.retention import apply_policy
from pipeline.release.sources import sources_of
from pipeline.release.withdraw import carry_out
from pipeline.review import review
from pipeline.step import Row
from pipeline.step_runs import run_over
from pipeline.store import read_part, write_part
from pipeline.stored import STEPS, all_parts, arrived, related, replay_ledger, stored_parts
from pipeline.text.topics import topic_rows
from pipeline.workspace import Workspace

NAMED: Final = 3
"""So many of the hidden files of an inbox are named."""


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
    if not sightings:
        raise ConfigurationError(
            f"there is nothing to publish: the inbox {workspace.inbox} has no file (hidden ones do not count), and none"
            " came before; put texts there, or name another folder"
        )
    parts = partition_files(sightings)
    report = run_over("read", workspace, parts, progress)
    replayed = replay_ledger(workspace, sightings, parts)
    notes = [f"{_counted(len(new), 'new or changed file')} in {workspace.inbox}"]
    if hidden := hidden_files(workspace.inbox):
        more = ", …" if len(hidden) > NAMED else ""
        notes.append(
            f"{_counted(len(hidden), 'hidden file or folder', 'hidden files or folders')} left aside:"
            f" {', '.join(hidden[:NAMED])}{more}; rename what is to be taken in"
        )
    if withdrawn.notes:
        notes.append(
            "carried out a withdrawal that had been cut short; `verbatim publish` tells published copies"
        )
    rows = dict(report.rows) | {name: replayed.rows[name] for name in ("arrivals", "rejections")}
    rows.pop("records", None)
    by_day = report.by_day
    for name in ("arrivals", "rejections"):
        for day in replayed.load(name, ["arrived_on"])["arrived_on"].to_pylist():
            counts = by_day.setdefault(day, {})
            counts[name] = counts.get(name, 0) + 1
    return replace(report, rows=rows, notes=tuple(notes), by_day=by_day)


def run_relate(workspace: Workspace, _days: Sequence[date] | None, _progress: Progress) -> Report:
    """Finds duplicates and stories across all documents."""
    names = ("raw_documents", "metadata", "contexts", "paragraphs", "mentions", "topic_tags", "amounts")
    parts, replayed = stored_parts(workspace, names), arrived(workspace)
    hashes = [[part.hashes[name] for part in listed] for name, listed in parts.items()]
    corrections = [
        correction
        for correction in read_corrections(workspace.rulebook.rows(CORRECTIONS))
        if correction.table_name == "story_documents"
    ]
    topics = topic_rows(workspace.rulebook.rows("media_topics"), workspace.rulebook.rules("topics"))
    parents = {row["topic_id"]: row["parent_id"] for row in topics}
    rules = hash_of([workspace.rulebook.fingerprint(["word_frequencies"]), parents])
    code = fingerprint("pipeline.relate.relate", rules).key
    key = hash_of([code, replayed.hashes, hashes, *corrections])
    kept = read_part(workspace.store / "relate")
    if kept is not None and kept.input_key == key:
        return Report(dict(kept.rows), 0, kept.rows["story_documents"], "documents")
    tables = Tables(parts, replayed, workspace.store / "scratch")
    documents = tables.query("select * from base_documents")
    made = relate_documents(
        documents,
        tables.query("select document_id, paragraph_index, text from paragraphs"),
        tables.query("select document_id, actor_id, entity_type from mentions where actor_id is not null"),
        tables.query(
            "select document_id, topic_id, paragraph_index from topic_tags where paragraph_index is null"
        ),
        tables.query("select document_id, value from amounts"),
        workspace.rulebook.rows("word_frequencies"),
        _versions(tables),
        parents,
    )
    if corrections:
        made |= move_documents(documents, made, corrections)
    part = write_part(workspace.store / "relate", key, made)
    return Report(dict(part.rows), part.rows["story_documents"], units="documents")


def run_tables(workspace: Workspace, _days: Sequence[date] | None, progress: Progress) -> Report:
    """Puts the tables of the next release together, unless the last build was made of the same."""
    parts, replayed, told = all_parts(workspace), arrived(workspace), related(workspace)
    hashes = {name: [part.hashes[name] for part in listed] for name, listed in parts.items()}
    prints = {"steps": step_fingerprints(workspace), **building.fingerprints(workspace.rulebook)}
    key = hash_of([hashes, replayed.hashes, told.hashes, prints, workspace.desk is None])
    if building.is_current(workspace, key):
        return Report(building.table_rows(workspace), notes=("nothing has changed since the last build",))
    tables = Tables(parts, replayed, workspace.store / "scratch")
    for name in told.files:
        tables.add(name, told.load(name))
    add_registry(tables, workspace.rulebook)
    tables.add("rules", [*rule_rows(workspace.rulebook, STEPS), CORRECTION_RULE, *building.model_rows()])
    counted = replayed.load("sources").to_pylist()[0]
    withdrawals = read_withdrawals(workspace.raw)[: counted["withdrawals"]]
    tables.add("withdrawals", [withdrawal.as_row() for withdrawal in withdrawals])
    made_of = {
        "fingerprints": prints,
        "code_revision": building.code_revision(),
        **sources_of(workspace.raw, workspace.desk, counted["ledger_lines"], counted["withdrawals"]),
    }
    with building.making(workspace, key, made_of) as folder:
        counts = write_tables(tables, folder, lambda _table: progress("tables", 0, 0))
    return Report(counts, sum(counts.values()), units="rows")


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
    if is_new and release.released_on > workspace.day:
        notes.append(
            f"the day {workspace.day} is before the last release's: this one is named after that, since versions only"
            " go up; what arrived is still of the day that was given"
        )
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


def _counted(count: int, one: str, many: str | None = None) -> str:
    return f"{count} {one if count == 1 else many or one + 's'}"


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
