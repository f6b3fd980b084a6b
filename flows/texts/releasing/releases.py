"""What is said of releases: listing and pruning them, and what changed between two of them."""

from __future__ import annotations

from schemas.text import Text

LIST_TITLE = Text("Các lần công bố", "Releases")
NONE_LISTED = Text(
    "Chưa có lần công bố nào trong {folder}. Hãy chạy zones run trước.",
    "Nothing was published into {folder} yet. Use zones run first.",
)
NO_TABLE = Text(
    "{file} không phải là bảng Parquet của kho số liệu này.", "{file} is no Parquet table of this warehouse."
)
OF_FILE = Text("{file} là bảng {table} của các lần công bố sau.", "{file} is the table {table} of these releases.")
OF_NONE = Text(
    "{file} là bảng {table}, nhưng không lần công bố nào ở đây có đúng những dòng ấy.",
    "{file} is the table {table}, but no release here has these rows.",
)
UNKNOWN_RELEASES = Text("Không có lần công bố {found}.", "There is no release {found}.")
BUSY = Text(
    "Một tiến trình khác đang công bố vào {folder}. Hãy thử lại sau.",
    "Another process is publishing into {folder}. Try again later.",
)
PRUNED = Text("Đã xóa: {removed}. Còn giữ: {kept}.", "Removed: {removed}. Kept: {kept}.")

WHATS = ("added", "removed", "changed")
EFFECT = Text("Tác động", "Effect")
HEADINGS = (
    *(Text("Kỳ", "Period"), Text("Đơn vị", "Board"), Text("Dòng", "Row"), Text("Thay đổi", "Change")),
    *(Text("Trước → sau", "Before → after"), EFFECT, Text("Nguyên nhân", "Cause")),
)
LIST_HEADINGS = (
    *(Text("Lần", "Release"), Text("Phiên bản", "Version"), Text("Công bố lúc", "Published"), Text("Kỳ", "Period")),
    *(Text("Tình trạng", "Status"), Text("Mã đầu vào", "Inputs"), Text("Còn giữ", "Kept"), Text("Lý do", "Reason")),
)
IS_CURRENT, IS_KEPT = Text("đang dùng", "current"), Text("còn", "yes")
COUNT_HEADINGS = (
    *(Text("Bảng", "Table"), Text("Thêm", "Added"), Text("Bỏ", "Removed"), Text("Đổi", "Changed")),
    Text("Chỉ đổi nơi ghi", "Moved only"),
)
CHANGES = {"added": Text("thêm", "added"), "removed": Text("bỏ", "removed")}
BOOLEANS = {"true": Text("có", "yes"), "false": Text("không", "no")}
TITLE = Text(
    "{table}: thêm {added}, bỏ {removed}, đổi {changed} từ {first} đến {second}",
    "{table}: {added} added, {removed} removed, {changed} changed from {first} to {second}",
)
PAGE_TITLE = Text("Thay đổi từ {first} đến {second}", "Changes from {first} to {second}")
PAGE_WRITTEN = Text("Đã ghi {file}.", "Wrote {file}.")
BUILDING = Text("Lập số liệu như đã biết ngày {day}", "Building what was known on {day}")
TABLE_THERE = {
    "added": Text("Bảng {table} mới có.", "The table {table} is new."),
    "removed": Text("Bảng {table} không còn nữa.", "The table {table} is gone."),
}
COLUMN_ADDED = Text("{table}: cột {column} mới có.", "{table}: the column {column} is new.")
COLUMN_REMOVED = Text("{table}: cột {column} không còn nữa.", "{table}: the column {column} is gone.")
MOVED = Text(
    "{table}, {period}, {board}: {count} dòng chỉ đổi nơi ghi (tệp, ô, nguyên văn).",
    "{table}, {period}, {board}: in {count} rows only the place changed (file, cell, raw text).",
)
# What a total was made of.
ESTIMATE = Text("ước tính", "estimate")
INPUTS = {
    "part": Text("số của một đơn vị", "a board's figure"),
    "year": Text("số cả năm", "the year"),
    "first_half": Text("số 6 tháng đầu năm", "the first half"),
    "carried_forward": Text("số kỳ gần nhất", "the last figure before"),
}
NO_SUCH_FIGURE = Text("{code} không có số liệu cho khu vực {sector}.", "{code} has no figure for the sector {sector}.")
NOT_SUMMED = Text(
    "{code} không cộng được qua các ban; số của từng ban:", "{code} does not sum over boards; what each board says:"
)
NO_LINES = Text("không có dòng nào trong danh mục", "no line in the list")
NO_SUCH_LINE = Text(
    "Danh mục {sheet} của {board}, {period} không có dòng {number}.",
    "The list {sheet} of {board}, {period}, has no line {number}.",
)
NOTHING_ASKED = Text("Không quy tắc nào hỏi gì về dòng này.", "No rule asks anything about this line.")
NOTHING_IN_FORCE = Text("chưa có báo cáo được chấp nhận", "nothing accepted")
# Why something differs between two builds; what is none of these is a line of the reference data, or the code.
CAUSES = {
    "submission": Text("báo cáo mới nhận", "a report came in"),
    "resubmission": Text("báo cáo gửi lại", "a report came again"),
    "correction": Text("đính chính", "a correction"),
    "waiver": Text("giải trình", "an explanation"),
    "derivation": Text("tính theo số khác đã đổi", "follows from another figure"),
}


def cause_named(cause: str) -> Text:
    """The causes of a change in words, as `zones diff` finds them: `correction; schemas/units.csv:4`."""
    found = [CAUSES.get(word, Text(word, word)) for word in cause.split("; ")]
    return Text("; ".join(text.vi for text in found), "; ".join(text.en for text in found))
