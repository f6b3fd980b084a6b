"""Turns of phrase that more than one line of phrases.csv makes: said rightly they agree, said wrongly they do not."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.factcheck.factcheck import check_text
from flows.factcheck.release import Release
from flows.factcheck.text.document import Document
from flows.factcheck.text.grammar import load_grammar
from flows.factcheck.text.reading import read_text
from tests.support.forms import changed_schemas

NINH_BINH = "6 tháng đầu năm 2025, Ban Quản lý các KCN tỉnh Ninh Bình cấp mới 5 dự án"
BLOC = "6 tháng cuối năm 2024, Khối thi đua có 245 dự án mới"
HAI_PHONG = "6 tháng đầu năm 2024, Ban Quản lý Khu kinh tế Hải Phòng cấp mới 38 dự án"
ENGLISH = "In the second half of 2024 the Red River Delta bloc had exports of US$29.8 billion"


@pytest.mark.parametrize(
    ("text", "token", "verdict"),
    [
        (f"{NINH_BINH}. Doanh thu FDI 395,9 triệu USD, bằng 115,4% so với cùng kỳ.", "115,4%", "agrees_by_rounding"),
        (f"{NINH_BINH}. Doanh thu FDI 395,9 triệu USD, bằng 118,4% so với cùng kỳ.", "118,4%", "differs"),
        (f"{NINH_BINH}. Doanh thu FDI 395,9 triệu USD (+15,4%).", "15,4%", "agrees_by_rounding"),
        (f"{NINH_BINH}. Doanh thu FDI 395,9 triệu USD (+18,4%).", "18,4%", "differs"),
        (f"{NINH_BINH}, thấp hơn Hà Nam 12 dự án.", "12", "agrees"),
        (f"{NINH_BINH}, thấp hơn Hà Nam 14 dự án.", "14", "differs"),
        (f"{NINH_BINH}. Xuất khẩu hơn cùng kỳ 14,8%.", "14,8%", "agrees_by_rounding"),
        (f"{NINH_BINH}. Xuất khẩu kém hơn cùng kỳ 14,8%.", "14,8%", "differs"),
        (f"{BLOC}. Bốn phần năm lao động làm trong khu vực FDI.", "Bốn phần năm", "agrees_by_rounding"),
        (f"{BLOC}. Hai phần ba lao động làm trong khu vực FDI.", "Hai phần ba", "differs"),
        (f"{ENGLISH}, 7.4 percent lower than a year earlier.", "7.4 percent", "agrees_by_rounding"),
        (f"{ENGLISH}, 7.4 percent higher than a year earlier.", "7.4 percent", "differs"),
        (f"{BLOC}. Vốn trong nước 36.624,37 tỷ đồng, gấp hơn 1,9 lần cùng kỳ.", "1,9", "agrees_by_rounding"),
        (f"{BLOC}. Vốn trong nước 36.624,37 tỷ đồng, gấp 2,4 lần cùng kỳ.", "2,4", "differs"),
        (f"{HAI_PHONG}. Tỷ lệ lấp đầy tăng từ 42,3% lên 43,6%.", "42,3%", "agrees"),
        (f"{HAI_PHONG}. Tỷ lệ lấp đầy tăng từ 38,3% lên 43,6%.", "38,3%", "differs"),
        (
            f"{BLOC}. Các ban cấp 374 giấy phép xây dựng, điều chỉnh 113, gia hạn 38, cộng lại 625 giấy phép.",
            "625",
            "wrong_sum",
        ),
        (f"{BLOC}. Tổng số đảng viên là 13.176 đồng chí.", "13.176", "agrees"),
        (f"{BLOC}, gồm 196 dự án FDI và 49 dự án DDI (10 trên 11 ban đã báo cáo).", "10", "not_in_warehouse"),
        (f"{BLOC}. Số dự án mới FDI khác số tổng hợp của Khối (196 dự án).", "196", "agrees"),
        (f"{BLOC}. Doanh thu FDI đạt 0 triệu USD.", "0", "ambiguous"),
    ],
)
def test_a_turn_of_phrase_is_understood(text: str, token: str, verdict: str, release: Release) -> None:
    said = [(claim.token, claim.verdict) for claim in check_text(Document("text.txt", text), release).claims]
    assert (token, verdict) in said


def test_the_words_of_an_office_for_a_line_are_read_in_texts_too(tmp_path: Path) -> None:
    """`aliases.csv`: a label an office uses names its indicator, here as in a form."""
    reference = changed_schemas(tmp_path, "aliases.csv", "label,hỏa biến lớn,4.05,")
    document = Document("text.txt", "Toàn khối ghi nhận hỏa biến lớn: 17 vụ.")
    told = [
        [mark.target for mark in read_text(document, grammar, reference).of("indicator")]
        for grammar in (load_grammar(), load_grammar(tmp_path))
    ]
    assert told == [[], ["fires_explosions"]]
