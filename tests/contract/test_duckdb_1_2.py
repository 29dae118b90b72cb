"""What is published opens in a DuckDB 1.2 client: every table, view and macro, with the same rows as here."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import duckdb
import pytest

from pipeline.fingerprint import ROOT
from pipeline.models import define_sql, load_macros, load_models
from pipeline.tables import PUBLISHED
from tests.contract.dataset import dataset, fill

CLIENT: Final = ROOT / ".venv" / "duckdb-1.2" / "bin" / "python"
SQL: Final = ROOT / "sql"
SCRIPT: Final = """
import json, sys
import duckdb
path, queries = json.load(sys.stdin)
with duckdb.connect(path, read_only=True) as connection:
    rows = {query: [[str(cell) for cell in row] for row in connection.execute(query).fetchall()] for query in queries}
json.dump({"version": duckdb.__version__, "rows": rows}, sys.stdout)
"""
ORDERED: Final = "duckdb_functions() where schema_name = 'main' and not internal order by function_name"
CALLS: Final = (
    "from quotes_of('vernet')",
    "from quotes_of('un guide')",
    "from about('politique')",
    "from about('neige')",
    "from timeline('eau')",
    "from search('port CAFÉ')",
    "from evidence('actor_overview', 'aline-vernet')",
    "from evidence('topic_actors', 'test:plan', 'aline-vernet')",
    "from evidence('topic_daily', 'test:plan', date '2026-02-03')",
    "from evidence('topic_daily', 'test:plan', '2026-02-03', 'published')",
    "select q.quote_index, c.* from quotes as q, context(q.document_id, q.char_start, q.char_end) as c"
    " order by q.document_id, q.quote_index",
    "select a.actor_id, e.* from actor_overview as a, evidence('actor_overview', a.actor_id) as e"
    " order by all",
    f"select function_name from {ORDERED}",
)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("client") / "verbatim.duckdb"
    with duckdb.connect() as connection:
        connection.execute(f"attach '{path}' as release (storage_version 'v1.2.0')")
        connection.execute("use release")
        fill(connection, dataset())
        define_sql(connection, SQL)
        connection.execute("use memory")
        connection.execute("detach release")
    return path


def ask(python: Path, path: Path, queries: list[str]) -> dict[str, Any]:
    done = subprocess.run(
        [python, "-c", SCRIPT],
        input=json.dumps([str(path), queries]),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def test_every_table_view_and_macro_answers_alike_in_the_oldest_client(file: Path) -> None:
    assert CLIENT.is_file(), (
        f"{CLIENT} is missing: run `make test`, which sets it up from requirements-duckdb-1.2.lock"
    )
    names = [table.name for table in PUBLISHED] + [model.name for model in load_models(SQL)]
    files = [path.read_text(encoding="utf-8") for path in sorted((SQL / "models").glob("*.sql"))]
    queries = [f"from {name}" for name in names] + files + list(CALLS)
    old, new = ask(CLIENT, file, queries), ask(Path(sys.executable), file, queries)
    assert old["version"].startswith("1.2.")
    assert new["version"] == duckdb.__version__
    for query in queries:
        assert old["rows"][query] == new["rows"][query], query
        assert new["rows"][query], f"{query}: no row to compare"
    functions = {row[0] for row in new["rows"][CALLS[-1]]}
    assert functions >= {macro.name for macro in load_macros(SQL)}
