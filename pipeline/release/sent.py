"""What an output remembers of where it published: targets.json.

What belongs here: the list, its reading and changing. What does not: sending (publish.py). It loads no object store, so
that every command may look at it.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from filelock import FileLock

from pipeline.errors import ReleaseError
from pipeline.store import write_atomically

TARGETS: Final = "targets.json"


@dataclass(frozen=True, slots=True)
class Sent:
    """What an output remembers: an object that it sent, or began to send, to a place."""

    url: str
    profile: str
    version: str
    revision: int
    path: str


def read_targets(output: Path) -> list[Sent]:
    """What an output sent, and where to; ReleaseError where the list is damaged."""
    path = output / TARGETS
    if not path.is_file():
        return []
    try:
        return [Sent(**row) for row in json.loads(path.read_text(encoding="utf-8"))]
    except (ValueError, TypeError) as error:
        raise ReleaseError(
            f"{path} is damaged ({error}); mend it by hand: withdrawals reach the places that it lists"
        ) from error


def remember(output: Path, sent: Sent) -> None:
    """Adds what is sent, or about to be."""
    with _memory(output) as known:
        if sent not in known:
            known.append(sent)


def forget(output: Path, stale: Sequence[Sent]) -> None:
    """Strikes off what is at its place no more."""
    with _memory(output) as known:
        known[:] = [sent for sent in known if sent not in stale]


@contextmanager
def _memory(output: Path) -> Iterator[list[Sent]]:
    """The list of what was sent, to change; one process at a time."""
    with FileLock(output / f".{TARGETS}.lock"):
        known = read_targets(output)
        yield known
        data = json.dumps([asdict(sent) for sent in known], indent=1, ensure_ascii=False) + "\n"
        write_atomically(output / TARGETS, data.encode())
