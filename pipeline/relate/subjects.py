"""What figures count: the units that reports of one story use for one thing.

What belongs here: reading rule set `figure_subjects`, which a desk lays its own rows over. What does not: comparing
figures (sql/models/story_figures.sql, diverging_figures.sql), finding them (pipeline/text/figures).
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from pipeline.errors import RuleError
from pipeline.text.folding import fold_words

RULE_SET: Final = "figure_subjects"


def subject_rows(rows: Iterable[Mapping[str, str]]) -> list[dict[str, Any]]:
    """Rows of table figure_subjects from those of the rule set, by unit; of two that fold alike the later one counts.

    Raises RuleError where a row has no unit or subject, or is_measure is neither true nor false.
    """
    made: dict[str, dict[str, Any]] = {}
    for row in rows:
        unit = fold_words(row["unit"])
        if not unit or not row["subject"]:
            raise RuleError(
                f"{RULE_SET}.csv: a row needs a unit and a subject, not {row['unit']!r}, {row['subject']!r}"
            )
        if row["is_measure"] not in ("true", "false"):
            raise RuleError(
                f"{RULE_SET}.csv, {row['unit']}: is_measure {row['is_measure']!r} is neither true nor false"
            )
        made[unit] = {"unit": unit, "subject": row["subject"], "is_measure": row["is_measure"] == "true"}
    return [made[unit] for unit in sorted(made)]
