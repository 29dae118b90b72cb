"""A release in the words of the standards: Frictionless, Croissant (which is schema.org), DCAT, citation file.

What belongs here: mapping what a release says of itself to each standard's terms. What does not: what it says
(facts.py, resources.py). No clock and no path outside the release goes in; where a standard wants a version, the
content_id stands (standing behind the schema version), and where it wants a day, the last day on which a text arrived.

Methods: Data Package 2.0 (datapackage.org), Croissant 1.0 (docs.mlcommons.org/croissant), DCAT 3 (w3.org/TR/vocab-dcat-3),
Citation File Format 1.2.0, SPDX licence expressions, Hugging Face dataset cards.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

import pyarrow as pa

from pipeline.release.resources import Resource, comment_of

TITLE: Final = "Verbatim: who says what about what"
LICENCE: Final = "LicenseRef-Publishers AND CC-BY-4.0"
"""SPDX: texts and quotations under their publishers' terms, IPTC's topics under theirs."""
KEYWORDS: Final = ("news", "quotations", "actors", "topics", "French")
PARQUET: Final = "application/vnd.apache.parquet"
CROISSANT_PARQUET: Final = "application/x-parquet"
"""How Croissant's own tool names Parquet; it reads no file that is named otherwise."""
DEFAULT_CONFIG: Final = ("quotes", "actor_quotes")
"""What loads when nobody names a table: the first of these that the release has."""

DESCRIPTIONS: Final[Mapping[str, str]] = {
    "full": "News texts and what they say: every quotation with its speaker, actors, topics, figures, dates, stories.",
    "derived": "Who says what about what in news texts, without the texts: ids, offsets, tags, aggregates, and"
    " quotations cut to the length that each publisher allows.",
    "views": "Who says what about what in news texts, counted by actor, topic, story and source.",
}

_CONTEXT: Final[Mapping[str, Any]] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
"""The context that Croissant 1.0 prescribes."""


def version(manifest: Mapping[str, Any]) -> str:
    """What stands where a standard wants a semantic version: the schema's, with the content_id as its build."""
    return f"{manifest['schema_version']}.0.0+{manifest['content_id']}"


def data_package(manifest: Mapping[str, Any], resources: Sequence[Resource]) -> dict[str, Any]:
    """datapackage.json: a Frictionless data package with a table schema for every file."""
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "verbatim",
        "id": manifest["content_id"],
        "version": version(manifest),
        "title": TITLE,
        "description": DESCRIPTIONS[manifest["profile"]],
        "keywords": list(KEYWORDS),
        "licenses": [
            {
                "name": LICENCE,
                "title": "Texts: terms of each publisher. Topics: IPTC, CC BY 4.0.",
                "path": "README.md",
            }
        ],
        "sources": [{"title": source["attribution"] or source["name"]} for source in manifest["sources"]]
        or [{"title": "no source"}],
        "resources": [_package_resource(resource) for resource in resources],
    }


def _package_resource(resource: Resource) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
        "fields": [_package_field(field) for field in resource.schema],
    }
    if resource.key and not any(resource.schema.field(name).nullable for name in resource.key):
        schema["primaryKey"] = list(resource.key)
    if resource.references:
        schema["foreignKeys"] = [
            {
                "fields": list(reference.columns),
                "reference": {
                    "resource": "" if reference.table == resource.name else reference.table,
                    "fields": list(reference.to),
                },
            }
            for reference in resource.references
            if len(reference.columns) == 1
        ]
    return {
        "name": resource.name,
        "type": "table",
        "path": resource.path,
        "description": resource.meaning,
        "format": "parquet",
        "mediatype": PARQUET,
        "sha256": resource.sha256,
        "schema": schema,
    }


def _package_field(field: pa.Field) -> dict[str, Any]:
    described: dict[str, Any] = {"name": field.name, "type": _package_type(field)}
    described["description"] = comment_of(field)
    if not field.nullable:
        described["constraints"] = {"required": True}
    return described


def _package_type(field: pa.Field) -> str:
    """The Table Schema type. Lists are `any`, and integers that may be null `number`: tools read their cells so."""
    found = (
        (pa.types.is_boolean, "boolean"),
        (pa.types.is_integer, "number" if field.nullable else "integer"),
        (pa.types.is_floating, "number"),
        (pa.types.is_date, "date"),
        (pa.types.is_timestamp, "datetime"),
        (pa.types.is_list, "any"),
    )
    return next((name for is_kind, name in found if is_kind(field.type)), "string")


def croissant(manifest: Mapping[str, Any], resources: Sequence[Resource]) -> dict[str, Any]:
    """croissant.json: schema.org with MLCommons' file objects and record sets, one of each a Parquet file."""
    names = {resource.name for resource in resources}
    return {
        "@context": dict(_CONTEXT),
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": "verbatim",
        "alternateName": TITLE,
        "identifier": manifest["content_id"],
        "version": version(manifest),
        "description": DESCRIPTIONS[manifest["profile"]],
        "keywords": list(KEYWORDS),
        "inLanguage": list(manifest["counts"]["languages"]),
        "license": LICENCE,
        "url": "README.md",
        "citeAs": citation_text(manifest),
        "creator": {"@type": "sc:Organization", "name": "Verbatim"},
        "datePublished": manifest["counts"]["last_arrived_on"] or "1970-01-01",
        "isLiveDataset": False,
        "distribution": [
            {
                "@type": "cr:FileObject",
                "@id": resource.path,
                "name": resource.path,
                "description": resource.meaning,
                "contentUrl": resource.path,
                "contentSize": f"{resource.byte_count} B",
                "encodingFormat": CROISSANT_PARQUET,
                "sha256": resource.sha256,
            }
            for resource in resources
        ],
        "recordSet": [_record_set(resource, names) for resource in resources],
    }


def _record_set(resource: Resource, names: set[str]) -> dict[str, Any]:
    one_column = {r.columns[0]: r for r in resource.references if len(r.columns) == 1 and r.table in names}
    fields = []
    for field in resource.schema:
        described: dict[str, Any] = {
            "@type": "cr:Field",
            "@id": f"{resource.name}/{field.name}",
            "name": field.name,
            "description": comment_of(field),
            "dataType": _croissant_type(
                field.type.value_type if pa.types.is_list(field.type) else field.type
            ),
            "source": {"fileObject": {"@id": resource.path}, "extract": {"column": field.name}},
        }
        if pa.types.is_list(field.type):
            described["repeated"] = True
        if field.name in one_column and one_column[field.name].table != resource.name:
            reference = one_column[field.name]
            described["references"] = {"field": {"@id": f"{reference.table}/{reference.to[0]}"}}
        fields.append(described)
    found: dict[str, Any] = {
        "@type": "cr:RecordSet",
        "@id": resource.name,
        "name": resource.name,
        "description": resource.meaning,
        "field": fields,
    }
    if resource.key:
        found["key"] = [{"@id": f"{resource.name}/{name}"} for name in resource.key]
    return found


def _croissant_type(kind: pa.DataType) -> str:
    found = (
        (pa.types.is_boolean, "sc:Boolean"),
        (pa.types.is_integer, "sc:Integer"),
        (pa.types.is_floating, "sc:Float"),
        (pa.types.is_date, "sc:Date"),
        (pa.types.is_timestamp, "sc:DateTime"),
    )
    return next((name for is_kind, name in found if is_kind(kind)), "sc:Text")


def dcat(manifest: Mapping[str, Any], resources: Sequence[Resource]) -> dict[str, Any]:
    """The release as a DCAT dataset that is a schema.org dataset, too: JSON-LD for catalogues."""
    description = DESCRIPTIONS[manifest["profile"]]
    folders = sorted({resource.folder for resource in resources})
    found: dict[str, Any] = {
        "@context": {
            "dcat": "http://www.w3.org/ns/dcat#",
            "dct": "http://purl.org/dc/terms/",
            "schema": "https://schema.org/",
        },
        "@type": ["dcat:Dataset", "schema:Dataset"],
        "dct:identifier": manifest["content_id"],
        "dct:title": TITLE,
        "schema:name": TITLE,
        "dct:description": description,
        "schema:description": description,
        "dcat:version": version(manifest),
        "dct:language": list(manifest["counts"]["languages"]),
        "dct:license": LICENCE,
        "schema:license": LICENCE,
        "dcat:keyword": list(KEYWORDS),
        "dct:rightsHolder": sorted(
            {source["attribution"] or source["name"] for source in manifest["sources"]}
        ),
        "dcat:distribution": [
            {
                "@type": ["dcat:Distribution", "schema:DataDownload"],
                "dct:title": f"{folder}/*.parquet",
                "dcat:mediaType": PARQUET,
                "schema:encodingFormat": PARQUET,
                "dcat:byteSize": sum(r.byte_count for r in resources if r.folder == folder),
            }
            for folder in folders
        ],
    }
    if manifest["derived_from"]:
        found["dct:source"] = manifest["derived_from"]
    if manifest["counts"]["last_arrived_on"]:
        found["dct:modified"] = manifest["counts"]["last_arrived_on"]
    return found


def front_matter(manifest: Mapping[str, Any], resources: Sequence[Resource]) -> str:
    """The YAML block a README opens with: a Hugging Face dataset card, with the DCAT description in it.

    Every value is written as JSON, which YAML is made to read.
    """
    filled = [resource for resource in resources if resource.rows]  # the loader refuses a table without rows
    names = [resource.name for resource in filled]
    default = next((name for name in DEFAULT_CONFIG if name in names), names[0] if names else "")
    lines = ["---", f"pretty_name: {_json(TITLE)}"]
    lines += ["license: other", f"license_name: {_json(LICENCE)}", 'license_link: "README.md"']
    lines += [
        f"language: {_json(manifest['counts']['languages'] or ['fr'])}",
        f"tags: {_json(list(KEYWORDS))}",
    ]
    lines += [
        f"size_categories: [{_json(_size(manifest['counts']['documents']))}]",
        "configs:" if filled else "configs: []",
    ]
    for resource in filled:
        lines += [f"- config_name: {resource.name}", f"  data_files: {resource.path}"]
        lines += ["  default: true"] if resource.name == default else []
    lines += ["dcat:"]
    lines += [f"  {_json(key)}: {_json(value)}" for key, value in dcat(manifest, resources).items()]
    return "\n".join([*lines, "---", ""])


def _size(documents: int) -> str:
    bounds = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))
    return next((name for bound, name in bounds if documents < bound), "n>1M")


def citation(manifest: Mapping[str, Any]) -> str:
    """CITATION.cff. The version and day under which a release is served are not its own; releases.parquet has them."""
    lines = [
        "cff-version: 1.2.0",
        "message: Cite the version and revision you used (releases.parquet) with this content_id.",
        f"title: {_json(TITLE)}",
        "type: dataset",
        "authors:",
        "  - name: Verbatim",
        f"version: {_json(version(manifest))}",
        "identifiers:",
        "  - type: other",
        f"    value: {_json('content_id:' + manifest['content_id'])}",
        "    description: SHA-256 over the data files",
        f"abstract: {_json(DESCRIPTIONS[manifest['profile']])}",
        f"keywords: {_json(list(KEYWORDS))}",
    ]
    return "\n".join(lines) + "\n"


def citation_text(manifest: Mapping[str, Any]) -> str:
    """How to cite the release in one line."""
    return f"{TITLE} ({manifest['profile']}). content_id {manifest['content_id']}"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
