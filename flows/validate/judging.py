"""Judging all submissions: findings, outcomes and states. The one entry of this stage."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from flows.ingest.decisions import BlocContext, Decisions
from flows.ingest.frames import Received, SubmissionFrames
from flows.ingest.submission import NOT_APPLICABLE
from flows.validate.causes import settle
from flows.validate.cells import column, form_cells, x_column
from flows.validate.corrections import Corrected, correct
from flows.validate.derivation import derive_second_halves, year_files
from flows.validate.drafts import Draft
from flows.validate.evaluation import OUTCOME_SCHEMA, CellFailure, Evaluation, LineFailure, RowFailure, evaluate
from flows.validate.history import Accepted, numbers
from flows.validate.list_sums import list_sums
from flows.validate.places import Places
from flows.validate.queries import judge_queries
from flows.validate.registry import expand
from flows.validate.rules_across import r301_published_figures
from flows.validate.rules_file import (
    f03_board_on_cover,
    f04_period_on_cover,
    f05_cells_filled,
    of_reading,
    show_history_beside_questions,
)
from flows.validate.rules_history import Tally, r201_opening_is_last_closing
from flows.validate.rules_inside import cells_where_x_matters, r115_cells_where_x_is_zero
from flows.validate.states import in_order, states, verdict
from flows.validate.validation import Validation
from flows.validate.waivers import waive, waived
from flows.validate.wording import finding
from schemas.form import ValueKey
from schemas.periods import Period, parse_period
from schemas.reference import Reference
from schemas.rules import ERROR


def judge(
    frames: SubmissionFrames,
    reference: Reference,
    decisions: Decisions,
    context: BlocContext,
    only: frozenset[str] | None = None,
) -> Validation:
    """Judge every version received.

    Levels 0 and 1 are judged for all versions at once; then period by period the opening figures (R201) against
    what was accepted before, which settles what is accepted; then queries (levels 2 to 4) against that history, and
    the bloc's totals against published figures (R301).

    Args:
        only: give findings of levels 2 to 4 for these submissions alone (the others are context). Corrections of
            submissions that are not at hand are then left out, and R301 is not judged.

    Raises:
        DecisionError: a correction no longer finds what it expects.
    """
    corrected = correct(frames.values, frames.received, decisions.corrections, partial=only is not None)
    derived = year_files(frames)
    if derived:
        corrected = derive_second_halves(
            corrected, derived, frames, reference, decisions, context, judge_part=_judge_corrected
        )
    return _judge_corrected(frames, corrected, reference, decisions, context, only)


def _judge_corrected(
    frames: SubmissionFrames,
    corrected: Corrected,
    reference: Reference,
    decisions: Decisions,
    context: BlocContext,
    only: frozenset[str] | None,
) -> Validation:
    form, rules = reference.form, reference.rules
    received = frames.received
    drafts, file_outcomes = _judge_files(frames, corrected, reference)
    readable = [r.submission for r in received.values() if r.parsed is not None]
    rule_set = expand(form)
    cells = form_cells(corrected.values, readable, form, cells_where_x_matters(form))
    wide = score_x_as_zero(cells.wide, r115_cells_where_x_is_zero(form))
    wide = wide.join(
        list_sums(_with_dates(frames, reference), wide["submission"], _lists_found(received)),
        on="submission",
        how="left",
        maintain_order="left",
    )
    for name, amounts in corrected.list_sums_less.items():
        wide = _less(wide, name, amounts)
    evaluation = evaluate(rule_set, cells, wide, _with_dates(frames, reference))
    wide_rows = {name: index for index, name in enumerate(wide["submission"])}
    drafts += _drafts(evaluation, received, reference, only)
    drafts = [d for d in drafts if d.rule not in rules or rules[d.rule].effective_in(d.period)]

    not_applicable = _not_applicable(corrected.values)
    accepted = Accepted.empty(reference.boards, form, numbers(corrected.values), context)
    tally = Tally()
    by_submission: dict[str, list[Draft]] = {}
    for draft in drafts:
        by_submission.setdefault(draft.submission, []).append(draft)
    failing = {d.submission for d in drafts}
    places = Places(corrected.values, frames.lines, failing)
    for draft in drafts:
        _place(draft, places)
    waive(drafts, decisions.waivers, context.moment)
    for period, versions in _by_period(received).items():
        for version in versions:
            if version.parsed is None:
                continue
            mine = by_submission.setdefault(version.submission, [])
            show_history_beside_questions(mine, period, accepted)
            if rules["R201"].effective_in(version.period):
                late = r201_opening_is_last_closing(
                    version.submission,
                    version.board,
                    period,
                    accepted,
                    form,
                    tally,
                    not_applicable.get(version.submission, ()),
                )
                for draft in late:
                    if version.submission not in failing:
                        failing.add(version.submission)
                        places.add(corrected.values, frames.lines, {version.submission})
                    _place(draft, places)
                waive(late, decisions.waivers, context.moment)
                mine += late
            if not any(d.severity == ERROR and not d.waived_by for d in mine):
                accepted.accept(version.period, version.board, version.submission)
    judged = frozenset(readable) if only is None else only & frozenset(readable)
    queries = judge_queries(judged, received, accepted, reference, tally, not_applicable)
    queries = [d for d in queries if rules[d.rule].effective_in(d.period)]
    places.add(corrected.values, frames.lines, {d.submission for d in queries} - failing)
    for draft in queries:
        _place(draft, places)
        by_submission.setdefault(draft.submission, []).append(draft)
    waive(queries, decisions.waivers, context.moment)
    for name, mine in by_submission.items():
        if mine and name in wide_rows and (only is None or name in only):
            settle(mine, wide.row(wide_rows[name], named=True), rule_set, places, accepted, reference)
    verdicts = {name: verdict(version, by_submission.get(name, ())) for name, version in received.items()}
    state_frame = states(received, verdicts)
    findings = [finding(draft, form) for name in received for draft in _ordered(by_submission.get(name, ()))]
    if only is None:
        published = r301_published_figures(context, corrected.values, state_frame, reference)
        findings += waived(published, decisions.waivers, context.moment)
    outcomes = _outcomes(file_outcomes, evaluation, tally, received, reference, only)
    return Validation(tuple(findings), state_frame, outcomes, corrected.values, evaluation.judged, tally.figures)


def _judge_files(
    frames: SubmissionFrames, corrected: Corrected, reference: Reference
) -> tuple[list[Draft], pl.DataFrame]:
    """Level 0 of every version, and its outcomes (OUTCOME_SCHEMA)."""
    settled = {(submission, code, sector, measure) for submission, code, sector, measure in corrected.cells}
    drafts: list[Draft] = []
    for version in frames.received.values():
        of_cover = [
            own for own in (f03_board_on_cover(version, reference), f04_period_on_cover(version)) if own is not None
        ]
        said = {(own.rule, own.code) for own in of_cover}
        for draft in of_reading(version, reference.rules):
            if (draft.rule, draft.code) in said:
                continue  # a cover that is not the board's own is said once, not again for its sheets
            if (draft.submission, draft.code, draft.sector, draft.measure) not in settled:
                drafts.append(draft)
        drafts += of_cover
    drafts += corrected.drafts
    blanks, filled = f05_cells_filled(corrected.values, frames.lines, frames.received, reference.form)
    drafts += blanks
    failed: dict[tuple[str, str], int] = {}
    for draft in drafts:
        failed[draft.submission, draft.rule] = failed.get((draft.submission, draft.rule), 0) + 1
    rows = []
    names = [r.rule for r in reference.rules.values() if r.level == 0 and r.rule not in ("F05", "F11", "F12")]
    for version in frames.received.values():
        if version.nil:
            continue
        readable = version.parsed is not None
        for rule in names:
            count = failed.get((version.submission, rule), 0)
            known = readable or rule == "F01"
            rows.append((version.submission, rule, int(known and not count), count, int(not known)))
    own_outcomes = pl.DataFrame(rows, schema=OUTCOME_SCHEMA, orient="row")
    cells = filled.select(
        "submission", pl.lit("F05").alias("rule"), "passed", "failed", pl.lit(0).alias("unverifiable")
    )
    return drafts, pl.concat([own_outcomes, cells.cast(pl.Schema(OUTCOME_SCHEMA))])


def _drafts(
    evaluation: Evaluation, received: dict[str, Received], reference: Reference, only: frozenset[str] | None
) -> list[Draft]:
    """Drafts of the failures inside submissions; those of level 4 only for the submissions asked for."""
    drafts = []
    for row_failure in evaluation.rows:
        level = reference.rules[row_failure.application.rule].level
        if level == 1 or only is None or row_failure.submission in only:
            drafts.append(_of_row(row_failure, received, reference))
    drafts += [_of_cell(failure, received, reference) for failure in evaluation.cells]
    drafts += [_of_line(failure, received, reference) for failure in evaluation.lines]
    return drafts


def _new(
    rule: str, kind: str, severity: str, submission: str, received: dict[str, Received], reference: Reference
) -> Draft:
    version, known = received[submission], reference.rules[rule]
    return Draft(rule, kind, severity or known.severity, known.level, submission, version.board, version.period)


def _of_row(failure: RowFailure, received: dict[str, Received], reference: Reference) -> Draft:
    application = failure.application
    draft = _new(application.rule, application.kind, application.severity, failure.submission, received, reference)
    why = application.explain(failure.row)
    draft.code, draft.sector, draft.measure = application.code, application.sector, application.measure
    draft.found, draft.expected = why.found, why.expected
    draft.difference, draft.allowance = why.difference, why.allowance
    draft.places, draft.suspect = dict(why.places), why.suspect
    draft.columns, draft.balance = application.operands, application.balance
    return draft


def _of_cell(failure: CellFailure, received: dict[str, Received], reference: Reference) -> Draft:
    draft = _new(failure.rule.rule, failure.rule.kind, "", failure.submission, received, reference)
    why = failure.rule.explain(failure.value)
    draft.code, draft.sector, draft.measure = failure.column.split("|")
    draft.found, draft.expected = why.found, why.expected
    draft.difference, draft.allowance, draft.places = why.difference, why.allowance, dict(why.places)
    draft.columns = (failure.column,)
    return draft


def _of_line(failure: LineFailure, received: dict[str, Received], reference: Reference) -> Draft:
    rule = failure.rule
    draft = _new(rule.rule, rule.kind, rule.severity, failure.submission, received, reference)
    why = rule.explain(failure.line)
    draft.code = rule.sheet
    draft.found, draft.expected = why.found, why.expected
    draft.difference, draft.allowance, draft.places = why.difference, why.allowance, dict(why.places)
    covers = []
    for line in (failure.line, *failure.together):
        for key in rule.keys:
            reference_cell = Places.line_cell(dict(line), key)
            if reference_cell is not None:
                draft.cells.append(reference_cell)
                covers.append(f"{rule.sheet}!{reference_cell.cell}={line[f'{key}_raw'] or ''}")
    draft.covers = tuple(sorted(covers))
    return draft


def _place(draft: Draft, places: Places) -> None:
    """The cells a draft read and what a waiver of it covers."""
    if draft.columns:
        draft.cells = list(dict.fromkeys([*draft.cells, *places.cells(draft.submission, draft.columns)]))
        draft.covers = tuple(sorted({*draft.covers, *places.covers(draft.submission, draft.columns)}))
        own = places.stated(draft.submission, draft.columns[0])
        if own is not None:
            draft.places.setdefault("at", own)


def _ordered(drafts: Iterable[Draft]) -> list[Draft]:
    """By level, then in the order they were found."""
    return sorted(drafts, key=lambda d: (d.level, d.rule))


def _by_period(received: dict[str, Received]) -> dict[Period, list[Received]]:
    groups: dict[Period, list[Received]] = {}
    for version in in_order(received.values()):
        groups.setdefault(parse_period(version.period), []).append(version)
    return dict(sorted(groups.items()))


def score_x_as_zero(wide: pl.DataFrame, keys: tuple[ValueKey, ...]) -> pl.DataFrame:
    """The wide frame with x counting as none in these cells (R115)."""
    names = {"|".join(key): x_column(key) for key in keys}
    return wide.with_columns(pl.when(x).then(0.0).otherwise(pl.col(name)).alias(name) for name, x in names.items())


def _not_applicable(values: pl.DataFrame) -> dict[str, frozenset[str]]:
    """submission -> the columns of the wide frame that hold x."""
    found: dict[str, set[str]] = {}
    rows = values.filter(pl.col("state") == NOT_APPLICABLE).select("submission", "code", "sector", "measure")
    for submission, *key in rows.iter_rows():
        found.setdefault(submission, set()).add(column(ValueKey(*key)))
    return {name: frozenset(columns) for name, columns in found.items()}


def _with_dates(frames: SubmissionFrames, reference: Reference) -> dict[str, pl.DataFrame]:
    """The list lines with the first and last day an event may bear, and in a whole-year file where its halves part."""
    rows = []
    for version in frames.received.values():
        period = parse_period(version.period)
        entry = reference.calendar.get(period)
        first = min(period.start, entry.cut_off_from if entry else period.reporting_start)
        last = max(period.end, entry.cut_off_to if entry else period.reporting_end)
        parted = None
        if version.parsed is not None and version.parsed.cover.period == str(period.year_period):
            first = min(first, Period(period.year, 1).reporting_start)
            parted = Period(period.year, 2).reporting_start
        rows.append((version.submission, first, last, parted))
    schema = {"submission": pl.String, "_from": pl.Date, "_to": pl.Date, "_second_half": pl.Date}
    days = pl.DataFrame(rows, schema=schema, orient="row")
    return {
        sheet: frame.join(days, on="submission", how="left", maintain_order="left")
        for sheet, frame in frames.lines.items()
    }


def _lists_found(received: dict[str, Received]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {"B8": set(), "B9": set()}
    for version in received.values():
        for sheet in found:
            if version.parsed is not None and sheet in version.parsed.sheets_found:
                found[sheet].add(version.submission)
    return found


def _less(wide: pl.DataFrame, submission: str, amounts: dict[str, float | None]) -> pl.DataFrame:
    """List sums of a whole-year file brought to its second half: less what the first half had."""
    mine = pl.col("submission") == submission
    return wide.with_columns(
        pl.when(mine).then(pl.col(name) - pl.lit(amount, dtype=pl.Float64)).otherwise(pl.col(name)).alias(name)
        for name, amount in amounts.items()
        if name in wide.columns
    )


def _outcomes(
    files: pl.DataFrame,
    evaluation: Evaluation,
    tally: Tally,
    received: dict[str, Received],
    reference: Reference,
    only: frozenset[str] | None,
) -> pl.DataFrame:
    """All counts by submission and rule (OUTCOME_SCHEMA), rules not in force in a period left out."""
    late = pl.DataFrame(
        [(name, rule, *counts) for (name, rule), counts in tally.counts.items()], schema=OUTCOME_SCHEMA, orient="row"
    )
    counts = pl.concat([files, evaluation.outcomes, late])
    if only is not None:
        levels = {rule.rule: rule.level for rule in reference.rules.values()}
        above = [rule for rule, level in levels.items() if level > 2]
        counts = counts.filter(~pl.col("rule").is_in(above) | pl.col("submission").is_in(list(only)))
    dated = [rule for rule in reference.rules.values() if rule.effective_from or rule.effective_to]
    for rule in dated:
        out = [r.submission for r in received.values() if not rule.effective_in(r.period)]
        counts = counts.filter(~((pl.col("rule") == rule.rule) & pl.col("submission").is_in(out)))
    return (
        counts.group_by("submission", "rule")
        .agg(pl.col("passed", "failed", "unverifiable").sum())
        .cast(pl.Schema(OUTCOME_SCHEMA))
        .sort("submission", "rule")
    )
