"""Texts of the review report as a paper: its annexes, recipients, template."""

from __future__ import annotations

from schemas.text import Text

ANNEX = Text("Phụ lục {number}", "Annex {number}")
ANNEX_BOARDS = Text("SỐ LIỆU THEO BAN QUẢN LÝ", "FIGURES BY BOARD")
ANNEX_SOURCES = Text("NGUỒN CỦA CÁC SỐ LIỆU TRONG BÁO CÁO", "SOURCES OF THE FIGURES IN THE REPORT")
FILE_HEADS = (
    Text("Tệp", "File"),
    Text("Kỳ", "Period"),
    Text("Ban", "Board"),
    Text("Đường dẫn dưới raw/", "Path below raw/"),
)
SOURCE_HEADS = (
    Text("Số", "No."),
    Text("Số liệu", "Figure"),
    Text("Giá trị", "Value"),
    Text("Cách tính", "Made as"),
    Text("Ô gốc: ban, [tệp], trang tính!ô, nội dung ô", "Cells: board, [file], sheet!cell, what it holds"),
)
SOURCES_NOTE = Text(
    "Ghi chú: mỗi số liệu trong báo cáo là một liên kết đến dòng mang số của nó trong bảng dưới đây.",
    "Note: each figure of the report is a link to its line in the table below.",
)
SEE_ENTRIES = Text("; xem số {entries}", "; see {entries}")
NOTE = Text("Ghi chú:", "Note:")
COPIES = (
    Text("- Các Ban Quản lý thành viên Khối thi đua;", "- The member boards of the bloc;"),
    Text("- Lưu: VT.", "- Files."),
)
UNREADABLE_TEMPLATE = Text(
    "Không đọc được mẫu báo cáo {file}: phải là tệp DOCX. Có thể lấy mẫu mới bằng zones report KỲ --template -o TỆP.",
    "The report's template {file} is not a DOCX. Get a new one by zones report PERIOD --template -o FILE.",
)
UNKNOWN_PLACE = Text(
    "Mẫu báo cáo có phần {{{{{name}}}}} mà báo cáo không có. Các phần có thể dùng: {known}.",
    "The report's template names a part {{{{{name}}}}} that there is none of. There are: {known}.",
)
