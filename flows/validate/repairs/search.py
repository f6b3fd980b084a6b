"""The smallest changes that would make every balance of a submission hold.

Where balances fail, sets of one, two, three or four cells are searched (a tree: take a failing balance, change one of
its cells so that it holds, go on with what then fails), list lines included, and beside them what people do to
lists: a line forgotten or doubled, a status, an event, a sector or a column mistaken. All answers of the smallest size
are given, ranked by the slip that fits, by what other rules say of the cell, and by the board's history. Suggested,
never applied.

A cell is not identifiable where several cells stand in the same balances and no slip fits any of them: then each is an
answer, and history ranks them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

from flows.validate.figures.unit_slips import distance_from, log_of
from flows.validate.findings.draft import Draft
from flows.validate.findings.finding import RepairCell
from flows.validate.repairs.changes import Change
from flows.validate.repairs.list_moves import list_changes
from flows.validate.repairs.slips import UNNAMED, slip_between, weight
from flows.validate.repairs.system import Component, System, Variable
from schemas.facts.exchange_rates import MOVED_BY_RATE
from schemas.language.checks.check import FLOAT_SLACK

LARGEST_SET = 4
MOST_NODES = 2500  # of the search tree: a bound on time, reached only where dozens of balances fail at once
OFF_CENTRE = 0.4  # weight of a figure at the edge of its allowance against one in the middle
X_SUSPECTED = 2.0  # x where a balance wants a figure is more suspect than any figure
MANY_DIGITS = 1000  # steps: a shorter figure may be another one with a digit more by chance
CURRENCY_NEAR = 0.01  # of the ratio of two figures to the exchange rate
MOST_CANDIDATES = 41  # figures within the allowance that are tried for a named slip


@dataclass(frozen=True)
class Search:
    """Looks for the answers of a component. mentioned: how often other rules speak of a cell, by its column."""

    system: System
    mentioned: Mapping[str, int]

    def __call__(self, component: Component) -> None:
        """Fill in the component's answers, the likeliest first."""
        others = {i for i, c in enumerate(self.system.constraints) if c.fails} - set(component.constraints)
        imbalances = [c.imbalance for c in self.system.constraints]
        answers: dict[frozenset[int], dict[int, float]] = {}
        changes = list_changes(self.system, component, others)
        budget = [MOST_NODES]
        for size in range(1, LARGEST_SET + 1):
            self._extend({}, imbalances, size, others, answers, budget)
            if answers or changes:
                break
        changes += [self._change(answer, others) for answer in answers.values()]
        component.changes = sorted(changes, key=lambda change: change.rank)

    def _extend(
        self,
        chosen: dict[int, float],
        imbalances: list[float],
        left: int,
        others: set[int],
        answers: dict[frozenset[int], dict[int, float]],
        budget: list[int],
    ) -> None:
        budget[0] -= 1
        failing = [
            i
            for i, imbalance in enumerate(imbalances)
            if i not in others and abs(imbalance) > self.system.constraints[i].allowance + FLOAT_SLACK
        ]
        if not failing:
            answers.setdefault(frozenset(chosen), dict(chosen))
            return
        if not left or budget[0] <= 0:
            return
        if left == 1:
            candidates = set.intersection(*(set(self.system.standing_in[i]) for i in failing))
        else:
            fewest = min(failing, key=lambda i: len(self.system.standing_in[i]))
            candidates = set(self.system.standing_in[fewest])
        for index in sorted(candidates):
            variable = self.system.variables[index]
            if index in chosen or (variable.in_list and any(self.system.variables[i].in_list for i in chosen)):
                continue
            mine = self.system.weights[index]
            if any(i in others for i in mine):
                continue
            # The tightest balance says the figure best; with cells to spare, any other may be the one it settles.
            wanted = sorted((i for i in failing if i in mine), key=lambda i: self.system.constraints[i].allowance)
            figures = [round(variable.value - imbalances[i] / mine[i], variable.decimals) for i in wanted]
            for value in dict.fromkeys(figures[:1] if left == 1 else figures):
                if (value < 0 and not variable.negative) or value == variable.value:
                    continue
                changed = list(imbalances)
                for i, coefficient in mine.items():
                    changed[i] += coefficient * (value - variable.value)
                self._extend({**chosen, index: value}, changed, left - 1, others, answers, budget)

    def _interval(self, index: int, answer: Mapping[int, float], others: set[int]) -> tuple[float, float]:
        """All figures of one cell that keep every balance, the other cells being as answered."""
        low, high = float("-inf"), float("inf")
        for number, coefficient in self.system.weights[index].items():
            if number in others:
                continue
            constraint = self.system.constraints[number]
            imbalance = constraint.imbalance
            for other, value in answer.items():
                if other != index:
                    moved = value - self.system.variables[other].value
                    imbalance += self.system.weights[other].get(number, 0.0) * moved
            ends = sorted((-imbalance + side * constraint.allowance) / coefficient for side in (-1, 1))
            low, high = max(low, ends[0]), min(high, ends[1])
        value = self.system.variables[index].value
        return value + low, value + high

    def _change(self, answer: dict[int, float], others: set[int]) -> Change:
        """An answer with the slip that fits each cell best; the cell of the balance that failed stands first."""
        cells, causes, rank = [], [], 0.0
        final = dict(answer)
        for index in answer:
            variable = self.system.variables[index]
            centre = final[index]
            value, cause = self._named(index, final, others)
            final[index] = value
            if value != centre:
                # Rounding errors mostly cancel: of several slips that fit, the one nearer the centre is likelier.
                low, high = self._interval(index, {**final, index: centre}, others)
                rank += OFF_CENTRE * min(1.0, abs(value - centre) / max((high - low) / 2, 10.0**-variable.decimals))
            causes.append(cause)
            rank += weight(cause, variable.value, value, variable.decimals)
            rank -= 0.0 if variable.stated else X_SUSPECTED
            rank += (0.4 if variable.in_list else 0.0) - 0.8 * min(self.mentioned.get(variable.name, 0), 2)
            rank += self._implausibility(variable, value)
            cells.append(_repair_cell(variable, value))
        named = causes[0] if len(set(causes)) == 1 else UNNAMED
        names = frozenset(self.system.variables[index].name for index in answer)
        return Change(tuple(cells), named, rank + len(cells), None, names)

    def _named(self, index: int, answer: Mapping[int, float], others: set[int]) -> tuple[float, str]:
        """The figure within the allowance that a slip explains, else the one calculated."""
        variable, centre = self.system.variables[index], answer[index]
        if not variable.stated:
            return centre, UNNAMED
        best = (centre, slip_between(variable.value, centre, variable.decimals))
        if best[1] == UNNAMED and self._other_currency(variable, centre):
            return centre, "currency"
        if best[1] not in (UNNAMED, "digit_changed") or variable.decimals == 0:
            return best
        low, high = self._interval(index, answer, others)
        step = 10.0**-variable.decimals
        reach = min(MOST_CANDIDATES // 2, int((high - low) / step) + 1) if high - low < 1e6 else 0
        for distance in range(1, reach + 1):
            for sign in (1, -1):
                value = round(centre + sign * distance * step, variable.decimals)
                if low - FLOAT_SLACK <= value <= high + FLOAT_SLACK and (value >= 0 or variable.negative):
                    cause = slip_between(variable.value, value, variable.decimals)
                    if cause in (UNNAMED, "digit_changed") or (
                        cause == "digit_added" and abs(value) < MANY_DIGITS * step
                    ):
                        continue
                    return value, cause
        return best

    def _other_currency(self, variable: Variable, right: float) -> bool:
        """Whether a figure of money is off by the exchange rate: VND where million USD is due, or USD for VND."""
        rate, line = self.system.known.rate, self.system.form.by_code.get(variable.code)
        if variable.in_list:
            item = self.system.list_columns[variable.code].get(variable.name.rsplit("!", 1)[-1])
            unit = item.unit if item is not None else None
        else:
            unit = line.units.get(variable.sector) if line is not None else None
        if rate is None or unit not in MOVED_BY_RATE or not right or not variable.value:
            return False
        times = rate ** MOVED_BY_RATE[unit]
        return abs(variable.value / right / times - 1) <= CURRENCY_NEAR

    def _implausibility(self, variable: Variable, value: float) -> float:
        """How much further from the board's history the new figure is than the old one: below 0 when nearer."""
        earlier = self.system.known.history.get(variable.name, [])
        line = self.system.form.by_code.get(variable.code)
        if line is None:
            return 0.0
        before, after = distance_from(variable.value, earlier, line), distance_from(value, earlier, line)
        if before is None or after is None:
            return 0.0
        gain = abs(after.deviation) - abs(before.deviation)
        change = abs(log_of(value, line) - log_of(variable.value, line))
        return max(-1.0, min(1.0, 2 * gain)) if change > 0.01 else 0.0


def _repair_cell(variable: Variable, value: float) -> RepairCell:
    found = variable.value if variable.stated else None
    return RepairCell(*variable.cell, variable.code, variable.sector, variable.measure, found, value + 0.0)


def swapped(components: list[Component]) -> list[tuple[Component, Component, Change]]:
    """Pairs of components whose likeliest single answers exchange their figures: two columns or rows swapped."""
    found = []
    singles = [
        (component, change, change.cells[0])
        for component in components
        for change in component.changes
        if len(change.cells) == 1 and change.cells[0].found is not None and change.cells[0].value is not None
    ]
    for i, (one, a, x) in enumerate(singles):
        for other, b, y in singles[i + 1 :]:
            if other is one or not (_same(x.value, y.found) and _same(y.value, x.found)) or x.sheet != y.sheet:
                continue
            cause = "columns_swapped" if x.code == y.code else "rows_swapped"
            exact = (_taking(x, y.found), _taking(y, x.found))
            found.append((one, other, Change(exact, cause, min(a.rank, b.rank) - 2, None, a.names | b.names)))
    return found


def shared(components: list[Component]) -> list[tuple[Component, Component, Change]]:
    """Pairs of components that one thing done to a list settles both of: an event, a sector written wrongly."""
    found = []
    for one, other in combinations(components, 2):
        theirs = {(change.cause, change.cells) for change in other.changes if change.text is not None}
        found += [
            (one, other, change)
            for change in one.changes
            if change.text is not None and (change.cause, change.cells) in theirs
        ]
    return found


def _same(a: float | None, b: float | None) -> bool:
    """Equal up to the rounding of sums over lists."""
    return a is not None and b is not None and abs(a - b) <= max(0.1, 1e-3 * abs(b))


def _taking(cell: RepairCell, value: float | None) -> RepairCell:
    return RepairCell(cell.sheet, cell.cell, cell.code, cell.sector, cell.measure, cell.found, value)


def mentions(drafts: Iterable[Draft]) -> dict[str, int]:
    """How many failures that are no balance speak of a cell, by its column."""
    counts: dict[str, int] = {}
    for draft in drafts:
        if draft.balance is None and draft.level > 0:
            spoken = (draft.suspect,) if draft.suspect else draft.columns if len(draft.columns) < 20 else ()
            for name in spoken:
                counts[name] = counts.get(name, 0) + 1
    return counts
