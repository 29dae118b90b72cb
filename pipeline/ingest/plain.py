"""Reader of plain text: the file's bytes, decoded.

What belongs here: nothing but that. What does not: encodings (pipeline/ingest/encoding.py) and any judgement on lines.
"""

from pipeline.ingest.encoding import Undecoded, decode, is_visible
from pipeline.records.reading import Reading, Refusal

RECORD_KEY = "0"


def read_plain(payload: bytes) -> list[Reading | Refusal]:
    """One reading of `payload` as text, line ends and all; or one refusal: binary, undecodable, empty."""
    decoded = decode(payload)
    if isinstance(decoded, Undecoded):
        return [Refusal(RECORD_KEY, decoded.reason_code, f"The file {decoded.detail}.", len(payload))]
    if not is_visible(decoded.text):
        return [
            Refusal(RECORD_KEY, "empty", "The file holds nothing but blanks; deliver its text.", len(payload))
        ]
    return [Reading(RECORD_KEY, payload, "text/plain", decoded.encoding, "text", decoded.text)]
