"""Where a run reads and writes, on how many processes, and which day it is: the settings, from options or environment.

What belongs here: settings and the paths that follow from them. What does not: reading or writing any of them.
"""

import os
import zoneinfo
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from pipeline.errors import BusyError, ConfigurationError
from pipeline.ingest.withdrawals import read_withdrawals
from pipeline.rulebook import Rulebook

ENGINES: Final = ("local",)
PARIS: Final = zoneinfo.ZoneInfo("Europe/Paris")


@dataclass(frozen=True)
class Workspace:
    """The settings of a run. Paths may be relative to the working directory; they are made absolute.

    inbox    folder the texts are taken from; nothing is written there
    output   folder everything is written to
    desk     folder of what curators decide, laid over the shipped rules; None for none
    workers  processes that stages run on
    engine   what runs them: local
    day      arrival day of what is new, and the release's CalVer
    """

    inbox: Path
    output: Path
    desk: Path | None
    workers: int
    engine: str
    day: date

    @classmethod
    def from_environment(
        cls,
        inbox: Path | None = None,
        output: Path | None = None,
        desk: Path | None = None,
        workers: int | None = None,
        day: str | None = None,
    ) -> "Workspace":
        """Settings from arguments first, then VERBATIM_* of the environment, then defaults.

        Raises ConfigurationError where a value cannot be used.
        """
        env = os.environ
        desk = desk or (Path(env["VERBATIM_DESK"]) if env.get("VERBATIM_DESK") else None)
        if desk is not None and not desk.is_dir():
            raise ConfigurationError(
                f"the desk directory {desk} does not exist; make it, or unset VERBATIM_DESK"
            )
        engine = env.get("VERBATIM_ENGINE") or "local"
        if engine not in ENGINES:
            raise ConfigurationError(f"VERBATIM_ENGINE={engine}: known engines are {', '.join(ENGINES)}")
        count = (
            workers
            if workers is not None
            else _whole_number("VERBATIM_WORKERS", env.get("VERBATIM_WORKERS") or "1")
        )
        if count < 1:
            raise ConfigurationError(f"{count} workers: at least one process is needed")
        return cls(
            inbox=(inbox or Path(env.get("VERBATIM_INBOX") or "inbox")).absolute(),
            output=(output or Path(env.get("VERBATIM_OUTPUT") or "output")).absolute(),
            desk=desk.absolute() if desk else None,
            workers=count,
            engine=engine,
            day=_day(day or env.get("VERBATIM_DAY")),
        )

    @property
    def rulebook(self) -> Rulebook:
        """The rules in force here."""
        return Rulebook(self.desk, frozenset(w.document_id for w in read_withdrawals(self.raw)))

    @property
    def raw(self) -> Path:
        """Folder of original bytes by hash, and of the ledger."""
        return self.output / "raw"

    @property
    def store(self) -> Path:
        """Folder of the rows kept per document and step; can be rebuilt."""
        return self.output / "store"

    @property
    def build(self) -> Path:
        """Folder in which the next release is made."""
        return self.store / "build"

    @property
    def releases(self) -> Path:
        """Folder of the releases."""
        return self.output / "releases"

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Holds the output for one writer; BusyError where another process has it. May be nested in one process."""
        try:
            self.output.mkdir(parents=True, exist_ok=True)
            lock = FileLock(self.output / ".lock", is_singleton=True)
            lock.acquire(timeout=0)
        except Timeout as error:
            raise BusyError(
                f"another run is writing to {self.output}; wait for it to end, then try again"
            ) from error
        except OSError as error:
            raise ConfigurationError(
                f"the output {self.output} cannot be written ({error}); give the user of the run leave, or name another"
            ) from error
        try:
            yield
        finally:
            lock.release()


def _whole_number(name: str, value: str) -> int:
    try:
        return int(value)
    except ValueError as error:
        raise ConfigurationError(f"{name}={value}: not a whole number") from error


def _day(value: str | None) -> date:
    if not value:
        return datetime.now(PARIS).date()
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise ConfigurationError(f"day {value}: write it as YYYY-MM-DD") from error
