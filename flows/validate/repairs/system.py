"""The balances of one submission as a system of equations: its cells, what hangs together, what a change settles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from flows.ingest.submission import Place
from flows.validate.findings.places import Places
from flows.validate.repairs.changes import Change
from flows.validate.repairs.line_sums import amounts_of
from schemas.form import Form, ListColumn
from schemas.language.checks.check import FLOAT_SLACK, Balance, Row
from schemas.language.columns import ListSum, key_of, list_sum
from schemas.language.line_rules import ADJUSTED


@dataclass(frozen=True)
class Variable:
    """A cell whose figure may be wrong. `moves`: base column -> how much it changes when the cell grows by one."""

    name: str
    cell: Place
    value: float
    decimals: int
    negative: bool
    moves: tuple[tuple[str, float], ...]
    code: str
    sector: str = ""
    measure: str = ""
    in_list: bool = False
    stated: bool = True  # False: the cell holds x, counted as no amount


@dataclass(frozen=True)
class Constraint:
    """A balance with its figures: imbalance and allowance of this submission."""

    key: str
    terms: Mapping[str, float]
    imbalance: float
    allowance: float

    @property
    def fails(self) -> bool:
        return abs(self.imbalance) > self.allowance + FLOAT_SLACK


@dataclass
class Component:
    """Failing balances that hang together, and the answers for them."""

    constraints: list[int]
    changes: list[Change] = field(default_factory=list)


@dataclass(frozen=True)
class Known:
    """What is known beside the figures: the form, its list sums, the board's history, billion VND a million USD."""

    form: Form
    list_sums: tuple[ListSum, ...]
    history: Mapping[str, list[float]]
    rate: float | None = None


class System:
    """The balances of one submission and the cells in them."""

    def __init__(
        self,
        balances: Iterable[tuple[str, Balance]],
        row: Row,
        submission: str,
        places: Places,
        reference: Known,
    ) -> None:
        self.known = reference
        self.form = reference.form
        self.places = places
        self.submission = submission
        self.constraints: list[Constraint] = []
        for key, balance in balances:
            terms: dict[str, float] = {}
            total, missing = balance.constant, False
            for name, coefficient in balance.terms:
                value = balance.figure(name, row)
                if value is None:
                    missing = True
                    break
                total += coefficient * value
                terms[name] = terms.get(name, 0.0) + coefficient
            if not missing:
                self.constraints.append(Constraint(key, terms, total, balance.allowed(row)))
        self.touching: dict[str, list[tuple[int, float]]] = {}
        for number, constraint in enumerate(self.constraints):
            for name, coefficient in constraint.terms.items():
                self.touching.setdefault(name, []).append((number, coefficient))
        self.row = row
        self.variables = self._variables()
        # variable -> its coefficient in every balance it stands in
        self.weights: list[dict[int, float]] = []
        self.standing_in: list[list[int]] = [[] for _ in self.constraints]
        for index, variable in enumerate(self.variables):
            mine: dict[int, float] = {}
            for name, change in variable.moves:
                for number, coefficient in self.touching.get(name, ()):
                    mine[number] = mine.get(number, 0.0) + coefficient * change
            mine = {number: coefficient for number, coefficient in mine.items() if coefficient}
            for number in mine:
                self.standing_in[number].append(index)
            self.weights.append(mine)

    @cached_property
    def list_columns(self) -> dict[str, dict[str, ListColumn]]:
        return {sheet: {item.key: item for item in items} for sheet, items in self.form.list_sheets.items()}

    @cached_property
    def sums(self) -> dict[str, tuple[ListSum, ...]]:
        """The sums over each list."""
        return {
            sheet: tuple(total for total in self.known.list_sums if total.sheet == sheet)
            for sheet in self.form.list_sheets
        }

    def _variables(self) -> list[Variable]:
        found: list[Variable] = []
        for name in dict.fromkeys(name for constraint in self.constraints for name in constraint.terms):
            if list_sum(name) is not None:
                continue
            key, own = key_of(name), self.places.stated(self.submission, name)
            if own is None:
                continue
            moves, value = ((name, 1.0),), self.row[name] or 0.0
            if key.code in self.form.list_sheets:
                decimals = self.list_columns[key.code][key.measure].decimals
                found.append(Variable(name, own, value, decimals, False, moves, key.code, in_list=True))
            else:
                line, stated = self.form.by_code[key.code], self.row[name] is not None
                free = line.may_be_negative
                found.append(Variable(name, own, value, line.decimals, free, moves, *key, False, stated))
        for sheet in self.form.list_sheets:
            found += self._line_variables(sheet)
        return found

    def _line_variables(self, sheet: str) -> list[Variable]:
        found = []
        for line in self.places.lines(self.submission, sheet):
            for key, sums in amounts_of(self.sums[sheet], line).items():
                cell, value = self.places.line_cell(line, key), line[key]
                if cell is None or value is None:
                    continue
                item = self.list_columns[sheet][key]
                negative = item.role == "capital" and line.get("event") == ADJUSTED
                moves = tuple((name, 1.0) for name in sums)
                name = f"{sheet}!{line['number']}!{key}"
                found.append(Variable(name, cell, float(value), item.decimals, negative, moves, sheet, in_list=True))
        return found

    # --- what hangs together ------------------------------------------------------------------------------------

    def components(self) -> list[Component]:
        """Failing balances joined where they share a cell, or a list in which a line may be missing or doubled."""
        failing = [index for index, constraint in enumerate(self.constraints) if constraint.fails]
        parent = {index: index for index in failing}

        def root(index: int) -> int:
            while parent[index] != index:
                index = parent[index]
            return index

        owners: dict[str, int] = {}
        for index in failing:
            marks = [f"v{v}" for v in self.standing_in[index]]
            marks += [mark for name in self.constraints[index].terms if (mark := self._list_of(name))]
            for mark in marks:
                if mark in owners:
                    parent[root(index)] = root(owners[mark])
                else:
                    owners[mark] = index
        groups: dict[int, list[int]] = {}
        for index in failing:
            groups.setdefault(root(index), []).append(index)
        return [Component(group) for group in groups.values()]

    def _list_of(self, name: str) -> str:
        """The list, or the part of it that stands in no other sum, in which a line may be missing for this column."""
        summed = list_sum(name)
        if summed is None:
            code = key_of(name).code
            return code if code in self.form.list_sheets else ""
        whole = any(not total.where for total in self.sums[summed.sheet])
        return summed.sheet if whole else summed.lines.name

    def parted(self, component: Component) -> list[Component]:
        """The component in parts that its likeliest answer settles apart, each searched; none when it hangs together.

        Errors of their own hang together where a right cell stands in a balance of each.
        """
        best = component.changes[0].names if component.changes else frozenset()
        if len(best) < 2:
            return []
        groups: list[tuple[set[int], list[int]]] = []  # cells of the answer, and the failing balances they stand in
        for number in component.constraints:
            cells = {index for index in self.standing_in[number] if self.variables[index].name in best}
            joined = [group for group in groups if group[0] & cells]
            for group in joined:
                groups.remove(group)
            numbers = [n for _, of_group in joined for n in of_group]
            groups.append((cells.union(*(of_group for of_group, _ in joined)), [*numbers, number]))
        return [Component(sorted(numbers)) for _, numbers in groups] if len(groups) > 1 else []

    def settles(self, deltas: Mapping[str, float], failing: set[int], others: set[int]) -> bool:
        """Whether changing these sums makes the failing balances hold and breaks none."""
        moved: dict[int, float] = {}
        for name, change in deltas.items():
            if change:
                for number, coefficient in self.touching.get(name, ()):
                    moved[number] = moved.get(number, 0.0) + coefficient * change
        if not failing <= moved.keys():
            return False
        return all(
            number in others
            or abs(self.constraints[number].imbalance + delta) <= self.constraints[number].allowance + FLOAT_SLACK
            for number, delta in moved.items()
        )

    def wanted(self, name: str, failing: set[int]) -> float | None:
        """How much a list sum would have to grow for a failing balance over it to hold."""
        for number in sorted(failing):
            constraint = self.constraints[number]
            if name in constraint.terms:
                return -constraint.imbalance / constraint.terms[name]
        return None
