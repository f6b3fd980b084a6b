"""What every table and column of the warehouse is, in words."""

from __future__ import annotations

from schemas.text import Text

SECTORS = {
    "fdi": Text("khu vực FDI", "FDI"),
    "ddi": Text("khu vực DDI", "DDI"),
    "total": Text("tổng số", "total"),
}
MEASURES = {
    "actual": Text("thực hiện", "actual"),
    "plan": Text("kế hoạch năm", "plan for the year"),
    "last_year": Text("cùng kỳ năm trước", "same period last year"),
    "max": Text("điểm tối đa", "maximum"),
    "self": Text("điểm tự chấm", "self-scored"),
    "verified": Text("điểm thẩm định", "verified"),
}
KINDS = {
    "flow": Text("phát sinh trong kỳ", "flow in the period"),
    "stock": Text("số cuối kỳ", "stock at the end"),
    "ratio": Text("tỷ lệ", "ratio"),
    "score": Text("điểm", "score"),
}
TYPES = {
    "string": Text("văn bản", "text"),
    "integer": Text("số nguyên", "whole number"),
    "number": Text("số", "number"),
    "boolean": Text("đúng/sai", "true/false"),
    "date": Text("ngày", "date"),
    "datetime": Text("ngày giờ", "moment"),
}

WIDE_TABLE = Text(
    "Biểu {sheet}: mỗi dòng là một ban quản lý trong một kỳ, mỗi cột một chỉ tiêu, lấy từ bản đang có hiệu lực. "
    "Mỗi cột chỉ có một đơn vị tính; cột FDI và DDI về tiền khác đơn vị, không được cộng với nhau. "
    "Ô trống là “x” (không áp dụng) hoặc chưa báo cáo.",
    "Sheet {sheet}: one row a board and period, one column a figure, from the version in force. Each column has one "
    "unit; FDI and DDI money are in different units and must not be added. Null is “x” (not applicable) or not "
    "reported.",
)
LIST_TABLE = Text(
    "Biểu {sheet}: mỗi dòng của danh mục là một dòng, lấy từ bản đang có hiệu lực; không kể dòng tổng cộng. "
    "Ô trống là “x” (không áp dụng) hoặc chưa ghi.",
    "Sheet {sheet}: one row a line of the list, from the version in force, without its total line. Null is “x” (not "
    "applicable) or not filled in.",
)

TABLES: dict[str, tuple[Text, Text]] = {
    "observations": (
        Text("Số liệu", "Observations"),
        Text(
            "Mọi số liệu đang có hiệu lực: mỗi kỳ, ban quản lý, chỉ tiêu, khu vực và loại số liệu một dòng, kèm tệp, "
            "biểu và ô gốc. Chỉ gồm bản đã được chấp nhận (kể cả còn câu hỏi). Giá trị trống là “x” hoặc ô để trống: "
            "xem raw_text.",
            "Every figure in force: one row a period, board, indicator, sector and measure, with the file, sheet and "
            "cell it stands in. Only accepted versions (also those with open queries). A null value is “x” or a blank "
            "cell: see raw_text.",
        ),
    ),
    "submission_values": (
        Text("Số liệu của mọi bản", "Values of every version"),
        Text(
            "Số liệu của mọi bản đọc được, kể cả bản bị trả lại và bản đã được thay thế.",
            "The figures of every readable version, also of those rejected or superseded.",
        ),
    ),
    "bloc_summary": (
        Text("Tổng hợp toàn Khối", "Totals of the bloc"),
        Text(
            "Tổng của toàn Khối theo chỉ tiêu và khu vực, kèm số ban đã có số liệu. Chỉ cộng những chỉ tiêu cộng được; "
            "số “final” là số chính thức đã được phê duyệt và có đủ các ban.",
            "The bloc's totals by indicator and sector, with how many boards are in them. Only indicators that "
            "sum over boards; “final” totals are approved and complete.",
        ),
    ),
    "reconciliation": (
        Text("Đối chiếu với số đã công bố", "Comparison with published figures"),
        Text(
            "Số tổng hợp của Khối so với từng số đã công bố, với tỷ số và kết luận.",
            "The bloc's totals against each published figure, with their ratio and a verdict.",
        ),
    ),
    "submissions": (
        Text("Các bản đã nhận", "Submissions"),
        Text(
            "Mọi bản đã nhận, trạng thái và bản nào đang có hiệu lực.",
            "Every version received, its state, and which one is in force.",
        ),
    ),
    "findings": (
        Text("Phát hiện", "Findings"),
        Text(
            "Mọi điều kiểm tra thấy chưa đúng hoặc cần giải trình, của mọi bản, với vị trí và cách sửa.",
            "Everything the rules found wrong or in need of an explanation, in every version, with place and repair.",
        ),
    ),
    "rule_outcomes": (
        Text("Kết quả từng quy tắc", "Outcomes of rules"),
        Text(
            "Mỗi dòng là một quy tắc áp dụng cho một bản báo cáo: bao nhiêu lần đạt, không đạt, và chưa đủ số liệu để "
            "kiểm tra. Chưa đủ số liệu không bao giờ được tính là đạt.",
            "One row a rule and version received: how many applications passed, failed, and could not be verified for "
            "lack of an operand. Unverifiable is never counted as passed.",
        ),
    ),
    "boards": (
        Text("Ban quản lý", "Boards"),
        Text(
            "Các ban quản lý theo thời gian; một tên rút gọn và một ngày xác định một ban.",
            "The management boards over time; slug and date say which one.",
        ),
    ),
    "periods": (
        Text("Kỳ báo cáo", "Periods"),
        Text(
            "Các kỳ có trong bản phát hành này, lịch và mức độ đầy đủ.",
            "The periods of this release, their calendar and how complete they are.",
        ),
    ),
    "indicators": (
        Text("Chỉ tiêu", "Indicators"),
        Text("Các chỉ tiêu của biểu mẫu.", "The indicators of the form."),
    ),
    "exchange_rates": (
        Text("Tỷ giá", "Exchange rates"),
        Text(
            "Tỷ giá trung tâm cuối mỗi nửa năm, kèm nguồn và mức độ chắc chắn.",
            "The central rate at the end of each half-year, with its source and how sure it is.",
        ),
    ),
}

TOTAL_VALUE = Text(
    "Tổng của các ban đã có số liệu; ô “x” và ô trống không được cộng; trống khi chưa ban nào có số",
    "Sum over the boards reported; “x” and blanks are not summed; null when no board has a figure",
)
TOTAL_STATUS = Text(
    "final khi kỳ đã được phê duyệt và đủ các ban, nếu không thì provisional (tạm tính)",
    "final when the period is approved and every board is in, else provisional",
)
RATE_KIND = Text("Loại tỷ giá", "Kind of rate")

COLUMNS: dict[str, Text] = {
    "period": Text("Kỳ báo cáo, viết 2023-H1 hoặc 2023", "Period, written 2023-H1 or 2023"),
    "board": Text("Tên rút gọn của ban quản lý", "Slug of the board"),
    "code": Text("Mã chỉ tiêu trên biểu mẫu", "Code of the indicator on the form"),
    "key": Text("Tên máy của chỉ tiêu", "Machine name of the indicator"),
    "sector": Text("Khu vực: fdi, ddi hoặc total (tổng số)", "Sector: fdi, ddi or total"),
    "measure": Text(
        "Loại số liệu: actual (thực hiện), plan (kế hoạch), last_year (cùng kỳ), max, self, verified (điểm)",
        "Measure: actual, plan, last_year, and for scores max, self, verified",
    ),
    "value": Text("Giá trị theo đơn vị của biểu mẫu", "The figure in the unit of the form"),
    "unit": Text("Đơn vị tính của biểu mẫu (tên trong units.csv)", "Unit of the form (a name of units.csv)"),
    "status": Text(
        "reported: ban báo cáo; corrected: đã đính chính; derived: suy ra từ số cả năm",
        "reported by the board, corrected by a decision, or derived from a whole-year figure",
    ),
    "submission": Text("Bản nộp: đường dẫn dưới raw/", "Submission: its path below raw/"),
    "sheet": Text(
        "Tên trang tính trong tệp; trống với csv; “table 4” là bảng thứ 4 của docx",
        "Sheet as named in the file; null for a csv; “table 4” is the fourth table of a docx",
    ),
    "cell": Text("Địa chỉ ô kiểu A1", "Cell, as A1"),
    "raw_text": Text("Nội dung ô đúng như trong tệp", "Text of the cell as it stands in the file"),
    "in_force": Text("Thuộc bản đang có hiệu lực", "Belongs to the version in force"),
    "cell_state": Text(
        "number (số), not_applicable (x), blank (trống), undecided hoặc unreadable (chưa đọc được)",
        "number, not_applicable (x), blank, undecided or unreadable",
    ),
    "written_unit": Text("Đơn vị tính ghi trong tệp", "Unit as written in the file"),
    "number": Text("Số thứ tự dòng trong danh mục, tính từ 1", "Running number of the line, from 1"),
    "row": Text("Số dòng trong tệp, tính từ 1", "Row in the file, from 1"),
    "boards_reported": Text("Số ban đã có số liệu được chấp nhận", "Boards with accepted figures"),
    "boards_expected": Text("Số ban thuộc Khối trong kỳ", "Boards of the bloc in the period"),
    "boards_received": Text(
        "Số ban đã gửi tệp hoặc xác nhận không phát sinh", "Boards that sent a file or a nil return"
    ),
    "share_of_previous": Text(
        "Tỷ trọng trong tổng kỳ trước của những ban nay đã có số liệu (1 là toàn bộ)",
        "Share of the previous period's total held by the boards that have reported now (1 is all of it)",
    ),
    "line": Text("Số thứ tự trong tệp số liệu công bố, tính từ 1", "Running number in the published file, from 1"),
    "published_as_written": Text("Số đã công bố, đúng như bản in", "Published figure as printed"),
    "unit_as_written": Text("Đơn vị tính như bản in", "Unit as printed"),
    "published": Text("Số đã công bố theo đơn vị của biểu mẫu", "Published figure in the unit of the form"),
    "ours": Text("Số tổng hợp từ các ban", "Our total"),
    "ratio": Text(
        "Số công bố chia cho số tổng hợp: 1 khi khớp, đúng lũy thừa (1000) khi lệch đơn vị, nếu không là thương số",
        "Published over ours: 1 when they agree, the exact power (1000) for a unit slip, else the quotient",
    ),
    "quotient": Text("Thương số chưa làm tròn", "Published over ours, unrounded"),
    "verdict": Text(
        "agrees (khớp), unit slip in the publication (bản in lệch đơn vị), differs (khác) hoặc not comparable "
        "(chưa so được)",
        "agrees, unit slip in the publication, differs, or not comparable and why",
    ),
    "why_vi": Text("Vì sao chưa so được, bằng tiếng Việt", "Why it is not comparable, in Vietnamese"),
    "source": Text("Nguồn", "Source"),
    "note": Text("Ghi chú", "Note"),
    "state": Text(
        "Trạng thái: received, unreadable, rejected, accepted_with_queries, accepted, superseded hoặc nil",
        "State: received, unreadable, rejected, accepted_with_queries, accepted, superseded or nil",
    ),
    "verdict_alone": Text(
        "Kết luận của riêng bản này, chưa xét bản sau thay thế", "State before any later version superseded it"
    ),
    "received_at": Text("Thời điểm nhận", "Moment of receipt"),
    "days_late": Text("Số ngày chậm so với hạn (0 là đúng hạn)", "Days after the due date (0 when in time)"),
    "received_from": Text("Nhận từ", "Received from"),
    "receipt_line": Text("Dòng trong receipts.csv", "Line of receipts.csv"),
    "nil": Text("Báo cáo không phát sinh", "Nil return"),
    "file": Text("Tên tệp", "File name"),
    "sha256": Text("Mã băm SHA-256 của tệp", "SHA-256 of the file"),
    "format": Text("Định dạng thật của tệp; trống khi không đọc được", "What the file really is; null when unreadable"),
    "number_style": Text("Cách viết số của tệp", "How the file writes numbers"),
    "cover_period": Text("Kỳ ghi trên trang bìa", "Period on the cover"),
    "errors": Text("Số lỗi", "Errors"),
    "queries": Text("Số câu hỏi chưa được giải trình", "Queries not yet explained"),
    "infos": Text("Số thông tin", "Infos"),
    "waived": Text("Số phát hiện đã được giải trình", "Findings explained by a waiver"),
    "finding": Text("Số thứ tự phát hiện trong bản nộp", "Running number of the finding within its submission"),
    "rule": Text("Quy tắc (rules.csv)", "Rule (rules.csv)"),
    "level": Text("Cấp quy tắc, 0 đến 4", "Level of the rule, 0 to 4"),
    "severity": Text("error (lỗi), query (câu hỏi) hoặc info (thông tin)", "error, query or info"),
    "found": Text("Tìm thấy", "Found"),
    "expected": Text("Cần có", "Expected"),
    "difference": Text("Chênh lệch", "Difference"),
    "allowance": Text("Mức cho phép", "Allowance"),
    "cells": Text(
        "Mọi ô đã xét, ô đáng ngờ nhất trước (JSON: [{sheet, cell}])",
        "Every cell the check read, the most suspected first (JSON: [{sheet, cell}])",
    ),
    "passed": Text("Số lần đạt", "How many applications of the rule passed"),
    "failed": Text("Số lần không đạt", "How many applications of the rule failed"),
    "unverifiable": Text(
        "Số lần chưa đủ số liệu để kiểm tra", "How many applications could not be verified: an operand is missing"
    ),
    "cause": Text("Các phát hiện cùng nguyên nhân có cùng mã này", "Shared by findings of one cause"),
    "message_vi": Text("Nội dung tiếng Việt", "Message in Vietnamese"),
    "message_en": Text("Nội dung tiếng Anh", "Message in English"),
    "repairs": Text("Cách sửa gợi ý (JSON)", "Suggested repairs (JSON)"),
    "waived_by": Text(
        "Người chấp nhận giải trình; trống khi chưa có", "Who accepted an explanation; empty when nobody"
    ),
    "slug": Text("Tên rút gọn của ban quản lý", "Slug of the board"),
    "valid_from": Text("Có từ ngày", "First day"),
    "valid_to": Text("Đến ngày; trống khi còn tồn tại", "Last day; null when it still exists"),
    "name_vi": Text("Tên tỉnh, thành phố", "Province or city, in Vietnamese"),
    "province_type": Text("Tỉnh hay thành phố", "Province (tỉnh) or city (thành phố)"),
    "board_name_vi": Text("Tên ban quản lý", "Name of the board, in Vietnamese"),
    "gso_code": Text("Mã tỉnh của cơ quan thống kê", "Province code of the statistics office"),
    "iso_3166_2": Text("Mã ISO 3166-2", "ISO 3166-2 code"),
    "member": Text("Thành viên của Khối", "Member of the bloc"),
    "predecessors": Text(
        "Các ban hợp thành, cách nhau bằng dấu chấm phẩy", "Boards merged into it, separated by semicolons"
    ),
    "year": Text("Năm", "Year"),
    "half": Text("Nửa năm: 1 hoặc 2", "Half of the year: 1 or 2"),
    "start": Text("Ngày đầu kỳ", "First day"),
    "end": Text("Ngày cuối kỳ", "Last day"),
    "cut_off_from": Text("Chốt số liệu từ ngày", "Reporting cut-off, first day"),
    "cut_off_to": Text("Chốt số liệu đến ngày", "Reporting cut-off, last day"),
    "due": Text("Hạn gửi", "Due date"),
    "conference": Text("Ngày hội nghị", "Date of the conference"),
    "form_sheet": Text("Biểu", "Sheet of the form"),
    "table": Text("Bảng trong kho số liệu", "Table of the warehouse"),
    "label_vi": Text("Tên tiếng Việt", "Label in Vietnamese"),
    "label_en": Text("Tên tiếng Anh", "Label in English"),
    "unit_fdi": Text("Đơn vị tính FDI", "Unit of FDI"),
    "unit_ddi": Text("Đơn vị tính DDI", "Unit of DDI"),
    "unit_total": Text("Đơn vị tính của tổng số", "Unit of the total"),
    "kind": Text("flow (phát sinh), stock (cuối kỳ), ratio (tỷ lệ), score (điểm)", "flow, stock, ratio or score"),
    "sums_over_boards": Text("Cộng được qua các ban", "Sums over boards"),
    "decimals": Text("Số chữ số thập phân", "Declared decimals"),
    "required": Text("Bắt buộc", "Required"),
    "date": Text("Ngày", "Date"),
    "vnd_per_usd": Text("Đồng Việt Nam cho một đô la Mỹ", "Vietnamese dong for one US dollar"),
}
