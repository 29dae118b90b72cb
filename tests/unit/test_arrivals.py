"""What came of every arrival: each rule of the replay, by itself and in sequence."""

from collections.abc import Sequence

from pipeline.ingest.arrivals import Arrivals, Publishers, replay
from pipeline.ingest.ledger import UNREADABLE, Sighting
from pipeline.ingest.limits import DOCUMENT_BYTES_MAX
from pipeline.step import Row

NOBODY = Publishers([])


def record(content: str | None, key: str = "0", index: int = 0, **more: object) -> Row:
    return {
        "record_index": index,
        "record_key": key,
        "content_sha256": content,
        "document_id": content[:4] if content else None,
        "byte_count": 3,
        "reader": "text",
        "source_url": None,
        "reason_code": None,
        "detail": None,
    } | more


def sighting(path: str, file: str, day: str = "2026-01-06", size: int = 3) -> Sighting:
    return Sighting(path, file, size, day)


def outcomes(made: Arrivals) -> Sequence[tuple[str, str, bool]]:
    return [(row["source_key"], row["outcome"], row["is_current"]) for row in made.arrivals]


def test_same_bytes_from_two_paths_are_two_current_arrivals_of_one_document() -> None:
    made = replay([sighting("a.txt", "f1"), sighting("b.txt", "f1")], {"f1": [record("c1xx")]}, NOBODY)
    assert outcomes(made) == [("a.txt#0", "new", True), ("b.txt#0", "same_content", True)]
    assert {row["document_id"] for row in made.arrivals} == {"c1xx"}
    assert made.first_carriers == {"c1xx": "f1"}


def test_new_content_under_the_same_path_supersedes_with_its_history() -> None:
    records = {"f1": [record("c1xx")], "f2": [record("c2xx")]}
    made = replay([sighting("a.txt", "f1"), sighting("a.txt", "f2", "2026-01-07")], records, NOBODY)
    assert outcomes(made) == [("a.txt#0", "new", False), ("a.txt#0", "supersedes", True)]
    assert made.arrivals[1]["supersedes_arrival_id"] == made.arrivals[0]["arrival_id"]


def test_a_text_that_goes_back_to_an_earlier_wording_arrives_anew_under_a_new_id() -> None:
    records = {"f1": [record("c1xx")], "f2": [record("c2xx")]}
    made = replay([sighting("a.txt", f) for f in ("f1", "f2", "f1")], records, NOBODY)
    assert outcomes(made)[2] == ("a.txt#0", "supersedes", True)
    assert len({row["arrival_id"] for row in made.arrivals}) == 3


def test_a_record_that_its_file_carries_unchanged_is_no_new_arrival() -> None:
    first, second, third = record("c1xx", "one"), record("c2xx", "two", 1), record("c3xx", "two", 1)
    records = {"f1": [first, second], "f2": [first, third]}
    made = replay([sighting("feed.xml", "f1"), sighting("feed.xml", "f2")], records, NOBODY)
    assert outcomes(made) == [
        ("feed.xml#one", "new", True),
        ("feed.xml#two", "new", False),
        ("feed.xml#two", "supersedes", True),
    ]


def test_a_rejected_delivery_replaces_nothing_and_is_told_once() -> None:
    bad = record(None, reason_code="binary", detail="no text", reader=None)
    records = {"f1": [record("c1xx")], "f2": [bad]}
    made = replay([sighting("a.txt", f) for f in ("f1", "f2", "f1", "f2")], records, NOBODY)
    assert outcomes(made) == [("a.txt#0", "new", True), ("a.txt#0", "rejected", False)]
    assert all(row["reason_code"] == "binary" for row in made.rejections)
    assert len({row["arrival_id"] for row in made.arrivals}) == len(made.arrivals)


def test_what_was_never_kept_is_a_rejection_that_says_why() -> None:
    seen = [sighting("big.txt", "f1", size=DOCUMENT_BYTES_MAX + 1), sighting("shut.txt", UNREADABLE, size=0)]
    made = replay(seen, {}, NOBODY)
    assert [row["reason_code"] for row in made.rejections] == ["oversized", "unreadable"]
    assert [row["outcome"] for row in made.arrivals] == ["rejected", "rejected"]


def test_withdrawn_content_does_not_come_in_again() -> None:
    made = replay([sighting("a.txt", "f1")], {"f1": [record("c1xx")]}, NOBODY, {"c1xx"})
    assert outcomes(made) == [("a.txt#0", "withdrawn", False)]
    assert made.first_carriers == {}


def test_publisher_comes_from_address_before_folder() -> None:
    publishers = Publishers(
        [
            {"publisher_id": "gazette", "domains": "gazette.example|gazette-de-valmont.example"},
            {"publisher_id": "echo"},
        ]
    )
    assert publishers.of_url("https://www.gazette.example/a?b") == "gazette"
    assert publishers.of_url("https://notgazette.example/") is None
    assert publishers.of_url("http://[broken") is None
    assert publishers.of_path("2026/Gazette.example/a.txt") == "gazette"
    assert publishers.of_path("gazette") is None
    row = record("c1xx", source_url="https://m.gazette.example/1")
    made = replay([sighting("echo/a.txt", "f1")], {"f1": [row]}, publishers)
    assert made.arrivals[0]["publisher_id"] == "gazette"


def test_a_folder_within_a_zip_names_the_publisher_too() -> None:
    publishers = Publishers([{"publisher_id": "gazette", "domains": "gazette-de-valmont.example"}])
    records = {"f1": [record("c1xx", "gazette-de-valmont.example/a.txt"), record("c2xx", "b.txt", 1)]}
    made = replay([sighting("lot.zip", "f1")], records, publishers)
    assert [row["publisher_id"] for row in made.arrivals] == ["gazette", None]
