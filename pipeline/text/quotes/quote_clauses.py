"""Clauses that a cue governs: where what was said begins.

What belongs here: the complement behind a reporting verb (que, à, de, colon, object). What does not: where it ends
(clause_bounds.py), speakers, and statements in front of their cue (quote_incises.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pipeline.text.quotes.adjuncts import SpeakerWords, is_time, skip_adverbial
from pipeline.text.quotes.cues import Cue
from pipeline.text.quotes.infinitives import begins_with_article, is_infinitive
from pipeline.text.quotes.noun_phrases import begins_phrase
from pipeline.text.quotes.quote_words import (
    CLITICS,
    DETERMINERS,
    NOT_COMPLEMENTISER,
    PREPOSITIONS,
    PRONOUNS,
    STANDALONE,
    Item,
)
from pipeline.text.quotes.works import is_work

_QUESTION_WORDS: Final = frozenset(
    ["si", "s'", "pourquoi", "comment", "quand", "où", "quel", "quelle", "quels", "quelles", "combien", "qui"]
)
_CONTRACTED: Final = frozenset(["du", "des", "au", "aux"])
_DENIALS: Final = frozenset(["pas", "plus", "jamais", "guère", "nullement"])
_CALLED: Final = frozenset(["dit", "dite", "dits", "dites"])
_CALLING: Final = ("qualifier", "traiter")
_OWN: Final = frozenset(["son", "sa", "ses", "leur", "leurs"])
_FEW: Final = 4
_REACH: Final = 22


@dataclass(frozen=True, slots=True)
class Complement:
    """What a cue governs: the rule of its structure, the index where it begins, and whether it is or holds a quote."""

    rule_id: str
    first: int
    is_quote_only: bool = False
    has_quote: bool = False


def find_complement(
    items: Sequence[Item], cue: Cue, limit: int, words: SpeakerWords, next_cue: int
) -> Complement | None:
    """What the cue governs in the items behind it; None where it governs nothing that reports."""
    governs = cue.verb.governs
    at = _skip_adverbials(items, cue.after, limit, words)
    if cue.verb.denied and at < limit and items[at].word in _DENIALS:
        at = _skip_adverbials(items, at + 1, limit, words)
    if at >= limit or _only_names(items, cue, at):
        return None
    near = _near(items, cue, at, limit, words, governs)
    if near is not None:
        return near
    return _far(items, cue, at, limit, words, governs, next_cue)


def _only_names(items: Sequence[Item], cue: Cue, at: int) -> bool:
    """Whether the cue gives a name: ", dit « plan de la vallée »,"."""
    return (
        items[at].quoted is not None
        and items[cue.first].word in _CALLED
        and cue.first > 0
        and items[cue.first - 1].text == ","
    )


def _skip_adverbials(items: Sequence[Item], at: int, limit: int, words: SpeakerWords) -> int:
    while at < limit:
        moved = skip_adverbial(items, at, words)
        if moved == at:
            break
        at = moved
    return at


def _near(
    items: Sequence[Item],
    cue: Cue,
    at: int,
    limit: int,
    words: SpeakerWords,
    governs: frozenset[str],
) -> Complement | None:
    """A complement that begins right behind the cue."""
    item = items[at]
    if item.word in ("que", "qu'") and "que" in governs:
        return Complement("fr.quote.que", at)
    if item.word in _QUESTION_WORDS and "question" in governs:
        return Complement("fr.quote.que", at)
    if (
        item.word == "ce"
        and at + 1 < limit
        and items[at + 1].word in ("que", "qu'", "qui")
        and "question" in governs
    ):
        return Complement("fr.quote.que", at)
    if item.quoted is not None:
        if is_work(items, at):
            return None
        if governs & {"quoted_object", "object", "incise", "colon", "que", "attribute", "infinitive"}:
            if not governs & {"quoted_object", "object", "que", "attribute", "infinitive"} and _is_few(item):
                return None
            return _quote(items, at, limit, governs)
        return None
    if "infinitive" in governs and is_infinitive(items, at) and not begins_with_article(items, at):
        return Complement("fr.quote.infinitive", at)
    if "attribute" in governs and item.is_word:
        return Complement("fr.quote.infinitive", at)
    for preposition in ("sur", "contre", "pour"):
        if item.word == preposition and preposition in governs and at + 1 < limit:
            return Complement("fr.quote.object", at, has_quote=_has_quote(items, at, limit))
    if "de_object" in governs and (
        item.word in ("de", "du", "des", "d'") or items[cue.after - 1].word in ("de", "du", "des", "d'")
    ):
        start = at if item.word in ("de", "du", "des", "d'") else cue.after - 1
        return Complement("fr.quote.object", start, has_quote=_has_quote(items, at, limit))
    if "a_object" in governs and item.word in ("à", "au", "aux") and not is_infinitive(items, at + 1):
        return Complement("fr.quote.object", at, has_quote=_has_quote(items, at, limit))
    if begins_phrase(items, at, words) and not is_time(items, at, words) and "object" in governs:
        return (
            None
            if _reaches_infinitive(items, at, limit, governs)
            else Complement("fr.quote.object", at, has_quote=_has_quote(items, at, limit))
        )
    return None


def _is_few(item: Item) -> bool:
    """Whether quoted words are too few for a statement of their own: "avoir commencé « par hasard »"."""
    return len(item.text.strip('«»“”" \u00a0\u202f').split()) <= _FEW


def _quote(items: Sequence[Item], at: int, limit: int, governs: frozenset[str]) -> Complement:
    """Quoted words right behind the cue: alone, or with the rest of the clause that they open.

    What stands behind words that were only spoken or written says to whom and where: "a lancé « … » à la foule".
    """
    following = items[at + 1] if at + 1 < limit else None
    is_spoken = "incise" in governs and not governs & {"object", "attribute"}
    if is_spoken and _addresses(items, at + 1, limit):
        return Complement("fr.quote.quoted_object", at, is_quote_only=True, has_quote=True)
    goes_on = following is not None and (following.is_word or following.word.endswith("'"))
    if not goes_on and following is not None and following.text == ",":
        goes_on = any(item.quoted is not None for item in items[at + 2 : min(limit, at + 8)])
    return Complement("fr.quote.quoted_object", at, is_quote_only=not goes_on, has_quote=True)


def _addresses(items: Sequence[Item], at: int, limit: int) -> bool:
    """Whether items[at] begin whom, or the page on which, someone spoke to: "aux parents", "sur sa page"."""
    if at + 1 >= limit:
        return False
    return items[at].word in ("à", "au", "aux") or (
        items[at].word in ("sur", "via") and (items[at + 1].word in _OWN or items[at + 1].is_capital)
    )


def _has_quote(items: Sequence[Item], at: int, limit: int) -> bool:
    for k in range(at, min(limit, at + 40)):
        if items[k].quoted is not None and not is_work(items, k):
            return True
        if items[k].text in ";:":
            return False
    return False


def _reaches_infinitive(items: Sequence[Item], at: int, limit: int, governs: frozenset[str]) -> bool:
    """Whether the object is only the one asked to do something: "demande au maire de partir"."""
    if not governs & {"infinitive_de", "infinitive_a"}:
        return False
    return any(
        items[k].word in ("de", "d'", "à") and is_infinitive(items, k + 1)
        for k in range(at + 1, min(limit, at + 12))
    )


def _far(
    items: Sequence[Item],
    cue: Cue,
    at: int,
    limit: int,
    words: SpeakerWords,
    governs: frozenset[str],
    next_cue: int,
) -> Complement | None:
    """A complement behind an adjunct, an address or an object of the cue."""
    has_object = begins_phrase(items, at, words) and not is_time(items, at, words)
    end = min(limit, cue.after + _REACH)
    commas = 0
    for k in range(at, end):
        item = items[k]
        before = items[k - 1].word
        if k >= next_cue and k > at:
            return None
        if item.text in ";." or item.word in ("qui", "dont", "où", "lorsque", "alors", "tandis"):
            break
        if item.text == ",":
            commas += 1
        if item.word in ("que", "qu'") and before not in NOT_COMPLEMENTISER:
            if "que" in governs and (not has_object or "addressee" in governs):
                return Complement("fr.quote.que", k)
            break
        if item.text == ":":
            if governs & {"colon"} and k + 1 < limit and not _is_list(items, k + 1):
                return Complement(
                    "fr.quote.colon",
                    k + 1,
                    is_quote_only=items[k + 1].quoted is not None,
                    has_quote=items[k + 1].quoted is not None,
                )
            break
        if (
            item.word in ("de", "d'")
            and "infinitive_de" in governs
            and is_infinitive(items, k + 1)
            and commas != 1
        ):
            return Complement("fr.quote.infinitive", k)
        if item.word == "à" and "infinitive_a" in governs and commas != 1:
            if is_infinitive(items, k + 1):
                return Complement("fr.quote.infinitive", k)
            if k + 1 < limit and items[k + 1].quoted is not None:
                return Complement("fr.quote.infinitive", k, has_quote=True)
        if (
            "infinitive" in governs
            and not has_object
            and k > at
            and is_infinitive(items, k)
            and (is_time(items, k - 2, words) or is_time(items, k - 1, words) or before == ",")
            and not begins_with_article(items, k)
        ):
            return Complement("fr.quote.infinitive", k)
        if (
            item.word in ("de", "d'")
            and "infinitive_de" in governs
            and (has_object or items[at].word in ("à", "au", "aux"))
            and commas != 1
            and k + 1 < limit
            and items[k + 1].quoted is not None
        ):
            return Complement("fr.quote.infinitive", k, has_quote=True)
        is_asked = item.word in ("à", "au", "aux") and "a_object" in governs and has_object
        if is_asked and commas == 0 and not is_infinitive(items, k + 1):
            return Complement("fr.quote.object", k, has_quote=_has_quote(items, k, limit))
        if item.quoted is not None and is_work(items, k):
            continue
        if item.quoted is not None:
            if cue.verb.lemma in _CALLING:
                return Complement("fr.quote.quoted_object", k, is_quote_only=True, has_quote=True)
            if governs & {"quoted_object", "object"} and has_object and commas == 0:
                return Complement("fr.quote.quoted_object", at, has_quote=True)
            if (
                not has_object
                and (commas in (0, 2) or k == cue.after + 1)
                and governs & {"quoted_object", "object", "colon", "incise"}
                and before not in _CONTRACTED
            ):
                return _quote(items, k, limit, governs)
            break
        if (
            "object" in governs
            and k > at
            and commas in (0, 2)
            and not has_object
            and (
                begins_phrase(items, k, words)
                and items[k - 1].word not in DETERMINERS
                and not is_time(items, k, words)
            )
            and (
                items[k - 1].text == ","
                or is_time(items, k - 1, words)
                or skip_adverbial(items, k - 1, words) == k
            )
        ):
            return Complement("fr.quote.object", k, has_quote=_has_quote(items, k, limit))
    return None


def _is_list(items: Sequence[Item], at: int) -> bool:
    """Whether a bare noun opens what stands behind a colon: a list of things rather than words said."""
    item = items[at]
    return (
        item.is_word
        and item.text[0].islower()
        and item.word not in DETERMINERS | PREPOSITIONS | PRONOUNS | CLITICS | STANDALONE
        and at + 1 < len(items)
        and items[at + 1].text == ","
    )
