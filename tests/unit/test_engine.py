"""The engine: a document is done again when, and only when, its input, the rules or the code changed."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from pipeline import engine
from pipeline.engine import HASHES, Done, StoredRows, Work, run_part, run_works
from pipeline.errors import StoreError, VerbatimError
from pipeline.fingerprint import hash_of
from pipeline.records.tagging import Name
from pipeline.rulebook import Rulebook
from pipeline.step import Made, Row, Rows, Step
from pipeline.store import read_part, table_of, write_part
from pipeline.tables import arrow_schema

Texts = dict[str, list[str]]


class Shop:
    """A step `names` over hand-made passages that notes on which documents it worked."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.worked: list[str] = []
        self.version = "1"
        self.step = Step("names", "tag", ("passages",), ("names",), lambda _rules: None, self.apply)

    def apply(self, rows: Rows, _resources: None) -> Made:
        passages = rows["passages"]
        self.worked += sorted({row["document_id"] for row in passages})
        if any("!" in row["text"] for row in passages):
            raise ZeroDivisionError("boom")
        return {"names": [Name(row["char_start"], row["char_end"], row["text"]) for row in passages]}

    def give(self, texts: Texts) -> None:
        """Writes the input part: passages of each document, with the hash of its rows."""
        rows: dict[str, list[Row]] = {
            document: [
                {
                    "document_id": document,
                    "char_start": place,
                    "char_end": place + len(text),
                    "region": "body",
                    "paragraph_index": place,
                    "paragraph_kind": "paragraph",
                    "language_code": "fr",
                    "text": text,
                }
                for place, text in enumerate(listed)
            ]
            for document, listed in texts.items()
        }
        passages = table_of(arrow_schema("passages"), [row for listed in rows.values() for row in listed])
        hashes = [{"document_id": document, "passages": hash_of(listed)} for document, listed in rows.items()]
        tables = {"passages": passages, HASHES: passages.from_pylist(hashes)}
        write_part(self.folder / "segment", hash_of(texts), tables)

    def run(self, *documents: str) -> dict[str, list[str]]:
        """Runs the step over the documents; labels by document, as stored."""
        self.worked = []
        inputs = StoredRows((("passages", self.folder / "segment"),), documents)
        work = Work("names", Rulebook(), self.version, self.folder / "names", inputs)
        run_part(work)
        part = read_part(self.folder / "names")
        assert part is not None
        labels: dict[str, list[str]] = {document: [] for document in documents}
        for row in part.load("names").to_pylist():
            labels[row["document_id"]].append(row["label"])
        return labels


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    engine._resources.cache_clear()
    made = Shop(tmp_path)
    monkeypatch.setattr(engine, "find_step", lambda _name: made.step)
    yield made
    engine._resources.cache_clear()


def test_only_what_changed_is_done_again(shop: Shop) -> None:
    texts: Texts = {"a": ["x", "y"], "b": [], "c": ["z"]}
    shop.give(texts)
    assert shop.run("a", "b", "c") == texts
    assert shop.worked == ["a", "c"]
    shop.run("a", "b", "c")
    assert shop.worked == []
    changed = texts | {"c": ["w"], "b": ["n"]}
    shop.give(changed)
    assert shop.run("a", "b", "c") == changed
    assert shop.worked == ["b", "c"]


def test_a_document_that_loses_its_rows_or_leaves_is_forgotten(shop: Shop) -> None:
    shop.give({"a": ["x"], "b": ["y"]})
    shop.run("a", "b")
    shop.give({"a": [], "b": ["y"]})
    assert shop.run("a", "b") == {"a": [], "b": ["y"]}
    assert shop.run("b") == {"b": ["y"]}
    assert shop.worked == []


def test_the_order_of_documents_does_not_make_work(shop: Shop) -> None:
    shop.give({"a": ["x"], "b": ["y"]})
    shop.run("a", "b")
    shop.run("b", "a")
    assert shop.worked == []
    part = read_part(shop.folder / "names")
    assert part is not None
    assert part.load("names")["document_id"].to_pylist() == ["b", "a"]


def test_other_code_or_rules_redo_everything_and_give_the_same_bytes(shop: Shop) -> None:
    shop.give({"a": ["x"], "b": ["y"]})
    shop.run("a", "b")
    before = read_part(shop.folder / "names")
    shop.version = "2"
    shop.run("a", "b")
    after = read_part(shop.folder / "names")
    assert shop.worked == ["a", "b"]
    assert before is not None
    assert after is not None
    assert before.hashes["names"] == after.hashes["names"]


def test_rows_and_their_hashes_do_not_depend_on_how_often_it_ran(shop: Shop, tmp_path: Path) -> None:
    shop.give({"a": ["x"], "b": ["y"]})
    shop.run("a", "b")
    shop.give({"a": ["x"], "b": ["q"]})
    shop.run("a", "b")
    grown = read_part(shop.folder / "names")
    fresh = Shop(tmp_path / "fresh")
    shop.step = fresh.step
    engine._resources.cache_clear()
    fresh.give({"a": ["x"], "b": ["q"]})
    fresh.run("a", "b")
    at_once = read_part(fresh.folder / "names")
    assert grown is not None
    assert at_once is not None
    assert grown.hashes == at_once.hashes


def test_a_failure_names_step_and_document_and_leaves_the_old_part(shop: Shop) -> None:
    shop.give({"a": ["x"]})
    shop.run("a")
    shop.give({"a": ["x!"]})
    with pytest.raises(VerbatimError, match="step names failed on a: ZeroDivisionError: boom"):
        shop.run("a")
    part = read_part(shop.folder / "names")
    assert part is not None
    assert part.load("names")["label"].to_pylist() == ["x"]


def test_a_damaged_part_is_made_again_and_a_missing_input_is_named(shop: Shop) -> None:
    shop.give({"a": ["x"]})
    shop.run("a")
    for path in (shop.folder / "names").glob("names-*.parquet"):
        path.unlink()
    assert shop.run("a") == {"a": ["x"]}
    assert shop.worked == ["a"]
    (shop.folder / "segment" / "part.json").write_text("{")
    shop.version = "2"
    with pytest.raises(StoreError, match="segment"):
        shop.run("a")


def test_a_row_that_does_not_fit_its_table_is_an_error_that_shows_it() -> None:
    with pytest.raises(StoreError, match="label must not be null"):
        table_of(arrow_schema("names"), [{"document_id": "a", "char_start": 0, "char_end": 1, "label": None}])
    with pytest.raises(StoreError, match="do not fit"):
        table_of(
            arrow_schema("names"), [{"document_id": "a", "char_start": "x", "char_end": 1, "label": "PER"}]
        )


def test_progress_counts_units_of_every_part(shop: Shop) -> None:
    shop.give({"a": ["x"], "b": ["y"]})
    inputs = StoredRows((("passages", shop.folder / "segment"),), ("a", "b"))
    work = Work("names", Rulebook(), "1", shop.folder / date(2026, 1, 6).isoformat(), inputs)
    seen: list[int] = []
    run_works([work, replace(work, folder=shop.folder / "other")], 1, seen.append)
    assert seen == [2, 2]
    assert run_works([work], 1, seen.append) == [Done(0, 2, {"names": 2})]


def test_workers_import_the_steps_and_not_what_started_the_run() -> None:
    pool = engine._pool(2)
    loaded = [pool.submit(eval, "sorted(__import__('sys').modules)").result() for _ in range(2)]
    engine._pool.cache_clear()
    pool.shutdown()
    for names in loaded:
        assert {"pipeline.steps.names", "spacy.lang.fr"} <= set(names)
        assert not {"pytest", "dagster", "pipeline.cli"} & set(names)
