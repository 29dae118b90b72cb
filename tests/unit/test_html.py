"""The HTML reader: every visible line, in order, with its hints; nothing lost, nothing invented."""

import json
from typing import Any

import pytest

from pipeline.ingest.html import begins_as_html, read_html
from pipeline.records.reading import Hint, Reading, Refusal


def read(markup: str) -> Reading:
    [record] = read_html(markup.encode())
    assert isinstance(record, Reading), record
    return record


def blocks(reading: Reading) -> list[tuple[str, str]]:
    return [
        (hint.tag, reading.text[hint.char_start : hint.char_end]) for hint in reading.hints if hint.char_end
    ]


def attributes(hint: Hint) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(hint.attributes or "{}")
    return loaded


def page_hints(reading: Reading) -> dict[str, Any]:
    return {hint.tag: attributes(hint)["content"] for hint in reading.hints if not hint.char_end}


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>Un</p><p>Deux</p>", "Un\nDeux"),
        ("<p>Un<br>Deux<br/><br/>Trois", "Un\nDeux\nTrois"),
        ("<p>  Un \r\n\t grand   titre </p>", "Un grand titre"),
        ("<p>«&nbsp;Oui&nbsp;», dit-elle&#8239;!</p>", "«\u00a0Oui\u00a0», dit-elle\u202f!"),
        ("<p>R&eacute;union &amp; d&#233;bat &lt;b&gt;</p>", "Réunion & débat <b>"),
        ("<p>Le <b>maire</b> de <i>Valmont</i>.</p>", "Le maire de Valmont."),
        ("<p><span>L</span>es élus</p>", "Les élus"),
        ("<div>avant<p>dedans</p>après</div>", "avant\ndedans\naprès"),
        ("<ul><li>un<li>deux</ul>", "un\ndeux"),
        ("<table><tr><td>a<td>b</table>", "a\nb"),
        ("<nav><a href=1>Monde</a><a href=2>Sport</a></nav>", "Monde Sport"),
        (
            "<p>x</p><script>var a='<p>non</p>'</script><style>p{}</style><!-- non --><template><p>non</p></template>",
            "x",
        ),
        ("<title>Onglet</title><p>x</p>", "x"),
        ("<p>x</p><p style='display:none'>caché</p>", "x\ncaché"),
        ("<p>x</p></body></html>queue", "x\nqueue"),
        ("<p>x<noscript>Activez JavaScript</noscript>", "x\nActivez JavaScript"),
        ("<p>Légende</p><noscript><p>Légende</p></noscript>", "Légende"),
        ("<pre>un\n  deux</pre>", "un\n  deux"),
        ("<p>&nbsp;</p><p>x</p><p> </p>", "x"),
        ("<svg><title>icône</title></svg><p>x</p>", "x"),
        ("<button>Partager</button><button>Copier</button>", "Partager\nCopier"),
        ("<iframe><p>non</p></iframe><p>x", "x"),
    ],
)
def test_text_as_a_browser_shows_it(markup: str, text: str) -> None:
    assert read(markup).text == text


def test_innermost_block_owns_the_line() -> None:
    reading = read(
        "<article>intro<blockquote><p>dit</p>suite</blockquote><figure><figcaption>vue</figcaption></figure>"
    )
    assert blocks(reading) == [
        ("article", "intro"),
        ("p", "dit"),
        ("blockquote", "suite"),
        ("figcaption", "vue"),
    ]


def test_hint_says_where_the_line_stood() -> None:
    reading = read(
        "<html><body><main id=m><div class=' share  bar '><p id=p1 class=x>Lu <time datetime=2026-01-06>hier</time></p>"
        "</div></main></body></html>"
    )
    [hint] = [hint for hint in reading.hints if hint.char_end]
    assert attributes(hint) == {
        "path": "html/body/main/div/p",
        "class": "x",
        "id": "p1",
        "enclosing": ["div.share.bar", "main#m"],
        "link_share": 0.0,
        "datetime": "2026-01-06",
    }


def test_links_are_measured() -> None:
    reading = read(
        "<p><a href='/a'>Lire aussi</a></p><p>abcde <a href='/b'>fghij</a></p><p><a href=1>a</a> <a href=2>b</a>"
    )
    first, second, third = [attributes(hint) for hint in reading.hints if hint.char_end]
    assert (first["link_share"], first["href"]) == (1.0, "/a")
    assert (second["link_share"], second.get("href")) == (0.5, None)
    assert (third["link_share"], third.get("href")) == (1.0, None)


def test_link_over_several_blocks() -> None:
    reading = read("<a href='/a'><h3>Titre</h3><p>Chapô</p></a><p>hors lien</p>")
    found = [
        (attributes(hint)["link_share"], attributes(hint).get("href"))
        for hint in reading.hints
        if hint.char_end
    ]
    assert found == [(1.0, "/a"), (1.0, "/a"), (0.0, None)]


def test_hidden_lines_are_marked() -> None:
    reading = read(
        "<div hidden><p>a</p></div><p>b <span style='display: NONE'>c</span></p><p><b style='display:none'>d</b>"
    )
    assert [attributes(hint).get("is_hidden", False) for hint in reading.hints if hint.char_end] == [
        True,
        False,
        True,
    ]


def test_page_metadata() -> None:
    reading = read(
        """<html lang="fr"><head><title> Le
        titre </title><link rel="canonical" href="https://gazette.example/a">
        <meta property="og:title" content="Titre OG"><meta name="Author" content="Ana Ruel">
        <meta property="article:tag" content="un"><meta property="article:tag" content="deux">
        <script type="application/ld+json">{"@context": "x", "@graph": [{"@type": "WebSite", "name": "non"},
        {"@type": ["NewsArticle"], "headline": "H", "datePublished": "2026-01-06T08:00:00+01:00",
        "author": [{"@type": "Person", "name": "Ana Ruel"}, "Luc Ferrand"],
        "publisher": {"@type": "Organization", "name": "La Gazette"}, "isAccessibleForFree": false}]}</script>
        </head><body><p>Corps</p></body></html>"""
    )
    assert reading.source_url == "https://gazette.example/a"
    assert page_hints(reading) == {
        "html:lang": "fr",
        "html:title": "Le titre",
        "link:canonical": "https://gazette.example/a",
        "meta:og:title": "Titre OG",
        "meta:author": "Ana Ruel",
        "meta:article:tag": ["un", "deux"],
        "json-ld:headline": "H",
        "json-ld:datePublished": "2026-01-06T08:00:00+01:00",
        "json-ld:author": ["Ana Ruel", "Luc Ferrand"],
        "json-ld:publisher": "La Gazette",
        "json-ld:isAccessibleForFree": "false",
    }


@pytest.mark.parametrize(
    "script", ["{", "", "[" * 100_000, '{"@type": "NewsArticle", "headline": {"name": {}}}', "3", '"\\ud800"']
)
def test_broken_json_ld_is_passed_over(script: str) -> None:
    reading = read(f"<script type='application/ld+json'>{script}</script><p>x</p>")
    assert reading.text == "x"
    assert page_hints(reading) == {}


@pytest.mark.parametrize("href", ["/relative", "javascript:alert(1)", "http://", "http://[", ""])
def test_only_full_addresses_become_the_source(href: str) -> None:
    assert read(f"<link rel=canonical href='{href}'><p>x</p>").source_url is None


def test_extractor_marks_the_article() -> None:
    paragraphs = [
        f"Le conseil de Valmont a voté la mesure numéro {n}, que l’opposition contestait depuis des mois."
        for n in range(8)
    ]
    menu = "".join(f"<li><a href='/{n}'>Rubrique {n}</a></li>" for n in range(12))
    reading = read(
        f"<html><body><nav><ul>{menu}</ul></nav><article><h1>Titre</h1>"
        + "".join(f"<p>{text}</p>" for text in paragraphs)
        + "</article><footer><p>Mentions légales</p></footer></body></html>"
    )
    verdicts = {
        reading.text[hint.char_start : hint.char_end]: hint.extractor_verdict
        for hint in reading.hints
        if hint.char_end
    }
    assert all(verdicts[text] == "body" for text in paragraphs)
    assert verdicts["Rubrique 3"] == "other"
    assert verdicts["Mentions légales"] == "other"


def test_declared_encoding_is_used() -> None:
    page = '<html><head><meta http-equiv="Content-Type" content="text/html; charset=windows-1250"></head><p>Łódź</p>'
    [record] = read_html(page.encode("cp1250"))
    assert isinstance(record, Reading)
    assert (record.text, record.encoding) == ("Łódź", "windows-1250")


@pytest.mark.parametrize(
    "payload",
    [b"<html><body>" + b"<div>" * 100_000 + b"fond", b"<p " + b"a=1 " * 40_000 + b">x</p>"],
)
def test_pages_no_one_writes_are_refused(payload: bytes) -> None:
    [record] = read_html(payload)
    assert isinstance(record, Refusal)
    assert record.reason_code == "malformed"


def test_deep_but_possible_nesting_is_read() -> None:
    reading = read("<div>" * 1_500 + "fond" + "</div>" * 1_500)
    [hint] = [hint for hint in reading.hints if hint.char_end]
    assert reading.text == "fond"
    assert attributes(hint)["path"].startswith("…/div/")
    assert hint.extractor_verdict is None


@pytest.mark.parametrize("fragment", ["<p>Un", "<article><h1>Un</h1>", "\n<!-- x --><div>Un</div>"])
def test_fragments_begin_as_html(fragment: str) -> None:
    assert begins_as_html(fragment.encode())


@pytest.mark.parametrize("text", ["3 < 4", "<Reuters> Paris", "Voir <p>", "<3", ""])
def test_prose_does_not_begin_as_html(text: str) -> None:
    assert not begins_as_html(text.encode())


def test_huge_line_is_read() -> None:
    assert len(read("<p>" + "mot " * 300_000 + "</p>").text) == 1_200_000 - 1
