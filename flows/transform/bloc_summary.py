"""The bloc's totals as published: how complete each is, what in it is in doubt, and whether it is final."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from flows.validate.figures.bloc_totals import bloc_totals, exact_sum, members, summed_lines
from schemas.periods import parse_period
from schemas.reference import Reference

_LINE = ["period", "code", "sector"]


def bloc_summary(
    figures: pl.DataFrame,
    asked: pl.DataFrame,
    outside: pl.DataFrame,
    periods: list[str],
    final_periods: Collection[str],
    reference: Reference,
    waived_errors: pl.DataFrame,
) -> pl.DataFrame:
    """One row a period, indicator that sums over boards, and sector.

    A row is final when its period is and no figure is missing; anything else is provisional.

    Args:
        figures: those of `figures_in_force`, `with_questions`. asked: the `questions` about them. periods: every period
            something was received for. waived_errors: submission, waived_errors, of versions that have any.
    """
    final = pl.col("period").is_in(list(final_periods)) & pl.col("complete")
    return (
        bloc_totals(figures, periods, reference)
        .join(summed_lines(periods, reference), on=_LINE, how="left")
        .join(_doubts(figures, asked, periods, reference), on=_LINE, how="left")
        .join(_waived(figures, waived_errors, periods, reference), on=_LINE, how="left")
        .join(_beside(figures, periods, reference), on=_LINE, how="left")
        .join(share_of_previous(figures, outside, periods, reference), on=_LINE, how="left")
        .with_columns(
            pl.when(final).then(pl.lit("final")).otherwise(pl.lit("provisional")).alias("status"),
            pl.col("open_queries", "waived_errors").fill_null(0),
        )
    )


def _beside(figures: pl.DataFrame, periods: list[str], reference: Reference) -> pl.DataFrame:
    """period, code, sector, plan, last_year: of the boards that are in the total; null where one of them has none."""
    of_members = figures.join(members(periods, reference), on=["period", "board"], how="semi")
    counted = of_members.filter(pl.col("measure") == "actual", "counts").select("board", *_LINE)
    found = counted.select(_LINE).unique()
    for measure in ("plan", "last_year"):
        own = of_members.filter(pl.col("measure") == measure).select("board", *_LINE, pl.col("value").alias(measure))
        sums = [exact_sum(measure).alias(measure), pl.col(measure).count().alias("_given")]
        together = counted.join(own, on=["board", *_LINE]).group_by(_LINE).agg(sums)
        of_all = counted.group_by(_LINE).len("_counted")
        whole = together.join(of_all, on=_LINE).filter(pl.col("_given") == pl.col("_counted"))
        found = found.join(whole.select(*_LINE, measure), on=_LINE, how="left")
    return found


def _waived(figures: pl.DataFrame, errors: pl.DataFrame, periods: list[str], reference: Reference) -> pl.DataFrame:
    """period, code, sector, waived_errors: those of the versions whose figures are in the total."""
    summed = figures.filter(pl.col("measure") == "actual", pl.col("counts"))
    of_members = summed.join(members(periods, reference), on=["period", "board"], how="semi")
    return of_members.join(errors, on="submission").group_by(_LINE).agg(pl.col("waived_errors").sum())


def _doubts(figures: pl.DataFrame, asked: pl.DataFrame, periods: list[str], reference: Reference) -> pl.DataFrame:
    """period, code, sector, open_queries, value_without_questioned, likely_value.

    likely_value is null where one of the questioned figures of the total has none.
    """
    summed = figures.filter(pl.col("measure") == "actual").join(
        members(periods, reference), on=["period", "board"], how="semi"
    )
    sums = summed.group_by(_LINE).agg(
        exact_sum(pl.col("value").filter(~pl.col("questioned"))).alias("value_without_questioned"),
        pl.when(~(pl.col("questioned") & pl.col("likely_value").is_null()).any())
        .then(exact_sum(pl.when("questioned").then("likely_value").otherwise("value")))
        .alias("likely_value"),
    )
    queries = (
        asked.join(summed.select("submission", "measure", *_LINE), on=["submission", "code", "sector", "measure"])
        .group_by(_LINE)
        .agg(pl.col("query").n_unique().cast(pl.Int64).alias("open_queries"))
    )
    return sums.join(queries, on=_LINE, how="left")


def share_of_previous(
    figures: pl.DataFrame, outside: pl.DataFrame, periods: list[str], reference: Reference
) -> pl.DataFrame:
    """period, code, sector, share_of_previous: what the boards in a total had held of the total half a year before.

    Boards formed by a merger count by their predecessors, also those outside the bloc. Null where the total before
    misses a figure, where it is zero, and where a board's figure is negative (a share means nothing then).
    """
    in_force = figures.filter(pl.col("measure") == "actual")
    lineage, series = _lineage(periods, reference), _other_series(periods, reference)
    missing = (pl.col("expected") & ~pl.col("counts")).alias("missing")
    earlier = pl.concat(
        [
            in_force.select("period", "board", "code", "sector", "value", missing),
            outside.select(
                "period",
                pl.col("predecessor").alias("board"),
                "code",
                "sector",
                "value",
                pl.lit(False).alias("missing"),
            ),
        ]
    ).unique(["period", "board", "code", "sector"], keep="first", maintain_order=True)
    earlier = earlier.rename({"period": "previous", "board": "predecessor"})
    lines = in_force.select("code", "sector").unique()
    reported = in_force.filter(pl.col("counts") | ~pl.col("expected")).select("period", "board", "code", "sector")
    # What is not applicable holds nothing of a total; only a board that is not there makes a whole period incomplete.
    known = earlier.select("previous", "predecessor").unique().with_columns(pl.lit(True).alias("known"))
    return (
        lineage.join(known, on=["previous", "predecessor"], how="left")
        .join(lines, how="cross")
        .join(earlier, on=["previous", "predecessor", "code", "sector"], how="left")
        .join(
            reported.with_columns(pl.lit(True).alias("reported")), on=["period", "board", "code", "sector"], how="left"
        )
        .with_columns(
            pl.when(pl.col("reported").fill_null(False)).then(pl.col("value")).alias("held"),
            pl.col("known").fill_null(False) & ~pl.col("missing").fill_null(False),
        )
        .join(series, on=_LINE, how="anti")
        .group_by(_LINE)
        .agg(
            exact_sum("held").fill_null(0.0).alias("held"),
            exact_sum("value").alias("all"),
            pl.col("known").all().alias("complete"),
            (pl.col("value") < 0).any().alias("negative"),
        )
        .select(
            *_LINE,
            pl.when(pl.col("complete") & ~pl.col("negative") & (pl.col("all") > 0))
            .then(pl.col("held") / pl.col("all"))
            .alias("share_of_previous"),
        )
    )


def _lineage(periods: list[str], reference: Reference) -> pl.DataFrame:
    """period, board, previous, predecessor: whose figures of the half-year before a member's are compared with."""
    rows = [
        (text, board.slug, str(period.previous), predecessor)
        for text, period in ((text, parse_period(text)) for text in periods)
        for board in reference.boards.members(period)
        for predecessor in reference.boards.predecessors(board.slug, period)
    ]
    schema = dict.fromkeys(("period", "board", "previous", "predecessor"), pl.String)
    return pl.DataFrame(rows, schema=schema, orient="row")


def _other_series(periods: list[str], reference: Reference) -> pl.DataFrame:
    """period, code, sector: what the form did not have the half-year before, or had under another key."""
    rows = []
    for text in periods:
        form, before = reference.form.in_force(text), reference.form.in_force(parse_period(text).previous)
        rows += [
            (text, line.code, sector)
            for line in (form.indicators if form is not before else ())
            for sector in line.units
            if form.conversion(before, line.code, sector, reference.units) is None
        ]
    return pl.DataFrame(rows, schema=dict.fromkeys(_LINE, pl.String), orient="row")
