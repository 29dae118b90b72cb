"""Figures of a text with what they count: "35 pays", "une trentaine de dirigeants", "2,3 milliards d’euros", "62,32 %".

What belongs here: which numbers are figures, their unit, currency, bounds, and how exact they are said to be. What does
not: reading the numbers themselves (numbers.py), dates and times (dates.py finds them; they are handed in), and the
words (rule set `amounts`).

Method: each number is read with what stands right before and right after it. In French a counted noun is in the plural
from two on, so a number before a singular ("article 5 prévoit", "Boeing 737 atterrit") counts nothing. Outside French
only shares and sums of money are told.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from pipeline.records.tagging import Amount
from pipeline.text.figures.numbers import Number, NumberRules, compile_number_rules, find_numbers
from pipeline.text.phrases import SPACE, alternation, plain_phrase
from pipeline.text.rulesets import checked_rules

_YEARS: Final = (1500, 2100)
_YEAR_BEFORE: Final = re.compile(
    r"(?<!\w)(?:en|depuis|dès|fin|début|courant|avant|après|année|saison|d['’]ici) $", re.IGNORECASE
)
_REACH: Final = 40
"""Characters before a figure in which its qualifier, or a verb of change, is looked for."""


_FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "figure": (),
    "scale": ("words", "value"),
    "round_count": ("words", "value"),
    "qualifier": ("words", "after", "qualifier"),
    "currency": ("words", "code"),
    **dict.fromkeys(
        ("number_words", "share", "unit", "adjective", "no_unit", "identifier", "change", "address"),
        ("words",),
    ),
}


@dataclass(frozen=True, slots=True)
class AmountRules:
    """Compiled rule set `amounts`."""

    numbers: NumberRules
    share: re.Pattern[str]
    money: re.Pattern[str]
    money_before: re.Pattern[str]
    currencies: Mapping[str, str]
    sign: re.Pattern[str]
    noun: re.Pattern[str]
    no_unit: frozenset[str]
    address: re.Pattern[str]
    identifier: re.Pattern[str]
    change: re.Pattern[str]
    before: re.Pattern[str]
    after: re.Pattern[str]
    qualifies: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Unit:
    """What a number counts: the rule for it, where it ends, the words, and the currency of a sum of money."""

    rule_id: str
    start: int
    end: int
    words: str
    currency_code: str | None = None


def compile_amount_rules(rules: Iterable[Mapping[str, Any]]) -> AmountRules:
    """Compiles rule set `amounts` (the head of its file says what each kind means); RuleError if one is malformed."""
    rules = checked_rules("amounts", rules, _FIELDS)

    def words(kind: str) -> list[str]:
        return [word for rule in rules if rule["kind"] == kind for word in rule["words"]]

    currencies = {
        word.lower(): rule["code"] for rule in rules if rule["kind"] == "currency" for word in rule["words"]
    }
    signs = [word for word in words("currency") if not word.isalpha()]
    qualifies = {
        place: {
            word: rule["qualifier"] for rule in rules if rule["kind"] == "qualifier" for word in rule[place]
        }
        for place in ("words", "after")
    }
    of = rf"{SPACE}(?:de{SPACE}|d['’]|des{SPACE}|de{SPACE}(?:ces|ses|leurs|nos){SPACE})?"
    return AmountRules(
        numbers=compile_number_rules(rules),
        share=re.compile(rf"{SPACE}?({alternation(words('share'))})(?!\w)", re.IGNORECASE),
        money=re.compile(
            rf"(?:{SPACE}?(?:de{SPACE}|d['’])?)({alternation(words('currency'))})(?!\w)", re.IGNORECASE
        ),
        money_before=re.compile(rf"(?<!\w)({alternation([*signs, 'EUR', 'USD', 'GBP', 'CHF'])}){SPACE}?$"),
        currencies=currencies,
        sign=re.compile(rf"{SPACE}?({alternation(words('unit'))})(?![\w/²³])"),
        noun=re.compile(
            rf"{of}(?:(?:{alternation(words('adjective'))}){SPACE})*"
            rf"(?P<noun>[^\W\d_]+(?:-[^\W\d_]+)*)(?!['’\w])(?!\.\w)(?!{SPACE}sur{SPACE}\d)",
        ),
        no_unit=frozenset(words("no_unit")),
        address=re.compile(rf",?{SPACE}(?:{alternation(words('address'))})(?!\w)", re.IGNORECASE),
        identifier=re.compile(rf"(?<!\w)(?:{alternation(words('identifier'))}){SPACE}?$", re.IGNORECASE),
        change=re.compile(rf"(?<!\w)(?:{alternation(words('change'))})(?!\w)[^.;!?]*$", re.IGNORECASE),
        before=re.compile(
            rf"(?<!\w)(?P<phrase>{alternation(qualifies['words'])})(?:{SPACE}(?:les|le|la|des))?{SPACE}?"
            rf"(?:quelques?{SPACE})?$",
            re.IGNORECASE,
        ),
        after=re.compile(rf",?{SPACE}(?P<phrase>{alternation(qualifies['after'])})(?!\w)", re.IGNORECASE),
        qualifies=qualifies["words"] | qualifies["after"],
    )


def find_amounts(
    text: str,
    rules: AmountRules,
    language: str,
    taken: Sequence[tuple[int, int]] = (),
    offset: int = 0,
    paragraph_index: int | None = None,
) -> list[Amount]:
    """The figures of a passage, in order, none overlapping.

    `taken` are stretches of the passage that are dates or times, which hold no figures; `offset` is where the passage
    begins in the document: the amounts' offsets count from the document's beginning.
    """
    is_taken = bytearray(len(text))
    for start, end in taken:
        is_taken[start:end] = b"\1" * (end - start)
    numbers = [
        number
        for number in find_numbers(text, rules.numbers, language)
        if not any(is_taken[number.start : number.end])
    ]
    amounts: list[Amount] = []
    skipped = False
    for number, following in zip(numbers, [*numbers, None][1:], strict=True):
        if skipped:
            skipped = False
            continue
        amount = _range(text, number, following, rules) if following and language == "fr" else None
        skipped = amount is not None
        amount = amount or _amount(text, number, rules, language)
        if amount is None and following and language == "fr":
            amount = _sharing(text, number, following, rules)
        if amount and (not amounts or amount.char_start >= amounts[-1].char_end):
            amounts.append(amount)
    return [
        replace(
            amount,
            char_start=amount.char_start + offset,
            char_end=amount.char_end + offset,
            paragraph_index=paragraph_index,
        )
        for amount in amounts
    ]


def _amount(text: str, number: Number, rules: AmountRules, language: str) -> Amount | None:
    """The figure that a number is, or None where it is none."""
    unit = _unit(text, number, rules, language)
    qualifier = _qualifier(text, number.start, unit.end if unit else number.end, rules)
    if unit is None and not _stands_alone(text, number, qualifier, rules, language):
        return None
    if number.form == "round" and not number.is_vague:
        qualifier = qualifier or "about"
    elif number.is_vague:
        qualifier = qualifier if qualifier and qualifier != "about" else "more_than"
    start = min(number.start, unit.start) if unit else number.start
    end = max(number.end, unit.end) if unit else number.end
    return Amount(
        char_start=start,
        char_end=end,
        paragraph_index=None,
        surface=text[start:end],
        value=number.value,
        value_max=None,
        unit=unit.words if unit else None,
        currency_code=unit.currency_code if unit else None,
        is_approximate=qualifier == "about" or number.form == "round",
        qualifier=qualifier,
        rule_id=unit.rule_id if unit else "amount.bare",
    )


def _range(text: str, first: Number, second: Number, rules: AmountRules) -> Amount | None:
    """The figure that two numbers are together ("entre 5 et 7", "de 5 à 7", "cinq ou six"), or None."""
    link = text[first.end : second.start].strip()
    before = text[max(0, first.start - _REACH) : first.start]
    opening = re.search(rf"(?:(?<=\W)|^)(entre|de){SPACE}$", before, re.IGNORECASE)
    word = opening[1].lower() if opening else ""
    if link not in ("à", "et", "ou") or (link == "et" and word != "entre"):
        return None
    if link == "à" and rules.change.search(before):
        return None
    amount = _amount(text, second, rules, "fr")
    if amount is None or rules.identifier.search(before):
        return None
    low = first.value
    if not first.is_scaled and low < second.value / second.scale:
        low *= second.scale
    if low >= amount.value or amount.char_start < first.end:
        return None
    start = first.start - len(opening[0]) if opening and not (word == "de" and link != "à") else first.start
    return replace(
        amount,
        char_start=start,
        surface=text[start : amount.char_end],
        value=low,
        value_max=amount.value,
        qualifier="between",
        is_approximate=amount.is_approximate or link == "ou",
    )


def _sharing(text: str, first: Number, second: Number, rules: AmountRules) -> Amount | None:
    """The figure of a number whose noun stands behind the next one only ("passe de 5 à 7 euros", "54 des 70 drones")."""
    link = text[first.end : second.start].strip()
    before = text[max(0, first.start - _REACH) : first.start]
    amount = (
        _amount(text, second, rules, "fr")
        if link == "des" or (link == "à" and rules.change.search(before))
        else None
    )
    if amount is None or amount.unit is None or first.is_scaled or first.value < 0:
        return None
    return replace(
        amount,
        char_start=first.start,
        char_end=first.end,
        surface=text[first.start : first.end],
        value=first.value
        * (second.scale if link == "à" and first.value < second.value / second.scale else 1),
        is_approximate=False,
        qualifier=_qualifier(text, first.start, first.end, rules),
    )


def _unit(text: str, number: Number, rules: AmountRules, language: str) -> _Unit | None:
    """What stands after the number (or right before it, for a currency) that it counts."""
    end = number.end
    if match := rules.share.match(text, end):
        return _Unit("amount.share", number.start, match.end(), "%")
    if match := rules.money.match(text, end):
        return _Unit(
            "amount.money", number.start, match.end(), match[1], rules.currencies[plain_phrase(match[1])]
        )
    if match := rules.money_before.search(text, max(0, number.start - _REACH), number.start):
        return _Unit("amount.money", match.start(1), end, match[1], rules.currencies[plain_phrase(match[1])])
    if language != "fr" or rules.identifier.search(text, max(0, number.start - _REACH), number.start):
        return None
    rule_id = {"digits": "amount.count", "words": "amount.words", "round": "amount.round"}[number.form]
    if number.form == "digits" and (match := rules.sign.match(text, end)):
        return _Unit(rule_id, number.start, match.end(), match[1])
    match = rules.noun.match(text, end)
    if not match or rules.address.match(text, end) or not _is_counted(match, number, text, rules):
        return None
    return _Unit(rule_id, number.start, match.end(), match["noun"])


def _is_counted(match: re.Match[str], number: Number, text: str, rules: AmountRules) -> bool:
    """Whether the noun after a number is what it counts: in the plural from two on, and "de" only after "million"."""
    noun = match["noun"]
    has_de = match.start("noun") - match.start() > 1 and re.match(
        rf"{SPACE}(?:d['’]|des?{SPACE})", match.group()
    )
    if noun.lower() in rules.no_unit or (bool(has_de) and not number.is_scaled):
        return False
    if number.is_scaled and number.value and not has_de and number.form != "words":
        return False
    is_plural = noun[-1] in "sxz" and len(noun) > 2
    if abs(number.value) < 2:
        return (
            number.form == "digits" and number.value != int(number.value) and noun.islower() and len(noun) > 2
        )
    if _is_year(number) and (
        noun[0].isupper() or _YEAR_BEFORE.search(text, max(0, number.start - _REACH), number.start)
    ):
        return False
    return is_plural


def _is_year(number: Number) -> bool:
    return (
        number.form == "digits"
        and not number.is_grouped
        and not number.is_scaled
        and number.value.is_integer()
        and _YEARS[0] <= number.value <= _YEARS[1]
    )


def _stands_alone(
    text: str, number: Number, qualifier: str | None, rules: AmountRules, language: str
) -> bool:
    """Whether a number without a noun is a figure: it is large, or said to be about, more or less than it is."""
    if (
        language != "fr"
        or number.value < 2
        or rules.identifier.search(text, max(0, number.start - _REACH), number.start)
    ):
        return False
    if (number.is_scaled and number.form != "round") or number.is_grouped:
        return number.value >= 1000 and not number.is_vague
    return qualifier is not None and number.form == "digits" and number.value >= 20 and not _is_year(number)


def _qualifier(text: str, start: int, end: int, rules: AmountRules) -> str | None:
    match = rules.before.search(text[max(0, start - _REACH) : start]) or rules.after.match(text, end)
    return rules.qualifies[plain_phrase(match["phrase"])] if match else None
