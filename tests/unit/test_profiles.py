"""Profiles: what leaves the house, column by column, and how quotations are cut."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow.parquet as pq
import pytest

from pipeline.errors import ReleaseError
from pipeline.release.profiles import derive, profile_columns
from pipeline.tables import COLUMNS, PUBLISHED, QUOTE_LENGTH_DEFAULT, TABLES
from tests.contract.dataset import A, B, H, K, Rows
from tests.unit.releases import make_release

pytestmark = pytest.mark.xdist_group("profiles")

WITHHELD: Final = {
    ("raw_documents", "text"),
    ("hints", "attributes"),
    ("documents", "standfirst"),
    ("paragraphs", "text"),
    ("sentences", "text"),
}
"""What of the tables stays inside. A new column that carries text at length belongs here, and in FULL."""


def limit(**lengths: int) -> Callable[[Rows], None]:
    """Sets the longest quotation of publishers."""

    def change(rows: Rows) -> None:
        for row in rows["publishers"]:
            row["quote_length_max"] = lengths.get(row["publisher_id"], row["quote_length_max"])

    return change


def derived(folder: Path, profile: str = "derived", **lengths: int) -> Path:
    release = make_release(folder / "full", limit(**lengths))
    (folder / profile).mkdir()
    derive(release, profile, folder / profile)
    return folder / profile


def quotes(folder: Path, document_id: str) -> list[tuple[str, bool]]:
    table = pq.read_table(folder / "tables" / "quotes.parquet").to_pylist()
    return [(row["text"], row["is_cut"]) for row in table if row["document_id"] == document_id]


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Full, derived and views of one release, with the gazette at 10 characters and the phare at none."""
    folder = tmp_path_factory.mktemp("profiles")
    derived(folder, gazette=10, phare=0)
    (folder / "views").mkdir()
    derive(folder / "full", "views", folder / "views")
    return folder


def test_what_stays_inside_is_what_was_decided() -> None:
    columns = {(table.name, column.name) for table in PUBLISHED for column in profile_columns(table, "full")}
    left = {(table.name, column.name) for table in PUBLISHED for column in profile_columns(table, "derived")}
    assert columns - left == WITHHELD
    assert left - columns == {("quotes", "is_cut")}
    assert {t.name: t.cut for t in PUBLISHED if t.cut} == {"quotes": {"text"}}


def test_every_column_names_known_profiles() -> None:
    profiles = {"full", "derived", "views"}
    assert all(column.profiles and column.profiles <= profiles for column in COLUMNS.values())
    assert {name for name, column in COLUMNS.items() if "derived" not in column.profiles} == {
        "text", "attributes", "standfirst", "folded_text", "text_before", "text_after",
    }  # fmt: skip


def test_tables_have_the_columns_of_their_profile(releases: Path) -> None:
    names = {path.stem for path in (releases / "derived" / "tables").glob("*.parquet")}
    assert names == {table.name for table in PUBLISHED}
    for name in names:
        schema = pq.read_schema(releases / "derived" / "tables" / f"{name}.parquet")
        assert schema.names == [column.name for column in profile_columns(TABLES[name], "derived")]
        assert all((field.metadata or {}).get(b"comment") for field in schema)


@pytest.mark.parametrize("profile", ["derived", "views"])
def test_no_sentence_leaves_the_house(releases: Path, profile: str) -> None:
    sentences = pq.read_table(releases / "full" / "tables" / "sentences.parquet")["text"].to_pylist()
    lines = [line for text in pq.read_table(releases / "full" / "tables" / "raw_documents.parquet")["text"].to_pylist()
             for line in text.split("\n")]  # fmt: skip
    titles = set(pq.read_table(releases / "full" / "tables" / "documents.parquet")["title"].to_pylist())
    told = [text for text in {*sentences, *lines} - titles if len(text) > 20]
    cells = "\n".join(str(cell) for path in (releases / profile).rglob("*.parquet") for cell in _cells(path))
    others = "\n".join(
        p.read_text() for p in (releases / profile).rglob("*") if p.is_file() and p.suffix != ".parquet"
    )
    assert len(told) > 10
    assert [text for text in told if text in cells or text in others or text.lower() in cells] == []


def _cells(path: Path) -> list[Any]:
    return [cell for column in pq.read_table(path).columns for cell in column.to_pylist()]


def test_quotations_are_cut_to_their_publishers_length_and_marked(releases: Path) -> None:
    full = {
        (row["document_id"], row["quote_index"]): row["text"]
        for row in pq.read_table(releases / "full" / "tables" / "quotes.parquet").to_pylist()
    }
    for row in pq.read_table(releases / "derived" / "tables" / "quotes.parquet").to_pylist():
        whole = full[row["document_id"], row["quote_index"]]
        assert whole.startswith(row["text"])
        assert (
            row["is_cut"]
            == (row["text"] != whole)
            == (len(row["text"]) < row["char_end"] - row["char_start"])
        )


def test_rows_of_a_statement_share_its_length(releases: Path) -> None:
    assert quotes(releases / "derived", A.document_id)[:2] == [("Nous aider", True), ("", True)]


def test_a_copy_is_bound_by_the_terms_of_what_it_copies(releases: Path) -> None:
    """B is published by the matin, which sets no length, and copies A, which the gazette carried."""
    assert quotes(releases / "derived", B.document_id) == [("Nous aider", True), ("", True)]


def test_a_publisher_may_forbid_quotations(releases: Path) -> None:
    assert quotes(releases / "derived", K.document_id) == [("", True)]


def test_without_a_length_the_default_holds(releases: Path) -> None:
    assert quotes(releases / "derived", H.document_id) == [("Le col est fermé", False), ("fermé", False)]
    assert QUOTE_LENGTH_DEFAULT == 200


def test_the_agency_that_signs_a_text_binds_it_too(tmp_path: Path) -> None:
    assert quotes(derived(tmp_path, afp=4), A.document_id)[0] == ("Nous", True)


def test_views_are_made_of_what_is_left(releases: Path) -> None:
    full = {path.stem for path in (releases / "full" / "views").glob("*.parquet")}
    for profile in ("derived", "views"):
        left = {path.stem for path in (releases / profile / "views").glob("*.parquet")}
        assert full - left == {"boilerplate_candidates", "searchable_passages"}
    rows = pq.read_table(releases / "derived" / "views" / "actor_quotes.parquet").to_pylist()
    assert {row["text"] for row in rows if row["document_id"] == A.document_id} == {
        "Nous aider",
        "",
        "aller à Br",
        "prêt",
    }
    assert all(row["is_cut"] for row in rows if row["text"] == "")
    same = [
        pq.read_table(releases / p / "views" / "actor_overview.parquet") for p in ("full", "derived", "views")
    ]
    assert same[0].equals(same[1])
    assert same[1].equals(same[2])


def test_a_release_of_views_has_no_tables(releases: Path) -> None:
    assert not (releases / "views" / "tables").exists()


def test_one_release_always_gives_the_same_bytes(releases: Path, tmp_path: Path) -> None:
    (tmp_path / "again").mkdir()
    derive(releases / "full", "derived", tmp_path / "again")
    assert _hashes(tmp_path / "again") == _hashes(releases / "derived")


def _hashes(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_load_sql_makes_a_duckdb_file_with_comments_and_macros(
    releases: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(releases / "derived")
    with duckdb.connect() as connection:
        connection.execute(Path("load.sql").read_text(encoding="utf-8"))
        said = connection.execute("select distinct text from quotes_of('VERNET') order by 1").fetchall()
        assert ("Nous aider",) in said
        comments = connection.execute(
            "select count(*) filter (comment is null), count(*) from duckdb_columns() where not internal"
        ).fetchone()
        assert comments is not None
        assert comments[0] == 0 < comments[1]
        macros = connection.execute(
            "select function_name from duckdb_functions() where not internal and schema_name = 'main'"
        )
        assert {"fold", "quotes_of"} <= {row[0] for row in macros.fetchall()}


def test_only_a_full_release_can_be_derived_from(releases: Path, tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="no full release"):
        derive(releases / "derived", "views", tmp_path)
    with pytest.raises(ReleaseError, match="choose one of"):
        derive(releases / "full", "everything", tmp_path)
