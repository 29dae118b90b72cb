"""Which other texts carry the sentences of one that is to go: in any guise, and not by a stock phrase alone."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.release.near import STOCK, Near, find_named, find_near
from pipeline.tables import TABLES, arrow_schema
from tests.contract.dataset import A, B, C
from tests.unit.releases import make_release

OWN: Final = "Le bedeau a rangé trente-deux cierges dans la nef."
STOCK_PHRASE: Final = "Contactée lundi, la préfecture n'a pas donné suite."
GUISES: Final = {
    "exact": OWN,
    "loud": OWN.upper(),
    "plain": "Le bedeau a range trente deux cierges dans la nef",
    "broken": OWN.replace(" dans", "\n  dans"),
    "within": f"À Brelle, « {OWN.removesuffix('.')} », dit-on partout.",
}
OTHERS: Final = {"other": "Le bedeau a rangé trente cierges dans la nef.", "part": "Le bedeau a rangé trente"}


def write(folder: Path, name: str, rows: Sequence[dict[str, Any]]) -> None:
    table = TABLES[name]
    empty = {
        "text": "",
        "int32": 0,
        "bool": False,
        "double": 0.0,
        "string": "",
        "date32[day]": date(2026, 1, 6),
    }
    complete = [
        {
            c.name: row.get(c.name, None if c.name in table.nullable else empty.get(str(c.type), []))
            for c in table.columns
        }
        for row in rows
    ]
    (folder / "tables").mkdir(parents=True, exist_ok=True)
    pq.write_table(
        pa.Table.from_pylist(complete, schema=arrow_schema(name)), folder / "tables" / f"{name}.parquet"
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A text with a sentence of its own and a stock phrase, copies of the one, and many others with the other."""
    folder = tmp_path_factory.mktemp("near")
    texts = {"gone": f"{OWN}\n{STOCK_PHRASE}", **GUISES, **OTHERS}
    texts |= {f"stock{n}": f"{STOCK_PHRASE} Rien de neuf au {n}." for n in range(STOCK + 1)}
    write(folder, "raw_documents", [{"document_id": name, "text": text} for name, text in texts.items()])
    write(folder, "documents", [{"document_id": name, "source_path": f"{name}.txt"} for name in texts])
    sentences = [
        {"document_id": "gone", "sentence_index": n, "text": text}
        for n, text in enumerate((OWN, STOCK_PHRASE, "Trop court."))
    ]
    write(folder, "sentences", sentences)
    write(folder, "duplicates", [{"document_id": "other", "first_carrier_document_id": "gone"}])
    return folder


def test_a_sentence_is_found_in_any_guise_and_a_stock_phrase_tells_nothing(folder: Path) -> None:
    found = {near.document_id: near for near in find_near([folder], ["gone"])}
    assert found.keys() == {*GUISES, "other"}
    assert {found[name].sentence_count for name in GUISES} == {1}
    assert found["other"] == Near("other", 0, True, "other.txt", "")


def test_a_document_of_two_releases_is_told_once(folder: Path) -> None:
    assert find_near([folder, folder], ["gone"]) == find_near([folder], ["gone"])
    assert "exact" not in {near.document_id for near in find_near([folder], ["gone", "exact"])}


def test_what_is_shown_of_a_text_names_it(tmp_path: Path) -> None:
    release = make_release(tmp_path / "release")
    named = find_named(release, A.document_id)
    assert named is not None
    assert (named.title, named.publisher, named.dated_on) == (A.title(), "La Gazette du Lac", A.dated_on)
    assert (named.content_sha256[:32], named.arrival_count) == (A.document_id, 2)
    assert find_named(release, "0" * 32) is None
    (near, *others) = find_near([release], [A.document_id])
    assert near == Near(B.document_id, 1, True, "B.txt", "Un plan pour le lac")
    assert C.document_id not in {other.document_id for other in others}
