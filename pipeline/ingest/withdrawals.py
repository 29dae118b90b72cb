"""What was withdrawn: raw/withdrawals.jsonl, one line a document, only ever added to.

What belongs here: the list, and its reading and writing. What does not: carrying a withdrawal out
(pipeline/release/withdraw.py), and what is left of a file that held withdrawn records (remainder.py).
"""

import json
import os
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Final

LIST: Final = "withdrawals.jsonl"


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """One line: the document, the hash of its content, a reason code, and the day as YYYY-MM-DD."""

    document_id: str
    content_sha256: str
    reason_code: str
    withdrawn_on: str

    def as_row(self) -> dict[str, object]:
        """The row of the table withdrawals."""
        return {**asdict(self), "withdrawn_on": date.fromisoformat(self.withdrawn_on)}


def read_withdrawals(raw: Path) -> list[Withdrawal]:
    """All withdrawals, oldest first. A last line that a crash cut short does not count."""
    try:
        text = (raw / LIST).read_text(encoding="utf-8")
    except FileNotFoundError:
        return []
    return [Withdrawal(**json.loads(line)) for line in text[: text.rfind("\n") + 1].splitlines()]


def withdrawn_content(raw: Path) -> frozenset[str]:
    """The hashes of what must not come in again."""
    return frozenset(withdrawal.content_sha256 for withdrawal in read_withdrawals(raw))


def append_withdrawals(raw: Path, withdrawals: list[Withdrawal]) -> None:
    """Adds lines to the list, safely on disk when it returns; documents listed already are left out."""
    known = {withdrawal.document_id for withdrawal in read_withdrawals(raw)}
    lines = [json.dumps(asdict(w)) + "\n" for w in withdrawals if w.document_id not in known]
    raw.mkdir(parents=True, exist_ok=True)
    with (raw / LIST).open("a+b") as file:
        file.seek(0)
        file.truncate(file.read().rfind(b"\n") + 1)
        file.write("".join(lines).encode())
        file.flush()
        os.fsync(file.fileno())
