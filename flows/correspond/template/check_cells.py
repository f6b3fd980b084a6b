"""The rules as spreadsheet formulas: one check cell a line, in words, beside the table.

What a formula says is the rule's own (`Check.spelt`); here stands where its figures are on the printed form, and when
a check cell says wrong, to be explained, missing or right. The formulas use only functions every office suite knows and
no text format that depends on the language of the machine (FIXED, not TEXT). Text counts as not there, so `x` never
becomes an error value.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from string import Formatter

from flows.correspond.form_layout import FormLayout, ListLayout, TableLayout
from flows.correspond.template.printed_form import quoted, true
from flows.correspond.template.written_precision import FULL, LESS, Printed, TemplatePrecision
from flows.texts import documents as texts
from flows.texts import rules as rule_texts
from schemas.form import Form, Indicator, ListColumn, half_of
from schemas.language.checks.balances import Bound, Sum
from schemas.language.checks.check import Check, Spelt
from schemas.language.checks.precision import decimals_of
from schemas.language.checks.quotients import Quotient, Share
from schemas.language.checks.single import CellRule
from schemas.language.checks.zeros import NoneWithout, Zeros
from schemas.language.columns import column as name_of
from schemas.language.columns import key_of
from schemas.language.line_rules import ADJUSTED, CAUGHT_UP, ENDED, NEW, free_of_sign
from schemas.language.rule_set import RuleSet, expand
from schemas.periods import Period
from schemas.rules import ERROR, QUERY, Rule

# Between the swings of honest amounts and a unit a thousand times off.
_FAR = 300


@dataclass(frozen=True)
class Said:
    """One rule at one line: true where it fails (false where it cannot be judged), and what the cell then says."""

    failed: str
    message: str
    severity: str = ERROR
    blank: tuple[str, ...] = ()  # each true while something it needs and the form requires is not filled in


def joined(template: str, **places: str) -> str:
    """A template as a formula: its places become the given formulas, its words quoted texts."""
    parts = []
    for words, place, _, _ in Formatter().parse(template):
        if words:
            parts.append(quoted(words))
        if place is not None:
            parts.append(places[place])
    return "&".join(parts)


@dataclass(frozen=True)
class TemplateChecks:
    """The check cells of a form for one period."""

    form: Form
    layout: FormLayout
    rules: Mapping[str, Rule]
    period: Period

    @staticmethod
    def of(form: Form, layout: FormLayout, rules: Mapping[str, Rule], period: Period) -> TemplateChecks:
        """With the rules that judge the period."""
        half = half_of(period)
        return TemplateChecks(
            form, layout, {name: rule for name, rule in rules.items() if rule.effective_in(half)}, period
        )

    @cached_property
    def rule_set(self) -> RuleSet:
        return expand(self.form, self.rules)

    @cached_property
    def precision(self) -> TemplatePrecision:
        return TemplatePrecision(self.form, self.layout, self.rule_set)

    def table(self, table: TableLayout) -> dict[int, str]:
        """Row -> formula of its check cell."""
        page, rules = self.precision.page(table.sheet), self.rule_set
        formulas = {}
        for line in table.lines:
            required = [page.blank(name_of(key)) for key in line.keys]
            said = [*self._of_line(page, rules, line), *self._pasted(table, line), *self._thousand(table, line)]
            verdict = _verdict(said, [condition for condition in required if condition])
            if not line.required:
                every = ",".join(table.cell(key) for key in line.keys)
                verdict = f"IF(COUNTA({every})=0,{quoted(texts.CHECK_OPTIONAL.vi)},{verdict})"
            formulas[table.rows[line.code]] = "=" + verdict
        return formulas

    def _pasted(self, table: TableLayout, line: Indicator) -> Iterator[Said]:
        """What is pasted passes the entry rules of a cell unseen: a text that is no x."""
        texts_ = [f"AND(ISTEXT({cell}),LOWER({cell})<>{quoted('x')})" for cell in map(table.cell, line.keys)]
        yield Said(true(texts_, "OR"), quoted(texts.CHECK_TEXTS["no_number"].vi))

    def _thousand(self, table: TableLayout, line: Indicator) -> Iterator[Said]:
        """R202 as far as the sheet can tell: an amount against last year's beside it. Counts do swing so far."""
        if "R202" not in self.rules or line.is_count:
            return
        for key in line.keys:
            before = key._replace(measure="last_year")
            if key.measure != "actual" or before not in line.keys:
                continue
            now, then = f"N({table.cell(key)})", f"N({table.cell(before)})"
            failed = f"AND({now}>0,{then}>0,OR({now}>={_FAR}*{then},{then}>={_FAR}*{now}))"
            context = f"{texts.SECTOR_HEADINGS[key.sector].vi}: " if len({k.sector for k in line.keys}) > 1 else ""
            shown = {"found": f"FIXED({now},{line.decimals})", "expected": f"FIXED({then},{line.decimals})"}
            words = joined(texts.CHECK_TEXTS["thousand"].vi, context=quoted(context), rule=quoted("R202"), **shown)
            yield Said(failed, words, QUERY)

    def _of_line(self, page: Printed, rules: RuleSet, line: Indicator) -> Iterator[Said]:
        for check in rules.rows:
            if check.code == line.code and (spelt := check.spelt(page)) is not None:
                yield from self._said(page, check, spelt)
        for rule in rules.cells:
            cells = [page.cell(name_of(key)) for key in line.keys if key in rule.keys]
            if cells:
                yield self._of_cells(rule, cells)

    def _of_cells(self, rule: CellRule, cells: Sequence[str]) -> Said:
        spelt = rule.spelt(cells)
        words = joined(texts.CHECK_TEXTS[spelt.words].vi, rule=quoted(rule.rule))
        return Said(spelt.fails, words, self.rules[rule.rule].severity)

    def _said(self, page: Printed, check: Check, spelt: Spelt) -> Iterator[Said]:
        """The check as it weighs, and as a query where it then weighs less."""
        line = self.form.by_code.get(check.code)
        context = ""
        if check.measure in ("self", "verified"):
            context = f"{texts.MEASURE_HEADINGS[check.measure].vi}: "
        elif line is not None and len({column.sector for column in line.columns}) > 1:
            context = f"{texts.SECTOR_HEADINGS[check.sector].vi}: "
        words = {"context": context, "rule": check.rule, **self._words(check)}
        shown = {
            name: f"FIXED({formula},{decimals_of(self.form, column)})"
            for name, (formula, column) in spelt.places.items()
        }
        places = {name: quoted(text) for name, text in words.items()} | shown
        blank = tuple(condition for name in check.operands if (condition := page.blank(name)))
        severity = check.severity or self.rules[check.rule].severity
        told = joined(texts.CHECK_TEXTS[spelt.words].vi, **places)
        if not spelt.query:
            yield Said(spelt.fails, told, severity, blank)
            return
        weight = self.precision.weight(check)
        yield Said(f"{weight}={FULL}", told, severity, blank)
        softer = joined(texts.CHECK_TEXTS[spelt.query_words].vi, **places)
        yield Said(f"{weight}={LESS}", softer, QUERY, blank)

    def _words(self, check: Check) -> dict[str, str]:
        """What the operands of a check are called."""

        def name(column: str) -> str:
            key = key_of(column)
            if check.measure in ("self", "verified") and key.measure == "max":
                return texts.MEASURE_HEADINGS["max"].vi
            return rule_texts.part(self.form, column, check.code).vi

        match check:
            case Sum():
                terms = [(name(column), coefficient) for column, coefficient in check.parts]
                parts = "".join(f" {'-' if c < 0 else '+'} {word}" for word, c in terms).removeprefix(" + ")
                return {"parts": parts}
            case Bound():
                parts = " + ".join(key_of(column).code for column in check.parts)
                own = parts if check.place.measure == "actual" else ""
                return {"parts": own, "whole": name(check.whole)}
            case Zeros() | NoneWithout():
                return {"first": key_of(check.first).code, "second": key_of(check.second).code}
            case Quotient() | Share():
                return {"part": key_of(check.part).code, "whole": key_of(check.whole).code}
        return {}

    def list_sheet(self, sheet: ListLayout) -> dict[int, str]:
        """Row -> formula of its check cell; a line nobody has begun says nothing."""
        formulas = {}
        for row in range(sheet.first_row, sheet.last_row + 1):
            cells = f"A{row}:{sheet.letter(sheet.columns[-1].key)}{row}"
            said = [*self._not_negative(sheet, row), *self._events(sheet, row), *self._kinds(sheet, row)]
            required = [f"{sheet.letter(column.key)}{row}" for column in sheet.columns if column.required]
            verdict = _verdict(said, [f"COUNTA({','.join(required)})<{len(required)}"])
            formulas[row] = f'=IF(COUNTA({cells})=0,"",{verdict})'
        if sheet.total_row:
            formulas[sheet.total_row] = self._total_line(sheet, sheet.total_row)
        return formulas

    def _not_negative(self, sheet: ListLayout, row: int) -> Iterator[Said]:
        """R105 in a list: no negative amount, except the capital of an adjustment."""
        if "R105" not in self.rules:
            return
        numbers = [column for column in sheet.columns if column.type == "number"]
        capital = [column for column in numbers if free_of_sign(column, sheet.columns)]

        def negative(columns: Sequence[ListColumn]) -> str:
            return f"MIN({','.join(f'{sheet.letter(column.key)}{row}' for column in columns)})<0"

        failed = negative([column for column in numbers if column not in capital])
        if capital:
            event, words = f"{sheet.letter('event')}{row}", _choices(sheet, "event")
            named = true([f"{event}={quoted(words[key])}" for key in (NEW, ENDED) if key in words], "OR")
            failed = f"OR({failed},AND({named},{negative(capital)}))"
        yield Said(failed, joined(texts.CHECK_TEXTS["negative"].vi, rule=quoted("R105")))

    def _kinds(self, sheet: ListLayout, row: int) -> Iterator[Said]:
        """What is pasted passes the entry rules of a cell unseen: no word of the choice, no date, no number."""
        for column in sheet.columns:
            cell = f"{sheet.letter(column.key)}{row}"
            if column.type == "choice":
                wrong = [f"{cell}<>{quoted(word)}" for word in column.choices.values()]
            elif column.type in ("date", "number", "year"):
                wrong = [f"NOT(ISNUMBER({cell}))"]
            else:
                continue
            failed = true([f"{cell}<>{quoted('')}", f"LOWER({cell})<>{quoted('x')}", *wrong])
            yield Said(failed, joined(texts.CHECK_TEXTS["wrong_kind"].vi, column=quoted(column.label_vi)))

    def _events(self, sheet: ListLayout, row: int) -> Iterator[Said]:
        """R116: a certificate is new once and ended once at most; its dates lie in the period or its cut-off."""
        if not {"certificate", "event", "date"} <= {column.key for column in sheet.columns} or "R116" not in self.rules:
            return
        words = _choices(sheet, "event")
        certificate, event, day = (f"{sheet.letter(key)}{row}" for key in ("certificate", "event", "date"))
        for key, severity in ((NEW, ERROR), (ENDED, ERROR), (ADJUSTED, QUERY)):
            word = quoted(words[key])
            times = f"COUNTIFS({sheet.range('certificate')},{certificate},{sheet.range('event')},{word})"
            failed = f'AND({certificate}<>"",{event}={word},{times}>1)'
            yield Said(failed, joined(texts.CHECK_TEXTS[f"twice_{key}"].vi, rule=quoted("R116")), severity)
        first = min(self.period.start, self.period.reporting_start)
        last = max(self.period.end, self.period.reporting_end)
        begin, end, earliest = (
            f"DATE({one.year},{one.month},{one.day})" for one in (first, last, first - CAUGHT_UP)
        )  # fmt: skip
        outside = f"OR(N({day})<{earliest},N({day})>={end}+1)"
        yield Said(f"AND(COUNT({day})=1,{outside})", joined(texts.CHECK_TEXTS["date"].vi, rule=quoted("R116")))
        before = f"AND(COUNT({day})=1,N({day})>={earliest},N({day})<{begin})"
        yield Said(before, joined(texts.CHECK_TEXTS["date_before"].vi, rule=quoted("R116")), QUERY)

    def _total_line(self, sheet: ListLayout, row: int) -> str:
        """The list's own total line, where it is filled in."""
        page = self.precision.page(sheet.sheet)
        said = [
            one
            for check in self.rule_set.rows
            if check.code == sheet.sheet and (spelt := check.spelt(page)) is not None
            for one in self._said(page, check, spelt)
        ]
        filled = ",".join(f"{sheet.letter(column.key)}{row}" for column in sheet.columns if column.type == "number")
        return f'=IF(COUNT({filled})=0,"",{_verdict(said, [])})'


def _choices(sheet: ListLayout, key: str) -> dict[str, str]:
    return next(column for column in sheet.columns if column.key == key).choices


def _verdict(said: Sequence[Said], blank: Sequence[str]) -> str:
    """Wrong before to be explained before missing before right. `blank` are true while required cells are empty."""
    formula = quoted(texts.CHECK_RIGHT.vi)
    missing = dict.fromkeys([*blank, *(condition for one in said for condition in one.blank)])
    if missing:
        formula = f"IF({true(list(missing), 'OR')},{quoted(texts.CHECK_MISSING.vi)},{formula})"
    for severity, words in ((QUERY, texts.CHECK_QUERY.vi), (ERROR, texts.CHECK_WRONG.vi)):
        failing = [one for one in said if one.severity == severity]
        if failing:
            any_ = ",".join(one.failed for one in failing)
            told = "&".join(f'IF({one.failed},"; "&{one.message},"")' for one in failing)
            formula = f"IF(OR({any_}),{quoted(words)}&MID({told},3,500),{formula})"
    return formula
