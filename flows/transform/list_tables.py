"""The list tables: the lines of the lists (zones, projects) of the versions in force."""

from __future__ import annotations

import re
from collections.abc import Iterable

import polars as pl

from flows.transform.canonical import countries, in_nfc, zones
from flows.transform.wide_tables import in_unit
from flows.validate.acceptance.line_corrections import CORRECTED_FIELDS
from flows.validate.findings.finding import Finding
from flows.validate.validation import Validation
from schemas.form import Form, ListColumn
from schemas.language.line_rules import ENDED
from schemas.periods import parse_period
from schemas.reference import Reference
from schemas.tables import CANONICAL, CAPITAL, COUNTRY, EVENT, SIGNED, ZONE

_ROW = re.compile(r"\d+$")


def list_table(sheet: str, validation: Validation, reference: Reference) -> pl.DataFrame:
    """One row a line of the list, without its total line: period, board, number, the list's columns, and its place.

    Years come as whole numbers; a year that is none (1998.5) becomes null here and stays in its file. A column whose
    unit changed is all in its newest, exactly converted. Beside capital stands the same with its sign: what ended is
    taken away. Beside a country stands its canonical form. Of a whole-year file that lists the events of the year those
    of the first half are left out, as they are of the figures.
    """
    own, lines = reference.form.list_sheets[sheet], in_nfc(validation.lines[sheet])
    in_force = validation.states.filter("accepted").select("submission", "period", "board")
    rows = lines.filter(~pl.col("total")).join(in_force, on="submission", how="inner", maintain_order="left")
    for column in own:
        if len({line.unit for line in reference.form.column_lines if line.identity == column.identity}) > 1:
            rows = _in_newest_unit(rows, column, reference)
    rows = rows.select("period", "board", "number", *map(_column, own), CORRECTED_FIELDS, "submission", "sheet", "row")
    halved = validation.halved
    event = next((column.key for column in own if column.role == EVENT), None)
    for column in own:
        if column.role == CAPITAL and event:
            away = pl.col(event) == ENDED
            signed = pl.when(away).then(-pl.col(column.key).abs()).otherwise(pl.col(column.key))
            rows = rows.with_columns(signed.alias(column.key + SIGNED))
        elif column.role == COUNTRY:
            rows = rows.with_columns(countries(pl.col(column.key)).alias(column.key + CANONICAL))
        elif column.type == "date" and halved:
            starts = {text: parse_period(text).reporting_start for text in rows["period"].unique()}
            start = pl.col("period").replace_strict(starts, return_dtype=pl.Date)
            before = pl.col("submission").is_in(list(halved)) & (pl.col(column.key) < start)
            rows = rows.filter(~before.fill_null(False))
    return rows


def with_canonical_zones(tables: dict[str, pl.DataFrame], form: Form) -> dict[str, pl.DataFrame]:
    """The list tables by sheet, with the canonical form beside every name of a zone: one for all tables and periods."""
    named = [
        (column.sheet, column.key) for column in form.list_columns if column.role == ZONE and column.sheet in tables
    ]
    if not named:
        return tables
    used = pl.concat(
        tables[sheet].select("period", "board", "number", pl.col(key).alias("name"), pl.lit(order).alias("order"))
        for order, (sheet, key) in enumerate(named)
    )
    canonical = zones(used.sort("period", "order", "board", "number").select("name"))
    made = dict(tables)
    for sheet, key in named:
        name = pl.col(key).replace_strict(canonical, default=None, return_dtype=pl.String)
        made[sheet] = made[sheet].with_columns(name.alias(key + CANONICAL))
    return made


def _in_newest_unit(rows: pl.DataFrame, column: ListColumn, reference: Reference) -> pl.DataFrame:
    written = [
        (period, own.unit, column.unit)
        for period in rows["period"].unique().to_list()
        for own in reference.form.in_force(period).list_sheets.get(column.sheet, ())
        if own.key == column.key
    ]
    names = dict.fromkeys(("period", "unit", "_newest"), pl.String)
    dated = rows.join(pl.DataFrame(written, schema=names, orient="row"), on="period", how="left", maintain_order="left")
    return in_unit(dated, column.key, "_newest", reference.units).drop("unit", "_newest")


def _column(column: ListColumn) -> pl.Expr:
    value = pl.col(column.key)
    if column.type != "year":
        return value
    return pl.when(value == value.floor()).then(value).cast(pl.Int64, strict=False).alias(column.key)


def with_open_lines(lines: pl.DataFrame, queries: Iterable[Finding]) -> pl.DataFrame:
    """The lines with `questioned` (Boolean): an open query about the version in force names their row."""
    rows = [(one.submission, one.sheet, int(row[0])) for one in queries if (row := _ROW.search(one.cell))]
    schema = {"submission": pl.String, "sheet": pl.String, "row": pl.Int64}
    asked = pl.DataFrame(rows, schema=schema, orient="row").unique().with_columns(questioned=True)
    return lines.join(asked, on=list(schema), how="left", nulls_equal=True, maintain_order="left").with_columns(
        pl.col("questioned").fill_null(False)
    )
