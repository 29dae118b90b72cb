"""Reader of web archives (WARC, and its forerunner ARC): a page that answered is a document.

What belongs here: which records are pages, and their bodies. What does not: reading a page (html.py, plain.py), and
unpacking .warc.gz (archive.py).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, BinaryIO, Final
from urllib.parse import urlsplit

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import DecompressingBufferedReader
from warcio.exceptions import ArchiveLoadFailed

from pipeline.ingest.html import read_html
from pipeline.ingest.html_metadata import is_web_address
from pipeline.ingest.limits import DOCUMENT_BYTES_MAX, Budget, Metered, read_whole
from pipeline.ingest.plain import RECORD_KEY, read_plain
from pipeline.records.reading import Reading, Refusal

PAGES: Final = frozenset({"text/html", "application/xhtml+xml"})
TEXTS: Final = frozenset({"text/plain"})
KEPT: Final = frozenset({"response", "resource", "conversion", "revisit", "continuation"})
"""Records that carry what a server gave; warcinfo, request and metadata only tell about them."""

HEADER_LINE_MAX: Final = 1 << 16


class _Archive(ArchiveIterator):  # type: ignore[misc]
    """warcio's reader, without its words on standard error, and never gathering a line without end."""

    INC_RECORD = ""

    def __init__(self, stream: BinaryIO) -> None:
        super().__init__(stream, arc2warc=True)
        self.reader = _Lines(self.fh)


class _Lines(DecompressingBufferedReader):  # type: ignore[misc]
    def readline(self, length: int | None = None) -> bytes:
        line: bytes = super().readline(min(length or HEADER_LINE_MAX, HEADER_LINE_MAX))
        if len(line) >= HEADER_LINE_MAX:
            raise ArchiveLoadFailed("a line of a header has no end")
        return line


@dataclass(frozen=True, slots=True)
class _AtOnce:
    """warcio's streams read as Metered reads them: they never wait for more than there is."""

    stream: Any

    def read1(self, size: int, /) -> bytes:
        data: bytes = self.stream.read(size)
        return data


def read_warc(stream: BinaryIO, budget: Budget) -> Iterator[Reading | Refusal]:
    """The pages and texts of an archive, in order; every other answer of a server is a refusal, and the next goes on.

    The payload is the body of the HTTP answer, its transfer and content encodings undone; the key is the address, which
    is the source_url too. A damaged record ends the archive: what came before it counts.
    """
    ordinal = 0
    key = RECORD_KEY
    try:
        for record in _Archive(stream):
            key = str(ordinal)
            if record.rec_type in KEPT:
                url = (record.rec_headers.get_header("WARC-Target-URI") or "").strip("<> ")
                key = " ".join(url.split()).encode("utf-8", "replace").decode("utf-8") or str(ordinal)
                yield from _read_record(record, key, budget)
                ordinal += 1
    except ArchiveLoadFailed as error:
        detail = f"The archive is damaged after record {ordinal} ({error}); deliver it again."
        yield Refusal(key, "malformed", detail, 0)
        return
    if not ordinal:
        yield Refusal(RECORD_KEY, "empty", "The archive holds no answer of a server.", 0)


def _read_record(record: Any, url: str, budget: Budget) -> Iterator[Reading | Refusal]:
    size = int(record.length or 0)
    if problem := _problem(record, url):
        yield Refusal(url, *problem, size)
        return
    kind = _media_type(record)
    # The body may be compressed within the archive; unpacked it draws on the file's budget.
    body = read_whole(Metered(_AtOnce(record.content_stream()), budget), DOCUMENT_BYTES_MAX)
    if body is None:
        limit = DOCUMENT_BYTES_MAX // 1_000_000
        yield Refusal(url, "oversized", f"The page has more than {limit} MB; take it out.", size)
        return
    if record.raw_stream.limit > 0 and not record.raw_stream.read(1):
        detail = "The archive breaks off within the record; deliver it again."
        yield Refusal(url, "malformed", detail, len(body))
        return
    if not body:
        yield Refusal(url, "empty", "The answer has no body.", 0)
        return
    found = read_html(body, _charset(record)) if kind in PAGES else read_plain(body)
    for each in found:
        if isinstance(each, Reading):
            yield replace(each, record_key=url, source_url=url if is_web_address(url) else each.source_url)
        else:
            yield replace(each, record_key=url)


def _problem(record: Any, url: str) -> tuple[str, str] | None:
    """Why a record is no page: reason code and detail."""
    if record.rec_type == "revisit":
        return (
            "no_payload",
            "The record only says that the page had not changed; deliver the archive that holds it.",
        )
    if record.rec_type == "continuation":
        return "no_payload", "The record goes on with one of another file; join the segments."
    status = record.http_headers.get_statuscode() if record.http_headers else "200"
    if not (status or "").startswith("2"):
        return "http_error", f"The server answered {status or 'nothing'} instead of the page."
    kind = _media_type(record)
    if kind not in PAGES and kind not in TEXTS:
        return "unknown_format", f"The record is {kind or 'of no stated type'}, which is no page or text."
    path = urlsplit(url).path if is_web_address(url) else ""
    if path.endswith(("/robots.txt", "/ads.txt")) or not is_web_address(url):
        return "not_an_article", "The record is for machines, not a page."
    return None


def _content_type(record: Any) -> str:
    if record.http_headers:
        return record.http_headers.get_header("Content-Type") or ""
    return record.rec_headers.get_header("Content-Type") or ""


def _media_type(record: Any) -> str:
    return _content_type(record).split(";")[0].strip().lower()


def _charset(record: Any) -> str | None:
    """The encoding that the HTTP header declares."""
    for part in _content_type(record).split(";")[1:]:
        name, _, value = part.partition("=")
        if name.strip().lower() == "charset":
            return value.strip(" \t\"'") or None
    return None
