"""Shows one document as cleaning saw it: the text with every span coloured by its kind, and the rule that made it.

What belongs here: rendering for a terminal and as an HTML page. What does not: reading the dataset's rows beyond the
one document, and judging them.
"""

import html
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import duckdb
from rich.text import Text

from pipeline.errors import ReleaseError
from pipeline.release.build import DATASET

STYLES: Final = {
    "title": ("bold cyan", "#0b7285"),
    "standfirst": ("cyan", "#1098ad"),
    "crosshead": ("bold", "#212529"),
    "paragraph": ("default", "#212529"),
    "list_item": ("default", "#212529"),
    "byline": ("green", "#2b8a3e"),
    "dateline": ("green", "#2b8a3e"),
    "timestamp": ("green", "#2b8a3e"),
    "section": ("blue", "#364fc7"),
    "tag": ("blue", "#364fc7"),
    "caption": ("magenta", "#862e9c"),
    "credit": ("magenta", "#862e9c"),
}
"""Terminal style and page colour by kind; every other kind is what cleaning strips."""
STRIPPED: Final = ("red", "#c92a2a")


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
        colour = STYLES.get(span["span_kind"], STRIPPED)[1]
        text = html.escape(shown.text[span["char_start"] : span["char_end"]])
        rows.append(
            f'<section style="border-color:{colour}"><p class="rule">{html.escape(span["span_kind"])} · '
            f"{html.escape(span['rule_id'])} · {span['score']:.2f} · "
            f'{span["char_start"]}–{span["char_end"]}</p><p style="color:{colour}">{text}</p></section>'
        )
    style = (
        "body{font:16px/1.5 Georgia,serif;max-width:48rem;margin:2rem auto;padding:0 1rem;background:#fff;color:#212529}"
        "section{border-left:4px solid;padding:.1rem .8rem;margin:.6rem 0}p{margin:.2rem 0;white-space:pre-wrap}"
        ".rule{font:12px/1.4 ui-monospace,monospace;color:#495057}h1{font-size:1.1rem}"
    )
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title>'
    body = f"<h1>{title}</h1><p class='rule'>{shown.document_id}</p>{''.join(rows)}"
    return f"<!doctype html><html lang='fr'><head>{head}<style>{style}</style></head><body>{body}</body></html>\n"


def _visible(shown: Shown) -> list[dict[str, Any]]:
    return [span for span in shown.spans if span["span_kind"] != "blank"]
