"""JSON Lines: a record a line, bad lines refused while the good ones go on."""

import hashlib
import json

import pytest

from pipeline.ingest.readers import read_file
from pipeline.records.reading import Reading, Refusal
from tests.formats import facts, hinted, read_sample, readings, reasons


def read_one(record: object) -> Reading | Refusal:
    [found] = read_file(json.dumps(record).encode(), ".jsonl")
    return found


def test_good_lines_go_on_after_bad_ones() -> None:
    records = read_sample("articles.jsonl")
    assert [type(record) for record in records] == [Reading, Refusal, Refusal, Refusal, Reading]
    assert reasons(records) == {"1": "malformed", "gv-103": "empty", "3": "malformed"}


def test_a_record_becomes_a_document_with_its_metadata() -> None:
    first, second = readings(read_sample("articles.jsonl"))
    assert (
        first.record_key == first.source_url == "https://www.gazette-de-valmont.example/2026/01/06/pont.html"
    )
    assert first.text.startswith(
        "Le pont de Valmont rouvre à la circulation\n\nLe pont de Valmont a rouvert mardi"
    )
    assert hinted(first) == {"h1": "Le pont de Valmont rouvre à la circulation"}
    assert facts(first) == {
        "json-ld:articleSection": "Local",
        "json-ld:author": "Anne Durand",
        "json-ld:datePublished": "2026-01-06T19:05:00+01:00",
        "json-ld:headline": "Le pont de Valmont rouvre à la circulation",
        "json-ld:publisher": "Gazette de Valmont",
        "json-ld:url": "https://www.gazette-de-valmont.example/2026/01/06/pont.html",
        "meta:id": "gv-101",
    }
    assert facts(second)["json-ld:author"] == ["Marie Petit", "Luc Arnaud"]
    assert second.text.split("\n")[1:] == [
        "Les horaires des bus changent lundi.",
        "« Les usagers l'ont demandé », a expliqué la directrice, Claire Vasseur.",
    ]


def test_identity_is_the_canonical_json() -> None:
    one, other = '{"text": "Été.", "id": 1}', '{"id":1,"text":"\\u00c9t\\u00e9."}'
    [first], [second] = read_file(one.encode(), ".jsonl"), read_file(other.encode(), ".jsonl")
    assert isinstance(first, Reading)
    assert isinstance(second, Reading)
    assert first.payload == second.payload == '{"id":1,"text":"Été."}'.encode()
    assert hashlib.sha256(first.payload).hexdigest() == hashlib.sha256(second.payload).hexdigest()


@pytest.mark.parametrize(
    ("record", "key"),
    [
        ({"text": "Un.", "guid": "g", "url": "https://a.example/", "id": 5}, "g"),
        ({"text": "Un.", "url": "https://a.example/", "id": 5}, "https://a.example/"),
        ({"text": "Un.", "id": 5}, "5"),
        ({"text": "Un."}, "0"),
        ({"text": "Un.", "id": None, "url": ""}, "0"),
    ],
)
def test_key_is_guid_url_id_or_ordinal(record: dict[str, object], key: str) -> None:
    assert read_one(record).record_key == key


@pytest.mark.parametrize(
    "name", ["text", "body", "Article_Body", "contenu", "articleBody", "maintext", "full text"]
)
def test_knows_the_usual_names_of_a_text(name: str) -> None:
    found = read_one({name: "Une phrase."})
    assert isinstance(found, Reading)
    assert found.text == "Une phrase."


@pytest.mark.parametrize(
    ("record", "text"),
    [
        ({"title": "Titre", "text": "Titre\n\nCorps."}, "Titre\n\nCorps."),
        ({"title": "Le pont", "text": "Le pont rouvre."}, "Le pont\n\nLe pont rouvre."),
        ({"title": "T", "summary": "Chapô.", "text": "Corps."}, "T\n\nChapô.\n\nCorps."),
        ({"title": "T", "summary": "Chapô seul."}, "T\n\nChapô seul."),
        ({"title": "<b>T</b> &amp; U", "text": "Corps."}, "T & U\n\nCorps."),
        ({"text": ["Un.", "Deux."]}, "Un.\n\nDeux."),
        ({"content": "<p>Un.</p><p>Deux.</p>"}, "Un.\nDeux."),
        ({"text": "3 < 4 et 5 > 4."}, "3 < 4 et 5 > 4."),
    ],
)
def test_puts_title_standfirst_and_body_together(record: dict[str, object], text: str) -> None:
    found = read_one(record)
    assert isinstance(found, Reading)
    assert found.text == text


def test_a_whole_page_in_a_field_is_read_as_a_page() -> None:
    page = "<html><head><title>Une</title></head><body><nav>Menu</nav><p>Corps du texte.</p></body></html>"
    found = read_one({"html": page, "url": "https://a.example/1"})
    assert isinstance(found, Reading)
    assert found.text == "Menu\nCorps du texte."
    assert facts(found)["html:title"] == "Une"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"text": "Un.", "pubstatus": "canceled"}', "called_back"),
        (b'{"text": "A\\u0000B"}', "binary"),
        (b'{"text": "   "}', "empty"),
        (b'{"text":' + b"[" * 5000 + b"]" * 5000 + b"}", "malformed"),
        (b'{"text": ' + b"9" * 5000 + b"}", "malformed"),
        (b"null", "malformed"),
        (b"\xff\xfe{\x00}\x00", "undecodable"),
    ],
)
def test_refuses_with_reason(line: bytes, reason: str) -> None:
    [found] = read_file(line, ".jsonl")
    assert isinstance(found, Refusal)
    assert found.reason_code == reason
    assert found.detail.endswith(".")


def test_lone_surrogates_and_nan_do_not_stop_a_record() -> None:
    [found] = read_file(b'{"text": "A\\ud800B", "score": NaN}', ".jsonl")
    assert isinstance(found, Reading)
    assert found.text == "A\ufffdB"
    assert b'"score":null' in found.payload


def test_reads_western_lines_and_a_byte_order_mark() -> None:
    payload = b'\xef\xbb\xbf{"text": "Un."}\n' + '{"text": "Été à Évreux."}\n'.encode("cp1252")
    assert [reading.text for reading in readings(read_file(payload, ".jsonl"))] == ["Un.", "Été à Évreux."]
