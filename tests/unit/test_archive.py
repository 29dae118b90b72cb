"""gzip and zip: members as files of their own, and archives that mean no good."""

import gzip
import io
import tracemalloc
import zipfile

import pytest

from pipeline.ingest import archive as archives
from pipeline.ingest.readers import read_file
from pipeline.records.reading import Reading, Refusal
from tests.formats import FOLDER, readings, reasons


def pack(*members: tuple[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in members:
            packed.writestr(name, data)
    return file.getvalue()


def test_a_packed_file_is_the_file() -> None:
    text = b"Une phrase."
    [found] = read_file(gzip.compress(text), ".txt.gz")
    assert isinstance(found, Reading)
    assert (found.payload, found.record_key, found.text) == (text, "0", "Une phrase.")


@pytest.mark.parametrize("name", ["articles.jsonl", "feed.rss", "depeche.eml", "articles.csv"])
def test_records_keep_their_keys_and_payloads(name: str) -> None:
    data = (FOLDER / name).read_bytes()
    suffix = name[name.rindex(".") :]
    plain, packed, zipped = (
        read_file(data, suffix),
        read_file(gzip.compress(data), f"{suffix}.gz"),
        read_file(pack((f"lot/{name}", data)), ".zip"),
    )
    assert [(r.record_key, r.payload) for r in readings(plain)] == [
        (r.record_key, r.payload) for r in readings(packed)
    ]
    assert [r.payload for r in readings(plain)] == [r.payload for r in readings(zipped)]
    assert all(r.record_key == f"lot/{name}#{p.record_key}" for r, p in zip(zipped, plain, strict=True))


def test_members_of_a_zip() -> None:
    payload = pack(
        ("a/un.txt", b"Un."),
        ("a/.DS_Store", b"x"),
        ("__MACOSX/a", b"x"),
        ("../hors.txt", b"x"),
        ("/racine.txt", b"x"),
        ("C:\\disque.txt", b"x"),
        ("a\\..\\..\\b.txt", b"x"),
        ("image.png", b"\x89PNG\r\n\x1a\n"),
        ("vide.txt", b""),
        ("deux.txt.gz", gzip.compress(b"Deux.")),
    )
    records = read_file(payload, ".zip")
    assert [(r.record_key, r.text) for r in readings(records)] == [
        ("a/un.txt", "Un."),
        ("deux.txt.gz", "Deux."),
    ]
    assert reasons(records) == {
        "../hors.txt": "unsafe_path",
        "/racine.txt": "unsafe_path",
        "C:\\disque.txt": "unsafe_path",
        "a\\..\\..\\b.txt": "unsafe_path",
        "image.png": "unknown_format",
        "vide.txt": "empty",
    }


def test_a_link_is_no_member() -> None:
    entry = zipfile.ZipInfo("lien.txt")
    entry.external_attr = 0o120777 << 16
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr(entry, "/etc/passwd")
    assert reasons(read_file(file.getvalue(), ".zip")) == {"lien.txt": "unsafe_path"}


def test_an_encrypted_member_is_refused() -> None:
    payload = bytearray(pack(("a.txt", b"Un.")))
    payload[payload.index(b"PK\x01\x02") + 8] |= 1
    assert reasons(read_file(bytes(payload), ".zip")) == {"a.txt": "encrypted"}


@pytest.mark.parametrize(
    ("payload", "suffix", "reason"),
    [
        (pack(("[Content_Types].xml", b"<x/>")), ".docx", "unknown_format"),
        (pack(("mimetype", b"application/epub+zip")), ".epub", "unknown_format"),
        (pack(("a.txt", b"Un."))[:30], ".zip", "malformed"),
        (gzip.compress(b"Une phrase.")[:12], ".txt.gz", "malformed"),
        (b"pas du gzip", ".gz", "malformed"),
        (gzip.compress(b""), ".txt.gz", "empty"),
        (gzip.compress(b"x"), ".tar.gz", "unknown_format"),
    ],
    ids=[
        "docx",
        "epub",
        "cut zip",
        "cut gz",
        "no gz",
        "empty gz",
        "tar",
    ],  # packed bytes hold the time of packing
)
def test_refuses_with_reason(payload: bytes, suffix: str, reason: str) -> None:
    [found] = read_file(payload, suffix)
    assert isinstance(found, Refusal)
    assert found.reason_code == reason


def test_records_before_a_damaged_place_count() -> None:
    records = read_file(gzip.compress(b'{"text": "Un."}\n{"text": "Deux."}\n') + b"reste", ".jsonl.gz")
    assert [reading.text for reading in readings(records)] == ["Un.", "Deux."]
    assert list(reasons(records).values()) == ["malformed"]


def test_archives_nest_three_deep() -> None:
    payload = pack(("a.txt", b"Un."))
    for _ in range(2):
        payload = pack(("a.zip", payload))
    assert [r.record_key for r in readings(read_file(payload, ".zip"))] == ["a.zip#a.zip#a.txt"]
    assert list(reasons(read_file(pack(("a.zip", payload)), ".zip")).values()) == ["nested_too_deep"]


def test_too_many_entries_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MEMBERS_MAX", 3)
    [found] = read_file(pack(*((f"{i}.txt", b"Un.") for i in range(4))), ".zip")
    assert isinstance(found, Refusal)
    assert found.reason_code == "oversized"


def packed_zeros(megabytes: int) -> bytes:
    file = io.BytesIO()
    with gzip.GzipFile(fileobj=file, mode="wb", compresslevel=1) as packed:
        for _ in range(megabytes):
            packed.write(b"0" * 1_000_000)
    return file.getvalue()


def test_bombs_are_refused_in_bounded_memory() -> None:
    """A line of 200 MB between two good ones; a member of 60 MB before a good one; archives that only grow together."""
    good = b'{"text": "Un."}\n'
    line = gzip.compress(good) + packed_zeros(200) + gzip.compress(b"\n" + good)
    member = pack(("bombe.txt", b"0" * 60_000_000), ("un.txt", b"Un."))
    many = pack(*((f"{i}.zip", pack(("a.txt.gz", packed_zeros(15)))) for i in range(20)))
    tracemalloc.start()
    try:
        after_line, after_member, after_many = (
            read_file(line, ".jsonl.gz"),
            read_file(member, ".zip"),
            read_file(many, ".zip"),
        )
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert [type(record) for record in after_line] == [Reading, Refusal, Reading]
    assert reasons(after_line) == {"1": "oversized"}
    assert [r.record_key for r in readings(after_member)] == ["un.txt"]
    assert list(reasons(after_many).values())[-1] == "oversized"
    assert len(after_many) <= 18
    assert peak < 600_000_000
