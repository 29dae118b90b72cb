"""The step read: what a file holds, record by record."""

import json
from datetime import date
from typing import Any

from pipeline.engine import find_step


def keys(*records: dict[str, str]) -> list[str]:
    payload = "".join(json.dumps(record) + "\n" for record in records).encode()
    row: dict[str, Any] = {
        "suffix": ".jsonl",
        "first_arrived_on": date(2026, 1, 6),
        "payload": payload,
        "file_sha256": "0" * 64,
    }
    made = find_step("read").apply({"files": [row]}, None)
    return [record["record_key"] for record in made["records"]]


def test_an_id_and_a_place_in_the_file_are_told_apart() -> None:
    assert keys({"id": "1", "text": "Un texte."}, {"text": "Un autre."}) == ["1", "1/1"]
    assert keys({"text": "Un texte."}, {"id": "0", "text": "Un autre."}) == ["0", "0/1"]


def test_two_records_of_one_id_are_deliveries_of_one_text() -> None:
    assert keys({"id": "a", "text": "Un texte."}, {"id": "a", "text": "Un autre."}) == ["a", "a"]
