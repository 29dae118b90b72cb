"""Files of many documents: read in batches and kept in slices, with the same rows as if they were held whole."""

import gzip
import io
import json
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from pipeline import engine, parts
from pipeline.ingest import ledger
from pipeline.plan import run_plan, run_task
from pipeline.release.withdraw import withdraw
from pipeline.steps import read
from pipeline.stored import documents_by_part
from pipeline.workspace import Workspace
from tests.faults.killing import served

DAY = date(2026, 1, 9)
PLACES = ("Valmont", "Brelle", "Sorlat", "Carnelle", "Lorvale", "Rives", "Aubrac")


def texts() -> list[str]:
    return [
        f"Le pont de {place} restera fermé {days} jours, a annoncé la mairie.\n"
        for days, place in enumerate(PLACES, 2)
    ]


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    lines = [json.dumps({"text": text, "id": str(n)}) for n, text in enumerate(texts())]
    lines += ["no record", json.dumps({"text": texts()[2], "id": "again"})]
    (inbox / "wire.jsonl.gz").write_bytes(gzip.compress("\n".join(lines).encode(), mtime=0))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for n, text in enumerate(texts()[:3]):
            archive.writestr(f"lot/{n}.txt", f"{text} Le chantier commence lundi.\n")
        archive.writestr("lot/leer.txt", "")
    (inbox / "lot.zip").write_bytes(packed.getvalue())
    (inbox / "seul.txt").write_text("La digue de Valmont tient, selon le préfet.\n", encoding="utf-8")
    return Workspace(inbox, tmp_path / "out", None, 1, "local", DAY)


@pytest.fixture
def is_small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Limits so low that every file is one of many documents."""
    for module in (ledger, engine):
        monkeypatch.setattr(module, "STREAMED_BYTES", 10)
    monkeypatch.setattr(parts, "PART_BYTES", 250)
    monkeypatch.setattr(parts, "SLICE_RECORDS", 3)
    monkeypatch.setattr(read, "BATCH_RECORDS", 2)


def test_batches_and_slices_change_no_byte(
    workspace: Workspace, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    run_plan(workspace)
    request.getfixturevalue("is_small")
    small = replace(workspace, output=tmp_path / "small")
    run_plan(small)
    assert served(small.output) == served(workspace.output)
    slices = list(documents_by_part(small))
    assert len(slices) > len({(part.day, part.index) for part in slices})
    again = run_plan(small)
    assert {
        name: report.done for name, report in again.items() if report.units == "documents"
    } == dict.fromkeys(("clean", "segment", "names", "mentions", "quotes", "topics", "figures", "relate"), 0)


@pytest.mark.usefixtures("is_small")
def test_a_withdrawal_from_a_large_file_moves_no_other_document(workspace: Workspace) -> None:
    run_plan(workspace)
    before = documents_by_part(workspace)
    gone = next(documents[0] for documents in before.values() if len(documents) > 1)
    withdraw(workspace, [gone], "right_to_be_forgotten")
    run_task("ingest", workspace)
    after = documents_by_part(workspace)
    kept = {part: [d for d in documents if d != gone] for part, documents in before.items()}
    assert after == {part: documents for part, documents in kept.items() if documents}
