"""Withdraws documents: from the raw store, the store, what runs recorded, and every release that is served.

What belongs here: the order of a withdrawal, and what is taken from where. What does not: the list of withdrawals
(ingest/withdrawals.py), what a person is asked before (near.py), a release without the documents (reissue.py), logs
(traces.py).

A withdrawal is decided when its line is in raw/withdrawals.jsonl. All that follows may be done again at any time: what a
crash left undone the next withdrawal, or the next run, goes on with. raw/withdrawals.done says how many lines are done.
"""

import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.errors import ConfigurationError, ReleaseError
from pipeline.ingest.ledger import raw_path, read_ledger
from pipeline.ingest.readers import read_records, suffix_of
from pipeline.ingest.remainder import content_of, is_remainder, read_remainder, remainder_of
from pipeline.ingest.withdrawals import Withdrawal, append_withdrawals, read_withdrawals
from pipeline.release import catalogue, revision
from pipeline.release.build import move_object
from pipeline.release.catalogue import Release, list_releases, object_folder, write_list
from pipeline.release.causes import STEPS
from pipeline.release.reissue import holds, reissue
from pipeline.release.sources import forget_corrections
from pipeline.release.traces import scrub
from pipeline.rulebook import Rulebook
from pipeline.store import MANIFEST, Part, read_part, write_atomically, write_part
from pipeline.workspace import Workspace

DONE: Final = "withdrawals.done"
REASONS: Final = "withdrawal_reasons"
"""The rule set of reasons."""

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Carried:
    """What carrying out withdrawals did, in words, and the releases that were reissued."""

    notes: tuple[str, ...]
    reissued: tuple[Release, ...]


def reasons(rulebook: Rulebook) -> dict[str, str]:
    """The reasons for which a text may be withdrawn, by code, each in words."""
    return {rule["id"]: rule["reason"] for rule in rulebook.rules(REASONS)}


def check_reason(rulebook: Rulebook, code: str) -> None:
    """ConfigurationError, with the list of those there are, for a reason that is none of them."""
    known = reasons(rulebook)
    if code not in known:
        listed = "\n".join(f"  {name}: {words}" for name, words in known.items())
        raise ConfigurationError(
            f"{code!r} is no reason to withdraw a text. Those there are (a desk adds its own in {REASONS}.toml):\n{listed}"
        )


def withdraw(
    workspace: Workspace, document_ids: Sequence[str], reason: str, progress: Progress = lambda _what: None
) -> Carried:
    """Withdraws documents for good, for a reason of those there are (`reasons`).

    Raises ReleaseError where one is in no release, ConfigurationError for another reason, before anything is done.
    """
    check_reason(workspace.rulebook, reason)
    with workspace.locked():
        known = {withdrawal.document_id for withdrawal in read_withdrawals(workspace.raw)}
        hashes = _content_hashes(workspace.output, [d for d in document_ids if d not in known])
        day = workspace.day.isoformat()
        lines = [Withdrawal(document_id, sha256, reason, day) for document_id, sha256 in hashes.items()]
        append_withdrawals(workspace.raw, lines)
        return carry_out(workspace, progress)


def is_pending(raw: Path) -> bool:
    """True if a withdrawal was decided and not carried out to its end."""
    return _done(raw) < len(read_withdrawals(raw))


def carry_out(workspace: Workspace, progress: Progress = lambda _what: None) -> Carried:
    """Carries out every withdrawal that is not done; may be called at any time, also after a crash within it."""
    listed = read_withdrawals(workspace.raw)
    pending = listed[_done(workspace.raw) :]
    if not pending:
        return Carried((), ())
    notes = []
    progress("what runs recorded")
    notes += [f"deleted {what}" for what in scrub(workspace.output / "dagster", _texts(workspace, pending))]
    with _no_rebuild(workspace):
        progress("raw store")
        files = _withdraw_raw(workspace, pending)
        notes += [f"{len(files)} file{'' if len(files) == 1 else 's'} of the raw store"]
        forget_corrections(workspace.raw, {withdrawal.document_id for withdrawal in pending})
        progress("store")
        _withdraw_stored(workspace, pending, files)
    reissued = _reissue_all(workspace, pending, progress)
    write_atomically(workspace.raw / DONE, str(len(listed)).encode())
    return Carried(tuple(notes), tuple(reissued))


def _done(raw: Path) -> int:
    path = raw / DONE
    return int(path.read_text()) if path.is_file() else 0


def _content_hashes(output: Path, document_ids: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for folder in catalogue.served_folders(output):
        table = pq.read_table(
            folder / "tables" / "raw_documents.parquet", columns=["document_id", "content_sha256"]
        )
        rows = table.filter(pc.is_in(table["document_id"], pa.array(document_ids, pa.string()))).to_pylist()
        found.update((row["document_id"], row["content_sha256"]) for row in rows)
    missing = sorted({*document_ids} - found.keys())
    if missing:
        raise ReleaseError(
            f"no release has the document {', '.join(missing)}; `verbatim show` finds one by its path"
        )
    return dict(sorted(found.items()))


def _texts(workspace: Workspace, pending: Sequence[Withdrawal]) -> list[str]:
    """The withdrawn texts, as far as they are there still."""
    wanted = pa.array([withdrawal.document_id for withdrawal in pending], pa.string())
    texts: set[str] = set()
    for folder in catalogue.served_folders(workspace.output):
        table = pq.read_table(folder / "tables" / "raw_documents.parquet", columns=["document_id", "text"])
        texts.update(table.filter(pc.is_in(table["document_id"], wanted))["text"].to_pylist())
    return sorted(texts)


def _withdraw_raw(workspace: Workspace, pending: Sequence[Withdrawal]) -> list[str]:
    """Puts what remains in the place of every file of the raw store that holds withdrawn records; returns their hashes.

    What a file holds is looked up in the store, and read where that does not know it.
    """
    withdrawn = {withdrawal.content_sha256 for withdrawal in pending}
    known = _known_contents(workspace.store)
    changed = []
    for sha256, suffix in sorted(
        {s.file_sha256: suffix_of(s.source_path) for s in read_ledger(workspace.raw)}.items()
    ):
        path = raw_path(workspace.raw, sha256)
        if not path.is_file() or (sha256 in known and withdrawn.isdisjoint(known[sha256])):
            continue
        payload = path.read_bytes()
        records = read_remainder(payload) if is_remainder(payload, sha256) else read_records(payload, suffix)
        listed = list(records)
        remainder = remainder_of(listed, withdrawn)
        if remainder is not None:
            write_atomically(path, remainder)
        if not withdrawn.isdisjoint(content_of(record) for record in listed):
            changed.append(sha256)
    for leftover in workspace.raw.glob(".*.tmp"):
        leftover.unlink()
    return changed


def _known_contents(store: Path) -> dict[str, set[str]]:
    """By file, the contents that the store read from it."""
    known: dict[str, set[str]] = {}
    for part in _parts(store / "read"):
        if "records" in part.files:
            table = part.load("records", ["file_sha256", "content_sha256"])
            for row in table.to_pylist():
                known.setdefault(row["file_sha256"], set()).add(row["content_sha256"])
    return known


def _withdraw_stored(workspace: Workspace, pending: Sequence[Withdrawal], files: Sequence[str]) -> None:
    """Takes the documents' rows out of every part of the store; what is made of all documents is made anew."""
    ids = pa.array([withdrawal.document_id for withdrawal in pending], pa.string())
    gone = {"document_id": ids, "file_sha256": pa.array(files, pa.string())}
    for path in sorted(path for path in workspace.store.glob("*") if path.is_dir()):
        if path.name not in STEPS:
            shutil.rmtree(path)
            continue
        for part in list(_parts(path)):
            tables = {name: part.load(name) for name in part.files}
            kept = {name: _without(table, gone) for name, table in tables.items()}
            if any(kept[name].num_rows < tables[name].num_rows for name in tables):
                write_part(part.folder, "", kept)
            _remove_leftovers(part)
    (workspace.store / "build.json").unlink(missing_ok=True)


def _remove_leftovers(part: Part) -> None:
    """Deletes what a crash left beside a part."""
    now = read_part(part.folder) or part
    for path in part.folder.iterdir():
        if path.name not in (MANIFEST, *now.files.values()):
            path.unlink()


@contextmanager
def _no_rebuild(workspace: Workspace) -> Iterator[None]:
    """Holds off rebuilds, which read the raw store; BusyError while one is at work."""
    with ExitStack() as held:
        for folder in (workspace.store / "rebuild").glob("*"):
            held.enter_context(replace(workspace, output=folder).locked())
        yield


def _parts(folder: Path) -> Iterator[Part]:
    found = (read_part(path.parent) for path in sorted(folder.rglob(MANIFEST)))
    return (part for part in found if part is not None)


def _without(table: pa.Table, gone: dict[str, pa.Array]) -> pa.Table:
    for column in gone.keys() & set(table.column_names):
        table = table.filter(pc.invert(pc.is_in(table[column], gone[column])))
    return table


def _reissue_all(workspace: Workspace, pending: Sequence[Withdrawal], progress: Progress) -> list[Release]:
    """Reissues every release that is served and holds a withdrawn document, oldest first; then removes the old ones."""
    output = workspace.output
    made: list[Release] = []
    moved: dict[str, str] = {}
    for release in [release for release in list_releases(output) if release.is_served]:
        folder = object_folder(output, release.content_id)
        if release.content_id not in moved and folder.is_dir() and holds(folder, pending):
            progress(f"release {release.version}")
            aside = workspace.store / "reissue"
            count = len(read_withdrawals(workspace.raw))
            content_id = reissue(folder, aside, pending, _previous(output, release), count)
            revision.keep(aside / "tables", workspace.raw, content_id)
            if object_folder(output, content_id).is_dir():
                shutil.rmtree(aside)
            else:
                move_object(workspace, aside, content_id)
            moved[release.content_id] = content_id
        if release.content_id in moved:
            new = replace(
                release,
                revision=release.revision + 1,
                content_id=moved[release.content_id],
                released_on=workspace.day,
            )
            write_list(output, list(_replaced(list_releases(output), release, new)))
            made.append(new)
    catalogue.mend(output)
    catalogue.remove_unserved(output)
    revision.forget_others(workspace.raw, {r.content_id for r in list_releases(output) if r.is_served})
    return made


def _previous(output: Path, release: Release) -> Path | None:
    """The folder of the release before, as it is served now."""
    served = [r for r in list_releases(output) if r.version == release.previous and r.is_served]
    folder = object_folder(output, served[-1].content_id) if served else None
    return folder if folder is not None and folder.is_dir() else None


def _replaced(releases: Iterable[Release], old: Release, new: Release) -> Iterator[Release]:
    """The list with the reissue behind the release that it takes the place of, which is served no more."""
    for release in releases:
        if release == old:
            yield replace(old, is_served=False)
            yield new
        else:
            yield release
