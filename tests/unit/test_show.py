"""A document as cleaning saw it: every span that prints something, with kind and rule, in a terminal and as a page."""

from pipeline.show import COLOURS, Shown, as_html, as_terminal

TEXT = "Partager <b>\n\nLe port rouvre & la foule vient."
SPANS = [
    {
        "span_index": 0,
        "char_start": 0,
        "char_end": 12,
        "span_kind": "share",
        "is_body": False,
        "rule_id": "s",
        "score": 0.9,
    },
    {
        "span_index": 1,
        "char_start": 12,
        "char_end": 14,
        "span_kind": "blank",
        "is_body": False,
        "rule_id": "b",
        "score": 1.0,
    },
    {
        "span_index": 2,
        "char_start": 14,
        "char_end": len(TEXT),
        "span_kind": "paragraph",
        "is_body": True,
        "rule_id": "p",
        "score": 0.8,
    },
]
SHOWN = Shown("d" * 32, "gazette/<port>.txt", TEXT, SPANS)


def test_the_page_holds_every_span_and_no_mark_up_of_the_text() -> None:
    page = as_html(SHOWN)
    assert "Partager &lt;b&gt;" in page
    assert "Le port rouvre &amp; la foule vient." in page
    assert "gazette/&lt;port&gt;.txt" in page
    assert page.count("<section") == 2
    assert '<section class="stripped">' in page
    assert '<section class="body">' in page
    assert "32 / 46 characters are body" in page


def test_the_page_is_readable_by_day_and_by_night_and_loads_nothing() -> None:
    page = as_html(SHOWN)
    assert "prefers-color-scheme:dark" in page
    assert "width=device-width" in page
    assert "http" not in page
    for light, dark in COLOURS.values():
        assert contrast(light, "#ffffff") >= 4.5
        assert contrast(dark, "#16191d") >= 4.5


def test_the_terminal_shows_kind_rule_and_text() -> None:
    lines = as_terminal(SHOWN).plain.splitlines()
    assert lines[2].split() == ["share", "s", "0.90"]
    assert lines[3] == "Partager <b>"
    assert lines[4].split() == ["paragraph", "p", "0.80"]
    assert lines[5] == "Le port rouvre & la foule vient."


def contrast(one: str, other: str) -> float:
    """Contrast of two colours after WCAG 2."""

    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)
