"""Errors that leave every sum of the file true: what offices do that only a board's past, plan or list can show."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

from flows.backtest.planting import (
    PROJECTS,
    ZONES,
    Change,
    Ground,
    Kind,
    Planted,
    capital_columns,
    is_amount,
    lines_of,
    numbers_of,
    one_cell,
    several,
    value_of,
    with_line,
)
from flows.ingest.submission import ListLine, ParsedSubmission, Place, ReadValue
from schemas.form import ValueKey

_LEAST_SHEET = 3  # figures that change with a whole sheet


def _in_no_sum(value: ReadValue, ground: Ground) -> bool:
    """A result of enterprises or a figure of one cell: no sum of the file holds it, and no list."""
    line = ground.form.by_code[value.code]
    return (
        line.code not in _listed_codes(ground)
        and value.measure == "actual"
        and "total" not in line.units
        and line.kind in ("flow", "stock")
    )


def _times(kind: str, factor: float) -> Kind:
    def plant(parsed: ParsedSubmission, random: Random, ground: Ground) -> Change | None:
        def wrong(value: ReadValue, decimals: int) -> float | None:
            return round(value_of(value) * factor, decimals) or None

        return one_cell(kind, parsed, random, ground, wrong, lambda v: _in_no_sum(v, ground) and is_amount(v, ground))

    return plant


def count_tenfold(parsed: ParsedSubmission, random: Random, ground: Ground) -> Change | None:
    """A nought too many at the end of a count of cases."""

    def counts(value: ReadValue) -> bool:
        line = ground.form.by_code[value.code]
        return value.measure == "actual" and line.is_count and line.kind == "flow" and set(line.units) == {"total"}

    return one_cell("count_tenfold", parsed, random, ground, lambda v, _: value_of(v) * 10, counts)


def _of_before(kind: str, wrong: Callable[[ReadValue, Ground, ValueKey], float | None]) -> Kind:
    """A flow of one cell, from what the same cell held last period."""

    def plant(parsed: ParsedSubmission, random: Random, ground: Ground) -> Change | None:
        def made(value: ReadValue, decimals: int) -> float | None:
            key = ValueKey(value.code, value.sector, value.measure)
            figure = wrong(value, ground, key)
            return None if figure is None else round(figure, decimals)

        def suits(value: ReadValue) -> bool:
            return _in_no_sum(value, ground) and ground.form.by_code[value.code].kind == "flow"

        return one_cell(kind, parsed, random, ground, made, suits)

    return plant


def _so_far(value: ReadValue, ground: Ground, key: ValueKey) -> float | None:
    before = ground.last_period.get(key)
    return value_of(value) + before if before and ground.second_half else None


def _left_from_last(value: ReadValue, ground: Ground, key: ValueKey) -> float | None:
    return ground.last_period.get(key)


def year_to_date_sheet(parsed: ParsedSubmission, random: Random, ground: Ground) -> Change | None:
    """All flows of a sheet give the year so far."""
    if not ground.second_half:
        return None
    numbers, sheets = numbers_of(parsed), list(ground.form.by_sheet)
    random.shuffle(sheets)
    for sheet in sheets:
        flows = [line for line in ground.form.by_sheet[sheet] if line.kind == "flow"]
        keys = [key for line in flows for key in line.keys if key.measure == "actual" and key in numbers]
        before = {key: ground.last_period.get(key) for key in keys}
        if (
            len(keys) >= _LEAST_SHEET
            and None not in before.values()
            and not {key.code for key in keys} & _listed_codes(ground)
        ):
            new = {key: round(value_of(numbers[key]) + (before[key] or 0.0), 6) for key in keys}
            return several("year_to_date_sheet", parsed, new, ground)
    return None


def plan_as_done(parsed: ParsedSubmission, random: Random, ground: Ground) -> Change | None:
    numbers = numbers_of(parsed)

    def wrong(value: ReadValue, decimals: int) -> float | None:
        plan = numbers.get(ValueKey(value.code, value.sector, "plan"))
        return plan.value if plan else None

    return one_cell("plan_as_done", parsed, random, ground, wrong, lambda v: _in_no_sum(v, ground))


def plan_of_half(parsed: ParsedSubmission, random: Random, ground: Ground) -> Change | None:
    def wrong(value: ReadValue, decimals: int) -> float | None:
        return round(value_of(value) / 2, decimals)

    return one_cell("plan_of_half", parsed, random, ground, wrong, lambda v: v.measure == "plan")


def compensating(parsed: ParsedSubmission, random: Random, ground: Ground) -> Change | None:
    """FDI too large by what DDI is too small: half of the smaller one, so that the total stands."""
    numbers = numbers_of(parsed)
    lines = [line.code for line in ground.form.indicators if set(line.units) == {"fdi", "ddi", "total"}]
    codes = [code for code in lines if code not in _listed_codes(ground)]
    random.shuffle(codes)
    for code in codes:
        fdi, ddi = (numbers.get(ValueKey(code, sector, "actual")) for sector in ("fdi", "ddi"))
        if fdi and ddi and ddi.value and fdi.value:
            by = round(min(value_of(fdi), value_of(ddi)) / 2, ground.form.by_code[code].decimals)
            if by:
                new = {
                    ValueKey(code, "fdi", "actual"): round(value_of(fdi) + by, 6),
                    ValueKey(code, "ddi", "actual"): round(value_of(ddi) - by, 6),
                }
                return several("compensating", parsed, new, ground)
    return None


def _listed_codes(ground: Ground) -> set[str]:
    """The lines of the sheet whose figures the register proves."""
    opening = ground.form.codes("opening")
    sheet = next((ground.form.by_code[code].sheet for code in opening), "")
    return {line.code for line in ground.form.by_sheet.get(sheet, ())}


def sheet_of_another(parsed: ParsedSubmission, random: Random, ground: Ground) -> Change | None:
    """A sheet of another board of the period, of those that no list proves."""
    numbers, sheets = numbers_of(parsed), list(ground.form.by_sheet)
    random.shuffle(sheets)
    for sheet in sheets:
        keys = [key for line in ground.form.by_sheet[sheet] for key in line.keys if key in numbers]
        new = {key: ground.other_board[key] for key in keys if key in ground.other_board}
        proved = {key.code for key in keys} & _listed_codes(ground)
        if len(new) == len(keys) > _LEAST_SHEET and not proved and any(numbers[k].value != v for k, v in new.items()):
            changed, planted = several("sheet_of_another", parsed, new, ground)
            title = parsed.sheets_found[sheet]
            return changed, replace(planted, cells=(title, *planted.cells))
    return None


def capital_thousandfold(parsed: ParsedSubmission, random: Random, ground: Ground) -> Change | None:
    """The capital of a new project a thousand times too large, and B1 added up from it."""
    sheet, numbers = ground.form.sheet_by_key[PROJECTS], numbers_of(parsed)
    lines = [line for line in lines_of(parsed, sheet) if line.cells["event"].value == "new"]
    random.shuffle(lines)
    for line in lines:
        column = next((key for key in capital_columns(ground) if isinstance(line.cells[key].value, float)), "")
        sector = line.cells["sector"].value
        if not column or not isinstance(sector, str):
            continue
        cell = line.cells[column]
        amount = float(str(cell.value))
        by_key = {one.key: one.code for one in ground.form.indicators}
        keys = [ValueKey(by_key[k], sector, "actual") for k in ("new_capital", "total_capital", "valid_capital")]
        if any(key not in numbers for key in keys):
            return None
        new = {key: round(value_of(numbers[key]) + 999 * amount, 6) for key in keys}
        changed, planted = several("capital_thousandfold", parsed, new, ground)
        own = Place(line.sheet, cell.cell)
        larger = _larger(line, column, 1000 * amount)
        return with_line(changed, line, larger), Planted("capital_thousandfold", sheet, (own, *planted.cells))
    return None


def _larger(line: ListLine, key: str, amount: float) -> ListLine:
    """The line with another amount."""
    return line._replace(cells={**line.cells, key: line.cells[key]._replace(value=amount, raw_text=f"{amount:g}")})


def zone_remeasured(parsed: ParsedSubmission, random: Random, ground: Ground) -> Change | None:
    """The area of a zone ten times too large, and B3 added up from it."""
    sheet, numbers = ground.form.sheet_by_key[ZONES], numbers_of(parsed)
    lines = lines_of(parsed, sheet)
    if not lines:
        return None
    line = random.choice(lines)
    cell, status = line.cells["area"], str(line.cells["status"].value)
    if not isinstance(cell.value, float):
        return None
    by_key = {one.key: one.code for one in ground.form.indicators}
    names = ["zones_approved_area", f"zones_{status}_area"] if status != "approved" else ["zones_approved_area"]
    keys = [ValueKey(by_key[name], "total", "actual") for name in names if name in by_key]
    if any(key not in numbers for key in keys) or not keys:
        return None
    new = {key: round(value_of(numbers[key]) + 9 * cell.value, 6) for key in keys}
    changed, planted = several("zone_remeasured", parsed, new, ground)
    own, larger = Place(line.sheet, cell.cell), _larger(line, "area", 10 * cell.value)
    return with_line(changed, line, larger), Planted("zone_remeasured", sheet, (own, *planted.cells))


OFFICE_KINDS: dict[str, Kind] = {
    "tenfold": _times("tenfold", 10),
    "tenth": _times("tenth", 0.1),
    "hundredfold": _times("hundredfold", 100),
    "threefold": _times("threefold", 3),
    "half": _times("half", 0.5),
    "count_tenfold": count_tenfold,
    "year_to_date": _of_before("year_to_date", _so_far),
    "year_to_date_sheet": year_to_date_sheet,
    "last_period_cell": _of_before("last_period_cell", _left_from_last),
    "plan_as_done": plan_as_done,
    "plan_of_half": plan_of_half,
    "compensating": compensating,
    "sheet_of_another": sheet_of_another,
    "capital_thousandfold": capital_thousandfold,
    "zone_remeasured": zone_remeasured,
}
