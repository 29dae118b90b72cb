"""Duplicates: identical, cut and rewritten texts, who carried first, and what is no duplicate."""

import random
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
import rensa

from pipeline.relate.corpus import Bodies, order_documents
from pipeline.relate.duplicates import Duplicate, Signatures, find_duplicates, shingle_text

DAY = date(2026, 3, 2)
DISPATCH = [
    "Le port de Saint-Vaury a rouvert mardi matin après onze jours de grève des dockers, a annoncé la préfecture.",
    "Les syndicats ont obtenu une prime de quatre cents euros et l'embauche de vingt salariés avant l'été.",
    "Une quarantaine de cargos attendaient au large, et il faudra une semaine pour rattraper le retard.",
    "La chambre de commerce évalue les pertes à trois millions d'euros pour les seules entreprises de la ville.",
    "Le préfet a salué un accord équilibré, qui sera soumis au vote des adhérents jeudi dans la grande halle.",
]
OTHER = [
    "L'équipe de Montferrat s'est imposée deux buts à un dimanche devant quatre mille spectateurs conquis.",
    "Le gardien a repoussé un penalty à la dernière minute, et le stade a chanté jusqu'à la tombée de la nuit.",
    "L'entraîneur refuse de parler de montée, mais le club compte désormais six points d'avance au classement.",
]


def document(name: str, day: date = DAY, **more: Any) -> dict[str, Any]:
    return {
        "document_id": name,
        "dated_on": day,
        "published_at": None,
        "language_code": "fr",
        "publisher_id": None,
        "title": None,
        "first_arrived_on": day,
        "is_current": True,
    } | more


def documents_table(rows: list[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist(
        rows,
        schema=pa.schema(
            [
                ("document_id", pa.string()),
                ("dated_on", pa.date32()),
                ("published_at", pa.timestamp("us")),
                ("language_code", pa.string()),
                ("publisher_id", pa.string()),
                ("title", pa.string()),
                ("first_arrived_on", pa.date32()),
                ("is_current", pa.bool_()),
            ]
        ),
    )


def paragraphs_table(bodies: dict[str, list[str]]) -> pa.Table:
    return pa.Table.from_pylist(
        [
            {"document_id": name, "paragraph_index": index, "text": text}
            for name, texts in bodies.items()
            for index, text in enumerate(texts)
        ],
        schema=pa.schema(
            [("document_id", pa.string()), ("paragraph_index", pa.int32()), ("text", pa.string())]
        ),
    )


def duplicates_of(
    bodies: dict[str, list[str]],
    rows: list[dict[str, Any]] | None = None,
    versions: list[tuple[str, str]] | None = None,
) -> dict[str, Duplicate]:
    """Duplicates by id; without rows, the documents follow each other by a day in the order of `bodies`."""
    rows = rows or [document(name, DAY + timedelta(days=at)) for at, name in enumerate(bodies)]
    ordered = order_documents(documents_table(rows), versions or [])
    found = find_duplicates(ordered, Bodies(paragraphs_table(bodies)), versions or [])
    return {duplicate.document_id: duplicate for duplicate in found}


def test_shingles_are_distinct_runs_of_five_folded_words() -> None:
    assert len(shingle_text(" … ")) == len(shingle_text("un deux trois quatre")) == 0
    assert len(shingle_text("un deux trois quatre cinq six")) == 2
    assert len(shingle_text("un deux trois quatre cinq " * 3)) == 5
    assert (
        shingle_text("L'été, à Évry : un « essai »").tolist()
        == shingle_text("l ete a evry un essai").tolist()
    )


def test_identical_after_folding() -> None:
    copy = [DISPATCH[0].upper(), " ".join(DISPATCH[1:]).replace("é", "e")]
    found = duplicates_of({"a": DISPATCH, "b": copy, "c": OTHER})
    assert found == {"b": Duplicate("b", "a", "identical", 1.0, 1.0, "a")}


def test_a_cut_text() -> None:
    found = duplicates_of({"a": DISPATCH, "b": DISPATCH[:3], "c": OTHER})
    assert set(found) == {"b"}
    assert (found["b"].duplicate_of, found["b"].kind) == ("a", "cut")
    assert found["b"].shared_share > 0.95
    assert 0.4 < found["b"].reverse_share < 0.8


def test_a_rewritten_text() -> None:
    rewritten = [
        *DISPATCH[1:4],
        "Reste à convaincre la base : une consultation est prévue jeudi, et certains la jugent perdue d'avance.",
    ]
    found = duplicates_of({"a": DISPATCH, "b": rewritten})
    assert (found["b"].duplicate_of, found["b"].kind) == ("a", "rewritten")
    assert 0.5 < found["b"].shared_share < 0.85


def test_a_rewritten_text_need_not_keep_a_whole_sentence() -> None:
    touched = [f"Selon nos informations, {text[0].lower()}{text[1:-1]}, dit-on." for text in DISPATCH]
    found = duplicates_of({"a": DISPATCH, "b": touched})
    assert (found["b"].duplicate_of, found["b"].kind) == ("a", "rewritten")


def test_a_quoted_sentence_makes_no_duplicate() -> None:
    assert duplicates_of({"a": DISPATCH, "b": [*OTHER, DISPATCH[2]]}) == {}


def test_a_report_that_takes_up_a_short_dispatch_is_no_duplicate_of_it() -> None:
    assert (
        duplicates_of(
            {"a": DISPATCH[:2], "b": [*DISPATCH[:2], *OTHER, *(text + " Encore." for text in OTHER)]}
        )
        == {}
    )


@pytest.mark.parametrize("texts", [["Plus d'informations à venir."], [""], []])
def test_too_little_text_is_nobodys(texts: list[str]) -> None:
    assert duplicates_of({"a": texts, "b": texts, "c": OTHER}) == {}


def test_the_first_carrier_is_the_end_of_the_chain() -> None:
    shorter = DISPATCH[:3]
    found = duplicates_of({"a": DISPATCH, "b": shorter, "c": shorter})
    assert (found["c"].duplicate_of, found["c"].kind) == ("b", "identical")
    assert found["c"].first_carrier_document_id == "a"


def test_a_time_goes_before_a_day_and_the_id_decides_last() -> None:
    rows = [
        document("a"),
        document("b"),
        document("c", published_at=datetime(2026, 3, 2, 18, 0)),
        document("d", published_at=datetime(2026, 3, 2, 9, 0)),
    ]
    assert [row.document_id for row in order_documents(documents_table(rows))] == ["d", "c", "a", "b"]


def test_a_version_is_no_duplicate_of_its_predecessor() -> None:
    rows = [
        document("first", is_current=False),
        document("copy", DAY + timedelta(days=1)),
        document("second", DAY + timedelta(days=2)),
    ]
    bodies = {"first": DISPATCH, "copy": DISPATCH, "second": [*DISPATCH[:4], "Le vote aura lieu vendredi."]}
    found = duplicates_of(bodies, rows, [("second", "first")])
    assert set(found) == {"copy"}
    assert found["copy"].duplicate_of == "first"


def test_many_carriers_of_one_dispatch_lead_to_the_first() -> None:
    bodies = {
        f"d{at:03}": [*DISPATCH[:4], f"Suite à lire dans notre édition numéro {at} de ce jour."]
        for at in range(40)
    }
    found = duplicates_of(bodies)
    assert len(found) == 39
    assert {duplicate.first_carrier_document_id for duplicate in found.values()} == {"d000"}


def test_small_cuts_and_light_rewriting_are_found_in_long_texts() -> None:
    chance = random.Random(5)
    words = [f"mot{number}" for number in range(2500)]
    originals = {f"a{at}": [chance.choice(words) for _ in range(600)] for at in range(60)}
    cuts = {}
    for at in range(60):
        for length in (48, 80, 200):
            start = chance.randrange(600 - length)
            cuts[f"b{at}/{length}"] = originals[f"a{at}"][start : start + length]
    rewritten = {
        f"c{at}": [word if chance.random() > 0.07 else "autre" for word in text[100:400]]
        for at, text in enumerate(originals.values())
    }
    bodies = {name: [" ".join(text)] for name, text in (originals | cuts | rewritten).items()}
    found = duplicates_of(bodies)
    missed = [name for name in cuts | rewritten if name not in found]
    assert missed == []
    assert all(found[name].duplicate_of == "a" + name[1:].split("/")[0] for name in cuts)


def test_signatures_are_the_same_everywhere() -> None:
    """The values of rensa's version 2 of the method; if they change, releases made anew differ from those served."""
    assert rensa.RMinHash.ALGORITHM_VERSION == 2
    signatures = Signatures()
    signatures.add(7, np.arange(90, dtype=np.uint64))
    assert signatures.carriers.tolist() == [7, 7]
    assert [column.tolist() for column in signatures.columns()] == [
        [415672984, 48826008],
        [71607799, 369452210],
        [204169351, 79702791],
        [278697591, 27981037],
        [429971038, 15921954],
        [193607211, 408918],
    ]
