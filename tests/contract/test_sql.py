"""The SQL of the dataset: every model, macro and check binds, runs and says what its header promises."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any, Final

import duckdb
import pyarrow as pa
import pytest

from pipeline.audit import Check, derived_checks, load_checks, run_checks
from pipeline.fingerprint import ROOT
from pipeline.models import column_lineage, columns_of, define_sql, load_macros, load_models
from pipeline.tables import COLUMNS, PUBLISHED, STRINGS, TABLES
from tests.contract.dataset import PLAN, WATER, A, B, C, D, G, H, K, Row, Rows, dataset, fill, replace

SQL: Final = ROOT / "sql"
MODELS: Final = load_models(SQL)
MACROS: Final = load_macros(SQL)
CHECKS: Final = load_checks(SQL)
REQUIRED: Final = {
    *("actor_overview", "actor_daily", "actor_topics", "actor_quotes", "actor_pairs"),
    *(
        "topic_overview",
        "topic_daily",
        "topic_actors",
        "story_overview",
        "story_divergences",
        "source_overview",
    ),
    *("boilerplate_candidates", "unlinked_names", "unresolved_speakers", "role_conflicts"),
}
TYPES: Final = {
    pa.string(): "VARCHAR",
    pa.int32(): "INTEGER",
    pa.int64(): "BIGINT",
    pa.float64(): "DOUBLE",
    pa.bool_(): "BOOLEAN",
    pa.date32(): "DATE",
    pa.timestamp("us"): "TIMESTAMP",
    STRINGS: "VARCHAR[]",
}


@pytest.fixture(scope="module")
def full() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        fill(connection, dataset())
        define_sql(connection, SQL)
        yield connection


@pytest.fixture(scope="module")
def empty() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        fill(connection, {})
        define_sql(connection, SQL)
        yield connection


@pytest.fixture(scope="module")
def plain() -> Iterator[duckdb.DuckDBPyConnection]:
    """The tables alone."""
    with duckdb.connect() as connection:
        fill(connection, dataset())
        yield connection


def query(connection: duckdb.DuckDBPyConnection, sql: str) -> list[Row]:
    found = connection.execute(sql)
    names = [column[0] for column in found.description or []]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def test_the_views_of_the_design_are_there() -> None:
    assert {model.name for model in MODELS} >= REQUIRED
    assert {macro.name for macro in MACROS} >= {"quotes_of", "about", "search", "evidence", "context"}
    assert not {model.name for model in MODELS} & set(TABLES)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_a_view_shows_declared_columns_in_their_types_by_its_key(
    full: duckdb.DuckDBPyConnection, empty: duckdb.DuckDBPyConnection, model: Any
) -> None:
    for connection in (full, empty):
        columns = columns_of(connection, model.name)
        assert columns == [(name, TYPES[COLUMNS[name].type]) for name, _ in columns]
    names = [name for name, _ in columns]
    assert list(model.key) == names[: len(model.key)], "key columns come first"
    assert model.sql.endswith("order by " + ", ".join(_as_ordered(model.sql, model.key)))
    rows = query(full, f"from {model.name}")
    assert rows, "the test's dataset has no row for this view"
    keys = [tuple(row[name] for name in model.key) for row in rows]
    assert None not in {value for key in keys for value in key}
    assert keys == sorted(set(keys))
    assert query(empty, f"from {model.name}") == []
    assert not any("hugeint" in kind.lower() for _, kind in columns)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_a_model_runs_as_it_stands_and_gives_its_view(full: duckdb.DuckDBPyConnection, model: Any) -> None:
    text = (SQL / "models" / f"{model.name}.sql").read_text(encoding="utf-8")
    assert query(full, text) == query(full, f"from {model.name}")


def _as_ordered(sql: str, key: tuple[str, ...]) -> list[str]:
    """The key as the order by names it: with the qualifier that the SELECT uses."""
    listed = sql.rpartition("order by ")[2].split(", ")
    return [part if part.rpartition(".")[2] == name else name for part, name in zip(listed, key, strict=True)]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_a_counting_view_has_all_counts_that_apply(model: Any) -> None:
    """A view with report_count has story_count and both source counts, but where its grain is one of these."""
    names = set(column_lineage(model, MODELS))
    without = {
        "actor_quotes": {"story_count", "source_count", "independent_source_count"},
        "story_overview": {"story_count"},
        "story_divergences": {"story_count"},
        "source_overview": {"source_count"},
        "boilerplate_candidates": {"source_count", "independent_source_count"},
    }.get(model.name, set())
    counts = {"report_count", "story_count", "source_count", "independent_source_count"}
    if "report_count" in names:
        assert counts - names == without
    if "dated_on" in names:
        assert "dated_by" in names


COUNTS: Final = ("report_count", "story_count", "source_count", "independent_source_count", "statement_count")


def counts(connection: duckdb.DuckDBPyConnection, view: str, key: str) -> dict[Any, tuple[int, ...]]:
    rows = query(connection, f"select {key} as k, * from {view}")
    return {row["k"]: tuple(row[name] for name in COUNTS if name in row) for row in rows}


def test_reports_stories_sources_and_statements_of_actors(full: duckdb.DuckDBPyConnection) -> None:
    """A: two arrivals; B: AFP's text without its name; C: own work; D: unknown source; E: replaced."""
    assert counts(full, "actor_overview", "actor_id") == {
        # A twice, B, C, D; stories A, D; gazette, courrier, matin, unknown; AFP, courrier, unknown; 2 + 1 + 1 said
        "aline-vernet": (5, 2, 4, 3, 4),
        # A twice, C; gazette, courrier; AFP, courrier
        "conseil-du-lac": (3, 1, 2, 2, 0),
        # A twice, D
        "u-bruno-tissot": (3, 2, 3, 2, 1),
        "denis-roche": (1, 1, 1, 1, 1),
        "paule-garin": (1, 1, 1, 1, 1),
    }
    (row,) = query(full, "from actor_overview where actor_id = 'aline-vernet'")
    assert (row["mention_count"], row["quoted_report_count"], row["direct_share"]) == (6, 4, 0.5)
    assert (row["first_dated_on"], row["last_dated_on"]) == (date(2026, 2, 3), date(2026, 2, 4))


def test_bounds_of_counts_follow_from_measured_precision_and_recall(full: duckdb.DuckDBPyConnection) -> None:
    """Wilson's bounds at 95 %: .9 of 100 is .8256 to .9448, .8 of 100 .7112 to .8666, .5 of 40 .3520 to .6480."""
    rows = query(full, "from measured_accuracy")
    assert {row["kind"]: (row["factor_low"], row["factor_high"]) for row in rows} == {
        "mention": (round(0.82563 / 0.86663, 4), round(0.94477 / 0.71117, 4)),
        "topic": (round(0.35199 / 0.64801, 4), round(0.64801 / 0.35199, 4)),
    }
    (actor,) = query(full, "from actor_overview where actor_id = 'aline-vernet'")
    assert (actor["report_count_low"], actor["report_count_high"]) == (4, 7)
    assert (actor["statement_count_low"], actor["statement_count_high"]) == (None, None), "not measured"
    (topic,) = query(full, f"from topic_overview where topic_id = '{PLAN}'")
    assert (topic["report_count_low"], topic["report_count_high"]) == (2, 8)


def test_days_of_actors_and_topics(full: duckdb.DuckDBPyConnection) -> None:
    days = counts(full, "actor_daily", "(actor_id, dated_on::varchar, dated_by)")
    assert {key[1:]: value for key, value in days.items() if key[0] == "aline-vernet"} == {
        ("2026-02-03", "published"): (3, 1, 3, 1, 3),
        ("2026-02-04", "published"): (1, 1, 1, 1, 1),
        ("2026-02-04", "arrival"): (1, 1, 1, 1, 0),
    }
    assert counts(full, "topic_daily", "(topic_id, dated_on::varchar, dated_by)") == {
        (PLAN, "2026-02-03", "published"): (3, 1, 3, 1, 3),
        (PLAN, "2026-02-04", "published"): (1, 1, 1, 1, 1),
        (WATER, "2026-02-03", "published"): (2, 1, 2, 1, 1),
        (WATER, "2026-02-04", "arrival"): (1, 1, 1, 1, 0),
    }


def test_actors_with_topics_stand_in_one_paragraph(full: duckdb.DuckDBPyConnection) -> None:
    expected = {
        ("aline-vernet", PLAN): (4, 1, 3, 2, 4),  # not D: it is tagged as a whole, she stands in its body
        ("conseil-du-lac", PLAN): (1, 1, 1, 1, 0),
        ("conseil-du-lac", WATER): (2, 1, 2, 1, 0),
        ("u-bruno-tissot", WATER): (2, 1, 2, 1, 1),
    }
    assert counts(full, "actor_topics", "(actor_id, topic_id)") == expected
    assert counts(full, "topic_actors", "(actor_id, topic_id)") == expected
    (row,) = query(full, f"from topic_actors where topic_id = '{PLAN}' and actor_id = 'conseil-du-lac'")
    assert (row["report_share"], row["statement_share"]) == (0.25, 0.0)
    (row,) = query(full, f"from actor_topics where topic_id = '{PLAN}' and actor_id = 'aline-vernet'")
    assert (row["report_share"], row["mention_count"]) == (0.8, 5)


def test_topics_stories_sources_and_pairs(full: duckdb.DuckDBPyConnection) -> None:
    assert counts(full, "topic_overview", "topic_id") == {PLAN: (4, 1, 3, 2, 4), WATER: (3, 2, 3, 2, 1)}
    assert counts(full, "story_overview", "story_id") == {
        A.document_id: (4, 3, 2, 5),
        D.document_id: (1, 1, 1, 0),
        G.document_id: (1, 1, 1, 0),
        H.document_id: (1, 1, 1, 2),
        K.document_id: (2, 2, 2, 2),
    }
    (row,) = query(full, f"from story_overview where story_id = '{A.document_id}'")
    assert (row["document_count"], row["actor_count"], row["divergence_count"]) == (3, 3, 1)
    assert counts(full, "source_overview", "source_id") == {
        "courrier": (4, 3, 2, 6),
        "gazette": (1, 1, 1, 3),
        "matin": (1, 1, 1, 1),
        "phare": (1, 1, 1, 1),
        "unknown": (1, 1, 1, 0),
        "veille": (1, 1, 1, 1),
    }
    own = query(full, "select source_id, own_report_count from source_overview")
    assert [row["own_report_count"] for row in own] == [3, 0, 0, 1, 1, 1]
    assert counts(full, "actor_pairs", "(actor_id, other_actor_id)") == {
        ("aline-vernet", "conseil-du-lac"): (1, 1, 1, 1),
        ("aline-vernet", "u-bruno-tissot"): (1, 1, 1, 1),
        ("conseil-du-lac", "u-bruno-tissot"): (2, 1, 2, 1),
    }


def test_figures_of_a_story_that_differ_stand_side_by_side(full: duckdb.DuckDBPyConnection) -> None:
    rows = query(full, "from story_divergences where aspect = 'figure'")
    seen = [
        (row["document_id"], row["surface"], row["report_count"], row["independent_source_count"])
        for row in rows
    ]
    assert seen == [
        (A.document_id, "35", 3, 1),
        (B.document_id, "35", 3, 1),
        (C.document_id, "40", 1, 1),
    ]
    assert {row["value_count"] for row in rows} == {2}


def test_no_divergence_where_reports_share_a_value_or_are_copies() -> None:
    def divergent(change: Callable[[Rows], None]) -> int:
        rows = dataset()
        change(rows)
        with duckdb.connect() as connection:
            fill(connection, rows)
            define_sql(connection, SQL)
            return len(query(connection, "from diverging_figures"))

    def give_c_both_values(rows: Rows) -> None:
        (forty,) = [row for row in rows["amounts"] if row["value"] == 40]
        rows["amounts"].append(forty | {"char_start": forty["char_start"] + 1, "value": 35.0})

    def make_c_a_copy(rows: Rows) -> None:
        rows["duplicates"].append(rows["duplicates"][0] | {"document_id": C.document_id})

    assert divergent(lambda rows: None) == 3
    assert divergent(give_c_both_values) == 0
    assert divergent(make_c_a_copy) == 0


def test_what_curators_see(full: duckdb.DuckDBPyConnection) -> None:
    (line,) = query(full, "from boilerplate_candidates")
    assert (line["source_id"], line["document_count"], line["text"]) == (
        "courrier",
        3,
        "Recevez la lettre du Courrier 🏔️ chaque matin",
    )
    names = query(full, "from unlinked_names")
    assert [(row["folded_name"], row["actor_id"], row["report_count"]) for row in names] == [
        ("bruno tissot", "u-bruno-tissot", 3),
        ("cafe", None, 2),
    ]
    speakers = query(full, "from unresolved_speakers")
    assert [(row["document_id"][0], row["quote_index"], row["reason_code"]) for row in speakers] == [
        ("c", 0, "low_score"),
        ("h", 0, "no_actor"),
        ("h", 1, "no_speaker"),
    ]
    (conflict,) = query(full, "from role_conflicts")
    assert (conflict["name"], conflict["registered_role"]) == ("Aline Vernet", "ministre des Lacs")


@pytest.mark.parametrize(
    "view",
    [
        model.name
        for model in MODELS
        if "report_count" in column_lineage(model, MODELS) and model.name != "actor_quotes"
    ],
)
def test_evidence_leads_from_each_number_to_its_rows(full: duckdb.DuckDBPyConnection, view: str) -> None:
    (model,) = [model for model in MODELS if model.name == view]
    keys = model.key[:3] if view == "story_divergences" else model.key
    for row in query(full, f"from {view}"):
        arguments = ", ".join("'" + str(row[key]).replace("'", "''") + "'" for key in keys)
        behind = query(full, f"from evidence('{view}', {arguments})")
        documents = {found["document_id"]: found["report_count"] for found in behind}
        if view in ("source_overview", "boilerplate_candidates"):
            assert row["document_count"] == len(documents)
        elif view == "story_divergences":
            assert row["document_id"] in documents
        else:
            assert row["report_count"] == sum(documents.values())
        if "statement_count" in row:
            places = [(q["document_id"], q["char_start"]) for q in behind if q["table_name"] == "quotes"]
            statements = query(full, "select document_id, char_start, statement_index from quotes")
            said = {
                (q["document_id"], q["statement_index"])
                for q in statements
                if (q["document_id"], q["char_start"]) in places
            }
            assert row["statement_count"] == len(said)


def test_evidence_refuses_a_view_that_it_does_not_know(full: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(duckdb.Error, match="no view actor_overviews"):
        query(full, "from evidence('actor_overviews', 'x')")


@pytest.mark.parametrize("macro", MACROS, ids=lambda macro: macro.name)
def test_a_macro_runs_and_its_parameters_hide_no_column(
    full: duckdb.DuckDBPyConnection, empty: duckdb.DuckDBPyConnection, macro: Any
) -> None:
    assert macro.parameters
    assert not {name for form in macro.parameters for name in form} & set(COLUMNS)
    query(full, macro.example)
    found = query(empty, macro.example)
    assert not macro.is_table or found == []


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("quotes_of('VERNET')", ["c0", "a0", "a0", "a1", "b0", "b0"]),
        ("quotes_of('aline-vernet')", ["c0", "a0", "a0", "a1", "b0", "b0"]),
        ("quotes_of('guide')", ["h0"]),
        ("quotes_of('vern')", []),
        ("quotes_of('CDL')", []),
    ],
)
def test_quotes_of_finds_names_aliases_ids_and_descriptions(
    full: duckdb.DuckDBPyConnection, call: str, expected: list[str]
) -> None:
    rows = query(full, f"from {call}")
    assert [f"{row['document_id'][0]}{row['statement_index']}" for row in rows] == expected


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("search('PORT café')", ["a:body"]),
        ("search('lac plan')", ["c:title", "a:title", "b:title"]),
        ("search('elysée')", ["a:body"]),
        ("search('lysée')", []),
        ("search('  ')", []),
        ("about('neige')", ["g:text"]),
        ("about('aménagement')", ["c:topic", "a:topic", "a:topic", "b:topic"]),
        ("about('politique')", ["c:topic", "a:topic", "a:topic", "b:topic"]),
        ("about('eau')", ["d:topic", "a:topic"]),
        ("about('water')", ["d:topic", "a:topic"]),
    ],
)
def test_search_and_about(full: duckdb.DuckDBPyConnection, call: str, expected: list[str]) -> None:
    rows = query(full, f"from {call}")
    ways = [f"{row['document_id'][0]}:{row.get('method', row['region'])}" for row in rows]
    assert ways == expected


def test_timeline_counts_reports_by_day_and_ground(full: duckdb.DuckDBPyConnection) -> None:
    rows = full.execute("from timeline('eau')").fetchall()
    assert rows == [
        (date(2026, 2, 3), "published", 2, 1, 2, 1, 1),
        (date(2026, 2, 4), "arrival", 1, 1, 1, 1, 1),
    ]


def test_context_shows_the_text_around_each_row(full: duckdb.DuckDBPyConnection) -> None:
    rows = query(
        full,
        "select q.text as said, c.* from quotes as q, context(q.document_id, q.char_start, q.char_end) as c"
        " where q.text = 'et nous le ferons vite' order by q.document_id",
    )
    assert [row["text"] for row in rows] == [row["said"] for row in rows]
    assert rows[0]["text_before"].endswith("35 communes 🏔️ », a dit Aline Vernet, « ")
    assert rows[0]["text_after"].startswith(" ». Elle a promis")
    assert rows[0]["text_before"] + rows[0]["text"] + rows[0]["text_after"] == A.text
    assert (rows[1]["text_before"] + rows[1]["text"] + rows[1]["text_after"]) == B.text


@pytest.mark.parametrize(
    ("wording", "folded"),
    [
        ("L’Élysée – cœur", "l elysee coeur"),
        ("Erdoğan, İstanbul, ı", "erdogan istanbul i"),
        ("Київ 2026", "киів 2026"),
    ],
)
def test_fold(full: duckdb.DuckDBPyConnection, wording: str, folded: str) -> None:
    assert full.execute("select fold(?)", [wording]).fetchone() == (folded,)


def test_views_are_the_same_with_any_number_of_threads() -> None:
    seen = []
    for threads in (1, 4):
        with duckdb.connect(config={"threads": threads}) as connection:
            fill(connection, dataset())
            define_sql(connection, SQL)
            seen.append([connection.execute(f"from {model.name}").fetchall() for model in MODELS])
    assert seen[0] == seen[1]


def test_all_checks_hold_on_the_dataset(full: duckdb.DuckDBPyConnection) -> None:
    results = run_checks(full, [*derived_checks(), *CHECKS])
    assert [(result.name, result.sample_rows) for result in results if not result.is_passed] == []


def test_checks_run_on_an_empty_dataset(empty: duckdb.DuckDBPyConnection) -> None:
    assert all(result.is_passed for result in run_checks(empty, [*derived_checks(), *CHECKS]))


def change(table: str, place: int = 0, **values: Any) -> Callable[[Rows], None]:
    """A change of one row."""
    return lambda rows: rows[table][place].update(values)


def add(table: str, place: int = 0, **values: Any) -> Callable[[Rows], None]:
    """A further row, like an existing one but for some values."""
    return lambda rows: rows[table].append(rows[table][place] | values)


def drop(table: str, place: int = 0) -> Callable[[Rows], None]:
    """A row less."""
    return lambda rows: rows[table].__delitem__(place)


BREAKS: Final[dict[str, list[Callable[[Rows], None]]]] = {
    "actor_roles__tenure_is_ordered": [change("actor_roles", until=date(2024, 1, 1))],
    "amounts__range_is_ordered": [change("amounts", value_max=1.0), change("amounts", value=float("nan"))],
    "amounts__text_is_where_it_says": [change("amounts", surface="36")],
    "arrivals__one_current_for_a_source_key": [change("arrivals", 5, is_current=True)],
    "arrivals__outcomes_add_up": [
        change("arrivals", outcome="odd"),
        drop("raw_documents"),
        add("raw_documents"),
    ],
    "arrivals__outcome_is_consistent": [
        change("arrivals", outcome="odd"),
        change("arrivals", document_id=None),
        change("arrivals", 4, outcome="new"),
        change("arrivals", 8, document_id=A.document_id),
    ],
    "arrivals__superseded_are_not_current": [
        change("arrivals", 5, is_current=True),
        change("arrivals", 5, source_key="other#0"),
    ],
    "dates__range_is_ordered": [change("dates", date_until=date(2026, 1, 1))],
    "dates__text_is_where_it_says": [change("dates", char_start=2)],
    "documents__agree_with_duplicates_and_stories": [drop("duplicates"), drop("story_documents")],
    "documents__are_all_there": [drop("documents")],
    "documents__current_ones_have_a_story": [change("documents", story_id=None)],
    "documents__current_while_an_arrival_is": [change("documents", is_current=False), drop("arrivals", 3)],
    "documents__day_has_a_known_ground": [
        change("documents", dated_by="guess"),
        change("documents", published_at=datetime(2026, 2, 2)),
    ],
    "duplicates__first_carrier_is_an_original": [
        change("duplicates", duplicate_of=B.document_id),
        add("duplicates", document_id=A.document_id, duplicate_of=C.document_id),
    ],
    "mentions__antecedent_is_a_mention": [
        change("mentions", 2, antecedent_char_start=0, antecedent_char_end=3)
    ],
    "mentions__stand_in_their_paragraph": [
        change("mentions", 1, paragraph_index=1),
        change("mentions", 1, paragraph_index=None),
    ],
    "mentions__text_is_where_it_says": [change("mentions", 5, surface="café")],
    "mentions__values_are_known": [change("mentions", mention_kind="guess")],
    "paragraphs__do_not_overlap": [change("paragraphs", 1, char_start=100)],
    "paragraphs__stand_in_body_spans": [change("paragraphs", 1, char_end=239)],
    "paragraphs__text_is_where_it_says": [change("paragraphs", text="Something else.")],
    "quotes__cue_and_speaker_are_where_they_say": [
        change("quotes", cue="a dit", cue_char_start=0, cue_char_end=5),
        change("quotes", speaker_surface="Elle", speaker_char_start=0, speaker_char_end=4),
    ],
    "quotes__parent_exists": [change("quotes", parent_quote_index=0), change("quotes", parent_quote_index=9)],
    "quotes__say_something": [change("quotes", text=" "), change("quotes", char_end=46)],
    "quotes__stand_in_their_paragraph": [change("quotes", paragraph_index=1)],
    "quotes__statement_has_one_speaker": [change("quotes", actor_id=None), change("quotes", relayed_by="X")],
    "quotes__text_is_where_it_says": [change("quotes", char_start=47)],
    "quotes__values_are_known": [change("quotes", quote_kind="sung")],
    "raw_documents__id_follows_from_content": [change("raw_documents", content_sha256="0" * 64)],
    "raw_documents__withdrawn_are_gone": [
        lambda rows: rows["withdrawals"][0].update(content_sha256=rows["raw_documents"][0]["content_sha256"])
    ],
    "rejections__are_the_rejected_arrivals": [drop("rejections"), change("rejections", arrival_id="a1")],
    "role_claims__no_conflict_on_an_arrival_day": [change("documents", 2, dated_by="arrival")],
    "role_claims__text_is_where_it_says": [change("role_claims", role_surface="ministre")],
    "sentences__do_not_overlap": [change("sentences", 1, char_start=100)],
    "sentences__stand_in_their_paragraph": [change("sentences", 1, paragraph_index=0)],
    "sentences__text_is_where_it_says": [change("sentences", text="Something else.")],
    "spans__is_body_follows_from_kind": [change("spans", is_body=True), change("spans", span_kind="odd")],
    "spans__code_points_add_up": [drop("spans"), change("spans", char_end=999)],
    "spans__tile_every_text": [
        change("spans", 0, char_start=1),
        change("spans", 2, char_start=40),
        drop("spans", 2),
        drop("spans", 6),
        change("spans", 6, char_end=300),
    ],
    "stories__counts_agree_with_their_documents": [change("stories", document_count=9)],
}


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
def test_a_check_finds_the_planted_row(plain: duckdb.DuckDBPyConnection, check: Check) -> None:
    assert check.table in TABLES
    for plant in BREAKS[check.name]:
        assert failing(plain, check, plant) >= 1


@pytest.mark.parametrize(
    ("name", "plant"),
    [
        ("quotes__key_is_unique", add("quotes")),
        ("topic_tags__key_is_unique", add("topic_tags")),
        ("documents__required_columns_are_filled", change("documents", dated_on=None)),
        ("mentions__offsets_lie_in_the_text", change("mentions", char_end=9999)),
        ("mentions__scores_lie_between_0_and_1", change("mentions", score=1.5)),
        ("mentions__scores_lie_between_0_and_1", change("mentions", score=float("nan"))),
        ("documents__publisher_id_in_publishers", change("documents", publisher_id="nobody")),
        ("quotes__document_id_and_paragraph_index_in_paragraphs", change("quotes", paragraph_index=7)),
        ("mentions__rule_id_in_rules", change("mentions", rule_id="no.rule")),
    ],
)
def test_a_derived_check_finds_the_planted_row(
    plain: duckdb.DuckDBPyConnection, name: str, plant: Callable[[Rows], None]
) -> None:
    (check,) = [check for check in derived_checks() if check.name == name]
    assert failing(plain, check, plant) == 1


def failing(plain: duckdb.DuckDBPyConnection, check: Check, plant: Callable[[Rows], None]) -> int:
    """How many rows a check finds in the dataset with one thing wrong; the dataset is as before afterwards."""
    sound, broken = dataset(), dataset()
    plant(broken)
    plain.execute("begin")
    try:
        for name, rows in broken.items():
            if repr(rows) != repr(sound[name]):
                replace(plain, name, rows)
        (result,) = run_checks(plain, [check])
    finally:
        plain.execute("rollback")
    return result.failing_count


def test_the_dataset_has_rows_for_every_table() -> None:
    rows = dataset()
    assert [table.name for table in PUBLISHED if not rows[table.name]] == []
