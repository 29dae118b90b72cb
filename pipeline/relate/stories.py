"""Stories: which documents report one event.

What belongs here: grouping current documents by what they have in common within a few days. What does not: what that is
and how much it weighs (features.py), shared text (duplicates.py).

The method is online clustering of a stream of news in the order of its days, by the cosine of weighted features
(features.py), as in S. Miranda et al., "Multilingual Clustering of Streaming News", 2018. A document joins the story of its nearest neighbour if it is near enough to it and not far from the
story's other documents; so two events do not grow together over one report that tells both.

Only documents of the last few days are held with their postings, and a feature leads to a bounded number of them, so
work and memory grow linearly.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from pipeline.relate.corpus import Bodies, Document
from pipeline.relate.duplicates import Duplicate
from pipeline.relate.features import Features, Sighting

WINDOW: Final = timedelta(days=2)
"""Reports of one event follow each other within so many days."""
NEAR: Final = 0.38
"""Least cosine to the nearest document of a story."""
COHESION: Final = 0.2
"""Least mean cosine to the story's documents of the last days."""
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


def group_stories(
    documents: Sequence[Document],
    bodies: Bodies,
    sightings: Iterable[Sighting],
    duplicates: Sequence[Duplicate],
    zipf: Mapping[str, float],
) -> tuple[list[StoryDocument], list[Story]]:
    """Every current document's story, and the stories, each by its key.

    In: documents in their order (order_documents), their bodies, the linked actors and document topics in the
    order of document_id, the duplicates (a duplicate of a current document is of its story), and word frequencies by stem.
    """
    current = sorted(
        (document for document in documents if document.is_current),
        key=lambda document: (document.dated_on, document.rank),
    )
    features = Features(zipf)
    features.read(current, bodies, sightings)
    originals = {duplicate.document_id: duplicate for duplicate in duplicates}
    story_of: dict[str, str] = {}
    joined: list[StoryDocument] = []
    window = _Window()
    for document in current:
        window.move(document.dated_on)
        vector = features.vector(document.document_id)
        story_id, score = document.document_id, 1.0
        original = originals.get(document.document_id)
        if original and original.duplicate_of in story_of:
            story_id, score = story_of[original.duplicate_of], original.shared_share
        else:
            story_id, score = window.nearest_story(vector, story_of) or (story_id, score)
        story_of[document.document_id] = story_id
        joined.append(StoryDocument(document.document_id, story_id, round(score, 4)))
        window.add(document, vector)
    return sorted(joined, key=lambda row: row.document_id), describe_stories(current, story_of)


class _Window:
    """The documents of the last days, found by their features."""

    def __init__(self) -> None:
        self._held: deque[Document] = deque()
        self._vectors: dict[str, dict[int, float]] = {}
        self._postings: dict[int, deque[str]] = {}

    def move(self, day: date) -> None:
        """Lets go of documents that are too old for `day`."""
        while self._held and day - self._held[0].dated_on > WINDOW:
            gone = self._held.popleft().document_id
            for feature in self._vectors.pop(gone):
                posting = self._postings.get(feature)
                if posting and posting[0] == gone:
                    posting.popleft()
                if not posting:
                    self._postings.pop(feature, None)

    def add(self, document: Document, vector: dict[int, float]) -> None:
        """Takes in a document."""
        self._held.append(document)
        self._vectors[document.document_id] = vector
        for feature in vector:
            self._postings.setdefault(feature, deque(maxlen=POSTINGS)).append(document.document_id)

    def nearest_story(
        self, vector: Mapping[int, float], story_of: Mapping[str, str]
    ) -> tuple[str, float] | None:
        """The story of the nearest document, if that is near enough and the story's others are not far."""
        partial: dict[str, float] = defaultdict(float)
        for feature in list(vector)[:LEADING]:
            for document_id in self._postings.get(feature, ()):
                partial[document_id] += vector[feature] * self._vectors[document_id][feature]
        likely = sorted(partial, key=lambda document_id: (-partial[document_id], document_id))[:CANDIDATES]
        near: dict[str, list[float]] = defaultdict(list)
        for document_id in likely:
            near[story_of[document_id]].append(_cosine(vector, self._vectors[document_id]))
        best = max(near, key=lambda story_id: (max(near[story_id]), story_id), default=None)
        if best is None or max(near[best]) < NEAR or sum(near[best]) / len(near[best]) < COHESION:
            return None
        return best, min(1.0, max(near[best]))


def _cosine(one: Mapping[int, float], other: Mapping[int, float]) -> float:
    return sum(weight * other[feature] for feature, weight in one.items() if feature in other)


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
