"""python -m tests.bench [throughput] [memory] [scaling] [views] [--documents N]: prints a table, writes latest.json."""

import argparse
import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

from tests.bench.memory import measure_memory
from tests.bench.scaling import measure_scaling
from tests.bench.throughput import measure_throughput
from tests.bench.views import measure_views

LATEST: Final = Path(__file__).parent / "latest.json"
BENCHES: Final[dict[str, tuple[Callable[[Path, int], dict[str, float]], int]]] = {
    "throughput": (measure_throughput, 500),
    "memory": (measure_memory, 250),
    "scaling": (measure_scaling, 150),
    "views": (measure_views, 60_000),
}
"""What is measured, and on how many documents if nothing else is said."""


def main() -> None:
    """Runs the benches named, all by default."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHES))
    parser.add_argument("--documents", type=int, help="N, instead of each bench's own")
    options = parser.parse_args()
    if unknown := set(options.names) - BENCHES.keys():
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    latest = json.loads(LATEST.read_text(encoding="utf-8")) if LATEST.is_file() else {}
    for name in options.names or BENCHES:
        bench, count = BENCHES[name]
        with tempfile.TemporaryDirectory(prefix="verbatim-bench-") as folder:
            figures = bench(Path(folder), options.documents or count)
        print(f"\n{name}")
        for figure, value in figures.items():
            print(f"  {figure:<60} {value:10.3f}", flush=True)
        latest[name] = {figure: round(value, 4) for figure, value in figures.items()}
        LATEST.write_text(json.dumps(latest, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
