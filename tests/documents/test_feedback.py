"""The marked copy of a board's file: layout kept, wrong cells filled and commented, nothing becomes a formula."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment

from flows.correspond.feedback.entries import entries
from flows.correspond.feedback.marks import AUTHOR
from flows.correspond.feedback.summary import FeedbackHeader
from flows.correspond.feedback.writing import write_feedback
from flows.correspond.workbook_text import sheet_title
from flows.ingest.files.opening import open_workbook
from flows.ingest.reader import read_submission
from flows.ingest.submission import Place
from flows.texts import documents as texts
from flows.validate.findings.finding import Finding, Repair
from schemas.reference import Reference

from .conftest import ROOT, SUBMISSION

HEADER = FeedbackHeader("Ban Quản lý A", "6 tháng đầu năm 2023", "a.xlsx", datetime(2023, 6, 20, 8, 0), "rejected")
FILES_2023 = ROOT / "raw/2023-H1"


def finding(rule: str, severity: str, sheet: str | None, cells: str, **facts: Any) -> Finding:
    """A finding at the first of `cells` (separated by spaces)."""
    places = tuple(Place(sheet, cell) for cell in cells.split())
    given: dict[str, Any] = {
        "rule": rule, "severity": severity, "submission": "s", "board": "b", "period": "2023-H1",
        "sheet": sheet, "cell": places[0].cell if places else "", "code": "1.01", "sector": "total",
        "measure": "actual", "found": "23", "expected": "22", "difference": 1.0, "allowance": 0.0, "cells": places,
        "cause": "", "message_vi": f"sai {rule}", "message_en": f"wrong {rule}",
    }  # fmt: skip
    return Finding(**(given | facts))


def written(tmp_path: Path, data: bytes, findings: list[Finding], reference: Reference) -> openpyxl.Workbook:
    path = tmp_path / "feedback.xlsx"
    write_feedback(path, data, open_workbook(data), findings, HEADER, reference.form)
    return openpyxl.load_workbook(path)


def saved(book: openpyxl.Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_one_entry_a_cause_the_worst_first_and_waived_ones_left_out(reference: Reference) -> None:
    found = [
        finding("R203", "query", "B1", "E8"),
        finding("R103", "error", "B1", "G15", cause="c"),
        finding("R101", "error", "B1", "G6", cause="c"),
        finding("F12", "info", "B1", "D7"),
        finding("R205", "query", "B4", "A2", waived_by="Trần Văn A"),
    ]
    listed = entries(found, reference.form)
    assert [(e.severity, e.main.rule, len(e.others)) for e in listed] == [
        ("error", "R101", 1),
        ("query", "R203", 0),
        ("info", "F12", 0),
    ]


def test_an_xlsx_keeps_its_layout_and_its_cells_are_filled_and_commented(tmp_path: Path, reference: Reference) -> None:
    repair = Repair((), "digits_transposed", "B1!G6: 23 → 22", "")
    found = [
        finding("R101", "error", "B1", "G6 E6 F6", cause="c", repairs=(repair,)),
        finding("R203", "query", "B1", "E8"),
    ]
    book = written(tmp_path, SUBMISSION.read_bytes(), found, reference)
    source = openpyxl.load_workbook(SUBMISSION)
    assert book.sheetnames == [texts.FEEDBACK_SHEET.vi, *source.sheetnames]
    assert book["B1"].column_dimensions["B"].width == source["B1"].column_dimensions["B"].width
    assert book["B1"].merged_cells.ranges == source["B1"].merged_cells.ranges
    assert [[c.value for c in row] for row in book["B2"]] == [[c.value for c in row] for row in source["B2"]]
    wrong = book["B1"]["G6"]
    assert wrong.fill.fgColor.rgb == "FFFF9999" and wrong.number_format == source["B1"]["G6"].number_format
    assert wrong.comment is not None
    for words in ("R101", "sai R101", "23 → 22"):
        assert words in wrong.comment.text
    assert book["B1"]["E8"].fill.fgColor.rgb == "FFFFD966"
    assert book["B1"]["E6"].fill.fgColor.rgb == "FFFDE4E4" and book["B1"]["E6"].comment is None


def test_the_summary_links_to_the_cells(tmp_path: Path, reference: Reference) -> None:
    book = written(tmp_path, SUBMISSION.read_bytes(), [finding("R101", "error", "B1", "G6")], reference)
    summary = book.worksheets[0]
    assert summary["A1"].value == texts.FEEDBACK_TITLE.vi
    links = {link.location for row in summary for cell in row if (link := cell.hyperlink)}
    assert links == {"'B1'!G6"}
    shown = {str(cell.value) for row in summary for cell in row if cell.value}
    assert {"Biểu 1, ô G6", "Lỗi", "sai R101", "1.01 Số dự án cấp mới GCNĐKĐT (Tổng số)"} <= shown


def test_a_file_nothing_is_wrong_with_says_so(tmp_path: Path, reference: Reference) -> None:
    summary = written(tmp_path, SUBMISSION.read_bytes(), [], reference).worksheets[0]
    assert texts.FEEDBACK_NOTHING.vi in {cell.value for row in summary for cell in row}


@pytest.mark.parametrize(
    ("path", "sheet", "cell"),
    [
        ("vinh-phuc/TDKCN_vinh-phuc_2023-H1.xls", "B1", "G6"),
        ("hung-yen/TDKCN_hung-yen_2023-H1_v1.ods", "B1", "G6"),
        ("quang-ninh/TDKCN_quang-ninh_2023-H1.csv", None, "G19"),
        ("nam-dinh/TDKCN_nam-dinh_2023-H1_v1.docx", "table 1", "G2"),
    ],
)
def test_other_formats_become_a_workbook_of_the_same_shape(
    tmp_path: Path, reference: Reference, path: str, sheet: str | None, cell: str
) -> None:
    data = (FILES_2023 / path).read_bytes()
    book = written(tmp_path, data, [finding("R101", "error", sheet, cell)], reference)
    grids = {grid.sheet: grid for grid in open_workbook(data).grids}
    copy = book[sheet or texts.FEEDBACK_ONLY_SHEET.vi]
    assert copy[cell].comment is not None and copy[cell].fill.fgColor.rgb == "FFFF9999"
    for row, values in enumerate(grids[sheet].rows, start=1):
        for column, value in enumerate(values, start=1):
            if isinstance(value, str | float | int):
                assert copy.cell(row, column).value == value or str(value) == str(copy.cell(row, column).value)
    # What was read from the file is read from the copy: the board may correct it there.
    copied = read_submission((tmp_path / "feedback.xlsx").read_bytes(), reference)
    original = read_submission(data, reference)
    assert [v[:6] for v in map(_facts, copied.values)] == [v[:6] for v in map(_facts, original.values)]
    assert len(copied.lines) == len(original.lines)


def _facts(value: Any) -> tuple[Any, ...]:
    return value.code, value.sector, value.measure, value.state, value.value, value.unit


def test_text_that_looks_like_a_formula_stays_text(tmp_path: Path, reference: Reference) -> None:
    data = "STT,Chỉ tiêu,Mã số,Đơn vị tính\n1,=cmd|'/c calc'!A1,+1+1,@SUM(A1)\n".encode()
    book = written(tmp_path, data, [finding("R101", "error", None, "B2", message_vi="=HYPERLINK(1)")], reference)
    for sheet in book.worksheets:
        for row in sheet:
            for cell in row:
                assert cell.data_type != "f", cell
                if isinstance(cell.value, str) and cell.value[:1] in "=+@":
                    assert cell.quotePrefix, cell
    assert book[texts.FEEDBACK_ONLY_SHEET.vi]["B2"].value == "=cmd|'/c calc'!A1"


def test_own_formulas_stay_but_none_that_reaches_outside(tmp_path: Path, reference: Reference) -> None:
    source = openpyxl.load_workbook(SUBMISSION)
    sheet = source["B1"]
    sheet["G6"] = "=E6+F6"
    sheet["G8"] = '=HYPERLINK("http://example.invalid","x")'
    sheet["G11"] = "=cmd|'/c calc'!A1"
    sheet["B20"].value = "=1+1"
    sheet["B20"].data_type = "s"
    book = written(tmp_path, saved(source), [], reference)
    assert book["B1"]["G6"].value == "=E6+F6"
    assert book["B1"]["G8"].data_type != "f" and book["B1"]["G11"].data_type != "f"
    assert (book["B1"]["B20"].value, book["B1"]["B20"].data_type) == ("=1+1", "s")


def test_macros_are_left_out_and_said(tmp_path: Path, reference: Reference) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(SUBMISSION) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "[Content_Types].xml":
                content = content.replace(
                    b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
                    b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
                )
            new.writestr(name, content)
        new.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0 not run")
    book = written(tmp_path, buffer.getvalue(), [finding("R101", "error", "B1", "G6")], reference)
    with zipfile.ZipFile(tmp_path / "feedback.xlsx") as archive:
        assert not [name for name in archive.namelist() if "vba" in name.lower()]
        assert b"macroEnabled" not in archive.read("[Content_Types].xml")
    assert texts.FEEDBACK_MACROS.vi in {cell.value for row in book.worksheets[0] for cell in row}


def test_a_second_round_forgets_the_marks_of_the_first_and_keeps_the_boards_comment(
    tmp_path: Path, reference: Reference
) -> None:
    source = openpyxl.load_workbook(SUBMISSION)
    source["B1"]["E8"].comment = Comment("số của phòng", "Nguyễn")
    first = finding("R101", "error", "B1", "G6 E6")
    written(tmp_path, saved(source), [first, finding("R203", "query", "B1", "E8")], reference)
    again = (tmp_path / "feedback.xlsx").read_bytes()
    book = written(tmp_path, again, [finding("R103", "error", "B1", "G15")], reference)
    assert [name for name in book.sheetnames if name.startswith(texts.FEEDBACK_SHEET.vi)] == [texts.FEEDBACK_SHEET.vi]
    assert book["B1"]["G6"].comment is None and book["B1"]["G6"].fill.fill_type is None
    assert book["B1"]["E6"].fill.fill_type is None
    assert book["B1"]["G15"].comment is not None and book["B1"]["G15"].comment.author == AUTHOR
    kept = book["B1"]["E8"].comment
    assert kept is not None and kept.text == "số của phòng" and kept.author == "Nguyễn"


def test_what_is_hidden_and_wrong_is_shown_and_merged_cells_are_marked_at_their_first(
    tmp_path: Path, reference: Reference
) -> None:
    source = openpyxl.load_workbook(SUBMISSION)
    source["B4"].sheet_state = "hidden"
    source["B4"].row_dimensions[10].hidden = True
    found = [finding("R203", "query", "B4", "E10"), finding("R205", "query", "B4", "C2")]
    book = written(tmp_path, saved(source), found, reference)
    assert book["B4"].sheet_state == "visible" and not book["B4"].row_dimensions[10].hidden
    assert book["B4"]["A2"].comment is not None


def test_an_unreadable_file_gives_a_summary_alone(tmp_path: Path, reference: Reference) -> None:
    path = tmp_path / "feedback.xlsx"
    write_feedback(path, b"", None, [finding("F01", "error", None, "", code="")], HEADER, reference.form)
    assert openpyxl.load_workbook(path).sheetnames == [texts.FEEDBACK_SHEET.vi]


def test_a_place_that_the_file_does_not_have_is_told_without_a_link(tmp_path: Path, reference: Reference) -> None:
    found = [finding("F02", "error", "B10", "A1"), finding("F02", "error", None, "", code="B5")]
    book = written(tmp_path, SUBMISSION.read_bytes(), found, reference)
    summary = book.worksheets[0]
    assert not [cell for row in summary for cell in row if cell.hyperlink]
    assert "B5 Cải cách hành chính và hỗ trợ doanh nghiệp" in {cell.value for row in summary for cell in row}


def test_sheet_titles_are_what_excel_accepts() -> None:
    taken: set[str] = set()
    assert sheet_title("Biểu 1/2: [a]*?", taken) == "Biểu 1 2   a"
    assert sheet_title("biểu 1/2: [A]*?", taken) == "biểu 1 2   A (2)"
    assert len(sheet_title("x" * 40, taken)) == 31
    assert sheet_title("'[]", taken) == "Sheet"


def test_an_xlsx_beyond_openpyxl_is_laid_out_again(tmp_path: Path, reference: Reference) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(SUBMISSION) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "xl/worksheets/sheet2.xml":
                rules = b'<dataValidations count="1"><dataValidation type="odd" sqref="A1"/></dataValidations>'
                content = content.replace(b"</worksheet>", rules + b"</worksheet>")
            new.writestr(name, content)
    with pytest.raises(ValueError):
        openpyxl.load_workbook(io.BytesIO(buffer.getvalue()))
    book = written(tmp_path, buffer.getvalue(), [finding("R101", "error", "B1", "G6")], reference)
    assert book["B1"]["G6"].comment is not None
    assert book["B1"]["B6"].value == "Số dự án cấp mới GCNĐKĐT"
