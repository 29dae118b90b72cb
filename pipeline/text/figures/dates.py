"""Dates that a text speaks of, resolved to days: "mardi", "ce mardi 6 janvier", "hier", "en 2024", "la semaine dernière".

What belongs here: finding the dates of a passage, and the times of day, which are no figures. What does not: the forms
(date_forms.py) and what they are read against (date_context.py); stamps of publication (metadata.py).

Method: forms are tried from the most to the least explicit, and never overlap. What leaves the year, the month or the
week open takes the nearest one to the document's day, on the side that the nearest verb tells.
"""

import re
from datetime import date
from typing import Final

from pipeline.records.tagging import DateMention
from pipeline.text.figures.cues import words_of
from pipeline.text.figures.date_context import DateRules, Scene
from pipeline.text.figures.date_forms import READERS, read_full
from pipeline.text.phrases import SPACE

_DIGIT: Final = re.compile(r"\d")
_TIME: Final = re.compile(
    rf"(?=\d)(?<![\w.,])(?:[01]?\d|2[0-4])(?:{SPACE}?h(?:{SPACE}?[0-5]\d)?(?!\w)|:[0-5]\d(?::[0-5]\d)?(?!\d))"
    rf"|(?=\d)(?:(?<= à )|(?<=^À )|(?<= vers )|(?<= dès )|(?<= avant )|(?<= après )|(?<=\b[Ll]e ))(?:[01]?\d|2[0-4]){SPACE}heures?(?!\w)"
    rf"(?!{SPACE}d(?:e(?!\w)|['’]))(?:{SPACE}[0-5]\d(?!\d))?",
    re.IGNORECASE,
)


def find_dates(
    text: str,
    dated_on: date,
    rules: DateRules,
    language: str,
    offset: int = 0,
    paragraph_index: int | None = None,
) -> list[DateMention]:
    """The dates of a passage, in order, none overlapping, resolved against the document's day `dated_on`.

    Outside French only dates stated in full are read. `offset` is where the passage begins in the document: the dates'
    offsets count from the document's beginning. What cannot be resolved ("le lendemain" of an unnamed day) is left out.
    """
    scene = Scene(text, words_of(text) if language == "fr" else frozenset(), dated_on, rules, [])
    is_taken = bytearray(len(text))
    for read in [read for cue, read in READERS if cue(scene)] if language == "fr" else [read_full]:
        for one in list(read(scene)):
            if not any(is_taken[one.start : one.end]):
                scene.found.append(one)
                is_taken[one.start : one.end] = b"\1" * (one.end - one.start)
    return [
        DateMention(
            char_start=offset + one.start,
            char_end=offset + one.end,
            paragraph_index=paragraph_index,
            surface=text[one.start : one.end],
            date_from=one.date_from,
            date_until=one.date_until,
            precision=one.precision,
            anchor=one.anchor,
            rule_id=one.rule_id,
        )
        for one in sorted(scene.found, key=lambda one: one.start)
    ]


def find_times(text: str) -> list[tuple[int, int]]:
    """Times of day ("20h45", "à 14 heures") as (first code point, code point after the last)."""
    return [match.span() for match in _TIME.finditer(text)] if _DIGIT.search(text) else []
