"""report.html: what a release holds, to be read in a browser, offline, on a phone or at a desk, in French and English.

What belongs here: the page, its head and foot. What does not: its sections (report_sections.py), what is asked of the
dataset (report_questions.py), the charts (charts.py), look and behaviour (page/), and the numbers themselves
(sql/models).

One file holds it all: Vega, Vega-Lite and vega-embed come out of the library vl-convert-python, and the page's content
security policy lets nothing be loaded. No clock, version or random id goes in: the same dataset gives the same bytes.
A question that the dataset of an older schema cannot answer leaves its section out.
"""

import json
from functools import cache
from html import escape
from pathlib import Path
from string import Template
from typing import Any, Final

import duckdb
import vl_convert

from pipeline.release.charts import Label, label
from pipeline.release.report_markup import both, number
from pipeline.release.report_questions import COUNTS, Dataset
from pipeline.release.report_sections import SECTIONS

REPORT: Final = "report.html"
PAGE: Final = Path(__file__).parent / "page"
TITLE: Final = label("Verbatim : qui dit quoi sur quoi", "Verbatim: who says what about what")
TILES: Final[tuple[tuple[str, Label], ...]] = (
    ("reports", label("articles en vigueur", "current reports")),
    ("documents", label("textes distincts", "distinct texts")),
    ("stories", label("événements", "stories")),
    ("sources", label("sources", "sources")),
    ("actors", label("acteurs nommés", "actors named")),
    ("statements", label("propos rapportés", "statements")),
    ("topics", label("thèmes", "topics")),
    ("rejections", label("fichiers rejetés", "files rejected")),
)
FOOT: Final = "\n".join(
    f"<p>{both(words)}</p>"
    for words in (
        label(
            "Un article est une livraison en vigueur, un événement ce dont plusieurs articles rendent compte, une source "
            "un éditeur. Une dépêche reprise par dix titres fait dix articles, un événement et une seule source "
            "indépendante. Chaque nombre mène aux lignes, et chaque ligne au texte : verbatim.duckdb, macros evidence() "
            "et context().",
            "A report is a current arrival, a story what several reports tell, a source a publisher. A dispatch carried "
            "by ten outlets is ten reports, one story and one independent source. Every number leads to its rows, and "
            "every row to the text: verbatim.duckdb, macros evidence() and context().",
        ),
        label(
            "Thèmes : IPTC Media Topics, © IPTC, CC BY 4.0. Graphiques : Vega (BSD).",
            "Topics: IPTC Media Topics, © IPTC, CC BY 4.0. Charts: Vega (BSD).",
        ),
    )
)


def write_report(dataset: Path, folder: Path, content_id: str) -> None:
    """Writes report.html into a folder from a verbatim.duckdb."""
    with duckdb.connect(str(dataset), read_only=True) as connection:
        (folder / REPORT).write_text(make_report(connection, content_id), encoding="utf-8")


def make_report(connection: duckdb.DuckDBPyConnection, content_id: str) -> str:
    """The report on a dataset as one page of HTML."""
    dataset = Dataset(connection)
    drawn: dict[str, Any] = {}
    sections = [(name, heading, make(dataset, drawn)) for name, heading, make in SECTIONS]
    shown = [(name, heading, body) for name, heading, body in sections if body]
    said = {
        "title": TITLE,
        "charts": drawn,
        "formatLocale": vl_convert.get_format_locale("fr-FR"),
        "timeFormatLocale": vl_convert.get_time_format_locale("fr-FR"),
    }
    links = "".join(f'<a href="#{name}">{both(heading)}</a>' for name, heading, _ in shown)
    return Template((PAGE / "page.html").read_text(encoding="utf-8")).substitute(
        title=escape(TITLE["fr"]),
        style=(PAGE / "page.css").read_text(encoding="utf-8"),
        head=_head(dataset, content_id) + f"<nav>{links}</nav>",
        sections="\n".join(
            f'<section id="{name}"><h2>{both(heading)}</h2>\n{body}</section>'
            for name, heading, body in shown
        ),
        foot=FOOT,
        charts=json.dumps(said, ensure_ascii=False, sort_keys=True).replace("<", "\\u003c"),
        library=chart_library(),
        script=(PAGE / "page.js").read_text(encoding="utf-8"),
    )


@cache
def chart_library() -> str:
    """Vega, Vega-Lite and vega-embed as one script, out of the library's own package."""
    script: str = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;")
    return script


def _head(dataset: Dataset, content_id: str) -> str:
    counts = (dataset.rows(COUNTS) or [{}])[0]
    tiles = "".join(
        f"<li><b>{number(counts[name])}</b>{both(words)}</li>" for name, words in TILES if name in counts
    )
    period = f"{counts.get('first_day') or '–'} … {counts.get('last_day') or '–'}"
    return (
        f"<h1>{both(TITLE)}</h1>\n"
        f'<p class="meta">{both(label("Textes datés du", "Texts dated"))} <b>{escape(period)}</b><br>'
        f'content_id <span class="mono">{escape(content_id)}</span></p>\n<ul class="tiles">{tiles}</ul>\n'
    )
