"""The tables made from accepted values, each as `schemas/columns.csv` defines it; `flows/derive` makes the others of
these."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import polars as pl

from flows.ingest.frames import SubmissionFrames
from flows.raw_folder.decisions import BlocContext, Decisions
from flows.raw_folder.snapshot import Snapshot
from flows.transform import decision_tables, reference_tables, submission_tables
from flows.transform.bloc_summary import bloc_summary
from flows.transform.canonical import in_nfc
from flows.transform.lineage import lineage
from flows.transform.list_tables import list_table, with_canonical_zones
from flows.transform.observations import observations, submission_values
from flows.transform.over_time.history import bloc_history, history
from flows.transform.over_time.restated import restatement_table
from flows.transform.questioned import open_queries, questions, with_questions
from flows.transform.reconciliation import reconciliation
from flows.transform.submission_tables import waived_errors
from flows.transform.wide_tables import wide_table
from flows.validate.figures.in_force import figures_in_force
from flows.validate.validation import Validation
from schemas.periods import Period, parse_period
from schemas.reference import Reference
from schemas.tables import STRING, Table, warehouse_tables
from schemas.warehouse import check_tables, is_sorted, polars_schema

DAYS = ("period_start", "period_end")


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


def build_tables(
    frames: SubmissionFrames,
    validation: Validation,
    context: BlocContext,
    reference: Reference,
    period: Period,
    final_periods: Collection[str] = (),
    raw: Snapshot | None = None,
) -> dict[str, pl.DataFrame]:
    """Every table made from files and decisions: defined columns and types, sorted, held against its pandera model.

    `period` is the one the release is about; `final_periods` are those whose totals are approved;
    `raw` is what was judged, with every decision ever made (None: there was none).

    Raises:
        WrongTable: a table is not what its definition says (a fault of this program).
    """
    form, units = reference.form, reference.units
    definitions = warehouse_tables(form, units)
    observed, totals = figures_and_totals(validation, context.outside, reference, final_periods)
    decisions = raw.decisions if raw else Decisions()
    figures = history(frames, validation, decisions, context, reference)
    made = {
        "observations": observed,
        "submission_values": submission_values(frames, validation, reference),
        "bloc_summary": totals,
        "reconciliation": reconciliation(validation, reference),
        "submissions": submission_tables.submissions(frames, validation, reference),
        "findings": submission_tables.findings(validation, reference),
        "rule_outcomes": submission_tables.rule_outcomes(validation, reference),
        "version_changes": submission_tables.version_changes(validation),
        "boards": reference_tables.boards(reference),
        "periods": reference_tables.periods(validation, period, final_periods, reference),
        "indicators": reference_tables.indicators(reference),
        "exchange_rates": reference_tables.exchange_rates(reference),
        "history": figures,
        "bloc_history": bloc_history(figures, reference),
        "restatements": restatement_table(figures, frames, decisions, reference),
        "corrections": decision_tables.corrections(raw, validation),
        "waivers": decision_tables.waivers(raw, frames, validation, reference),
        "approvals": decision_tables.approvals(raw),
        "rules": decision_tables.rules(reference),
        "units": decision_tables.units(reference),
        "outside_predecessors": decision_tables.outside_predecessors(context, reference),
        "lineage": lineage(observed, frames, context.outside, reference),
    }
    lists = {sheet: list_table(sheet, validation, reference) for sheet in form.list_sheets}
    lists = with_canonical_zones(lists, form)
    for table in definitions.values():
        if table.sheet in lists:
            made[table.name] = lists[table.sheet]
        elif table.sheet:
            made[table.name] = wide_table(observed, table.sheet, form, units)
    return as_defined(made, definitions)


def as_defined(made: Mapping[str, pl.DataFrame], definitions: Mapping[str, Table]) -> dict[str, pl.DataFrame]:
    """The tables in the order of their definitions: columns, types, rows sorted by key, held against their models.

    Raises:
        WrongTable: a table is not what its definition says.
    """
    own = {name: table for name, table in definitions.items() if name in made}
    finished = {name: _as_defined(made[name], table) for name, table in own.items()}
    check_tables(finished, own)
    return finished


def _days(periods: pl.Series) -> pl.DataFrame:
    """The first and the last day of each period: period, period_start, period_end."""
    texts = periods.unique().sort().to_list()
    days = [(text, parse_period(text).start, parse_period(text).end) for text in texts]
    return pl.DataFrame(days, schema={"period": pl.String, **dict.fromkeys(DAYS, pl.Date)}, orient="row")


def _as_defined(frame: pl.DataFrame, table: Table) -> pl.DataFrame:
    """The columns and types of the definition, in its order; what is not there is null, and no empty text."""
    schema = polars_schema(table)
    if DAYS[0] in schema and DAYS[0] not in frame.columns:
        frame = frame.join(_days(frame["period"]), on="period", how="left")
    typed = in_nfc(frame.select(pl.col(name).cast(type_) for name, type_ in schema.items()))
    texts = [column.name for column in table.columns if column.nullable and column.type == STRING]
    if texts:
        empty = typed.select((pl.col(texts) == "").any()).row(0, named=True)
        typed = typed.with_columns(pl.when(pl.col(name) != "").then(pl.col(name)) for name in texts if empty[name])
    return typed if is_sorted(typed, table) else typed.sort(list(table.order))
