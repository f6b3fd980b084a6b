"""What the command line says: help of every command, headings of its tables, and its errors."""

from __future__ import annotations

from schemas.text import Text

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
    "templates": Text("Biểu mẫu điền sẵn của mọi đơn vị", "The prefilled forms of all boards"),
    "pack": Text("Gói để một đơn vị tự kiểm tra", "What a board needs to check its own file"),
    "letters": Text(
        "Công văn, bản đánh dấu và thư soạn sẵn cho mọi đơn vị", "Letter, marked copy and message for every board"
    ),
    "correct": Text(
        "Ghi một đính chính đã được phê duyệt.",
        "Write down a correction that was approved.",
    ),
    "waive": Text(
        "Ghi một giải trình được chấp nhận cho một câu hỏi.",
        "Write down an explanation that was accepted for a query.",
    ),
    "approve": Text(
        "Ghi quyết định phê duyệt số liệu một kỳ.",
        "Write down that the figures of a half-year were approved, or refused.",
    ),
    "why": Text(
        "Nguồn gốc của một số liệu: tệp, ô, nguyên văn, đính chính, quy tắc.",
        "The story of one figure: file, cell, raw text, correction, rules.",
    ),
    "diff": Text(
        "Những gì đã thay đổi giữa hai lần công bố.",
        "What changed between two releases.",
    ),
    "report": Text(
        "Báo cáo sơ kết của nửa năm (DOCX), từng số có nguồn.",
        "The review report of a half-year (DOCX), each figure with its source.",
    ),
    "factcheck": Text(
        "Đối chiếu mọi con số trong một bài viết với kho số liệu.",
        "Hold every figure of a published text against the warehouse.",
    ),
    "releases": Text(
        "Các lần công bố; một tệp thuộc lần nào.",
        "What was published when; which release a file belongs to.",
    ),
    "sql": Text(
        "Hỏi các bảng của một lần công bố bằng SQL; không ghi gì.",
        "Ask the tables of a release in SQL; nothing is written.",
    ),
    "prune": Text(
        "Xóa các lần công bố cũ.",
        "Remove old releases.",
    ),
    "rules": Text(
        "Mỗi quy tắc đã phát hiện, được miễn, được sửa bao nhiêu lần.",
        "Each rule over all releases: fired, waived, corrected, unverifiable.",
    ),
    "doctor": Text(
        "Hệ thống tự chạy có ổn không: lịch, lần chạy, khóa, đĩa, quyền.",
        "Whether what runs by itself is well: schedules, runs, locks, disk, permissions.",
    ),
    "backtest": Text(
        "Gài lỗi vào báo cáo đúng để đo khả năng phát hiện.",
        "Plant known errors in accepted submissions and see what finds them.",
    ),
    "watch": Text(
        "Theo dõi raw/inbox, nhận và trả lời báo cáo khi đến; không cần máy chủ.",
        "File and answer what comes into raw/inbox as it comes, without a server.",
    ),
    "desk": Text(
        "Mở bàn làm việc của Khối: các trang trên máy này, không cần dòng lệnh.",
        "The secretariat's week as pages on this machine; no command line needed.",
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
PERIOD_UNKNOWN = Text(
    "Không có gì về kỳ {period}: lịch báo cáo (schemas/calendar.csv) không có kỳ này và raw/ chưa nhận gì. Đề nghị xem"
    " lại kỳ.",
    "Nothing is known of {period}: it is not in the calendar (schemas/calendar.csv) and raw/ holds nothing of it. Check"
    " the period.",
)
NOBODY_REPORTS = Text("Kỳ {period}: chưa có đơn vị nào trong Khối.", "{period}: the bloc has no boards then.")
UNKNOWN_BOARD_EVER = Text(
    "Không có ban quản lý nào tên “{found}”. Các ban quản lý: {known}.",
    "There is no board “{found}”. The boards: {known}.",
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
NOT_OF_THE_PERIOD = Text(
    "Biểu mẫu của kỳ {period} không có chỉ tiêu {code} “{label}”.",
    "The form of {period} has no indicator {code} “{label_en}”.",
)

# zones serve
STARTING_SERVER = Text("Đang mở máy chủ Prefect…", "Starting the Prefect server…")
SERVER_FAILED = Text(
    "Không mở được máy chủ Prefect tại {host}:{port}: {why}. Hãy dừng chương trình đang dùng cổng này hoặc chọn cổng"
    " khác bằng --port.",
    "The Prefect server could not be started on {host}:{port}: {why}. Stop what uses the port, or choose another with"
    " --port.",
)
PREFECT_DID_NOT_START = Text(
    "Máy chủ Prefect tạm thời không khởi động được. Đề nghị chạy lại, hoặc chạy với --direct (không cần Prefect).",
    "Prefect's own server did not start. Run again, or run with --direct, which needs no Prefect.",
)
NO_SERVER = Text(
    "Không có máy chủ Prefect nào trả lời tại {address}. Hãy mở máy chủ đó, bỏ PREFECT_API_URL, hoặc dùng --direct.",
    "No Prefect server answers at {address}. Start it, unset PREFECT_API_URL, or use zones run --direct.",
)
SERVING = Text(
    "Máy chủ Prefect: {address}. Đang phục vụ {deployments}. Dừng bằng Ctrl-C.",
    "Prefect server: {address}. Serving {deployments}. Stop with Ctrl-C.",
)
RUN_WAS_DEAD = Text(
    "Lần chạy {run} bị ngắt giữa chừng (mất điện hoặc tiến trình bị dừng đột ngột); đã ghi nhận là hỏng (Crashed).",
    "The run {run} was cut off (a power cut, or its process was killed); it is now marked Crashed.",
)
SERVER_GONE = Text(
    "Máy chủ Prefect đã dừng đột ngột. Hãy chạy lại zones serve.",
    "The Prefect server has ended. Start zones serve again.",
)
DATABASE_DAMAGED = Text(
    "Cơ sở dữ liệu của Prefect {file} bị hỏng ({why}). Số liệu trong raw/ và warehouse/ không bị ảnh hưởng: hãy đổi tên"
    " tệp này rồi chạy lại (chỉ mất lịch sử các lần chạy), hoặc dùng zones run --direct.",
    "Prefect's database {file} is damaged ({why}). raw/ and warehouse/ are not concerned: rename that file and start"
    " again (only the history of runs is lost), or use zones run --direct.",
)
DATABASE_NOT_WRITABLE = Text(
    "Prefect không ghi được vào {folder} ({why}). Hãy kiểm tra quyền ghi và dung lượng đĩa, đặt PREFECT_HOME sang thư"
    " mục khác, hoặc dùng zones run --direct.",
    "Prefect cannot write to {folder} ({why}). Check permissions and disk space, set PREFECT_HOME to another folder,"
    " or use zones run --direct.",
)
SERVING_STOPPED = Text("Đã dừng.", "Stopped.")

# States and severities as people are shown them.
STATUS_NAMES = {
    "received": Text("đã nhận", "received"),
    "unreadable": Text("không đọc được", "unreadable"),
    "rejected": Text("bị trả lại", "rejected"),
    "accepted_with_queries": Text("chấp nhận, cần giải trình", "accepted with queries"),
    "accepted": Text("chấp nhận", "accepted"),
    "superseded": Text("đã được thay bằng bản mới", "superseded"),
    "nil": Text("không phát sinh", "nil return"),
    "missing": Text("chưa nhận", "missing"),
}
SEVERITY_NAMES = {
    "error": Text("lỗi", "error"),
    "query": Text("cần giải trình", "query"),
    "info": Text("thông tin", "info"),
}

# zones check
CHECKING = Text("Đang kiểm tra {file}…", "Checking {file}…")
RULE_COUNTS = Text(
    "Quy tắc: {passed} đạt, {failed} không đạt, {unverifiable} chưa đủ số liệu để kiểm tra.",
    "Rules: {passed} passed, {failed} failed, {unverifiable} could not be verified.",
)
NOT_COMPARED = Text(
    "Chưa so sánh với các kỳ trước và các đơn vị khác theo {rules}: không có số liệu để so sánh. Chỉ thư mục số liệu đã"
    " nhận bằng --raw, hoặc gói của Khối bằng --pack.",
    "Not compared with earlier half-years and other boards by {rules}: there is nothing to compare with. Name the"
    " folder of what was received with --raw, or the bloc's pack with --pack.",
)
SAME_CAUSE = Text(
    "Cùng nguyên nhân này còn {count} quy tắc khác không đạt: {rules}",
    "{count} more failed from the same cause: {rules}",
)

SEVERITY_COUNTED = {"error": Text("lỗi", "error"), "query": Text("câu hỏi", "query")}
STATUS_OF_FIGURES = {"final": Text("chính thức", "final"), "provisional": Text("tạm tính", "provisional")}

# What zones run and zones status print.
ROW_HEADINGS = {
    "Board": Text("Đơn vị", "Board"),
    "State": Text("Tình trạng", "State"),
    "File": Text("Tệp", "File"),
    "Received": Text("Ngày nhận", "Received"),
    "Days late": Text("Chậm (ngày)", "Days late"),
    "Versions": Text("Số bản", "Versions"),
    "Errors": Text("Lỗi", "Errors"),
    "Queries": Text("Câu hỏi", "Queries"),
    "Indicator": Text("Chỉ tiêu", "Indicator"),
    "Sector": Text("Khu vực", "Sector"),
    "Total": Text("Tổng", "Total"),
    "Likely": Text("Có lẽ là", "Likely"),
    "Unit": Text("Đơn vị tính", "Unit"),
    "Boards": Text("Số đơn vị", "Boards"),
    "With estimates": Text("Kể cả ước tính", "With estimates"),
    "Published": Text("Đã công bố", "Published"),
    "Verdict": Text("Kết luận", "Verdict"),
    "Period": Text("Kỳ", "Period"),
    "Figure": Text("Số liệu", "Figure"),
    "Was": Text("Trước", "Was"),
    "Is": Text("Nay là", "Is"),
    "Reason": Text("Lý do", "Reason"),
    "Approved by": Text("Người phê duyệt", "Approved by"),
    "Reaches": Text("Ảnh hưởng đến", "Reaches"),
}
STATES_TITLE = Text(
    "Các đơn vị kỳ {period}: {reported}/{expected} đã có số liệu được chấp nhận",
    "Boards in {period}: {reported} of {expected} reported and accepted",
)
FINDINGS_TITLE = Text("Những điểm phát hiện", "Findings")
OPEN_QUERY = Text(
    "(?) còn câu hỏi chưa trả lời về một số liệu trong tổng này; chưa nên sử dụng.",
    "(?) a figure in this total has an open query: do not use it yet.",
)
WAIVED_ERROR = Text(
    "(!) tổng này có bản được chấp nhận dù còn lỗi: lỗi đã được bỏ qua theo quyết định.",
    "(!) a version in this total was accepted with an error that was waived.",
)
WAIVED_ERRORS = Text("{count} lỗi được bỏ qua", "{count} waived errors")
NO_FINDINGS = Text("Không còn điểm nào mở trong các báo cáo đã nhận.", "Nothing is open in what was received.")
TOTALS_TITLE = Text(
    "Tổng của khối kỳ {period} ({status}) và số đã công bố",
    "Totals of the bloc in {period} ({status}) beside the published ones",
)
YEAR_TITLE = Text(
    "Cả năm {period}: số của khối và số đã công bố",
    "The whole year {period}: totals of the bloc beside the published ones",
)
RESTATED_TITLE = Text("Số liệu đã đính chính và những gì chịu ảnh hưởng", "Restated figures, and what depends on them")
RECEIVED_BEFORE = Text(
    "Tệp này đã được tiếp nhận lúc {at} ({period}, {board}, {file}); gửi lại không làm thay đổi gì.",
    "These bytes were already received at {at} ({period}, {board}, {file}); sending them again changes nothing.",
)

# zones status
JUDGING = Text("Đang đọc và kiểm tra {period}…", "Reading and judging {period}…")
STATUS_HEADINGS = (
    *(Text("Đơn vị", "Board"), Text("Tình trạng", "State"), Text("Ngày nhận", "Received")),
    *(Text("Chậm (ngày)", "Days late"), Text("Số bản", "Versions"), Text("Vướng mắc", "What blocks")),
)
SINCE_RELEASE = Text("So với lần công bố {number}", "Since release {number}")
DUE = Text(". Hạn gửi {due}, hội nghị {conference}", ". Due {due}, conference {conference}")
NOT_RECEIVED = Text("chưa nhận được báo cáo", "not received")
LATER_REJECTED = Text("Bản gửi sau bị trả lại ({file}).", "A later version was rejected ({file}).")
WAS = Text("trước đó: {state}", "was {state}")

# zones why
FACT_WIDTH = 16
FACTS = {
    "state": Text("tình trạng", "state"),
    "file": Text("tệp", "file"),
    "sha256": Text("mã băm sha256", "sha256"),
    "received": Text("nhận lúc", "received"),
    "form": Text("chỗ trên biểu", "form"),
    "cell": Text("ô", "cell"),
    "text": Text("nguyên văn", "text"),
    "unit": Text("đơn vị tính", "unit"),
    "status": Text("số liệu là", "status"),
    "correction": Text("đính chính", "correction"),
    "boards": Text("số đơn vị", "boards"),
    "queries": Text("câu hỏi mở", "queries"),
    "waived_errors": Text("lỗi được bỏ qua", "waived errors"),
    "without": Text("không kể số ngờ", "without"),
    "likely": Text("có lẽ là", "likely"),
    "estimated": Text("kể cả ước tính", "estimated"),
}
OUTCOMES = {
    "passed": Text("đạt", "passed"),
    "failed": Text("không đạt", "failed"),
    "unverifiable": Text("chưa kiểm tra được", "unverifiable"),
}
VALUE_STATUS = {
    "reported": Text("đơn vị báo cáo", "reported"),
    "corrected": Text("đã đính chính", "corrected"),
    "derived": Text("suy ra từ số cả năm", "derived"),
}
CELL_STATES = {
    "number": Text("số", "number"),
    "not_applicable": Text("x (không áp dụng)", "x (not applicable)"),
    "blank": Text("để trống", "blank"),
    "nil": Text("không phát sinh", "nil return"),
    "undecided": Text("chưa rõ là số nào", "undecided"),
    "unreadable": Text("không đọc được", "unreadable"),
}
WAIVED_BY = Text("đã giải trình, {who} chấp nhận", "waived by {who}")
NO_SECTOR = Text(
    "“{found}” không phải là khu vực. Khu vực là fdi, ddi hoặc total.",
    "“{found}” is not a sector. A sector is fdi, ddi or total.",
)
NOTHING_RECEIVED = Text(
    "Chưa nhận được báo cáo nào của {board} cho kỳ {period}.",
    "Nothing was received from {board} for {period}.",
)
CORRECTED = Text(
    "{period}/corrections.csv dòng {line}: “{expect}” → {value}; {who} duyệt ngày {date}: {why}",
    "{period}/corrections.csv line {line}: “{expect}” → {value}; approved by {who} on {date}: {why}",
)

# zones report
NOT_IN_RELEASE = Text(
    "Lần công bố {release} không có kỳ {period}. Các kỳ đã có: {known}.",
    "Release {release} does not have {period}. There are: {known}.",
)
REPORT_WHERE = Text(
    "Hãy nêu tệp cần ghi bằng -o, hoặc dùng --format json để in ra màn hình.",
    "Name the file to write with -o, or print data with --format json.",
)
REPORT_WRITTEN = Text("Đã ghi {file}.", "Written: {file}.")

# zones diff
NO_RELEASE = Text(
    "Chưa có lần công bố nào trong {folder}. Hãy chạy zones run trước.",
    "There is no release in {folder} yet. Run zones run first.",
)
ONE_RELEASE = Text(
    "Chưa có lần công bố nào trước lần {number} để so sánh.",
    "There is no release before {number} to compare with.",
)
UNKNOWN_RELEASE = Text(
    "Không có lần công bố {found}. Các lần đã có: {known}.",
    "There is no release {found}. There are: {known}.",
)
MORE_CHANGES = Text("Và {count} thay đổi nữa.", "And {count} more.")
NO_CHANGES = Text(
    "Không có gì thay đổi giữa lần công bố {first} và {second}.",
    "Nothing changed between releases {first} and {second}.",
)

NEW_RESTATEMENTS = Text("Đính chính mới trong lần công bố {second}", "Restated in release {second} and not in {first}")
GONE_RESTATEMENTS = Text(
    "Đính chính không còn trong lần công bố {second}", "Restated in release {first} and no longer in {second}"
)

# zones receive
NOTHING_TO_RECEIVE = Text("Hãy nêu tệp cần nhận.", "Name the files to receive.")
CORRECT_MOMENT_NEEDS = Text(
    "--correct-moment cần tệp đã nhận và thời điểm đúng (--at).",
    "--correct-moment needs the file that was received and the right moment (--at).",
)
APPROVAL_NO_LONGER_FITS = Text(
    "CHÚ Ý: số liệu kỳ {period} đã được phê duyệt; phần vừa nhận làm thay đổi số liệu đó. Từ lần chạy tới, kỳ này là "
    "tạm tính cho đến khi được phê duyệt lại; bản chính thức gần nhất vẫn được giữ.",
    "NOTE: {period} was approved, and what was just received changes what it rests on. From the next run on it is "
    "provisional until it is approved anew; the last final release is kept.",
)
NIL_NEEDS = Text(
    "Với --nil hãy nêu --board và --period, không kèm tệp.",
    "With --nil name --board and --period, and no file.",
)
NIL_FILED = Text(
    "Đã ghi nhận {board} không có phát sinh trong kỳ {period}.",
    "It was noted that {board} has nothing to report for {period}.",
)
WHOSE_IS_IT = Text(
    "Không nhận ra {file} là của đơn vị nào, kỳ nào. Hãy nhận lại với --board và --period.",
    "Whose {file} is and for which period could not be told. Receive it with --board and --period.",
)
MORE_FINDINGS = Text("Và {count} điểm nữa (bảng findings).", "And {count} more (table findings).")

# zones factcheck

# zones run
RUNNING = Text("Kỳ {period}:", "Running {period}:")
STAGES = {
    "ingest": Text("đọc tệp", "reading"),
    "validate": Text("kiểm tra", "checking"),
    "transform": Text("tổng hợp", "making tables"),
    "publish": Text("công bố", "publishing"),
}
STARTING_PREFECT = Text("Kỳ {period}: chạy qua Prefect…", "Running {period} through Prefect…")
PUBLISHED = Text(
    "Đã công bố lần {number}: {folder} (cũng là {current})",
    "Release {number} was published: {folder} (also {current})",
)
BUILT_ASIDE = Text(
    "Đã lập vào {folder}; số liệu đang công bố ({current}) giữ nguyên.",
    "Built into {folder}; what is published ({current}) stays as it is.",
)
UNCHANGED = Text(
    "Không có gì thay đổi; lần công bố {number} vẫn có hiệu lực: {folder}",
    "Nothing changed; release {number} stands: {folder}",
)
