"""What each argument and option of the commands is, one line each; and the words that stand for their values."""

from __future__ import annotations

from schemas.text import Text

# The words that stand for values.
PERIOD_WORD = Text("KỲ", "PERIOD")
BOARD_WORD = Text("ĐƠN_VỊ", "BOARD")
CODE_WORD = Text("MÃ", "CODE")
SECTOR_WORD = Text("KHU_VỰC", "SECTOR")
MEASURE_WORD = Text("LOẠI", "MEASURE")
RULE_WORD = Text("QUY_TẮC", "RULE")
RELEASE_WORD = Text("LẦN", "RELEASE")
OLDER_WORD = Text("TRƯỚC", "OLDER")
NEWER_WORD = Text("SAU", "NEWER")
FILE_WORD = Text("TỆP", "FILE")
FOLDER_WORD = Text("THƯ_MỤC", "DIR")
DATE_WORD = Text("NGÀY", "DATE")
MOMENT_WORD = Text("LÚC", "MOMENT")
VALUE_WORD = Text("GIÁ_TRỊ", "VALUE")
NAME_WORD = Text("TÊN", "NAME")
NUMBER_WORD = Text("SỐ", "NUMBER")
TEXT_WORD = Text("NỘI_DUNG", "TEXT")
WHO_WORD = Text("AI", "WHO")

# Shared by several commands.
PERIOD = Text("Kỳ báo cáo: 2023-H1 (sáu tháng đầu năm), 2023-H2", "The period: 2023-H1, 2023-H2")
LAST_PERIOD = Text(
    "2023-H1; mặc định là kỳ hết hạn báo cáo gần nhất.", "2023-H1; by default the half-year whose report was due last."
)
BOARD = Text("Tên hoặc tên rút gọn của đơn vị: ha-nam", "Slug or name of the board: ha-nam")
BOARD_OR_BLOC = Text("Tên đơn vị, hoặc bloc (toàn Khối): ha-nam", "Slug or name of the board, or bloc: ha-nam")
CODE = Text("Mã hoặc khóa của chỉ tiêu: 1.05, total_capital", "Code or key of the indicator: 1.05, total_capital")
SECTOR = Text("fdi, ddi hoặc total", "fdi, ddi or total")
ANY_SECTOR = Text("fdi, ddi hoặc total; mặc định là tất cả", "fdi, ddi or total; by default all")
MEASURE = Text("actual, plan, last_year, max, self hoặc verified", "actual, plan, last_year, max, self or verified")
RAW = Text("Thư mục báo cáo đã nhận.", "Folder of what was received.")
WAREHOUSE = Text("Thư mục các lần công bố.", "Folder of the releases.")
AS_OF = Text(
    "Theo những gì đã biết vào cuối ngày này (2023-07-01) hoặc lúc này.",
    "As it was known at the end of this day (2023-07-01) or moment.",
)
FORMAT = Text("Cho người đọc (text) hay cho chương trình (json).", "For people (text) or for programs (json).")
FROM_PERIOD = Text("Coi là báo cáo của kỳ này.", "Received for this period.")
FROM_BOARD = Text("Coi là báo cáo của đơn vị này.", "Received from this board.")
FORCE = Text("Ghi đè tệp đã có.", "Overwrite files that exist.")
APPROVED_BY = Text("Người phê duyệt.", "Who approved it.")
REASON = Text("Lý do và căn cứ.", "Why, and what shows it.")
OUTPUT_FILE = Text("Ghi vào tệp này, không in ra màn hình.", "Write there and not on the screen.")

# zones run
TABLES_ONLY = Text(
    "Không lập tables.xlsx, trang, DuckDB, CSV và SDMX: chạy thử nhanh hơn; chạy thẳng như --direct.",
    "Make no tables.xlsx, pages, DuckDB, CSV and SDMX: a quicker trial; runs directly, as --direct.",
)
VERIFY = Text(
    "Đọc lại mọi tệp để đối chiếu với bản đọc sẵn (không qua Prefect).",
    "Read every file again and compare with the cache (without Prefect).",
)
DIRECT = Text("Chạy các bước như vậy, không qua Prefect.", "The same steps without a Prefect server.")
WAIT = Text(
    "Với --direct: thôi chờ khi sau bấy nhiêu giây vẫn chưa đến lượt; mặc định chờ đến lượt.",
    "With --direct: give up when its turn has not come after so many seconds; else it waits for it.",
)
FINAL = Text("Công bố chính thức; cần phê duyệt trong raw/.", "Make the release final; needs an approval in raw/.")
RUN_REASON = Text(
    "Vì sao số liệu của kỳ đã chính thức được thay đổi; được công bố kèm theo.",
    "Why figures of a final period may change; it is published.",
)
ACCEPT_LOSS = Text(
    "Vẫn công bố dù có báo cáo đã nhận bị mất hoặc bị thay đổi.",
    "Publish although something received is gone or changed.",
)
LOSS_APPROVED_BY = Text("Người chấp nhận việc mất mát.", "Who accepts the loss.")
PICTURE = Text("Lưu cả những gì in ra thành ảnh SVG.", "Save what is printed as an SVG picture too.")
RUN_OUTPUT = Text(
    "Lập vào thư mục này; số liệu đang công bố giữ nguyên.", "Build into this folder; current stays as it is."
)

# zones check, receive
CHECK_FILES = Text("Tệp báo cáo như đơn vị gửi.", "Office files as a board sends them.")
VALUES = Text("Thêm mọi giá trị đã đọc (với --format json).", "Add every value read (with --format json).")
EXPLAIN = Text("Hiện từng ô được đọc ở đâu và vì sao.", "Show where each form cell was read, and why.")
RECEIVED_FILES = Text("Những gì đơn vị gửi.", "What a board sent.")
SENDER = Text("Địa chỉ hoặc người gửi.", "Address or person it came from.")
NOTE = Text("Ghi vào sổ tiếp nhận.", "Kept in the receipt.")
AT = Text("Thời điểm nhận; mặc định là bây giờ.", "When it came in; by default now.")
NIL = Text(
    "Đơn vị xác nhận không có phát sinh; không kèm tệp.", "The board confirmed that it has nothing to report; no file."
)
CORRECT_MOMENT = Text(
    "Tệp đã nhận trước đây với thời điểm sai; --at là thời điểm đúng.",
    "The file was received before, with a wrong moment; --at is right.",
)

# zones feedback, template
COPY = Text("Bản phản hồi cần ghi (xlsx).", "The marked copy to write (xlsx).")
LETTER = Text("Công văn cần ghi (docx).", "The letter to write (docx).")
LEADER = Text(
    "Đơn vị Trưởng khối, khi raw/office.csv không nêu.",
    "The board that leads the bloc, where raw/office.csv does not say.",
)
LETTER_NUMBER = Text("Số công văn.", "Number of the letter.")
SIGNER = Text("Người ký công văn.", "Who signs the letter.")
REPLY_BY = Text("Hạn trả lời; mặc định sau năm ngày.", "When an answer is due; in five days by default.")
VERSION_FILE = Text(
    "Bản có tên tệp này; mặc định là bản cuối cùng.", "A version by its file name; the last one by default."
)
TEMPLATE_PERIOD = Text("2023-H2, hoặc 2023 cho cả năm", "2023-H2, or 2023 for a whole year")
PACK_OUTPUT = Text("Gói (zip) cần ghi.", "The pack (zip) to write.")
PACK = Text(
    "So sánh với các kỳ trước trong gói này (zones pack), thay cho --raw.",
    "Compare with the earlier half-years in this pack (zones pack), instead of --raw.",
)
FOLDER_OUTPUT = Text("Thư mục cần ghi vào.", "The folder to write into.")
TEMPLATE_OUTPUT = Text("Tệp xlsx cần ghi.", "The xlsx to write.")

# zones correct, waive, approve
EXPECT = Text("Giá trị hiện đang ghi: 17, 1234.5, x hoặc ''.", "What stands there now: 17, 1234.5, x, or ''.")
VALUE = Text("Giá trị đúng, theo đơn vị của biểu: 16 hoặc x.", "What it should be, in the form's unit: 16 or x.")
RULE = Text("Quy tắc: R203", "The rule: R203")
FINDING_CODE = Text("Mã chỉ tiêu của phát hiện: 3.10, B9", "Code of the finding: 3.10, B9")
EXPLANATION = Text("Giải trình đã được chấp nhận.", "The explanation that was accepted.")
ACCEPTED_BY = Text("Người chấp nhận giải trình.", "Who accepted it.")
EXPIRES = Text("Ngày cuối còn hiệu lực: 2024-12-31.", "Last day it holds: 2024-12-31.")
DECIDED_BY = Text("Người quyết định.", "Who decided.")
REFUSE = Text("Ghi là không phê duyệt số liệu.", "Write down that the figures were refused.")
DECISION_NOTE = Text("Biên bản, hoặc những gì còn phải xử lý.", "Minutes, or what is to be settled.")

# zones diff, releases, prune, rules
OLDER = Text("Một lần công bố hoặc một ngày; mặc định là lần trước.", "A release or a date; else the one before.")
NEWER = Text("Một lần công bố hoặc một ngày; mặc định là lần hiện tại.", "A release or a date; else the current.")
PAGE = Text("Ghi thành một trang HTML.", "Write a page.")
TABLE_FILE = Text("Một tệp bảng của một lần công bố.", "A table of some release.")
ALSO_KEPT = Text("Giữ cả những lần này.", "Releases to keep too.")
KEEP = Text("Giữ bấy nhiêu lần mới nhất.", "Keep this many of the newest.")
ONE_RULE = Text("Một quy tắc, kèm nội dung: R203", "One rule, with its statement: R203")

# zones sql
SQL_WORD = Text("CÂU_LỆNH", "STATEMENT")
SQL = Text("Một câu SELECT của DuckDB.", "A SELECT of DuckDB.")
SQL_FORMAT = Text("Bảng để xem, CSV hoặc JSON.", "A table to look at, CSV or JSON.")
SQL_RELEASE = Text("Hỏi lần công bố này; mặc định là lần hiện tại.", "Ask this release; else the current one.")

# zones report
REPORT_FILE = Text(
    "Tệp được ghi: DOCX, hoặc trang HTML nếu tên có đuôi .html.", "The DOCX to write, or a page (.html)."
)
REPORT_TEMPLATE = Text(
    "Ghi mẫu báo cáo để cơ quan sửa kiểu chữ và thứ tự các phần.",
    "Write the template instead, for the office to change its styles and the order of its parts.",
)

# zones factcheck
TEXT_FILES = Text("Bài đã công bố: txt, html hoặc docx.", "Published texts: txt, html or docx.")
TEXT_PERIOD = Text("Kỳ mà bài viết nói đến; mặc định đọc trong bài.", "What the texts are about; by default they say.")
TEXT_FORMAT = Text(
    "Danh sách, JSON, hoặc bài viết có đánh dấu số liệu (html).",
    "A list, JSON, or the text with its figures marked (html).",
)
SAVE = Text(
    "Ghi số liệu của Khối trong bài vào raw/published/, kèm câu văn.",
    "Add the bloc's figures to raw/published/, with their sentences.",
)
KNOWN_ON = Text("Với --save: ngày công bố bài viết.", "With --save: when it was published.")

# zones watch
EVERY = Text("Cứ bao nhiêu giây xem một lần.", "Seconds between two looks.")
ONCE = Text("Xem một lần rồi dừng.", "Look once and end.")

# zones backtest, serve
EACH = Text("Số lỗi gài cho mỗi loại.", "Errors planted of each kind.")
SEED = Text("Cùng số này thì gài cùng lỗi.", "The same seed plants the same errors.")
WORLDS = Text(
    "Thử cả trong số thế giới nhân tạo này, gọn gàng và lộn xộn như thực tế.",
    "Also plant in so many made worlds, tidy ones and messy ones.",
)
WRITE = Text("Ghi trang kết quả (Markdown).", "Write the page (Markdown).")
PORT = Text("Cổng của máy chủ được mở.", "Port of the server that is started.")
CODE_OR_LIST = Text(
    "Mã hoặc khóa của chỉ tiêu, hoặc một danh mục: 1.05, B9", "Code or key of the indicator, or a list: 1.05, B9"
)
SECTOR_OR_NOTHING = Text("fdi, ddi hoặc total; với danh mục thì bỏ trống", "fdi, ddi or total; of a list nothing")
LIST_LINE = Text("Dòng nào của danh mục.", "Which line of the list.")
LIST_FIELD = Text("Cột nào của dòng ấy: country, date.", "Which column of it: country, date.")
DECIDED_ON = Text(
    "Ngày quyết định, khi không phải hôm nay: 2023-07-01.",
    "The day it was decided, where that is not today: 2023-07-01.",
)
END = Text(
    "Chấm dứt quyết định đang có hiệu lực; dòng của nó vẫn được giữ.",
    "End the decision that stands; its line stays.",
)
FORCE_WAIVER = Text("Bỏ qua cả lỗi, không chỉ câu hỏi.", "Waive an error too, not only a query.")
DESK_PACK = Text(
    "Bàn kiểm tra của một đơn vị: so với các kỳ trước trong gói này (zones pack); không ghi gì.",
    "A board's own desk: compare with the earlier half-years in this pack (zones pack); nothing is written.",
)
DESK_PORT = Text("Cổng của trang trên máy này.", "Port of the pages on this machine.")
