"""The registry: rows in, look-ups and published rows out."""

from datetime import date

import pytest

from pipeline.errors import RuleError
from pipeline.rulebook import Rulebook
from pipeline.tables import TABLES
from pipeline.text.actors.registry import Registry, compile_registry, surname_of

ACTOR = {
    "actor_id": "odile-brancart",
    "name": "Odile Brancart",
    "actor_type": "person",
    "subtype": "",
    "country_code": "",
    "gender": "",
    "wikidata_id": "",
    "is_confirmed": "false",
}


def role(since: str, until: str, attested_on: str = "") -> dict[str, str]:
    return {
        "actor_id": "odile-brancart",
        "role": "mairesse",
        "role_feminine": "",
        "held_at": "",
        "since": since,
        "until": until,
        "attested_on": attested_on,
        "source": "",
    }


def registry(*roles: dict[str, str]) -> Registry:
    return compile_registry([ACTOR], [], roles, [])


def shipped() -> Registry:
    book = Rulebook()
    return compile_registry(*(book.rows(name) for name in ("actors", "aliases", "roles", "countries")))


def test_shipped_rows_fit_the_published_tables() -> None:
    found = shipped()
    for table, rows in (
        ("actors", found.actor_rows()),
        ("actor_aliases", found.alias_rows()),
        ("actor_roles", found.role_rows()),
    ):
        declared = TABLES[table]
        assert [list(rows[0])] == [[column.name for column in declared.columns]]
        keys = [tuple(row[name] for name in declared.key) for row in rows]
        assert keys == sorted(keys)
        assert len(set(keys)) == len(keys)
        required = [c.name for c in declared.columns if c.name not in declared.nullable]
        assert [row for row in rows if any(row[name] is None for name in required)] == []


def test_shipped_facts_carry_no_guessed_gender_and_ids_only_where_confirmed() -> None:
    actors = shipped().actors.values()
    assert [a.actor_id for a in actors if a.gender] == []
    assert [a.actor_id for a in actors if bool(a.wikidata_id) != a.is_confirmed] == []


def test_an_identifier_belongs_to_one_actor() -> None:
    items = [a.wikidata_id for a in shipped().actors.values() if a.wikidata_id]
    assert sorted(items) == sorted(set(items))


def test_states_that_are_gone_have_adjectives_and_no_capital_of_their_own() -> None:
    found = shipped()
    gone = {
        a.actor_id: a.country_code
        for a in found.actors.values()
        if a.subtype == "former_country" and a.actor_type == "country"
    }
    assert gone["union-sovietique"] == "SU"
    assert "yougoslaves" in found.countries["YU"].adjectives
    assert found.actors["moscou"].country_code == "RU"


def test_a_ruler_of_the_past_holds_the_office_on_its_days_alone() -> None:
    held = [
        r for r in shipped().roles_of["pierre-mendes-france"] if r.role.startswith("président du Conseil")
    ]
    assert [r.is_certain_on(date(1954, 7, 21)) for r in held] == [True]
    assert [r.is_past_on(date(1956, 1, 1)) for r in held] == [True]


def test_every_country_has_adjectives_and_a_capital_that_is_a_place() -> None:
    found = shipped()
    assert found.actors["kiev"].actor_type == "place"
    assert "ukrainienne" in found.countries["UA"].adjectives
    assert found.country_of_actor["ukraine"] == "UA"


@pytest.mark.parametrize(
    ("since", "until", "attested_on", "day", "certain", "possible", "past"),
    [
        ("2024-07-05", "2025-03-01", "", date(2024, 7, 4), False, False, False),
        ("2024-07-05", "2025-03-01", "", date(2024, 7, 5), True, True, False),
        ("2024-07-05", "2025-03-01", "", date(2025, 3, 2), False, False, True),
        ("2024-07", "2025", "", date(2024, 7, 15), False, True, False),
        ("2024-07", "2025", "", date(2025, 6, 1), False, True, False),
        ("2024-07", "2025", "", date(2026, 1, 1), False, False, True),
        ("2024-07-05", "", "2024-12-31", date(2024, 12, 31), True, True, False),
        ("2024-07-05", "", "2024-12-31", date(2025, 1, 1), False, True, False),
        ("", "", "2024-12-31", date(2024, 12, 31), False, True, False),
    ],
)
def test_tenures(
    since: str, until: str, attested_on: str, day: date, certain: bool, possible: bool, past: bool
) -> None:
    held = registry(role(since, until, attested_on)).roles[0]
    assert (held.is_certain_on(day), held.is_possible_on(day), held.is_past_on(day)) == (
        certain,
        possible,
        past,
    )


def test_a_day_that_is_not_exact_is_not_published() -> None:
    row = registry(role("2024-07", "2025-03-01")).role_rows()[0]
    assert (row["since"], row["until"], row["role_id"]) == (
        None,
        date(2025, 3, 1),
        "odile-brancart.mairesse.2024-07",
    )


def test_a_desk_keeps_the_id_that_an_actor_bore_in_earlier_texts() -> None:
    found = compile_registry([{**ACTOR, "previous_actor_id": "u-odile-brancart"}], [], [], [])
    assert found.actor_rows()[0]["previous_actor_id"] == "u-odile-brancart"


@pytest.mark.parametrize(
    ("actors", "aliases", "roles", "message"),
    [
        ([{**ACTOR, "actor_type": "persson"}], [], [], "persson"),
        ([ACTOR], [{"actor_id": "nobody", "alias": "N.", "alias_kind": "variant"}], [], "nobody"),
        ([ACTOR], [], [role("05/07/2024", "")], "05/07/2024"),
    ],
)
def test_malformed_rows_are_named(
    actors: list[dict[str, str]], aliases: list[dict[str, str]], roles: list[dict[str, str]], message: str
) -> None:
    with pytest.raises(RuleError, match=message):
        compile_registry(actors, aliases, roles, [])


@pytest.mark.parametrize(
    ("name", "surname"),
    [
        ("Odile Brancart", "Brancart"),
        ("Odile van der Brancart", "van der Brancart"),
        ("Odile Le Brancart", "Le Brancart"),
        ("Odile", ""),
    ],
)
def test_surnames_keep_their_particles(name: str, surname: str) -> None:
    assert surname_of(name) == surname
