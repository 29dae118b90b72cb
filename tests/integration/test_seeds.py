"""The two real seed texts, from the inbox to the release, against what a reader sees in them."""

import json
import unicodedata
from pathlib import Path
from typing import Any, Final

import duckdb
import pytest

from pipeline.fingerprint import ROOT
from pipeline.plan import run_plan
from pipeline.release.build import DATASET
from pipeline.release.verify import verify
from pipeline.workspace import Workspace

SHARED: Final = ROOT.parent / "shared"
SEEDS: Final = ("000_c5d2e284d227fd54", "004_400d3087bd70bfc3")

pytestmark = [
    pytest.mark.skipif(not SHARED.is_dir(), reason="the seed texts are not on this machine"),
]

Row = dict[str, Any]


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("seeds")
    run_plan(Workspace.from_environment(inbox=SHARED / "seeds", output=output, day="2026-01-09"))
    return (output / "latest").resolve()


@pytest.fixture(scope="module")
def gold() -> dict[str, Row]:
    return {
        s: json.loads((SHARED / "gold" / "seeds" / f"{s}.json").read_text(encoding="utf-8")) for s in SEEDS
    }


def rows(release: Path, seed: str, sql: str) -> list[Row]:
    """Rows of a query in which {d} stands for the seed's document_id."""
    with duckdb.connect(str(release / DATASET), read_only=True) as connection:
        document = f"(select document_id from documents where source_path = '{seed}.txt')"
        found: list[Row] = connection.sql(sql.replace("{d}", document)).to_arrow_table().to_pylist()
        return found


def iou(a: tuple[int, int], b: tuple[int, int]) -> float:
    shared = min(a[1], b[1]) - max(a[0], b[0])
    return shared / (max(a[1], b[1]) - min(a[0], b[0])) if shared > 0 else 0.0


def words(name: str | None) -> set[str]:
    flat = unicodedata.normalize("NFKD", name or "").encode("ascii", "ignore").decode().lower()
    return set(flat.replace("-", " ").split()) - {"le", "la", "les", "l", "de", "des", "du"}


def matched(release: Path, gold: dict[str, Row], seed: str) -> list[tuple[Row, Row]]:
    """Gold quotations with the row of `quotes` that covers each best, where IoU is 0.3 or more."""
    quotes = rows(release, seed, "select * from quotes where document_id = {d}")
    pairs = []
    for wanted in gold[seed]["quotes"]:
        best = max(quotes, key=lambda q: iou((q["char_start"], q["char_end"]), tuple(wanted["content"])))
        if iou((best["char_start"], best["char_end"]), tuple(wanted["content"])) >= 0.3:
            pairs.append((wanted, best))
            quotes.remove(best)
    return pairs


def is_right(wanted: Row, got: Row) -> bool:
    return bool(words(wanted["speaker"]) and words(wanted["speaker"]) <= words(got["speaker_name"]))


def test_quotations_and_their_speakers_are_found(release: Path, gold: dict[str, Row]) -> None:
    pairs = [pair for seed in SEEDS for pair in matched(release, gold, seed)]
    wrong = [(w["speaker"], g["speaker_name"], g["text"]) for w, g in pairs if not is_right(w, g)]
    assert len(pairs) >= 18, pairs
    assert len(pairs) - len(wrong) >= 16, wrong


@pytest.mark.parametrize(
    ("surface", "cue", "speaker", "relay"),
    [
        ("Il", "a ainsi déclaré", "Emmanuel Macron", "TF1 Info"),
        ("Sa présidente, Ursula von der Leyen", "a estimé", "Ursula von der Leyen", None),
        ("Zelensky", "Selon", "Volodymyr Zelensky", None),
        ("l’Élysée", "Selon", "Élysée", None),
    ],
)
def test_the_telling_quotations(
    release: Path, gold: dict[str, Row], surface: str, cue: str, speaker: str, relay: str | None
) -> None:
    pairs = [pair for seed in SEEDS for pair in matched(release, gold, seed)]
    told = [got for want, got in pairs if (want["_text"]["speaker"], want["_text"]["cue"]) == (surface, cue)]
    assert [row["relayed_by"] for row in told] == [relay]
    assert words(speaker) <= words(told[0]["speaker_name"])


@pytest.mark.parametrize("seed", SEEDS)
def test_every_actor_is_found(release: Path, gold: dict[str, Row], seed: str) -> None:
    sql = "select distinct name from mentions join actors using (actor_id) where document_id = {d}"
    found = [words(row["name"]) for row in rows(release, seed, sql)]
    missing = [name for name in gold[seed]["actors"] if not any(words(name) <= have for have in found)]
    assert not missing


@pytest.mark.parametrize("seed", SEEDS)
def test_amounts_have_value_unit_and_approximation(release: Path, gold: dict[str, Row], seed: str) -> None:
    found = rows(release, seed, "select * from amounts where document_id = {d}")
    for wanted in gold[seed]["amounts"]:
        covering = [
            row for row in found if iou((row["char_start"], row["char_end"]), tuple(wanted["surface"])) > 0.5
        ]
        assert [(row["value"], row["unit"], row["is_approximate"]) for row in covering] == [
            (wanted["value"], wanted["unit"], wanted["approximate"])
        ]


def test_documents_are_dated_by_what_they_say(release: Path) -> None:
    found = rows(
        release, SEEDS[0], "select source_path, dated_on, dated_by, published_precision from documents"
    )
    by_path = {
        row["source_path"]: (str(row["dated_on"]), row["dated_by"], row["published_precision"])
        for row in found
    }
    assert by_path == {
        f"{SEEDS[0]}.txt": ("2026-01-06", "published", "day"),
        f"{SEEDS[1]}.txt": ("2026-01-06", "text", None),
    }


def test_the_two_texts_are_one_story_and_no_duplicates(release: Path) -> None:
    found = rows(
        release, SEEDS[0], "select count(distinct story_id) as n, count(duplicate_of) as d from documents"
    )
    assert found == [{"n": 1, "d": 0}]


def test_the_release_is_whole(release: Path) -> None:
    assert verify(release) == []
