"""Stories: which documents report one event.

What belongs here: grouping current documents by what they have in common within a few days. What does not: shared
text (duplicates.py).

The method is online clustering of a stream of news in the order of its days, by the cosine of weighted features
(actors, words, topics), as in S. Miranda et al., "Multilingual Clustering of Streaming News", 2018.
A feature weighs by its rarity: how many documents have it, corrected by how many one would expect to (the background
for words, a share by type for actors), so that few documents give sensible weights too. "France" thus says little, an
envoy's name much. A document joins the story of its nearest neighbour if it is near enough to it and not far from the
story's other documents; so two events do not grow together over one report that tells both.

Only documents of the last few days are held with their postings, and a feature leads to a bounded number of them, so
work and memory grow linearly.
"""

import math
from array import array
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Final, Generic, TypeVar

from pipeline.relate.corpus import Bodies, Document
from pipeline.relate.duplicates import Duplicate
from pipeline.text.stems import RARE_ZIPF, WORD, stem_word

T = TypeVar("T")

WINDOW: Final = timedelta(days=2)
"""Reports of one event follow each other within so many days."""
NEAR: Final = 0.36
"""Least cosine to the nearest document of a story."""
COHESION: Final = 0.2
"""Least mean cosine to the story's documents of the last days."""
KEPT: Final = 96
"""Features of a document that are held until all documents are counted."""
FEATURES: Final = 48
"""A document's heaviest features, and no others, are compared."""
LEADING: Final = 16
"""Its heaviest features that candidates are sought by."""
POSTINGS: Final = 300
"""To how many of the latest documents a feature leads."""
CANDIDATES: Final = 40
TITLE_COUNT: Final = 3.0
"""A word in the title counts as so many in the body."""
COMMON_ZIPF: Final = 5.6
"""Words more common than this are no features."""
PRIOR_DOCUMENTS: Final = 1000.0
"""Weight of the expectation against the corpus at hand, in documents."""
ACTOR_SHARES: Final = {"person": 0.004, "organisation": 0.01, "place": 0.02, "country": 0.08, "other": 0.01}
"""Share of documents that one expects to name an actor of the type."""
TOPIC_SHARE: Final = 0.05
WORDS_READ: Final = 400
"""Words of a usual document, for the share of documents that one expects to have a word."""


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
class Sighting:
    """A document's actor or topic, and how often: `kind` is an entity type or "topic"."""

    document_id: str
    key: str
    kind: str
    count: int


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
    features = _Features(zipf)
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
    return sorted(joined, key=lambda row: row.document_id), _stories(current, story_of)


class _Features:
    """Features of documents, as numbers, with their weights."""

    def __init__(self, zipf: Mapping[str, float]) -> None:
        self._zipf = zipf
        self._number: dict[str, int] = {}
        self._word_feature: dict[str, int] = {}
        self._expected: list[float] = []
        self._count: list[int] = []
        self._of: dict[str, tuple[array[int], array[float]]] = {}
        self._size = 0

    def read(self, documents: Sequence[Document], bodies: Bodies, sightings: Iterable[Sighting]) -> None:
        """Takes in the features of all documents; of each those that are rarest by expectation are held."""
        self._size = len(documents)
        texts = _Stream(iter(bodies))
        seen = _Stream((name, list(rows)) for name, rows in groupby(sightings, lambda row: row.document_id))
        for document in sorted(documents, key=lambda document: document.document_id):
            counts: dict[int, float] = {}
            self._count_words(counts, document.title or "", TITLE_COUNT)
            self._count_words(counts, "\n".join(texts.at(document.document_id)), 1.0)
            for sighting in seen.at(document.document_id):
                share = TOPIC_SHARE if sighting.kind == "topic" else ACTOR_SHARES.get(sighting.kind, 0.01)
                counts[self._feature(f"{sighting.kind}:{sighting.key}", share)] = sighting.count
            for feature in counts:
                self._count[feature] += 1
            kept = sorted(
                counts,
                key=lambda feature: (self._expected[feature] ** (1 + math.log(counts[feature])), feature),
            )[:KEPT]
            self._of[document.document_id] = (
                array("I", kept),
                array("f", (counts[feature] for feature in kept)),
            )

    def vector(self, document_id: str) -> dict[int, float]:
        """The document's heaviest features with their weights, heaviest first, as a vector of length 1."""
        numbers, counts = self._of.pop(document_id)
        weighed = sorted(
            (
                ((1.0 + math.log(count)) * self._rarity(feature), feature)
                for feature, count in zip(numbers, counts, strict=True)
            ),
            key=lambda pair: (-pair[0], pair[1]),
        )[:FEATURES]
        length = math.sqrt(sum(weight * weight for weight, _ in weighed)) or 1.0
        return {feature: weight / length for weight, feature in weighed}

    def _feature(self, name: str, share: float) -> int:
        number = self._number.setdefault(name, len(self._number))
        if number == len(self._expected):
            self._expected.append(share)
            self._count.append(0)
        return number

    def _rarity(self, feature: int) -> float:
        expected = PRIOR_DOCUMENTS * self._expected[feature]
        return math.log((self._size + PRIOR_DOCUMENTS) / (self._count[feature] + expected))

    def _count_words(self, counts: dict[int, float], text: str, weight: float) -> None:
        for word, count in Counter(WORD.findall(text)).items():
            feature = self._word_feature.get(word)
            if feature is None:
                feature = self._word_feature[word] = self._find_word_feature(word)
            if feature >= 0:
                counts[feature] = counts.get(feature, 0.0) + weight * count

    def _find_word_feature(self, word: str) -> int:
        """The feature of a word, by its stem; -1 where the word is too short or too common to be one."""
        stem = stem_word(word)
        if len(word) < 3 or word.isdigit() or self._zipf.get(stem, RARE_ZIPF) > COMMON_ZIPF:
            return -1
        return self._feature("word:" + stem, self._word_share(stem))

    def _word_share(self, stem: str) -> float:
        return 1.0 - math.exp(-WORDS_READ * 10 ** (self._zipf.get(stem, RARE_ZIPF) - 9.0))


class _Stream(Generic[T]):
    """Lists by document_id, in its order, taken one after the other."""

    def __init__(self, pairs: Iterator[tuple[str, list[T]]]) -> None:
        self._pairs = pairs
        self._next = next(pairs, None)

    def at(self, document_id: str) -> list[T]:
        """The list of a document; empty if it has none. Ids must be asked for in order."""
        while self._next and self._next[0] < document_id:
            self._next = next(self._pairs, None)
        return self._next[1] if self._next and self._next[0] == document_id else []


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


def _stories(current: Sequence[Document], story_of: Mapping[str, str]) -> list[Story]:
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
