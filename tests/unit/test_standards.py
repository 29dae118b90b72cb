"""Releases in the words of the standards, judged by the standards' own tools and by readers people use."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow.parquet as pq
import pytest

from pipeline.fingerprint import ROOT
from pipeline.release.profiles import derive
from pipeline.release.resources import read_manifest, read_resources
from pipeline.release.standards import citation, dcat, version
from tests.contract.dataset import Rows
from tests.unit.releases import make_release

pytestmark = pytest.mark.xdist_group("standards")

TOOLS: Final = ROOT / ".venv" / "standards" / "bin" / "python"
"""An environment of their own (requirements-standards.lock); they know nothing of Verbatim."""
CFF: Final = ROOT / "tests" / "formats" / "standards" / "cff-1.2.0.json"
"""The schema of the Citation File Format, as cffconvert validates by it."""
PROFILES: Final = ("full", "derived", "views")
SCRIPT: Final = """
import ast, json, os, sys
os.environ.update(HF_HUB_OFFLINE="1", HF_DATASETS_CACHE=sys.argv[2], HF_HOME=sys.argv[2])
import frictionless, jsonschema, license_expression, mlcroissant, rdflib, yaml
licensing = license_expression.get_spdx_licensing()

def run(code):
    *first, last = ast.parse(code).body
    names = {}
    exec(compile(ast.Module(first, []), "README", "exec"), names)
    return len(eval(compile(ast.Expression(last.value), "README", "eval"), names))

answer = {}
for profile in ("full", "derived", "views"):
    os.chdir(os.path.join(sys.argv[1], profile))
    said = answer[profile] = {}
    report = frictionless.validate("datapackage.json")
    said["frictionless"] = [str(e) for e in report.errors] + [str(e) for t in report.tasks for e in t.errors]
    said["resources"] = len(report.tasks)
    dataset = mlcroissant.Dataset(jsonld="croissant.json")
    issues = dataset.metadata.ctx.issues
    said["croissant"] = sorted(map(str, issues.errors)) + sorted(map(str, issues.warnings))
    said["records"] = [sorted(r) for r in dataset.records("actor_overview")][:1]
    text = open("README.md", encoding="utf-8").read()
    card = yaml.safe_load(text.split("---\\n")[1])
    graph = rdflib.Graph().parse(data=json.dumps(card["dcat"]), format="json-ld")
    said["dcat"] = sorted({str(o) for o in graph.objects(None, rdflib.RDF.type)})
    parsed = licensing.parse(card["license_name"], validate=False)
    said["licence"] = sorted(k for k in licensing.unknown_license_keys(parsed))
    said["configs"] = [c["config_name"] for c in card["configs"]]
    cff = jsonschema.Draft7Validator(json.load(open(sys.argv[4])), format_checker=jsonschema.FormatChecker())
    cited = yaml.safe_load(open("CITATION.cff", encoding="utf-8"))
    said["cff"] = [error.message for error in cff.iter_errors(cited)]
    said["not cff"] = [error.message for error in cff.iter_errors({**cited, "cff-version": "1.2"})]
    rows = [line.split(" | ") for line in text.splitlines() if line.startswith("| ") and line.count(" | ") == 1]
    said["rows"] = {r[0][2:]: run(r[1].strip(" |`")) for r in rows if r[0][2:] in ("pandas", "Polars", "Arrow", "Hugging Face")}
    import datasets
    said["loaded"] = {c: datasets.load_dataset(os.getcwd(), c, split="train").num_rows for c in said["configs"]}
json.dump(answer, open(sys.argv[3], "w"))
"""


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("standards")
    make_release(folder / "full")
    for profile in PROFILES[1:]:
        (folder / profile).mkdir()
        derive(folder / "full", profile, folder / profile)
    return folder


@pytest.fixture(scope="module")
def judged(releases: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the tools say of the three releases; asked once, since they are slow to load."""
    assert TOOLS.is_file(), (
        f"{TOOLS} is missing: run `make test`, which sets it up from requirements-standards.lock"
    )
    aside = tmp_path_factory.mktemp("judged")
    command = [str(TOOLS), "-c", SCRIPT, str(releases), str(aside), str(aside / "answer.json"), str(CFF)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=aside)
    assert done.returncode == 0, done.stderr[-3000:]
    answer: dict[str, Any] = json.loads((aside / "answer.json").read_text(encoding="utf-8"))
    return answer


@pytest.mark.parametrize("profile", PROFILES)
def test_frictionless_finds_the_package_and_every_row_of_it_valid(
    judged: dict[str, Any], releases: Path, profile: str
) -> None:
    assert judged[profile]["frictionless"] == []
    assert judged[profile]["resources"] == len(list((releases / profile).glob("[tv]*/*.parquet")))


@pytest.mark.parametrize("profile", PROFILES)
def test_mlcroissant_finds_neither_error_nor_warning_and_reads_records(
    judged: dict[str, Any], profile: str
) -> None:
    assert judged[profile]["croissant"] == []
    assert "actor_overview/actor_id" in judged[profile]["records"][0]


@pytest.mark.parametrize("profile", PROFILES)
def test_the_readme_holds_dcat_and_schema_org_and_an_spdx_licence(
    judged: dict[str, Any], profile: str
) -> None:
    found = judged[profile]["dcat"]
    assert {"http://www.w3.org/ns/dcat#Dataset", "https://schema.org/Dataset"} <= set(found)
    assert all(key.startswith("LicenseRef-") for key in judged[profile]["licence"])


@pytest.mark.parametrize("profile", PROFILES)
def test_the_folder_loads_as_a_hugging_face_dataset(
    judged: dict[str, Any], releases: Path, profile: str
) -> None:
    rows = {resource.name: resource.rows for resource in read_resources(releases / profile)}
    assert judged[profile]["loaded"] == {name: count for name, count in rows.items() if count}


@pytest.mark.parametrize("profile", PROFILES)
def test_the_one_liners_of_the_readme_read_the_table_they_name(
    judged: dict[str, Any], releases: Path, profile: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(releases / profile)
    path = "views/actor_quotes.parquet" if profile == "views" else "tables/quotes.parquet"
    rows = pq.read_metadata(path).num_rows
    assert judged[profile]["rows"] == dict.fromkeys(("pandas", "Polars", "Arrow", "Hugging Face"), rows)
    found = re.search(
        r"^\| DuckDB \| `(.*)` \|$", Path("README.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert found is not None
    assert len(duckdb.execute(found[1]).fetchall()) == 5
    assert f'arrow::read_parquet("{path}")' in Path("README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("profile", PROFILES)
def test_the_citation_file_is_valid_by_the_schema_of_its_format(judged: dict[str, Any], profile: str) -> None:
    assert judged[profile]["cff"] == []
    assert len(judged[profile]["not cff"]) == 1


def test_descriptions_tell_the_content_and_no_day_of_their_making(releases: Path) -> None:
    manifest = read_manifest(releases / "full")
    assert version(manifest).endswith(manifest["content_id"])
    assert manifest["content_id"] in citation(manifest)
    assert dcat(manifest, [])["dct:modified"] == "2026-02-06"


def test_references_between_tables_are_told(releases: Path) -> None:
    package = json.loads((releases / "full" / "datapackage.json").read_text(encoding="utf-8"))
    quotes = next(resource for resource in package["resources"] if resource["name"] == "quotes")
    assert quotes["schema"]["primaryKey"] == ["document_id", "quote_index"]
    assert {"fields": ["actor_id"], "reference": {"resource": "actors", "fields": ["actor_id"]}} in quotes[
        "schema"
    ]["foreignKeys"]
    croissant = json.loads((releases / "full" / "croissant.json").read_text(encoding="utf-8"))
    fields = {field["@id"]: field for record_set in croissant["recordSet"] for field in record_set["field"]}
    assert fields["quotes/actor_id"]["references"] == {"field": {"@id": "actors/actor_id"}}
    assert fields["topic_tags/evidence"]["repeated"] is True


def test_the_readme_says_what_the_release_may_be_used_for_and_how_it_adds_up(releases: Path) -> None:
    full, derived = ((releases / p / "README.md").read_text(encoding="utf-8") for p in ("full", "derived"))
    assert "Do not pass it on." in full
    assert "may be passed on" in derived
    assert "Derived from the full release" in derived
    assert "| La Gazette du Lac (`gazette`) |" in derived
    for text in (full, derived):
        assert "| arrivals | 11 |" in text
        assert "| = new + same_content + supersedes + rejected + withdrawn | 8 + 1 + 1 + 1 + 0 |" in text
        counts = dict(re.findall(r"\| (=? ?code points of [a-z ]+) \| (\d+) \|", text))
        assert counts["code points of the texts"] == counts["= code points of all spans"]
        assert "| test | f1 | 1 | 1 | 2026-02-06 | earlier revision |" in text
        assert "| rejections | Arrivals that could not be read. | 1 | binary 1 |" in text
        assert "| unresolved_speakers |" in text
        assert "| role_conflicts |" in text


def test_figures_of_this_very_code_bear_no_mark(tmp_path: Path) -> None:
    own = read_manifest(make_release(tmp_path / "first"))["code_fingerprint"]

    def own_code(rows: Rows) -> None:
        for row in rows["quality"]:
            row["code_fingerprint"] = own

    text = (make_release(tmp_path / "second", own_code) / "README.md").read_text(encoding="utf-8")
    assert "| test | f1 | 1 | 1 | 2026-02-06 |  |" in text
    assert "| earlier revision |" not in text
