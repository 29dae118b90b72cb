"""Corrections: applied where the row says what the curator saw, and only there."""

import pytest

from pipeline.corrections import apply_corrections, as_text, read_corrections
from pipeline.errors import RuleError
from pipeline.step import Row

SPAN: Row = {
    "char_start": 0,
    "char_end": 9,
    "span_kind": "paragraph",
    "is_body": True,
    "rule_id": "r",
    "score": 1.0,
}


def line(**more: str) -> dict[str, str]:
    row = {
        "table_name": "spans",
        "document_id": "d",
        "char_start": "0",
        "char_end": "9",
        "column_name": "span_kind",
        "expected": "paragraph",
        "value": "share",
        "author": "A. Curator",
        "reason": "a share bar",
    }
    return row | more


def test_a_correction_overrules_a_value_and_says_so() -> None:
    other = SPAN | {"char_start": 9, "char_end": 12}
    made = apply_corrections("spans", [SPAN, other], read_corrections([line()]))
    assert made == [SPAN | {"span_kind": "share", "is_body": False, "rule_id": "desk.correction"}, other]
    assert SPAN["span_kind"] == "paragraph"


@pytest.mark.parametrize("row", [SPAN | {"span_kind": "title"}, SPAN | {"char_end": 8}])
def test_a_row_that_says_something_else_now_is_left_alone(row: Row) -> None:
    assert apply_corrections("spans", [row], read_corrections([line()])) == [row]


def test_values_take_the_type_of_their_column() -> None:
    offsets = {"table_name": "documents", "char_start": "", "char_end": ""}
    lines = [
        line(column_name="authors", expected="AFP", value="Jeanne Corbelin|Paul Vasseur", **offsets),
        line(column_name="published_at", expected="", value="2026-01-06 10:30:00", **offsets),
        line(column_name="title", expected="Un titre", value="", **offsets),
    ]
    row: Row = {"authors": ["AFP"], "published_at": None, "title": "Un titre"}
    made = apply_corrections("metadata", [row], read_corrections(lines))[0]
    assert made["authors"] == ["Jeanne Corbelin", "Paul Vasseur"]
    assert str(made["published_at"]) == "2026-01-06 10:30:00"
    assert made["title"] is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"table_name": "nothing"},
        {"column_name": "nothing"},
        {"author": ""},
        {"reason": ""},
        {"char_start": "x"},
    ],
)
def test_a_line_that_is_no_correction_is_named(wrong: dict[str, str]) -> None:
    with pytest.raises(RuleError, match=r"corrections.csv, line 2"):
        read_corrections([line(**wrong)])


def test_a_value_that_does_not_fit_is_named() -> None:
    wrong = read_corrections([line(column_name="score", expected="1.0", value="much")])
    with pytest.raises(RuleError, match=r"'much' is no value for spans.score"):
        apply_corrections("spans", [SPAN], wrong)


def test_values_as_a_curator_writes_them() -> None:
    assert [as_text(value) for value in (None, True, ["a", "b"], 1.5)] == ["", "true", "a|b", "1.5"]
