"""The derived tables of a release: what readers would else have to make of the others, and could make wrong.

They are a function of the other tables and of `schemas/`: whoever has a release can make them again. All of them say
with each row whether anything is missing (`complete`), whether it may be compared (`comparable`) and if not why
(`why_not`); what may not be compared has no value.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from flows.transform.tables import as_defined
from schemas.reference import Reference
from schemas.tables import warehouse_tables
from schemas.warehouse import polars_schema


def derived_tables(tables: Mapping[str, pl.DataFrame], reference: Reference) -> dict[str, pl.DataFrame]:
    """Every derived table by name, as it is defined.

    Args:
        tables: those of `build_tables`.

    Raises:
        WrongTable: a table is not what its definition says (a fault of this program).
    """
    definitions = warehouse_tables(reference.form, reference.units)
    made = {
        name: pl.DataFrame(schema=polars_schema(table)) for name, table in definitions.items() if name not in tables
    }
    return as_defined(made, definitions)
