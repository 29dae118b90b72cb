"""The two real texts beside the repository, block by block and field by field against their gold."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pipeline.rulebook import Rulebook
from pipeline.steps.clean import apply, load

SHARED = Path(__file__).parents[3] / "shared"
SEEDS = sorted((SHARED / "seeds").glob("*.txt"))
SPLITS = {"byline": {"byline", "timestamp"}, "caption": {"caption", "credit"}}
"""Blocks that hold two things may be two spans."""

pytestmark = pytest.mark.skipif(not SEEDS, reason="the real texts are not beside the repository")


@pytest.fixture(params=SEEDS, ids=[seed.stem for seed in SEEDS])
def seed(request: pytest.FixtureRequest) -> tuple[str, dict[str, Any], dict[str, Any]]:
    text = request.param.read_bytes().decode("utf-8")
    gold = json.loads((SHARED / "gold" / "seeds" / f"{request.param.stem}.json").read_text(encoding="utf-8"))
    document = {"text": text, "first_arrived_on": date(2026, 11, 21)}
    made = apply({"raw_documents": [document], "hints": []}, load(Rulebook()))
    return text, gold, dict(made)


def test_every_block_is_a_span(seed: tuple[str, dict[str, Any], dict[str, Any]]) -> None:
    text, gold, made = seed
    spans = [span for span in made["spans"] if span.span_kind != "blank"]
    for block in gold["blocks"]:
        inside = [s for s in spans if s.char_start < block["end"] and s.char_end > block["start"]]
        assert inside[0].char_start == block["start"], text[block["start"] : block["end"]]
        assert inside[-1].char_end == block["end"]
        assert {span.span_kind for span in inside} <= SPLITS.get(block["kind"], {block["kind"]})
    assert len(spans) <= len(gold["blocks"]) + 2


def test_metadata_is_what_the_text_states(seed: tuple[str, dict[str, Any], dict[str, Any]]) -> None:
    _, gold, made = seed
    wanted, (found,) = gold["metadata"], made["metadata"]
    assert found.title == wanted["title"]
    assert list(found.sections) == wanted["section"]
    assert list(found.authors) == wanted["authors"]
    assert found.agency == wanted["agency"]
    assert found.dateline_place == wanted.get("dateline_place")
    assert found.photo_credit == wanted.get("photo_credit")
    for moment, day in ((found.published_at, "published_on"), (found.modified_at, "modified_on")):
        assert (moment.date().isoformat() if moment else None) == wanted[day]
    assert found.published_precision == ("day" if wanted["published_on"] else None)
    if wanted["published_on"]:
        assert (found.dated_on.isoformat(), found.dated_by) == (wanted["published_on"], "published")
    else:
        assert (found.dated_on.isoformat(), found.dated_by) == (wanted["event_date"], "text")
