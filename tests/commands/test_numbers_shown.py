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


@pytest.mark.parametrize("lines", [1, 2])
@pytest.mark.parametrize("width", range(40, 100, 2))
def test_a_table_is_never_wider_than_its_screen_and_loses_no_word(width: int, lines: int) -> None:
    import io

    from rich.console import Console

    from flows.commands.terminal import print_table

    title = "Các đơn vị kỳ 2023-H2: 0/11 đã có số liệu. Hạn gửi 25/12/2023, hội nghị 12/01/2024"
    names = ["Đơn vị", "Ngày nhận", "Chậm (ngày)", "Vướng mắc", "So với lần công bố 1"]
    rows = [
        ["Hải Dương", "29/11/2026", "1070", blocks, changed]
        for blocks, changed in (("", ""), ("1 lỗi, 1 câu hỏi: Biểu 2, ô G13 R101", "chấp nhận → bị trả lại"))
    ][:lines]
    out = io.StringIO()
    print_table(names, rows, title=title, right=["Chậm (ngày)"], to=Console(file=out, width=width, highlight=False))
    shown = out.getvalue()
    assert max(map(len, shown.split("\n"))) <= width
    assert not [word for text in (title, *rows[-1]) for word in text.split() if word not in shown.split()]


def test_a_line_for_a_screen_is_broken_between_words_and_another_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    from flows.commands.terminal import fitted

    line = "    Biểu 2, ô G10 (2.04 Giá trị xuất khẩu): 1.539,1, nhưng FDI 1.495,4 + DDI 33,7 = 1.529,1.\n  b"
    assert fitted(line) == line
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "60")
    shown = fitted(line).split("\n")
    assert max(map(len, shown)) <= 60 and shown[1].startswith("    ") and shown[-1] == "  b"
    assert " ".join(fitted(line).split()) == " ".join(line.split())
