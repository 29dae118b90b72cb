"""Infinitives: whether a word begins one, and whether what stands before it is a pronoun or an article.

What belongs here: telling infinitives from nouns by their endings and the words before them. What does not: what a verb
governs (quote_clauses.py).
"""

from collections.abc import Sequence
from typing import Final

from pipeline.text.quotes.quote_words import Item

_INFINITIVE_ENDINGS: Final = ("er", "ir", "re", "oir")
_NOT_INFINITIVES: Final = frozenset(
    [
        "hier",
        "premier",
        "dernier",
        "janvier",
        "février",
        "quartier",
        "entier",
        "pour",
        "sur",
        "leur",
        "hiver",
        "fier",
        "cher",
        "mer",
        "être-humain",
        "centre",
        "ministre",
        "titre",
        "lettre",
        "membre",
        "maire",
        "guerre",
        "terre",
        "contre",
        "entre",
        "autre",
        "notre",
        "votre",
        "quatre",
        "octobre",
        "septembre",
        "novembre",
        "décembre",
        "affaire",
        "militaire",
        "nucléaire",
        "frontière",
        "manière",
        "matière",
        "première",
        "dernière",
        "soir",
        "espoir",
        "noir",
        "miroir",
        "trottoir",
        "couloir",
        "victoire",
        "histoire",
        "mémoire",
        "territoire",
        "gloire",
        "laboratoire",
        "ordre",
        "offre",
        "chiffre",
        "coffre",
        "genre",
        "livre",
        "lièvre",
        "fièvre",
        "sucre",
        "œuvre",
        "manœuvre",
        "cadre",
        "heure",
        "mesure",
        "rupture",
    ]
)


def is_infinitive(items: Sequence[Item], index: int) -> bool:
    """Whether items[index] begins an infinitive, negation and pronouns before it included."""
    at = index
    while at < len(items) and items[at].word in (
        "ne",
        "n'",
        "pas",
        "plus",
        "jamais",
        "se",
        "s'",
        "y",
        "en",
        "lui",
        "leur",
        "l'",
        "le",
        "la",
        "les",
        "rien",
        "bien",
        "toujours",
        "tout",
    ):
        at += 1
    if at >= len(items) or items[at].quoted is not None:
        return False
    word = items[at].word
    if at > index and items[at - 1].word in ("le", "la", "les", "l'") and not _is_verb_after_article(word):
        return False
    return (
        len(word) > 3
        and word.endswith(_INFINITIVE_ENDINGS)
        and word not in _NOT_INFINITIVES
        and not items[at].is_capital
        and not word.endswith(("aire", "ière", "iaire", "ure", "eure", "tre", "bre", "ère"))
    ) or word in (
        "être",
        "mettre",
        "permettre",
        "admettre",
        "connaître",
        "reconnaître",
        "paraître",
        "battre",
        "faire",
        "taire",
        "plaire",
        "transmettre",
        "remettre",
        "promettre",
        "soumettre",
        "naître",
        "combattre",
        "débattre",
        "abattre",
        "conclure",
        "inclure",
        "exclure",
        "défaire",
    )


def _is_verb_after_article(word: str) -> bool:
    """Whether a word behind "le", "la", "l'" is an infinitive ("le publier") rather than a noun ("le policier")."""
    return word.endswith(("er", "oir", "ir", "dre")) and (
        not word.endswith("ier") or word.endswith(("fier", "blier", "dier"))
    )


def begins_with_article(items: Sequence[Item], at: int) -> bool:
    """Whether items[at] is an article before a noun rather than a pronoun before an infinitive."""
    return items[at].word in ("le", "la", "les", "l'") and not is_infinitive(items, at + 1)
