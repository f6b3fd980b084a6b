"""A whole sheet, column or row written in the wrong unit: one slip, found from everything that speaks of it.

A set of cells is off by one power of 1000 when dividing all of them by it makes failing balances hold and breaks
none, and brings their figures near the board's own history. What the lists, the opening figures, the history and the
same period last year say is counted together; the set that explains most is the slip, the smaller one of equals.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flows.validate.applications import Balance, Row, clean
from flows.validate.cells import column, key_of
from flows.validate.drafts import Draft
from flows.validate.findings import Repair, RepairCell
from flows.validate.places import Places
from flows.validate.tolerance import FLOAT_SLACK
from flows.validate.unit_slips import POWERS, standing
from schemas.form import Form, ValueKey
from schemas.texts import Text
from schemas.texts import rules as texts

LEAST_EVIDENCE = 3  # figures and balances that must speak for a slip of many cells
OPPOSED = 0.15  # share of its figures whose history may speak against it: they swing
NEAR = 0.02  # of the ratio of two figures to a power of 1000, where both are known
MONEY = frozenset({"million_usd", "billion_vnd"})


@dataclass(frozen=True)
class Scope:
    """Cells that may have been written in one wrong unit, and what people call them."""

    sheet: str
    columns: tuple[str, ...]
    name: Text


@dataclass(frozen=True)
class ScaleSlip:
    """factor: how many times too large the cells are (below 1: too small). settled: the balances that then hold."""

    scope: Scope
    factor: float
    settled: frozenset[str]
    evidence: int


def scale_slips(
    drafts: Sequence[Draft],
    balances: Mapping[str, Balance],
    row: Row,
    history: Mapping[str, list[float]],
    form: Form,
) -> list[ScaleSlip]:
    """The slips of whole sheets, columns and rows of one submission, at most one a sheet and factor."""
    found: list[ScaleSlip] = []
    if len(drafts) < LEAST_EVIDENCE:
        return found
    factors = {factor for draft in drafts if (factor := _factor(draft)) is not None}
    if not factors:
        return found
    last_year = {draft.columns[0]: _factor(draft) for draft in drafts if draft.rule == "R204"}
    touching: dict[str, list[str]] = {}
    for key, balance in balances.items():
        for name, _ in balance.terms:
            touching.setdefault(name, []).append(key)
    for sheet in form.by_sheet:
        best: ScaleSlip | None = None
        for scope in _scopes(sheet, row, form):
            for factor in sorted(factors):
                slip = _weighed(scope, factor, balances, touching, row, history, last_year, form)
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


def explains(slip: ScaleSlip, draft: Draft, key: str) -> bool:
    """Whether a finding is this slip's doing: its balance holds without it, or it speaks of a figure in it."""
    if draft.balance is not None:
        return key in slip.settled
    if draft.rule == "R204":
        return draft.columns[0] in slip.scope.columns and _factor(draft) == slip.factor
    return draft.rule in ("R202", "R203", "R302", "R401", "R402") and bool(set(draft.columns) & set(slip.scope.columns))


def as_repair(slip: ScaleSlip, submission: str, row: Row, places: Places) -> Repair:
    """One repair of all the cells, in words that name the sheet and not each cell."""
    cells = []
    for name in slip.scope.columns:
        at = places.cell(submission, name)
        if at is not None:
            value = row[name] or 0.0
            cells.append(RepairCell(*at, *key_of(name), value, clean(value / slip.factor)))
    too_large = slip.factor > 1
    times = texts.number(slip.factor if too_large else round(1 / slip.factor))
    words = texts.SCALE_TOO_LARGE if too_large else texts.SCALE_TOO_SMALL
    shown = {
        language: getattr(words, language).format(
            scope=getattr(slip.scope.name, language), count=len(cells), factor=getattr(times, language)
        )
        for language in ("vi", "en")
    }
    cause = "thousand" if abs(round(math.log10(slip.factor))) == POWERS[0] else "million"
    return Repair(tuple(cells), cause, shown["vi"], shown["en"])


def _factor(draft: Draft) -> float | None:
    """The power of 1000 a finding shows: named by the history, or between the two figures it compares."""
    if draft.rule == "R202":
        slip = str(draft.places.get("slip"))
        return None if slip == "currency" else float(slip)
    if not isinstance(draft.found, float) or not isinstance(draft.expected, float):
        return None
    if draft.balance is None and draft.rule != "R204":
        return None
    if draft.found == 0 or draft.expected == 0 or (draft.found < 0) != (draft.expected < 0):
        return None
    ratio = draft.found / draft.expected
    for power in POWERS:
        for factor in (10.0**power, 10.0**-power):
            if abs(ratio / factor - 1) <= NEAR:
                return factor
    return None


def _scopes(sheet: str, row: Row, form: Form) -> Iterator[Scope]:
    """The sheet, its columns and its rows: all figures or those of money alone, with last year's or without."""
    lines = form.by_sheet[sheet]
    keys = [key for line in lines for key in line.keys if line.kind != "score" and row.get(column(key))]
    money = [key for key in keys if form.by_code[key.code].units.get(key.sector) in MONEY]
    whole = texts.SCALE_SHEET.fill(sheet=sheet)
    groups: list[tuple[Text, list[ValueKey]]] = [
        (whole, keys),
        (texts.SCALE_MONEY.fill(sheet=sheet), money),
    ]
    for sector in ("fdi", "ddi"):
        named = texts.SCALE_COLUMN.fill(sheet=sheet, sector=texts.SECTORS[sector].vi)
        groups += [(named, [key for key in some if key.sector == sector]) for some in (keys, money)]
    groups += [
        (texts.SCALE_ROW.fill(sheet=sheet, code=line.code), [key for key in keys if key.code == line.code])
        for line in lines
    ]
    for name, members in groups:
        now = tuple(column(key) for key in members if key.measure != "last_year")
        every = tuple(column(key) for key in members)
        for columns in dict.fromkeys((now, every)):
            if len(columns) > 1:
                yield Scope(sheet, columns, name)


def _weighed(
    scope: Scope,
    factor: float,
    balances: Mapping[str, Balance],
    touching: Mapping[str, list[str]],
    row: Row,
    history: Mapping[str, list[float]],
    last_year: Mapping[str, float | None],
    form: Form,
) -> ScaleSlip | None:
    """The slip if enough speaks for it; None where a balance would break or the history speaks against it."""
    before = [name for name in scope.columns if name.endswith("|last_year")]
    repeated = sum(1 for name in before if last_year.get(name) == factor)
    if before and repeated < (1 - OPPOSED) * len(before):
        return None
    for_it, against = repeated, 0
    for name in scope.columns:
        line = form.by_code[name.split("|")[0]]
        where = None if name in before else standing(row[name] or 0.0, history.get(name, []), line)
        if where is None or where.median == 0:
            continue
        power = math.log10(factor)
        if abs(where.deviation) < abs(power) / 2 or where.deviation * power < 0:
            against += 1
        else:
            for_it += 1
    if against > OPPOSED * (for_it + against):
        return None
    right = dict(row)
    for name in scope.columns:
        right[name] = (row[name] or 0.0) / factor
    settled = set()
    for key in dict.fromkeys(key for name in scope.columns for key in touching.get(name, ())):
        failed, fails = _fails(balances[key], row, 1.0), _fails(balances[key], right, max(1.0, 1 / factor))
        if failed and fails is False:
            settled.add(key)
        elif fails and not failed:
            return None
    evidence = for_it + len(settled) - 2 * against
    return ScaleSlip(scope, factor, frozenset(settled), evidence) if evidence >= LEAST_EVIDENCE else None


def _fails(balance: Balance, row: Row, rounding: float) -> bool | None:
    """Whether a balance fails; None when it cannot be made. `rounding`: how much coarser figures became."""
    known = {name: float(name[6:]) for name, _ in balance.terms if name.startswith("known|")}
    figures = {**row, **known}
    off = balance.imbalance(figures)
    return None if off is None else abs(off) > balance.allowed(figures) * rounding + FLOAT_SLACK
