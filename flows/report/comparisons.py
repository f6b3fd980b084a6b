"""A total beside last year's and beside the plan, a ratio beside last year's: read from the derived tables.

Nothing is compared that those tables do not call comparable; on which ground a comparison stands goes with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flows.report.model import Address, Figure
from flows.texts import report as texts

if TYPE_CHECKING:
    from flows.report.figures import Reading, Total

BLOC = "bloc"
GROWTH, PLANS, RATIOS = "growth", "plan_achievement", "ratios"
PERCENT, POINT = "percent", "percentage_point"
_REPORTED, _CURRENT = "reported", "current"
_STOCK = "stock"
# One decimal of a percentage, and more where that would say nothing changed.
_DECIMALS = (1, 2, 3)


class InconsistentRelease(Exception):
    """Two tables of a release say different things of one figure: it was not written by one run."""

    def __init__(self, address: Address, found: object, expected: object) -> None:
        self.text = texts.INCONSISTENT.fill(figure=address, found=found, expected=expected)
        super().__init__(self.text.en)


@dataclass(frozen=True)
class Change:
    """A figure against the same one of last year. `up`, `same`, `from_nothing` say how; one of the figures is shown.

    same_ground: the boards' ground is another than last year's, and the comparison was made on today's. as_restated:
    last year's figure is what the boards restate.
    """

    value: float
    before: float
    percent: Figure | None
    difference: Figure
    stock: bool
    same_ground: bool = False
    as_restated: bool = False

    @property
    def same(self) -> bool:
        return self.value == self.before

    @property
    def up(self) -> bool:
        return self.value > self.before

    @property
    def from_nothing(self) -> bool:
        return self.percent is None and not self.same

    def like(self, other: Change) -> bool:
        """Whether both are against the same base, so that it need not be said twice."""
        return (self.stock, self.same_ground, self.as_restated) == (other.stock, other.same_ground, other.as_restated)


@dataclass(frozen=True)
class Plan:
    """What was achieved of the plan of the year until the end of the period."""

    share: Figure
    plan: Figure
    done: Figure
    left: Figure | None  # None where the plan was reached

    @property
    def value(self) -> float:
        return self.share.value or 0.0


@dataclass(frozen=True)
class Rate:
    """A ratio of the bloc or of a board; `growth` is against last year, in percentage points."""

    name: str
    figure: Figure
    growth: Change | None = None


def signed_percent(reading: Reading, fraction: float) -> str:
    """`7%`, `29,9%`, `0,04%`: without sign, which the words say."""
    share = abs(100 * fraction)
    decimals = next((number for number in _DECIMALS if round(share, number)), _DECIMALS[-1])
    return f"{reading.number(round(share, decimals), decimals)}%"


def change_of(total: Total) -> Change | None:
    """A total against last year's; None where nothing may be compared."""
    reading = total.reading
    for boundary in (_REPORTED, *((_CURRENT,) if reading.stands_on_current_ground else ())):
        row = _growth_row(total, boundary)
        if row is not None and row["now_known"] is not None and _may_be_compared(row) and total.is_whole:
            return _change(total, row, "now_known", "change_now", same_ground=boundary == _CURRENT)
    row = _growth_row(total, _REPORTED)
    if row is not None and row["restated"] is not None and row["why_not_restated"] is None and total.is_whole:
        return _change(total, row, "restated", "change_restated", as_restated=True)
    return None


def _may_be_compared(row: Mapping[str, Any]) -> bool:
    """Where there was nothing last year there is no percentage, but a difference."""
    return bool(row["comparable"]) or row["why_not"] == "nothing_to_divide_by"


def _growth_row(total: Total, boundary: str) -> dict[str, Any] | None:
    """The row of `growth`, held against the total it must be of."""
    key = (str(total.reading.period), BLOC, total.line.key, total.row["sector"], boundary)
    row = total.reading.growths.get(key)
    if row is not None and row["value"] is not None and total.is_whole and row["value"] != total.value:
        raise InconsistentRelease(_address(GROWTH, row), row["value"], total.value)
    return row


def _address(table: str, row: Mapping[str, Any], column: str = "value") -> Address:
    names = {GROWTH: ("period", "board", "key", "sector", "boundary"), RATIOS: ("period", "board", "ratio", "sector")}
    return Address(table, tuple((name, row[name]) for name in names.get(table, names[GROWTH])), column)


def _change(
    total: Total,
    row: Mapping[str, Any],
    base: str,
    column: str,
    *,
    same_ground: bool = False,
    as_restated: bool = False,
) -> Change:
    reading, value, before = total.reading, float(row["value"]), float(row[base])
    apart = abs(value - before)
    difference = Figure(
        reading.counted(round(apart, 9), total.line.decimals, row["unit"]), value - before, row["unit"],
        _address(GROWTH, row, f"value - {base}"), total.doubt,
    )  # fmt: skip
    fraction = row[column]
    percent = None
    if fraction is not None:
        text = signed_percent(reading, fraction)
        percent = Figure(text, 100 * fraction, PERCENT, _address(GROWTH, row, column), total.doubt)
    return Change(value, before, percent, difference, total.line.kind == _STOCK, same_ground, as_restated)


def plan_of(total: Total) -> Plan | None:
    """What was achieved of the year's plan; None where a figure is missing or nothing was planned."""
    reading = total.reading
    for boundary in (_REPORTED, *((_CURRENT,) if reading.stands_on_current_ground else ())):
        key = (str(reading.period), BLOC, total.line.key, total.row["sector"], boundary)
        row = reading.plans.get(key)
        if row is None or row["achievement"] is None or not row["comparable"] or not total.is_whole:
            continue
        # Of what is read: a reader who subtracts the two figures finds the third.
        left = round(round(row["plan"], total.line.decimals) - round(row["value"], total.line.decimals), 9)
        share = Figure(
            signed_percent(reading, row["achievement"]), 100 * row["achievement"], PERCENT,
            _address(PLANS, row, "achievement"), total.doubt,
        )  # fmt: skip
        figures = [
            Figure(
                reading.counted(value, total.line.decimals, row["unit"]), value, row["unit"],
                _address(PLANS, row, column), total.doubt,
            )
            for value, column in ((row["plan"], "plan"), (row["value"], "value"), (left, "plan - value"))
        ]  # fmt: skip
        return Plan(share, figures[0], figures[1], figures[2] if left > 0 else None)
    return None


@dataclass(frozen=True, eq=False, repr=False)
class Rates:
    """Rows of `ratios` of the period and of the same period of last year."""

    reading: Reading

    def of(self, name: str, board: str = BLOC, sector: str = "total") -> Rate | None:
        """A ratio in percent; None where it is not known of all boards."""
        reading = self.reading
        row = reading.ratios(str(reading.period)).get((board, name, sector))
        if row is None or row["value"] is None or not row["comparable"] or row["questioned"]:
            return None
        value = float(row["value"])
        figure = Figure(
            reading.counted(round(value, 1), 1, row["unit"]), value, row["unit"], _address(RATIOS, row)
        )  # fmt: skip
        return Rate(reading.board_names.get(board, ""), figure, self._growth(row, value))

    def _growth(self, row: Mapping[str, Any], value: float) -> Change | None:
        reading = self.reading
        then = reading.ratios(str(reading.period.same_last_year))
        before = then.get((row["board"], row["ratio"], row["sector"]))
        if before is None or before["value"] is None or not before["comparable"] or reading.ground_changed:
            return None
        # The difference of what is read: of the ratios as they are written, so that a reader finds it again.
        now, was = round(value, 1), round(float(before["value"]), 1)
        text = reading.say(texts.POINTS).format(number=reading.number(abs(round(now - was, 1)), 1))
        difference = Figure(text, now - was, POINT, _address(RATIOS, row, "value - value of last year"))
        return Change(now, was, None, difference, stock=False)
