"""Dispatch: which reader takes a file, by its suffix and checked against its content.

What belongs here: the table of formats, the signatures of files that are no text, and the opening of members of
archives. What does not: the reading of a format (one module a format beside this one), the limits (limits.py), paths,
folders and identity (pipeline/ingest/ledger.py). A new format is one module and one line in FORMATS.
"""

import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from pipeline.ingest.archive import BROKEN_STREAM, read_gzip, read_zip
from pipeline.ingest.html import begins_as_html, has_markup, read_html
from pipeline.ingest.jsonl import read_jsonl
from pipeline.ingest.limits import (
    DOCUMENT_BYTES_MAX,
    NESTING_MAX,
    RECORDS_MAX,
    REFUSALS_MAX,
    TEXT_MAX,
    Budget,
    LimitError,
    read_whole,
    size_limit,
)
from pipeline.ingest.mail import read_mail
from pipeline.ingest.ninjs import read_json
from pipeline.ingest.plain import RECORD_KEY, read_plain
from pipeline.ingest.safe_xml import sniff_root
from pipeline.ingest.table import read_table
from pipeline.ingest.warc import read_warc
from pipeline.ingest.xml_files import ROOTS, read_xml
from pipeline.records.reading import Reading, Refusal

Found = Iterator[Reading | Refusal]


@dataclass(frozen=True, slots=True)
class Source:
    """What is to be read: its bytes as a stream, its name, the file's budget, how deep in
    archives it lies, and its size (0 where that is not known)."""

    stream: io.BufferedReader
    name: str
    budget: Budget
    depth: int = 0
    size: int = 0

    def open_member(self, stream: io.BufferedReader, name: str) -> Found:
        """The records of a member of this file."""
        return _read(Source(stream, name, self.budget, self.depth + 1))


@dataclass(frozen=True, slots=True)
class Format:
    """One format: its name, the suffixes and media types that announce it, and its reader."""

    name: str
    suffixes: frozenset[str]
    media_types: frozenset[str]
    read: Callable[[Source], Iterable[Reading | Refusal]]


def _whole(read: Callable[[bytes], Iterable[Reading | Refusal]]) -> Callable[[Source], Found]:
    """A reader of bytes as one of sources: it gets no more than a document may have."""

    def read_source(source: Source) -> Found:
        payload = read_whole(source.stream, DOCUMENT_BYTES_MAX)
        if payload is None:
            limit = DOCUMENT_BYTES_MAX // 1_000_000
            yield Refusal(RECORD_KEY, "oversized", f"The file is larger than {limit} MB; split it.", 0)
            return
        yield from read(payload)

    return read_source


def _read_page(payload: bytes) -> list[Reading | Refusal]:
    """A page; an .html file without a tag is text."""
    return read_html(payload) if has_markup(payload) else read_plain(payload)


def _format(
    name: str, suffixes: str, media_types: str, read: Callable[[Source], Iterable[Reading | Refusal]]
) -> Format:
    return Format(name, frozenset(suffixes.split()), frozenset(media_types.split()), read)


TEXT: Final = _format("text", ".txt .text", "text/plain", _whole(read_plain))
HTML: Final = _format(
    "html", ".html .htm .xhtml .shtml", "text/html application/xhtml+xml", _whole(_read_page)
)
XML: Final = _format(
    "xml",
    ".xml .nitf .newsml .rss .atom .rdf",
    "application/xml text/xml application/rss+xml application/atom+xml application/nitf+xml",
    _whole(read_xml),
)
JSON: Final = _format("json", ".json .ninjs", "application/json", _whole(read_json))
JSONL: Final = _format(
    "jsonl",
    ".jsonl .ndjson",
    "application/jsonl application/x-ndjson",
    lambda source: read_jsonl(source.stream),
)
TABLE: Final = _format("csv", ".csv .tsv", "text/csv", lambda source: read_table(source.stream))
WARC: Final = _format(
    "warc", ".warc .arc", "application/warc", lambda source: read_warc(source.stream, source.budget)
)
MAIL: Final = _format(
    "mail",
    ".eml",
    "message/rfc822",
    lambda source: _whole(lambda payload: read_mail(payload, source.open_member))(source),
)
GZIP: Final = _format(
    "gzip",
    ".gz",
    "application/gzip",
    lambda source: read_gzip(source.stream, source.name, source.budget, source.open_member),
)
ZIP: Final = _format(
    "zip",
    ".zip",
    "application/zip",
    lambda source: read_zip(source.stream, source.budget, source.open_member),
)
FORMATS: Final = (TEXT, HTML, XML, JSON, JSONL, TABLE, WARC, MAIL, GZIP, ZIP)
ARCHIVES: Final = ((b"\x1f\x8b", GZIP), (b"PK\x03\x04", ZIP), (b"PK\x05\x06", ZIP))
"""First bytes of archives, whatever their name."""

SIGNATURES: Final = (
    (b"%PDF-", "a PDF document", "export its text as .txt"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old office document", "export its text as .txt"),
    (b"{\\rtf", "an RTF document", "export its text as .txt"),
    (b"BZh", "a bzip2 file", "unpack it"),
    (b"\xfd7zXZ\x00", "an xz file", "unpack it"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard file", "unpack it"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", "unpack it"),
    (b"Rar!\x1a\x07", "a RAR archive", "unpack it"),
    (b"\xff\xd8\xff", "a JPEG picture", "deliver the text as .txt"),
    (b"\x89PNG\r\n\x1a\n", "a PNG picture", "deliver the text as .txt"),
    (b"GIF87a", "a GIF picture", "deliver the text as .txt"),
    (b"GIF89a", "a GIF picture", "deliver the text as .txt"),
    (b"RIFF", "a WebP, WAV or AVI file", "deliver the text as .txt"),
    (b"ID3", "an MP3 recording", "deliver its transcript as .txt"),
    (b"OggS", "an Ogg recording", "deliver its transcript as .txt"),
    (b"\x7fELF", "a program", "take it out of the inbox"),
    (b"SQLite format 3\x00", "an SQLite database", "export its texts"),
    (b"PAR1", "a Parquet file", "export its texts"),
)
"""First bytes of files that are no text: signature, what it is, what to do."""

_HEAD_BYTES = 4096


def read_file(payload: bytes, suffix: str) -> list[Reading | Refusal]:
    """All that read_records finds, as a list."""
    return list(read_records(payload, suffix))


def read_records(payload: bytes | Path, suffix: str) -> Found:
    """The documents in a file's bytes, in order, one at a time; a record that cannot be read is a refusal among them.

    `payload` is the bytes, or the path of a file that holds them and is too large to be held. `suffix` is the end of
    the file's name as suffix_of gives it ("" where it has none). Never raises for any bytes: what cannot be read comes
    back as a Refusal. At most RECORDS_MAX records of a file are read, and at most REFUSALS_MAX of them refused one by
    one; one more refusal says what there was beyond.
    """
    name = f"file{suffix}"
    size = len(payload) if isinstance(payload, bytes) else payload.stat().st_size
    if not size:
        yield Refusal(RECORD_KEY, "empty", "The file has no bytes; deliver it again.", size)
    elif size > (limit := size_limit(name)):
        megabytes = limit // 1_000_000
        yield Refusal(RECORD_KEY, "oversized", f"The file is larger than {megabytes} MB; split it.", size)
    else:
        with _open(payload) as stream:
            yield from _bounded(_read(Source(stream, name, Budget.of(size), 0, size)))


def _open(payload: bytes | Path) -> io.BufferedReader:
    return io.BufferedReader(io.BytesIO(payload)) if isinstance(payload, bytes) else payload.open("rb")


def suffix_of(source_path: str) -> str:
    """The end of a file's name that tells its format, lower-case: the last suffix, with .gz the one before it too."""
    suffixes = [suffix.lower() for suffix in PurePosixPath(source_path).suffixes]
    return "".join(suffixes[-2:] if suffixes[-1:] == [".gz"] else suffixes[-1:])


def _bounded(records: Found) -> Found:
    count = refusals = size = 0
    try:
        for record in records:
            count += 1
            refusals += isinstance(record, Refusal)
            size += len(record.text) if isinstance(record, Reading) else 0
            if count > RECORDS_MAX or size > TEXT_MAX:
                what = f"{RECORDS_MAX} records" if count > RECORDS_MAX else f"{TEXT_MAX} characters of text"
                detail = f"The file holds more than {what}; what follows was not read: split it."
                yield Refusal("rest", "oversized", detail, 0)
                return
            if refusals <= REFUSALS_MAX or isinstance(record, Reading):
                yield record
    except LimitError as error:
        yield Refusal(RECORD_KEY, "oversized", f"The file {error}.", 0)
    except BROKEN_STREAM as error:
        yield Refusal(RECORD_KEY, "malformed", f"The file is damaged ({error}); deliver it again.", 0)
    if refusals > REFUSALS_MAX:
        detail = (
            f"{refusals - REFUSALS_MAX} more records of the file were refused, for reasons like those before."
        )
        yield Refusal("rest", "too_many_refusals", detail, 0)


def choose_format(head: bytes, suffix: str) -> Format | None:
    """The format to read a file by, from its first bytes and suffix; None for a suffix that names none that is read.

    Archives show by their bytes, whatever their name. Content that begins as an HTML page or as XML of a known kind is
    that under the suffix of text or under none. A suffix that is no format (".2026", as in "depeche.06.01.2026") counts
    as none.
    """
    for signature, archive in ARCHIVES:
        if head.startswith(signature):
            return archive
    if head.startswith(b"WARC/1."):
        return WARC
    announced = next((each for each in FORMATS if suffix.lower() in each.suffixes), None)
    if announced is TEXT or (announced is None and not suffix[1:2].isalpha()):
        if sniff_root(head) in ROOTS:
            return XML
        return HTML if begins_as_html(head) else TEXT
    return announced


def _read(source: Source) -> Found:
    head = source.stream.peek(_HEAD_BYTES)[:_HEAD_BYTES]
    if not head:
        yield Refusal(RECORD_KEY, "empty", "The file has no bytes; deliver it again.", 0)
        return
    for signature, what, remedy in SIGNATURES:
        if head.startswith(signature) and not _is_prose(head[:64]):
            yield Refusal(RECORD_KEY, "unknown_format", f"The file is {what}: {remedy}.", source.size)
            return
    suffix = PurePosixPath(source.name).suffix
    chosen = choose_format(head, suffix)
    if chosen is None:
        known = ", ".join(sorted(known for each in FORMATS for known in each.suffixes))
        detail = f"No reader takes files that end in '{suffix}'; deliver one of {known}."
        yield Refusal(RECORD_KEY, "unknown_format", detail, source.size)
    elif chosen in (GZIP, ZIP) and source.depth >= NESTING_MAX:
        detail = f"Archives lie more than {NESTING_MAX} deep in each other; unpack the outer ones."
        yield Refusal(RECORD_KEY, "nested_too_deep", detail, source.size)
    else:
        yield from _guarded(chosen, source)


def _guarded(chosen: Format, source: Source) -> Found:
    """What the reader finds; where that is nothing, or where a library fails on its input, a refusal.

    The libraries that parse mail, feeds and archives fail in many ways on what no program wrote; one such file must not
    stop a run. What limits and damaged archives raise is for those who opened them.
    """
    is_found = False
    try:
        for record in chosen.read(source):
            is_found = True
            yield record
        if not is_found:
            yield Refusal(RECORD_KEY, "empty", "The file holds no record; deliver it again.", source.size)
    except (LimitError, *BROKEN_STREAM):
        raise
    except Exception as error:
        detail = f"The reader of {chosen.name} gave up ({type(error).__name__}: {str(error)[:200]}); export it again."
        yield Refusal(RECORD_KEY, "malformed", detail, source.size)


def _is_prose(head: bytes) -> bool:
    """True where a short signature such as 'RIFF' only begins a word or sentence: all further bytes are printable."""
    return head[:1].isalpha() and all(byte >= 0x20 or byte in b"\t\n\r" for byte in head)
