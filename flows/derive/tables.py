"""The derived tables of a release: what readers would else have to make of the others, and could make wrong.

They are a function of the other tables and of `schemas/`: whoever has a release can make them again. All of them say
with each row whether anything is missing (`complete`), whether it may be compared (`comparable`) and if not why
(`why_not`); what may not be compared has no value.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from flows.derive.boundaries.board_periods import board_periods
from flows.derive.boundaries.current_boundaries import (
    bloc_summary_current_boundaries,
    observations_current_boundaries,
    told,
)
from flows.derive.boundaries.ground import ground_of
from flows.derive.by_year import figures_by_year
from flows.derive.emulation_results import emulation_results
from flows.derive.growth import growth, with_years
from flows.derive.one_currency import money_one_currency
from flows.derive.placed import placed_figures
from flows.derive.plan_achievement import plan_achievement
from flows.derive.positions import positions
from flows.derive.ratios import ratios
from flows.derive.registers.project_history import project_history
from flows.derive.registers.register_totals import register_totals
from flows.derive.registers.zone_history import zone_history
from flows.derive.then_known import tables_then
from flows.transform.defined import as_defined
from schemas.reference import Reference
from schemas.tables import EVENT, ZONE, warehouse_tables
from schemas.warehouse import polars_schema


def derived_tables(tables: Mapping[str, pl.DataFrame], reference: Reference) -> dict[str, pl.DataFrame]:
    """Every derived table by name, as it is defined.

    Args:
        tables: those of `build_tables`.

    Raises:
        WrongTable: a table is not what its definition says (a fault of this program).
    """
    periods = tables["periods"]["period"].to_list()
    ground = ground_of(periods, reference)

    def on_both(own: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
        now = observations_current_boundaries(told({**tables, **own}, reference), {**tables, **own}, ground, reference)
        both = {**tables, **own, "observations_current_boundaries": now}
        both["bloc_summary_current_boundaries"] = bloc_summary_current_boundaries(now, ground, reference)
        return both

    both, then = on_both({}), on_both(tables_then(tables, reference))
    figures, figures_then = placed_figures(both, ground, reference), placed_figures(then, ground, reference)
    years, years_then = figures_by_year(figures, reference), figures_by_year(figures_then, reference)
    made = {
        **{name: frame for name, frame in both.items() if name not in tables},
        "board_periods": board_periods(periods, ground, reference),
        "figures_by_year": years,
        "growth": growth(with_years(figures, years), with_years(figures_then, years_then), reference),
        "plan_achievement": plan_achievement(figures, years, reference),
        "positions": positions(tables, reference),
        "ratios": ratios(tables["observations"], tables, reference),
        "money_one_currency": money_one_currency(figures, tables, reference),
        "emulation_results": emulation_results(tables["observations"], reference),
    }
    form, definitions = reference.form.whole, warehouse_tables(reference.form, reference.units)
    for sheet, columns in form.list_sheets.items():
        roles = {column.role for column in columns}
        if EVENT in roles:
            made["register_totals"] = register_totals(tables, sheet, reference)
            made["project_history"] = project_history(tables, ground, sheet, reference)
        elif ZONE in roles:
            made["zone_history"] = zone_history(tables, ground, sheet, reference)
    for name in definitions.keys() - tables.keys() - made.keys():  # of lists the form does not have
        made[name] = pl.DataFrame(schema=polars_schema(definitions[name]))
    return as_defined(made, definitions)
