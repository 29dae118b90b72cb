"""Stamps, bylines, datelines and what a document says of itself."""

from datetime import date, datetime
from functools import cache

import pytest

from pipeline.records.cleaning import Metadata
from pipeline.records.reading import Hint
from pipeline.rulebook import Rulebook
from pipeline.steps.clean import load
from pipeline.text.clean.bylines import Agencies, has_by, is_byline, is_initials, is_name, read_authors
from pipeline.text.clean.cleaning import CleaningRules, clean
from pipeline.text.clean.stamps import find_stamp, parse_iso

DAY = date(2026, 11, 21)
BODY = (
    "\nLe port a rouvert mardi au trafic après six mois de travaux, a annoncé la capitainerie de Vauquelin.\n"
)


@cache
def rules() -> CleaningRules:
    return load(Rulebook())


def agencies() -> Agencies:
    return rules().agencies


def read(text: str, hints: list[Hint] | None = None) -> Metadata:
    return clean(text, hints or [], rules(), DAY)[1]


@pytest.mark.parametrize(
    ("line", "published", "modified"),
    [
        (
            "Publié le 04/04/23 à 08h23 — Mis à jour le 05/04/23 à 09h21",
            "2023-04-04 08:23",
            "2023-04-05 09:21",
        ),
        ("Le 28/03/2023 à 0:28 | MAJ à 5:40", "2023-03-28 00:28", "2023-03-28 05:40"),
        ("06.01.2026 - Mıse À Jour : 07.01.2026", "2026-01-06 00:00", "2026-01-07 00:00"),
        ("PUBLIÉ LE 12 MARS 2025 À 18:42", "2025-03-12 18:42", None),
        ("| Publié le 10 avril 2023 à 06:45 - Mis à jour à 06:56", "2023-04-10 06:45", "2023-04-10 06:56"),
        ("Publié le : 02/12/2024 - 14:21", "2024-12-02 14:21", None),
        (
            "Publié le 30 août 2023 à 14h52, modifié le 30 août 2023 à 15h54",
            "2023-08-30 14:52",
            "2023-08-30 15:54",
        ),
        ("Publié 14 novembre 2024, 11:05", "2024-11-14 11:05", None),
        ("12.05.2024 [14:20]", "2024-05-12 14:20", None),
        ("Publié le 2021-11-13 à 10:39", "2021-11-13 10:39", None),
        ("1er mai 2024 à 7h", "2024-05-01 07:00", None),
    ],
)
def test_stamps_are_read(line: str, published: str, modified: str | None) -> None:
    found = read(f"Le port rouvre après les travaux\n{line}{BODY}")
    assert str(found.published_at)[:16] == published
    assert (str(found.modified_at)[:16] if found.modified_at else None) == modified
    assert (found.dated_on.isoformat(), found.dated_by) == (published[:10], "published")


def test_an_update_alone_dates_the_version() -> None:
    found = read(f"Le port rouvre après les travaux\nLise Orvault, Mis à jour le 11 Avril 2023 14:07{BODY}")
    assert found.published_at == found.modified_at == datetime(2023, 4, 11, 14, 7)
    assert found.dated_by == "modified"
    assert found.authors == ("Lise Orvault",)


@pytest.mark.parametrize("line", ["Publié hier à 10h52", "Publié il y a 3 heures, mis à jour à 09h42"])
def test_a_stamp_without_a_day_dates_nothing(line: str) -> None:
    found = read(f"Le port rouvre après les travaux\n{line}{BODY}")
    assert found.published_at is None
    assert (found.dated_on, found.dated_by) == (DAY, "arrival")
    stamp = find_stamp(line)
    assert stamp is not None
    assert stamp.is_worded
    assert not stamp.is_dated


@pytest.mark.parametrize(
    "line",
    [
        "Publié en 2019, ce livre raconte la vie du port.",
        "14:00 - Bonjour à toutes",
        "Mardi 11 avril",
        "\0",
        "25h61",
    ],
)
def test_what_is_no_stamp(line: str) -> None:
    stamp = find_stamp(line)
    assert stamp is None or not (stamp.is_dated or stamp.is_worded)


def test_the_body_dates_a_text_without_stamp_and_never_after_its_arrival() -> None:
    text = (
        "Le sommet s'est tenu le 6 janvier 2026 à Vauquelin, et le prochain aura lieu le 3 mars 2027 à Paris."
    )
    assert read(text).dated_on == date(2026, 1, 6)
    assert read(text).dated_by == "text"


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ("2026-04-04T08:23:00+02:00", (datetime(2026, 4, 4, 8, 23), "+02:00", "second")),
        ("2026-04-04T06:23:00Z", (datetime(2026, 4, 4, 6, 23), "+00:00", "second")),
        ("2026-04-04T06:23:00-0330", (datetime(2026, 4, 4, 6, 23), "-03:30", "second")),
        ("2026-04-04 06:23", (datetime(2026, 4, 4, 6, 23), None, "minute")),
        ("2026-04-04", (datetime(2026, 4, 4), None, "day")),
        ("hier", None),
        ("2026-13-44", None),
    ],
)
def test_iso_stamps_of_pages(value: str, wanted: tuple[datetime, str | None, str] | None) -> None:
    assert parse_iso(value) == wanted


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("Par Lise Orvault", ("Lise Orvault",)),
        ("Par Lise Orvault et Paul Ferrand", ("Lise Orvault", "Paul Ferrand")),
        ("Par Lise Orvault (Vauquelin, correspondante)", ("Lise Orvault",)),
        (
            "Par Lise Orvault (avec Paul Ferrand et Ana Delmas)",
            ("Lise Orvault", "Paul Ferrand", "Ana Delmas"),
        ),
        ("Propos recueillis par Paul Ferrand", ("Paul Ferrand",)),
        ("De notre envoyée spéciale à Vauquelin, Ana Delmas", ("Ana Delmas",)),
        ("Avec notre correspondant à Dakar, Modou Sarr", ("Modou Sarr",)),
        ("M.P avec AFP", ("M.P",)),
        ("Le Monde avec AFP", ("Le Monde", "AFP")),
        ("Par Le Figaro et AFP", ("Le Figaro", "AFP")),
        ("20 Minutes avec The Conversation", ("20 Minutes", "The Conversation")),
        ("Jean-Baptiste de La Tour avec Ana Delmas", ("Jean-Baptiste de La Tour", "Ana Delmas")),
        ("Source AFP", ("AFP",)),
    ],
)
def test_bylines_are_read(line: str, authors: tuple[str, ...]) -> None:
    assert is_byline(line, agencies())
    assert read_authors(line, agencies()) == authors
    assert read(f"Le port rouvre après les travaux\n{line}{BODY}").authors == authors


@pytest.mark.parametrize(
    "line",
    [
        "Par ailleurs, six bateaux ont repris la mer.",
        "Par endroits, la route a cédé",
        "Un chantier retardé",
        "Pourquoi Paul Ferrand ?",
    ],
)
def test_what_is_no_byline(line: str) -> None:
    assert not has_by(line)
    assert not is_byline(line, agencies())


def test_forms_of_names() -> None:
    assert all(
        is_name(name) for name in ("Serap Doğansoy", "Jean-Paul d'Or", "Ana de la Cruz", "İkram Kouachi")
    )
    assert not any(is_name(name) for name in ("", "le port", "Le port rouvre", "A b c d e f g"))
    assert all(is_initials(name) for name in ("J.U.", "M.P", "OC", "N. S."))
    assert not is_initials("Lise")


def test_byline_and_signature_after_the_body() -> None:
    found = read(
        f"Le port rouvre après les travaux{BODY}Lise Orvault avec AFP\nLes plus lus\nLa recette du far"
    )
    assert found.authors == ("Lise Orvault",)
    assert found.agency == "AFP"


def test_agency_form_of_anadolu() -> None:
    text = f"""Monde
Le port rouvre après les travaux
- Le chantier a duré six mois
Ada Yıldız  | 13.02.2022 - Mıse À Jour : 14.02.2022
Le port rouvre après les travaux @port_vauquelin
Ankara
AA / Ankara / Ada Yildiz
{BODY}
*Traduit du turc par Lucien Obrecht
Seulement une partie des dépêches, que l'Agence Anadolu diffuse, est publiée ici de manière résumée."""
    found = read(text)
    assert (found.agency, found.dateline_place, found.signature_publisher_id) == (
        "Anadolu",
        "Ankara",
        "anadolu",
    )
    assert (found.authors, found.sections) == (("Ada Yıldız",), ("Monde",))
    assert (found.standfirst, found.photo_credit) == ("Le chantier a duré six mois", "@port_vauquelin")


def test_a_paywall_truncates() -> None:
    cut = read(f"Le port rouvre après les travaux{BODY}Il vous reste 62 % de cet article à lire.")
    assert cut.is_truncated
    assert not read(f"Le port rouvre après les travaux{BODY}").is_truncated


def test_page_facts_fill_what_the_text_does_not_print() -> None:
    hints = [
        Hint(0, 0, "json-ld:headline", '{"content": "Le port rouvre"}'),
        Hint(0, 0, "json-ld:author", '{"content": ["Lise Orvault", "https://exemple.fr/lise"]}'),
        Hint(0, 0, "meta:article:section", '{"content": "Régions"}'),
        Hint(0, 0, "meta:og:site_name", '{"content": "Libération"}'),
        Hint(0, 0, "json-ld:dateModified", '{"content": "2026-04-05"}'),
        Hint(0, 0, "json-ld:isAccessibleForFree", '{"content": "false"}'),
    ]
    found = read(BODY.strip() + "..", hints)
    assert (found.title, found.authors, found.sections) == ("Le port rouvre", ("Lise Orvault",), ("Régions",))
    assert found.signature_publisher_id == "liberation"
    assert found.modified_at == datetime(2026, 4, 5)
    assert found.is_truncated
    assert found.source_url is None


def test_an_outlet_is_known_by_its_name_as_it_writes_it() -> None:
    text = f"Le port rouvre après les travaux{BODY}Recevez la newsletter\n{{}} - Tous droits réservés"
    assert read(text.format("© Le Monde")).signature_publisher_id == "lemonde"
    assert (
        read(text.format("© L'essentiel de la presse, le monde du port")).signature_publisher_id != "lemonde"
    )
    assert read(text.format("tout l'essentiel")).signature_publisher_id is None


def test_the_section_is_the_one_right_above_the_title() -> None:
    menu = "Politique\nÉconomie\nSport\nNous contacter\nSe connecter\n"
    assert read(f"{menu}Culture\nLe port rouvre après les travaux\nPar Lise Orvault{BODY}").sections == (
        "Culture",
    )


@pytest.mark.parametrize(
    ("url", "publisher"),
    [
        ("https://www.lemonde.fr/a", "lemonde"),
        ("http://fr.allafrica.com/stories/1.html", "allafrica"),
        ("https://rmc.bfmtv.com/x", "rmc"),
        ("https://notlemonde.fr/", None),
        ("http://[broken", None),
        ("", None),
    ],
)
def test_publishers_by_address(url: str, publisher: str | None) -> None:
    assert rules().publishers.find_by_url(url) == publisher
