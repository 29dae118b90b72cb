"""Duplicates and stories of the sample, and of events told in two languages, against the pairs that a person sees.

Pairs are of arrivals: two of one document are copies too. The sample's are in pairs.json; texts/events.txt names the
event of each of its reports. What is known to be wrong: two treaties and quarrels of the same two heads of state on one
day are one story.
"""

import json
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any, Final

import duckdb
import pytest

from pipeline.plan import run_plan
from pipeline.workspace import Workspace
from tests.golden.sample import run_sample

pytestmark = pytest.mark.xdist_group("golden")

GOLD: Final[dict[str, Any]] = json.loads((Path(__file__).parent / "pairs.json").read_text(encoding="utf-8"))
Pairs = set[tuple[str, ...]]
FOUND: Final = """
    select a.source_path, d.story_id, coalesce(c.first_carrier_document_id, d.document_id) as carrier_id
    from arrivals as a join documents as d using (document_id) left join duplicates as c using (document_id)
    where a.is_current
"""


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, str, str]]:
    with duckdb.connect(str(run_sample(tmp_path_factory.mktemp("pairs"))), read_only=True) as connection:
        return connection.execute(FOUND).fetchall()


def pairs_of(named: list[tuple[str, str]]) -> Pairs:
    """Pairs of paths that bear one id."""
    return {
        tuple(sorted((one, other)))
        for (one, one_id), (other, other_id) in combinations(named, 2)
        if one_id == other_id
    }


def score(gold: Pairs, pairs: Pairs) -> tuple[float, float]:
    return len(gold & pairs) / max(1, len(pairs)), len(gold & pairs) / len(gold)


def test_every_text_of_the_sample_is_in_a_gold_story(found: list[tuple[str, str, str]]) -> None:
    assert sorted(path for path, _, _ in found) == sorted(path for story in GOLD["stories"] for path in story)


def test_stories_and_duplicates_hold_their_floors(found: list[tuple[str, str, str]]) -> None:
    stories = {tuple(sorted(pair)) for story in GOLD["stories"] for pair in combinations(story, 2)}
    duplicates = {tuple(sorted(pair)) for pair in GOLD["duplicates"]}
    figures = {}
    for name, gold, place in (("story", stories, 1), ("duplicate", duplicates, 2)):
        pairs = pairs_of([(row[0], row[place]) for row in found])
        figures[f"{name}_precision"], figures[f"{name}_recall"] = score(gold, pairs)
    fallen = {name: figure for name, figure in figures.items() if figure < GOLD["floors"][name]}
    assert not fallen, figures


def test_stories_across_languages_hold_their_floors(tmp_path: Path) -> None:
    reports = (Path(__file__).parent / "texts" / "events.txt").read_text(encoding="utf-8").split("\n=== ")[1:]
    gold: list[tuple[str, str]] = []
    for report in reports:
        (event, language), text = report.split("\n", 1)[0].split(), report.split("\n", 1)[1]
        path = f"{language}.example/{event}.txt"
        (tmp_path / "inbox" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "inbox" / path).write_text(text, encoding="utf-8")
        gold.append((path, event))
    workspace = Workspace(tmp_path / "inbox", tmp_path / "output", None, 1, "local", date(2026, 3, 13))
    run_plan(workspace)
    with duckdb.connect(str(workspace.output / "latest" / "verbatim.duckdb"), read_only=True) as connection:
        found = connection.execute(FOUND).fetchall()
    precision, recall = score(pairs_of(gold), pairs_of([(path, story) for path, story, _ in found]))
    assert len(gold) == 28
    assert precision >= GOLD["floors"]["event_precision"]
    assert recall >= GOLD["floors"]["event_recall"]
