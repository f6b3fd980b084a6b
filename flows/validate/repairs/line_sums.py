"""What a line of a list adds to the sums of its list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from schemas.language.columns import ListSum


def amounts_of(sums: Iterable[ListSum], line: Mapping[str, object]) -> dict[str, tuple[str, ...]]:
    """List column -> the sums an amount of this line stands in. sums: those of its list."""
    found: dict[str, tuple[str, ...]] = {}
    for total in sums:
        if total.amount and total.takes(line):
            found[total.amount] = (*found.get(total.amount, ()), total.name)
    return found


def added_by(sums: Iterable[ListSum], line: Mapping[str, object]) -> dict[str, float]:
    """Sum -> what a line adds to it, itself to the numbers of lines."""
    found = {}
    for total in sums:
        if total.takes(line):
            value = line[total.amount] if total.amount else 1.0
            found[total.name] = float(value) if isinstance(value, int | float) else 0.0
    return found


def difference(old: Mapping[str, float], new: Mapping[str, float]) -> dict[str, float]:
    """How much each list sum changes when a line adds `new` instead of `old`."""
    return {name: new.get(name, 0.0) - old.get(name, 0.0) for name in {**old, **new}}


def tags_of(sums: Iterable[ListSum]) -> tuple[str, ...]:
    """The choice columns that say which sums a line stands in, the one that says what happened first."""
    return tuple(dict.fromkeys(key for total in sums for key, _ in reversed(total.where)))
