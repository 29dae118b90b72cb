"""`make eval GOLD=dir`: runs the pipeline on a gold set's inbox, prints the set's scores and writes them down.

The scorer is the gold sets' own (score.py beside them); measured.json keeps what was measured last, with the fingerprint
of the code that was measured, and becomes the table `quality` of a release.
"""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any, Final

from pipeline.fingerprint import ROOT, hash_of
from pipeline.plan import run_plan
from pipeline.release.build import DATASET
from pipeline.tasks import step_fingerprints
from pipeline.workspace import Workspace

MEASURED: Final = ROOT / "tests" / "quality" / "measured.json"
COUNTS: Final = ("lines", "sentences", "mentions", "quotes", "documents", "pages", "names", "documents_found")
"""Figures that say how much was scored."""


def score(gold: Path, output: Path, worst: int = 10) -> tuple[dict[str, float], str]:
    """Runs the pipeline on gold/inbox into `output` and scores it: figures by name, and what the scorer printed."""
    workspace = Workspace.from_environment(inbox=gold / "inbox", output=output, day=None)
    run_plan(workspace)
    command = [sys.executable, str(gold.parent / "score.py"), str(gold), str(output / "latest" / DATASET)]
    printed = subprocess.run(
        [*command, "--worst", str(worst)], check=True, capture_output=True, text=True
    ).stdout
    figures = {}
    for line in printed.splitlines():
        name, _, value = line.rpartition(" ")
        if not name.startswith("worst ") and "/" not in value:
            figures[name.replace(" ", "_")] = float(value)
    return figures, printed


def write_down(set_name: str, figures: dict[str, float]) -> None:
    """Keeps the figures of a set in measured.json, in place of those measured before."""
    kept: list[dict[str, Any]] = (
        json.loads(MEASURED.read_text(encoding="utf-8")) if MEASURED.is_file() else []
    )
    workspace = Workspace.from_environment()
    size = next((int(figures[name]) for name in COUNTS if name in figures), 0)
    fingerprint = hash_of(step_fingerprints(workspace))[:16]
    rows = [row for row in kept if row["set_name"] != set_name]
    rows += [
        {
            "set_name": set_name,
            "figure": name,
            "value": value,
            "sample_size": int(figures["names"]) if name.startswith("names_") else size,
            "code_fingerprint": fingerprint,
            "measured_on": date.today().isoformat(),
        }
        for name, value in figures.items()
        if name not in COUNTS
    ]
    rows.sort(key=lambda row: (row["set_name"], row["figure"]))
    MEASURED.write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def main() -> None:
    """Scores the gold set named on the command line."""
    gold = Path(sys.argv[1]).absolute()
    if not (gold / "gold.jsonl").is_file():
        raise SystemExit(f"{gold} is no gold set: it has no gold.jsonl")
    figures, printed = score(gold, ROOT / "output" / "eval" / gold.name)
    print(printed, end="")
    write_down(gold.name, figures)


if __name__ == "__main__":
    main()
