"""Freezes the public names of today as those of the current schema version: `python -m tests.contract.freeze`.

What belongs here: reading the names from the declarations and the SQL, and comparing two lists. What does not: saying
what is to go (pipeline/deprecations.py).

Run it after adding names, or after saying what one means in other words. It refuses what would break readers of this
schema version; that needs a deprecation, a schema version later, or a new name.
"""

import json
import sys
from pathlib import Path
from typing import Any, Final

import duckdb

from pipeline.deprecations import note_in
from pipeline.fingerprint import ROOT
from pipeline.models import columns_of, define_sql, load_macros, load_models, meaning_of
from pipeline.tables import SCHEMA_VERSION, TABLES
from tests.contract.dataset import dataset, fill

FOLDER: Final = Path(__file__).parent / "schemas"
SQL: Final = ROOT / "sql"


def frozen(version: int) -> dict[str, Any]:
    """The names of a schema version, as they were frozen."""
    said: dict[str, Any] = json.loads((FOLDER / f"{version}.json").read_text(encoding="utf-8"))
    return said


def names_of_today() -> dict[str, Any]:
    """The names that this revision of the code publishes."""
    public = [table for table in TABLES.values() if table.place != "store"]
    models, macros = load_models(SQL), load_macros(SQL)
    with duckdb.connect() as connection:
        fill(connection, dataset())
        define_sql(connection, SQL)
        views = {
            model.name: {
                name: f"{kind}: {meaning_of(model.name, name)}"
                for name, kind in columns_of(connection, model.name)
            }
            for model in sorted(models, key=lambda model: model.name)
        }
    tables = {
        table.name: {
            c.name: f"{c.type}{' or null' if c.name in table.nullable else ''}: {c.meaning}"
            for c in table.columns
        }
        for table in public
    }
    wholes = {table.name: table.meaning for table in public} | {m.name: m.purpose for m in models}
    wholes |= {f"{macro.name}()": macro.purpose for macro in macros}
    said = wholes | {
        f"{name}.{column}": meaning
        for kind in (tables, views)
        for name, columns in kind.items()
        for column, meaning in columns.items()
    }
    return {
        "schema_version": SCHEMA_VERSION,
        "tables": tables,
        "views": views,
        "macros": {macro.name: [", ".join(form) for form in macro.parameters] for macro in macros},
        "deprecated": sorted(name for name, meaning in said.items() if note_in(meaning)),
    }


def promised(names: dict[str, Any]) -> dict[str, str]:
    """Every name, and every column as table.column, every form of a macro as name(…), with its type."""
    found = {}
    for kind in ("tables", "views"):
        for name, columns in names[kind].items():
            found[name] = kind.removesuffix("s")
            found |= {f"{name}.{column}": said.partition(": ")[0] for column, said in columns.items()}
    for name, forms in names["macros"].items():
        found[f"{name}()"] = "macro"
        found |= {f"{name}({form})": "form of a macro" for form in forms}
    return found


def broken(older: dict[str, Any], newer: dict[str, Any]) -> list[str]:
    """What a reader of the older list may use and the newer one lacks or has in another type, each with what to do.

    Within one schema version nothing may go; from one to the next what was deprecated in the older one may.
    """
    old, new = promised(older), promised(newer)
    announced = set(older["deprecated"]) if newer["schema_version"] > older["schema_version"] else set()
    found = []
    for name in sorted(old):
        if _is_announced(name, announced) or old[name] == new.get(name):
            continue
        how = f"is {new[name]}, not {old[name]}" if name in new else "is gone"
        found.append(
            f"{name} {how}: put it back, deprecate it (pipeline/deprecations.py, or the SQL header) for a schema version,"
            " and give what takes its place a new name"
        )
    return found


def _is_announced(name: str, announced: set[str]) -> bool:
    whole = name.partition(".")[0].partition("(")[0]
    return bool({name, whole, f"{whole}()"} & announced)


def main() -> int:
    """Writes the frozen list of the current schema version; 1 where that would break its readers."""
    path, today = FOLDER / f"{SCHEMA_VERSION}.json", names_of_today()
    problems = broken(frozen(SCHEMA_VERSION), today) if path.is_file() else []
    print("\n".join(problems) or f"froze {path.name}", file=sys.stderr if problems else sys.stdout)
    if not problems:
        path.write_text(json.dumps(today, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return 1 if problems else 0


if __name__ == "__main__":
    raise SystemExit(main())
