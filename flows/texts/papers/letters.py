"""The letter (công văn) to a board."""

from __future__ import annotations

from schemas.text import Text

SUBJECT_RETURN = Text(
    "V/v đề nghị rà soát, sửa đổi số liệu báo cáo {period}", "Request to review and correct the figures of {period}"
)
SUBJECT_EXPLAIN = Text("V/v đề nghị giải trình số liệu báo cáo {period}", "Request to explain the figures of {period}")
SUBJECT_ACCEPTED = Text("V/v tiếp nhận số liệu báo cáo {period}", "Figures of {period} accepted")
SUBJECT_NIL = Text("V/v tiếp nhận báo cáo không phát sinh số liệu {period}", "Nil return for {period} accepted")
SUBJECT_REMIND = Text("V/v đôn đốc gửi số liệu báo cáo {period}", "Reminder to send the figures of {period}")
ADDRESS = Text("Kính gửi: {board}", "To: {board}")
RECEIVED = Text(
    "Bộ phận thường trực Khối thi đua đã nhận báo cáo số liệu {period} của Quý Ban (tệp {file}, nhận lúc "
    "{received}) và "
    "xin trân trọng cảm ơn sự phối hợp của Quý Ban.",
    "We have received your figures of {period} (file {file}, {received}) and thank you for them.",
)
MOMENT = "%H:%M ngày %d/%m/%Y"
NIL = Text(
    "Bộ phận thường trực Khối thi đua đã nhận báo cáo không phát sinh số liệu {period} của Quý Ban "
    "(nhận lúc {received}) và ghi nhận như vậy trong tổng hợp chung của Khối.",
    "We have received your nil return for {period} ({received}), and it stands so in the bloc's totals.",
)
NOT_RECEIVED = Text(
    "Đến ngày {today}, Bộ phận thường trực Khối thi đua chưa nhận được báo cáo số liệu {period} của Quý Ban; "
    "hạn gửi báo cáo là ngày {due}.",
    "By {today} we have not received your figures of {period}, which were due on {due}.",
)
NOT_RECEIVED_YET = Text(
    "Đến nay, Bộ phận thường trực Khối thi đua chưa nhận được báo cáo số liệu {period} của Quý Ban; hạn gửi báo cáo là "
    "ngày {due}.",
    "We have not received your figures of {period}, which were due on {due}.",
)
UNREADABLE = Text(
    "Tệp nhận được không mở hoặc không đọc được, nên số liệu chưa thể đưa vào tổng hợp chung của Khối.",
    "The file could not be opened or read, so its figures cannot enter the bloc's totals.",
)
RETURN = Text(
    "Qua kiểm tra, báo cáo còn {errors} lỗi phải sửa{queries}. Do đó số liệu của Quý Ban chưa được đưa vào "
    "tổng hợp chung "
    "của Khối. Chi tiết như sau:",
    "Checking found {errors} errors{queries}. Your figures are therefore not yet in the bloc's totals. In detail:",
)
AND_QUERIES = Text(" và {queries} nội dung cần giải trình", " and {queries} queries")
EXPLAIN = Text(
    "Qua kiểm tra, số liệu đã được tạm thời đưa vào tổng hợp chung của Khối; còn {queries} nội dung cần Quý "
    "Ban giải trình "
    "hoặc sửa lại trước khi số liệu được chốt. Chi tiết như sau:",
    "Your figures are in the bloc's totals for now; {queries} queries are to be explained or corrected before these "
    "become final. In detail:",
)
ACCEPTED = Text(
    "Qua kiểm tra, số liệu của Quý Ban đầy đủ, thống nhất giữa các biểu và đã được đưa vào tổng hợp chung của Khối.",
    "Your figures are complete and agree with each other; they are in the bloc's totals.",
)
TABLE = (Text("STT", "No."), Text("Vị trí", "Place"), Text("Chỉ tiêu", "Indicator"),
                Text("Nội dung cần sửa hoặc giải trình", "What to correct or explain"))  # fmt: skip
REST = Text("… và {number} nội dung khác nêu trong tệp kèm theo.", "... and {number} more in the enclosed file.")
SAME_CAUSE = Text("(Cùng nguyên nhân: {places}.)", "(Same cause: {places}.)")
ASK_RETURN = Text(
    "Kèm theo công văn này là bản sao tệp báo cáo của Quý Ban, các ô cần xem lại đã được tô màu và ghi chú. "
    "Đề nghị Quý Ban "
    "rà soát, sửa số liệu, giải trình các nội dung nêu trên và gửi lại báo cáo {reply_by} để Khối "
    "kịp tổng hợp.",
    "A copy of your file with the cells marked is enclosed. Please review and correct the figures, explain "
    "the queries, "
    "and send the report again {reply_by}.",
)
ASK_EXPLAIN = Text(
    "Kèm theo công văn này là bản sao tệp báo cáo của Quý Ban, các ô cần xem lại đã được tô màu và ghi chú. "
    "Đề nghị Quý Ban "
    "có văn bản giải trình, hoặc sửa số liệu và gửi lại báo cáo, {reply_by}.",
    "A copy of your file with the cells marked is enclosed. Please explain in writing, or correct the figures "
    "and send "
    "the report again, {reply_by}.",
)
ASK_SEND = Text(
    "Đề nghị Quý Ban gửi báo cáo theo {form} (tệp xlsx, xls, ods, csv hoặc docx) {reply_by} để Khối kịp tổng hợp.",
    "Please send the report on {form} (xlsx, xls, ods, csv or docx) {reply_by}.",
)
BY_DAY = Text("trước ngày {day}", "before {day}")
WITHIN_DAYS = Text("trong thời hạn {days} ngày kể từ ngày ký công văn này", "within {days} days of this letter")
CLOSE = Text(
    "Bộ phận thường trực Khối thi đua trân trọng cảm ơn sự phối hợp của Quý Ban./.",
    "We thank you for your cooperation.",
)
COPY_LINES = (
    Text("- Như trên;", "- as above;"),
    Text("- Trưởng Khối thi đua (để báo cáo);", "- head of the bloc (to report);"),
    Text("- Lưu: VT.", "- file."),
)

# The message a letter is sent with.
MESSAGE = Text(
    "Kính gửi: {board}\n\nBộ phận thường trực Khối thi đua xin gửi kèm thư này: {files}.\n\nTrân trọng./.\n",
    "To: {board}\n\nEnclosed: {files}.\n",
)
THE_LETTER = Text("công văn {subject}", "the letter: {subject}")
THE_COPY = Text(
    "bản sao tệp báo cáo của Quý Ban, các ô cần xem lại đã được tô màu và ghi chú",
    "a copy of your file with the cells to look at marked",
)
