"""Relating: duplicates and stories from the tables of the stages before, as tables.

What belongs here: the entry that the plan calls, from Arrow tables to Arrow tables. What does not: the methods
(duplicates.py, stories.py), reading and writing tables.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.corrections import Correction, apply_corrections
from pipeline.relate.corpus import Bodies, order_documents
from pipeline.relate.duplicates import find_duplicates
from pipeline.relate.features import Sighting
from pipeline.relate.stories import describe_stories, group_stories
from pipeline.tables import arrow_schema
from pipeline.text.stems import stem_frequencies


def relate(
    documents: pa.Table,
    paragraphs: pa.Table,
    mentions: pa.Table,
    topic_tags: pa.Table,
    word_frequencies: Iterable[Mapping[str, str]],
    versions: Iterable[tuple[str, str]] = (),
) -> dict[str, pa.Table]:
    """Tables `duplicates`, `story_documents` and `stories`, each sorted by its key.

    In: Arrow tables, rows in any order, more columns do not matter:
      documents         document_id, dated_on, publisher_id, title, first_arrived_on, is_current, and published_at
                        where known; one row a document, current or not
      paragraphs        document_id, paragraph_index, text
      mentions          document_id, actor_id, entity_type
      topic_tags        document_id, topic_id, paragraph_index (those of the whole document are used)
      word_frequencies  rows of word_frequencies.csv (Rulebook().rows("word_frequencies"))
      versions          pairs of document ids that are versions of one source_key
    """
    pairs = sorted(tuple(sorted(pair)) for pair in versions)
    ordered = order_documents(documents, [(one, other) for one, other in pairs])
    bodies = Bodies(paragraphs)
    duplicates = find_duplicates(ordered, bodies, [(one, other) for one, other in pairs])
    story_documents, stories = group_stories(
        ordered, bodies, _sightings(mentions, topic_tags), duplicates, stem_frequencies(word_frequencies)
    )
    return {
        "duplicates": _table("duplicates", duplicates),
        "story_documents": _table("story_documents", story_documents),
        "stories": _table("stories", stories),
    }


def move_documents(
    documents: pa.Table, story_documents: pa.Table, corrections: Iterable[Correction]
) -> dict[str, pa.Table]:
    """Tables `story_documents` as curators corrected it, and `stories` as they follow from it.

    `documents` is the table that relate() was given; the other is one that it made.
    """
    by_document: dict[str, list[Correction]] = {}
    for correction in corrections:
        by_document.setdefault(correction.document_id, []).append(correction)
    moved = [
        row
        for given in story_documents.to_pylist()
        for row in apply_corrections("story_documents", [given], by_document.get(given["document_id"], ()))
    ]
    story_of = {row["document_id"]: row["story_id"] for row in moved}
    current = [document for document in order_documents(documents, []) if document.document_id in story_of]
    current.sort(key=lambda document: (document.dated_on, document.rank))
    return {
        "story_documents": pa.Table.from_pylist(moved, schema=arrow_schema("story_documents")),
        "stories": _table("stories", describe_stories(current, story_of)),
    }


def _sightings(mentions: pa.Table, topic_tags: pa.Table) -> Iterator[Sighting]:
    """Each document's linked actors and document topics, once with their count, by document_id."""
    linked = mentions.select(["document_id", "actor_id", "entity_type"]).filter(
        pc.field("actor_id").is_valid()
    )
    whole = topic_tags.filter(pc.field("paragraph_index").is_null()).select(["document_id", "topic_id"])
    whole = whole.append_column("kind", pa.repeat("topic", whole.num_rows))
    names = ["document_id", "key", "kind"]
    rows = pa.concat_tables(
        [linked.rename_columns(names), whole.rename_columns(names)], promote_options="permissive"
    )
    counted = rows.group_by(names).aggregate([([], "count_all")]).rename_columns([*names, "count"])
    for batch in counted.sort_by([(name, "ascending") for name in names]).to_batches(max_chunksize=50_000):
        for row in batch.to_pylist():
            yield Sighting(**row)


def _table(name: str, records: Sequence[Any]) -> pa.Table:
    return pa.Table.from_pylist([asdict(record) for record in records], schema=arrow_schema(name))
