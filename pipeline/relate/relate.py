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
from pipeline.relate.corpus import Bodies, order_documents, version_families
from pipeline.relate.duplicates import find_duplicates
from pipeline.relate.features import LEAST_FIGURE, Sighting
from pipeline.relate.stories import StoryMerge, describe_stories, group_stories
from pipeline.tables import arrow_schema
from pipeline.text.stems import stem_frequencies


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
    """Each document's linked actors, document topics and telling figures, once with their count, by document_id."""
    linked = mentions.select(["document_id", "actor_id", "entity_type"]).filter(
        pc.field("actor_id").is_valid()
    )
    whole = topic_tags.filter(pc.field("paragraph_index").is_null()).select(["document_id", "topic_id"])
    whole = whole.append_column("kind", pa.repeat("topic", whole.num_rows))
    above = _topics_above(whole, parents)
    telling = amounts.select(["document_id", "value"]).filter(pc.field("value") >= LEAST_FIGURE)
    figures = pa.table(
        {
            "document_id": telling["document_id"],
            "key": telling["value"].cast(pa.string()),
            "kind": pa.repeat("figure", telling.num_rows),
        }
    )
    names = ["document_id", "key", "kind"]
    rows = pa.concat_tables(
        [linked.rename_columns(names), whole.rename_columns(names), above, figures],
        promote_options="permissive",
    )
    counted = rows.group_by(names).aggregate([([], "count_all")]).rename_columns([*names, "count"])
    for batch in counted.sort_by([(name, "ascending") for name in names]).to_batches(max_chunksize=50_000):
        for row in batch.to_pylist():
            yield Sighting(**row)


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
            "key": pa.array([topic_id for _, topic_id in listed], pa.string()),
            "kind": pa.array(["above"] * len(listed), pa.string()),
        }
    )


def _table(name: str, records: Sequence[Any]) -> pa.Table:
    return pa.Table.from_pylist([asdict(record) for record in records], schema=arrow_schema(name))
