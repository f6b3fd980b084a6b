"""What the workbook, the pages and the other exports of a release say beside its tables, and what `zones sql` says."""

from __future__ import annotations

from schemas.text import Text

ABOUT = Text("Lần công bố của tệp này", "Which release this file is of")
TITLE = Text("Số liệu Khối thi đua khu công nghiệp đồng bằng sông Hồng", "Figures of the Red River Delta zones")
ABOUT_SHEET = Text("Giới thiệu", "About")
SHEET = Text("Trang tính", "Sheet")
HOLDS = Text("Nội dung", "What it holds")
ROWS = Text("Các dòng", "Rows")
ALL_TABLES = Text("Mọi bảng", "All tables")
SEARCH = Text("Tìm", "Search")
FOUND = Text("{found} trong {rows} dòng", "{found} of {rows} rows")
MORE = Text("Xem thêm", "Show more")
NO_SCRIPT = Text(
    "Trang này cần JavaScript để hiện và tìm các dòng; không thì mở tệp CSV hoặc tables.xlsx.",
    "This page needs JavaScript to show and search the rows; else open the CSV file or tables.xlsx.",
)
UNIT = Text("Đơn vị tính", "Unit")
WARNING = Text("Lưu ý", "Warning")
KEY = Text("Thuộc khóa của dòng", "Part of the row's key")
FACTS = {
    "release": Text("Lần công bố", "Release"),
    "period": Text("Kỳ báo cáo", "Period"),
    "status": Text("Tình trạng số liệu", "Status"),
    "as_of": Text("Theo những gì đã biết đến", "As known at"),
    "release_inputs_sha256": Text("Mã số liệu đầu vào của kỳ", "Digest of the inputs of the period"),
    "inputs_sha256": Text("Mã số liệu đầu vào của mọi kỳ", "Digest of the inputs of all periods"),
    "schema_version": Text("Phiên bản cấu trúc bảng", "Version of the tables' schema"),
    "package_version": Text("Phiên bản chương trình", "Version of the program"),
}
STATUSES = {
    "provisional": Text("tạm tính", "provisional"),
    "final": Text("chính thức", "final"),
}
NO_RELEASE = Text("không phải lần công bố", "no release")
EVERYTHING = Text("Đủ {rows} dòng.", "All {rows} rows.")
OWN_PERIOD = Text(
    "Chỉ kỳ {period}: {shown} trong {rows} dòng; đủ các kỳ có trong csv/{table}.csv.",
    "The period {period} alone: {shown} of {rows} rows; all periods are in csv/{table}.csv.",
)
FIRST_ROWS = Text(
    "Chỉ {shown} dòng đầu trong {rows} dòng; đủ trong csv/{table}.csv.",
    "The first {shown} of {rows} rows alone; all are in csv/{table}.csv.",
)

# zones sql
MORE_ROWS = Text(
    "Chỉ in {shown} trong {rows} dòng; dùng --format csv để lấy đủ.",
    "{shown} of {rows} rows are shown; use --format csv for all.",
)
NO_DATABASE = Text(
    "Lần công bố {number} không có warehouse.duckdb. Hãy chạy lại zones run hoặc chọn lần khác bằng --release.",
    "Release {number} has no warehouse.duckdb. Use zones run again, or another release with --release.",
)
NO_ROWS = Text(
    "Câu lệnh này không cho dòng nào. Hãy viết một câu SELECT.", "This statement gives no rows. Write a SELECT."
)
NOT_ANSWERED = Text(
    "Không trả lời được câu lệnh SQL này; DuckDB báo: {why}",
    "This SQL statement cannot be answered; DuckDB says: {why}",
)
