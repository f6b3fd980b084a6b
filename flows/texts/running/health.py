"""What `zones doctor` says."""

from __future__ import annotations

from schemas.text import Text

NAMES = {
    "versions": Text("Phiên bản", "Versions"),
    "disk": Text("Dung lượng đĩa", "Disk"),
    "permissions": Text("Quyền truy cập", "Permissions"),
    "clock": Text("Đồng hồ", "Clock"),
    "locks": Text("Khóa", "Locks"),
    "calendar": Text("Lịch báo cáo", "Calendar"),
    "releases": Text("Lần công bố", "Releases"),
    "inbox": Text("Hộp nhận", "Inbox"),
    "database": Text("Cơ sở dữ liệu Prefect", "Prefect's database"),
    "server": Text("Máy chủ Prefect", "Prefect server"),
    "schedules": Text("Lịch chạy", "Schedules"),
    "last run": Text("Lần chạy gần nhất", "Last run"),
    "next run": Text("Lần chạy tới", "Next run"),
    "dead runs": Text("Lần chạy bị ngắt", "Dead runs"),
    "approval": Text("Phê duyệt", "Approval"),
}
STATES = {
    "well": Text("tốt", "well"),
    "look": Text("cần xem", "look"),
    "unknown": Text("không xem được", "could not look"),
}

VERSIONS = Text(
    "Python {python}, redriver-zones {zones}, Prefect {prefect}",
    "Python {python}, redriver-zones {zones}, Prefect {prefect}",
)
NOT_AS_ASKED = Text(
    "Không đúng phiên bản cần có: {packages}. Hãy cài lại theo requirements.lock.",
    "Not the versions asked for: {packages}. Install requirements.lock again.",
)
DISK = Text("{folder}: còn {free} GB", "{folder}: {free} GB free")
OPEN_TO_ALL = Text(
    "Ai dùng máy này cũng đọc được {folders}. Hãy chạy chmod o-rwx, hoặc chmod g+s nếu là thư mục chung của nhóm.",
    "Everybody on this machine can read {folders}: chmod o-rwx, or chmod g+s where it is a group's.",
)
NOT_WRITABLE = Text("Không ghi được vào {folders}.", "{folders} cannot be written to.")
PERMISSIONS = Text("chỉ người vận hành vào được", "only for the operator")
CLOCK = Text("không có gì mang ngày trong tương lai", "nothing bears a day in the future")
CLOCK_BEHIND = Text(
    "Đồng hồ đang chỉ {now}, trước {newest} đã ghi ở {where}. Hãy chỉnh đồng hồ.",
    "The clock says {now}, before {newest}, which stands in {where}. Set the clock.",
)
LOCK_HELD = Text("{locks} đang có chương trình giữ", "{locks} held by a program at work")
LOCKS_FREE = Text("không ai giữ", "free")
CALENDAR_ENDS = Text(
    "schemas/calendar.csv chỉ có đến {last}. Hãy ghi thêm các kỳ sau.",
    "schemas/calendar.csv ends with {last}. Add the half-years that follow.",
)
CALENDAR = Text("hạn kỳ tới: {period}, {due}", "due next: {period}, {due}")
RELEASED = Text("bản hiện hành {number}, kỳ {period}, công bố {at}", "current: {number}, of {period}, published {at}")
NO_RELEASE = Text("Chưa công bố lần nào. Hãy chạy zones run.", "Nothing was published yet: zones run.")
NOT_RELEASED_SINCE = Text(
    "Hạn báo cáo kỳ {period} đã qua từ {due} mà chưa có lần công bố nào về kỳ này. Hãy chạy zones run {period}.",
    "The report of {period} was due on {due} and there is no release of it: zones run {period}.",
)
DAMAGED = Text(
    "Bản hiện hành bị hỏng: {folder}. Hãy xóa warehouse/ và chạy lại.",
    "The current release is damaged: {folder}. Delete warehouse/ and run again.",
)
LYING = Text(
    "{count} tệp nằm trong raw/inbox quá 1 giờ: {files}",
    "{count} files have lain in raw/inbox for over an hour: {files}",
)
INBOX_EMPTY = Text("không có tệp tồn đọng", "nothing is left lying")
WELL = Text("dùng được", "usable")

ANSWERS = Text("trả lời tại {address}", "answers at {address}")
NO_SERVER = Text(
    "Không có máy chủ nào trả lời tại {address}. Hãy chạy zones serve.", "None answers at {address}: zones serve."
)
NOT_LET_IN = Text("{address} không cho xem: {why}", "{address} does not let us look: {why}")
OFF = Text("Chưa có hoặc đang tắt: {names}. Hãy chạy zones serve.", "Missing or off: {names}. Start zones serve.")
ON = Text("đang bật: {names}", "on: {names}")
LAST = Text("{name}: {state}, {at}", "{name}: {state}, {at}")
NEVER = Text("chưa chạy lần nào", "there was none yet")
NEXT = Text("{at}", "{at}")
NO_NEXT = Text("Không có lần chạy nào được lên lịch.", "None is planned.")
DEAD = Text(
    "{names} bị ngắt giữa chừng. Hãy khởi động lại zones serve để ghi nhận.",
    "{names} were cut off. Start zones serve again, which marks them.",
)
NONE_DEAD = Text("không có", "none")
AWAITED = Text("{names} đang chờ phê duyệt.", "{names} await approval.")
NONE_AWAITED = Text("không có gì chờ", "none is awaited")
