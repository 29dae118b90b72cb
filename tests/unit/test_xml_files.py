"""NITF and NewsML-G2, and XML that is not what it seems."""

import pytest

from pipeline.ingest.readers import read_file
from pipeline.records.reading import Reading, Refusal
from tests.formats import FOLDER, facts, hinted, read_sample, readings, reasons

NITF = "<nitf><body><body.content><p>{}</p></body.content></body></nitf>"


def test_nitf() -> None:
    [found] = readings(read_sample("depeche.nitf"))
    assert found.record_key == "AGV-2026-0106-0042"
    assert found.payload == (FOLDER / "depeche.nitf").read_bytes()
    lines = found.text.split("\n")
    assert lines[0] == hinted(found)["h1"] == "Accord sur l'avenir du port de Valmont"
    assert lines[-5:] == [
        "« C'est un jour important », a déclaré le directeur, Paul Lemercier.",
        "Le port de Valmont.",
        "Trois ans de travaux",
        "Les travaux dureront trois ans.",
        "ad/pl",
    ]
    said = facts(found)
    assert said["json-ld:author"] == "Anne Durand"
    assert said["json-ld:datePublished"] == "2026-01-06T19:05:00+01:00"
    assert said["json-ld:publisher"] == "Agence de Valmont"
    verdicts = {found.text[h.char_start : h.char_end]: h.extractor_verdict for h in found.hints if h.char_end}
    assert verdicts["Les travaux dureront trois ans."] == "body"
    assert verdicts["Le port de Valmont."] is None
    assert verdicts["Par Anne Durand"] is None


def test_newsml_message() -> None:
    records = read_sample("depeche.newsml")
    page, plain = readings(records)
    assert page.record_key == "urn:newsml:agv.example:20260106:0043"
    assert page.payload.startswith(b"<newsItem ")
    assert page.text.split("\n")[0] == "Le budget de la région adopté"
    assert facts(page)["json-ld:author"] == "Luc Arnaud"
    assert facts(page)["json-ld:datePublished"] == "2026-01-06T19:05:00+01:00"
    assert facts(page)["json-ld:dateModified"] == "2026-01-06T19:30:00+01:00"
    assert plain.text.startswith("Le festival est reporté\n\nLe festival est reporté à l'été.")
    assert reasons(records) == {
        "urn:newsml:agv.example:20260106:0044": "not_an_article",
        "urn:newsml:agv.example:20260106:0045": "called_back",
    }


def test_an_item_is_itself_in_any_message() -> None:
    """Its envelope, with the time it was sent at, is no part of its identity."""
    payload = (FOLDER / "depeche.newsml").read_bytes()
    later = payload.replace(b"2026-01-06T19:06:00+01:00", b"2026-01-07T08:00:00+01:00")
    one, other = (readings(read_file(each, ".xml")) for each in (payload, later))
    assert [reading.payload for reading in one] == [reading.payload for reading in other]


def test_nitf_within_newsml() -> None:
    payload = (
        b'<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="g"><contentSet><inlineXML>'
        b'<nitf xmlns="http://iptc.org/std/NITF/2006-10-18/"><body><body.head><hedline><hl1>Titre long</hl1></hedline>'
        b"</body.head><body.content><p>Corps.</p></body.content></body></nitf>"
        b"</inlineXML></contentSet></newsItem>"
    )
    [found] = read_file(payload, ".xml")
    assert isinstance(found, Reading)
    assert found.payload == payload
    assert found.text == "Titre long\nCorps."


def test_named_characters_of_html_are_known() -> None:
    [found] = read_file(NITF.format("&Eacute;t&eacute;&nbsp;: A &amp; B").encode(), ".xml")
    assert isinstance(found, Reading)
    assert found.text == "Été\u00a0: A & B"


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        ('<!DOCTYPE nitf [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>' + NITF.format("&b;"), "unsafe_markup"),
        ('<!DOCTYPE nitf [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + NITF.format("&a;"), "unsafe_markup"),
        (
            '<!DOCTYPE rss [<!ENTITY a "aaaa">]><rss><channel><title>&a;</title></channel></rss>',
            "unsafe_markup",
        ),
        ("<nitf>" + "<p>" * 10_000 + "</p>" * 10_000 + "</nitf>", "malformed"),
        ("<rss>" + "<p>" * 10_000 + "</p>" * 10_000 + "</rss>", "malformed"),
        ("<rss " + " ".join(f"a{i}='x'" for i in range(20_000)) + "></rss>", "malformed"),
        ("<!-- -->" * 400 + "\n" * 400 + "x", "malformed"),
        (NITF.format("ouvert</b>"), "malformed"),
        (NITF.format(""), "empty"),
        ("<autre>Texte</autre>", "unknown_format"),
        ('<newsMessage xmlns="x"/>', "not_an_article"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_refuses_with_reason(payload: str, reason: str, encoding: str) -> None:
    [found] = read_file(payload.encode(encoding), ".xml")
    assert isinstance(found, Refusal)
    assert found.reason_code == reason


def test_a_dtd_elsewhere_is_not_asked_for() -> None:
    payload = '<!DOCTYPE nitf SYSTEM "http://127.0.0.1:9/nitf.dtd">' + NITF.format("Corps.")
    [found] = read_file(payload.encode(), ".xml")
    assert isinstance(found, Reading)
