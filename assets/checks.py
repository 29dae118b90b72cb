"""The audit as Dagster shows it: every check of sql/checks and of pipeline/tables.py, on the asset it is about.

What belongs here: the checks' declarations and the reporting of their results. What does not: the checks themselves
(sql/checks, pipeline/audit.py).

All checks read the finished tables, so none of them can hold up the stage that makes a table. What they hold up is the
release: the check `nothing_stops_publication` on the audit fails with any blocking one, and the release waits for it.
What follows from tables.py (keys, nulls, references, offsets) is one check a table; each file of sql/checks is its own.
"""

from collections.abc import Iterator, Mapping, Sequence, Set
from itertools import groupby
from typing import Any, Final

import dagster as dg

from pipeline.audit import Check, CheckResult, derived_checks, load_checks
from pipeline.release.build import SQL_DIR

AUDIT: Final = "audit"
GATE: Final = "nothing_stops_publication"
DECLARED: Final[Mapping[str, Sequence[Check]]] = {
    table: tuple(checks) for table, checks in groupby(derived_checks(), key=lambda check: check.table)
}
"""The checks that follow from the declaration of a table, by table."""

_EFFECT: Final = {"blocking": "A row stops publication.", "warning": "A row warns, and stops nothing."}


def declare_checks() -> list[dg.AssetCheckSpec]:
    """The checks to show, the gate before the release first."""
    gate = dg.AssetCheckSpec(GATE, asset=AUDIT, blocking=True, description="No blocking check finds a row.")
    declared = [
        dg.AssetCheckSpec(
            _declared_name(table),
            asset=table,
            description="\n".join([*(f"- {check.purpose}" for check in checks), "", _EFFECT["blocking"]]),
        )
        for table, checks in DECLARED.items()
    ]
    own = [
        dg.AssetCheckSpec(
            check.name,
            asset=check.table,
            description=f"{check.purpose} {_EFFECT[check.severity]}\n\n```sql\n{check.sql}\n```",
        )
        for check in load_checks(SQL_DIR)
    ]
    return [gate, *declared, *own]


def report_checks(
    results: Sequence[CheckResult], wanted: Set[dg.AssetCheckKey]
) -> Iterator[dg.AssetCheckResult]:
    """One result a declared check that is wanted, with the first rows that break the promise; the gate's comes last."""
    by_name = {result.name: result for result in results}
    reports = [
        *(_report(t, _declared_name(t), [by_name.pop(c.name) for c in cs]) for t, cs in DECLARED.items()),
        *(_report(name.partition("__")[0], name, [result]) for name, result in by_name.items()),
        _gate(results),
    ]
    for report in reports:
        if report.asset_key and dg.AssetCheckKey(report.asset_key, report.check_name or "") in wanted:
            yield report


def _gate(results: Sequence[CheckResult]) -> dg.AssetCheckResult:
    stopping = [result.name for result in results if not result.is_passed and result.severity == "blocking"]
    return dg.AssetCheckResult(
        asset_key=AUDIT,
        check_name=GATE,
        passed=not stopping,
        description=f"nothing is published, since checks failed: {', '.join(stopping)}" if stopping else None,
        metadata={"checks": len(results), "failed": len(stopping)},
    )


def _declared_name(table: str) -> str:
    return f"{table}__is_as_declared"


def _report(table: str, name: str, results: Sequence[CheckResult]) -> dg.AssetCheckResult:
    failed = [result for result in results if not result.is_passed]
    shown: dict[str, Any] = {result.name: [_texts(row) for row in result.sample_rows] for result in failed}
    return dg.AssetCheckResult(
        asset_key=table,
        check_name=name,
        passed=not failed,
        severity=_severity(results),
        description="; ".join(f"{result.failing_count} rows: {result.purpose}" for result in failed) or None,
        metadata={"first rows": dg.MetadataValue.json(shown)} if failed else None,
    )


def _severity(results: Sequence[CheckResult]) -> dg.AssetCheckSeverity:
    is_blocking = any(result.severity == "blocking" for result in results)
    return dg.AssetCheckSeverity.ERROR if is_blocking else dg.AssetCheckSeverity.WARN


def _texts(row: Mapping[str, object]) -> dict[str, str]:
    return {column: str(value) for column, value in row.items()}
