"""The small pieces of report.html: words in two languages, tables, places of charts.

What belongs here: HTML out of values, escaped. What does not: which values (report_sections.py).
"""

from collections.abc import Sequence
from html import escape

from pipeline.release.charts import Label, Row, label


def both(words: Label) -> str:
    """Words in French and in English, of which the page shows one."""
    return "".join(
        f'<span class="{code}" lang="{code}">{escape(words[code], quote=False)}</span>'
        for code in ("fr", "en")
    )


def figure(name: str, note: Label, size: str = "") -> str:
    """The place of a chart, with what it says; `size` is a class of the page's style."""
    kind = f"chart {size}".strip()
    return f'<figure><figcaption>{both(note)}</figcaption><div class="{kind}" data-chart="{name}"></div></figure>'


def details(rows: Sequence[Row], columns: Sequence[tuple[str, Label]]) -> str:
    """Rows as a table that is opened by a click."""
    return f"<details><summary>{both(label('En tableau', 'As a table'))}</summary>{table(rows, columns)}</details>"


def table(rows: Sequence[Row], columns: Sequence[tuple[str, Label]]) -> str:
    """Rows as a table: columns by name, with their headings."""
    kinds = {
        name: ' class="number"' if all(isinstance(row[name], int | float) for row in rows) else ""
        for name, _ in columns
    }
    head = "".join(f"<th{kinds[name]}>{both(words)}</th>" for name, words in columns)
    body = "".join(
        "<tr>" + "".join(f"<td{kinds[name]}>{number(row[name])}</td>" for name, _ in columns) + "</tr>"
        for row in rows
    )
    return f'<div class="scroll"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


def number(value: object) -> str:
    """A number with thin blanks between thousands, as both languages may write it; anything else as it is."""
    if isinstance(value, bool) or value is None:
        return "" if value is None else str(value)
    if isinstance(value, int):
        return f"{value:,}".replace(",", "\u202f")
    return f"{value:.4g}" if isinstance(value, float) else escape(str(value))
