"""The letter to a board: its parts, its words by state, and that it is a document every office opens."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import docx
import pytest

from flows.correspond.feedback import FeedbackHeader
from flows.correspond.feedback_entries import entries
from flows.correspond.letter import NOT_SENT, LetterHead, write_letter
from flows.texts import documents as texts
from schemas.periods import parse_period
from schemas.reference import Reference

from .test_feedback import finding

PERIOD = parse_period("2023-H1")
HEADER = FeedbackHeader(
    "Ban Quản lý các khu công nghiệp tỉnh Vĩnh Phúc", "6 tháng đầu năm 2023", "a.xls", datetime(2023, 6, 27, 10, 37),
    "rejected",
)  # fmt: skip


def letter(path: Path, reference: Reference, header: FeedbackHeader, **facts: object) -> tuple[str, list[list[str]]]:
    """All text of the letter, and the rows of its table of findings."""
    board = reference.boards.member("vinh-phuc", PERIOD)
    assert board is not None
    found = [
        finding("R101", "error", "B1", "G6", cause="c", message_vi="tổng số 23 khác 22"),
        finding("R103", "error", "B1", "G15", cause="c"),
        finding("R203", "query", "B1", "E8"),
        finding("F12", "info", "B1", "D7", message_vi="đã quy đổi"),
    ]
    listed = entries(found if header.state in ("rejected", "accepted_with_queries") else [], reference.form)
    head = LetterHead(date(2023, 6, 28), **facts)  # type: ignore[arg-type]
    write_letter(path, board, header, listed, head, reference.form, date(2023, 6, 25))
    document = docx.Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    text = "\n".join([*cells, *(paragraph.text for paragraph in document.paragraphs)])
    rows = [[cell.text for cell in row.cells] for table in document.tables for row in table.rows if len(row.cells) == 4]
    return text, rows


def test_a_returned_submission_gets_every_part_of_an_administrative_letter(
    tmp_path: Path, reference: Reference
) -> None:
    leader = reference.boards.member("ha-nam", PERIOD)
    path = tmp_path / "letter.docx"
    text, rows = letter(path, reference, HEADER, leader=leader, number="12", signer="Nguyễn Văn Minh Họa")
    for part in (
        texts.NATION, texts.MOTTO, "UBND TỈNH HÀ NAM", "BAN QUẢN LÝ CÁC KHU CÔNG NGHIỆP TỈNH HÀ NAM", "Số: 12/KTĐ-TH",
        "Hà Nam, ngày 28 tháng 06 năm 2023", "V/v đề nghị rà soát, sửa đổi số liệu báo cáo 6 tháng đầu năm 2023",
        "Kính gửi: Ban Quản lý các khu công nghiệp tỉnh Vĩnh Phúc", "1 lỗi phải sửa và 1 nội dung cần giải trình",
        "trước ngày 03/07/2023", "Nơi nhận:", "TL. TRƯỞNG BAN", "Nguyễn Văn Minh Họa",
    ):  # fmt: skip
        assert part in text, part
    assert [row[0] for row in rows] == ["STT", "1", "2"], "remarks are not asked about"
    assert "tổng số 23 khác 22" in rows[1][3] and "B1!G15" in rows[1][3]
    section = docx.Document(str(path)).sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert (round(section.left_margin.mm), round(section.right_margin.mm)) == (30, 15)


@pytest.mark.parametrize(
    ("state", "subject", "said"),
    [
        ("accepted_with_queries", texts.LETTER_SUBJECT_EXPLAIN, "tạm thời đưa vào tổng hợp"),
        ("accepted", texts.LETTER_SUBJECT_ACCEPTED, "đã được đưa vào tổng hợp chung"),
        ("nil", texts.LETTER_SUBJECT_NIL, "không phát sinh"),
        ("unreadable", texts.LETTER_SUBJECT_RETURN, "không mở hoặc không đọc được"),
    ],
)
def test_the_words_follow_the_state(
    tmp_path: Path, reference: Reference, state: str, subject: texts.Text, said: str
) -> None:
    text, _ = letter(tmp_path / "letter.docx", reference, replace(HEADER, state=state))
    assert subject.vi.format(period=HEADER.period) in text
    assert said in text
    assert "KHỐI THI ĐUA BAN QUẢN LÝ" in text


def test_a_board_that_sent_nothing_is_reminded_of_the_due_date(tmp_path: Path, reference: Reference) -> None:
    header = FeedbackHeader(HEADER.board, HEADER.period, "", None, NOT_SENT)
    text, rows = letter(tmp_path / "letter.docx", reference, header, reply_by=date(2023, 7, 1))
    assert "hạn gửi báo cáo là ngày 25/06/2023" in text and "trước ngày 01/07/2023" in text
    assert rows == []
