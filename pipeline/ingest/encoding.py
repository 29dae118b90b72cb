"""From bytes to text: which encoding a payload is in, and its exact decoding.

What belongs here: byte-order marks, declared encodings, detection, and telling text from binary data. What does not:
mark-up (a reader says what its mark-up declares) and any change to the text: it is decoded, never normalised.
"""

import codecs
import re
from dataclasses import dataclass
from typing import Final

from charset_normalizer import from_bytes

BYTE_ORDER_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32le"),
    (codecs.BOM_UTF32_BE, "utf-32be"),
    (codecs.BOM_UTF16_LE, "utf-16le"),
    (codecs.BOM_UTF16_BE, "utf-16be"),
)
"""Longer marks first: the mark of UTF-16 begins that of UTF-32."""

WESTERN: Final = {
    "cp1252": "windows-1252",
    "iso8859_15": "iso-8859-15",
    "mac_roman": "macintosh",
    "cp850": "ibm850",
}
"""Single-byte encodings that French texts come in, likeliest first: Python's codec and the registered name."""

DECLARABLE: Final = {
    **WESTERN,
    "utf-8": "utf-8",
    "utf-16-le": "utf-16le",
    "utf-16-be": "utf-16be",
    "ascii": "windows-1252",
    "iso8859-1": "windows-1252",
    "iso8859-2": "iso-8859-2",
    "iso8859-5": "iso-8859-5",
    "iso8859-6": "iso-8859-6",
    "iso8859-7": "iso-8859-7",
    "iso8859-9": "windows-1254",
    "iso8859-15": "iso-8859-15",
    "mac-roman": "macintosh",
    "cp1250": "windows-1250",
    "cp1251": "windows-1251",
    "cp1253": "windows-1253",
    "cp1254": "windows-1254",
    "cp1255": "windows-1255",
    "cp1256": "windows-1256",
    "koi8-r": "koi8-r",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "big5": "big5",
    "shift_jis": "shift_jis",
    "euc_jp": "euc-jp",
    "iso2022_jp": "iso-2022-jp",
    "euc_kr": "euc-kr",
}
"""What a page may declare: Python's codec -> the encoding it is read in (as browsers do, Latin-1 as Windows-1252)."""

_USUAL = re.compile(
    r"[àâäæçéèêëîïôöœùûüÿñáíóúßãõåø«»‹›’‘“”„–—…•·€£°§©®™²³ºª†\u00a0\u00ad]"
    r"|(?<![a-zà-ÿ])[ÀÂÄÆÇÉÈÊËÎÏÔÖŒÙÛÜŸÑÁÍÓÚÅØ](?=[\w’' .,-]|$)"
    r"|(?<![a-z])[¼½¾](?![a-z])"
)
_NON_ASCII = re.compile(r"[^\x00-\x7f]")
_LATIN_9_AS_LATIN_1 = re.compile(r"¤|(?<=[a-z])[½¼¨´¸¦]|[½¼¨´¸¦](?=[a-z])")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x19\x1c-\x1f\x7f]")
_UTF8_SEQUENCE = re.compile(rb"[\xc3-\xf4][\x80-\xbf]+")
_SAMPLE = 200_000
_CONTROL_SHARE_MAX = 0.005
_USUAL_SHARE_MIN = 0.75
_ACCENTED_SHARE_MAX = 0.5


@dataclass(frozen=True, slots=True)
class Decoded:
    """A payload as text, and the registered name of the encoding that `text` was decoded from."""

    text: str
    encoding: str


@dataclass(frozen=True, slots=True)
class Undecoded:
    """Why a payload is no text: reason_code `binary` or `undecodable`, and what to do in words."""

    reason_code: str
    detail: str


def decode(payload: bytes, declared: str | None = None) -> Decoded | Undecoded:
    """The text of `payload`, byte-order mark aside, or why there is none.

    Order of trust: byte-order mark; NUL bytes placed as UTF-16 places them; valid UTF-8; the encoding `declared` by
    the mark-up; charset-normalizer restricted to Western encodings and checked for the letters French texts have.
    A single-byte declaration does not overrule valid UTF-8: bytes that form UTF-8 by accident are next to impossible,
    while pages saved as UTF-8 under an old declaration are common. A declaration of any other kind goes first.
    """
    for mark, encoding in BYTE_ORDER_MARKS:
        if payload.startswith(mark):
            text = _try(payload[len(mark) :], encoding)
            if text is None:
                return Undecoded(
                    "undecodable",
                    f"begins with the byte-order mark of {encoding} but does not decode as such; save it as UTF-8 again",
                )
            return _checked(text, encoding)
    wide = _guess_utf16(payload)
    if wide and (text := _try(payload, wide)) is not None:
        return _checked(text, wide)
    if b"\0" in payload:
        return Undecoded("binary", "contains NUL bytes, so it is no text; deliver the text as .txt or .html")
    named = _look_up(declared)
    order = [named, "utf-8"] if named and named not in WESTERN.values() else ["utf-8", named]
    for candidate in order:
        if candidate and (text := _try(payload, candidate)) is not None:
            return _checked(text, candidate)
    return _detect(payload)


def is_visible(text: str) -> bool:
    """True if anything of `text` would show: neither space nor control or format character."""
    return any(character.isprintable() and not character.isspace() for character in text)


def _try(payload: bytes, encoding: str) -> str | None:
    try:
        return payload.decode(encoding)
    except UnicodeError:
        return None


def _look_up(label: str | None) -> str | None:
    """Registered name of a declared encoding; None for none, unknown ones, and codecs that are no text encoding."""
    try:
        codec = codecs.lookup((label or "").strip()).name
    except (LookupError, ValueError):
        return None
    return DECLARABLE.get(codec)


def _guess_utf16(payload: bytes) -> str | None:
    """UTF-16 without a mark: in Western text nearly every second byte is NUL, always on the same side."""
    head = payload[:4096]
    if len(payload) % 2 or len(head) < 2:
        return None
    pairs = len(head) // 2
    even, odd = head[0::2].count(0) / pairs, head[1::2].count(0) / pairs
    if odd > 0.5 and even < 0.05:
        return "utf-16le"
    if even > 0.5 and odd < 0.05:
        return "utf-16be"
    return None


def _checked(text: str, encoding: str) -> Decoded | Undecoded:
    """`text` unless it holds NUL or is riddled with control characters, as no text is."""
    if "\0" in text or len(_CONTROL.findall(text)) > len(text) * _CONTROL_SHARE_MAX + 1:
        return Undecoded("binary", "is full of control characters, so it is no text; deliver .txt or .html")
    return Decoded(text, encoding)


def _detect(payload: bytes) -> Decoded | Undecoded:
    """The Western encoding under which the non-ASCII characters are most like those of a French text.

    charset-normalizer ranks the candidates and settles ties; where it is blind (a few words), the letters decide.
    """
    if broken := _broken_utf8(payload):
        return broken
    sample = payload[:_SAMPLE]
    texts = {codec: text for codec in WESTERN if (text := _try(payload, codec)) is not None}
    ranking = [match.encoding for match in from_bytes(sample, cp_isolation=list(WESTERN))]
    ranking += [codec for codec in WESTERN if codec not in ranking]
    usual = {codec: _usual_share(text[:_SAMPLE]) for codec, text in texts.items()}
    best = max(texts, key=lambda codec: (round(usual[codec], 2), -ranking.index(codec)))
    if usual.get("cp1252") == usual[best]:
        best = "cp1252"
    if best == "cp1252" and "iso8859_15" in texts and _LATIN_9_AS_LATIN_1.search(texts[best]):
        best = "iso8859_15"
    decoded = _checked(texts[best], WESTERN[best])
    if isinstance(decoded, Decoded) and (
        usual[best] < _USUAL_SHARE_MIN or not _is_latin(texts[best][:_SAMPLE])
    ):
        return Undecoded(
            "undecodable",
            "is neither UTF-8, UTF-16 nor a Western encoding such as Windows-1252; save it as UTF-8",
        )
    return decoded


def _broken_utf8(payload: bytes) -> Undecoded | None:
    """A refusal that names the place, for UTF-8 with damaged bytes: read as Western it would be gibberish."""
    sequences = len(_UTF8_SEQUENCE.findall(payload))
    damaged = payload.decode("utf-8", "replace").count("\ufffd")
    if sequences < 3 or damaged * 4 > sequences:
        return None
    try:
        payload.decode("utf-8")
    except UnicodeDecodeError as error:
        return Undecoded(
            "undecodable", f"is UTF-8 but damaged from byte {error.start} on; deliver the file again as UTF-8"
        )
    return None


def _usual_share(text: str) -> float:
    """Share of the non-ASCII characters that French news texts use where they stand."""
    return len(_USUAL.findall(text)) / max(1, len(_NON_ASCII.findall(text)))


def _is_latin(text: str) -> bool:
    """False where most letters are non-ASCII: another script, seen through a Western encoding."""
    letters = [character for character in text if character.isalpha()]
    accented = sum(1 for character in letters if character > "\x7f")
    return len(letters) < 8 or accented <= len(letters) * _ACCENTED_SHARE_MAX
