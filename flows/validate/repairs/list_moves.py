"""What people do to lists: a line forgotten or doubled, a status, an event, a sector or a column mistaken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product

from flows.texts import rules as texts
from flows.texts.numbers import number_text
from flows.validate.findings.finding import RepairCell
from flows.validate.findings.places import Line, naming_column
from flows.validate.repairs.changes import Change
from flows.validate.repairs.line_sums import added_by, amounts_of, difference, tags_of
from flows.validate.repairs.slips import weight
from flows.validate.repairs.system import Component, System
from schemas.form import ListColumn
from schemas.language.columns import ListSum, key_of, list_sum
from schemas.text import Text


def list_changes(system: System, component: Component, others: set[int]) -> list[Change]:
    """What done to a list would make the component's balances hold and break none but `others`, which fail already."""
    failing = set(component.constraints)
    names = {name for i in failing for name in system.constraints[i].terms}
    sheets = {total.sheet if (total := list_sum(name)) else key_of(name).code for name in names}
    changes: list[Change] = []
    for sheet in sorted(sheets & set(system.form.list_sheets)):
        moves = _Moves(system, sheet, failing, others)
        lines = system.places.lines(system.submission, sheet)
        before: set[tuple[object, ...]] = set()
        for line in lines:
            same = {(keys, *(line[key] for key in keys)) for keys in moves.same_line}
            changes += moves.of_line(line, repeated=not same.isdisjoint(before))
            before |= same
        changes += moves.missing_lines(lines)
    return changes


@dataclass(frozen=True)
class _Moves:
    """One list of a submission, and the balances that fail."""

    system: System
    sheet: str
    failing: set[int]
    others: set[int]

    @property
    def sums(self) -> tuple[ListSum, ...]:
        return self.system.sums[self.sheet]

    @property
    def columns(self) -> Mapping[str, ListColumn]:
        return self.system.list_columns[self.sheet]

    @property
    def tags(self) -> tuple[str, ...]:
        """The choice columns that decide in which sums a line stands."""
        return tags_of(self.sums)

    @property
    def amounts(self) -> tuple[str, ...]:
        """The amounts that are added up over all lines, whatever is said of them."""
        return tuple(total.amount for total in self.sums if total.amount and not total.where)

    @property
    def same_line(self) -> tuple[tuple[str, ...], ...]:
        """What makes two lines the same line written twice: its name with its amount, or all but its name."""
        name = naming_column(self.columns)
        others = tuple(key for key, item in self.columns.items() if item.type != "line" and key != name)
        return (name, *self.tags[:1], *self.amounts[:1]), others

    def settles(self, deltas: Mapping[str, float]) -> bool:
        return self.system.settles(deltas, self.failing, self.others)

    def of_line(self, line: Line, *, repeated: bool) -> list[Change]:
        """A line whose mark or amounts are mistaken, or that should not be there."""
        own = added_by(self.sums, line)
        found: list[Change] = []
        if all(line[tag] is not None for tag in self.tags):
            for tag in self.tags:
                for choice in self.columns[tag].choices:
                    if choice != line[tag]:
                        found += self._retagged(line, tag, choice, own)
        for one, other in combinations(self.amounts, 2):
            found += self._exchanged(line, one, other, own)
        found += self._wrong_column(line)
        if self.settles({name: -value for name, value in own.items()}):
            first = self.system.places.line_cell(line, naming_column(line))
            if first is not None:
                text = texts.REPAIR_REMOVE_LINE.fill(sheet=texts.sheet_named(self.sheet), line=line["number"])
                cell = RepairCell(*first, self.sheet, "", "", None, None, text.en)
                cause = "line_twice" if repeated else "line_extra"
                found.append(Change((cell,), cause, 1 + weight(cause, 0, 0, 0), text))
        return found

    def _retagged(self, line: Line, tag: str, choice: str, own: Mapping[str, float]) -> list[Change]:
        changed = {**line, tag: choice}
        # The amount may have followed the wrong mark into its column, or stand where it belongs.
        before, after = amounts_of(self.sums, line), amounts_of(self.sums, changed)
        for right, wrong in zip(after.keys() - before.keys(), before.keys() - after.keys(), strict=False):
            if line[right] is None:
                changed[right], changed[wrong] = line[wrong], line[right]
        cell = self.system.places.line_cell(line, tag)
        if cell is None or not self.settles(difference(own, added_by(self.sums, changed))):
            return []
        word = self.columns[tag].choices.get(choice, choice)
        raw = line[f"{tag}_raw"] or str(line[tag])
        at = texts.where(*cell)
        text = Text(
            texts.REPAIR_ONE.vi.format(where=at.vi, found=raw, value=word),
            texts.REPAIR_ONE.en.format(where=at.en, found=raw, value=word),
        )
        repair = RepairCell(*cell, self.sheet, "", tag, None, None, word)
        cause = f"wrong_{tag}"
        return [Change((repair,), cause, 1 + weight(cause, 0, 0, 0), text)]

    def _exchanged(self, line: Line, one: str, other: str, own: Mapping[str, float]) -> list[Change]:
        """Two amounts of a line written in each other's column."""
        first, second = (self.system.places.line_cell(line, key) for key in (one, other))
        a, b = line[one], line[other]
        if first is None or second is None or a is None or b is None or a == b:
            return []
        if not self.settles(difference(own, added_by(self.sums, {**line, one: b, other: a}))):
            return []
        cells = (
            RepairCell(*first, self.sheet, "", one, a, b),
            RepairCell(*second, self.sheet, "", other, b, a),
        )
        return [Change(cells, "columns_swapped", 1 + weight("columns_swapped", 0, 0, 0))]

    def _wrong_column(self, line: Line) -> list[Change]:
        """An amount in a column that its line has no part in, and none where it has."""
        own = amounts_of(self.sums, line)
        every = dict.fromkeys(total.amount for total in self.sums if total.amount)
        found = []
        for right, wrong in product(own, every.keys() - own.keys()):
            if line[right] is not None or line[wrong] is None:
                continue
            amount = float(line[wrong])
            to, away = (self.system.places.line_cell(line, key) for key in (right, wrong))
            if to is None or away is None or not self.settles(dict.fromkeys(own[right], amount)):
                continue
            sector = line.get("sector") or ""
            cells = (
                RepairCell(*to, self.sheet, sector, right, None, amount),
                RepairCell(*away, self.sheet, sector, wrong, amount, None, "x"),
            )
            found.append(Change(cells, "wrong_column", 1 + weight("wrong_column", 0, 0, 0)))
        return found

    def missing_lines(self, lines: Sequence[Line]) -> list[Change]:
        """A line that would settle number and amounts at once; reported at the first line of its list."""
        first = self.system.places.line_cell(lines[0], naming_column(lines[0])) if lines else None
        if first is None:
            return []
        found = []
        tags = tuple(reversed(self.tags))
        for choices in product(*(self.columns[tag].choices for tag in tags)):
            added = dict(zip(tags, choices, strict=True))
            counts = [total.name for total in self.sums if not total.amount and total.takes(added)]
            deltas = dict.fromkeys(counts, 1.0)
            given: dict[str, float] = {}
            for key, names in amounts_of(self.sums, added).items():
                # The first sum an amount stands in decides how much.
                if (wanted := self.system.wanted(names[0], self.failing)) is not None:
                    given[key] = wanted
                    deltas |= dict.fromkeys(names, wanted)
            if not self.settles(deltas) or not any(self.system.wanted(name, self.failing) for name in counts):
                continue
            text = self._added(added, {key: round(value, 2) for key, value in given.items()})
            *group, tag = choices
            value = next(iter(given.values()), None)
            cell = RepairCell(*first, self.sheet, " ".join(group), tag, None, value, text.en)
            found.append(Change((cell,), "line_missing", 1 + weight("line_missing", 0, 0, 0), text))
        return found

    def _added(self, tags: Mapping[str, str], amounts: Mapping[str, float]) -> Text:
        """What the line to be added holds, in the words of its list."""
        values = {key: number_text(value) for key, value in amounts.items()}
        if "event" not in tags:
            words = "; ".join(self.columns[key].choices.get(choice, choice) for key, choice in tags.items())
            shown = [(self.columns[key], value) for key, value in values.items()]
            add = texts.REPAIR_ADD_ZONE
            return Text(
                add.vi.format(
                    sheet=texts.sheet_named(self.sheet).vi,
                    status=words,
                    amounts="; ".join(f"{item.label_vi}: {value.vi}" for item, value in shown),
                ),
                add.en.format(
                    sheet=self.sheet,
                    status=words,
                    amounts="; ".join(f"{item.label_en}: {value.en}" for item, value in shown),
                ),
            )
        event, sector = texts.EVENTS[tags["event"]], texts.SECTORS[tags["sector"]]
        add = texts.REPAIR_ADD_LINE if values else texts.REPAIR_ADD_BARE_LINE
        value = next(iter(values.values()), Text("", ""))
        return Text(
            add.vi.format(sheet=texts.sheet_named(self.sheet).vi, event=event.vi, sector=sector.vi, value=value.vi),
            add.en.format(sheet=self.sheet, event=event.en, sector=sector.en, value=value.en),
        )
