"""Sentences, amounts and dates in running text: what a reader sees in each, written down before the first run."""

import textwrap
from datetime import date
from functools import cache
from typing import Any

import pytest

from pipeline.rulebook import Rulebook
from pipeline.step import as_row
from pipeline.steps import clean, figures, segment

WEDNESDAY = date(2025, 10, 15)


@cache
def resources(name: str) -> Any:
    return {"clean": clean, "segment": segment, "figures": figures}[name].load(Rulebook())


def rows_of(text: str) -> dict[str, list[Any]]:
    """The rows of the steps clean, segment and figures for a text that arrived on a Wednesday."""
    rows: dict[str, Any] = {
        "raw_documents": [{"text": text, "first_arrived_on": WEDNESDAY}],
        "hints": [],
        "approved_lines": [],
    }
    for name, step in (("clean", clean), ("segment", segment), ("figures", figures)):
        made = step.apply(rows, resources(name))
        rows |= {table: [as_row(record) for record in records] for table, records in made.items()}
    return rows


def sentences_of(text: str) -> list[str]:
    return [" ".join(row["text"].split()) for row in rows_of(text)["sentences"]]


SENTENCES = {
    "titles and initials": [
        "Me J.-C. Norvet et le Pr A. Dorsel ont été reçus par MM. Ravat et Tolvan.",
        "Mmes Orsel et Vance étaient absentes.",
    ],
    "ordinals and Roman numbers": [
        "Le 1er vice-président, élu au 2e tour, habite le XVIIe arrondissement.",
        "Son prédécesseur vivait dans le VIe.",
        "Nul ne s’en plaint.",
    ],
    "times and laws": [
        "La loi du 3 janv. 2003 et l’art. L. 121-3 du code s’appliquent.",
        "L’audience reprend à 14 h.",
        "Trente personnes y assistent.",
    ],
    "numbers with full stops": [
        "Le déficit atteint 1.234.567 euros, contre 980.000 l’an dernier.",
        "Il baisse de 2.5 points.",
    ],
    "a year at the end": ["Le pont date de 1998.", "Il a fermé en 2020.", "3 000 voitures y passaient."],
    "ellipses": [
        "Il voulait partir... et il est resté.",
        "Elle, non…",
        "Le temps passe.",
        "Le prix ?",
        "Accrochez-vous... 300 euros !",
    ],
    "guillemets with several sentences": [
        "« Nous avons attendu.",
        "Personne n’est venu !",
        "Que faire ? », demande Lise Orvault.",
        "Elle soupire.",
    ],
    "nested quotation marks": [
        "« Il m’a dit “Viens demain.” et il a raccroché », raconte-t-elle.",
        "Puis elle se tait.",
    ],
    "single and low quotation marks": [
        "‹ Trop cher ›, tranche l’un.",
        "„Trop tard“, dit l’autre.",
        "'Trop loin', ajoute une troisième.",
    ],
    "a question within": [
        "La question « Qui a payé ? » reste sans réponse.",
        "Le groupe Yahoo! n’a pas répondu.",
        "Qui sait ?",
    ],
    "addresses and domains": [
        "Écrivez à contact@valmont.example ou voyez www.valmont.example/plan.html.",
        "La mairie répond.",
    ],
    "brackets": [
        "Le score (3-1 !) ravit le club.",
        "(Il n’avait plus gagné depuis mai.)",
        "Le club fêtera cela samedi.",
    ],
    "acronyms with full stops": [
        "La C.G.T. et l’O.N.U. se sont exprimées.",
        "L’accord avec la S.N.C.F.",
        "Le texte sera signé lundi.",
    ],
    "a small letter after a quotation": [
        "« C’est fini ! » a crié le gardien.",
        "« On ferme… » murmure-t-il.",
        "La foule s’en va.",
    ],
}


@pytest.mark.parametrize("form", SENTENCES)
def test_sentences(form: str) -> None:
    assert sentences_of(" ".join(SENTENCES[form])) == SENTENCES[form]


WRAPPED = [
    "Le conseil de Corbaz a voté mardi soir un budget de 2,3 millions d’euros, en hausse de 4 %, après un débat de trois heures que le public a suivi debout.",
    "« Nous avons choisi l’école. Le reste attendra », a dit Mme Orsel, première adjointe, à l’issue du vote. M. Vallois, lui, a quitté la salle avant la fin.",
    "L’opposition, qui réclamait depuis le 3 octobre un audit des comptes, saisira la chambre régionale. Elle n’exclut pas un recours.",
]


@pytest.mark.parametrize("width", [60, 66, 72, 78])
@pytest.mark.parametrize("indent", ["", "  "])
def test_hard_wrapped_text_has_whole_paragraphs_and_sentences(width: int, indent: str) -> None:
    text = "\n\n".join(
        textwrap.fill(p, width, initial_indent=indent, subsequent_indent=indent) for p in WRAPPED
    )
    rows = rows_of(text)
    assert [" ".join(row["text"].split()) for row in rows["paragraphs"]] == WRAPPED
    assert sentences_of(text) == [
        WRAPPED[0],
        "« Nous avons choisi l’école.",
        "Le reste attendra », a dit Mme Orsel, première adjointe, à l’issue du vote.",
        "M. Vallois, lui, a quitté la salle avant la fin.",
        "L’opposition, qui réclamait depuis le 3 octobre un audit des comptes, saisira la chambre régionale.",
        "Elle n’exclut pas un recours.",
    ]
    assert [(row["value"], row["currency_code"]) for row in rows["amounts"]][:2] == [
        (2.3e6, "EUR"),
        (4, None),
    ]
    assert [row["date_from"] for row in rows["dates"]] == [date(2025, 10, 14), date(2025, 10, 3)]


AMOUNTS = [
    # text, then per amount: value, highest value, unit, currency, qualifier, whether it is approximate
    ("Les 35\u202fpays ont signé.", [(35, None, "pays", None, None, False)]),
    ("Une armée de 800\u202f000\u00a0soldats.", [(800_000, None, "soldats", None, None, False)]),
    ("Quelque 1\u00a0500\u00a0manifestants ont défilé.", [(1500, None, "manifestants", None, "about", True)]),
    ("Il a rencontré une trentaine de chefs d’État.", [(30, None, "chefs", None, "about", True)]),
    ("La dette avoisine les 3\u00a0000 milliards d’euros.", [(3e12, None, "euros", "EUR", "about", True)]),
    ("Le pays compte 1,5 million d’élèves.", [(1.5e6, None, "élèves", None, None, False)]),
    ("Un peu plus de 62,32\u00a0% des inscrits ont voté.", [(62.32, None, "%", None, "more_than", False)]),
    ("Entre 5 000 et 7 000 personnes ont marché.", [(5000, 7000, "personnes", None, "between", False)]),
    ("Il faudra de deux à trois ans.", [(2, 3, "ans", None, "between", False)]),
    ("Quatre-vingt-dix-sept communes sont privées d’eau.", [(97, None, "communes", None, None, False)]),
    ("Mille deux cents logements seront bâtis.", [(1200, None, "logements", None, None, False)]),
    ("L’amende, de 40 000 francs suisses, est confirmée.", [(40_000, None, "francs suisses", "CHF", None, False)]),
    ("Le prix tombe sous les 100 dollars.", [(100, None, "dollars", "USD", None, False)]),
    ("Une dizaine de millions de doses attendent.", [(1e7, None, "doses", None, "about", True)]),
    ("Plusieurs centaines de tracteurs bloquent le pont.", [(200, None, "tracteurs", None, "more_than", True)]),
    ("Le projet coûtera 12 M€, contre 9,5 millions prévus.", [(12e6, None, "€", "EUR", None, False), (9.5e6, None, None, None, None, False)]),
    ("Un adulte sur cinq, soit 20 pour cent, vit seul.", [(20, None, "%", None, None, False)]),
    ("Au moins 14 morts et une quarantaine de blessés.", [(14, None, "morts", None, "more_than", False), (40, None, "blessés", None, "about", True)]),
    ("Ils ont parcouru 350 km en moins de six heures.", [(350, None, "km", None, None, False), (6, None, "heures", None, "less_than", False)]),
    ("L’aide atteint deux milliards et demi de dollars.", [(2.5e9, None, "dollars", "USD", None, False)]),
    ("Le fonds de 2,3\nmilliards d’euros est prêt, a dit la présidente.", [(2.3e9, None, "euros", "EUR", None, False)]),
    ("La ville a perdu près de 800\n000 habitants depuis la guerre.", [(800_000, None, "habitants", None, "about", True)]),
    ("Le syndicat parle d’une trentaine\nde blessés.", [(30, None, "blessés", None, "about", True)]),
    ("Le chapitre 4, l’avenue du 8-Mai, la D 914 et le 18-25 ferment.", []),
]  # fmt: skip


def as_amounts(text: str) -> list[tuple[Any, ...]]:
    columns = ("value", "value_max", "unit", "currency_code", "qualifier", "is_approximate")
    return [tuple(row[column] for column in columns) for row in figures_of(text)["amounts"]]


def figures_of(text: str) -> dict[str, list[Any]]:
    """Amounts and dates of a passage, line breaks within it included."""
    passage = {
        "char_start": 0, "char_end": len(text), "region": "body", "paragraph_index": 0, "paragraph_kind": "paragraph",
        "language_code": "fr", "text": text,
    }  # fmt: skip
    context = {
        "language_code": "fr", "language_score": 1.0, "word_count": 9, "dated_on": WEDNESDAY, "dated_by": "arrival",
    }  # fmt: skip
    made = figures.apply({"passages": [passage], "contexts": [context]}, resources("figures"))
    return {table: [as_row(record) for record in records] for table, records in made.items()}


@pytest.mark.parametrize(("text", "amounts"), AMOUNTS)
def test_amounts(text: str, amounts: list[tuple[Any, ...]]) -> None:
    found = as_amounts(text)
    assert found == amounts
    for row in figures_of(text)["amounts"]:
        assert text[row["char_start"] : row["char_end"]] == row["surface"]


DATES = [
    # text, then per date: first day, last day, precision, anchor
    ("Réunis mardi à Paris, les ministres ont signé.", [("2025-10-14", "2025-10-14", "weekday", "dated_on")]),
    ("Le vote aura lieu mardi à Paris.", [("2025-10-21", "2025-10-21", "weekday", "dated_on")]),
    ("Réunis ce mardi 14 octobre, ils ont signé.", [("2025-10-14", "2025-10-14", "day", "dated_on")]),
    ("Il est mort hier, à l’âge de 87 ans.", [("2025-10-14", "2025-10-14", "day", "dated_on")]),
    ("Avant-hier soir, le pont a cédé.", [("2025-10-13", "2025-10-13", "day", "dated_on")]),
    ("Elle sera jugée du 3 au 14 novembre.", [("2025-11-03", "2025-11-14", "range", "dated_on")]),
    ("Depuis le 24 février 2022, le pays est en guerre.", [("2022-02-24", "2022-02-24", "day", "text")]),
    ("La trêve, conclue le 9\nseptembre, tient.", [("2025-09-09", "2025-09-09", "day", "dated_on")]),
    ("Le traité fut signé en avril\n1949 à Valmont.", [("1949-04-01", "1949-04-30", "month", "text")]),
    ("Il y a une semaine, il a démissionné.", [("2025-10-06", "2025-10-12", "range", "dated_on")]),
    ("La mesure expirera fin décembre.", [("2025-12-21", "2025-12-31", "range", "dated_on")]),
    ("L’an prochain, la taxe doublera.", [("2026-01-01", "2026-12-31", "year", "dated_on")]),
    ("Ouvert le lundi, fermé le dimanche.", []),
    ("Vendredi dernier, puis samedi matin, il a neigé.", [("2025-10-10", "2025-10-10", "weekday", "dated_on"), ("2025-10-11", "2025-10-11", "weekday", "dated_on")]),
    ("Élu en mai 2022, réélu le 1er juin 2025.", [("2022-05-01", "2022-05-31", "month", "text"), ("2025-06-01", "2025-06-01", "day", "text")]),
    ("Jeudi 16 octobre à 20h45, le match reprend.", [("2025-10-16", "2025-10-16", "day", "dated_on")]),
    ("Dans la nuit de lundi à mardi, un drone est tombé.", [("2025-10-13", "2025-10-13", "weekday", "dated_on"), ("2025-10-14", "2025-10-14", "weekday", "dated_on")]),
    ("Le 12 septembre, il avouait. Trois jours plus tard, il niait.", [("2025-09-12", "2025-09-12", "day", "dated_on"), ("2025-09-15", "2025-09-15", "day", "previous")]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "dates"), DATES)
def test_dates(text: str, dates: list[tuple[str, ...]]) -> None:
    rows = figures_of(text)["dates"]
    assert [
        (str(row["date_from"]), str(row["date_until"]), row["precision"], row["anchor"]) for row in rows
    ] == dates
    for row in rows:
        assert text[row["char_start"] : row["char_end"]] == row["surface"]
