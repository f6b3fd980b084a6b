"""Tables as Parquet files that explain themselves: description, unit and key of every column are inside."""

from __future__ import annotations

import base64
import hashlib
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from schemas.facts.units import Units
from schemas.tables import BOOLEAN, DATE, INTEGER, MOMENT, NUMBER, SCHEMA_VERSION, STRING, Column, Table

if TYPE_CHECKING:
    import pyarrow as pa

TABLE_METADATA = b"redriver_zones"
# Small enough that one board's history of a national table is a few groups and not the whole file.
ROWS_IN_A_GROUP = 8192
_ROWS_HELD = 250_000


def column_facts(column: Column, units: Units) -> dict[str, object]:
    """What a column is, as plain data: for its field's metadata, datapackage.json and the dictionary."""
    facts: dict[str, object] = {
        "name": column.name,
        "type": column.type,
        "description": column.description.en,
        "description_vi": column.description.vi,
        "key": column.key,
        "nullable": column.nullable,
    }
    if column.unit:
        unit = units.by_name[column.unit]
        facts |= {"unit": unit.label_en, "unit_vi": unit.label_vi, "unit_code": unit.unit}
    if column.figure:
        facts |= column.figure._asdict()
    for name in ("decimals", "effective_from", "effective_to"):
        if (fact := getattr(column, name)) not in (None, ""):
            facts[name] = fact
    if column.warning.en:
        facts |= {"warning": column.warning.en, "warning_vi": column.warning.vi}
    if column.choices:
        facts["choices"] = list(column.choices)
    return facts


def table_facts(table: Table, units: Units) -> dict[str, object]:
    """What a table is, as plain data."""
    return {
        "table": table.name,
        "title": table.title.en,
        "title_vi": table.title.vi,
        "description": table.description.en,
        "description_vi": table.description.vi,
        "warning": table.warning.en,
        "warning_vi": table.warning.vi,
        "key": list(table.key),
        "columns": [column_facts(column, units) for column in table.columns],
    }


def arrow_schema(table: Table, units: Units) -> pa.Schema:
    """Plain types every reader knows.

    Each field carries description, unit, warning, whether it is part of the key, and, in a wide table, which figure it
    is: code, sector, measure, kind, decimals.
    """
    import pyarrow as pa

    types = {
        STRING: pa.string(),
        INTEGER: pa.int64(),
        NUMBER: pa.float64(),
        BOOLEAN: pa.bool_(),
        DATE: pa.date32(),
        MOMENT: pa.timestamp("us", tz="Asia/Ho_Chi_Minh"),
    }
    fields = []
    for column in table.columns:
        facts = {"unit": "", "unit_code": "", **column_facts(column, units)}
        facts |= {"key": str(column.key).lower(), "choices": ";".join(column.choices)}
        left = () if column.choices else ("choices",)
        metadata = {name: str(fact) for name, fact in facts.items() if name not in ("name", "type", "nullable", *left)}
        fields.append(pa.field(column.name, types[column.type], column.nullable, metadata))
    facts_of_table = table_facts(table, units)
    about = {
        TABLE_METADATA: json.dumps(facts_of_table, ensure_ascii=False, separators=(",", ":")).encode(),
        b"description": table.description.en.encode(),
        b"description_vi": table.description.vi.encode(),
        b"warning": table.warning.en.encode(),
        b"warning_vi": table.warning.vi.encode(),
        b"key": ",".join(table.key).encode(),
    }
    return pa.schema(fields, metadata=about)


class StoredTables(Mapping[str, pl.DataFrame]):
    """The tables of a folder by name, read when they are asked for; of the long ones only the last is held on to.

    held: those that are at hand.
    """

    def __init__(self, folder: Path, names: Iterable[str], held: Mapping[str, pl.DataFrame] | None = None) -> None:
        self._folder, self._names, self._held = folder, tuple(names), dict(held or {})
        self._last = "", pl.DataFrame()

    def __getitem__(self, name: str) -> pl.DataFrame:
        if name in self._held:
            return self._held[name]
        if name not in self._names:
            raise KeyError(name)
        last, frame = self._last
        if last == name:
            return frame
        del frame
        self._last = "", pl.DataFrame()  # before the next is read
        frame = pl.read_parquet(self._folder / f"{name}.parquet")
        if frame.height <= _ROWS_HELD:
            self._held[name] = frame
        else:
            self._last = name, frame
        return frame

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def rows_of(path: Path) -> int:
    """How many rows a table has, as its file says."""
    import pyarrow.parquet as pq

    return int(pq.read_metadata(path).num_rows)


def rows_digest_of(path: Path) -> tuple[str, str]:
    """The table a file is and the digest of its rows, as the file says.

    Raises:
        ValueError: it is no Parquet file of this package.
        OSError: it cannot be read.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with path.open("rb") as file:  # so that what cannot be opened is named
            said = pq.read_schema(file).metadata or {}
        return said[b"table"].decode(), said[b"rows_sha256"].decode()
    except (pa.ArrowInvalid, KeyError):
        raise ValueError(f"{path} is no table of this package") from None


def write_table(
    frame: pl.DataFrame, table: Table, units: Units, path: Path, as_of: str = "", before: Path | None = None
) -> None:
    """Write one table, zstd; the same frame always gives the same bytes.

    The file says which table of which schema version it is, and the digest of its rows as they are encoded; with
    `as_of` also of which day it tells. `before` is the file that this code made of the table last: where it says the
    same it is taken.

    Raises:
        OSError: the file cannot be written.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema, written = arrow_schema(table, units), io.BytesIO()
    rows = frame.rechunk().to_arrow(compat_level=pl.CompatLevel.newest())
    # Texts as polars has them, so that none is copied; what readers are to take them for is said in the schema below.
    held = [pa.field(own.name, column.type, own.nullable) for own, column in zip(schema, rows.columns, strict=True)]
    rows = pa.Table.from_arrays(rows.columns, schema=pa.schema(held))
    writer = pq.ParquetWriter(
        written,
        rows.schema,
        compression="zstd",
        compression_level=3,
        version="2.6",
        sorting_columns=pq.SortingColumn.from_ordering(schema, [(name, "ascending") for name in table.order]),
        store_schema=False,
    )
    writer.write_table(rows, row_group_size=ROWS_IN_A_GROUP)
    own = {"table": table.name, "schema_version": SCHEMA_VERSION, "rows_sha256": _rows_digest(frame, written)}
    own |= {"as_of": as_of} if as_of else {}
    schema = schema.with_metadata({**schema.metadata, **own})
    if before is not None and _says(before, schema):
        with suppress(OSError):  # a file system without links, or a file that has gone
            path.hardlink_to(before)
            return
    writer.add_key_value_metadata({**schema.metadata, b"ARROW:schema": base64.b64encode(schema.serialize())})
    writer.close()
    path.write_bytes(written.getbuffer())


def _rows_digest(frame: pl.DataFrame, written: io.BytesIO) -> str:
    """SHA-256 of names, types and encoded rows: all of a Parquet file before its footer, so without any description.

    Rows as text would say the same whatever library encodes them, and cost more than all of the writing.
    """
    digest = hashlib.sha256(json.dumps([*map(str, frame.schema.items())]).encode())
    digest.update(written.getbuffer())
    return digest.hexdigest()


def _says(path: Path, schema: pa.Schema) -> bool:
    """Whether a file was written by the same library and says of itself, and of its rows, what a schema does."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        found = pq.read_metadata(path)
        said = pq.read_schema(path).metadata
    except (OSError, pa.ArrowInvalid):
        return False
    return bool(said == schema.metadata and found.created_by == f"parquet-cpp-arrow version {pa.__version__}")


# Parameters: what is written, as what, where, and what of it was written before.
def write_tables(
    frames: Mapping[str, pl.DataFrame],
    tables: Mapping[str, Table],
    units: Units,
    folder: Path,
    as_of: str = "",
    before: Path | None = None,
) -> dict[str, Path]:
    """Write every table of a release into a folder: `<table>.parquet`; what `before` has as it is, is taken.

    Raises:
        OSError: a file cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    paths = {}
    for name, table in tables.items():
        paths[name] = folder / f"{name}.parquet"
        write_table(frames[name], table, units, paths[name], as_of, before / paths[name].name if before else None)
    return paths
