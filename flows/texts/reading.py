"""What reading says of a file: why it cannot be read, what in it is a question, and where each value came from.

`MESSAGES` has one text a kind of problem (`Problem.kind`, or the reason of an `UnreadableFile`). Its places are
`where`, `found`, `expected` and the problem's own details.
"""

from __future__ import annotations

import unicodedata

from flows.texts.files import UNREADABLE
from schemas.text import Text

MESSAGES: dict[str, Text] = {
    # F01: reasons of UnreadableFile
    # The file in raw/ is missing or was changed after it was received; the words are those of flows/texts/raw.py.
    "unreadable_not_as_received": Text("{said_vi}", "{said_en}"),
    **UNREADABLE,
    "F01": Text(
        "Không đọc được tệp. Đề nghị lưu lại số liệu dạng .xlsx và gửi lại.",
        "The file cannot be read. Please save the data as .xlsx and send that.",
    ),
    # F02: sheets and columns
    "sheet_missing": Text(
        "Không tìm thấy {sheet} “{expected}”. Đề nghị bổ sung biểu này, giữ nguyên dòng tiêu đề của mẫu.",
        "Sheet {sheet} “{title_en}” was not found. Please add it with the heading of the form.",
    ),
    "sheet_missing_reference": Text(
        "{sheet} “{expected}” chỉ có bản ghi là “{found}” tại {where}, không được tính là số liệu báo cáo. "
        "Đề nghị bổ sung biểu chính thức hoặc bỏ dòng ghi chú đó.",
        "Sheet {sheet} “{title_en}” exists only as a copy marked “{found}” at {where}, which is not taken as reported. "
        "Please add the sheet itself or remove that mark.",
    ),
    "sheet_twice": Text(
        "{sheet} xuất hiện nhiều lần: {places_vi}. Đề nghị chỉ giữ một bản; "
        "bản để đối chiếu thì ghi “tham khảo” ở tiêu đề.",
        "Sheet {sheet} stands more than once: {places_en}. Please keep one; "
        "mark a copy kept for comparison “tham khảo” in its title.",
    ),
    "column_twice": Text(
        "Tại {where}: cột “{found}” trùng ý nghĩa với cột “{expected}” nên không biết lấy số ở cột nào. "
        "Đề nghị giữ một cột hoặc ghi rõ tiêu đề.",
        "At {where}: column “{found}” means the same as column “{expected}”, so it is not known which to take. "
        "Please keep one or word the headings apart.",
    ),
    "column_unknown": Text(
        "Tại {where}: chưa nhận ra cột “{found}” trong khi thiếu cột: {expected}. "
        "Đề nghị ghi tiêu đề cột đúng theo mẫu.",
        "At {where}: column “{found}” is unknown while these are missing: {expected}. "
        "Please use the headings of the form.",
    ),
    # F03, F04: the lines above a sheet's table
    "sheet_of_other_board": Text(
        "Tại {where}: dòng “{found}” là của đơn vị khác với trang bìa và các biểu còn lại, số liệu của biểu này "
        "không được đọc. Đề nghị thay bằng biểu của đơn vị hoặc sửa lại dòng này.",
        "At {where}: “{found}” names another board than the cover and the other sheets; the figures of this sheet were "
        "not read. Please put in the board's own sheet or correct this line.",
    ),
    "sheet_of_other_period": Text(
        "Tại {where}: dòng “{found}” là của kỳ khác với trang bìa và các biểu còn lại, số liệu của biểu này "
        "không được đọc. Đề nghị thay bằng biểu của kỳ báo cáo hoặc sửa lại dòng này.",
        "At {where}: “{found}” names another period than the cover and the other sheets; the figures of this sheet "
        "were not read. Please put in the sheet of the period or correct this line.",
    ),
    "board_of_sheets": Text(
        "Tại {where}: trang bìa ghi “{found}” trong khi các biểu ghi “{expected}”. Đề nghị kiểm tra lại tệp và sửa cho "
        "thống nhất.",
        "At {where}: the cover says “{found}” while the sheets say “{expected}”. Please check the file and make them "
        "agree.",
    ),
    "period_of_sheets": Text(
        "Tại {where}: trang bìa ghi kỳ báo cáo “{found}” trong khi các biểu ghi “{expected}”. Đề nghị kiểm tra lại tệp "
        "và sửa cho thống nhất.",
        "At {where}: the cover gives the period “{found}” while the sheets say “{expected}”. Please check the file and "
        "make them agree.",
    ),
    # F06: no number in a number cell
    "figure_beside": Text(
        "Tại {where}: có số “{found}” ngoài các ô của biểu trong khi ô của chỉ tiêu {label} để trống. "
        "Đề nghị chuyển số vào đúng ô (dưới đúng tiêu đề cột, trên cùng dòng).",
        "At {where}: “{found}” stands outside the cells of the form while the cell of {label_en} is blank. "
        "Please move it into its cell (under its heading, on its line).",
    ),
    "words_in_number_cell": Text(
        "Tại {where}: “{found}” không phải là số. Đề nghị nhập số; không phát sinh thì ghi 0, không áp dụng thì ghi x.",
        "At {where}: “{found}” is no number. Please enter the number; 0 when nothing happened, x when not applicable.",
    ),
    "number_struck_out": Text(
        "Tại {where}: số “{found}” bị gạch ngang nên chưa rõ có còn giá trị không. "
        "Đề nghị bỏ gạch ngang hoặc nhập số đúng.",
        "At {where}: “{found}” is struck through, so it is not clear whether it still counts. "
        "Please remove the line through it or enter the right number.",
    ),
    "number_not_entered": Text(
        "Tại {where}: chưa có số liệu (“{found}”). Đề nghị nhập số; không áp dụng thì ghi x.",
        "At {where}: no figure yet (“{found}”). Please enter the number; x when not applicable.",
    ),
    "line_torn": Text(
        "Tại {where}: dòng này (… “{found}”) có nhiều ô hơn dòng tiêu đề: dấu phẩy trong số đã bị hiểu là dấu ngăn "
        "cách nên không rõ số nào ở cột nào. Đề nghị gửi .xlsx, hoặc CSV ngăn cách bằng dấu chấm phẩy.",
        "At {where}: this line (… “{found}”) has more fields than its heading: commas inside numbers were taken for "
        "separators, so it is not clear which figure stands where. Please send .xlsx, or a CSV with semicolons.",
    ),
    "number_in_merged_cells": Text(
        "Tại {where}: số “{found}” nằm trong ô gộp chung nhiều ô của biểu nên không rõ là số của ô nào. "
        "Đề nghị bỏ gộp ô và nhập số vào từng ô.",
        "At {where}: “{found}” stands in a cell merged over several cells of the form, so it is not clear which of "
        "them it is for. Please unmerge the cells and fill in each.",
    ),
    "approximate_number": Text(
        "Tại {where}: “{found}” là số ước chừng. Đề nghị nhập con số chính xác.",
        "At {where}: “{found}” is an approximation. Please enter the exact number.",
    ),
    "range_for_number": Text(
        "Tại {where}: “{found}” là một khoảng giá trị. Đề nghị nhập một con số.",
        "At {where}: “{found}” is a range. Please enter one number.",
    ),
    "ditto": Text(
        "Tại {where}: “{found}” (như trên) không được hiểu là số. Đề nghị nhập lại con số.",
        "At {where}: a ditto mark (“{found}”) is not read as a number. Please enter the number again.",
    ),
    "truth_value": Text(
        "Tại {where}: ô chứa giá trị đúng/sai ({found}), không phải số. Đề nghị nhập số.",
        "At {where}: the cell holds a truth value ({found}). Please enter the number.",
    ),
    "date_for_number": Text(
        "Tại {where}: ô đang là ngày tháng ({found}), có thể do bảng tính tự đổi số thành ngày. "
        "Đề nghị định dạng ô là số và nhập lại.",
        "At {where}: the cell holds a date ({found}); a spreadsheet may have made it out of a number. "
        "Please format the cell as a number and enter it again.",
    ),
    "date_unreadable": Text(
        "Tại {where}: “{found}” không phải là ngày hợp lệ{more_vi}. Đề nghị ghi dạng ngày/tháng/năm, ví dụ 28/01/2023.",
        "At {where}: “{found}” is no valid date{more_en}. Please write day/month/year, for instance 28/01/2023.",
    ),
    "dates_swapped": Text(
        "Tại {where}: cột “{column}” vừa có ngày vừa có chữ: máy tính đặt tháng trước ngày đã đổi những ngày đổi được, "
        "nên ngày {found} có thể là {proposed}{more_vi}. Đề nghị nhập lại ngày của các ô này dạng ngày/tháng/năm.",
        "At {where}: column “{column}” holds both dates and texts: a computer set to write the month first has made "
        "dates of what it could, so {found} may be {proposed}{more_en}. Please enter the dates of these cells again.",
    ),
    "dates_month_first": Text(
        "Tại {where}: cột “{column}” ghi tháng trước ngày, nên {found} có thể là ngày {proposed}{more_vi}. "
        "Đề nghị nhập lại ngày của các ô này dạng ngày/tháng/năm.",
        "At {where}: column “{column}” has the month before the day, so {found} may be {proposed}{more_en}. "
        "Please enter the dates of these cells again as day/month/year.",
    ),
    "date_as_number": Text(
        "Tại {where}: “{found}” là số, không phải ngày; có thể là ngày {proposed}{more_vi}. "
        "Đề nghị định dạng cột “{column}” là ngày và kiểm tra lại.",
        "At {where}: “{found}” is a number and no date; it may be {proposed}{more_en}. "
        "Please format column “{column}” as dates and check them.",
    ),
    "identifier_changed": Text(
        "Tại {where}: “{found}” trong cột “{column}” đã bị bảng tính đổi dạng; số đúng có thể là {proposed}{more_vi}. "
        "Đề nghị định dạng cột là văn bản (Text) và nhập lại đúng như trên giấy chứng nhận.",
        "At {where}: “{found}” in column “{column}” was changed by a spreadsheet; it may be {proposed}{more_en}. "
        "Please format the column as text and enter the numbers as issued.",
    ),
    "identifier_with_words": Text(
        "Tại {where}: “{found}” trong cột “{column}” có thêm chữ hoặc dấu; số đúng có thể là {proposed}{more_vi}. "
        "Đề nghị chỉ nhập số như trên giấy chứng nhận.",
        "At {where}: “{found}” in column “{column}” has words or signs beside the number; it may be "
        "{proposed}{more_en}. Please enter the number alone, as issued.",
    ),
    "identifiers_several": Text(
        "Tại {where}: “{found}” trong cột “{column}” có nhiều số{more_vi}. "
        "Đề nghị chỉ giữ số giấy chứng nhận của dòng này, số khác ghi ở cột ghi chú.",
        "At {where}: “{found}” in column “{column}” holds several numbers{more_en}. "
        "Please keep the certificate of this line alone and move others to a column of notes.",
    ),
    "ditto_in_list": Text(
        "Tại {where}: “{found}” trong cột “{column}” có thể là như dòng trên: “{proposed}”{more_vi}. "
        "Đề nghị ghi đầy đủ ở từng dòng.",
        "At {where}: “{found}” in column “{column}” may mean what the line above says: “{proposed}”{more_en}. "
        "Please write it out on every line.",
    ),
    "identifier_lost": Text(
        "Tại {where}: “{found}” trong cột “{column}” đã bị bảng tính rút gọn, mất chữ số{more_vi}. "
        "Đề nghị định dạng cột là văn bản (Text) và nhập lại đúng như trên giấy chứng nhận.",
        "At {where}: “{found}” in column “{column}” was shortened by a spreadsheet and has lost digits{more_en}. "
        "Please format the column as text and enter the numbers as issued.",
    ),
    "sum_differs": Text(
        "Tại {where}: dòng “{label}” ghi {found} ở cột “{column}” trong khi {lines} dòng của phần đó cộng lại là "
        "{expected}. Đề nghị kiểm tra lại các dòng hoặc sửa số cộng.",
        "At {where}: “{label}” gives {found} in column “{column}” while its {lines} lines add up to {expected}. "
        "Please check the lines or correct the sum.",
    ),
    "choice_unknown": Text(
        "Tại {where}: “{found}” không thuộc các giá trị cho phép ({expected}){more_vi}. "
        "Đề nghị chọn một trong các giá trị đó.",
        "At {where}: “{found}” is none of the allowed values ({expected}){more_en}. Please choose one of them.",
    ),
    # F07
    "number_undecided": Text(
        "Tại {where}: “{found}” có thể là {readings_vi}; các số khác trong tệp không cho biết cách ghi dấu chấm, "
        "dấu phẩy. "
        "Chỉ tiêu này ghi {decimals} số lẻ thập phân theo mẫu. Đề nghị nhập lại dưới dạng số.",
        "At {where}: “{found}” may be {readings_en}; no other number of the file tells how dots and commas are used. "
        "The form declares {decimals} decimal(s) here. Please enter it as a number.",
    ),
    # F08
    "code_twice": Text(
        "Tại {where}: mã số {found} xuất hiện nhiều lần nên không biết lấy dòng nào. "
        "Đề nghị sửa lại mã số của từng dòng.",
        "At {where}: code {found} stands more than once. Please correct the code of each line.",
    ),
    "code_label_disagree": Text(
        "Tại {where}: mã số “{found}” không khớp với tên chỉ tiêu “{label}”; dòng này có thể là {code} “{proposed}”. "
        "Đề nghị sửa mã số hoặc tên chỉ tiêu cho khớp nhau.",
        "At {where}: code “{found}” does not go with the label “{label}”; the line may be {code} “{proposed}”. "
        "Please make code and label agree.",
    ),
    "code_unknown": Text(
        "Tại {where}: mã số “{found}” không có trong mẫu (tên chỉ tiêu: “{label}”). "
        "Đề nghị ghi mã số đúng theo mẫu{suggestion_vi}.",
        "At {where}: code “{found}” is not of the form (label: “{label}”). Please use the form's code{suggestion_en}.",
    ),
    "line_beside_missing": Text(
        "Tại {where}: dòng “{label}” có số liệu nhưng không phải là chỉ tiêu của mẫu, trong khi thiếu {missing_vi}. "
        "Đề nghị ghi đúng tên chỉ tiêu hoặc mã số nếu là chỉ tiêu đó.",
        "At {where}: the line “{label}” has figures and is none of the form, while {missing_en} is missing. "
        "Please use the form's label or code if it is that line.",
    ),
    "label_proposed": Text(
        "Tại {where}: tên chỉ tiêu “{label}” không có trong mẫu, gần giống với {code} “{proposed}”. "
        "Đề nghị xác nhận bằng cách ghi đúng tên chỉ tiêu hoặc mã số {code}.",
        "At {where}: the label “{label}” is not of the form but resembles {code} “{proposed}”. "
        "Please confirm by the form's label or the code {code}.",
    ),
    # F09, F12
    "unit_unknown": Text(
        "Tại {where}: đơn vị tính “{found}” chưa nhận ra hoặc không phù hợp (mẫu dùng {unit_vi}). "
        "Đề nghị ghi số liệu và đơn vị tính theo mẫu.",
        "At {where}: the unit “{found}” is unknown or of another kind (the form has {unit_en}). "
        "Please give figures and unit as in the form.",
    ),
    "unit_conflict": Text(
        "Tại {where}: đơn vị tính ở dòng và ở tiêu đề cột khác nhau ({found}). Đề nghị giữ một đơn vị tính.",
        "At {where}: the units beside the line and in the column heading differ ({found}). Please keep one.",
    ),
    "unit_missing": Text(
        "Tại {where}: dòng này không ghi đơn vị tính trong khi các dòng khác dùng đơn vị khác với mẫu ({unit_vi}). "
        "Đề nghị ghi đơn vị tính của dòng.",
        "At {where}: the line states no unit while other lines use another than the form's ({unit_en}). "
        "Please state the unit of the line.",
    ),
    "unit_stated_otherwise": Text(
        "Tại {where}: “{found}” khác với đơn vị tính ghi ở dòng, ở cột hoặc của mẫu ({unit_vi}) nên chưa rõ số liệu "
        "tính bằng đơn vị nào. Đề nghị ghi đơn vị tính ở từng dòng (cột “Đơn vị tính”) hoặc sửa dòng chữ này.",
        "At {where}: “{found}” is not the unit beside the lines, over the column or of the form ({unit_en}), so it is "
        "not known which the figures are in. Please state the unit beside each line or correct this text.",
    ),
    "format_tells_otherwise": Text(
        "Tại {where}: định dạng ô “{found}” hiển thị đơn vị khác hoặc rút gọn số, trong khi chỉ tiêu tính bằng "
        "{unit_vi}. Đề nghị bỏ định dạng đó và nhập số đúng đơn vị tính.",
        "At {where}: the number format “{found}” shows another unit or only part of the number, while the unit is "
        "{unit_en}. Please remove it and enter the number in that unit.",
    ),
    "percent_unexpected": Text(
        "Tại {where}: ô định dạng phần trăm trong khi chỉ tiêu tính bằng {unit_vi}. "
        "Đề nghị bỏ định dạng % và nhập lại số.",
        "At {where}: the cell is formatted as a percentage while the unit is {unit_en}. Please enter a plain number.",
    ),
    "unit_converted": Text(
        "Tại {where}: đơn vị “{found}” đã được quy đổi chính xác sang {unit_vi} theo mẫu. Không cần sửa.",
        "At {where}: the unit “{found}” was converted exactly to {unit_en} as in the form. Nothing to do.",
    ),
    # F10
    "error_value": Text(
        "Tại {where}: ô báo lỗi {found}. Đề nghị sửa công thức hoặc nhập số.",
        "At {where}: the cell shows the error {found}. Please mend the formula or enter the number.",
    ),
    "formula_uncalculated": Text(
        "Tại {where}: công thức {found} chưa được tính nên không có kết quả. "
        "Đề nghị mở tệp bằng Excel, bấm F9 để tính lại và lưu trước khi gửi.",
        "At {where}: the formula {found} was never calculated. Please open the file, press F9, save and send it again.",
    ),
    # F14
    "figures_passed_over": Text(
        "{sheet}, tại {where}: số “{found}” nằm ngoài các ô của biểu nên không được tính. Không cần sửa nếu "
        "chỉ là ghi chú.",
        "Sheet {sheet}, at {where}: “{found}” stands outside the cells of the form and was not counted. Nothing to do "
        "if it is only a note.",
    ),
    "rows_passed_over": Text(
        "{sheet}, tại {where}: các dòng cộng, dòng nhóm “{found}” không phải là dòng của danh mục nên chỉ được "
        "dùng để đối chiếu. Không cần sửa.",
        "Sheet {sheet}, at {where}: the sums and heads of groups “{found}” are no lines of the list; they were only "
        "checked. Nothing to do.",
    ),
    "rows_unseen": Text(
        "{sheet}, tại {where}: dòng trông như trống nhưng có ký tự ẩn, không phải là dòng của danh mục nên được "
        "bỏ qua. Không cần sửa.",
        "Sheet {sheet}, at {where}: the row looks empty but holds signs nobody sees; it is no line of the list and was "
        "passed over. Nothing to do.",
    ),
    "mark_without_note": Text(
        "Tại {where}: “{found}” được đọc là {read}; số trong ngoặc được coi là ký hiệu ghi chú, nhưng trong tệp "
        "không có ghi chú mang số đó. Đề nghị ghi rõ nếu số trong ngoặc là số liệu.",
        "At {where}: “{found}” was read as {read}; the number in brackets was taken for the mark of a note, and no "
        "note of the file has that number. If it is a figure, please say so.",
    ),
    # F13
    "line_of_other_period": Text(
        "Tại {where}: chỉ tiêu {code} “{label}” không có trong biểu mẫu của kỳ báo cáo này ({when_vi}). "
        "Số liệu ({found}) được lưu lại, không kiểm tra và không cộng vào số tổng hợp. Không cần sửa.",
        "At {where}: line {code} “{label_en}” is not on the form of this period ({when_en}). "
        "What is there ({found}) is kept, not judged and in no total. Nothing to do.",
    ),
    # board and period of a file (recognition)
    "board_sources_disagree": Text(
        "Chưa rõ tệp của đơn vị nào: {found}. Đề nghị nêu rõ đơn vị (--board).",
        "It is not clear whose file this is: {found}. Please say which board (--board).",
    ),
    "board_not_found": Text(
        "Không nhận ra tệp của đơn vị nào từ trang bìa, tên tệp, thư mục hay sổ nhận. Đề nghị nêu rõ đơn vị (--board).",
        "Cover, file name, folder and receipts do not say whose file this is. Please say which board (--board).",
    ),
    "period_sources_disagree": Text(
        "Chưa rõ kỳ báo cáo của tệp: {found}. Đề nghị nêu rõ kỳ (--period).",
        "It is not clear which period the file is for: {found}. Please say which (--period).",
    ),
    "period_not_found": Text(
        "Không nhận ra kỳ báo cáo từ trang bìa, tên tệp, thư mục hay sổ nhận. "
        "Đề nghị nêu rõ kỳ, ví dụ --period 2023-H1.",
        "Cover, file name, folder and receipts do not say the period. Please say which, for instance --period 2023-H1.",
    ),
}

# Stands beside F07: it helps people to answer and answers nothing itself.
HISTORY = Text(" Các kỳ trước, đơn vị báo cáo: {values}.", " In earlier periods the board reported: {values}.")

# Where the board or period of a file was found.
SOURCES: dict[str, Text] = {
    "cover": Text("trang bìa", "cover"),
    "name": Text("tên tệp", "file name"),
    "folder": Text("thư mục", "folder"),
    "receipt": Text("sổ nhận", "receipt"),
    "given": Text("khai báo khi chạy lệnh", "given with the command"),
}

# `zones check --explain`: one clause for each fact of ReadValue.why.
EXPLAINED: dict[str, Text] = {
    "code": Text("dòng có mã số “{text}” (ô {cell})", "line with the code “{text}” ({cell})"),
    "label": Text("dòng có tên chỉ tiêu “{text}” (ô {cell})", "line with the label “{text}” ({cell})"),
    "column": Text("cột “{text}” (ô {cell})", "column “{text}” ({cell})"),
    "unit": Text("đơn vị “{text}” (ô {cell})", "unit “{text}” ({cell})"),
    "mark,": Text("dấu phẩy là dấu thập phân", "the comma marks decimals"),
    "mark.": Text("dấu chấm là dấu thập phân", "the dot marks decimals"),
    "percent": Text("ô định dạng phần trăm", "a percentage cell"),
    "absent": Text("không có dòng này trong tệp", "the file has no such line"),
}

STATES: dict[str, Text] = {
    "number": Text("{value} {unit}", "{value} {unit}"),
    "not_applicable": Text("x (không áp dụng)", "x (not applicable)"),
    "blank": Text("để trống", "blank"),
    "undecided": Text("chưa quyết được cách đọc", "undecided"),
    "unreadable": Text("không đọc được", "unreadable"),
}

# Notes of a reading that are no findings.
NOTES: dict[str, Text] = {
    "reference_copy": Text(
        "Bảng tại {2} được ghi là “{1}” nên không được đọc là số liệu báo cáo.",
        "The table at {2} is marked “{1}” and was not read as reported figures.",
    ),
    "extract": Text(
        "Bảng tại {2} lặp lại một phần {1} với cùng số liệu nên được bỏ qua.",
        "The table at {2} repeats part of sheet {1} with the same figures and was passed over.",
    ),
    "extra_line": Text(
        "Dòng “{1}” tại {2} không có trong mẫu nên được bỏ qua.",
        "The line “{1}” at {2} is not of the form and was passed over.",
    ),
    "not_read": Text("Tệp “{1}” bên trong không được đọc.", "The file “{1}” inside was not read."),
    "same_file": Text(
        "Tệp “{1}” bên trong giống hệt “{2}” nên chỉ được đọc một lần.",
        "The file “{1}” inside is the same as “{2}” and was read once.",
    ),
    "struck_text": Text(
        "Phần chữ số bị gạch ngang hoặc bị ẩn tại {1} không được đọc.",
        "What is struck through or hidden at {1} was not read.",
    ),
    "mixed_total": Text(
        "Ô {2}, chỉ tiêu {1}: tổng cộng tiền USD với tiền đồng không có nghĩa nên được bỏ qua.",
        "Cell {2}, line {1}: a total of USD and VND means nothing and was passed over.",
    ),
}

_HIDDEN = Text("‹ký tự ẩn U+{code:04X}›", "‹hidden U+{code:04X}›")
_KINDS = frozenset(["Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"])
# Fillers and blanks that Unicode counts as letters or signs.
_BLANKS = frozenset([0x34F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180E, 0x2800, 0x3164, 0xFFA0, *range(0xFE00, 0xFE10)])


def with_hidden_named(text: str) -> Text:
    """A text that is shown, with each sign nobody sees named in its place, in both languages."""
    if text.isascii() and text.isprintable():
        return Text(text, text)
    hidden = {ord(sign) for sign in set(text) if _is_hidden(sign)}
    return Text(
        text.translate({code: _HIDDEN.vi.format(code=code) for code in hidden}),
        text.translate({code: _HIDDEN.en.format(code=code) for code in hidden}),
    )


def _is_hidden(sign: str) -> bool:
    return ord(sign) in _BLANKS or (unicodedata.category(sign) in _KINDS and sign not in "\t\n\r")


# Parts of the messages above, where a problem has them.
OR = Text(" hoặc ", " or ")
MAY_BE = Text(" (có thể là {code})", " (maybe {code})")
MORE_OF_COLUMN = Text(" (và {more} ô khác của cột)", " (and {more} more of the column)")
