"""ninjs, and other JSON files."""

import json

import pytest

from pipeline.ingest.readers import read_file
from pipeline.records.reading import Reading, Refusal
from tests.formats import FOLDER, facts, read_sample, readings


def test_ninjs_2() -> None:
    [found] = readings(read_sample("depeche.ninjs"))
    assert found.record_key == "urn:newsml:agv.example:20260106:0047"
    assert found.payload == (FOLDER / "depeche.ninjs").read_bytes()
    assert found.text.split("\n") == [
        "Le tramway approuvé par référendum",
        "Les habitants ont approuvé le tramway.",
        "« Le choix est clair », a commenté Karim Benali.",
    ]
    said = facts(found)
    assert said["json-ld:author"] == "Sophie Roux"
    assert said["json-ld:publisher"] == "Agence de Valmont"
    assert said["html:lang"] == "fr"


def test_ninjs_1() -> None:
    item = {
        "uri": "u",
        "type": "text",
        "headline": "Titre",
        "body_text": "Corps.",
        "versioncreated": "2026-01-06",
    }
    [found] = read_file(json.dumps(item).encode(), ".json")
    assert isinstance(found, Reading)
    assert found.text == "Titre\n\nCorps."


@pytest.mark.parametrize("wrap", [lambda items: items, lambda items: {"total": 2, "articles": items}])
def test_a_file_may_list_records(wrap: object) -> None:
    items = [{"id": "a", "text": "Un."}, {"id": "b", "text": "Deux."}]
    assert callable(wrap)
    found = readings(read_file(json.dumps(wrap(items)).encode(), ".json"))
    assert [(each.record_key, each.payload) for each in found] == [
        ("a", b'{"id":"a","text":"Un."}'),
        ("b", b'{"id":"b","text":"Deux."}'),
    ]


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        ({"uri": "u", "type": "picture", "headline": "Photo"}, "not_an_article"),
        ({"uri": "u", "pubstatus": "canceled", "body_text": "Corps."}, "called_back"),
        ({"uri": "u", "headline": "Titre"}, "empty"),
        ("texte", "malformed"),
        ([], "empty"),
    ],
)
def test_refuses_with_reason(item: object, reason: str) -> None:
    [found] = read_file(json.dumps(item).encode(), ".json")
    assert isinstance(found, Refusal)
    assert found.reason_code == reason
