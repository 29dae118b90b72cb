"""What reports of one story tell differently: each case a small story told by two or three outlets."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

import duckdb
import pytest

from pipeline.errors import RuleError
from pipeline.fingerprint import ROOT
from pipeline.models import define_sql
from pipeline.relate.subjects import subject_rows
from pipeline.rulebook import Rulebook
from tests.contract.dataset import Row, fill

DAY: Final = date(2026, 2, 3)
Seen = list[tuple[str, str, str, str]]


class Story:
    """One story, told by a report for each text; figures, quotations and roles stand where their words do."""

    def __init__(self, *texts: str, copies: Sequence[int] = ()) -> None:
        self.texts = texts
        self.rows: dict[str, list[Row]] = {
            "amounts": [],
            "quotes": [],
            "role_claims": [],
            "publishers": [_publisher(n) for n in range(len(texts))],
            "actors": [_actor("aline-vernet"), _actor("bruno-tissot")],
            "arrivals": [_arrival(n) for n in range(len(texts))],
            "documents": [_document(n) for n in range(len(texts))],
            "raw_documents": [_raw(n, text) for n, text in enumerate(texts)],
            "paragraphs": [_passage(n, text) for n, text in enumerate(texts)],
            "sentences": [_passage(n, text) | {"sentence_index": 0} for n, text in enumerate(texts)],
            "duplicates": [_copy(n) for n in copies],
            "figure_subjects": subject_rows(Rulebook().rows("figure_subjects")),
        }

    def place(self, document: int, words: str) -> Row:
        start = self.texts[document].index(words)
        return {
            "document_id": str(document),
            "char_start": start,
            "char_end": start + len(words),
            "paragraph_index": 0,
        }

    def figure(self, document: int, words: str, value: float, unit: str, currency: str | None = None) -> None:
        self.rows["amounts"].append(
            self.place(document, words)
            | {"surface": words, "value": value, "unit": unit, "currency_code": currency}
            | {"is_approximate": False, "rule_id": "r"}
        )

    def quote(self, document: int, words: str, speaker: str, actor_id: str | None) -> None:
        self.rows["quotes"].append(
            self.place(document, words)
            | {"quote_index": 0, "statement_index": 0, "quote_kind": "direct", "text": words}
            | {
                "stance": "neutral",
                "speaker_name": speaker,
                "actor_id": actor_id,
                "rule_id": "r",
                "score": 1.0,
            }
        )

    def role(self, document: int, words: str, *, tense: str = "current", **more: Any) -> None:
        self.rows["role_claims"].append(
            {name: value for name, value in self.place(document, words).items() if name != "paragraph_index"}
            | {"actor_id": "aline-vernet", "role_surface": words, "tense": tense, "is_conflict": False}
            | more
        )

    def divergences(self) -> Seen:
        with duckdb.connect() as connection:
            fill(connection, self.rows)
            define_sql(connection, ROOT / "sql")
            query = "select aspect, subject, document_id, told from story_divergences"
            return connection.execute(query).fetchall()


def test_leaders_and_countries_of_one_meeting_stand_side_by_side() -> None:
    story = Story(
        "Une trentaine de dirigeants se retrouvent à Brume pour la réunion du Pacte des lacs.",
        "La réunion du Pacte des lacs a rassemblé 35 pays.",
        "Le traité lie 12 nations du nord depuis un siècle.",
    )
    story.figure(0, "Une trentaine de dirigeants", 30, "dirigeants")
    story.figure(1, "35 pays", 35, "pays")
    story.figure(2, "12 nations", 12, "nations")
    assert story.divergences() == [
        ("figure", "participants", "0", "30 dirigeants"),
        ("figure", "participants", "1", "35 pays"),
    ]


def test_a_desk_says_which_units_count_one_thing(tmp_path: Path) -> None:
    (tmp_path / "figure_subjects.csv").write_text(
        "unit,subject,is_measure\nvoiliers,bateaux,false\nGoélettes,bateaux,false\n", encoding="utf-8"
    )
    story = Story("La régate de Brume a réuni 12 voiliers.", "15 goélettes étaient à la régate de Brume.")
    story.figure(0, "12 voiliers", 12, "voiliers")
    story.figure(1, "15 goélettes", 15, "goélettes")
    assert story.divergences() == []
    story.rows["figure_subjects"] = subject_rows(Rulebook(tmp_path).rows("figure_subjects"))
    assert [(row[1], row[3]) for row in story.divergences()] == [
        ("bateaux", "12 voiliers"),
        ("bateaux", "15 goélettes"),
    ]


@pytest.mark.parametrize("row", ["voiliers,,false", ",bateaux,false", "voiliers,bateaux,oui"])
def test_a_row_that_says_nothing_is_refused(row: str, tmp_path: Path) -> None:
    (tmp_path / "figure_subjects.csv").write_text(f"unit,subject,is_measure\n{row}\n")
    with pytest.raises(RuleError, match=r"figure_subjects\.csv"):
        subject_rows(Rulebook(tmp_path).rows("figure_subjects"))


def test_sums_are_compared_by_currency_where_their_sentences_say_the_same() -> None:
    story = Story(
        "Le chantier de la digue coûtera 14 millions d'euros.",
        "Il évalue le chantier de la digue à 16 M€.",
        "La ville emprunte 3 millions d'euros à la banque.",
    )
    story.figure(0, "14 millions d'euros", 14e6, "euros", "EUR")
    story.figure(1, "16 M€", 16e6, "M€", "EUR")
    story.figure(2, "3 millions d'euros", 3e6, "euros", "EUR")
    assert [(row[1], row[2]) for row in story.divergences()] == [("EUR", "0"), ("EUR", "1")]


def test_persons_at_large_are_compared_only_in_one_sentence_frame() -> None:
    story = Story("La crue a tué 3 personnes.", "On a vu 800 personnes au marché de Brume.")
    story.figure(0, "3 personnes", 3, "personnes")
    story.figure(1, "800 personnes", 800, "personnes")
    assert story.divergences() == []


def test_a_copy_differs_from_nobody() -> None:
    story = Story("Il y avait 35 élus.", "Il y avait 40 élus.", copies=[1])
    story.figure(0, "35 élus", 35, "élus")
    story.figure(1, "40 élus", 40, "élus")
    assert story.divergences() == []


SAID: Final = "nous ne quitterons pas la vallée avant le printemps"
NEARLY: Final = "nous ne quitterons jamais la vallée avant le printemps"
FIRST: Final = "nous ne quitterons pas la vallee"


@pytest.mark.parametrize(
    ("other", "speaker", "actor_id", "expected"),
    [
        (SAID, "Bruno Tissot", "bruno-tissot", ["Aline Vernet", "Bruno Tissot"]),
        (NEARLY, "Bruno Tissot", "bruno-tissot", ["Aline Vernet", "Bruno Tissot"]),
        (SAID, "une source diplomatique", None, ["Aline Vernet", "une source diplomatique"]),
        (SAID, "la ministre", None, []),
        (SAID, "Aline Vernet", "aline-vernet", []),
        ("la vallée attend le printemps depuis un an", "Bruno Tissot", "bruno-tissot", []),
    ],
)
def test_one_statement_given_to_two_speakers(
    other: str, speaker: str, actor_id: str | None, expected: list[str]
) -> None:
    story = Story(f"« {SAID} », a dit Aline Vernet.", f"« {other} », a dit {speaker}.")
    story.quote(0, SAID, "Aline Vernet", "aline-vernet")
    story.quote(1, other, speaker, actor_id)
    found = story.divergences()
    assert [row[3] for row in found] == expected
    assert {row[:2] for row in found} <= {("speaker", FIRST)}


@pytest.mark.parametrize(
    ("one", "other", "is_different"),
    [
        ({"words": "maire de Brume"}, {"words": "maire de Valrose"}, True),
        ({"words": "maire de Brume"}, {"words": "maire"}, False),
        ({"words": "maire de Brume"}, {"words": "présidente du Pacte"}, False),
        (
            {"words": "ministre des Lacs", "role_id": "l"},
            {"words": "ministre des Eaux", "role_id": "l"},
            False,
        ),
        ({"words": "maire de Brume"}, {"words": "maire de Brume", "tense": "former"}, True),
        ({"words": "maire de Brume"}, {"words": "ancienne maire de Brume", "tense": "former"}, True),
        ({"words": "maire de Brume"}, {"words": "adjointe", "is_conflict": True}, True),
    ],
)
def test_roles_that_cannot_both_be(one: dict[str, Any], other: dict[str, Any], is_different: bool) -> None:
    story = Story(f"Aline Vernet, {one['words']}.", f"Aline Vernet, {other['words']}.")
    story.role(0, **one)
    story.role(1, **other)
    found = [(row[0], row[1], row[2]) for row in story.divergences()]
    assert found == [("role", "aline-vernet", n) for n in ("0", "1") if is_different]


def _publisher(number: int) -> Row:
    return {"publisher_id": f"p{number}", "name": f"P{number}", "kind": "web", "domains": []}


def _actor(actor_id: str) -> Row:
    name = actor_id.replace("-", " ").title()
    return {
        "actor_id": actor_id,
        "name": name,
        "actor_type": "person",
        "is_registered": True,
        "is_confirmed": True,
    }


def _arrival(number: int) -> Row:
    return {
        "arrival_id": f"a{number}",
        "source_path": f"{number}.txt",
        "source_key": f"{number}.txt#0",
        "arrived_on": DAY,
        "document_id": str(number),
        "outcome": "new",
        "is_current": True,
        "publisher_id": f"p{number}",
        "byte_count": 1,
    }


def _document(number: int) -> Row:
    return {
        "document_id": str(number),
        "sections": [],
        "authors": [],
        "dated_on": DAY,
        "dated_by": "text",
        "language_code": "fr",
        "language_score": 1.0,
        "word_count": 1,
        "is_truncated": False,
        "is_current": True,
        "story_id": "0",
    }


def _raw(number: int, text: str) -> Row:
    return {
        "document_id": str(number),
        "content_sha256": str(number),
        "media_type": "text/plain",
        "encoding": "utf-8",
        "reader": "text",
        "first_arrived_on": DAY,
        "text": text,
    }


def _passage(number: int, text: str) -> Row:
    return {
        "document_id": str(number),
        "paragraph_index": 0,
        "char_start": 0,
        "char_end": len(text),
        "paragraph_kind": "paragraph",
        "language_code": "fr",
        "language_score": 1.0,
        "text": text,
    }


def _copy(number: int) -> Row:
    return {
        "document_id": str(number),
        "duplicate_of": "0",
        "kind": "rewritten",
        "shared_share": 0.9,
        "reverse_share": 0.9,
        "first_carrier_document_id": "0",
    }
