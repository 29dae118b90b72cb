"""The rule sets reporting_verbs and quote_patterns, compiled.

What belongs here: turning the two rule sets into what the modules of quotations take. What does not: the rules
themselves (pipeline/rules) and their use.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pipeline.errors import RuleError
from pipeline.text.quotes.adjuncts import SpeakerWords
from pipeline.text.quotes.cues import compile_cues
from pipeline.text.quotes.english_quotes import EnglishCues, compile_english
from pipeline.text.quotes.quote_reading import Grammar
from pipeline.text.quotes.quote_words import cut_words, index_phrases
from pipeline.text.quotes.relays import RelayWords
from pipeline.text.quotes.sources import SourceWords

_BRACKETS: Final = re.compile(r"\s*\([^)]*\)")
_ARTICLE: Final = re.compile(r"^(?:Le |La |Les |L['’])(?=\S)")


@dataclass(frozen=True, slots=True)
class QuotationRules:
    """Compiled rule sets reporting_verbs and quote_patterns."""

    grammar: Grammar
    scores: Mapping[str, float]
    person_nouns: frozenset[str]
    body_nouns: Mapping[str, tuple[str, ...]]
    offices: frozenset[str]
    english: EnglishCues


def compile_quotation_rules(
    verbs: Iterable[Mapping[str, Any]],
    patterns: Iterable[Mapping[str, Any]],
    publishers: Iterable[str] = (),
) -> QuotationRules:
    """Compiles the two rule sets; `publishers` are names of outlets besides the lexicon's. RuleError where a pattern has no score or a word list is missing."""
    lists: dict[str, list[str]] = {"outlets": _outlet_names(publishers)}
    scores: dict[str, float] = {}
    for rule in patterns:
        if rule["kind"] == "lexicon":
            lists.setdefault(rule["list"], []).extend(rule["words"])
        elif "score" not in rule:
            raise RuleError(f"quote_patterns, rule {rule['id']}: no score; give one from 0 to 1")
        else:
            scores[rule["id"]] = float(rule["score"])
    try:
        phrases = {
            name: [_words(words) for words in lists[name]]
            for name in ("adverbials", "outlets", "connectives")
        }
        bodies, offices = (frozenset(lists[name]) for name in ("bodies", "offices"))
        led_back = _kin(lists["led_back"])
        bodies |= led_back.keys()
        english = compile_english(lists["english_verbs"])
        cues = compile_cues(verbs, lists["adverbials"], lists["supports"], lists["denied_supports"])
        grammar = Grammar(
            cues,
            SpeakerWords(
                frozenset(lists["speaker_nouns"]) | bodies,
                frozenset(lists["times"]),
                cues.adverbials,
                tuple(lists["speaker_endings"]),
                frozenset(lists["nouns_in_ment"]),
                index_phrases(lists["occasions"]),
            ),
            RelayWords(
                frozenset(phrases["outlets"]), frozenset(lists["channels"]), max(map(len, phrases["outlets"]))
            ),
            SourceWords(
                frozenset(lists["not_sources"]), frozenset(lists["vehicles"]), tuple(lists["depending"])
            ),
            frozenset(phrases["connectives"]),
        )
    except KeyError as error:
        raise RuleError(
            f"quote_patterns: the word list {error} is missing; add a lexicon rule for it"
        ) from error
    persons = frozenset(lists["speaker_nouns"]) - bodies
    return QuotationRules(grammar, scores, persons, led_back, offices, english)


def _outlet_names(publishers: Iterable[str]) -> list[str]:
    """Names as texts write them: without what stands in brackets, with and without the article."""
    bare = [_BRACKETS.sub("", name).strip() for name in publishers]
    return [form for name in bare for form in (name, _ARTICLE.sub("", name)) if form]


def _kin(groups: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Nouns that stand for the same bodies, by noun: each group is given as its nouns, "club équipe"."""
    kin: dict[str, set[str]] = {}
    for group in groups:
        for noun in group.split():
            kin.setdefault(noun, set()).update(group.split())
    return {noun: tuple(sorted(nouns)) for noun, nouns in kin.items()}


def _words(words: str) -> tuple[str, ...]:
    return tuple(item.word for item in cut_words(words, 0, len(words)))
