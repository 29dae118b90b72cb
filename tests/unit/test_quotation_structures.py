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
