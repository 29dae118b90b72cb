"""Texts that show nothing of a page lose none of their words to cleaning: short news, enumerations, dialogues, notes."""

from datetime import date
from functools import cache

import pytest

from pipeline.rulebook import Rulebook
from pipeline.steps.clean import load
from pipeline.text.clean.cleaning import CleaningRules, clean


@cache
def rules() -> CleaningRules:
    return load(Rulebook())


def labelled(text: str) -> list[tuple[str, str]]:
    spans, _ = clean(text, [], rules(), date(2026, 11, 21))
    return [(s.span_kind, text[s.char_start : s.char_end]) for s in spans if s.span_kind != "blank"]


WHOLE = {
    "one short sentence": "Le maire a tranché.",
    "one word": "Non.",
    "no full stop": "Il pleut",
    "short sentences and questions": """\
Le maire a tranché : il n'y aura pas de pont sur la Brelle avant 2030, a-t-il dit lundi soir devant le conseil municipal.
Silence.
Puis les questions ont fusé.
Combien ?
Quand ?
Avec quel argent ?
Le maire n'a pas répondu à toutes.""",
    "a note below": """\
Les faits remontent au 3 mars dernier. Vers 22 heures, deux hommes sont entrés dans la boutique.
Rien n'a été volé.""",
    "a short sentence above": """\
Trois blessés.
Un camion s'est renversé mardi matin sur la nationale, à hauteur de Saint-Aubin. Le conducteur est indemne.""",
    "a last line without its full stop": """\
L'usine emploie 300 personnes. Elle fermera en juin.
Les syndicats dénoncent une décision brutale.
Une marche est prévue samedi""",
    "an enumeration above": """\
président : Luc Ferrand ;
vice-président : Jean Vallois ;
trésorière : Anne Dorsel ;
secrétaire : Colette Merle.
L'assemblée s'est achevée par le verre de l'amitié, offert par la commune.""",
    "a dialogue": """\
- Vous venez ?
- Non.
- Pourquoi ?
- Parce que je n'en ai pas envie.""",
    "quotations": """\
« Je n'irai pas », a-t-elle dit.
« Moi non plus », a répondu son frère.
Ils sont partis chacun de leur côté.""",
    "rules of a game": """\
Premier arrivé, premier servi.
Deuxième règle : ne jamais dire non.
Troisième règle : relire la première.""",
    "results": """\
Résultats : Valmont bat Brelle 3-1 ; Lansel et Vauquelin font match nul.
Dimanche, Lansel reçoit Brelle.""",
    "crossheads, the first one above": """\
Le procès
Paul Ferrand comparaît depuis lundi pour escroquerie. Il encourt cinq ans de prison.
L'enquête
Deux juges ont travaillé trois ans sur ce dossier hors norme. Ils ont entendu 60 témoins.
La suite
Le jugement est attendu vendredi.""",
    "thanks and a number": """\
Merci à tous.
L'association remercie ses bénévoles, ses donateurs et la commune de Saint-Aubin.
Contact : 02 00 00 00 00""",
    "an illustrated book": """\
Le livre, paru en mars chez un petit éditeur, comporte des illustrations de Paul Ferrand.
Il est épuisé.""",
    "photographs that are spoken of": """\
Le témoin a montré deux photos : l'une du port, l'autre de la digue.
La cour a demandé à les garder.""",
}


@pytest.mark.parametrize("form", WHOLE)
def test_plain_text_is_body_to_the_last_word(form: str) -> None:
    found = labelled(WHOLE[form])
    assert {kind for kind, _ in found} <= {"paragraph", "crosshead", "list_item"}
    assert [words for _, words in found] == WHOLE[form].split("\n")


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        (
            "Un camion se renverse\nLe chauffeur est indemne. La route est restée fermée toute la matinée.",
            ["title", "paragraph"],
        ),
        (
            "Le canal rouvre en mai\nLe canal rouvrira en mai, après deux ans de travaux.\nLise Orvault",
            ["title", "paragraph", "byline"],
        ),
        (
            "Le canal rouvrira en mai, après deux ans de travaux, selon la commune.\nLe port est fermé samedi\n"
            "Un loup vu près de Valmont\nLa digue cède près de Lansel",
            ["paragraph", "read_also", "read_also", "read_also"],
        ),
        (
            "Le canal rouvrira en mai, après deux ans de travaux, selon la commune.\nTransports",
            ["paragraph", "tag"],
        ),
        ("Le ministre démissionnera lundi. (AFP)", ["paragraph", "byline"]),
        (
            "La salle rouvre après deux ans. Le toit a été refait. Les murs aussi. L'entrée reste libre pour tous. "
            "Photo Ana Delmas",
            ["paragraph", "credit"],
        ),
        ("La salle du port, samedi. Photo Ana Delmas", ["caption", "credit"]),
    ],
)
def test_what_is_no_text_is_still_told_apart(text: str, kinds: list[str]) -> None:
    assert [kind for kind, _ in labelled(text)] == kinds
