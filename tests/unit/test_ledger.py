"""The ledger and the raw store: what is seen, kept and told once."""

import os
from datetime import date
from pathlib import Path

import pytest

from pipeline.ingest import ledger
from pipeline.ingest.ledger import UNREADABLE, collect, hidden_files, read_ledger
from pipeline.parts import PART_BYTES, PART_FILES, SLICE_RECORDS, PartId, partition_files, slices_of

DAY = date(2026, 1, 6)


@pytest.fixture
def place(tmp_path: Path) -> tuple[Path, Path, Path]:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    return inbox, tmp_path / "raw", tmp_path / "store" / "scan.json"


def test_original_bytes_are_kept_by_hash_and_each_file_is_told_once(place: tuple[Path, Path, Path]) -> None:
    inbox, raw, cache = place
    (inbox / "b").mkdir()
    (inbox / "b" / "x.txt").write_bytes("déjà".encode("cp1252"))
    (inbox / "a.txt").write_bytes(b"one")
    (inbox / ".hidden").write_bytes(b"no")
    new = collect(inbox, raw, cache, DAY)
    assert [s.source_path for s in new] == ["a.txt", "b/x.txt"]
    assert (raw / new[1].file_sha256).read_bytes() == "déjà".encode("cp1252")
    assert collect(inbox, raw, cache, DAY) == []
    assert read_ledger(raw) == new


def test_a_changed_file_is_told_again_and_one_that_leaves_is_not(place: tuple[Path, Path, Path]) -> None:
    inbox, raw, cache = place
    path = inbox / "a.txt"
    path.write_bytes(b"one")
    collect(inbox, raw, cache, DAY)
    path.write_bytes(b"two")
    os.utime(path, (1, 1))
    assert [s.byte_count for s in collect(inbox, raw, cache, date(2026, 1, 7))] == [3]
    path.unlink()
    assert collect(inbox, raw, cache, DAY) == []
    assert [s.arrived_on for s in read_ledger(raw)] == ["2026-01-06", "2026-01-07"]


def test_a_line_cut_short_by_a_crash_does_not_count_and_is_mended(place: tuple[Path, Path, Path]) -> None:
    inbox, raw, cache = place
    (inbox / "a.txt").write_bytes(b"one")
    first = collect(inbox, raw, cache, DAY)
    with (raw / "ledger.jsonl").open("ab") as file:
        file.write(b'{"source_path": "b')
    assert read_ledger(raw) == first
    (inbox / "c.txt").write_bytes(b"three")
    collect(inbox, raw, cache, DAY)
    assert [s.source_path for s in read_ledger(raw)] == ["a.txt", "c.txt"]


def test_files_that_cannot_be_opened_or_are_too_large_are_seen_but_not_kept(
    place: tuple[Path, Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox, raw, cache = place
    monkeypatch.setattr(ledger, "size_limit", lambda _path: 5)
    (inbox / "big.txt").write_bytes(b"123456")
    (inbox / "shut.txt").write_bytes(b"1")
    original = Path.read_bytes

    def refuse(path: Path) -> bytes:
        if path.name == "shut.txt":
            raise PermissionError(path)
        return original(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    big, shut = collect(inbox, raw, cache, DAY)
    assert (big.byte_count, shut.file_sha256) == (6, UNREADABLE)
    assert [path.name for path in raw.iterdir()] == ["ledger.jsonl"]


def test_a_name_that_is_no_utf8_is_told_in_escapes(place: tuple[Path, Path, Path]) -> None:
    inbox, raw, cache = place
    Path(os.fsdecode(bytes(inbox) + b"/caf\xe9.txt")).write_bytes(b"x")
    assert [s.source_path for s in collect(inbox, raw, cache, DAY)] == ["caf\\xe9.txt"]
    assert collect(inbox, raw, cache, DAY) == []


def test_parts_are_bounded_and_a_later_file_moves_no_earlier_one() -> None:
    seen = [ledger.Sighting(f"{n}.txt", f"h{n}", 10, "2026-01-06") for n in range(PART_FILES + 1)]
    parts = partition_files(seen)
    assert [len(files) for files in parts.values()] == [PART_FILES, 1]
    again = partition_files(
        [*seen, ledger.Sighting("x", "h3", 10, "2026-01-07"), ledger.Sighting("y", "z", 1, "2026-01-05")]
    )
    assert again[PartId(date(2026, 1, 6), 0)] == parts[PartId(date(2026, 1, 6), 0)]
    assert next(iter(again)).day == date(2026, 1, 5)
    assert PartId(date(2026, 1, 7), 0) not in again


def test_what_is_hidden_is_told(place: tuple[Path, Path, Path]) -> None:
    inbox = place[0]
    for name in (".a.txt", "b/.c.txt", "b/d.txt", ".git/config", ".git/refs/head"):
        (inbox / name).parent.mkdir(parents=True, exist_ok=True)
        (inbox / name).write_bytes(b"x")
    (inbox / ".empty").mkdir()
    assert hidden_files(inbox) == [".a.txt", ".git", "b/.c.txt"]


def test_what_a_crash_left_half_written_goes(place: tuple[Path, Path, Path]) -> None:
    inbox, raw, cache = place
    raw.mkdir()
    (raw / ".large.1.tmp").write_bytes(b"half")
    collect(inbox, raw, cache, DAY)
    assert list(raw.iterdir()) == []


def test_slices_are_bounded_by_records_and_by_bytes() -> None:
    part = PartId(DAY, 3)
    by_count = list(slices_of(part, [1] * (2 * SLICE_RECORDS + 1)))
    assert [by_count.count(PartId(DAY, 3, n)) for n in range(3)] == [SLICE_RECORDS, SLICE_RECORDS, 1]
    assert [s.slice for s in slices_of(part, [PART_BYTES, 1, PART_BYTES - 1, 1])] == [0, 1, 1, 2]
    folders = {s.folder(Path("store"), "clean").name for s in by_count}
    assert folders == {"00003", "00003.001", "00003.002"}
    assert {s.input_folder(Path("store"), "read").name for s in by_count} == {"00003"}


def test_links_count_where_they_lead_to_a_file_of_the_inbox(place: tuple[Path, Path, Path]) -> None:
    inbox, raw, cache = place
    (inbox / "a.txt").write_bytes(b"one")
    (inbox.parent / "secret.txt").write_bytes(b"not for the inbox")
    (inbox / "inside.txt").symlink_to("a.txt")
    (inbox / "outside.txt").symlink_to(inbox.parent / "secret.txt")
    (inbox / "dead.txt").symlink_to("nowhere.txt")
    (inbox / "loop.txt").symlink_to("loop.txt")
    os.mkfifo(inbox / "pipe.txt")
    found = {sighting.source_path: sighting.file_sha256 for sighting in collect(inbox, raw, cache, DAY)}
    assert found["inside.txt"] == found["a.txt"]
    assert {name for name, sha256 in found.items() if sha256 == UNREADABLE} == {
        "outside.txt",
        "dead.txt",
        "loop.txt",
        "pipe.txt",
    }
    assert collect(inbox, raw, cache, DAY) == []
