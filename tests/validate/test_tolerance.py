"""Tolerance: honest figures always balance, figures further apart than rounding explains never do."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.validate.figures.tolerance import around, balances, balances_expr, half_unit, quotient, sum_of_halves

truths = st.lists(st.decimals(min_value=0, max_value=10**6, places=6), min_size=2, max_size=50)
decimals = st.integers(min_value=1, max_value=3)


def rounded(value: Decimal, places: int) -> float:
    return float(value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))


@given(truths, decimals)
def test_honest_sums_always_balance(parts: list[Decimal], places: int) -> None:
    total = rounded(sum(parts, Decimal(0)), places)
    allowance = sum_of_halves([half_unit(places)] * (len(parts) + 1))
    assert balances(total - sum(rounded(part, places) for part in parts), allowance)


@given(truths, decimals, st.booleans())
def test_what_rounding_cannot_explain_never_balances(parts: list[Decimal], places: int, above: bool) -> None:
    figures = [rounded(part, places) for part in parts]
    allowance = sum_of_halves([half_unit(places)] * (len(parts) + 1))
    beyond = (allowance + 10.0**-places) * (1 if above else -1)
    assert not balances(sum(figures) + beyond - sum(figures), allowance)


@given(st.lists(st.integers(min_value=0, max_value=10**7), min_size=2, max_size=20), st.sampled_from([-1, 1]))
def test_counts_allow_nothing(parts: list[int], off: int) -> None:
    assert half_unit(0) == 0
    assert balances(float(sum(parts) - sum(parts)), 0.0)
    assert not balances(float(sum(parts) + off - sum(parts)), 0.0)


@given(
    st.decimals(min_value=0, max_value=10**4, places=4),
    st.decimals(min_value="0.2", max_value=10**4, places=4),
)
def test_an_honest_quotient_meets_its_interval(part: Decimal, whole: Decimal) -> None:
    stated = rounded(part / whole * 100, 1)
    limits = quotient(around(rounded(part, 1), 0.05), around(rounded(whole, 1), 0.05), 100.0)
    assert around(stated, 0.05).meets(limits)


@pytest.mark.parametrize(("imbalance", "expected"), [(0.15, True), (-0.15, True), (0.1501, False), (None, None)])
def test_the_expression_says_the_same_and_null_stays_null(imbalance: float | None, expected: bool | None) -> None:
    frame = pl.DataFrame({"imbalance": [imbalance]}, schema={"imbalance": pl.Float64})
    assert frame.select(balances_expr(pl.col("imbalance"), 0.15)).item() is expected


def test_a_whole_that_may_be_zero_sets_no_upper_limit() -> None:
    assert quotient(around(0.1, 0.05), around(0.0, 0.05)).high == float("inf")
