"""What a correction and a waiver say back before they are written."""

from __future__ import annotations

from schemas.text import Text

FIGURE_UNDERSTOOD = Text(
    "Đính chính {period}, {board}, {code} {label} ({figure}), {place} của {file}: từ {old} thành {new}.",
    "Correction of {period}, {board}, {code} {label} ({figure}), {place} of {file}: from {old} to {new}.",
)
LINE_UNDERSTOOD = Text(
    "Đính chính {period}, {board}, {sheet}, dòng {line}, cột {field}, {place} của {file}: từ “{old}” thành “{new}”.",
    "Correction of {period}, {board}, list {sheet}, line {line}, column {field}, {place} of {file}: from “{old}” to"
    " “{new}”.",
)
NOT_APPLICABLE = Text("x (không áp dụng)", "x (not applicable)")
LEFT_BLANK = Text("ô để trống", "a blank cell")
TWO_READINGS = Text(
    "“{found}” có thể là hai số khác nhau: hãy viết {whole} (không có dấu) hoặc {decimal} (có phần thập phân).",
    "“{found}” may be two numbers: write {whole} (no mark) or {decimal} (a decimal part).",
)
IN_THE_FUTURE = Text(
    "Ngày {day} còn chưa đến; quyết định được ghi vào ngày đã ký.", "{day} is still to come; a decision is of its day."
)
ERROR_NEEDS_FORCE = Text(
    "{rule} là lỗi: bản có lỗi bị trả lại, không giải trình được. Nếu vẫn phải chấp nhận, dùng --force; số lỗi bỏ qua"
    " được ghi cạnh mọi tổng có số liệu này.",
    "{rule} is an error: a file with errors goes back, it is not explained. Where it must be accepted all the same, use"
    " --force; the waived errors are counted beside every total the figures enter.",
)
NOTHING_TO_END = Text(
    "Không có quyết định nào còn hiệu lực về {what} của {board}, {period} để chấm dứt.",
    "There is no decision on {what} of {board}, {period}, that still holds and could end.",
)
WAIVER_ENDS = Text(
    "Chấm dứt giải trình {period}, {board}, {what}: “{why}”, {who}. Phát hiện ấy lại được hỏi.",
    "End of the waiver of {period}, {board}, {what}: “{why}”, {who}. What was found is asked again.",
)
CORRECTION_ENDS = Text(
    "Chấm dứt đính chính này; từ đó số đơn vị ghi lại có giá trị.",
    "That correction ends; from then on what the board wrote counts again.",
)
ENDED = Text(
    "Đã ghi {moment} vào cột ended_at của {file}, dòng {lines} ({who}: {why}); dòng ấy vẫn được giữ.",
    "Wrote {moment} into ended_at of {file}, line {lines} ({who}: {why}); the line itself stays.",
)
