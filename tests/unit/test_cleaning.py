"""Cleaning of whole texts in the forms in which French news comes, written for these tests."""

from datetime import date
from functools import cache

import pytest

from pipeline.records.cleaning import Metadata
from pipeline.records.reading import Hint
from pipeline.rulebook import Rulebook
from pipeline.steps.clean import STEP, load
from pipeline.text.clean.cleaning import CleaningRules, clean

DAY = date(2026, 11, 21)


@cache
def rules() -> CleaningRules:
    return load(Rulebook())


def labelled(text: str, hints: list[Hint] | None = None) -> list[tuple[str, str]]:
    spans, _ = clean(text, hints or [], rules(), DAY)
    return [(s.span_kind, text[s.char_start : s.char_end]) for s in spans if s.span_kind != "blank"]


def kinds(text: str) -> list[str]:
    return [kind for kind, _ in labelled(text)]


def metadata(text: str) -> Metadata:
    return clean(text, [], rules(), DAY)[1]


AFP_RELAY = """Accueil > Monde > Afrique

Togo: le port de Vauquelin rouvre après trois jours de grève

PUBLIÉ LE 12 MARS 2025 À 18:42 PAR AFP

(Photo d'illustration) Des conteneurs sur les quais. (AFP/Koffi Agbossou)

VAUQUELIN, 12 mars 2025 (AFP) - Le port autonome a rouvert mercredi après trois jours de grève des dockers.

"Toutes les équipes ont repris le travail", a déclaré à l'AFP Ama Djossou, porte-parole du port.

La grève avait bloqué plus de 2.000 conteneurs, selon elle. Le gouvernement a promis une prime.

ek/cb/sba
"""

PAGE = """Vitré. Le cinéma Aurore fête ses quarante ans
L'association organise trois soirées gratuites en novembre. Le programme a été dévoilé samedi.
Par Jeanne Le Goff
Publié le 28/10/2024 à 10h30, mis à jour le 29/10/2024 à 08h00
Temps de lecture : 2 min
* Facebook
* WhatsApp
* Copier le lien
La grande salle du cinéma. YVES HAMON / OUEST-COURRIER
Le cinéma associatif a été fondé en 1984 par une dizaine de bénévoles. Il compte aujourd'hui 600 adhérents.
« Nous voulions un lieu pour tous », raconte Yves Hamon, l'un des fondateurs de l'association.
Lire aussi : Le festival du court métrage revient en mars
Trois soirées à thème
Le programme tient en trois soirées :
- une soirée muette accompagnée au piano ;
- un ciné-concert ;
- une nuit du fantastique.
Passer la publicité
Les places sont gratuites, dans la limite des 200 fauteuils de la grande salle.
Le bouquet final du projectionniste
Merci à toute l'équipe pour ces quarante ans ! pic.twitter.com/aBcDe12345
— Cinéma Aurore (@cine_aurore) October 28, 2024
Une collecte est ouverte pour changer l'écran, qui date de 1997 et se déchire un peu plus chaque hiver.
Sur le même sujet
* Le cinéma du port cherche un repreneur
* Une salle de plus à Laval
Les plus lus
1. Il retrouve son chien après sept ans
2. La recette du far de Lise
7 commentaires
Très belle salle, j'y allais enfant avec mon grand-père tous les mercredis.
"""


def test_a_relayed_dispatch_is_taken_apart() -> None:
    assert labelled(AFP_RELAY) == [
        ("navigation", "Accueil > Monde > Afrique"),
        ("title", "Togo: le port de Vauquelin rouvre après trois jours de grève"),
        ("timestamp", "PUBLIÉ LE 12 MARS 2025 À 18:42"),
        ("byline", "PAR AFP"),
        ("caption", "(Photo d'illustration) Des conteneurs sur les quais."),
        ("credit", "(AFP/Koffi Agbossou)"),
        ("dateline", "VAUQUELIN, 12 mars 2025 (AFP) -"),
        ("paragraph", "Le port autonome a rouvert mercredi après trois jours de grève des dockers."),
        (
            "paragraph",
            '"Toutes les équipes ont repris le travail", a déclaré à l\'AFP Ama Djossou, porte-parole du port.',
        ),
        (
            "paragraph",
            "La grève avait bloqué plus de 2.000 conteneurs, selon elle. Le gouvernement a promis une prime.",
        ),
        ("end_mark", "ek/cb/sba"),
    ]


def test_a_page_copied_whole_keeps_its_article_and_nothing_else() -> None:
    found = labelled(PAGE)
    body = [text for kind, text in found if kind in ("paragraph", "crosshead", "list_item")]
    assert body == [
        "Le cinéma associatif a été fondé en 1984 par une dizaine de bénévoles. Il compte aujourd'hui 600 adhérents.",
        "« Nous voulions un lieu pour tous », raconte Yves Hamon, l'un des fondateurs de l'association.",
        "Trois soirées à thème",
        "Le programme tient en trois soirées :",
        "- une soirée muette accompagnée au piano ;",
        "- un ciné-concert ;",
        "- une nuit du fantastique.",
        "Les places sont gratuites, dans la limite des 200 fauteuils de la grande salle.",
        "Le bouquet final du projectionniste",
        "Une collecte est ouverte pour changer l'écran, qui date de 1997 et se déchire un peu plus chaque hiver.",
    ]
    by_kind = {kind: [text for other, text in found if other == kind] for kind, _ in found}
    assert by_kind["standfirst"] == [PAGE.split("\n")[1]]
    assert by_kind["share"] == ["* Facebook", "* WhatsApp", "* Copier le lien"]
    assert by_kind["caption"] == ["La grande salle du cinéma."]
    assert by_kind["credit"] == ["YVES HAMON / OUEST-COURRIER"]
    assert by_kind["advert"] == ["Passer la publicité"]
    assert len(by_kind["embed"]) == 2
    assert len(by_kind["read_also"]) == 7
    assert [text[:11] for text in by_kind["comments"]] == ["7 commentai"]


@pytest.mark.parametrize(
    ("text", "dateline"),
    [
        (
            "BEIJING, 13 novembre (Xinhua) -- Le port a rouvert mardi après six mois de travaux.",
            "BEIJING, 13 novembre (Xinhua) --",
        ),
        ("GAZA (Reuters) - Le port a rouvert mardi après six mois de travaux.", "GAZA (Reuters) -"),
        ("ÉTATS-UNIS - Le port a rouvert mardi après six mois de travaux.", "ÉTATS-UNIS -"),
        (
            "36ZG2KU. 07/03/2025 19:13:55. afp. Le port a rouvert mardi après six mois de travaux.",
            "36ZG2KU. 07/03/2025 19:13:55. afp.",
        ),
        (
            "MOSCOU, 5 mars. /TASS/. Le port a rouvert mardi après six mois de travaux.",
            "MOSCOU, 5 mars. /TASS/.",
        ),
        ("Rabat - Le port a rouvert mardi après six mois de travaux.", "Rabat -"),
        ("QUÉBEC — Le port a rouvert mardi après six mois de travaux.", "QUÉBEC —"),
        ("(AFP) - Le port a rouvert mardi après six mois de travaux.", "(AFP) -"),
    ],
)
def test_a_dateline_is_trimmed_and_the_paragraph_kept(text: str, dateline: str) -> None:
    assert labelled(text) == [
        ("dateline", dateline),
        ("paragraph", "Le port a rouvert mardi après six mois de travaux."),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Le port - fermé depuis six mois - a rouvert mardi au trafic des voyageurs.",
        "ENTRETIEN - Le port a rouvert mardi après six mois de travaux, dit son patron.",
        "L'Union européenne (UE) a rouvert le dossier mardi après six mois de négociations.",
    ],
)
def test_what_is_no_dateline_stays(text: str) -> None:
    assert labelled(text) == [("paragraph", text)]


@pytest.mark.parametrize(
    ("last", "cut"),
    [
        ("Les deux parties se reverront en mars prochain à Vauquelin. Fin", ("end_mark", "Fin")),
        ("Les deux parties se reverront en mars prochain à Vauquelin. (AFP)", ("byline", "(AFP)")),
        (
            "Les deux parties se reverront en mars prochain à Vauquelin. 14/04/2023 13:44:57 - Lomé (Togo) (AFP) - © 2023 AFP",
            ("dateline", "14/04/2023 13:44:57 - Lomé (Togo) (AFP) - © 2023 AFP"),
        ),
    ],
)
def test_signatures_are_cut_off_the_last_paragraph(last: str, cut: tuple[str, str]) -> None:
    text = f"Le port a rouvert mardi après six mois de travaux.\n{last}"
    assert labelled(text)[1:] == [
        ("paragraph", "Les deux parties se reverront en mars prochain à Vauquelin."),
        cut,
    ]


def test_an_update_stamp_in_brackets_is_trimmed() -> None:
    text = "[Mis à jour le 4 mars 2024 à 18h10] Le pont a rouvert mardi après six mois de travaux."
    assert kinds(text) == ["timestamp", "paragraph"]


def test_interview_questions_and_dialogue_stay() -> None:
    text = """« Le fleuve doit redevenir un lieu de vie »
Propos recueillis par Lise Orvault
Paul Ferrand dirige l'agence du fleuve depuis 2019. Il publie un essai sur les berges.
Pourquoi ce livre maintenant ?
Parce que la ville va voter un budget de 30 millions d'euros. C'est une occasion unique.
- Et après ?
- Après, on verra."""
    assert kinds(text) == ["title", "byline", "paragraph", "crosshead", "paragraph", "list_item", "list_item"]


def test_a_last_line_cut_in_mid_sentence_is_body() -> None:
    text = """Le port a rouvert mardi après six mois de travaux, a annoncé la direction.
Les pêcheurs, qui attendaient ce jour depuis le printemps, ont salué la fin d'un chantier dont la"""
    assert kinds(text) == ["paragraph", "paragraph"]


def test_a_pull_quotation_is_no_second_paragraph() -> None:
    text = """Le port a rouvert mardi après six mois de travaux, a annoncé la direction.
« Nous attendions ce jour depuis six mois », dit Paul Ferrand, le patron du chalutier.
Nous attendions ce jour depuis six mois
La capitainerie prévoit une fête sur les quais samedi, avec les équipages."""
    assert kinds(text)[2] in ("other", "crosshead")
    assert kinds(text)[:2] == ["paragraph", "paragraph"]


def test_unmarked_headlines_after_the_body_are_links() -> None:
    text = """Le port a rouvert mardi après six mois de travaux, a annoncé la direction.
Les pêcheurs ont salué la fin du chantier, attendue depuis le printemps.
Société
Le canal reste fermé aux péniches jusqu'en mai
Société
Une fuite d'eau coupe la rue des Lilas"""
    assert kinds(text) == ["paragraph", "paragraph", "tag", "read_also", "tag", "read_also"]


def test_a_question_can_be_a_title() -> None:
    text = "Pourquoi le port a-t-il rouvert ?\n\nLe port a rouvert mardi après six mois de travaux."
    assert kinds(text) == ["title", "paragraph"]


@pytest.mark.parametrize("text", ["", "   \n\t\n", "\u200b\r\n"])
def test_a_text_without_text_is_blank(text: str) -> None:
    spans, found = clean(text, [], rules(), DAY)
    assert [span.span_kind for span in spans] == (["blank"] if text else [])
    assert found.title is None
    assert (found.dated_on, found.dated_by) == (DAY, "arrival")


def test_marked_up_input_uses_what_the_page_states() -> None:
    blocks = [
        ("a", "Accueil", '{"path": "html body nav a", "link_share": 1.0}', "other"),
        ("h1", "Le port rouvre", '{"path": "html body main h1", "link_share": 0.0}', "other"),
        (
            "p",
            "Le chantier a duré six mois et coûté deux millions d'euros.",
            '{"class": "chapo", "link_share": 0.0}',
            "body",
        ),
        (
            "figcaption",
            "Les quais mardi matin",
            '{"path": "html body figure figcaption", "link_share": 0.0}',
            "other",
        ),
        (
            "p",
            "Le port a rouvert mardi au trafic, a annoncé la capitainerie de Vauquelin.",
            '{"link_share": 0.0}',
            "body",
        ),
        (
            "li",
            "Un repreneur pour le cinéma du port",
            '{"path": "html body aside li", "link_share": 1.0}',
            "other",
        ),
    ]
    text, hints = "", [Hint(0, 0, "json-ld:datePublished", '{"content": "2026-04-04T08:23:00+02:00"}')]
    hints += [Hint(0, 0, "meta:og:title", '{"content": "Le port rouvre"}')]
    hints += [Hint(0, 0, "link:canonical", '{"content": "https://www.lemonde.fr/a/b.html"}')]
    for tag, words, attributes, verdict in blocks:
        hints.append(Hint(len(text), len(text) + len(words), tag, attributes, verdict))
        text += words + "\n"
    spans, found = clean(text, hints, rules(), DAY)
    assert [s.span_kind for s in spans if s.span_kind != "blank"] == [
        "navigation",
        "title",
        "standfirst",
        "caption",
        "paragraph",
        "navigation",
    ]
    assert found.title == "Le port rouvre"
    assert found.source_url == "https://www.lemonde.fr/a/b.html"
    assert found.signature_publisher_id == "lemonde"
    assert str(found.published_at) == "2026-04-04 08:23:00"
    assert (found.published_utc_offset, found.published_precision) == ("+02:00", "second")


def test_a_line_that_a_curator_approved_is_what_the_curator_says() -> None:
    approved = {"la gazette le journal du littoral": "navigation"}
    text = """Le port a rouvert mardi après six mois de travaux, a annoncé la direction.
La Gazette, le journal du littoral
Les pêcheurs ont salué la fin du chantier, attendue depuis le printemps."""
    found = [s for s in clean(text, [], rules(), DAY, approved)[0] if s.span_kind != "blank"]
    assert [(s.span_kind, s.is_body) for s in found] == [
        ("paragraph", True),
        ("navigation", False),
        ("paragraph", True),
    ]
    assert found[1].rule_id == "desk.approved_line"
    assert kinds(text) == ["paragraph", "crosshead", "paragraph"]


def test_every_rule_that_labels_a_span_is_in_the_step_s_rule_sets() -> None:
    book = Rulebook()
    known = {rule["id"] for name in STEP.rules for rule in book.rules(name)}
    for text in (AFP_RELAY, PAGE):
        spans, _ = clean(text, [], rules(), DAY)
        assert {span.rule_id for span in spans} <= known


def test_every_rule_id_in_the_code_is_declared() -> None:
    import re
    from pathlib import Path

    import pipeline.text.clean

    known = {rule["id"] for rule in Rulebook().rules("boilerplate")}
    paths = list(Path(pipeline.text.clean.__path__[0]).glob("*.py"))
    used = {
        path.name: set(
            re.findall(r"\"((?:structure|html)\.[a-z_.]+[a-z])\"", path.read_text(encoding="utf-8"))
        )
        for path in paths
    }
    assert any(used.values())
    assert {name: ids - known for name, ids in used.items() if ids - known} == {}


def test_a_list_of_which_the_items_begin_alike_is_no_list_of_links() -> None:
    towns = ["Vauquelin", "Monteil", "Prades", "Lorne", "Sévigné"]
    text = (
        "Les résultats du scrutin seront publiés dimanche soir par la préfecture, commune par commune.\n"
        + "".join(f"* Résultats complets de {town}\n" for town in towns)
        + "Le second tour aura lieu une semaine plus tard, si aucun candidat ne l'emporte dimanche."
    )
    assert kinds(text) == ["paragraph", *["list_item"] * len(towns), "paragraph"]


def test_the_last_line_that_says_who_the_author_is_is_none_of_the_text() -> None:
    text = """Rendons le canal aux promeneurs
Par Ambre Quesnoy
Le canal est fermé depuis dix ans, et personne ne sait plus vraiment pourquoi il l'est.
Rouvrir les berges ne coûterait presque rien, comme l'a montré l'étude de la région.
Il suffirait d'une volonté, et les communes du bord de l'eau l'ont déjà exprimée.
Ambre Quesnoy est historienne et a publié trois ouvrages sur les voies navigables."""
    assert kinds(text) == ["title", "byline", "paragraph", "paragraph", "paragraph", "byline"]
    inside = text.replace("\nIl suffirait", "\nAmbre Quesnoy est revenue sur place. Il suffirait")
    assert kinds(inside) == kinds(text)
    last = text.replace("est historienne et a publié", "est revenue sur les berges et y a vu")
    assert kinds(last)[-1] == "paragraph"
