"""Why a published figure could not be held against ours."""

from __future__ import annotations

from schemas.text import Text

# These stand in the column `verdict` after “not comparable: ”, so the English one is data as well.
UNKNOWN_CODE = Text("mã chỉ tiêu không có trong biểu mẫu", "the form has no such figure")
NOT_SUMMED = Text("chỉ tiêu này không cộng qua các ban", "this figure does not sum over boards")
UNKNOWN_UNIT = Text("không rõ đơn vị “{unit}”", "the unit “{unit}” is not known")
OTHER_UNIT = Text(
    "đơn vị “{unit}” không quy đổi được sang {expected}", "the unit “{unit}” cannot be converted to {expected}"
)
NOT_A_NUMBER = Text("“{written}” không phải một số", "“{written}” is not one number")
AMBIGUOUS = Text(
    "“{written}” có thể đọc là {readings} và nguồn không cho biết cách viết số",
    "“{written}” may mean {readings} and its source does not show how it writes numbers",
)
BOARDS_MISSING = Text("mới có {reported}/{expected} ban", "{reported} of {expected} boards")
NOT_IN_BOTH_HALVES = Text(
    "chỉ tiêu không có trong biểu mẫu của cả hai kỳ trong năm", "the form has no such line in both halves of the year"
)
NOTHING_RECEIVED = Text("chưa có số liệu của kỳ này", "no figures of this period")
