"""report.html: the same bytes for the same dataset, nothing loaded, and drawn in a browser without an error."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import duckdb
import pytest

from pipeline.fingerprint import ROOT
from pipeline.models import define_sql
from pipeline.release.report import make_report
from pipeline.release.report_sections import SECTIONS
from tests.contract.dataset import dataset, fill

CHROMIUM: Final = (
    shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
)
SHOTS: Final = ROOT / "out" / "screenshots"
"""Where screenshots stay, for CI to keep; git ignores it."""
FLAGS: Final = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-quic"),
    *("--no-first-run", "--disable-component-update", "--disable-sync", "--hide-scrollbars"),
    *("--enable-logging=stderr", "--virtual-time-budget=10000"),
)


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as made:
        fill(made, dataset())
        define_sql(made, ROOT / "sql")
        yield made


@pytest.fixture(scope="module")
def page(connection: duckdb.DuckDBPyConnection, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(make_report(connection, "0" * 64), encoding="utf-8")
    return path


def test_the_same_dataset_gives_the_same_bytes(connection: duckdb.DuckDBPyConnection, page: Path) -> None:
    assert make_report(connection, "0" * 64) == page.read_text(encoding="utf-8")


def test_it_has_its_sections_in_both_languages_and_loads_nothing(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for name, heading, _ in SECTIONS:
        assert f'<section id="{name}">' in text
        assert f'<span class="fr" lang="fr">{heading["fr"]}</span>' in text
        assert f'<span class="en" lang="en">{heading["en"]}</span>' in text
    markup = text[: text.index('<script type="application/json"')]
    assert not re.findall(r'(?:src|href)="(?!#|data:,)[^"]*"', markup)
    assert "default-src 'none'" in markup
    assert "35 communes" not in markup, "figures stand as the text has them"
    assert "Denis Roche" in markup
    assert "Nous aiderons" not in text, "quotations are no part of a report but where speakers differ"


def test_words_of_texts_are_no_markup(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("begin")
    try:
        connection.execute("update story_overview set title = '</h3><script>x</script>'")
        connection.execute("update actor_overview set name = '</script><!--<script>' || actor_id")
        text = make_report(connection, "0")
    finally:
        connection.execute("rollback")
    assert "<script>x" not in text
    found = re.search(r'<script type="application/json" id="charts">(.*?)</script>', text, re.DOTALL)
    assert found is not None
    assert (
        "</script><!--<script>aline-vernet" in json.loads(found[1])["charts"]["time"]["encoding"]["y"]["sort"]
    )


def test_a_dataset_without_rows_and_one_of_an_older_schema_have_a_report() -> None:
    with duckdb.connect() as empty:
        fill(empty, {})
        define_sql(empty, ROOT / "sql")
        assert "Divergences" in make_report(empty, "0")
        empty.execute("drop table story_divergences cascade")
        empty.execute("drop table actor_pairs cascade")
        assert "Divergences" in make_report(empty, "0")


@pytest.mark.parametrize(
    ("name", "width", "language", "is_dark"),
    [("phone", 390, "fr", False), ("desk", 1200, "en", False), ("dark", 390, "en", True)],
)
def test_a_browser_draws_it_without_error(
    page: Path, tmp_path: Path, name: str, width: int, language: str, is_dark: bool
) -> None:
    assert CHROMIUM, "no chromium on this machine: apt-get install chromium, as .ci/run does, then test again"
    SHOTS.mkdir(parents=True, exist_ok=True)
    frame = tmp_path / "frame.html"
    frame.write_text(
        f'<body style="margin:0"><iframe src="{page.as_uri()}?lang={language}"'
        f' style="border:0;width:{width}px;height:4200px"></iframe>'
    )
    dark = ["--blink-settings=preferredColorScheme=0"] if is_dark else []
    shot = SHOTS / f"report-{name}.png"
    shot.unlink(missing_ok=True)
    command = [CHROMIUM, *FLAGS, *dark, f"--user-data-dir={tmp_path / 'profile'}"]
    drawn = subprocess.run(
        [*command, f"--window-size={max(width, 500)},4200", f"--screenshot={shot}", frame.as_uri()],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert "CONSOLE" not in drawn.stderr, drawn.stderr
    assert shot.stat().st_size > 20_000


def test_every_chart_is_drawn_in_the_language_asked_for(page: Path, tmp_path: Path) -> None:
    assert CHROMIUM, "no chromium on this machine: apt-get install chromium, as .ci/run does, then test again"
    command = [CHROMIUM, *FLAGS, f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom"]
    done = subprocess.run(
        [*command, f"{page.as_uri()}?lang=fr"], capture_output=True, text=True, timeout=120, check=True
    )
    assert "CONSOLE" not in done.stderr, done.stderr
    assert 'data-drawn="fr"' in done.stdout
    charts = re.findall(r'data-chart="(\w+)"', done.stdout)
    assert charts == ["time", "topics", "quoted", "named", "pairs", "cleaning"]
    assert len(re.findall('<svg[^>]*class="marks"', done.stdout)) == len(charts)
    assert "seulement nommé" in done.stdout
