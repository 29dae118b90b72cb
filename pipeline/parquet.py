"""Writing query results as Parquet files whose bytes depend on the rows alone.

What belongs here: the one way a table or view of a release is written. What does not: which rows (assemble.py, sql/).
"""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

ROW_GROUP: Final = 20_000
"""Rows of a row group: small enough that a group of full texts fits in memory."""


def write_query(connection: duckdb.DuckDBPyConnection, sql: str, schema: pa.Schema, path: Path) -> int:
    """Writes the rows of an ordered query with the given schema, streaming; returns the number of rows.

    Row groups have a fixed size and no statistics of the writer's surroundings go in: same rows, same bytes.
    """
    reader = connection.sql(sql).to_arrow_reader(ROW_GROUP)
    count = 0
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for table in _row_groups(reader, schema):
            writer.write_table(table, row_group_size=ROW_GROUP)
            count += table.num_rows
    return count


def _row_groups(reader: pa.RecordBatchReader, schema: pa.Schema) -> Iterator[pa.Table]:
    """The rows in tables of exactly ROW_GROUP rows, but for the last."""
    pending: list[pa.Table] = []
    size = 0
    for batch in reader:
        pending.append(pa.Table.from_batches([batch]).select(schema.names).cast(schema))
        size += batch.num_rows
        while size >= ROW_GROUP:
            table = pa.concat_tables(pending)
            yield table.slice(0, ROW_GROUP)
            pending, size = [table.slice(ROW_GROUP)], size - ROW_GROUP
    if size:
        yield pa.concat_tables(pending)


def hash_file(path: Path) -> str:
    """SHA-256 of a file, read in pieces."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()
