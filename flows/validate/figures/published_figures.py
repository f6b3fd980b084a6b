"""Figures published elsewhere, read per source, against the bloc's own totals."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from flows.ingest.words.numerals import NUMBER, ZERO, Numeral, Reading, read_numeral
from flows.raw_folder.decisions import BlocContext
from flows.texts import published as texts
from flows.validate.figures.bloc_totals import bloc_totals
from flows.validate.figures.in_force import figures_in_force
from schemas.form import Indicator
from schemas.periods import Period, parse_period
from schemas.reference import Reference
from schemas.tables import VERDICT_AGREES, VERDICT_DIFFERS, VERDICT_NOT_COMPARABLE, VERDICT_SLIP
from schemas.text import Text

COMPARISON_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "period": pl.String,
    "code": pl.String,
    "sector": pl.String,
    "line": pl.Int64,  # running number within the period's published figures, from 1
    "unit": pl.String,  # the form's unit; null when the form has no such figure
    "published_as_written": pl.String,
    "unit_as_written": pl.String,
    "published": pl.Float64,  # in the form's unit; null when it cannot be read
    "ours": pl.Float64,
    "ratio": pl.Float64,  # 1 when they agree, the exact power of 1000 for a unit slip, else the quotient
    "quotient": pl.Float64,  # published / ours
    "allowance": pl.Float64,  # how far they may lie apart and agree
    "verdict": pl.String,
    "why_vi": pl.String,  # for a verdict “not comparable”: why
    "why_en": pl.String,
    "boards_reported": pl.Int64,
    "boards_expected": pl.Int64,
    "source": pl.String,
    "note": pl.String,
}

# A slip is a power of 1000 to within a hundredth: people misplace a unit, not a unit and a digit.
_POWERS = (Decimal(10) ** 3, Decimal(10) ** 6, Decimal(10) ** 9)
_SLIP_WIDTH = math.log10(1.01)


@dataclass(frozen=True)
class _Ours:
    value: float | None
    reported: int
    expected: int


def read_published(
    context: BlocContext, values: pl.DataFrame, states: pl.DataFrame, reference: Reference
) -> pl.DataFrame:
    """Each published figure with ours and a verdict (COMPARISON_SCHEMA), in the order of `context.published`.

    `values` and `states` are those of a `Validation`.

    How a source writes numbers is decided once from all its figures: `63.478,9` shows that the `10.932` beside it
    is 10932. The figures agree when they differ by no more than half a unit of the last decimal of the coarser of
    the two (a whole unit where the publication says `about`). Figures of a year are the sum of both halves for flows
    and the state at the end for stocks. Nothing is compared while a board is missing.
    """
    published = context.published
    theirs = values.filter(pl.col("measure") == "actual", pl.col("code").is_in(published["code"].implode()))
    figures = figures_in_force(theirs, states, context.outside, reference)
    totals = {
        (row["period"], row["code"], row["sector"]): _Ours(row["value"], row["boards_reported"], row["boards_expected"])
        for row in bloc_totals(figures, states["period"].unique().to_list(), reference).iter_rows(named=True)
    }
    numerals = [
        read_numeral(row["value_as_written"], row["unit_as_written"], reference.units)
        for row in published.iter_rows(named=True)
    ]
    marks = _decimal_marks(published["source"].to_list(), numerals)
    rows = []
    lines: dict[str, int] = {}
    for row, numeral in zip(published.iter_rows(named=True), numerals, strict=True):
        line = lines[row["period"]] = lines.get(row["period"], 0) + 1
        rows.append(_compare(row, line, numeral, marks.get(row["source"], ""), totals, reference))
    return pl.DataFrame(rows, schema=COMPARISON_SCHEMA, orient="row")


def no_comparison() -> pl.DataFrame:
    """COMPARISON_SCHEMA without a row."""
    return pl.DataFrame(schema=COMPARISON_SCHEMA)


def _decimal_marks(sources: list[str], numerals: list[Numeral]) -> dict[str, str]:
    """The decimal mark of each source whose figures prove one, and one only."""
    proven: dict[str, set[str]] = {}
    for source, numeral in zip(sources, numerals, strict=True):
        if numeral.evidence:
            proven.setdefault(source, set()).add(numeral.evidence)
    return {source: next(iter(marks)) for source, marks in proven.items() if len(marks) == 1}


def _compare(
    row: dict[str, str],
    line: int,
    numeral: Numeral,
    mark: str,
    totals: dict[tuple[str, str, str], _Ours],
    reference: Reference,
) -> tuple[object, ...]:
    indicator = reference.form.in_force(row["period"]).by_code.get(row["code"])
    unit = indicator.unit(row["sector"]) if indicator else None
    published: float | None = None
    half = Decimal(0)
    why: Text | None = None
    ours = _Ours(None, 0, 0)
    if indicator is None or unit is None:
        why = texts.UNKNOWN_CODE
    else:
        reading, why = _read(row, numeral, mark, unit, reference)
        if reading is not None:
            published, half = float(reading.value), _half_unit(reading, numeral.approximate)
        ours, missing = _our_figure(parse_period(row["period"]), indicator, row["sector"], totals, reference)
        why = why or missing
    quotient = published / ours.value if why is None and published is not None and ours.value else None
    allowance: float | None = None
    ratio: float | None = None
    if why is None and published is not None and ours.value is not None and indicator is not None:
        exact, theirs = Decimal(repr(ours.value)), Decimal(repr(published))
        coarser = max(half, Decimal(repr(indicator.half_unit)))
        allowance = float(coarser)
        power = _power(theirs, exact)
        if abs(theirs - exact) <= coarser:
            verdict, ratio = VERDICT_AGREES, 1.0
        elif power is not None:
            verdict, ratio = VERDICT_SLIP, float(power)
        else:
            verdict, ratio = VERDICT_DIFFERS, quotient
    else:
        verdict, why = VERDICT_NOT_COMPARABLE, why or texts.NOTHING_RECEIVED
    return (
        row["period"],
        row["code"],
        row["sector"],
        line,
        unit,
        row["value_as_written"],
        row["unit_as_written"],
        published,
        ours.value,
        ratio,
        quotient,
        allowance,
        verdict,
        why.vi if why else "",
        why.en if why else "",
        ours.reported,
        ours.expected,
        row["source"],
        row["note"],
    )


def _read(
    row: dict[str, str], numeral: Numeral, mark: str, unit: str, reference: Reference
) -> tuple[Reading | None, Text | None]:
    """The one value a published figure has, in the form's unit, or why it has none."""
    written, written_unit = row["value_as_written"], row["unit_as_written"]
    if numeral.kind == ZERO:
        return Reading(Decimal(0), "", 0, unit), None
    if numeral.kind != NUMBER:
        return None, texts.NOT_A_NUMBER.fill(written=written)
    readings = [r for r in numeral.readings if not mark or not r.mark or r.mark == mark]
    if len(readings) != 1:
        shown = ", ".join(str(r.value) for r in readings or numeral.readings)
        return None, texts.AMBIGUOUS.fill(written=written, readings=shown)
    reading = readings[0]
    units = reference.units
    if not reading.unit and written_unit and not units.named(written_unit):
        return None, texts.UNKNOWN_UNIT.fill(unit=written_unit)
    name = reading.unit or unit
    if not numeral.own_unit and written_unit and (meant := units.meaning(written_unit, unit)):
        name = meant.unit  # one spelling may mean several units; the figure says which dimension
    if units.by_name[name].dimension != units.by_name[unit].dimension:
        return None, texts.OTHER_UNIT.fill(unit=written_unit or name, expected=units.by_name[unit].label_en)
    factor = units.ratio(name, unit)
    # The scale goes with the precision: 13.17 billion USD is known to the nearest ten million.
    return Reading(reading.value * factor, reading.mark, reading.decimals - factor.adjusted(), unit), None


def _half_unit(reading: Reading, approximate: bool) -> Decimal:
    return Decimal(1 if approximate else Decimal("0.5")) * Decimal(10) ** -reading.decimals


def halves_of(period: Period, indicator: Indicator) -> list[Period]:
    """The half-years our figure of a period is made of: of a year the end of it for stocks, both halves for flows."""
    if period.half:
        return [period]
    return [Period(period.year, half) for half in ((2,) if indicator.kind == "stock" else (1, 2))]


def _our_figure(
    period: Period,
    indicator: Indicator,
    sector: str,
    totals: dict[tuple[str, str, str], _Ours],
    reference: Reference,
) -> tuple[_Ours, Text | None]:
    """Our total of a period in the unit of `indicator`, and why it cannot be compared (None when it can)."""
    if not indicator.sums_over_boards:
        return _Ours(None, 0, 0), texts.NOT_SUMMED
    halves = halves_of(period, indicator)
    found = [totals.get((str(half), indicator.code, sector), _Ours(None, 0, 0)) for half in halves]
    if any(ours.value is None for ours in found):
        return _Ours(None, min(o.reported for o in found), max(o.expected for o in found)), texts.NOTHING_RECEIVED
    form = reference.form.in_force(period)
    factors = [
        form.conversion(reference.form.in_force(half), indicator.code, sector, reference.units) for half in halves
    ]
    if None in factors:  # in one of the halves the form had no such line, or another under its code
        return _Ours(None, 0, 0), texts.NOT_IN_BOTH_HALVES
    value = float(
        sum(
            Decimal(repr(ours.value)) * factor
            for ours, factor in zip(found, factors, strict=True)
            if factor is not None
        )
    )
    least = min(found, key=lambda ours: ours.reported - ours.expected)
    ours = _Ours(value, least.reported, least.expected)
    if least.reported < least.expected:
        return ours, texts.BOARDS_MISSING.fill(reported=least.reported, expected=least.expected)
    return ours, None


def _power(published: Decimal, ours: Decimal) -> Decimal | None:
    """The power of 1000 (or of 1/1000) that stands between two figures, if one does."""
    if not published or not ours or (published < 0) != (ours < 0):
        return None
    quotient = math.log10(abs(published / ours))
    for power in _POWERS:
        for candidate in (power, 1 / power):
            if abs(quotient - math.log10(candidate)) <= _SLIP_WIDTH:
                return candidate
    return None
