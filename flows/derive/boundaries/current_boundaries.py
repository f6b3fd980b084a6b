"""Figures and totals of every period on the ground of the boards of the newest one."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from flows.derive.boundaries.ground import Ground
from flows.derive.ratios import parts_of_ratios
from flows.derive.reasons import MISSING, NOT_ADDITIVE, NOT_APPLICABLE, SPLIT, first_of, judged
from flows.validate.figures.bloc_totals import exact_sum
from schemas.language.ratios import load_ratios
from schemas.reference import Reference

_LINE = ["period", "code", "key", "sector", "measure", "unit"]
_ROW = ["board", *_LINE]


def told(tables: Mapping[str, pl.DataFrame], reference: Reference) -> pl.DataFrame:
    """Every figure anybody reported: period, part (the board), code, key, sector, measure, value, unit, expected,
    questioned, outside (Boolean: it comes from `outside_predecessors`).

    Args:
        tables: `observations` and `outside_predecessors`.
    """
    observed = tables["observations"].select(
        "period", pl.col("board").alias("part"), *_LINE[1:-1], "value", "unit", "expected", "questioned",
        pl.lit(False).alias("outside"),
    )  # fmt: skip
    outside = tables["outside_predecessors"].filter(pl.col("key").is_not_null() & pl.col("unit").is_not_null())
    said = outside.select(
        "period", pl.col("predecessor").alias("part"), "code", "key", "sector", pl.lit("actual").alias("measure"),
        "value", "unit", pl.lit(True).alias("expected"), pl.lit(False).alias("questioned"),
        pl.lit(True).alias("outside"),
    )  # fmt: skip
    new = said.join(observed, on=["period", "part", "code", "sector", "measure"], how="anti")
    return pl.concat([observed, new])


def put_together(figures: pl.DataFrame, ground: Ground, reference: Reference) -> pl.DataFrame:
    """The figures of each board of today, of those on its ground: period, board, code, key, sector, measure, unit,
    value, value_of_parts, parts, parts_expected, from_outside, questioned, complete, why_not.

    Figures of a board that is one part still are its own; of several, those that add over boards are added. value is
    null where a part is missing.

    Args:
        figures: those of `told`.
    """
    placed = figures.join(ground.parts, on=["period", "part"], how="inner")
    several = pl.col("parts_expected") > 1
    alone = placed.filter(~several).select(
        *_ROW,
        pl.col("value").alias("value_of_parts"),
        pl.when(pl.col("value").is_not_null()).then("part").alias("parts"),
        (pl.col("value").is_not_null()).cast(pl.Int64).alias("_given"),
        pl.col("expected").cast(pl.Int64).alias("parts_expected"),
        pl.when(pl.col("value").is_not_null()).then(pl.col("outside").cast(pl.Float64)).alias("from_outside"),
        "questioned",
        "split",
        pl.lit(False).alias("_mixed"),
    )
    many = placed.filter(several).with_columns(
        pl.when("outside").then("value").otherwise(0.0).alias("_outside"),
        pl.when(pl.col("value").is_not_null()).then("part").alias("_given"),
    )
    negative = (pl.col("value") < 0).any()
    added = many.group_by(_ROW).agg(
        exact_sum("value").alias("value_of_parts"),
        pl.col("_given").drop_nulls().sort().str.join(";").alias("parts"),
        pl.col("_given").count().cast(pl.Int64),
        (pl.col("parts_expected").first() - (~pl.col("expected")).sum()).alias("parts_expected"),
        pl.when(~negative).then(exact_sum("_outside")).alias("from_outside"),
        pl.col("questioned").any(),
        pl.col("split").any(),
        pl.lit(True).alias("_mixed"),
    )
    share = pl.when(pl.col("value_of_parts") > 0).then(pl.col("from_outside") / pl.col("value_of_parts"))
    named = pl.when(pl.col("parts") != "").then("parts").alias("parts")
    rows = pl.concat([alone, added.with_columns(share.alias("from_outside"), named).select(alone.columns)])
    additive = _adds(rows["period"], reference)
    rows = rows.join(additive, on=["period", "code"], how="left")
    cannot = pl.col("_mixed") & ~pl.col("_adds").fill_null(False)
    whole = (pl.col("_given") == pl.col("parts_expected")) & (pl.col("_given") > 0)
    rows = rows.with_columns(
        pl.when(~cannot).then("value_of_parts").alias("value_of_parts"),
        pl.when(~cannot).then("from_outside").alias("from_outside"),
        (pl.col("_given") >= pl.col("parts_expected")).alias("complete"),
        first_of(
            (NOT_ADDITIVE, cannot),
            (NOT_APPLICABLE, pl.col("parts_expected") == 0),
            (MISSING, ~whole),
            (SPLIT, pl.col("split")),
        ).alias("why_not"),
    )
    return rows.with_columns(pl.when(pl.col("why_not").is_null()).then("value_of_parts").alias("value")).drop(
        "_given", "_mixed", "_adds", "split"
    )


def _adds(periods: pl.Series, reference: Reference) -> pl.DataFrame:
    """period, code, _adds: whether figures of several boards may be added."""
    rows = [
        (text, line.code, line.sums_over_boards)
        for text in periods.unique().to_list()
        for line in reference.form.in_force(text).indicators
    ]
    return pl.DataFrame(rows, schema={"period": pl.String, "code": pl.String, "_adds": pl.Boolean}, orient="row")


def observations_current_boundaries(
    figures: pl.DataFrame, tables: Mapping[str, pl.DataFrame], ground: Ground, reference: Reference
) -> pl.DataFrame:
    """One row a period, board of today, code, sector and measure; see `put_together`.

    A line of the form that is a ratio (`indicator` in ratios.csv) is made again of its parts where there are several.

    Args:
        figures: those of `told`. tables: with the lists.
    """
    rows = put_together(figures, ground, reference)
    ratios = _ratios_again(figures, tables, ground, reference)
    again = (
        rows.filter(pl.col("why_not") == NOT_ADDITIVE)
        .join(ratios, on=["period", "board", "code", "sector", "measure"], how="left")
        .with_columns(
            pl.coalesce("_value", "value").alias("value"),
            pl.coalesce("_value", "value_of_parts").alias("value_of_parts"),
            pl.when(pl.col("_value").is_null()).then("why_not").alias("why_not"),
        )
        .select(rows.columns)
    )
    others = rows.filter((pl.col("why_not") != NOT_ADDITIVE).fill_null(True))
    return pl.concat([others, again]).with_columns(judged(pl.col("why_not")))


def _ratios_again(
    figures: pl.DataFrame, tables: Mapping[str, pl.DataFrame], ground: Ground, reference: Reference
) -> pl.DataFrame:
    """period, board, code, sector, measure, _value: what the lines that are ratios come to on the ground of today."""
    lines = [line for line in load_ratios(reference.folder) if line.indicator]
    parts = parts_of_ratios(figures.rename({"part": "board"}), tables, lines, reference)
    placed = parts.rename({"board": "part"}).join(ground.parts, on=["period", "part"], how="inner")
    key = ["period", "board", "indicator", "sector", "scale"]
    sums = (
        placed.filter("expected")
        .group_by(key)
        .agg(
            exact_sum("numerator").alias("numerator"),
            exact_sum("denominator").alias("denominator"),
            (pl.col("numerator").is_null() | pl.col("denominator").is_null()).any().alias("_missing"),
            pl.len().alias("_in"),
        )
    )
    expected = placed.group_by(key).agg((pl.col("parts_expected").first() - (~pl.col("expected")).sum()).alias("_all"))
    whole = ~pl.col("_missing") & (pl.col("_in") == pl.col("_all")) & (pl.col("denominator") > 0)
    return (
        sums.join(expected, on=key)
        .filter(whole)
        .select(
            "period", "board", pl.col("indicator").alias("code"), "sector", pl.lit("actual").alias("measure"),
            (pl.col("numerator") / pl.col("denominator") * pl.col("scale")).alias("_value"),
        )
    )  # fmt: skip


def bloc_summary_current_boundaries(rows: pl.DataFrame, ground: Ground, reference: Reference) -> pl.DataFrame:
    """One row a period, indicator that adds over boards, and sector: the totals over the boards of today.

    Args:
        rows: `observations_current_boundaries`.
    """
    boards = ground.parts.select("period", "board").unique().group_by("period").agg(
        pl.len().cast(pl.Int64).alias("_boards")
    )  # fmt: skip
    line = ["period", "code", "sector"]
    additive = _adds(rows["period"], reference).filter("_adds")
    own = rows.join(additive, on=["period", "code"], how="semi").with_columns(
        (pl.col("why_not") != NOT_APPLICABLE).fill_null(True).alias("_expected"),
        (pl.col("from_outside") * pl.col("value_of_parts")).alias("_outside"),
    )
    sums = (
        own.filter(measure="actual")
        .group_by([*line, "key", "unit"])
        .agg(
            exact_sum("value_of_parts").alias("value_of_parts"),
            pl.col("value").count().cast(pl.Int64).alias("boards_reported"),
            (~pl.col("_expected")).sum().cast(pl.Int64).alias("_not_expected"),
            pl.col("parts").drop_nulls().sort().str.join(";").alias("parts"),
            pl.col("parts_expected").sum(),
            exact_sum("_outside").alias("_outside"),
            (pl.col("value_of_parts") < 0).any().alias("_negative"),
            pl.col("questioned").any(),
            (pl.col("why_not") == SPLIT).any().alias("_split"),
        )
    )
    sums = sums.join(boards, on="period").with_columns(
        pl.when(pl.col("parts") != "").then("parts").alias("parts"),
        (pl.col("_boards") - pl.col("_not_expected")).alias("boards_expected"),
        pl.when(~pl.col("_negative") & (pl.col("value_of_parts") > 0))
        .then(pl.col("_outside") / pl.col("value_of_parts"))
        .alias("from_outside"),
    )
    for measure in ("plan", "last_year"):
        of_measure = (
            own.filter(measure=measure)
            .group_by(line)
            .agg(exact_sum("value").alias(measure), pl.col("value").count().cast(pl.Int64).alias("_given"))
        )
        sums = sums.join(of_measure, on=line, how="left").with_columns(
            pl.when(pl.col("_given") == pl.col("boards_expected")).then(measure).alias(measure)
        ).drop("_given")  # fmt: skip
    whole = (pl.col("boards_reported") == pl.col("boards_expected")) & (pl.col("boards_reported") > 0)
    why_not = first_of((NOT_APPLICABLE, pl.col("boards_expected") == 0), (SPLIT, pl.col("_split")), (MISSING, ~whole))
    return sums.with_columns(
        (pl.col("boards_reported") >= pl.col("boards_expected")).alias("complete"), *judged(why_not)
    ).with_columns(pl.when("comparable").then("value_of_parts").alias("value"))
