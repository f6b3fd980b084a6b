"""Back-testing: plant errors into accepted submissions, judge again, and count what finds them where."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time
from random import Random

import polars as pl

from flows.backtest.kinds import KINDS
from flows.backtest.planting import Ground, Planted
from flows.backtest.worlds.world import make_world
from flows.ingest.frames import Received, build_frames
from flows.ingest.submission import ParsedSubmission, Place
from flows.raw_folder.decisions import BlocContext, Decisions, no_outside, no_published
from flows.validate.figures.editions import as_the_form_has_them
from flows.validate.findings.finding import Finding, Repair
from flows.validate.judging import judge
from flows.validate.validation import Validation
from schemas.form import Form, ValueKey
from schemas.periods import VIETNAM, Period, parse_period
from schemas.reference import Reference
from schemas.rules import ERROR, INFO, QUERY

WORLDS_FROM = 2021  # the first year of a world
LEAST_HISTORY = 3  # earlier half-years a board needs before the history rules speak


@dataclass(frozen=True)
class Trial:
    """One planted error and what judging said of it."""

    planted: Planted
    rules: tuple[str, ...]  # rules with an error or query the untouched submission did not have
    rejected: bool
    in_cell: bool
    among_cells: bool
    repair_rank: int | None  # 1 is the first repair suggested; None when the true one is not among them

    @property
    def found(self) -> bool:
        return bool(self.rules)


@dataclass
class KindResult:
    """All trials of one kind."""

    kind: str
    trials: list[Trial] = field(default_factory=list)

    def share(self, holds: Callable[[Trial], bool], of: Callable[[Trial], bool] = lambda trial: True) -> float | None:
        """The share of trials that hold among those that count; None when none counts."""
        counted = [trial for trial in self.trials if of(trial)]
        return sum(map(holds, counted)) / len(counted) if counted else None

    def rules(self) -> Counter[str]:
        return Counter(rule for trial in self.trials for rule in trial.rules)


@dataclass(frozen=True)
class Backtest:
    """What back-testing gave. False alarms: errors and queries of untouched accepted submissions."""

    results: dict[str, KindResult]
    submissions: int
    periods: int
    targets: int
    values: int
    false_errors: int
    false_queries: int


# Parameters: what raw/ holds and how it was judged, as a run has them, and what to draw.
def backtest(
    received: Iterable[Received],
    validation: Validation,
    decisions: Decisions,
    context: BlocContext,
    reference: Reference,
    each: int,
    seed: int,
    kinds: Iterable[str] = KINDS,
    progress: Callable[[int, int], None] | None = None,
) -> Backtest | None:
    """Plant `each` errors of every kind. Nothing but chance drawn from `seed` decides where.

    received, validation: everything raw/ holds, and how it was judged. None when nothing was accepted.
    """
    in_force = set(validation.states.filter("accepted")["submission"])
    accepted = {r.submission: r for r in received if r.submission in in_force and r.parsed is not None}
    if not accepted:
        return None
    figures = _figures(validation, in_force, reference)
    targets = _targets(accepted, reference)
    chosen = list(kinds)
    results = {kind: KindResult(kind) for kind in chosen}
    baselines: dict[str, tuple[Finding, ...]] = {}
    for number, kind in enumerate(chosen):
        random = Random(f"{seed} {kind}")
        tries = 0
        while len(results[kind].trials) < each and tries < each * 5:
            tries += 1
            target = random.choice(targets)
            surroundings = _surroundings(target, accepted, reference)
            change = KINDS[kind](
                _of_its_period(target, reference),
                random,
                _ground(target, figures[reference.in_force(target.period).digest], reference),
            )
            if change is None:
                continue
            changed, planted = change
            if target.submission not in baselines:
                baselines[target.submission] = _judged(target, surroundings, decisions, context, reference)[0]
            wrong = replace(target, parsed=changed)
            found, rejected = _judged(wrong, surroundings, decisions, context, reference)
            new = _new_findings(found, baselines[target.submission])
            results[kind].trials.append(_trial(planted, new, rejected, reference.form.in_force(target.period)))
        if progress:
            progress(number + 1, len(chosen))
    untouched = [f for f in validation.findings if f.submission in in_force and not f.waived_by]
    return Backtest(
        results=results,
        submissions=len(accepted),
        periods=len({r.period for r in accepted.values()}),
        targets=len(targets),
        values=sum(len(_parsed(r).values) for r in accepted.values()),
        false_errors=sum(f.severity == ERROR for f in untouched),
        false_queries=sum(f.severity == QUERY for f in untouched),
    )


def of_worlds(messy: bool, reference: Reference, each: int, seed: int, worlds: int) -> list[Backtest]:
    """The back-test of worlds from these seeds: eight half-years of every board, judged as a run judges raw/."""
    periods = [Period(WORLDS_FROM + year, half) for year in range(4) for half in (1, 2)]
    slugs = [board.slug for board in reference.boards.members(periods[0])]
    slugs = [slug for slug in slugs if all(reference.boards.member(slug, period) for period in periods)]
    context = BlocContext(datetime.combine(periods[-1].end, time(), VIETNAM), no_published(), no_outside())
    found = []
    for own in range(seed, seed + worlds):
        received = make_world(reference, slugs, periods, own, messy=messy)
        validation = judge(build_frames(received, reference.form), reference, Decisions(), context)
        test = backtest(received, validation, Decisions(), context, reference, each, own)
        found += [test] if test else []
    return found


def together(tests: Sequence[Backtest]) -> Backtest:
    """Several back-tests as one."""
    results = {
        kind: KindResult(kind, [t for test in tests for t in test.results[kind].trials]) for kind in tests[0].results
    }
    return Backtest(
        results,
        *(
            sum(getattr(test, name) for test in tests)
            for name in ("submissions", "periods", "targets", "values", "false_errors", "false_queries")
        ),
    )


def _parsed(received: Received) -> ParsedSubmission:
    assert received.parsed is not None
    return received.parsed


def _of_its_period(received: Received, reference: Reference) -> ParsedSubmission:
    """What the file says, without figures of lines its period's form does not have."""
    parsed, lines = _parsed(received), reference.form.in_force(received.period).by_code
    return replace(parsed, values=tuple(value for value in parsed.values if value.code in lines))


def _targets(accepted: dict[str, Received], reference: Reference) -> list[Received]:
    """Submissions whose board has history enough; all of them where none has."""
    by_board: dict[str, set[Period]] = {}
    for r in accepted.values():
        by_board.setdefault(r.board, set()).add(parse_period(r.period))

    def history(r: Received) -> int:
        own = parse_period(r.period)
        return sum(
            p < own
            for slug in reference.boards.ancestors(r.board, own, own.previous)
            for p in by_board.get(slug, ())
        )  # fmt: skip

    enough = [r for r in accepted.values() if history(r) >= LEAST_HISTORY]
    return sorted(enough or accepted.values(), key=lambda r: r.submission)


def _surroundings(target: Received, accepted: dict[str, Received], reference: Reference) -> list[Received]:
    """What a check of the submission reads beside it: its board's earlier ones, the other boards' of its period."""
    own = parse_period(target.period)
    kept = []
    for r in accepted.values():
        period = parse_period(r.period)
        if period == own:
            if r.board != target.board:
                kept.append(r)
        elif period < own and r.board in reference.boards.ancestors(target.board, own, period):
            kept.append(r)
    return kept


def _figures(
    validation: Validation, in_force: set[str], reference: Reference
) -> dict[str, dict[tuple[str, str], dict[ValueKey, float]]]:
    """Accepted figures by period and board, as each edition of the form (by the digest of its reference) has them."""
    rows = validation.values.filter(pl.col("submission").is_in(list(in_force)) & pl.col("value").is_not_null())
    editions = {own.digest: own for own in map(reference.in_force, rows["period"].unique().to_list())}
    figures: dict[str, dict[tuple[str, str], dict[ValueKey, float]]] = {}
    for digest, own in editions.items():
        found = figures.setdefault(digest, {})
        for period, board, code, sector, measure, value in (
            as_the_form_has_them(rows, own.form, own.units)
            .select("period", "board", "code", "sector", "measure", "value")
            .iter_rows()
        ):
            found.setdefault((period, board), {})[ValueKey(code, sector, measure)] = value
    return figures


def _ground(target: Received, figures: dict[tuple[str, str], dict[ValueKey, float]], reference: Reference) -> Ground:
    period = parse_period(target.period)
    rates = reference.exchange_rates
    rate = rates.get(period) or rates[max(rates)]
    places = sorted(place for place in figures if place[0] == str(period) and place[1] != target.board)
    others = [figures[place] for place in places]
    return Ground(
        form=reference.form.in_force(period),
        units=reference.units,
        last_period=figures.get((str(period.previous), target.board), {}),
        last_year=figures.get((str(period.same_last_year), target.board), {}),
        rate=rate.billion_vnd_per_million_usd,
        other_board=others[0] if others else {},
        second_half=period.half == 2,
    )


def _judged(
    own: Received, others: list[Received], decisions: Decisions, context: BlocContext, reference: Reference
) -> tuple[tuple[Finding, ...], bool]:
    """Findings of a submission among others, and whether they reject it.

    Corrections of the submission itself are left out: one would hide, or refuse, what is planted into it.
    """
    kept = {(r.period, r.board) for r in others}
    mine = Decisions(
        tuple(c for c in decisions.corrections if (c.period, c.board) in kept),
        tuple(w for w in decisions.waivers if (w.period, w.board) in {*kept, (own.period, own.board)}),
    )
    frames = build_frames([*others, own], reference.form)
    validation = judge(frames, reference, mine, context, only=frozenset({own.submission}))
    findings = tuple(f for f in validation.findings if f.submission == own.submission and not f.waived_by)
    return findings, any(f.severity == ERROR for f in findings)


def _new_findings(found: Iterable[Finding], baseline: Iterable[Finding]) -> list[Finding]:
    known = {(f.rule, f.code, f.sector, f.measure, f.cell) for f in baseline}
    return [f for f in found if f.severity != INFO and (f.rule, f.code, f.sector, f.measure, f.cell) not in known]


def _trial(planted: Planted, new: list[Finding], rejected: bool, form: Form) -> Trial:
    cells = set(planted.cells)
    ranks = [rank for f in new if (rank := _rank(f.repairs, planted, form)) is not None]
    return Trial(
        planted=planted,
        rules=tuple(sorted({f.rule for f in new})),
        rejected=rejected and bool(new),
        in_cell=any(Place(f.sheet, f.cell) in cells for f in new),
        among_cells=any(cell in cells for f in new for cell in f.cells),
        repair_rank=min(ranks, default=None),
    )


def _rank(repairs: tuple[Repair, ...], planted: Planted, form: Form) -> int | None:
    """At which rank the repair is the planted cell alone with its true value, as near as rounding lets it be."""
    if planted.key is None or planted.true_value is None:
        return None
    # A balance of three figures leaves this much of the third open.
    allowed = 3 * form.half_unit(planted.key) + 1e-9
    for rank, repair in enumerate(repairs, start=1):
        if len(repair.cells) != 1:
            continue
        cell = repair.cells[0]
        near = cell.value is not None and abs(cell.value - planted.true_value) <= allowed
        if (cell.sheet, cell.cell) == tuple(planted.cells[0]) and near:
            return rank
    return None
