"""Numbers of a text, in digits, in words, and as round counts ("une trentaine").

What belongs here: where a number stands and what it is worth. What does not: what it counts (amounts.py), dates and
times (dates.py), and the number words themselves (rule set `amounts`).

Numbers written out in French words are read by text2num.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final

from text_to_num import text2num

from pipeline.text.calendar import GAP
from pipeline.text.figures.cues import cue_words, words_of
from pipeline.text.phrases import SPACE, alternation


@dataclass(frozen=True, slots=True)
class Number:
    """A number: where it stands, its value, and how it is written.

    form       digits, words or round ("une trentaine")
    scale      what a word such as "millions" at its end multiplies the rest by
    is_scaled  true with such a word, or as a round count: its noun follows after "de"
    is_vague   true for a plural without a number ("des centaines"): the value is twice the unit, the least it can mean
    is_grouped true for digits set in groups of three
    """

    start: int
    end: int
    value: float
    form: str
    scale: float = 1.0
    is_scaled: bool = False
    is_vague: bool = False
    is_grouped: bool = False


@dataclass(frozen=True, slots=True)
class NumberRules:
    """Compiled number words: patterns that find numbers, and what scales and round counts are worth."""

    digits: Mapping[str, re.Pattern[str]]
    words: re.Pattern[str]
    word_cues: frozenset[str]
    rounds: re.Pattern[str]
    scales: Mapping[str, Mapping[str, float]]
    counts: Mapping[str, float]
    count_cues: frozenset[str]


_DIGIT: Final = re.compile(r"\d")
_ARTICLES: Final = frozenset(["un", "une"])
"""Number words that are no number as long as no other stands in the passage."""
_ROUND_INITIALS: Final = "udqple"
"""What the words before a round count begin with: "une", "des", "quelques", "par", "les", "en"."""

_GROUPED: Final = {
    "fr": rf"\d{{1,3}}(?:{GAP}\d{{3}})+(?!\d)(?:,\d+)?|\d{{1,3}}(?:\.\d{{3}})+(?!\d)(?:,\d+)?",
    "en": r"\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?",
}


def compile_number_rules(rules: Iterable[Mapping[str, Any]]) -> NumberRules:
    """Compiles the rules of kind number_words, scale and round_count of rule set `amounts`; others are passed over."""
    rules = list(rules)
    scales: dict[str, dict[str, float]] = {"fr": {}, "en": {}}
    signs: dict[str, dict[str, float]] = {"fr": {}, "en": {}}
    for rule in rules:
        if rule["kind"] == "scale":
            language = rule.get("language", "fr")
            scales[language].update(dict.fromkeys(rule["words"], float(rule["value"])))
            signs[language].update(dict.fromkeys(rule.get("signs", ()), float(rule["value"])))
    counts = {
        word: float(rule["value"])
        for rule in rules
        if rule["kind"] == "round_count"
        for word in rule["words"]
    }
    money = alternation(word for rule in rules if rule["kind"] == "currency" for word in rule["words"])
    number_words = [word for rule in rules if rule["kind"] == "number_words" for word in rule["words"]]
    word = alternation(number_words)
    letters = "".join(sorted({word[0] for word in number_words} | set(_ROUND_INITIALS)))
    scale = alternation(scales["fr"])
    round_count = alternation(counts)
    return NumberRules(
        digits={
            language: re.compile(
                rf"(?=[-−+\d])(?<![\w°/])(?<!\d[.,:])(?<![^\W_]-)(?P<sign>(?<![^\s(])[-−+](?=\d))?(?P<digits>{grouped}|\d+(?:[.,]\d+)?)"
                rf"(?![\d/]|[.,:]\d|-\w|{SPACE}?h\d|(?:er|re|ère|e|ème|nde?|th|st|rd)s?(?!\w))"
                rf"(?:{SPACE}?(?P<scale>(?:{alternation(scales[language])})(?![^\W_])"
                rf"|(?:{alternation(signs[language])})(?={SPACE}?(?:d['’]|de{SPACE})?(?:{money})(?![^\W_])))"
                rf"(?P<half> et demie?\b)?)?"
            )
            for language, grouped in _GROUPED.items()
        },
        words=re.compile(
            rf"(?=[{letters}])(?<![\w-])(?<!pour )(?:{word})(?:(?:-|{SPACE})(?:{word})|(?:-et-| et )(?:une?|onze))*(?P<half> et demie?\b)?"
            rf"(?![\w-])",
            re.IGNORECASE,
        ),
        word_cues=cue_words(number_words) - _ARTICLES,
        rounds=re.compile(
            rf"(?=[{letters}\d])(?<![\w-])(?:(?P<one>une?)(?: (?:bonne|petite|grosse|bon|petit|demi)|)|(?P<many>des|quelques|plusieurs|les|par|de|en)"
            rf"|(?P<times>\d+|{word}))[ -](?P<count>{round_count})(?! et\b)(?: de (?P<scale>{round_count}|{scale})(?=\W))?(?!\w)",
            re.IGNORECASE,
        ),
        scales={language: scales[language] | signs[language] for language in scales},
        counts=counts,
        count_cues=cue_words(counts),
    )


def find_numbers(text: str, rules: NumberRules, language: str = "fr") -> list[Number]:
    """Numbers in order, none overlapping. Words and round counts are read in French only; 'one' is no number there.

    In English, points are decimal and commas part thousands; in every other language it is the other way about, and
    a point before one or two digits is decimal too.
    """
    style = "en" if language == "en" else "fr"
    words = words_of(text) if language == "fr" else frozenset[str]()
    found: list[Number] = []
    if _DIGIT.search(text):
        found += [_from_digits(match, style, rules) for match in rules.digits[style].finditer(text)]
    if not words.isdisjoint(rules.count_cues):
        found += [number for match in rules.rounds.finditer(text) if (number := _from_round(match, rules))]
    if not words.isdisjoint(rules.word_cues):
        found += [number for match in rules.words.finditer(text) if (number := _from_words(match))]
    kept: list[Number] = []
    for number in sorted(found, key=lambda number: (number.start, -number.end)):
        if kept and number.start < kept[-1].end:
            continue
        if kept and _continues(kept[-1], number, text):
            first = kept.pop()
            kept.append(replace(number, start=first.start, value=first.value + number.value))
        else:
            kept.append(number)
    return kept


def _continues(first: Number, second: Number, text: str) -> bool:
    """Whether two numbers are one: "1 milliard 200 millions"."""
    return (
        first.is_scaled
        and first.form == second.form == "digits"
        and re.fullmatch(SPACE, text[first.end : second.start]) is not None
        and 0 < second.value < first.value
    )


def _from_digits(match: re.Match[str], style: str, rules: NumberRules) -> Number:
    digits = re.sub(GAP, "", match["digits"])
    is_grouped = re.fullmatch(_GROUPED[style], match["digits"]) is not None
    if style == "en":
        digits = digits.replace(",", "")
    elif is_grouped:
        digits = digits.replace(".", "").replace(",", ".")
    else:
        digits = digits.replace(",", ".")
    value = float(digits)
    number = Number(match.start(), match.end(), value, "digits", is_grouped=is_grouped)
    if match["scale"]:
        scale = rules.scales[style][match["scale"]]
        value = round((value + (0.5 if match["half"] else 0)) * scale, 6)
        number = replace(number, value=value, scale=scale, is_scaled=True)
    return replace(number, value=-number.value) if match["sign"] in ("-", "−") else number


def _from_words(match: re.Match[str]) -> Number | None:
    """The number a run of number words means, or None where they mean none, or are the article "un"."""
    words = match.group().lower()
    if words in _ARTICLES:
        return None
    half = match["half"] or ""
    words = re.sub(r"\s+", " ", words.removesuffix(half.lower()))
    value = _value_of(words)
    if value is None:
        return None
    last = words.rpartition(" ")[2]
    scale = 1e6 if last.startswith("million") else 1e9 if last.startswith("milliard") else 1.0
    is_scaled = scale > 1
    if value <= 1 or (half and not is_scaled):
        return None
    value += scale / 2 if half else 0
    return Number(match.start(), match.end(), value, "words", scale, is_scaled)


@lru_cache(maxsize=4096)
def _value_of(words: str) -> float | None:
    """What number words in lower case are worth; None where they are no number. A few come again and again."""
    try:
        return float(text2num(words, "fr"))
    except ValueError:
        return None


def _from_round(match: re.Match[str], rules: NumberRules) -> Number | None:
    value = rules.counts[match["count"].lower()]
    if match["scale"]:
        scale = match["scale"].lower()
        value *= rules.counts.get(scale) or rules.scales["fr"][scale]
    if match["times"]:
        if value >= 1e6:  # "deux millions" is exact: a number in words
            return None
        times = match["times"].lower()
        factor = float(times) if times.isdigit() else _value_of(times)
        if factor is None:
            return None
        value *= factor
    is_plural = match["count"].lower().endswith("s")
    if bool(match["one"]) == is_plural:
        return None
    start = match.start() if match["one"] or match["times"] else match.start("count")
    if match["many"]:
        start = match.start() if match["many"].lower() in ("quelques", "plusieurs", "des") else start
        value *= 2
    return Number(start, match.end(), value, "round", is_scaled=True, is_vague=bool(match["many"]))
