"""What is said of a figure that is not usual: where the usual is taken from, and which slip would explain it."""

from __future__ import annotations

from schemas.text import Text

# Where the usual range is taken from.
BASES = {
    "sister_lines": Text(
        "suy từ các chỉ tiêu khác trong biểu và {count} kỳ trước của đơn vị",
        "from the other lines of the table and the board's {count} earlier periods",
    ),
    "file_itself": Text(
        "suy từ số cùng kỳ năm trước và các chỉ tiêu khác ghi trong chính tệp này",
        "from last year's figure and the other lines in this very file",
    ),
    "last_period": Text(
        "suy từ số kỳ trước là {before}",
        "from last period's figure, {before}",
    ),
    "level": Text(
        "theo mức của {count} kỳ trước",
        "from the level of {count} earlier periods",
    ),
    "usual_count": Text(
        "theo số của {count} kỳ trước",
        "from the counts of {count} earlier periods",
    ),
    "plan": Text(
        "suy từ kế hoạch trước và kết quả năm trước",
        "from the plan before and last year's results",
    ),
}
# What a slip is called in a sentence about one figure.
SLIPS = {
    "x1e1": Text("thừa một chữ số 0 (lớn gấp 10 lần)", "a nought too many (ten times too large)"),
    "x1e-1": Text("thiếu một chữ số 0 (nhỏ đi 10 lần)", "a nought missing (ten times too small)"),
    "x1e2": Text("lớn gấp 100 lần", "a hundred times too large"),
    "x1e-2": Text("nhỏ đi 100 lần", "a hundred times too small"),
    "year_to_date": Text("số lũy kế từ đầu năm thay cho số của 6 tháng", "the year to date instead of the half-year"),
}
