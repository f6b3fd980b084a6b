"""The message of every rule: what is wrong, where, and what to do.

A key is the kind of a failure (`flows/validate`), a rule may have several. Places: {where} is the cell, {what} the
figure, {found} and {expected} numbers, {parts} the sum spelt out, {allowed} the allowance.
"""

from __future__ import annotations

import re
from functools import lru_cache

from schemas.form import Form
from schemas.language.columns import ListSum, Ratio, key_of, list_sum
from schemas.text import Text

SECTORS = {"fdi": Text("FDI", "FDI"), "ddi": Text("DDI", "DDI"), "total": Text("tổng số", "total")}
MEASURES = {
    "actual": Text("", ""),
    "plan": Text("kế hoạch năm", "plan of the year"),
    "last_year": Text("cùng kỳ năm trước", "same period last year"),
    "max": Text("điểm chuẩn", "maximum"),
    "self": Text("tự chấm", "self score"),
    "verified": Text("khối thẩm định", "verified"),
}
ZONE_COLUMNS = {
    "count": Text("số khu", "zones"),
    "area": Text("diện tích", "area"),
    "leasable": Text("đất có thể cho thuê", "land for lease"),
    "leased": Text("đất đã cho thuê", "land leased"),
}
# What the lists are called, by the key of their sheet, and the choices of theirs that read otherwise in a sentence.
LISTS = {"zone_list": Text("danh mục khu", "zone list"), "projects": Text("danh mục dự án", "project register")}
LINES = Text("số dòng của {list} ({sheet})", "lines of the {list} ({sheet})")
ALL_LINES = Text("{what} các dòng {sheet}", "{what} of all lines of {sheet}")
SOME_LINES = Text("số dòng {sheet} “{choice}”", "lines of {sheet} {choice}")
OF_SOME_LINES = Text("{what} các dòng {sheet} “{choice}”", "{what} of the lines of {sheet} {choice}")
CHOICES_EN = {"operating": "in operation"}
EVENTS = {
    "new": Text("cấp mới", "new"),
    "adjusted": Text("điều chỉnh", "adjusted"),
    "ended": Text("chấm dứt", "ended"),
}
REGISTER_COUNT = Text("số dòng {event} {sector} của {sheet}", "lines of {sheet} {event} {sector}")
REGISTER_CAPITAL = Text("vốn các dòng {event} {sector} của {sheet}", "capital of the lines of {sheet} {event} {sector}")

# A numbered sheet of the form, as a letter names it.
_NUMBERED = re.compile(r"B(\d{1,2})")
SHEET_IN_WORDS = Text("Biểu {number}", "{sheet}")
WHERE = Text("{sheet}, ô {cell}", "{sheet}!{cell}")
WHERE_NO_SHEET = Text("ô {cell}", "cell {cell}")
IN_DOCUMENT = {"table": "bảng", "paragraph": "đoạn"}
STAYS_ON_LINE = ("Biểu", "bảng", "ô")  # with the word after it
WHOLE_FILE = Text("cả tệp", "the file")

PROBLEM = Text(
    "{where}: “{found}” không đọc được ({rule}). Đề nghị kiểm tra lại.",
    "{where}: “{found}” cannot be read ({rule}). Check it.",
)

# Instead of a sentence for every cell of a sheet that is blank as a whole.
UNFILLED_SHEET = Text(
    "{sheet} ({title}): {count} ô bắt buộc còn để trống, từ ô {cell}. Đề nghị điền số liệu của cả biểu; không phát sinh"
    " thì ghi 0, không áp dụng thì ghi x.",
    "{sheet} ({title}): {count} required cells are blank, from cell {cell} on. Fill in the whole sheet: 0 when nothing"
    " happened, x when it does not apply.",
)

MESSAGES: dict[str, Text] = {
    # --- level 0 -----------------------------------------------------------------------------------------------
    "board_not_member": Text(
        "{where}: trang bìa ghi “{found}”, không phải thành viên của khối trong kỳ {period}. Đề nghị ghi đúng tên đơn"
        " vị báo cáo: {expected}.",
        "{where}: the cover says “{found}”, which is not a member of the bloc in {period}. Write the reporting board:"
        " {expected}.",
    ),
    "board_missing": Text(
        "{where}: trang bìa chưa ghi đơn vị báo cáo. Đề nghị ghi “Đơn vị báo cáo: {expected}”.",
        "{where}: the cover names no reporting board. Write “Đơn vị báo cáo: {expected}”.",
    ),
    "board_other": Text(
        "{where}: trang bìa ghi “{found}” nhưng tệp được nhận là của {expected}. Đề nghị kiểm tra có gửi nhầm tệp"
        " không.",
        "{where}: the cover says “{found}” but the file was received from {expected}. Check whether it is the right"
        " file.",
    ),
    "board_unclear": Text(
        "{where}: “{found}” có thể là nhiều đơn vị ({candidates}). Đề nghị ghi đúng một tên đơn vị: {expected}.",
        "{where}: “{found}” may be several boards ({candidates}). Write one: {expected}.",
    ),
    "period_other": Text(
        "{where}: trang bìa ghi kỳ báo cáo “{found}” nhưng tệp được nhận cho kỳ {expected}. Đề nghị sửa kỳ báo cáo trên"
        " trang bìa, hoặc gửi đúng tệp của kỳ {expected}.",
        "{where}: the cover says “{found}” but the file was received for {expected}. Correct the period on the cover,"
        " or send the file of {expected}.",
    ),
    "period_missing": Text(
        "{where}: trang bìa chưa ghi kỳ báo cáo. Đề nghị ghi “Kỳ báo cáo: {expected}”.",
        "{where}: the cover names no period. Write “Kỳ báo cáo: {expected}”.",
    ),
    "year_without_first_half": Text(
        "{where}: tệp báo cáo cả năm {year}, nhưng số liệu 6 tháng đầu năm chưa được chấp nhận nên không tính được 6"
        " tháng cuối năm. Đề nghị gửi số liệu 6 tháng cuối năm, hoặc gửi lại số liệu 6 tháng đầu năm.",
        "{where}: the file reports the whole year {year}, but the first half is not accepted, so the second half cannot"
        " be derived. Send the figures of the second half, or the first half again.",
    ),
    "blank": Text(
        "{where} ({what}) để trống. Đề nghị điền số liệu; không phát sinh thì ghi 0, không áp dụng thì ghi x.",
        "{where} ({what}) is blank. Fill it in: 0 when nothing happened, x when it does not apply.",
    ),
    "line_absent": Text(
        "{where}: không tìm thấy dòng {code} {label}. Đề nghị giữ đủ các dòng của biểu mẫu và điền số liệu cho dòng"
        " này.",
        "{where}: line {code} {label} was not found. Keep every line of the form and fill it in.",
    ),
    "list_blank": Text(
        "{where}: cột “{column}” của dòng {line} để trống. Đề nghị điền đủ; không áp dụng thì ghi x.",
        "{where}: column “{column}” of line {line} is blank. Fill it in; x when it does not apply.",
    ),
    # --- sentences of formulas that name none of their own ------------------------------------------------------
    "sum": Text(
        "{where} ({what}): {found}, nhưng {parts} = {expected}, cho phép ±{allowed}.",
        "{where} ({what}): {found}, but {parts} = {expected}, allowed ±{allowed}.",
    ),
    "sum_above_whole": Text(
        "{where} ({what}): {limit}, nhưng {parts} = {amount}, lớn hơn toàn bộ, cho phép {allowed}. Đề nghị kiểm tra lại"
        " các ô này.",
        "{where} ({what}): {limit}, but {parts} = {amount}, more than the whole, allowed {allowed}. Check these cells.",
    ),
    "zero_with": Text(
        "{where}: {count_code} ({sector}) là {count} mà {money_code} là {money}; hai số phải cùng bằng 0 hoặc cùng khác"
        " 0. Đề nghị bổ sung phần còn thiếu.",
        "{where}: {count_code} ({sector}) is {count} while {money_code} is {money}; both are zero or neither is. Fill"
        " in what is missing.",
    ),
    "zero_only_where": Text(
        "{where}: {money_code} ({sector}) là {money} nhưng {count_code} bằng 0. Đề nghị kiểm tra lại hai ô.",
        "{where}: {money_code} ({sector}) is {money} but {count_code} is zero. Check both cells.",
    ),
    "zero_where": Text(
        "{where}: {count_code} ({sector}) là {count} nhưng {money_code} bằng 0. Đề nghị kiểm tra lại hai ô.",
        "{where}: {count_code} ({sector}) is {count} but {money_code} is zero. Check both cells.",
    ),
    "none_without": Text(
        "{where} ({what}): {found} nhưng {whole} bằng 0. Đề nghị kiểm tra lại hai ô.",
        "{where} ({what}): {found} but {whole} is zero. Check both cells.",
    ),
    "quotient": Text(
        "{where} ({what}): {found}, nhưng {part_code} / {whole_code} = {part} / {whole}, tính ra {expected}, cho phép"
        " ±{allowed}. Đề nghị tính lại; khi {whole_code} bằng 0 thì ghi x.",
        "{where} ({what}): {found}, but {part_code} / {whole_code} = {part} / {whole} gives {expected}, allowed"
        " ±{allowed}. Calculate it again; x when {whole_code} is 0.",
    ),
    "share": Text(
        "{where} ({what}): {part} bằng {found} % của {whole} ({whole_figure}), ngoài khoảng {least} đến {most} %. Đề"
        " nghị kiểm tra đơn vị tính và số liệu.",
        "{where} ({what}): {part} is {found} % of {whole} ({whole_figure}), outside {least} to {most} %. Check the unit"
        " and the figures.",
    ),
    # --- level 1 -----------------------------------------------------------------------------------------------
    "sectors_sum": Text(
        "{where} ({what}): {found}, nhưng {parts} = {expected}, cho phép ±{allowed}.",
        "{where} ({what}): {found}, but {parts} = {expected}, allowed ±{allowed}.",
    ),
    "capital_sum": Text(
        "{where} ({what}): {found}, nhưng {parts} = {expected}, cho phép ±{allowed}.",
        "{where} ({what}): {found}, but {parts} = {expected}, allowed ±{allowed}.",
    ),
    "roll_forward": Text(
        "{where} ({what}): {found}, nhưng đầu kỳ + cấp mới − chấm dứt: {parts} = {expected}, cho phép ±{allowed}.",
        "{where} ({what}): {found}, but opening + new − ended: {parts} = {expected}, allowed ±{allowed}.",
    ),
    "count_and_money": Text(
        "{where}: {count_code} ({sector}) là {count} mà {money_code} là {money}; số dự án và vốn phải cùng bằng 0 hoặc"
        " cùng khác 0. Đề nghị bổ sung phần còn thiếu.",
        "{where}: {count_code} ({sector}) is {count} while {money_code} is {money}; projects and capital are both zero"
        " or neither is. Fill in what is missing.",
    ),
    "money_without_count": Text(
        "{where}: có vốn điều chỉnh {money} ({money_code}, {sector}) nhưng số lượt điều chỉnh ({count_code}) bằng 0. Đề"
        " nghị điền số lượt điều chỉnh.",
        "{where}: adjusted capital is {money} ({money_code}, {sector}) but the number of adjustments ({count_code}) is"
        " zero. Fill in the number of adjustments.",
    ),
    "count_without_money": Text(
        "{where}: có {count} lượt điều chỉnh ({count_code}, {sector}) nhưng vốn điều chỉnh ({money_code}) bằng 0. Nếu"
        " tăng và giảm bù trừ hết, đề nghị giải trình; nếu không, đề nghị điền vốn.",
        "{where}: {count} adjustments ({count_code}, {sector}) but adjusted capital ({money_code}) is zero. If"
        " increases and decreases cancel, explain; otherwise fill in the capital.",
    ),
    "negative": Text(
        "{where} ({what}): {found} là số âm. Đề nghị kiểm tra lại dấu; chỉ 1.04, 1.05 và vốn của dự án điều chỉnh trong"
        " Biểu 9 được ghi số âm.",
        "{where} ({what}): {found} is negative. Check the sign; only 1.04, 1.05 and the capital of an adjustment in B9"
        " may be negative.",
    ),
    "not_whole": Text(
        "{where} ({what}): {found} không phải số nguyên. Chỉ tiêu này đếm nguyên; đề nghị kiểm tra lại.",
        "{where} ({what}): {found} is not a whole number. This line counts; check it.",
    ),
    "part_above_whole": Text(
        "{where} ({what}): {amount} lớn hơn {whole}: {limit}. Phần không thể lớn hơn toàn bộ; đề nghị kiểm tra lại"
        " hai ô.",
        "{where} ({what}): {amount} is more than {whole}: {limit}. A part cannot be larger than its whole; check"
        " both cells.",
    ),
    "parts_above_whole": Text(
        "{where} ({what}): {limit}, nhưng {parts} = {amount}, lớn hơn số đã phê duyệt, cho phép {allowed}. Đề nghị kiểm"
        " tra lại các ô này.",
        "{where} ({what}): {limit}, but {parts} = {amount}, more than what is approved, allowed {allowed}. Check these"
        " cells.",
    ),
    "occupancy": Text(
        "{where} ({what}): {found}, nhưng {part_code} / {whole_code} = {part} / {whole} = {expected} %, cho phép"
        " ±{allowed}. Đề nghị tính lại; khi {whole_code} bằng 0 thì ghi x.",
        "{where} ({what}): {found}, but {part_code} / {whole_code} = {part} / {whole} = {expected} %, allowed"
        " ±{allowed}. Calculate it again; x when {whole_code} is 0.",
    ),
    "dossiers_sum": Text(
        "{where} ({what}): {found}, nhưng đúng hạn + quá hạn + đang giải quyết: {parts} = {expected}, cho phép"
        " ±{allowed}.",
        "{where} ({what}): {found}, but on time + late + pending: {parts} = {expected}, allowed ±{allowed}.",
    ),
    "deaths_without_accident": Text(
        "{where} ({what}): {found} người chết nhưng số vụ tai nạn lao động (4.06) bằng 0. Đề nghị kiểm tra lại hai ô.",
        "{where} ({what}): {found} deaths but no labour accident (4.06 is 0). Check both cells.",
    ),
    "score_above_max": Text(
        "{where} ({what}): {amount} điểm, vượt điểm chuẩn {limit}. Đề nghị xem lại điểm chấm và điểm chuẩn.",
        "{where} ({what}): {amount} points, above the maximum {limit}. Check the score and the maximum.",
    ),
    "score_sum": Text(
        "{where} ({what}): {found}, nhưng tổng các điểm thành phần trừ điểm trừ là {expected}, cho phép ±{allowed}.",
        "{where} ({what}): {found}, but the scores less the penalty add up to {expected}, allowed ±{allowed}.",
    ),
    "zone_list_sum": Text(
        "{where} ({what}): {found}, nhưng {parts} = {expected}, cho phép ±{allowed}. Đề nghị đối chiếu Biểu 3 với danh"
        " mục khu (Biểu 8).",
        "{where} ({what}): {found}, but {parts} = {expected}, allowed ±{allowed}. Compare table 3 with the zone list"
        " (B8).",
    ),
    "zone_list_total_line": Text(
        "{where} (dòng tổng của Biểu 8, {column}): {found}, nhưng cộng các dòng được {expected}, cho phép"
        " ±{allowed}. Đề nghị cộng lại.",
        "{where} (total line of B8, {column}): {found}, but its lines add up to {expected}, allowed ±{allowed}. Add"
        " them up again.",
    ),
    "register_sum": Text(
        "{where} ({what}): {found}, nhưng {parts} = {expected}, cho phép ±{allowed}. Đề nghị đối chiếu Biểu 1 với danh"
        " mục dự án (Biểu 9).",
        "{where} ({what}): {found}, but {parts} = {expected}, allowed ±{allowed}. Compare table 1 with the project"
        " register (B9).",
    ),
    "rounding": Text(
        "{where} ({what}): {found}, tính từ các ô còn lại là {expected}; chênh lệch có thể chỉ do làm tròn. Đề nghị"
        " kiểm tra, hoặc giải trình số liệu được làm tròn.",
        "{where} ({what}): {found}, the other cells give {expected}; rounding alone may explain the difference. Check"
        " it, or say that the figures are rounded.",
    ),
    "rounded": Text(
        "{where}: {count} tổng của {sheet} lệch trong phạm vi làm tròn, vì số liệu ghi tròn hơn biểu mẫu quy định."
        " Số liệu được giữ như đã ghi.",
        "{where}: sums of table {sheet} that are off within rounding: {count}; figures are written coarser than the"
        " form declares and kept as written.",
    ),
    "occupancy_otherwise": Text(
        "{where} ({what}): {found}, bằng {definition}; biểu mẫu tính {part_code} / {whole_code} = {part} / {whole} ="
        " {expected} %. Đề nghị tính theo biểu mẫu, hoặc giải trình cách tính.",
        "{where} ({what}): {found}, which is {definition}; the form takes {part_code} / {whole_code} = {part} / {whole}"
        " = {expected} %. Calculate it as the form does, or explain.",
    ),
    "zone_part_above": Text(
        "{where} (khu {name}): {part} {found} lớn hơn {whole} {expected}. Đề nghị sửa một trong hai số.",
        "{where} (zone {name}): {part} {found} is more than {whole} {expected}. Correct one of the two.",
    ),
    "zone_not_listed": Text(
        "{where}: dự án thuộc “{name}”, nhưng danh mục khu của báo cáo không có khu này. Đề nghị sửa tên khu cho khớp"
        " danh mục, hoặc bổ sung khu vào danh mục.",
        "{where}: the project is in “{name}”, which the report's zone list does not have. Write the zone as the list"
        " does, or add it to the list.",
    ),
    "land_above_zone": Text(
        "{where}: đất của dự án {found} ha lớn hơn diện tích của cả {name} ({expected} ha). Đề nghị kiểm tra lại.",
        "{where}: the project's land of {found} ha is more than the whole of {name} ({expected} ha). Check it.",
    ),
    "line_alike": Text(
        "{where}: dòng này giống hệt một dòng khác ở mọi cột, chỉ khác số GCN {certificate}. Đề nghị bỏ nếu ghi trùng;"
        " nếu là hai dự án, đề nghị giải trình.",
        "{where}: this line equals another one in everything but its certificate {certificate}. Remove it if it was"
        " written twice; if there are two projects, explain.",
    ),
    "certificate_twice_new": Text(
        "{where}: số GCN {certificate} được ghi cấp mới nhiều hơn một lần trong kỳ. Đề nghị bỏ dòng trùng hoặc sửa số"
        " GCN.",
        "{where}: certificate {certificate} is newly issued more than once in the period. Remove the second line or"
        " correct the number.",
    ),
    "certificate_twice_ended": Text(
        "{where}: số GCN {certificate} được ghi chấm dứt nhiều hơn một lần trong kỳ. Đề nghị bỏ dòng trùng hoặc sửa số"
        " GCN.",
        "{where}: certificate {certificate} ends more than once in the period. Remove the second line or correct the"
        " number.",
    ),
    "certificate_twice_adjusted": Text(
        "{where}: số GCN {certificate} được điều chỉnh nhiều hơn một lần trong kỳ. Nếu đúng là nhiều lượt, đề nghị giải"
        " trình; nếu trùng, đề nghị bỏ dòng trùng.",
        "{where}: certificate {certificate} is adjusted more than once in the period. If these are several"
        " adjustments, explain; if it is one, remove the second line.",
    ),
    "date_outside": Text(
        "{where}: ngày {date} không thuộc kỳ báo cáo (từ {first} đến {last}). Đề nghị sửa ngày, hoặc chuyển dòng sang"
        " đúng kỳ.",
        "{where}: {date} is not in the period ({first} to {last}). Correct the date, or move the line to its period.",
    ),
    # --- level 2 -----------------------------------------------------------------------------------------------
    "opening": Text(
        "{where} ({what}): {found}, nhưng cuối kỳ trước ({closing_code}, {previous}) đã chấp nhận là {expected}. Đề"
        " nghị sửa số đầu kỳ cho khớp, hoặc đính chính kỳ trước.",
        "{where} ({what}): {found}, but the accepted closing figure of {previous} ({closing_code}) is {expected}. Make"
        " the opening agree, or correct the period before.",
    ),
    "unit_slip": Text(
        "{where} ({what}): {found} {unit} lớn gấp khoảng {ratio} lần mức thường thấy của đơn vị ({median}); có vẻ"
        " nhầm đơn"
        " vị tính {factor} lần. Đề nghị kiểm tra đơn vị tính.",
        "{where} ({what}): {found} {unit} is about {ratio} times the board's usual figure ({median}); the unit looks"
        " {factor} times off. Check the unit.",
    ),
    "unit_slip_small": Text(
        "{where} ({what}): {found} {unit} chỉ bằng khoảng 1/{ratio} mức thường thấy của đơn vị ({median}); có vẻ"
        " nhầm đơn"
        " vị tính {factor} lần. Đề nghị kiểm tra đơn vị tính.",
        "{where} ({what}): {found} {unit} is about 1/{ratio} of the board's usual figure ({median}); the unit looks"
        " {factor} times off. Check the unit.",
    ),
    "unit_slip_currency": Text(
        "{where} ({what}): {found} {unit} so với mức thường thấy {median} chênh xấp xỉ tỷ giá (khoảng {rate} tỷ đồng"
        " một triệu USD); có vẻ ghi nhầm đồng tiền. Đề nghị kiểm tra đơn vị tính.",
        "{where} ({what}): {found} {unit} against the usual {median} is off by about the exchange rate ({rate} billion"
        " VND a million USD); it looks like the other currency. Check the unit.",
    ),
    "outlier": Text(
        "{where} ({what}): {found}, ngoài khoảng thường thấy từ {low} đến {high} ({why}). Đề nghị kiểm tra lại; nếu"
        " đúng, đề nghị giải trình.",
        "{where} ({what}): {found}, outside the usual range of {low} to {high} ({why}). Check it; if it is right,"
        " explain.",
    ),
    "named_slip": Text(
        "{where} ({what}): {found}, có vẻ là {slip}: thường từ {low} đến {high} ({why}), số đúng có lẽ là {likely}."
        " Đề nghị kiểm tra; nếu số đã ghi là đúng, đề nghị giải trình.",
        "{where} ({what}): {found} looks like {slip}: usually between {low} and {high} ({why}), the right figure is"
        " probably {likely}. Check it; if what is written is right, explain.",
    ),
    "exchanged_sectors": Text(
        "{where} ({what}): {found}, có vẻ ghi đổi chỗ giữa FDI và DDI: thường từ {low} đến {high} ({why}), số đúng có"
        " lẽ là {likely}. Đề nghị kiểm tra hai ô; nếu đã ghi đúng, đề nghị giải trình.",
        "{where} ({what}): {found}, FDI and DDI look exchanged: usually between {low} and {high} ({why}), the right"
        " figure is probably {likely}. Check both cells; if they are right, explain.",
    ),
    "share_of_plan": Text(
        "{where} ({what}): {found}; lũy kế thực hiện bằng {percent} % kế hoạch năm, thường từ {low} đến {high} % (suy"
        " từ các chỉ tiêu khác của biểu, khoảng {middle} %). Đề nghị kiểm tra cả ô thực hiện và ô kế hoạch; nếu đúng,"
        " đề nghị giải trình.",
        "{where} ({what}): {found}; what is done so far is {percent} % of the plan of the year, usually {low} to {high}"
        " % (from the other lines of the table, about {middle} %). Check both the result and the plan; if they are"
        " right, explain.",
    ),
    "plan_of_half": Text(
        "{where} ({what}): {found}, có vẻ là kế hoạch 6 tháng thay cho kế hoạch năm: lũy kế thực hiện đã bằng {percent}"
        " %, thường từ {low} đến {high} %; kế hoạch năm có lẽ khoảng {likely}. Đề nghị ghi kế hoạch cả năm; nếu đã ghi"
        " đúng, đề nghị giải trình.",
        "{where} ({what}): {found} looks like the plan of the half-year instead of the year: what is done so far is"
        " {percent} % of it, usually {low} to {high} %; the plan of the year is probably about {likely}. Write the plan"
        " of the whole year; if what is written is right, explain.",
    ),
    "sheet_slip": Text(
        "{where} ({what}): {count} số phát sinh của biểu này có vẻ là số lũy kế từ đầu năm thay cho số của 6 tháng:"
        " {found} ở ô này, thường từ {low} đến {high} ({why}), số của 6 tháng có lẽ là {likely}. Đề nghị ghi riêng số 6"
        " tháng cuối năm cho cả biểu; nếu đã ghi đúng, đề nghị giải trình.",
        "{where} ({what}): the {count} flows of this table look like the year to date instead of the half-year: {found}"
        " in this cell, usually between {low} and {high} ({why}), the half-year is probably {likely}. Give the second"
        " half alone in the whole table; if what is written is right, explain.",
    ),
    "figure_now_x": Text(
        "{where} ({what}): ghi x, trong khi đơn vị đã báo cáo số liệu này ở cả {count} kỳ trước (từ {least} đến {most},"
        " thường khoảng {median}). Đề nghị điền số liệu; nếu đúng là không áp dụng, đề nghị giải trình.",
        "{where} ({what}): x, although the board reported this figure in all {count} earlier periods ({least} to"
        " {most}, usually {median}). Fill it in; if it does not apply any more, explain.",
    ),
    "last_year": Text(
        "{where} ({what}): {found}, nhưng số đã chấp nhận của kỳ {period} là {expected}, cho phép ±{allowed}. Đề"
        " nghị sửa"
        " cho khớp, hoặc giải trình.",
        "{where} ({what}): {found}, but what was accepted for {period} is {expected}, allowed ±{allowed}. Make it"
        " agree, or explain.",
    ),
    "plan_changed": Text(
        "{where} ({what}): {found}, nhưng kế hoạch năm đã báo cáo {period} là {expected}. Đề nghị giữ kế hoạch đã giao;"
        " nếu kế hoạch được điều chỉnh, đề nghị giải trình.",
        "{where} ({what}): {found}, but the plan of the year reported for {period} was {expected}. Keep the plan; if it"
        " was changed, explain.",
    ),
    "maximum_changed": Text(
        "{where} ({what}): {found}, nhưng {period} là {expected}. Đề nghị giữ điểm chuẩn của khối; nếu đã thay đổi, đề"
        " nghị giải trình.",
        "{where} ({what}): {found}, but in {period} it was {expected}. Keep the bloc's maximum; if it changed,"
        " explain.",
    ),
    "repeats_plan": Text(
        "{where} ({what}): {found} giống hệt số kế hoạch năm. Đề nghị kiểm tra có ghi kế hoạch vào cột thực hiện không;"
        " nếu đúng, đề nghị giải trình.",
        "{where} ({what}): {found} is the plan of the year to the last digit. Check whether the plan was entered as"
        " done; if it is right, explain.",
    ),
    "repeats_last_year": Text(
        "{where} ({what}): {found} giống hệt số cùng kỳ năm trước. Đề nghị kiểm tra có chép nhầm cột không; nếu đúng,"
        " đề nghị giải trình.",
        "{where} ({what}): {found} is last year's figure to the last digit. Check whether a column was copied; if it is"
        " right, explain.",
    ),
    "repeats_line": Text(
        "{where} ({what}): {found} giống hệt số của chỉ tiêu {other}. Đề nghị kiểm tra có chép nhầm dòng không; nếu"
        " đúng, đề nghị giải trình.",
        "{where} ({what}): {found} is the figure of line {other} to the last digit. Check whether the wrong line was"
        " copied; if it is right, explain.",
    ),
    "repeats_previous": Text(
        "{where} ({what}): {found} giống hệt số đã báo cáo {period}. Đề nghị kiểm tra có chép nhầm số kỳ trước không;"
        " nếu đúng, đề nghị giải trình.",
        "{where} ({what}): {found} is what was reported for {period} to the last digit. Check whether last period's"
        " figure was left; if it is right, explain.",
    ),
    "certificate_new_again": Text(
        "{where}: số GCN {certificate} đã được báo cáo là cấp mới trong kỳ {period}. Đề nghị kiểm tra số GCN và sự kiện"
        " của dòng này (cấp mới hay điều chỉnh); nếu đúng, đề nghị giải trình.",
        "{where}: certificate {certificate} was already reported as newly issued in {period}. Check the number and the"
        " event of this line (new or adjusted); if they are right, explain.",
    ),
    "event_after_end": Text(
        "{where}: số GCN {certificate} đã được báo cáo là chấm dứt trong kỳ {period}. Đề nghị kiểm tra số GCN và sự"
        " kiện của dòng này; nếu đúng, đề nghị giải trình.",
        "{where}: certificate {certificate} was reported as ended in {period}. Check the number and the event of this"
        " line; if they are right, explain.",
    ),
    "zone_remeasured": Text(
        "{where} (khu {name}): diện tích {found} ha, kỳ trước là {expected} ha, chênh quá 20 %. Đề nghị kiểm tra lại;"
        " nếu khu được điều chỉnh diện tích, đề nghị giải trình.",
        "{where} (zone {name}): area of {found} ha, {expected} ha in the period before, more than 20 % apart. Check it;"
        " if the zone was enlarged or reduced, explain.",
    ),
    "zone_renamed": Text(
        "{where}: khu “{found}” chưa có trong danh mục kỳ trước, còn khu “{expected}” cùng diện tích không còn trong"
        " danh mục. Đề nghị giữ tên khu như kỳ trước; nếu khu đã đổi tên, đề nghị giải trình.",
        "{where}: zone “{found}” was not in the list of the period before, and “{expected}” of the same area is not in"
        " it any more. Keep the zone's name; if it was renamed, explain.",
    ),
    "zone_gone": Text(
        "{where}: danh mục không còn khu đã có kỳ trước: {expected}. Đề nghị bổ sung; nếu khu đã bị xóa hoặc nhập vào"
        " khu khác, đề nghị giải trình.",
        "{where}: the list does not have zones of the period before any more: {expected}. Add them; if they were"
        " dissolved or joined to others, explain.",
    ),
    "capital_thousand": Text(
        "{where}: vốn {found}, lớn hơn mọi dự án đã báo cáo (lớn nhất {largest}, thường khoảng {usual}); có vẻ nhầm đơn"
        " vị 1.000 lần, số đúng có lẽ là {expected}. Đề nghị kiểm tra đơn vị tính; nếu đúng, đề nghị giải trình.",
        "{where}: capital of {found}, more than any project reported (largest {largest}, usually about {usual}); the"
        " unit looks 1,000 times off, the right figure is probably {expected}. Check the unit; if it is right,"
        " explain.",
    ),
    "changed_unasked": Text(
        "So với bản {file} nhận ngày {date}, {count} chỗ đã thay đổi ngoài những nội dung đã được yêu cầu: {changes}."
        " Đề nghị kiểm tra lại; nếu thay đổi là đúng, đề nghị giải trình.",
        "Against {file} received {date}, changed although nobody asked: {changes} (in all {count}). Check it; if the"
        " changes are right, explain.",
    ),
    "changed_as_asked": Text(
        "So với bản {file} nhận ngày {date}, đã thay đổi {count} chỗ theo yêu cầu: {changes}.",
        "Against {file} received {date}, changed as it was asked about: {changes} (in all {count}).",
    ),
    "changed_since": Text(
        "So với bản {file} đã nhận ngày {date}, tệp này thay đổi {count} chỗ: {changes}.",
        "Against {file} received {date}, this file changes: {changes} (in all {count}).",
    ),
    "copied_sheet": Text(
        "{where}: toàn bộ {count} số liệu của {sheet} giống hệt kỳ {period}. Đề nghị kiểm tra có chép nhầm số"
        " liệu kỳ"
        " trước không.",
        "{where}: all {count} figures of table {sheet} equal those of {period}. Check whether last period's table was"
        " copied.",
    ),
    "sheet_of_another": Text(
        "{where}: toàn bộ {count} số liệu của {sheet} giống hệt biểu của {board} cùng kỳ. Đề nghị kiểm tra có chép"
        " nhầm biểu của đơn vị khác không.",
        "{where}: all {count} figures of table {sheet} equal those of {board} for the same period. Check whether"
        " another board's table was copied.",
    ),
    "shrunk": Text(
        "{where} ({what}): {found}, ít hơn kỳ {period}: {expected}. Khu đã đi vào hoạt động thường không giảm; đề nghị"
        " kiểm tra lại hoặc giải trình.",
        "{where} ({what}): {found}, less than in {period}: {expected}. Zones in operation do not usually shrink; check"
        " it or explain.",
    ),
    # --- level 3 -----------------------------------------------------------------------------------------------
    "published_differs": Text(
        "{what}, kỳ {period}: tổng của khối là {found} {unit}, số đã công bố là {written} {written_unit} (tỷ lệ"
        " {ratio})"
        " theo {source}. Đề nghị rà soát trước khi công bố.",
        "{what}, {period}: the bloc's total is {found} {unit}, the published figure is {written} {written_unit} (ratio"
        " {ratio}) in {source}. Look into it before publishing.",
    ),
    "published_slip": Text(
        "{what}, kỳ {period}: tổng của khối là {found} {unit}, số đã công bố là {written} {written_unit}, gấp"
        " {ratio} lần:"
        " bản công bố nhầm đơn vị tính ({source}).",
        "{what}, {period}: the bloc's total is {found} {unit}, the published figure is {written} {written_unit},"
        " {ratio}"
        " times as much: a unit slip in the publication ({source}).",
    ),
    "ratio_outside": Text(
        "{where} ({what}): {ratio} là {found}, ngoài khoảng {low} đến {high} suy từ các đơn vị khác cùng kỳ. Đề"
        " nghị"
        " kiểm tra đơn vị tính và số liệu; nếu đúng, đề nghị giải trình.",
        "{where} ({what}): {ratio} is {found}, outside {low} to {high} drawn from the other boards of the period."
        " Check the unit and the figures; if they are right, explain.",
    ),
    "ratio_unlike": Text(
        "{where} ({what}): {ratio} là {found}, trong khi bình quân các dự án cấp mới trong danh mục của chính tệp này"
        " là {usual}; thường trong khoảng {low} đến {high}. Đề nghị kiểm tra đơn vị tính và số liệu; nếu đúng, đề nghị"
        " giải trình.",
        "{where} ({what}): {ratio} is {found}, while the new projects in the register of this very file have {usual} on"
        " average; usually it is {low} to {high}. Check the unit and the figures; if they are right, explain.",
    ),
    # --- level 4 -----------------------------------------------------------------------------------------------
    "budget_share": Text(
        "{where} ({what}): {part} bằng {found} % doanh thu ({whole_figure}), ngoài khoảng {least} đến {most} %. Đề nghị"
        " kiểm tra đơn vị tính và dấu thập phân của {part_code} và {whole_code}.",
        "{where} ({what}): {part} is {found} % of revenue ({whole_figure}), outside {least} to {most} %. Check unit and"
        " decimal mark of {part_code} and {whole_code}.",
    ),
    "exports_above_revenue": Text(
        "{where} ({what}): {amount} lớn hơn doanh thu FDI (2.02): {limit}. Đề nghị kiểm tra lại hai ô; nếu đúng, đề"
        " nghị"
        " giải trình.",
        "{where} ({what}): {amount} is more than FDI revenue (2.02): {limit}. Check both cells; if they are right,"
        " explain.",
    ),
}

# What is divided by what, by the keys of the lines.
RATIOS = {
    ("revenue", "operating_enterprises"): Text("doanh thu bình quân một doanh nghiệp", "revenue per enterprise"),
    ("new_capital", "new_projects"): Text("vốn đăng ký bình quân một dự án cấp mới", "capital per new project"),
    ("valid_capital", "valid_projects"): Text(
        "vốn đăng ký bình quân một dự án còn hiệu lực", "capital per valid project"
    ),
    ("workers", "operating_enterprises"): Text("lao động bình quân một doanh nghiệp", "workers per enterprise"),
}

# --- causes and repairs -------------------------------------------------------------------------------------------
CAUSES: dict[str, Text] = {
    "digits_transposed": Text("đảo hai chữ số", "two digits transposed"),
    "digit_dropped": Text("thiếu một chữ số", "a digit dropped"),
    "digit_added": Text("thừa một chữ số", "a digit too many"),
    "digit_changed": Text("gõ sai một chữ số", "one digit mistyped"),
    "sign_lost": Text("thừa hoặc thiếu dấu âm", "the sign lost or added"),
    "thousand": Text("nhầm đơn vị 1.000 lần", "1,000 times too large or small"),
    "million": Text("nhầm đơn vị 1.000.000 lần", "1,000,000 times too large or small"),
    "currency": Text("nhầm đồng tiền, lệch theo tỷ giá", "the other currency, off by the exchange rate"),
    "decimal_mark": Text("mất hoặc đặt sai dấu thập phân", "the decimal mark lost or misplaced"),
    "columns_swapped": Text("đổi chỗ hai cột", "two columns swapped"),
    "rows_swapped": Text("đổi chỗ hai dòng", "two rows swapped"),
    "wrong_column": Text("ghi nhầm cột vốn", "written in the wrong column"),
    "wrong_status": Text("ghi sai tình trạng của khu", "the zone's status is wrong"),
    "wrong_event": Text("ghi sai sự kiện", "the event is wrong"),
    "wrong_sector": Text("ghi sai khu vực", "the sector is wrong"),
    "line_missing": Text("thiếu một dòng trong danh mục", "a line of the list is missing"),
    "line_twice": Text("một dòng ghi hai lần", "a line written twice"),
    "line_extra": Text("thừa một dòng trong danh mục", "a line too many in the list"),
    "nought_too_many": Text("thừa chữ số 0", "noughts too many"),
    "nought_missing": Text("thiếu chữ số 0", "noughts missing"),
    "year_to_date": Text("số lũy kế từ đầu năm", "the year to date"),
    "half_plan": Text("kế hoạch của 6 tháng", "the plan of a half-year"),
    "zero_for_figure": Text("ghi 0 thay cho số liệu", "zero written instead of the figure"),
    "recalculated": Text("tính lại theo các ô còn lại", "recalculated from the other cells"),
}
BLANK = Text("trống", "blank")
REPAIR_ONE = Text("{where}: {found} → {value}", "{where}: {found} → {value}")
REPAIR_CAUSE = Text("{cells} ({cause})", "{cells} ({cause})")
REPAIR_ADD_LINE = Text(
    "{sheet}: thêm một dòng {event} {sector}, vốn {value}", "{sheet}: add a line {event} {sector}, capital {value}"
)
REPAIR_ADD_BARE_LINE = Text("{sheet}: thêm một dòng {event} {sector}", "{sheet}: add a line {event} {sector}")
REPAIR_ADD_ZONE = Text("{sheet}: thêm một khu “{status}” ({amounts})", "{sheet}: add a zone “{status}” ({amounts})")
REPAIR_REMOVE_LINE = Text("{sheet}: bỏ dòng {line}", "{sheet}: remove line {line}")
LINE_CAME = Text("{place}: thêm dòng “{line}”", "{place}: line “{line}” added")
LINE_WENT = Text("{place}: bỏ dòng “{line}”", "{place}: line “{line}” removed")
NOT_READ = Text("{found} (chưa đọc được)", "{found} (could not be read)")
MORE_CHANGES = Text("và {count} chỗ khác", "and {count} more")
MORE_REPAIRS = Text("và {count} cách sửa khác", "and {count} other repairs")
SHEET_COLUMNS = Text("đổi lại hai cột FDI và DDI của {sheet}", "exchange the columns FDI and DDI of table {sheet}")
SCALE_SHEET = Text("cả {sheet}", "the whole of table {sheet}")
SCALE_MONEY = Text("các số tiền của cả {sheet}", "all amounts of money of table {sheet}")
SCALE_COLUMN = Text("cột {sector} của {sheet}", "column {sector} of table {sheet}")
SCALE_ROW = Text("dòng {code} của {sheet}", "line {code} of table {sheet}")
SCALE_AREAS = Text("các diện tích của {sheet}", "all areas of table {sheet}")
SCALE_VND_FOR_USD = Text(
    "{scope} ({count} ô có vẻ ghi bằng tỷ đồng thay cho triệu USD): chia cho tỷ giá, khoảng {factor}",
    "{scope} ({count} cells look written in billion VND instead of million USD): divide by the rate, about {factor}",
)
SCALE_USD_FOR_VND = Text(
    "{scope} ({count} ô có vẻ ghi bằng triệu USD thay cho tỷ đồng): nhân với tỷ giá, khoảng {factor}",
    "{scope} ({count} cells look written in million USD instead of billion VND): multiply by the rate, about {factor}",
)
SCALE_TOO_LARGE = Text(
    "{scope} ({count} ô có vẻ lớn gấp {factor} lần): chia cho {factor}",
    "{scope} ({count} cells look {factor} times too large): divide by {factor}",
)
SCALE_TOO_SMALL = Text(
    "{scope} ({count} ô có vẻ nhỏ đi {factor} lần): nhân với {factor}",
    "{scope} ({count} cells look {factor} times too small): multiply by {factor}",
)
LIKELY_VALUE = Text(" Nhiều khả năng là {value}{why}.", " Most likely {value}{why}.")
LIKELY_REPAIR = Text(" Nhiều khả năng cần sửa {repair}.", " Most likely to be repaired: {repair}.")
ASKS = "đề nghị"  # a message with this already says what to do
CHECK_CELLS = Text(" Đề nghị kiểm tra lại các ô này.", " Check these cells.")
ALSO_STOPS = Text(
    " Vì vậy {count} phép kiểm tra khác chưa thực hiện được.", " {count} further checks cannot be made because of it."
)


@lru_cache(maxsize=8192)
def where(sheet: str | None, cell: str) -> Text:
    """`Biểu 1, ô F12`; without a sheet only the cell."""
    if not sheet:
        return WHERE_NO_SHEET.fill(cell=cell) if cell else WHOLE_FILE
    return WHERE.fill(sheet=sheet_named(sheet), cell=cell) if cell else sheet_named(sheet)


def sheet_named(sheet: str) -> Text:
    """`Biểu 2` of a sheet named as the form names it, as letters say it; another by its own name."""
    if numbered := _NUMBERED.fullmatch(sheet):
        return SHEET_IN_WORDS.fill(number=numbered[1], sheet=sheet)
    kind, _, number = sheet.partition(" ")
    # Tables and paragraphs of a document have no name of their own; reading counts them.
    return Text(f"{IN_DOCUMENT[kind]} {number}" if kind in IN_DOCUMENT and number.isdigit() else sheet, sheet)


def figure(form: Form, code: str, sector: str, measure: str) -> Text:
    """What a form cell holds: `1.01 Số dự án cấp mới GCNĐKĐT, tổng số`; a list or sheet is named by itself."""
    line = form.by_code.get(code)
    if line is None:
        column = ZONE_COLUMNS.get(measure)
        return Text(f"{code}, {column.vi}", f"{code}, {column.en}") if column else Text(code, code)
    several = len({column.sector for column in line.columns}) > 1
    words = [SECTORS[sector]] if several and sector in SECTORS else []
    if measure not in ("", "actual") and measure in MEASURES:
        words.append(MEASURES[measure])
    vi = ", ".join((f"{code} {line.label_vi}", *(w.vi for w in words)))
    en = ", ".join((f"{code} {line.label_en}", *(w.en for w in words)))
    return Text(vi, en)


def ratio(form: Form, divided: Ratio) -> Text:
    """What a ratio is called."""
    part = form.by_code[divided.part.code]
    if divided.whole is None:
        return Text(part.label_vi, part.label_en)
    whole = form.by_code[divided.whole.code]
    named = RATIOS.get((part.key, whole.key))
    return named or Text(f"{part.label_vi} / {whole.label_vi}", f"{part.label_en} / {whole.label_en}")


def part(form: Form, column: str, reported_code: str) -> Text:
    """How a summand is called: the sector within one line, the code across lines, the list by what it counts."""
    summed = list_sum(column)
    if summed is not None:
        return _list_part(form, summed)
    key = key_of(column)
    return SECTORS[key.sector] if key.code == reported_code else Text(key.code, key.code)


def _list_part(form: Form, summed: ListSum) -> Text:
    sheet, where = summed.sheet, dict(summed.where)
    if "event" in where and "sector" in where:
        text = REGISTER_CAPITAL if summed.amount else REGISTER_COUNT
        event, sector = EVENTS[where["event"]], SECTORS[where["sector"]]
        return Text(
            text.vi.format(event=event.vi, sector=sector.vi, sheet=sheet_named(sheet).vi),
            text.en.format(event=event.en, sector=sector.en, sheet=sheet),
        )
    columns = {item.key: item for item in form.list_sheets[sheet]}
    item = columns.get(summed.amount)
    what = ZONE_COLUMNS.get(summed.amount) or (Text(item.label_vi, item.label_en) if item else Text("", ""))
    vi = "; ".join(columns[key].choices[choice] for key, choice in summed.where)
    en = "; ".join(CHOICES_EN.get(choice, choice.replace("_", " ")) for _, choice in summed.where)
    text = (OF_SOME_LINES if where else ALL_LINES) if item else SOME_LINES if where else LINES
    of_sheet = form.sheet_by_name.get(sheet)
    name = LISTS.get(of_sheet.key if of_sheet else "") or Text(sheet, sheet)
    return Text(
        text.vi.format(what=what.vi, sheet=sheet_named(sheet).vi, choice=vi, list=name.vi),
        text.en.format(what=what.en, sheet=sheet, choice=en, list=name.en),
    )


# What an occupancy rate may be of, other than of all zones together.
DEFINITIONS = {
    "operating": Text("tỷ lệ của các khu đang hoạt động", "the rate of the zones in operation"),
    "mean": Text("trung bình tỷ lệ của các khu", "the mean of the zones' rates"),
    "mean_operating": Text(
        "trung bình tỷ lệ của các khu đang hoạt động", "the mean of the rates of the zones in operation"
    ),
}
# Where the usual range is taken from.
USUAL_FROM = {
    "sister_lines": Text(
        "suy từ các chỉ tiêu khác trong biểu và {count} kỳ trước của đơn vị",
        "from the other lines of the table and the board's {count} earlier periods",
    ),
    "file_itself": Text(
        "suy từ số cùng kỳ năm trước và các chỉ tiêu khác ghi trong chính tệp này",
        "from last year's figure and the other lines in this very file",
    ),
    "last_period": Text(
        "suy từ số kỳ trước là {before}",
        "from last period's figure, {before}",
    ),
    "level": Text(
        "theo mức của {count} kỳ trước",
        "from the level of {count} earlier periods",
    ),
    "by_case": Text(
        "theo số vụ trong kỳ và mức bình quân một vụ của các kỳ trước",
        "from this period's cases and the mean amount a case of earlier periods",
    ),
    "usual_count": Text(
        "theo số của tối đa bốn kỳ gần nhất và mức tăng, giảm chung của các biểu khác trong tệp",
        "from the counts of the last periods, four at most, and how the other tables of the file moved",
    ),
    "plan": Text(
        "suy từ kế hoạch trước và kết quả năm trước",
        "from the plan before and last year's results",
    ),
}
# What a slip is called in a sentence about one figure.
SLIPS = {
    "x1e1": Text("thừa một chữ số 0 (lớn gấp 10 lần)", "a nought too many (ten times too large)"),
    "x1e-1": Text("thiếu một chữ số 0 (nhỏ đi 10 lần)", "a nought missing (ten times too small)"),
    "x1e2": Text("lớn gấp 100 lần", "a hundred times too large"),
    "x1e-2": Text("nhỏ đi 100 lần", "a hundred times too small"),
    "year_to_date": Text("số lũy kế từ đầu năm thay cho số của 6 tháng", "the year to date instead of the half-year"),
}
