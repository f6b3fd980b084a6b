"""Words of the quality page."""

from __future__ import annotations

from schemas.text import Text

TITLE = Text("Chất lượng số liệu {period}", "Quality of the figures of {period}")
INTRO = Text(
    "Mỗi thước đo ghi tên chỉ tiêu tương ứng trong bộ chỉ tiêu chất lượng và hiệu quả của Hệ thống thống kê châu Âu "
    "(ESS QPI, Eurostat, 2014; để “–” nếu không có chỉ tiêu tương ứng) và tiêu chí liên quan của Bộ tiêu chí chất "
    "lượng thống kê nhà nước đến năm 2030 (phụ lục Quyết định số 01/2019/QĐ-TTg), kèm công thức và câu truy vấn đã "
    "tính ra nó; DuckDB chạy lại được câu ấy trên các tệp Parquet của bản phát hành này.",
    "Each measure names the indicator it answers to among the quality and performance indicators of the European "
    "Statistical System (ESS QPI, Eurostat, 2014; “–” where there is none) and the criterion it belongs to among those "
    "for state statistics until 2030 (annex of Decision 01/2019/QĐ-TTg), its formula, and the query it was made with, "
    "which DuckDB runs again on the Parquet files of this release.",
)
REPORT_PAGE = Text("Báo cáo", "Report")
AS_DATA = Text("Dạng dữ liệu (JSON)", "As data (JSON)")
MEASURE = Text("Thước đo", "Measure")
VALUE = Text("Giá trị", "Value")
QPI = Text("ESS QPI", "ESS QPI")
CRITERION = Text("Tiêu chí theo Quyết định 01/2019/QĐ-TTg", "Criterion of Decision 01/2019/QĐ-TTg")
FORMULA = Text("Công thức", "Formula")
QUERY = Text("Câu truy vấn", "Query")
NOT_AVAILABLE = Text("chưa có", "not available")
# Criteria of the decision, by their number.
CRITERIA = {
    "CLTK14": Text("Bảo đảm tính phù hợp", "Relevance"),
    "CLTK15": Text("Bảo đảm tính chính xác và độ tin cậy", "Accuracy and reliability"),
    "CLTK16": Text("Bảo đảm tính kịp thời và tính đúng hạn", "Timeliness and punctuality"),
    "CLTK18": Text("Bảo đảm tính chặt chẽ và tính so sánh", "Coherence and comparability"),
}
UNITS = {"%": Text("%", "%"), "days": Text(" ngày", " days"), "half-years": Text(" nửa năm", " half-years")}
COLUMNS = {
    "board": Text("Ban quản lý", "Board"),
    "first_received": Text("Bản đầu tiên", "First version"),
    "days_late": Text("Chậm (ngày)", "Days late"),
    "versions": Text("Số bản", "Versions"),
    "state": Text("Trạng thái", "State"),
    "code": Text("Mã", "Code"),
    "label": Text("Chỉ tiêu", "Indicator"),
    "revisions": Text("Số lần thay đổi", "Revisions"),
    "size": Text("Mức thay đổi (%)", "Size (%)"),
    "bias": Text("Độ chệch (%)", "Bias (%)"),
    "verdict": Text("Kết luận", "Verdict"),
    "figures": Text("Số số liệu", "Figures"),
    "boundary": Text("Địa bàn", "Ground"),
    "reason": Text("Vì sao chưa so được", "Why not comparable"),
    "rule": Text("Quy tắc", "Rule"),
    "says": Text("Nội dung", "What it says"),
    "passed": Text("Đạt", "Passed"),
    "failed": Text("Không đạt", "Failed"),
    "unverifiable": Text("Chưa đủ số liệu", "Unverifiable"),
    "waived": Text("Đã giải trình", "Explained"),
}
BOUNDARIES = {
    "reported": Text("của kỳ báo cáo", "of the period"),
    "current": Text("hiện nay", "today's"),
}
REASONS = {
    "comparable": Text("so được", "comparable"),
    "missing": Text("thiếu số của một ban", "a board's figure is missing"),
    "half_missing": Text("thiếu một nửa năm", "a half-year is missing"),
    "not_applicable": Text("không áp dụng", "not applicable"),
    "not_additive": Text("không cộng được", "cannot be added"),
    "ground_changed": Text("địa bàn đã thay đổi", "the ground is another"),
    "split": Text("địa bàn bị chia", "the ground was divided"),
    "no_figure_then": Text("năm trước không có số", "nothing known of last year"),
    "nothing_to_divide_by": Text("số năm trước bằng 0", "last year's figure is zero"),
    "negative": Text("có số âm", "a figure is negative"),
    "unit_unclear": Text("không rõ đơn vị tính", "the unit is not clear"),
    "not_from_the_start": Text("không biết từ đầu", "the beginning is not known"),
}
