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
STOCK: Final = 50
"""A sentence in more texts than that is a stock phrase, and tells no copy."""


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

    Those with the most sentences first. A sentence that stands in more than STOCK other texts is nobody's own: who
    shares but one or two of that kind is left out.
    """
    with duckdb.connect() as connection:
        define_macros(connection, [macro for macro in load_macros(SQL_DIR) if not macro.is_table])
        connection.execute("create table gone as select unnest(?) as document_id", [list(document_ids)])
        connection.execute(_PREPARED)
        for sql in (_SAID, _FOUND):
            for folder in folders:
                connection.execute(sql.format(**_tables(folder)))
        return [Near(*row) for row in connection.execute(_NEAR).fetchall()]


_PREPARED: Final = """
    create table said (folded varchar);
    create table known (document_id varchar, source_path varchar, title varchar);
    create table matches (document_id varchar, folded varchar);
    create table twins (document_id varchar);
"""
_SAID: Final = f"""
    insert into said
    with lines as (
        select text from {{sentences}} semi join gone using (document_id)
        union select title from {{documents}} semi join gone using (document_id) where title is not null
    ),
    folds as (select distinct ' ' || fold(text) || ' ' as folded from lines)
    select folded from folds anti join said using (folded) where len(string_split(trim(folded), ' ')) >= {SENTENCE_WORDS}
"""
_FOUND: Final = """
    insert into matches
    with others as (
        select document_id, ' ' || fold(text) || ' ' as folded
        from {raw_documents} anti join gone using (document_id) anti join known using (document_id)
    )
    select document_id, said.folded from others join said on contains(others.folded, said.folded);

    insert into twins
    with copies as (
        select document_id, first_carrier_document_id as carrier from {duplicates}
        union select first_carrier_document_id, first_carrier_document_id from {duplicates}
    )
    select distinct b.document_id from copies as a semi join gone using (document_id) join copies as b using (carrier);

    insert into known
    select document_id, coalesce(source_path, ''), coalesce(title, '') from {documents} anti join known using (document_id)
"""
_NEAR: Final = f"""
    with carried as (select folded, count(*) as carrier_count from matches group by 1),
    sharing as (
        select document_id, count(*) as sentence_count, min(carrier_count) as rarest_count
        from matches join carried using (folded) group by 1
    ),
    twin as (select distinct document_id from twins)
    select k.document_id, coalesce(s.sentence_count, 0) as sentence_count, t.document_id is not null, k.source_path, k.title
    from known as k left join sharing as s using (document_id) left join twin as t using (document_id)
    anti join gone using (document_id)
    where t.document_id is not null or s.rarest_count <= {STOCK} or s.sentence_count > 2
    order by sentence_count desc, k.document_id
"""


def _tables(folder: Path) -> dict[str, str]:
    return {name: _table(folder, name) for name in ("raw_documents", "sentences", "documents", "duplicates")}


def _table(folder: Path, name: str) -> str:
    path = str(folder / "tables" / f"{name}.parquet").replace("'", "''")
    return f"read_parquet('{path}')"
