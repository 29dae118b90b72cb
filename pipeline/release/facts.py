"""What a release knows of itself beyond its rows: counts that must add up, sources and their terms, quality, open issues.

What belongs here: the queries that gather it, once, from a full dataset; the manifest carries it on to every profile.
What does not: the words of it (readme.py), and the checks that stop a release (sql/checks).
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

import duckdb

from pipeline.audit import CheckResult

OUTCOMES: Final = ("new", "same_content", "supersedes", "rejected", "withdrawn")

COUNTS: Final = """
    select
        (select count(*) from arrivals) as arrivals,
        (select count(*) from raw_documents) as documents,
        (select coalesce(sum(length(text)), 0)::bigint from raw_documents) as code_points,
        (select coalesce(sum(char_end - char_start), 0)::bigint from spans) as span_code_points,
        (select coalesce(sum(char_end - char_start), 0)::bigint from spans where is_body) as body_code_points,
        (select count(*) from documents where is_current) as current_documents,
        (select max(arrived_on) from arrivals) as last_arrived_on
"""
SOURCES: Final = """
    select publisher_id, name, licence, attribution, quote_length_max
    from publishers
    where publisher_id in (select publisher_id from arrivals)
        or publisher_id in (select source_id from reports)
        or publisher_id in (select independent_source_id from reports)
    order by publisher_id
"""
ISSUES: Final = (
    (
        "rejections",
        "Arrivals that could not be read.",
        "select reason_code, count(*) from rejections group by 1 order by 1",
    ),
    (
        "role_conflicts",
        "Roles that a text gives to an actor against the dated registry.",
        "select tense, count(*) from role_conflicts group by 1 order by 1",
    ),
    (
        "unresolved_speakers",
        "Quotations whose speaker leads to no actor, or is not sure.",
        "select reason_code, count(*) from unresolved_speakers group by 1 order by 1",
    ),
)
"""Where open issues are listed row by row, what they are, and how many there are of which kind."""


def gather(connection: duckdb.DuckDBPyConnection, checks: Sequence[CheckResult]) -> dict[str, Any]:
    """Counts, sources, quality and issues of a full dataset, as JSON values; `checks` are those that were run."""
    return {
        "counts": _counts(connection),
        "sources": _rows(connection, SOURCES),
        "quality": _rows(connection, "select * from quality order by set_name, figure"),
        "issues": _issues(connection, checks),
    }


def _counts(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    found = _rows(connection, COUNTS)[0]
    outcomes = dict(connection.execute("select outcome, count(*) from arrivals group by 1").fetchall())
    languages = connection.execute(
        "select distinct language_code from documents where language_code <> 'und' order by 1"
    ).fetchall()
    return {
        **found,
        "outcomes": {name: outcomes.pop(name, 0) for name in OUTCOMES} | outcomes,
        "languages": [row[0] for row in languages],
    }


def _issues(connection: duckdb.DuckDBPyConnection, checks: Sequence[CheckResult]) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = []
    for name, meaning, sql in ISSUES:
        kinds = dict(connection.execute(sql).fetchall())
        if kinds:
            listed.append({"issue": name, "meaning": meaning, "count": sum(kinds.values()), "kinds": kinds})
    listed += [
        {"issue": check.name, "meaning": check.purpose, "count": check.failing_count, "kinds": {}}
        for check in checks
        if check.failing_count
    ]
    return listed


def _rows(connection: duckdb.DuckDBPyConnection, sql: str) -> list[dict[str, Any]]:
    found = connection.execute(sql)
    names = [column[0] for column in found.description or []]
    return [
        {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in zip(names, row, strict=True)
        }
        for row in found.fetchall()
    ]
