"""Shows one document as cleaning saw it: the text with every span coloured by its kind, and the rule that made it.

What belongs here: rendering for a terminal and as an HTML page. What does not: reading the dataset's rows beyond the
one document, and judging them.
"""

import html
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import duckdb
from rich.text import Text

from pipeline.errors import ReleaseError
from pipeline.release.build import DATASET

STYLES: Final = {
    "title": ("bold cyan", "head"),
    "standfirst": ("cyan", "head"),
    "crosshead": ("bold", "body"),
    "paragraph": ("default", "body"),
    "list_item": ("default", "body"),
    "byline": ("green", "origin"),
    "dateline": ("green", "origin"),
    "timestamp": ("green", "origin"),
    "section": ("blue", "filing"),
    "tag": ("blue", "filing"),
    "caption": ("magenta", "picture"),
    "credit": ("magenta", "picture"),
}
"""Terminal style and page class by kind; every other kind is what cleaning strips."""
STRIPPED: Final = ("red", "stripped")
COLOURS: Final = {
    "head": ("#0b7285", "#66d9e8"),
    "body": ("#212529", "#f1f3f5"),
    "origin": ("#237032", "#8ce99a"),
    "filing": ("#364fc7", "#91a7ff"),
    "picture": ("#862e9c", "#e599f7"),
    "stripped": ("#c92a2a", "#ffa8a8"),
}
"""A class's colour on a light and on a dark page, each readable there."""


@dataclass(frozen=True)
class Shown:
    """A document to show: its id, where it came from, its text and its spans (rows of the table spans)."""

    document_id: str
    source_path: str
    text: str
    spans: Sequence[dict[str, Any]]


def find_document(release: Path, wanted: str) -> Shown:
    """The document of a release by document_id, the beginning of one, or a source_path; ReleaseError unless one fits."""
    with duckdb.connect(str(release / DATASET), read_only=True) as connection:
        found = connection.execute(
            "select distinct d.document_id, d.source_path, r.text from documents as d"
            " join raw_documents as r using (document_id) left join arrivals as a using (document_id)"
            " where starts_with(d.document_id, ?) or a.source_path = ? order by all limit 3",
            [wanted, wanted],
        ).fetchall()
        if len(found) != 1:
            told = (
                "several documents begin so; give more of the id"
                if found
                else "no such document in this release"
            )
            raise ReleaseError(
                f"{wanted}: {told} (verbatim sql 'select document_id, source_path, title from documents')"
            )
        document_id, source_path, text = found[0]
        spans = connection.sql(
            "select * from spans where document_id = ? order by span_index", params=[document_id]
        )
        return Shown(document_id, source_path or "", text, spans.to_arrow_table().to_pylist())


def as_terminal(shown: Shown) -> Text:
    """The document for a terminal: kind and rule in front of each span, the text in the kind's colour."""
    lines = Text()
    lines.append(f"{shown.document_id}  {shown.source_path}\n\n", style="bold")
    for span in _visible(shown):
        style = STYLES.get(span["span_kind"], STRIPPED)[0]
        lines.append(f"{span['span_kind']:>12} ", style=f"{style} reverse" if style != "default" else "dim")
        lines.append(f" {span['rule_id']}  {span['score']:.2f}\n", style="dim")
        lines.append(shown.text[span["char_start"] : span["char_end"]] + "\n", style=style)
    return lines


def as_html(shown: Shown) -> str:
    """The document as one self-contained HTML page."""
    title = html.escape(shown.source_path or shown.document_id)
    rows = []
    for span in _visible(shown):
        name = STYLES.get(span["span_kind"], STRIPPED)[1]
        text = html.escape(shown.text[span["char_start"] : span["char_end"]])
        rows.append(
            f'<section class="{name}"><p class="rule"><b>{html.escape(span["span_kind"])}</b> · '
            f"{html.escape(span['rule_id'])} · {span['score']:.2f} · "
            f"{span['char_start']}–{span['char_end']}</p><p>{text}</p></section>"
        )
    head = (
        '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{_style()}</style>"
    )
    body = f"<h1>{title}</h1><p class='rule'>{shown.document_id}</p>{_legend(shown)}{''.join(rows)}"
    return f"<!doctype html><html lang='fr'><head>{head}</head><body>{body}</body></html>\n"


def _legend(shown: Shown) -> str:
    """How many of the text's characters lie in body spans, and how many spans of each kind there are."""
    counts = Counter(span["span_kind"] for span in _visible(shown))
    kinds = " · ".join(f"{kind} {count}" for kind, count in sorted(counts.items()))
    body = sum(span["char_end"] - span["char_start"] for span in shown.spans if span["is_body"])
    return f"<p class='rule'>{body} / {len(shown.text)} characters are body — {html.escape(kinds)}</p>"


def _style() -> str:
    classes = "".join(f".{name}{{color:var(--{name})}}" for name in COLOURS)
    light, dark = ("".join(f"--{name}:{pair[side]};" for name, pair in COLOURS.items()) for side in (0, 1))
    return (
        f":root{{color-scheme:light dark;--page:#fff;--note:#495057;{light}}}"
        f"@media(prefers-color-scheme:dark){{:root{{--page:#16191d;--note:#adb5bd;{dark}}}}}"
        "body{font:16px/1.5 Georgia,serif;max-width:48rem;margin:2rem auto;padding:0 1rem;"
        "background:var(--page);color:var(--body)}"
        "section{border-left:4px solid;padding:.1rem .8rem;margin:.6rem 0}"
        "p{margin:.2rem 0;white-space:pre-wrap;overflow-wrap:anywhere}"
        ".rule{font:12px/1.4 ui-monospace,monospace;color:var(--note)}"
        f"h1{{font-size:1.1rem;overflow-wrap:anywhere}}{classes}"
    )


def _visible(shown: Shown) -> list[dict[str, Any]]:
    return [span for span in shown.spans if span["span_kind"] != "blank"]
