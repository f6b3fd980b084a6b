"""Texts of the documents that go to a board: the form, the marked copy of its file, the letter."""

from __future__ import annotations

from schemas.text import Text

# --- The form -------------------------------------------------------------------------------------------------

SECTOR_HEADINGS = {"fdi": Text("FDI", "FDI"), "ddi": Text("DDI", "DDI"), "total": Text("Tổng số", "Total")}
MEASURE_HEADINGS = {
    "actual": Text("Thực hiện trong kỳ", "Actual"),
    "plan": Text("Kế hoạch năm", "Plan of the year"),
    "last_year": Text("Cùng kỳ năm trước", "Same period last year"),
    "max": Text("Điểm chuẩn", "Maximum"),
    "self": Text("Tự chấm", "Self score"),
    "verified": Text("Khối thẩm định", "Verified"),
}


def column_words(sector: str, measure: str) -> Text:
    """`FDI, thực hiện trong kỳ`: what a column of the form holds."""
    of, what = SECTOR_HEADINGS[sector], MEASURE_HEADINGS[measure]
    return Text(f"{of.vi}, {what.vi[0].lower()}{what.vi[1:]}", f"{of.en}, {what.en[0].lower()}{what.en[1:]}")


SINGLE_VALUE = Text("Giá trị", "Value")
LINE_NUMBER = Text("STT", "No.")
INDICATOR = Text("Chỉ tiêu", "Indicator")
CODE = Text("Mã số", "Code")
UNIT = Text("Đơn vị tính", "Unit")
TOTAL_LINE = Text("Tổng cộng", "Total")

REPORT_NUMBER = Text("Số:        /BC-BQL", "No.        /BC-BQL")
PLACE_AND_DATE = Text("{place}, ngày      tháng      năm {year}", "{place},                {year}")
FORM_TITLE = Text("BÁO CÁO SỐ LIỆU PHỤC VỤ CÔNG TÁC THI ĐUA", "FIGURES FOR THE EMULATION BLOC")
BLOC = Text(
    "Khối thi đua Ban Quản lý các KCN, KCX, KKT các tỉnh Đồng bằng sông Hồng",
    "Emulation bloc of the management boards of the Red River Delta",
)
REPORTING_BOARD = Text("Đơn vị báo cáo: {board}", "Reporting board: {board}")
REPORTING_PERIOD = Text("Kỳ báo cáo: {period}", "Period: {period}")
CONTACT = Text("Người liên hệ:                    - Điện thoại:", "Contact:                    - Telephone:")
PREPARED_BY = Text("NGƯỜI LẬP BIỂU", "PREPARED BY")
SIGN_HERE = Text("(Ký, ghi rõ họ tên)", "(Signature and full name)")
HEAD_OF_BOARD = Text("THỦ TRƯỞNG ĐƠN VỊ", "HEAD OF THE BOARD")
SIGN_AND_SEAL = Text("(Ký tên, đóng dấu)", "(Signature and seal)")
SHEET_TITLE = Text("Biểu {number}. {title}", "Table {number}. {title}")

CHECKS = Text("Tự kiểm tra", "Self check")
CHECK_RIGHT = Text("Đúng", "Right")
CHECK_WRONG = Text("Sai: ", "Wrong: ")
CHECK_QUERY = Text("Cần giải trình: ", "To be explained: ")
CHECK_MISSING = Text("Chưa đủ số liệu", "Figures are missing")
CHECK_OPTIONAL = Text("Không bắt buộc", "Not required")
CHECK_SUMMARY = Text("TÌNH TRẠNG TỰ KIỂM TRA", "STATE OF THE SELF CHECK")
CHECK_SUMMARY_SHEET = Text("Trang", "Sheet")
CHECK_SUMMARY_WRONG = Text("Số dòng sai", "Lines wrong")
CHECK_SUMMARY_QUERY = Text("Số dòng cần giải trình", "Lines to explain")
CHECK_SUMMARY_MISSING = Text("Số dòng chưa đủ số liệu", "Lines with figures missing")

# Places {found} and {expected} are filled by the spreadsheet itself; {sector} and {rule} when the form is made.
# What a check cell says of a rule, by what the rule compares (`Check.spelt`).
CHECK_TEXTS = {
    "thousand": Text(
        "{context}{found} lệch khoảng 1.000 lần so với cùng kỳ năm trước {expected}, có thể nhầm đơn vị ({rule})",
        "{context}{found} is about 1,000 times off last year's {expected}, perhaps the unit ({rule})",
    ),
    "no_number": Text("có ô không phải là số hoặc x", "a cell holds neither a number nor x"),
    "wrong_kind": Text("cột “{column}” ghi không đúng", "the column “{column}” is not as it should be"),
    "sum": Text(
        "{context}{found} khác {parts} = {expected} ({rule})", "{context}{found} is not {parts} = {expected} ({rule})"
    ),
    "sum_rounded": Text(
        "{context}{found} và {parts} = {expected} có thể chỉ lệch do làm tròn ({rule})",
        "{context}{found} and {parts} = {expected}: rounding alone may explain the difference ({rule})",
    ),
    "bound": Text(
        "{context}{parts} {found} lớn hơn {whole} = {expected} ({rule})",
        "{context}{parts} {found} exceeds {whole} = {expected} ({rule})",
    ),
    "zero_with": Text(
        "{context}{first} và {second} phải cùng bằng 0 hoặc cùng khác 0 ({rule})",
        "{context}{first} and {second} must both be zero or neither ({rule})",
    ),
    "zero_only_where": Text(
        "{context}{second} khác 0 nhưng {first} bằng 0 ({rule})",
        "{context}{second} is not zero but {first} is ({rule})",
    ),
    "zero_where": Text(
        "{context}{first} khác 0 nhưng {second} bằng 0 ({rule})",
        "{context}{first} is not zero but {second} is ({rule})",
    ),
    "none_without": Text(
        "{context}{first} = {found} nhưng {second} bằng 0 ({rule})",
        "{context}{first} = {found} but {second} is zero ({rule})",
    ),
    "quotient": Text(
        "{found} khác {part} / {whole} = {expected}; {whole} bằng 0 thì ghi x ({rule})",
        "{found} is not {part} / {whole} = {expected}; x where {whole} is zero ({rule})",
    ),
    "quotient_otherwise": Text(
        "{found} khác {part} / {whole} = {expected}, có thể do làm tròn hoặc tính theo cách khác ({rule})",
        "{found} is not {part} / {whole} = {expected}, perhaps rounded or by another definition ({rule})",
    ),
    "share": Text(
        "{context}tỷ lệ {part} / {whole} khác thường: {found} / {expected} ({rule})",
        "{context}the share {part} / {whole} is unusual: {found} / {expected} ({rule})",
    ),
    "negative": Text("không được ghi số âm ({rule})", "must not be negative ({rule})"),
    "whole": Text("phải là số nguyên ({rule})", "must be a whole number ({rule})"),
    "twice_new": Text("số GCN cấp mới hai lần ({rule})", "certificate newly issued twice ({rule})"),
    "twice_ended": Text("số GCN chấm dứt hai lần ({rule})", "certificate ended twice ({rule})"),
    "twice_adjusted": Text(
        "số GCN điều chỉnh nhiều lần trong kỳ ({rule})", "certificate adjusted more than once ({rule})"
    ),
    "date": Text("ngày nằm ngoài kỳ báo cáo ({rule})", "the date lies outside the period ({rule})"),
    "date_before": Text(
        "ngày trước kỳ chốt số liệu, đề nghị xác nhận ({rule})",
        "the date lies before the cut-off, please confirm ({rule})",
    ),
}
PRECISION_SHEET = Text("Mức làm tròn", "Precision")
PRECISION_TITLE = Text(
    "Các cột được ghi chính xác đến đâu (nửa đơn vị của chữ số thập phân cuối cùng), tính từ chính số liệu đã nhập; các"
    " ô tự kiểm tra dùng trang này.",
    "How precisely each column is written (half a unit of its last decimal), taken from the figures entered; the check"
    " cells use this sheet.",
)

ENTER_COUNT = Text(
    "Nhập số nguyên không âm; không phát sinh ghi 0; không áp dụng ghi x.",
    "A whole number, not negative; 0 when nothing happened; x when not applicable.",
)
ENTER_AMOUNT = Text(
    "Nhập số theo đơn vị {unit}, không âm; không phát sinh ghi 0; không áp dụng ghi x.",
    "A number in {unit}, not negative; 0 when nothing happened; x when not applicable.",
)
ENTER_SIGNED = Text(
    "Nhập số theo đơn vị {unit}; giảm ghi số âm; không phát sinh ghi 0; không áp dụng ghi x.",
    "A number in {unit}; a decrease is negative; 0 when nothing happened; x when not applicable.",
)
ENTER_CHOICE = Text("Chọn một trong các giá trị của danh sách.", "Choose from the list.")
ENTER_DATE = Text(
    "Nhập ngày từ {first} đến {last} (kỳ báo cáo kể cả kỳ chốt số liệu).",
    "A date from {first} to {last} (the period with its cut-off).",
)
ENTER_YEAR = Text("Nhập năm gồm bốn chữ số, ví dụ 2015.", "A year of four digits, such as 2015.")
WRONG_ENTRY = Text("Giá trị không hợp lệ", "Not a valid value")

GUIDE_SHEET = Text("Hướng dẫn", "Guide")
GUIDE = (
    Text(
        "1. Nhập vào các ô nền vàng; ô trắng có khung không bắt buộc. Ô nền xanh "
        "đã được điền sẵn từ số liệu Khối đã chấp nhận ở kỳ trước; "
        "nếu cần sửa, đề nghị nêu lý do trong văn bản gửi kèm.",
        "1. Fill in the yellow cells; white framed cells may stay blank. "
        "Green cells are prefilled from what the bloc accepted before; give the "
        "reason in your letter if you must change one.",
    ),
    Text(
        "2. Không phát sinh thì ghi 0; không áp dụng thì ghi x; không để trống ô của chỉ tiêu bắt buộc.",
        "2. Write 0 when nothing happened and x when not applicable; leave no cell of a required line blank.",
    ),
    Text(
        "3. Vốn FDI, doanh thu FDI ghi theo triệu USD; vốn DDI, doanh thu DDI ghi theo tỷ đồng, đúng như cột "
        "Đơn vị tính. "
        "Không tự đổi đơn vị.",
        "3. FDI money is in million USD and DDI money in billion VND, as the unit column says. Do not change units.",
    ),
    Text(
        "4. Cột Tự kiểm tra bên phải mỗi trang tự tính. Chỉ gửi khi trang Bia không còn dòng nào Sai; "
        "dòng Cần giải trình thì nêu lý do trong văn bản gửi kèm.",
        "4. The self check on the right of each sheet computes itself. Send the file when the cover counts no "
        "line as "
        "wrong; explain the lines to be explained in your letter.",
    ),
    Text(
        "5. Danh mục khu và danh mục dự án: mỗi khu, mỗi sự kiện một dòng, ghi số thứ tự; dự án FDI ghi vốn ở "
        "cột triệu USD "
        "và ghi x ở cột tỷ đồng, dự án DDI ngược lại. Thiếu dòng thì chèn thêm dòng vào giữa danh mục.",
        "5. Lists: one line a zone or an event, numbered; an FDI project has its capital in the million USD "
        "column and x "
        "in the billion VND column, a DDI project the other way round. Insert lines within the list if there "
        "are too few.",
    ),
    Text(
        "6. Tổng số được nhập chứ không tính tự động: cộng lại để đối chiếu là cách phát hiện lỗi gõ số.",
        "6. Totals are entered and not computed: adding up again is how a slip is found.",
    ),
)
GUIDE_TITLE = Text("HƯỚNG DẪN NHẬP SỐ LIỆU", "HOW TO FILL IN THE FORM")

# --- The marked copy ------------------------------------------------------------------------------------------

SEVERITY_WORDS = {
    "error": Text("Lỗi", "Error"),
    "query": Text("Cần giải trình", "Query"),
    "info": Text("Lưu ý", "Note"),
}
STATE_WORDS = {
    "expected": Text("Chưa nhận được báo cáo", "Nothing received"),
    "received": Text("Đã nhận", "Received"),
    "unreadable": Text("Không đọc được tệp – đề nghị gửi lại", "Unreadable: please send it again"),
    "rejected": Text("Chưa được chấp nhận – đề nghị sửa và gửi lại", "Not accepted: please correct and send again"),
    "accepted_with_queries": Text(
        "Được chấp nhận tạm thời – còn nội dung cần giải trình", "Accepted for now, with queries to be explained"
    ),
    "accepted": Text("Đã được chấp nhận", "Accepted"),
    "superseded": Text("Đã được thay thế bởi bản gửi sau", "Superseded by a later version"),
    "nil": Text("Báo cáo không phát sinh, đã xác nhận", "Nil return, confirmed"),
}
FEEDBACK_SHEET = Text("Phản hồi", "Feedback")
FEEDBACK_TITLE = Text("PHẢN HỒI VỀ SỐ LIỆU BÁO CÁO", "FEEDBACK ON THE FIGURES REPORTED")
FEEDBACK_FILE = Text("Tệp: {file} – nhận lúc {received}", "File: {file}, received {received}")
FEEDBACK_STATE = Text("Tình trạng: {state}", "State: {state}")
FEEDBACK_COUNTS = Text(
    "Có {errors} lỗi phải sửa, {queries} nội dung cần giải trình hoặc sửa, {infos} lưu ý.",
    "{errors} errors to correct, {queries} queries to explain or correct, {infos} notes.",
)
FEEDBACK_GUIDE = Text(
    "Mỗi dòng dưới đây là một nguyên nhân. Bấm vào địa chỉ ô để đến đúng chỗ; ô sai được tô màu và có ghi "
    "chú, các ô được "
    "đối chiếu tô màu nhạt. Đề nghị sửa trong tệp này hoặc tệp gốc rồi gửi lại; trang Phản hồi không cần xóa.",
    "One line a cause. Follow the link to the cell; wrong cells are filled and commented, cells compared are tinted. "
    "Correct this copy or your own file and send it again; this sheet may stay.",
)
FEEDBACK_NOTHING = Text("Không phát hiện lỗi trong tệp này.", "Nothing was found wrong with this file.")
FEEDBACK_WAIVED = Text(
    "{number} nội dung đã được giải trình và chấp nhận, không nhắc lại ở đây.",
    "{number} findings were explained and accepted and are not repeated here.",
)
FEEDBACK_SAME_SHAPE = Text(
    "Tệp gốc ở định dạng {format} nên không ghi chú trực tiếp được: các trang sau chép lại số liệu, mỗi ô "
    "đúng địa chỉ "
    "như trong tệp gốc.",
    "The file is a {format}, which cannot be commented: the sheets behind repeat it, every cell at its address.",
)
FEEDBACK_MACROS = Text("Bản sao này không kèm macro của tệp gốc.", "The macros of the file were left out of this copy.")
FEEDBACK_PICTURES = Text(
    "Hình ảnh và biểu đồ của tệp gốc có thể không được giữ trong bản sao này.",
    "Pictures and charts of the file may be missing from this copy.",
)
FEEDBACK_FORMULAS_REPLACED = Text(
    "{number} công thức lấy dữ liệu từ bên ngoài tệp đã được thay bằng giá trị tính lần cuối.",
    "{number} formulas that reach outside the file were replaced by their last values.",
)
FEEDBACK_TEXT_SHEET = Text("Văn bản", "Text")
FEEDBACK_ONLY_SHEET = Text("Dữ liệu", "Data")
FEEDBACK_HEADINGS = (
    Text("STT", "No."),
    Text("Mức độ", "Severity"),
    Text("Vị trí", "Place"),
    Text("Chỉ tiêu", "Indicator"),
    Text("Nội dung", "What is wrong"),
    Text("Gợi ý sửa", "Suggested repair"),
    Text("Quy tắc", "Rule"),
)
FEEDBACK_SAME_CAUSE = Text("cùng nguyên nhân", "same cause")
FEEDBACK_REST = Text("… và {number} ô khác cùng nguyên nhân.", "... and {number} more of the same cause.")
FEEDBACK_COMMENT_HEAD = Text("[{number}] {severity} – quy tắc {rule}", "[{number}] {severity}, rule {rule}")
FEEDBACK_REPAIR = Text("Gợi ý: {repair}", "Suggestion: {repair}")
FEEDBACK_OTHER_REPAIR = Text("Cách sửa khác: {repair}", "Another repair: {repair}")
FEEDBACK_COMMENT_BOARD = Text("Ghi chú có sẵn trong tệp ({author}):", "Comment found in the file ({author}):")

# --- The commands ---------------------------------------------------------------------------------------------

TEMPLATE_WRITTEN = Text(
    "Đã tạo biểu mẫu {file}: điền sẵn {figures} số liệu và {zones} khu.",
    "Wrote {file}: {figures} figures and {zones} zones are prefilled.",
)
PACK_WRITTEN = Text(
    "Đã đóng gói {file}: {files} tệp các kỳ trước của {board}, biểu mẫu và quy tắc. Đơn vị dùng:"
    " zones check --pack {file} TỆP",
    "Wrote {file}: {files} files of {board} from earlier half-years, its form and the rules. The board calls:"
    " zones check --pack {file} FILE",
)
NO_PACK = Text(
    "{file} không phải gói do zones pack tạo, hoặc đã bị sửa. Đề nghị xin lại gói của Khối.",
    "{file} is no pack made by zones pack, or was altered. Ask the bloc for it again.",
)
TEMPLATES_WRITTEN = Text("Đã tạo {count} biểu mẫu trong {folder}.", "Wrote {count} forms into {folder}.")
WRITING = Text("Đang soạn…", "Writing…")
PAPERS_WRITTEN = Text("{board}: {state}; {files}", "{board}: {state}; {files}")
LETTERS_WRITTEN = Text(
    "Đã soạn cho {count} đơn vị trong {folder}, mỗi đơn vị một thư mục; tệp .eml mở bằng chương trình thư điện tử, đã"
    " kèm sẵn công văn và bản sao.",
    "Wrote for {count} boards into {folder}, a folder each; the .eml opens in a mail program with letter and copy"
    " attached.",
)
TEMPLATE_NOTHING_KNOWN = Text(
    "Chưa có số liệu nào của kỳ {period} được chấp nhận nên biểu mẫu không có số điền sẵn.",
    "Nothing was accepted for {period}, so no figure is prefilled.",
)
FEEDBACK_WRITTEN = Text("Đã ghi bản phản hồi {file}: {entries} mục.", "Wrote {file}: {entries} entries.")
LETTER_WRITTEN = Text(
    "Đã soạn công văn {file}; đề nghị trả lời {reply_by}.", "Wrote the letter {file}; an answer is due {reply_by}."
)
LETTER_WRITTEN_NO_ANSWER = Text("Đã soạn công văn {file}.", "Wrote the letter {file}.")
NOT_WRITTEN = Text("Không ghi được {file}: {why}.", "{file} cannot be written: {why}.")
WRONG_SUFFIX = Text(
    "Tên tệp {file} phải có đuôi {suffix}.", "{file} is written as {suffix}: give it a name that ends so."
)
NO_FOLDER = Text("Không có thư mục {folder}.", "There is no folder {folder}.")
FILE_EXISTS = Text(
    "Tệp {file} đã có; thêm --force nếu muốn ghi đè.", "{file} exists already; add --force to overwrite it."
)
NOTHING_ASKED = Text(
    "Hãy cho biết ghi bản phản hồi vào đâu (-o FILE.xlsx) hoặc công văn vào đâu (--letter FILE.docx).",
    "Say where to write the marked copy (-o FILE.xlsx) or the letter (--letter FILE.docx).",
)
NO_SUCH_VERSION = Text(
    "{board} không gửi tệp nào tên {file} cho kỳ {period}.", "{board} sent no file named {file} for {period}."
)
NIL_HAS_NO_FILE = Text(
    "{board} báo cáo không phát sinh cho kỳ {period} nên không có tệp để phản hồi; dùng --letter để soạn công văn.",
    "{board} sent a nil return for {period}: there is no file to mark; use --letter for a letter.",
)
NO_SUCH_FIGURE = Text(
    "Chỉ tiêu {code} không có số liệu “{found}”; có: {known}.", "{code} has no figure “{found}”; it has: {known}."
)
NO_SUCH_LIST = Text(
    "“{found}” không phải là một danh mục của biểu mẫu; có: {known}. Đính chính danh mục ghi: B9 --line 3 --field"
    " country.",
    "“{found}” is no list of the form; there are: {known}. A list is corrected so: B9 --line 3 --field country.",
)
NO_SUCH_LINE = Text(
    "Không ghi đính chính: danh mục không có dòng {found}; các dòng có số từ {first} đến {last}.",
    "Not written: the list has no line {found}; its lines are numbered {first} to {last}.",
)
NO_SUCH_FIELD = Text(
    "Không ghi đính chính: danh mục không có cột {found}; có: {known}.",
    "Not written: the list has no column {found}; it has: {known}.",
)
NOT_A_PLAIN_TEXT = Text(
    "“{found}” không ghi được: để trống, hoặc bắt đầu như một công thức.",
    "“{found}” cannot be written: it is empty, or begins like a formula.",
)
EXPECT_AND_VALUE = Text(
    "Cần cả --expect (số đang có) và --value (số đúng); ô trống ghi --expect ''.",
    "Both --expect (what stands there) and --value (what it should be) are needed; --expect '' for a blank cell.",
)
NOT_A_PLAIN_NUMBER = Text(
    "“{found}” không phải là số viết liền như 1234.5, cũng không phải x.",
    "“{found}” is neither a plain number such as 1234.5 nor x.",
)
REASON_REQUIRED = Text("Cần nêu lý do bằng --reason.", "Give the reason with --reason.")
APPROVER_REQUIRED = Text("Cần ghi người phê duyệt bằng --approved-by.", "Say who approved it with --approved-by.")
NOTHING_TO_CORRECT = Text(
    "Số đang có đã là {found}; không có gì để đính chính.", "The value is {found} already; there is nothing to correct."
)
EXPECTATION_GONE = Text(
    "Không ghi đính chính: {place} của {file} hiện là {found}, không phải {expect}.",
    "Not written: {place} of {file} now holds {found}, not {expect}.",
)
CORRECTION_WRITTEN = Text("Đã ghi đính chính vào {file}, dòng {line}.", "Wrote the correction to {file}, line {line}.")
CORRECTION_EFFECT = Text(
    "  {file}: đã hết: {gone}; mới phát sinh: {come}.", "  {file}: settled {gone}; newly open {come}."
)
CORRECTION_NO_FINDING = Text("không có gì", "nothing")
CORRECTION_RESTATES = Text(
    "Đính chính này làm thay đổi cả những báo cáo được đối chiếu với số liệu đó:",
    "The correction restates what is compared with the figure:",
)
NO_SUCH_RULE = Text("Không có quy tắc {found}; có: {known}.", "There is no rule {found}; there are: {known}.")
LEVEL_0_NOT_WAIVED = Text(
    "Quy tắc {rule} thuộc mức 0 (tệp không đọc được hoặc thiếu số liệu) nên không thể miễn; đề nghị đơn vị gửi lại.",
    "{rule} is a level 0 rule (the file itself) and cannot be waived; ask the board to send the file again.",
)
BLOC_NOT_WAIVED = Text(
    "Quy tắc {rule} nói về tổng của cả Khối, không phải của một đơn vị, nên không miễn theo đơn vị được.",
    "{rule} speaks of the bloc's total and not of a board, so it cannot be waived for a board.",
)
EXPIRY_REQUIRED = Text(
    "Cần ghi ngày hết hạn bằng --expires, viết như 2024-06-30.", "Give the last day with --expires, such as 2024-06-30."
)
EXPIRY_PAST = Text("Ngày hết hạn {found} đã qua.", "The last day {found} has passed already.")
NO_SUCH_FINDING = Text(
    "Bản báo cáo {period} của {board} không có phát hiện nào như vậy theo quy tắc {rule}; có: {known}.",
    "{rule} found nothing like that in the submission of {board} for {period}; it found: {known}.",
)
WHICH_FINDING = Text(
    "Quy tắc {rule} có nhiều phát hiện; hãy ghi rõ mã và khu vực: {known}.",
    "{rule} found several; say which by code and sector: {known}.",
)
ALREADY_WAIVED = Text(
    "Phát hiện theo quy tắc {rule} này đã được {who} chấp nhận giải trình.",
    "This finding of {rule} was already waived by {who}.",
)
WAIVER_WRITTEN = Text(
    "Đã ghi {number} giải trình vào {file}, có hiệu lực đến hết ngày {expires}:",
    "Wrote {number} waivers to {file}; they hold until the end of {expires}:",
)
RULES_TITLE = Text("Các quy tắc qua {number} lần công bố", "Rules over {number} releases")
RULES_HEADINGS = (
    Text("Quy tắc", "Rule"),
    Text("Mức", "Level"),
    Text("Mức độ", "Severity"),
    Text("Áp dụng", "Applied"),
    Text("Phát hiện", "Fired"),
    Text("Còn mở", "Open"),
    Text("Giải trình", "Waived"),
    Text("Đã sửa", "Corrected"),
    Text("Chưa đủ số liệu", "Unverifiable"),
)
READING_RELEASES = Text("Đang đọc {number} lần công bố…", "Reading {number} releases…")
