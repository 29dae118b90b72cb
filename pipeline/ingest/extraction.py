"""The verdict of a page extractor on each line of a page: part of the article's body, or not.

What belongs here: calling trafilatura and finding its result again among the lines. What does not: dropping anything;
the verdict is a hint that cleaning weighs.
"""

import re
from typing import Final

from lxml import etree

from pipeline.ingest.html_blocks import Line

BODY: Final = "body"
OTHER: Final = "other"

ELEMENTS_MAX: Final = 60_000
DEPTH_MAX: Final = 256
"""Larger or deeper trees get no verdict: the extractor's time grows faster than the page."""

_BLANKS = re.compile(r"\s+")
_LONG = 30


def judge_lines(root: etree._Element, lines: list[Line]) -> list[str | None]:
    """For each line BODY where trafilatura's extraction keeps it, else OTHER; None where the extractor gave up.

    `root` may be changed by the extractor: use it no more. A long line counts as kept if the extraction holds it
    anywhere, since the two break blocks differently; a short one only if a whole block of the extraction equals it.
    Asked for precision, trafilatura keeps as much of French news articles and far less of what surrounds them.
    """
    if _is_outsize(root):
        return [None] * len(lines)
    from trafilatura import bare_extraction  # loads slowly, and runs without web pages do not need it
    from trafilatura.settings import Document

    try:
        extracted = bare_extraction(root, include_comments=False, include_tables=False, favor_precision=True)
    except (RecursionError, ValueError, TypeError, AttributeError, etree.LxmlError):
        return [None] * len(lines)
    if not isinstance(extracted, Document) or extracted.body is None:
        return [OTHER] * len(lines)
    blocks = {_fold("".join(element.itertext())) for element in extracted.body.iter()}
    whole = _fold("".join(extracted.body.itertext()))
    return [BODY if _is_kept(_fold(line.text), blocks, whole) else OTHER for line in lines]


def _is_outsize(root: etree._Element) -> bool:
    elements = depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        elements += event == "start"
        depth += 1 if event == "start" else -1
        if elements > ELEMENTS_MAX or depth > DEPTH_MAX:
            return True
    return False


def _is_kept(folded: str, blocks: set[str], whole: str) -> bool:
    return folded in blocks or (len(folded) >= _LONG and folded in whole)


def _fold(text: str) -> str:
    return _BLANKS.sub("", text)
