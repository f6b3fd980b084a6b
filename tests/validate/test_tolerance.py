"""Tolerance: honest figures always balance, figures further apart than rounding explains never do."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.form import ValueKey
from schemas.language.checks.balances import Bound, Sum
from schemas.language.checks.check import Balance, Row
from schemas.language.checks.quotients import Quotient

truths = st.lists(st.decimals(min_value=0, max_value=10**6, places=6), min_size=2, max_size=50)
decimals = st.integers(min_value=1, max_value=3)
PLACE = ValueKey("0.00", "total", "actual")


@dataclass(frozen=True)
class Rounded:
    """Every figure with these decimals."""

    decimals: int

    def half(self, name: str) -> float:
        return 0.5 * 10.0**-self.decimals if self.decimals else 0.0

    def half_of(self, name: str, row: Row) -> float:
        return self.half(name)

    def alike(self, part: str, whole: str) -> bool:
        return True


def rounded(value: Decimal, places: int) -> float:
    return float(value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))


def sum_of(parts: int, places: int) -> Sum:
    names = tuple((f"p{number}", 1.0) for number in range(parts))
    return Sum("R", "sum", PLACE, "", Rounded(places), "whole", names)


def holds(check: Sum | Quotient | Bound, row: dict[str, float | None]) -> bool | None:
    frame = pl.DataFrame({name: [value] for name, value in row.items()}, schema=dict.fromkeys(row, pl.Float64))
    frame = frame.with_columns(pl.lit(False).alias(f"{name}?x") for name in row)
    found: bool | None = frame.select(check.holds).item()
    return found


@given(truths, decimals)
def test_honest_sums_always_balance(parts: list[Decimal], places: int) -> None:
    row: dict[str, float | None] = {f"p{n}": rounded(part, places) for n, part in enumerate(parts)}
    row["whole"] = rounded(sum(parts, Decimal(0)), places)
    assert holds(sum_of(len(parts), places), row)


@given(truths, decimals, st.booleans())
def test_what_rounding_cannot_explain_never_balances(parts: list[Decimal], places: int, above: bool) -> None:
    figures = [rounded(part, places) for part in parts]
    beyond = (0.5 * 10.0**-places * (len(parts) + 1) + 10.0**-places) * (1 if above else -1)
    row: dict[str, float | None] = {f"p{n}": figure for n, figure in enumerate(figures)}
    assert holds(sum_of(len(parts), places), {**row, "whole": sum(figures) + beyond}) is False


@given(st.lists(st.integers(min_value=0, max_value=10**7), min_size=2, max_size=20), st.sampled_from([-1, 1]))
def test_counts_allow_nothing(parts: list[int], off: int) -> None:
    row: dict[str, float | None] = {f"p{n}": float(part) for n, part in enumerate(parts)}
    check = sum_of(len(parts), 0)
    assert holds(check, {**row, "whole": float(sum(parts))})
    assert holds(check, {**row, "whole": float(sum(parts) + off)}) is False
    assert check.balance.allowed({}) == 0


@given(
    st.decimals(min_value=0, max_value=10**4, places=4),
    st.decimals(min_value="0.2", max_value=10**4, places=4),
)
def test_an_honest_quotient_meets_its_interval(part: Decimal, whole: Decimal) -> None:
    check = Quotient("R", "quotient", PLACE, "", Rounded(1), "own", "part", "whole", 100.0, 1)
    row = {"own": rounded(part / whole * 100, 1), "part": rounded(part, 1), "whole": rounded(whole, 1)}
    assert holds(check, dict(row))


@pytest.mark.parametrize(("off", "expected"), [(0.15, True), (-0.15, True), (0.1501, False), (None, None)])
def test_the_edge_holds_beyond_it_fails_and_null_stays_null(off: float | None, expected: bool | None) -> None:
    row = {"p0": 4.0, "p1": 5.0, "whole": None if off is None else 9.0 + off}
    check = sum_of(2, 1)
    assert holds(check, row) is expected
    balance: Balance = check.balance
    assert (balance.imbalance(row) is None) is (off is None)


def test_a_whole_that_may_be_zero_sets_no_upper_limit() -> None:
    check = Quotient("R", "quotient", PLACE, "", Rounded(0), "own", "part", "whole", 100.0, 1)
    coarse = Quotient("R", "quotient", PLACE, "", Rounded(1), "own", "part", "whole", 100.0, 1)
    row: dict[str, float | None] = {"own": 9000.0, "part": 0.1, "whole": 0.05}
    assert holds(check, row) is False
    assert holds(coarse, row)


def test_rounding_keeps_the_order_of_a_part_and_its_whole_but_not_of_a_sum() -> None:
    one = Bound("R", "part_above_whole", PLACE, "", Rounded(1), ("a",), "whole", "a")
    both = Bound("R", "sum_above_whole", PLACE, "", Rounded(1), ("a", "b"), "whole", "whole")
    assert holds(one, {"a": 48.1, "whole": 48.0}) is False
    assert holds(both, {"a": 24.0, "b": 24.1, "whole": 48.0})
    assert holds(both, {"a": 24.1, "b": 24.1, "whole": 48.0}) is False
