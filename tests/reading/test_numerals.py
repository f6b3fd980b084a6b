"""What people put into a number cell has one meaning each (the table of docs/reading.md)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.ingest.words.number_style import NumberStyle
from flows.ingest.words.numerals import (
    DITTO,
    MISSING,
    NOT_APPLICABLE,
    NUMBER,
    RANGE,
    WORDS,
    ZERO,
    is_amount,
    read_numeral,
    read_token,
)
from schemas.facts.units import load_units

UNITS = load_units()


def values(text: str, unit: str = "") -> list[Decimal]:
    return [reading.value for reading in read_numeral(text, unit, UNITS).readings]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("27", "27"),
        ("06", "6"),
        ("4.693,1", "4693.1"),
        ("4,693.1", "4693.1"),
        ("37.096.365,4", "37096365.4"),
        ("1.234.567", "1234567"),
        ("1,234,567", "1234567"),
        ("1234.567", "1234.567"),
        ("0.611", "0.611"),
        ("0,611", "0.611"),
        ("12,50", "12.50"),
        ("1 234 567,8", "1234567.8"),
        ("1\u00a0234", "1234"),
        ("1\u202f234,5", "1234.5"),
        ("12 345,678", "12345.678"),
        ("-12,5", "-12.5"),
        ("−12,5", "-12.5"),
        ("– 12,5", "-12.5"),
        ("(12,5)", "-12.5"),
        ("+3", "3"),
        ("１２,５", "12.5"),
        ("'12", "12"),
        ("’12", "12"),
        ("23 (1)", "23"),
        ("23(2)", "23"),
        ("23 (a)", "23"),
        ("23*", "23"),
        ("23¹", "23"),
        ("23 [2]", "23"),
    ],
)
def test_one_reading(text: str, value: str) -> None:
    assert values(text) == [Decimal(value)]


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("4.693", {"4693", "4.693"}),
        ("1,031", {"1031", "1.031"}),
        ("10.932", {"10932", "10.932"}),
        ("-1.006", {"-1006", "-1.006"}),
    ],
)
def test_a_token_that_fits_both_habits_has_both_readings(text: str, readings: set[str]) -> None:
    assert set(values(text)) == {Decimal(reading) for reading in readings}
    assert read_numeral(text).evidence == ""


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("x", NOT_APPLICABLE),
        ("X", NOT_APPLICABLE),
        ("×", NOT_APPLICABLE),
        ("х", NOT_APPLICABLE),  # the Cyrillic letter
        ("n/a", NOT_APPLICABLE),
        ("không áp dụng", NOT_APPLICABLE),
        ("-", ZERO),
        ("–", ZERO),
        ("—", ZERO),
        ("không", ZERO),
        ("Không có", ZERO),
        ("không phát sinh", ZERO),
        ("…", MISSING),
        ("...", MISSING),
        ("", MISSING),
        ("   ", MISSING),
        ('"', DITTO),
        ("〃", DITTO),
        ("nt", DITTO),
        ("như trên", DITTO),
        ("chưa có số liệu", WORDS),
        ("đang cập nhật", WORDS),
        ("không có số liệu", WORDS),
        ("1,8-2,3", RANGE),
        ("từ 1 đến 2", RANGE),
        ("1.2.2023", WORDS),
        ("1e5", WORDS),
        ("12,", WORDS),
        ("1,2,3", WORDS),
        ("1.23.456", WORDS),
        ("½", WORDS),
        ("12 34", WORDS),
        ("3 dự án và 2 lượt", WORDS),
    ],
)
def test_what_is_no_number(text: str, kind: str) -> None:
    assert read_numeral(text, "", UNITS).kind == kind


@pytest.mark.parametrize("text", ["khoảng 116", "hơn 5", "gần 7,5", "about 12", "~3", "nearly 9", "12 trở lên"])
def test_hedged_numbers_say_so(text: str) -> None:
    numeral = read_numeral(text, "", UNITS)
    assert numeral.kind == NUMBER and numeral.approximate


@pytest.mark.parametrize(
    ("text", "hint", "unit", "value"),
    [
        ("6.080,5ha", "", "hectare", "6080.5"),
        ("500 m2", "ha", "square_metre", "500"),
        ("61,1%", "%", "percent", "61.1"),
        ("1 tỷ 602 triệu", "USD", "usd", "1602000000"),
        ("1 tỷ 602 triệu USD", "", "million_usd", "1602"),
        ("360 nghìn tỷ", "đồng", "vnd", "360000000000000"),
        ("US$930.49 million", "USD", "usd", "930490000"),
        ("VND5,812.24 billion", "", "vnd", "5812240000000"),
        ("5 tỷ", "triệu đồng", "vnd", "5000000000"),
        ("2.5 tỷ USD", "triệu đồng", "billion_usd", "2.5"),
        ("95,5", "nghìn ha", "hectare", "95500"),
        ("5 nghìn tỷ đồng", "", "trillion_vnd", "5"),
    ],
)
def test_units_and_scale_words(text: str, hint: str, unit: str, value: str) -> None:
    (reading,) = read_numeral(text, hint, UNITS).readings
    assert (reading.unit, reading.value) == (unit, Decimal(value))


@pytest.mark.parametrize(
    ("text", "unit", "values_read"),
    [
        ("5.224.060,0 1000 USD", "thousand_usd", {"5224060"}),
        ("5224060,0 1.000 USD", "thousand_usd", {"5224060"}),
        ("5.224 1000USD", "thousand_usd", {"5224", "5.224"}),
        ("1 tỷ 602 triệu USD", "million_usd", {"1602"}),
        ("3 ha 200 m2", "square_metre", {"30200"}),
    ],
)
def test_a_number_before_a_unit_that_is_written_with_a_number(text: str, unit: str, values_read: set[str]) -> None:
    readings = read_numeral(text, "triệu USD", UNITS).readings
    assert {reading.unit for reading in readings} == {unit}
    assert {reading.value for reading in readings} == {Decimal(value) for value in values_read}


@pytest.mark.parametrize(
    "text",
    [
        "5224,06 2 USD",  # the first part has no unit of its own: no compound
        "5.224,06 1 USD",
        "5224,06 1 triệu USD",
        "5224 60 nghìn USD",
        "5224,06 tr 5 USD",  # decimals of the greater unit and the smaller one as well
        "2534.1 ha/12 khu",  # two kinds
        "12 khu 3 ha",
    ],
)
def test_what_only_looks_like_a_compound_is_no_number(text: str) -> None:
    for hint in ("", "triệu USD", "ha"):
        assert read_numeral(text, hint, UNITS).kind == WORDS


def test_a_column_decides_before_the_file() -> None:
    style = NumberStyle()
    for comma, dot in (("80.169,1", "1,745.19"), ("12,5", "3.14")):
        style.see(read_numeral(comma), (0, 4))
        style.see(read_numeral(dot), (0, 5))
    open_token = read_numeral("4.693")
    in_comma_column, in_dot_column = style.decide(open_token, (0, 4)), style.decide(open_token, (0, 5))
    assert in_comma_column and in_comma_column.value == 4693
    assert in_dot_column and in_dot_column.value == Decimal("4.693")
    assert style.decide(open_token, (0, 6)) is None  # the columns contradict each other
    assert style.summary == "mixed"


def test_one_odd_number_in_a_column_does_not_outvote_the_file() -> None:
    style = NumberStyle()
    for column in range(5):
        style.see(read_numeral("80.169,1"), (0, column))
    style.see(read_numeral("1,234.5"), (1, 4))
    assert style.decide(read_numeral("43.677"), (1, 4)) is None


def test_the_file_decides_where_the_column_is_silent() -> None:
    style = NumberStyle()
    style.see(read_numeral("80.169,1"), (0, 4))
    decided = style.decide(read_numeral("1.031"), (3, 4))
    assert decided and decided.value == 1031


def test_nothing_decides_a_lone_token() -> None:
    style = NumberStyle()
    style.see(read_numeral("1.031"), (0, 4))
    style.see(read_numeral("27"), (0, 4))
    assert style.decide(read_numeral("1.031"), (0, 4)) is None


def test_contradiction_inside_a_column_is_asked_about() -> None:
    style = NumberStyle()
    for text in ("80.169,1", "1,745.19"):
        style.see(read_numeral(text), (0, 4))
    assert style.decide(read_numeral("4.693"), (0, 4)) is None
    sure = style.decide(read_numeral("12,50"), (0, 4))
    assert sure and sure.value == Decimal("12.5")


@given(
    st.integers(0, 10**9),
    st.integers(0, 4),
    st.sampled_from([(".", ","), (",", "."), ("", ","), ("", "."), (" ", ","), ("\u202f", ",")]),
    st.booleans(),
)
def test_whatever_is_written_is_among_the_readings(
    digits: int, decimals: int, marks: tuple[str, str], minus: bool
) -> None:
    number = Decimal(digits).scaleb(-decimals)
    group, mark = marks
    shown = f"{number:,.{decimals}f}"
    whole, _, fraction = shown.partition(".")
    text = ("-" if minus and number else "") + whole.replace(",", group) + (mark + fraction if fraction else "")
    assert (-number if minus else number) in values(text)
    assert len(values(text)) <= 2


@given(st.text(max_size=30))
def test_no_text_breaks_the_reading(text: str) -> None:
    numeral = read_numeral(text, "triệu USD", UNITS)
    assert (numeral.kind == NUMBER) == bool(numeral.readings)


@given(st.text(alphabet="0123456789.,' ", min_size=1, max_size=12).filter(lambda t: t[0].isdigit()))
def test_tokens_never_lose_digits(token: str) -> None:
    readings, _ = read_token(token)
    digits = "".join(c for c in token if c.isdigit()).lstrip("0")
    for reading in readings:
        shown = f"{reading.value:f}".replace(".", "").lstrip("0")
        assert shown == digits


@pytest.mark.parametrize("text", ["1" + 18 * "0", "9" * 300, "-1.000.000.000.000.000.000", "1.000.000 triệu tỷ"])
def test_what_is_longer_than_any_amount_is_no_number(text: str) -> None:
    """One such figure that was let through ended the adding up of everybody's."""
    assert read_numeral(text, "", UNITS).kind == WORDS
    assert not is_amount(1e18) and not is_amount(float("nan")) and not is_amount(float("-inf"))
    assert read_numeral("9" * 18).kind == NUMBER and is_amount(-999_999_999_999_999_872.0)
