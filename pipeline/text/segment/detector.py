"""langdetect's detector with its inner loop over all languages done by numpy: the same answers in less time.

What belongs here: that loop. What does not: when a text's language is asked for, and what counts as sure (language.py).
"""

from functools import cache

import numpy as np
from langdetect.detector import Detector
from langdetect.detector_factory import PROFILES_DIRECTORY, DetectorFactory
from numpy.typing import NDArray

Probabilities = NDArray[np.float64]


class FastDetector(Detector):  # type: ignore[misc]  # langdetect has no types
    """A Detector whose probabilities by language are an array; every draw and every product is langdetect's own."""

    def _init_probability(self) -> Probabilities:
        return np.full(len(self.langlist), 1.0 / len(self.langlist))

    def _update_lang_prob(self, prob: Probabilities, word: str, alpha: float) -> bool:
        np.multiply(prob, self.word_lang_prob_map[word] + alpha / self.BASE_FREQ, out=prob)
        return True

    def _normalize_prob(self, prob: Probabilities) -> float:
        # Summed one after the other, as langdetect does, so that not a bit differs.
        np.divide(prob, sum(prob.tolist()), out=prob)
        return float(prob.max())


def make_detector() -> FastDetector:
    """A fresh, seeded detector for one text."""
    return FastDetector(_profiles())


class _Profiles:
    """What a Detector takes from its factory: languages, the frequencies of n-grams by language, the seed."""

    seed = 0

    def __init__(self) -> None:
        factory = DetectorFactory()
        factory.load_profile(PROFILES_DIRECTORY)
        # Sorted, since the factory has them in the order in which the file system lists them.
        order = sorted(range(len(factory.langlist)), key=factory.langlist.__getitem__)
        shares = np.array(list(factory.word_lang_prob_map.values()))[:, order]
        self.langlist = [factory.langlist[index] for index in order]
        self.word_lang_prob_map = dict(zip(factory.word_lang_prob_map, shares, strict=True))


@cache
def _profiles() -> _Profiles:
    return _Profiles()
