"""Words of the page of a release: what stands around the report, and what no official report has."""

from __future__ import annotations

from schemas.text import Text

CONTENTS = Text("Nội dung", "Contents")
OTHER_LANGUAGE = Text("English", "Tiếng Việt")
QUALITY_PAGE = Text("Chất lượng số liệu", "Quality of the figures")
DICTIONARY_PAGE = Text("Từ điển số liệu", "Data dictionary")
HOW_TO_READ = Text(
    "Bấm vào một số liệu (hoặc chọn bằng phím Tab rồi nhấn Enter) để xem số ấy được lấy từ ban nào, tệp, trang tính và "
    "ô nào, ô ấy ghi gì và đã qua những quy tắc nào.",
    "Click a figure (or reach it with Tab and press Enter) to see the boards, files, sheets and cells it comes from, "
    "what those cells say and the rules that were applied.",
)
ANNEXES = Text("Phụ lục: số liệu theo ban quản lý", "Annexes: figures by board")
STATE_OF_RELEASE = Text("Tình trạng của bản phát hành", "State of the release")
SOURCES = Text("Nguồn của từng số liệu", "Sources of the figures")
CLOSE = Text("Đóng", "Close")
HOW_MADE = Text("Cách tính", "How it was made")
MADE_FROM = Text("Tính từ", "Made from")
CELLS = Text("Các ô", "Cells")
RULES_APPLIED = Text("Các quy tắc đã áp dụng", "Rules applied")
BOARD = Text("Ban quản lý", "Board")
FIGURE = Text("Số liệu", "Figure")
FILE = Text("Tệp", "File")
PLACE = Text("Trang tính, ô", "Sheet, cell")
RAW_TEXT = Text("Nguyên văn trong ô", "Text of the cell")
STATUS = Text("Tình trạng", "Status")
STATUSES = {
    "reported": Text("ban báo cáo", "reported"),
    "corrected": Text("đã đính chính", "corrected"),
    "derived": Text("suy từ số cả năm", "derived from the year"),
}
ASKED = Text("đang có câu hỏi ({rules})", "a query is open ({rules})")
ASKED_ABOUT = Text("số đang có câu hỏi chưa giải trình", "an open query is about this figure")
RULE = Text("Quy tắc {rule}", "Rule {rule}")

BOARDS_IN = Text("Các ban quản lý", "Boards")
VERSIONS_IN = Text("Các bản đã nhận và những gì bản sau thay đổi", "Versions received, and what a later one changed")
TOTALS = Text("Tổng hợp toàn Khối", "Totals of the bloc")
FINDINGS = Text("Phát hiện", "Findings")
COMPARISON = Text("Đối chiếu với số đã công bố", "Comparison with published figures")
RESTATED = Text("Số liệu đã đính chính", "Restated figures")
ABOUT_FIGURES = Text("Ghi chú về số liệu", "Notes on the figures")

REMARK = Text("Ghi chú", "Remark")
OF_SECTOR = Text("{sector}: {remark}", "{sector}: {remark}")
SHARE_OF_PREVIOUS = Text("tỷ trọng kỳ trước {share} %", "share of last period {share} %")
WHAT_CHANGED = Text("Thay đổi so với bản trước", "Changed against the one before")
CHANGED = Text("{label}: {before} → {after}", "{label}: {before} → {after}")
CHANGED_UNASKED = Text(
    "{label}: {before} → {after} (không được yêu cầu)", "{label}: {before} → {after} (not asked for)"
)
AND_MORE = Text("và {count} số khác", "and {count} more")
NOTHING_CHANGED = Text("không có số liệu nào thay đổi", "no figure changed")
NO_RESUBMISSION = Text("Mỗi ban chỉ gửi một bản.", "Every board sent one version.")
BLANK = Text("trống", "blank")
OF_VERSION_IN_FORCE = Text("bản đang có hiệu lực", "the version in force")
OF_OTHER_VERSION = Text("bản {state}: {file}", "version {state}: {file}")
WHICH = Text("Của bản", "Of version")
YEAR = Text("{period}: {label}", "{period}: {label}")
