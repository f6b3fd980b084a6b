"""How often a figure that is off is found, by how it is off, by half-years of history, and by kind of line.

One figure of every board's last half-year of a world is put off at once, each another line by chance; what is then said
at the cell itself is counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from random import Random

from flows.backtest.planting import numbers_of, replace_values, value_of
from flows.backtest.worlds.merging import merged
from flows.backtest.worlds.world import make_world
from flows.ingest.frames import Received, build_frames
from flows.ingest.submission import Place, ReadValue
from flows.raw_folder.decisions import BlocContext, Decisions, no_outside, no_published
from flows.validate.findings.finding import Finding
from flows.validate.judging import judge
from schemas.form import Form, Indicator, ValueKey
from schemas.language.checks.balances import Sum
from schemas.language.columns import column
from schemas.language.rule_set import expand
from schemas.periods import VIETNAM, Period, parse_period, period_of
from schemas.reference import Reference
from schemas.rules import INFO
from schemas.usual import load_usual

MERGED = "merged"  # instead of a number of half-years: the first half-year after a merger
PLANNED, RESULTS, STOCKS, OTHERS = "planned", "results", "stocks", "others"
EVERY = (PLANNED, RESULTS, STOCKS, OTHERS)
LEAST_COUNT = 5
ANY_TURNS = 6
EARLY, LATER = (0, 1, 2), (3, 5, 7)  # half-years before the one that is tried
Figures = Mapping[ValueKey, ReadValue]


@dataclass(frozen=True)
class Off:
    """One figure put off, and whether that was said at its cell."""

    slip: str
    history: str  # half-years before it, or MERGED
    group: str
    kind: str  # of its line: flow, stock or ratio
    summed: bool  # it stands in a sum of the file
    any_figure: bool  # drawn with every figure as likely as another; else every kind of line as often
    where: str  # submission, code and sector
    found: bool


@dataclass(frozen=True)
class _Of:
    """What a slip may draw on."""

    now: Figures
    before: Figures
    second_half: bool
    rate: float


def _times(factor: float) -> Callable[[ValueKey, Indicator, _Of], dict[ValueKey, float] | None]:
    def off(key: ValueKey, line: Indicator, of: _Of) -> dict[ValueKey, float] | None:
        new = value_of(of.now[key]) * factor
        return {key: new} if abs(new) >= 10.0**-line.decimals else None  # a nought less of a figure that has one

    return off


def _rate(key: ValueKey, line: Indicator, of: _Of) -> dict[ValueKey, float] | None:
    """Billion VND in the column of million USD, or the other way about."""
    other = {"fdi": of.rate, "ddi": 1 / of.rate}.get(key.sector)
    of_money = len({line.units.get(sector) for sector in ("fdi", "ddi")}) == 2
    return {key: value_of(of.now[key]) * other} if other and of_money else None


def _so_far(key: ValueKey, line: Indicator, of: _Of) -> dict[ValueKey, float] | None:
    before = of.before.get(key)
    if line.kind != "flow" or not of.second_half or not before or not before.value:
        return None
    return {key: value_of(of.now[key]) + before.value}


def _exchanged(key: ValueKey, line: Indicator, of: _Of) -> dict[ValueKey, float] | None:
    twins = [key._replace(sector=sector) for sector in ("fdi", "ddi")]
    if any(twin not in of.now or not of.now[twin].value for twin in twins):
        return None
    one, other = (value_of(of.now[twin]) for twin in twins)
    return {twins[0]: other, twins[1]: one} if one != other else None


def _zero(key: ValueKey, line: Indicator, of: _Of) -> dict[ValueKey, float] | None:
    return {key: 0.0}


SLIPS: dict[str, Callable[[ValueKey, Indicator, _Of], dict[ValueKey, float] | None]] = {
    "thousandfold": _times(1000.0),
    "rate": _rate,
    "tenfold": _times(10.0),
    "tenth": _times(0.1),
    "threefold": _times(3.0),
    "twofold": _times(2.0),
    "half": _times(0.5),
    "one_and_a_half": _times(1.5),
    "zero": _zero,
    "year_to_date": _so_far,
    "exchanged": _exchanged,
}
OF_UNITS = ("thousandfold", "rate", "tenfold", "tenth")


def groups(form: Form) -> dict[str, str]:
    """Line -> the kind of line it is here; without those that a list proves or that are no figure of their own."""
    usual, found = load_usual(), {}
    planned = {line.code for line in form.indicators if {"plan", "last_year"} & {c.measure for c in line.columns}}
    of_results = {form.by_code[code].sheet for code in planned}
    of_capital = {form.by_code[code].sheet for code in form.codes("opening")}
    for line in form.indicators:
        if line.code not in usual or usual[line.code].method in ("proved", "none"):
            continue
        if line.code in planned:
            found[line.code] = PLANNED
        elif line.sheet in of_results:
            found[line.code] = RESULTS
        elif line.sheet in of_capital and line.kind == "stock":
            found[line.code] = STOCKS
        else:
            found[line.code] = OTHERS
    return found


@dataclass(frozen=True)
class _Stage:
    """One half-year of a world: what was sent before, what is sent in it, and what is asked of that as it is."""

    context: Sequence[Received]
    sent: Sequence[Received]
    last_sent: Mapping[str, Received]
    history: str
    clean: Mapping[str, set[tuple[str | None, ...]]]


def figures_put_off(reference: Reference, seed: int, first_year: int) -> Iterator[Off]:
    """One figure of every slip, kind of line and board of one messy world.

    Units are tried in the first, second, third and later half-years and in the first after the mergers of boards.csv;
    the other slips where there is a history of seven.
    """
    world = _world(reference, seed, first_year)
    last = len(world) - 1
    for at in (*EARLY, *LATER, last):
        context = [one for of_period in world[:at] for one in of_period]
        found = _findings(context, world[at], reference)
        clean = {name: {_told(finding) for finding in own} for name, own in found.items()}
        last_sent = {one.board: one for one in world[at - 1]} if at else {}
        stage = _Stage(context, world[at], last_sent, MERGED if at == last else str(at), clean)
        every = at == LATER[-1]
        for slip in SLIPS if every else OF_UNITS:
            random = Random(f"{seed} {slip} {at}")
            for turn in (*range(len(EVERY)), *([None] * ANY_TURNS if every else [])):
                yield from _put_off(slip, turn, random, stage, reference)


def _world(reference: Reference, seed: int, first_year: int) -> list[list[Received]]:
    """One list of submissions a half-year; the last is that in which boards of boards.csv merge.

    What a predecessor outside the bloc sent nobody has; its figures are in those of its successor.
    """
    boards, form = reference.boards, reference.form
    period = min(period_of(board.valid_from) for board in boards.rows if board.predecessors)
    slugs = [board.slug for board in boards.rows if board.valid_in(period.previous)]
    periods = [Period(first_year, 1)]
    while periods[-1] != period:
        periods.append(periods[-1].next)
    sent = make_world(reference, slugs, periods, seed, messy=True)
    world = [[one for one in sent if one.period == str(own) and boards.member(one.board, own)] for own in periods[:-1]]
    parts = {one.board: one for one in sent if one.period == str(period)}
    of_parts = {board.slug: boards.predecessors(board.slug, period) for board in boards.members(period)}
    return [*world, [merged([parts[own] for own in found], slug, form) for slug, found in of_parts.items()]]


def _put_off(slip: str, turn: int | None, random: Random, stage: _Stage, reference: Reference) -> Iterator[Off]:
    """One figure of each board is put off, of another kind of line each turn or any (None); what is then said of it."""
    form, kinds = reference.form, groups(reference.form)
    sums = [check for check in expand(form, reference.rules).rows if isinstance(check, Sum)]
    summed = {name for check in sums for name in check.operands}
    rates, period = reference.exchange_rates, parse_period(stage.sent[0].period)
    rate = (rates.get(period) or rates[max(rates)]).billion_vnd_per_million_usd
    changed, planted = [], {}
    taken: set[ValueKey] = set()  # one figure of one board: the other boards' are to be as they are
    for number, one in enumerate(stage.sent):
        now, before = _numbers(one), _numbers(stage.last_sent.get(one.board))
        group = None if turn is None else EVERY[(number + turn) % len(EVERY)]
        asked = {cell[-2:] for cell in stage.clean[one.submission]}
        keys = [
            key for key, value in now.items()
            if key.code in kinds and group in (None, kinds[key.code]) and key.measure == "actual"
            and _is_told(value, form) and tuple(value.place) not in asked and key not in taken
        ]  # fmt: skip
        new = _slipped(slip, keys, _Of(now, before, period.half == 2, rate), random, form)
        if new is not None and one.parsed is not None:
            figures: dict[ValueKey, float | None] = dict(new)
            one = replace(one, parsed=replace_values(one.parsed, figures))
            line = form.by_code[next(iter(new)).code]
            key = next(iter(new))
            taken.update(new)
            of_sum = any(column(own) in summed for own in new)
            about = (kinds[key.code], line.kind, of_sum, turn is None, f"{one.submission} {key.code} {key.sector}")
            planted[one.submission] = about, {now[key].place for key in new}
        changed.append(one)
    found = _findings(stage.context, changed, reference)
    for name, (about, places) in planted.items():
        new_ones = (finding for finding in found[name] if _told(finding) not in stage.clean[name])
        here = any(places & {*finding.cells, Place(finding.sheet, finding.cell)} for finding in new_ones)
        yield Off(slip, stage.history, *about, here)


def _is_told(value: ReadValue, form: Form) -> bool:
    """Of counts of cases five at least: one or two are anything but sure to be so many."""
    line = form.by_code[value.code]
    return bool(value.value) and (not (line.is_count and line.kind == "flow") or value_of(value) >= LEAST_COUNT)


def _numbers(sent: Received | None) -> Figures:
    return numbers_of(sent.parsed) if sent is not None and sent.parsed is not None else {}


def _slipped(slip: str, keys: list[ValueKey], of: _Of, random: Random, form: Form) -> dict[ValueKey, float] | None:
    """The first figure, by chance, that can be off in this way and then is another."""
    random.shuffle(keys)
    for key in keys:
        line = form.by_code[key.code]
        new = SLIPS[slip](key, line, of)
        if new is None:
            continue
        new = {own: round(value, line.decimals) for own, value in new.items()}
        if any(new[own] != of.now[own].value for own in new):
            return new
    return None


def _told(finding: Finding) -> tuple[str | None, ...]:
    return finding.rule, finding.code, finding.sector, finding.measure, finding.sheet, finding.cell


def _findings(context: Sequence[Received], sent: Sequence[Received], reference: Reference) -> dict[str, list[Finding]]:
    """Submission -> what is asked about it."""
    moment = datetime.combine(parse_period(sent[0].period).end, time(), VIETNAM)
    names = frozenset(one.submission for one in sent)
    frames = build_frames([*context, *sent], reference.form)
    nothing = BlocContext(moment, no_published(), no_outside())
    judged = judge(frames, reference, Decisions(), nothing, only=names)
    found: dict[str, list[Finding]] = {name: [] for name in names}
    for finding in judged.findings:
        if finding.submission in names and finding.severity != INFO:
            found[finding.submission].append(finding)
    return found
