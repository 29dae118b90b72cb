"""Long forms with their acronym, and institutions named by their kind."""

import pytest

from pipeline.text.actors.bodies import find_institutions, find_introductions, find_quoted, grow_body


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("L'Office lorrain des canaux (OLC) ferme.", [("Office lorrain des canaux", "OLC")]),
        (
            "La Caisse d'aide aux bateliers et aux haleurs (CABH)",
            [("Caisse d'aide aux bateliers et aux haleurs", "CABH")],
        ),
        ("L'OLC (Office lorrain des canaux) ferme.", [("Office lorrain des canaux", "OLC")]),
        ("Le canal fermera (OLC).", []),
        ("Mireille Tavernost (PS) est venue.", []),
        ("une hausse de deux points (2 %)", []),
    ],
)
def test_introductions(text: str, pairs: list[tuple[str, str]]) -> None:
    found = find_introductions(text)
    assert [(text[i.long_start : i.long_end], text[i.short_start : i.short_end]) for i in found] == pairs


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("le parquet de Tournefeuille", ["parquet de Tournefeuille"]),
        ("le ministère de la Transition écologique", ["ministère de la Transition écologique"]),
        ("la direction générale de la police nationale", ["direction générale de la police nationale"]),
        ("le ministère refuse", []),
        ("la police de la route", []),
    ],
)
def test_institutions(text: str, names: list[str]) -> None:
    assert [text[start:end] for start, end in find_institutions(text, [])] == names


def test_an_adjective_of_a_country_ends_the_name_or_its_field_does() -> None:
    text = "le ministère syldave des Affaires étrangères et l'armée syldave"
    spans = [(text.index("syldave"), text.index("syldave") + 7), (len(text) - 7, len(text))]
    found = [text[start:end] for start, end in find_institutions(text, spans)]
    assert found == ["ministère syldave des Affaires étrangères", "armée syldave"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("L'association « Les Amis du canal » a ouvert.", ["Les Amis du canal"]),
        ('L\'ONG locale "Port Vert" est là.', ["Port Vert"]),
        ("La société de pêche « La Truite vosgienne » ferme.", ["La Truite vosgienne"]),
        ("L'association explique « Nous irons demain » à tous.", []),
        ("L'association a dit « Nous irons demain ».", []),
        ("Le collectif « condamne » ce choix.", []),
    ],
)
def test_a_name_between_marks_after_the_word_for_a_body(text: str, names: list[str]) -> None:
    assert [text[start:end] for start, end in find_quoted(text)] == names


@pytest.mark.parametrize(
    ("text", "found", "name"),
    [
        ("l'Amicale des pontonniers a fermé", "Amicale", "Amicale des pontonniers"),
        ("l'Harmonie municipale de Valmont joue", "Harmonie", "Harmonie municipale de Valmont"),
        (
            "la Fédération des haleurs, bateliers et éclusiers demande",
            "Fédération des haleurs",
            "Fédération des haleurs, bateliers et éclusiers",
        ),
        ("la Fédération des haleurs et la mairie", "Fédération des haleurs", "Fédération des haleurs"),
        ("la Fédération des haleurs et plusieurs maires", "Fédération des haleurs", "Fédération des haleurs"),
        ("le Mouvement pour les Écluses dit", "Mouvement", "Mouvement pour les Écluses"),
        ("l'Union pour la première fois", "Union", "Union"),
        (
            "l'Amicale des anciens de la Brelle fête",
            "Amicale des anciens de la",
            "Amicale des anciens de la Brelle",
        ),
        ("l'Office du canal de Valmont", "Office du canal", "Office du canal"),
    ],
)
def test_bodies_grow_to_their_whole_name(text: str, found: str, name: str) -> None:
    start = text.index(found)
    assert text[start : grow_body(text, start, start + len(found))] == name
