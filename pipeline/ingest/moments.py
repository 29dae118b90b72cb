"""Moments as records state them, in the one form that cleaning reads.

What belongs here: the forms of machines (ISO 8601, RFC 2822, seconds since 1970, day/month/year as French exports
print it). What does not: moments in a text (pipeline/text/clean/stamps.py).
"""

import re
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from typing import Final

_SECONDS: Final = re.compile(r"-?\d{9,10}(?:\.\d+)?")
_MILLISECONDS: Final = re.compile(r"\d{12,13}")
_FRENCH: Final = re.compile(
    r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})(?:\s*(?:,|à|-)?\s*(\d{1,2})\s*[:hH]\s*(\d{2})(?::(\d{2}))?)?"
)


def as_iso(value: str) -> str | None:
    """The moment in ISO 8601 as far as it is stated (day, minute, second; offset); None if it is none.

    What is ISO 8601 stays as it is, but for its basic form ("20260106T190500+0100"), which gets its separators.
    """
    text = value.strip()
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return text
    if re.fullmatch(r"\d{8}", text):
        text = f"{text[:4]}-{text[4:6]}-{text[6:]}"
        return text if _is_day(text) else None
    if _MILLISECONDS.fullmatch(text):
        return datetime.fromtimestamp(int(text) / 1000, UTC).isoformat(timespec="seconds")
    if _SECONDS.fullmatch(text):
        return datetime.fromtimestamp(int(float(text)), UTC).isoformat()
    if french := _FRENCH.fullmatch(text):
        day, month, year, hour, minute, second = (int(part) if part else 0 for part in french.groups())
        try:
            meant = datetime(year, month, day, hour, minute, second)
        except ValueError:
            return None
        return meant.date().isoformat() if french.group(4) is None else _shown(meant, french.group(6) is None)
    try:
        return _shown(datetime.fromisoformat(text), _has_no_seconds(text))
    except ValueError:
        pass
    try:
        return _shown(parsedate_to_datetime(text), _has_no_seconds(text))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _is_day(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


def _has_no_seconds(text: str) -> bool:
    return re.search(r"\d:\d\d:\d\d|T\d{6}", text) is None


def _shown(meant: datetime, is_to_the_minute: bool) -> str:
    return meant.isoformat(timespec="minutes" if is_to_the_minute else "seconds")
