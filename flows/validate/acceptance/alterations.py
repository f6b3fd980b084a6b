"""Whether a period still holds what was approved, and if not which figure changed, from what to what, and why."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import polars as pl

from flows.raw_folder.approved_figures import BLOC, ApprovedFigures
from flows.texts import release as texts
from flows.texts.numbers import number_text
from schemas.facts.units import Units
from schemas.made_by import about, changed_lines, made_by
from schemas.text import Text

KEY = ["board", "code", "sector", "measure"]

# Figures told one by one; a manifest lists them all.
TOLD = 3

# Sums taken in another order differ in the last digits; nobody writes that many.
_SAME = 1e-9


def altered(approved: pl.DataFrame, now: pl.DataFrame) -> pl.DataFrame:
    """The figures that are no longer as approved: KEY, then value, unit and state as approved and `_now`.

    Both FIGURE_SCHEMA. A state that was not written down is not compared; what is on one side alone is altered.
    """
    both = approved.with_columns(pl.lit(True).alias("was")).join(
        now.with_columns(pl.lit(True).alias("is_")), on=KEY, how="full", coalesce=True, suffix="_now"
    )
    one, other = pl.col("value"), pl.col("value_now")
    close = ((one - other).abs() <= _SAME * pl.max_horizontal(one.abs(), other.abs())).fill_null(False)
    same_state = (pl.col("state") == pl.col("state_now")) | (pl.col("state") == "") | (pl.col("state_now") == "")
    same = (
        pl.col("was").is_not_null()
        & pl.col("is_").is_not_null()
        & (close | (one.is_null() & other.is_null()))
        & (pl.col("unit") == pl.col("unit_now"))
        & same_state
    )
    # Totals first: they are what is read out.
    totals_first = (pl.col("board") != BLOC, pl.col("board"), pl.col("code"), pl.col("sector"))
    return both.filter(~same.fill_null(False)).drop("was", "is_").sort(*totals_first)


def told_alterations(
    changed: pl.DataFrame, approved: ApprovedFigures, period: str, approver: str, units: Units, folder: Path
) -> Text:
    """What changed since the approval, figure by figure, and what changed it. folder: of the reference CSVs."""
    told = [_told(row, units) for row in changed.head(TOLD).iter_rows(named=True)]
    more = [texts.AND_MORE.fill(count=changed.height - TOLD)] if changed.height > TOLD else []
    words = {str(row[name]) for row in changed.iter_rows(named=True) for name in ("code", "unit", "unit_now", "board")}
    return texts.APPROVAL_ALTERED.fill(
        approver=approver,
        period=period,
        count=changed.height,
        figures=_joined([*told, *more]),
        cause=_cause(approved, words - {BLOC}, folder),
    )


def _told(row: dict[str, object], units: Units) -> Text:
    place = " ".join(str(row[name]) for name in ("board", "code", "sector", "measure") if row[name])

    def shown(suffix: str) -> Text:
        value, unit, state = (row[f"{name}{suffix}"] for name in ("value", "unit", "state"))
        if not isinstance(value, float):
            return Text(*(str(state or "–").replace("_", " "),) * 2)
        label = units.by_name.get(str(unit))
        boards = f" ({state})" if row["board"] == BLOC and row["state"] != row["state_now"] else ""
        return texts.ALTERED_VALUE.fill(
            value=number_text(value), unit=Text(label.label_vi, label.label_en) if label else unit, boards=boards
        )

    return texts.ALTERED_FIGURE.fill(place=place, before=shown(""), after=shown("_now"))


def _cause(approved: ApprovedFigures, words: Iterable[str], folder: Path) -> Text:
    if approved.made_by is None:
        return texts.CAUSE_NOT_RECORDED
    lines = about(changed_lines(approved.made_by, folder), words)
    if lines:
        named = [
            texts.CHANGED_LINE.fill(file=line.file, line=line.number)
            if line.number
            else texts.LINES_GONE.fill(file=line.file)
            for line in lines[:TOLD]
        ]
        more = [texts.AND_MORE.fill(count=len(lines) - TOLD)] if len(lines) > TOLD else []
        return _joined([*named, *more])
    before, now = approved.made_by, made_by(folder)
    if before.code_sha256 == now.code_sha256:
        return texts.CAUSE_NOT_IN_FILES
    return texts.CAUSE_CODE.fill(
        before=before.package_version, after=now.package_version, old=before.code_sha256[:12], new=now.code_sha256[:12]
    )


def _joined(parts: list[Text]) -> Text:
    return Text("; ".join(part.vi for part in parts), "; ".join(part.en for part in parts))
