"""How a file writes numbers, decided once for each column and then for the file, from all of its numbers.

A token such as `4.693` is never decided by itself, by the decimals a line declares, or by history: only by what the
other numbers of its column prove, or, where the column proves nothing, those of the whole file.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from flows.ingest.words.numerals import COMMA, DOT, Numeral, Reading

Column = tuple[int, int]  # grid index, column


@dataclass(slots=True)
class NumberStyle:
    """Evidence gathered from every number of a file; `decide` is asked after the last of them was seen."""

    columns: dict[Column, Counter[str]] = field(default_factory=dict)
    file: Counter[str] = field(default_factory=Counter)

    def see(self, numeral: Numeral, column: Column) -> None:
        """Take note of one number written as text."""
        if numeral.evidence:
            self.columns.setdefault(column, Counter())[numeral.evidence] += 1
            self.file[numeral.evidence] += 1

    def decide(self, numeral: Numeral, column: Column) -> Reading | None:
        """The one reading that column and file leave, None when they leave the question open.

        A column speaks for itself; but where the rest of the file writes otherwise, one number is no habit.
        """
        if len(numeral.readings) == 1:
            return numeral.readings[0]
        proven = self.columns.get(column) or self.file
        if len(proven) != 1:
            return None
        ((mark, times),) = proven.items()
        if len(self.file) > 1 and times < 2:
            return None
        return next((reading for reading in numeral.readings if reading.mark == mark), None)

    @property
    def summary(self) -> str:
        """`number cells`, `1.234,5`, `1,234.5` or `mixed`."""
        if len(self.file) > 1:
            return "mixed"
        if COMMA in self.file:
            return "1.234,5"
        if DOT in self.file:
            return "1,234.5"
        return "number cells"
