"""The summary of a run and of what is to be approved, as people read them in the server's page (Markdown)."""

from __future__ import annotations

from schemas.text import Text

TITLE = Text("{period}: lần công bố {number}, {status}", "{period}: release {number}, {status}")
PROPOSED = Text("{period}: số liệu trình phê duyệt", "{period}: figures submitted for approval")
STATUS = {
    "final": Text("chính thức", "final"),
    "provisional": Text("tạm thời", "provisional"),
}
COUNTED = Text(
    "{reported}/{expected} đơn vị có số liệu; {findings} vấn đề còn mở.",
    "{reported} of {expected} boards have figures; {findings} findings are open.",
)
APPROVED = Text("Đã được {who} phê duyệt lúc {at}.", "Approved by {who} at {at}.")
NOT_APPROVED = Text("Chưa được phê duyệt.", "Not approved.")
STATES = Text("Tình trạng các đơn vị", "Boards")
TOTALS = Text("Số liệu tổng hợp", "Totals")
FINDINGS = Text("Vấn đề còn mở", "Open findings")
NO_FINDINGS = Text("Không có.", "None.")
MORE = Text("… và {count} mục khác.", "… and {count} more.")
FILES = Text("Tài liệu", "Documents")
LETTERS = Text("Công văn, bảng trả lại", "Letters and marked copies")
CHANGES = Text("So với lần công bố hiện hành ({number})", "Against the current release ({number})")
NO_CHANGES = Text("Số liệu không thay đổi.", "No figure differs.")
FIRST = Text("Chưa có lần công bố nào.", "Nothing was published before.")
CHANGED = Text(
    "{table}: {added} dòng thêm, {removed} dòng bỏ, {changed} giá trị đổi",
    "{table}: {added} rows added, {removed} removed, {changed} values changed",
)
WAIVED = Text("Giải trình đã được chấp nhận: {count}.", "Explanations that were accepted: {count}.")

DECISION = Text("approve: phê duyệt; refuse: không phê duyệt.", "approve or refuse the figures shown above.")
DECIDED_BY = Text("Họ tên người quyết định.", "Name of who decides.")
NOTE = Text("Biên bản, hoặc điều cần xử lý.", "Minutes, or what is to be settled.")
REFUSED = Text(
    "Số liệu kỳ {period} không được {who} phê duyệt. {note}",
    "The figures of {period} were refused by {who}. {note}",
)
SHOWN_WERE_OTHERS = Text(
    "Từ khi trình phê duyệt, raw/ đã thay đổi nên số liệu kỳ {period} không còn là số đã xem. Hãy chạy lại để trình"
    " số mới.",
    "raw/ has changed since the figures of {period} were shown. Run again, so that what is approved is what was seen.",
)
WITH_GAPS = Text("Kỳ {period}, lần công bố {number}, còn thiếu: {gaps}.", "{period}, release {number}, lacks: {gaps}.")
NOT_RELEASED = Text("Kỳ {period} chưa được công bố: {why}", "{period} was not released: {why}")
REMINDERS = Text("Nhắc báo cáo {period} (hạn {due})", "Reminders for {period} (due {due})")
ALL_HAVE_SENT = Text("Tất cả các đơn vị đã gửi báo cáo.", "Every board has sent its report.")
REMINDED = Text(
    "Kỳ {period}, hạn {due}: đã lập công văn nhắc {boards}. Văn bản ở {folder}.",
    "{period}, due {due}: reminders were written to {boards}. They lie in {folder}.",
)
NOTHING_RAN = Text(
    "Sau hạn báo cáo chưa có lần chạy nào theo lịch; nay đã cho chạy bù. Hãy xem zones doctor.",
    "There was no scheduled run after the due date; it is made up for now. See zones doctor.",
)
AWAITS = Text(
    "Số liệu kỳ {period} đang chờ phê duyệt tại trang Prefect (nút Resume), hoặc bằng lệnh zones approve {period}.",
    "The figures of {period} await approval: Resume in Prefect's page, or zones approve {period}.",
)
GOES_ON = Text(
    "Lần chạy “{run}” đang chờ quyết định này nay chạy tiếp theo quyết định đó.",
    "The run “{run}” that waited for this decision goes on with it.",
)
DOES_NOT_GO_ON = Text(
    "Lần chạy “{run}” không chạy tiếp được (đã quá hạn hoặc đã kết thúc); lần chạy tới của kỳ {period} theo quyết định"
    " này.",
    "The run “{run}” cannot go on (its time is over or it has ended); the next run of {period} follows the decision.",
)
NOBODY_TO_ANSWER = Text(
    "Có thể một lần chạy đang chờ quyết định này, nhưng máy chủ Prefect ở {address} (PREFECT_API_URL) không trả lời"
    " hoặc từ chối; lần chạy tới của kỳ {period} theo quyết định này.",
    "A run may be waiting for this decision, but the Prefect server at {address} (PREFECT_API_URL) does not answer or"
    " refuses; the next run of {period} follows the decision.",
)
