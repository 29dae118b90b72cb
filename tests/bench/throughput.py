"""Throughput: a whole run, its stages, and runs with nothing or little new, each beside `ner` alone over the same text."""

import json
from pathlib import Path

from tests.bench.measure import reference_seconds, run_verbatim
from tests.bench.texts import write_inbox

STAGES = ("segment", "names", "mentions", "quotes", "topics", "figures")


def measure_throughput(folder: Path, count: int) -> dict[str, float]:
    """Figures of `count` documents into an empty output, a second run, and a run with one document more."""
    inbox, output = folder / "inbox", folder / "out"
    write_inbox(inbox, count)
    whole = run_verbatim(inbox, output)
    told = json.loads((output / "latest" / "run.json").read_text(encoding="utf-8"))
    seconds = {name: task["seconds"] for name, task in told.items()}
    reference = reference_seconds(output)
    again = run_verbatim(inbox, output)
    write_inbox(inbox, count + 1, count)
    more = run_verbatim(inbox, output)
    tagging = sum(seconds[name] for name in STAGES)
    share = tagging / sum(seconds.values())
    return {
        "documents": count,
        "ner alone, processor seconds": reference,
        "whole run / ner alone (aim 1.4)": whole.cpu / reference,
        "segment and tag / ner alone (aim 1.25)": whole.cpu * share / reference,
        **{f"{name}, share of the run": spent / sum(seconds.values()) for name, spent in seconds.items()},
        "run with nothing new, seconds": again.cpu,
        "run with nothing new / whole run": again.cpu / whole.cpu,
        "run with one document more / whole run": more.cpu / whole.cpu,
    }
