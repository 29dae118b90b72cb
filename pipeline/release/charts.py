"""The charts of a report as Vega-Lite and Vega specifications.

What belongs here: rows in, a specification out. What does not: the rows (report.py), colours and fonts (page/page.js),
and drawing, which Vega does in the reader's browser.

A text in two languages stands as {"fr": …, "en": …}; the page shows one of them.
"""

from collections.abc import Sequence
from typing import Any, Final

Row = dict[str, Any]
Spec = dict[str, Any]
Label = dict[str, str]

STEP: Final = 26
"""Height of a line of a chart, in pixels."""
NAMES: Final = 150
"""Width of the names beside the arcs, in pixels."""

REPORTS: Final[Label] = {"fr": "articles", "en": "reports"}
STATEMENTS: Final[Label] = {"fr": "propos", "en": "statements"}
ACTOR: Final[Label] = {"fr": "acteur", "en": "actor"}
TOPIC: Final[Label] = {"fr": "thème", "en": "topic"}
SHARE: Final[Label] = {"fr": "part", "en": "share"}


def label(fr: str, en: str) -> Label:
    """A text in both languages."""
    return {"fr": fr, "en": en}


def over_time(rows: Sequence[Row], names: Sequence[str], *, is_weekly: bool) -> Spec:
    """Circles by name and day (or week): as large as there are reports. Rows: name, day, reports, stories."""
    unit = "utcyearmonthdate"
    when = label("semaine du", "week of") if is_weekly else label("jour", "day")
    x = {
        "field": "day",
        "type": "temporal",
        "timeUnit": unit,
        "title": None,
        "axis": {"format": "%-d %b", "grid": False, "labelOverlap": "greedy", "tickCount": 5},
        "scale": {"type": "utc", "padding": 16},
    }
    size = {
        "field": "reports",
        "type": "quantitative",
        "title": REPORTS,
        "scale": {"rangeMin": 30, "rangeMax": 420, "zero": False},
        "legend": {"values": _steps([row["reports"] for row in rows]), "format": "d"},
    }
    tooltip = [
        {"field": "name", "title": ACTOR},
        {"field": "day", "type": "temporal", "timeUnit": unit, "title": when, "format": "%-d %B %Y"},
        {"field": "reports", "title": REPORTS},
        {"field": "stories", "title": label("événements", "stories")},
    ]
    return _lite(
        rows,
        {"type": "circle", "opacity": 0.85},
        {"x": x, "y": _names("name", names, grid=True), "size": size, "tooltip": tooltip},
        STEP * len(names),
    )


def crossing(rows: Sequence[Row], names: Sequence[str], topics: Sequence[Label]) -> Spec:
    """Squares by actor and topic, the stronger the more reports. Rows: name, fr, en, reports, statements."""
    field = label("fr", "en")
    order = {"fr": [topic["fr"] for topic in topics], "en": [topic["en"] for topic in topics]}
    x = {
        "field": field,
        "type": "nominal",
        "sort": order,
        "title": None,
        "axis": {"orient": "top", "labelLimit": 130, "grid": False, "domain": False},
    }
    color = {
        "field": "reports",
        "type": "quantitative",
        "title": REPORTS,
        "scale": {"domainMin": 0, "interpolate": "rgb"},
        "legend": None,
    }
    tooltip = [
        {"field": "name", "title": ACTOR},
        {"field": field, "title": TOPIC},
        {"field": "reports", "title": REPORTS},
        {"field": "statements", "title": STATEMENTS},
    ]
    encoding = {"x": x, "y": _names("name", names), "color": color, "tooltip": tooltip}
    return _lite(rows, {"type": "rect", "cornerRadius": 3}, encoding, STEP * len(names))


def stacked(
    rows: Sequence[Row], names: Sequence[str], kinds: Sequence[tuple[str, Label]], title: Label
) -> Spec:
    """Bars by name in two parts. Rows: name, and the count of each kind under the kind's key."""
    long = [
        {
            "name": row["name"],
            "fr": kind_label["fr"],
            "en": kind_label["en"],
            "count": row[kind],
            "order": order,
        }
        for row in rows
        for order, (kind, kind_label) in enumerate(kinds)
    ]
    field = label("fr", "en")
    domain = {
        "fr": [kind_label["fr"] for _, kind_label in kinds],
        "en": [kind_label["en"] for _, kind_label in kinds],
    }
    x = {"field": "count", "type": "quantitative", "title": title, "axis": {"tickMinStep": 1}}
    color = {"field": field, "type": "nominal", "title": None, "scale": {"domain": domain}}
    tooltip = [
        {"field": "name", "title": ACTOR},
        {"field": field, "title": label("dont", "of which")},
        {"field": "count", "title": title},
    ]
    encoding = {
        "x": x,
        "y": _names("name", names),
        "color": color,
        "order": {"field": "order"},
        "tooltip": tooltip,
    }
    return _lite(long, {"type": "bar", "height": {"band": 0.68}}, encoding, STEP * len(names))


def shares(rows: Sequence[Row], kinds: Sequence[Label]) -> Spec:
    """Bars by kind, part of the whole. Rows: fr, en, share, count."""
    field = label("fr", "en")
    order = {"fr": [kind["fr"] for kind in kinds], "en": [kind["en"] for kind in kinds]}
    x = {"field": "share", "type": "quantitative", "title": None, "axis": {"format": ".0%", "tickCount": 5}}
    tooltip = [
        {"field": field, "title": label("sorte", "kind")},
        {"field": "share", "title": SHARE, "format": ".1%"},
        {"field": "count", "title": label("caractères", "characters"), "format": ",d"},
    ]
    y = {"field": field, "type": "nominal", "sort": order, "title": None, "axis": {"grid": False}}
    color = {"field": "body", "type": "nominal", "legend": None, "scale": {"domain": [True, False]}}
    return _lite(
        rows,
        {"type": "bar", "height": {"band": 0.68}},
        {"x": x, "y": y, "color": color, "tooltip": tooltip},
        STEP * len(rows),
    )


def arcs(names: Sequence[str], pairs: Sequence[Row]) -> Spec:
    """Actors one below the other, an arc for each pair. Pairs: one, other (positions in names), reports, stories."""
    most = max((pair["reports"] for pair in pairs), default=1)
    nodes = [{"name": name, "y": STEP * place + STEP / 2} for place, name in enumerate(names)]
    drawn = [
        {
            "pair": f"{names[pair['one']]} – {names[pair['other']]}",
            "reports": pair["reports"],
            "stories": pair["stories"],
            "start": STEP * pair["one"] + STEP / 2,
            "end": STEP * pair["other"] + STEP / 2,
            "radius": STEP * (pair["other"] - pair["one"]) / 2,
            "weight": round(1 + 5 * pair["reports"] / most, 2),
        }
        for pair in pairs
    ]
    path = (
        "'M0,' + datum.start + 'A' + min(datum.radius, width - names - 16) + ',' + datum.radius"
        " + ' 0 0 1 0,' + datum.end"
    )
    tooltip = {
        "fr": "{'paire': datum.pair, 'articles': datum.reports, 'événements': datum.stories}",
        "en": "{'pair': datum.pair, 'reports': datum.reports, 'stories': datum.stories}",
    }
    size = "containerSize()[0]"
    return {
        "$schema": "https://vega.github.io/schema/vega/v6.json",
        "height": STEP * len(names),
        "padding": 0,
        "autosize": "none",
        "signals": [
            {"name": "width", "init": size, "on": [{"events": "window:resize", "update": size}]},
            {"name": "names", "update": f"min({NAMES + 60}, width * 0.45)"},
        ],
        "data": [{"name": "nodes", "values": nodes}, {"name": "pairs", "values": drawn}],
        "marks": [
            {
                "type": "path",
                "from": {"data": "pairs"},
                "encode": {
                    "update": {
                        "x": {"signal": "names + 10"},
                        "path": {"signal": path},
                        "stroke": {"signal": "accent"},
                        "strokeWidth": {"field": "weight"},
                        "strokeOpacity": {"value": 0.45},
                        "fill": {"value": None},
                        "tooltip": {"signal": tooltip},
                    },
                    "hover": {"stroke": {"signal": "second"}, "strokeOpacity": {"value": 1}},
                },
            },
            {
                "type": "symbol",
                "from": {"data": "nodes"},
                "encode": {
                    "update": {
                        "x": {"signal": "names + 10"},
                        "y": {"field": "y"},
                        "size": {"value": 40},
                        "fill": {"signal": "accent"},
                    }
                },
            },
            {
                "type": "text",
                "from": {"data": "nodes"},
                "encode": {
                    "update": {
                        "x": {"signal": "names"},
                        "y": {"field": "y"},
                        "text": {"field": "name"},
                        "align": {"value": "right"},
                        "baseline": {"value": "middle"},
                        "fontSize": {"value": 12},
                        "fill": {"signal": "ink"},
                        "limit": {"signal": "names"},
                    }
                },
            },
        ],
    }


def _names(field: str, names: Sequence[str], *, grid: bool = False) -> Spec:
    axis = {"grid": grid, "domain": False, "ticks": False, "labelPadding": 8}
    return {"field": field, "type": "nominal", "sort": list(names), "title": None, "axis": axis}


def _lite(rows: Sequence[Row], mark: Spec, encoding: Spec, height: int) -> Spec:
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "width": "container",
        "height": height,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "data": {"values": list(rows)},
        "mark": mark,
        "encoding": encoding,
    }


def _steps(counts: Sequence[int]) -> list[int]:
    """Up to four round values for a legend of sizes."""
    most = max(counts, default=1)
    return sorted({1, max(1, round(most / 3)), max(1, round(2 * most / 3)), most})
