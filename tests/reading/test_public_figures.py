"""Every published figure, read alone, gives its value or says that it is ambiguous and has it among its readings."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from flows.ingest.words.numerals import NUMBER, RANGE, read_numeral
from schemas.facts.units import load_units

UNITS = load_units()
CANONICAL = {
    "count": "",
    "mUSD": "million_usd",
    "bnVND": "billion_vnd",
    "ha": "hectare",
    "pct": "percent",
    "persons": "person",
}
FIGURES = Path(__file__).parents[1] / "data" / "public_figures.csv"
LINES = [
    pytest.param(row, id=f"{number}: {row['value_as_written']} {row['unit']}")
    for number, row in enumerate(csv.DictReader(FIGURES.read_text(encoding="utf-8").splitlines()), start=2)
]


@pytest.mark.parametrize("row", LINES)
def test_a_published_figure_is_read_or_asked_about(row: dict[str, str]) -> None:
    numeral = read_numeral(row["value_as_written"], row["unit"], UNITS)
    if not row["value_numeric"]:
        assert numeral.kind == RANGE and not numeral.readings
        return
    assert numeral.kind == NUMBER
    wanted = CANONICAL[row["canonical_unit"]]
    values = []
    for reading in numeral.readings:
        value = reading.value
        if wanted and reading.unit and reading.unit != wanted:
            value *= UNITS.ratio(reading.unit, wanted)
        values.append(value)
    assert Decimal(row["value_numeric"]) in values
    assert len(set(values)) == len(values)


def test_most_published_figures_are_plain_and_the_rest_ambiguous_for_cause() -> None:
    rows = [line.values[0] for line in LINES]
    ambiguous = [
        r["value_as_written"] for r in rows if len(read_numeral(r["value_as_written"], r["unit"], UNITS).readings) > 1
    ]
    assert len(rows) == 196
    assert len(ambiguous) == 28
    # One separator before exactly three digits, and nothing else, leaves a token open.
    for written in ambiguous:
        digits = "".join(c for c in written if c.isdigit() or c in ".,").strip(".,")
        _, _, after = digits.replace(",", ".").rpartition(".")
        assert digits.count(".") + digits.count(",") == 1 and len(after) == 3, written
