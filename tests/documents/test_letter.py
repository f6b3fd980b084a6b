"""The letter to a board: its parts, its words by state, and that it is a document every office opens."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import docx
import pytest

from flows.correspond.feedback.entries import entries
from flows.correspond.feedback.summary import FeedbackHeader
from flows.correspond.letter import NOT_SENT, LetterHead, write_letter
from flows.documents.issuer import issuer_of
from flows.raw_folder.office import Office, office_on, read_office
from flows.texts.papers import administrative
from flows.texts.papers import letters as texts
from schemas.periods import parse_period
from schemas.reference import Reference

from .test_feedback import finding

NOBODY = Office()
PERIOD = parse_period("2023-H1")
OFFICE = Office(
    "2023-01-01", "ha-nam", "", "Nguyễn Văn Minh Họa", "KT. Trưởng Ban; Phó Trưởng Ban", "BQLKCN-VP", "Hà Nam"
)
HEADER = FeedbackHeader(
    "Ban Quản lý các khu công nghiệp tỉnh Vĩnh Phúc", "6 tháng đầu năm 2023", "a.xls", datetime(2023, 6, 27, 10, 37),
    "rejected",
)  # fmt: skip


def letter(
    path: Path, reference: Reference, header: FeedbackHeader, office: Office = NOBODY, **facts: object
) -> tuple[str, list[list[str]]]:
    """All text of the letter, and the rows of its table of findings."""
    board = reference.boards.member("vinh-phuc", PERIOD)
    assert board is not None
    found = [
        finding("R101", "error", "B1", "G6", cause="c", message_vi="tổng số 23 khác 22"),
        finding("R103", "error", "B1", "G15", cause="c"),
        finding("R203", "query", "B1", "E8"),
        finding("F12", "info", "B1", "D7", message_vi="đã quy đổi"),
        finding("R212", "info", "B1", "E6", message_vi="So với bản trước, đã sửa ô E6: 11 → 9."),
    ]
    listed = entries(found if header.state in ("rejected", "accepted_with_queries") else [], reference.form)
    issuer = issuer_of(office, reference.boards, PERIOD)
    head = LetterHead(issuer, **facts)  # type: ignore[arg-type]
    write_letter(path, board, header, listed, head, reference.form, date(2023, 6, 25))
    document = docx.Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    text = "\n".join([*cells, *(paragraph.text for paragraph in document.paragraphs)])
    rows = [[cell.text for cell in row.cells] for table in document.tables for row in table.rows if len(row.cells) == 4]
    return text, rows


def test_a_returned_submission_gets_every_part_of_an_administrative_letter(
    tmp_path: Path, reference: Reference
) -> None:
    path = tmp_path / "letter.docx"
    text, rows = letter(path, reference, HEADER, OFFICE, day=date(2023, 6, 28), number="12")
    for part in (
        administrative.NATION, administrative.MOTTO,
        "UBND TỈNH HÀ NAM", "BAN QUẢN LÝ CÁC KHU CÔNG NGHIỆP TỈNH HÀ NAM",
        "Số: 12/BQLKCN-VP",
        "Hà Nam, ngày 28 tháng 6 năm 2023", "V/v đề nghị rà soát, sửa đổi số liệu báo cáo 6 tháng đầu năm 2023",
        "Kính gửi: Ban Quản lý các khu công nghiệp tỉnh Vĩnh Phúc", "1 lỗi phải sửa và 1 nội dung cần giải trình",
        "trước ngày 03/07/2023", "Nơi nhận:", "KT. TRƯỞNG BAN", "PHÓ TRƯỞNG BAN", "Nguyễn Văn Minh Họa",
    ):  # fmt: skip
        assert part in text, part
    assert [row[0] for row in rows] == ["STT", "1", "2"], "remarks are not asked about"
    assert "tổng số 23 khác 22" in rows[1][3] and "Biểu 1, ô G15" in rows[1][3]
    section = docx.Document(str(path)).sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert (round(section.left_margin.mm), round(section.right_margin.mm)) == (30, 15)


@pytest.mark.parametrize(
    ("state", "subject", "said"),
    [
        ("accepted_with_queries", texts.SUBJECT_EXPLAIN, "tạm thời đưa vào tổng hợp"),
        ("accepted", texts.SUBJECT_ACCEPTED, "đã được đưa vào tổng hợp chung"),
        ("nil", texts.SUBJECT_NIL, "không phát sinh"),
        ("unreadable", texts.SUBJECT_RETURN, "không mở hoặc không đọc được"),
    ],
)
def test_the_words_follow_the_state(
    tmp_path: Path, reference: Reference, state: str, subject: texts.Text, said: str
) -> None:
    text, _ = letter(tmp_path / "letter.docx", reference, replace(HEADER, state=state))
    assert subject.vi.format(period=HEADER.period) in text
    assert said in text
    assert ("đã sửa ô E6: 11 → 9" in text) == (state in ("rejected", "accepted_with_queries"))
    assert "đã quy đổi" not in text
    assert "KHỐI THI ĐUA BAN QUẢN LÝ" in text


def test_a_board_that_sent_nothing_is_reminded_of_the_due_date(tmp_path: Path, reference: Reference) -> None:
    header = FeedbackHeader(HEADER.board, HEADER.period, "", None, NOT_SENT)
    text, rows = letter(tmp_path / "letter.docx", reference, header, day=date(2023, 6, 28), reply_by=date(2023, 7, 1))
    assert "hạn gửi báo cáo là ngày 25/06/2023" in text and "trước ngày 01/07/2023" in text
    assert rows == []


def test_what_nobody_said_is_left_to_be_written_in(tmp_path: Path, reference: Reference) -> None:
    text, _ = letter(tmp_path / "letter.docx", reference, HEADER)
    assert "Số: ……/KTĐ" in text and "……, ngày …… tháng …… năm ……" in text
    assert "trong thời hạn 05 ngày kể từ ngày ký công văn này" in text
    assert "BAN QUẢN LÝ CÁC KHU CÔNG NGHIỆP TỈNH HÀ NAM" not in text


def test_the_office_of_a_day_is_the_last_that_took_over_by_then(tmp_path: Path) -> None:
    (tmp_path / "office.csv").write_text(
        "valid_from,board,signer\n2023-07-15,hung-yen,B\n2023-01-01,ha-nam,A\nhôm nay,ha-nam,C\n"
        "2023-01-01,ha-giang,D\n",
        encoding="utf-8",
    )
    offices, problems = read_office(tmp_path, frozenset({"ha-nam", "hung-yen"}))
    signers = [office_on(offices, date(2023, month, 20)).signer for month in (1, 6, 7)]
    assert signers == ["A", "A", "B"] and office_on(offices, date(2022, 12, 31)) == Office()
    assert [("dòng 4" in said.vi, "dòng 5" in said.vi) for said in problems] == [(True, False), (False, True)]


@pytest.mark.parametrize(
    ("day", "written"),
    [(date(2024, 1, 5), "ngày 05 tháng 01 năm 2024"), (date(2024, 3, 10), "ngày 10 tháng 3 năm 2024")],
)
def test_days_and_months_are_written_as_the_decree_asks(reference: Reference, day: date, written: str) -> None:
    issuer = issuer_of(OFFICE, reference.boards, PERIOD)
    assert issuer.place_and_date(day) == f"Hà Nam, {written}"
    assert issuer.report_number("7") == "Số: 07/BC-BQLKCN"


@pytest.mark.parametrize("state", ["rejected", "accepted", "accepted_with_queries", "nil", "unreadable", NOT_SENT])
@pytest.mark.parametrize("office", [Office(), OFFICE])
def test_a_letter_holds_every_measure_of_the_decree(
    tmp_path: Path, reference: Reference, state: str, office: Office
) -> None:
    tool = Path(__file__).resolve().parents[3] / "shared/tools/decree30.py"
    if not tool.is_file():
        pytest.skip("shared/tools/decree30.py is not beside the project")
    path = tmp_path / "letter.docx"
    letter(path, reference, replace(HEADER, state=state), office, day=date(2023, 1, 8) if office.place else None)
    done = subprocess.run(
        [sys.executable, str(tool), str(path), "cong-van"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
