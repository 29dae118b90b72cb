"""E-mail: which part is the text, what the headers say, what is attached."""

import pytest

from pipeline.ingest.readers import read_file
from pipeline.records.reading import Reading, Refusal
from tests.formats import FOLDER, facts, read_sample, readings, reasons

HEAD = b"From: Agence <a@agv.example>\r\nSubject: Essai\r\nMIME-Version: 1.0\r\n"


def test_a_dispatch_with_attachments() -> None:
    records = read_sample("depeche.eml")
    message, attached = readings(records)
    assert message.record_key == "<20260106.0048@agv.example>"
    assert message.payload == (FOLDER / "depeche.eml").read_bytes()
    assert message.text.startswith(
        "Grève au port de Valmont\n\nVALMONT (AGV) - Les dockers de Valmont sont en grève"
    )
    assert facts(message)["json-ld:datePublished"] == "2026-01-06T19:05:00+01:00"
    assert facts(message)["json-ld:publisher"] == ["Agence de Valmont", "agv.example"]
    assert attached.record_key == "<20260106.0048@agv.example>/encadre.txt"
    assert attached.reader == "text"
    assert reasons(records) == {"<20260106.0048@agv.example>/plan.pdf": "unknown_format"}


def test_takes_html_where_there_is_no_plain_text() -> None:
    payload = HEAD + b"Content-Type: text/html; charset=utf-8\r\n\r\n<p>Un.</p><p>Deux.</p>"
    [found] = read_file(payload, ".eml")
    assert isinstance(found, Reading)
    assert found.text == "Essai\nUn.\nDeux."


@pytest.mark.parametrize("charset", ["utf-8", "no-such-charset", "us-ascii"])
def test_a_wrong_charset_does_not_cost_the_text(charset: str) -> None:
    payload = HEAD + f"Content-Type: text/plain; charset={charset}\r\n\r\nÉté à Évreux.".encode()
    [found] = read_file(payload, ".eml")
    assert isinstance(found, Reading)
    assert "Été à Évreux." in found.text


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (b"Une phrase sans en-t\xc3\xaate.", "malformed"),
        (HEAD + b"\r\n", "empty"),
        (HEAD + b"Content-Type: text/plain; " + b"a=b; " * 40_000 + b"\r\n\r\nUn.", "malformed"),
        (b"Date: x\r\nSubject: " + b"=?utf-8?q?a?= " * 40_000 + b"\r\n\r\nUn.", "malformed"),
        (HEAD + b"Content-Type: image/png\r\n\r\nxx", "empty"),
        (
            HEAD + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n' + b"--b\r\n\r\nx\r\n" * 300,
            "oversized",
        ),
        (
            HEAD + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n' + b"--b\r\n\r\nx\r\n" * 30_000,
            "oversized",
        ),
    ],
)
def test_refuses_with_reason(payload: bytes, reason: str) -> None:
    [found] = read_file(payload, ".eml")
    assert isinstance(found, Refusal)
    assert found.reason_code == reason


def test_the_path_of_an_attachment_is_its_name_only() -> None:
    payload = HEAD + (
        b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain\r\n'
        b'Content-Disposition: attachment; filename="../../etc/passwd.txt"\r\n\r\nUn.\r\n--b--\r\n'
    )
    [found] = read_file(payload, ".eml")
    assert found.record_key == "0/passwd.txt"
