"""Verification: every kind of damage is found and named, in releases of every profile, wherever they lie."""

import json
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.errors import ReleaseError
from pipeline.parquet import hash_file
from pipeline.release.describe import CHECKSUMS, write_checksums
from pipeline.release.profiles import derive
from pipeline.release.verify import verify
from tests.unit.releases import make_release

pytestmark = pytest.mark.xdist_group("verify")

PROFILES: Final = ("full", "derived", "views")


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("verify")
    make_release(folder / "full")
    for profile in PROFILES[1:]:
        (folder / profile).mkdir()
        derive(folder / "full", profile, folder / profile)
    return folder


@pytest.fixture
def copy(releases: Path, tmp_path: Path) -> Callable[[str], Path]:
    """A copy of a release, elsewhere, to damage."""

    def make(profile: str) -> Path:
        folder: Path = shutil.copytree(releases / profile, tmp_path / profile)
        return folder

    return make


def rewrite(path: Path, change: Callable[[Any], Any]) -> None:
    """Writes a Parquet file anew with other rows."""
    table = pq.read_table(path)
    pq.write_table(change(table), path, compression="zstd")


def flip(path: Path, chance: random.Random) -> None:
    """Flips one bit of a file."""
    data = bytearray(path.read_bytes())
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    path.write_bytes(data)


def execute(folder: Path, sql: str) -> None:
    with duckdb.connect(str(folder / "verbatim.duckdb")) as connection:
        connection.execute(sql)


@pytest.mark.parametrize("profile", PROFILES)
def test_a_release_is_found_as_released_also_as_a_copy(
    releases: Path, copy: Callable[[str], Path], profile: str
) -> None:
    assert verify(releases / profile) == []
    assert verify(copy(profile)) == []


@pytest.mark.parametrize("profile", PROFILES)
def test_verifying_leaves_nothing_in_the_folder(releases: Path, profile: str) -> None:
    def state() -> dict[Path, tuple[int, int]]:
        return {
            path: (path.stat().st_mtime_ns, path.stat().st_size) for path in (releases / profile).rglob("*")
        }

    before = state()
    verify(releases / profile)
    assert state() == before


@pytest.mark.parametrize("profile", PROFILES)
def test_a_flipped_bit_is_found_in_every_file(copy: Callable[[str], Path], profile: str) -> None:
    folder = copy(profile)
    chance = random.Random(7)
    said = {CHECKSUMS, "manifest.json"}
    files = {p.relative_to(folder).as_posix(): p for p in sorted(folder.rglob("*")) if p.is_file()}
    for name in files.keys() - said:
        flip(files[name], chance)
    problems = verify(folder)
    for name in files.keys() - said:
        assert any(problem.startswith(f"{name}: the bytes differ") for problem in problems), name


@pytest.mark.parametrize("name", [CHECKSUMS, "manifest.json"])
def test_a_flipped_bit_is_found_in_what_the_others_are_checked_by(
    copy: Callable[[str], Path], name: str
) -> None:
    folder = copy("derived")
    whole = (folder / name).read_bytes()
    for seed in range(20):
        flip(folder / name, random.Random(seed))
        assert any(name in problem for problem in verify(folder)), seed
        (folder / name).write_bytes(whole)


@pytest.mark.parametrize(
    "name", ["tables/quotes.parquet", "manifest.json", "verbatim.duckdb", "README.md", CHECKSUMS]
)
def test_a_cut_file_is_found(copy: Callable[[str], Path], name: str) -> None:
    folder = copy("full")
    data = (folder / name).read_bytes()
    (folder / name).write_bytes(data[: len(data) // 2])
    problems = verify(folder)
    assert any(name in problem for problem in problems)
    if name.endswith(".parquet"):
        assert f"{name}: the file is cut: {len(data) // 2} bytes instead of {len(data)}" in problems
        assert any(problem.startswith(f"{name}: cannot be read") for problem in problems)


def test_missing_and_added_files_are_named(copy: Callable[[str], Path]) -> None:
    folder = copy("derived")
    (folder / "tables" / "dates.parquet").unlink()
    (folder / "tables" / "more.parquet").write_bytes(b"")
    assert verify(folder) == [
        "tables/dates.parquet: the file is missing that SHA256SUMS names",
        "tables/more.parquet: not part of the release, SHA256SUMS does not name it",
    ]


def test_a_missing_row_is_counted_and_named(copy: Callable[[str], Path]) -> None:
    folder = copy("full")
    rewrite(folder / "tables" / "quotes.parquet", lambda table: table.slice(1))
    problems = verify(folder)
    assert "tables/quotes.parquet: 11 rows, the manifest says 12" in problems
    assert any(
        problem.startswith("quotes: 1 rows of verbatim.duckdb that tables/quotes.parquet has not, such as")
        and "'quote_index': '0'" in problem
        for problem in problems
    )


def test_a_changed_cell_is_named_also_where_all_hashes_were_made_anew(copy: Callable[[str], Path]) -> None:
    folder = copy("full")
    path = folder / "tables" / "quotes.parquet"

    def lower(table: Any) -> Any:
        place = table.schema.get_field_index("score")
        return table.set_column(place, table.schema.field("score"), pa.array([0.1] * table.num_rows))

    rewrite(path, lower)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    manifest["tables"]["quotes"] |= {"sha256": hash_file(path), "bytes": path.stat().st_size}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    write_checksums(folder)
    problems = verify(folder)
    assert any(
        "rows of tables/quotes.parquet that verbatim.duckdb has not" in problem for problem in problems
    )


CHANGES: Final = {
    "comment on column quotes.cue is 'Something else.'": "the comment on column quotes.cue was changed",
    "comment on table actors is null": "the comment on table actors was changed",
    "comment on view unresolved_speakers is 'x'": "the comment on view unresolved_speakers was changed",
    "create or replace macro fold(wording) as lower(wording)": "macro fold is defined otherwise than in sql/",
    "drop macro table quotes_of": "macro quotes_of is missing",
    "create or replace view role_conflicts as select 1 as one": "view role_conflicts is defined otherwise than in",
    "create table mine as select 1 as one": "table mine is not part of the release",
    "update actor_pairs set report_count = 0": "rows of verbatim.duckdb that views/actor_pairs.parquet has not",
    "delete from topics where topic_id = 'test:plan'": "1 rows of tables/topics.parquet that verbatim.duckdb has not",
    "drop table dates": "verbatim.duckdb: dates is missing",
}
"""Changes of the DuckDB file, and what must be said of each."""


def test_what_was_changed_in_the_duckdb_file_is_named(copy: Callable[[str], Path]) -> None:
    folder = copy("full")
    for sql in CHANGES:
        execute(folder, sql)
    problems = verify(folder)
    assert any(problem.startswith("verbatim.duckdb: the bytes differ") for problem in problems)
    for named in CHANGES.values():
        assert any(named in problem for problem in problems), (named, problems)


@pytest.mark.parametrize(
    ("profile", "table", "column", "value", "named"),
    [
        ("full", "sentences", "char_end", 2, "sentences__text_is_where_it_says"),
        ("full", "mentions", "actor_id", "nobody", "mentions__actor_id_in_actors"),
        ("derived", "mentions", "actor_id", "nobody", "mentions__actor_id_in_actors"),
        ("derived", "quotes", "is_cut", True, "quotes__cut_as_publishers_allow"),
        ("derived", "quotes", "quote_index", 0, "quotes__key_is_unique"),
    ],
)
def test_a_broken_promise_is_named_where_every_hash_agrees(
    copy: Callable[[str], Path], profile: str, table: str, column: str, value: object, named: str
) -> None:
    """As if a release had been made wrongly: all is consistent but what the rows say."""
    folder = copy(profile)
    path = folder / "tables" / f"{table}.parquet"

    def change(rows: Any) -> Any:
        place = rows.schema.get_field_index(column)
        return rows.set_column(
            place,
            rows.schema.field(column),
            pa.array([value] * rows.num_rows, rows.schema.field(column).type),
        )

    rewrite(path, change)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    manifest["tables"][table] |= {"sha256": hash_file(path), "bytes": path.stat().st_size}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    if profile == "full":
        shown = f"'{value}'" if isinstance(value, str) else value
        execute(folder, f"update {table} set {column} = {shown}")
    write_checksums(folder)
    problems = verify(folder)
    assert any(f"check {named}:" in problem for problem in problems), problems


def test_other_columns_than_declared_are_named(copy: Callable[[str], Path]) -> None:
    folder = copy("derived")
    rewrite(folder / "tables" / "topics.parquet", lambda table: table.drop_columns(["level"]))
    assert any("columns differ from schema version 1: level int32" in problem for problem in verify(folder))


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '"a"', "\x00\xff"])
def test_a_manifest_that_is_none_is_a_message(copy: Callable[[str], Path], text: str) -> None:
    folder = copy("views")
    (folder / "manifest.json").write_text(text, encoding="utf-8")
    assert any(problem.startswith("manifest.json: ") for problem in verify(folder))


def test_odd_lines_of_checksums_are_a_message(copy: Callable[[str], Path]) -> None:
    folder = copy("views")
    with (folder / CHECKSUMS).open("a", encoding="utf-8") as file:
        file.write("nonsense\n" + "0" * 64 + "  ../outside\n")
    assert len([problem for problem in verify(folder) if "no checksum and file name" in problem]) == 2


def test_a_folder_that_is_no_release_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="is no release"):
        verify(tmp_path)
