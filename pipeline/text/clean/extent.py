"""The extent of the body: from which line to which a text is article.

What belongs here: weighing lines, finding the run of lines that is the body, and setting the standfirst before it apart.
What does not: what a line shows by itself (marking.py), and what the lines in and around the body are (structure.py).

The extent is the run of lines with the highest sum of weights, sentences counting for it and everything else against
it: maximum subsequence segmentation (Pasternack and Roth, Extracting Article Text from the Web with Maximum Subsequence
Segmentation, WWW 2009), with weights set by hand.
"""

import re
from typing import Final

from pipeline.records.cleaning import BODY_KINDS
from pipeline.text.clean.bylines import find_dateline, is_kicker, is_name
from pipeline.text.clean.page import Page
from pipeline.text.folding import fold_words

HEAD_KINDS: Final = frozenset({"byline", "timestamp"})
"""What stands in the head of an article, between its title and its body."""
_LIST_MAX: Final = 60
"""Items further than this from the line that announces their list are not known to be announced."""
_CLOSER_COST: Final = 6.0
_CLOSER_COSTS: Final = {"comments": 15.0}
_END_COST: Final = 2.0
KICKER: Final = re.compile(r"[A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ0-9'’.\- ]{3,50}?\. (?=[A-ZÀ-ÖØ-Þ«\"])")
"""A kicker in capitals with its full stop: "GRÈVE DU RAIL. "."""


def weigh_line(page: Page, index: int) -> float:
    """How much a line speaks for lying within the body (above 0) or outside it (below)."""
    line, rule, mark, soft = page.lines[index], page.rules[index], page.marks[index], page.soft[index]
    shift = 0.0
    if mark is not None:
        if mark.is_furniture or mark.link_share > 0.8:
            return -0.6
        shift = 1.5 if mark.is_body else -1.0 if mark.is_body is False else 0.0
    if not page.is_open(index):
        if rule and rule.ends_body:
            return -_CLOSER_COSTS.get(rule.kind, _CLOSER_COST)
        if page.kind(index) == "byline" or page.pieces[index][0].rule_id == "structure.dateline.end":
            return -_END_COST
        return -0.8 if page.kind(index) == "timestamp" else -0.3
    if soft is not None and soft.kind not in ("byline", "standfirst"):
        return -1.0
    is_listed = page.is_listed(index) and not line.is_dialogue
    if line.is_question:
        return (-0.4 if is_listed else 0.2) + shift
    if line.is_prose:
        return (min(line.word_count, 60) / 10 + 0.5) * (0.6 if is_listed else 1.0) + shift
    follows_prose = index > 0 and page.is_open(index - 1) and page.lines[index - 1].is_prose
    is_note = line.is_closed and line.sentence_count >= 2 and line.word_count >= 8 and follows_prose
    if is_note or line.is_dialogue:
        return 0.3 + shift
    answers = index > 0 and page.is_open(index - 1) and page.lines[index - 1].is_question
    if answers and line.is_closed and not line.is_cut_off and not is_listed:
        return 0.3 + shift
    if line.is_closed and (follows_prose or not line.is_cut_off) and line.word_count >= 4 and not is_listed:
        return (0.3 if line.function_share >= 0.15 else -0.3) + shift
    if soft is not None:
        return -1.0
    if index in page.entries:
        return max(shift, 0.0)
    if is_listed:
        return (0.2 if is_announced(page, index) else -0.6) + max(shift, 0.0)
    if line.content.endswith((":", ";")) and line.word_count >= (6 if line.content[-1] == ":" else 3):
        return (0.3 if line.function_share >= 0.15 else -0.3) + shift
    follows = index + 1 < len(page.lines) and page.is_open(index + 1) and page.lines[index + 1].is_prose
    return (-0.2 if follows and line.word_count <= 18 else -0.8) + shift


def is_announced(page: Page, index: int) -> bool:
    """True for a list item whose list follows a line that ends in a colon."""
    start = index
    while (
        start > index - _LIST_MAX
        and start > 0
        and page.is_listed(start - 1)
        and page.lines[start].blanks <= 1
    ):
        start -= 1
    return (
        start > 0
        and page.lines[start - 1].content.endswith(":")
        and page.kind(start - 1) in (None, *BODY_KINDS)
    )


def find_extent(page: Page) -> tuple[int, int]:
    """First line of the body and line after its last; (n, n) for a text without a body. No body begins on a question."""
    best, best_range = 0.0, (len(page.lines), len(page.lines))
    total, first = 0.0, 0
    for index, line in enumerate(page.lines):
        if total <= 0:
            if line.is_question:
                continue
            total, first = 0.0, index
        total += weigh_line(page, index)
        if total > best:
            best, best_range = total, (first, index + 1)
    begin, stop = best_range
    if begin < stop:
        stop = _reach_last(page, stop)
        stop += _is_broken_end(page, stop)
    return begin, stop


def _reach_last(page: Page, stop: int) -> int:
    """The end moved on to sentences that stand a few lines further, with nothing in between that any rule knows."""
    index = stop
    while index < len(page.lines) and index - stop < 4 and page.is_open(index) and page.marks[index] is None:
        line, soft = page.lines[index], page.soft[index]
        if soft is not None and soft.kind != "byline":
            break
        index += 1
        if line.is_prose and line.is_closed and not line.is_question:
            stop = index
    return stop


def _is_broken_end(page: Page, index: int) -> bool:
    """True for the last line of a text cut in mid-sentence: long, worded like a sentence, with nothing like it after it."""
    if index >= len(page.lines) or not page.is_open(index) or page.is_listed(index) or page.soft[index]:
        return False
    line = page.lines[index]
    is_last = index + 1 == len(page.lines) or not page.is_open(index + 1)
    return is_last and line.word_count >= 14 and line.function_share >= 0.3 and page.marks[index] is None


def skip_head(page: Page, first: int, stop: int) -> int:
    """Where the body begins once sentences that stand before byline, stamp or contents are taken for the standfirst."""
    prose = [i for i in range(first, stop) if page.is_open(i) and page.lines[i].is_prose]
    total = sum(page.lines[i].word_count for i in prose)
    begin, words = first, 0
    before: list[int] = []
    for index in range(first, stop):
        share = 0.65 if page.kind(index) == "timestamp" else 0.4
        if len(before) > 3 or words > 200 or words > 0.65 * total:
            break
        if first > 0 and page.is_open(index) and find_dateline(page.lines[index].content, page.agencies):
            begin = index
            break
        is_head = page.kind(index) in HEAD_KINDS and page.rules[index] is None
        if words <= share * total and (
            is_head
            or (first > 0 and len(before) == 1 and _is_bare_name(page, index))
            or _is_contents(page, index, stop, before)
            or _is_standfirst(page, index, first, before)
        ):
            begin = index + 1
        if page.is_open(index) and page.lines[index].is_prose:
            before.append(index)
            words += page.lines[index].word_count
    while begin < stop and (
        not page.is_open(begin) or weigh_line(page, begin) <= 0 or page.lines[begin].is_question
    ):
        begin += 1
    has_head = begin > 0 and any(page.kind(i) in HEAD_KINDS or page.kind(i) == "share" for i in range(begin))
    points = begin
    while points < stop and page.is_open(points) and page.is_listed(points):
        points += 1
    if (
        has_head
        and points - begin >= 2
        and points < stop
        and page.is_open(points)
        and page.lines[points].is_prose
    ):
        begin = points
    return begin if begin < stop else first


def _is_bare_name(page: Page, index: int) -> bool:
    """A person's name alone on its line."""
    content = page.lines[index].content
    return page.is_open(index) and " " in content and is_name(content) and page.soft[index] is not None


def _is_standfirst(page: Page, index: int, first: int, before: list[int]) -> bool:
    """The first sentences of all: labelled as standfirst, opened by a kicker in capitals, or beside a credit."""
    line, soft = page.lines[index], page.soft[index]
    if before or not page.is_open(index) or find_dateline(line.content, page.agencies):
        return False
    if soft is not None and soft.kind == "standfirst":
        return True
    if first > 0 and is_described(page, index):
        return True
    if first > 0 and line.is_prose and is_kicker(line.content):
        return True
    if first > 0 and line.is_prose and KICKER.match(line.content):
        return any(page.kind(i) in HEAD_KINDS for i in range(index))
    is_alone = line.blanks == 0 or (index + 1 < len(page.lines) and page.lines[index + 1].blanks == 0)
    return (
        index > 0
        and is_alone
        and line.word_count <= 25
        and line.sentence_count == 1
        and page.kind(index - 1) == "credit"
    )


def _is_contents(page: Page, index: int, stop: int, before: list[int]) -> bool:
    """Two or more marked short lines right after the standfirst are a table of contents."""
    if len(before) != 1 or index + 2 >= stop or page.lines[before[0]].content.rstrip().endswith(":"):
        return False
    return all(
        page.is_open(i)
        and page.is_listed(i)
        and not page.lines[i].is_closed
        and page.lines[i].word_count <= 12
        for i in (index, index + 1)
    ) or (
        page.is_open(index)
        and page.is_listed(index)
        and not page.lines[index].is_closed
        and page.is_listed(index - 1)
        and page.is_open(index - 1)
    )


def is_described(page: Page, index: int) -> bool:
    """True where the mark-up calls the line a standfirst, or it is the page's own description to the last word.

    A description that only begins as the line does was cut from the body.
    """
    mark = page.marks[index]
    if mark is None or mark.tag in ("h1", "title"):
        return False
    if mark.is_standfirst:
        return True
    said, line = fold_words(page.description or ""), fold_words(page.lines[index].content)
    return len(line) >= 40 and said == line
