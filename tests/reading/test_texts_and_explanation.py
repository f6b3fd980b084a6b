"""Every problem has words in both languages, and every value can say where it was read from and why."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from flows.ingest.explanation import explain, explain_notes
from flows.texts.reading import EXPLAINED, MESSAGES, with_hidden_named
from flows.validate.rules.file import problem_text
from tests.support.forms import REFERENCE, find, grids, plain_submission, problems, read
from tests.support.mixtures import Habits

ROOT = Path(__file__).parents[2]


def kinds_in_the_code() -> set[str]:
    """Every kind a Problem or an UnreadableFile of the ingest stage is made with, as far as it stands in the code."""
    found: set[str] = set()
    for path in (ROOT / "flows" / "ingest").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                place = {"Problem": 1, "UnreadableFile": 0}.get(node.func.id)
                arguments = node.args[place : place + 1] if place is not None else []
                for argument in arguments:
                    if isinstance(argument, ast.Constant):
                        found.add(str(argument.value))
    return found


def test_every_kind_has_a_text() -> None:
    kinds = kinds_in_the_code()
    assert {"sheet_missing", "number_undecided", "unreadable_pdf"} <= kinds
    assert kinds <= set(MESSAGES)


def test_both_languages_name_the_same_facts() -> None:
    for kind, text in MESSAGES.items():
        vi, en = (set(re.findall(r"{(\w+)}", part)) for part in text)
        plain = {name.removesuffix("_vi").removesuffix("_en") for name in vi}
        assert {n.removesuffix("_vi").removesuffix("_en") for n in en} - {"title"} == plain - {"expected"} or plain == {
            n.removesuffix("_vi").removesuffix("_en") for n in en
        }, kind
        if kind not in (
            "unit_converted",
            "line_of_other_period",
            "rows_passed_over",
            "rows_unseen",
            "figures_passed_over",
            "unreadable_not_as_received",
        ):  # nothing to do; what a person said
            assert "Đề nghị" in text.vi, kind
            assert "lease" in text.en, kind


def test_messages_can_be_filled_from_the_problem_alone() -> None:
    sheets = grids(Habits(units="thousand"))
    for sheet, code, content in (
        ("B4", "4.02", "1.031"),
        ("B4", "4.03", "nhiều"),
        ("B4", "4.04", True),
        ("B4", "4.05", "khoảng 3"),
        ("B4", "4.06", "2-3"),
        ("B4", "4.07", '"'),
        ("B4", "4.08", "chưa có số liệu"),
    ):
        row, column = find(sheets[sheet], code)
        sheets[sheet].rows[row][column + 2] = content
    row, column = find(sheets["B3"], "3.02")
    sheets["B3"].rows[row][column + 1] = "sào"
    row, column = find(sheets["B5"], "5.10")
    sheets["B5"].rows[row][column] = "5.99"
    row, column = find(sheets["B8"], "Tình trạng")
    sheets["B8"].rows[row + 1][column] = "Tạm dừng"
    del sheets["B7"]
    parsed = read(sheets)
    assert len(problems(parsed)) == 11
    for problem in parsed.problems:
        for language in MESSAGES[problem.kind]:
            filled = language.format(
                where="B1, ô C4", found=problem.found, expected=problem.expected, **problem.details
            )
            assert "{" not in filled and "None" not in filled and "  " not in filled


def test_every_value_says_where_it_was_read_and_why() -> None:
    shown = list(explain(plain_submission(), REFERENCE))
    assert len(shown) == len(plain_submission().values)
    first = shown[0]
    assert (first.code, first.sheet, first.cell, first.raw_text) == ("1.01", "B1", "E6", "12")
    assert first.why.vi == "dòng có mã số “1.01” (ô C6); cột “FDI” (ô E5); đơn vị “dự án” (ô D6)"
    assert first.read.en == "12 projects"
    assert all(item.cell and item.why.vi for item in shown)


def test_an_explanation_names_group_headings_labels_and_number_style() -> None:
    shown = {
        (e.code, e.sector, e.measure): e for e in explain(read(grids(Habits(codes="none", number="vi"))), REFERENCE)
    }
    revenue = shown[("2.02", "fdi", "plan")]
    assert "tên chỉ tiêu “Tổng doanh thu”" in revenue.why.vi
    assert "Kế hoạch năm / FDI" in revenue.why.vi
    assert EXPLAINED["mark,"].vi in revenue.why.vi


def test_notes_are_told_in_words() -> None:
    told = explain_notes(read(grids(Habits(reference_copy=True))))
    assert len(told) == 1 and "không được đọc" in told[0].vi and "{" not in told[0].en


@pytest.mark.parametrize(("sign", "name"), [("\ue000", "U+E000"), ("\u200c", ""), ("\u0378", "U+0378"), ("\x85", "")])
def test_signs_nobody_sees_are_passed_over_in_figures_or_named(sign: str, name: str) -> None:
    sheets = grids()
    row, column = find(sheets["B4"], "4.02")
    before = sheets["B4"].rows[row][column + 2]
    sheets["B4"].rows[row][column + 2] = f"{before:.0f}{sign}".replace(".", ",")
    parsed = read(sheets)
    found = problems(parsed)
    assert bool(found) == bool(name)
    if name:
        (problem,) = found
        text = problem_text(problem.rule, problem.kind, problem.details, None, problem.found, "")
        assert f"ký tự ẩn {name}" in text.vi and f"hidden {name}" in text.en and sign not in text.vi
    assert with_hidden_named("Hòa Bình (ha)\n").vi == "Hòa Bình (ha)\n"
