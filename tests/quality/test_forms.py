"""What cleaning keeps and strips of texts in forms that no rule was written for. The floors only rise."""

from datetime import date
from functools import cache

import pytest

from pipeline.rulebook import Rulebook
from pipeline.steps.clean import load
from pipeline.text.clean.cleaning import CleaningRules, clean
from tests.quality.forms import Labelled, Verdict, judge_lines, read_forms

RECALL_MIN = 0.96
REMOVED_MIN = 0.99
FORMS = read_forms()


@cache
def rules() -> CleaningRules:
    return load(Rulebook())


@cache
def verdicts() -> list[Verdict]:
    found: list[Verdict] = []
    for form in FORMS:
        spans, _ = clean(form.text, [], rules(), date(2026, 11, 21))
        found += judge_lines(form, spans)
    return found


def test_there_are_texts_of_many_forms() -> None:
    assert len(FORMS) >= 15
    assert {verdict.is_body for verdict in verdicts()} == {True, False}


def test_body_lines_are_kept() -> None:
    body = [verdict for verdict in verdicts() if verdict.is_body]
    lost = [(verdict.name, verdict.line) for verdict in body if not verdict.is_kept]
    assert 1 - len(lost) / len(body) >= RECALL_MIN, lost


def test_other_lines_are_stripped() -> None:
    other = [verdict for verdict in verdicts() if not verdict.is_body]
    kept = [(verdict.name, verdict.line) for verdict in other if verdict.is_kept]
    assert 1 - len(kept) / len(other) >= REMOVED_MIN, kept


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_no_sentence_is_lost(form: Labelled) -> None:
    lost = [
        verdict.line
        for verdict in verdicts()
        if verdict.name == form.name
        and verdict.is_body
        and not verdict.is_kept
        and verdict.line.rstrip().endswith(".")
    ]
    assert not lost
