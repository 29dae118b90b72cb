"""Last passes of cleaning: what a line is by its place.

What belongs here: the title, and judging the lines before, in and after the body by their neighbours. What does not:
what a line shows by itself (marking.py), where the body begins and ends (extent.py), cutting prefixes off paragraphs and
making spans (cleaning.py).
"""

import re
from typing import Final

from pipeline.text.clean.bare import is_bare, widen
from pipeline.text.clean.bylines import is_name, read_authors
from pipeline.text.clean.extent import KICKER, find_extent, is_announced, is_described, skip_head
from pipeline.text.clean.lines import long_words
from pipeline.text.clean.page import Page, Piece
from pipeline.text.folding import fold_words

_COPYRIGHT: Final = re.compile(r"©|\(c\)|copyright", re.IGNORECASE)
_TITLE_SCORE_MIN: Final = 1.4
_HEADERS: Final = ("**", "***", "##", "###", "■", "◆", "●", "▶", "►")
"""Marks that head a section where they open one line alone."""
_LIVE: Final = "fr.timestamp.live"
_AUTHOR_NOTE: Final = re.compile(
    r"(?P<name>[A-ZÀ-ÖØ-Þ][\w'’.\-]*(?: [\w'’.\-]+){1,3}?),? (?:est|a été|était) (?:(?:un|une|la|le|notre) )?"
    r"(?!(?!député|née? )[\w’']+(?:é|ée|i|ie|is|ise|it|u|ue|ert|erte)\b)"
    r"(?P<trade>(?:grand |grande |ancien |ancienne )?(?:journaliste|reporter|correspondant|chroniqueu|éditorialiste|rédact))?"
)
_REPEATS_MAX: Final = 500
"""Bodies of more lines are not searched for pull quotations: each line is compared with every other."""


def judge(page: Page) -> None:
    """Decide every line: the extent first, then the lines before, in and after it."""
    first, stop = find_extent(page)
    first = _reach_entry(page, skip_head(page, first, stop), stop)
    stop = _leave_author_notes(page, first, stop)
    title = _find_title(page, first, stop)
    if is_bare(page):
        title, first, stop = widen(page, title, first, stop)
    if title is not None:
        page.decide(title, "title", "structure.title", 0.9)
    _judge_head(page, title, first)
    _judge_body(page, first, stop)
    _judge_tail(page, stop, title)


def _is_live(page: Page, index: int) -> bool:
    rule = page.rules[index]
    return rule is not None and rule.rule_id == _LIVE


def _reach_entry(page: Page, first: int, stop: int) -> int:
    """The first line of the body; on a page of timed entries the heading under the first entry's time belongs to it."""
    is_headed = first >= 2 and page.is_open(first - 1) and _is_live(page, first - 2)
    return first - 1 if is_headed and any(_is_live(page, i) for i in range(first, stop)) else first


def _leave_author_notes(page: Page, first: int, stop: int) -> int:
    """The end of the body before the line that says who the author is."""
    signed = [
        page.lines[i].content
        for i in range(len(page.lines))
        if page.kind(i) == "byline" or _is_signature(page, i)
    ]
    names = {name for line in signed for name in read_authors(line, page.agencies) if " " in name}
    found = _AUTHOR_NOTE.match(page.lines[stop - 1].content) if stop - first > 2 else None
    if not found or not page.is_open(stop - 1):
        return stop
    if found["name"] in names or (is_name(found["name"]) and found["trade"]):
        page.decide(stop - 1, "byline", "structure.author_note", 0.75)
        return stop - 1
    return stop


def _is_signature(page: Page, index: int) -> bool:
    soft = page.soft[index]
    return soft is not None and soft.kind == "byline"


def _find_title(page: Page, first: int, stop: int) -> int | None:
    """The line of the title among those before the body; on a page of timed entries, before the first time."""
    first = next((i for i in range(1, first) if _is_live(page, i)), first)
    stated = [fold_words(title) for title in page.titles]
    lines = (
        {i: fold_words(page.lines[i].content) for i in range(first) if page.lines[i].word_count >= 2}
        if stated
        else {}
    )
    for wanted in stated:
        exact = next((i for i, said in lines.items() if said and said == wanted), None)
        if exact is not None:
            return exact
    for index, said in lines.items():
        line = page.lines[index]
        is_long = line.word_count >= 4 and not line.is_cut_off
        if said and is_long and any(wanted.startswith(f"{said} ") for wanted in stated):
            return index
    if not first:
        return None
    known = {word for i in range(first, stop) if page.is_open(i) for word in long_words(page.lines[i])}
    scores = [_score_title(page, index, first, known) for index in range(first)]
    best = max(range(first), key=lambda index: (scores[index], -index), default=None)
    if best is None or scores[best] <= _TITLE_SCORE_MIN:
        return None
    above = best - 1
    is_title = above >= 0 and page.lines[above].word_count >= 4 and not page.lines[above].is_cut_off
    if is_title and scores[above] > _TITLE_SCORE_MIN:
        return above
    return best


def _score_title(page: Page, index: int, first: int, known: set[str]) -> float:
    line = page.lines[index]
    is_claimed = bool(page.pieces[index]) and page.pieces[index][0].rule_id == "structure.claimed"
    if not (page.is_open(index) or is_claimed) or page.is_listed(index) or not 2 <= line.word_count <= 40:
        return 0.0
    soft = page.soft[index]
    if soft is not None and (line.word_count <= 4 or soft.kind in ("timestamp", "section", "navigation")):
        return 0.0
    if line.content.endswith((";", ",", ":")):
        return 0.0
    words = [word for word in fold_words(line.content).split() if len(word) > 3]
    score = 2.0 * sum(word in known for word in words) / (len(words) + 1)
    if line.word_count >= 4:
        score += 0.5
    else:
        score -= 0.6
    if index <= 3 and all(page.kind(i) is not None or page.lines[i].word_count <= 4 for i in range(index)):
        score += 1.2
    after = [page.kind(i) for i in range(index + 1, min(index + 5, first))]
    if any(kind in ("byline", "timestamp", "share", "dateline") for kind in after):
        score += 0.6
    if index > 3:
        score += 0.8 * (index / first)
    if line.is_cut_off:
        score -= 1.0
    over = page.soft[index - 1] if index else None
    if over is not None and over.kind == "byline":
        score -= 0.8
    if line.content.endswith(".") and not line.content.endswith("..."):
        score -= 0.8
    if line.is_prose and line.word_count > 25:
        score -= 0.5
    mark = page.marks[index]
    if mark is not None:
        score += {"h1": 2.0, "h2": 0.3}.get(mark.tag, 0.0)
    return score


def _judge_head(page: Page, title: int | None, first: int) -> None:
    heading = fold_words(page.lines[title].content) if title is not None else ""
    for index in range(first):
        if not page.is_open(index):
            if heading and page.kind(index) == "caption" and index != title:
                _split_caption(page, index, heading)
            continue
        line = page.lines[index]
        if is_described(page, index) and line.is_prose:
            page.decide(index, "standfirst", "structure.standfirst", 0.85)
            continue
        if title is not None and index < title:
            _judge_above(page, index, title)
            continue
        if heading and _split_caption(page, index, heading):
            continue
        if page.is_listed(index):
            is_dash = title is not None and index == title + 1 and line.word_count >= 6
            rule = "structure.standfirst.dash" if is_dash else "structure.key_points"
            is_text = is_dash or line.is_prose
            page.decide(
                index, "standfirst" if is_text else "navigation", rule if is_text else "structure.toc", 0.7
            )
        elif _is_place_above(page, index):
            page.decide(index, "dateline", "structure.dateline", 0.85)
        elif _has_neighbour(page, index, ("credit",)) and line.word_count <= 45:
            page.decide(index, "caption", "structure.caption.adjacent", 0.6)
        elif page.soft[index] is not None and not line.is_prose:
            page.pieces[index] = [_harden(page.soft[index])]
        elif line.is_prose or (line.word_count >= 12 and title is not None):
            page.decide(index, *_prose_in_head(page, index), 0.6)
        else:
            page.decide(index, *_short_outside(page, index), 0.5)


def _prose_in_head(page: Page, index: int) -> tuple[str, str]:
    """The first sentences between title and body are the standfirst; more of them a caption, or text that counts."""
    line = page.lines[index]
    if not any(page.kind(i) == "standfirst" for i in range(index)):
        return "standfirst", "structure.standfirst"
    if line.is_closed and (line.sentence_count >= 2 or line.word_count >= 30) and not page.marks[index]:
        return "paragraph", "structure.paragraph"
    return "caption", "structure.caption.adjacent"


def _judge_above(page: Page, index: int, title: int) -> None:
    soft, mark = page.soft[index], page.marks[index]
    if mark is not None and mark.is_furniture:
        page.decide(index, "navigation", "html.outside", 0.7)
    elif soft is not None and soft.kind != "byline":
        page.pieces[index] = [_harden(soft)]
    elif index == title - 1 and page.lines[index].word_count <= 4 and not page.lines[index].is_closed:
        page.decide(index, "section", "structure.outside", 0.5)
    else:
        page.decide(index, *_short_outside(page, index), 0.5)


def _judge_body(page: Page, first: int, stop: int) -> None:
    longer = {i: page.lines[i].folded for i in range(first, stop) if page.is_open(i)}
    index = first
    while index < stop:
        if not page.is_open(index):
            index += 1
            continue
        end = index
        while end < stop and page.is_open(end) and page.is_listed(end):
            end += 1
        if end > index:
            _judge_list(page, index, end, first)
            index = _judge_summary(page, end, stop) if end == index + 1 else end
            continue
        end = index
        while end < stop and page.is_open(end) and not page.is_listed(end) and _is_short(page, end, stop):
            end += 1
        if end > index:
            _judge_short(page, index, end, stop)
            index = end
            continue
        if _is_repeated(longer, index):
            page.decide(index, "other", "structure.repeated", 0.7)
        else:
            page.decide(index, "paragraph", "structure.paragraph", 0.9 if page.lines[index].is_prose else 0.7)
        index += 1


def _is_short(page: Page, index: int, stop: int) -> bool:
    line = page.lines[index]
    if index == stop - 1 and line.word_count >= 14:
        return False
    if line.is_prose or line.content.endswith((":", ";", ",")) or line.word_count > 24:
        return False
    return not line.is_closed or line.content.rstrip(' »"”').endswith("?") or line.word_count < 4


def _judge_short(page: Page, start: int, end: int, stop: int) -> None:
    """Short lines in the body: one or two before a paragraph are crossheads, a longer run is none of the body."""
    run = range(start, end)
    leads = end < stop
    is_run = len(run) >= 3 and not all(page.lines[i].is_closed for i in run)
    for index in run:
        mark = page.marks[index]
        is_marked_body = mark is not None and mark.is_body is True
        if index in page.entries:
            page.decide(index, "list_item", "structure.list_item", 0.6)
        elif (
            is_run
            and not is_marked_body
            and not (index == end - 1 and leads and page.lines[index].word_count >= 3)
        ):
            page.decide(index, *_short_outside(page, index), 0.5)
        elif len(run) == 2 and index == start and page.soft[index] is not None and not is_marked_body:
            page.pieces[index] = [_harden(page.soft[index])]
        else:
            page.decide(index, "crosshead", "structure.crosshead", 0.7 if leads else 0.5)


def _judge_list(page: Page, start: int, end: int, first: int) -> None:
    """Marked lines in the body belong to it where the line before announces them or where they are sentences."""
    announced = start > first and is_announced(page, start)
    closed = sum(
        page.lines[i].is_dialogue or page.lines[i].content.rstrip(' »"”').endswith((".", ";", ",", "!", "…"))
        for i in range(start, end)
    )
    is_text = (
        announced or closed * 2 >= end - start or _are_entries(page, start, end) or start in page.entries
    )
    for index in range(start, end):
        mark = page.marks[index]
        if (
            end == start + 1
            and page.text[page.lines[index].start : page.lines[index].mark_end].strip() in _HEADERS
        ):
            page.decide(index, "crosshead", "structure.crosshead", 0.7)
        elif end == start + 1 and _is_numbered_heading(page, index):
            page.decide(index, "crosshead", "structure.crosshead", 0.6)
        elif is_text or (mark is not None and mark.is_body is True and mark.link_share < 0.5):
            page.decide(index, "list_item", "structure.list_item", 0.8 if announced else 0.65)
        else:
            page.decide(index, "read_also", "structure.links", 0.6)


def _is_numbered_heading(page: Page, index: int) -> bool:
    """A number and a few words right over sentences: one of the sections that a text counts up."""
    line, after = page.lines[index], index + 1
    leads = after < len(page.lines) and page.is_open(after) and page.lines[after].is_prose
    return line.opener.isdigit() and line.word_count <= 14 and leads


def _judge_summary(page: Page, index: int, stop: int) -> int:
    """Sentences that a kicker in capitals opens right under one link sum the linked article up; the line after them."""
    is_under = index < stop and page.kind(index - 1) == "read_also" and page.is_open(index)
    if is_under and KICKER.match(page.lines[index].content) and page.lines[index].is_prose:
        page.decide(index, "read_also", "structure.summary", 0.6)
        return index + 1
    return index


def _are_entries(page: Page, start: int, end: int) -> bool:
    """Three or more short items of the form "name : what of it", or with figures, are a table and no list of links."""
    if end - start < 3:
        return False
    items = [page.lines[i] for i in range(start, end)]
    formed = sum(
        re.search(r"\S ?: ?\S|\d", item.content) is not None
        and item.word_count <= 8
        and not item.content.endswith(("?", "..."))
        for item in items
    )
    return formed * 3 >= 2 * len(items)


def _judge_tail(page: Page, stop: int, title: int | None) -> None:
    heading = fold_words(page.lines[title].content) if title is not None else ""
    is_signed = any(page.kind(i) == "byline" for i in range(len(page.lines)))
    for index in range(stop, len(page.lines)):
        if not page.is_open(index):
            if page.kind(index) == "credit" and _COPYRIGHT.match(page.lines[index].content):
                page.decide(index, "legal", "structure.copyright", 0.8)
            continue
        soft = page.soft[index]
        if heading and fold_words(page.lines[index].content) == heading:
            page.decide(index, "navigation", "structure.title.repeated", 0.8)
        elif soft is not None and (soft.kind != "byline" or not is_signed) and soft.kind != "section":
            page.pieces[index] = [_harden(soft)]
            is_signed = is_signed or soft.kind == "byline"
        else:
            page.decide(index, *_short_outside(page, index), 0.5)


def _short_outside(page: Page, index: int) -> tuple[str, str]:
    """Kind and rule of a line outside the body that nothing else explains."""
    line, mark = page.lines[index], page.marks[index]
    if mark is not None and mark.is_furniture:
        return "navigation", "html.outside"
    if line.is_prose or (line.is_closed and line.word_count > 6):
        return "other", "structure.outside"
    if line.word_count <= 4 and not line.is_closed:
        return "tag", "structure.tags"
    return "read_also", "structure.links"


def _harden(piece: Piece | None) -> Piece:
    if piece is None:
        raise ValueError("a line without a soft label has nothing to take over")
    return piece


def _split_caption(page: Page, index: int, heading: str) -> bool:
    """Label a line that begins with the whole title as its picture's caption, what is left as the credit."""
    line = page.lines[index]
    words = len(heading.split())
    if words < 3 or not fold_words(line.content).startswith(heading):
        return False
    for found in re.finditer(r"\S+", line.content):
        if fold_words(line.content[: found.end()]) == heading:
            tail = line.content[found.end() :]
            cut = line.mark_end + found.end() + len(tail) - len(tail.lstrip(" -–—|"))
            caption = Piece(line.start, cut, "caption", "structure.caption.title", 0.9)
            if tail.strip(' -–—|»"”.?!'):
                page.pieces[index] = [caption, Piece(cut, line.end, "credit", "structure.credit", 0.8)]
            else:
                page.decide(index, "caption", "structure.caption.title", 0.9)
    return bool(page.pieces[index]) and page.pieces[index][0].rule_id == "structure.caption.title"


def _is_place_above(page: Page, index: int) -> bool:
    """A place alone on its line above the line that agency and place share ("Ankara" above "AA / Ankara / …")."""
    if index + 1 >= len(page.lines) or page.lines[index].word_count > 4:
        return False
    return page.kind(index + 1) == "dateline"


def _has_neighbour(page: Page, index: int, kinds: tuple[str, ...]) -> bool:
    return any(page.kind(i) in kinds for i in (index - 1, index + 1) if 0 <= i < len(page.lines))


def _is_repeated(longer: dict[int, str], index: int) -> bool:
    """True for a line of five words or more that stands within a longer line of the body other than the first."""
    text = longer[index].strip("\"'«»“”.,;:!?… ")
    if not 5 <= len(text.split()) <= 60 or len(longer) > _REPEATS_MAX:
        return False
    lead = min(longer)
    return any(
        i not in (index, lead) and len(other) > len(text) and text in other for i, other in longer.items()
    )
