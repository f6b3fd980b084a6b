"""What is said about decisions: corrections that cannot be followed, waivers without effect, approvals."""

from __future__ import annotations

from schemas.text import Text

EXPECTATION_GONE = Text(
    "{period}/corrections.csv dòng {line}: đính chính {board} {code} {sector} {measure} chờ thấy {expect} nhưng tệp mới"
    " nhất ghi {found}. Đề nghị sửa lại dòng này theo số liệu trong tệp.",
    "{period}/corrections.csv line {line}: the correction of {board} {code} {sector} {measure} expects {expect} but the"
    " newest file says {found}. No file of the board ever held that. Mend the line.",
)
LAPSED = Text(
    "{period}/corrections.csv dòng {line}: {board} đã gửi số khác cho {code} {sector} {measure} nên đính chính {expect}"
    " → {value} thôi có hiệu lực; số trong tệp mới được dùng. Không cần làm gì; không xóa dòng này.",
    "{period}/corrections.csv line {line}: {board} has sent another figure for {code} {sector} {measure} since, so the"
    " correction {expect} → {value} has lapsed and the new file counts. Nothing is to be done; leave the line there.",
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
NO_SUCH_FIELD = Text(
    "{period}/corrections.csv dòng {line}: danh mục {code} của biểu mẫu kỳ {period} không có cột {measure} để đính"
    " chính. Đề nghị kiểm tra tên biểu và tên cột.",
    "{period}/corrections.csv line {line}: list {code} of the form of {period} has no column {measure} to correct."
    " Check sheet and field.",
)
NO_SUCH_LINE = Text(
    "{period}/corrections.csv dòng {line}: danh mục {code} trong tệp của {board} không có dòng {sector}. Đề nghị kiểm"
    " tra số thứ tự của dòng.",
    "{period}/corrections.csv line {line}: list {code} in the file of {board} has no line {sector}. Check the number of"
    " the line.",
)
NOT_OF_THE_FIELD = Text(
    "{period}/corrections.csv dòng {line}: cột {measure} không thể ghi “{value}”. Đề nghị ghi theo dạng: {expected};"
    " hoặc x.",
    "{period}/corrections.csv line {line}: {measure} cannot hold “{value}”. Write it as one of: {expected}; or x.",
)

UNKNOWN_RULE = Text(
    "Tệp {file}, dòng {line}: không có quy tắc {rule} nên giải trình này không có hiệu lực. Hãy sửa mã quy tắc.",
    "{file}, line {line}: there is no rule {rule}, so this waiver has no effect. Mend the rule.",
)
LEVEL_0 = Text(
    "Tệp {file}, dòng {line}: {rule} là lỗi của tệp (mức 0), không thể giải trình; dòng này không có hiệu lực. "
    "Hãy đề nghị đơn vị ({whom}) gửi lại tệp.",
    "{file}, line {line}: {rule} is about the file itself (level 0) and cannot be waived; this line has no effect. "
    "Ask for the file again ({whom}).",
)
EXPIRED = Text(
    "Tệp {file}, dòng {line}: giải trình cho {rule} ({whom}) đã hết hiệu lực từ sau ngày {expires}.",
    "{file}, line {line}: the waiver of {rule} ({whom}) expired after {expires}.",
)
NO_FINDING = Text(
    "Tệp {file}, dòng {line}: không có phát hiện nào của {rule} ({whom}) để giải trình; dòng này không có hiệu lực.",
    "{file}, line {line}: there is no finding of {rule} ({whom}) to waive; this line has no effect.",
)
VOID = Text(
    "Tệp {file}, dòng {line}: số liệu mà giải trình cho {rule} ({whom}) dựa vào đã thay đổi nên giải trình không còn "
    "hiệu lực. Hãy xem lại và ghi giải trình mới bằng lệnh zones waive.",
    "{file}, line {line}: the figures that the waiver of {rule} ({whom}) was about have changed, so it is void. "
    "Look again, and write a new one with zones waive.",
)


NOT_YET = Text(
    "Chưa thể phê duyệt số liệu kỳ {period}; chưa ghi gì. Hãy xử lý những điểm trên rồi chạy lại.",
    "{period} cannot be approved yet; nothing was written. Settle the points above, then run again.",
)
WITHOUT_RECEIPT = Text(
    "Tệp {file} chưa có trong sổ nhận nên số liệu còn thay đổi. Hãy chạy zones run {period} trước rồi phê duyệt.",
    "{file} has no receipt yet, so what goes in will still change. Run zones run {period} first, then approve.",
)
WRITTEN = {
    "approved": Text(
        "Đã ghi phê duyệt kỳ {period} (mã {digest}): {file}, dòng {line}. Lần chạy tới sẽ công bố chính thức.",
        "The approval of {period} (digest {digest}) was written: {file}, line {line}. The next run makes it final.",
    ),
    "refused": Text(
        "Đã ghi từ chối số liệu kỳ {period} (mã {digest}): {file}, dòng {line}.",
        "The refusal of {period} (digest {digest}) was written: {file}, line {line}.",
    ),
}
ALREADY = {
    "approved": Text(
        "Số liệu kỳ {period} đã được {who} phê duyệt (mã {digest}); không ghi thêm.",
        "{period} was already approved by {who} (digest {digest}); nothing was added.",
    ),
    "refused": Text(
        "Số liệu kỳ {period} đã bị {who} từ chối (mã {digest}); không ghi thêm.",
        "{period} was already refused by {who} (digest {digest}); nothing was added.",
    ),
}
STANDS = {
    "approved": Text(
        "Số liệu kỳ {period} hiện có đã được {who} phê duyệt ({at}). {note}",
        "The figures of {period} as they stand were approved by {who} ({at}). {note}",
    ),
    "refused": Text(
        "Số liệu kỳ {period} hiện có không được {who} phê duyệt ({at}). {note}",
        "The figures of {period} as they stand were refused by {who} ({at}). {note}",
    ),
}
NOBODY_DECIDED = Text(
    "Số liệu kỳ {period} hiện có chưa được phê duyệt.",
    "The figures of {period} as they stand are not approved.",
)
