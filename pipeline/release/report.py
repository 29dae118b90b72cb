"""report.html: what a release holds, to be read in a browser, offline, on a phone or at a desk, in French and English.

What belongs here: what is asked of the dataset for it, and its words. What does not: the charts (charts.py), look and
behaviour (page/), and the numbers themselves (sql/models).

One file holds it all: Vega, Vega-Lite and vega-embed come out of the library vl-convert-python, and the page's content
security policy lets nothing be loaded. No clock, version or random id goes in: the same dataset gives the same bytes.
A question that the dataset of an older schema cannot answer leaves its section out.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from html import escape
from pathlib import Path
from string import Template
from typing import Any, Final

import duckdb
import vl_convert

from pipeline.release import charts
from pipeline.release.charts import Label, Row, label

REPORT: Final = "report.html"
PAGE: Final = Path(__file__).parent / "page"
TITLE: Final = label("Verbatim : qui dit quoi sur quoi", "Verbatim: who says what about what")
ACTORS: Final = 14
TOPICS: Final = 8
PAIRS: Final = 40
STORIES: Final = 12
SOURCES: Final = 25
DAYS: Final = 45
"""Up to so many days are shown one by one, more of them by week."""
PUBLISHERS: Final = 6
"""How many publishers are named beside a figure."""

COUNTS: Final = """
    select
        (select count(*) from reports) as reports,
        (select count(distinct document_id) from reports) as documents,
        (select count(*) from story_overview) as stories,
        (select count(*) from source_overview) as sources,
        (select count(*) from actor_overview) as actors,
        (select coalesce(sum(statement_count), 0)::bigint from story_overview) as statements,
        (select count(*) from topic_overview) as topics,
        (select count(*) from rejections) as rejections,
        (select min(dated_on) from reports)::varchar as first_day,
        (select max(dated_on) from reports)::varchar as last_day
"""
LEADING: Final = f"""
    select actor_id, name, report_count as reports, story_count as stories, statement_count as statements
    from actor_overview where actor_type <> 'place'
    order by story_count desc, report_count desc, mention_count desc, actor_id limit {ACTORS}
"""
OVER_TIME: Final = """
    select actor_id, date_trunc(?, dated_on)::date::varchar as day, count(distinct reports.arrival_id) as reports,
        count(distinct reports.story_id) as stories
    from actor_documents join reports using (document_id, dated_on)
    where list_contains(?, actor_id)
    group by 1, 2 order by 1, 2
"""
TOPICS_TOLD: Final = f"""
    select topic_id, sum(report_count) as weight from actor_topics where list_contains(?, actor_id)
    group by 1 order by 2 desc, 1 limit {TOPICS}
"""
CROSSING: Final = """
    select actor_id, topic_id, name_fr as fr, coalesce(name_en, name_fr) as en, report_count as reports,
        statement_count as statements
    from actor_topics join topics using (topic_id)
    where list_contains(?, actor_id) and list_contains(?, topic_id) order by actor_id, topic_id
"""
QUOTED: Final = f"""
    select actor_id, name, sum(direct_statement_count)::bigint as direct,
        sum(d.statement_count - direct_statement_count)::bigint as indirect
    from actor_documents as d join actor_overview as o using (actor_id)
    where o.statement_count > 0 group by 1, 2 order by sum(d.statement_count) desc, 1 limit {ACTORS}
"""
NAMED: Final = f"""
    select actor_id, name, quoted_report_count as quoted, report_count - quoted_report_count as named
    from actor_overview where actor_type <> 'place' and actor_type <> 'country'
    order by report_count desc, quoted_report_count desc, actor_id limit {ACTORS}
"""
PAIRED: Final = f"""
    select actor_id, other_actor_id, report_count as reports, story_count as stories from actor_pairs
    order by story_count desc, report_count desc, passage_count desc, actor_id, other_actor_id limit {PAIRS}
"""
ACTOR_NAMES: Final = "select actor_id, name from actors where list_contains(?, actor_id)"
DIVERGING: Final = f"""
    select story_id, title, report_count as reports, source_count as sources, divergence_count as divergences,
        first_dated_on::varchar as first_day
    from story_overview where divergence_count > 0
    order by divergence_count desc, report_count desc, story_id limit {STORIES}
"""
TOLD: Final = """
    select aspect, subject, told, first(surface order by d.document_id, char_start) as surface,
        first(d.name order by d.document_id, char_start) as name,
        list_sort(list_distinct(list(coalesce(p.name, source_id)))) as publishers, any_value(report_count) as reports
    from story_divergences as d join reports as r on d.document_id = r.document_id
    left join publishers as p on r.source_id = p.publisher_id
    where d.story_id = ?
    group by aspect, subject, told order by aspect, subject, reports desc, told
"""
SOURCED: Final = f"""
    select coalesce(name, source_id) as name, report_count as reports, own_report_count as own, story_count as stories,
        statement_count as statements
    from source_overview order by report_count desc, source_id limit {SOURCES}
"""
CLEANED: Final = """
    select span_kind, is_body, sum(char_end - char_start)::bigint as count from spans
    where span_kind <> 'blank' group by 1, 2 order by 3 desc, 1
"""
REJECTED: Final = "select reason_code, count(*) as count from rejections group by 1 order by 2 desc, 1"
MEASURED: Final = "select set_name, figure, value, sample_size from quality order by set_name, figure"

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
SPAN_KINDS: Final[dict[str, Label]] = {
    "paragraph": label("paragraphes", "paragraphs"),
    "crosshead": label("intertitres", "crossheads"),
    "list_item": label("listes", "lists"),
    "title": label("titres", "titles"),
    "standfirst": label("chapôs", "standfirsts"),
    "byline": label("signatures", "bylines"),
    "dateline": label("lignes de lieu", "datelines"),
    "timestamp": label("dates et heures", "timestamps"),
    "section": label("rubriques", "sections"),
    "credit": label("crédits", "credits"),
    "caption": label("légendes", "captions"),
    "read_also": label("« Lire aussi »", "read also"),
    "share": label("partage", "sharing"),
    "newsletter": label("lettres d’information", "newsletters"),
    "subscription": label("abonnements", "subscriptions"),
    "paywall": label("accès payant", "paywall"),
    "comments": label("commentaires", "comments"),
    "advert": label("publicité", "adverts"),
    "cookie_notice": label("témoins (cookies)", "cookie notices"),
    "legal": label("mentions légales", "legal notices"),
    "tag": label("mots-clés", "tags"),
    "embed": label("contenus insérés", "embeds"),
    "navigation": label("navigation", "navigation"),
    "correction": label("rectificatifs", "corrections"),
    "translator_note": label("notes de traduction", "translator's notes"),
    "end_mark": label("marques de fin", "end marks"),
    "other": label("autres", "other"),
}
ASPECTS: Final[dict[str, Label]] = {
    "figure": label("Chiffre", "Figure"),
    "speaker": label("Qui l’a dit", "Who said it"),
    "role": label("Fonction", "Role"),
}


class Dataset:
    """A release's dataset, asked for rows."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def rows(self, sql: str, *values: object) -> list[Row]:
        """The rows of a query; none where the dataset lacks what it reads."""
        try:
            found = self._connection.execute(sql, list(values))
        except (duckdb.BinderException, duckdb.CatalogException):
            return []
        names = [column[0] for column in found.description or []]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


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
    links = "".join(f'<a href="#{name}">{_both(heading)}</a>' for name, heading, _ in shown)
    return Template((PAGE / "page.html").read_text(encoding="utf-8")).substitute(
        title=escape(TITLE["fr"]),
        style=(PAGE / "page.css").read_text(encoding="utf-8"),
        head=_head(dataset, content_id) + f"<nav>{links}</nav>",
        sections="\n".join(
            f'<section id="{name}"><h2>{_both(heading)}</h2>\n{body}</section>'
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
        f"<li><b>{_number(counts[name])}</b>{_both(words)}</li>" for name, words in TILES if name in counts
    )
    period = f"{counts.get('first_day') or '–'} … {counts.get('last_day') or '–'}"
    return (
        f"<h1>{_both(TITLE)}</h1>\n"
        f'<p class="meta">{_both(label("Textes datés du", "Texts dated"))} <b>{escape(period)}</b><br>'
        f'content_id <span class="mono">{escape(content_id)}</span></p>\n<ul class="tiles">{tiles}</ul>\n'
    )


def _actors_over_time(dataset: Dataset, drawn: dict[str, Any]) -> str:
    leading = dataset.rows(LEADING)
    names = _distinct_names(leading)
    (days,) = dataset.rows("select count(distinct dated_on) as days, min(dated_on) as one from reports") or [
        {"days": 0}
    ]
    is_weekly = days["days"] > DAYS
    found = dataset.rows(OVER_TIME, "week" if is_weekly else "day", list(names))
    if not found:
        return ""
    rows = [{**row, "name": names[row["actor_id"]]} for row in found]
    drawn["time"] = charts.over_time(rows, list(names.values()), is_weekly=is_weekly)
    note = label(
        "Les acteurs présents dans le plus d’événements ; la taille dit le nombre d’articles"
        + (" de la semaine." if is_weekly else " du jour."),
        "The actors of most stories; the size tells the number of reports of the "
        + ("week." if is_weekly else "day."),
    )
    columns = [("name", charts.ACTOR), ("reports", charts.REPORTS)]
    columns += [("stories", label("événements", "stories")), ("statements", charts.STATEMENTS)]
    return _figure("time", note) + _details(leading, columns)


def _actors_by_topic(dataset: Dataset, drawn: dict[str, Any]) -> str:
    names = _distinct_names(dataset.rows(LEADING))
    topics = [row["topic_id"] for row in dataset.rows(TOPICS_TOLD, list(names))]
    found = dataset.rows(CROSSING, list(names), topics)
    if not found:
        return ""
    rows = [{**row, "name": names[row["actor_id"]]} for row in found]
    labels = {row["topic_id"]: label(row["fr"], row["en"]) for row in rows}
    used = {row["name"] for row in rows}
    drawn["topics"] = charts.crossing(
        rows, [name for name in names.values() if name in used], [labels[topic] for topic in topics]
    )
    note = label(
        "Acteur et thème dans un même paragraphe : plus la case est marquée, plus il y a d’articles.",
        "Actor and topic in one paragraph: the stronger the square, the more reports.",
    )
    return _figure("topics", note)


def _quoted(dataset: Dataset, drawn: dict[str, Any]) -> str:
    said, named = dataset.rows(QUOTED), dataset.rows(NAMED)
    parts = []
    if said:
        names = _distinct_names(said)
        drawn["quoted"] = charts.stacked(
            [{**row, "name": names[row["actor_id"]]} for row in said],
            list(names.values()),
            [
                ("direct", label("direct", "direct")),
                ("indirect", label("indirect", "indirect")),
            ],
            charts.STATEMENTS,
        )
        note = label(
            "Propos par acteur, comptés une fois par texte ; direct : entre guillemets, au moins en partie.",
            "Statements by actor, counted once a text; direct: within quotation marks, at least in part.",
        )
        parts.append(_figure("quoted", note))
    if named:
        names = _distinct_names(named)
        drawn["named"] = charts.stacked(
            [{**row, "name": names[row["actor_id"]]} for row in named],
            list(names.values()),
            [
                ("quoted", label("cité", "quoted")),
                ("named", label("seulement nommé", "only named")),
            ],
            charts.REPORTS,
        )
        note = label(
            "Qui a la parole, et de qui il est seulement question.",
            "Who is given the floor, and who is only talked about.",
        )
        parts.append(_figure("named", note))
    return "".join(parts)


def _pairs(dataset: Dataset, drawn: dict[str, Any]) -> str:
    pairs = dataset.rows(PAIRED)
    met: dict[str, int] = {}
    kept = []
    for pair in pairs:
        ids = (pair["actor_id"], pair["other_actor_id"])
        if len(met.keys() | set(ids)) <= ACTORS + 4:
            for actor_id in ids:
                met[actor_id] = met.get(actor_id, 0) + pair["reports"]
            kept.append(pair)
    if not kept:
        return ""
    order = sorted(met, key=lambda actor_id: (-met[actor_id], actor_id))
    by_id = {row["actor_id"]: row for row in dataset.rows(ACTOR_NAMES, order)}
    names = _distinct_names([by_id[actor_id] for actor_id in order])
    place = {actor_id: number for number, actor_id in enumerate(order)}
    rows = []
    for pair in kept:
        one, other = sorted((place[pair["actor_id"]], place[pair["other_actor_id"]]))
        rows.append({"one": one, "other": other, "reports": pair["reports"], "stories": pair["stories"]})
    drawn["pairs"] = charts.arcs(list(names.values()), rows)
    note = label(
        "Un arc relie deux acteurs nommés dans un même paragraphe, titre ou chapô ; son trait, le nombre d’articles.",
        "An arc joins two actors named in one paragraph, title or standfirst; its width, the number of reports.",
    )
    return _figure("pairs", note, "narrow")


def _divergences(dataset: Dataset, _drawn: dict[str, Any]) -> str:
    stories = dataset.rows(DIVERGING)
    note = label(
        "Ce que les récits d’un même événement disent différemment. Qu’ils parlent bien de la même chose, c’est au "
        "lecteur d’en juger.",
        "What reports of one event tell differently. Whether they mean the same thing is for the reader to judge.",
    )
    none = label("Aucune dans cette livraison.", "None in this release.")
    told = "".join(_story(story, dataset.rows(TOLD, story["story_id"])) for story in stories)
    return f'<p class="note">{_both(note)}</p>' + (told or f"<p>{_both(none)}</p>")


def _story(story: Row, told: Sequence[Row]) -> str:
    counted = label(
        f"{_number(story['reports'])} articles, {_number(story['sources'])} sources",
        f"{_number(story['reports'])} reports, {_number(story['sources'])} sources",
    )
    parts = [
        f"<article><h3>{escape(story['title'] or story['story_id'])}</h3>"
        f'<p class="note">{escape(story["first_day"])} · {_both(counted)}</p>'
    ]
    before = None
    for row in told:
        if (row["aspect"], row["subject"]) != before:
            parts.append("</dl>" if before else "")
            before = (row["aspect"], row["subject"])
            what = {
                "figure": row["subject"],
                "speaker": f"« {row['surface']} »",
                "role": row["name"] or row["subject"],
            }[row["aspect"]]
            parts.append(f"<h4>{_both(ASPECTS[row['aspect']])} : {escape(what)}</h4><dl>")
        shown = row["told"] if row["aspect"] == "speaker" else row["surface"]
        more = len(row["publishers"]) - PUBLISHERS
        by = ", ".join(row["publishers"][:PUBLISHERS]) + (f" + {more}" if more > 0 else "")
        parts.append(f'<div class="told"><dt>{escape(shown or "")}</dt><dd>{escape(by)}</dd></div>')
    return "".join(parts) + ("</dl>" if before else "") + "</article>"


def _sources(dataset: Dataset, _drawn: dict[str, Any]) -> str:
    columns = [("name", label("source", "source")), ("reports", charts.REPORTS)]
    columns += [("own", label("propres", "own")), ("stories", label("événements", "stories"))]
    columns += [("statements", charts.STATEMENTS)]
    note = label(
        "« Propres » : ni repris d’un autre, ni signés d’une agence.",
        "“Own”: neither taken from another nor signed by an agency.",
    )
    rows = dataset.rows(SOURCED)
    return f'<p class="note">{_both(note)}</p>' + _table(rows, columns) if rows else ""


def _cleaning(dataset: Dataset, drawn: dict[str, Any]) -> str:
    rows = dataset.rows(CLEANED)
    total = sum(row["count"] for row in rows)
    if not total:
        return ""
    kinds = [SPAN_KINDS.get(row["span_kind"], label(row["span_kind"], row["span_kind"])) for row in rows]
    drawn["cleaning"] = charts.shares(
        [
            {**kind, "share": round(row["count"] / total, 5), "count": row["count"], "body": row["is_body"]}
            for kind, row in zip(kinds, rows, strict=True)
        ],
        kinds,
    )
    note = label(
        "Part de chaque sorte de passage dans les caractères des textes (blancs à part). Rien n’est effacé : ce qui "
        "n’est pas de l’article est étiqueté.",
        "Share of each kind of span in the characters of the texts (blanks aside). Nothing is deleted: what is no "
        "article is labelled.",
    )
    refused = dataset.rows(REJECTED)
    columns = [
        ("reason_code", label("motif de rejet", "reason of rejection")),
        ("count", label("fichiers", "files")),
    ]
    return _figure("cleaning", note) + (_table(refused, columns) if refused else "")


def _quality(dataset: Dataset, _drawn: dict[str, Any]) -> str:
    rows = dataset.rows(MEASURED)
    if not rows:
        none = label("Aucune mesure n’accompagne cette livraison.", "No measurement comes with this release.")
        return f"<p>{_both(none)}</p>"
    columns = [("set_name", label("jeu de référence", "gold set")), ("figure", label("mesure", "figure"))]
    columns += [("value", label("valeur", "value")), ("sample_size", label("cas", "cases"))]
    note = label("Mesurée sur des jeux de référence publics.", "Measured on public gold sets.")
    return f'<p class="note">{_both(note)}</p>' + _table(rows, columns)


SECTIONS: Final[tuple[tuple[str, Label, Callable[[Dataset, dict[str, Any]], str]], ...]] = (
    ("time", label("Les acteurs au fil du temps", "Actors over time"), _actors_over_time),
    ("topics", label("Acteurs et thèmes", "Actors and topics"), _actors_by_topic),
    ("quoted", label("Qui est cité", "Who is quoted"), _quoted),
    ("pairs", label("Qui est nommé avec qui", "Who is named with whom"), _pairs),
    ("divergences", label("Divergences", "Divergences"), _divergences),
    ("sources", label("Sources", "Sources"), _sources),
    ("cleaning", label("Nettoyage", "Cleaning"), _cleaning),
    ("quality", label("Exactitude", "Accuracy"), _quality),
)


def _distinct_names(rows: Iterable[Row]) -> dict[str, str]:
    """Names by actor_id, in the order of the rows; two actors of one name are told apart by their ids."""
    found: dict[str, str] = {}
    for row in rows:
        name = row["name"]
        found[row["actor_id"]] = f"{name} ({row['actor_id']})" if name in found.values() else name
    return found


def _both(words: Label) -> str:
    return "".join(
        f'<span class="{code}" lang="{code}">{escape(words[code], quote=False)}</span>'
        for code in ("fr", "en")
    )


def _figure(name: str, note: Label, size: str = "") -> str:
    kind = f"chart {size}".strip()
    return f'<figure><figcaption>{_both(note)}</figcaption><div class="{kind}" data-chart="{name}"></div></figure>'


def _details(rows: Sequence[Row], columns: Sequence[tuple[str, Label]]) -> str:
    return f"<details><summary>{_both(label('En tableau', 'As a table'))}</summary>{_table(rows, columns)}</details>"


def _table(rows: Sequence[Row], columns: Sequence[tuple[str, Label]]) -> str:
    kinds = {
        name: ' class="number"' if all(isinstance(row[name], int | float) for row in rows) else ""
        for name, _ in columns
    }
    head = "".join(f"<th{kinds[name]}>{_both(words)}</th>" for name, words in columns)
    body = "".join(
        "<tr>" + "".join(f"<td{kinds[name]}>{_number(row[name])}</td>" for name, _ in columns) + "</tr>"
        for row in rows
    )
    return f'<div class="scroll"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


def _number(value: object) -> str:
    """A number with thin blanks between thousands, as both languages may write it; anything else as it is."""
    if isinstance(value, bool) or value is None:
        return "" if value is None else str(value)
    if isinstance(value, int):
        return f"{value:,}".replace(",", "\u202f")
    return f"{value:.4g}" if isinstance(value, float) else escape(str(value))


FOOT: Final = "\n".join(
    f"<p>{_both(words)}</p>"
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
