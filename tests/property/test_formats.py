"""What holds for any bytes under any name of a format: readings or refusals, keys, hints within the text, the same again."""

import gzip
import io
import json
import zipfile
from collections.abc import Callable

from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.ingest.readers import FORMATS, read_file
from pipeline.ingest.records import canonical, parse_json
from pipeline.records.reading import Reading, Refusal
from tests.formats import FOLDER

SUFFIXES = st.sampled_from(sorted(suffix for each in FORMATS for suffix in each.suffixes))
SAMPLES = [
    (path.read_bytes(), path.suffix)
    for path in sorted(FOLDER.iterdir())
    if path.suffix != ".py" and path.is_file()
]
WARC = (
    b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://a.example/1\r\nContent-Type: application/http\r\n"
    b"Content-Length: 62\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>Une phrase.</p>\r\n\r\n"
)


def packed(data: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.jsonl", data)
        archive.writestr("b.txt", "Un.")
    return file.getvalue()


JSONL = SAMPLES[[suffix for _, suffix in SAMPLES].index(".jsonl")][0]
ALL = [*SAMPLES, (WARC, ".warc"), (gzip.compress(WARC), ".warc.gz"), (packed(JSONL), ".zip")]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["text", "title", "id", "url", "author", "date", "name", "x"]), inner, max_size=5
        )
    ),
    max_leaves=12,
)


@st.composite
def damaged(draw: Callable[..., object]) -> tuple[bytes, str]:
    """A sample with a stretch of it cut out, doubled or overwritten."""
    sample = draw(st.sampled_from(ALL))
    assert isinstance(sample, tuple)
    data, suffix = sample
    start, length = draw(st.integers(0, len(data))), draw(st.integers(0, 200))
    assert isinstance(start, int)
    assert isinstance(length, int)
    cut = data[start : start + length]
    noise = draw(st.binary(max_size=8))
    assert isinstance(noise, bytes)
    middle = draw(st.sampled_from([b"", cut + cut, noise]))
    assert isinstance(middle, bytes)
    return data[:start] + middle + data[start + length :], suffix


def check(records: list[Reading | Refusal]) -> None:
    assert records
    for record in records:
        assert record.record_key
        assert record.record_key.encode("utf-8")
        if isinstance(record, Refusal):
            assert record.reason_code
            assert record.detail.endswith(".")
            assert record.detail.encode("utf-8")
            assert record.byte_count >= 0
            continue
        assert record.text.encode("utf-8")
        assert "\0" not in record.text
        tags = [hint.tag for hint in record.hints if hint.char_start == hint.char_end]
        assert len(tags) == len(set(tags))
        for hint in record.hints:
            assert 0 <= hint.char_start <= hint.char_end <= len(record.text)
            assert isinstance(json.loads(hint.attributes or ""), dict)


@given(st.binary(max_size=300), SUFFIXES)
@example(b"\t", ".jsonl")
@example(b"PK\x05\x06" + bytes(18), ".zip")
def test_any_bytes_under_any_name(payload: bytes, suffix: str) -> None:
    records = read_file(payload, suffix)
    check(records)
    assert read_file(payload, suffix) == records


@given(damaged())
def test_damaged_files(case: tuple[bytes, str]) -> None:
    payload, suffix = case
    records = read_file(payload, suffix)
    check(records)
    assert read_file(payload, suffix) == records


@given(st.lists(JSON, min_size=1, max_size=4))
def test_any_json_gives_a_record_a_line(values: list[object]) -> None:
    payload = "\n".join(json.dumps(value) for value in values).encode()
    records = read_file(payload, ".jsonl")
    check(records)
    assert len(records) == len(values)


@given(JSON)
def test_canonical_json_is_stable(value: object) -> None:
    once = canonical(parse_json(json.dumps(value)))
    assert canonical(parse_json(once.decode("utf-8"))) == once


@given(st.binary(min_size=1, max_size=200))
def test_packing_changes_no_document(payload: bytes) -> None:
    plain = [record.payload for record in read_file(payload, ".txt") if isinstance(record, Reading)]
    again = [
        record.payload
        for record in read_file(gzip.compress(payload), ".txt.gz")
        if isinstance(record, Reading)
    ]
    assert plain == again
