"""The tables made from accepted values, each as `schemas/columns.csv` defines it; `flows/derive` makes the others of
these."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import polars as pl

from flows.ingest.frames import SubmissionFrames
from flows.raw_folder.decisions import BlocContext, Decisions
from flows.raw_folder.snapshot import Snapshot
from flows.transform import decision_tables, reference_tables
from flows.transform.bloc_summary import bloc_summary
from flows.transform.defined import as_defined
from flows.transform.lineage import lineage
from flows.transform.list_tables import list_table, with_canonical_zones, with_open_lines
from flows.transform.observations import observations
from flows.transform.over_time.by_half_year import TablesAsked, by_half_year, tables_of_versions
from flows.transform.questioned import open_queries, questions, with_questions
from flows.transform.reconciliation import reconciliation
from flows.transform.submission_tables import waived_errors
from flows.transform.wide_tables import wide_table
from flows.validate.by_period import HalfYear
from flows.validate.figures.in_force import figures_in_force
from flows.validate.kept import NOTHING_KEPT, Kept
from flows.validate.validation import Validation
from schemas.periods import Period
from schemas.reference import Reference
from schemas.tables import warehouse_tables


def figures_and_totals(
    validation: Validation, outside: pl.DataFrame, reference: Reference, final_periods: Collection[str] = ()
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """`observations` and `bloc_summary`, as a release publishes them and as an approval covers them."""
    periods = validation.states["period"].unique().sort().to_list()
    figures = figures_in_force(validation.values, validation.states, outside, reference)
    asked = questions(open_queries(validation.findings, validation.states), figures)
    figures = with_questions(figures, asked)
    totals = bloc_summary(
        figures, asked, outside, periods, final_periods, reference, waived_errors(validation.findings)
    )
    return observations(figures, reference), totals


# Parameters: what was judged, as it is held and half-year by half-year, and what is known beside it.
def build_tables(
    frames: SubmissionFrames,
    validation: Validation,
    context: BlocContext,
    reference: Reference,
    period: Period,
    final_periods: Collection[str] = (),
    raw: Snapshot | None = None,
    halves: Sequence[HalfYear] = (),
    kept: Kept = NOTHING_KEPT,
) -> TablesAsked:
    """Every table made from files and decisions: defined columns and types, sorted, held against its pandera model.

    `period` is the one the release is about; `final_periods` are those whose totals are approved;
    `raw` is what was judged, with every decision ever made (None: there was none). `halves` are the half-years that
    were judged, where `validation` is `of_versions_that_count`; none: it was judged at once, and has everything.

    Raises:
        WrongTable: a table is not what its definition says (a fault of this program).
    """
    form, units = reference.form, reference.units
    definitions = warehouse_tables(form, units)
    observed, totals = figures_and_totals(validation, context.outside, reference, final_periods)
    decisions = raw.decisions if raw else Decisions()
    halves = halves or (HalfYear.of_all(frames, validation, tables_of_versions(reference)),)
    made = {
        "observations": observed,
        "bloc_summary": totals,
        "reconciliation": reconciliation(validation, totals, reference),
        "boards": reference_tables.boards(reference),
        "periods": reference_tables.periods(validation, period, final_periods, reference),
        "indicators": reference_tables.indicators(reference),
        "exchange_rates": reference_tables.exchange_rates(reference),
        "corrections": decision_tables.corrections(raw, validation),
        "waivers": decision_tables.waivers(raw, frames, validation, reference),
        "approvals": decision_tables.approvals(raw),
        "rules": decision_tables.rules(reference),
        "units": decision_tables.units(reference),
        "outside_predecessors": decision_tables.outside_predecessors(context, reference),
        "lineage": lineage(observed, frames, context.outside, reference),
    }
    asked = open_queries(validation.findings, validation.states)
    lists = {sheet: with_open_lines(list_table(sheet, validation, reference), asked) for sheet in form.list_sheets}
    lists = with_canonical_zones(lists, form)
    for table in definitions.values():
        if table.sheet in lists:
            made[table.name] = lists[table.sheet]
        elif table.sheet:
            made[table.name] = wide_table(observed, table.sheet, form, units)
    return by_half_year(as_defined(made, definitions), halves, frames, validation, decisions, context, reference, kept)
