"""Columns of history beside the lines of lists: what was accepted before of a certificate, of a zone, of capital.

_register_before   Boolean: the board has registers of earlier half-years
_new_before        the half-year in which the certificate was newly issued before; null for none
_ended_before      the half-year in which it ended
_capital           log of the line's capital, of the one column that holds any
_capital_usual     median log of the capital of earlier lines of its column, the other boards' of the period too
_capital_largest   the largest of them; null, as the median, below `register.least` of them
_list_before       Boolean: the board has a zone list of the half-year before
_area_before       what the zone measured there; null where it did not stand there
_called_before     the name of a zone that left the list while this one of the same size came
_gone              on the first line of a list: the zones that left it and came under no other name
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from flows.validate.figures.precedents import Precedents
from schemas.facts.boards import Boards
from schemas.form import Form
from schemas.language.line_rules import ENDED, NEW, register_sheets, zone_sheets
from schemas.periods import parse_period
from schemas.usual import threshold


def with_earlier_lines(
    lines: Mapping[str, pl.DataFrame], held: Precedents, submissions: Sequence[str], boards: Boards, form: Form
) -> dict[str, pl.DataFrame]:
    """The numbered lines of the submissions judged, each list with its columns of history.

    lines: form sheet -> line_schema frame with `_zone`, the zone's name folded. submissions: the names behind `row`.
    """
    names = pl.Series("submission", submissions, dtype=pl.String)
    mine = held.subjects.with_columns(names.gather(held.subjects["row"]))
    accepted = held.accepted.with_columns(names.gather(held.accepted["row"]))
    numbered = {sheet: frame.filter(~pl.col("total")) for sheet, frame in lines.items()}
    found = {}
    for sheet in register_sheets(form):
        if sheet in numbered:
            capital = [item.key for item in form.list_sheets[sheet] if item.role == "capital"]
            found[sheet] = _of_register(numbered[sheet], mine, accepted, _territory(mine, accepted, boards), capital)
    before = held.rows_of(lambda period: period.previous, single=True)
    previous = mine.select("submission", previous=names.gather(before))
    for sheet in zone_sheets(form):
        if sheet in numbered:
            found[sheet] = _of_zones(numbered[sheet], previous)
    return found


def _territory(mine: pl.DataFrame, accepted: pl.DataFrame, boards: Boards) -> pl.DataFrame:
    """submission, earlier: the accepted submissions of earlier half-years of its board or those merged into it."""
    pairs = mine.select("submission", "board", "period").join(
        accepted.select("board", then="period", earlier="submission"), on="board"
    )
    merged = mine.filter(pl.col("board").is_in(list(boards.merged)))
    others = [
        (one, name)
        for one, board, period in merged.select("submission", "board", "period").iter_rows()
        for other, then, name in accepted.select("board", "period", "submission").iter_rows()
        if other != board and other in boards.ancestors(board, parse_period(period), parse_period(then))
        and then < period
    ]  # fmt: skip
    schema = {"submission": pl.String, "earlier": pl.String}
    own = pairs.filter(pl.col("then") < pl.col("period")).select("submission", "earlier")
    return pl.concat([own, pl.DataFrame(others, schema=schema, orient="row")])


def _of_register(
    lines: pl.DataFrame, mine: pl.DataFrame, accepted: pl.DataFrame, territory: pl.DataFrame, capital: Sequence[str]
) -> pl.DataFrame:
    number = pl.col("certificate").str.strip_chars()
    told = lines.filter(pl.col("event").is_in([NEW, ENDED])).select(
        "event", earlier="submission", _certificate=number
    ).join(accepted.select("period", earlier="submission"), on="earlier")  # fmt: skip
    own = lines.join(mine.select("submission", own_period="period"), on="submission").with_columns(_certificate=number)
    before = (
        own.select("submission", "_certificate").unique().join(told, on="_certificate")
        .join(territory, on=["submission", "earlier"], how="semi")
        .group_by("submission", "_certificate")
        .agg(
            pl.col("period").filter(pl.col("event") == NEW).max().alias("_new_before"),
            pl.col("period").filter(pl.col("event") == ENDED).max().alias("_ended_before"),
        )
    )  # fmt: skip
    has = territory.join(lines.select(earlier="submission").unique(), on="earlier", how="semi")["submission"].unique()
    amounts = pl.coalesce(pl.when(pl.col(key) > 0).then(pl.lit(key)) for key in capital)
    amount = pl.coalesce(pl.when(pl.col(key) > 0).then(pl.col(key)) for key in capital)
    written = own.with_columns(_column=amounts, _capital=amount.log())
    usual = _usual_capital(lines.with_columns(_column=amounts, _capital=amount.log()), mine, accepted, territory)
    return (
        written.join(before, on=["submission", "_certificate"], how="left", maintain_order="left")
        .join(usual, on=["submission", "_column"], how="left", maintain_order="left")
        .with_columns(_register_before=pl.col("submission").is_in(has.to_list()))
    )


def _usual_capital(
    lines: pl.DataFrame, mine: pl.DataFrame, accepted: pl.DataFrame, territory: pl.DataFrame
) -> pl.DataFrame:
    """submission, _column, _capital_usual, _capital_largest.

    The usual one is the mean of two medians, of the board's earlier lines and of the period's, weighted by their
    numbers; the largest is of its own earlier lines and of the other boards' in the period.
    """
    known = lines.drop_nulls("_capital").select("_column", "_capital", earlier="submission")
    told = (
        pl.len().alias("count"),
        pl.col("_capital").median().alias("usual"),
        pl.col("_capital").max().alias("largest"),
    )
    before = territory.join(known, on="earlier").group_by("submission", "_column").agg(*told)
    of_period = accepted.select("period", "board", earlier="submission").join(known, on="earlier")
    together = of_period.group_by("period", "_column").agg(*told)
    of_board = of_period.group_by("period", "_column", "board").agg(pl.col("_capital").max().alias("own"))
    # The two largest of a period are of two boards; one's own is passed over.
    largest = of_board.sort("own", descending=True).group_by("period", "_column", maintain_order=True).agg(
        pl.col("board").first().alias("of"), pl.col("own").first(), pl.col("own").get(1, null_on_oob=True).alias("next")
    )  # fmt: skip
    of_others = (
        mine.select("submission", "period", "board").join(together, on="period")
        .join(largest, on=["period", "_column"])
        .with_columns(largest=pl.when(pl.col("of") == pl.col("board")).then("next").otherwise("own"))
        .select(before.columns)
    )  # fmt: skip
    weighed = (pl.col("usual") * pl.col("count")).sum() / pl.col("count").sum()
    return (
        pl.concat([before, of_others]).group_by("submission", "_column")
        .agg(pl.col("count").sum(), weighed.alias("_capital_usual"), pl.col("largest").max().alias("_capital_largest"))
        .filter(pl.col("count") >= threshold("register.least")).drop("count")
    )  # fmt: skip


def _of_zones(lines: pl.DataFrame, previous: pl.DataFrame) -> pl.DataFrame:
    own = lines.join(previous, on="submission", maintain_order="left")
    then = lines.select("area", "_zone", "name", previous="submission").unique(["previous", "_zone"], keep="first")
    there = then.select("previous").unique().with_columns(_list_before=True)
    joined = (
        own.join(then.select("previous", "_zone", _area_before="area", _there=pl.lit(True)),
                 on=["previous", "_zone"], how="left", maintain_order="left")
        .join(there, on="previous", how="left", maintain_order="left")
        .with_columns(pl.col("_list_before").fill_null(False))
    )  # fmt: skip
    gone = (
        previous.drop_nulls().join(then, on="previous")
        .join(own.select("submission", "_zone"), on=["submission", "_zone"], how="anti")
        .select("submission", _called_before="name", _gone_area="area")
    )  # fmt: skip
    came = joined.filter(pl.col("_list_before") & pl.col("_there").is_null()).select("submission", "_zone", "area")
    same = (pl.col("area") - pl.col("_gone_area")).abs() <= threshold("zone.same_area") * pl.col("_gone_area")
    renamed = came.join(gone, on="submission").filter(same).unique(["submission", "_zone"], keep="first")
    left = (
        gone.join(renamed, on=["submission", "_called_before"], how="anti")
        .group_by("submission").agg(pl.col("_called_before").sort().str.join("; ").alias("_gone"))
    )  # fmt: skip
    first = pl.int_range(pl.len()).over("submission") == 0
    return (
        joined.join(renamed.select("submission", "_zone", "_called_before"), on=["submission", "_zone"], how="left",
                    maintain_order="left")
        .join(left, on="submission", how="left", maintain_order="left")
        .with_columns(_gone=pl.when(first).then("_gone"), _first=first)
    )  # fmt: skip
