"""The sections of report.html, one function each: what is asked, drawn and said in it.

What belongs here: from rows to a section, in French and English. What does not: the queries (report_questions.py), the
charts (charts.py), pieces of HTML (report_markup.py), and the page around the sections (report.py).
"""

from collections.abc import Callable, Iterable, Sequence
from html import escape
from typing import Any, Final

from pipeline.release import charts
from pipeline.release.charts import Label, Row, label
from pipeline.release.report_markup import both, details, figure, number, table
from pipeline.release.report_questions import (
    ACTOR_NAMES,
    ACTORS,
    CLEANED,
    CROSSING,
    DAYS,
    DIVERGING,
    LEADING,
    MEASURED,
    NAMED,
    OVER_TIME,
    PAIRED,
    PUBLISHERS,
    QUOTED,
    REJECTED,
    SOURCED,
    TOLD,
    TOPICS_TOLD,
    Dataset,
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
    return figure("time", note) + details(leading, columns)


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
    return figure("topics", note)


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
        parts.append(figure("quoted", note))
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
        parts.append(figure("named", note))
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
    return figure("pairs", note, "narrow")


def _divergences(dataset: Dataset, _drawn: dict[str, Any]) -> str:
    stories = dataset.rows(DIVERGING)
    note = label(
        "Ce que les récits d’un même événement disent différemment. Qu’ils parlent bien de la même chose, c’est au "
        "lecteur d’en juger.",
        "What reports of one event tell differently. Whether they mean the same thing is for the reader to judge.",
    )
    none = label("Aucune dans cette livraison.", "None in this release.")
    told = "".join(_story(story, dataset.rows(TOLD, story["story_id"])) for story in stories)
    return f'<p class="note">{both(note)}</p>' + (told or f"<p>{both(none)}</p>")


def _story(story: Row, told: Sequence[Row]) -> str:
    counted = label(
        f"{number(story['reports'])} articles, {number(story['sources'])} sources",
        f"{number(story['reports'])} reports, {number(story['sources'])} sources",
    )
    parts = [
        f"<article><h3>{escape(story['title'] or story['story_id'])}</h3>"
        f'<p class="note">{escape(story["first_day"])} · {both(counted)}</p>'
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
            parts.append(f"<h4>{both(ASPECTS[row['aspect']])} : {escape(what)}</h4><dl>")
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
    return f'<p class="note">{both(note)}</p>' + table(rows, columns) if rows else ""


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
    return figure("cleaning", note) + (table(refused, columns) if refused else "")


def _quality(dataset: Dataset, _drawn: dict[str, Any]) -> str:
    rows = dataset.rows(MEASURED)
    if not rows:
        none = label("Aucune mesure n’accompagne cette livraison.", "No measurement comes with this release.")
        return f"<p>{both(none)}</p>"
    columns = [("set_name", label("jeu de référence", "gold set")), ("figure", label("mesure", "figure"))]
    columns += [("value", label("valeur", "value")), ("sample_size", label("cas", "cases"))]
    note = label("Mesurée sur des jeux de référence publics.", "Measured on public gold sets.")
    return f'<p class="note">{both(note)}</p>' + table(rows, columns)


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
