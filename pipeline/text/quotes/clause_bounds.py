"""Bounds of clauses: where a clause ends because a cue, a comment or another verb begins.

What belongs here: the ends of what a cue governs, and of what stands before a cue. What does not: where a complement
begins (quote_clauses.py).
"""

from collections.abc import Sequence
from typing import Final

from pipeline.text.quotes.cues import Cue
from pipeline.text.quotes.quote_words import DETERMINERS, PREPOSITIONS, PRONOUNS, Item

_QUOTE_OPENERS: Final = frozenset(["que", "qu'", "à", "de", "d'", "sur"])
_AUXILIARIES: Final = frozenset(["a", "ont", "avait", "avaient", "est", "sont", "était", "étaient"])
_VERBAL: Final = _AUXILIARIES | {"se", "s'", "ne", "n'"}
"""Words that begin another verb of the same subject."""
_COMMENT_STARTS: Final = frozenset(
    ["après", "avant", "alors", "tandis", "selon", "pendant", "depuis", "malgré", "ce", "ainsi"]
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
    if rule_id == "fr.quote.infinitive":
        end = next((k for k in range(first + 2, end - 3) if _turns(items, k)), end)
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


def _turns(items: Sequence[Item], at: int) -> bool:
    """Whether another clause with a subject of its own begins at a comma: ", mais l'opposition y voit …"."""
    return (
        items[at].text == ","
        and items[at + 1].word == "mais"
        and items[at + 2].word in DETERMINERS | PRONOUNS
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
