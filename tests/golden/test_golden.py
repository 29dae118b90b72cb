"""The bundled sample gives what the golden files say, and README.md shows what its commands and queries print."""

import json
import re
from pathlib import Path
from typing import Final

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.fingerprint import ROOT
from tests.golden.renew import FOLDER, file_of
from tests.golden.sample import FENCE, README, golden_documents, printed, run_sample

TEXT: Final = README.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return run_sample(tmp_path_factory.mktemp("golden"))


def test_every_text_of_the_sample_gives_what_its_golden_file_says(dataset: Path) -> None:
    found = golden_documents(dataset)
    assert sorted(file_of(path) for path in found) == sorted(FOLDER.glob("*.json"))
    for source_path, document in found.items():
        assert document == json.loads(file_of(source_path).read_text(encoding="utf-8")), source_path


def test_readme_has_its_three_queries() -> None:
    assert len(FENCE.findall(TEXT)) >= 3


@pytest.mark.parametrize("place", range(len(FENCE.findall(TEXT))))
def test_queries_print_what_readme_shows(dataset: Path, place: int) -> None:
    query, output = FENCE.findall(TEXT)[place]
    assert printed(dataset, query) == output


def test_make_targets_that_readme_names_are_there() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    named = set(re.findall(r"\bmake ([a-z]+)", TEXT))
    assert named >= {"run", "test", "ui", "check", "eval"}
    assert not {target for target in named if not re.search(rf"^{target}:", makefile, re.MULTILINE)}


def test_commands_that_readme_names_are_there_and_help_has_an_example() -> None:
    named = set(re.findall(r"verbatim ([a-z]+)\b(?! of)", " ".join(re.findall(r"`([^`\n]+)`", TEXT))))
    assert named >= {"run", "releases", "verify", "sql", "show"}
    for command in sorted(named):
        result = CliRunner().invoke(app, [command, "--help"])
        assert result.exit_code == 0, command
        assert "Example" in result.output, command
