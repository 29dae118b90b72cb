"""Small files written for the project, one a format, and how tests read them."""

import json
from pathlib import Path

from pipeline.ingest.readers import read_file, suffix_of
from pipeline.records.reading import Reading, Refusal

FOLDER = Path(__file__).parent


def read_sample(name: str) -> list[Reading | Refusal]:
    """The records of a file beside this one."""
    return read_file((FOLDER / name).read_bytes(), suffix_of(name))


def readings(records: list[Reading | Refusal]) -> list[Reading]:
    return [record for record in records if isinstance(record, Reading)]


def reasons(records: list[Reading | Refusal]) -> dict[str, str]:
    """Reason code by key of the refusals."""
    return {record.record_key: record.reason_code for record in records if isinstance(record, Refusal)}


def facts(reading: Reading) -> dict[str, object]:
    """What the record says of itself, by tag."""
    return {
        hint.tag: json.loads(hint.attributes or "{}")["content"]
        for hint in reading.hints
        if hint.char_start == hint.char_end
    }


def hinted(reading: Reading) -> dict[str, str]:
    """Text of the hinted lines by tag, the first of each."""
    found: dict[str, str] = {}
    for hint in reading.hints:
        if hint.char_end > hint.char_start:
            found.setdefault(hint.tag, reading.text[hint.char_start : hint.char_end])
    return found
