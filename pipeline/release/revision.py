"""What a reissued release was made of besides what is left in the raw store: keeps it, and puts it into a rebuild.

What belongs here: the rows of a revision that today's bytes do not give: what relating the documents found while a
withdrawn text was among them, and what the ledger's replay knew of it. What does not: filtering a release (reissue.py)
and running the plan again (rebuild.py).

Texts, spans, quotations and all else that looks at one document at a time follow from the bytes that are left. What
looks across documents does not, for a reissue relates nothing anew; so its rows are kept in the raw store, under
reissues/<content_id>/: ids, shares, counts, days, the titles of stories. Nothing in them is of a withdrawn text; the
next withdrawal takes away those of releases that are served no more.
"""

import shutil
from collections.abc import Collection
from pathlib import Path
from typing import Final

import duckdb
import pyarrow.parquet as pq

from pipeline.parquet import write_query
from pipeline.release.causes import CARRIED_COLUMNS, RELATED_COLUMNS

REISSUES: Final = "reissues"
WHOLE: Final = ("arrivals", "withdrawals", "duplicates", "story_documents", "stories", "story_merges")
"""Tables that are kept as they are, of those that the release has."""
FROM_ELSEWHERE: Final = (*CARRIED_COLUMNS, *RELATED_COLUMNS)
"""Columns of documents that follow from arrivals and from other documents."""
KEPT: Final = {
    "documents": f"select document_id, {', '.join(FROM_ELSEWHERE)} from documents order by document_id",
    "actors": "select * from actors where not is_registered order by actor_id",
}
"""What is kept of the tables of which only a part comes from elsewhere."""
RESTORED: Final = {
    "documents": f"select b.* replace ({', '.join(f'k.{name} as {name}' for name in FROM_ELSEWHERE)})"
    " from built.documents as b join kept.documents as k on b.document_id = k.document_id order by b.document_id",
    "actors": "select * from (from built.actors where is_registered union all by name from kept.actors)"
    " order by actor_id",
}
"""How such a table is put together of the tables of a build and of what was kept."""


def folder_of(raw: Path, content_id: str) -> Path:
    """Where the rows of a reissued release are kept."""
    return raw / REISSUES / content_id


def keep(tables: Path, raw: Path, content_id: str) -> None:
    """Keeps the rows of a reissued release, of its folder tables/; whole, or not at all."""
    aside = folder_of(raw, f".{content_id}.tmp")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    for path in (tables / f"{name}.parquet" for name in WHOLE):
        if path.is_file():
            shutil.copyfile(path, aside / path.name)
    with duckdb.connect() as connection:
        for name, sql in KEPT.items():
            path = tables / f"{name}.parquet"
            connection.execute(f"create view {name} as from read_parquet('{_quoted(path)}')")
            schema = connection.sql(sql).to_arrow_table().schema
            write_query(connection, sql, schema, aside / f"{name}.parquet")
    shutil.rmtree(folder_of(raw, content_id), ignore_errors=True)
    aside.replace(folder_of(raw, content_id))


def forget_others(raw: Path, content_ids: Collection[str]) -> None:
    """Deletes what is kept of releases other than those named."""
    for path in (raw / REISSUES).glob("*"):
        if path.name not in content_ids:
            shutil.rmtree(path)


def restore(tables: Path, kept: Path) -> None:
    """Puts the kept rows into the tables of a build, in place of those it made itself."""
    for path in (kept / f"{name}.parquet" for name in WHOLE):
        if path.is_file():
            shutil.copyfile(path, tables / path.name)
    with duckdb.connect() as connection:
        connection.execute("create schema built; create schema kept")
        for name, sql in RESTORED.items():
            path = tables / f"{name}.parquet"
            for schema, folder in (("built", tables), ("kept", kept)):
                source = _quoted(folder / path.name)
                connection.execute(f"create view {schema}.{name} as from read_parquet('{source}')")
            aside = path.with_suffix(".tmp")
            write_query(connection, sql, pq.read_schema(path), aside)
            aside.replace(path)


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
