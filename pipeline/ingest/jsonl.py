"""Reader of JSON Lines: an object a line, each a document.

What belongs here: lines. What does not: what the fields of a record mean (records.py, fields.py).
"""

from collections.abc import Iterator
from typing import BinaryIO, Final

from pipeline.ingest.encoding import BYTE_ORDER_MARKS, Undecoded, decode
from pipeline.ingest.limits import DOCUMENT_BYTES_MAX, read_lines
from pipeline.ingest.records import parse_json, read_record
from pipeline.records.reading import Reading, Refusal

READER: Final = "jsonl"

_UTF8_MARK = BYTE_ORDER_MARKS[0][0]
_WIDE_MARKS = tuple(mark for mark, encoding in BYTE_ORDER_MARKS if encoding != "utf-8")


def read_jsonl(stream: BinaryIO) -> Iterator[Reading | Refusal]:
    """The records of the stream, in order; blank lines are none. A bad line is a refusal, and the next one goes on.

    JSON Lines are UTF-8; a line in a Western encoding is read all the same. A line of more than DOCUMENT_BYTES_MAX is
    refused and never held.
    """
    ordinal = 0
    for number, line in enumerate(read_lines(stream, DOCUMENT_BYTES_MAX), 1):
        if isinstance(line, int):
            limit = DOCUMENT_BYTES_MAX // 1_000_000
            detail = f"Line {number} has {line} bytes, more than the limit of {limit} MB a record; split it."
            yield Refusal(str(ordinal), "oversized", detail, line)
        elif number == 1 and line.startswith(_WIDE_MARKS):
            detail = "JSON Lines must be UTF-8, and this file is UTF-16 or UTF-32; save it as UTF-8."
            yield Refusal("0", "undecodable", detail, len(line))
            return
        elif not (line := line.removeprefix(_UTF8_MARK) if number == 1 else line).strip():
            continue
        else:
            yield _read_line(line, number, ordinal)
        ordinal += 1


def _read_line(line: bytes, number: int, ordinal: int) -> Reading | Refusal:
    decoded = decode(line)
    if isinstance(decoded, Undecoded):
        return Refusal(str(ordinal), decoded.reason_code, f"Line {number} {decoded.detail}.", len(line))
    try:
        record = parse_json(decoded.text)
    except ValueError as error:
        return Refusal(str(ordinal), "malformed", f"Line {number} {error}; export it again.", len(line))
    return read_record(record, ordinal, READER)
