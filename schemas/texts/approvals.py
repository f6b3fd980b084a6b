"""What `zones approve` says."""

from __future__ import annotations

from schemas.texts import Text

APPROVE_HELP = """
Write down the bloc's decision on a half-year: a line in raw/PERIOD/approvals.csv that names the digest of everything
its figures depend on, as raw/ holds it now. When anything of that changes, the approval no longer fits. Refused while a
board is missing or a question is open; --refuse writes down that the figures were refused.

Ghi quyết định của Khối về số liệu một kỳ vào raw/PERIOD/approvals.csv, kèm mã của toàn bộ số liệu đầu vào hiện có. Khi
số liệu thay đổi, phê duyệt không còn khớp.

Exit code: 0 written, or already so; 1 something is in the way; 2 the arguments cannot be followed.

Examples:

  zones approve 2023-H1 --approved-by "Nguyễn Văn A" --note "Biên bản hội nghị 14/7/2023"

  zones approve 2023-H1 --refuse --approved-by "Nguyễn Văn A" --note "chờ số liệu Nam Định"
"""
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
