"""The README of a release: what it is, what it may be used for, how to read it, how it adds up, every column.

What belongs here: words made from the manifest and the data files. What does not: gathering what they say (facts.py)
and the standards' own files (standards.py).
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import pyarrow as pa

from pipeline.release.facts import OUTCOMES
from pipeline.release.resources import Resource, comment_of
from pipeline.release.schema_notes import deprecated_in
from pipeline.release.standards import DESCRIPTIONS, LICENCE, TITLE, front_matter

USES: Final[Mapping[str, str]] = {
    "full": "This release holds the texts of the publishers in full. It is for use inside the house that collected"
    " them, as far as its contracts with the publishers go. Do not pass it on.",
    "derived": "This release holds no full text: offsets, tags, aggregates, headlines, and quotations cut to the"
    " length that their publisher allows (the column `is_cut` says where). It may be passed on, analysed and quoted"
    " with credit to the publisher of each row; its quotations stay under their publishers' terms.",
    "views": "This release holds what was counted from the texts, headlines, and quotations cut to the length that"
    " their publisher allows (the column `is_cut` says where). It may be passed on, analysed and quoted with credit"
    " to the publishers.",
}
READERS: Final = (
    ("DuckDB", "sql", "select * from 'PATH' limit 5;"),
    ("pandas", "python", 'import pandas; pandas.read_parquet("PATH")'),
    ("Polars", "python", 'import polars; polars.read_parquet("PATH")'),
    ("Arrow", "python", 'import pyarrow.parquet; pyarrow.parquet.read_table("PATH")'),
    (
        "Hugging Face",
        "python",
        'import datasets, os; datasets.load_dataset(os.getcwd(), "NAME", split="train")',
    ),
    ("R", "r", 'arrow::read_parquet("PATH")'),
)
"""One-liners, typed in the folder of the release; tests run all but R's."""


def readme(manifest: Mapping[str, Any], resources: Sequence[Resource]) -> str:
    """The README, with the metadata that catalogues read at its head."""
    parts = [
        _opening(manifest),
        _use(manifest),
        _reading(manifest, resources),
        _sums(manifest),
        _quality(manifest),
        _issues(manifest),
        _versions(manifest, resources),
        _dictionary(resources),
    ]
    return front_matter(manifest, resources) + "\n" + "\n\n".join("\n".join(part) for part in parts) + "\n"


def _opening(manifest: Mapping[str, Any]) -> list[str]:
    lines = [f"# {TITLE}", "", DESCRIPTIONS[manifest["profile"]], ""]
    lines += [f"content_id `{manifest['content_id']}`, profile `{manifest['profile']}`,"]
    lines += [f"schema version {manifest['schema_version']}."]
    if manifest["derived_from"]:
        lines += [f"Derived from the full release with content_id `{manifest['derived_from']}`."]
    return [
        *lines,
        "Cite version, revision and content_id (`releases.parquet`, or the list beside a published copy).",
    ]


def _use(manifest: Mapping[str, Any]) -> list[str]:
    lines = ["## What it may be used for", "", USES[manifest["profile"]], "", f"Licence (SPDX): `{LICENCE}`."]
    lines += [
        "Topics: IPTC Media Topics, © IPTC (International Press Telecommunications Council), CC BY 4.0."
    ]
    lines += ["Texts and quotations belong to their publishers:", ""]
    lines += ["| publisher | licence | credit | longest quotation passed on |", "|---|---|---|---|"]
    for source in manifest["sources"]:
        length = source["quote_length_max"]
        shown = (
            f"{length} characters"
            if length is not None
            else f"{manifest['quote_length_default']} characters (default)"
        )
        name = f"{source['name']} (`{source['publisher_id']}`)"
        lines.append(
            f"| {_cell(name)} | {_cell(source['licence'] or 'not stated: all rights reserved')}"
            f" | {_cell(source['attribution'] or source['name'])} | {shown} |"
        )
    return lines if manifest["sources"] else [*lines, "| none known | | | |"]


def _reading(manifest: Mapping[str, Any], resources: Sequence[Resource]) -> list[str]:
    lines = ["## How to read it", ""]
    if manifest["profile"] == "full":
        lines += [
            "Open `verbatim.duckdb` with DuckDB 1.2 or newer (read-only): tables, views, macros, a comment on"
        ]
        lines += [
            "every column. The Parquet files hold the same; `sql/` holds the SQL that made the views.",
            "",
        ]
        lines += [
            "Offsets are code points into `raw_documents.text`: `text[char_start:char_end]` is what a row says."
        ]
    else:
        lines += ["Offsets are code points into the full text, which is not here."]
    lines += ["Check the folder with `verbatim verify .` or `sha256sum -c SHA256SUMS`.", ""]
    lines += [
        "`manifest.json` has hashes and fingerprints; `datapackage.json` (Frictionless), `croissant.json`"
    ]
    lines += [
        "(MLCommons) and the head of this file (Hugging Face, DCAT, schema.org) describe it to tools.",
        "",
    ]
    named = next(
        (r for r in resources if r.name in ("quotes", "actor_quotes")), resources[0] if resources else None
    )
    if named is not None:
        lines += ["| with | type, in this folder |", "|---|---|"]
        for reader, _, code in READERS:
            lines.append(f"| {reader} | `{code.replace('PATH', named.path).replace('NAME', named.name)}` |")
    return lines


def _sums(manifest: Mapping[str, Any]) -> list[str]:
    counts = manifest["counts"]
    outcomes = {name: counts["outcomes"].get(name, 0) for name in OUTCOMES}
    lines = ["## How it adds up", "", "| | |", "|---|---:|", f"| arrivals | {counts['arrivals']} |"]
    lines += [f"| = {' + '.join(outcomes)} | {' + '.join(map(str, outcomes.values()))} |"]
    lines += [f"| documents (distinct contents) | {counts['documents']} |"]
    lines += [f"| of them current | {counts['current_documents']} |"]
    lines += [f"| code points of the texts | {counts['code_points']} |"]
    lines += [f"| = code points of all spans | {counts['span_code_points']} |"]
    return [*lines, f"| of them body | {counts['body_code_points']} |"]


def _quality(manifest: Mapping[str, Any]) -> list[str]:
    lines = ["## How accurate it is", ""]
    if not manifest["quality"]:
        return [*lines, "No accuracy was measured for this release."]
    lines += [
        "As last measured on public gold sets (table `quality`). An earlier revision of code or rules made what is"
    ]
    lines += [
        "marked so.",
        "",
        "| set | figure | value | cases | measured on | |",
        "|---|---|---:|---:|---|---|",
    ]
    for row in manifest["quality"]:
        mark = "" if row["code_fingerprint"] == manifest["code_fingerprint"] else "earlier revision"
        lines.append(
            f"| {row['set_name']} | {row['figure']} | {row['value']:g} | {row['sample_size']} | {row['measured_on']}"
            f" | {mark} |"
        )
    return lines


def _issues(manifest: Mapping[str, Any]) -> list[str]:
    lines = ["## Open issues with the data", ""]
    if not manifest["issues"]:
        return [*lines, "None is known."]
    lines += ["| where | what | rows | of them |", "|---|---|---:|---|"]
    for issue in manifest["issues"]:
        kinds = ", ".join(f"{name} {count}" for name, count in issue["kinds"].items())
        lines.append(f"| {issue['issue']} | {_cell(issue['meaning'])} | {issue['count']} | {kinds} |")
    return lines


def _versions(manifest: Mapping[str, Any], resources: Sequence[Resource]) -> list[str]:
    lines = [
        "## Names that stay, and names that go",
        "",
        f"This is schema version {manifest['schema_version']}. The number rises when a table, view, column or macro goes"
        " or means something else; what",
        "is to go is deprecated first and stays so for that schema version. New names come without a new number: name"
        " the columns you read.",
        "",
    ]
    found = deprecated_in(resources)
    if not found:
        return [*lines, "Nothing is deprecated."]
    lines += ["| deprecated | |", "|---|---|"]
    return lines + [f"| `{name}` | {_cell(note)} |" for name, note in found.items()]


def _dictionary(resources: Sequence[Resource]) -> list[str]:
    lines: list[str] = []
    for folder, heading in (("tables", "## Tables"), ("views", "## Views")):
        listed = [resource for resource in resources if resource.folder == folder]
        lines += [heading, ""] if listed else []
        for resource in listed:
            lines += [f"### {resource.name}", "", f"{resource.meaning} {resource.rows} rows.", ""]
            lines += ["| column | type | null | meaning |", "|---|---|---|---|"]
            for field in resource.schema:
                name = f"**{field.name}**" if field.name in resource.key else field.name
                null = "yes" if field.nullable and folder == "tables" else ""
                lines.append(f"| {name} | {_type(field.type)} | {null} | {_cell(comment_of(field))} |")
            lines.append("")
    return lines[:-1]


def _type(kind: pa.DataType) -> str:
    return "list of string" if pa.types.is_list(kind) else str(kind)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
