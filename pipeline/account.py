"""What a task of the plan tells of itself: rows, units done and used again, notes, and its progress on the way.

What belongs here: the shape of that, and its words. What does not: the tasks (tasks.py), and where the words are shown
(cli.py, assets/).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from pipeline.audit import CheckResult
from pipeline.release import catalogue

Progress = Callable[[str, int, int], None]
"""Told the task's name, how much is done, and how much there is in all (0 where it is not known)."""


@dataclass(frozen=True)
class Report:
    """What a task did: rows by output table (and by day), units done and used again, and what is worth saying.

    `units` is what `done` and `reused` count, in the plural; empty for a task that is not counted.
    """

    rows: dict[str, int] = field(default_factory=dict)
    done: int = 0
    reused: int = 0
    units: str = ""
    notes: tuple[str, ...] = ()
    by_day: dict[date, dict[str, int]] = field(default_factory=dict)
    done_by_day: dict[date, int] = field(default_factory=dict)
    checks: tuple[CheckResult, ...] = ()
    release: catalogue.Release | None = None

    @property
    def said(self) -> tuple[str, ...]:
        """All there is to say, a line each: first what was done and what was used again."""
        counted = (f"{self.done} {self.units} done, {self.reused} reused",) if self.units else ()
        return (*counted, *self.notes)
