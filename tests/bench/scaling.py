"""Scaling: time by documents and by processes, and that the number of processes changes no byte."""

from pathlib import Path

from tests.bench.measure import run_verbatim
from tests.bench.texts import write_inbox


def measure_scaling(folder: Path, count: int) -> dict[str, float]:
    """Time of 4N documents for each of N's, what starting costs left out, and two workers against one."""
    small, large = folder / "small", folder / "large"
    write_inbox(small, count)
    write_inbox(large, 4 * count)
    empty = folder / "empty"
    empty.mkdir()
    start = run_verbatim(empty, folder / "out_empty").cpu
    at_n = run_verbatim(small, folder / "out_small").cpu - start
    one = run_verbatim(large, folder / "out_one")
    two = run_verbatim(large, folder / "out_two", workers=2)
    ids = {(folder / name / "latest").resolve().name for name in ("out_one", "out_two")}
    return {
        "documents, N": count,
        "processor time at 4N / 4 times that at N (linear: 1)": (one.cpu - start) / (4 * at_n),
        "clock, two workers / one (best: 0.5)": two.clock / one.clock,
        "processor, two workers / one (best: 1)": two.cpu / one.cpu,
        "same content_id on one and two": float(len(ids) == 1),
    }
