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
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations

from flows.texts import rules as texts
from flows.texts.numbers import number_text
from flows.validate.figures.cells import key_of
from flows.validate.figures.list_sums import CAPITAL_COLUMN, EVENTS, ZONE_AMOUNTS, ZONE_STATUSES
from flows.validate.figures.tolerance import FLOAT_SLACK
from flows.validate.figures.unit_slips import log_of, standing
from flows.validate.findings.draft import Draft
from flows.validate.findings.finding import CellRef, Repair, RepairCell
from flows.validate.findings.places import Line, Places
from flows.validate.repairs.slips import UNNAMED, slip_between, weight
from flows.validate.rules.applications import Balance, Row
from flows.validate.rules.inside import MAY_BE_NEGATIVE
from schemas.exchange_rates import MOVED_BY_RATE
from schemas.form import Form, ListColumn
from schemas.text import Text

LARGEST_SET = 4
# What makes two lines of a list the same line written twice.
SAME_LINE = {"B8": ("name", "status", "area"), "B9": ("certificate", "event")}
MOST_NODES = 2500  # of the search tree: a bound on time, reached only where dozens of balances fail at once
OFF_CENTRE = 0.4  # weight of a figure at the edge of its allowance against one in the middle
X_SUSPECTED = 2.0  # x where a balance wants a figure is more suspect than any figure
MANY_DIGITS = 1000  # steps: a shorter figure may be another one with a digit more by chance
CURRENCY_NEAR = 0.01  # of the ratio of two figures to the exchange rate
MOST_CANDIDATES = 41  # figures within the allowance that are tried for a named slip


@dataclass(frozen=True)
class Variable:
    """A cell whose figure may be wrong. `moves`: base column -> how much it changes when the cell grows by one."""

    name: str
    cell: CellRef
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


@dataclass(frozen=True)
class Change:
    """One answer: variables with their new figures, or something done to a list. Lower `rank` is likelier."""

    cells: tuple[RepairCell, ...]
    cause: str
    rank: float
    text: Text | None = None
    names: frozenset[str] = frozenset()


@dataclass
class Component:
    """Failing balances that hang together, and the answers for them."""

    constraints: list[int]
    changes: list[Change] = field(default_factory=list)


class System:
    """The balances of one submission and the cells in them."""

    def __init__(
        self,
        balances: Iterable[tuple[str, Balance]],
        row: Row,
        submission: str,
        places: Places,
        form: Form,
        history: Mapping[str, list[float]],
        rate: float | None = None,
    ) -> None:
        self.form = form
        self.rate = rate
        self.places = places
        self.submission = submission
        self.history = history
        self.constraints: list[Constraint] = []
        for key, balance in balances:
            terms: dict[str, float] = {}
            total, missing = 0.0, False
            for name, coefficient in balance.terms:
                if name.startswith("known|"):
                    total += coefficient * float(name[6:])
                    continue
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

    def _variables(self) -> list[Variable]:
        found: list[Variable] = []
        for name in dict.fromkeys(name for constraint in self.constraints for name in constraint.terms):
            if name.startswith("B8|total|"):
                cell = next(iter(self.places.cells(self.submission, (name,))), None)
                decimals = self.list_columns["B8"][name.split("|")[2]].decimals
                if cell is not None:
                    found.append(
                        Variable(name, cell, self.row[name] or 0.0, decimals, False, ((name, 1.0),), "B8", in_list=True)
                    )
            elif not name.startswith(("B8|", "B9|")):
                key, own = key_of(name), self.places.cell(self.submission, name)
                line = self.form.by_code[key.code]
                if own is not None:
                    free = key.code in MAY_BE_NEGATIVE
                    moves, stated = ((name, 1.0),), self.row[name] is not None
                    found.append(
                        Variable(name, own, self.row[name] or 0.0, line.decimals, free, moves, *key, False, stated)
                    )
        for sheet in self.form.list_sheets:
            found += self._line_variables(sheet)
        return found

    def _line_variables(self, sheet: str) -> list[Variable]:
        found = []
        for line in self.places.lines(self.submission, sheet):
            for key, moves in amounts_of(sheet, line).items():
                cell, value = self.places.line_cell(line, key), line[key]
                if cell is None or value is None:
                    continue
                item = self.list_columns[sheet][key]
                negative = sheet == "B9" and line["event"] == "adjusted"
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
            for name in self.constraints[index].terms:
                head, *rest = name.split("|")
                if head == "B8":
                    marks.append("B8")
                elif head == "B9":
                    marks.append("|".join((head, *rest[:2])))
            for mark in marks:
                if mark in owners:
                    parent[root(index)] = root(owners[mark])
                else:
                    owners[mark] = index
        groups: dict[int, list[int]] = {}
        for index in failing:
            groups.setdefault(root(index), []).append(index)
        return [Component(group) for group in groups.values()]

    # --- search -----------------------------------------------------------------------------------------------

    def search(self, component: Component, mentioned: Mapping[str, int]) -> None:
        """Fill in the component's answers, the likeliest first."""
        others = {i for i, c in enumerate(self.constraints) if c.fails} - set(component.constraints)
        imbalances = [c.imbalance for c in self.constraints]
        answers: dict[frozenset[int], dict[int, float]] = {}
        changes = self._list_changes(component, others)
        budget = [MOST_NODES]
        for size in range(1, LARGEST_SET + 1):
            self._extend({}, imbalances, size, others, answers, budget)
            if answers or changes:
                break
        changes += [self._change(answer, others, mentioned) for answer in answers.values()]
        component.changes = sorted(changes, key=lambda change: change.rank)

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
            if i not in others and abs(imbalance) > self.constraints[i].allowance + FLOAT_SLACK
        ]
        if not failing:
            answers.setdefault(frozenset(chosen), dict(chosen))
            return
        if not left or budget[0] <= 0:
            return
        if left == 1:
            candidates = set.intersection(*(set(self.standing_in[i]) for i in failing))
        else:
            fewest = min(failing, key=lambda i: len(self.standing_in[i]))
            candidates = set(self.standing_in[fewest])
        for index in sorted(candidates):
            variable = self.variables[index]
            if index in chosen or (variable.in_list and any(self.variables[i].in_list for i in chosen)):
                continue
            mine = self.weights[index]
            if any(i in others for i in mine):
                continue
            # The tightest balance says the figure best; with cells to spare, any other may be the one it settles.
            wanted = sorted((i for i in failing if i in mine), key=lambda i: self.constraints[i].allowance)
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
        for number, coefficient in self.weights[index].items():
            if number in others:
                continue
            constraint = self.constraints[number]
            imbalance = constraint.imbalance
            for other, value in answer.items():
                if other != index:
                    imbalance += self.weights[other].get(number, 0.0) * (value - self.variables[other].value)
            ends = sorted((-imbalance + side * constraint.allowance) / coefficient for side in (-1, 1))
            low, high = max(low, ends[0]), min(high, ends[1])
        value = self.variables[index].value
        return value + low, value + high

    def _change(self, answer: dict[int, float], others: set[int], mentioned: Mapping[str, int]) -> Change:
        """An answer with the slip that fits each cell best; the cell of the balance that failed stands first."""
        cells, causes, rank = [], [], 0.0
        final = dict(answer)
        for index in answer:
            variable = self.variables[index]
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
            rank += (0.4 if variable.in_list else 0.0) - 0.8 * min(mentioned.get(variable.name, 0), 2)
            rank += self._implausibility(variable, value)
            cells.append(_repair_cell(variable, value))
        named = causes[0] if len(set(causes)) == 1 else UNNAMED
        names = frozenset(self.variables[index].name for index in answer)
        return Change(tuple(cells), named, rank + len(cells), None, names)

    def _named(self, index: int, answer: Mapping[int, float], others: set[int]) -> tuple[float, str]:
        """The figure within the allowance that a slip explains, else the one calculated."""
        variable, centre = self.variables[index], answer[index]
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
        key = variable.name.rsplit("!", 1)[-1]
        if variable.in_list:
            unit = {"capital_usd": "million_usd", "capital_vnd": "billion_vnd"}.get(key)
        else:
            line = self.form.by_code.get(variable.code)
            unit = line.units.get(variable.sector) if line is not None else None
        if self.rate is None or unit not in MOVED_BY_RATE or not right or not variable.value:
            return False
        times = self.rate ** MOVED_BY_RATE[unit]
        return abs(variable.value / right / times - 1) <= CURRENCY_NEAR

    def _implausibility(self, variable: Variable, value: float) -> float:
        """How much further from the board's history the new figure is than the old one: below 0 when nearer."""
        earlier = self.history.get(variable.name, [])
        line = self.form.by_code.get(variable.code)
        if line is None:
            return 0.0
        before, after = standing(variable.value, earlier, line), standing(value, earlier, line)
        if before is None or after is None:
            return 0.0
        gain = abs(after.deviation) - abs(before.deviation)
        change = abs(log_of(value, line) - log_of(variable.value, line))
        return max(-1.0, min(1.0, 2 * gain)) if change > 0.01 else 0.0

    # --- what people do to lists ---------------------------------------------------------------------------------

    def _list_changes(self, component: Component, others: set[int]) -> list[Change]:
        failing = set(component.constraints)
        sheets = {name[:2] for i in failing for name in self.constraints[i].terms if name.startswith(("B8|", "B9|"))}
        changes: list[Change] = []
        for sheet in sorted(sheets & set(self.form.list_sheets)):
            lines = self.places.lines(self.submission, sheet)
            before: set[tuple[object, ...]] = set()
            for line in lines:
                same = tuple(line[key] for key in SAME_LINE[sheet])
                changes += self._line_changes(sheet, line, failing, others, repeated=same in before)
                before.add(same)
            changes += self._missing_lines(sheet, lines, failing, others)
        return changes

    def _settles(self, deltas: Mapping[str, float], failing: set[int], others: set[int]) -> bool:
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

    def _line_changes(
        self, sheet: str, line: Line, failing: set[int], others: set[int], *, repeated: bool
    ) -> list[Change]:
        """A line whose status, event, sector or amounts are mistaken, or that should not be there."""
        own = _sums(sheet, line)
        found: list[Change] = []
        if sheet == "B8" and line["status"] is not None:
            for status in (*ZONE_STATUSES, "approved"):
                if status != line["status"]:
                    found += self._retagged(sheet, line, "status", status, own, "wrong_status", failing, others)
        if sheet == "B8":
            for one, other in combinations(ZONE_AMOUNTS, 2):
                found += self._exchanged(sheet, line, one, other, own, failing, others)
        if sheet == "B9" and line["event"] is not None and line["sector"] is not None:
            for event in EVENTS:
                if event != line["event"]:
                    found += self._retagged(sheet, line, "event", event, own, "wrong_event", failing, others)
            other = "ddi" if line["sector"] == "fdi" else "fdi"
            found += self._retagged(sheet, line, "sector", other, own, "wrong_sector", failing, others)
            right, wrong = CAPITAL_COLUMN[line["sector"]], CAPITAL_COLUMN[other]
            if line[right] is None and line[wrong] is not None:
                capital = {f"B9|{line['sector']}|{line['event']}|capital": float(line[wrong])}
                to, away = self.places.line_cell(line, right), self.places.line_cell(line, wrong)
                if to is not None and away is not None and self._settles(capital, failing, others):
                    cells = (
                        RepairCell(*to, sheet, line["sector"], right, None, float(line[wrong])),
                        RepairCell(*away, sheet, line["sector"], wrong, float(line[wrong]), None, "x"),
                    )
                    found.append(Change(cells, "wrong_column", 1 + weight("wrong_column", 0, 0, 0)))
        less = {name: -value for name, value in own.items()}
        if self._settles(less, failing, others):
            first = self.places.line_cell(line, "certificate" if sheet == "B9" else "name")
            if first is not None:
                text = texts.REPAIR_REMOVE_LINE.fill(sheet=sheet, line=line["number"])
                cell = RepairCell(*first, sheet, "", "", None, None, text.en)
                cause = "line_twice" if repeated else "line_extra"
                found.append(Change((cell,), cause, 1 + weight(cause, 0, 0, 0), text))
        return found

    def _exchanged(
        self,
        sheet: str,
        line: Line,
        one: str,
        other: str,
        own: Mapping[str, float],
        failing: set[int],
        others: set[int],
    ) -> list[Change]:
        """Two amounts of a line written in each other's column."""
        first, second = self.places.line_cell(line, one), self.places.line_cell(line, other)
        a, b = line[one], line[other]
        if first is None or second is None or a is None or b is None or a == b:
            return []
        if not self._settles(_difference(own, _sums(sheet, {**line, one: b, other: a})), failing, others):
            return []
        cells = (RepairCell(*first, sheet, "", one, a, b), RepairCell(*second, sheet, "", other, b, a))
        return [Change(cells, "columns_swapped", 1 + weight("columns_swapped", 0, 0, 0))]

    def _retagged(
        self,
        sheet: str,
        line: Line,
        key: str,
        tag: str,
        own: Mapping[str, float],
        cause: str,
        failing: set[int],
        others: set[int],
    ) -> list[Change]:
        changed = dict(line)
        changed[key] = tag
        # The capital may have followed the wrong sector into its column, or stand where it belongs.
        if key == "sector" and line[CAPITAL_COLUMN[tag]] is None:
            a, b = CAPITAL_COLUMN["fdi"], CAPITAL_COLUMN["ddi"]
            changed[a], changed[b] = changed[b], changed[a]
        cell = self.places.line_cell(line, key)
        if cell is None or not self._settles(_difference(own, _sums(sheet, changed)), failing, others):
            return []
        word = self.list_columns[sheet][key].choices.get(tag, tag)
        raw = line[f"{key}_raw"] or str(line[key])
        at = texts.where(*cell)
        text = Text(
            texts.REPAIR_ONE.vi.format(where=at.vi, found=raw, value=word),
            texts.REPAIR_ONE.en.format(where=at.en, found=raw, value=word),
        )
        repair = RepairCell(*cell, sheet, "", key, None, None, word)
        return [Change((repair,), cause, 1 + weight(cause, 0, 0, 0), text)]

    def _missing_lines(self, sheet: str, lines: list[Line], failing: set[int], others: set[int]) -> list[Change]:
        """A line that would settle number and amounts at once; reported at the first line of its list."""
        first = self.places.line_cell(lines[0], "certificate" if sheet == "B9" else "name") if lines else None
        if first is None:
            return []
        found = []
        kinds = (
            [("", status) for status in (*ZONE_STATUSES, "approved")]
            if sheet == "B8"
            else [(sector, event) for sector in CAPITAL_COLUMN for event in EVENTS]
        )
        for group, tag in kinds:
            counts, amounts = _new_line(sheet, group, tag)
            deltas = dict.fromkeys(counts, 1.0)
            given: list[float] = []
            for name in amounts:
                wanted = self._wanted(name, failing)
                if wanted is not None:
                    given.append(wanted)
                    for same in amounts[name]:
                        deltas[same] = wanted
            if not self._settles(deltas, failing, others) or not any(self._wanted(n, failing) for n in counts):
                continue
            text = self._added(sheet, group, tag, [round(value, 2) for value in given])
            cell = RepairCell(*first, sheet, group, tag, None, given[0] if given else None, text.en)
            found.append(Change((cell,), "line_missing", 1 + weight("line_missing", 0, 0, 0), text))
        return found

    def _added(self, sheet: str, group: str, tag: str, amounts: list[float]) -> Text:
        """What the line to be added holds, in the words of its list."""
        if sheet == "B8":
            columns = self.list_columns[sheet]
            status = columns["status"].choices.get(tag, tag)
            shown = [(columns[key], number_text(value)) for key, value in zip(ZONE_AMOUNTS, amounts, strict=False)]
            vi = "; ".join(f"{item.label_vi}: {value.vi}" for item, value in shown)
            en = "; ".join(f"{item.label_en}: {value.en}" for item, value in shown)
            add = texts.REPAIR_ADD_ZONE
            return Text(
                add.vi.format(sheet=sheet, status=status, amounts=vi),
                add.en.format(sheet=sheet, status=status, amounts=en),
            )
        event, sector, add = texts.EVENTS[tag], texts.SECTORS[group], texts.REPAIR_ADD_LINE
        if not amounts:
            add = texts.REPAIR_ADD_BARE_LINE
        value = number_text(amounts[0]) if amounts else Text("", "")
        return Text(
            add.vi.format(sheet=sheet, event=event.vi, sector=sector.vi, value=value.vi),
            add.en.format(sheet=sheet, event=event.en, sector=sector.en, value=value.en),
        )

    def _wanted(self, name: str, failing: set[int]) -> float | None:
        """How much a list sum would have to grow for a failing balance over it to hold."""
        for number in sorted(failing):
            constraint = self.constraints[number]
            if name in constraint.terms:
                return -constraint.imbalance / constraint.terms[name]
        return None


def amounts_of(sheet: str, line: Line) -> dict[str, tuple[tuple[str, float], ...]]:
    """List column -> the sums an amount of this line stands in."""
    if sheet == "B8":
        amounts: dict[str, tuple[tuple[str, float], ...]] = {key: ((f"B8|all|{key}", 1.0),) for key in ZONE_AMOUNTS}
        if line["status"] in ZONE_STATUSES:
            amounts["area"] = (*amounts["area"], (f"B8|{line['status']}|area", 1.0))
        return amounts
    if sheet == "B9" and line["sector"] in CAPITAL_COLUMN and line["event"] in EVENTS:
        return {CAPITAL_COLUMN[line["sector"]]: ((f"B9|{line['sector']}|{line['event']}|capital", 1.0),)}
    return {}


def _sums(sheet: str, line: Mapping[str, object]) -> dict[str, float]:
    """What a line adds to the sums of its list."""
    sums: dict[str, float] = {}
    for key, moves in amounts_of(sheet, dict(line)).items():
        value = line[key]
        for name, coefficient in moves:
            sums[name] = coefficient * float(value if isinstance(value, int | float) else 0.0)
    if sheet == "B8":
        sums["B8|all|count"] = 1.0
        if line["status"] in ZONE_STATUSES:
            sums[f"B8|{line['status']}|count"] = 1.0
    elif line["sector"] is not None and line["event"] is not None:
        sums[f"B9|{line['sector']}|{line['event']}|count"] = 1.0
    return sums


def _difference(old: Mapping[str, float], new: Mapping[str, float]) -> dict[str, float]:
    """How much each list sum changes when a line adds `new` instead of `old`."""
    return {name: new.get(name, 0.0) - old.get(name, 0.0) for name in {**old, **new}}


def _new_line(sheet: str, group: str, tag: str) -> tuple[list[str], dict[str, tuple[str, ...]]]:
    """The counts a new line adds one to, and the amounts it adds (the first name of each decides how much)."""
    if sheet == "B9":
        return [f"B9|{group}|{tag}|count"], {f"B9|{group}|{tag}|capital": (f"B9|{group}|{tag}|capital",)}
    counts = ["B8|all|count"]
    amounts: dict[str, tuple[str, ...]] = {f"B8|all|{key}": (f"B8|all|{key}",) for key in ZONE_AMOUNTS}
    if tag in ZONE_STATUSES:
        counts.append(f"B8|{tag}|count")
        amounts["B8|all|area"] = ("B8|all|area", f"B8|{tag}|area")
    return counts, amounts


def _repair_cell(variable: Variable, value: float) -> RepairCell:
    found = variable.value if variable.stated else None
    return RepairCell(*variable.cell, variable.code, variable.sector, variable.measure, found, value + 0.0)


def as_repair(change: Change, unfilled: Text | None = None) -> Repair:
    """A change in the words people read. `unfilled`: what stands where there is no figure, x unless said."""
    if change.text is not None:
        shown = change.text
    else:
        vi, en = [], []
        for cell in change.cells:
            at = texts.where(cell.sheet, cell.cell)
            found = number_text(cell.found) if cell.found is not None else unfilled or Text("x", "x")
            value = number_text(cell.value) if cell.value is not None else Text(cell.text, cell.text)
            vi.append(texts.REPAIR_ONE.vi.format(where=at.vi, found=found.vi, value=value.vi))
            en.append(texts.REPAIR_ONE.en.format(where=at.en, found=found.en, value=value.en))
        shown = Text("; ".join(vi), "; ".join(en))
    cause = texts.CAUSES.get(change.cause)
    if cause is not None:
        shown = Text(
            texts.REPAIR_CAUSE.vi.format(cells=shown.vi, cause=cause.vi),
            texts.REPAIR_CAUSE.en.format(cells=shown.en, cause=cause.en),
        )
    return Repair(change.cells, change.cause, shown.vi, shown.en)


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
