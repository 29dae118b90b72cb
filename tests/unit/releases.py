"""A whole release made from the hand-written dataset, for tests of what happens to releases."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.release.build import SQL_DIR, content_id_of, make_dataset
from pipeline.release.describe import describe, write_checksums
from pipeline.tables import PUBLISHED, arrow_schema
from tests.contract.dataset import Rows, dataset

FINGERPRINTS: Final = {"steps": {"clean": {"code": "1", "rules": {}, "libraries": []}}}


def make_release(folder: Path, change: Callable[[Rows], None] = lambda _rows: None) -> Path:
    """Writes a full release of the dataset, changed as told, into a new folder."""
    rows = dataset()
    change(rows)
    tables = folder / "tables"
    tables.mkdir(parents=True)
    for table in PUBLISHED:
        made = pa.Table.from_pylist(rows[table.name], schema=arrow_schema(table.name))
        made = made.sort_by([(name, "ascending") for name in table.key])
        pq.write_table(made, tables / f"{table.name}.parquet", compression="zstd")
    make_dataset(folder, SQL_DIR, lambda _name: None)
    describe(folder, content_id_of(tables), {"fingerprints": FINGERPRINTS})
    pq.write_table(arrow_schema("changes").empty_table(), folder / "changes.parquet")
    (folder / "CHANGES.md").write_text("# Changes\n\nThis is the first release.\n", encoding="utf-8")
    write_checksums(folder)
    return folder
