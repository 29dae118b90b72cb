"""Records of the ingest stage: what a reader makes of a payload."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hint:
    """What mark-up said of one block (table hints). Page metadata has an empty span and a tag 'meta:…', 'json-ld:…'.

    `attributes` is a JSON object as text; for page metadata {"content": value or list of values}.
    """

    char_start: int
    char_end: int
    tag: str
    attributes: str | None = None
    extractor_verdict: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """One document as a reader saw it: the payload, its decoded text, hints and the address it states."""

    record_key: str
    payload: bytes
    media_type: str
    encoding: str
    reader: str
    text: str
    hints: tuple[Hint, ...] = ()
    source_url: str | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """One record that could not be read: a code, and what is wrong and what to do in words."""

    record_key: str
    reason_code: str
    detail: str
    byte_count: int


@dataclass(frozen=True, slots=True)
class Withheld:
    """One record that was withdrawn: its key, and hash and size of its content, of which nothing else is left."""

    record_key: str
    content_sha256: str
    byte_count: int
    reader: str
