"""A release without the documents that were withdrawn, made from its own tables by its own SQL.

What belongs here: filtering the tables of a release, keeping what the others' rows say of the withdrawn ones true, and
making the release around them. What does not: which releases, and serving them (withdraw.py, catalogue.py).

Rows of a withdrawn document go; its arrivals stay, with the outcome 'withdrawn'. What remains is not related anew, since
today's code might relate other documents otherwise: where the first carrier of a text went, the earliest document left
that carries it takes its place (the shares stay those measured against the one that went), and a story keeps its id, with
counts, days and title of the documents left. A story without documents goes, and so does an actor who is not in the
registry and is named in no document left.
"""

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow.parquet as pq

from pipeline.errors import AuditError
from pipeline.ingest.withdrawals import Withdrawal
from pipeline.parquet import write_query
from pipeline.release.build import DATASET, audit_dataset, content_id_of, describe_release, make_dataset
from pipeline.store import table_of
from pipeline.tables import SCHEMA_VERSION, arrow_schema

PREPARED: Final = (
    """
    create view left_documents as
    select * from old.documents anti join withdrawn using (document_id)
    """,
    # the earliest document left of each text whose first carrier went
    """
    create table carriers as
    select d.first_carrier_document_id as gone_id, arg_min(l.document_id, (l.dated_on, coalesce(l.published_at, 'infinity'), l.document_id)) as carrier_id
    from old.duplicates as d
    join left_documents as l using (document_id)
    semi join withdrawn as w on d.first_carrier_document_id = w.document_id
    group by 1
    """,
    """
    create view duplicates as
    with moved as (
        select d.* replace (coalesce(c.carrier_id, d.first_carrier_document_id) as first_carrier_document_id)
        from old.duplicates as d anti join withdrawn using (document_id)
        left join carriers as c on d.first_carrier_document_id = c.gone_id
    )
    select m.* replace (case when w.document_id is null then m.duplicate_of else m.first_carrier_document_id end as duplicate_of)
    from moved as m left join withdrawn as w on m.duplicate_of = w.document_id
    where m.document_id <> m.first_carrier_document_id
    """,
    """
    create view documents as
    select l.* replace (d.duplicate_of as duplicate_of)
    from left_documents as l left join duplicates as d using (document_id)
    """,
    "create view story_documents as select * from old.story_documents anti join withdrawn using (document_id)",
    """
    create view stories as
    with moved as (
        select distinct story_id from old.story_documents semi join withdrawn using (document_id)
    ),
    counted as (
        select story_id, count(*) as document_count,
            count(distinct publisher_id) + max((publisher_id is null)::int) as source_count,
            min(dated_on) as first_dated_on, max(dated_on) as last_dated_on,
            arg_min(title, (dated_on, coalesce(published_at, 'infinity'), document_id)) filter (title is not null) as title
        from story_documents join left_documents using (document_id, story_id) semi join moved using (story_id)
        group by 1
    )
    select s.* replace (
        coalesce(c.document_count, s.document_count) as document_count,
        coalesce(c.source_count, s.source_count) as source_count,
        coalesce(c.first_dated_on, s.first_dated_on) as first_dated_on,
        coalesce(c.last_dated_on, s.last_dated_on) as last_dated_on,
        case when c.story_id is null then s.title else c.title end as title
    )
    from old.stories as s left join counted as c using (story_id) left join moved as m using (story_id)
    where m.story_id is null or c.story_id is not null
    """,
    """
    create view arrivals as
    select a.* replace (
        case when w.document_id is null then a.document_id end as document_id,
        case when w.document_id is null then a.outcome else 'withdrawn' end as outcome,
        case when w.document_id is null then a.source_url end as source_url,
        a.is_current and w.document_id is null as is_current
    )
    from old.arrivals as a left join withdrawn as w using (document_id)
    """,
    """
    create view actors as
    with named as (
        select actor_id from old.mentions anti join withdrawn using (document_id)
        union select actor_id from old.quotes anti join withdrawn using (document_id)
        union select relayed_by_actor_id from old.quotes anti join withdrawn using (document_id)
        union select actor_id from old.role_claims anti join withdrawn using (document_id)
    ),
    lost as (
        select actor_id from old.mentions semi join withdrawn using (document_id)
        union select actor_id from old.quotes semi join withdrawn using (document_id)
        union select relayed_by_actor_id from old.quotes semi join withdrawn using (document_id)
    )
    select a.* from old.actors as a
    where a.is_registered or a.actor_id in (select actor_id from named where actor_id is not null)
        or a.actor_id not in (select actor_id from lost where actor_id is not null)
    """,
    "create view withdrawals as select * from old.withdrawals anti join withdrawn using (document_id) union all by name from withdrawn",
)
"""The tables that need more than the rows of a document taken out."""


def holds(folder: Path, withdrawals: Sequence[Withdrawal]) -> bool:
    """True if a release has the text of a withdrawn document, or an arrival of it."""
    ids = {withdrawal.document_id for withdrawal in withdrawals}
    for name in ("raw_documents", "arrivals"):
        path = folder / "tables" / f"{name}.parquet"
        found = pq.read_table(path, columns=["document_id"]) if path.is_file() else None
        if found is not None and not ids.isdisjoint(found["document_id"].to_pylist()):
            return True
    return False


def reissue(
    folder: Path, into: Path, withdrawals: Sequence[Withdrawal], previous: Path | None, count: int
) -> str:
    """Makes the release of a folder anew in `into`, without the withdrawn documents; returns its content_id.

    `previous` is the release it is compared with, `count` how many documents were ever withdrawn. Raises AuditError where what is left breaks a promise.
    """
    manifest: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    shutil.rmtree(into, ignore_errors=True)
    (into / "tables").mkdir(parents=True)
    _filter(folder / "tables", into / "tables", withdrawals)
    shutil.copytree(folder / "sql", into / "sql")
    make_dataset(into, into / "sql", lambda _name: None)
    if manifest["schema_version"] == SCHEMA_VERSION:
        _audit(into)
    content_id = content_id_of(into / "tables")
    earlier = manifest.get("reissue", {"of": manifest["content_id"], "withdrawn": []})
    gone = sorted({*earlier["withdrawn"], *(w.document_id for w in withdrawals if holds(folder, [w]))})
    kept = ("fingerprints", "code_revision", "ledger", "withdrawal_count", "desk")
    made_of = {name: manifest[name] for name in kept if name in manifest}
    said = {"of": earlier["of"], "withdrawn": gone}
    describe_release(into, content_id, {**made_of, "withdrawal_count": count, "reissue": said}, previous)
    return content_id


def _audit(folder: Path) -> None:
    results = audit_dataset(folder / DATASET, folder / "sql")
    failed = [result.name for result in results if result.failing_count and result.severity == "blocking"]
    if failed:
        raise AuditError(
            f"what is left after the withdrawal breaks a promise ({', '.join(failed)}); the withdrawal goes on"
            " with the next command once that is mended",
            tuple(results),
        )


def _filter(old: Path, new: Path, withdrawals: Sequence[Withdrawal]) -> None:
    with duckdb.connect() as connection:
        withdrawn = table_of(arrow_schema("withdrawals"), [w.as_row() for w in withdrawals])
        connection.register("withdrawn", withdrawn)
        connection.execute("create schema old")
        files = sorted(old.glob("*.parquet"))
        for file in files:
            quoted = str(file).replace("'", "''")
            connection.execute(f"create view old.{file.stem} as select * from read_parquet('{quoted}')")
        for sql in PREPARED:
            connection.execute(sql)
        made = {
            row[0]
            for row in connection.execute(
                "select view_name from duckdb_views() where schema_name = 'main'"
            ).fetchall()
        }
        for file in files:
            schema = pq.read_schema(file)
            rows = file.stem if file.stem in made else f"old.{file.stem}"
            if file.stem not in made and "document_id" in schema.names:
                rows += " anti join withdrawn using (document_id)"
            key = (schema.metadata or {}).get(b"key", b"").decode().split()
            order = ", ".join(f"{column} nulls last" for column in key) or "all"
            columns = ", ".join(schema.names)
            write_query(connection, f"select {columns} from {rows} order by {order}", schema, new / file.name)
