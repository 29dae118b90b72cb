"""Whether a desk directory can be used, all of it, before a run begins: names of files and columns, fields, values.

What belongs here: telling every mistake at once, with its file and the nearest right name. What does not: what rows and
rules mean; the modules that compile them say what they cannot use, and are asked.

A misspelt name would otherwise be laid over nothing, and go unnoticed. Files that are no rules (notes, a README, what
begins with a dot) may lie there too.
"""

import csv
import tomllib
from collections.abc import Callable, Collection, Iterator, Mapping
from difflib import get_close_matches
from functools import cache, partial
from pathlib import Path
from typing import Any, Final

from pipeline.assemble import publisher_rows, registry_of
from pipeline.corrections import Correction, read_corrections
from pipeline.desk import COLUMNS
from pipeline.engine import find_step
from pipeline.errors import RuleError
from pipeline.fingerprint import fingerprint, hash_of
from pipeline.given import check_approved
from pipeline.parquet import hash_file
from pipeline.records.cleaning import SPAN_KINDS
from pipeline.rulebook import RULES_DIR, Rulebook
from pipeline.store import write_atomically
from pipeline.stored import STEPS
from pipeline.text.topics import topic_rows
from pipeline.workspace import Workspace

CHECKED: Final = "desk.checked"
"""File of the store with the state of the desk that was found good last."""

REQUIRED: Final[Mapping[str, tuple[str, ...]]] = {
    "actors": ("actor_id", "name", "actor_type"),
    "aliases": ("actor_id", "alias", "alias_kind"),
    "roles": ("actor_id", "role", "role_feminine", "held_at", "since", "until"),
    "publishers": ("publisher_id", "name", "kind"),
    "approved_lines": ("source_id", "line", "span_kind"),
    "corrections": ("table_name", "document_id", "column_name", "expected", "value", "author", "reason"),
}
"""The columns that a file of the desk must have; of a set not named here, all that the shipped file has."""

FIELDS: Final = frozenset({"id", "kind", "reason", "hits", "misses", "source", "wikidata_id"})
"""What any rule may say."""

LIKE: Final = 0.75
"""How near the name of a file of another kind must come to a right one to be taken for a mistake."""


def require_good_desk(workspace: Workspace) -> None:
    """As check_desk, for the desk of a workspace if it has one; what was found good is not looked at again."""
    if workspace.desk is None:
        return
    files = sorted(path for path in workspace.desk.rglob("*") if path.is_file())
    said = [(path.relative_to(workspace.desk).as_posix(), hash_file(path)) for path in files]
    state = hash_of([fingerprint("pipeline.desk_check").key, said])
    checked = workspace.store / CHECKED
    if not checked.is_file() or checked.read_text(encoding="utf-8") != state:
        check_desk(workspace.desk)
        checked.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(checked, state.encode())


def check_desk(desk: Path) -> None:
    """RuleError with every mistake of a desk directory, if there is one."""
    problems = [*_misplaced(desk), *_misspelt(desk)] or [*_unusable(Rulebook(desk))]
    if problems:
        raise RuleError("; ".join(problems))


def _misplaced(desk: Path) -> Iterator[str]:
    """Files and folders whose names are none of a rule set."""
    rules = _rule_sets()
    known = {".csv": _tables(), ".toml": rules}
    for path in sorted(desk.iterdir()):
        suffix = path.suffix.lower()
        if path.name.startswith("."):
            continue
        if path.is_dir():
            if path.name not in rules and any(path.glob("*.toml")):
                yield _unknown(path, "a folder of rules", path.name, rules)
        elif path.name.lower() != path.name and path.name.lower() in _names():
            yield f"{path}: rename it to {path.name.lower()}"
        elif suffix in known:
            if path.stem not in known[suffix]:
                yield _unknown(path, "a file of the desk", path.name, _names())
        elif suffix != ".md" and get_close_matches(path.name, _names(), 1, LIKE):
            yield _unknown(path, "a file of the desk", path.name, _names())


def _misspelt(desk: Path) -> Iterator[str]:
    """Columns of tables and fields of rules that nothing reads, and columns that are missing."""
    for name in _tables():
        path = desk / f"{name}.csv"
        if path.is_file():
            known = _columns(name)
            header = _header(path)
            for column in header:
                if column not in known:
                    yield _unknown(path, "a column", column, known)
            if missing := [column for column in REQUIRED.get(name, known) if column not in header]:
                yield f"{path}: lacks {', '.join(missing)}; its first line names its columns"
    for name in _rule_sets():
        for path in (desk / f"{name}.toml", *sorted((desk / name).glob("*.toml"))):
            if path.is_file():
                yield from _misspelt_fields(path, name)


def _misspelt_fields(path: Path, name: str) -> Iterator[str]:
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        yield f"{path}: not valid TOML: {error}"
        return
    for key in said:
        if key != "rule":
            yield f"{path}: {key!r} is read by nothing; rules are written as [[rule]]"
    rules = said.get("rule", [])
    if not isinstance(rules, list) or not all(isinstance(rule, dict) for rule in rules):
        yield f"{path}: rules are written as [[rule]], with two brackets"
        return
    known, kinds = _fields(name), _kinds(name)
    for place, rule in enumerate(rules, 1):
        where = f"rule {rule.get('id', place)}: "
        for field in rule:
            if field not in known:
                yield where + _unknown(path, "a field", field, known)
        if str(rule.get("kind")) not in kinds:
            yield where + _unknown(path, "a kind", str(rule.get("kind")), kinds)


def _unusable(rulebook: Rulebook) -> Iterator[str]:
    """What the modules that compile rules say of values they cannot use; the first mistake of each."""
    rows = rulebook.rows
    asked: list[Callable[[], Any]] = [
        lambda: registry_of(rulebook),
        lambda: list(publisher_rows(rows("publishers"))),
        lambda: topic_rows(rows("media_topics"), rulebook.rules("topics")),
        lambda: check_approved(rows("approved_lines")),
        lambda: read_corrections(rows("corrections")),
        # a step without rules, as that of the model, has nothing to compile
        *(partial(find_step(name).load, rulebook) for name in STEPS if find_step(name).rules),
    ]
    told = dict[str, None]()
    for ask in asked:
        try:
            ask()
        except RuleError as error:
            told.setdefault(str(error))
    yield from told


def _unknown(path: Path, what: str, name: str, known: Collection[str]) -> str:
    same = [other for other in known if Path(other).stem == Path(name).stem]
    near = same or get_close_matches(name, known, 1, 0.5)
    meant = f"did you mean {near[0]}?" if near else f"use one of {', '.join(sorted(known))}"
    return f"{path}: {name} is not {what} that anything reads; {meant}"


@cache
def _tables() -> tuple[str, ...]:
    """Rule sets that are CSV files."""
    return tuple(sorted({path.stem for path in RULES_DIR.glob("*.csv")} | REQUIRED.keys()))


@cache
def _rule_sets() -> tuple[str, ...]:
    """Rule sets that are TOML files, or folders of them."""
    folders = {path.parent.name for path in RULES_DIR.glob("*/*.toml")}
    return tuple(sorted({path.stem for path in RULES_DIR.glob("*.toml")} | folders))


def _names() -> tuple[str, ...]:
    return (*(f"{name}.csv" for name in _tables()), *(f"{name}.toml" for name in _rule_sets()))


def _columns(name: str) -> tuple[str, ...]:
    shipped = RULES_DIR / f"{name}.csv"
    header = _header(shipped) if shipped.is_file() else ()
    own = Correction.__slots__ if name == "corrections" else COLUMNS.get(name, ())
    return tuple(dict.fromkeys((*header, *own)))


def _header(path: Path) -> tuple[str, ...]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return tuple(column.strip() for column in next(csv.reader(file), []))
    except (UnicodeDecodeError, csv.Error) as error:
        raise RuleError(f"{path}: not CSV in UTF-8 ({error}); save it as that") from error


@cache
def _fields(name: str) -> frozenset[str]:
    """The fields that the shipped rules of a set have, and those that any may have."""
    return FIELDS.union(*(rule.keys() for rule in Rulebook().rules(name)))


@cache
def _kinds(name: str) -> frozenset[str]:
    """The kinds of rule in a set; those of boilerplate are the kinds of span."""
    kinds = SPAN_KINDS if name == "boilerplate" else frozenset[str]()
    return kinds.union(str(rule.get("kind")) for rule in Rulebook().rules(name))
