"""Texts of back-testing: the kinds of error that are planted, and the page that tells what found them."""

from __future__ import annotations

from schemas.text import Text

KINDS = {
    "digits_transposed": Text("đảo hai chữ số liền nhau", "two neighbouring digits transposed"),
    "digit_dropped": Text("thiếu một chữ số", "a digit dropped"),
    "digit_wrong": Text("gõ sai một chữ số", "one digit mistyped"),
    "decimal_mark_lost": Text("mất dấu thập phân", "the decimal mark lost"),
    "thousand": Text("lớn gấp 1.000 lần (nghìn thành triệu)", "a thousand times too large"),
    "thousandth": Text("nhỏ đi 1.000 lần", "a thousand times too small"),
    "row_thousand": Text("cả dòng lớn gấp 1.000 lần", "a whole line a thousand times too large"),
    "vnd_in_usd": Text("ghi tỷ đồng vào cột triệu USD", "billion VND in the million USD column"),
    "sign_lost": Text("mất dấu âm", "the minus sign lost"),
    "sign_added": Text("thừa dấu âm", "a minus sign too many"),
    "columns_swapped": Text("đổi chỗ cột FDI và DDI", "the FDI and DDI columns of a line swapped"),
    "rows_swapped": Text("ghi nhầm sang dòng kế tiếp", "the figures of two neighbouring lines swapped"),
    "blank": Text("để trống ô bắt buộc", "a required cell left blank"),
    "zeroed": Text("ghi 0 thay cho số thật", "zero instead of the figure"),
    "sheet_copied": Text("chép cả biểu của kỳ trước", "a whole sheet copied from the period before"),
    "last_year_as_actual": Text("chép số cùng kỳ năm trước làm số kỳ này", "last year's figure sent as this period's"),
    "last_year_wrong": Text("số cùng kỳ năm trước khác số đã chấp nhận", "last year's column not what was accepted"),
    "opening_wrong": Text(
        "số đầu kỳ lệch, số cuối kỳ lệch theo", "the opening figure off and the closing moved along with it"
    ),
    "zone_missing": Text("thiếu một khu trong danh mục", "a zone missing from the list"),
    "zone_status": Text("ghi sai tình trạng một khu", "a zone listed with the wrong status"),
    "project_missing": Text("thiếu một dòng trong danh mục dự án", "a line missing from the project register"),
    "project_amount": Text("đảo chữ số trong vốn một dự án", "digits transposed in a project's capital"),
    "project_wrong_event": Text("ghi sai sự kiện của một dự án", "a project listed under the wrong event"),
    "project_date": Text("ngày của dự án nằm ngoài kỳ", "a project dated a year too early"),
    "certificate_twice": Text("một số GCN ghi hai lần", "a certificate number written twice"),
}

PAGE_TITLE = "# What the rules detect"
PAGE_HOW = """
This page is written by `zones backtest -n {each} --seed {seed} --write {page}`; do not edit it.
Errors of known kinds are planted, one at a time, into submissions that were accepted, and the changed submission is
judged again beside the board's own history and the other boards' figures of its period. Nothing is stored.

- Data: `{raw}`, {submissions} accepted submissions of {periods} periods; errors were planted into the {targets} of
  them with at least {history} earlier half-years of their own (the rules of levels 2 to 4 need a history). Most of the
  figures shipped are illustrative, so the rates below are those of tidy data.
- {each} errors a kind, seed {seed}: the same command gives the same page.
- *found*: an error or query that the untouched submission did not have. *stopped*: the submission is rejected.
  *in the cell*: the planted cell is the one most suspected by a finding; *among the cells*: a finding lists it.
  *repair 1st / 2nd*: the planted cell with its true value is the first, or one of the first two, repairs suggested
  (for errors in one form cell only).
""".strip()
PAGE_KINDS = "## By kind of error"
PAGE_HEADINGS = (
    "Planted", "n", "found", "stopped", "in the cell", "among the cells", "repair 1st", "repair 2nd", "found by"
)  # fmt: skip
PAGE_SHEETS = "## By sheet"
PAGE_SHEETS_HEADINGS = ("Sheet", "n", "found", "in the cell")
PAGE_ALARMS = "## False alarms on untouched submissions"
PAGE_ALARMS_TEXT = (
    "{submissions} accepted submissions with {values} values, untouched: {errors} errors and {queries} queries, that "
    "is {rate} queries in two hundred values."
)
PAGE_MISSED = "## What is not found, and why"
PAGE_MISSED_TEXT = """
- A figure that stands in no balance and moves less than the board's history swings (a mistyped last digit of revenue,
  average income, a planned figure) cannot be told from the truth by anybody who has only the file. History rules
  speak when a figure leaves the range by far more than it ever moved.
- The optional lines and sheet B6 are compared with history only.
- A transposed or mistyped digit that happens to keep every interval (a score below its maximum with the total changed
  alike, a status between two that are both left out of a sum) is consistent, and consistent figures are accepted.
- A repair cannot be identified where every cell of a failing balance could be the wrong one: FDI + DDI = total, with
  no other balance through any of the three. All minimal answers are then listed, the ones with a known slip (digits
  transposed, a digit dropped, a sign, a factor) first; none is ever applied.
- The first half-years of a board have no history: level 2 is unverifiable there and is said to be.
""".strip()
NOT_FOUND_EXAMPLES = "Examples of errors that nothing found with this seed:"
NOTHING_ACCEPTED = Text(
    "Trong {folder} chưa có báo cáo nào được chấp nhận để thử nghiệm.",
    "{folder} holds no accepted submission to plant errors in.",
)
PLANTING = Text("Đang gài lỗi và kiểm tra lại…", "Planting errors and judging again…")
