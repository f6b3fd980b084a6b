"""A year-end file that gives the whole year: its second half is the year less the accepted first half for flows.

Stocks, ratios, scores and plans are taken as given. Three things an office may give for the year or for the half,
and the file itself says which: the opening (1.09) is the year's when it equals the first half's opening, and is then
moved on; last year's column is the half's when it equals what was accepted for that half; the register is the
year's when it has events before the second half's cut-off, and then loses the first half's sums. Dossiers received
(5.01) may leave out in the year those that the first half left pending: so it is where only that balances (R113).
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace

import polars as pl

from flows.ingest.frames import Received, SubmissionFrames
from flows.ingest.submission import NOT_APPLICABLE, NUMBER, Place
from flows.raw_folder.decisions import BlocContext, Decisions
from flows.validate.acceptance.corrections import DERIVED, Corrected
from flows.validate.figures.cells import form_cells
from flows.validate.figures.editions import as_the_form_has_them
from flows.validate.figures.history import Accepted
from flows.validate.figures.list_sums import list_sums
from flows.validate.findings.draft import Draft
from flows.validate.validation import Validation
from schemas.form import Form, ValueKey
from schemas.language.checks.expressions import clean
from schemas.language.line_rules import register_sheets
from schemas.language.rule_set import expand
from schemas.periods import Period, parse_period
from schemas.reference import Reference
from schemas.rules import ERROR

JudgePart = Callable[
    [SubmissionFrames, Corrected, Reference, Decisions, BlocContext, frozenset[str] | None], Validation
]


def year_files(frames: SubmissionFrames) -> list[str]:
    """The submissions received for a second half whose cover says the whole year."""
    found = []
    for version in frames.received.values():
        period = parse_period(version.period)
        if version.parsed is not None and period.half == 2 and version.parsed.cover.period == str(period.year_period):
            found.append(version.submission)
    return found


# Parameters: what a judgement is made of, and how it is made.
def derive_second_halves(
    corrected: Corrected,
    names: list[str],
    frames: SubmissionFrames,
    reference: Reference,
    decisions: Decisions,
    context: BlocContext,
    judge_part: JudgePart,
    settled: Collection[str] = (),
) -> Corrected:
    """The same values with the flows of whole-year files made those of the second half (status `derived`).

    The first half is judged first, year by year; where a board's first half is not accepted its file gets an F04
    finding and keeps no flows.

    Args:
        settled: submissions known to be in force, as all those of earlier half-years then are.
    """
    received = frames.received
    for year in sorted({parse_period(received[name].period).year for name in names}):
        first, second = Period(year, 1), Period(year, 2)
        own = reference.in_force(second)
        before = [r for r in received.values() if parse_period(r.period) < second]
        kept = corrected
        if not settled:
            before, kept = _judged_accepted(before, corrected, frames, own, decisions, context, judge_part)
        accepted = _accepted(before, kept, own, context)
        for name in names:
            if received[name].period == str(second):
                corrected = _derive(corrected, received[name], first, accepted, frames, own)
    return corrected


def _judged_accepted(
    before: list[Received],
    corrected: Corrected,
    frames: SubmissionFrames,
    reference: Reference,
    decisions: Decisions,
    context: BlocContext,
    judge_part: JudgePart,
) -> tuple[list[Received], Corrected]:
    """Those of these versions that are in force, and their figures."""
    part = frames.of({r.submission for r in before})
    kept = pl.col("submission").is_in(list(part.received))
    own = frozenset(cell for cell in corrected.cells if cell[0] in part.received)
    less = {name: sums for name, sums in corrected.list_sums_less.items() if name in part.received}
    drafts = tuple(draft for draft in corrected.drafts if draft.submission in part.received)
    result = judge_part(
        part, Corrected(corrected.values.filter(kept), own, drafts, less), reference, decisions, context, frozenset()
    )
    in_force = set(result.states.filter("accepted")["submission"])
    return [r for r in before if r.submission in in_force], replace(corrected, values=result.values)


def _accepted(in_force: list[Received], corrected: Corrected, reference: Reference, context: BlocContext) -> Accepted:
    """What these versions say, in the lines and units of the form of `reference`."""
    form, units = reference.form, reference.units
    names = [r.submission for r in in_force]
    values = corrected.values.filter(pl.col("submission").is_in(names))
    cells = form_cells(as_the_form_has_them(values, form, units), names, form, ())
    accepted = Accepted.empty(reference.boards, form, cells, as_the_form_has_them(context.outside, form, units))
    return accepted.with_only((r.submission, parse_period(r.period), r.board) for r in in_force)


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
    given = {
        ValueKey(code, sector, measure): value
        for code, sector, measure, state, value in mine.select(
            "code", "sector", "measure", "state", "value"
        ).iter_rows()
        if state == NUMBER and value is not None
    }
    second_halves: dict[ValueKey, float | None] = {}
    for key, value in given.items():
        line = form.by_code.get(key.code)
        if line is None:
            continue
        if line.role == "opening" and key.measure == "actual":
            for closing in form.codes("closing"):
                if _is_opening_of_year(value, key, closing, first_half):
                    second_halves[key] = first_half(key._replace(code=closing))
        elif line.kind == "flow" and key.measure in ("actual", "last_year"):
            if key.measure == "last_year":
                last_year = accepted.value(
                    version.board, second, second.same_last_year, ValueKey(key.code, key.sector, "actual")
                )
                if last_year is not None and abs(value - last_year) <= 2 * line.half_unit + 1e-9:
                    continue
            before = first_half(key)
            second_halves[key] = None if before is None else clean(value - before)
    _carry_pending_over(form, second_halves, given, first_half)
    values = _with(corrected.values, [(version.submission, *key, value) for key, value in second_halves.items()])
    drafts = corrected.drafts
    if any(value is None for value in second_halves.values()):
        drafts = (*drafts, _first_half_missing(version, second))
    sums: dict[str, float | None] = {}
    for sheet in register_sheets(form):
        if _register_of_year(sheet, version, second, frames):
            sums |= _list_sums(sheet, halves, frames, reference)
    return replace(
        corrected,
        values=values,
        drafts=drafts,
        list_sums_less={**corrected.list_sums_less, version.submission: sums},
    )


def _is_opening_of_year(
    value: float, key: ValueKey, closing: str, first_half: Callable[[ValueKey], float | None]
) -> bool:
    """Whether the opening given is that of the first half (the year's) and not its closing (the second half's)."""
    return value == first_half(key) and value != first_half(key._replace(code=closing))


def _carry_pending_over(
    form: Form,
    second_halves: dict[ValueKey, float | None],
    given: dict[ValueKey, float],
    first_half: Callable[[ValueKey], float | None],
) -> None:
    """Received again in the second half: what the first half left pending, where the balance says so and only then."""
    received, left, done = (
        [ValueKey(code, "total", "actual") for code in form.codes(role)] for role in ("received", "pending", "settled")
    )
    if not received or not left:
        return
    key, pending = received[0], given.get(left[0])
    plain, carried = second_halves.get(key), first_half(left[0])
    settled = [second_halves.get(key) for key in done]
    if plain is None or not carried or pending is None:
        return
    known = [amount for amount in settled if amount is not None]
    if len(known) == len(settled) and plain != sum(known) + pending == plain + carried:
        second_halves[key] = clean(plain + carried)


def _register_of_year(sheet: str, version: Received, second: Period, frames: SubmissionFrames) -> bool:
    """Whether the project register has events of the first half."""
    lines = frames.lines.get(sheet)
    if lines is None:
        return False
    days = lines.filter((pl.col("submission") == version.submission) & ~pl.col("total"))["date"]
    return bool((days < second.reporting_start).any())


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


def _list_sums(
    sheet: str, halves: list[str | None], frames: SubmissionFrames, reference: Reference
) -> dict[str, float | None]:
    """The first half's register sums, over predecessors; null where one is not known."""
    names = [name for name in halves if name is not None]
    asked = [total for total in expand(reference.form, reference.rules).list_sums if total.sheet == sheet]
    lines = {sheet: frames.lines[sheet]} if sheet in frames.lines else {}
    sums = list_sums(lines, pl.Series("submission", names, dtype=pl.String), {sheet: set(names)}, asked, ())
    whole = len(names) == len(halves)
    return {
        name: float(sums[name].sum()) if whole and not sums[name].is_null().any() else None
        for name in sums.columns
        if name != "submission"
    }


def _first_half_missing(version: Received, second: Period) -> Draft:
    cover = version.parsed.cover if version.parsed else None
    draft = Draft("F04", "year_without_first_half", ERROR, 0, version.submission, version.board, version.period)
    draft.code = "Bia"
    draft.found = cover.period_text if cover else ""
    draft.expected = version.period
    draft.cells = [Place(*cover.period_place)] if cover and cover.period_place else []
    draft.words = {"year": str(second.year)}
    return draft
