"""Rules as data: where they are found, how the desk's layer lies over them, and what they hash to.

What belongs here: reading CSV tables and TOML rule files from pipeline/rules/ and the desk directory.
What does not: what a rule means (the pure module that compiles it says so).

A rule set has a name. A CSV set `actors` is pipeline/rules/actors.csv; a TOML set `boilerplate` is
pipeline/rules/boilerplate.toml and every pipeline/rules/boilerplate/*.toml, each a list of [[rule]]. The desk's file of
the same relative name is laid over it: a row or rule with the same key replaces, others are added.
"""

import csv
import hashlib
import io
import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from pipeline.errors import RuleError

RULES_DIR: Final = Path(__file__).parent / "rules"

CSV_KEYS: Final[dict[str, tuple[str, ...]]] = {
    "actors": ("actor_id",),
    "aliases": ("actor_id", "alias"),
    "roles": ("actor_id", "role", "since"),
    "countries": ("country_code",),
    "publishers": ("publisher_id",),
    "approved_lines": ("source_id", "line"),
    "corrections": ("table_name", "document_id", "char_start", "char_end", "column_name"),
}
"""What identifies a row of a CSV rule set; sets not named here have the first column as key."""


@dataclass(frozen=True)
class Rulebook:
    """The rules in force: those shipped, with the desk's layer over them where there is a desk directory.

    Rows about a withdrawn document do not count: they may quote it.
    """

    desk: Path | None = None
    withdrawn: frozenset[str] = frozenset()

    def rows(self, name: str) -> list[dict[str, str]]:
        """The rows of CSV rule set `name`, values stripped, shipped order first, then the desk's additions."""
        merged: dict[tuple[str, ...], dict[str, str]] = {}
        for layer in self._layers():
            path = layer / f"{name}.csv"
            if path.is_file():
                for row in _read_csv(path):
                    key = CSV_KEYS.get(name) or (next(iter(row)),)
                    merged[tuple(row.get(part, "") for part in key)] = row
        return [row for row in merged.values() if row.get("document_id") not in self.withdrawn]

    def rules(self, name: str) -> list[dict[str, Any]]:
        """The rules of TOML rule set `name`, in order of file and place; a rule without an `id` is an error."""
        merged: dict[str, dict[str, Any]] = {}
        for layer in self._layers():
            for path in [layer / f"{name}.toml", *sorted((layer / name).glob("*.toml"))]:
                if path.is_file():
                    for rule in _read_toml(path):
                        merged[rule["id"]] = rule
        return list(merged.values())

    def fingerprint(self, names: Iterable[str]) -> str:
        """Hash of what the named rule sets say; comments and layout of the files do not count."""
        said = {name: [self.rows(name), self.rules(name)] for name in sorted(names)}
        return hashlib.sha256(json.dumps(said, sort_keys=True, default=str).encode()).hexdigest()

    def _layers(self) -> list[Path]:
        return [RULES_DIR] + ([self.desk] if self.desk else [])


@cache
def _parsed(path: Path, _stamp: tuple[int, int]) -> tuple[Mapping[str, Any], ...]:
    if path.suffix == ".csv":
        try:
            text = path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError as error:
            raise RuleError(f"{path}: not UTF-8 ({error}); save it as UTF-8") from error
        with io.StringIO(text, newline="") as file:
            rows: list[dict[str, str]] = []
            for row in csv.DictReader(file):
                if None in row or None in row.values():
                    raise RuleError(
                        f"{path}, row {len(rows) + 2}: the number of cells differs from the header; mend the row"
                    )
                rows.append({key.strip(): value.strip() for key, value in row.items()})
            return tuple(rows)
    try:
        rules = tomllib.loads(path.read_text(encoding="utf-8")).get("rule", [])
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RuleError(f"{path}: not valid TOML: {error}") from error
    for position, rule in enumerate(rules, 1):
        if not isinstance(rule.get("id"), str):
            raise RuleError(f"{path}: rule {position} has no id; give it one")
    return tuple(rules)


def _stamp(path: Path) -> tuple[int, int]:
    stat = path.stat()
    return stat.st_mtime_ns, stat.st_size


def _read_csv(path: Path) -> Iterable[dict[str, str]]:
    return (dict(row) for row in _parsed(path, _stamp(path)))


def _read_toml(path: Path) -> Iterable[dict[str, Any]]:
    return (dict(rule) for rule in _parsed(path, _stamp(path)))
