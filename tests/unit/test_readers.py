"""Dispatch: the right reader for a file's bytes, and a refusal that says what to do for all else."""

import os
import zipfile
from pathlib import Path

import pytest

from pipeline.ingest import readers
from pipeline.ingest.limits import CONTAINER_BYTES_MAX, DOCUMENT_BYTES_MAX, HELD_BYTES_MAX
from pipeline.ingest.readers import FORMATS, SIGNATURES, read_file, read_records, suffix_of
from pipeline.records.reading import Reading, Refusal

PAGE = b"<!DOCTYPE html>\n<html><head><title>T</title></head><body><p>Corps</p></body></html>"


def read_one(payload: bytes, suffix: str) -> Reading | Refusal:
    [record] = read_file(payload, suffix)
    return record


@pytest.mark.parametrize(
    ("payload", "suffix", "reader"),
    [
        (b"Une phrase.", ".txt", "text"),
        (b"Une phrase.", ".TXT", "text"),
        (b"Une phrase.", "", "text"),
        (b"Une phrase.", ".2026", "text"),
        (b"Une phrase sans balise : 3 < 4.", ".html", "text"),
        (PAGE, ".html", "html"),
        (PAGE, "", "html"),
        (PAGE, ".txt", "html"),
        (b"\xef\xbb\xbf\r\n<!-- saved --> " + PAGE, "", "html"),
        (PAGE.decode().encode("utf-16"), "", "html"),
        (b"<p>Fragment</p>", ".htm", "html"),
        (b"La balise <html> ouvre une page.", ".txt", "text"),
        (b"BZh, RIFF et ID3 sont des sigles.", ".txt", "text"),
        (b"RIFF, dit-il. Voici une phrase plus longue que les octets d'une signature.", ".txt", "text"),
    ],
)
def test_chooses_reader(payload: bytes, suffix: str, reader: str) -> None:
    record = read_one(payload, suffix)
    assert isinstance(record, Reading)
    assert record.reader == reader
    assert record.payload == payload
    assert record.record_key == "0"


@pytest.mark.parametrize(
    ("payload", "suffix", "reason"),
    [
        (b"", ".txt", "empty"),
        (b" \r\n\xc2\xa0", ".txt", "empty"),
        (b"<html><body><script>x()</script></body></html>", ".html", "empty"),
        (b"%PDF-1.7 ...", ".txt", "unknown_format"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", ".jpg", "unknown_format"),
        (b"Du texte", ".docx", "unknown_format"),
        (b"\x00\x01\x02\x03", ".txt", "binary"),
        (b"\x00\x01\x02\x03", "", "binary"),
        (b"<html><p>\x00</p>", ".html", "binary"),
    ],
)
def test_refuses_with_reason(payload: bytes, suffix: str, reason: str) -> None:
    record = read_one(payload, suffix)
    assert isinstance(record, Refusal)
    assert record.reason_code == reason
    assert record.detail.endswith(".")
    assert record.byte_count == len(payload)


@pytest.mark.parametrize(
    ("size", "suffix"),
    [(DOCUMENT_BYTES_MAX + 1, ".txt"), (HELD_BYTES_MAX + 1, ".csv"), (CONTAINER_BYTES_MAX + 1, ".jsonl")],
)
def test_refuses_oversized(size: int, suffix: str, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.touch()
    os.truncate(path, size)
    [record] = read_records(path, suffix)
    assert isinstance(record, Refusal)
    assert record.reason_code == "oversized"


@pytest.mark.parametrize("suffix", [".jsonl", ".zip", ".warc.gz", ".txt", ".csv", ".html"])
def test_a_path_reads_as_its_bytes(tmp_path: Path, suffix: str) -> None:
    payload = b'{"text": "Un."}\n{"text": "Deux."}\n'
    if suffix == ".zip":
        with zipfile.ZipFile(tmp_path / "file", "w") as archive:
            archive.writestr("a.jsonl", payload)
            archive.writestr("b.txt", b"Trois.")
    else:
        (tmp_path / "file").write_bytes(payload)
    assert list(read_records(tmp_path / "file", suffix)) == read_file(
        (tmp_path / "file").read_bytes(), suffix
    )


@pytest.mark.parametrize(
    ("limit", "value", "taken"), [("RECORDS_MAX", 3, 3), ("TEXT_MAX", 9, 3), ("REFUSALS_MAX", 0, 5)]
)
def test_bounds_what_one_file_can_cause(
    limit: str, value: int, taken: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readers, limit, value)
    records = read_file(b'{"text": "Un."}\n' * 5 + b"{}\n" * 5, ".jsonl")
    assert [type(record) for record in records] == [Reading] * taken + [Refusal]
    assert isinstance(records[-1], Refusal)
    assert records[-1].record_key == "rest"


@pytest.mark.parametrize(
    ("path", "suffix"),
    [
        ("a/depeche.TXT", ".txt"),
        ("a.b/depeche", ""),
        ("crawl.warc.gz", ".warc.gz"),
        ("articles.JSONL.GZ", ".jsonl.gz"),
        ("depeche.gz", ".gz"),
        ("depeche.06.01.2026", ".2026"),
    ],
)
def test_suffix_of_a_path(path: str, suffix: str) -> None:
    assert suffix_of(path) == suffix


def test_text_is_the_payload_untouched() -> None:
    record = read_one("\ufeff Titre\r\n\r\nCorps\u00a0! \n".encode(), ".txt")
    assert isinstance(record, Reading)
    assert record.text == " Titre\r\n\r\nCorps\u00a0! \n"
    assert record.media_type == "text/plain"
    assert record.hints == ()


def test_a_suffix_belongs_to_one_format() -> None:
    suffixes = [suffix for each in FORMATS for suffix in each.suffixes]
    assert len(suffixes) == len(set(suffixes))


@pytest.mark.parametrize("signature", [signature for signature, _, _ in SIGNATURES])
def test_every_signature_is_refused(signature: bytes) -> None:
    record = read_one(signature + b"\x00\x01\xfe", "")
    assert isinstance(record, Refusal)
    assert record.reason_code == "unknown_format"
