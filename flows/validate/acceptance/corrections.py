"""Corrections put into values before anything is judged; each must still find what it expects."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import PurePosixPath

import polars as pl

from flows.ingest.frames import Received
from flows.ingest.submission import BLANK, NOT_APPLICABLE, NUMBER, Place
from flows.raw_folder.decisions import Correction, DecisionError
from flows.texts import decisions as texts
from flows.validate.acceptance.states import in_order
from flows.validate.findings.draft import Draft
from schemas.language.checks.expressions import plain
from schemas.text import Text

REPORTED, CORRECTED, DERIVED = "reported", "corrected", "derived"

Cell = tuple[str, str, str, str]  # submission, code, sector, measure


@dataclass(frozen=True)
class Corrected:
    """What is judged.

    values: VALUE_SCHEMA with status, period and board. cells: which values were corrected; places: which cells of lists
    were. drafts: findings of
    deriving second halves; list_sums_less: submission -> list sum -> what the first half had of it. lapsed: the
    corrections that the board has overtaken since: its newest version no longer holds what they expect.
    """

    values: pl.DataFrame
    cells: frozenset[Cell]
    drafts: tuple[Draft, ...] = ()
    list_sums_less: dict[str, dict[str, float | None]] = field(default_factory=dict)
    lapsed: tuple[Correction, ...] = ()
    places: frozenset[tuple[str, Place]] = frozenset()


def correct(
    values: pl.DataFrame, received: dict[str, Received], corrections: Iterable[Correction], partial: bool
) -> Corrected:
    """Apply corrections to every version that holds what they expect.

    One that an earlier version held and the newest does not has lapsed: it stays for what was known then.

    Args:
        values: VALUE_SCHEMA.
        partial: only some submissions are at hand (`zones check`): a correction whose board or expectation is
            not among them is left out instead of failing.

    Raises:
        DecisionError: no version of the board ever held the expected value, no version can be read, or a number cannot
            be read.
    """
    framed = _with_owners(values, received)
    wanted = list(corrections)
    if not wanted:
        return Corrected(framed, frozenset())
    places = {(c.period, c.board) for c in wanted}
    concerned = [r.submission for r in received.values() if (r.period, r.board) in places]
    now: dict[Cell, tuple[str, float | None, str]] = {
        (submission, code, sector, measure): (state, value, raw)
        for submission, code, sector, measure, state, value, raw in framed.filter(pl.col("submission").is_in(concerned))
        .select("submission", "code", "sector", "measure", "state", "value", "raw_text")
        .iter_rows()
    }
    changed: dict[Cell, tuple[str, float | None]] = {}
    lapsed: list[Correction] = []
    for correction in wanted:
        versions = [
            r.submission
            for r in in_order(received.values())
            if (r.period, r.board) == (correction.period, correction.board) and r.parsed is not None
        ]
        if not versions:
            if partial:
                continue
            raise correction_error(texts.NO_SUBMISSION, correction)
        if (versions[-1], correction.code, correction.sector, correction.measure) not in now:
            raise correction_error(texts.NO_SUCH_CELL, correction)
        new, held = _value(correction.value, correction), False
        for name in versions:
            cell = (name, correction.code, correction.sector, correction.measure)
            holds = cell in now and _holds(now[cell], correction)
            held = held or holds
            if holds:
                changed[cell] = new
                now[cell] = (*new, correction.value)  # a later correction expects what this one left
            elif name == versions[-1] and held:
                lapsed.append(correction)
            elif name == versions[-1] and not partial:
                state, value, raw = now[cell]
                found = plain(value) if state == NUMBER else raw or state
                raise correction_error(texts.EXPECTATION_GONE, correction, found=found)
    if not changed:
        return Corrected(framed, frozenset())
    return Corrected(_patched(framed, changed), frozenset(changed), lapsed=tuple(lapsed))


def _with_owners(values: pl.DataFrame, received: dict[str, Received]) -> pl.DataFrame:
    """Values with the period and board of their submission, all as reported."""
    owners = pl.DataFrame(
        [(r.submission, r.period, r.board) for r in received.values()],
        schema={"submission": pl.String, "period": pl.String, "board": pl.String},
        orient="row",
    )
    return values.join(owners, on="submission", how="left", maintain_order="left").with_columns(
        pl.lit(REPORTED).alias("status")
    )


def _patched(framed: pl.DataFrame, changed: dict[Cell, tuple[str, float | None]]) -> pl.DataFrame:
    """Values with the changed cells in place of what was reported."""
    patch = pl.DataFrame(
        [(*cell, state, value) for cell, (state, value) in changed.items()],
        schema={
            "submission": pl.String,
            "code": pl.String,
            "sector": pl.String,
            "measure": pl.String,
            "_state": pl.String,
            "_value": pl.Float64,
        },
        orient="row",
    )
    hit = pl.col("_state").is_not_null()
    keys = ["submission", "code", "sector", "measure"]
    return (
        framed.join(patch, on=keys, how="left", maintain_order="left")
        .with_columns(
            pl.when(hit).then(pl.col("_state")).otherwise(pl.col("state")).alias("state"),
            pl.when(hit).then(pl.col("_value")).otherwise(pl.col("value")).alias("value"),
            pl.when(hit).then(pl.lit(CORRECTED)).otherwise(pl.col("status")).alias("status"),
        )
        .drop("_state", "_value")
    )


def _holds(cell: tuple[str, float | None, str], correction: Correction) -> bool:
    """Whether a cell holds what a correction expects: a number, x, blank, or the raw text of an undecided cell."""
    state, value, raw = cell
    expect = correction.expect.strip()
    if state == BLANK:
        return expect == ""
    if state == NOT_APPLICABLE:
        return expect.lower() == "x"
    if state == NUMBER and value is not None:
        try:
            wanted = float(expect)
        except ValueError:
            return False
        return abs(value - wanted) <= 1e-9 * max(1.0, abs(wanted))
    return expect == raw.strip()


def _value(text: str, correction: Correction) -> tuple[str, float | None]:
    if text.strip().lower() == "x":
        return NOT_APPLICABLE, None
    try:
        return NUMBER, float(text)
    except ValueError:
        raise correction_error(texts.NOT_A_NUMBER, correction) from None


def told_lapsed(correction: Correction) -> Text:
    """What is said of a correction that the board's newest file has overtaken."""
    return texts.LAPSED.fill(**_places(correction))


def correction_error(text: Text, correction: Correction, **places: object) -> DecisionError:
    """What is said of a correction that cannot be followed."""
    path = PurePosixPath(correction.period, "corrections.csv")
    return DecisionError(text.fill(**_places(correction), **places), path, correction.line)


def _places(correction: Correction) -> dict[str, object]:
    return {
        "period": correction.period,
        "line": correction.line,
        "board": correction.board,
        "code": correction.code,
        "sector": correction.sector or f"#{correction.list_line}",
        "measure": correction.measure or correction.field,
        "expect": correction.expect or "''",
        "value": correction.value,
    }
