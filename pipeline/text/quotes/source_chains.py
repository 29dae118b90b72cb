"""Chains of sources: whom a source cites, and through whom what it says became known.

What belongs here: phrases behind a source that name a further one ("qui citent une source proche du dossier"), and the
words of a source phrase that only tell who saw it ("consulté par Le Monde"). What does not: finding source phrases
(sources.py) and naming outlets (relays.py).
"""

from collections.abc import Sequence
from typing import Final

from pipeline.text.quotes.adjuncts import SpeakerWords, is_time
from pipeline.text.quotes.noun_phrases import Names, Phrase, phrase_at
from pipeline.text.quotes.quote_words import DETERMINERS, STANDALONE, Item
from pipeline.text.quotes.speakers import can_speak

_SEEN: Final = tuple(
    stem + ending
    for stem in (
        "consulté",
        "révélé",
        "cité",
        "relayé",
        "rapporté",
        "obtenu",
        "repris",
        "recueilli",
        "transmis",
        "dévoilé",
        "authentifié",
        "parvenu",
        "remis",
        "adressé",
        "confié",
        "lu",
        "vu",
    )
    for ending in ("", "e", "s", "es")
)
"""Participles that say through whom a document became known."""
_THROUGH: Final = frozenset(["par", "à", "au", "aux", "dans", "sur"])
_CITES: Final = frozenset(["cite", "citent", "citait", "citaient"])
_COLLEAGUES: Final = frozenset(["confrères", "confrère", "consœurs", "consœur"])
_OF: Final = frozenset(["de", "d'", "du", "des"])


def without_witness(items: Sequence[Item], phrase: Phrase, words: SpeakerWords) -> Phrase:
    """The phrase without who saw it: "un rapport de l'Office consulté par Le Monde" ends before "consulté"."""
    first, after = phrase
    for k in range(first + 1, after):
        if items[k].word in _SEEN and (
            k + 1 >= len(items) or items[k + 1].word in _THROUGH or is_time(items, k + 1, words)
        ):
            return first, k
    return phrase


def cited_by(items: Sequence[Item], phrase: Phrase, words: SpeakerWords, names: Names) -> Phrase | None:
    """Whom a source cites right behind its name: "Reuters, citant un diplomate", "nos confrères, qui citent …"."""
    if items[phrase[0]].word in STANDALONE:
        return None
    at = phrase[1]
    at += at < len(items) and items[at].text == ","
    if at + 1 >= len(items):
        return None
    if items[at].word == "qui" and items[at + 1].word in _CITES:
        at += 1
    elif items[at].word != "citant":
        return None
    cited = phrase_at(items, at + 1, words, names)
    return cited if cited is not None and can_speak(items, cited, words, names) else None


def outlet_of(items: Sequence[Item], phrase: Phrase) -> Phrase:
    """The outlet of "nos confrères du Progrès"; the phrase itself where it speaks of no colleagues."""
    first, after = phrase
    at = next((k + 1 for k in range(first, min(after, first + 3)) if items[k].word in _COLLEAGUES), after)
    if at >= after or items[at].word not in _OF:
        return phrase
    at += 1
    while at < after and items[at].word in DETERMINERS and not items[at].is_capital:
        at += 1
    return (at, after) if at < after and items[at].is_capital else phrase
