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

# What a sentence says of its own figures, in brackets at its end.
PROVISIONAL_FIGURES = Text("số tạm tính", "provisional figures")
BOARDS_REPORTED = Text("{reported} trên {expected} ban đã báo cáo", "{reported} of {expected} boards reported")
BOARDS_REPORTED_OF = Text(
    "riêng {what}: {reported} trên {expected} ban đã báo cáo", "{what}: {reported} of {expected} boards reported"
)
BOARDS_KNOWN = Text("số của {reported} trên {expected} ban", "figures of {reported} of {expected} boards")
BOARDS_KNOWN_OF = Text(
    "riêng {what}: số của {reported} trên {expected} ban", "{what}: figures of {reported} of {expected} boards"
)
FIGURE_QUESTIONED = Text(
    "{what}: đang có câu hỏi chưa giải trình nên chưa so sánh", "{what}: a query is open, so nothing is compared"
)
FIGURE_QUESTIONED_LIKELY = Text(
    "{what}: đang có câu hỏi chưa giải trình nên chưa so sánh, giá trị có khả năng đúng là {likely}",
    "{what}: a query is open, so nothing is compared; the most likely value is {likely}",
)
REPORT_ABOUT = Text(
    "Sơ kết phong trào thi đua {period} và phương hướng, nhiệm vụ {next} của Khối thi đua Ban Quản lý các KCN, KCX, "
    "KKT các tỉnh Đồng bằng sông Hồng",
    "Review of {period} and directions for {next}: emulation bloc of the management boards of industrial parks, export "
    "processing zones and economic zones of the Red River Delta",
)
LAST_OF_SEVERAL = Text("{others} và {last}", "{others} and {last}")
DAY = Text("{number} ngày", "{number} day")
DAYS = Text("{number} ngày", "{number} days")
QUERY_COUNTED = Text("{number} câu hỏi", "{number} query")
QUERIES_COUNTED = Text("{number} câu hỏi", "{number} queries")
VND_PER_USD = Text("{rate} đồng/USD", "{rate} VND per USD")
RATE_KINDS = {"central rate": Text("tỷ giá trung tâm", "the central rate")}
WHOLE_BLOC = Text("Toàn Khối", "The bloc")
SOURCE_NOTE = Text(
    "Nguồn: báo cáo của các ban quản lý trong Khối, tình hình đến ngày {day}.",
    "Source: reports of the boards of the bloc, as of {day}.",
)

# Charts.
CHART_TITLE = Text("{title}, {period} ({unit})", "{title}, {period} ({unit})")
HISTORY_TITLE = Text("{title} ({unit})", "{title} ({unit})")
HALF_YEARS = Text("Số liệu toàn Khối qua các kỳ", "The bloc over the half-years")
PLAN_CHART = Text("Thực hiện kế hoạch năm", "Achieved of the plan of the year")
SCORE_CHART = Text("Tổng điểm thẩm định", "Verified scores")
CHART_OF_BARS = Text(
    "Biểu đồ cột: {title}. Gồm {count} cột, từ {first} đến {last}.",
    "Bars: {title}. {count} bars, from {first} to {last}.",
)
CHART_OF_LINES = Text("Biểu đồ đường: {title}. Từ {first} đến {last}.", "Line: {title}. From {first} to {last}.")
PLACE_IN_ORDER = Text("Hạng", "Rank")
TIED = Text(" (đồng hạng)", " (tie)")
PLANNED = Text("Kế hoạch năm", "Plan of the year")
ACHIEVED = Text("Thực hiện {period}", "{period}")
ACHIEVED_PERCENT = Text("So với kế hoạch năm (%)", "Of the plan of the year (%)")
SELF_SCORE = Text("Điểm tự chấm", "Self score")
VERIFIED_SCORE = Text("Điểm thẩm định", "Verified score")
SCORE_DIFFERENCE = Text("Chênh lệch", "Difference")

# How a figure was made, in the annex of sources.
HOW_TOTAL = Text("Tổng số của {count} trên {expected} ban", "Sum of {count} of {expected} boards")
HOW_CURRENT = Text(
    "Tổng trên địa bàn hiện nay, kể cả số của các ban hợp nhất từ ngoài Khối",
    "Total on today's ground, with what boards merged from outside the bloc had reported",
)
HOW_CELL = Text("Số của ban, như đã gửi", "The board's figure, as sent")
HOW_COLUMN = Text("Cột {column} của bảng {table}", "Column {column} of the table {table}")
HOW_COUNT = Text("Đếm các dòng của bảng {table}", "Rows of the table {table}, counted")
HOW_GROWTH = Text("So với cùng kỳ năm trước", "Against the same period of last year")
HOW_GROWTH_SAME_GROUND = Text(
    "So với cùng kỳ năm trước trên cùng địa bàn", "Against the same period of last year on the same ground"
)
HOW_GROWTH_RESTATED = Text(
    "So với số cùng kỳ do các ban báo cáo lại", "Against last year's figure as the boards restate it"
)
HOW_PLANNED = Text("Tổng kế hoạch năm của các ban, theo lần nêu mới nhất", "The boards' plans together, as last stated")
HOW_ACHIEVED = Text("Cộng từ đầu năm đến hết kỳ", "Added up since January")
HOW_PLAN = Text(
    "Thực hiện từ đầu năm so với tổng kế hoạch năm của các ban", "Achieved since January against the boards' plans"
)
HOW_RATIO = Text("Tỷ số của hai tổng", "Ratio of two totals")
HOW_RATIO_BEFORE = Text(
    "Tỷ số của hai tổng, trừ tỷ số cùng thời điểm năm trước", "Ratio of two totals less that of last year"
)
HOW_MONEY = Text("Cộng hai khu vực theo tỷ giá", "Both sectors at the rate")
HOW_RANK = Text("Thứ hạng theo điểm thẩm định", "Rank by verified score")
HOW_DIFFERENCE = Text("Điểm thẩm định trừ điểm tự chấm", "Verified less self score")
HOW_RATE = Text("Tỷ giá ngày {day}; nguồn: {source}", "Rate of {day}; source: {source}")
RATE_LABEL = Text("Tỷ giá, đồng cho một đô la Mỹ", "Dong for one US dollar")
TABLE_TITLES = {
    "periods": Text("Số ban", "Boards"),
    "submissions": Text("Các bản đã nhận", "Versions received"),
    "findings": Text("Câu hỏi chưa giải trình", "Open queries"),
    "emulation_results": Text("Kết quả thi đua", "Emulation results"),
    "reconciliation": Text("Đối chiếu với số đã công bố", "Comparison with published figures"),
}
POINTS = Text("{number} điểm phần trăm", "{number} percentage points")
INCONSISTENT = Text(
    "Bản phát hành không nhất quán: {figure} là {found}, phải là {expected}. Đề nghị chạy lại `zones run`.",
    "The release contradicts itself: {figure} is {found}, it must be {expected}. Run `zones run` again.",
)
NO_FIGURE_YET = Text("Chưa có số liệu về {what}.", "There are no figures yet of {what}.")


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
