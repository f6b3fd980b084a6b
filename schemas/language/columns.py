"""How the columns of the wide frame are named: a form cell, whether it holds x, a sum over the lines of a list.

`1.01|fdi|actual` is a form cell, `1.01|fdi|actual?x` whether it holds x, `B8|total|area` what a list's own total line
states, `+B8|status=operating|area` a sum over the lines of a list and `+B8||` their number.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from schemas.form import ValueKey

_SUM = "+"


def column(key: ValueKey) -> str:
    """The name of a form cell's column in the wide frame."""
    return f"{key[0]}|{key[1]}|{key[2]}"


def key_of(name: str) -> ValueKey:
    """The form cell a column of the wide frame stands for."""
    return ValueKey(*name.split("|"))


def measure_of(name: str) -> str:
    """What a column that ends in a form cell measures: `last_year`."""
    return name.rpartition("|")[2]


def x_name(name: str) -> str:
    """The name of the column that says whether a cell holds x."""
    return f"{name}?x"


class ListSum(NamedTuple):
    """The sum of one column over the numbered lines of a list, or how many there are where `amount` is empty.

    where: choice columns and the choice a line must have to be among them.
    """

    sheet: str
    amount: str = ""
    where: tuple[tuple[str, str], ...] = ()

    @property
    def name(self) -> str:
        return f"{_SUM}{self.sheet}|{','.join(f'{key}={choice}' for key, choice in self.where)}|{self.amount}"

    @property
    def lines(self) -> ListSum:
        """How many lines it is over."""
        return self._replace(amount="")

    @property
    def halves(self) -> str:
        """The column of what rounding may have done to it where each line is as coarse as it looks by itself."""
        return f"{self.name}±"

    def takes(self, tags: Mapping[str, object]) -> bool:
        """Whether a line with these choices is among its lines."""
        return all(tags.get(key) == choice for key, choice in self.where)


def list_sum(name: str) -> ListSum | None:
    """The list sum a column is; None for every other column."""
    if not name.startswith(_SUM):
        return None
    sheet, where, amount = name[len(_SUM) :].split("|")
    pairs = tuple((key, choice) for key, _, choice in (part.partition("=") for part in where.split(",") if part))
    return ListSum(sheet, amount, pairs)


# --- columns of history and of other boards ----------------------------------------------------------------------

PERIOD = "period"  # the submission's own
SAME_BOARD_BEFORE = "period before by one submission"  # Boolean: not by several boards that merged since


def previous_name(name: str) -> str:
    """What the board (or its predecessors together) had accepted in the period before."""
    return f"{name}@previous"


def last_year_name(name: str) -> str:
    """What it had accepted in the same period of last year."""
    return f"{name}@last_year"


class Ratio(NamedTuple):
    """What is divided by what; a figure by nothing stands for itself."""

    part: ValueKey
    whole: ValueKey | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        return (column(self.part),) if self.whole is None else (column(self.part), column(self.whole))

    def of_others(self, what: str) -> str:
        """The column that holds the `least`, `most` or `median` of the other boards' ratios."""
        return f"{'/'.join(self.columns)}@{what}"


def same_sheet_name(sheet: str) -> str:
    """The name of the column that says which other board's accepted sheet of the period is the very same."""
    return f"{sheet}@same as"
