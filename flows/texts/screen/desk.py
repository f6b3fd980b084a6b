"""The pages of the desk: headings, buttons, and what happens next."""

from __future__ import annotations

from flows.texts.papers import page
from schemas.text import Text

NAME = Text("Bàn làm việc của Khối", "The bloc's desk")
BOARDS_NAME = Text("Bàn kiểm tra của đơn vị", "A board's desk")
FORM = Text("Biểu mẫu của kỳ", "The form")
BESIDE_PACK = Text(
    "Tệp được so với {files} báo cáo các kỳ trước của đơn vị trong gói {name}. Không có gì được ghi lại hay gửi đi.",
    "Files are compared with {files} earlier reports of the board in {name}. Nothing is stored or sent.",
)
SEND_IT = Text("Gửi tệp cho Khối thi đua.", "Send the file to the bloc.")
HOME = Text("Trang chính", "Overview")
CHECK = Text("Kiểm tra tệp", "Check a file")
FIGURES = Text("Số liệu", "Figures")
REPORT = Text("Báo cáo sơ kết", "Review report")
FACTCHECK = Text("Đối chiếu bài viết", "Check a text")
RELEASES = Text("Các lần công bố", "Releases")
SWITCH = Text("English", "Tiếng Việt")
SKIP = Text("Đến nội dung", "To the content")
NEXT = Text("Việc tiếp theo", "What next")
PERIOD = Text("Kỳ", "Period")
SHOW = Text("Xem", "Show")

# Overview
REPORTED = Text("đơn vị đã có số liệu được chấp nhận", "boards reported and accepted")
OF = Text("trên", "of")
DUE = Text("Hạn gửi", "Due")
CONFERENCE = Text("Hội nghị", "Conference")
BOARD = Text("Đơn vị", "Board")
STATE = Text("Tình trạng", "State")
RECEIVED = Text("Ngày nhận", "Received")
LATE = Text("Chậm (ngày)", "Days late")
VERSIONS = Text("Số bản", "Versions")
BLOCKS = Text("Vướng mắc", "What blocks")
CHANGED = Text("So với lần công bố trước", "Since the last release")
DROP = Text("Kiểm tra một tệp báo cáo", "Check a report file")
DROP_HINT = Text(
    "Chọn tệp Excel, Word, ODS hoặc CSV đơn vị gửi. Tệp chỉ được kiểm tra, chưa được lưu.",
    "Choose the Excel, Word, ODS or CSV file a board sent. It is only checked, not stored.",
)
FILE = Text("Tệp", "File")
WHOSE = Text("Của đơn vị", "Of which board")
WHICH_PERIOD = Text("Kỳ báo cáo", "Period")
FILE_SAYS = Text("theo ghi trong tệp", "as the file says")
CHECK_BUTTON = Text("Kiểm tra", "Check")
ALL_TEMPLATES = Text("Tải biểu mẫu cho các đơn vị (.zip)", "Download every board's form (.zip)")
ALL_LETTERS = Text("Tải mọi công văn và bản phản hồi của kỳ (.zip)", "Download all letters and marked copies (.zip)")
NEXT_REMIND = Text(
    "Còn {count} đơn vị chưa gửi báo cáo: tải công văn đôn đốc và gửi cho các đơn vị đó.",
    "{count} boards have sent nothing: download the reminders and send them.",
)
NEXT_RETURN = Text(
    "{count} đơn vị có báo cáo bị trả lại: mở từng đơn vị, tải bản phản hồi và công văn rồi gửi trả.",
    "The reports of {count} boards go back: open each board, download marked copy and letter, and send them.",
)
NEXT_ASK = Text(
    "{count} đơn vị còn câu hỏi: mở từng đơn vị, gửi công văn hỏi; khi có trả lời thì ghi giải trình hoặc đính chính.",
    "{count} boards have open questions: send each its letter; write down the answer as explanation or correction.",
)
NEXT_APPROVE = Text(
    "Đã đủ số liệu và không còn câu hỏi: trình phê duyệt.", "Every board is in and nothing is open: ask for approval."
)
NEXT_PUBLISH = Text(
    "Số liệu đã được phê duyệt: bấm “Công bố số liệu” để công bố chính thức.",
    "The figures are approved: publish them.",
)
NEXT_REPORT = Text(
    "Số liệu đã được phê duyệt: lập báo cáo sơ kết.", "The figures are approved: write the review report."
)
APPROVE = Text("Phê duyệt số liệu kỳ này", "Approve this half-year")

# A checked file
NOTHING_STORED = Text("Tệp này chưa được lưu.", "This file is not stored.")
VERDICT = Text("Kết luận", "Verdict")
FIRST_THINGS = Text("Việc cần làm trước", "To do first")
EVERYTHING = Text("Tất cả, theo nguyên nhân", "Everything, by cause")
NOTHING_WRONG = Text("Không có điểm nào cần sửa hay giải trình.", "Nothing is to be mended or explained.")
SAME_CAUSE = Text("cùng nguyên nhân", "from the same cause")
LIKELY = Text("Có thể sửa", "A repair may be")
DRAWN = Text("Ô sai trên biểu", "The wrong cells in their sheets")
DRAWN_HINT = Text(
    "Nền đỏ: lỗi; nền vàng: cần giải trình; viền đậm: ô nghi sai trước hết.",
    "Red: an error; yellow: to be explained; a thick frame: the cell suspected first.",
)
CUT = Text("Biểu còn tiếp, phần sau không có ô sai.", "The sheet goes on; nothing is marked there.")
COPY = Text("Tải bản có đánh dấu (xlsx)", "Download the marked copy (xlsx)")
LETTER = Text("Tải công văn (docx)", "Download the letter (docx)")
SUBMIT = Text("Nhận tệp này vào hồ sơ của đơn vị", "Receive this file as the board's")
UNKNOWN_WHOSE = Text(
    "Không rõ tệp của đơn vị nào, kỳ nào: kiểm tra lại và chọn đơn vị, kỳ.",
    "Whose file it is and for which period is not clear: check again and choose both.",
)

NOT_COMPARED = Text(
    "Chưa so sánh được theo {rules}: chưa có số liệu các kỳ trước hoặc của các đơn vị khác để so sánh.",
    "Not compared by {rules}: nothing of earlier half-years or of other boards is here to compare with.",
)

# A board
_SEND_BACK = Text(
    "Gửi trả đơn vị công văn và bản có đánh dấu; khi có bản mới thì kiểm tra và nhận ở cuối trang này.",
    "Send the board its letter and marked copy; check and receive the new version at the end of this page.",
)
NEXT_OF_BOARD = {
    "missing": Text(
        "Đơn vị chưa gửi: gửi công văn đôn đốc; khi có tệp thì kiểm tra và nhận ở cuối trang này.",
        "Nothing came: send the reminder; check and receive the file at the end of this page when it comes.",
    ),
    "rejected": _SEND_BACK,
    "unreadable": _SEND_BACK,
    "accepted_with_queries": Text(
        "Gửi công văn hỏi; khi đơn vị trả lời thì ghi giải trình tại từng điểm, hoặc ghi đính chính.",
        "Send the letter; when the board answers, write down an explanation at each point, or a correction.",
    ),
    "accepted": Text("Không còn gì phải hỏi đơn vị.", "Nothing is to be asked of the board."),
}
VERSIONS_RECEIVED = Text("Các bản đã nhận", "Versions received")
SENT_NOTHING = Text("Đơn vị chưa gửi báo cáo của kỳ này.", "The board has sent nothing for this period.")
FINDINGS = Text("Những điểm phát hiện", "Findings")
WAIVED = Text("Đã giải trình", "Explained")
EXPLAIN = Text("Ghi giải trình", "Write down an explanation")
CORRECT = Text("Ghi đính chính", "Write down a correction")
CORRECTIONS = Text("Đính chính đã ghi", "Corrections written down")
END_WAIVER = Text("Chấm dứt giải trình này", "End this explanation")
END_CORRECTION = Text("Chấm dứt đính chính này", "End this correction")
CHANGES = Text("So với bản trước: {count} chỗ thay đổi", "Changes against the version before: {count}")
CHANGES_HEADING = Text("So với bản trước", "Against the version before")
WHAT = Text("Chỉ tiêu", "Figure")
CELL = Text("Ô", "Cell")
WAS = Text("Bản trước", "Before")
NOW = Text("Bản này", "Now")
ASKED = Text("Khối có yêu cầu không", "Asked for")
ASKED_YES = Text("có yêu cầu", "asked")
ASKED_NO = Text("không yêu cầu", "not asked")
NO_LINE = Text("không có dòng này", "no such line")
FOR_INFORMATION = Text("Để biết, không cần trả lời ({count})", "For information, no answer needed ({count})")
CORRECT_SO = Text("Ghi đính chính theo gợi ý này", "Write this down as a correction")
CORRECT_LINE = Text("Đính chính một dòng của danh mục khu, danh mục dự án", "Correct a line of a list")
LIST_LINE = Text("Dòng số (STT)", "Line number")
LIST_FIELD = Text("Cột", "Column")
CODE = Text("Mã chỉ tiêu", "Code")
SECTOR = Text("Khu vực", "Sector")
MEASURE = Text("Loại số liệu", "Measure")
EXPECT = Text("Số hiện đang ghi", "What stands there now")
VALUE = Text("Số đúng", "What it should be")
REASON = Text("Lý do, căn cứ (số công văn)", "Why, and what shows it")
BY = Text("Người phê duyệt", "Who approved it")
EXPIRES = Text("Hiệu lực đến ngày", "Holds until")
FORCE = Text("Bỏ qua cả lỗi (được ghi cạnh mọi tổng)", "Waive an error too (told beside every total)")
SENDER = Text("Người gửi", "Received from")
CONTINUE = Text("Tiếp tục", "Continue")
HOW_NUMBER = Text(
    "Ghi theo đơn vị tính của mẫu, ví dụ 1.539,1 hoặc 1539,1; x nếu không áp dụng; để trống ô “Số hiện đang ghi” nếu ô"
    " của đơn vị để trống.",
    "In the form's unit, for instance 1539.1; x where not applicable; leave the first blank where the cell is blank.",
)

# Said back
CONFIRM = Text("Xin xác nhận", "Please confirm")
UNDERSTOOD = Text("Phần mềm hiểu như sau; chưa ghi gì:", "This was understood; nothing is written yet:")
WRITE = Text("Đúng, ghi lại", "Yes, write it down")
GO_BACK = Text("Không, quay lại", "No, go back")
DONE = Text("Đã ghi", "Written down")
SUBMIT_UNDERSTOOD = Text(
    "Nhận tệp {file} là báo cáo của {board}, {period}.", "Receive {file} as the report of {board}, {period}."
)
WAIVE_UNDERSTOOD = Text("Chấp nhận giải trình cho các điểm sau, đến hết ngày {day}:", "Explained until {day}:")
APPROVE_UNDERSTOOD = Text("{who} phê duyệt số liệu {period}.", "{who} approves the figures of {period}.")
REFUSE_UNDERSTOOD = Text("{who} không phê duyệt số liệu {period}.", "{who} refuses the figures of {period}.")
NEXT_SEE_BOARD = Text("Xem lại tình trạng của đơn vị.", "See how the board stands now.")
NEXT_RUN = Text(
    "Về trang chính; nếu đã phê duyệt thì bấm “Công bố số liệu” để công bố số liệu chính thức.",
    "Back to the overview; once approved, “Publish the figures” makes the final release.",
)
PUBLISH = Text("Công bố số liệu", "Publish the figures")
PUBLISH_FINAL = Text(
    "Công bố số liệu chính thức {period}, như đã phê duyệt. Các lần công bố trước vẫn được giữ.",
    "Publish the final figures of {period}, as approved. Earlier releases stay.",
)
PUBLISH_PROVISIONAL = Text(
    "Công bố số liệu tạm tính {period}: số liệu chưa được phê duyệt. Các lần công bố trước vẫn được giữ.",
    "Publish provisional figures of {period}: they are not approved. Earlier releases stay.",
)
PUBLISHED = Text("Đã công bố lần {number}: số liệu {status}.", "Release {number} is published: {status} figures.")
NEXT_READ_REPORT = Text("Mở báo cáo sơ kết.", "Open the review report.")

# Approval
DECISION = Text("Quyết định", "Decision")
YES = Text("Phê duyệt", "Approve")
NO = Text("Không phê duyệt", "Refuse")
NOTE = Text("Biên bản, ghi chú", "Minutes, note")
WHO = Text("Người quyết định", "Who decides")
IN_THE_WAY = Text("Những điểm còn vướng", "What is in the way")
TO_KNOW = Text("Cần biết trước khi quyết định", "To know before deciding")
NOTHING_IN_THE_WAY = Text("Không còn gì vướng: có thể phê duyệt.", "Nothing is in the way.")
BEFORE = Text("Các quyết định trước", "Earlier decisions")
IS_APPROVED = Text("Số liệu hiện nay đã được phê duyệt.", "The figures as they are now are approved.")
ON_THIS_PAGE = Text("Trên trang này", "On this page")
NEXT_DECIDE = Text(
    "Xem những thay đổi và báo cáo dưới đây, rồi ghi quyết định ở cuối trang.",
    "Look at the changes and the report below, then write down the decision at the end of the page.",
)
NEXT_NOT_YET = Text(
    "Chưa phê duyệt được: giải quyết từng điểm ở mục “Những điểm còn vướng”, rồi mở lại trang này.",
    "Not ready for approval: settle each point under “What is in the way”, then open this page again.",
)
NOT_YET_TO_APPROVE = Text(
    "Còn điểm vướng nên chưa chọn được “Phê duyệt”; vẫn ghi được quyết định không phê duyệt.",
    "Something is in the way, so it cannot be approved yet; a refusal can be written down.",
)
WHAT_CHANGES = Text("Phê duyệt làm thay đổi những gì", "What this approval would change")
NEVER_RELEASED = Text(
    "Chưa công bố lần nào: mọi tổng và số liệu dưới đây sẽ được công bố lần đầu.",
    "Nothing was published yet: every total and figure below would be published for the first time.",
)
AGAINST_RELEASE = Text(
    "So với lần công bố {number}: {totals} tổng của Khối, {figures} số liệu của các đơn vị và tình trạng của {states}"
    " đơn vị thay đổi. Khi được phê duyệt, các số này là số liệu chính thức của kỳ.",
    "Against release {number}: {totals} totals of the bloc, {figures} figures of boards and the state of {states}"
    " boards differ. Approved, they are the final figures of the period.",
)
AS_RELEASED = Text(
    "Số liệu đúng như lần công bố {number}; phê duyệt chỉ chuyển số liệu từ tạm tính sang chính thức.",
    "The figures are those of release {number}; approval only makes them final.",
)
STATES_CHANGED = Text("Đơn vị đổi tình trạng", "Boards whose state differs")
TOTALS_CHANGED = Text("Tổng của Khối thay đổi ({count})", "Totals of the bloc that differ ({count})")
FIGURES_CHANGED = Text("Số liệu của các đơn vị thay đổi ({count})", "Figures of boards that differ ({count})")
WAS_RELEASED = Text("Đã công bố", "Released")
WOULD_BE = Text("Nay là", "Now")
UNIT = Text("Đơn vị tính", "Unit")
CAUSE = Text("Nguyên nhân", "Cause")
BOARDS_COUNT = Text("Số đơn vị", "Boards")
MORE_FIGURES = Text("và {count} số liệu nữa: xem theo từng chỉ tiêu", "and {count} more figures, by indicator")
OPEN_LIST = Text("Câu hỏi và lỗi còn mở ({count})", "Open queries and errors ({count})")
REPORT_AS_IT_WOULD_BE = Text(
    "Báo cáo lập từ số liệu trình phê duyệt. Bấm vào một số để xem từng đơn vị, từng ô.",
    "The report made of the figures to be approved. Click a figure to see the boards and cells.",
)
ANNEXES, ASKED_ABOUT = page.ANNEXES, page.ASKED_ABOUT

# Figures
TOTAL = Text("Tổng của Khối", "Total of the bloc")
BOARDS_IN = Text("đơn vị có số liệu", "boards reported")
OPEN_QUERIES = Text("câu hỏi còn mở về số trong tổng", "open queries about figures of this total")
WITHOUT = Text("không kể số có câu hỏi", "without the questioned")
LIKELY_VALUE = Text("có lẽ là", "likely")
WAIVED_ERRORS = Text("lỗi được bỏ qua trong các bản của tổng này", "errors waived in the versions of this total")
PLACE = Text("Tệp, biểu, ô", "File, sheet, cell")
WRITTEN = Text("Nguyên văn", "As written")
NOTHING_IN_FORCE = Text("chưa có báo cáo được chấp nhận", "nothing accepted")
KNOWN = Text("Đã biết qua thời gian", "As it was known over time")
FROM_DAY = Text("Từ ngày", "From")
TO_DAY = Text("Đến ngày", "To")
QUESTIONED = Text("(?) còn câu hỏi", "(?) has an open query")
NEXT_FIGURES = Text(
    "Bấm vào tên đơn vị để xem báo cáo và ghi giải trình hoặc đính chính; (?) là số còn câu hỏi.",
    "Click a board to see its report and to write down an explanation or correction; (?) has an open query.",
)
NEXT_CHOOSE = Text(
    "Bấm vào một chỉ tiêu để xem tổng của Khối, từng đơn vị và ô gốc.",
    "Click an indicator to see the total, the boards and their cells.",
)
NEXT_COMPARE = Text(
    "Chọn hai lần công bố ở dưới để xem những gì đã thay đổi và vì sao.",
    "Choose two releases below to see what changed, and why.",
)
CHOOSE = Text("Chọn một chỉ tiêu", "Choose an indicator")

# Texts and releases
TEXT_HINT = Text(
    "Chọn bài đã công bố (txt, html, docx) hoặc dán văn bản: mọi con số được đối chiếu với lần công bố hiện tại.",
    "Choose a published text (txt, html, docx) or paste it: every figure is held against the current release.",
)
PASTED = Text("Hoặc dán văn bản", "Or paste the text")
COMPARE = Text("So sánh hai lần", "Compare two")
OLDER = Text("Lần trước", "Older")
NEWER = Text("Lần sau", "Newer")
NO_RELEASES = Text("Chưa công bố lần nào: hãy chạy zones run.", "Nothing was published yet: use zones run.")
NO_CHANGES = Text("Không có gì khác nhau.", "Nothing differs.")
MORE_CHANGES = Text("và {count} thay đổi nữa", "and {count} more")
RELEASE = Text("Lần", "Release")
STATUS = Text("Số liệu", "Figures")
AT = Text("Lúc", "At")
WHY = Text("Lý do", "Reason")

# What cannot be done
SORRY = Text("Chưa làm được", "This cannot be done yet")
NO_FILE = Text("Hãy chọn một tệp.", "Choose a file.")
NAME_NEEDED = Text("Hãy ghi tên người quyết định.", "Say who decides.")
HALF_YEAR_NEEDED = Text("Chỉ phê duyệt từng sáu tháng: 2023-H1, 2023-H2.", "Half-years are approved: 2023-H1, 2023-H2.")
NOT_THERE = Text("Không có trang hoặc tệp này.", "There is no such page or file.")
LOOK_AGAIN = Text(
    "Tệp đã kiểm tra không còn trong bộ nhớ: hãy kiểm tra lại rồi nhận.",
    "The file that was checked is no longer kept: check it again, then receive it.",
)
CHANGED_MEANWHILE = Text(
    "Số liệu đã thay đổi từ lúc trang này được mở: hãy mở lại trang, xem số mới rồi quyết định.",
    "The figures have changed since this page was opened: open it again, look at them as they are now, then decide.",
)
FAULT = Text(
    "Phần mềm gặp lỗi ở trang này; chưa ghi gì thêm. Người vận hành xem chi tiết ở cửa sổ đã mở bàn làm việc.",
    "The program failed on this page; nothing more was written. The window that opened the desk has the details.",
)
NO_TOKEN = Text(
    "Biểu này không phải của bàn làm việc đang mở (hoặc bàn đã được mở lại): hãy tải lại trang rồi gửi lại.",
    "This form is not of the desk that is open now (or it was opened anew): load the page again and send again.",
)
OTHER_HOST = Text(
    "Bàn làm việc chỉ trả lời trên máy này, tại địa chỉ nó đã in ra.",
    "The desk answers on this machine only, at the address it printed.",
)
OTHER_ORIGIN = Text(
    "Một trang web khác không được gửi lệnh đến bàn làm việc.", "Another page may not send commands to the desk."
)
TOO_LARGE = Text("Tệp quá lớn: nhiều nhất {most} MB.", "The file is too large: {most} MB at most.")
PORT_TAKEN = Text(
    "Không mở được cổng {port}: {why}. Hãy chọn cổng khác bằng --port.",
    "Port {port} cannot be opened: {why}. Choose another with --port.",
)
OPEN_AT = Text(
    "Bàn làm việc mở tại {address} (chỉ trên máy này). Dừng bằng Ctrl-C.",
    "The desk is open at {address} (this machine only). Stop with Ctrl-C.",
)
CLOSED = Text("Đã đóng.", "Closed.")
