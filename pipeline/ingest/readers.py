"""Dispatch: which reader takes a file, by its suffix and checked against its content.

What belongs here: the table of formats, the signatures of files that are no text, and the limits. What does not: the
reading of a format (one module a format beside this one), paths, folders and identity (pipeline/ingest/ledger.py).
A new format is one module and one line in FORMATS.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from pipeline.ingest.html import begins_as_html, has_markup, read_html
from pipeline.ingest.plain import RECORD_KEY, read_plain
from pipeline.records.reading import Reading, Refusal

MAX_FILE_BYTES: Final = 20_000_000
"""Larger files are refused; whoever reads from a disk asks for the size before the bytes."""


@dataclass(frozen=True, slots=True)
class Format:
    """One format: its name, the suffixes and media types that announce it, and its reader."""

    name: str
    suffixes: frozenset[str]
    media_types: frozenset[str]
    read: Callable[[bytes], list[Reading | Refusal]]


TEXT: Final = Format("text", frozenset({".txt", ".text"}), frozenset({"text/plain"}), read_plain)
HTML: Final = Format(
    "html",
    frozenset({".html", ".htm", ".xhtml", ".shtml"}),
    frozenset({"text/html", "application/xhtml+xml"}),
    read_html,
)
FORMATS: Final = (TEXT, HTML)

SIGNATURES: Final = (
    (b"%PDF-", "a PDF document", "export its text as .txt"),
    (b"PK\x03\x04", "a zip archive or office document", "unpack it, or export its text as .txt"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old office document", "export its text as .txt"),
    (b"{\\rtf", "an RTF document", "export its text as .txt"),
    (b"\x1f\x8b", "a gzip file", "unpack it"),
    (b"BZh", "a bzip2 file", "unpack it"),
    (b"\xfd7zXZ\x00", "an xz file", "unpack it"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", "unpack it"),
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


def read_file(payload: bytes, suffix: str) -> list[Reading | Refusal]:
    """The documents in a file's bytes, in order; a record that cannot be read is a refusal among them.

    `suffix` is the last part of the file's name with its dot ("" where it has none). Never raises for any bytes:
    what cannot be read comes back as a Refusal (empty, oversized, unknown_format, binary, undecodable, malformed).
    """
    if not payload:
        return [_refuse(payload, "empty", "The file has no bytes; deliver it again.")]
    if len(payload) > MAX_FILE_BYTES:
        limit = MAX_FILE_BYTES // 1_000_000
        return [_refuse(payload, "oversized", f"The file is larger than {limit} MB; split it.")]
    for signature, what, remedy in SIGNATURES:
        if payload.startswith(signature) and not _is_prose(payload[:64]):
            return [_refuse(payload, "unknown_format", f"The file is {what}: {remedy}.")]
    chosen = choose_format(payload, suffix)
    if chosen is None:
        known = ", ".join(sorted(known for each in FORMATS for known in each.suffixes))
        detail = f"No reader takes files that end in '{suffix}'; deliver one of {known}."
        return [_refuse(payload, "unknown_format", detail)]
    return chosen.read(payload)


def choose_format(payload: bytes, suffix: str) -> Format | None:
    """The format to read `payload` as, or None for a suffix that names a format without a reader.

    Content that begins as an HTML page does is HTML under the suffix of text or under none; an .html file without a
    tag is text. A suffix that is no format (".2026", as in "depeche.06.01.2026") counts as none.
    """
    announced = next((each for each in FORMATS if suffix.lower() in each.suffixes), None)
    if announced is HTML and not has_markup(payload):
        return TEXT
    if announced is TEXT or (announced is None and not suffix[1:2].isalpha()):
        return HTML if begins_as_html(payload) else TEXT
    return announced


def _is_prose(head: bytes) -> bool:
    """True where a short signature such as 'RIFF' only begins a word or sentence: all further bytes are printable."""
    return head[:1].isalpha() and all(byte >= 0x20 or byte in b"\t\n\r" for byte in head)


def _refuse(payload: bytes, reason_code: str, detail: str) -> Refusal:
    return Refusal(RECORD_KEY, reason_code, detail, len(payload))
