"""warehouse.duckdb of some tables."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from flows.publish.exports.database import database
from flows.publish.exports.stamp import Stamp
from schemas.facts.units import Units
from schemas.tables import Table


def write_database(
    frames: Mapping[str, pl.DataFrame], tables: Mapping[str, Table], units: Units, stamp: Stamp, path: Path
) -> None:
    with database(tables, units, stamp, path, sum(frames[name].height for name in tables)) as put:
        for name in tables:
            put(name, frames[name])
