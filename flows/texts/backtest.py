"""Texts of back-testing: the kinds of error that are planted, and the page that tells what found them."""

from __future__ import annotations

from schemas.text import Text

# What is invented in worlds.
ZONE, PROJECT, COMPANY, BUILDER = "KCN số {number}", "Dự án {number}", "Công ty {number}", "Công ty hạ tầng"
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
    "tenfold": Text("số tiền lớn gấp 10 lần, không nằm trong tổng nào", "ten times too large, in no sum"),
    "tenth": Text("số tiền nhỏ đi 10 lần, không nằm trong tổng nào", "ten times too small, in no sum"),
    "hundredfold": Text("số tiền lớn gấp 100 lần, không nằm trong tổng nào", "a hundred times too large, in no sum"),
    "threefold": Text("lớn gấp ba, không nằm trong tổng nào", "three times too large, in no sum"),
    "half": Text("chỉ bằng một nửa, không nằm trong tổng nào", "half of it, in no sum"),
    "count_tenfold": Text("số vụ việc thừa một chữ số 0", "a count with a nought too many"),
    "year_to_date": Text("số lũy kế từ đầu năm ở một ô", "the year to date in one cell"),
    "year_to_date_sheet": Text("số lũy kế từ đầu năm ở cả biểu", "the year to date in a whole sheet"),
    "last_period_cell": Text("số của kỳ trước ở một ô", "last period's figure in one cell"),
    "plan_as_done": Text("ghi kế hoạch thay cho thực hiện", "the plan entered as done"),
    "plan_of_half": Text("kế hoạch 6 tháng thay cho kế hoạch năm", "the plan of the half-year instead of the year"),
    "compensating": Text("FDI thừa, DDI thiếu bằng nhau", "FDI too large by what DDI is too small"),
    "sheet_of_another": Text("cả biểu của đơn vị khác", "a sheet of another board"),
    "capital_thousandfold": Text(
        "vốn một dự án lớn gấp 1.000 lần, biểu 1 cộng theo",
        "a project's capital a thousand times too large, B1 with it",
    ),
    "zone_remeasured": Text(
        "diện tích một khu lớn gấp 10 lần, biểu 3 cộng theo", "a zone's area ten times too large, B3 with it"
    ),
}

PAGE_TITLE = "# What the rules detect"
PAGE_HOW = """
This page is written by `{command}`; do not edit it.
Errors of known kinds are planted, one at a time, into submissions that were accepted, and the changed submission is
judged again beside the board's own history and the other boards' figures of its period. Nothing is stored; the same
command gives the same page.

- *raw*: `{raw}`, most of whose figures are illustrative and tidy; errors were planted into {targets} submissions with
  at least {history} earlier half-years of their own. *tidy* and *messy*: worlds made from the seed
  (`flows/backtest/worlds`), every board over eight half-years with every sum true; messy ones have lumpy capital,
  overdispersed counts, seasons, the Covid dip and boards that grow fivefold.
- *found*: an error or query that the untouched submission did not have. *in the cell*: the planted cell is the one most
  suspected by a finding. *repair 1st*: the planted cell with its true value is the first repair suggested (for errors
  in one form cell only).
""".strip()
PAGE_KINDS = "## By kind of error"
PAGE_HEADINGS = (
    "Planted", "n", "found", "stopped", "in the cell", "among the cells", "repair 1st", "repair 2nd", "found by"
)  # fmt: skip
PAGE_OF_GROUND = ("n", "found", "in the cell", "repair 1st")
PAGE_ALARMS = "## False alarms on untouched submissions"
PAGE_ALARMS_HEADINGS = ("Ground", "submissions", "values", "errors", "queries", "queries a submission", "of values")
SCREEN_HEADINGS = (
    *(Text("Lỗi gài", "Planted"), Text("Số lần", "n"), Text("phát hiện", "found"), Text("chặn lại", "stopped")),
    *(Text("đúng ô", "in the cell"), Text("trong các ô nêu", "among the cells"), Text("cách sửa 1", "repair 1st")),
    *(Text("cách sửa 2", "repair 2nd"), Text("quy tắc", "found by")),
)
PAGE_ALARMS_TEXT = Text(
    "{submissions} báo cáo đã chấp nhận với {values} số liệu, không sửa gì: {errors} lỗi và {queries} câu hỏi, tức"
    " {rate} câu hỏi trên hai trăm số liệu.",
    "{submissions} accepted submissions with {values} values, untouched: {errors} errors and {queries} queries, that"
    " is {rate} queries in two hundred values.",
)
OFF_SLIPS = {
    "thousandfold": Text("gấp 1.000", "x1000"),
    "rate": Text("nhầm đồng tiền", "other currency"),
    "tenfold": Text("gấp 10", "x10"),
    "tenth": Text("còn 1/10", "/10"),
    "threefold": Text("gấp 3", "x3"),
    "twofold": Text("gấp 2", "x2"),
    "half": Text("còn một nửa", "half"),
    "one_and_a_half": Text("gấp 1,5", "x1.5"),
    "zero": Text("bằng 0", "zero"),
    "year_to_date": Text("lũy kế từ đầu năm", "year to date"),
    "exchanged": Text("đổi FDI và DDI", "FDI and DDI exchanged"),
}
OFF_GROUPS = {
    "planned": "lines with a plan and last year",
    "results": "other lines of their sheet",
    "stocks": "stocks of the investment sheet",
    "others": "everything else no list proves",
}
PAGE_EARLY = "## Units mistaken, half-year by half-year"
PAGE_EARLY_TEXT = """
{worlds} messy worlds (seeds {seeds}), one figure of every board off at once, each time another line: how often that is
an error or a query at the figure itself, and of how many; counts of cases from five on. Merged: the first half-year of
the boards that `boards.csv` merges, some of whose predecessors nobody received anything from.
""".strip()
PAGE_EARLY_HEADINGS = ("Off by", "Lines", "1st", "2nd", "3rd", "from the 4th on", "merged")
PAGE_COLUMNS = "## How far off a figure must be"
PAGE_COLUMNS_TEXT = """
The same worlds, boards with seven half-years before; every figure that no list proves as likely as another. Below the
first line only figures that stand in no sum of the file: what history, sister lines and the other boards see by
themselves. Beside it what the prototype of these methods saw on its own worlds.
""".strip()
PAGE_COLUMNS_ROWS = (
    "all figures no list proves", "of these, those in no sum", "results of enterprises in no sum", "stocks in no sum",
    "prototype: all lines",
)  # fmt: skip
PROTOTYPE = {
    "tenfold": 95, "tenth": 79, "threefold": 75, "twofold": 62, "half": 57, "one_and_a_half": 47, "zero": 84,
    "year_to_date": 33, "exchanged": 85,
}  # fmt: skip
RIVALS = "## Beside others"  # the part of the page that `make rivals` writes
PAGE_MISSED = "## What is not found, and why"
PAGE_MISSED_TEXT = """
- Two errors that compensate, a figure off by less than its line swings (a budget doubled), the capital of a project
  ten times off with B1 moved along, and the year to date of few counts look as honest figures do in messy worlds.
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
