"""How a file writes numbers, decided once for each column and then for the file, from all of its numbers.

A token such as `4.693` is never decided by itself, by the decimals a line declares, or by history: only by what the
other numbers of its column prove, or, where the column proves nothing, those of the whole file.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from flows.ingest.numerals import COMMA, DOT, Numeral, Reading

Column = tuple[int, int]  # grid index, column


@dataclass(slots=True)
class NumberStyle:
    """Evidence gathered from every number of a file; `decide` is asked after the last of them was seen."""

    columns: dict[Column, set[str]] = field(default_factory=dict)
    file: set[str] = field(default_factory=set)
    texts: int = 0

    def see(self, numeral: Numeral, column: Column) -> None:
        """Take note of one number written as text."""
        self.texts += 1
        if numeral.evidence:
            self.columns.setdefault(column, set()).add(numeral.evidence)
            self.file.add(numeral.evidence)

    def decide(self, numeral: Numeral, column: Column) -> Reading | None:
        """The one reading that column and file leave, None when they leave the question open."""
        if len(numeral.readings) == 1:
            return numeral.readings[0]
        proven = self.columns.get(column) or self.file
        if len(proven) != 1:
            return None
        (mark,) = proven
        return next((reading for reading in numeral.readings if reading.mark == mark), None)

    @property
    def summary(self) -> str:
        """`number cells`, `1.234,5`, `1,234.5` or `mixed`."""
        if len(self.file) > 1:
            return "mixed"
        if self.file == {COMMA}:
            return "1.234,5"
        if self.file == {DOT}:
            return "1,234.5"
        return "number cells"
