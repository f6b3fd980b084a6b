"""Judging all submissions: findings, outcomes and states. The one entry of this stage."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from flows.ingest.frames import Received, SubmissionFrames
from flows.raw_folder.decisions import BlocContext, Correction, Decisions
from flows.validate.acceptance.corrections import Corrected, correct
from flows.validate.acceptance.derivation import derive_second_halves, year_files
from flows.validate.acceptance.line_corrections import correct_lines
from flows.validate.acceptance.states import in_order, states, verdict
from flows.validate.acceptance.version_changes import (
    RULE,
    changes_of,
    r212_version_changes,
    version_changes,
    with_asked,
)
from flows.validate.acceptance.waivers import waived
from flows.validate.against_history import Queries, judge_openings, judge_queries, subjects
from flows.validate.before import Before
from flows.validate.drafting import Drafting, Drafts, in_force
from flows.validate.evaluation import OUTCOME_SCHEMA, Evaluation, RowEvaluation, evaluate
from flows.validate.figures.cells import FormCells, form_cells
from flows.validate.figures.editions import as_the_form_has_them
from flows.validate.figures.history import Accepted
from flows.validate.figures.list_sums import list_sums
from flows.validate.figures.published_figures import no_comparison, read_published
from flows.validate.figures.written import Written
from flows.validate.findings.draft import Draft
from flows.validate.findings.wording import finding
from flows.validate.repairs.causes import find_causes
from flows.validate.rules.file import (
    f03_board_on_cover,
    f04_period_on_cover,
    f05_cells_filled,
    of_reading,
    show_history_beside_questions,
)
from flows.validate.rules.published import r301_published_figures
from flows.validate.rules.rounding import RULE as ROUNDED
from flows.validate.rules.rounding import occupancy_by_another_definition, r121_explained_by_rounding, rounding_draft
from flows.validate.validation import Validation
from schemas.folding import fold
from schemas.language.rule_set import RuleSet, expand
from schemas.periods import Period, parse_period
from schemas.reference import Reference
from schemas.rules import ERROR, INFO


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
    judged = judge_half_years(frames, reference, decisions, context, only)
    return judged if only is not None else against_published(judged, reference, decisions, context)


def judge_half_years(
    frames: SubmissionFrames,
    reference: Reference,
    decisions: Decisions,
    context: BlocContext,
    only: frozenset[str] | None = None,
    before: Before | None = None,
) -> Validation:
    """As `judge`, without the bloc's published totals.

    Args:
        before: what counts of half-years before all of these, judged already; it is context.

    Raises:
        DecisionError: a correction no longer finds what it expects.
    """
    derived = year_files(frames)
    frames, corrected = _corrected(frames, decisions.corrections, reference, partial=only is not None)
    settled = frozenset(before.received) if before else frozenset()
    if before:
        frames, corrected = before.joined(frames, corrected)
    if derived:
        corrected = derive_second_halves(
            corrected, derived, frames, reference, decisions, context, _judge_corrected, settled
        )
    return _judge_corrected(frames, corrected, reference, decisions, context, only, settled)


def against_published(
    judged: Validation, reference: Reference, decisions: Decisions, context: BlocContext
) -> Validation:
    """With the bloc's totals held against figures published elsewhere (R301)."""
    published = read_published(context, judged.values, judged.states, reference)
    found = waived(r301_published_figures(published, reference), decisions.waivers, context.moment)
    return replace(judged, published=published, findings=(*judged.findings, *found))


def _corrected(
    frames: SubmissionFrames, corrections: Sequence[Correction], reference: Reference, partial: bool
) -> tuple[SubmissionFrames, Corrected]:
    """Corrections put in: the frames with those of lists, and the figures."""
    of_lists = [one for one in corrections if one.field]
    figures = correct(frames.values, frames.received, [one for one in corrections if not one.field], partial)
    listed = correct_lines(frames.lines, frames.received, of_lists, reference.form, partial)
    both = replace(figures, places=listed.places, lapsed=(*figures.lapsed, *listed.lapsed))
    return replace(frames, lines=listed.lines), both


def _judge_corrected(
    frames: SubmissionFrames,
    corrected: Corrected,
    reference: Reference,
    decisions: Decisions,
    context: BlocContext,
    only: frozenset[str] | None,
    settled: frozenset[str] = frozenset(),
) -> Validation:
    """Judge all versions but those that are settled."""
    rules, received = reference.rules, frames.received
    own = frames.of(received.keys() - settled) if settled else frames
    of_own = replace(corrected, values=corrected.values.filter(pl.col("submission").is_in(list(own.received))))
    drafts, file_outcomes = _judge_files(own, of_own, reference)
    readable = [r.submission for r in received.values() if r.parsed is not None]
    lines, found = _with_dates(frames, reference), _lists_found(received, frames.lines)
    editions = [
        _edition(reference_, names, readable, corrected, lines, found, context)
        for reference_, names in _by_edition(received, [name for name in readable if name not in settled], reference)
    ]
    evaluations = [edition.evaluate(lines) for edition in editions]
    drafting = Drafting(received, reference)
    all_drafts = Drafts(corrected.values, frames.lines, decisions.waivers, context.moment)
    inside = [draft for evaluation in evaluations for draft in drafting.inside(evaluation, only)]
    for edition in editions:
        occupancy_by_another_definition(inside, edition.rules, lines)
    for edition, evaluation in zip(editions, evaluations, strict=True):
        drafts += edition.rounded(evaluation.rows.judged, drafting)
    all_drafts.add(all_drafts.prepared(in_force([*drafts, *inside], rules)))
    openings = _accept(editions, all_drafts, drafting)
    judged, compared = [], []
    parts = [file_outcomes, *(evaluation.outcomes for evaluation in evaluations)]
    for edition, evaluation, opening in zip(editions, evaluations, openings, strict=True):
        queries = _against_history(edition, all_drafts, drafting, corrected, only)
        judged.append(_judged(evaluation.rows, opening, queries.rows))
        compared.append(queries.compared)
        parts += [opening.outcomes, queries.outcomes]
    changes = _version_changes(own, editions, all_drafts, drafting, only)
    parts.append(_change_outcomes(changes))
    verdicts = {name: verdict(version, all_drafts.of(name)) for name, version in own.received.items()}
    findings = [
        finding(draft, reference.form.in_force(draft.period))
        for name in own.received
        for draft in _ordered(all_drafts.of(name))
    ]
    return Validation(
        tuple(findings),
        states(own.received, verdicts),
        _outcomes(parts, own.received, reference, only),
        of_own.values,
        own.lines,
        pl.concat(judged, how="diagonal"),
        pl.concat(compared),
        no_comparison(),
        {name: less for name, less in corrected.list_sums_less.items() if name not in settled},
        corrected.lapsed,
        changes,
    )


def _version_changes(
    frames: SubmissionFrames,
    editions: Sequence[_Edition],
    all_drafts: Drafts,
    drafting: Drafting,
    only: frozenset[str] | None,
) -> pl.DataFrame:
    """What later versions changed (VERSION_CHANGE_SCHEMA), said as findings; of a file only checked nobody asked."""
    form = drafting.reference.form
    changes = version_changes(frames.received, frames.values, frames.lines, form)
    if only is not None:
        changes = changes.filter(pl.col("submission").is_in(list(only)))
    else:
        own = ((changes_of(changes, edition.names), edition.rules) for edition in editions)
        parts = [with_asked(found, all_drafts, rules, form) for found, rules in own]
        changes = pl.concat(parts) if parts else changes
    all_drafts.add(all_drafts.prepared(in_force(r212_version_changes(changes, drafting), drafting.reference.rules)))
    return changes


def _change_outcomes(changes: pl.DataFrame) -> pl.DataFrame:
    """R212, one judgement a version that has one before it and changed anything."""
    unasked = (~pl.col("asked").fill_null(True)).any()
    by_version = changes.group_by("submission", maintain_order=True).agg(failed=unasked)
    counts = ((~pl.col("failed")).alias("passed"), "failed", pl.lit(0).alias("unverifiable"))
    return by_version.select("submission", pl.lit(RULE).alias("rule"), *counts).cast(pl.Schema(OUTCOME_SCHEMA))


def _against_history(
    edition: _Edition, all_drafts: Drafts, drafting: Drafting, corrected: Corrected, only: frozenset[str] | None
) -> Queries:
    """Levels 2 and 3 of an edition's own submissions; then every finding of theirs gets its cause and repairs."""
    names = [name for name in edition.names if only is None or name in only]
    versions = ((name, drafting.received[name]) for name in names)
    asked = subjects((edition.cells.row_of[name], version.period, version.board) for name, version in versions)
    queries = judge_queries(
        asked, edition.accepted, edition.reference, edition.rules, edition.wide, corrected.values, edition.lines
    )
    found = drafting.against_history(queries.figures, queries.failures, queries.lines)
    all_drafts.add(all_drafts.prepared(in_force(found, drafting.reference.rules)))
    asking = [name for name in names if all_drafts.of(name)]
    rows = edition.wide[[edition.cells.row_of[name] for name in asking]].iter_rows(named=True)
    for name, row in zip(asking, rows, strict=True):
        find_causes(all_drafts.of(name), row, edition.rules, all_drafts.places, edition.accepted, edition.reference)
    return queries


@dataclass
class _Edition:
    """One edition of the form with the submissions of its periods, and all others as it has them.

    names: its own submissions. cells, wide: every readable submission, in this edition's lines and units; `wide` with
    the sums of the lists.
    """

    reference: Reference
    rules: RuleSet
    names: Sequence[str]
    cells: FormCells
    own_cells: FormCells
    wide: pl.DataFrame
    accepted: Accepted
    lines: dict[str, pl.DataFrame]

    def evaluate(self, lines: dict[str, pl.DataFrame]) -> Evaluation:
        """The rules inside its own submissions."""
        if self.own_cells is self.cells:
            return evaluate(self.rules, self.cells, self.wide, lines)
        mine = pl.col("submission").is_in(self.names)
        own_lines = {sheet: frame.filter(mine) for sheet, frame in lines.items()}
        return evaluate(self.rules, self.own_cells, self.wide.filter(mine), own_lines)

    def rounded(self, judged: pl.DataFrame, drafting: Drafting) -> list[Draft]:
        """What rounding explains in its own submissions, for information, at the titles of their sheets."""
        known = self.reference
        wide = self.wide.filter(pl.col("submission").is_in(self.names))
        found = r121_explained_by_rounding(wide, judged, self.rules, known.form)
        level = known.rules[ROUNDED].level if found else 0
        return [rounding_draft(drafting.received[name], sheet, count, level) for name, sheet, count in found]


def _by_edition(
    received: dict[str, Received], readable: Sequence[str], reference: Reference
) -> list[tuple[Reference, list[str]]]:
    """The reference data of each edition of the form with the submissions of its periods; one at least."""
    found: dict[str, tuple[Reference, list[str]]] = {}
    for name in readable:
        own = reference.in_force(received[name].period)
        found.setdefault(own.digest, (own, []))[1].append(name)
    return list(found.values()) or [(reference, [])]


def _edition(
    reference: Reference,
    names: Sequence[str],
    readable: Sequence[str],
    corrected: Corrected,
    lines: dict[str, pl.DataFrame],
    lists_found: dict[str, set[str]],
    context: BlocContext,
) -> _Edition:
    form = reference.form
    values = as_the_form_has_them(corrected.values, form, reference.units)
    written = Written(form)
    rules = expand(form, reference.rules, written)
    cells = form_cells(values, readable, form, rules.x_matters)
    own_cells = cells if len(names) == len(readable) else form_cells(values, names, form, rules.x_matters)
    wide = cells.wide
    sums = list_sums(lines, wide["submission"], lists_found, rules.list_sums, rules.total_lines)
    wide = wide.join(sums, on="submission", how="left", maintain_order="left")
    wide = written.with_halves(wide, lines, rules.list_sums)
    for name, amounts in corrected.list_sums_less.items():
        wide = _less(wide, name, amounts)
    outside = as_the_form_has_them(context.outside, form, reference.units)
    accepted = Accepted.empty(reference.boards, form, cells, outside)
    return _Edition(reference, rules, names, cells, own_cells, wide, accepted, lines)


def _accept(editions: Sequence[_Edition], all_drafts: Drafts, drafting: Drafting) -> list[RowEvaluation]:
    """Accept what has no open error, and judge the opening figures (R201) by what is accepted of the period before.

    That rests on itself, one period on the one before it: it is judged again until nothing changes, which settles one
    period more each time and nearly always is once. Each edition then holds what is accepted; its opening figures.
    """
    versions = [
        (version.submission, parse_period(version.period), version.board)
        for version in in_order(drafting.received.values())
        if version.parsed is not None
    ]
    rule = drafting.reference.rules["R201"]
    dated = [version for version in versions if rule.effective_in(str(version[1]))]
    wrong = {name for name, *_ in versions if any(d.severity == ERROR and not d.waived_by for d in all_drafts.of(name))}
    rejected, before = wrong, None
    while rejected != before:
        openings = []
        for edition in editions:
            edition.accepted = edition.accepted.with_only(version for version in versions if version[0] not in rejected)
            mine = set(edition.names)
            own = [version for version in dated if version[0] in mine]
            openings.append(judge_openings(own, edition.accepted, edition.rules, edition.wide))
        late = all_drafts.prepared(drafting.of_row(failure) for opening in openings for failure in opening.failures)
        rejected, before = wrong | {d.submission for d in late if d.severity == ERROR and not d.waived_by}, rejected
    all_drafts.add(late)
    for edition in editions:
        for name in edition.names:
            period = parse_period(drafting.received[name].period)
            show_history_beside_questions(all_drafts.of(name), period, edition.accepted)
    return openings


def _judged(*evaluations: RowEvaluation) -> pl.DataFrame:
    """submission and one Boolean column a check, of all that were judged; null where one was not."""
    first, *others = (evaluation.judged for evaluation in evaluations)
    for judged in others:
        first = first.join(judged, on="submission", how="left", maintain_order="left")
    return first


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
            listed = bool(draft.cells) and all((draft.submission, cell) in corrected.places for cell in draft.cells)
            if not listed and (draft.submission, draft.code, draft.sector, draft.measure) not in settled:
                drafts.append(draft)
        drafts += of_cover
    drafts += corrected.drafts
    blanks, filled = _cells_filled(frames, corrected, reference)
    drafts += blanks
    failed: dict[tuple[str, str], int] = {}
    for draft in drafts:
        failed[draft.submission, draft.rule] = failed.get((draft.submission, draft.rule), 0) + 1
    rows = []
    names = [r.rule for r in reference.rules.values() if r.level == 0 and r.severity != INFO and r.rule != "F05"]
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


def _cells_filled(
    frames: SubmissionFrames, corrected: Corrected, reference: Reference
) -> tuple[list[Draft], pl.DataFrame]:
    """F05 by the form each submission's period has; drafts, and submission, passed, failed."""
    received = frames.received
    editions = _by_edition(received, list(received), reference)
    if len(editions) == 1:
        return f05_cells_filled(corrected.values, frames.lines, received, editions[0][0].form)
    drafts, counts = [], []
    for own, names in editions:
        mine = pl.col("submission").is_in(names)
        lines = {sheet: lines.filter(mine) for sheet, lines in frames.lines.items() if sheet in own.form.list_sheets}
        versions = {name: received[name] for name in names}
        found, filled = f05_cells_filled(corrected.values.filter(mine), lines, versions, own.form)
        drafts += found
        counts.append(filled)
    return drafts, pl.concat(counts)


def _ordered(drafts: Iterable[Draft]) -> list[Draft]:
    """By level, then in the order they were found."""
    return sorted(drafts, key=lambda d: (d.level, d.rule))


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
    dated = {
        sheet: lines.join(days, on="submission", how="left", maintain_order="left")
        for sheet, lines in frames.lines.items()
    }
    return with_zones(dated)


def with_zones(lines: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """The list lines with the folded names of their zones, and what the file's zone list says of them."""
    named = {sheet: _with_folded_zone(frame) for sheet, frame in lines.items()}
    zones = _listed_zones(named)
    return {sheet: _with_zone_list(frame, zones) for sheet, frame in named.items()}


def _with_folded_zone(frame: pl.DataFrame) -> pl.DataFrame:
    """Lines that are zones, or name one, with `_zone`: its name as people compare names, without case and accents."""
    key = "zone" if "zone" in frame.columns else "name"
    once = frame[key].drop_nulls().unique()
    folded = pl.Series([fold(text) for text in once], dtype=pl.String)
    return frame.with_columns(pl.col(key).replace_strict(once, folded, default=None).alias("_zone"))


def _listed_zones(lines: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """submission, _zone, _zone_area: the zones of the zone lists; of one named twice the larger."""
    listed = [
        frame.filter(~pl.col("total")).select("submission", "_zone", pl.col("area").alias("_zone_area"))
        for frame in lines.values()
        if {"name", "area"} <= set(frame.columns)
    ]
    schema = {"submission": pl.String, "_zone": pl.String, "_zone_area": pl.Float64}
    zones = pl.concat([pl.DataFrame(schema=schema), *listed])
    return zones.group_by("submission", "_zone").agg(pl.col("_zone_area").max())


def _with_zone_list(frame: pl.DataFrame, zones: pl.DataFrame) -> pl.DataFrame:
    """Lines that name a zone with its area, and whether the file's zone list has it (null: there is no such list)."""
    if "zone" not in frame.columns:
        return frame
    has_list = pl.col("submission").is_in(zones["submission"].unique().to_list())
    found = frame.join(zones, on=["submission", "_zone"], how="left", maintain_order="left")
    named = pl.col("zone").is_not_null()
    return found.with_columns(_zone_listed=pl.when(has_list & named).then(pl.col("_zone_area").is_not_null()))


def _lists_found(received: dict[str, Received], sheets: Iterable[str]) -> dict[str, set[str]]:
    """List sheet -> the submissions in which it was found."""
    return {
        sheet: {r.submission for r in received.values() if r.parsed is not None and sheet in r.parsed.sheets_found}
        for sheet in sheets
    }


def _less(wide: pl.DataFrame, submission: str, amounts: dict[str, float | None]) -> pl.DataFrame:
    """List sums of a whole-year file brought to its second half: less what the first half had."""
    mine = pl.col("submission") == submission
    return wide.with_columns(
        pl.when(mine).then(pl.col(name) - pl.lit(amount, dtype=pl.Float64)).otherwise(pl.col(name)).alias(name)
        for name, amount in amounts.items()
        if name in wide.columns
    )


def _outcomes(
    parts: list[pl.DataFrame], received: dict[str, Received], reference: Reference, only: frozenset[str] | None
) -> pl.DataFrame:
    """All counts by submission and rule (OUTCOME_SCHEMA), rules not in force in a period left out."""
    counts = pl.concat(parts)
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
