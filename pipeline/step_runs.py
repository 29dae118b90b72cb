"""Running one step of the plan over the parts of a workspace: what each part is given, and what came of it all.

What belongs here: handing each part its documents, its approved lines and its corrections. What does not: doing the
work (engine.py), and the tasks that are no steps (tasks.py).
"""

from collections.abc import Sequence
from datetime import date
from typing import Final

from pipeline.account import Progress, Report
from pipeline.corrections import RULE_SET as CORRECTIONS
from pipeline.corrections import STORED, Correction, read_corrections
from pipeline.engine import Inputs, RawFiles, StoredRows, Work, find_step, run_works, step_fingerprint
from pipeline.given import WithGiven, approved_for, check_approved
from pipeline.parts import FileUnit, PartId
from pipeline.step import Step
from pipeline.stored import arrived, documents_by_part, makers_of_tables
from pipeline.workspace import Workspace

APPROVED: Final = "approved_lines"
"""Rule set of the desk's approved lines: a document is given those of its source."""


def run_step(name: str, workspace: Workspace, days: Sequence[date] | None, progress: Progress) -> Report:
    """Runs one step over the parts of the days asked for, of all days by default."""
    documents = documents_by_part(workspace)
    wanted = {part: units for part, units in documents.items() if days is None or part.day in days}
    return run_over(name, workspace, wanted, progress)


def run_over(
    name: str,
    workspace: Workspace,
    parts: dict[PartId, list[FileUnit]] | dict[PartId, list[str]],
    progress: Progress,
) -> Report:
    """Runs a step over parts, each with its files (step read) or its documents."""
    step = find_step(name)
    makers = makers_of_tables()
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
            folders = tuple((t, part.input_folder(workspace.store, makers[t])) for t in step.inputs)
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
    return Report(
        rows,
        done=sum(done.done for done in results),
        reused=sum(done.reused for done in results),
        units="files" if name == "read" else "documents",
        by_day=by_day,
        done_by_day=done_by_day,
    )


def _publishers(workspace: Workspace) -> dict[str, list[str]]:
    """The publishers that addresses and folders name, by document."""
    found: dict[str, list[str]] = {}
    for row in arrived(workspace).load("arrivals", ["document_id", "publisher_id"]).to_pylist():
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
