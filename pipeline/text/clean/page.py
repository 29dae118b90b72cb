"""A text on its way through cleaning: its lines, and what has been found of each.

What belongs here: the working record that the passes of cleaning share. What does not: the passes (marking.py for what
a line shows by itself, structure.py for what its place shows).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.text.clean.boilerplate import Boilerplate, Rule
from pipeline.text.clean.bylines import Agencies
from pipeline.text.clean.lines import Line


@dataclass(frozen=True, slots=True)
class Piece:
    """A labelled stretch of the text: code points, span kind, rule, score from 0 to 1."""

    start: int
    end: int
    kind: str
    rule_id: str
    score: float


@dataclass(frozen=True, slots=True)
class Mark:
    """What mark-up says of a line: tag, whether the extractor took it for body, whether it lies in page furniture or in a
    figure, and the share of its characters inside links.
    """

    tag: str
    is_body: bool | None
    is_furniture: bool
    is_caption: bool
    is_standfirst: bool
    link_share: float


@dataclass(slots=True)
class Page:
    """The lines of a text with what is known of each.

    pieces  the line's labelled stretches; empty while undecided. The first one's kind is the line's kind.
    soft    what the line is if it stands outside the body
    entries lines that are entries of one list or rows of one table
    rules   the pattern rule that claimed the line
    marks   what mark-up says of the line, for marked-up input
    approved  span kinds of the lines that curators approved, by folded line
    titles, description  what page metadata states
    """

    text: str
    lines: Sequence[Line]
    boilerplate: Boilerplate
    agencies: Agencies
    marks: Sequence[Mark | None]
    approved: Mapping[str, str] = field(default_factory=dict)
    titles: Sequence[str] = ()
    description: str | None = None
    pieces: list[list[Piece]] = field(default_factory=list)
    soft: list[Piece | None] = field(default_factory=list)
    entries: set[int] = field(default_factory=set)
    rules: list[Rule | None] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.pieces = [[] for _ in self.lines]
        self.soft = [None for _ in self.lines]
        self.rules = [None for _ in self.lines]

    def kind(self, index: int) -> str | None:
        """Kind of the line's first piece; None while undecided."""
        return self.pieces[index][0].kind if self.pieces[index] else None

    def is_listed(self, index: int) -> bool:
        """True for a list item, by its mark or by its mark-up."""
        mark = self.marks[index]
        return self.lines[index].has_mark or (mark is not None and mark.tag == "li")

    def is_open(self, index: int) -> bool:
        """True while nothing is decided about the line."""
        return not self.pieces[index]

    def whole(self, index: int, kind: str, rule_id: str, score: float) -> Piece:
        """The whole line as one piece."""
        line = self.lines[index]
        return Piece(line.start, line.end, kind, rule_id, score)

    def decide(self, index: int, kind: str, rule_id: str, score: float) -> None:
        """Label the whole line."""
        self.pieces[index] = [self.whole(index, kind, rule_id, score)]
