"""Where the columns of the wide frame stand on the printed form, as spreadsheet formulas."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flows.correspond.form_layout import FormLayout
from schemas.form import Form
from schemas.language.columns import ListSum, key_of, list_sum


def quoted(text: str) -> str:
    """A text as a spreadsheet formula writes it."""
    return '"' + text.replace('"', '""') + '"'


def true(conditions: Sequence[str], function: str = "AND") -> str:
    return f"{function}({','.join(conditions)})" if len(conditions) > 1 else conditions[0]


@dataclass(frozen=True)
class PrintedForm:
    """Formulas of the sheet `sheet`; of no sheet where it is empty: all cells are then named with theirs."""

    form: Form
    layout: FormLayout
    sheet: str

    def cell(self, name: str) -> str:
        key = key_of(name)
        if key.code not in self.layout.lists:
            return self.layout.cell(self.form, key, self.sheet)
        table = self.layout.lists[key.code]
        address = f"{table.letter(key.measure)}{table.total_row}"
        return address if key.code == self.sheet else f"'{key.code}'!{address}"

    def number(self, name: str) -> str:
        total = list_sum(name)
        return f"N({self.cell(name)})" if total is None else self.sum_of(total)

    def known(self, names: Sequence[str], none: Iterable[str] = ()) -> str:
        cells = [name for name in names if list_sum(name) is None]
        counted = [f"COUNT({','.join(map(self.cell, cells))})"]
        counted += [f"({self.cell(name)}={quoted('x')})" for name in cells if name in none]
        sums = [total for total in map(list_sum, names) if total is not None]
        return true([f"{'+'.join(counted)}={len(cells)}", *(self._complete(total) for total in sums)])

    def holds_x(self, name: str) -> str:
        return f"{self.cell(name)}={quoted('x')}"

    def given(self, names: Sequence[str]) -> str:
        return f"COUNTA({','.join(map(self.cell, names))})>0"

    def blank(self, name: str) -> str:
        """Whether something is not filled in that the form requires; empty where nothing is required."""
        total = list_sum(name)
        if total is not None:
            return f"NOT({self._complete(total, filled=True)})"
        key = key_of(name)
        line = self.form.by_code.get(key.code)
        must = line is not None and any(
            (c.sector, c.measure) == (key.sector, key.measure) and line.must_be_filled(c) for c in line.columns
        )
        return f"COUNTA({self.cell(name)})=0" if must else ""

    def _lines(self, sheet: str) -> str:
        """An array of the lines of a list, true where anybody has written anything."""
        table = self.layout.lists[sheet]
        return (
            f"({'&'.join(table.range(column.key) for column in table.columns if column.type != 'line')}<>{quoted('')})"
        )

    def tags(self, total: ListSum, *, filled: bool = False) -> list[tuple[str, str, str]]:
        """Column, word looked for, and an array true where no word of the column's choices (filled: nothing) stands."""
        table, found = self.layout.lists[total.sheet], []
        for key, choice in total.where:
            choices = next(column for column in table.columns if column.key == key).choices
            cells = table.range(key)
            others = "*".join(f"({cells}<>{quoted(word)})" for word in choices.values())
            unsure = f"({cells}={quoted('')})" if filled else others
            found.append((cells, quoted(choices[choice]), unsure))
        return found

    def sum_of(self, total: ListSum) -> str:
        which = ",".join(f"{cells},{word}" for cells, word, _ in self.tags(total))
        amounts = self.layout.lists[total.sheet].range(total.amount) if total.amount else ""
        if which:
            return f"SUMIFS({amounts},{which})" if amounts else f"COUNTIFS({which})"
        return f"SUM({amounts})" if amounts else f"SUMPRODUCT(--{self._lines(total.sheet)})"

    def _complete(self, total: ListSum, *, filled: bool = False) -> str:
        """Whether every line says (filled: holds anything that may say) if it is added up and, if so, how much."""
        tags = self.tags(total, filled=filled)
        sure = "*".join(f"({cells}={word})" for cells, word, _ in tags)
        open_ = []
        if tags:
            perhaps = "*".join(f"(({cells}={word})+{unsure})" for cells, word, unsure in tags)
            open_.append(f"{perhaps}-{sure}")
        if total.amount:
            empty = f"({self.layout.lists[total.sheet].range(total.amount)}={quoted('')})"
            open_.append(f"{sure}*{empty}" if sure else empty)
        if not open_:
            return "TRUE"
        return f"SUMPRODUCT({self._lines(total.sheet)}*({'+'.join(open_)}))=0"
