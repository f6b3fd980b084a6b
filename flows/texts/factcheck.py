"""What is said of a published text: each verdict in a sentence, the page, and the errors of `zones factcheck`."""

from __future__ import annotations

from schemas.text import Text

# --- What a figure is of ---------------------------------------------------------------------------------------

SUBJECT = Text("{label}{sector}, {scope}, {period}", "{label}{sector}, {scope}, {period}")
OF_KIND = Text("{kind} của {subject}", "the {kind} of {subject}")
AMONG = Text("Trong đó: ", "of whom ")
SECTORS = {"fdi": Text(" (FDI)", " (FDI)"), "ddi": Text(" (DDI)", " (DDI)"), "total": Text("", "")}
SCOPES = {
    "bloc": Text("toàn khối", "the bloc"),
    "province": Text("cả tỉnh, không riêng các khu", "a whole province, not its zones alone"),
    "country": Text("cả nước", "the country"),
    "other": Text("một số đơn vị hoặc một dự án", "some boards or one project"),
    "": Text("chưa rõ phạm vi", "scope unknown"),
}
OTHER_SUBJECTS = {
    "dossiers_settled": Text("Số hồ sơ đã giải quyết", "Dossiers settled"),
    "petitions_pending": Text("Số kiến nghị chưa giải quyết", "Petitions not resolved"),
    "surplus": Text("Xuất siêu", "Trade surplus"),
    "board": Text("Số ban quản lý của khối", "Boards of the bloc"),
    "": Text("Chưa rõ chỉ tiêu", "Indicator unknown"),
}
MORE_UNITS = {
    "percentage_point": Text("điểm phần trăm", "percentage points"),
    "times": Text("lần", "times"),
    "board": Text("ban", "boards"),
    "": Text("", ""),
}
KINDS = {
    "value": Text("giá trị", "value"),
    "growth": Text("tốc độ tăng", "growth"),
    "share": Text("tỷ trọng", "share"),
    "plan": Text("tỷ lệ so với kế hoạch năm", "share of the year's plan"),
    "plan_target": Text("kế hoạch", "plan"),
    "rank": Text("thứ hạng", "rank"),
    "count_of_units": Text("số đơn vị", "number of boards"),
    "difference": Text("chênh lệch", "difference"),
    "ratio": Text("tỷ số", "ratio"),
    "sum": Text("tổng", "sum"),
    "word_claim": Text("nhận định bằng lời", "claim in words"),
}
VERDICTS = {
    "agrees": Text("khớp", "agrees"),
    "agrees_by_rounding": Text("khớp khi làm tròn", "agrees by rounding"),
    "unit_slip": Text("sai đơn vị", "unit slip"),
    "differs": Text("không khớp", "differs"),
    "wrong_sum": Text("cộng không đúng", "wrong sum"),
    "other_scope": Text("phạm vi khác", "another scope"),
    "not_in_warehouse": Text("không có để đối chiếu", "nothing to compare with"),
    "word_true": Text("đúng", "true"),
    "word_false": Text("không đúng", "false"),
    "ambiguous": Text("cần hỏi lại", "to be asked"),
}

# --- A sentence for each verdict -------------------------------------------------------------------------------

AGREES = Text("Khớp: {what} là {ours}.", "Agrees: {what} is {ours}.")
ROUNDED = Text("Khớp khi làm tròn: {what} là {ours}.", "Agrees when rounded: {what} is {ours}.")
FROM_TEXT = Text(
    "Khớp với các số khác trong bài ({what}).",
    "Agrees with the text's own figures ({what}).",
)
SLIP_LARGE = Text(
    "Sai đơn vị: “{token}” lớn gấp {factor} lần số liệu; {subject} là {ours}.",
    "Unit slip: “{token}” is {factor} times too large; {subject} is {ours}.",
)
SLIP_SMALL = Text(
    "Sai đơn vị: “{token}” nhỏ hơn số liệu {factor} lần; {subject} là {ours}.",
    "Unit slip: “{token}” is {factor} times too small; {subject} is {ours}.",
)
SLIP_POINTS = Text(
    "Sai đơn vị: {subject} chênh lệch {ours}; đó là điểm phần trăm, không phải tốc độ tăng tính bằng %.",
    "Unit slip: {subject} moved by {ours}: percentage points, not growth in per cent.",
)
SLIP_PERCENT = Text(
    "Sai đơn vị: {subject} tăng (giảm) {ours}; đó là %, không phải điểm phần trăm.",
    "Unit slip: {subject} grew by {ours}: per cent, not percentage points.",
)
DIFFERS = Text(
    "Không khớp: bài viết ghi “{token}”; {what} là {ours}.",
    "Differs: the text says “{token}”; {what} is {ours}.",
)
DIFFERS_FROM_TEXT = Text(
    "Không khớp với các số khác trong bài: tính ra {ours}, bài viết ghi “{token}”.",
    "Differs from the text's own figures: they give {ours}, the text says “{token}”.",
)
WRONG_SUM = Text(
    "Các số trong bài không khớp nhau: {parts} cộng lại là {sum}, bài viết ghi {whole}.",
    "The text's own figures do not add up: {parts} make {sum}, the text says {whole}.",
)
WRONG_DIFFERENCE = Text(
    "Các số trong bài không khớp nhau: “{token}” không phải là chênh lệch của hai số đứng trước.",
    "The text's own figures do not fit: “{token}” is not the difference of the two before it.",
)
OTHER_SCOPE = Text(
    "Không đối chiếu: đây là số của {scope}; kho số liệu chỉ có các khu do các ban quản lý báo cáo.",
    "Not compared: a figure of {scope}; the warehouse holds the zones that the boards report.",
)
NOT_HERE = Text(
    "Không đối chiếu được: kho số liệu không có {what}.",
    "Could not be compared: the warehouse does not hold {what}.",
)
UNKNOWN_INDICATOR = Text(
    "Không đối chiếu được: không rõ số này thuộc chỉ tiêu nào của biểu mẫu.",
    "Could not be compared: which line of the form this is could not be told.",
)
AMBIGUOUS = Text(
    "Cần hỏi lại: chưa chắc số này nói về gì. Có thể là {readings}.",
    "To be asked: what this figure is of is not sure. It may be {readings}.",
)
ASKED_IF = Text(
    "Cần hỏi lại: nếu “{token}” là {what} thì số liệu là {ours}.",
    "To be asked: if “{token}” is {what}, ours is {ours}.",
)
READING = Text("{subject} ({ours})", "{subject} ({ours})")
UNKNOWN = Text("chưa có số", "no figure")
NOTHING_TRUE = Text("Đúng: {subject} là 0.", "True: {subject} is 0.")
NOTHING_FALSE = Text("Không đúng: {subject} là {ours}{where}.", "False: {subject} is {ours}{where}.")
NOTHING_ASKED = Text(
    "Cần hỏi lại: nếu câu này cũng nói là không xảy ra thì không đúng; {subject} là {ours}{where}.",
    "To be asked: if this is also said not to have happened, it is false; {subject} is {ours}{where}.",
)
WHERE = Text(" ({boards})", " ({boards})")
ALL_TRUE = Text(
    "Đúng: {subject} là {ours}, bằng số khu đang hoạt động.", "True: {subject} is {ours}, as many as operate."
)
ALL_FALSE = Text("Không đúng: {subject} là {ours} trong {whole} khu.", "False: {subject} is {ours} of {whole} zones.")
EVERY_TRUE = Text("Đúng: thấp nhất là {board} với {ours}.", "True: the least is {board} with {ours}.")
EVERY_FALSE = Text("Không đúng: {board} chỉ có {ours}.", "False: {board} has only {ours}.")
LATE_TRUE = Text("Đúng: không đơn vị nào gửi báo cáo chậm.", "True: no board was late.")
LATE_FALSE = Text("Không đúng: gửi chậm có {boards}.", "False: late were {boards}.")
RANK_TRUE = Text(
    "Đúng: {board} xếp thứ {place} trong {of} đơn vị ({subject}: {ours}).",
    "True: {board} is number {place} of {of} ({subject}: {ours}).",
)
RANK_FALSE = Text(
    "Không đúng: {board} xếp thứ {place} trong {of} đơn vị ({subject}: {ours}).",
    "False: {board} is number {place} of {of} ({subject}: {ours}).",
)
NO_SECTOR = Text("", "")

# --- The page and the printed list -----------------------------------------------------------------------------

PAGE_TITLE = Text("Đối chiếu số liệu: {file}", "Figures checked: {file}")
PAGE_ABOUT = Text(
    "Bài viết được hiểu là nói về {scope}, {period}; đối chiếu với lần công bố {release}.",
    "The text is taken to be about {scope}, {period}; held against release {release}.",
)
NO_PERIOD = Text("chưa rõ kỳ nào", "no period that could be told")
SUMMARY = Text(
    "{figures} số liệu và nhận định: {agree} khớp, {against} không khớp, {asked} cần hỏi lại, "
    "{unchecked} không đối chiếu được.",
    "{figures} figures and claims: {agree} agree, {against} do not, {asked} to be asked, {unchecked} not compared.",
)
UNCHECKED = Text("Những gì không đối chiếu được", "What was not checked")
UNCHECKED_NOTE = Text(
    "Ngày tháng, số văn bản, tên riêng, số điện thoại, chú thích ảnh và những số không thuộc chỉ tiêu nào của biểu mẫu "
    "không được coi là số liệu. Nhận định bằng lời chỉ được đối chiếu khi nói về thứ hạng, về việc "
    "không xảy ra vụ việc, về tất cả các đơn vị hoặc về thời hạn gửi báo cáo.",
    "Dates, document numbers, names, telephone numbers, captions and numbers of nothing that the form has are no "
    "figures. Claims in words are checked where they speak of ranks, of incidents that did not happen, of every "
    "board, or of reports that came in time.",
)
ALL_CLAIMS = Text("Từng số liệu", "Figure by figure")
HEADINGS = (
    Text("Trong bài", "In the text"),
    Text("Kết luận", "Verdict"),
    Text("Nội dung", "What is said of it"),
    Text("Nguồn", "Where ours stands"),
)
PLACE = Text("{submission}, {where}", "{submission}, {where}")
WAY = Text("zones why {period} {scope} {code} {sector}", "zones why {period} {scope} {code} {sector}")
HOW_TO_READ = Text(
    "Chạm, rê chuột hoặc dùng phím Tab tới từng số để xem số liệu của kho.",
    "Tap, point at or tab to a figure to see ours.",
)
NO_FIGURES = Text("Không có số liệu nào để đối chiếu.", "There is no figure to check.")

# --- zones factcheck -------------------------------------------------------------------------------------------

SAVED = Text("Đã ghi {count} dòng vào {file}.", "{count} lines were added to {file}.")
SAVED_ALREADY = Text(
    "{file}: các số của bài này đã có, không ghi thêm.", "{file}: the figures of this text are there already."
)
NOTHING_TO_SAVE = Text("Không có số của toàn khối để ghi.", "There is no figure of the bloc to save.")
SAVE_NEEDS_DATE = Text(
    "Bài viết không ghi ngày. Hãy ghi thêm --known-on (ví dụ 2023-07-15).",
    "The text bears no date. Say it with --known-on (2023-07-15).",
)
# What zones check says of the running text of a submission.
IN_PROSE = Text("Phần lời văn (để biết): {vi}", "Running text (for information): {en}")
LINE = Text("{mark} {token}  [{verdict}]  {message}", "{mark} {token}  [{verdict}]  {message}")
