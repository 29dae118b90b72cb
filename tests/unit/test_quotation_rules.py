"""Every reporting verb and every pattern finds its hits and leaves its misses alone."""

from typing import Any

import pytest

from pipeline.errors import RuleError
from pipeline.records.segmentation import Passage
from pipeline.records.tagging import Mention, Quote
from pipeline.rulebook import Rulebook
from pipeline.text.quotes.quotation_rules import compile_quotation_rules
from pipeline.text.quotes.quotations import find_quotations

VERBS = Rulebook().rules("reporting_verbs")
PATTERNS = Rulebook().rules("quote_patterns")
RULES = compile_quotation_rules(VERBS, PATTERNS)


def named(text: str, name: str) -> list[Mention]:
    """Mentions of a person for every place where the text has the name."""
    places = [index for index in range(len(text)) if text.startswith(name, index)]
    return [
        Mention(at, at + len(name), "body", 0, None, name, "name", "person", "u-x", None, None, "test", 1.0)
        for at in places
    ]


def quotes_of(text: str, language_code: str = "fr") -> list[Quote]:
    """Quotations of a text by or about Ada Aubrac; all lines but the last are crossheads."""
    passages: list[Passage] = []
    start = 0
    lines = text.split("\n")
    for index, line in enumerate(lines):
        kind = "paragraph" if index == len(lines) - 1 else "crosshead"
        passages.append(Passage(start, start + len(line), "body", index, kind, language_code, line))
        start += len(line) + 1
    return find_quotations(passages, [], named(text, "Ada Aubrac"), [], language_code, RULES)


def examples(rules: list[dict[str, Any]]) -> list[str]:
    """All example strings of rules, each once."""
    return list(dict.fromkeys(text for rule in rules for text in rule["hits"] + rule["misses"]))


def test_examples_of_reporting_verbs() -> None:
    found = {text: [quote.cue_lemma for quote in quotes_of(text)] for text in examples(VERBS)}
    wrong = [
        f"{r['id']} misses: {text}" for r in VERBS for text in r["hits"] if r["lemma"] not in found[text]
    ]
    wrong += [f"{r['id']} hits: {text}" for r in VERBS for text in r["misses"] if r["lemma"] in found[text]]
    assert not wrong, "\n".join(wrong)


def test_examples_of_patterns() -> None:
    patterns = [rule for rule in PATTERNS if rule["kind"] == "quote_pattern"]
    found = {
        text: [quote.rule_id for quote in quotes_of(text, rule["id"][:2])]
        for rule in patterns
        for text in rule["hits"] + rule["misses"]
    }
    wrong = [
        f"{r['id']} misses: {text}" for r in patterns for text in r["hits"] if r["id"] not in found[text]
    ]
    wrong += [f"{r['id']} hits: {text}" for r in patterns for text in r["misses"] if r["id"] in found[text]]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("rule", VERBS, ids=lambda rule: rule["id"])
def test_reporting_verb_is_complete(rule: dict[str, Any]) -> None:
    assert rule["reason"]
    assert rule["hits"]
    assert rule["misses"]
    assert rule["governs"]
    assert rule["stance"] in {"neutral", "claiming", "denying", "demanding", "criticising", "promising"}
    assert set(rule["forms"]) == {
        "infinitive",
        "singular",
        "plural",
        "future",
        "past_participle",
        "present_participle",
    }


def test_ids_are_unique() -> None:
    ids = [rule["id"] for rule in VERBS + PATTERNS]
    assert len(ids) == len(set(ids))


def test_pattern_without_score_is_refused() -> None:
    with pytest.raises(RuleError, match="no score"):
        compile_quotation_rules([], [{"id": "fr.quote.x", "kind": "quote_pattern"}])


def test_missing_word_list_is_refused() -> None:
    with pytest.raises(RuleError, match="word list"):
        compile_quotation_rules(VERBS, [rule for rule in PATTERNS if rule.get("list") != "times"])


def test_publishers_are_outlets_with_and_without_their_article() -> None:
    outlets = compile_quotation_rules(VERBS, PATTERNS, ["La Vallée (Suisse)"]).grammar.relays.outlets
    assert {("la", "vallée"), ("vallée",)} <= outlets
    assert ("la", "vallée") not in RULES.grammar.relays.outlets
