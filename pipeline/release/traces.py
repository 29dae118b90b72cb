"""Takes traces of withdrawn texts out of what runs recorded: Dagster's logs and databases under output/dagster.

What belongs here: finding runs of words of a text in files that are not the pipeline's own, and deleting what holds
them. What does not: tables and raw bytes (reissue.py, withdraw.py). Nothing is logged on purpose that could hold a text
(pipeline/redact.py); an error of a library may still have quoted one.
"""

import re
import sqlite3
import zlib
from collections.abc import Iterable
from contextlib import closing, suppress
from pathlib import Path
from typing import Final

RUN: Final = 5
"""So many words in a row are taken for a trace of a text."""

_WORD: Final = re.compile(r"\w+")
_ESCAPE: Final = re.compile(r"\\u([0-9a-fA-F]{4})")
_SQLITE: Final = b"SQLite format 3\x00"


def word_runs(text: str) -> set[tuple[str, ...]]:
    """All runs of RUN words in a text, in lower case."""
    words = _WORD.findall(text.lower())
    return {tuple(words[i : i + RUN]) for i in range(len(words) - RUN + 1)}


def scrub(folder: Path, texts: Iterable[str]) -> list[str]:
    """Deletes, of all files under a folder, those with a run of words of a text; of SQLite databases the rows alone.

    Returns what was deleted, in words.
    """
    runs = {run for text in texts for run in word_runs(text)}
    found = []
    for path in sorted(folder.rglob("*")) if runs and folder.is_dir() else ():
        if not path.is_file() or path.name.endswith(("-wal", "-shm", "-journal")):
            continue
        with path.open("rb") as file:
            head = file.read(len(_SQLITE))
        if head == _SQLITE:
            found += [f"{count} rows of {path}" for count in [_scrub_database(path, runs)] if count]
        elif _has_run(_text(path.read_bytes()), runs):
            path.unlink()
            found.append(str(path))
    return found


def _scrub_database(path: Path, runs: set[tuple[str, ...]]) -> int:
    count = 0
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("pragma secure_delete = on")
        tables = connection.execute("select name from sqlite_master where type = 'table'").fetchall()
        for (table,) in tables:
            with suppress(sqlite3.OperationalError):  # a table without rowid
                rows = connection.execute(f'select rowid, * from "{table}"')
                bad = [(row[0],) for row in rows if any(_has_run(_text(v), runs) for v in row[1:])]
                connection.executemany(f'delete from "{table}" where rowid = ?', bad)
                count += len(bad)
        connection.commit()
        if count:
            connection.execute("vacuum")
            connection.execute("pragma wal_checkpoint(truncate)")
    return count


def _text(value: object) -> str:
    """What a file or a cell says, packed by zlib or gzip or not."""
    if isinstance(value, bytes):
        with suppress(zlib.error, EOFError):
            value = zlib.decompress(value, zlib.MAX_WBITS | 32)
        return value.decode("utf-8", "replace")
    return value if isinstance(value, str) else ""


def _has_run(text: str, runs: set[tuple[str, ...]]) -> bool:
    plain = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
    return not runs.isdisjoint(word_runs(plain))
