"""Memory: the peak of a run on N documents and on 4N."""

from pathlib import Path

from tests.bench.measure import run_verbatim
from tests.bench.texts import write_inbox


def measure_memory(folder: Path, count: int) -> dict[str, float]:
    """Peak megabytes at `count` and at four times as many documents; flat would be 1."""
    peaks = []
    for size in (count, 4 * count):
        write_inbox(folder / str(size) / "inbox", size)
        peaks.append(run_verbatim(folder / str(size) / "inbox", folder / str(size) / "out").megabytes)
    return {
        "documents, N": count,
        "peak megabytes at N": peaks[0],
        "peak at 4N / peak at N (flat: 1)": peaks[1] / peaks[0],
    }
