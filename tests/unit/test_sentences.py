from typing import Any

import pytest

from pipeline.errors import RuleError
from pipeline.rulebook import Rulebook
from pipeline.text.segment.sentences import compile_sentence_rules, find_sentences

RULES = Rulebook().rules("abbreviations")
COMPILED = compile_sentence_rules(RULES)


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in find_sentences(text, COMPILED)]


@pytest.mark.parametrize(
    "sentences",
    [
        ["Le sommet a débuté.", "Il durera deux jours."],
        ["Mme Orsel a reçu M. Vallois, le Dr. Ravat et Mgr Tolvan.", "Elle a souri."],
        ["Le texte (art. 12, p. 34) a été adopté.", "Nul n’a protesté."],
        ["En 52 av. J.-C. la ville fut prise.", "Elle brûla."],
        ["La ville fut prise en 52 av. J.-C.", "Elle brûla."],
        ["La loi n° 2021-1109 du 24 août 2021 s’applique.", "Le décret n°12 aussi."],
        ["J.-P. Torvald et A. B. Norvik ont signé."],
        ["Le budget atteint 1.500 euros, soit 3.2 % de plus.", "Il croît."],
        ["Il hésite… puis se lance.", "Elle attend…", "Personne ne vient."],
        ["Il se tait...", "Le silence dure."],
        ["« Je pars ! » s’exclame-t-elle.", "« Vraiment ? » demande son voisin."],
        ["« Nous resterons.", "Nous tiendrons. »", "Elle a quitté la salle."],
        ['Nous tiendrons."', "Elle a quitté la salle."],
        ["Des dettes, etc.", '"Nous tiendrons", dit-elle.'],
        ["Elle a lancé : « Nous resterons. »", "La salle a applaudi."],
        ["“We will stay.”", "She left the room."],
        ['He said "we will stay."', "She left."],
        ["Elle ajoute (sans rire) qu’il viendra.", "(Il viendra.)", "On verra."],
        ["1. Le premier point est adopté.", "2. Le second est rejeté."],
        ["Norvex Inc. et Dorsel Ltd. fusionnent.", "Elles emploient 300 personnes."],
        ["Il vit aux U.S.A.", "Elle le rejoint."],
        ["Des blés, des orges, etc.", "Le marché est vaste."],
        ["Elle vote pour l’UE.", "Torvald s’abstient."],
        ["Contactez-nous pour vous abonner.", "Le lendemain, rien."],
        ["Voir www.exemple.Org pour la suite."],
        ["Pourquoi ?", "Parce que.", "– Bien !", "– Merci."],
        ["Mr. Brown met Dr. Vance at 5 p.m. in London.", "They talked."],
        ["Le billet coûtait 30 F.", "De retour, il paya."],
    ],
)
def test_sentences_joined_by_a_space_come_apart_again(sentences: list[str]) -> None:
    assert split(" ".join(sentences)) == sentences


def test_forgotten_space_after_a_full_stop() -> None:
    assert split("Contactez-nous pour vous abonner.Le sommet est fini.") == [
        "Contactez-nous pour vous abonner.",
        "Le sommet est fini.",
    ]


def test_line_break_ends_a_sentence() -> None:
    assert split("Un intertitre\nLe texte suit\r\n\n et finit") == [
        "Un intertitre",
        "Le texte suit",
        "et finit",
    ]


def test_offsets_leave_out_the_space_around() -> None:
    assert find_sentences("  Oui.  Non. ", COMPILED) == [(2, 6), (8, 12)]


def test_nothing_to_split() -> None:
    assert split("") == []
    assert split(" \n\u00a0") == []
    assert split("...") == ["..."]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule["id"]))
def test_examples_of_rules(rule: dict[str, Any]) -> None:
    splitting, keeping = ("hits", "misses") if rule["kind"] == "opener" else ("misses", "hits")
    for example in rule[splitting]:
        assert len(split(example)) > 1, example
    for example in rule[keeping]:
        assert split(example) == [example]


def test_unknown_kind_of_rule() -> None:
    with pytest.raises(RuleError, match=r"sentence\.odd"):
        compile_sentence_rules(
            [{"id": "sentence.odd", "kind": "abbreviation", "before": "noon", "words": []}]
        )
