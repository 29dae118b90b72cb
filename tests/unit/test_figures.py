from datetime import date

from pipeline.records.segmentation import Context, Passage
from pipeline.rulebook import Rulebook
from pipeline.step import as_row
from pipeline.steps.figures import STEP

TEXT = "Réunis le 6 janvier 2026 à 20 heures, 35 pays.\nHier, 12 élus."
CONTEXT = Context("fr", 1.0, 12, date(2026, 1, 7), "text")


def passages(language: str = "fr") -> list[Passage]:
    split = TEXT.index("\n")
    return [
        Passage(0, split, "title", None, None, language, TEXT[:split]),
        Passage(split + 1, len(TEXT), "body", 0, "paragraph", language, TEXT[split + 1 :]),
    ]


def test_dates_and_times_are_no_amounts() -> None:
    rows = {"passages": [as_row(p) for p in passages()], "contexts": [as_row(CONTEXT)]}
    made = STEP.apply(rows, STEP.load(Rulebook()))
    assert tuple(made) == STEP.outputs
    assert [(a.surface, a.paragraph_index) for a in made["amounts"]] == [("35 pays", None), ("12 élus", 0)]
    assert [(d.surface, d.date_from) for d in made["dates"]] == [
        ("6 janvier 2026", date(2026, 1, 6)),
        ("Hier", date(2026, 1, 6)),
    ]
    for row in (*made["amounts"], *made["dates"]):
        assert TEXT[row.char_start : row.char_end] == row.surface


def test_rules_of_rows_are_published() -> None:
    ids = {rule["id"] for name in STEP.rules for rule in Rulebook().rules(name)}
    rows = {"passages": [as_row(p) for p in passages()], "contexts": [as_row(CONTEXT)]}
    made = STEP.apply(rows, STEP.load(Rulebook()))
    assert {row.rule_id for row in (*made["amounts"], *made["dates"])} <= ids
