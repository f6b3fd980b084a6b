"""Headings and sentences of the report and of the dictionary."""

from __future__ import annotations

from schemas.text import Text

TITLE = Text(
    "Tổng hợp số liệu Khối thi đua các Ban Quản lý KCN, KCX, KKT vùng Đồng bằng sông Hồng",
    "Figures of the emulation bloc of industrial zone boards, Red River Delta",
)
STATUS = {
    "final": Text("Chính thức", "Final"),
    "provisional": Text("Tạm tính", "Provisional"),
}
AS_OF = Text("Tình hình đến {moment}", "As of {moment}")
BOARDS_IN = Text("{reported}/{expected} ban đã có số liệu", "{reported} of {expected} boards are in")
INPUTS = Text(
    "Mã số liệu đầu vào (dùng khi phê duyệt): {digest}", "Digest of what went in (named by an approval): {digest}"
)
INCOMPLETE = Text(
    "Chưa đủ các ban: mọi tổng dưới đây là số tạm tính của những ban đã có số liệu.",
    "Not every board is in: every total below is provisional and covers only the boards that are.",
)

REPORT_TITLE = Text("BÁO CÁO", "REPORT")
INVESTMENT = Text("Thu hút đầu tư", "Investment")

BOARDS = Text("1. Các ban quản lý", "1. Boards")
TOTALS = Text("2. Tổng hợp toàn Khối", "2. Totals of the bloc")
COMPARISON = Text("3. Đối chiếu với số đã công bố", "3. Comparison with published figures")
FINDINGS = Text("4. Phát hiện trong số liệu đang có hiệu lực", "4. Findings in the figures in force")

RESTATED = Text("5. Số liệu đã đính chính", "5. Restated figures")
RESTATED_NOTE = Text(
    "Mỗi đính chính đã được phê duyệt thay cho số trong tệp của ban; cột cuối cho biết những số chịu ảnh hưởng.",
    "Each approved correction stands in for what the board's file says; the last column names what depends on it.",
)
NO_RESTATED = Text("Không có số liệu nào được đính chính.", "No figure was corrected.")
PERIOD = Text("Kỳ", "Period")
WAS = Text("Số trong tệp", "As sent")
IS = Text("Số đính chính", "Corrected to")
REASON = Text("Lý do, người phê duyệt", "Reason, and who approved it")
REACHES = Text("Ảnh hưởng đến", "Reaches")

BOARD = Text("Ban quản lý", "Board")
STATE = Text("Trạng thái", "State")
RECEIVED = Text("Ngày nhận", "Received")
DAYS_LATE = Text("Chậm (ngày)", "Days late")
VERSIONS = Text("Số bản", "Versions")
ERRORS = Text("Lỗi", "Errors")
QUERIES = Text("Câu hỏi", "Queries")
FILE = Text("Tệp", "File")
CODE = Text("Mã", "Code")
INDICATOR = Text("Chỉ tiêu", "Indicator")
FDI = Text("FDI", "FDI")
DDI = Text("DDI", "DDI")
TOTAL = Text("Tổng số", "Total")
UNIT = Text("Đơn vị", "Unit")
BOARDS_COUNTED = Text("Số ban", "Boards")
SHARE = Text("Tỷ trọng kỳ trước", "Share of last period")
SECTOR = Text("Khu vực", "Sector")
PUBLISHED = Text("Số công bố (nguyên văn)", "Published, as written")
OURS = Text("Số tổng hợp", "Our total")
IN_QUESTION = Text("đang có câu hỏi; giá trị có khả năng đúng: {likely}", "open query; most likely value: {likely}")
ESTIMATED = Text("kể cả số ước tính: {value}", "with estimates: {value}")
RATIO = Text("Tỷ số", "Ratio")
VERDICT = Text("Kết luận", "Verdict")
SOURCE = Text("Nguồn", "Source")
RULE = Text("Quy tắc", "Rule")
PLACE = Text("Vị trí", "Place")
MESSAGE = Text("Nội dung", "Message")

STATES = {
    "missing": Text("chưa gửi", "nothing received"),
    "received": Text("đã nhận", "received"),
    "unreadable": Text("không đọc được", "unreadable"),
    "rejected": Text("trả lại", "rejected"),
    "accepted_with_queries": Text("chấp nhận, còn câu hỏi", "accepted with queries"),
    "accepted": Text("chấp nhận", "accepted"),
    "superseded": Text("đã được thay thế", "superseded"),
    "nil": Text("không phát sinh", "nil return"),
}
VERDICTS = {
    "agrees": Text("khớp", "agrees"),
    "unit slip in the publication": Text("bản công bố lệch đơn vị", "unit slip in the publication"),
    "differs": Text("khác", "differs"),
    "not comparable": Text("chưa so được", "not comparable"),
}
SEVERITIES = {
    "error": Text("Lỗi", "Error"),
    "query": Text("Câu hỏi", "Query"),
    "info": Text("Thông tin", "Info"),
}
NO_FINDINGS = Text("Không còn lỗi hay câu hỏi nào.", "No error or query is open.")
NO_PUBLISHED = Text("Chưa có số công bố của kỳ này.", "No figures of this period were published.")
NO_TOTALS = Text("Chưa có số liệu của kỳ này.", "No figures of this period are in.")
WAIVED = Text("đã được giải trình ({who})", "explained ({who})")
MORE_OF_CAUSE = Text("cùng nguyên nhân: {count} phát hiện khác", "{count} more of the same cause")
INFOS = Text(
    "Ngoài ra có {count} thông tin (ví dụ quy đổi đơn vị).", "Besides, {count} infos (such as units converted)."
)
LATER_REJECTED = Text("bản sau bị trả lại", "a later version was rejected")
NOTES = Text("Ghi chú", "Notes")
NOTE_SUM = Text(
    "Ô “x” và ô để trống không được cộng. Vốn FDI tính bằng triệu USD, vốn DDI bằng tỷ đồng "
    "và không được cộng với nhau.",
    "“x” and blank cells are not summed. FDI money is in million USD, DDI money in billion VND; they are not added.",
)
NOTE_RATE = Text(
    "Tỷ giá trung tâm ngày {date}: {rate} đồng/USD.",
    "Central rate on {date}: {rate} VND per USD.",
)
NOTE_SHARE = Text(
    "“Tỷ trọng kỳ trước”: phần trong tổng kỳ trước của những ban nay đã có số liệu.",
    "“Share of last period”: what the boards that are in had held of the total half a year before.",
)

DICTIONARY_TITLE = Text("Từ điển số liệu", "Data dictionary")
DICTIONARY_INTRO = Text(
    "Mọi bảng và cột trong một bản phát hành. Mỗi tệp Parquet cũng mang sẵn các mô tả này.",
    "Every table and column of a release. Each Parquet file carries the same descriptions inside.",
)
FORM_VERSION = Text("Biểu mẫu: {version}", "Form: {version}")
TABLES = Text("Các bảng", "Tables")
COLUMN = Text("Cột", "Column")
TYPE = Text("Kiểu", "Type")
KEY = Text("Khóa", "Key")
MAY_BE_NULL = Text("có thể trống", "may be null")
DESCRIPTION = Text("Mô tả", "Description")
INDICATORS = Text("Chỉ tiêu của biểu mẫu", "Indicators of the form")
KIND = Text("Loại", "Kind")
DECIMALS = Text("Số lẻ", "Decimals")
SUMS = Text("Cộng qua các ban", "Sums over boards")
REQUIRED = Text("Bắt buộc", "Required")
UNITS = Text("Đơn vị tính", "Units")
YES = Text("có", "yes")
EXAMPLE = Text("Đọc một bảng", "Reading a table")
