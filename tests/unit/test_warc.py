"""Web archives: pages that answered, by address; everything else refused."""

import gzip

from pipeline.ingest.readers import read_file
from pipeline.records.reading import Reading
from tests.formats import readings, reasons

BASE = "https://www.gazette-de-valmont.example"
PAGE = "<html><head><title>Vote</title></head><body><h1>Le vote</h1><p>Le vote aura lieu en mars.</p></body></html>"


def record(kind: str, path: str, block: bytes, media_type: str) -> bytes:
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {BASE}{path}\r\n"
        f"WARC-Date: 2026-01-06T18:05:00Z\r\nWARC-Record-ID: <urn:uuid:{path}{kind}>\r\n"
        f"Content-Type: {media_type}\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def archive(*pages: tuple[str, str, str, bytes], is_packed: bool = False) -> bytes:
    """A WARC of (path, status, content type, body), with the records that crawlers put around."""
    records = [record("warcinfo", "", b"software: test\r\n", "application/warc-fields")]
    for path, status, kind, body in pages:
        packed = "Content-Encoding: gzip\r\n" if body[:2] == b"\x1f\x8b" else ""
        answer = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n{packed}\r\n".encode() + body
        asked = f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode()
        records.append(record("response", path, answer, "application/http; msgtype=response"))
        records.append(record("request", path, asked, "application/http; msgtype=request"))
    return b"".join(map(gzip.compress, records) if is_packed else records)


def test_pages_are_documents_whose_payload_is_the_body() -> None:
    body = PAGE.encode()
    for payload, suffix in (
        (archive(("/a", "200 OK", "text/html", body)), ".warc"),
        (archive(("/a", "200 OK", "text/html", body), is_packed=True), ".warc.gz"),
    ):
        [found] = read_file(payload, suffix)
        [alone] = read_file(body, ".html")
        assert isinstance(found, Reading)
        assert isinstance(alone, Reading)
        assert found.payload == body
        assert found.text == alone.text
        assert found.record_key == found.source_url == f"{BASE}/a"


def test_undoes_content_encoding_and_takes_the_charset_of_the_header() -> None:
    text = "Été à Évreux : la grève est finie."
    packed = archive(
        ("/a", "200 OK", "text/html; charset=iso-8859-1", gzip.compress(f"<p>{text}</p>".encode("cp1252")))
    )
    [found] = read_file(packed, ".warc")
    assert isinstance(found, Reading)
    assert found.text == text


def test_refuses_what_is_no_page_and_goes_on() -> None:
    payload = archive(
        ("/a.png", "200 OK", "image/png", b"\x89PNG"),
        ("/b", "404 Not Found", "text/html", b"<p>Rien</p>"),
        ("/c", "200 OK", "text/html", b""),
        ("/robots.txt", "200 OK", "text/plain", b"User-agent: *"),
        ("/d.txt", "200 OK", "text/plain", b"Une phrase."),
    )
    records = read_file(payload, ".warc")
    assert [reading.text for reading in readings(records)] == ["Une phrase."]
    assert reasons(records) == {
        f"{BASE}/a.png": "unknown_format",
        f"{BASE}/b": "http_error",
        f"{BASE}/c": "empty",
        f"{BASE}/robots.txt": "not_an_article",
    }


def test_an_archive_that_breaks_off_keeps_what_came_before() -> None:
    payload = archive(
        ("/a", "200 OK", "text/html", PAGE.encode()), ("/b", "200 OK", "text/html", PAGE.encode() * 50)
    )
    records = read_file(payload[: payload.index(b"/b") + 900], ".warc")
    assert [reading.record_key for reading in readings(records)] == [f"{BASE}/a"]
    assert list(reasons(records).values()) == ["malformed"]


def test_a_packed_body_that_grows_without_bound_is_refused() -> None:
    body = gzip.compress(b"<p>" + b"x" * 30_000_000)
    records = read_file(archive(("/a", "200 OK", "text/html", body)), ".warc")
    assert reasons(records) == {f"{BASE}/a": "oversized"}


def test_a_header_without_end_is_refused() -> None:
    records = read_file(b"WARC/1.0\r\nX: " + b"x" * 1_000_000, ".warc")
    assert not readings(records)
    assert records
