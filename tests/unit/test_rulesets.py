from typing import Any

import pytest

from pipeline.errors import RuleError
from pipeline.text.rulesets import checked_rules

FIELDS = {"phrase": ("words",), "note": ()}


def test_good_rules_come_back_in_order() -> None:
    rules: list[dict[str, Any]] = [{"id": "b", "kind": "note"}, {"id": "a", "kind": "phrase", "words": ["x"]}]
    assert checked_rules("set", iter(rules), FIELDS) == rules


def test_unknown_kind_is_named_with_its_rule() -> None:
    with pytest.raises(RuleError, match=r"set, rule a: unknown kind 'odd'; use one of phrase, note"):
        checked_rules("set", [{"id": "a", "kind": "odd"}], FIELDS)
    with pytest.raises(RuleError, match=r"unknown kind None"):
        checked_rules("set", [{"id": "a"}], FIELDS)


def test_missing_field_is_named() -> None:
    with pytest.raises(RuleError, match=r"set, rule a: a rule of kind phrase needs words"):
        checked_rules("set", [{"id": "a", "kind": "phrase"}], FIELDS)
