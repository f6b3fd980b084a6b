"""What is said about waivers that have no effect."""

from __future__ import annotations

from schemas.texts import Text

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
