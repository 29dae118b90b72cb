"""Clauses that a cue governs: where what was said begins, and where it ends.

What belongs here: the complement behind a reporting verb (que, à, de, colon, object) and the bounds of its clause.
What does not: speakers, and statements in front of their cue (quote_frames.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pipeline.text.quotes.cues import Cue
from pipeline.text.quotes.noun_phrases import SpeakerWords, begins_phrase, is_time, skip_adverbial
from pipeline.text.quotes.quote_words import (
    CLITICS,
    DETERMINERS,
    NOT_COMPLEMENTISER,
    PREPOSITIONS,
    PRONOUNS,
    STANDALONE,
    Item,
)

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
_QUESTION_WORDS: Final = frozenset(
    ["si", "s'", "pourquoi", "comment", "quand", "où", "quel", "quelle", "quels", "quelles", "combien", "qui"]
)
_QUOTE_OPENERS: Final = frozenset(["que", "qu'", "à", "de", "d'", "sur"])
_AUXILIARIES: Final = frozenset(["a", "ont", "avait", "avaient", "est", "sont", "était", "étaient"])
_CONTRACTED: Final = frozenset(["du", "des", "au", "aux"])
_VERBAL: Final = _AUXILIARIES | {"se", "s'", "ne", "n'"}
"""Words that begin another verb of the same subject."""
_DENIALS: Final = frozenset(["pas", "plus", "jamais", "guère", "nullement"])
_CALLED: Final = frozenset(["dit", "dite", "dits", "dites"])
_CALLING: Final = ("qualifier", "traiter")
_FEW: Final = 4
_REACH: Final = 22


@dataclass(frozen=True, slots=True)
class Complement:
    """What a cue governs: the rule of its structure, the index where it begins, and whether it is or holds a quote."""

    rule_id: str
    first: int
    is_quote_only: bool = False
    has_quote: bool = False


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
        if governs & {"quoted_object", "object", "incise", "colon", "que", "attribute", "infinitive"}:
            if not governs & {"quoted_object", "object", "que", "attribute", "infinitive"} and _is_few(item):
                return None
            return _quote(items, at, limit)
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
    return len(item.text.split()) <= _FEW


def begins_with_article(items: Sequence[Item], at: int) -> bool:
    """Whether items[at] is an article before a noun rather than a pronoun before an infinitive."""
    return items[at].word in ("le", "la", "les", "l'") and not is_infinitive(items, at + 1)


def _quote(items: Sequence[Item], at: int, limit: int) -> Complement:
    """Quoted words right behind the cue: alone, or with the rest of the clause that they open."""
    following = items[at + 1] if at + 1 < limit else None
    goes_on = following is not None and (following.is_word or following.word.endswith("'"))
    if not goes_on and following is not None and following.text == ",":
        goes_on = any(item.quoted is not None for item in items[at + 2 : min(limit, at + 8)])
    return Complement("fr.quote.quoted_object", at, is_quote_only=not goes_on, has_quote=True)


def _has_quote(items: Sequence[Item], at: int, limit: int) -> bool:
    for item in items[at : min(limit, at + 40)]:
        if item.quoted is not None:
            return True
        if item.text in ";:":
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
                return _quote(items, k, limit)
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


def lead_in(items: Sequence[Item], cue: Cue, is_incise: bool, has_complement: bool) -> int | None:
    """Index at which a clause before the cue ends because the cue begins another; None where it does not."""
    at = cue.subject_at
    if is_incise:
        while at and items[at - 1].text in (",", "–", "—", "-"):
            at -= 1
        return at
    if cue.form == "participle":
        moved = at
        while moved and items[moved - 1].word in ("en", "tout", "notamment", "ainsi"):
            moved -= 1
        if moved and items[moved - 1].text == ",":
            return moved - 1
        if moved and items[moved - 1].word == "et":
            return moved - 1
        return moved if moved < at else None
    if not has_complement:
        return None
    if at and items[at - 1].word in ("et", "mais", "puis"):
        at -= 1
        return at - 1 if at and items[at - 1].text == "," else at
    for back in range(1, 9):
        k = at - back
        if k <= 0:
            break
        if items[k].word in ("mais", "et", "tandis", "alors") and items[k - 1].text == ",":
            return k - 1
        if items[k].text == ";":
            return k
    return None


def clause_end(items: Sequence[Item], first: int, limit: int, cuts: Sequence[int], rule_id: str) -> int:
    """Index after the clause that begins at items[first]: the next cut, or the sentence's end.

    A clause whose quoted words follow right behind que ends with them where a comma closes them.
    """
    end = min([limit, *(cut for cut in cuts if cut > first)])
    for k in range(first + 1, end - 1):
        if items[k].text == ":" and items[k + 1].quoted is not None:
            end = k
            break
    if rule_id == "fr.quote.que":
        for k in range(first + 2, end - 2):
            if items[k].text == ";" and items[k + 1].word not in ("que", "qu'", "et"):
                end = k
                break
            if items[k].text == "," and items[k + 1].word == "et" and items[k + 2].word in _AUXILIARIES:
                end = k
                break
    is_quote = first + 3 < end and items[first + 1].quoted is not None and items[first + 2].text == ","
    if is_quote and items[first].word in _QUOTE_OPENERS and items[first + 3].word != "et":
        return first + 2
    if rule_id in ("fr.quote.object", "fr.quote.quoted_object"):
        end = next(
            (k for k in range(first + 2, end - 1) if items[k].word == "et" and items[k + 1].word in _VERBAL),
            end,
        )
        commas = [k for k in range(first + 2, end - 1) if items[k].text == ","]
        end = next((k for k in commas if items[k + 1].word in _COMMENT_STARTS), end)
        quotes = [k for k in range(first, end) if items[k].quoted is not None]
        behind = quotes[-1] if quotes else 0
        end = next((k for k in commas if behind < k < end and _comments(items, k + 1)), end)
    return end


_COMMENT_STARTS: Final = frozenset(
    ["après", "avant", "alors", "tandis", "selon", "pendant", "depuis", "malgré", "ce", "ainsi"]
)


def _comments(items: Sequence[Item], at: int) -> bool:
    """Whether what stands behind a comma is the reporter's comment rather than more of the object."""
    word = items[at].word
    if word in _COMMENT_STARTS:
        return True
    return (
        items[at].is_word
        and items[at].text[0].islower()
        and word
        not in DETERMINERS
        | PREPOSITIONS
        | {"et", "ou", "mais", "dont", "qui", "que", "notamment", "y", "soit"}
        and not word.endswith("ment")
    )
