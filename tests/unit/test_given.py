"""Approved lines reach the documents of their source, and only rows that can be approved lines are."""

import re
from datetime import date

import pytest

from pipeline.errors import RuleError
from pipeline.fingerprint import ROOT
from pipeline.given import approved_for, check_approved
from pipeline.records.cleaning import BODY_KINDS, SPAN_KINDS
from pipeline.rulebook import Rulebook
from pipeline.step import Row
from pipeline.steps.clean import STEP, load

LINES = [
    {"source_id": "gazette", "line": "Le journal du littoral", "span_kind": "navigation"},
    {"source_id": "unknown", "line": "Page imprimée", "span_kind": "other"},
    {"source_id": "lemonde", "line": "Un titre du groupe", "span_kind": "legal"},
]
TEXT = """Le port a rouvert mardi après six mois de travaux, a annoncé la direction.
Le journal du littoral
Un titre du groupe
Page imprimée
Les pêcheurs ont salué la fin du chantier, attendue depuis le printemps."""


def approved_kinds(text: str, lines: list[Row]) -> list[str]:
    document = {"text": text, "first_arrived_on": date(2026, 11, 21)}
    made = STEP.apply({"raw_documents": [document], "hints": [], "approved_lines": lines}, load(Rulebook()))
    return [span.span_kind for span in made["spans"] if span.rule_id == "desk.approved_line"]


def test_a_document_is_given_the_lines_of_the_sources_that_carry_it() -> None:
    found = approved_for(["a", "b", "c"], {"a": ["gazette", "autre"], "b": ["autre"]}, LINES)
    assert found["a"] == [{"line": "Le journal du littoral", "span_kind": "navigation", "signed_by": ""}]
    assert "b" not in found
    assert [row["signed_by"] for row in found["c"]] == ["gazette", "unknown", "lemonde"]


def test_a_line_of_a_known_source_holds_and_one_of_another_does_not() -> None:
    found = approved_for(["a"], {"a": ["gazette"]}, LINES)
    assert approved_kinds(TEXT, found["a"]) == ["navigation"]


def test_where_no_source_is_known_the_signature_decides() -> None:
    found = approved_for(["c"], {}, LINES)["c"]
    assert approved_kinds(TEXT, found) == ["other"]
    assert approved_kinds(TEXT + "\n© lemonde.fr 2026. Reproduction interdite.", found) == ["legal"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"span_kind": "paragraph"}, "no kind of boilerplate"),
        ({"line": "—"}, "words"),
        ({"source_id": ""}, "source_id"),
    ],
)
def test_a_malformed_line_is_named(change: dict[str, str], words: str) -> None:
    with pytest.raises(RuleError, match=f"line 3: .*{words}"):
        check_approved([LINES[0], LINES[1] | change])


def test_the_check_knows_the_same_kinds_of_span() -> None:
    sql = (ROOT / "sql" / "checks" / "spans__is_body_follows_from_kind.sql").read_text(encoding="utf-8")
    body, kinds = (set(re.findall(r"'(\w+)'", part)) for part in re.findall(r"in \(([^)]*)\)", sql))
    assert body == set(BODY_KINDS)
    assert kinds == set(SPAN_KINDS)
