"""The level 1 rules as spreadsheet formulas: one check cell a line, in words, beside the table.

The formulas use only functions every office suite knows and no text format that depends on the language of the
machine (FIXED, not TEXT). Operands that hold text count as not there, so `x` never becomes an error value.
Tolerances are those of the rules: half a unit of the last declared decimal for each figure of a balance.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from string import Formatter

from flows.correspond.form_layout import FormLayout, ListLayout, TableLayout
from flows.texts import documents as texts
from flows.validate.rules.inside import MAY_BE_NEGATIVE
from schemas.form import Form, Indicator, ValueKey
from schemas.periods import Period
from schemas.rules import ERROR, QUERY

_ROUNDING = "1E-9"  # floats: a sum of exact decimals may be off by this much and no more


@dataclass(frozen=True)
class Check:
    """One rule at one line. `ready` says its operands are there, `failed` that it fails (false when not ready)."""

    ready: str
    failed: str
    message: str
    severity: str = ERROR


def quoted(text: str) -> str:
    """A text as a spreadsheet formula writes it."""
    return '"' + text.replace('"', '""') + '"'


def joined(template: str, **places: str) -> str:
    """A template as a formula: its places become the given formulas, its words quoted texts."""
    parts = []
    for words, place, _, _ in Formatter().parse(template):
        if words:
            parts.append(quoted(words))
        if place is not None:
            parts.append(places[place])
    return "&".join(parts)


def _fixed(formula: str, decimals: int) -> str:
    return f"FIXED({formula},{decimals})"


def _number(cell: str) -> str:
    """The number in a cell, 0 where it holds a text."""
    return f"N({cell})"


def _all_numbers(*cells: str) -> str:
    return f"COUNT({','.join(cells)})={len(cells)}"


def _both(first: str, second: str) -> str:
    return f"AND({first},{second})"


class _Checks:
    def __init__(self, form: Form, layout: FormLayout, sheet: str) -> None:
        self.form, self.layout, self.sheet = form, layout, sheet

    def cell(self, code: str, sector: str, measure: str = "actual") -> str:
        return self.layout.cell(self.form, ValueKey(code, sector, measure), self.sheet)

    def has(self, *keys: tuple[str, str]) -> bool:
        """Whether the form has all these cells (a later form may drop a line, and its checks with it)."""
        return all(
            code in self.form.by_code and ValueKey(code, sector, "actual") in self.form.by_code[code].keys
            for code, sector in keys
        )

    def half(self, *codes: str) -> float:
        return sum(self.form.by_code[code].half_unit for code in codes)

    def decimals(self, code: str) -> int:
        return self.form.by_code[code].decimals

    # --- one line ---------------------------------------------------------------------------------------------

    def of_line(self, line: Indicator) -> Iterator[Check]:
        yield from self._total(line)
        yield from self._plain(line)
        for sector in ("fdi", "ddi"):
            yield from self._balance(line, sector, "R102", "1.05", {"1.02": 1, "1.04": 1})
            yield from self._balance(line, sector, "R103", "1.10", {"1.09": 1, "1.01": 1, "1.06": -1})
            yield from self._zero_together(line, sector)
            yield from self._part(line, sector, "R107", "2.08", "2.07")
        yield from self._balance(line, "total", "R113", "5.01", {"5.02": 1, "5.03": 1, "5.04": 1})
        yield from self._part(line, "total", "R108", "3.08", "3.07")
        yield from self._occupancy(line)
        yield from self._whole(line, "3.01", ("3.03", "3.05"))
        yield from self._whole(line, "3.02", ("3.04", "3.06"))
        yield from self._part(line, "total", "R114", "5.05", "5.01")
        yield from self._part(line, "total", "R114", "5.09", "5.08")
        yield from self._part(line, "total", "R114", "4.10", "3.03")
        yield from self._deaths(line)
        yield from self._zone_list(line)
        yield from self._register(line)
        yield from self._scores(line)

    def _total(self, line: Indicator) -> Iterator[Check]:
        """R101: FDI + DDI = total."""
        if not self.has((line.code, "fdi"), (line.code, "ddi"), (line.code, "total")):
            return
        fdi, ddi, total = (self.cell(line.code, sector) for sector in ("fdi", "ddi", "total"))
        ready = _all_numbers(fdi, ddi, total)
        sum_ = f"{_number(fdi)}+{_number(ddi)}"
        failed = f"ABS({_number(total)}-({sum_}))>{3 * line.half_unit:g}+{_ROUNDING}"
        places = {"found": _fixed(_number(total), line.decimals), "expected": _fixed(sum_, line.decimals)}
        yield Check(ready, _both(ready, failed), joined(texts.CHECK_TEXTS["R101"].vi, **places))

    def _plain(self, line: Indicator) -> Iterator[Check]:
        """R105: no negative value; R106: a count is a whole number."""
        cells = [self.layout.cell(self.form, key, self.sheet) for key in line.keys]
        if line.code not in MAY_BE_NEGATIVE:
            failed = f"MIN({','.join(cells)})<0"
            yield Check("TRUE", failed, joined(texts.CHECK_TEXTS["R105"].vi))
        if line.is_count:
            fractions = ",".join(f"{_number(cell)}<>INT({_number(cell)})" for cell in cells)
            yield Check("TRUE", f"OR({fractions})", joined(texts.CHECK_TEXTS["R106"].vi))

    def _balance(self, line: Indicator, sector: str, rule: str, whole: str, parts: dict[str, int]) -> Iterator[Check]:
        """R102, R103, R113: the line is the signed sum of others."""
        if line.code != whole or not self.has((whole, sector), *((code, sector) for code in parts)):
            return
        found = self.cell(whole, sector)
        cells = {code: self.cell(code, sector) for code in parts}
        ready = _all_numbers(found, *cells.values())
        sum_ = "".join(f"{'+' if sign > 0 else '-'}{_number(cells[code])}" for code, sign in parts.items())[1:]
        words = "".join(f" {'+' if sign > 0 else '-'} {code}" for code, sign in parts.items())[3:]
        failed = f"ABS({_number(found)}-({sum_}))>{self.half(whole, *parts):g}+{_ROUNDING}"
        places = {
            "sector": quoted(texts.SECTOR_HEADINGS[sector].vi),
            "found": _fixed(_number(found), line.decimals),
            "parts": quoted(words),
            "expected": _fixed(sum_, line.decimals),
        }
        yield Check(ready, _both(ready, failed), joined(texts.CHECK_TEXTS[rule].vi, **places))

    def _zero_together(self, line: Indicator, sector: str) -> Iterator[Check]:
        """R104: a count and its money agree on zero."""
        pairs = {"1.01": "1.02", "1.06": "1.07", "1.03": "1.04"}
        if line.code not in pairs or not self.has((line.code, sector), (pairs[line.code], sector)):
            return
        money_code = pairs[line.code]
        count, money = self.cell(line.code, sector), self.cell(money_code, sector)
        ready = _all_numbers(count, money)
        places = {
            "sector": quoted(texts.SECTOR_HEADINGS[sector].vi),
            "count": quoted(line.code),
            "money": quoted(money_code),
        }
        if line.code != "1.03":
            failed = f"({_number(count)}=0)<>({_number(money)}=0)"
            yield Check(ready, _both(ready, failed), joined(texts.CHECK_TEXTS["R104"].vi, **places))
            return
        for key, failed, severity in (
            ("R104_money", f"AND({_number(count)}=0,{_number(money)}<>0)", ERROR),
            ("R104_query", f"AND({_number(count)}<>0,{_number(money)}=0)", QUERY),
        ):
            yield Check(ready, _both(ready, failed), joined(texts.CHECK_TEXTS[key].vi, **places), severity)

    def _part(self, line: Indicator, sector: str, rule: str, part: str, whole: str) -> Iterator[Check]:
        """R107, R108, R114: a part is not larger than its whole."""
        if line.code != part or not self.has((part, sector), (whole, sector)):
            return
        a, b = self.cell(part, sector), self.cell(whole, sector)
        ready = _all_numbers(a, b)
        failed = f"{_number(a)}-{_number(b)}>{self.half(part, whole):g}+{_ROUNDING}"
        places = {
            "sector": quoted(texts.SECTOR_HEADINGS[sector].vi),
            "part": quoted(part),
            "whole": quoted(whole),
            "found": _fixed(_number(a), line.decimals),
            "expected": _fixed(_number(b), self.decimals(whole)),
        }
        yield Check(ready, _both(ready, failed), joined(texts.CHECK_TEXTS[rule].vi, **places))

    def _occupancy(self, line: Indicator) -> Iterator[Check]:
        """R109: the interval of the rate meets the interval of the quotient."""
        part, whole = "3.08", "3.07"
        if line.code != "3.09" or not self.has(("3.09", "total"), (part, "total"), (whole, "total")):
            return
        rate, a, b = (self.cell(code, "total") for code in ("3.09", part, whole))
        r, n, d = _number(rate), _number(a), _number(b)
        half_rate, half = line.half_unit, self.half(whole)
        zero = f"AND(COUNT({b})=1,{d}=0)"
        ready = f"OR({zero},{_all_numbers(rate, a, b)})"
        low = f"({n}-{half:g})/({d}+{half:g})*100"
        high = f"({n}+{half:g})/MAX({d}-{half:g},{_ROUNDING})*100"
        failed = f"OR({r}+{half_rate:g}+{_ROUNDING}<{low},{r}-{half_rate:g}-{_ROUNDING}>{high})"
        places = {
            "part": quoted(part),
            "whole": quoted(whole),
            "found": _fixed(r, line.decimals),
            "expected": _fixed(f"{n}/MAX({d},{_ROUNDING})*100", line.decimals),
        }
        wrong = f"AND({_all_numbers(rate, a, b)},{d}>0,{failed})"
        yield Check(ready, wrong, joined(texts.CHECK_TEXTS["R109"].vi, **places))
        yield Check("TRUE", f"AND({zero},COUNT({rate})=1)", joined(texts.CHECK_TEXTS["R109_x"].vi, **places))

    def _whole(self, line: Indicator, whole: str, parts: tuple[str, ...]) -> Iterator[Check]:
        """R110: operating and under construction are not more than approved."""
        if line.code != whole or not self.has((whole, "total"), *((code, "total") for code in parts)):
            return
        found, *cells = (self.cell(code, "total") for code in (whole, *parts))
        ready = _all_numbers(found, *cells)
        sum_ = "+".join(_number(cell) for cell in cells)
        failed = f"{sum_}-{_number(found)}>{self.half(whole, *parts):g}+{_ROUNDING}"
        places = {
            "whole": quoted(whole),
            "found": _fixed(_number(found), line.decimals),
            "parts": quoted(" + ".join(parts)),
            "expected": _fixed(sum_, line.decimals),
        }
        yield Check(ready, _both(ready, failed), joined(texts.CHECK_TEXTS["R110"].vi, **places))

    def _deaths(self, line: Indicator) -> Iterator[Check]:
        """R114: nobody died in accidents when there was none."""
        part, whole = "4.07", "4.06"
        if line.code != part or not self.has((part, "total"), (whole, "total")):
            return
        a, b = self.cell(part, "total"), self.cell(whole, "total")
        ready = _all_numbers(a, b)
        places = {"part": quoted(part), "whole": quoted(whole), "found": _fixed(_number(a), 0)}
        failed = f"AND({ready},{_number(b)}=0,{_number(a)}>0)"
        yield Check(ready, failed, joined(texts.CHECK_TEXTS["R114_zero"].vi, **places))

    def _zone_list(self, line: Indicator) -> Iterator[Check]:
        """R111: the zone list adds up; tolerance 0.05 x (lines + 1)."""
        zones = next((sheet for sheet in self.layout.lists.values() if sheet.has_total), None)
        sums = {
            "3.01": ("", ""), "3.02": ("", "area"),
            "3.03": ("operating", ""), "3.04": ("operating", "area"),
            "3.05": ("under_construction", ""), "3.06": ("under_construction", "area"),
            "3.07": ("", "leasable"), "3.08": ("", "leased"),
        }  # fmt: skip
        if zones is None or line.code not in sums or not self.has((line.code, "total")):
            return
        status, amount = sums[line.code]
        names, statuses = zones.range("name"), zones.range("status")
        word = next(c for c in zones.columns if c.key == "status").choices.get(status, "")
        lines = f"COUNTIFS({statuses},{quoted(word)})" if status else f'COUNTIF({names},"?*")'
        if amount:
            amounts = zones.range(amount)
            expected = f"SUMIFS({amounts},{statuses},{quoted(word)})" if status else f"SUM({amounts})"
            allowance = f"{line.half_unit:g}*({lines}+1)+{_ROUNDING}"
            blank = f'SUMPRODUCT(({names}<>"")*({amounts}=""))'
        else:
            expected, allowance = lines, _ROUNDING
            blank = f'SUMPRODUCT(({names}<>"")*({statuses}=""))' if status else "0"
        found = self.cell(line.code, "total")
        ready = f"AND(COUNT({found})=1,{blank}=0)"
        failed = f"ABS({_number(found)}-{expected})>{allowance}"
        places = {
            "found": _fixed(_number(found), line.decimals),
            "sheet": quoted(zones.sheet),
            "expected": _fixed(expected, line.decimals),
        }
        yield Check(ready, _both(ready, failed), joined(texts.CHECK_TEXTS["R111"].vi, **places))

    def _register(self, line: Indicator) -> Iterator[Check]:
        """R112: the project register adds up, number and capital, by event and sector; x is no amount."""
        register = next((sheet for sheet in self.layout.lists.values() if not sheet.has_total), None)
        sums = {
            "1.01": ("new", False), "1.02": ("new", True),
            "1.03": ("adjusted", False), "1.04": ("adjusted", True),
            "1.06": ("ended", False), "1.07": ("ended", True),
        }  # fmt: skip
        if register is None or line.code not in sums:
            return
        event, money = sums[line.code]
        columns = {column.key: column for column in register.columns}
        certificates, events, sectors = (register.range(key) for key in ("certificate", "event", "sector"))
        for sector, capital in (("fdi", "capital_usd"), ("ddi", "capital_vnd")):
            if not self.has((line.code, sector)):
                continue
            which = (
                f"{sectors},{quoted(columns['sector'].choices[sector])},"
                f"{events},{quoted(columns['event'].choices[event])}"
            )
            lines = f"COUNTIFS({which})"
            undecided = f'(({sectors}="")+({events}=""))'
            if money:
                amounts = register.range(capital)
                expected = f"SUMIFS({amounts},{which})"
                allowance = f"{line.half_unit:g}*({lines}+1)+{_ROUNDING}"
                undecided = f'(({sectors}="")+({events}="")+({amounts}=""))'
            else:
                expected, allowance = lines, _ROUNDING
            found = self.cell(line.code, sector)
            ready = f'AND(COUNT({found})=1,SUMPRODUCT(({certificates}<>"")*({undecided}>0))=0)'
            failed = f"ABS({_number(found)}-{expected})>{allowance}"
            places = {
                "sector": quoted(texts.SECTOR_HEADINGS[sector].vi),
                "found": _fixed(_number(found), line.decimals),
                "sheet": quoted(register.sheet),
                "expected": _fixed(expected, line.decimals),
            }
            yield Check(ready, _both(ready, failed), joined(texts.CHECK_TEXTS["R112"].vi, **places))

    def _scores(self, line: Indicator) -> Iterator[Check]:
        """R115: no score above its maximum; the last line is the sum of the others, the penalty subtracted."""
        if line.kind != "score":
            return
        scores = [other for other in self.form.by_sheet[line.sheet] if other.kind == "score"]
        total = next((other for other in scores if other.key.endswith("_total")), None)
        for measure in ("self", "verified"):
            found = self.cell(line.code, "total", measure)
            heading = quoted(texts.MEASURE_HEADINGS[measure].vi)
            if line is not total:
                most = self.cell(line.code, "total", "max")
                ready = "TRUE" if measure == "verified" else f"COUNTA({most},{found})=2"
                failed = f"AND(COUNT({most},{found})=2,{_number(found)}-{_number(most)}>{_ROUNDING})"
                places = {
                    "measure": heading,
                    "found": _fixed(_number(found), line.decimals),
                    "expected": _fixed(_number(most), line.decimals),
                }
                yield Check(ready, failed, joined(texts.CHECK_TEXTS["R115_max"].vi, **places))
                continue
            parts = {
                self.cell(other.code, "total", measure): -1 if other.key.endswith("_penalty") else 1
                for other in scores
                if other is not total
            }
            required = [
                self.cell(other.code, "total", measure) for other in scores if other.required and other is not total
            ]
            there = f"AND(COUNT({found})=1,COUNTA({','.join(required)})={len(required)})"
            sum_ = "".join(f"{'+' if sign > 0 else '-'}{_number(cell)}" for cell, sign in parts.items())[1:]
            allowance = f"{line.half_unit:g}*(COUNT({','.join(parts)})+1)+{_ROUNDING}"
            failed = f"AND({there},ABS({_number(found)}-({sum_}))>{allowance})"
            places = {
                "measure": heading,
                "found": _fixed(_number(found), line.decimals),
                "expected": _fixed(sum_, line.decimals),
            }
            ready = "TRUE" if measure == "verified" else there
            yield Check(ready, failed, joined(texts.CHECK_TEXTS["R115_total"].vi, **places))


def _verdict(checks: list[Check], blank: str) -> str:
    """Wrong before to be explained before missing before right. `blank` is true while required cells are empty."""
    formula = quoted(texts.CHECK_RIGHT.vi)
    missing = [f"NOT({check.ready})" for check in checks if check.ready != "TRUE"]
    formula = f"IF(OR({','.join([blank, *missing])}),{quoted(texts.CHECK_MISSING.vi)},{formula})"
    for severity, words in ((QUERY, texts.CHECK_QUERY.vi), (ERROR, texts.CHECK_WRONG.vi)):
        failing = [check for check in checks if check.severity == severity]
        if failing:
            any_ = ",".join(check.failed for check in failing)
            said = "&".join(f'IF({check.failed},"; "&{check.message},"")' for check in failing)
            formula = f"IF(OR({any_}),{quoted(words)}&MID({said},3,500),{formula})"
    return formula


def table_checks(form: Form, layout: FormLayout, table: TableLayout) -> dict[int, str]:
    """Row -> formula of its check cell."""
    checks = _Checks(form, layout, table.sheet)
    formulas = {}
    for line in table.lines:
        every = [table.cell(key) for key in line.keys]
        must = [table.cell(key) for key in line.keys if key.measure != "verified"]
        counted = f"COUNTA({','.join(must)})"
        verdict = _verdict(list(checks.of_line(line)), f"{counted}<{len(must)}")
        if not line.required:
            verdict = f"IF(COUNTA({','.join(every)})=0,{quoted(texts.CHECK_OPTIONAL.vi)},{verdict})"
        formulas[table.rows[line.code]] = "=" + verdict
    return formulas


def list_checks(sheet: ListLayout, period: Period) -> dict[int, str]:
    """Row -> formula of its check cell; a line nobody has begun says nothing."""
    formulas = {}
    keys = {column.key for column in sheet.columns}
    for row in range(sheet.first_row, sheet.last_row + 1):
        cells = f"A{row}:{sheet.letter(sheet.columns[-1].key)}{row}"
        checks = [_line_not_negative(sheet, row)]
        if {"certificate", "event", "date"} <= keys:
            checks += _event_checks(sheet, row, period)
        verdict = _verdict(checks, f"COUNTA({cells})<{sheet.width}")
        formulas[row] = f'=IF(COUNTA({cells})=0,"",{verdict})'
    if sheet.total_row:
        formulas[sheet.total_row] = _total_line(sheet, sheet.total_row)
    return formulas


def _line_not_negative(sheet: ListLayout, row: int) -> Check:
    """R105 in a list: no negative amount, except the capital of an adjustment."""
    numbers = [column for column in sheet.columns if column.type == "number"]
    events = next((column for column in sheet.columns if column.key == "event"), None)
    capital = [column for column in numbers if events is not None and column.key.startswith("capital")]
    always = [f"{sheet.letter(column.key)}{row}" for column in numbers if column not in capital]
    failed = f"MIN({','.join(always)})<0"
    if events is not None and capital:
        money = ",".join(f"{sheet.letter(column.key)}{row}" for column in capital)
        adjusted = quoted(events.choices["adjusted"])
        failed = f"OR({failed},AND({sheet.letter('event')}{row}<>{adjusted},MIN({money})<0))"
    return Check("TRUE", failed, joined(texts.CHECK_TEXTS["R105"].vi))


def _event_checks(sheet: ListLayout, row: int, period: Period) -> Iterator[Check]:
    """R116: a certificate is new at most once and ended at most once; its dates lie in the period or its cut-off."""
    words = next(column for column in sheet.columns if column.key == "event").choices
    certificate, event, day = (f"{sheet.letter(key)}{row}" for key in ("certificate", "event", "date"))
    for key, severity in (("new", ERROR), ("ended", ERROR), ("adjusted", QUERY)):
        word = quoted(words[key])
        times = f"COUNTIFS({sheet.range('certificate')},{certificate},{sheet.range('event')},{word})"
        failed = f'AND({certificate}<>"",{event}={word},{times}>1)'
        yield Check("TRUE", failed, joined(texts.CHECK_TEXTS[f"R116_{key}"].vi), severity)
    spans = ((period.start, period.end), (period.reporting_start, period.reporting_end))
    inside = ",".join(
        f"AND({_number(day)}>=DATE({first.year},{first.month},{first.day}),"
        f"{_number(day)}<DATE({last.year},{last.month},{last.day})+1)"
        for first, last in spans
    )
    failed = f"AND(COUNT({day})=1,NOT(OR({inside})))"
    yield Check("TRUE", failed, joined(texts.CHECK_TEXTS["R116_date"].vi))


def _total_line(sheet: ListLayout, row: int) -> str:
    """R111: the list's own total line, where it is filled in."""
    checks = []
    lines = f'COUNTIF({sheet.range("name")},"?*")'
    for column in sheet.columns:
        if column.type != "number":
            continue
        cell, sum_ = f"{sheet.letter(column.key)}{row}", f"SUM({sheet.range(column.key)})"
        half = 0.5 * 10.0**-column.decimals
        failed = f"AND(COUNT({cell})=1,ABS({_number(cell)}-{sum_})>{half:g}*({lines}+1)+{_ROUNDING})"
        places = {
            "found": _fixed(_number(cell), column.decimals),
            "sheet": quoted(sheet.sheet),
            "expected": _fixed(sum_, column.decimals),
        }
        checks.append(Check("TRUE", failed, joined(texts.CHECK_TEXTS["R111"].vi, **places)))
    filled = ",".join(f"{sheet.letter(column.key)}{row}" for column in sheet.columns if column.type == "number")
    return f'=IF(COUNT({filled})=0,"",{_verdict(checks, "FALSE")})'
