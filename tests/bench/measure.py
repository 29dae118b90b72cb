"""Running things in processes of their own and measuring them: seconds of processor and clock, and peak memory.

What belongs here: the measuring. What does not: what is measured, and its comparison (throughput, memory, scaling).

Processor seconds are compared, not seconds of the clock, wherever one process works: so a busy machine tells the same.
"""

import ctypes
import os
import resource
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import Final

from pipeline.fingerprint import ROOT

DAY: Final = "2026-01-30"
PR_SET_CHILD_SUBREAPER: Final = 36
"""Number of Linux's request, from prctl.h."""
NER: Final = """
import sys, time
import pyarrow.parquet as pq
import spacy
others = ["tok2vec", "morphologizer", "parser", "attribute_ruler", "lemmatizer", "senter"]
model = spacy.load("fr_core_news_md", exclude=others)
texts = pq.read_table(sys.argv[1], columns=["text"])["text"].to_pylist()
list(model.pipe(texts[:20], batch_size=64))
started = time.process_time()
list(model.pipe(texts, batch_size=64))
print(time.process_time() - started)
"""
"""The reference: spaCy's name finder alone, with the batch size it is fastest with, its loading not counted."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What a process and those it started used: seconds of processor and of the clock, peak memory of the largest, what it
    printed.
    """

    cpu: float
    clock: float
    megabytes: float
    printed: str


def measure(*command: str) -> Measured:
    """Runs a Python process; RuntimeError with what it said where it fails."""
    _adopt_orphans()
    started = time.perf_counter()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with TemporaryFile("w+") as said, TemporaryFile("w+") as printed:
        process = subprocess.Popen([sys.executable, *command], cwd=ROOT, stdout=printed, stderr=said)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        clock = time.perf_counter() - started
        said.seek(0)
        printed.seek(0)
        if process.returncode:
            raise RuntimeError(f"{command} failed: {said.read()}")
        _await_orphans()
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return Measured(cpu, clock, usage.ru_maxrss / 1024, printed.read())


def _adopt_orphans() -> None:
    """Has this process wait for those that a process it started leaves behind, as a pool of workers: they count, too."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def _await_orphans() -> None:
    with suppress(ChildProcessError):
        while True:
            os.wait()


def run_verbatim(inbox: Path, output: Path, workers: int = 1) -> Measured:
    """Measures `verbatim run`."""
    code = "from pipeline.cli import main; main()"
    options = ["--inbox", str(inbox), "--output", str(output), "--workers", str(workers), "--day", DAY]
    return measure("-c", code, "run", *options)


def reference_seconds(output: Path) -> float:
    """Processor seconds of `ner` alone over the paragraphs of the release of an output."""
    paragraphs = output / "latest" / "tables" / "paragraphs.parquet"
    return float(measure("-c", NER, str(paragraphs)).printed)
