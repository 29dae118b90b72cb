"""What a release is made of besides code: how far the ledger went, and the desk as it was.

What belongs here: naming these in a manifest and keeping what only the desk has. What does not: fingerprints of code
and rules (build.py), and making a release of them again (rebuild.py).

The desk is the curators' and changes under us. So each state of it that a release was made of is kept in the raw
store, raw/desk/<hash>/, as files that can be used as a desk directory.
"""

import csv
import hashlib
import io
import os
import shutil
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any, Final

from pipeline.fingerprint import hash_of
from pipeline.ingest.ledger import LEDGER
from pipeline.ingest.withdrawals import read_withdrawals
from pipeline.store import write_atomically

DESKS: Final = "desk"
CORRECTIONS: Final = "corrections.csv"


def sources_of(raw: Path, desk: Path | None, ledger_lines: int, withdrawals: int) -> dict[str, Any]:
    """The part of a manifest that names ledger, withdrawals and desk; keeps a copy of the desk."""
    return {
        "ledger": {"lines": ledger_lines, "sha256": ledger_hash(raw, ledger_lines)},
        "withdrawal_count": withdrawals,
        "desk": keep_desk(raw, desk) if desk else None,
    }


def ledger_hash(raw: Path, lines: int) -> str:
    """SHA-256 of the first lines of the ledger."""
    return hashlib.sha256(b"".join(first_lines(raw, lines))).hexdigest()


def first_lines(raw: Path, lines: int) -> list[bytes]:
    """The first lines of the ledger, with their line ends; fewer where it has no more."""
    path = raw / LEDGER
    return path.read_bytes().splitlines(keepends=True)[:lines] if path.is_file() else []


def keep_desk(raw: Path, desk: Path) -> str:
    """Copies the desk's rule files into the raw store, if they are not there as they are; returns their hash.

    Corrections of withdrawn documents are left out: they quote the text.
    """
    gone = {withdrawal.document_id for withdrawal in read_withdrawals(raw)}
    files = [(path.relative_to(desk).as_posix(), _kept(path, gone)) for path in desk_files(desk)]
    name = hash_of([(relative, hashlib.sha256(data).hexdigest()) for relative, data in files])
    folder = raw / DESKS / name
    if not folder.is_dir():
        aside = folder.with_name(f".{name}.{os.getpid()}.tmp")
        shutil.rmtree(aside, ignore_errors=True)
        aside.mkdir(parents=True)
        for relative, data in files:
            (aside / relative).parent.mkdir(exist_ok=True)
            (aside / relative).write_bytes(data)
        aside.replace(folder)
    return name


def forget_corrections(raw: Path, document_ids: Collection[str]) -> None:
    """Takes corrections of documents out of every desk that is kept."""
    for path in sorted((raw / DESKS).glob(f"*/{CORRECTIONS}")):
        left = _kept(path, document_ids)
        if left != path.read_bytes():
            write_atomically(path, left)


def _kept(path: Path, gone: Collection[str]) -> bytes:
    """The bytes of a desk's file; of its corrections those alone that are of other documents."""
    data = path.read_bytes()
    if path.name != CORRECTIONS:
        return data
    reader = csv.DictReader(io.StringIO(data.decode("utf-8-sig", "replace"), newline=""))
    rows = list(reader)
    kept = [row for row in rows if row.get("document_id") not in gone]
    if len(kept) == len(rows):
        return data
    written = io.StringIO(newline="")
    writer = csv.DictWriter(written, reader.fieldnames or (), lineterminator="\n")
    writer.writeheader()
    writer.writerows(kept)
    return written.getvalue().encode("utf-8")


def desk_files(desk: Path) -> Iterator[Path]:
    """The files of a desk directory that rules are read from, in order."""
    found = [path for pattern in ("*.csv", "*.toml", "*/*.toml") for path in desk.glob(pattern)]
    return iter(sorted(path for path in found if path.is_file()))
