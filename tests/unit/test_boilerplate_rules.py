"""Every rule of cleaning keeps the promise of its examples."""

from typing import Any

import pytest

from pipeline.errors import RuleError
from pipeline.rulebook import Rulebook
from pipeline.text.clean.boilerplate import compile_boilerplate, rule_hits
from pipeline.text.clean.bylines import compile_agencies, find_dateline

RULES = Rulebook().rules("boilerplate")
AGENCIES = Rulebook().rules("agencies")
SPAN_KINDS = {
    "section",
    "title",
    "standfirst",
    "byline",
    "dateline",
    "timestamp",
    "credit",
    "caption",
    "paragraph",
    "crosshead",
    "list_item",
    "read_also",
    "share",
    "newsletter",
    "subscription",
    "paywall",
    "comments",
    "advert",
    "cookie_notice",
    "legal",
    "tag",
    "embed",
    "navigation",
    "correction",
    "translator_note",
    "end_mark",
    "blank",
    "other",
}
HITS = [(rule, example) for rule in RULES if "patterns" in rule for example in rule["hits"]]
MISSES = [(rule, example) for rule in RULES if "patterns" in rule for example in rule["misses"]]


@pytest.mark.parametrize(("rule", "example"), HITS, ids=[f"{r['id']}:{e[:20]}" for r, e in HITS])
def test_rule_hits(rule: dict[str, Any], example: str) -> None:
    assert rule_hits(rule, example)


@pytest.mark.parametrize(("rule", "example"), MISSES, ids=[f"{r['id']}:{e[:20]}" for r, e in MISSES])
def test_rule_misses(rule: dict[str, Any], example: str) -> None:
    assert not rule_hits(rule, example)


@pytest.mark.parametrize("rule", RULES, ids=[rule["id"] for rule in RULES])
def test_rule_is_complete(rule: dict[str, Any]) -> None:
    assert rule["kind"] in SPAN_KINDS
    assert rule["reason"].endswith(".")
    if "patterns" in rule:
        assert rule["hits"]
        assert rule["misses"]


@pytest.mark.parametrize("rule", AGENCIES, ids=[rule["id"] for rule in AGENCIES])
def test_agency_signs_as_its_examples_say(rule: dict[str, Any]) -> None:
    agencies = compile_agencies(AGENCIES)
    for example in rule["hits"]:
        if rule["kind"] == "agency":
            found = find_dateline(example, agencies)
            assert found is not None
            assert found.agency == rule["name"]
        else:
            assert agencies.photo.search(example)
    for example in rule["misses"]:
        assert find_dateline(example, agencies) is None
        assert agencies.find(example) is None


@pytest.mark.parametrize(
    "broken",
    [
        {"patterns": ["("]},
        {"patterns": ["(a)b"]},
        {"patterns": ["a"], "match": "somewhere"},
        {"patterns": ["a"], "claims": "all"},
    ],
)
def test_broken_rule_is_refused(broken: dict[str, Any]) -> None:
    with pytest.raises(RuleError, match=r"x\.y"):
        compile_boilerplate([{"id": "x.y", "kind": "share", "reason": "None.", **broken}])


def test_publishers_are_told_apart() -> None:
    rows = Rulebook().rows("publishers")
    domains = [domain for row in rows for domain in row["domains"].split("|")]
    assert len(domains) == len(set(domains))
    assert {row["kind"] for row in rows} <= {"agency", "newspaper", "broadcaster", "web", "other"}
    assert all(len(row["country_code"]) == 2 for row in rows)
