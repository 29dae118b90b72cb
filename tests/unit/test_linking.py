"""Aliases found in a text, by case, edges and length."""

import pytest

from pipeline.text.actors.linking import Linker, compile_linker
from pipeline.text.actors.registry import compile_registry


def linker() -> Linker:
    def actor(actor_id: str, name: str, kind: str, code: str = "") -> dict[str, str]:
        return {
            "actor_id": actor_id,
            "name": name,
            "actor_type": kind,
            "subtype": "country" if kind == "country" else "",
            "country_code": code,
            "gender": "",
            "wikidata_id": "",
            "is_confirmed": "false",
        }

    registry = compile_registry(
        [
            actor("syldavie", "Syldavie", "country", "SY"),
            actor("odile-brancart", "Odile Brancart", "person"),
            actor("office-des-ponts", "Office des Ponts", "organisation", "SY"),
            actor("klow-presse", "Klow-Presse", "organisation", "SY"),
        ],
        [
            {"actor_id": "odile-brancart", "alias": "Brancart", "alias_kind": "surname"},
            {"actor_id": "office-des-ponts", "alias": "ODP", "alias_kind": "acronym"},
            {"actor_id": "office-des-ponts", "alias": "Ponts", "alias_kind": "variant"},
        ],
        [],
        [
            {
                "country_code": "SY",
                "wikidata_id": "",
                "name": "Syldavie",
                "name_variants": "",
                "adjective_m": "syldave",
                "adjective_f": "syldave",
                "adjective_pl": "syldaves",
                "demonyms": "Syldave|Syldaves",
                "capital": "Klow",
                "capital_variants": "",
            }
        ],
    )
    return compile_linker(registry, ignored=["Ponts"], heads={"organisation": frozenset({"office"})})


def found(text: str) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(text[h.char_start : h.char_end], h.kind, h.actor_ids) for h in linker().find(text)]


@pytest.mark.parametrize(
    ("text", "surfaces"),
    [
        ("La SYLDAVIE et l’Office des ponts", ["SYLDAVIE"]),
        ("l'office des Ponts", ["office des Ponts"]),
        ("d’Odile Brancart, BRANCART Odile", ["Odile Brancart", "BRANCART Odile"]),
        ("Odp, odp, ODP.", ["ODP"]),
        ("Brancarts et brancart", []),
        ("@Syldavie, #Syldavie", ["Syldavie"]),
        ("Syldavie-Bordurie, mi-Syldavie", ["Syldavie"]),
        ("Klow-Presse", ["Klow-Presse"]),
        ("les Ponts", []),
        ("une armée syldave, les Syldaves", ["syldave", "Syldaves"]),
        ("il parle syldave, traduit en syldave", []),
    ],
)
def test_spellings(text: str, surfaces: list[str]) -> None:
    assert [surface for surface, _, _ in found(text)] == surfaces


def test_a_capital_is_a_place_of_its_own() -> None:
    assert found("À Klow") == [("Klow", "full_name", ("klow",))]


def test_adjectives_are_read_in_french_only() -> None:
    assert linker().find("the syldave army", is_french=False) == []
