"""At each rule's edge the template's check cells say what `zones check` says: inside, at, beyond, blank and x.

The cases are made from the rules themselves, so a rule more is held to this too. All forms stand in one workbook, which
LibreOffice computes once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from itertools import product, zip_longest
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.formula import ArrayFormula

from flows.correspond.form_layout import FormLayout, lay_out
from flows.correspond.template.check_cells import TemplateChecks
from flows.correspond.template.written_precision import SHEET
from flows.texts import documents as texts
from flows.validate.findings.finding import Finding
from schemas.form import Form
from schemas.language.checks.balances import Bound, Sum
from schemas.language.checks.check import Check, allowance
from schemas.language.checks.precision import decimals_of
from schemas.language.checks.quotients import Quotient, Share
from schemas.language.checks.zeros import NoneWithout, Zeros
from schemas.language.columns import ListSum, key_of, list_sum
from schemas.language.rule_set import RuleSet, expand
from schemas.periods import parse_period
from schemas.reference import Reference
from schemas.rules import ERROR
from tests.support.received import FORM, REFERENCE, Figure, judged, project_lines, received, witness, zone_lines

PERIOD = parse_period("2023-H1")
ROOM = {"zone_list": 5, "projects": 8}
Lines = dict[str, list[dict[str, object]]]
Formulas = Mapping[str, Mapping[int, str]]


@dataclass(frozen=True)
class Case:
    """A right form with changes: columns of the wide frame, and of list lines (sheet, line from 0, column)."""

    name: str
    figures: Mapping[str, Figure] = field(default_factory=dict)
    cells: Mapping[tuple[str, int, str], object] = field(default_factory=dict)
    without: tuple[tuple[str, int], ...] = ()

    def joined(self, other: Case) -> Case:
        names = "; ".join(case.name for case in (self, other) if case.name != "right")
        without = (*self.without, *other.without)
        return Case(names, {**self.figures, **other.figures}, {**self.cells, **other.cells}, without)

    def lines(self) -> Lines:
        lists: Lines = {"B8": zone_lines(), "B9": project_lines()}
        total = {"name": "Tổng cộng", "total": True}
        stated = {key_of(name).measure: value for name, value in self.figures.items() if key_of(name).code == "B8"}
        for (sheet, number, key), value in self.cells.items():
            lists[sheet][number][key] = value
        kept = {s: [x for n, x in enumerate(lines) if (s, n) not in self.without] for s, lines in lists.items()}
        if stated:
            kept["B8"].append({**total, **stated})
        return kept


def one_of_each(rules: RuleSet) -> list[Check]:
    """The checks that differ in more than their place: of one formula one line of each precision, and one sector."""
    found: dict[tuple[object, ...], Check] = {}
    for check in rules.rows:
        codes = [key_of(name).code for name in check.operands if list_sum(name) is None]
        # Of what holds within every line one of each precision is enough.
        within = isinstance(check, Sum | Bound) and set(codes) == {check.code} and len(codes) > 1
        sums = [total for name in check.operands if (total := list_sum(name))]
        kinds = tuple((t.sheet, bool(t.amount), tuple(c for k, c in t.where if k != "sector")) for t in sums)
        own = decimals_of(FORM, check.operands[0])
        found.setdefault((check.rule, check.kind, check.measure, own, () if within else tuple(codes), kinds), check)
    return list(found.values())


def cases(rules: RuleSet) -> Iterator[Case]:
    right, seen = witness(), set[tuple[object, bool]]()
    for check in one_of_each(rules):
        cells = [name for name in check.operands if list_sum(name) is None]
        for name in cells[:2]:
            yield Case(f"{check.name}: {name} blank", {name: None})
            yield Case(f"{check.name}: {name} x", {name: "x"})
            yield Case(f"{check.name}: {name} zero", {name: 0.0})
        yield Case(f"{check.name}: all x", dict.fromkeys(cells, "x"))
        for name, value in edges(check, right):
            yield Case(f"{check.name}: {name} = {value}", {name: value})
        for total in filter(None, map(list_sum, check.operands)):
            if (total.where, bool(total.amount)) not in seen:
                yield from list_cases(check, total)
            seen.add((total.where, bool(total.amount)))
    # Figures of one column that are finer than the sum that is off: rounding may explain it, but not the column.
    for finer, own in (("2.04|fdi|plan", "2.05|total|actual"), ("1.07|fdi|actual", "1.05|fdi|actual"),
                       ("3.06|total|actual", "3.02|total|actual")):  # fmt: skip
        for off in (1.0, 3.0):
            yield Case(f"{own} off by {off} beside {finer}", {finer: right[finer] + 0.1, own: right[own] + off})
    # What looks rounded by itself in a column that is not: large counts, lines of lists, a rate of whole areas.
    for both, whole in product(((99_900, 6_900), (99_930, 6_950), (99_931, 6_950)), (106_880, 106_900, 107_000)):
        people = dict(zip(("2.07|fdi|actual", "2.07|ddi|actual", "2.07|total|actual"), (*map(float, both), whole)))
        yield Case(f"{both} people and {whole}", people)
    mixed = {("B9", at, "capital_usd"): amount for at, amount in enumerate((8.0, 8.01, 8.02))}
    for new in (8.4, 8.5, 8.51, 8.6, 9.0):
        yield Case(f"8 in a finer register, {new}", {"1.02|fdi|actual": new, "1.05|fdi|actual": new + 8}, mixed)
    listed = {("B8", 0, "area"): 24.1, ("B8", 0, "leased"): 8.1}
    for area in (24.0, 24.4, 24.6, 25.0):
        yield Case(f"24 in a finer list, {area}", {"3.06|total|actual": area, "3.02|total|actual": 74.0}, listed)
    for rate in (31.0, 32.8, 34.5, 36.0):
        rates = {"3.02|total|actual": 72.1, "3.08|total|actual": 16.0, "3.09|total|actual": rate}
        yield Case(f"rate {rate} of whole areas", rates)
    for day in (date(2022, 11, 13), date(2022, 11, 14), date(2022, 12, 14), date(2022, 12, 15), date(2023, 7, 1)):
        yield Case(f"dated {day}", cells={("B9", 0, "date"): day})
    # The mean of the zones' rates, and the rate of those in operation, are other definitions.
    for rate in (50.0, 66.7, 58.0, 40.0):
        yield Case(f"occupancy {rate}", {"3.08|total|actual": 20.0, "3.09|total|actual": rate},
                   {("B8", 0, "leased"): 10.0, ("B8", 2, "leased"): 2.0, ("B8", 1, "leasable"): 12.0})  # fmt: skip
    # A line that is off and a list that is off alike: the list's own total line is then not a second fault.
    yield Case("total line repeats the form", {"3.02|total|actual": 80.0, "B8|total|area": 80.0})
    for stated in (71.8, 72.0, 72.2, 72.3, 80.0):
        yield Case(f"total line {stated}", {"B8|total|area": stated})
    for event, severity in (("new", 0), ("adjusted", 1), ("ended", 2)):
        yield Case(f"certificate twice {event} {severity}", cells={("B9", severity, "certificate"): "3200000004",
                   ("B9", 3, "event"): event, ("B9", 3, "sector"): "fdi"})  # fmt: skip


def packed(every: Iterable[Case], form: Form) -> list[Case]:
    """Cases of sheets that no rule holds against each other, in one form: B1 with B9, B3 with B4 and B8."""
    together = {"B9": "B1", "B8": "B3", "B4": "B3"}
    groups: dict[str, list[Case]] = {}
    for case in every:
        codes = [*(key_of(name).code for name in case.figures), *(sheet for sheet, *_ in case.cells)]
        codes += [sheet for sheet, _ in case.without]
        sheet = form.by_code[codes[0]].sheet if codes[0] in form.by_code else codes[0]
        groups.setdefault(together.get(sheet, sheet), []).append(case)
    rows = zip_longest(*groups.values(), fillvalue=Case("right"))
    return [Case("right"), *(reduce(Case.joined, row) for row in rows)]


def edges(check: Check, right: Mapping[str, float]) -> Iterator[tuple[str, float]]:
    """Figures inside, at and beyond what a check allows."""
    own = check.operands[0]
    step = 10.0 ** -(decimals_of(FORM, own) + 2)
    match check:
        case Sum():
            total = sum(c * value(name, right) for name, c in check.parts)
            room = room_of(check, right)
            for off in (room, room + step, -room, -room - step):
                yield own, round(total + off, 6)
            if decimals_of(FORM, own):  # what rounding explains in a form of whole figures, and what it does not
                whole = 0.5 * len(check.operands)
                yield from ((own, total + off) for off in (1.0, -1.0, float(int(whole)), float(int(whole) + 1)))
        case Bound():
            parts = sum(value(name, right) for name in check.parts)
            room = room_of(check, right) if len(check.parts) > 1 else 0.0
            for off in (room, room + step, -step):
                yield check.whole, round(parts - off, 6)
        case Quotient():
            exact = value(check.part, right) / value(check.whole, right) * check.factor
            yield from ((own, round(exact + off, 3)) for off in (0.2, 0.35, 0.5, -0.2, -0.35, -0.5))
            yield from ((check.whole, small) for small in (0.0, 0.04, 0.05, 0.1))
        case Share():
            whole = value(check.whole, right)
            yield from ((check.part, round(whole * share / 100, 6)) for share in (0.2, 0.19, 60, 60.1, 100, -1))
        case Zeros() | NoneWithout():
            yield from product((check.first, check.second), (1.0, -1.0))


def value(name: str, right: Mapping[str, float]) -> float:
    return right[name]


def room_of(check: Check, right: Mapping[str, float]) -> float:
    room = allowance(check.precision, check.operands)
    if isinstance(room, float):
        return room
    return round(sum(check.precision.half_of(name, right) for name in check.operands), 9)


def list_cases(check: Check, total: ListSum) -> Iterator[Case]:
    """The first line of those a sum is over: its amount, its marks, itself."""
    lines = zone_lines() if total.sheet == "B8" else project_lines()
    at = next(number for number, line in enumerate(lines) if total.takes(line))
    about = f"{check.name}: {total.sheet} line {at + 1}"
    keys = [*([total.amount] if total.amount else []), *(key for key, _ in total.where)]
    for key in keys:
        yield Case(f"{about} {key} blank", cells={(total.sheet, at, key): None})
        yield Case(f"{about} {key} x", cells={(total.sheet, at, key): "x"})
    if total.amount:
        yield Case(f"{about} more", cells={(total.sheet, at, total.amount): 9.0})
        yield Case(f"{about} negative", cells={(total.sheet, at, total.amount): -1.0})
    yield Case(f"{about} gone", without=((total.sheet, at),))


# --- what the form says -----------------------------------------------------------------------------------------


def moved(formula: str, rows: int) -> str:
    """A formula so many rows further down; what stands in quotes is no address."""
    parts = formula.split('"')
    address = re.compile(r"(\$?\b[A-Z]{1,2}\$?)(\d+)\b(?!')")
    parts[::2] = [address.sub(lambda at: f"{at[1]}{int(at[2]) + rows}", part) for part in parts[::2]]
    return '"'.join(parts)


def draw(book: openpyxl.Workbook, at: int, case: Case, layout: FormLayout, formulas: Formulas) -> None:
    """The figures and check cells of one form, `at` rows down on the sheets of all."""
    right = witness()
    for name, table in layout.tables.items():
        sheet = book[name]
        for line in table.lines:
            for key in line.keys:
                column = "|".join(key)
                sheet[moved(table.cell(key), at)] = case.figures.get(column, right[column])
        for row, formula in formulas[name].items():
            sheet[f"{table.check_column}{row + at}"] = moved(formula, at)
    for name, listed in layout.lists.items():
        sheet, lines = book[name], case.lines()[name]
        for row, line in enumerate((line for line in lines if not line.get("total")), start=listed.first_row):
            for item in listed.columns:
                written: Any = line.get(item.key)
                sheet[f"{listed.letter(item.key)}{row + at}"] = item.choices.get(str(written), written)
        for line in (line for line in lines if line.get("total")):
            for item in (item for item in listed.columns if item.type == "number"):
                stated: Any = line.get(item.key)
                sheet[f"{listed.letter(item.key)}{(listed.total_row or 0) + at}"] = stated
        for row, formula in formulas[name].items():
            sheet[f"{listed.check_column}{row + at}"] = moved(formula, at)
    for row, formula in formulas[SHEET].items():
        place = f"B{row + at}"
        book[SHEET][place] = ArrayFormula(place, moved("=" + formula, at))


@dataclass(frozen=True)
class Said:
    """What the check cells of a form say: (code, rule) told, the codes of wrong lines, and of lines not filled in."""

    told: set[tuple[str, str]]
    wrong: set[str]
    missing: set[str]


def said_by(book: openpyxl.Workbook, at: int, layout: FormLayout, formulas: Formulas) -> Said:
    said = Said(set(), set(), set())
    for name, table in [*layout.tables.items(), *layout.lists.items()]:
        codes = {row: code for code, row in layout.tables[name].rows.items()} if name in layout.tables else {}
        for row in formulas[name]:
            text, code = str(book[name][f"{table.check_column}{row + at}"].value or ""), codes.get(row, name)
            assert not text.startswith("#") and "Err:" not in text, (name, row, text)
            if text.startswith(texts.CHECK_WRONG.vi):
                said.wrong.add(code)
            if text == texts.CHECK_MISSING.vi:
                said.missing.add(code)
            # What is held against last year is as far as the sheet can tell, and not the whole rule.
            told = [rule for rule in re.findall(r"\((R\d+)\)", text) if REFERENCE.rules[rule].level in (1, 4)]
            said.told.update((code, rule) for rule in told)
    return said


def disagreements(case: Case, found: list[Finding], said: Said) -> list[str]:
    errors = {(f.code, f.rule) for f in found if f.severity == ERROR}
    # A cell that calls a line wrong says no queries of it.
    queries = {(f.code, f.rule) for f in found if f.severity != ERROR and f.code not in said.wrong}
    problems = []
    if unlike := said.wrong ^ {code for code, _ in errors}:
        problems.append(f"wrong for one alone: {sorted(unlike)}")
    if said.told != errors | queries:
        problems.append(f"form {sorted(said.told)}, zones check {sorted(errors | queries)}")
    blank = any(value is None for value in (*case.figures.values(), *case.cells.values()))
    if said.missing and not blank:
        problems.append(f"not filled in: {sorted(said.missing)}")
    return [f"{case.name}: {problem}" for problem in problems]


def differences(
    reference: Reference, tmp_path: Path, computed: Callable[..., list[Path]], every: list[Case]
) -> list[str]:
    """Where the check cells and the rules say different things."""
    form, rules = reference.form, reference.rules
    layout = lay_out(form, {sheet: ROOM[form.sheet_by_name[sheet].key] for sheet in form.list_sheets})
    checks = TemplateChecks.of(form, layout, rules, PERIOD)
    formulas = {name: checks.table(table) for name, table in layout.tables.items()}
    formulas |= {name: checks.list_sheet(table) for name, table in layout.lists.items()}
    formulas[SHEET] = {row: helper.formula for row, helper in checks.precision.cells.items()}
    assert all(len(formula) < 8192 for of_sheet in formulas.values() for formula in of_sheet.values())
    height = max(row for of_sheet in formulas.values() for row in of_sheet) + 2
    book = openpyxl.Workbook()
    for name in formulas:
        book.create_sheet(name)
    versions = []
    for number, case in enumerate(every):
        draw(book, number * height, case, layout, formulas)
        figures = {" ".join(key_of(n)): f for n, f in case.figures.items() if key_of(n).code in form.by_code}
        lines = case.lines()
        versions.append(received(figures, day=number, zones=lines["B8"], projects=lines["B9"], form=form))
    path = tmp_path / "edges.xlsx"
    book.save(path)
    found: dict[str, list[Finding]] = {}
    for finding in judged(*versions, reference=reference).findings:
        # What is said of single lines of a list is not in the template, but for certificates, dates and signs.
        in_template = bool(rules[finding.rule].formula) or finding.rule in ("R105", "R116")
        if rules[finding.rule].level in (1, 4) and in_template:
            found.setdefault(finding.submission, []).append(finding)
    result = openpyxl.load_workbook(computed(path)[0], data_only=True)
    return [
        problem
        for number, (case, version) in enumerate(zip(every, versions, strict=True))
        for problem in disagreements(
            case, found.get(version.submission, []), said_by(result, number * height, layout, formulas)
        )
    ]


@pytest.mark.libreoffice
def test_no_check_cell_differs_from_the_rules_at_any_edge(tmp_path: Path, computed: Callable[..., list[Path]]) -> None:
    # Checks that read one figure have cases in common.
    made = cases(expand(FORM, REFERENCE.rules))
    one_by_one = list({repr((case.figures, case.cells, case.without)): case for case in made}.values())
    assert len(one_by_one) > 200
    every = packed(one_by_one, FORM)
    assert differences(REFERENCE, tmp_path, computed, every) == []
