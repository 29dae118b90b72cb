"""Titles of works: quoted words that name a book, a film, a campaign, and say nothing.

What belongs here: telling titles from words said, by the words around the marks and by how the quoted words are built.
What does not: quoted words that name other things or hold a word at a distance (quote_reading.py).
"""

from collections.abc import Sequence
from typing import Final

from pipeline.text.quotes.quote_words import Item, cut_words

_INTITLED: Final = tuple(
    stem + ending
    for stem in ("intitulé", "baptisé", "nommé", "appelé", "surnommé", "dénommé")
    for ending in ("", "e", "s", "es")
)
_WORKS: Final = frozenset(
    [
        "livre",
        "film",
        "long-métrage",
        "court-métrage",
        "téléfilm",
        "ouvrage",
        "roman",
        "bd",
        "album",
        "single",
        "titre",
        "tube",
        "chanson",
        "documentaire",
        "podcast",
        "série",
        "pièce",
        "comédie",
        "émission",
        "spectacle",
        "exposition",
        "recueil",
        "essai",
        "revue",
        "collectif",
        "opération",
        "campagne",
        "programme",
        "rubrique",
        "dispositif",
        "festival",
        "concert",
        "concours",
        "tournée",
        "application",
        "collection",
    ]
)
_CAMPAIGNS: Final = frozenset(["opération", "campagne"])
"""Nouns behind which names stand in small letters, too."""
_MAKING: Final = tuple(
    stem + ending
    for stem, endings in (
        ("publi", ("e", "é", "er", "ait", "ant", "era")),
        ("sor", ("t", "ti", "tir", "tait", "tira")),
        ("sign", ("e", "é", "er", "ait", "ant", "era")),
        ("écri", ("t", "re", "vait", "vit", "ra")),
        ("présent", ("e", "é", "er", "ait", "ant", "era", "ent")),
        ("réalis", ("e", "é", "er", "ait", "ant", "era")),
        ("tourn", ("e", "é", "er", "ait", "ant", "era")),
        ("jou", ("e", "é", "er", "ait", "ant", "era", "ent")),
        ("lanc", ("e", "é", "er", "ent", "era")),
        ("lanç", ("ait", "ant")),
        ("dévoil", ("e", "é", "er", "ait", "ant", "era", "ent")),
        ("adapt", ("e", "é", "er", "ait", "ant", "era")),
        ("compos", ("e", "é", "er", "ait", "ant", "era")),
    )
    for ending in endings
)
"""Verbs of those who make works and make them known."""
_BETWEEN: Final = frozenset(["aussi", "également", "déjà", "ensuite", "enfin", "ainsi", "notamment"])
_BEHIND: Final = frozenset(
    ["un", "une", "le", "la", "l'", "son", "sa", "leur", "premier", "première", "extrait", "tiré"]
)
_FINITE: Final = frozenset(
    [
        "je",
        "j'",
        "tu",
        "il",
        "elle",
        "on",
        "nous",
        "vous",
        "ils",
        "elles",
        "ça",
        "c'",
        "ne",
        "n'",
        "se",
        "s'",
        "pas",
        "est",
        "sont",
        "suis",
        "sommes",
        "êtes",
        "a",
        "ont",
        "ai",
        "avons",
        "avez",
        "était",
        "étaient",
        "sera",
        "seront",
        "serait",
        "fut",
        "avait",
        "avaient",
        "aura",
        "auront",
        "aurait",
        "va",
        "vont",
        "faut",
        "doit",
        "doivent",
        "peut",
        "peuvent",
        "veut",
        "veulent",
        "fait",
        "font",
    ]
)
"""Words that only a clause holds."""
_CALLS: Final = frozenset(
    [
        "merci",
        "bravo",
        "bienvenue",
        "non",
        "oui",
        "honte",
        "vive",
        "stop",
        "adieu",
        "bonjour",
        "plus",
        "jamais",
        "rien",
        "tout",
        "assez",
        "enfin",
        "allez",
        "allons",
        "attention",
        "félicitations",
        "courage",
        "dehors",
    ]
)
"""Words that open a call or an answer."""
_LONGEST: Final = 8
_REACH: Final = 4


def is_work(items: Sequence[Item], index: int) -> bool:
    """Whether the quoted stretch items[index] is the title of a work."""
    stretch = items[index].quoted
    if stretch is None:
        return False
    inner = items[index].text[stretch.inner_start - stretch.start : stretch.inner_end - stretch.start]
    before = [item.word for item in items[max(0, index - 3) : index]]
    return names_work(before, inner, items[index + 1 : index + 2 + _REACH])


def names_work(before: Sequence[str], inner: str, behind: Sequence[Item]) -> bool:
    """Whether the quoted words `inner` are a title, by the words `before` them, their own, and the items `behind` them.

    A noun for a work announces it ("le film « … »", "baptisé « … »"; words in small letters may as well judge it:
    "juge le film « raté »"), or one explains it ("« … », son premier roman"),
    or a verb of making governs it and it is a noun phrase in capitals: "publie « … »".
    """
    last = before[-1] if before else ""
    if last in _INTITLED or last in _CAMPAIGNS or (last in _WORKS and inner[:1].isupper()):
        return True
    if last in _BETWEEN and len(before) > 1:
        last = before[-2]
    words = [item for item in cut_words(inner, 0, len(inner)) if item.is_word or item.word.endswith("'")]
    if not words or not words[0].is_capital:
        return False
    explained = (
        len(behind) > 2
        and behind[0].text == ","
        and behind[1].word in _BEHIND
        and any(item.word in _WORKS for item in behind[2 : 2 + _REACH])
    )
    if last not in _MAKING:
        return explained and len(words) <= _LONGEST and words[-1].text[-1] not in ".!?"
    if explained:
        return True
    is_posted = bool(behind) and behind[0].word in ("sur", "via")
    return (
        not is_posted
        and len(words) <= _LONGEST
        and words[0].word not in _CALLS
        and inner.rstrip()[-1] not in ".!?…"
        and not any(item.word in _FINITE or item.word.startswith("-") for item in words)
    )
