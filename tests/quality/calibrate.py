"""`python -m tests.quality.calibrate`: writes the scores of quote_patterns.toml, measured on the project's own texts.

What belongs here: from matches to a score a pattern. What does not: the matching (quotations.py) and the floors
(test_quotations.py), which check that the scores hold what they promise.

A row's score is its pattern's score times the certainty of its speaker. A pattern's score is therefore its right rows
over the certainty of all its rows; a pattern seen rarely leans towards what patterns reach on the whole
(shrinkage with a pseudo-count, as in Laplace's rule of succession).
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from pipeline.fingerprint import ROOT
from pipeline.rulebook import Rulebook
from tests.quality.quotations import Match, match, read_texts, tag

RULES: Final = ROOT / "pipeline" / "rules" / "quote_patterns.toml"
LEANING: Final = 10
"""Rows' worth of weight that the expected share has against what was counted."""
EXPECTED: Final = {
    "fr.quote.object": 0.72,
    "fr.quote.floating": 0.72,
    "fr.quote.fragment": 0.6,
    "fr.quote.passive": 0.7,
    "fr.quote.echo": 0.75,
}
"""Share expected of patterns that the texts hold too seldom, and that lean on what their surroundings show."""
USUAL: Final = 0.88
HIGHEST: Final = 0.95


def calibrate(matches: Iterable[Match], scores: Mapping[str, float]) -> dict[str, float]:
    """The score of every pattern; `scores` are those in force, by which the rows' certainties are known."""
    right: dict[str, float] = defaultdict(float)
    certain: dict[str, float] = defaultdict(float)
    for found in matches:
        if found.row is not None:
            rule_id = found.row["rule_id"]
            right[rule_id] += found.is_right
            certain[rule_id] += found.row["score"] / scores[rule_id]
    made = {}
    for rule_id in scores:
        expected = EXPECTED.get(rule_id, USUAL)
        share = (right[rule_id] + LEANING * expected) / (certain[rule_id] + LEANING)
        made[rule_id] = round(min(share, HIGHEST), 2)
    return made


def write_scores(scores: Mapping[str, float], path: Path = RULES) -> None:
    """Puts the scores in place of those that the rules file holds."""
    text = path.read_text(encoding="utf-8")
    for rule_id, score in scores.items():
        pattern = rf'(id = "{re.escape(rule_id)}"\nkind = "quote_pattern"\nscore = )[\d.]+'
        text = re.sub(pattern, rf"\g<1>{score}", text)
    path.write_text(text, encoding="utf-8")


def scores_in_force() -> dict[str, float]:
    """The scores of the patterns as the rules have them."""
    rules = Rulebook().rules("quote_patterns")
    return {rule["id"]: rule["score"] for rule in rules if rule["kind"] == "quote_pattern"}


def main() -> None:
    """Tags the texts, and writes and prints the scores of the patterns."""
    before = scores_in_force()
    matches = [m for a in read_texts() for m in match(a.statements, tag(a.text)["quotes"])]
    after = calibrate(matches, before)
    write_scores(after)
    for rule_id in before:
        print(rule_id, before[rule_id], after[rule_id])


if __name__ == "__main__":
    main()
