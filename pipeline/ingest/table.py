"""Reader of tables: CSV and its kin, a document a row.

What belongs here: delimiters, rows and headers. What does not: what the columns mean (records.py, fields.py).
"""

import csv
import io
from collections.abc import Iterator
from typing import BinaryIO, Final

from pipeline.ingest.encoding import Undecoded, decode
from pipeline.ingest.fields import MEANINGS, NAMES, fold_name
from pipeline.ingest.limits import DOCUMENT_BYTES_MAX, HELD_BYTES_MAX, read_whole
from pipeline.ingest.plain import RECORD_KEY
from pipeline.ingest.records import has_text_field, read_record
from pipeline.records.reading import Reading, Refusal

READER: Final = "csv"
DELIMITERS: Final = (",", ";", "\t", "|")
"""Semicolons are what a French spreadsheet writes."""

COLUMNS_MAX: Final = 1_000


def read_table(stream: BinaryIO) -> Iterator[Reading | Refusal]:
    """The rows of the stream as documents; a row that does not fit its header is a refusal, and the next one goes on.

    The first row names the columns. The delimiter is the one that makes most known names of it. A record is its cells
    by column, as text.
    """
    payload = read_whole(stream, HELD_BYTES_MAX)
    if payload is None:
        limit = HELD_BYTES_MAX // 1_000_000
        detail = f"The table is larger than {limit} MB; split it."
        yield Refusal(RECORD_KEY, "oversized", detail, HELD_BYTES_MAX)
        return
    decoded = decode(payload)
    if isinstance(decoded, Undecoded):
        yield Refusal(RECORD_KEY, decoded.reason_code, f"The table {decoded.detail}.", len(payload))
        return
    csv.field_size_limit(DOCUMENT_BYTES_MAX)
    text = decoded.text
    delimiter = max(DELIMITERS, key=lambda each: _score_header(_header(text, each)))
    header = _header(text, delimiter)
    if not has_text_field(iter(header)) or len(header) > COLUMNS_MAX or len(set(header)) < len(header):
        named = ", ".join(header[:12])[:200]
        detail = (
            f"No column is known as the text, or two have one name (columns: {named}); give the first row one name"
            f" a column, the text's one of {', '.join(NAMES['body'][:6])}."
        )
        yield Refusal(RECORD_KEY, "malformed", detail, len(payload))
        return
    yield from _read_rows(text, delimiter, header)


def _read_rows(text: str, delimiter: str, header: list[str]) -> Iterator[Reading | Refusal]:
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    next(rows, None)
    ordinal = 0
    while True:
        first = rows.line_num + 1
        try:
            row = next(rows, None)
        except csv.Error as error:
            detail = f"The row at line {first} is no CSV ({error}); export it again."
            yield Refusal(str(ordinal), "malformed", detail, 0)
            ordinal += 1
            continue
        if row is None:
            return
        if not any(cell.strip() for cell in row):
            continue
        if len(row) > len(header):
            size = sum(len(cell.encode("utf-8", "replace")) for cell in row)
            detail = (
                f"The row at line {first} has {len(row)} cells for {len(header)} columns; quote its cells."
            )
            yield Refusal(str(ordinal), "malformed", detail, size)
        else:
            yield read_record(dict(zip(header, row, strict=False)), ordinal, READER)
        ordinal += 1


def _header(text: str, delimiter: str) -> list[str]:
    try:
        row = next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), [])
    except csv.Error:
        return []
    names = [name.strip() for name in row]
    while names and not names[-1]:
        names.pop()
    return names


def _score_header(header: list[str]) -> tuple[int, int]:
    known = sum(fold_name(name) in MEANINGS for name in header)
    return known, len(header)
