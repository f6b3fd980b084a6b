"""How numbers are shown: each language its own marks, and written in one place."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from flows.texts.numbers import exact_number_text, number_text, plain_number_text
from schemas.text import Text

from .conftest import ROOT


@pytest.mark.parametrize(
    ("value", "vietnamese", "english"),
    [
        (37096.3654, "37.096,3654", "37,096.3654"),
        (207.0, "207", "207"),
        (100.0, "100", "100"),
        (0.1 + 0.2, "0,3", "0.3"),
        (-12.5, "-12,5", "-12.5"),
        (-0.0, "0", "0"),
        (-0.0000001, "0", "0"),
        (1234567.8912345, "1.234.567,891235", "1,234,567.891235"),
    ],
)
def test_a_number_is_written_as_each_language_does(value: float, vietnamese: str, english: str) -> None:
    assert number_text(value) == Text(vietnamese, english)


def test_decimals_are_as_many_as_asked_for_or_at_most_so_many() -> None:
    assert number_text(1000.0, 1) == Text("1.000,0", "1,000.0")
    assert number_text(37096.3654, 1) == Text("37.096,4", "37,096.4")
    assert number_text(37096.3654, most=1) == Text("37.096,4", "37,096.4")
    assert number_text(1000.0, most=1) == Text("1.000", "1,000")
    assert number_text(-0.04, 1) == Text("0,0", "0.0")


def test_an_exact_number_keeps_every_decimal_but_what_arithmetic_left() -> None:
    assert exact_number_text(1234.5678901) == Text("1.234,5678901", "1,234.5678901")
    assert exact_number_text(14.0000001) == Text("14,0000001", "14.0000001")
    assert exact_number_text(0.1 + 0.2) == Text("0,3", "0.3")
    assert exact_number_text(1e20) == Text("100.000.000.000.000.000.000", "100,000,000,000,000,000,000")


def test_a_plain_number_has_its_thousands_together() -> None:
    assert plain_number_text(1234567.5) == Text("1234567,5", "1234567.5")
    assert plain_number_text(Decimal("1.1000E+3")) == Text("1100", "1100")
    assert plain_number_text(1000.0) == Text("1000", "1000")


def test_nowhere_else_are_thousands_set_apart_or_decimal_marks_exchanged() -> None:
    marks = re.compile(r""":,[.\d]*[fd]?\}|replace\(["']\.["'], ?["'],["']\)|replace\(["'],["'], ?["']\.["']\)""")
    found = {
        f"{path.relative_to(ROOT).as_posix()}: {match[0]}"
        for package in ("flows", "schemas")
        for path in (ROOT / package).rglob("*.py")
        for match in marks.finditer(path.read_text(encoding="utf-8"))
        if path.name != "numbers.py"
    }
    assert not found
