"""What a release says of itself: the files beside its data, and their checksums.

What belongs here: the manifest, and the writing of what follows from it. What does not: making tables (build.py), the
words (readme.py, standards.py), what is said (facts.py), and serving (catalogue.py). No version, clock or path goes
in: the same content describes itself in the same bytes.
"""

import importlib.metadata
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow.parquet as pq

from pipeline.audit import load_checks, run_checks
from pipeline.fingerprint import hash_of
from pipeline.parquet import hash_file
from pipeline.release.facts import gather
from pipeline.release.readme import readme
from pipeline.release.resources import MANIFEST, Resource, read_resources
from pipeline.release.schema_notes import deprecated_in
from pipeline.release.standards import citation, croissant, data_package
from pipeline.tables import QUOTE_LENGTH_DEFAULT, SCHEMA_VERSION

CHECKSUMS: Final = "SHA256SUMS"
DATASET: Final = "verbatim.duckdb"
UNHASHED: Final = frozenset({CHECKSUMS, "run.json"})


def describe(folder: Path, content_id: str, made_of: Mapping[str, Any]) -> dict[str, Any]:
    """Writes manifest, README, datapackage.json, croissant.json and CITATION.cff of a full release into its folder.

    The folder holds tables/, views/, sql/ and verbatim.duckdb; `made_of` is what went in: fingerprints and the like.
    Returns the manifest.
    """
    warnings = [check for check in load_checks(folder / "sql") if check.severity == "warning"]
    with duckdb.connect(str(folder / DATASET), read_only=True) as connection:
        facts = gather(connection, run_checks(connection, warnings))
    said = {**manifest(folder, content_id, made_of["fingerprints"]), **facts, **made_of}
    write_descriptions(folder, said)
    return said


def write_descriptions(folder: Path, said: Mapping[str, Any]) -> None:
    """Writes the manifest `said`, and all that follows from it and from the data files, into a release's folder."""
    resources = read_resources(folder)
    texts = {
        MANIFEST: json.dumps(said, indent=1, sort_keys=True, ensure_ascii=False) + "\n",
        "README.md": readme(said, resources),
        "datapackage.json": json.dumps(data_package(said, resources), indent=1, ensure_ascii=False) + "\n",
        "croissant.json": json.dumps(croissant(said, resources), indent=1, ensure_ascii=False) + "\n",
        "CITATION.cff": citation(said),
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")


def listed(resources: Sequence[Resource], folder: str) -> dict[str, dict[str, object]]:
    """What a manifest says of the data files of tables/ or views/."""
    return {
        r.name: {"rows": r.rows, "bytes": r.byte_count, "sha256": r.sha256}
        for r in resources
        if r.folder == folder
    }


def manifest(folder: Path, content_id: str, fingerprints: Mapping[str, object]) -> dict[str, Any]:
    """The manifest of the release in a folder that holds tables/ and views/."""
    arrivals = pq.read_table(folder / "tables" / "arrivals.parquet", columns=["arrival_id"])
    resources = read_resources(folder)
    return {
        "content_id": content_id,
        "profile": "full",
        "derived_from": None,
        "schema_version": SCHEMA_VERSION,
        "quote_length_default": QUOTE_LENGTH_DEFAULT,
        "tables": listed(resources, "tables"),
        "views": listed(resources, "views"),
        "deprecated": deprecated_in(resources),
        "code_fingerprint": hash_of(fingerprints.get("steps"))[:16],
        "arrival_ids": arrivals["arrival_id"].to_pylist(),
        "fingerprints": dict(fingerprints),
        "libraries": {name: importlib.metadata.version(name) for name in ("duckdb", "pyarrow", "spacy")},
    }


def write_checksums(folder: Path) -> None:
    """Writes SHA256SUMS over every file of the release, in the form that sha256sum -c reads."""
    paths = sorted(p for p in folder.rglob("*") if p.is_file() and p.name not in UNHASHED)
    lines = [f"{hash_file(path)}  {path.relative_to(folder).as_posix()}\n" for path in paths]
    (folder / CHECKSUMS).write_text("".join(lines), encoding="utf-8")
