"""Killing a run at a named boundary or at any moment, and what must hold afterwards.

What belongs here: the killing, the reader that polls `latest`, the comparison of outputs. What does not: which moments
are tried (python -m tests.faults, tests/integration/test_faults.py).
"""

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pyarrow.parquet as pq

from pipeline.fingerprint import ROOT

BOUNDARIES: Final[dict[str, str]] = {
    "before the ledger is appended": "pipeline.ingest.ledger._append",
    "before a part's rows are written": "pipeline.engine.write_part",
    "within a part, before a file takes its place": "pipeline.store.write_atomically",
    "before duplicates and stories are kept": "pipeline.tasks.write_part",
    "before the tables are named by content": "pipeline.release.build.content_id_of",
    "before the database is made": "pipeline.release.build.make_dataset",
    "before the audit": "pipeline.release.build.audit",
    "before the release is described": "pipeline.release.build.describe_release",
    "before the build becomes an object": "pipeline.release.build.move_object",
    "before the list of releases is written": "pipeline.release.catalogue.write_list",
    "before the links move": "pipeline.release.catalogue._point",
    "between the version's link and latest": "pipeline.release.catalogue._link",
}
"""What is called next when a run dies, by what that is."""

RUN: Final = """
import importlib, os, signal, sys
name, at = sys.argv.pop(1), int(sys.argv.pop(1))
if name != "-":
    module, function = name.rpartition(".")[::2]
    module = importlib.import_module(module)
    kept, calls = getattr(module, function), 0
    def deadly(*given, **named):
        global calls
        calls += 1
        if calls == at:
            os.kill(os.getpid(), signal.SIGKILL)
        return kept(*given, **named)
    setattr(module, function, deadly)
from pipeline.cli import main
main()
"""


def start(inbox: Path, output: Path, day: str, boundary: str = "-", call: int = 1) -> subprocess.Popen[bytes]:
    """Starts a run that kills itself at the given call of the function `boundary` ('-': never)."""
    options = ["run", "--inbox", str(inbox), "--output", str(output), "--day", day]
    command = [sys.executable, "-c", RUN, boundary, str(call), *options]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def run(inbox: Path, output: Path, day: str, boundary: str = "-", call: int = 1) -> int:
    """As start, to its end; returns the exit code (-9 where it was killed)."""
    process = start(inbox, output, day, boundary, call)
    process.communicate()
    return process.returncode


def kill_after(seconds: float, inbox: Path, output: Path, day: str) -> bool:
    """Starts a run and kills it after some seconds, polling `latest` meanwhile; False if it had ended by itself."""
    process = start(inbox, output, day)
    until = time.monotonic() + seconds
    while time.monotonic() < until and process.poll() is None:
        assert_readable(output)
    is_killed = process.poll() is None
    if is_killed:
        os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    return is_killed


def assert_readable(output: Path) -> None:
    """A reader that resolves `latest` once finds a whole release there; before the first one there is no link."""
    latest = output / "latest"
    if not latest.is_symlink():
        return
    folder = latest.resolve(strict=True)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    for name, said in manifest["tables"].items():
        assert pq.read_metadata(folder / "tables" / f"{name}.parquet").num_rows == said["rows"]


def served(output: Path) -> dict[str, str]:
    """Hash of each Parquet file of the tables and views served, and the content_id."""
    folder = (output / "latest").resolve(strict=True)
    return {"content_id": folder.name, **dict(_hashes(folder))}


def _hashes(folder: Path) -> Iterator[tuple[str, str]]:
    for kind in ("tables", "views"):
        for path in sorted((folder / kind).glob("*.parquet")):
            yield f"{kind}/{path.name}", hashlib.sha256(path.read_bytes()).hexdigest()
