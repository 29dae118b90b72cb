"""What a person must see before a text is withdrawn: the text that was named, and the others that carry its sentences.

What belongs here: finding both in the releases that are served. What does not: asking (cli_releases.py), withdrawing
(withdraw.py).

A sentence is looked for in the whole of every other text, folded: in other case, without accents, with other marks or
line ends, within a longer sentence, in a title or a caption. Method: containment of folded sentences of five words or
more; and duplicates, as relating them found.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

import duckdb

from pipeline.models import define_macros, load_macros
from pipeline.release.build import SQL_DIR

SENTENCE_WORDS: Final = 5
"""A sentence of fewer words may stand in two texts by chance."""


@dataclass(frozen=True)
class Named:
    """A document that is to be withdrawn, as a person would know it: title, publisher, day, path and hash."""

    document_id: str
    content_sha256: str
    source_path: str
    title: str | None
    publisher: str | None
    dated_on: date
    arrival_count: int


@dataclass(frozen=True)
class Near:
    """A document that carries sentences of another: how many, where it came from, and its title."""

    document_id: str
    sentence_count: int
    is_duplicate: bool
    source_path: str
    title: str


def find_named(folder: Path, document_id: str) -> Named | None:
    """A document of a release, as a person would know it; None where the release has it not."""
    sql = f"""
        select d.document_id, r.content_sha256, coalesce(d.source_path, ''), d.title, coalesce(p.name, d.publisher_id),
            d.dated_on, (select count(*) from {_table(folder, "arrivals")} as a where a.document_id = d.document_id)
        from {_table(folder, "documents")} as d
        join {_table(folder, "raw_documents")} as r using (document_id)
        left join {_table(folder, "publishers")} as p using (publisher_id)
        where d.document_id = ?
    """
    with duckdb.connect() as connection:
        found = connection.execute(sql, [document_id]).fetchone()
    return Named(*found) if found else None


def find_near(folders: Sequence[Path], document_ids: Sequence[str]) -> list[Near]:
    """The other documents of releases that carry the same sentences as those given, or are their duplicates.

    Those with the most sentences first. A document that several releases have is told as the first of them has it.
    """
    found: dict[str, Near] = {}
    with duckdb.connect() as connection:
        define_macros(connection, [macro for macro in load_macros(SQL_DIR) if not macro.is_table])
        connection.execute("create table gone as select unnest(?) as document_id", [list(document_ids)])
        connection.execute("create table judged as select document_id from gone limit 0")
        connection.execute("create table said (folded varchar)")
        for folder in folders:
            connection.execute(f"insert into said {_SAID.format(**_tables(folder))}")
        for folder in folders:
            for row in connection.execute(_NEAR.format(**_tables(folder))).fetchall():
                near = Near(*row)
                if near.document_id not in found or near.is_duplicate > found[near.document_id].is_duplicate:
                    found[near.document_id] = near
            connection.execute(
                "insert into judged select document_id from {raw_documents}".format(**_tables(folder))
            )
    return sorted(found.values(), key=lambda near: (-near.sentence_count, near.document_id))


_SAID: Final = f"""
    with lines as (
        select text from {{sentences}} semi join gone using (document_id)
        union select title from {{documents}} semi join gone using (document_id) where title is not null
    ),
    folds as (select distinct ' ' || fold(text) || ' ' as folded from lines)
    select folded from folds anti join said using (folded) where len(string_split(trim(folded), ' ')) >= {SENTENCE_WORDS}
"""
_NEAR: Final = """
    with others as (
        select document_id, ' ' || fold(text) || ' ' as folded
        from {raw_documents} anti join gone using (document_id) anti join judged using (document_id)
    ),
    sharing as (
        select document_id, count(*) as sentence_count from others join said on contains(others.folded, said.folded) group by 1
    ),
    copies as (
        select document_id, first_carrier_document_id as carrier from {duplicates}
        union select first_carrier_document_id, first_carrier_document_id from {duplicates}
    ),
    near as (select distinct b.document_id from copies as a semi join gone using (document_id) join copies as b using (carrier))
    select d.document_id, coalesce(s.sentence_count, 0), n.document_id is not null, coalesce(d.source_path, ''), coalesce(d.title, '')
    from {documents} as d left join sharing as s using (document_id) left join near as n using (document_id)
    anti join gone using (document_id)
    where s.document_id is not null or n.document_id is not null
"""


def _tables(folder: Path) -> dict[str, str]:
    return {name: _table(folder, name) for name in ("raw_documents", "sentences", "documents", "duplicates")}


def _table(folder: Path, name: str) -> str:
    path = str(folder / "tables" / f"{name}.parquet").replace("'", "''")
    return f"read_parquet('{path}')"
