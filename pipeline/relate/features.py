"""What a document is about, as a vector: its actors, topics and telling words, weighed by their rarity.

What belongs here: which features a document has and what each weighs. What does not: comparing documents (stories.py).

A feature weighs by the logarithm of how rare it is (K. Spärck Jones, "A statistical interpretation of term
specificity", 1972): how many documents have it, with PRIOR_DOCUMENTS imagined ones that have it as often as one expects
(word frequencies; a share by type for actors). So a corpus of ten documents gives sensible weights too: "France" says
little, an envoy's name much.
"""

import math
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final, Generic, TypeVar

from pipeline.relate.corpus import Bodies, Document
from pipeline.text.stems import RARE_ZIPF, WORD, stem_word

T = TypeVar("T")

KEPT: Final = 128
"""Features of a document, the rarest by expectation, that are held until all documents are counted."""
FEATURES: Final = 64
"""Features of a document, the heaviest, that make its vector."""
TITLE_COUNT: Final = 3.0
"""A word in the title counts as so many in the body."""
LEAD_CHARACTERS: Final = 400
"""So much of the body's beginning tells the news."""
REPEATED: Final = 0.4
"""How much the logarithm of a count adds: what is named ten times is not ten times the subject."""
COMMON_ZIPF: Final = 5.6
"""Words more common than this are no features."""
WORDS_READ: Final = 400
"""Words of a usual document, for the share of documents that one expects to have a word."""
PRIOR_DOCUMENTS: Final = 5000.0

TOPIC_SHARE: Final = 0.05
TOPIC_BOOST: Final = 1.5
ACTOR_SHARES: Final = {"person": 0.004, "organisation": 0.01, "place": 0.02, "country": 0.08}
"""Share of documents that one expects to name an actor of the type."""
OTHER_SHARE: Final = 0.01
ACTOR_BOOST: Final = 2.0
"""Who acts says more of an event than the words it is told in."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """A document's actor or topic, and how often: `kind` is an entity type or "topic"."""

    document_id: str
    key: str
    kind: str
    count: int


class Features:
    """The features of a corpus; read first, then asked for the vector of each document once."""

    def __init__(self, zipf: Mapping[str, float]) -> None:
        """In: word frequencies by stem."""
        self._zipf = zipf
        self._number: dict[str, int] = {}
        self._word: dict[str, int | None] = {}
        self._share: list[float] = []
        self._boost: list[float] = []
        self._count: list[int] = []
        self._of: dict[str, tuple[array[int], array[float]]] = {}
        self._size = 0

    def read(self, documents: Sequence[Document], bodies: Bodies, sightings: Iterable[Sighting]) -> None:
        """Counts the features of all documents. `sightings` are in the order of document_id."""
        self._size = len(documents)
        texts = _Stream(iter(bodies))
        seen = _Stream((name, list(rows)) for name, rows in groupby(sightings, lambda row: row.document_id))
        for document in sorted(documents, key=lambda document: document.document_id):
            counts = self._count_words(document.title or "", "\n".join(texts.at(document.document_id)))
            for sighting in seen.at(document.document_id):
                share = ACTOR_SHARES.get(sighting.kind, OTHER_SHARE)
                share, boost = (
                    (TOPIC_SHARE, TOPIC_BOOST) if sighting.kind == "topic" else (share, ACTOR_BOOST)
                )
                counts[self._feature(f"{sighting.kind}:{sighting.key}", share, boost)] = sighting.count
            for feature in counts:
                self._count[feature] += 1
            kept = sorted(
                counts,
                key=lambda feature: (
                    self._weight(feature, counts[feature], -math.log(self._share[feature])),
                    -feature,
                ),
            )[-KEPT:]
            self._of[document.document_id] = (
                array("I", kept),
                array("f", (counts[feature] for feature in kept)),
            )

    def vector(self, document_id: str) -> dict[int, float]:
        """The document's heaviest features with their weights, heaviest first, as a vector of length 1."""
        numbers, counts = self._of.pop(document_id)
        weighed = sorted(
            (
                (self._weight(feature, count, self._rarity(feature)), feature)
                for feature, count in zip(numbers, counts, strict=True)
            ),
            key=lambda pair: (-pair[0], pair[1]),
        )[:FEATURES]
        length = math.sqrt(sum(weight * weight for weight, _ in weighed)) or 1.0
        return {feature: weight / length for weight, feature in weighed}

    def _weight(self, feature: int, count: float, rarity: float) -> float:
        return self._boost[feature] * (1.0 + REPEATED * math.log(count)) * rarity

    def _rarity(self, feature: int) -> float:
        expected = PRIOR_DOCUMENTS * self._share[feature]
        return math.log((self._size + PRIOR_DOCUMENTS) / (self._count[feature] + expected))

    def _feature(self, name: str, share: float, boost: float) -> int:
        number = self._number.setdefault(name, len(self._number))
        if number == len(self._share):
            self._share.append(share)
            self._boost.append(boost)
            self._count.append(0)
        return number

    def _count_words(self, title: str, body: str) -> dict[int, float]:
        """Words of title and lead, names, and words that come again: one that stands once in the body tells little."""
        counts: dict[int, float] = {}
        leading = set(WORD.findall(title + " " + body[:LEAD_CHARACTERS]))
        telling: set[int] = set()
        for text, weight in ((title, TITLE_COUNT), (body, 1.0)):
            for word, count in Counter(WORD.findall(text)).items():
                feature = self._word_feature(word)
                if feature is not None:
                    counts[feature] = counts.get(feature, 0.0) + weight * count
                    if word in leading or word[0].isupper():
                        telling.add(feature)
        return {feature: count for feature, count in counts.items() if count > 1.0 or feature in telling}

    def _word_feature(self, word: str) -> int | None:
        """The feature of a word, by its stem; None where the word is too short or too common to be one."""
        if word not in self._word:
            stem = stem_word(word)
            zipf = self._zipf.get(stem, RARE_ZIPF)
            is_telling = len(word) > 2 and not word.isdigit() and zipf <= COMMON_ZIPF
            share = 1.0 - math.exp(-WORDS_READ * 10 ** (zipf - 9.0))
            self._word[word] = self._feature("word:" + stem, share, 1.0) if is_telling else None
        return self._word[word]


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
