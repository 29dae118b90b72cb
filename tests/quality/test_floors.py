"""Quality floors: no figure on a public gold set may fall below what was reached before. Floors only rise."""

import json
from pathlib import Path
from typing import Final

import pytest

from pipeline.fingerprint import ROOT
from tests.quality.evaluate import score

GOLD: Final = ROOT.parent / "shared" / "gold"
FLOORS: Final[dict[str, dict[str, float]]] = json.loads(
    (Path(__file__).parent / "floors.json").read_text(encoding="utf-8")
)


@pytest.mark.skipif(not GOLD.is_dir(), reason="the gold sets are not on this machine")
@pytest.mark.parametrize("set_name", sorted(FLOORS))
def test_figures_hold_their_floors(set_name: str, tmp_path: Path) -> None:
    figures, printed = score(GOLD / set_name, tmp_path)
    fallen = {f: figures.get(f) for f, floor in FLOORS[set_name].items() if figures.get(f, 0.0) < floor}
    assert not fallen, printed
