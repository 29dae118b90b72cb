"""The shape of rule sets: which fields a rule of which kind must have.

What belongs here: the check that every module makes before it compiles its rules. What does not: what a rule means.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from pipeline.errors import RuleError


def checked_rules(
    name: str, rules: Iterable[Mapping[str, Any]], fields: Mapping[str, tuple[str, ...]]
) -> list[Mapping[str, Any]]:
    """The rules of set `name` as a list, each of a kind in `fields` and with the fields that its kind needs.

    Raises RuleError for the first rule that is otherwise, naming set, rule and what is missing.
    """
    checked = list(rules)
    for rule in checked:
        needed = fields.get(rule.get("kind", ""))
        if needed is None:
            raise RuleError(
                f"rule set {name}, rule {rule['id']}: unknown kind {rule.get('kind')!r}; use one of {', '.join(fields)}"
            )
        missing = [field for field in needed if field not in rule]
        if missing:
            raise RuleError(
                f"rule set {name}, rule {rule['id']}: a rule of kind {rule['kind']} needs {', '.join(missing)}"
            )
    return checked
