"""The runner of SQL models: headers, dependencies, order, errors, lineage."""

from pathlib import Path

import duckdb
import pytest

from pipeline.audit import Check, derived_checks, load_checks, run_checks
from pipeline.errors import AuditError, SqlError
from pipeline.models import (
    column_lineage,
    define_macros,
    define_models,
    load_macros,
    load_models,
    read_header,
)

HEADER = "-- purpose: What it is for.\n-- grain: a row\n-- key: document_id\n"


def write(sql_dir: Path, **files: str) -> Path:
    for name, text in files.items():
        folder, _, stem = name.partition("_")
        path = sql_dir / folder / f"{stem}.sql"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return sql_dir


def test_header_fields_go_on_over_lines_and_the_semicolon_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "x.sql"
    path.write_text(
        "-- purpose: One thing\n--   and another.\n-- key: a, b\n\nselect 1; \n", encoding="utf-8"
    )
    assert read_header(path) == ({"purpose": "One thing and another.", "key": "a, b"}, "select 1")


def test_models_come_after_what_they_read_whatever_their_names(tmp_path: Path) -> None:
    write(
        tmp_path,
        models_a=HEADER + "with paragraphs as (select document_id from c) select document_id from paragraphs",
        models_b=HEADER + "-- materialised: yes\nselect document_id from documents",
        models_c=HEADER + "select document_id from b where document_id in (select document_id from quotes)",
    )
    models = load_models(tmp_path)
    assert [(m.name, m.depends_on) for m in models] == [
        ("b", ("documents",)),
        ("c", ("b", "quotes")),
        ("a", ("c",)),
    ]
    assert [m.is_materialised for m in models] == [True, False, False]
    assert models[0].comment == "What it is for. Grain: a row. Key: document_id."


@pytest.mark.parametrize(
    ("sql", "message"),
    [
        ("select document_id from nowhere", r"x\.sql reads nowhere"),
        ("select document_id from metadata", r"x\.sql reads metadata"),
        ("select document_id from y", "x -> y -> x|y -> x -> y"),
        ("select from where", r"x\.sql: cannot be parsed"),
        ("select 1; select 2", "exactly one SELECT"),
        ("create table z as select 1", "exactly one SELECT"),
    ],
)
def test_a_model_that_cannot_be_ordered_is_named(tmp_path: Path, sql: str, message: str) -> None:
    write(tmp_path, models_x=HEADER + sql, models_y=HEADER + "select document_id from x")
    with pytest.raises(SqlError, match=message):
        load_models(tmp_path)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("select 1", "a header"),
        (HEADER, "a header"),
        ("-- purpose: p\n-- key: k\nselect 1", "misses grain"),
        (HEADER + "-- colour: red\nselect 1", "unknown colour"),
    ],
)
def test_a_header_that_is_incomplete_is_an_error(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(SqlError, match=message):
        load_models(write(tmp_path, models_x=text))


def test_models_are_defined_with_comments_as_views_or_tables(tmp_path: Path) -> None:
    write(
        tmp_path,
        models_kept=HEADER + "-- materialised: yes\nselect document_id from documents",
        models_seen=HEADER + "-- method: it's plain\nselect document_id from kept",
    )
    for as_views, kinds in ((True, [("kept", "BASE TABLE"), ("seen", "VIEW")]), (False, None)):
        with duckdb.connect() as connection:
            connection.execute("create table documents as select 'd' as document_id")
            define_models(connection, load_models(tmp_path), as_views=as_views)
            found = connection.execute(
                "select table_name, table_type from information_schema.tables"
                " where table_name <> 'documents' order by 1"
            ).fetchall()
            assert found == (kinds or [("kept", "BASE TABLE"), ("seen", "BASE TABLE")])
            source = "duckdb_views()" if as_views else "duckdb_tables()"
            name = "view_name" if as_views else "table_name"
            comments = connection.execute(f"select comment from {source} where {name} = 'seen'").fetchall()
            assert comments == [("What it is for. Grain: a row. Key: document_id. Method: it's plain",)]
            columns = connection.execute(
                "select comment from duckdb_columns() where table_name = 'seen'"
            ).fetchall()
            assert columns[0][0].startswith("First 32 hex digits")


def test_sql_that_duckdb_refuses_is_named_by_its_file(tmp_path: Path) -> None:
    write(tmp_path, models_x=HEADER + "select nothing from documents")
    with duckdb.connect() as connection:
        connection.execute("create table documents as select 'd' as document_id")
        with pytest.raises(SqlError, match=r"sql/models/x\.sql: .*nothing"):
            define_models(connection, load_models(tmp_path))


def test_macros_come_functions_first_and_after_those_they_call(tmp_path: Path) -> None:
    header = "-- purpose: p\n-- example: from x(1);\n"
    write(
        tmp_path,
        macros_a=header + "create or replace macro a(one) as table (select z(one) as n, * from b(one))",
        macros_b=header
        + "create or replace macro b(one) as table (select one), (one, two) as table (select two)",
        macros_z=header + "create or replace macro z(one) as one + 1",
    )
    macros = load_macros(tmp_path)
    assert [(m.name, m.is_table, m.parameters) for m in macros] == [
        ("z", False, (("one",),)),
        ("b", True, (("one",), ("one", "two"))),
        ("a", True, (("one",),)),
    ]
    with duckdb.connect() as connection:
        define_macros(connection, macros)
        assert connection.execute("from a(1)").fetchall() == [(2, 1)]
        comment = connection.execute(
            "select comment from duckdb_functions() where function_name = 'z'"
        ).fetchone()
        assert comment == ("p Example: from x(1)",)


def test_a_macro_bears_the_name_of_its_file(tmp_path: Path) -> None:
    write(tmp_path, macros_a="-- purpose: p\n-- example: e\ncreate or replace macro b() as 1")
    with pytest.raises(SqlError, match=r"create or replace macro a\("):
        load_macros(tmp_path)


def test_lineage_leads_to_the_columns_read_and_never_raises(tmp_path: Path) -> None:
    write(
        tmp_path,
        models_base=HEADER + "select document_id, count(*) as quote_count from quotes group by document_id",
        models_x=HEADER
        + "with b as (select document_id, quote_count from base)"
        + " select d.document_id, b.quote_count + d.word_count as total_count, 1 as one_count"
        + " from documents as d inner join b on d.document_id = b.document_id",
    )
    models = {model.name: model for model in load_models(tmp_path)}
    assert column_lineage(models["x"], list(models.values())) == {
        "document_id": [("documents", "document_id")],
        "total_count": [("base", "quote_count"), ("documents", "word_count")],
        "one_count": [],
    }


def test_checks_count_failing_rows_and_show_a_few(tmp_path: Path) -> None:
    with duckdb.connect() as connection:
        connection.execute("create table t as select range as n from range(9)")
        held, broken = run_checks(
            connection,
            [
                Check("t__a", "blocking", "p", "select n from t where n > 8"),
                Check("t__b", "warning", "p", "select n from t"),
            ],
        )
        assert held.is_passed
        assert not broken.is_passed
        assert (broken.failing_count, len(broken.sample_rows), broken.sample_rows[0]) == (9, 5, {"n": 0})
        with pytest.raises(AuditError, match="t__c cannot be run"):
            run_checks(connection, [Check("t__c", "blocking", "p", "select m from t")])


def test_a_check_says_how_grave_it_is(tmp_path: Path) -> None:
    write(tmp_path, checks_t__x="-- purpose: p\n-- severity: dire\nselect 1")
    with pytest.raises(SqlError, match="blocking or warning"):
        load_checks(tmp_path)


def test_derived_checks_have_names_of_their_own() -> None:
    names = [check.name for check in derived_checks()]
    assert len(names) == len(set(names))
    assert "documents__duplicate_of_in_raw_documents" in names
