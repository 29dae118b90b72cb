"""Stamps of publication and update: "Publié le 04/04/23 à 08h23 — Mis à jour le …", in all their forms.

What belongs here: telling whether (a part of) a line is such a stamp, and reading its days and times. What does not:
dates that the text speaks of (dates.py), and which stamp dates the document (metadata.py).
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final

from pipeline.text.calendar import WEEKDAYS, find_full_dates, make_date, names_pattern
from pipeline.text.folding import fold_chars

_PUBLISHED: Final = (
    r"publiee?s?|publication|mise?s? en ligne|postee?|paru(?:e)?|parution|diffusee?|cree(?:e)?|ecrit|redige|published|posted|"
    r"article (?:publie|mis en ligne|paru|cree)|date de publication|date"
)
_MODIFIED: Final = (
    r"m[ai]j|(?:derniere )?mise? ?a ?jour|modifiee?|modification|actualisee?|updated?|last (?:updated|modified)|rectifie|"
    r"derniere (?:mise a jour|modification|actualisation)|revise"
)


def _spaced(pattern: str) -> str:
    """The pattern with its spaces kept in a verbose one."""
    return pattern.replace(" ", r"\ ")


_ELEMENT: Final = re.compile(
    rf"""
      (?P<modified>\b(?:{_spaced(_MODIFIED)})\b)
    | (?P<published>\b(?:{_spaced(_PUBLISHED)})\b)
    | (?P<date>\0+)
    | (?P<time>\b\d{{1,2}}\ ?(?:h|:|heures?)\ ?(?:\d{{2}}(?:\ ?min)?)?(?::\d{{2}})?\b(?:\ ?(?:am|pm|min|utc|gmt(?:[+-]\d+)?|cet|cest|hne|hae|hnp|hap|edt|est))?)
    | (?P<relative>\b(?:avant-)?hier\b|\baujourd'hui\b|\bil\ y\ a\ (?:environ\ )?(?:\d+|une?|quelques)\ ?
        (?:secondes?|minutes?|min|mn|heures?|h|jours?|j|semaines?|mois|ans?)\b|\b\d+\ (?:minutes?|hours?|days?)\ ago\b)
    | (?P<month>\b20\d{{2}}-\d{{2}}\b)
    | (?P<reading>(?:\btemps\ de\ lecture|\blecture|\bduree)\ ?:?\ ?(?:de\ )?\d+\ ?(?:min(?:utes?)?|mn|h)?\b\.?(?:\ de\ lecture)?
        |\b\d+\ ?min(?:utes?)?\ de\ lecture)
    | (?P<filler>\b(?:le|la|ce|du|de|des|a|au|at|on|the|et|par\ ailleurs|cet|article|depuis|heure|heures|locale|paris|utc|gmt|lun|mar|mer|jeu|ven|sam|dim|
        {names_pattern(WEEKDAYS, 4)})\b|[-|•·,;:.()\[\]/*>–—\ ])
    """,
    re.VERBOSE,
)
_CUE: Final = re.compile(r"\d|hier|aujourd'hui|il y a")
"""No stamp is without a figure or one of these words."""
_ENGLISH_MONTHS: Final = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_ENGLISH_DATE: Final = re.compile(
    rf"\b(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)? )?(?P<month>{'|'.join(_ENGLISH_MONTHS)})"
    r"(?: (?P<day2>\d{1,2})(?:st|nd|rd|th)?)?,? (?P<year>\d{4})\b"
)
_TIME: Final = re.compile(r"(\d{1,2}) ?(?:h|:|heures?) ?(\d{2})?(?::(\d{2}))?")


@dataclass(frozen=True, slots=True)
class Moment:
    """One day (and time) of a stamp: `is_update` for a modification, `said` where a word of the stamp says which."""

    on: date | None
    at: time | None
    has_seconds: bool
    is_update: bool
    said: bool


@dataclass(frozen=True, slots=True)
class Stamp:
    """A stamp within a string: where it begins and ends there, its moments, and how sure its form is.

    is_worded  a word of publication or update stands in it (else only day, time or "hier")
    is_dated   a full day stands in it
    """

    start: int
    end: int
    moments: tuple[Moment, ...]
    is_worded: bool
    is_dated: bool


def find_stamp(content: str) -> Stamp | None:
    """The stamp in a line, None without one: the longest run of the words and figures that stamps are made of.

    What stands before and after it in the line is for the caller to judge. A run counts as a stamp where it holds a
    day, or a word of publication with a time or "hier".
    """
    folded = fold_chars(content.replace("\0", " "))
    if not _CUE.search(folded):
        return None
    dates = find_full_dates(content) or _find_english_dates(folded)
    masked = list(folded)
    for begin, stop, _ in dates:
        masked[begin:stop] = "\0" * (stop - begin)
    best: Stamp | None = None
    run: list[re.Match[str]] = []
    for found in [*_ELEMENT.finditer("".join(masked)), None]:
        if found and (not run or run[-1].end() == found.start()):
            run.append(found)
            continue
        stamp = _read_run(run, dates)
        if stamp and (best is None or stamp.end - stamp.start > best.end - best.start):
            best = stamp
        run = [found] if found else []
    return best


def _read_run(run: list[re.Match[str]], dates: list[tuple[int, int, date]]) -> Stamp | None:
    solid = [part for part in run if part.lastgroup != "filler"]
    while solid and solid[0].lastgroup == "reading":
        solid.pop(0)
    kinds = {part.lastgroup for part in solid}
    is_worded = bool(kinds & {"modified", "published"})
    if not (kinds & {"date", "month"} or (is_worded and kinds & {"time", "relative"}) or "relative" in kinds):
        return None
    by_start = {begin: day for begin, _, day in dates}
    moments: list[Moment] = []
    is_update = said = False
    pending: date | None = None
    for part in solid:
        if part.lastgroup in ("modified", "published"):
            if pending:
                moments.append(Moment(pending, None, False, is_update, said))
            pending, is_update, said = None, part.lastgroup == "modified", True
        elif part.lastgroup == "date":
            if pending:
                moments.append(Moment(pending, None, False, is_update, said))
                is_update, said = (is_update, said) if said else (True, False)
            pending = by_start[part.start()]
        elif part.lastgroup == "time":
            at, has_seconds = _read_time(part.group())
            if at:
                moments.append(Moment(pending, at, has_seconds, is_update, said))
                pending = None
        elif part.lastgroup == "relative":
            pending = None
    if pending:
        moments.append(Moment(pending, None, False, is_update, said))
    start, end = solid[0].start(), solid[-1].end()
    for part in reversed(run[: run.index(solid[0])]):
        if part.group() not in (" ", ".") and not part.group().isalpha():
            break
        start = part.start() if part.group().isalpha() else start
    return Stamp(start, end, tuple(moments), is_worded, "date" in kinds)


def _find_english_dates(folded: str) -> list[tuple[int, int, date]]:
    """Full dates as English bylines print them: "3 March 2025", "March 3, 2025"."""
    found = []
    for match in _ENGLISH_DATE.finditer(folded):
        day = match["day"] or match["day2"]
        month = _ENGLISH_MONTHS.index(match["month"]) + 1
        meant = make_date(int(match["year"]), month, int(day)) if day else None
        if meant:
            found.append((match.start(), match.end(), meant))
    return found


def _read_time(surface: str) -> tuple[time | None, bool]:
    found = _TIME.match(surface)
    if not found:
        return None, False
    hour, minute, second = (int(part or 0) for part in found.groups())
    if hour > 23 or minute > 59 or second > 59:
        return None, False
    return time(hour, minute, second), found.group(3) is not None


def parse_iso(value: str) -> tuple[datetime, str | None, str] | None:
    """An ISO 8601 stamp of page metadata as (wall clock as printed, UTC offset, precision); None if it is none."""
    text = value.strip()
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        precision = "day"
    elif re.match(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?!:)", text):
        precision = "minute"
    else:
        precision = "second"
    text = re.sub(r"([+-]\d{2})(\d{2})$", r"\1:\2", text)
    try:
        meant = datetime.fromisoformat(text)
    except ValueError:
        return None
    shift = meant.utcoffset()
    if shift is None:
        return meant.replace(microsecond=0), None, precision
    minutes = int(shift.total_seconds()) // 60
    offset = f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"
    return meant.replace(tzinfo=None, microsecond=0), offset, precision
