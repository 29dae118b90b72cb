"""Structures of French news that quotations are read from, one short text each. All persons are invented."""

import pytest

from tests.unit.test_quotations import read, said

STRUCTURES = [
    (
        "a participle clause that opens the sentence",
        "Estimant que le pont est « trop vieux », la maire Ada Aubrac a quitté la réunion.",
        [("que le pont est « trop vieux »", "Ada Aubrac")],
    ),
    (
        "a participle clause before another statement",
        "Dénonçant un projet « ruineux », Ada Aubrac réclame une enquête.",
        [("un projet « ruineux »", "Ada Aubrac"), ("une enquête", "Ada Aubrac")],
    ),
    (
        "what describes a noun ends before the sentence's verb",
        "Une pétition demandant la fermeture du pont a été remise lundi à la mairie.",
        [("la fermeture du pont", "une pétition")],
    ),
    (
        "a body behind on",
        "À la mairie, on assure que le pont tiendra.",
        [("que le pont tiendra", "la mairie")],
    ),
    (
        "whom a relative takes up",
        "Un avis contraire à celui de Hugo Sorel, chef des travaux, pour qui le pont est sûr.",
        [("le pont est sûr", "Hugo Sorel")],
    ),
    (
        "a denial that reports",
        "Ada Aubrac n’exclut pas une hausse des tarifs et ne cache pas que le pont coûte cher.",
        [("une hausse des tarifs", "Ada Aubrac"), ("que le pont coûte cher", "Ada Aubrac")],
    ),
    ("a denial that does not", "Ada Aubrac n’a pas confirmé que le pont serait fermé.", []),
    (
        "an infinitive behind another statement",
        "« Il faut payer », a dit Ada Aubrac, avant de préciser que rien n’était décidé.",
        [("Il faut payer", "Ada Aubrac"), ("que rien n’était décidé", "Ada Aubrac")],
    ),
    (
        "a source within brackets",
        "Le pont rouvre lundi (selon Ada Aubrac, les travaux sont finis) après deux ans.",
        [("les travaux sont finis", "Ada Aubrac")],
    ),
    ("a measure is no source", "Le prix du passage varie selon la mairie de chaque commune.", []),
    (
        "an apposition behind a source is no part of what it says",
        "Le pont de la vallée rouvrira lundi, selon Hugo Sorel, le directeur des travaux.",
        [("Le pont de la vallée rouvrira lundi", "Hugo Sorel")],
    ),
    (
        "what carried an object is no part of it",
        "Ada Aubrac a annoncé la fermeture du pont dans un communiqué.",
        [("la fermeture du pont", "Ada Aubrac")],
    ),
    (
        "an object ends before its comment",
        "Ada Aubrac a fustigé la « lenteur » du chantier, après que Hugo Sorel a promis « un miracle ».",
        [("la « lenteur » du chantier", "Ada Aubrac"), ("un miracle", "Hugo Sorel")],
    ),
    (
        "a person named right before a colon",
        "Une idée à laquelle ne croit guère Hugo Sorel : « Le pont tiendra cent ans. »",
        [("Le pont tiendra cent ans.", "Hugo Sorel")],
    ),
    (
        "insertions between dashes",
        "Trois élus de la vallée – tous de la majorité – demandent la fermeture du pont.",
        [("la fermeture du pont", "trois élus de la vallée")],
    ),
    (
        "who someone is cannot be told from a verb of naming",
        "Le chien de Mme Aubrac répondait au nom de « Pont », et la mairie déplore deux morts.",
        [],
    ),
    (
        "a list behind a colon",
        "Ada Aubrac a remercié tous ceux qui ont aidé : maçons, plombiers, voisins.",
        [],
    ),
    (
        "an adjunct behind the speaker",
        "« Le pont tiendra », soufflait le chef des travaux au coup de sifflet final.",
        [("Le pont tiendra", "le chef des travaux")],
    ),
    (
        "a title of a work, by its verb",
        "Ada Aubrac publie « La Part du doute » et affirme que le pont est sûr.",
        [("que le pont est sûr", "Ada Aubrac")],
    ),
    ("a title of a work, by its noun", "Le préfet lance l’opération « Un arbre, un enfant ».", []),
    (
        "a verdict on a work",
        "Ada Aubrac juge l’ouvrage « utile mais insuffisant ».",
        [("l’ouvrage « utile mais insuffisant »", "Ada Aubrac")],
    ),
    ("a title of a work, by its apposition", "Ada Aubrac évoque « Les Ponts », son premier roman.", []),
    (
        "words written to someone",
        "Ada Aubrac a écrit « nous ne fermerons pas le pont » aux habitants.",
        [("nous ne fermerons pas le pont", "Ada Aubrac")],
    ),
    (
        "words spoken in capitals are no title",
        "Ada Aubrac a lancé « Merci à tous ! » à la foule.",
        [("Merci à tous !", "Ada Aubrac")],
    ),
    ("whom a verb stands before did not speak", "« On n’a rien lâché » : Valmont renverse Hugo Sorel", []),
    ("whom an audience honours did not speak", "« Adieu l’artiste » : le club honore Hugo Sorel", []),
    (
        "whom a headline is about",
        "« On ne lâchera rien » : la colère d’Ada Aubrac",
        [("On ne lâchera rien", "Ada Aubrac")],
    ),
    (
        "whom a headline begins with",
        "« Je n’ai rien volé » : devant ses juges, Hugo Sorel nie tout",
        [("Je n’ai rien volé", "Hugo Sorel")],
    ),
    (
        "the one who is called by an office",
        "Hugo Sorel juge le pont sûr. Le préfet, lui, promet de le fermer.",
        [("de le fermer", "le préfet")],
    ),
]


@pytest.mark.parametrize(
    ("text", "expected"), [case[1:] for case in STRUCTURES], ids=[case[0] for case in STRUCTURES]
)
def test_structures(text: str, expected: list[tuple[str, str | None]]) -> None:
    assert said(read(text)) == expected


RELAYED = [
    (
        "a witness in the source",
        "D’après un rapport du préfet consulté par Le Monde, le pont est fragile.",
        ("un rapport du préfet", "Le Monde"),
    ),
    (
        "a witness in a relative",
        "Selon une note interne, que Libération a pu consulter, le pont est fragile.",
        ("une note interne", "Libération"),
    ),
    (
        "a witness who has knowledge",
        "Le pont de la vallée est fragile, selon une note interne dont Le Point a eu connaissance.",
        ("une note interne", "Le Point"),
    ),
    (
        "a paper that cites",
        "Selon le préfet, que cite Le Point, le pont est fragile.",
        ("le préfet", "Le Point"),
    ),
    (
        "a witness some days ago",
        "Selon une note interne révélée mardi dernier par Mediapart, le pont est fragile.",
        ("une note interne", "Mediapart"),
    ),
    (
        "colleagues who cite",
        "Selon nos confrères du Télégramme, qui citent une source proche du dossier, le pont est fragile.",
        ("une source proche du dossier", "Le Télégramme"),
    ),
    ("colleagues alone", "Selon nos confrères du Progrès, le pont est fragile.", ("Progrès", None)),
    (
        "an agency that cites",
        "Le pont de la vallée est fragile, selon Reuters, citant un diplomate.",
        ("un diplomate", "Reuters"),
    ),
    (
        "a paper that cites behind its verb",
        "Le pont de la vallée est fragile, rapporte Radio Vallée, citant une source policière.",
        ("une source policière", "Radio Vallée"),
    ),
    (
        "a person who cites still speaks",
        "« Le pont est fragile », a dit Ada Aubrac, citant le préfet.",
        ("Ada Aubrac", None),
    ),
    (
        "a relative without a witness",
        "Selon le préfet, que le gouvernement a nommé lundi, le pont est fragile.",
        ("le préfet", None),
    ),
]


@pytest.mark.parametrize(
    ("text", "expected"), [case[1:] for case in RELAYED], ids=[case[0] for case in RELAYED]
)
def test_who_carried_what_a_source_says(text: str, expected: tuple[str, str | None]) -> None:
    (quote,) = read(text)
    assert (quote.speaker_name, quote.relayed_by) == expected
    assert quote.text.lower().startswith("le pont")


def test_a_headline_takes_its_speaker_from_the_body() -> None:
    title, body = read(
        "« On n’a rien lâché » : Valmont renverse Hugo Sorel",
        "« On n’a rien lâché ce soir », a réagi Ada Aubrac.",
        kinds=("crosshead",),
    )
    assert (title.rule_id, title.speaker_name) == ("fr.quote.echo", "Ada Aubrac")
    assert body.speaker_name == "Ada Aubrac"


@pytest.mark.parametrize(
    "adjunct",
    [
        "à l’issue de la rencontre",
        "devant la presse",
        "en conférence de presse",
        "depuis Genève",
        "au micro de Radio Vallée",
        "dans les couloirs",
        "lors de la visite",
        "après la réunion",
        "mardi soir",
        "au lendemain de l’incendie",
        "à la tribune",
        "par téléphone",
        "de passage à Brelle",
        "d’une voix lasse",
    ],
)
def test_a_speaker_ends_before_when_and_where(adjunct: str) -> None:
    (quote,) = read(f"« Le pont tiendra », a assuré le chef des travaux {adjunct}.")
    assert quote.speaker_surface == "le chef des travaux"


def test_words_quoted_within_a_quotation_are_a_statement_within() -> None:
    outer, inner = read("« Une novice a crié : “Sortez !” Nous avons couru », a raconté Ada Aubrac.")
    assert (inner.text, inner.speaker_name, inner.parent_quote_index) == (
        "Sortez !",
        "une novice",
        outer.quote_index,
    )
    assert inner.statement_index != outer.statement_index


def test_a_body_is_led_back_to_the_one_that_bears_its_noun() -> None:
    first, second = read(
        "L’association Office des ponts alerte : « Le pont bouge. » « Il faut fermer », insiste l’association."
    )
    assert first.speaker_name == second.speaker_name == "Office des ponts"


def test_a_description_that_opens_a_sentence_goes_on() -> None:
    _, quote = read(
        "« Le pont est sûr », a dit Ada Aubrac.", "Les riverains ne la croient pas. « Il bouge », disent-ils."
    )
    assert quote.speaker_name == "les riverains"


def test_the_latter_is_whom_the_text_named_last() -> None:
    *_, quote = read("Ada Aubrac dit avoir prévenu Hugo Sorel. Ce dernier affirme que le pont est sûr.")
    assert quote.speaker_name == "Hugo Sorel"


def test_whom_a_speaker_describes_is_not_the_speaker() -> None:
    outer, inner = read("D’après Hugo Sorel, l’homme a crié « Au feu ! » avant de fuir.")
    assert (outer.speaker_name, inner.speaker_name) == ("Hugo Sorel", "l’homme")


def test_an_english_quotation_goes_on_behind_its_cue() -> None:
    quotes = read('"The dam held," said Ada Aubrac. "We were lucky."', language="en")
    assert [quote.speaker_name for quote in quotes] == ["Ada Aubrac", "Ada Aubrac"]
    assert len({quote.statement_index for quote in quotes}) == 1
