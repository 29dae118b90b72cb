"""Decoding: every encoding French texts come in, exactly; and what is no text, told as such."""

import pytest

from pipeline.ingest.encoding import Decoded, Undecoded, decode, is_visible

SENTENCES = (
    "Café fermé à Évry.",
    "« Nous y sommes », a dit la maire – enfin.",
    "ÉLECTIONS MUNICIPALES",
    "L’ÉTÉ À ÉVREUX : L’ÉVÉNEMENT",
    "Œuvre d’ÉLODIE GARNÉAC, près de l’hôtel de ville, vendue 35 €",
    "élève",
    "À",
    "prix : 30 £ (½ tarif)",
    "Straße in Köln, señor Núñez",
)


@pytest.mark.parametrize("text", SENTENCES)
@pytest.mark.parametrize(
    ("codec", "expected"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16le"),
        ("utf-16-le", "utf-16le"),
        ("utf-16-be", "utf-16be"),
        ("utf-32", "utf-32le"),
        ("cp1252", "windows-1252"),
    ],
)
def test_decodes_exactly(text: str, codec: str, expected: str) -> None:
    if codec in ("utf-16-le", "utf-16-be") and text == "À":
        pytest.skip("two bytes without a mark say nothing")
    assert decode(text.encode(codec)) == Decoded(text, expected)


@pytest.mark.parametrize(
    ("codec", "expected"),
    [("mac_roman", "macintosh"), ("cp850", "ibm850"), ("iso8859_15", "iso-8859-15")],
)
def test_knows_older_western_encodings(codec: str, expected: str) -> None:
    text = "Le préfet évalue le coût à 35 millions : « c’est énorme », dit-il à l'opposé."
    if codec != "mac_roman":
        text = text.replace("’", "'")
    if codec == "iso8859_15":
        text += " Soit 12 € par tête, et une œuvre."
    assert decode(text.encode(codec)) == Decoded(text, expected)


def test_keeps_line_ends_and_all_else() -> None:
    text = "Un\r\n\r\n\tdeux\u00a0: trois\u2028\ufeffquatre\r"
    assert decode(text.encode()) == Decoded(text, "utf-8")


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        ("iso-8859-1", "windows-1252"),
        ("windows-1250", "windows-1250"),
        ("no-such-encoding", "windows-1252"),
        ("rot13", "windows-1252"),
        ("bad\0name", "windows-1252"),
        (None, "windows-1252"),
    ],
)
def test_heeds_what_the_markup_declares(declared: str | None, expected: str) -> None:
    decoded = decode("Réunion à Évry, côté préfecture".encode("cp1252"), declared)
    assert isinstance(decoded, Decoded)
    assert decoded.encoding == expected


def test_valid_utf8_beats_a_single_byte_declaration() -> None:
    assert decode("Évry".encode(), "iso-8859-1") == Decoded("Évry", "utf-8")


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (b"abc\0def", "binary"),
        (bytes(range(1, 32)) * 4, "binary"),
        ("a\0b".encode("utf-16"), "binary"),
        (b"\xef\xbb\xbfLe pr\xe9fet", "undecodable"),
        (b"\xff\xfea", "undecodable"),
        ("Привет, как дела, друзья".encode("cp1251"), "undecodable"),
        ("Les élus ont été reçus à l’été".encode() + b"\xc3", "undecodable"),
    ],
)
def test_refuses_what_is_no_text(payload: bytes, reason: str) -> None:
    refused = decode(payload)
    assert isinstance(refused, Undecoded)
    assert refused.reason_code == reason


def test_names_the_damaged_byte() -> None:
    refused = decode("été, été, été".encode() + b"\xff fin")
    assert isinstance(refused, Undecoded)
    assert "byte 19" in refused.detail


@pytest.mark.parametrize("text", ["", " \r\n\t", "\u00a0\u202f", "\u200b\ufeff", "\x0c"])
def test_blank_is_not_visible(text: str) -> None:
    assert not is_visible(text)


def test_one_character_is_visible() -> None:
    assert is_visible("\u00a0.\n")
