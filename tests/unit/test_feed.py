"""RSS and Atom: entries as documents, by what they state."""

import json

import pytest

from pipeline.ingest.readers import read_file
from pipeline.records.reading import Reading, Refusal
from tests.formats import facts, hinted, read_sample, readings, reasons


def test_rss_entries() -> None:
    records = read_sample("feed.rss")
    full, short = readings(records)
    assert full.record_key == "gv-201"
    assert full.source_url == "https://www.gazette-de-valmont.example/2026/01/06/barrage.html"
    assert full.text.split("\n") == [
        "Le barrage sera inspecté & consolidé",
        "Les experts remettront leur rapport en mars.",
        "Le barrage de Valmont sera inspecté en février.",
        "« Il n'y a aucun danger », a assuré la préfète, Hélène Caron.",
    ]
    assert hinted(full)["h1"] == "Le barrage sera inspecté & consolidé"
    said = facts(full)
    assert said["json-ld:datePublished"] == "2026-01-06T19:05:00+01:00"
    assert said["json-ld:author"] == "Anne Durand"
    assert said["json-ld:articleSection"] == "Environnement"
    assert said["json-ld:publisher"] == "Gazette de Valmont"
    assert short.record_key == short.source_url
    assert reasons(records) == {"https://www.gazette-de-valmont.example/2026/01/06/vide.html": "empty"}


def test_atom_entries() -> None:
    [entry] = readings(read_sample("feed.atom"))
    assert entry.record_key == "urn:uuid:5d3a2f1e-0000-4000-8000-000000000002"
    assert facts(entry)["json-ld:author"] == "Nadia Khoury"
    assert "« Un accord est proche »" in entry.text


def test_an_entry_is_what_it_states_wherever_it_stands() -> None:
    item = "<item><guid isPermaLink='false'>g</guid><description>Un texte.</description></item>"
    feeds = [
        f"<rss version='2.0'><channel><title>{name}</title>{item}</channel></rss>"
        for name in ("Une", "Local")
    ]
    one, other = (readings(read_file(feed.encode(), ".xml"))[0] for feed in feeds)
    assert one.payload == other.payload
    assert json.loads(one.payload) == {"id": "g", "summary": "Un texte."}


@pytest.mark.parametrize("suffix", [".xml", ".rss", "", ".txt"])
def test_a_feed_shows_by_its_root(suffix: str) -> None:
    payload = b"<rss version='2.0'><channel><item><description>Un texte.</description></item></channel></rss>"
    [found] = read_file(payload, suffix)
    assert isinstance(found, Reading)
    assert found.reader == "feed"


def test_goes_on_over_broken_markup() -> None:
    payload = (
        b"<rss version='2.0'><channel><item><title>A & B</title><description>Un & deux</description></item>"
        b"<item><description>Trois</description></item></channel></rss>"
    )
    assert len(readings(read_file(payload, ".rss"))) == 2


def test_a_feed_without_entries_is_refused() -> None:
    [found] = read_file(b"<rss version='2.0'><channel><title>T</title></channel></rss>", ".rss")
    assert isinstance(found, Refusal)
    assert found.reason_code == "empty"
