"""Which figures in force an open query is about, and what they most likely are."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from flows.validate.findings.finding import Finding
from schemas.rules import INFO, QUERY

_PLACE = ["submission", "sheet", "cell"]
_FIGURE = ["submission", "code", "sector", "measure"]


def open_queries(findings: Iterable[Finding], states: pl.DataFrame) -> list[Finding]:
    """The queries about versions in force that nobody has explained."""
    in_force = set(states.filter("accepted")["submission"])
    return [f for f in findings if f.severity == QUERY and not f.waived_by and f.submission in in_force]


def open_of_every_version(findings: Iterable[Finding]) -> list[Finding]:
    """The errors and queries about any version that nobody has explained, as the versions are judged now."""
    return [f for f in findings if f.severity != INFO and not f.waived_by and f.submission]


def questions(queries: Iterable[Finding], figures: pl.DataFrame) -> pl.DataFrame:
    """One row a query and figure it questions: the first of its cells, and every cell of its repairs.

    query (number of the finding), submission, code, sector, measure, certain (Boolean: the query has one repair and no
    other answer), changed (Boolean: a certain repair changes this figure), repaired (Float64: what a certain repair
    makes of it; null where that is no number).

    Args:
        figures: those of `figures_in_force`.
    """
    suspected, repairs = [], []
    for number, query in enumerate(queries):
        certain = query.answers == 1 and len(query.repairs) == 1
        if query.cells:
            suspected.append((number, query.submission, *query.cells[0], certain))
        for cell in (cell for repair in query.repairs for cell in repair.cells if cell.measure):
            repairs.append((number, query.submission, cell.code, cell.sector, cell.measure, certain, cell.value))
    names = dict.fromkeys((*_PLACE, *_FIGURE), pl.String)
    first = pl.DataFrame(
        suspected,
        schema={"query": pl.Int64, **{name: names[name] for name in _PLACE}, "certain": pl.Boolean},
        orient="row",
    ).join(figures.select(*_PLACE, *_FIGURE[1:]), on=_PLACE, nulls_equal=True)
    repaired = pl.DataFrame(
        repairs,
        schema={
            "query": pl.Int64,
            **{name: names[name] for name in _FIGURE},
            "certain": pl.Boolean,
            "repaired": pl.Float64,
        },
        orient="row",
    ).with_columns(pl.col("certain").alias("changed"))
    return (
        pl.concat([repaired, first.select("query", *_FIGURE, "certain")], how="diagonal")
        .group_by("query", *_FIGURE)
        .agg(
            pl.col("certain").any(),
            pl.col("changed").any(ignore_nulls=True),
            pl.col("repaired").filter(pl.col("changed")).first(),
        )
        .sort("query", *_FIGURE)
    )


def marked(figures: pl.DataFrame, asked: pl.DataFrame) -> pl.DataFrame:
    """The figures with `questioned` (Boolean), in their order.

    Args:
        asked: submission, code, sector and measure of those that are.
    """
    about = asked.select(_FIGURE).unique().with_columns(questioned=True)
    return figures.join(about, on=_FIGURE, how="left", maintain_order="left").with_columns(
        pl.col("questioned").fill_null(False)
    )


def with_questions(figures: pl.DataFrame, asked: pl.DataFrame) -> pl.DataFrame:
    """The figures with two more columns: questioned (Boolean) and likely_value (Float64).

    likely_value is null where nothing is asked and where no repair is certain: it is what certain repairs agree on, or
    the figure itself where all that is asked of it has a certain repair elsewhere.
    """
    repaired = pl.col("repaired").filter("changed")
    likely = asked.group_by(_FIGURE).agg(
        pl.lit(True).alias("questioned"),
        pl.when(repaired.n_unique() == 1).then(repaired.first()).alias("_repaired"),
        (pl.col("certain").all() & ~pl.col("changed").any()).alias("_stays"),
    )
    return (
        figures.join(likely, on=_FIGURE, how="left", maintain_order="left")
        .with_columns(
            pl.col("questioned").fill_null(False),
            pl.when("_stays").then("value").otherwise("_repaired").alias("likely_value"),
        )
        .drop("_repaired", "_stays")
    )
