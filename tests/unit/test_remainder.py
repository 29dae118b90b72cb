"""What is left of a file after records of it were withdrawn."""

import hashlib

from pipeline.ingest.remainder import content_of, is_remainder, read_remainder, remainder_of
from pipeline.records.reading import Hint, Reading, Refusal, Withheld

TEXT = "Une ligne\u2028une autre\r\n\ttrois\x85quatre\x00 « cinq »"
KEPT = Reading(
    "a.html",
    TEXT.encode(),
    "text/html",
    "utf-8",
    "html",
    TEXT,
    (Hint(0, 9, "p", '{"class": "x"}'),),
    "https://x.example/a",
)
GONE = Reading("b.txt", b"Ce texte devait partir.", "text/plain", "utf-8", "text", "Ce texte devait partir.")
BAD = Refusal("c.bin", "binary", "It is no text.", 3)
CONTENT = hashlib.sha256(GONE.payload).hexdigest()


def test_other_records_stay_as_they_were_read() -> None:
    left = remainder_of([KEPT, GONE, BAD], {CONTENT})
    assert left is not None
    assert b"devait partir" not in left
    assert is_remainder(left, "0" * 64)
    records = list(read_remainder(left))
    assert records == [KEPT, Withheld("b.txt", CONTENT, len(GONE.payload), "text"), BAD]
    assert [content_of(record) for record in records] == [content_of(KEPT), CONTENT, None]


def test_a_remainder_may_lose_more_and_a_file_without_the_content_has_none() -> None:
    assert remainder_of([KEPT, BAD], {CONTENT}) is None
    left = remainder_of([KEPT, GONE, BAD], {CONTENT})
    assert left is not None
    less = remainder_of(read_remainder(left), {CONTENT, content_of(KEPT) or ""})
    assert less is not None
    assert [type(record) for record in read_remainder(less)] == [Withheld, Withheld, Refusal]


def test_a_file_that_only_looks_like_a_remainder_is_none() -> None:
    left = remainder_of([GONE], {CONTENT})
    assert left is not None
    assert not is_remainder(left, hashlib.sha256(left).hexdigest())
