"""Every rule of the sets names and titles does what its examples say."""

import re
from datetime import date
from functools import cache
from itertools import pairwise
from typing import Any

import pytest

from pipeline.records.segmentation import Context, Passage, Sentence
from pipeline.records.tagging import Name
from pipeline.rulebook import Rulebook
from pipeline.steps.mentions import load
from pipeline.text.actors.candidates import ABBREVIATION, GENERIC, UNPLACED, Candidate, find_candidates
from pipeline.text.actors.mentions import Knowledge, entities_of, tag_mentions
from pipeline.text.actors.names import courtesy_before, is_noise, type_of
from pipeline.text.actors.titles import Title, find_titles
from pipeline.text.folding import fold_chars

Rule = dict[str, Any]

NAME_RULES = Rulebook().rules("names")
TITLE_RULES = Rulebook().rules("titles")


@cache
def knowledge() -> Knowledge:
    return load(Rulebook())


def titles(text: str) -> list[Title]:
    return find_titles(text, entities_of(text, knowledge().linker), knowledge().wording)


def candidates(text: str) -> list[Candidate]:
    spans = [(m.start(), m.end(), "PER") for m in re.finditer("Tavernost", text)]
    return find_candidates(text, 0, spans, knowledge().linker, knowledge().names, True)


def rule_ids(text: str) -> set[str]:
    """Rules that make mentions of a text in which the model sees each invented name where it first stands."""
    found = [
        m for word in ("(?:Mireille|Fondation) Tavernost", "Macron") for m in [re.search(word, text)] if m
    ]
    names = sorted((Name(m.start(), m.end(), "PER") for m in found), key=lambda name: name.char_start)
    passage = Passage(0, len(text), "body", 0, "paragraph", "fr", text)
    ends = [0, *(m.end() for m in re.finditer(r"[.!?] ?", text))]
    sentences = [Sentence(i, 0, a, b, text[a:b]) for i, (a, b) in enumerate(pairwise(ends)) if b > a]
    tagged = tag_mentions([passage], sentences, None, names, knowledge())
    return {mention.rule_id for mention in tagged.mentions}


def dated_rule_ids(text: str) -> set[str]:
    passage = Passage(0, len(text), "body", 0, "paragraph", "fr", text)
    context = Context("fr", 1.0, 10, date(2026, 1, 6), "text")
    return {m.rule_id for m in tag_mentions([passage], [], context, [], knowledge()).mentions}


def shows(rule: Rule, text: str) -> bool:
    """True where a rule of the set names acts on a text."""
    rules, kind = knowledge().names, rule["kind"]
    if kind == "method":
        return rule["id"] in (rule_ids(text) | dated_rule_ids(text))
    if kind == "ignored_alias":
        return text in rules.ignored_aliases and not knowledge().linker.find(text)
    if kind == "context_alias":
        return any(c.surface in rule["aliases"] for c in candidates(text))
    if kind == "organisation_head":
        return type_of(text, 0, text, "LOC", rules, False) == "organisation"
    if kind == "place_head":
        return type_of(text, 0, text, "ORG", rules, False) == "place"
    if kind == "courtesy":
        return bool(courtesy_before(text, text.index("Tavernost"), rules) == rule["gender"])
    if kind == "not_a_name":
        return is_noise(text, (0, len(text), "MISC"), rules)
    if kind == "first_name":
        first = fold_chars(text.split()[0])
        return (
            rules.first_names.get(first) == rule["gender"]
            and type_of(text, 0, text, "LOC", rules, False) == "person"
        )
    if kind == "generic_alias":
        return any(c.alias_kind == GENERIC for c in candidates(text))
    if kind == "needs_long_form":
        return any(c.alias_kind == ABBREVIATION for c in candidates(text))
    if kind == "extended_head":
        name = re.search(r"[A-Z]\w+$", text)
        assert name
        spans = [(name.start(), name.end(), "LOC")]
        found = find_candidates(text, 0, spans, knowledge().linker, rules, True)
        return [c.entity_type for c in found if c.char_start < name.start()] == [rule["entity_type"]]
    if kind == "other_bearer":
        return any(c.surface in rule["aliases"] and c.alias_kind == UNPLACED for c in candidates(text))
    if kind == "contracted_alias":
        actors = knowledge().registry.actors
        hits = knowledge().linker.find(text)
        return any(actors[hit.actor_ids[0]].subtype in rule["subtypes"] for hit in hits)
    if kind in ("type_cue", "type_form"):
        name = re.search(r"(?:Semi |Projet )?Tavernost", text)
        assert kind == "type_form" or name
        at = 0 if kind == "type_form" or not name else name.start()
        return all(
            type_of(text, at, text[at:].rstrip(" »"), label, rules, False) == rule["entity_type"]
            for label in rule["labels"]
        )
    raise AssertionError(f"no test for rules of kind {kind}")


@pytest.mark.parametrize("rule", NAME_RULES, ids=lambda rule: rule["id"])
def test_examples_of_name_rules(rule: Rule) -> None:
    assert rule["hits"]
    assert rule["misses"]
    assert [text for text in rule["hits"] if not shows(rule, text)] == []
    assert [text for text in rule["misses"] if shows(rule, text)] == []


def reads(rule: Rule, text: str) -> bool:
    """True where a rule of the set titles acts on a text."""
    found = titles(text)
    if rule["kind"] == "office":
        return any(title.rule_id == rule["id"] for title in found)
    if rule["kind"] == "tense":
        return any(title.tense == rule["tense"] for title in found)
    if rule["kind"] == "broader":
        return any(title.office == rule["office"] for title in found)
    if rule["kind"] == "verb":
        return text[found[0].char_end :].strip().partition(" ")[0] in knowledge().wording.verbs
    assert rule["kind"] == "qualifier"
    return any(" " in text[title.char_start : title.char_end] for title in found)


@pytest.mark.parametrize("rule", TITLE_RULES, ids=lambda rule: rule["id"])
def test_examples_of_title_rules(rule: Rule) -> None:
    assert rule["hits"]
    assert rule["misses"]
    assert [text for text in rule["hits"] if not reads(rule, text)] == []
    assert [text for text in rule["misses"] if reads(rule, text)] == []


def test_every_rule_says_why_and_has_an_id_of_its_own() -> None:
    rules = NAME_RULES + TITLE_RULES
    assert all(rule["reason"] for rule in rules)
    assert len({rule["id"] for rule in rules}) == len(rules)
