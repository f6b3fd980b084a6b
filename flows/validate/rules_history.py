"""Level 2, against the board's own accepted history. One function a rule."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from statistics import median

from flows.validate.applications import Balance, clean
from flows.validate.cells import column
from flows.validate.drafts import Draft
from flows.validate.findings import CellRef
from flows.validate.history import Accepted
from flows.validate.rules_inside import MAY_BE_NEGATIVE, actual
from flows.validate.tolerance import balances
from flows.validate.unit_slips import (
    LEAST_HISTORY,
    Slip,
    Standing,
    is_capital_flow,
    pooled_spread,
    standing,
    swing_allowed,
    unit_slip,
)
from schemas.form import Form, ValueKey
from schemas.periods import Period
from schemas.reference import Reference
from schemas.rules import ERROR, QUERY
from schemas.texts import Text

OPENING, CLOSING = "1.09", "1.10"


class Tally:
    """How often rules passed, failed or could not be verified for one submission, and over which figures."""

    def __init__(self) -> None:
        self.counts: dict[tuple[str, str], list[int]] = {}
        self.figures: dict[tuple[str, str], list[tuple[tuple[ValueKey, ...], bool | None]]] = {}

    def add(self, submission: str, rule: str, outcome: bool | None, *figures: ValueKey) -> None:
        slot = self.counts.setdefault((submission, rule), [0, 0, 0])
        slot[2 if outcome is None else 0 if outcome else 1] += 1
        self.figures.setdefault((submission, rule), []).append((figures, outcome))


def r201_opening_is_last_closing(
    submission: str,
    board: str,
    period: Period,
    accepted: Accepted,
    form: Form,
    tally: Tally,
    not_applicable: Container[str] = (),
) -> list[Draft]:
    """1.09 opening = the previous period's accepted 1.10 closing (fdi and ddi); predecessors' sum after a merger.

    not_applicable: the columns of this submission that hold x; an opening of x is none.
    """
    drafts = []
    previous = period.previous
    for sector in ("fdi", "ddi"):
        opening, closing = ValueKey(OPENING, sector, "actual"), ValueKey(CLOSING, sector, "actual")
        if OPENING not in form.by_code or CLOSING not in form.by_code:
            continue
        found = accepted.values.get(submission, {}).get(opening)
        x = column(opening) in not_applicable
        found = 0.0 if x else found
        expected = accepted.value(board, period, previous, closing)
        allowance = form.half_unit(opening) + form.half_unit(closing)
        holds = None if found is None or expected is None else balances(found - expected, allowance)
        tally.add(submission, "R201", holds, opening)
        if holds is False and found is not None and expected is not None:
            name = column(opening)
            # The accepted closing figure is a constant of this balance, so a repair can use it.
            constant = f"known|{expected!r}"
            drafts.append(
                Draft(
                    rule="R201",
                    kind="opening",
                    severity=ERROR,
                    level=2,
                    submission=submission,
                    board=board,
                    period=str(period),
                    code=OPENING,
                    sector=sector,
                    measure="actual",
                    found="x" if x else found,
                    expected=clean(expected),
                    difference=clean(found - expected),
                    allowance=allowance,
                    places={"previous": Text(previous.text_vi, previous.text_en)},
                    columns=(name,),
                    balance=Balance(((name, 1.0), (constant, -1.0)), allowance, frozenset({name})),
                    covers=(f"{previous} {column(closing)}={expected!r}",),
                )
            )
    return drafts


@dataclass(frozen=True)
class Subject:
    """One submission held against history: its numbers, and what its board had accepted before."""

    submission: str
    board: str
    period: Period
    accepted: Accepted
    reference: Reference
    sheets_found: dict[str, tuple[str | None, str]]
    not_applicable: frozenset[str] = field(default=frozenset())  # columns that hold x

    @property
    def values(self) -> dict[ValueKey, float]:
        return self.accepted.values.get(self.submission, {})

    @cached_property
    def earlier(self) -> dict[ValueKey, list[float]]:
        return self.accepted.earlier(self.board, self.period)

    def draft(self, rule: str, kind: str, key: ValueKey, found: float | str, expected: float | str) -> Draft:
        return Draft(
            rule=rule,
            kind=kind,
            severity=QUERY,
            level=self.reference.rules[rule].level,
            submission=self.submission,
            board=self.board,
            period=str(self.period),
            code=key.code,
            sector=key.sector,
            measure=key.measure,
            found=found,
            expected=expected,
            columns=(column(key),),
        )


def r202_unit_slip_and_r203_outlier(subject: Subject, tally: Tally) -> list[Draft]:
    """R202 and R203 on every figure with a history; a figure that is a unit slip is not an outlier besides."""
    form = subject.reference.form
    rate = subject.reference.exchange_rates.get(subject.period)
    drafts: list[Draft] = []
    for key, value in subject.values.items():
        line = form.by_code.get(key.code)
        if line is None or line.kind == "score" or key.measure not in ("actual", "plan"):
            continue
        where = standing(value, subject.earlier.get(key, []), line)
        if where is None:
            tally.add(subject.submission, "R202", None, key)
            tally.add(subject.submission, "R203", None, key)
            continue
        slip = unit_slip(value, where, key, line, rate.billion_vnd_per_million_usd if rate else None)
        tally.add(subject.submission, "R202", slip is None, key)
        if slip is not None:
            drafts.append(r202_unit_slip(subject, key, value, where, slip))
            tally.add(subject.submission, "R203", True, key)
            continue
        outlier = r203_outlier(subject, key, value, where)
        tally.add(subject.submission, "R203", outlier is None, key)
        if outlier is not None:
            drafts.append(outlier)
    drafts += r203_figures_now_x(subject, tally)
    return drafts


def r203_figures_now_x(subject: Subject, tally: Tally) -> list[Draft]:
    """Required figures the board reported in every earlier period, three at least and not all zero, and that are x."""
    form, accepted = subject.reference.form, subject.accepted
    drafts: list[Draft] = []
    if not subject.not_applicable:
        return drafts
    periods = len(accepted.periods_of(subject.board, subject.period))
    for line in form.indicators:
        for measured in line.columns:
            key = ValueKey(line.code, measured.sector, measured.measure)
            before = subject.earlier.get(key, [])
            known = line.kind != "score" and key.measure in ("actual", "plan") and line.must_be_filled(measured)
            if not known or column(key) not in subject.not_applicable or len(before) < LEAST_HISTORY:
                continue
            asked = len(before) == periods and any(before)
            tally.add(subject.submission, "R203", not asked, key)
            if not asked:
                continue
            middle = clean(round(median(before), max(line.decimals, 1)))
            draft = subject.draft("R203", "figure_now_x", key, "x", middle)
            draft.places = {
                "median": middle,
                "least": min(before),
                "most": max(before),
                "count": str(len(before)),
                "sheet_cause": line.sheet,
            }
            drafts.append(draft)
    return drafts


def r202_unit_slip(subject: Subject, key: ValueKey, value: float, where: Standing, slip: Slip) -> Draft:
    """A figure near 1000 or 1000000 times, or near the exchange rate, off the board's own history."""
    line = subject.reference.form.by_code[key.code]
    likely = clean(value / slip.factor) if not slip.currency else clean(round(value / slip.factor, line.decimals))
    kind = "unit_slip_currency" if slip.currency else "unit_slip" if slip.factor > 1 else "unit_slip_small"
    draft = subject.draft("R202", kind, key, value, likely)
    times = 10.0**where.deviation
    unit = subject.reference.units.by_name[line.units[key.sector]]
    rate = subject.reference.exchange_rates.get(subject.period)
    draft.places = {
        "unit": Text(unit.label_vi, unit.label_en),
        "ratio": float(f"{times if times > 1 else 1 / times:.3g}"),
        "factor": slip.factor if slip.factor > 1 else round(1 / slip.factor),
        "median": clean(round(where.median, max(line.decimals, 1))),
        "rate": round(rate.billion_vnd_per_million_usd, 1) if rate else 0.0,
        "slip": "currency" if slip.currency else f"{slip.factor:g}",
    }
    draft.places["factor"] = float(str(draft.places["factor"]))
    draft.difference = clean(value - likely)
    return draft


def r203_outlier(subject: Subject, key: ValueKey, value: float, where: Standing) -> Draft | None:
    """A figure further from the board's median than such figures honestly swing; None when it is not."""
    line = subject.reference.form.by_code[key.code]
    deviation = where.deviation
    if abs(deviation) <= swing_allowed(line, 0.0):
        return None
    # A quiet half-year without capital is no news, and a net adjustment may cancel to anything near zero.
    if deviation < 0 and (key.code in MAY_BE_NEGATIVE or (value == 0 and is_capital_flow(line))):
        return None
    boards = {board for _, board in subject.accepted.versions}
    pooled = (_before(subject, board, key) for board in sorted(boards))
    if abs(deviation) <= swing_allowed(line, pooled_spread(pooled, line)):
        return None
    draft = subject.draft("R203", "outlier", key, value, clean(round(where.median, max(line.decimals, 1))))
    draft.places = {
        "median": draft.expected,
        "least": where.least,
        "most": where.largest,
        "count": str(where.count),
    }
    draft.difference = clean(value - where.median)
    return draft


def _before(subject: Subject, board: str, key: ValueKey) -> list[float]:
    accepted = subject.accepted
    found = (
        accepted.values.get(accepted.versions.get((str(then), board), ""), {}).get(key)
        for then in accepted.periods_before(subject.period)
    )
    return [value for value in found if value is not None]


def r204_last_year_is_what_was_accepted(subject: Subject, tally: Tally) -> list[Draft]:
    """The figure for the same period last year is the one accepted then, within the coarser of the two precisions."""
    form, then = subject.reference.form, subject.period.same_last_year
    drafts = []
    for key, value in subject.values.items():
        if key.measure != "last_year" or key.code not in form.by_code:
            continue
        line = form.by_code[key.code]
        own = actual(key.code, key.sector)
        expected = subject.accepted.value(subject.board, subject.period, then, own)
        if expected is None:
            tally.add(subject.submission, "R204", None, key)
            continue
        allowance = max(_precision(value, line.decimals), _precision(expected, line.decimals))
        holds = balances(value - expected, allowance)
        tally.add(subject.submission, "R204", holds, key)
        if not holds:
            draft = subject.draft("R204", "last_year", key, value, clean(expected))
            draft.difference, draft.allowance = clean(value - expected), allowance
            draft.places = {"period": Text(then.text_vi, then.text_en)}
            draft.covers = (f"{then} {column(own)}={expected!r}",)
            drafts.append(draft)
    return drafts


def _precision(value: float, decimals: int) -> float:
    """One unit of the last decimal a figure is known to: the form's, or coarser where it was written coarser."""
    exponent = Decimal(repr(value)).normalize().as_tuple().exponent
    written = min(decimals, max(0, -int(exponent)))
    return 10.0**-written


def r205_sheet_is_not_last_period_s(subject: Subject, tally: Tally) -> list[Draft]:
    """All numbers of a sheet equal the last period's; sheets of zeros only are exempt."""
    form, previous = subject.reference.form, subject.period.previous
    ancestors = subject.accepted.boards.predecessors(subject.board, subject.period)
    before = subject.accepted.versions.get((str(previous), ancestors[0])) if len(ancestors) == 1 else None
    theirs = subject.accepted.values.get(before, {}) if before else {}
    drafts = []
    for sheet, lines in form.by_sheet.items():
        keys = [key for line in lines for key in line.keys]
        mine = {key: subject.values[key] for key in keys if key in subject.values}
        if not theirs or not mine or not any(mine.values()):
            tally.add(subject.submission, "R205", None if not theirs or not mine else True, *mine)
            continue
        same = mine == {key: theirs[key] for key in keys if key in theirs}
        tally.add(subject.submission, "R205", not same, *mine)
        if not same:
            continue
        draft = subject.draft("R205", "copied_sheet", ValueKey(sheet, "", ""), str(len(mine)), "")
        at = subject.sheets_found.get(sheet)
        draft.cells = [CellRef(*at)] if at else []
        draft.columns = tuple(column(key) for key in mine)
        draft.places = {
            "count": str(len(mine)),
            "sheet": sheet,
            "period": Text(previous.text_vi, previous.text_en),
        }
        if draft.cells:
            draft.places["at"] = draft.cells[0]
        drafts.append(draft)
    return drafts


def r206_zones_in_operation_did_not_shrink(subject: Subject, tally: Tally) -> list[Draft]:
    """3.03 and 3.04 are not less than in the previous period; one finding, about the number where it shrank."""
    form, previous = subject.reference.form, subject.period.previous
    keys = [key for key in (actual("3.03"), actual("3.04")) if key.code in form.by_code]
    known = [
        (key, subject.values[key], then)
        for key in keys
        if key in subject.values
        and (then := subject.accepted.value(subject.board, subject.period, previous, key)) is not None
    ]
    shrunk = [(key, now, then) for key, now, then in known if now < then - 2 * form.half_unit(key) - 1e-6]
    outcome = False if shrunk else True if len(known) == len(keys) else None
    tally.add(subject.submission, "R206", outcome, *keys)
    if not shrunk:
        return []
    key, now, then = shrunk[0]
    draft = subject.draft("R206", "shrunk", key, now, clean(then))
    draft.columns = tuple(column(k) for k, _, _ in shrunk)
    draft.difference = clean(now - then)
    draft.places = {"period": Text(previous.text_vi, previous.text_en)}
    draft.covers = tuple(f"{previous} {column(k)}={t!r}" for k, _, t in shrunk)
    return [draft]
