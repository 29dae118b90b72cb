"""python -m tests.faults [--moments N] [--seed S]: kills runs at every boundary and at N random moments.

After each kill the run is made again, and what is served must equal, byte for byte, that of a run nobody disturbed.
"""

import argparse
import random
import shutil
import tempfile
import time
from pathlib import Path

from tests.bench.texts import SAMPLE
from tests.faults.killing import BOUNDARIES, assert_readable, kill_after, run, served

DAYS = ("2026-01-09", "2026-01-10")


def main() -> None:
    """Runs the campaign; AssertionError names what was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--moments", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    with tempfile.TemporaryDirectory(prefix="verbatim-faults-") as name:
        root = Path(name)
        inbox, later = root / "inbox", SAMPLE.parent / "later"
        shutil.copytree(SAMPLE, inbox)
        started = time.monotonic()
        assert run(inbox, root / "first", DAYS[0]) == 0
        seconds = time.monotonic() - started
        shutil.copytree(later, inbox, dirs_exist_ok=True)
        shutil.copytree(root / "first", root / "calm", symlinks=True)
        assert run(inbox, root / "calm", DAYS[1]) == 0
        wanted = served(root / "calm")
        trials = [(said, place, call) for said, place in BOUNDARIES.items() for call in (1, 2, 7)]
        for said, place, call in trials:
            output = _copy(root)
            code = run(inbox, output, DAYS[1], place, call)
            _check(inbox, output, wanted, f"{said}, call {call}: {'killed' if code else 'not reached'}")
        for _ in range(options.moments):
            output, moment = _copy(root), chance.uniform(0, seconds)
            is_killed = kill_after(moment, inbox, output, DAYS[1])
            _check(inbox, output, wanted, f"{moment:.2f} s: {'killed' if is_killed else 'had ended'}")


def _copy(root: Path) -> Path:
    """The output of the first day, to be disturbed on the second."""
    shutil.rmtree(root / "trial", ignore_errors=True)
    shutil.copytree(root / "first", root / "trial", symlinks=True)
    return root / "trial"


def _check(inbox: Path, output: Path, wanted: dict[str, str], what: str) -> None:
    assert_readable(output)
    assert run(inbox, output, DAYS[1]) == 0, what
    found = served(output)
    assert found == wanted, (
        f"{what}: differs in {[name for name in wanted if found.get(name) != wanted[name]]}"
    )
    print(f"as if undisturbed after: {what}", flush=True)


if __name__ == "__main__":
    main()
