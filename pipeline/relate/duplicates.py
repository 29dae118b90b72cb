"""Duplicates: documents that repeat an earlier one, whole, cut or rewritten.

What belongs here: which documents share text, and how much. What does not: which documents report one event
(stories.py).

Every document takes part, also one that is no longer current: a copy of a text that was corrected since is still a
copy. A version of the same source is no duplicate of another version; order_documents makes it as old as the first.

Texts are compared by their word shingles (A. Broder, "On the resemblance and containment of documents", 1997):
shared_share is the containment of this document in the other, reverse_share that of the other in this one.

Which texts to compare is found by MinHash (the library rensa). A part cut out of a long text resembles the whole little,
but a window of it resembles a window of the whole: so each window of WINDOW shingles has its own signature, and
documents are candidates where windows agree in a value of it: a hash table for each value, as in locality-sensitive
hashing with bands of one (P. Indyk and R. Motwani, 1998). The tables are made one after the other, by sorting, so that a
document takes some hundred bytes. A value that many documents carry, as an agency's text does, leads each of them to its
earliest carriers only, so work grows with the length of the texts and not with its square.
"""

import hashlib
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

import numpy as np
import rensa
from numpy.typing import NDArray

from pipeline.relate.corpus import Bodies, Document, version_families
from pipeline.text.folding import fold_words

SHINGLE_WORDS: Final = 5
WINDOW: Final = 40
"""Shingles of a window; a text of NEAR_WORDS is one."""
PERMUTATIONS: Final = 6
"""Values of a window's signature."""
SEED: Final = 1997
BATCH: Final = 4000
"""Windows that are given to the library at a time."""
IDENTICAL_WORDS: Final = 8
NEAR_WORDS: Final = 40
"""Texts of fewer words can be identical, but not cut or rewritten: too little to tell."""
CARRIERS: Final = 8
"""To how many of the earliest carriers of a value each later one is led."""
CANDIDATES: Final = 24
"""How many candidates, those with most values in common, a document is compared with."""
LEAST_AGREEMENT: Final = 0.05
"""Of the values of a document a candidate has at least this share: half of the text shared gives several times as many."""
WHOLE: Final = 0.85
"""From this share on a text stands wholly in the other: small repairs happen to every copy."""
REWRITTEN: Final = 0.5
"""From this share on a text is the other one rewritten: below, it quotes it or draws on the same source."""

_BASE: Final = np.uint64(0x9E3779B97F4A7C15)
_MIX: Final = np.uint64(0xBF58476D1CE4E5B9)
_LOW: Final = np.uint64(0xFFFFFFFF)

Hashes = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A document that repeats another (table duplicates). `kind` is identical, cut or rewritten."""

    document_id: str
    duplicate_of: str
    kind: str
    shared_share: float
    reverse_share: float
    first_carrier_document_id: str


def find_duplicates(
    documents: Sequence[Document], bodies: Bodies, versions: Iterable[tuple[str, str]] = ()
) -> list[Duplicate]:
    """The documents that repeat an earlier one, by document_id.

    In: documents in their order (order_documents), their bodies, pairs of versions of one source. A document is led
    to the earliest one that it is identical with, else to the one it shares most of its text with. Following
    duplicate_of ends at first_carrier_document_id.
    """
    family = version_families((document.document_id for document in documents), versions)
    ranks = {document.document_id: document.rank for document in documents}
    ids = [document.document_id for document in documents]
    wholes, signatures = _index(bodies, ranks, len(ids))
    found: dict[int, tuple[int, str, float, float]] = {}
    for later, earlier in _identical(wholes, [family[document_id] for document_id in ids]):
        found[later] = (earlier, "identical", 1.0, 1.0)

    @lru_cache(maxsize=512)
    def shingles(rank: int) -> Hashes:
        return shingle_text(" ".join(bodies.paragraphs_of(ids[rank])))

    for later, candidates in _candidates(signatures):
        if later in found:
            continue
        best: tuple[float, float, int] | None = None
        for earlier in candidates:
            if family[ids[later]] == family[ids[earlier]]:
                continue
            mine, other = shingles(later), shingles(earlier)
            shared = len(np.intersect1d(mine, other, assume_unique=True))
            if shared / len(mine) >= REWRITTEN:
                best = max(best or (0.0, 0.0, 0), (shared / len(mine), shared / len(other), -earlier))
        if best:
            kind = "cut" if best[0] >= WHOLE > best[1] else "rewritten"
            found[later] = (-best[2], kind, best[0], best[1])

    first: dict[int, int] = {}
    for later in sorted(found):
        earlier = found[later][0]
        first[later] = first.get(earlier, earlier)
    return sorted(
        (
            Duplicate(ids[later], ids[earlier], kind, round(shared, 4), round(reverse, 4), ids[first[later]])
            for later, (earlier, kind, shared, reverse) in found.items()
        ),
        key=lambda duplicate: duplicate.document_id,
    )


def shingle_text(text: str) -> Hashes:
    """Hashes of the distinct runs of SHINGLE_WORDS folded words, sorted; none for a text of fewer words."""
    return np.unique(_shingle(fold_words(text).split()))


def _shingle(words: Sequence[str]) -> Hashes:
    """Hashes of the runs of SHINGLE_WORDS words, in their order."""
    runs = len(words) - SHINGLE_WORDS + 1
    if runs < 1:
        return np.empty(0, dtype=np.uint64)
    hashed = np.fromiter(map(_hash_word, words), dtype=np.uint64, count=len(words))
    rolled = np.zeros(runs, dtype=np.uint64)
    for at in range(SHINGLE_WORDS):
        rolled = rolled * _BASE + hashed[at : at + runs]
    rolled = (rolled ^ (rolled >> np.uint64(30))) * _MIX
    return rolled ^ (rolled >> np.uint64(27))


@lru_cache(maxsize=200_000)
def _hash_word(word: str) -> int:
    return int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest(), "little")


class Signatures:
    """The signatures of all windows: `values`, one row a window, and `carriers`, the ranks of their documents."""

    def __init__(self) -> None:
        self._values: list[NDArray[np.uint32]] = []
        self._carriers = array("I")
        self._waiting: list[Hashes] = []

    def add(self, rank: int, shingles: Hashes) -> None:
        """Takes in a document's shingles, in their order; a last window of less than a half belongs to the one before."""
        ends = list(range(WINDOW, len(shingles) - WINDOW // 2, WINDOW))
        windows = np.split(shingles, ends)
        self._waiting += windows
        self._carriers.extend([rank] * len(windows))
        if len(self._waiting) >= BATCH:
            self._sign()

    def columns(self) -> Iterator[NDArray[np.uint32]]:
        """For each permutation the values of all windows."""
        self._sign()
        values = np.concatenate(self._values)
        self._values = [values]
        yield from values.T

    @property
    def carriers(self) -> NDArray[np.uint32]:
        """The rank of the document of each window."""
        return np.frombuffer(self._carriers, dtype=np.uint32)

    def _sign(self) -> None:
        starts = np.cumsum([0, *map(len, self._waiting)], dtype=np.uint64)
        hashes = np.concatenate([np.empty(0, dtype=np.uint64), *self._waiting])
        signed = rensa.RMinHash.digest_matrix_from_flat_token_hashes(hashes, starts, PERMUTATIONS, SEED)
        self._values.append(np.array(signed.to_rows(), dtype=np.uint32).reshape(-1, PERMUTATIONS))
        self._waiting = []


def _index(bodies: Bodies, ranks: dict[str, int], size: int) -> tuple[list[bytes | None], Signatures]:
    """By rank a hash of the whole body (None where there is too little of it); the signatures of longer ones."""
    wholes: list[bytes | None] = [None] * size
    signatures = Signatures()
    for document_id, paragraphs in bodies:
        rank = ranks.get(document_id)
        if rank is None:
            continue
        words = fold_words(" ".join(paragraphs)).split()
        if len(words) >= IDENTICAL_WORDS:
            wholes[rank] = hashlib.blake2b(" ".join(words).encode(), digest_size=16).digest()
        if len(words) >= NEAR_WORDS:
            signatures.add(rank, _shingle(words))
    return wholes, signatures


def _identical(wholes: Sequence[bytes | None], families: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Pairs (later, earliest of another family) of documents with the same folded body."""
    earliest: dict[bytes, int] = {}
    for rank, whole in enumerate(wholes):
        if whole is not None:
            first = earliest.setdefault(whole, rank)
            if families[first] != families[rank]:
                yield rank, first


def _candidates(signatures: Signatures) -> Iterator[tuple[int, list[int]]]:
    """For each document the earlier ones to compare it with, those with most values in common first."""
    carriers = signatures.carriers
    if not len(carriers):
        return
    coded = np.concatenate([_agreeing(values, carriers) for values in signatures.columns()])
    coded, counts = np.unique(coded, return_counts=True)
    later, earlier = (coded >> np.uint64(32)).astype(np.int64), (coded & _LOW).astype(np.int64)
    least = np.bincount(carriers)[later] * PERMUTATIONS * LEAST_AGREEMENT
    later, earlier, counts = later[counts >= least], earlier[counts >= least], counts[counts >= least]
    order = np.lexsort((earlier, -counts, later))
    later, earlier = later[order], earlier[order]
    bounds = [0, *(np.flatnonzero(later[1:] != later[:-1]) + 1).tolist(), len(later)]
    for start, end in pairwise(bounds):
        if start < end:
            yield int(later[start]), earlier[start : min(end, start + CANDIDATES)].tolist()


def _agreeing(values: NDArray[np.uint32], carriers: NDArray[np.uint32]) -> Hashes:
    """Pairs of documents with a value in common, as later << 32 | earlier; each as often as it has values in common."""
    order = np.lexsort((carriers, values))
    values, carriers = values[order], carriers[order]
    is_new = np.concatenate(([True], (values[1:] != values[:-1]) | (carriers[1:] != carriers[:-1])))
    values, carriers = values[is_new], carriers[is_new]
    is_first = np.concatenate(([True], values[1:] != values[:-1]))
    starts = np.flatnonzero(is_first)
    start_of = starts[np.cumsum(is_first) - 1]
    place = np.arange(len(values)) - start_of
    pairs = []
    for step in range(CARRIERS):
        led = np.flatnonzero(place > step)
        later, earlier = carriers[led].astype(np.uint64), carriers[start_of[led] + step].astype(np.uint64)
        pairs.append((later << np.uint64(32)) | earlier)
    return np.concatenate(pairs)
