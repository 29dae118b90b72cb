"""What a release says of itself: manifest, README with the data dictionary, checksums.

What belongs here: words and hashes about a release. What does not: making its tables (build.py) and serving it
(catalogue.py). No version, clock or path goes in: the same content describes itself in the same bytes.
"""

import importlib.metadata
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.models import Model
from pipeline.parquet import hash_file
from pipeline.tables import COLUMNS, PUBLISHED, SCHEMA_VERSION

CHECKSUMS: Final = "SHA256SUMS"
UNHASHED: Final = frozenset({CHECKSUMS, "run.json"})


def manifest(folder: Path, content_id: str, fingerprints: Mapping[str, object]) -> dict[str, Any]:
    """The manifest of the release in a folder that holds tables/ and views/."""
    arrivals = pq.read_table(folder / "tables" / "arrivals.parquet", columns=["arrival_id"])
    return {
        "content_id": content_id,
        "schema_version": SCHEMA_VERSION,
        "tables": _files(folder / "tables"),
        "views": _files(folder / "views"),
        "arrival_ids": arrivals["arrival_id"].to_pylist(),
        "fingerprints": dict(fingerprints),
        "libraries": {name: importlib.metadata.version(name) for name in ("duckdb", "pyarrow", "spacy")},
    }


def _files(folder: Path) -> dict[str, dict[str, object]]:
    return {
        path.stem: {"rows": pq.read_metadata(path).num_rows, "sha256": hash_file(path)}
        for path in sorted(folder.glob("*.parquet"))
    }


def readme(manifest: Mapping[str, Any], models: Sequence[Model]) -> str:
    """The README of a release: what it is, how to open and cite it, and every table, view and column."""
    counts = {**manifest["tables"], **manifest["views"]}
    lines = [
        "# Verbatim: who says what about what",
        "",
        f"content_id `{manifest['content_id']}`, schema version {manifest['schema_version']}.",
        "",
        "Open `verbatim.duckdb` with DuckDB 1.2 or newer (read-only), or read `tables/*.parquet` and",
        "`views/*.parquet` with anything that reads Parquet. `sql/` holds the SQL that made the views.",
        "Cite a release by version, revision and content_id (`releases.parquet` lists them).",
        "Check it with `sha256sum -c SHA256SUMS`.",
        "",
        "Offsets are code points into `raw_documents.text`: `text[char_start:char_end]` is what a row says.",
        "",
        "Topics: IPTC Media Topics, © IPTC (International Press Telecommunications Council), CC BY 4.0.",
        "Texts belong to their publishers; see the table `publishers`.",
        "",
        "## Tables",
    ]
    for table in PUBLISHED:
        lines += ["", f"### {table.name}", "", f"{table.meaning} {counts[table.name]['rows']} rows."]
        lines += ["", "| column | type | null | meaning |", "|---|---|---|---|"]
        for column in table.columns:
            name = f"**{column.name}**" if column.name in table.key else column.name
            null = "yes" if column.name in table.nullable else ""
            lines.append(f"| {name} | {_type(column.type)} | {null} | {column.meaning} |")
    lines += ["", "## Views"]
    for model in models:
        lines += ["", f"### {model.name}", "", f"{model.purpose} One row: {model.grain}"]
        lines += [f"Key: {', '.join(model.key)}. {counts[model.name]['rows']} rows."]
    lines += ["", "## Columns of the views", "", "| column | type | meaning |", "|---|---|---|"]
    lines += [f"| {c.name} | {_type(c.type)} | {c.meaning} |" for c in COLUMNS.values()]
    return "\n".join(lines) + "\n"


def changes(table: pa.Table, is_first: bool) -> str:
    """CHANGES.md: what differs from the release before, in words and counts."""
    if is_first:
        return "# Changes\n\nThis is the first release.\n"
    lines = ["# Changes since the release before", ""]
    documents = [r for r in table.to_pylist() if r["table_name"] == "raw_documents"]
    for kind in ("added", "removed"):
        count = sum(row["change_kind"] == kind for row in documents)
        lines += [f"- {count} document{'' if count == 1 else 's'} {kind}"] if count else []
    counts: dict[tuple[str, str, str], int] = {}
    for row in table.select(["table_name", "change_kind", "causes"]).to_pylist():
        key = (row["table_name"], row["change_kind"], ", ".join(row["causes"]))
        counts[key] = counts.get(key, 0) + 1
    lines += ["", "| table | change | causes | rows |", "|---|---|---|---|"]
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    lines += [f"| {name} | {kind} | {causes} | {count} |" for (name, kind, causes), count in ranked]
    return "\n".join(lines) + "\n"


def _type(kind: pa.DataType) -> str:
    return "list of string" if pa.types.is_list(kind) else str(kind)


def write_checksums(folder: Path) -> None:
    """Writes SHA256SUMS over every file of the release, in the form that sha256sum -c reads."""
    paths = sorted(p for p in folder.rglob("*") if p.is_file() and p.name not in UNHASHED)
    lines = [f"{hash_file(path)}  {path.relative_to(folder).as_posix()}\n" for path in paths]
    (folder / CHECKSUMS).write_text("".join(lines), encoding="utf-8")
