"""Relating: duplicates and stories from the tables of the stages before, as tables.

What belongs here: the entry that the plan calls, from Arrow tables to Arrow tables. What does not: the methods
(duplicates.py, stories.py), reading and writing tables.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.corrections import Correction, apply_corrections
from pipeline.relate.corpus import Bodies, order_documents, version_families
from pipeline.relate.duplicates import find_duplicates
from pipeline.relate.features import LEAST_FIGURE, Sighting
from pipeline.relate.stories import StoryMerge, describe_stories, group_stories
from pipeline.tables import arrow_schema
from pipeline.text.stems import stem_frequencies

KEY_BITS: Final = 32
SLICE: Final = 50_000


def relate(
    documents: pa.Table,
    paragraphs: pa.Table,
    mentions: pa.Table,
    topic_tags: pa.Table,
    amounts: pa.Table,
    word_frequencies: Iterable[Mapping[str, str]],
    versions: Iterable[tuple[str, str]] = (),
    parents: Mapping[str, str | None] | None = None,
) -> dict[str, pa.Table]:
    """Tables `duplicates`, `story_documents`, `stories` and `story_merges`, each sorted by its key.

    In: Arrow tables, rows in any order, more columns do not matter:
      documents         document_id, dated_on, publisher_id, title, first_arrived_on, is_current, and published_at
                        and language_code where known; one row a document, current or not
      paragraphs        document_id, paragraph_index, text
      mentions          document_id, actor_id, entity_type
      topic_tags        document_id, topic_id, paragraph_index (those of the whole document are used)
      amounts           document_id, value
      word_frequencies  rows of word_frequencies.csv (Rulebook().rows("word_frequencies"))
      versions          pairs of document ids that are versions of one source_key
      parents           the topic above each topic
    """
    pairs = sorted((min(pair), max(pair)) for pair in versions)
    ordered = order_documents(documents, pairs)
    bodies = Bodies(paragraphs)
    duplicates = find_duplicates(ordered, bodies, pairs)
    grouped = group_stories(
        ordered,
        bodies,
        _sightings(mentions, topic_tags, amounts, parents or {}),
        duplicates,
        stem_frequencies(word_frequencies),
        version_families((document.document_id for document in ordered), pairs),
    )
    return {
        "duplicates": _table("duplicates", duplicates),
        "story_documents": _table("story_documents", grouped.story_documents),
        "stories": _table("stories", grouped.stories),
        "story_merges": _table("story_merges", grouped.merges),
    }


def move_documents(
    documents: pa.Table, made: Mapping[str, pa.Table], corrections: Iterable[Correction]
) -> dict[str, pa.Table]:
    """Table `story_documents` as curators corrected it, and `stories` and `story_merges` as they follow from it.

    `documents` is the table that relate() was given, `made` what it made. A story that a curator dissolved is merged
    into that of the document it was named after, on no day.
    """
    by_document: dict[str, list[Correction]] = {}
    for correction in corrections:
        by_document.setdefault(correction.document_id, []).append(correction)
    moved = [
        row
        for given in made["story_documents"].to_pylist()
        for row in apply_corrections("story_documents", [given], by_document.get(given["document_id"], ()))
    ]
    story_of = {row["document_id"]: row["story_id"] for row in moved}
    left = set(story_of.values())
    merges = [
        StoryMerge(row["story_id"], story_of[row["document_id"]], row["document_id"], row["merged_on"])
        for row in made["story_merges"].to_pylist()
    ]
    dissolved = set(made["stories"]["story_id"].to_pylist()) - left
    merges += [StoryMerge(story_id, story_of[story_id], story_id, None) for story_id in dissolved]
    kept = [merge for merge in merges if merge.story_id not in left]
    current = [document for document in order_documents(documents, []) if document.document_id in story_of]
    current.sort(key=lambda document: (document.dated_on, document.rank))
    return {
        "story_documents": pa.Table.from_pylist(moved, schema=arrow_schema("story_documents")),
        "stories": _table("stories", describe_stories(current, story_of)),
        "story_merges": _table("story_merges", sorted(kept, key=lambda merge: merge.story_id)),
    }


def _sightings(
    mentions: pa.Table, topic_tags: pa.Table, amounts: pa.Table, parents: Mapping[str, str | None]
) -> Iterator[Sighting]:
    """Each document's linked actors, document topics and telling figures, once with their count, by document_id.

    They are sorted as whole numbers, since there are some twenty a document, and ids take many times the space.
    """
    linked = mentions.filter(pc.field("actor_id").is_valid())
    whole = topic_tags.filter(pc.field("paragraph_index").is_null())
    telling = amounts.filter(pc.field("value") >= LEAST_FIGURE)
    above = _topics_above(whole, parents)
    named = {kind: linked.filter(pc.field("entity_type") == kind) for kind in _sorted(linked["entity_type"])}
    parts = [(kind, rows["document_id"], rows["actor_id"]) for kind, rows in named.items()]
    parts.append(("topic", whole["document_id"], whole["topic_id"]))
    parts.append(("above", above["document_id"], above["topic_id"]))
    parts.append(("figure", telling["document_id"], telling["value"].cast(pa.string())))
    documents = _sorted(
        pa.chunked_array([chunk for _, column, _ in parts for chunk in column.chunks], pa.string())
    )
    keys: list[tuple[str, str]] = []
    codes = []
    for kind, column, key_column in parts:
        own = _sorted(key_column)
        placed = pc.index_in(column, pa.array(documents, pa.string())).to_numpy().astype(np.int64)
        numbered = pc.index_in(key_column, pa.array(own, pa.string())).to_numpy().astype(np.int64)
        codes.append(placed << KEY_BITS | numbered + len(keys))
        keys += [(key, kind) for key in own]
    coded, counts = np.unique(np.concatenate(codes), return_counts=True)
    for start in range(0, len(coded), SLICE):
        listed = zip(
            coded[start : start + SLICE].tolist(), counts[start : start + SLICE].tolist(), strict=True
        )
        for code, count in listed:
            key, kind = keys[code & (1 << KEY_BITS) - 1]
            yield Sighting(documents[code >> KEY_BITS], key, kind, count)


def _sorted(column: pa.ChunkedArray) -> list[str]:
    """The distinct values of a column of text."""
    return sorted(pc.unique(column).to_pylist())


def _topics_above(tagged: pa.Table, parents: Mapping[str, str | None]) -> pa.Table:
    """The topics above those of each document that it does not bear itself, but for the fields at the top."""
    documents, topics = tagged["document_id"].to_pylist(), tagged["topic_id"].to_pylist()
    own = set(zip(documents, topics, strict=True))
    above: set[tuple[str, str]] = set()
    for document_id, topic_id in own:
        parent = parents.get(topic_id)
        while parent and parents.get(parent):
            above.add((document_id, parent))
            parent = parents[parent]
    listed = sorted(above - own)
    return pa.table(
        {
            "document_id": pa.array([document_id for document_id, _ in listed], pa.string()),
            "topic_id": pa.array([topic_id for _, topic_id in listed], pa.string()),
        }
    )


def _table(name: str, records: Sequence[Any]) -> pa.Table:
    return pa.Table.from_pylist([asdict(record) for record in records], schema=arrow_schema(name))
