"""Floors for quotations on the project's own texts, and what a score promises. Floors only rise."""

from pathlib import Path
from typing import Final

import pytest

from tests.quality.calibrate import LEANING, USUAL, calibrate, write_scores
from tests.quality.quotations import Match, Statement, figures, match, read_texts, tag

FLOORS: Final = {
    "f1_iou30": 0.975,
    "f1_iou80": 0.97,
    "kind_accuracy": 0.985,
    "speaker_name_accuracy": 0.945,
    "relayed_by_accuracy": 0.9,
}
SURE: Final = 0.8


@pytest.fixture(scope="module")
def matches() -> list[Match]:
    """What the steps find in every text, beside what is annotated."""
    return [m for text in read_texts() for m in match(text.statements, tag(text.text)["quotes"])]


def test_annotations_say_where_their_words_stand() -> None:
    texts = read_texts()
    assert len(texts) >= 60
    assert all(0 <= s.start < s.end <= len(a.text) for a in texts for s in a.statements)
    assert not any(mark in a.text for a in texts for mark in "⟦⟧")


def test_figures_hold_their_floors(matches: list[Match]) -> None:
    found = figures(matches)
    assert not {name: found[name] for name, floor in FLOORS.items() if found[name] < floor}


def test_sure_rows_are_many_and_right(matches: list[Match]) -> None:
    rows = [m for m in matches if m.row is not None]
    sure = [m for m in rows if m.row is not None and m.row["score"] >= SURE]
    assert 2 * len(sure) >= len(rows)
    assert sum(m.is_right for m in sure) >= 0.9 * len(sure)


def test_scores_are_shares_that_lean_on_what_is_usual() -> None:
    statement = Statement(0, 9, "direct", "Ada Aubrac", "", "")
    right = Match({"rule_id": "fr.quote.que", "score": 0.9, "speaker_name": "Ada Aubrac"}, statement, 1.0)
    wrong = Match({"rule_id": "fr.quote.que", "score": 0.9, "speaker_name": "Hugo Sorel"}, statement, 1.0)
    assert calibrate([], {"fr.quote.que": 0.5})["fr.quote.que"] == USUAL
    assert calibrate([right] * 99 + [wrong] * 11, {"fr.quote.que": 0.9})["fr.quote.que"] == pytest.approx(
        (99 + LEANING * USUAL) / (110 + LEANING), abs=0.006
    )


def test_scores_are_written_in_place(tmp_path: Path) -> None:
    path = tmp_path / "rules.toml"
    path.write_text('[[rule]]\nid = "fr.quote.que"\nkind = "quote_pattern"\nscore = 0.5\n', encoding="utf-8")
    write_scores({"fr.quote.que": 0.91}, path)
    assert "score = 0.91\n" in path.read_text(encoding="utf-8")
