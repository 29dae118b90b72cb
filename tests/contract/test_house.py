"""The house rules: records that fit their tables, no Dagster in the library, docs on everything."""

import ast
import typing
from dataclasses import fields
from pathlib import Path
from typing import Final

import pyarrow as pa
import pytest

from pipeline.fingerprint import ROOT
from pipeline.records import cleaning, reading, segmentation, tagging
from pipeline.tables import TABLES, arrow_schema

RECORDS: Final = {
    "hints": reading.Hint,
    "spans": cleaning.Span,
    "metadata": cleaning.Metadata,
    "paragraphs": segmentation.Paragraph,
    "sentences": segmentation.Sentence,
    "passages": segmentation.Passage,
    "contexts": segmentation.Context,
    "names": tagging.Name,
    "mentions": tagging.Mention,
    "found_actors": tagging.FoundActor,
    "role_claims": tagging.RoleClaim,
    "quotes": tagging.Quote,
    "topic_tags": tagging.TopicTag,
    "amounts": tagging.Amount,
    "dates": tagging.DateMention,
}


def modules(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


def imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
    return found


@pytest.mark.parametrize("table", RECORDS)
def test_records_have_the_columns_of_their_table_in_their_types(table: str) -> None:
    kinds = {str: "string", int: "int32", float: "double", bool: "bool"}
    schema = arrow_schema(table)
    hints = typing.get_type_hints(RECORDS[table])
    names = [name for name in schema.names if name != "document_id"]
    assert sorted(field.name for field in fields(RECORDS[table])) == sorted(names)
    for name in names:
        options = typing.get_args(hints[name]) or (hints[name],)
        is_list = typing.get_origin(hints[name]) is tuple
        assert schema.field(name).nullable == (type(None) in options and not is_list), name
        kind = next(option for option in options if option is not type(None))
        if is_list:
            assert pa.types.is_list(schema.field(name).type), name
        elif kind in kinds:
            assert str(schema.field(name).type) == kinds[kind], name


def test_every_table_and_column_says_what_it_means() -> None:
    for table in TABLES.values():
        for words in (table.meaning, *(column.meaning for column in table.columns)):
            assert words.endswith((".", "…")), words
        assert table.nullable <= {column.name for column in table.columns}
        for reference in table.references:
            assert {column.name for column in table.columns} >= set(reference.columns)
            assert {column.name for column in TABLES[reference.table].columns} >= set(reference.to)


@pytest.mark.parametrize("path", modules("pipeline"), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_the_library_knows_nothing_of_dagster(path: Path) -> None:
    assert not {name for name in imports(path) if name.split(".")[0] in ("dagster", "assets")}


@pytest.mark.parametrize("path", modules("pipeline/text"), ids=lambda path: path.name)
def test_text_modules_are_pure(path: Path) -> None:
    impure = {
        "os",
        "pathlib",
        "io",
        "duckdb",
        "pyarrow",
        "random",
        "time",
        "socket",
        "subprocess",
        "urllib.request",
    }
    assert not imports(path) & impure


@pytest.mark.parametrize("folder", ["pipeline", "assets"])
def test_every_module_says_what_belongs_in_it(folder: str) -> None:
    for path in modules(folder):
        assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))), path


def test_assets_keep_annotations_as_they_are() -> None:
    assert not [path for path in modules("assets") if "__future__" in imports(path)]
