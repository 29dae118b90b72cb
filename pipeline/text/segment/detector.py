"""langdetect's detector with its inner loops done by numpy and by tables: the same answers in a quarter of the time.

What belongs here: those loops. What does not: when a text's language is asked for, and what counts as sure (language.py).
"""

from functools import cache
from typing import Final

import numpy as np
from langdetect.detector import Detector
from langdetect.detector_factory import PROFILES_DIRECTORY, DetectorFactory
from langdetect.lang_detect_exception import ErrorCode, LangDetectException
from langdetect.utils.ngram import NGram
from numpy.typing import NDArray

STRIDE: Final = 5
"""After so many n-grams langdetect looks whether it is sure."""


class FastDetector(Detector):  # type: ignore[misc]  # langdetect has no types
    """A Detector whose every draw, product and sum is langdetect's own, in the same order: not a bit differs."""

    def _detect_block(self) -> None:
        self.cleaning_text()
        ngrams = self._extract_ngrams()
        if not ngrams:
            raise LangDetectException(ErrorCode.CantDetectError, "No features in text.")
        self.random.seed(self.seed)
        count, bits = len(ngrams), len(ngrams).bit_length()
        draw, rows = self.random.getrandbits, np.array(ngrams)
        total = np.zeros(len(self.langlist))
        for _trial in range(self.n_trial):
            weight = (self.alpha + self.random.gauss(0.0, 1.0) * self.ALPHA_WIDTH) / self.BASE_FREQ
            prob = np.full(len(self.langlist), 1.0 / len(self.langlist))
            drawn, wanted = 0, 1
            while True:
                chosen = []
                for _ in range(wanted):
                    while (place := draw(bits)) >= count:  # as random.choice draws
                        pass
                    chosen.append(place)
                factors = self.shares[rows[chosen]]
                factors += weight
                factors[0] *= prob
                prob = np.multiply.reduce(factors)
                # Summed one after the other, as langdetect does.
                prob /= sum(prob.tolist())
                if prob.max() > self.CONV_THRESHOLD or drawn >= self.ITERATION_LIMIT:
                    break
                drawn, wanted = drawn + STRIDE, STRIDE
            total += prob / self.n_trial
        self.langprob = total.tolist()

    def _extract_ngrams(self) -> list[int]:
        """The rows of all n-grams that the profiles know, in the text's order; none that ends in a word of capitals."""
        known, found = self.word_lang_prob_map, list[int]()
        grams, is_capital = " ", False
        for char in map(_NORMALIZED.__getitem__, self.text):
            last = grams[-1]
            if last == " ":
                grams, is_capital = " ", False
                if char == " ":
                    continue
            elif len(grams) == NGram.N_GRAM:
                grams = grams[1:]
            grams += char
            is_capital = char.isupper() and (is_capital or last.isupper())
            if is_capital:
                continue
            if char != " " and char in known:
                found.append(known[char])
            if grams[-2:] in known:
                found.append(known[grams[-2:]])
            if len(grams) == NGram.N_GRAM and grams in known:
                found.append(known[grams])
        return found


def make_detector() -> FastDetector:
    """A fresh, seeded detector for one text."""
    detector = FastDetector(_profiles())
    detector.shares = _profiles().shares
    return detector


class _Normalized(dict[str, str]):
    """langdetect's normal form of a character, worked out once for each."""

    def __missing__(self, char: str) -> str:
        self[char] = normal = str(NGram.normalize(char))
        return normal


_NORMALIZED: Final = _Normalized()


class _Profiles:
    """What a Detector takes from its factory: languages, the row of each n-gram, the seed; and the n-grams' frequencies.

    `shares` has a row for each n-gram and a column for each language.
    """

    seed = 0

    def __init__(self) -> None:
        factory = DetectorFactory()
        factory.load_profile(PROFILES_DIRECTORY)
        # Sorted, since the factory has them in the order in which the file system lists them.
        order = sorted(range(len(factory.langlist)), key=factory.langlist.__getitem__)
        self.langlist = [factory.langlist[index] for index in order]
        self.word_lang_prob_map = {word: row for row, word in enumerate(factory.word_lang_prob_map)}
        self.shares: NDArray[np.float64] = np.array(list(factory.word_lang_prob_map.values()))[:, order]


@cache
def _profiles() -> _Profiles:
    return _Profiles()
