"""What the command line says: help of every command, headings of its tables, and its errors."""

from __future__ import annotations

from schemas.texts import Text

# One line a command, in the order of `zones --help`. The module of the same name in flows/commands is imported only
# when the command is called.
COMMANDS: dict[str, Text] = {
    "run": Text(
        "Chạy cả kỳ: đọc, kiểm tra, tổng hợp và công bố số liệu.",
        "Run a half-year: ingest, validate, transform, publish.",
    ),
    "check": Text(
        "Kiểm tra tệp báo cáo trước khi gửi; không lưu gì.",
        "Say what is wrong with a file; nothing is stored.",
    ),
    "receive": Text(
        "Nhận báo cáo vào raw/ và ghi sổ tiếp nhận.",
        "File submissions into raw/ with their receipts.",
    ),
    "status": Text(
        "Đơn vị nào đã gửi, tình trạng, chậm bao nhiêu ngày, vướng gì.",
        "Board by board: received, state, days late, what blocks.",
    ),
    "feedback": Text(
        "Trả lại bảng biểu của đơn vị kèm chú thích tại ô sai và công văn.",
        "The board's own workbook with comments in the wrong cells, and a letter.",
    ),
    "template": Text(
        "Tạo biểu mẫu trống đã điền sẵn những số đã biết.",
        "The empty form, prefilled with what is already known.",
    ),
    "correct": Text(
        "Ghi một đính chính đã được phê duyệt.",
        "Write down a correction that was approved.",
    ),
    "waive": Text(
        "Ghi một giải trình được chấp nhận cho một câu hỏi.",
        "Write down an explanation that was accepted for a query.",
    ),
    "why": Text(
        "Nguồn gốc của một số liệu: tệp, ô, nguyên văn, đính chính, quy tắc.",
        "The story of one figure: file, cell, raw text, correction, rules.",
    ),
    "diff": Text(
        "Những gì đã thay đổi giữa hai lần công bố.",
        "What changed between two releases.",
    ),
    "rules": Text(
        "Mỗi quy tắc đã phát hiện, được miễn, được sửa bao nhiêu lần.",
        "Each rule over all releases: fired, waived, corrected, unverifiable.",
    ),
    "backtest": Text(
        "Gài lỗi vào báo cáo đúng để đo khả năng phát hiện.",
        "Plant known errors in accepted submissions and see what finds them.",
    ),
    "serve": Text(
        "Mở máy chủ Prefect tại chỗ với lịch chạy, cho đến khi dừng.",
        "Local Prefect server, deployments and schedules, until stopped.",
    ),
}

APPLICATION = Text(
    "Số liệu sáu tháng của các ban quản lý khu công nghiệp, khu chế xuất, khu kinh tế vùng Đồng bằng sông Hồng.",
    "The half-yearly figures of the Red River Delta management boards of industrial and economic zones.",
)

# Arguments that cannot be followed.
UNKNOWN_PERIOD = Text(
    "“{found}” không phải là kỳ báo cáo. Kỳ được viết là 2023-H1, 2023-H2 hoặc 2023.",
    "“{found}” is not a period. A period is written 2023-H1, 2023-H2 or 2023.",
)
UNKNOWN_DATE = Text(
    "“{found}” không phải là ngày. Ngày được viết là 2023-07-14 hoặc 2023-07-14T08:00.",
    "“{found}” is not a date. A date is written 2023-07-14 or 2023-07-14T08:00.",
)
UNKNOWN_BOARD = Text(
    "Kỳ {period} không có ban quản lý “{found}”. Các đơn vị của kỳ: {known}.",
    "There is no board “{found}” in {period}. The boards of that period: {known}.",
)
NO_RAW = Text(
    "Không có thư mục {folder}. Hãy chạy lệnh tại thư mục dự án hoặc chỉ thư mục bằng --raw.",
    "There is no folder {folder}. Run the command in the project folder, or name the folder with --raw.",
)
NO_FILE = Text(
    "Không có tệp {file}. Hãy kiểm tra lại tên và thư mục.",
    "There is no file {file}. Check its name and folder.",
)
NO_CODE = Text(
    "Biểu mẫu không có chỉ tiêu “{found}”. Mã chỉ tiêu được viết như 1.05.",
    "The form has no indicator “{found}”. A code is written like 1.05.",
)
NOT_READ = Text(
    "Không đọc được {file}: {why}.",
    "{file} cannot be read: {why}.",
)
