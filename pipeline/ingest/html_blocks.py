"""The visible text of an HTML tree, line by line, with what the mark-up says of each line.

What belongs here: what counts as visible, where lines begin and end, how blanks collapse. What does not: bytes and
encodings, page metadata (html_metadata.py), and any judgement on what a line is.

Lines begin and end where a browser's default style sheet begins and ends blocks, at <br>, and at table cells, buttons
and options, which stand apart on the screen. Left out is only what no browser shows: script, style, template, title,
comments, fallback content of frames. Elements hidden by style stay and are marked; <noscript> stays unless the page
holds the same line outside it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lxml import etree

from pipeline.ingest.encoding import is_visible

_BLOCK_NAMES = """
    address article aside blockquote body button caption center dd details dialog dir div dl dt fieldset figcaption figure
    footer form frameset h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav noscript ol optgroup option p pre
    search section select summary table tbody td textarea tfoot th thead tr ul
"""
BLOCK_TAGS: Final = frozenset(_BLOCK_NAMES.split())
NEVER_SHOWN: Final = frozenset(
    ("script", "style", "template", "title", "iframe", "noembed", "noframes", "metadata", "desc")
)
PRESERVING_TAGS: Final = frozenset({"pre", "textarea", "listing", "xmp"})

PATH_LENGTH_MAX: Final = 24
ENCLOSING_MAX: Final = 8
ANCESTORS_MAX: Final = 64
"""How far up a line's surroundings are told; without such bounds a deeply nested page takes quadratic time."""

_BLANKS = re.compile(r"[ \t\n\r\f]+")
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Line:
    """One visible line: its text, the innermost block's tag, and what the mark-up says of it.

    `path` are the tags from the root to that block (its last PATH_LENGTH_MAX), `enclosing` the classes and ids of the
    blocks around it as selectors, innermost first. `link_share` is the share of its visible characters inside links;
    `href` the address where one link makes up the line; `datetime` that of a <time> in it.
    """

    text: str
    tag: str
    path: str
    class_name: str | None
    element_id: str | None
    enclosing: tuple[str, ...]
    link_share: float
    href: str | None
    datetime: str | None
    is_hidden: bool
    in_noscript: bool


@dataclass(frozen=True, slots=True)
class _Open:
    """An element that is open while the tree is walked."""

    tag: str
    class_name: str | None
    element_id: str | None
    is_block: bool
    is_hidden: bool
    in_noscript: bool
    href: str | None


def render_lines(root: etree._Element) -> list[Line]:
    """The visible lines of the tree, in document order; blank lines are none. Walks without recursion."""
    lines = list(_Renderer().render(root))
    elsewhere = {line.text for line in lines if not line.in_noscript}
    return [line for line in lines if not line.in_noscript or line.text not in elsewhere]


class _Renderer:
    """The walk over one tree: the elements that are open, and the line being gathered."""

    def __init__(self) -> None:
        self.stack: list[_Open] = []
        self.blocks: list[int] = []
        self.open_links: list[str] = []
        self.is_after_link = False
        self.datetime: str | None = None
        self._begin_line()

    def render(self, root: etree._Element) -> Iterator[Line]:
        events = etree.iterwalk(root, events=("start", "end"))
        for event, element in events:
            if event == "end":
                yield from self._close()
                yield from self._add(element.tail)
                continue
            tag = element.tag.lower() if isinstance(element.tag, str) else "script"
            if tag in BLOCK_TAGS:
                yield from self._flush()
            self._push(element, tag)
            if tag in NEVER_SHOWN:
                events.skip_subtree()
                continue
            if tag == "br":
                yield from self._flush()
            elif tag == "time":
                self.datetime = self.datetime or element.get("datetime")
            yield from self._add(element.text)

    def _push(self, element: etree._Element, tag: str) -> None:
        parent = self.stack[-1] if self.stack else None
        href = element.get("href") if tag == "a" else None
        self.stack.append(
            _Open(
                tag=tag,
                class_name=" ".join((element.get("class") or "").split()) or None,
                element_id=(element.get("id") or "").strip() or None,
                is_block=tag in BLOCK_TAGS,
                is_hidden=(parent is not None and parent.is_hidden)
                or element.get("hidden") is not None
                or _HIDDEN_STYLE.search(element.get("style") or "") is not None,
                in_noscript=tag == "noscript" or (parent is not None and parent.in_noscript),
                href=href,
            )
        )
        if tag in BLOCK_TAGS:
            self.blocks.append(len(self.stack) - 1)
        if href is not None:
            if self.is_after_link and self.pieces:
                self.pieces.append(" ")
            self.open_links.append(href)
            self.hrefs.append(href)

    def _close(self) -> Iterator[Line]:
        if self.stack[-1].is_block:
            yield from self._flush()
            self.blocks.pop()
        closed = self.stack.pop()
        if closed.href is not None:
            self.open_links.pop()
            self.is_after_link = True

    def _add(self, text: str | None) -> Iterator[Line]:
        """Takes text in; where blanks are preserved, its line ends end the line."""
        if not text:
            return
        self.is_after_link = False
        first, *rest = text.split("\n") if self._block().tag in PRESERVING_TAGS else [text]
        self._gather(first)
        for part in rest:
            yield from self._flush()
            self._gather(part)

    def _gather(self, text: str) -> None:
        self.pieces.append(text)
        solid = len(_BLANKS.sub("", text))
        self.solid += solid
        self.linked += solid if self.open_links else 0
        self.concealed += solid if self.stack and self.stack[-1].is_hidden else 0

    def _block(self) -> _Open:
        """The innermost open block, or the outermost element where no block is open."""
        return self.stack[self.blocks[-1] if self.blocks else 0]

    def _begin_line(self) -> None:
        self.pieces: list[str] = []
        self.hrefs: list[str] = list(self.open_links)
        self.solid = self.linked = self.concealed = 0
        self.datetime = None

    def _flush(self) -> Iterator[Line]:
        """Ends the line; yields it if anything of it shows."""
        if self.solid and self.stack:
            block = self._block()
            text = "".join(self.pieces)
            text = text.rstrip() if block.tag in PRESERVING_TAGS else _BLANKS.sub(" ", text).strip(" ")
            text = _SURROGATE.sub("\ufffd", text).replace("\n", " ")
            if is_visible(text):
                yield self._line(text, block)
        self._begin_line()

    def _line(self, text: str, block: _Open) -> Line:
        depth = self.blocks[-1] if self.blocks else 0
        tags = [each.tag for each in self.stack[max(0, depth + 1 - PATH_LENGTH_MAX) : depth + 1]]
        around = reversed(self.stack[max(0, depth - ANCESTORS_MAX) : depth])
        enclosing = [_selector(each) for each in around if each.class_name or each.element_id]
        is_one_link = len(self.hrefs) == 1 and self.linked == self.solid
        return Line(
            text=text,
            tag=block.tag,
            path="/".join(tags if depth < PATH_LENGTH_MAX else ["…", *tags]),
            class_name=block.class_name,
            element_id=block.element_id,
            enclosing=tuple(enclosing[:ENCLOSING_MAX]),
            link_share=round(self.linked / self.solid, 3),
            href=self.hrefs[0] if is_one_link else None,
            datetime=self.datetime,
            is_hidden=self.concealed == self.solid,
            in_noscript=block.in_noscript,
        )


def _selector(element: _Open) -> str:
    """An element as a CSS selector would name it: div.article__content#main."""
    classes = "".join(f".{name}" for name in (element.class_name or "").split())
    return element.tag + classes + (f"#{element.element_id}" if element.element_id else "")
