"""What holds for any bytes: readings or refusals, never an exception; hints inside the text; the same every time."""

import json

from hypothesis import given
from hypothesis import strategies as st

from pipeline.ingest.encoding import BYTE_ORDER_MARKS, Decoded, decode
from pipeline.ingest.readers import read_file
from pipeline.records.reading import Reading

SUFFIXES = st.sampled_from(["", ".txt", ".html", ".HTM", ".pdf", ".2026", "..", ".é"])
TAGS = [
    "p",
    "div",
    "li",
    "a href=x",
    "br",
    "b",
    "pre",
    "noscript",
    "script",
    "table",
    "td",
    "title",
    "svg",
    "h1",
    "body",
]
MARKUP = st.lists(
    st.one_of(
        st.sampled_from([f"<{tag}>" for tag in TAGS] + [f"</{tag.split()[0]}>" for tag in TAGS]),
        st.text(max_size=12),
        st.sampled_from(["&nbsp;", "&#xD800;", "&#0;", "<", "<!--", "-->", "\r\n", "<!DOCTYPE html>", "élu"]),
    ),
    max_size=30,
).map(lambda parts: "".join(parts).encode("utf-8", "replace"))
PAYLOADS = st.one_of(st.binary(max_size=400), MARKUP, st.text(max_size=200).map(str.encode))


@given(PAYLOADS, SUFFIXES)
def test_any_bytes_give_readings_or_refusals(payload: bytes, suffix: str) -> None:
    records = read_file(payload, suffix)
    assert records
    for record in records:
        if not isinstance(record, Reading):
            assert record.detail
            continue
        assert record.text.encode("utf-8")
        spans = [(hint.char_start, hint.char_end, hint.tag) for hint in record.hints]
        assert len(spans) == len(set(spans))
        for hint in record.hints:
            assert 0 <= hint.char_start <= hint.char_end <= len(record.text)
            assert isinstance(json.loads(hint.attributes or ""), dict)


@given(PAYLOADS, SUFFIXES)
def test_same_bytes_same_records(payload: bytes, suffix: str) -> None:
    assert read_file(payload, suffix) == read_file(payload, suffix)


@given(MARKUP)
def test_block_hints_are_the_lines_of_the_text(payload: bytes) -> None:
    for record in read_file(payload, ".html"):
        if isinstance(record, Reading) and record.reader == "html":
            lines = [record.text[hint.char_start : hint.char_end] for hint in record.hints if hint.char_end]
            assert lines == record.text.split("\n")


@given(st.binary(max_size=300))
def test_decoding_is_exact(payload: bytes) -> None:
    decoded = decode(payload)
    if isinstance(decoded, Decoded):
        marks = [mark for mark, encoding in BYTE_ORDER_MARKS if encoding == decoded.encoding]
        mark = next((mark for mark in marks if payload.startswith(mark)), b"")
        assert payload[len(mark) :].decode(decoded.encoding) == decoded.text
