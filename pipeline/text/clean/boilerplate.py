"""Pattern rules for lines that are no body text, compiled from rules as data.

What belongs here: compiling rule set `boilerplate` and asking it about one line. What does not: the patterns
themselves (pipeline/rules/boilerplate) and judgements from context (structure.py).

A rule with a pattern has
  match     line (the whole line, punctuation at its end aside), start (the line begins so), within (somewhere in a
            short line), prefix and suffix (only the match is cut off, the rest of the line is judged by itself)
  patterns  regular expressions for folded text: lower case, no accents, plain apostrophes, hyphens and spaces; for a
            line, without its list mark. No capturing groups.
  zone      any (default); edge: only before or after the body, where a pattern is too weak to cut into a body
  max_words longest line it may claim (default 40 for line, 60 for start, 20 for within)
  claims    what the lines after it have to do with it: none (default); list: the list items that follow; run: those,
            or the short lines up to the next sentences; next: the one line that follows
  ends_body true where an article seldom goes on after such a line
  truncates true where the line tells that the text is cut
A rule without a pattern names a judgement made in code, so that every row can name its rule.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pipeline.errors import RuleError
from pipeline.text.clean.lines import Line, split_lines

MATCHES: Final = ("line", "start", "within", "prefix", "suffix")
CLAIMS: Final = ("none", "list", "run", "next")
_LONGEST: Final = 120
"""No rule claims a line of more words."""
_MAX_WORDS: Final = {"line": 40, "start": 60, "within": 20, "prefix": 10_000, "suffix": 10_000}
_WRAP: Final = {
    "line": r"(?:{})[ .:!…>»,;*|?-]*\Z",
    "start": r"(?:{})",
    "within": r"(?:{})",
    "prefix": r"(?:{})",
    "suffix": r"(?:{})\Z",
}


@dataclass(frozen=True, slots=True)
class Rule:
    """One compiled rule; see the module's docstring."""

    rule_id: str
    kind: str
    match: str
    zone: str
    max_words: int
    claims: str
    ends_body: bool
    truncates: bool


@dataclass(frozen=True, slots=True)
class Boilerplate:
    """The compiled rule set: patterns by (match, zone), each with the longest line it can claim; rules by group name.

    Rules that may match anywhere in a line have a pattern each, so that a long line is searched for few of them.
    """

    patterns: Mapping[tuple[str, str], Sequence[tuple[int, re.Pattern[str]]]]
    rules: Mapping[str, Rule]
    kinds: Mapping[str, str]

    def find(self, line: Line, zone: str = "any") -> Rule | None:
        """The first rule of the zone that claims the whole line, in the order line, start, within; None without one."""
        if line.word_count > _LONGEST:
            return None
        rules = (self._ask(match, zone, line) for match in ("line", "start", "within"))
        return next(filter(None, rules), None)

    def find_prefix(self, folded: str) -> tuple[int, Rule] | None:
        """The length of the prefix to be cut off and its rule."""
        found = next((p.match(folded) for _, p in self.patterns.get(("prefix", "any"), ())), None)
        return (found.end(), self.rules[str(found.lastgroup)]) if found and found.end() else None

    def find_suffix(self, folded: str) -> tuple[int, Rule] | None:
        """Where the suffix to be cut off begins, and its rule."""
        found = next((p.search(folded) for _, p in self.patterns.get(("suffix", "any"), ())), None)
        return (found.start(), self.rules[str(found.lastgroup)]) if found and found.group() else None

    def _ask(self, match: str, zone: str, line: Line) -> Rule | None:
        for longest, pattern in self.patterns.get((match, zone), ()):
            if line.word_count > longest:
                continue
            found = pattern.search(line.folded) if match == "within" else pattern.match(line.folded)
            if found:
                rule = self.rules[str(found.lastgroup)]
                return rule if line.word_count <= rule.max_words else None
        return None


def compile_boilerplate(rules: Iterable[Mapping[str, Any]]) -> Boilerplate:
    """The rule set ready for use; a rule that cannot be used raises RuleError."""
    groups: dict[tuple[str, str], list[tuple[int, str]]] = {}
    compiled: dict[str, Rule] = {}
    kinds: dict[str, str] = {}
    for number, rule in enumerate(rules):
        kinds[rule["id"]] = rule["kind"]
        if "patterns" not in rule:
            continue
        one = _compile_rule(rule)
        name = f"r{number}"
        compiled[name] = one
        body = _WRAP[one.match].format("|".join(rule["patterns"]))
        groups.setdefault((one.match, one.zone), []).append((one.max_words, f"(?P<{name}>{body})"))
    for key, parts in groups.items():
        if key[0] != "within":
            groups[key] = [(max(longest for longest, _ in parts), "|".join(part for _, part in parts))]
    patterns = {
        key: [(longest, re.compile(part)) for longest, part in parts] for key, parts in groups.items()
    }
    return Boilerplate(patterns, compiled, kinds)


def _compile_rule(rule: Mapping[str, Any]) -> Rule:
    match, claims, zone = rule.get("match", "line"), rule.get("claims", "none"), rule.get("zone", "any")
    if match not in MATCHES or claims not in CLAIMS or zone not in ("any", "edge"):
        raise RuleError(f"rule {rule['id']}: match, claims or zone is not one that boilerplate rules know")
    for pattern in rule["patterns"]:
        try:
            groups = re.compile(pattern).groups
        except re.error as error:
            raise RuleError(f"rule {rule['id']}: {pattern!r} is no regular expression: {error}") from error
        if groups:
            raise RuleError(f"rule {rule['id']}: {pattern!r} has a capturing group; write (?:…)")
    return Rule(
        rule["id"],
        rule["kind"],
        match,
        zone,
        int(rule.get("max_words", _MAX_WORDS[match])),
        claims,
        bool(rule.get("ends_body", False)),
        bool(rule.get("truncates", False)),
    )


def rule_hits(rule: Mapping[str, Any], example: str) -> bool:
    """True where the rule claims the example line (or cuts a part of it off), zone aside: what its examples promise."""
    alone = compile_boilerplate([{**rule, "zone": "any"}])
    lines = split_lines(example)
    if len(lines) != 1:
        return False
    if rule.get("match") == "prefix":
        return alone.find_prefix(lines[0].folded) is not None
    if rule.get("match") == "suffix":
        return alone.find_suffix(lines[0].folded) is not None
    return alone.find(lines[0]) is not None
