"""First passes of cleaning: what a line shows by itself, and what it says of the lines right beside it.

What belongs here: pattern rules, stamps, bylines, credits, embedded posts, and the lines that a heading claims. What
does not: anything that needs to know where the body is (structure.py).
"""

import re
from collections import Counter
from typing import Final

from pipeline.text.clean.bylines import find_dateline, find_dateline_end, has_by, is_byline, read_place_line
from pipeline.text.clean.captions import find_credit
from pipeline.text.clean.lines import Line
from pipeline.text.clean.page import Page, Piece
from pipeline.text.clean.stamps import find_stamp
from pipeline.text.folding import fold_words

_EDGE: Final = " \u00a0\u202f|,;:.-–—•·/*>()[]"
_LONGEST: Final = 2000
"""Lines of more code points are text: no pattern is tried on them."""
_AMOUNT: Final = re.compile(r"\d[,.]\d|\d ?(?:€|%|\$|euros?|francs?|FCFA|kg|km|m²)")
_POST_SIGN: Final = re.compile(r"[@#]\w|[\U0001F300-\U0001FAFF☀-➿]")
_PROVIDED: Final = re.compile(r"\s(information fournie par|fourni par|source ?:|par)\s+\S+(?: \S+){0,2}\Z")


def mark_lines(page: Page) -> None:
    """Run the passes in order; later ones look only at lines that are still open."""
    for index, line in enumerate(page.lines):
        if len(line.content) > _LONGEST:
            continue
        _mark_pattern(page, index)
        if page.is_open(index):
            _mark_dateline(page, index)
        if page.is_open(index):
            _mark_stamp(page, index)
        if page.is_open(index):
            _mark_byline(page, index)
        if page.is_open(index):
            _mark_credit(page, index)
        if page.is_open(index):
            _mark_figure(page, index)
    _mark_posts(page)
    _mark_ranks(page)
    _mark_claims(page)
    _mark_entries(page)


def _mark_pattern(page: Page, index: int) -> None:
    line = page.lines[index]
    approved = page.approved.get(fold_words(line.content)) if page.approved else None
    if approved:
        page.decide(index, approved, "desk.approved_line", 1.0)
        return
    rule = page.boilerplate.find(line)
    if rule:
        page.rules[index] = rule
        page.decide(index, rule.kind, rule.rule_id, 0.95)
        return
    edge = page.boilerplate.find(line, zone="edge")
    if edge:
        page.soft[index] = page.whole(index, edge.kind, edge.rule_id, 0.8)


def _mark_dateline(page: Page, index: int) -> None:
    line = page.lines[index]
    if line.word_count > 30:
        return
    end = find_dateline_end(line.content, page.agencies)
    if end and end.at == 0:
        page.decide(index, "dateline", "structure.dateline.end", 0.9)
    elif read_place_line(line.content, page.agencies) or _is_bare_dateline(page, line):
        page.decide(index, "dateline", "structure.dateline", 0.95)


def _is_bare_dateline(page: Page, line: Line) -> bool:
    """A dateline with its agency alone on its line, the text on the next."""
    found = find_dateline(f"{line.content} X", page.agencies)
    return found is not None and found.agency is not None and found.at > len(line.content)


def _mark_stamp(page: Page, index: int) -> None:
    """A stamp, alone or with names beside it, each a piece of its own."""
    line = page.lines[index]
    if line.word_count > 45:
        return
    stamp = find_stamp(line.content)
    if not stamp:
        return
    first, last = line.content[: stamp.start].strip(_EDGE), line.content[stamp.end :].strip(_EDGE)
    title = _PROVIDED.search(" " + first) if first and not is_byline(first, page.agencies) else None
    for side in (first, last):
        if side and not (side is first and title) and not (is_byline(side, page.agencies) or _is_aside(side)):
            return
    if first.endswith(("?", "!")) or (not stamp.is_worded and not stamp.is_dated):
        return
    begin = line.mark_end + stamp.start
    pieces: list[Piece] = []
    if title:
        cut = line.mark_end + max(title.start() - 1, 0)
        pieces.append(Piece(line.start, cut, "title", "structure.title", 0.7))
        pieces.append(Piece(cut, begin, "byline", "structure.byline", 0.8))
    elif first:
        kind = "byline" if is_byline(first, page.agencies) else "navigation"
        pieces.append(Piece(line.start, begin, kind, f"structure.{kind}", 0.9))
    else:
        begin = line.start
    if last:
        at = line.content.index(last, stamp.end)
        pieces.append(Piece(begin, line.mark_end + at, "timestamp", "structure.timestamp", 0.95))
        kind = "navigation" if _is_aside(last) else "byline"
        pieces.append(Piece(line.mark_end + at, line.end, kind, f"structure.{kind}", 0.9))
    else:
        pieces.append(Piece(begin, line.end, "timestamp", "structure.timestamp", 0.95))
    if stamp.is_worded or first or last or any(moment.at for moment in stamp.moments):
        page.pieces[index] = pieces
    else:
        page.soft[index] = page.whole(index, "timestamp", "structure.timestamp", 0.7)


def _is_aside(side: str) -> bool:
    words = side.split()
    return (
        len(words) <= 4
        and not side.endswith(".")
        and ("." in side or side.lower().startswith(("read in", "lire en", "écouter", "abonn", "réserv")))
    )


def _mark_byline(page: Page, index: int) -> None:
    line = page.lines[index]
    content = line.content
    if line.word_count > 25:
        return
    signs = (
        re.search(
            r"\bavec (?:l['’])?agences?\b|\bavec\b.*\b[A-Z]{2,}|\w \w+,? avec [A-ZÀ-Þ]\w+[ -][A-ZÀ-Þ]",
            content,
        )
        or content in page.agencies.names
    )
    if has_by(content) or (signs and is_byline(content, page.agencies)):
        page.decide(index, "byline", "structure.byline", 0.9)
    elif page.soft[index] is None and is_byline(content, page.agencies):
        page.soft[index] = page.whole(index, "byline", "structure.byline", 0.6)


def _mark_credit(page: Page, index: int) -> None:
    line = page.lines[index]
    at = find_credit(line, page.agencies)
    if at is None:
        return
    if at == 0:
        page.decide(index, "credit", "structure.credit", 0.85)
        return
    cut = line.mark_end + at
    page.pieces[index] = [
        Piece(line.start, cut, "caption", "structure.caption", 0.85),
        Piece(cut, line.end, "credit", "structure.credit", 0.85),
    ]


def _mark_figure(page: Page, index: int) -> None:
    mark = page.marks[index]
    if mark is not None and mark.is_caption and not mark.is_body:
        page.decide(index, "caption", "html.caption", 0.85)


def _mark_posts(page: Page) -> None:
    """The lines before the signature of a quoted post: the one right above, and more that look like a post."""
    for index in range(len(page.lines)):
        rule = page.rules[index]
        if rule is None or rule.rule_id != "embed.post_signature" or "(@" not in page.lines[index].content:
            continue
        above = [i for i in range(max(index - 8, 0), index) if page.lines[i].word_count <= 70]
        run = [i for i in above if all(page.is_open(j) or page.kind(j) == "embed" for j in range(i, index))]
        signs = [i for i in run if page.kind(i) == "embed" or _POST_SIGN.search(page.lines[i].content)]
        for post in run[-1:] if not signs else [i for i in run if i >= signs[0]]:
            if page.is_open(post):
                page.decide(post, "embed", "structure.embed", 0.75)


def _mark_ranks(page: Page) -> None:
    """Three or more lines in a row that count up from 1 and are no sentences are a list of headlines by rank."""
    run: list[int] = []
    for index in range(len(page.lines) + 1):
        if index < len(page.lines) and page.is_open(index) and _rank(page.lines[index]) == len(run) + 1:
            run.append(index)
            continue
        if len(run) >= 3 and sum(page.lines[i].content.endswith(".") for i in run) * 2 < len(run):
            for ranked in run:
                page.decide(ranked, "read_also", "structure.ranked", 0.75)
        is_new = index < len(page.lines) and page.is_open(index) and _rank(page.lines[index]) == 1
        run = [index] if is_new else []


def _rank(line: Line) -> int | None:
    """The number that stands bare before the first word of a line in capital; None without one."""
    found = re.match(r"(\d{1,2}) +[A-ZÀ-ÖØ-Þ«\"“]", line.content)
    return int(found.group(1)) if found and not line.has_mark and line.word_count >= 4 else None


def _mark_entries(page: Page) -> None:
    """Runs of open lines of which most begin alike, as entries of a list do, or hold amounts, as rows of a table do."""
    run: list[int] = []
    for index in range(len(page.lines) + 1):
        if index < len(page.lines) and page.is_open(index) and _is_entry(page, index):
            run.append(index)
            continue
        if len(run) >= 3 and (_begin_alike(page, run) or _hold_amounts(page, run)):
            page.entries.update(run)
        run = []


def _is_entry(page: Page, index: int) -> bool:
    line = page.lines[index]
    return line.word_count <= 14 and not line.is_closed and not line.content.endswith((":", "?"))


def _begin_alike(page: Page, run: list[int]) -> bool:
    heads = Counter(" ".join(page.lines[i].folded.split()[:2]) for i in run if page.lines[i].word_count > 2)
    most = max(heads.values(), default=0)
    return len(run) >= 4 and most * 3 >= 2 * len(run) and all(page.is_listed(i) for i in run)


def _hold_amounts(page: Page, run: list[int]) -> bool:
    return sum(_AMOUNT.search(page.lines[i].content) is not None for i in run) * 2 > len(run)


def _mark_claims(page: Page) -> None:
    """What stands under a heading of links, tags or forms bears the heading's kind."""
    for index, rule in enumerate(page.rules):
        if rule is None or rule.claims == "none":
            continue
        for claimed in _claimed(page, index, rule.claims):
            page.decide(claimed, rule.kind, "structure.claimed", 0.75)


def _claimed(page: Page, index: int, claims: str) -> list[int]:
    lines = page.lines
    last = len(lines)
    at = index + 1
    if claims == "next":
        return [at] if at < last and page.is_open(at) else []
    listed: list[int] = []
    while at < last and (page.is_listed(at) or not page.is_open(at)) and not _is_anchor(page, at):
        if page.is_open(at):
            listed.append(at)
        at += 1
    if listed or claims == "list":
        return listed
    run: list[int] = []
    at = index + 1
    while at < last and len(run) < 40 and not _is_text(lines[at]) and not _is_anchor(page, at):
        if page.is_open(at):
            run.append(at)
        at += 1
    may_lead = (
        at < last and _is_text(lines[at]) and not (lines[at].blanks and run and not lines[run[-1]].blanks)
    )
    if may_lead and len(run) >= 2 and run[-1] == at - 1 and lines[run[-1]].word_count <= 7:
        run.pop()
    return run


def _is_text(line: Line) -> bool:
    return line.is_prose and not line.is_question


def _is_anchor(page: Page, index: int) -> bool:
    """Lines that end a claim: the head of an article, or another heading."""
    rule = page.rules[index]
    return page.kind(index) in ("timestamp", "byline", "dateline") or (
        rule is not None and rule.claims != "none"
    )
