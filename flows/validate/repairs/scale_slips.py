"""A whole sheet, column or row written in the wrong unit: one slip, found from everything that speaks of it.

A set of cells is off by one factor when dividing all of them by it makes failing balances hold and breaks none, and
brings their figures near the board's own history. The factor is a power of 1000 or, where one currency was written for
the other, the exchange rate. What the lists, the opening figures, the history and the same period last year say is
counted together; the set that explains most is the slip, the smaller one of equals.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import NamedTuple

from flows.texts import rules as texts
from flows.texts.numbers import number_text
from flows.validate.figures.unit_slips import POWERS, distance_from
from flows.validate.findings.draft import Draft
from flows.validate.findings.finding import Repair, RepairCell
from flows.validate.findings.places import Places
from flows.validate.repairs.settling import settled_by, touching
from schemas.facts.exchange_rates import MOVED_BY_RATE
from schemas.form import Form, Indicator, ValueKey
from schemas.language.checks.check import Balance, Row
from schemas.language.checks.expressions import clean
from schemas.language.columns import column, key_of, measure_of
from schemas.text import Text

LEAST_EVIDENCE = 3  # figures and balances that must speak for a slip of many cells
OPPOSED = 0.15  # share of its figures whose history may speak against it: they swing
NEAR = 0.02  # of the ratio of two figures to a power of 1000, where both are known
RATE_NEAR = 0.05  # of it to the exchange rate: boards take the rate of their own bank and day
AREA = "hectare"


class Factor(NamedTuple):
    """How many times too large figures are; currency: by the rate between million USD and billion VND."""

    times: float
    currency: bool


@dataclass(frozen=True)
class Scope:
    """Cells that may have been written in one wrong unit, and what people call them."""

    sheet: str
    columns: tuple[str, ...]
    name: Text


@dataclass(frozen=True)
class ScaleSlip:
    """factor: how many times too large the cells are (below 1: too small). settled: the balances that then hold.

    kind: the factor as findings show it, which for a currency is the central rate and not the board's own.
    """

    scope: Scope
    factor: float
    kind: Factor
    settled: frozenset[str]
    evidence: int


def scale_slips(
    drafts: Sequence[Draft],
    balances: Mapping[str, Balance],
    row: Row,
    history: Mapping[str, list[float]],
    form: Form,
    rate: float | None,
) -> list[ScaleSlip]:
    """The slips of whole sheets, columns and rows of one submission, at most one a sheet.

    Args:
        rate: billion VND a million USD; None where it is not known.
    """
    found: list[ScaleSlip] = []
    if len(drafts) < LEAST_EVIDENCE:
        return found
    factors = {factor for draft in drafts if (factor := _factor(draft, rate)) is not None}
    if not factors:
        return found
    last_year = {draft.columns[0]: _factor(draft, rate) for draft in drafts if draft.rule == "R204"}
    stands_in = touching(balances)
    for sheet in form.by_sheet:
        best: ScaleSlip | None = None
        for factor in sorted(factors):
            times = _own_rate(factor, drafts, form.by_sheet[sheet], rate) if factor.currency else factor.times
            for scope in _currency_scopes(sheet, row, form, times) if factor.currency else _scopes(sheet, row, form):
                slip = _weighed(scope, times, factor, balances, stands_in, row, history, last_year, form)
                if slip is None:
                    continue
                if best is None or (slip.evidence, -len(scope.columns)) > (best.evidence, -len(best.scope.columns)):
                    best = slip
        if best is not None:
            found.append(best)
    return found


def scaled(row: Row, slips: Sequence[ScaleSlip]) -> Row:
    """The figures with the slips put right, to look for other errors among."""
    right = dict(row)
    for slip in slips:
        for name in slip.scope.columns:
            right[name] = clean((row[name] or 0.0) / slip.factor)
    return right


def explains(slip: ScaleSlip, draft: Draft, key: str, rate: float | None) -> bool:
    """Whether a finding is this slip's doing: its balance holds without it, or it speaks of a figure in it."""
    if draft.balance is not None:
        return key in slip.settled
    if draft.rule == "R204":
        return draft.columns[0] in slip.scope.columns and _factor(draft, rate) == slip.kind
    of_figures = draft.rule in ("R202", "R203", "R206", "R302", "R401", "R402")
    return of_figures and bool(set(draft.columns) & set(slip.scope.columns))


def as_repair(slip: ScaleSlip, submission: str, row: Row, places: Places, form: Form) -> Repair:
    """One repair of all the cells, in words that name the sheet and not each cell."""
    cells = []
    for name in slip.scope.columns:
        at = places.cell(submission, name)
        if at is not None:
            key, value = key_of(name), row[name] or 0.0
            right = clean(value / slip.factor)
            if slip.kind.currency:  # a rate is known roughly, so more decimals would mean nothing
                right = clean(round(right, form.by_code[key.code].decimals))
            cells.append(RepairCell(*at, *key, value, right))
    too_large = slip.factor > 1
    if slip.kind.currency:
        times = number_text(slip.factor if too_large else 1 / slip.factor, 2)
        words = texts.SCALE_VND_FOR_USD if too_large else texts.SCALE_USD_FOR_VND
        cause = "currency"
    else:
        times = number_text(slip.factor if too_large else round(1 / slip.factor))
        words = texts.SCALE_TOO_LARGE if too_large else texts.SCALE_TOO_SMALL
        cause = "thousand" if abs(round(math.log10(slip.factor))) == POWERS[0] else "million"
    shown = {
        language: getattr(words, language).format(
            scope=getattr(slip.scope.name, language), count=len(cells), factor=getattr(times, language)
        )
        for language in ("vi", "en")
    }
    return Repair(tuple(cells), cause, shown["vi"], shown["en"])


def _factor(draft: Draft, rate: float | None) -> Factor | None:
    """The factor a finding shows: named by the history, or between the two figures it compares."""
    if draft.rule == "R202":
        if draft.factor is not None:
            return Factor(draft.factor, False)
        if rate is None or draft.difference is None:
            return None
        return Factor(rate if draft.difference > 0 else 1 / rate, True)
    ratio = _ratio(draft)
    if ratio is None:
        return None
    for power in POWERS:
        for times in (10.0**power, 10.0**-power):
            if abs(ratio / times - 1) <= NEAR:
                return Factor(times, False)
    if rate is not None:
        for times in (rate, 1 / rate):
            if abs(ratio / times - 1) <= RATE_NEAR:
                return Factor(times, True)
    return None


def _ratio(draft: Draft) -> float | None:
    """Between the two figures a balance, or last year's column, compares."""
    if not isinstance(draft.found, float) or not isinstance(draft.expected, float):
        return None
    if draft.balance is None and draft.rule != "R204":
        return None
    if draft.found == 0 or draft.expected == 0 or (draft.found < 0) != (draft.expected < 0):
        return None
    return draft.found / draft.expected


def _own_rate(factor: Factor, drafts: Sequence[Draft], lines: Sequence[Indicator], rate: float | None) -> float:
    """The rate the board itself took, where balances of these lines show it; else the central rate."""
    codes = {line.code for line in lines}
    shown = [
        ratio
        for draft in drafts
        if draft.balance is not None and draft.code in codes and _factor(draft, rate) == factor
        if (ratio := _ratio(draft)) is not None
    ]
    return float(f"{median(shown):.4g}") if shown else factor.times


def _scopes(sheet: str, row: Row, form: Form) -> Iterator[Scope]:
    """The sheet, its columns and its rows: all figures or those of money alone, with last year's or without."""
    lines = form.by_sheet[sheet]
    keys = [key for line in lines for key in line.keys if line.kind != "score" and row.get(column(key))]
    money = [key for key in keys if form.by_code[key.code].units.get(key.sector) in MOVED_BY_RATE]
    whole = texts.SCALE_SHEET.fill(sheet=texts.sheet_named(sheet))
    groups: list[tuple[Text, list[ValueKey]]] = [
        (whole, keys),
        (texts.SCALE_MONEY.fill(sheet=texts.sheet_named(sheet)), money),
    ]
    for sector in ("fdi", "ddi"):
        named = texts.SCALE_COLUMN.fill(sheet=texts.sheet_named(sheet), sector=texts.SECTORS[sector].vi)
        groups += [(named, [key for key in some if key.sector == sector]) for some in (keys, money)]
    groups += [
        (
            texts.SCALE_ROW.fill(sheet=texts.sheet_named(sheet), code=line.code),
            [key for key in keys if key.code == line.code],
        )
        for line in lines
    ]
    areas = [key for key in keys if form.by_code[key.code].units[key.sector] == AREA]
    groups.append((texts.SCALE_AREAS.fill(sheet=texts.sheet_named(sheet)), areas))
    return _cut(sheet, groups)


def _currency_scopes(sheet: str, row: Row, form: Form, times: float) -> Iterator[Scope]:
    """The figures of a sheet, a column or a row that ought to be in the currency that was not written."""
    way = 1 if times > 1 else -1
    keys = [
        key
        for line in form.by_sheet[sheet]
        for key in line.keys
        if MOVED_BY_RATE.get(line.units.get(key.sector, "")) == way and row.get(column(key))
    ]
    # Lines in one currency for all sectors (exports) may have been right all the same.
    parted = [key for key in keys if len(MOVED_BY_RATE.keys() & form.by_code[key.code].units.values()) > 1]
    groups: list[tuple[Text, list[ValueKey]]] = []
    for sector in ("fdi", "ddi"):
        named = texts.SCALE_COLUMN.fill(sheet=texts.sheet_named(sheet), sector=texts.SECTORS[sector].vi)
        groups += [(named, [key for key in some if key.sector == sector]) for some in (parted, keys)]
    groups.append((texts.SCALE_MONEY.fill(sheet=texts.sheet_named(sheet)), keys))
    groups += [
        (
            texts.SCALE_ROW.fill(sheet=texts.sheet_named(sheet), code=line.code),
            [key for key in keys if key.code == line.code],
        )
        for line in form.by_sheet[sheet]
    ]
    return _cut(sheet, groups)


def _cut(sheet: str, groups: Sequence[tuple[Text, list[ValueKey]]]) -> Iterator[Scope]:
    """Each group without the plan and last year's column, without last year's alone, and whole."""
    for name, members in groups:
        done = tuple(column(key) for key in members if key.measure not in ("plan", "last_year"))
        now = tuple(column(key) for key in members if key.measure != "last_year")
        every = tuple(column(key) for key in members)
        for columns in dict.fromkeys((done, now, every)):
            if len(columns) > 1:
                yield Scope(sheet, columns, name)


# Parameters: what is weighed and what it is weighed against.
def _weighed(
    scope: Scope,
    times: float,
    kind: Factor,
    balances: Mapping[str, Balance],
    stands_in: Mapping[str, list[str]],
    row: Row,
    history: Mapping[str, list[float]],
    last_year: Mapping[str, Factor | None],
    form: Form,
) -> ScaleSlip | None:
    """The slip if enough speaks for it; None where a balance would break or the history speaks against it."""
    before = [name for name in scope.columns if measure_of(name) == "last_year"]
    repeated = sum(1 for name in before if last_year.get(name) == kind)
    if before and repeated < (1 - OPPOSED) * len(before):
        return None
    for_it, against = repeated, 0
    power = math.log10(times)
    for name in scope.columns:
        line = form.by_code[key_of(name).code]
        where = None if name in before else distance_from(row[name] or 0.0, history.get(name, []), line)
        if where is None or where.median == 0:
            continue
        if abs(where.deviation) < abs(power) / 2 or where.deviation * power < 0:
            against += 1
        else:
            for_it += 1
    if against > OPPOSED * (for_it + against):
        return None
    right = dict(row)
    for name in scope.columns:
        right[name] = (row[name] or 0.0) / times
    settled = settled_by(
        scope.columns,
        right,
        row,
        balances,
        stands_in,
        rounding=max(1.0, 1 / times),
        share=RATE_NEAR if kind.currency else 0.0,
    )
    if settled is None:
        return None
    evidence = for_it + len(settled) - 2 * against
    return ScaleSlip(scope, times, kind, frozenset(settled), evidence) if evidence >= LEAST_EVIDENCE else None
