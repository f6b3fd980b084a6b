"""Level 4, across subjects within one submission. One function a rule."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from flows.validate.figures.cells import column
from flows.validate.rules.applications import Application, Explanation, Row, at_most, clean, place
from flows.validate.rules.inside import actual, by_sector, present
from schemas.form import Form

# Share of revenue paid to the State budget, in percent.
LEAST_SHARE, LARGEST_SHARE = 0.2, 60.0


def r401_budget_share_of_revenue(form: Form) -> Iterator[Application]:
    """2.06 budget / 2.02 revenue lies between 0.2 and 60 percent; unverifiable without revenue and budget."""
    for budget, revenue in by_sector(form, "2.06", "2.02"):
        b, r = column(budget), column(revenue)
        share = pl.col(b) / pl.col(r) * 100
        some = (pl.col(r) != 0) | (pl.col(b) != 0)
        within = (pl.col(r) != 0) & (share >= LEAST_SHARE - 1e-9) & (share <= LARGEST_SHARE + 1e-9)

        def explain(row: Row, b: str = b, r: str = r) -> Explanation:
            paid, income = row[b] or 0.0, row[r] or 0.0
            percent: float | str = clean(round(paid / income * 100, 2)) if income else "∞"
            places = {"budget": paid, "revenue": income}
            return Explanation(percent, f"{LEAST_SHARE}..{LARGEST_SHARE}", None, None, places)

        holds = pl.when(some & pl.col(b).is_not_null() & pl.col(r).is_not_null()).then(within)
        yield Application("R401", "budget_share", *place(budget), (b, r), holds, explain)


def r402_exports_within_revenue(form: Form) -> Iterator[Application]:
    """2.04 exports <= 2.02 revenue for FDI (both in million USD)."""
    exports, revenue = actual("2.04", "fdi"), actual("2.02", "fdi")
    if present(form, exports, revenue):
        yield at_most("R402", "exports_above_revenue", exports, (column(exports),), column(revenue))
