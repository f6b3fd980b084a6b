"""A year-end file that gives the whole year: its second half is the year less the accepted first half for flows.

Stocks, ratios, scores and plans are taken as given. Two lines are not plain differences: the opening of the second
half (1.09) is the year's opening moved on by the first half, and dossiers received (5.01) count those carried over
again. The register of the year is brought to the second half by taking off the first half's sums.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import polars as pl

from flows.ingest.decisions import BlocContext, Decisions
from flows.ingest.frames import Received, SubmissionFrames
from flows.ingest.submission import NOT_APPLICABLE, NUMBER
from flows.validate.applications import clean
from flows.validate.corrections import DERIVED, Corrected
from flows.validate.drafts import Draft
from flows.validate.findings import CellRef
from flows.validate.history import Accepted, numbers
from flows.validate.list_sums import list_sums
from flows.validate.validation import Validation
from schemas.form import Form, ValueKey
from schemas.periods import Period, parse_period
from schemas.reference import Reference
from schemas.rules import ERROR

JudgePart = Callable[
    [SubmissionFrames, Corrected, Reference, Decisions, BlocContext, frozenset[str] | None], Validation
]

# Lines whose second half is the year's figure less own first half, plus and less other lines of the first half.
MOVED_ON = {"1.09": (("1.01", 1.0), ("1.06", -1.0))}  # not less itself: a stock at the start
CARRIED_OVER = {"5.01": "5.04"}  # received: what the first half left pending is received again


def year_files(frames: SubmissionFrames) -> list[str]:
    """The submissions received for a second half whose cover says the whole year."""
    found = []
    for version in frames.received.values():
        period = parse_period(version.period)
        if version.parsed is not None and period.half == 2 and version.parsed.cover.period == str(period.year_period):
            found.append(version.submission)
    return found


def derive_second_halves(
    corrected: Corrected,
    names: list[str],
    frames: SubmissionFrames,
    reference: Reference,
    decisions: Decisions,
    context: BlocContext,
    judge_part: JudgePart,
) -> Corrected:
    """The same values with the flows of whole-year files made those of the second half (status `derived`).

    The first half is judged first, year by year; where a board's first half is not accepted its file gets an F04
    finding and keeps no flows.
    """
    received = frames.received
    for year in sorted({parse_period(received[name].period).year for name in names}):
        first, second = Period(year, 1), Period(year, 2)
        before = [r for r in received.values() if parse_period(r.period) < second]
        accepted = _accepted(before, corrected, frames, reference, decisions, context, judge_part)
        for name in names:
            if received[name].period == str(second):
                corrected = _derive(corrected, received[name], first, accepted, frames, reference)
    return corrected


def _accepted(
    before: list[Received],
    corrected: Corrected,
    frames: SubmissionFrames,
    reference: Reference,
    decisions: Decisions,
    context: BlocContext,
    judge_part: JudgePart,
) -> Accepted:
    """What is accepted of these versions."""
    kept = pl.col("submission").is_in([r.submission for r in before])
    part = SubmissionFrames(
        submissions=frames.submissions.filter(kept),
        values=frames.values.filter(kept),
        lines={sheet: lines.filter(kept) for sheet, lines in frames.lines.items()},
        problems={r.submission: frames.problems[r.submission] for r in before if r.submission in frames.problems},
        received={r.submission: r for r in before},
    )
    own = frozenset(cell for cell in corrected.cells if cell[0] in part.received)
    less = {name: sums for name, sums in corrected.list_sums_less.items() if name in part.received}
    drafts = tuple(draft for draft in corrected.drafts if draft.submission in part.received)
    result = judge_part(
        part, Corrected(corrected.values.filter(kept), own, drafts, less), reference, decisions, context, frozenset()
    )
    accepted = Accepted.empty(reference.boards, reference.form, numbers(result.values), context)
    in_force = result.states.filter("accepted").select("period", "board", "submission")
    for period, board, submission in in_force.iter_rows():
        accepted.accept(period, board, submission)
    return accepted


def _derive(
    corrected: Corrected,
    version: Received,
    first: Period,
    accepted: Accepted,
    frames: SubmissionFrames,
    reference: Reference,
) -> Corrected:
    form, second = reference.form, parse_period(version.period)
    ancestors = accepted.boards.ancestors(version.board, second, first)
    halves = [accepted.versions.get((str(first), board)) for board in ancestors]

    def first_half(key: ValueKey) -> float | None:
        found = accepted.value(version.board, second, first, key)
        return 0.0 if found is None and _not_applicable(corrected, halves, key) else found

    mine = corrected.values.filter(pl.col("submission") == version.submission)
    changed: list[tuple[str, str, str, str, float | None]] = []
    unknown = 0
    for code, sector, measure, state, value in mine.select("code", "sector", "measure", "state", "value").iter_rows():
        key = ValueKey(code, sector, measure)
        parts = _parts(key, form)
        if not parts or state != NUMBER or value is None:
            continue
        total: float | None = value
        for other, sign in parts:
            amount = first_half(other)
            total = None if amount is None or total is None else total + sign * amount
        unknown += total is None
        changed.append((version.submission, code, sector, measure, clean(total) if total is not None else None))
    values = _with(corrected.values, changed)
    drafts = corrected.drafts
    if unknown:
        drafts = (*drafts, _first_half_missing(version, second))
    sums = _list_sums(halves, frames)
    return replace(
        corrected,
        values=values,
        drafts=drafts,
        list_sums_less={**corrected.list_sums_less, version.submission: sums},
    )


def _parts(key: ValueKey, form: Form) -> tuple[tuple[ValueKey, float], ...]:
    """What of the first half is added to a year's figure to give the second half; nothing where it is as given."""
    line = form.by_code.get(key.code)
    if line is None or key.measure not in ("actual", "last_year"):
        return ()
    if key.code in MOVED_ON:
        return tuple((ValueKey(code, key.sector, key.measure), sign) for code, sign in MOVED_ON[key.code])
    if line.kind != "flow":
        return ()
    parts = [(key, -1.0)]
    if key.code in CARRIED_OVER:
        parts.append((ValueKey(CARRIED_OVER[key.code], key.sector, key.measure), 1.0))
    return tuple(parts)


def _not_applicable(corrected: Corrected, halves: list[str | None], key: ValueKey) -> bool:
    """Whether the first half holds x in this cell: nothing to take off."""
    names = [name for name in halves if name is not None]
    if len(names) != len(halves):
        return False
    cells = corrected.values.filter(
        pl.col("submission").is_in(names)
        & (pl.col("code") == key.code)
        & (pl.col("sector") == key.sector)
        & (pl.col("measure") == key.measure)
    )
    return cells.height == len(names) and bool((cells["state"] == NOT_APPLICABLE).all())


def _with(values: pl.DataFrame, changed: list[tuple[str, str, str, str, float | None]]) -> pl.DataFrame:
    """The values with derived ones put in; one that cannot be derived holds nothing and counts as undecided."""
    patch = pl.DataFrame(
        changed,
        schema={
            "submission": pl.String,
            "code": pl.String,
            "sector": pl.String,
            "measure": pl.String,
            "_value": pl.Float64,
        },
        orient="row",
    ).with_columns(pl.lit(True).alias("_derived"))
    hit = pl.col("_derived").is_not_null()
    return (
        values.join(patch, on=["submission", "code", "sector", "measure"], how="left", maintain_order="left")
        .with_columns(
            pl.when(hit).then(pl.col("_value")).otherwise(pl.col("value")).alias("value"),
            pl.when(hit & pl.col("_value").is_null())
            .then(pl.lit("undecided"))
            .otherwise(pl.col("state"))
            .alias("state"),
            pl.when(hit).then(pl.lit(DERIVED)).otherwise(pl.col("status")).alias("status"),
        )
        .drop("_value", "_derived")
    )


def _list_sums(halves: list[str | None], frames: SubmissionFrames) -> dict[str, float | None]:
    """The first half's register sums, over predecessors; null where one is not known."""
    names = [name for name in halves if name is not None]
    empty = pl.Series("submission", names, dtype=pl.String)
    found = {sheet: set(names) for sheet in ("B8", "B9")}
    sums = list_sums({"B9": frames.lines["B9"]} if "B9" in frames.lines else {}, empty, found)
    whole = len(names) == len(halves)
    columns = [name for name in sums.columns if name.startswith("B9|")]
    return {name: float(sums[name].sum()) if whole and not sums[name].is_null().any() else None for name in columns}


def _first_half_missing(version: Received, second: Period) -> Draft:
    cover = version.parsed.cover if version.parsed else None
    draft = Draft("F04", "year_without_first_half", ERROR, 0, version.submission, version.board, version.period)
    draft.code = "Bia"
    draft.found = cover.period_text if cover else ""
    draft.expected = version.period
    draft.cells = [CellRef(*cover.period_place)] if cover and cover.period_place else []
    draft.places = {"year": str(second.year)}
    return draft
