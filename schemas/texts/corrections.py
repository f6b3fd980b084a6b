"""Why a correction cannot be followed. Each names the line, what was found, what is expected and what to do."""

from __future__ import annotations

from schemas.texts import Text

EXPECTATION_GONE = Text(
    "{period}/corrections.csv dòng {line}: đính chính {board} {code} {sector} {measure} chờ thấy {expect} nhưng tệp mới"
    " nhất ghi {found}. Đề nghị bỏ dòng đính chính này, hoặc lập lại theo số liệu mới.",
    "{period}/corrections.csv line {line}: the correction of {board} {code} {sector} {measure} expects {expect} but the"
    " newest file says {found}. Remove the line, or make it again for the new figure.",
)
NO_SUBMISSION = Text(
    "{period}/corrections.csv dòng {line}: chưa có tệp nào đọc được của {board} trong kỳ {period} để đính chính. Đề"
    " nghị"
    " kiểm tra tên đơn vị và kỳ, hoặc bỏ dòng này.",
    "{period}/corrections.csv line {line}: no readable file of {board} in {period} to correct. Check board and period,"
    " or remove the line.",
)
NO_SUCH_CELL = Text(
    "{period}/corrections.csv dòng {line}: tệp của {board} không có ô {code} {sector} {measure}. Đề nghị kiểm tra mã"
    " chỉ"
    " tiêu, khu vực và cột.",
    "{period}/corrections.csv line {line}: the file of {board} has no cell {code} {sector} {measure}. Check code,"
    " sector"
    " and measure.",
)
NOT_A_NUMBER = Text(
    "{period}/corrections.csv dòng {line}: “{value}” không phải là số. Đề nghị ghi số thường như 1234.5, hoặc x.",
    "{period}/corrections.csv line {line}: “{value}” is not a number. Write a plain number such as 1234.5, or x.",
)
