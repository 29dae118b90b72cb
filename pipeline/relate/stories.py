"""Stories: which documents report one event.

What belongs here: grouping current documents by what they have in common within a few days. What does not: what that is
and how much it weighs (features.py), shared text (duplicates.py).

The method is online clustering of a stream of news in the order of its days, by the cosine of weighted features
(features.py), as in S. Miranda et al., "Multilingual Clustering of Streaming News", 2018. A document joins the story of its nearest neighbour if it is near enough to it and not far from the
story's other documents; so two events do not grow together over one report that tells both.

Only documents of the last few days are held with their postings, and a feature leads to a bounded number of them, so
work and memory grow linearly.

Documents in different languages are compared by what they share across languages (crossing_vector): a document joins a
story told in another language where none in its own is near, and where several names, topics or figures agree.

A document that arrives late can stand between two stories, or before the one that its report began. Whether a document
had a story of its own when it arrived is seen by leaving out what arrived after it; such stories are `story_merges`. So
they follow from the arrivals alone, and not from what earlier releases said.
"""

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from pipeline.relate.corpus import Bodies, Document
from pipeline.relate.duplicates import Duplicate
from pipeline.relate.features import Features, Sighting, Vector

WINDOW: Final = timedelta(days=2)
"""Reports of one event follow each other within so many days."""
NEAR: Final = 0.38
"""Least cosine to the nearest document of a story."""
COHESION: Final = 0.2
"""Least mean cosine to the story's documents of the last days."""
NEAR_APART: Final = 0.55
"""The same where they tell of different matters: people are in the news for several things on one day."""
NEAR_ACROSS: Final = 0.31
"""The same in another language, by what does not depend on the language."""
SHARED: Final = 2
"""So many topics or figures in common are one matter; across languages they share so many names, too."""
LEADING: Final = 16
"""Its heaviest features that candidates are sought by."""
POSTINGS: Final = 300
"""To how many of the latest documents a feature leads."""
CANDIDATES: Final = 40
"""To how many documents, those with most in common by these features, it is compared."""


@dataclass(frozen=True, slots=True)
class StoryDocument:
    """Which document reports which story (table story_documents). `score`: its cosine when it joined; 1 if first."""

    document_id: str
    story_id: str
    score: float


@dataclass(frozen=True, slots=True)
class Story:
    """An event (table stories); story_id is the document_id of its earliest document."""

    story_id: str
    document_count: int
    source_count: int
    first_dated_on: date
    last_dated_on: date
    title: str | None


@dataclass(frozen=True, slots=True)
class StoryMerge:
    """A story of its day that is part of another now (table story_merges), since `document_id` arrived."""

    story_id: str
    merged_into_story_id: str
    document_id: str
    merged_on: date | None


@dataclass(frozen=True, slots=True)
class Grouped:
    """What grouping gives: every current document's story, the stories, and those that became part of others."""

    story_documents: list[StoryDocument]
    stories: list[Story]
    merges: list[StoryMerge]


def group_stories(
    documents: Sequence[Document],
    bodies: Bodies,
    sightings: Iterable[Sighting],
    duplicates: Sequence[Duplicate],
    zipf: Mapping[str, float],
    families: Mapping[str, str],
) -> Grouped:
    """Every current document's story, the stories, and their merges, each by its key.

    In: documents in their order (order_documents), their bodies, their linked actors, topics and figures in the order
    of document_id, the duplicates (a duplicate of a current document is of its story), word frequencies by stem, and
    the family of versions of each document (version_families).
    """
    placed = sorted(documents, key=lambda document: (document.dated_on, document.rank))
    current = [document for document in placed if document.is_current]
    features = Features(zipf)
    features.read(documents, bodies, sightings)
    originals = {duplicate.document_id: duplicate for duplicate in duplicates}
    by_id = {document.document_id: document for document in documents}
    successors = {families[document.document_id]: document for document in reversed(current)}
    story_of: dict[str, str] = {}
    joined: list[StoryDocument] = []
    founders: dict[str, Document] = {}
    window = _Window(features.matter_of)
    for document in placed:
        window.move(document.dated_on)
        vectors = features.vector(document.document_id), features.crossing_vector(document.document_id)
        near = window.near(document, *vectors)
        original = originals.get(document.document_id)
        if original and original.duplicate_of in story_of:
            near.append(_Near(COPY, by_id[original.duplicate_of], original.shared_share, 0.0))
        chosen = _choose(near, story_of)
        link = chosen.document if chosen else None
        if not document.is_current:
            link = successors.get(families[document.document_id])
        if link and link.arrived_on > document.arrived_on:
            known = [one for one in near if one.document.arrived_on <= document.arrived_on]
            if not _choose(known, story_of):
                founders[document.document_id] = link
        if not document.is_current:
            continue
        story_id = story_of[chosen.document.document_id] if chosen else document.document_id
        story_of[document.document_id] = story_id
        joined.append(
            StoryDocument(document.document_id, story_id, round(chosen.cosine if chosen else 1.0, 4))
        )
        window.add(document, *vectors)
    merges = [
        StoryMerge(story_id, story_of[link.document_id], link.document_id, link.arrived_on)
        for story_id, link in sorted(founders.items())
    ]
    joined.sort(key=lambda row: row.document_id)
    return Grouped(joined, describe_stories(current, story_of), merges)


COPY, SAME, ACROSS = range(3)
"""How a document is near to another, the surest first: a copy, in the same language, across languages."""


@dataclass(frozen=True, slots=True)
class _Near:
    """A document near to another: how, their cosine (or share in common), and the least that joins them."""

    kind: int
    document: Document
    cosine: float
    least: float


def _choose(near: Iterable[_Near], story_of: Mapping[str, str]) -> _Near | None:
    """The nearest document of the surest kind, if it is near enough and the others of its story are not far."""
    for kind in (COPY, SAME, ACROSS):
        stories: dict[str, list[_Near]] = defaultdict(list)
        for one in near:
            if one.kind == kind:
                stories[story_of[one.document.document_id]].append(one)
        close = [
            (one.cosine, story_id, one.document.document_id, one)
            for story_id, ones in stories.items()
            for one in ones
            if one.cosine >= one.least
        ]
        if close:
            _, story_id, _, nearest = max(close)
            if sum(one.cosine for one in stories[story_id]) / len(stories[story_id]) >= COHESION:
                return nearest
    return None


class _Window:
    """The documents of the last days, found by their features."""

    def __init__(self, matter_of: Callable[[Vector], frozenset[int]]) -> None:
        """In: which features across languages tell what happened."""
        self._matter_of = matter_of
        self._matter: dict[str, frozenset[int]] = {}
        self._held: deque[Document] = deque()
        self._by_id: dict[str, Document] = {}
        self._same, self._across = _Index(), _Index()

    def move(self, day: date) -> None:
        """Lets go of documents that are too old for `day`."""
        while self._held and day - self._held[0].dated_on > WINDOW:
            gone = self._held.popleft().document_id
            del self._by_id[gone], self._matter[gone]
            self._same.remove(gone)
            self._across.remove(gone)

    def add(self, document: Document, vector: Vector, crossing: Vector) -> None:
        """Takes in a document."""
        self._held.append(document)
        self._by_id[document.document_id] = document
        self._matter[document.document_id] = self._matter_of(crossing)
        self._same.add(document.document_id, vector)
        self._across.add(document.document_id, crossing)

    def near(self, document: Document, vector: Vector, crossing: Vector) -> list[_Near]:
        """The likely neighbours of a document, in its own and in other languages."""
        matter = self._matter_of(crossing)
        found = []
        for other in self._same.likely(vector):
            theirs = self._matter[other]
            is_apart = min(len(matter), len(theirs)) >= SHARED > len(matter & theirs)
            cosine = _cosine(vector, self._same.vectors[other])
            found.append(_Near(SAME, self._by_id[other], cosine, NEAR_APART if is_apart else NEAR))
        for other in self._across.likely(crossing):
            shared = crossing.keys() & self._across.vectors[other].keys()
            told = len(matter & self._matter[other])
            is_told = min(told, len(shared) - told) >= SHARED
            if is_told and self._by_id[other].language_code != document.language_code:
                cosine = _cosine(crossing, self._across.vectors[other])
                found.append(_Near(ACROSS, self._by_id[other], cosine, NEAR_ACROSS))
        return found


class _Index:
    """Vectors by document, and documents by feature: the latest POSTINGS of each."""

    def __init__(self) -> None:
        self.vectors: dict[str, Vector] = {}
        self._postings: dict[int, deque[str]] = {}

    def add(self, document_id: str, vector: Vector) -> None:
        self.vectors[document_id] = vector
        for feature in vector:
            self._postings.setdefault(feature, deque(maxlen=POSTINGS)).append(document_id)

    def remove(self, document_id: str) -> None:
        """Takes out the document that was added first of all held."""
        for feature in self.vectors.pop(document_id):
            posting = self._postings.get(feature)
            if posting and posting[0] == document_id:
                posting.popleft()
            if not posting:
                self._postings.pop(feature, None)

    def likely(self, vector: Vector) -> list[str]:
        """The documents that have most in common with a vector by its leading features."""
        partial: dict[str, float] = defaultdict(float)
        for feature in list(vector)[:LEADING]:
            for document_id in self._postings.get(feature, ()):
                partial[document_id] += vector[feature] * self.vectors[document_id][feature]
        return sorted(partial, key=lambda document_id: (-partial[document_id], document_id))[:CANDIDATES]


def _cosine(one: Mapping[int, float], other: Mapping[int, float]) -> float:
    return min(1.0, sum(weight * other[feature] for feature, weight in one.items() if feature in other))


def describe_stories(current: Sequence[Document], story_of: Mapping[str, str]) -> list[Story]:
    """The stories that the current documents report, by key; titles come from the first of them that has one."""
    members: dict[str, list[Document]] = defaultdict(list)
    for document in current:
        members[story_of[document.document_id]].append(document)
    return [
        Story(
            story_id=story_id,
            document_count=len(members[story_id]),
            source_count=len({document.publisher_id for document in members[story_id]}),
            first_dated_on=min(document.dated_on for document in members[story_id]),
            last_dated_on=max(document.dated_on for document in members[story_id]),
            title=next((document.title for document in members[story_id] if document.title), None),
        )
        for story_id in sorted(members)
    ]
