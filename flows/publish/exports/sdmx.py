"""SDMX-CSV 2.0 of the totals of the bloc, for statistical offices: `sdmx/bloc_summary.csv`.

https://github.com/sdmx-twg/sdmx-csv, version 2.0: one dataflow, its dimensions, OBS_VALUE, then attributes.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from flows.publish.exports.stamp import Stamp
from schemas.tables import Table

TOTALS = "bloc_summary"
# As the cross-domain concepts of SDMX call them; what is not here keeps its name, in capitals.
_CONCEPTS = {
    "period": "TIME_PERIOD",
    "code": "INDICATOR",
    "value": "OBS_VALUE",
    "unit": "UNIT_MEASURE",
    "status": "OBS_STATUS",
}
_STATUSES = {"final": "A", "provisional": "P"}  # of CL_OBS_STATUS: normal, provisional
_SECTORS = {"total": "_T"}


def write_sdmx(frame: pl.DataFrame, table: Table, stamp: Stamp, path: Path) -> None:
    """The dimensions are the table's key; half-years are written 2023-S1, as SDMX has it.

    Raises:
        OSError: the file cannot be written.
    """
    names = {column.name: _CONCEPTS.get(column.name, column.name.upper()) for column in table.columns}
    ordered = sorted(table.columns, key=lambda column: (not column.key, column.name != "value"))
    half = pl.col("period").str.replace("-H", "-S", literal=True)
    major = stamp.schema_version.split(".")[0]
    rows = frame.with_columns(
        half,
        pl.col("status").replace(_STATUSES),
        pl.col("sector").replace(_SECTORS).str.to_uppercase(),
    )
    rows.select(
        pl.lit("dataflow").alias("STRUCTURE"),
        pl.lit(f"RRZ:{TOTALS.upper()}({major}.0)").alias("STRUCTURE_ID"),
        pl.lit("I").alias("ACTION"),
        *(pl.col(column.name).alias(names[column.name]) for column in ordered),
        pl.lit(stamp.release).alias("RELEASE"),
        pl.lit(stamp.status).alias("RELEASE_STATUS"),
        pl.lit(stamp.release_inputs_sha256).alias("RELEASE_INPUTS"),
    ).write_csv(path)
