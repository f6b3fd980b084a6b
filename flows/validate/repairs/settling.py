"""Which failing balances would hold once some figures are put right, and whether any other would break."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from schemas.language.checks.check import FLOAT_SLACK, Balance, Row


def touching(balances: Mapping[str, Balance]) -> dict[str, list[str]]:
    """Column -> the names of the balances it stands in."""
    found: dict[str, list[str]] = {}
    for key, balance in balances.items():
        for name, _ in balance.terms:
            found.setdefault(name, []).append(key)
    return found


def settled_by(
    changed: Iterable[str],
    right: Row,
    row: Row,
    balances: Mapping[str, Balance],
    stands_in: Mapping[str, list[str]],
    *,
    rounding: float = 1.0,
    share: float = 0.0,
) -> set[str] | None:
    """The failing balances that hold when the columns `changed` have the figures of `right`; None if one would break.

    Args:
        rounding: how many times coarser the new figures are than written ones.
        share: of the largest amount in a balance, by which it may be off besides (a rate that is known roughly).
    """
    settled = set()
    for key in dict.fromkeys(key for name in changed for key in stands_in.get(name, ())):
        failed, fails = _fails(balances[key], row), _fails(balances[key], right, rounding, share)
        if failed and fails is False:
            settled.add(key)
        elif fails and not failed:
            return None
    return settled


def _fails(balance: Balance, row: Row, rounding: float = 1.0, share: float = 0.0) -> bool | None:
    """Whether a balance fails; None when it cannot be made."""
    off = balance.imbalance(row)
    if off is None:
        return None
    room = balance.allowed(row) * rounding + FLOAT_SLACK
    if share:
        amounts = [abs(coefficient * (balance.figure(name, row) or 0.0)) for name, coefficient in balance.terms]
        room += share * max(*amounts, abs(balance.constant))
    return abs(off) > room
