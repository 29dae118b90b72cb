"""What relating reads of the corpus: documents in their order, and the text of each when it is needed.

What belongs here: turning Arrow tables into small records, in an order that does not depend on that of the rows. What
does not: what makes documents duplicates (duplicates.py) or one story (stories.py).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

_TAKE = 20_000


@dataclass(frozen=True, slots=True)
class Document:
    """A document as relating sees it. `rank` is its place in time among all documents, from 0."""

    rank: int
    document_id: str
    dated_on: date
    arrived_on: date
    publisher_id: str | None
    language_code: str | None
    title: str | None
    is_current: bool


def order_documents(documents: pa.Table, versions: Iterable[tuple[str, str]] = ()) -> list[Document]:
    """The documents from the earliest to the latest: by dated_on, published_at, first_arrived_on, document_id.

    A day without a time (midnight, or no published_at) comes after the times of that day. A version of a source
    (`versions`: pairs of document ids) is as old as the first version: a correction never becomes the copy of what
    others took from the original.
    """
    rows = documents.to_pylist()
    own = {row["document_id"]: _own_age(row) for row in rows}
    family = version_families(own, versions)
    age = dict(own)
    for document_id, first in family.items():
        age[first] = min(age[first], own[document_id])
    rows.sort(key=lambda row: (age[family[row["document_id"]]], own[row["document_id"]]))
    return [
        Document(
            rank=rank,
            document_id=row["document_id"],
            dated_on=row["dated_on"],
            arrived_on=row["first_arrived_on"],
            publisher_id=row["publisher_id"],
            language_code=row.get("language_code"),
            title=row["title"],
            is_current=row["is_current"],
        )
        for rank, row in enumerate(rows)
    ]


def version_families(document_ids: Iterable[str], versions: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Every document's family: the smallest id among the versions of its source (itself, if it has no others)."""
    parent = {document_id: document_id for document_id in document_ids}

    def root(document_id: str) -> str:
        while parent[document_id] != document_id:
            parent[document_id] = parent[parent[document_id]]
            document_id = parent[document_id]
        return document_id

    for one, other in versions:
        if one in parent and other in parent:
            first, second = sorted((root(one), root(other)))
            parent[second] = first
    return {document_id: root(document_id) for document_id in parent}


class Bodies:
    """The bodies of documents, from a table of paragraphs in any order; only texts in use are held as Python strings."""

    def __init__(self, paragraphs: pa.Table) -> None:
        """In: columns document_id, paragraph_index, text."""
        keys = paragraphs.select(["document_id", "paragraph_index"])
        order = pc.sort_indices(
            keys, sort_keys=[("document_id", "ascending"), ("paragraph_index", "ascending")]
        )
        self._order = order.to_numpy()
        self._texts = paragraphs.column("text")
        self._bounds: dict[str, tuple[int, int]] = {}
        encoded = keys.column("document_id").take(order)
        start = 0
        for run in _runs(encoded):
            self._bounds[run[0]] = (start, start + run[1])
            start += run[1]

    def paragraphs_of(self, document_id: str) -> list[str]:
        """The paragraphs of a document in order; none where it has no body."""
        start, end = self._bounds.get(document_id, (0, 0))
        return self._take(start, end)

    def __iter__(self) -> Iterator[tuple[str, list[str]]]:
        """All documents that have a body, by id, with their paragraphs."""
        held: list[str] = []
        held_from = 0
        for document_id, (start, end) in self._bounds.items():
            if end > held_from + len(held):
                held_from = start
                held = self._take(start, max(end, min(start + _TAKE, len(self._order))))
            yield document_id, held[start - held_from : end - held_from]

    def _take(self, start: int, end: int) -> list[str]:
        if start == end:
            return []
        taken: list[str] = self._texts.take(pa.array(self._order[start:end])).to_pylist()
        return taken


def _runs(values: pa.ChunkedArray) -> Iterator[tuple[str, int]]:
    """Equal neighbours as (value, how many)."""
    last, count = None, 0
    for chunk in values.chunks:
        runs = pc.run_end_encode(chunk)
        ends = np.concatenate(([0], runs.run_ends.to_numpy()))
        for value, length in zip(runs.values.to_pylist(), np.diff(ends).tolist(), strict=True):
            if value == last:
                count += length
                continue
            if last is not None:
                yield last, count
            last, count = value, length
    if last is not None:
        yield last, count


def _own_age(row: Mapping[str, object]) -> tuple[date, bool, datetime, date, str]:
    published = row.get("published_at")
    is_timed = isinstance(published, datetime) and (published.hour, published.minute, published.second) != (
        0,
        0,
        0,
    )
    dated_on, arrived_on = row["dated_on"], row["first_arrived_on"]
    if not isinstance(dated_on, date) or not isinstance(arrived_on, date):
        raise TypeError(f"document {row['document_id']}: dated_on and first_arrived_on must be dates")
    at = published if is_timed and isinstance(published, datetime) else datetime.min
    return dated_on, not is_timed, at, arrived_on, str(row["document_id"])
