"""The tables as Parquet, with typed columns: for DuckDB, Polars, pandas, Arrow."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from exordf.claims.columns import TABLES
from exordf.errors import MissingExtra
from exordf.export import Format

if TYPE_CHECKING:
    from collections.abc import Mapping

    from exordf.claims.columns import Column, Table
    from exordf.export import Source


def _parquet(source: Source) -> Mapping[str, bytes]:
    try:
        import pyarrow as pa  # noqa: PLC0415 - a heavy library that only this format needs
        import pyarrow.parquet as pq  # noqa: PLC0415
    except ImportError:
        raise MissingExtra("pyarrow", "tables") from None
    files = {}
    for table in TABLES:
        schema = pa.schema([_field(column, table, pa) for column in table.columns], _metadata(source, table))
        out = io.BytesIO()
        pq.write_table(pa.Table.from_pylist(source.tables[table.name], schema=schema), out, compression="zstd")
        files[f"{table.name}.parquet"] = out.getvalue()
    return files


def _field(column: Column, table: Table, pa: Any) -> Any:
    types = {
        "string": pa.string(),
        "integer": pa.int64(),
        "number": pa.float64(),
        "boolean": pa.bool_(),
        "list": pa.list_(pa.string()),
    }
    required = column.name == table.key
    return pa.field(column.name, types[column.type], nullable=not required, metadata={"description": column.about})


def _metadata(source: Source, table: Table) -> dict[str, str]:
    about = source.about
    return {
        "title": about.title,
        "table": table.about,
        "version": about.version,
        "licence": about.licence,
        "source": about.version_iri,
        "read_from": source.read_from,
    }


FORMATS = (
    Format("parquet", "DuckDB, Polars, pandas, Arrow: typed columns and lists", "sentences, conflicts, gaps", _parquet),
)
