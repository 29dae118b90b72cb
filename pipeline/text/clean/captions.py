"""Captions and picture credits.

What belongs here: telling from a line alone that it ends in (or is) a picture's credit, and where the credit begins.
What does not: captions known only by their place (structure.py).
"""

import re
from typing import Final

from pipeline.text.clean.bylines import Agencies, is_name
from pipeline.text.clean.lines import Line
from pipeline.text.folding import fold_chars

_WHOLE: Final = re.compile(
    r"(?:©|\(c\) |credits?(?: ?-? ?photos?)?(?:s)?(?: ?:| ?©)|photos? ?:|photos? (?:par|by|©)|ph(?:oto)?\. |illustrations? ?:?|image ?:|visuel ?:|"
    r"legende ?:)"
)
_INSIDE: Final = re.compile(
    r"(?:[(\[]? ?(?:©|copyright|credits? ?(?:photo)? ?:|photos? ?:|photo d'illustration|image d'illustration|photo d'archives?|"
    r"photo (?:\w+ ){0,3}archives?|illustration)|\((?:photo|illustration|archives?|document|dr|image|credit|capture)\b).{0,70}\Z"
)
_PHOTO_TAIL: Final = re.compile(
    r"(?<=[.!?»)])\s+(?=(?:Photos?|Ph\.|Image|PHOTOS?)\s+[A-ZÀ-ÖØ-Þ][^.!?]{2,60}\Z)"
)
_INSIDE_CUES: Final = (
    "©", "photo", "copyright", "credit", "image", "illustration", "archive", "document", "(dr", "capture",
)  # fmt: skip
_PHOTO_CUES: Final = ("Photo", "PHOTO", "Ph.", "Image")
"""Words without which the patterns above find nothing, looked up before they are tried."""
_CAPS_TAIL: Final = re.compile(
    r"(?<=[.»)\]…”\"!?a-zà-ÿ0-9])\s+(?P<credit>(?:[A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ.'’\-]+|[A-ZÀ-Þ]\.|DR|VIA|POUR|«|»|&)(?:[ /,\-–]+(?:[A-ZÀ-ÖØ-Þ&][A-ZÀ-ÖØ-Þ.'’&\-]*|«|»|via|pour|de|\d{4}|[@/]\S+))*)\W*\Z"
)
_DASH_TAIL: Final = re.compile(r"\s+[-–—|]{1,2}\s+(?P<credit>[^–—|]{2,70})\Z")
_NO_CREDIT: Final = re.compile(r"(?:direct|live|video|exclusif|podcast|replay|info|infographie|interactif)\b")


def find_credit(line: Line, agencies: Agencies) -> int | None:
    """Where in line.content a picture's credit begins: 0 for a line that is nothing else, None where there is none."""
    content, folded = line.content, line.folded
    if line.word_count > 70 or not content:
        return None
    if _WHOLE.match(folded) and line.word_count <= 16 and not _ends_sentence(content):
        return 0
    signed = re.search(r"\(([^()]{2,60})\)\W*\Z", content)
    if signed and signed.start() > 0 and line.word_count <= 45 and agencies.photo.search(signed.group(1)):
        return signed.start() if _is_credit_form(signed.group(1)) else None
    inside = _INSIDE.search(folded) if any(cue in folded for cue in _INSIDE_CUES) else None
    if inside and (line.word_count <= 55 or "©" in inside.group()) and _is_apart(content, inside.start()):
        return inside.start()
    photo = _find_photo(content)
    if photo and line.word_count <= 55:
        return photo.end()
    if _ends_sentence(content):
        return None
    return _credit_tail(line, agencies)


def find_story_credit(line: Line) -> int | None:
    """Where the photographer's credit begins that closes a line of three sentences and more, which are no caption."""
    photo = _find_photo(line.content) if line.word_count >= 20 else None
    return photo.end() if photo and line.sentence_count >= 4 else None


def _find_photo(content: str) -> re.Match[str] | None:
    """A photographer's credit at the end of a line that goes before it with a full stop."""
    return _PHOTO_TAIL.search(content) if any(cue in content for cue in _PHOTO_CUES) else None


def _is_apart(content: str, start: int) -> bool:
    """True where no running sentence leads up to `start`: "…comporte des illustrations de Paul Ferrand." is text."""
    is_running = content[:start].rstrip()[-1:].isalpha() and content[start:].lstrip()[:1].islower()
    return not is_running


def _is_credit_form(inside: str) -> bool:
    """Brackets that name more than an agency alone: "(AFP/Ana Delmas)", "(Photo Ana Delmas. AFP)"."""
    return "/" in inside or len(inside.split()) >= 2


def _credit_tail(line: Line, agencies: Agencies) -> int | None:
    content = line.content
    tail = _CAPS_TAIL.search(content)
    if (
        tail
        and line.word_count >= 6
        and len(tail["credit"]) >= 4
        and re.search(r"[ /@]", tail["credit"].strip())
    ):
        before = content[: tail.start()]
        if agencies.photo.search(tail["credit"]) or before.rstrip()[-1:] in ".)»":
            return tail.start("credit")
    signed = [
        found for found in agencies.photo.finditer(content) if found.end() >= len(content.rstrip(" .)]"))
    ]
    if signed and line.word_count >= 4:
        return _grow(content, signed[0].start())
    dash = _DASH_TAIL.search(content)
    if dash and line.word_count >= 7 and not _NO_CREDIT.match(fold_chars(dash["credit"])):
        names = re.split(r"\s*[/,+&]\s*", dash["credit"].strip())
        before = content[: dash.start()].rstrip()
        closed = before[-1:] in (".", ")", "!", "?", "…")
        if closed and dash["credit"][:1].isupper() and len(dash["credit"].split()) <= 10:
            return dash.start("credit")
        known = agencies.photo.search(dash["credit"]) or agencies.is_outlet(names[-1])
        if known and line.word_count >= 10 and all(is_name(name) or name.isupper() for name in names if name):
            return dash.start("credit")
    return None


def _grow(content: str, start: int) -> int | None:
    """The start of the whole credit to whose last part an agency's sign belongs; None if the sign is part of a sentence."""
    before = content[:start].rstrip()
    stop = max(
        before.rfind(mark) for mark in (". ", ".\u00a0", ") ", "» ", "… ", " - ", " – ", " — ", "! ", "? ")
    )
    if before[-1:] in (".", ")", "»", "!", "?", "…", "-", "–", "—"):
        return start
    if before[-1:] == "/" or before[-4:].lower() == " via" or before.endswith("."):
        words = before[:-1].split(" ")
        index = len(words)
        while index and (
            words[index - 1][:1].isupper() or "/" in words[index - 1] or words[index - 1] in ("via", "&")
        ):
            index -= 1
        at = len(" ".join(words[:index])) + (1 if index else 0)
        return max(at, stop + 2) if stop >= 0 else at
    if stop >= 0:
        between = before[stop + 2 :].strip()
        if not between or (
            len(between.split()) <= 6
            and all(w[:1].isupper() or w in ("via", "/", "de") for w in between.split())
        ):
            return stop + 2
    return None


def _ends_sentence(content: str) -> bool:
    return content.rstrip(' \u00a0\u202f»"”')[-1:] in (".", "!", "?", "…", ":", ";") and not re.search(
        r"\b[A-Z]\.\s*\Z", content
    )
