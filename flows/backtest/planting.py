"""Errors of known kinds, planted into a parsed submission: what offices do to figures, done on purpose.

Every kind is a function of a submission and a source of chance; it returns the changed submission and what was
planted, or None where the submission has no place for an error of that kind.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import pairwise
from random import Random

from flows.ingest.submission import BLANK, NUMBER, ListCell, ListLine, ParsedSubmission, Place, ReadValue
from schemas.facts.exchange_rates import MOVED_BY_RATE
from schemas.facts.units import Units
from schemas.form import Form, ValueKey


@dataclass(frozen=True)
class Planted:
    """What was changed: the cells, and for one form cell its key, its true value and the wrong one."""

    kind: str
    sheet: str
    cells: tuple[Place, ...]
    key: ValueKey | None = None
    true_value: float | None = None
    wrong_value: float | None = None


@dataclass(frozen=True)
class Ground:
    """What planting may draw on: the form, units, accepted figures of last period and last year, the exchange rate."""

    form: Form
    units: Units
    last_period: dict[ValueKey, float]
    last_year: dict[ValueKey, float]
    rate: float  # billion VND a million USD
    other_board: dict[ValueKey, float] = field(default_factory=dict)  # what one of the others had in this period
    second_half: bool = True


Change = tuple[ParsedSubmission, Planted]
Kind = Callable[[ParsedSubmission, Random, Ground], Change | None]
ZONES, PROJECTS = "zone_list", "projects"  # the keys of the lists' sheets


# --- small changes of a number --------------------------------------------------------------------------------


def written(value: float, decimals: int) -> str:
    """A number as an office types it: the declared decimals, no separators."""
    return f"{value:.{decimals}f}"


def transposed(text: str, random: Random) -> str | None:
    places = [i for i in range(len(text) - 1) if text[i].isdigit() and text[i + 1].isdigit() and text[i] != text[i + 1]]
    if not places:
        return None
    i = random.choice(places)
    return text[:i] + text[i + 1] + text[i] + text[i + 2 :]


def dropped(text: str, random: Random) -> str | None:
    whole = text.partition(".")[0]
    places = [i for i, c in enumerate(whole) if c.isdigit()]
    if len(places) < 2:
        return None
    i = random.choice(places)
    return text[:i] + text[i + 1 :]


def mistyped(text: str, random: Random) -> str | None:
    places = [i for i, c in enumerate(text) if c.isdigit()]
    i = random.choice(places)
    other = random.choice([d for d in "0123456789" if d != text[i]])
    return text[:i] + other + text[i + 1 :]


# --- in one form cell -----------------------------------------------------------------------------------------


def value_of(value: ReadValue) -> float:
    assert value.value is not None
    return value.value


def replace_values(parsed: ParsedSubmission, new: dict[ValueKey, float | None]) -> ParsedSubmission:
    """The submission with other figures in some cells; None blanks a cell."""
    values = []
    for value in parsed.values:
        key = ValueKey(value.code, value.sector, value.measure)
        if key not in new:
            values.append(value)
        elif new[key] is None:
            values.append(value._replace(state=BLANK, value=None, raw_text=""))
        else:
            values.append(value._replace(state=NUMBER, value=new[key], raw_text=f"{new[key]:g}"))
    return replace(parsed, values=tuple(values))


def one_cell(
    kind: str,
    parsed: ParsedSubmission,
    random: Random,
    ground: Ground,
    wrong: Callable[[ReadValue, int], float | None],
    suits: Callable[[ReadValue], bool] = lambda value: True,
) -> Change | None:
    """Change one figure that suits; `wrong` gives the new figure from the value and its declared decimals."""
    candidates = [v for v in parsed.values if v.state == NUMBER and v.value and suits(v)]
    random.shuffle(candidates)
    for value in candidates:
        decimals = ground.form.by_code[value.code].decimals
        new = wrong(value, decimals)
        if new is None or round(new, 9) == value.value:
            continue
        key = ValueKey(value.code, value.sector, value.measure)
        changed = replace_values(parsed, {key: round(new, 9)})
        planted = Planted(
            kind,
            ground.form.by_code[value.code].sheet,
            (value.place,),
            key,
            value.value,
            round(new, 9),
        )
        return changed, planted
    return None


def _by_text(kind: str, slip: Callable[[str, Random], str | None]) -> Kind:
    def plant(parsed: ParsedSubmission, random: Random, ground: Ground) -> Change | None:
        def wrong(value: ReadValue, decimals: int) -> float | None:
            text = slip(written(value_of(value), decimals), random)
            return None if text is None else float(text)

        return one_cell(kind, parsed, random, ground, wrong)

    return plant


def _by_factor(kind: str, factor: float) -> Kind:
    def plant(parsed: ParsedSubmission, random: Random, ground: Ground) -> Change | None:
        def wrong(value: ReadValue, decimals: int) -> float | None:
            new = round(value_of(value) * factor, decimals if factor >= 1 else 6)
            return new or None

        return one_cell(kind, parsed, random, ground, wrong, lambda value: is_amount(value, ground))

    return plant


def is_amount(value: ReadValue, ground: Ground) -> bool:
    """Money or area, which are given in thousands or millions; not a share, nor what is counted."""
    unit = ground.units.by_name[value.unit]
    return unit.is_money or unit.dimension == "area"


def decimal_mark_lost(parsed: ParsedSubmission, random: Random, ground: Ground) -> Change | None:
    def wrong(value: ReadValue, decimals: int) -> float | None:
        return round(value_of(value) * 10.0**decimals, 6) if decimals else None

    return one_cell("decimal_mark_lost", parsed, random, ground, wrong)


def vnd_in_usd(parsed: ParsedSubmission, random: Random, ground: Ground) -> Change | None:
    def wrong(value: ReadValue, decimals: int) -> float | None:
        return round(value_of(value) * ground.rate, decimals)

    return one_cell("vnd_in_usd", parsed, random, ground, wrong, lambda value: MOVED_BY_RATE.get(value.unit) == 1)


def sign_lost(parsed: ParsedSubmission, random: Random, ground: Ground) -> Change | None:
    """A negative figure of the form, or else of the register."""
    found = one_cell(
        "sign_lost", parsed, random, ground, lambda v, _: -value_of(v), lambda v: v.value is not None and v.value < 0
    )
    if found:
        return found
    return _list_cell(
        "sign_lost", parsed, random, ground.form.sheet_by_key[PROJECTS], capital_columns(ground), _positive
    )


def capital_columns(ground: Ground) -> tuple[str, ...]:
    """The columns of the register that hold capital."""
    columns = ground.form.list_sheets[ground.form.sheet_by_key[PROJECTS]]
    return tuple(column.key for column in columns if column.role == "capital")


def _positive(cell: ListCell, line: ListLine, random: Random) -> ListCell | None:
    if not isinstance(cell.value, float) or cell.value >= 0:
        return None
    return cell._replace(value=-cell.value, raw_text=f"{-cell.value:g}")


def sign_added(parsed: ParsedSubmission, random: Random, ground: Ground) -> Change | None:
    return one_cell(
        "sign_added", parsed, random, ground, lambda v, _: -value_of(v), lambda v: v.value is not None and v.value > 0
    )


def blank(parsed: ParsedSubmission, random: Random, ground: Ground) -> Change | None:
    required = {line.code for line in ground.form.indicators if line.required}
    candidates = [v for v in parsed.values if v.state == NUMBER and v.measure != "verified" and v.code in required]
    if not candidates:
        return None
    value = random.choice(candidates)
    key = ValueKey(value.code, value.sector, value.measure)
    place = value.place
    sheet = ground.form.by_code[value.code].sheet
    return replace_values(parsed, {key: None}), Planted("blank", sheet, (place,), key, value.value, None)


def zeroed(parsed: ParsedSubmission, random: Random, ground: Ground) -> Change | None:
    return one_cell("zeroed", parsed, random, ground, lambda value, decimals: 0.0)


def last_year_as_actual(parsed: ParsedSubmission, random: Random, ground: Ground) -> Change | None:
    def wrong(value: ReadValue, decimals: int) -> float | None:
        return ground.last_year.get(ValueKey(value.code, value.sector, "actual"))

    return one_cell("last_year_as_actual", parsed, random, ground, wrong, lambda value: value.measure == "actual")


def last_year_wrong(parsed: ParsedSubmission, random: Random, ground: Ground) -> Change | None:
    def wrong(value: ReadValue, decimals: int) -> float | None:
        text = transposed(written(value_of(value), decimals), random)
        return None if text is None else float(text)

    return one_cell("last_year_wrong", parsed, random, ground, wrong, lambda value: value.measure == "last_year")


# --- in several form cells ------------------------------------------------------------------------------------


def numbers_of(parsed: ParsedSubmission) -> dict[ValueKey, ReadValue]:
    return {ValueKey(v.code, v.sector, v.measure): v for v in parsed.values if v.state == NUMBER}


def several(kind: str, parsed: ParsedSubmission, new: dict[ValueKey, float], ground: Ground) -> Change:
    numbers = numbers_of(parsed)
    cells = tuple(numbers[key].place for key in new)
    sheet = ground.form.by_code[next(iter(new)).code].sheet
    return replace_values(parsed, dict(new)), Planted(kind, sheet, cells)


def row_thousand(parsed: ParsedSubmission, random: Random, ground: Ground) -> Change | None:
    numbers = numbers_of(parsed)
    codes = list(dict.fromkeys(key.code for key, v in numbers.items() if is_amount(v, ground) and v.value))
    codes = [c for c in codes if len([k for k in numbers if k.code == c]) > 1]
    if not codes:
        return None
    code = random.choice(codes)
    new = {key: round(value_of(v) * 1000, 6) for key, v in numbers.items() if key.code == code and v.value}
    return several("row_thousand", parsed, new, ground)


def columns_swapped(parsed: ParsedSubmission, random: Random, ground: Ground) -> Change | None:
    numbers = numbers_of(parsed)
    pairs = [
        (key, key._replace(sector="ddi"))
        for key in numbers
        if key.sector == "fdi" and key._replace(sector="ddi") in numbers
    ]
    pairs = [(a, b) for a, b in pairs if numbers[a].value != numbers[b].value]
    if not pairs:
        return None
    a, b = random.choice(pairs)
    new = {a: value_of(numbers[b]), b: value_of(numbers[a])}
    return several("columns_swapped", parsed, new, ground)


def rows_swapped(parsed: ParsedSubmission, random: Random, ground: Ground) -> Change | None:
    numbers = numbers_of(parsed)
    pairs = []
    for lines in ground.form.by_sheet.values():
        for first, second in pairwise(lines):
            for key in first.keys:
                other = key._replace(code=second.code)
                if key in numbers and other in numbers and numbers[key].value != numbers[other].value:
                    pairs.append((key, other))
    if not pairs:
        return None
    a, b = random.choice(pairs)
    new = {a: value_of(numbers[b]), b: value_of(numbers[a])}
    return several("rows_swapped", parsed, new, ground)


def sheet_copied(parsed: ParsedSubmission, random: Random, ground: Ground) -> Change | None:
    numbers = numbers_of(parsed)
    sheets = list(ground.form.by_sheet)
    random.shuffle(sheets)
    for sheet in sheets:
        keys = [key for line in ground.form.by_sheet[sheet] for key in line.keys if key in numbers]
        new = {key: ground.last_period[key] for key in keys if key in ground.last_period}
        if len(new) == len(keys) and any(numbers[key].value != value for key, value in new.items()):
            changed, planted = several("sheet_copied", parsed, new, ground)
            title = parsed.sheets_found[sheet]  # a copied sheet is told at its title
            return changed, replace(planted, cells=(Place(title.sheet, title.cell), *planted.cells))
    return None


def opening_wrong(parsed: ParsedSubmission, random: Random, ground: Ground) -> Change | None:
    """The opening is off, and everything inside the file moved along with it, as a spreadsheet would."""
    numbers = numbers_of(parsed)
    sector = random.choice(("fdi", "ddi"))
    codes = (*ground.form.codes("opening"), *ground.form.codes("closing"))
    moved = [ValueKey(code, of, "actual") for code in codes for of in (sector, "total")]
    if not moved or any(key not in numbers for key in moved):
        return None
    by = random.choice((-3, -2, -1, 1, 2, 3, 10))
    new = {key: value_of(numbers[key]) + by for key in moved}
    if min(new.values()) < 0:
        return None
    return several("opening_wrong", parsed, new, ground)


# --- in the lists ---------------------------------------------------------------------------------------------


def lines_of(parsed: ParsedSubmission, sheet: str) -> list[ListLine]:
    return [line for line in parsed.lines if line.form_sheet == sheet and not line.total]


def with_line(parsed: ParsedSubmission, old: ListLine, new: ListLine | None) -> ParsedSubmission:
    lines = [new if line is old else line for line in parsed.lines]
    return replace(parsed, lines=tuple(line for line in lines if line is not None))


def _list_cell(
    kind: str,
    parsed: ParsedSubmission,
    random: Random,
    sheet: str,
    keys: tuple[str, ...],
    wrong: Callable[[ListCell, ListLine, Random], ListCell | None],
) -> Change | None:
    places = [(line, key) for line in lines_of(parsed, sheet) for key in keys if key in line.cells]
    random.shuffle(places)
    for line, key in places:
        new = wrong(line.cells[key], line, random)
        if new is not None and new != line.cells[key]:
            changed = line._replace(cells={**line.cells, key: new})
            planted = Planted(kind, sheet, (Place(line.sheet, new.cell),))
            return with_line(parsed, line, changed), planted
    return None


def _line_missing(kind: str, key: str) -> Kind:
    """key: that of the list's sheet."""

    def plant(parsed: ParsedSubmission, random: Random, ground: Ground) -> Change | None:
        sheet = ground.form.sheet_by_key[key]
        lines = lines_of(parsed, sheet)
        if len(lines) < 2:
            return None
        gone = random.choice(lines)
        # A missing line is reported at the first line of its list (design section 6).
        first = next(line for line in lines if line is not gone)
        cells = tuple(Place(first.sheet, cell.cell) for cell in first.cells.values())
        return with_line(parsed, gone, None), Planted(kind, sheet, cells)

    return plant


def _other_choice(list_key: str, key: str, kind: str) -> Kind:
    """list_key: that of the list's sheet."""

    def plant(parsed: ParsedSubmission, random: Random, ground: Ground) -> Change | None:
        sheet = ground.form.sheet_by_key[list_key]
        column = next(c for c in ground.form.list_sheets[sheet] if c.key == key)

        def wrong(cell: ListCell, line: ListLine, random: Random) -> ListCell | None:
            others = [choice for choice in column.choices if choice != cell.value]
            if cell.value not in column.choices:
                return None
            choice = random.choice(others)
            return cell._replace(value=choice, raw_text=column.choices[choice])

        return _list_cell(kind, parsed, random, sheet, (key,), wrong)

    return plant


def project_amount(parsed: ParsedSubmission, random: Random, ground: Ground) -> Change | None:
    decimals = {c.key: c.decimals for c in ground.form.list_sheets[ground.form.sheet_by_key[PROJECTS]]}

    def wrong(cell: ListCell, line: ListLine, random: Random) -> ListCell | None:
        if not isinstance(cell.value, float):
            return None
        text = transposed(written(cell.value, decimals[capital_columns(ground)[0]]), random)
        return None if text is None else cell._replace(value=float(text), raw_text=text)

    return _list_cell(
        "project_amount", parsed, random, ground.form.sheet_by_key[PROJECTS], capital_columns(ground), wrong
    )


def project_date(parsed: ParsedSubmission, random: Random, ground: Ground) -> Change | None:
    def wrong(cell: ListCell, line: ListLine, random: Random) -> ListCell | None:
        if not isinstance(cell.value, date):
            return None
        day = cell.value - timedelta(days=365)
        return cell._replace(value=day, raw_text=f"{day:%d/%m/%Y}")

    return _list_cell("project_date", parsed, random, ground.form.sheet_by_key[PROJECTS], ("date",), wrong)


def certificate_twice(parsed: ParsedSubmission, random: Random, ground: Ground) -> Change | None:
    """A line takes the number of another line with the same event, as a copied line does."""
    groups: dict[object, list[ListLine]] = {}
    sheet = ground.form.sheet_by_key[PROJECTS]
    for line in lines_of(parsed, sheet):
        groups.setdefault(line.cells["event"].value, []).append(line)
    pairs = [lines for lines in groups.values() if len(lines) > 1]
    if not pairs:
        return None
    one, other = random.sample(random.choice(pairs), 2)
    own = other.cells["certificate"]
    copied = own._replace(value=one.cells["certificate"].value, raw_text=one.cells["certificate"].raw_text)
    changed = other._replace(cells={**other.cells, "certificate": copied})
    cells = tuple(Place(line.sheet, line.cells["certificate"].cell) for line in (other, one))
    return with_line(parsed, other, changed), Planted("certificate_twice", sheet, cells)


SUM_KINDS: dict[str, Kind] = {
    "digits_transposed": _by_text("digits_transposed", transposed),
    "digit_dropped": _by_text("digit_dropped", dropped),
    "digit_wrong": _by_text("digit_wrong", mistyped),
    "decimal_mark_lost": decimal_mark_lost,
    "thousand": _by_factor("thousand", 1000),
    "thousandth": _by_factor("thousandth", 0.001),
    "row_thousand": row_thousand,
    "vnd_in_usd": vnd_in_usd,
    "sign_lost": sign_lost,
    "sign_added": sign_added,
    "columns_swapped": columns_swapped,
    "rows_swapped": rows_swapped,
    "blank": blank,
    "zeroed": zeroed,
    "sheet_copied": sheet_copied,
    "last_year_as_actual": last_year_as_actual,
    "last_year_wrong": last_year_wrong,
    "opening_wrong": opening_wrong,
    "zone_missing": _line_missing("zone_missing", ZONES),
    "zone_status": _other_choice(ZONES, "status", "zone_status"),
    "project_missing": _line_missing("project_missing", PROJECTS),
    "project_amount": project_amount,
    "project_wrong_event": _other_choice(PROJECTS, "event", "project_wrong_event"),
    "project_date": project_date,
    "certificate_twice": certificate_twice,
}
