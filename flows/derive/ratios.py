"""The ratios of ratios.csv, of each board and of the bloc: sums over sums, never the mean of ratios."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import reduce
from operator import add, mul

import polars as pl

from flows.derive.reasons import MISSING, NOT_APPLICABLE, NOTHING_TO_DIVIDE_BY, first_of, judged
from flows.raw_folder.approved_figures import BLOC
from flows.validate.figures.bloc_totals import exact_sum, members
from flows.validate.figures.editions import as_the_form_has_them
from schemas.form import ValueKey
from schemas.language.columns import ListSum, column
from schemas.language.ratios import Product, RatioLine, Term, load_ratios
from schemas.reference import Reference
from schemas.tables import EVENT

_BOARD = ["period", "board"]
_PARTS = {
    **dict.fromkeys((*_BOARD, "ratio", "sector", "indicator", "unit", "label_vi", "label_en", "formula"), pl.String),
    **dict.fromkeys(("numerator", "denominator", "scale"), pl.Float64),
    **dict.fromkeys(("expected", "questioned"), pl.Boolean),
}
_QUESTIONED, _NOT_EXPECTED, _OPEN = "?", "-", "~"


def parts_of_ratios(
    figures: pl.DataFrame, tables: Mapping[str, pl.DataFrame], asked: Iterable[RatioLine], reference: Reference
) -> pl.DataFrame:
    """One row a period, board, ratio and sector: numerator, denominator (null: missing), scale, indicator, unit,
    label_vi, label_en, formula, expected (Boolean: false where one of its figures is not applicable), questioned.

    Figures of earlier editions of the form are brought into the units of the newest.

    Args:
        figures: period, board, code, sector, measure, value, expected, questioned. tables: with those of the lists.
        asked: lines of ratios.csv.
    """
    form, units = reference.form.whole.newest, reference.units
    lines = [line for line in asked if line.of_form(form)]
    wide = _wide(figures, lines, tables, reference)
    periods = wide["period"].unique().to_list()
    rows = []
    for line in lines:
        of_line = [text for text in periods if line.in_force(text) and line.of_form(reference.form.in_force(text))]
        names = list(dict.fromkeys(map(_name, line.terms)))
        rows.append(
            wide.filter(pl.col("period").is_in(of_line)).select(
                *_BOARD,
                *(pl.lit(getattr(line, name)).alias(name) for name in ("ratio", "sector", "indicator", "unit")),
                *(pl.lit(getattr(line, name)).alias(name) for name in ("label_vi", "label_en", "formula")),
                _sum(line.numerator).alias("numerator"),
                _sum(line.denominator).alias("denominator"),
                pl.lit(line.scale(form, units)).alias("scale"),
                (~pl.any_horizontal(pl.col(_NOT_EXPECTED + name) for name in names)).alias("expected"),
                pl.any_horizontal(pl.col(_QUESTIONED + name) for name in names).alias("questioned"),
            )
        )
    return pl.concat(rows) if rows else pl.DataFrame(schema=_PARTS)


def _name(term: Term) -> str:
    return column(term) if isinstance(term, ValueKey) else term.name


def _sum(products: Iterable[Product]) -> pl.Expr:
    return reduce(add, (reduce(mul, (pl.col(_name(term)) for term in product)) for product in products))


def _wide(
    figures: pl.DataFrame, lines: Iterable[RatioLine], tables: Mapping[str, pl.DataFrame], reference: Reference
) -> pl.DataFrame:
    """period, board and three columns a term: its value, whether it is questioned, whether it is not applicable."""
    terms = list(dict.fromkeys(term for line in lines for term in line.terms))
    cells = [term for term in terms if isinstance(term, ValueKey)]
    keys = pl.DataFrame(
        [(*cell, column(cell)) for cell in cells],
        schema=dict.fromkeys(("code", "sector", "measure", "_name"), pl.String),
        orient="row",
    )
    asked = figures.join(keys, on=["code", "sector", "measure"])
    asked = as_the_form_has_them(asked, reference.form.whole.newest, reference.units)
    names = [column(cell) for cell in cells]
    wide = figures.select(_BOARD).unique()
    for prefix, value in (
        ("", pl.col("value")),
        (_QUESTIONED, pl.col("questioned")),
        (_NOT_EXPECTED, ~pl.col("expected")),
    ):
        marked = asked.select(*_BOARD, (prefix + pl.col("_name")).alias("_name"), value.alias("_value"))
        found = marked.pivot("_name", on_columns=[prefix + name for name in names], index=_BOARD, values="_value")
        wide = wide.join(found, on=_BOARD, how="left")
    flags = [prefix + name for prefix in (_QUESTIONED, _NOT_EXPECTED) for name in names]
    wide = wide.with_columns(pl.col(flags).fill_null(False))
    of_lists = [term for term in terms if isinstance(term, ListSum)]
    for sheet in dict.fromkeys(term.sheet for term in of_lists):
        wide = _with_list_sums(wide, [term for term in of_lists if term.sheet == sheet], tables, reference)
    return wide


def _with_list_sums(
    wide: pl.DataFrame, terms: list[ListSum], tables: Mapping[str, pl.DataFrame], reference: Reference
) -> pl.DataFrame:
    """The sums of a list's lines, or their numbers; null where a line has no amount.

    A register of events without such lines says zero. A list of what there is says so only where it has other lines.
    """
    form, sheet = reference.form.whole, terms[0].sheet
    lines, amounts, absent = tables[form.sheet_by_name[sheet].table], [], []
    for term in terms:
        chosen = pl.all_horizontal(pl.lit(True), *(pl.col(key) == choice for key, choice in term.where)).fill_null(
            False
        )
        amount = pl.col(term.amount) if term.amount else pl.lit(1.0)
        amounts.append(pl.when(chosen).then(amount).alias(term.name))
        absent.append((chosen & amount.is_null()).alias(_OPEN + term.name))
    names = [term.name for term in terms]
    sums = lines.select(*_BOARD, *amounts, *absent).group_by(_BOARD)
    found = sums.agg(*(exact_sum(name).alias(name) for name in names), pl.col([_OPEN + name for name in names]).any())
    register = any(own.role == EVENT for own in form.list_sheets[sheet])
    listed = (wide if register else lines).select(_BOARD).unique()
    known = listed.join(found, on=_BOARD, how="left").select(
        *_BOARD,
        *(
            pl.when(~pl.col(_OPEN + name).fill_null(False)).then(pl.col(name).fill_null(0.0)).alias(name)
            for name in names
        ),
    )
    flags = (pl.lit(False).alias(prefix + name) for prefix in (_QUESTIONED, _NOT_EXPECTED) for name in names)
    return wide.join(known, on=_BOARD, how="left").with_columns(flags)


def ratios(observed: pl.DataFrame, tables: Mapping[str, pl.DataFrame], reference: Reference) -> pl.DataFrame:
    """One row a period, board (also `bloc`), ratio and sector: value, unit, numerator, denominator, boards_in,
    boards_expected, and what is missing.

    Of the bloc the numerators and denominators of the boards that have both are added; value is null where a board
    is missing.

    Args:
        observed: `observations`. tables: with those of the lists.
    """
    parts = parts_of_ratios(observed, tables, load_ratios(reference.folder), reference)
    line = ["ratio", "sector", "unit", "label_vi", "label_en", "formula", "scale"]
    both = pl.col("numerator").is_not_null() & pl.col("denominator").is_not_null()
    parts = parts.with_columns(
        *(pl.when(both).then(name).alias(name) for name in ("numerator", "denominator")),
        both.cast(pl.Int64).alias("boards_in"),
        pl.col("expected").cast(pl.Int64).alias("boards_expected"),
    )
    of_bloc = members(parts["period"].unique().to_list(), reference)
    count = of_bloc.group_by("period").agg(pl.len().cast(pl.Int64).alias("_members"))
    bloc = (
        parts.join(of_bloc, on=_BOARD, how="semi")
        .group_by("period", *line)
        .agg(
            exact_sum("numerator").alias("numerator"),
            exact_sum("denominator").alias("denominator"),
            pl.col("boards_in").sum(),
            (~pl.col("expected")).sum().cast(pl.Int64).alias("_not_expected"),
            pl.col("questioned").any(),
        )
        .join(count, on="period")
        .with_columns(
            pl.lit(BLOC).alias("board"), (pl.col("_members") - pl.col("_not_expected")).alias("boards_expected")
        )
    )
    columns = [*_BOARD, *line, "numerator", "denominator", "boards_in", "boards_expected", "questioned"]
    why_not = first_of(
        (NOT_APPLICABLE, pl.col("boards_expected") == 0),
        (MISSING, pl.col("boards_in") < pl.col("boards_expected")),
        (NOTHING_TO_DIVIDE_BY, pl.col("denominator") <= 0),
    )
    return (
        pl.concat([parts.select(columns), bloc.select(columns)])
        .with_columns((pl.col("boards_in") >= pl.col("boards_expected")).alias("complete"), *judged(why_not))
        .with_columns(
            pl.when("comparable").then(pl.col("numerator") / pl.col("denominator") * pl.col("scale")).alias("value")
        )
    )
