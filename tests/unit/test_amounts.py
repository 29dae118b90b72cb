from typing import Any

import pytest

from pipeline.records.tagging import Amount
from pipeline.rulebook import Rulebook
from pipeline.text.figures.amounts import compile_amount_rules, find_amounts

RULES = Rulebook().rules("amounts")
COMPILED = compile_amount_rules(RULES)


def found(text: str, language: str = "fr") -> list[Amount]:
    return find_amounts(text, COMPILED, language)


@pytest.mark.parametrize(
    ("text", "surface", "value", "unit"),
    [
        ("Le sommet a réuni 35 pays, un record.", "35 pays", 35, "pays"),
        ("Une armée de 800 000 soldats.", "800 000 soldats", 800_000, "soldats"),
        ("Une armée de 800\u00a0000 soldats.", "800\u00a0000 soldats", 800_000, "soldats"),
        ("Une armée de 1\u202f200\u202f000 hommes.", "1\u202f200\u202f000 hommes", 1_200_000, "hommes"),
        ("Un loyer de 1.500 euros.", "1.500 euros", 1500, "euros"),
        ("Les deux cent mille inscrits.", "deux cent mille inscrits", 200_000, "inscrits"),
        ("Vingt-sept pays ont signé.", "Vingt-sept pays", 27, "pays"),
        ("Un total de 1,5 million.", "1,5 million", 1_500_000, None),
        ("Trois millions et demi d’habitants.", "Trois millions et demi d’habitants", 3_500_000, "habitants"),
        ("Le oui obtient 62,32 % des voix.", "62,32 %", 62.32, "%"),
        ("Un recul de -3,2%.", "-3,2%", -3.2, "%"),
        ("Les 12 derniers mois.", "12 derniers mois", 12, "mois"),
        ("Une distance de 12 km.", "12 km", 12, "km"),
        ("Une hausse de 1,5 point.", "1,5 point", 1.5, "point"),
        ("Il y voit 35 Valmontois.", "35 Valmontois", 35, "Valmontois"),
        ("Il reste 2000 places.", "2000 places", 2000, "places"),
    ],
)
def test_plain_figures(text: str, surface: str, value: float, unit: str | None) -> None:
    (amount,) = found(text)
    assert (amount.surface, amount.value, amount.unit) == (surface, value, unit)
    assert (amount.is_approximate, amount.qualifier, amount.value_max) == (False, None, None)


@pytest.mark.parametrize(
    ("text", "value", "unit", "qualifier", "is_approximate"),
    [
        ("Une trentaine de dirigeants alliés.", 30, "dirigeants", "about", True),
        ("Une dizaine d’autres pays.", 10, "pays", "about", True),
        ("Plus d’une centaine de blessés.", 100, "blessés", "more_than", True),
        ("Des dizaines de milliers de manifestants.", 20_000, "manifestants", "more_than", True),
        ("Près de 300 personnes.", 300, "personnes", "about", True),
        ("Les quelque 300 élus.", 300, "élus", "about", True),
        ("Plus de 300 personnes.", 300, "personnes", "more_than", False),
        ("Au moins douze morts.", 12, "morts", "more_than", False),
        ("Moins de 300 personnes.", 300, "personnes", "less_than", False),
        ("Pas plus de 300 personnes.", 300, "personnes", "less_than", False),
        ("Jusqu’à 300 personnes.", 300, "personnes", "less_than", False),
        ("On compte 300 personnes environ.", 300, "personnes", "about", True),
        ("Ils étaient près de 300.", 300, None, "about", True),
    ],
)
def test_how_exact(text: str, value: float, unit: str | None, qualifier: str, is_approximate: bool) -> None:
    (amount,) = found(text)
    assert (amount.value, amount.unit) == (value, unit)
    assert (amount.qualifier, amount.is_approximate) == (qualifier, is_approximate)


@pytest.mark.parametrize(
    ("text", "surface", "low", "high", "unit"),
    [
        ("Il faut entre 5 et 7 pays.", "entre 5 et 7 pays", 5, 7, "pays"),
        ("Des enfants de 5 à 7 ans.", "de 5 à 7 ans", 5, 7, "ans"),
        ("Il manque cinq ou six voix.", "cinq ou six voix", 5, 6, "voix"),
        ("Cela coûtera 5 à 7 milliards d’euros.", "5 à 7 milliards d’euros", 5e9, 7e9, "euros"),
        ("Entre cinq et sept millions d’élus", "Entre cinq et sept millions d’élus", 5e6, 7e6, "élus"),
        ("Entre 1,5 et 2 millions d’élèves.", "Entre 1,5 et 2 millions d’élèves", 1.5e6, 2e6, "élèves"),
    ],
)
def test_ranges(text: str, surface: str, low: float, high: float, unit: str) -> None:
    (amount,) = found(text)
    assert (amount.surface, amount.value, amount.value_max, amount.unit) == (surface, low, high, unit)
    assert amount.qualifier == "between"


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("Le tarif passe de 5 à 7 euros.", [("5", 5, "euros"), ("7 euros", 7, "euros")]),
        (
            "Le fonds passe de 5 à 7 millions d’euros.",
            [("5", 5e6, "euros"), ("7 millions d’euros", 7e6, "euros")],
        ),
        ("On compte 54 des 70 élus.", [("54", 54, "élus"), ("70 élus", 70, "élus")]),
    ],
)
def test_numbers_that_share_a_noun(text: str, figures: list[tuple[str, float, str]]) -> None:
    assert [(amount.surface, amount.value, amount.unit) for amount in found(text)] == figures
    assert all(amount.value_max is None for amount in found(text))


@pytest.mark.parametrize(
    ("text", "value", "code"),
    [
        ("Un fonds de 2,3 milliards d'euros.", 2.3e9, "EUR"),
        ("Un fonds de deux millions d’euros.", 2e6, "EUR"),
        ("Une dette de 40 M€.", 40e6, "EUR"),
        ("Une dette de 12 Md€.", 12e9, "EUR"),
        ("Un prêt de 500 dollars canadiens.", 500, "CAD"),
        ("Un prêt de 500 dollars.", 500, "USD"),
        ("Un prêt de 500 francs CFA.", 500, "XOF"),
        ("Un prêt de $500.", 500, "USD"),
        ("Un fonds de 1 milliard 200 millions d’euros.", 1.2e9, "EUR"),
        ("Un fonds d’environ deux millions d’euros.", 2e6, "EUR"),
    ],
)
def test_money(text: str, value: float, code: str) -> None:
    (amount,) = found(text)
    assert (amount.value, amount.currency_code) == (value, code)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Un homme et une femme sont venus.",
        "En 2024 les élus ont voté, depuis 2015 Bruxelles attend.",
        "Le score est de 3-2 après le 6-4.",
        "L’article 5 prévoit une réponse, la page 12 aussi.",
        "Appelez le 01 23 45 67 89.",
        "Le Boeing 737 et le F-16 ont décollé.",
        "Au XXe siècle, le 3e homme, la 4ème fois.",
        "Le bureau est au 12, rue Lavigne.",
        "Les 27 ont décidé sans les autres.",
        "Les deux tiers du texte, 10 M. Vallois.",
        "C’est 3 Valmontois sur 4.",
        "Le Covid-19 et la version 2.0.1.",
    ],
)
def test_no_figures(text: str) -> None:
    assert found(text) == []


def test_other_languages_have_shares_and_money_only() -> None:
    amounts = found("Growth of 3.5% after 35 countries gave 1,500 euros and $5 million.", "en")
    assert [(amount.value, amount.unit) for amount in amounts] == [(3.5, "%"), (1500, "euros"), (5e6, "$")]


def test_taken_stretches_hold_no_figures() -> None:
    text = "Le 6 janvier, 35 pays."
    assert [a.surface for a in find_amounts(text, COMPILED, "fr", taken=[(3, 12)])] == ["35 pays"]


def test_offsets_count_from_the_document() -> None:
    (amount,) = find_amounts("Ces 35 pays.", COMPILED, "fr", offset=100, paragraph_index=4)
    assert (amount.char_start, amount.char_end, amount.paragraph_index) == (104, 111, 4)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule["id"]))
def test_examples_of_rules(rule: dict[str, Any]) -> None:
    for example, is_hit in [(e, True) for e in rule["hits"]] + [(e, False) for e in rule["misses"]]:
        assert _shows(rule, found(example, rule.get("language", "fr"))) == is_hit, example


def _shows(rule: dict[str, Any], amounts: list[Amount]) -> bool:
    """Whether what was found in an example shows the rule at work."""
    match rule["kind"]:
        case "figure":
            return any(amount.rule_id == rule["id"] for amount in amounts)
        case "qualifier":
            return any(amount.qualifier == rule["qualifier"] for amount in amounts)
        case "currency":
            return any(amount.currency_code == rule["code"] for amount in amounts)
        case "scale" | "round_count":
            return any(
                amount.value >= rule["value"] and amount.rule_id != "amount.words" for amount in amounts
            )
        case "share":
            return any(amount.unit == "%" for amount in amounts)
        case "change":
            return all(amount.value_max is None for amount in amounts)
        case "identifier" | "no_unit" | "address":
            return amounts == []
        case _:
            return amounts != []
