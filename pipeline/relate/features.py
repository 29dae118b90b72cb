"""What a document is about, as a vector: its actors, topics and telling words, weighed by their rarity.

What belongs here: which features a document has and what each weighs. What does not: comparing documents (stories.py).

A feature weighs by the logarithm of how rare it is (K. Spärck Jones, "A statistical interpretation of term
specificity", 1972): how many documents have it, with PRIOR_DOCUMENTS imagined ones that have it as often as one expects
(word frequencies; a share by type for actors). So a corpus of ten documents gives sensible weights too: "France" says
little, an envoy's name much.

Reports in different languages share no words. What they share has a vector of its own: actors, topics, figures, and
words written with a capital, which are mostly names.
"""

import math
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final, Generic, TypeVar

from pipeline.relate.corpus import Bodies, Document
from pipeline.text.folding import fold_words
from pipeline.text.stems import RARE_ZIPF, WORD, stem_word

T = TypeVar("T")

Vector = dict[int, float]
_Counts = tuple["array[int]", "array[float]"]

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
FIGURE_SHARE: Final = 0.004
LEAST_FIGURE: Final = 13.0
"""Smaller figures stand in every text."""
MATTER_BOOST: Final = 2.25
"""Across languages topics and figures stand for all the words in which texts tell what happened."""
UNREGISTERED: Final = "u-"
"""Actors that only French texts name have such ids; across languages the words of their names count."""
CROSSING: Final = 40
"""Features of a document, the heaviest, that make its vector across languages."""
ACTOR_BOOST: Final = 2.0
"""Who acts says more of an event than the words it is told in."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """A document's actor, topic or figure, and how often: `kind` is an entity type, "topic", "above" or "figure".

    A topic is "above" that is an ancestor of one that the document bears.
    """

    document_id: str
    key: str
    kind: str
    count: int


class Features:
    """The features of a corpus; read first, then asked for the vectors of each document once."""

    def __init__(self, zipf: Mapping[str, float]) -> None:
        """In: word frequencies by stem."""
        self._zipf = zipf
        self._number: dict[str, int] = {}
        self._word: dict[str, int | None] = {}
        self._share: list[float] = []
        self._boost: list[float] = []
        self._count: list[int] = []
        self._of: dict[str, _Counts] = {}
        self._crossing: dict[str, _Counts] = {}
        self._matter: set[int] = set()
        self._size = 0

    def read(self, documents: Sequence[Document], bodies: Bodies, sightings: Iterable[Sighting]) -> None:
        """Counts the features of all current documents. `sightings` are in the order of document_id."""
        self._size = sum(document.is_current for document in documents)
        texts = _Stream(iter(bodies))
        seen = _Stream((name, list(rows)) for name, rows in groupby(sightings, lambda row: row.document_id))
        for document in sorted(documents, key=lambda document: document.document_id):
            title, body = document.title or "", "\n".join(texts.at(document.document_id))
            counts = self._count_words(title, body)
            sightings_of = seen.at(document.document_id)
            for sighting in sightings_of:
                if sighting.kind not in ("above", "figure"):
                    counts[self._sighted(sighting)] = sighting.count
            crossing = self._count_names(title + "\n" + body, sightings_of)
            for sighting in sightings_of:
                if not sighting.key.startswith(UNREGISTERED):
                    crossing[self._sighted_across(sighting)] = sighting.count
            self._crossing[document.document_id] = self._keep(crossing, CROSSING)
            if document.is_current:
                for feature in counts.keys() | crossing.keys():
                    self._count[feature] += 1
            self._of[document.document_id] = self._keep(counts, KEPT)

    def vector(self, document_id: str) -> Vector:
        """The document's heaviest features with their weights, heaviest first, as a vector of length 1."""
        return self._weigh(self._of.pop(document_id), FEATURES)

    def crossing_vector(self, document_id: str) -> Vector:
        """The same of what does not depend on the language: names, topics and figures."""
        return self._weigh(self._crossing.pop(document_id), CROSSING)

    def matter_of(self, crossing: Vector) -> frozenset[int]:
        """What of it tells what happened (topics and figures) and not to whom."""
        return frozenset(crossing.keys() & self._matter)

    def _keep(self, counts: Mapping[int, float], number: int) -> _Counts:
        """The features that weigh most by expectation."""
        kept = sorted(
            counts,
            key=lambda feature: (
                self._weight(feature, counts[feature], -math.log(self._share[feature])),
                -feature,
            ),
        )[-number:]
        return array("I", kept), array("f", (counts[feature] for feature in kept))

    def _weigh(self, held: _Counts, number: int) -> Vector:
        weighed = sorted(
            (
                (self._weight(feature, count, self._rarity(feature)), feature)
                for feature, count in zip(*held, strict=True)
            ),
            key=lambda pair: (-pair[0], pair[1]),
        )[:number]
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

    def _sighted(self, sighting: Sighting) -> int:
        return self._feature(f"{sighting.kind}:{sighting.key}", *_expected(sighting.kind))

    def _sighted_across(self, sighting: Sighting) -> int:
        """The same in the vector across languages, where a topic may be above one that the document bears."""
        kind = "topic" if sighting.kind == "above" else sighting.kind
        share, boost = _expected(kind)
        if kind not in ("topic", "figure"):
            return self._feature(f"across {kind}:{sighting.key}", share, boost)
        feature = self._feature(f"across {kind}:{sighting.key}", share, MATTER_BOOST)
        self._matter.add(feature)
        return feature

    def _count_names(self, text: str, sightings: Iterable[Sighting]) -> dict[int, float]:
        """Words that a text writes with a capital only, but for those of actors that count themselves."""
        words = Counter(WORD.findall(text))
        registered = {
            word for one in sightings if not one.key.startswith(UNREGISTERED) for word in one.key.split("-")
        }
        counts: dict[int, float] = {}
        for word, count in words.items():
            is_name = len(word) > 3 and word[0].isupper() and not word.isupper() and word.lower() not in words
            folded = fold_words(word) or word
            if is_name and folded not in registered:
                share = _word_share(self._zipf.get(stem_word(word), RARE_ZIPF))
                feature = self._feature("across name:" + folded, share, 1.0)
                counts[feature] = counts.get(feature, 0.0) + count
        return counts

    def _word_feature(self, word: str) -> int | None:
        """The feature of a word, by its stem; None where the word is too short or too common to be one."""
        if word not in self._word:
            stem = stem_word(word)
            zipf = self._zipf.get(stem, RARE_ZIPF)
            is_telling = len(word) > 2 and not word.isdigit() and zipf <= COMMON_ZIPF
            self._word[word] = self._feature("word:" + stem, _word_share(zipf), 1.0) if is_telling else None
        return self._word[word]


def _expected(kind: str) -> tuple[float, float]:
    """The share of documents that one expects to have an actor, a topic or a figure, and how much more it says."""
    if kind == "topic":
        return TOPIC_SHARE, TOPIC_BOOST
    if kind == "figure":
        return FIGURE_SHARE, MATTER_BOOST
    return ACTOR_SHARES.get(kind, OTHER_SHARE), ACTOR_BOOST


def _word_share(zipf: float) -> float:
    """The share of documents that one expects to have a word of that Zipf frequency."""
    return 1.0 - math.exp(-WORDS_READ * 10 ** (zipf - 9.0))


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
