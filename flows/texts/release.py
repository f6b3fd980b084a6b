"""What is said about a release: refusals, states, and what it is called."""

from __future__ import annotations

from collections.abc import Mapping

from schemas.text import Text

PACKAGE_TITLE = Text(
    "Số liệu Khối thi đua các Ban Quản lý KCN, KCX, KKT vùng Đồng bằng sông Hồng",
    "Figures of the emulation bloc of industrial zone boards, Red River Delta",
)
PACKAGE_DESCRIPTION = Text(
    "Số liệu nửa năm của các ban quản lý, đã kiểm tra, mỗi số truy được về ô gốc trong tệp của ban.",
    "Half-yearly figures of the management boards, checked, each traceable to its cell in the board's file.",
)
PUBLISHED = Text("Đã công bố bản phát hành {number}.", "Release {number} was published.")
UNCHANGED = Text(
    "Không có gì thay đổi; bản phát hành {number} vẫn có hiệu lực.",
    "Nothing changed; release {number} stands.",
)
WAITING = Text(
    "Một lần chạy khác đang làm việc trong {folder}; lần này chờ đến lượt (Ctrl-C để thôi)…",
    "Another run is at work in {folder}; this one waits for its turn (Ctrl-C ends it)…",
)
CACHE_DIFFERS = Text(
    "Bản đọc sẵn của {submission} trong warehouse/cache không đúng với tệp gốc: có người hoặc chương trình khác đã sửa."
    " Đã xóa toàn bộ bản đọc sẵn; hãy chạy lại, và xem ai ghi được vào warehouse/.",
    "What warehouse/cache remembers of {submission} is not what the file says: somebody or something else wrote there."
    " The cache was removed; run again, and see who can write to warehouse/.",
)
BUSY = Text(
    "Một lần chạy khác đang làm việc trong {folder}. Hãy chờ xong rồi chạy lại.",
    "Another run is at work in {folder}. Wait until it has finished, then run again.",
)
NOT_WRITABLE = Text(
    "Không ghi được vào {folder} ({reason}). Bản phát hành trước vẫn nguyên vẹn; "
    "hãy kiểm tra quyền ghi và dung lượng đĩa.",
    "{folder} cannot be written to ({reason}). The last release is untouched; check permissions and disk space.",
)
SUBMISSION_NOT_READ = Text(
    "Không đọc được {submission} ({reason}). Không đơn vị nào bị bỏ ra ngoài: lần chạy dừng lại, bản phát hành trước "
    "vẫn nguyên vẹn. Hãy kiểm tra ổ đĩa hoặc thư mục mạng rồi chạy lại.",
    "{submission} could not be read ({reason}). No board is left out for that: the run stops, the last release is "
    "untouched. Check the disk or the network folder, then run again.",
)
FINAL_REFUSED = Text(
    "Chưa thể công bố chính thức kỳ {period}; lần công bố trước vẫn giữ nguyên.",
    "{period} cannot be made final; the last release stands as it was.",
)
NOT_APPROVED = Text(
    "Chưa có phê duyệt cho kỳ {period}. Số liệu hiện tại có mã {digest}; khi đã được phê duyệt, hãy chạy "
    "zones approve {period} --approved-by TÊN; lệnh này ghi mã vào raw/{period}/approvals.csv.",
    "{period} is not approved. What would be released has the digest {digest}; once it is approved, run "
    "zones approve {period} --approved-by NAME, which writes that into raw/{period}/approvals.csv.",
)
APPROVAL_OUTDATED = Text(
    "Phê duyệt của {approver} cho kỳ {period} không còn khớp: số liệu đã thay đổi từ mã {approved} sang {digest}. "
    "Hãy xin phê duyệt lại.",
    "The approval of {period} by {approver} no longer fits: what it covers changed from {approved} to {digest}. "
    "Ask for approval again.",
)
APPROVAL_ALTERED = Text(
    "Phê duyệt của {approver} cho kỳ {period} không còn phủ số liệu hiện nay: {count} số đã khác số được phê duyệt, dù "
    "các tệp nhận được không thay đổi. {figures}. Nguyên nhân: {cause}. Hãy kiểm tra thay đổi đó; nếu đúng, hãy xin "
    "phê duyệt lại bằng lệnh zones approve {period}.",
    "The approval of {period} by {approver} no longer covers what would be released: {count} figures are not those "
    "that were approved, although nothing received has changed. {figures}. Cause: {cause}. Look at that change; if it "
    "is right, ask for approval again and write it with zones approve {period}.",
)
ALTERED_FIGURE = Text("{place}: {before} → {after}", "{place}: {before} → {after}")
ALTERED_VALUE = Text("{value} {unit}{boards}", "{value} {unit}{boards}")
AND_MORE = Text("và {count} chỗ nữa", "and {count} more")
CHANGED_LINE = Text("schemas/{file}, dòng {line}", "schemas/{file}, line {line}")
LINES_GONE = Text("schemas/{file} (có dòng đã bị bỏ)", "schemas/{file} (lines are gone)")
CAUSE_CODE = Text(
    "chương trình đã thay đổi (phiên bản {before} mã {old} → phiên bản {after} mã {new})",
    "the program has changed (version {before}, code {old} → version {after}, code {new})",
)
CAUSE_NOT_IN_FILES = Text(
    "các tệp trong schemas/ và chương trình vẫn như lúc phê duyệt; có thể một giải trình đã hết hạn hoặc thư viện đã "
    "khác",
    "schemas/ and the program are as they were; a waiver may have expired, or a library is another",
)
CAUSE_NOT_RECORDED = Text(
    "không rõ; lúc phê duyệt chưa ghi lại phiên bản chương trình và biểu mẫu",
    "not known; code and form of that time were not written down",
)
PROVISIONAL_AGAIN = Text(
    "CHÚ Ý: số liệu kỳ {period} đã từng được phê duyệt, nay chỉ là tạm tính. {why}",
    "NOTE: {period} was approved before and is now provisional. {why}",
)
WITH_KEPT = Text("{text} {kept}", "{text} {kept}")
LAST_FINAL = Text(
    "Bản chính thức gần nhất vẫn được giữ: releases/{number}.",
    "The last final release is kept: releases/{number}.",
)
NO_FINAL_KEPT = Text("Không còn giữ bản chính thức nào của kỳ này.", "No final release of it is kept here.")
APPROVED_NOT_WRITTEN = Text(
    "Không ghi được các số đã được phê duyệt của kỳ {period} vào raw/{period}/approved/ ({reason}).",
    "The figures of {period} that were approved could not be written to raw/{period}/approved/ ({reason}).",
)
APPROVAL_REFUSED = Text(
    "{approver} không chấp thuận số liệu kỳ {period}{note}. Hãy xử lý ý kiến rồi xin phê duyệt lại.",
    "{approver} refused the figures of {period}{note}. Settle that, then ask for approval again.",
)
APPROVAL_NOT_UNDERSTOOD = Text(
    "Sổ phê duyệt của kỳ {period} có dòng không hiểu được. {text}",
    "The approvals of {period} have a line that cannot be understood. {text}",
)
BOARD_MISSING = Text("{name}: chưa gửi số liệu.", "{name}: has sent nothing.")
BOARD_NOT_ACCEPTED = Text(
    "{name}: chưa có bản nào được chấp nhận (bản mới nhất {file}: {state}).",
    "{name}: no version is accepted (the latest, {file}: {state}).",
)
OPEN_FINDING = Text(
    "{name}: còn {count} {severity} chưa xử lý, trước hết {rule} tại {place}: {message}",
    "{name}: {count} open {severity}, first {rule} at {place}: {message}",
)
OF_THE_BLOC = Text("Toàn Khối", "The bloc")
SEVERITY_ERROR = Text("lỗi", "errors")
SEVERITY_QUERY = Text("câu hỏi", "queries")
WHOLE_YEAR_ASKED = Text(
    "{period} là cả năm; mỗi lần chạy làm một nửa năm, viết {period}-H1 hoặc {period}-H2.",
    "{period} is a whole year; a run is about one half-year, written {period}-H1 or {period}-H2.",
)


REACHES = {
    "total": Text("tổng của Khối kỳ {period}", "the bloc's total of {period}"),
    "opening": Text("số đầu kỳ {code} trong {submission}", "the opening {code} of {submission}"),
    "last_year": Text("số cùng kỳ năm trước trong {submission}", "last year's figure of {submission}"),
    "derived_second_half": Text(
        "số 6 tháng cuối năm tính từ cả năm trong {submission}", "the second half derived from the year in {submission}"
    ),
    "share_of_previous": Text("tỷ trọng kỳ trước của kỳ {period}", "the share of the period before in {period}"),
    "annual_total": Text("tổng cả năm {period}", "the total of the year {period}"),
}
WITH_FINDINGS = Text("{text} (phát hiện {rules})", "{text} (found by {rules})")


def reached(entry: Mapping[str, object]) -> Text:
    """One thing a correction reaches, as the manifest lists it, with the rules that found something there."""
    text = REACHES[str(entry["kind"])].fill(**{k: v for k, v in entry.items() if k != "kind"})
    rules = entry["findings"]
    if not isinstance(rules, list) or not rules:
        return text
    named = ", ".join(map(str, rules))
    return Text(WITH_FINDINGS.vi.format(text=text.vi, rules=named), WITH_FINDINGS.en.format(text=text.en, rules=named))


# Something would be lost: files, receipts, approvals, boards, final figures.
LOSSES_REFUSED = Text(
    "Chưa công bố: có những điều đã nhận hoặc đã quyết định nay bị mất hay đã khác, nêu ở trên. Bản phát hành trước "
    "vẫn nguyên vẹn. Hãy khôi phục từ bản sao lưu rồi chạy lại. Nếu chấp nhận mất: zones run {period} --accept-loss "
    '--reason "LÝ DO" --approved-by "TÊN"; lệnh này ghi vào raw/accepted_losses.csv.',
    "Nothing was published: what is named above was received or decided and is gone or changed. The last release is "
    "untouched. Restore it from a backup and run again. To accept the loss: zones run {period} --accept-loss --reason "
    '"WHY" --approved-by "NAME", which writes it into raw/accepted_losses.csv.',
)
REASON_NEEDED = Text(
    "Chưa công bố: số liệu chính thức sẽ thay đổi dù không nhận thêm gì. Bản phát hành trước vẫn nguyên vẹn. Nếu thay "
    'đổi là đúng, hãy nêu lý do công khai: zones run {period} --reason "LÝ DO"; kỳ đó là tạm tính cho đến khi được phê '
    "duyệt lại.",
    "Nothing was published: final figures would change although nothing new was received. The last release is "
    'untouched. If the change is right, give a public reason: zones run {period} --reason "WHY"; the period is then '
    "provisional until it is approved anew.",
)
SUBMISSION_GONE = Text(
    "{submission}: có trong bản phát hành {number}, nay không còn trong sổ nhận hoặc thư mục.",
    "{submission}: was in release {number}, and is no longer among the receipts and folders.",
)
SUBMISSION_CHANGED = Text(
    "{submission}: nội dung khác với bản phát hành {number} (mã băm {before} → {now}), cả tệp và sổ nhận đã bị thay.",
    "{submission}: other bytes than in release {number} (hash {before} → {now}), in its file and in its receipt.",
)
MOMENT_CHANGED = Text(
    "{submission}: thời điểm nhận khác với bản phát hành {number} ({before} → {now}).",
    "{submission}: another moment of receipt than in release {number} ({before} → {now}).",
)
APPROVAL_GONE = Text(
    "Quyết định của {who} về kỳ {period} (mã {digest}) có trong bản phát hành {number}, nay không còn trong "
    "approvals.csv.",
    "The decision of {who} on {period} (digest {digest}) was in release {number}, and is no longer in approvals.csv.",
)
BOARD_LESS = Text(
    "{board}, kỳ {period}: {submission} được tính trong bản phát hành {number}, nay không còn, dù không nhận thêm gì; "
    "biểu mẫu, quy tắc hoặc chương trình đã thay đổi.",
    "{board}, {period}: {submission} counted in release {number} and no longer does, although nothing new was "
    "received: form, rules or program have changed.",
)
NOTHING_RECEIVED = Text(
    "Chưa nhận được số liệu nào của kỳ {period}, nên không có gì để công bố. Kỳ mới nhất đã nhận: {newest}.",
    "Nothing was received for {period}, so there is nothing to publish. The newest half-year received: {newest}.",
)
NOTHING_RECEIVED_THEN = Text(
    "Đến thời điểm đó chưa nhận được số liệu nào của kỳ {period}; các bảng của kỳ này để trống.",
    "By that moment nothing was received for {period}; its tables are empty.",
)
CLOCK_WRONG = Text(
    "Chưa công bố: thời điểm ở tương lai sẽ quyết định sai bản nào có hiệu lực. Bản phát hành trước vẫn nguyên vẹn.",
    "Nothing was published: moments in the future would wrongly decide which version is in force. The last release is "
    "untouched.",
)
ACCEPT_NEEDS = Text(
    "Chấp nhận mất cần cả lý do (--reason) và người chấp thuận (--approved-by).",
    "Accepting a loss needs a reason (--reason) and who approved it (--approved-by).",
)
LOSS_ACCEPTED = Text(
    "Đã ghi {count} mục bị mất vào raw/accepted_losses.csv.",
    "{count} losses were written into raw/accepted_losses.csv.",
)
