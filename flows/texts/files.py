"""Why a file cannot be read, and what to send instead. Keys are the reasons of `UnreadableFile`."""

from __future__ import annotations

from collections.abc import Mapping

from schemas.text import Text

UNREADABLE: dict[str, Text] = {
    "unreadable_missing": Text(
        "Không có tệp này. Đề nghị kiểm tra lại tên tệp và thư mục.",
        "There is no such file. Please check its name and folder.",
    ),
    "unreadable_refused": Text(
        "Hệ thống không cho đọc tệp này ({why}). Đề nghị kiểm tra quyền đọc.",
        "The system does not let this file be read ({why}). Please check its permissions.",
    ),
    "unreadable_empty": Text(
        "Tệp trống, không có nội dung. Đề nghị gửi lại tệp số liệu.",
        "The file is empty. Please send the data file again.",
    ),
    "unreadable_broken": Text(
        "Tệp bị hỏng, không mở được. Đề nghị mở tệp trên máy của đơn vị, lưu lại (Save As) dạng .xlsx và gửi lại.",
        "The file is broken and does not open. Please open it, save it again as .xlsx and send that.",
    ),
    "unreadable_truncated": Text(
        "Tệp bị cắt ngang, nhận không đủ. Đề nghị gửi lại tệp đầy đủ.",
        "The file is cut off before its end. Please send it again in full.",
    ),
    "unreadable_password": Text(
        "Tệp có mật khẩu nên không mở được. Đề nghị bỏ mật khẩu và gửi lại.",
        "The file is protected by a password. Please remove it and send the file again.",
    ),
    "unreadable_pdf": Text(
        "Tệp là bản PDF, không đọc được số liệu. "
        "Đề nghị gửi tệp Excel (.xlsx, .xls) hoặc Word (.docx) đã dùng để in bản PDF này.",
        "The file is a PDF, from which figures cannot be read. Please send the Excel or Word file it was made from.",
    ),
    "unreadable_image": Text(
        "Tệp là ảnh chụp hoặc bản quét, không đọc được số liệu. Đề nghị gửi tệp Excel (.xlsx, .xls) hoặc Word (.docx).",
        "The file is a picture or a scan. Please send the Excel or Word file.",
    ),
    "unreadable_old_word": Text(
        "Tệp là văn bản Word đời cũ (.doc hoặc .rtf). Đề nghị mở bằng Word, lưu lại (Save As) dạng .docx và gửi lại.",
        "The file is an old Word document (.doc or .rtf). Please open it in Word, save it as .docx and send that.",
    ),
    "unreadable_old_excel": Text(
        "Tệp là bảng tính Excel đời rất cũ (trước bản 5.0). Đề nghị mở tệp, lưu lại (Save As) dạng .xlsx và gửi lại.",
        "The file is a spreadsheet of a very old Excel (before 5.0). Please open it, save it as .xlsx and send that.",
    ),
    "unreadable_other_office": Text(
        "Tệp là loại tài liệu văn phòng khác (trình chiếu, văn bản ODT, bản vẽ ...), không phải bảng số liệu. "
        "Đề nghị gửi tệp Excel (.xlsx, .xls) hoặc Word (.docx).",
        "The file is another kind of office document (slides, ODT text, a drawing ...). "
        "Please send the Excel or Word file.",
    ),
    "unreadable_other_archive": Text(
        "Tệp nén không phải dạng .zip (RAR, 7z, gz ...). Đề nghị gửi trực tiếp các tệp số liệu hoặc nén lại dạng .zip.",
        "The file is an archive other than zip (RAR, 7z, gz ...). Please send the data files themselves or a zip.",
    ),
    "unreadable_web_page": Text(
        "Tệp là trang web hoặc XML được đặt tên như bảng tính. "
        "Đề nghị mở tệp bằng Excel, lưu lại (Save As) dạng .xlsx và gửi lại.",
        "The file is a web page or XML named like a spreadsheet. "
        "Please open it in Excel, save it as .xlsx and send that.",
    ),
    "unreadable_mail": Text(
        "Tệp là thư điện tử (.eml, .msg), không phải tệp số liệu. Đề nghị lấy tệp đính kèm trong thư ra và gửi tệp đó.",
        "The file is an e-mail (.eml, .msg), not a data file. Please save what is attached to it and send that.",
    ),
    "unreadable_json": Text(
        "Tệp là dữ liệu JSON của phần mềm. Đề nghị xuất số liệu ra tệp Excel (.xlsx) theo mẫu và gửi lại.",
        "The file is JSON, data of a program. Please export the figures to an Excel file (.xlsx) of the form.",
    ),
    "unreadable_apple": Text(
        "Tệp là tài liệu của Apple (Numbers, Pages). Đề nghị mở tệp, chọn Tệp > Xuất sang > Excel (hoặc Word) và gửi "
        "tệp xuất ra.",
        "The file is a document of Apple's (Numbers, Pages). Please open it, choose File > Export To > Excel (or Word) "
        "and send that.",
    ),
    "unreadable_prose": Text(
        "Tệp chỉ có lời văn, không có bảng số liệu. Đề nghị gửi tệp có các biểu của mẫu báo cáo (Excel hoặc Word).",
        "The file holds prose and no table. Please send the file with the tables of the form (Excel or Word).",
    ),
    "unreadable_pictured": Text(
        "Văn bản không có bảng; số liệu nằm trong ảnh hoặc đối tượng nhúng nên không đọc được. Đề nghị gửi kèm tệp "
        "Excel gốc của các biểu.",
        "The document has no table; its figures stand in pictures or embedded objects, which cannot be read. Please "
        "send the Excel file of the tables.",
    ),
    "unreadable_folder": Text(
        "Đây là thư mục, không phải tệp. Đề nghị chỉ rõ từng tệp bên trong, hoặc nén các tệp thành một tệp .zip.",
        "This is a folder and no file. Please name the files in it, or pack them into one .zip.",
    ),
    "unreadable_letters": Text(
        "Không nhận ra bảng mã chữ của tệp. Đề nghị lưu lại dạng .xlsx hoặc CSV UTF-8 và gửi lại.",
        "The letters of the file are in no encoding we know. Please save it as .xlsx or CSV UTF-8 and send that.",
    ),
    "unreadable_too_large": Text(
        "Tệp quá lớn so với một biểu số liệu. Đề nghị xóa các trang, dòng và cột trống hoặc thừa rồi gửi lại.",
        "The file is far larger than the form. Please delete surplus sheets, rows and columns and send it again.",
    ),
    "unreadable_far_cell": Text(
        "Trang tính có dữ liệu ở ô {cell}, quá xa biểu số liệu. Đề nghị xóa nội dung ô đó (và các ô thừa khác) rồi "
        "gửi lại.",
        "A sheet holds something in cell {cell}, far beyond the form. Please clear that cell (and other surplus ones) "
        "and send the file again.",
    ),
    "unreadable_hostile": Text(
        "Tệp có cấu trúc bất thường, có thể gây hại nên không được mở. "
        "Đề nghị chép số liệu vào một tệp .xlsx mới và gửi lại.",
        "The file is built in a way that may do harm and was not opened. "
        "Please copy the data into a new .xlsx file and send that.",
    ),
    "unreadable_fault": Text(
        "Phần mềm gặp lỗi khi đọc tệp này ({fault}). Đề nghị chép số liệu sang tệp mẫu mới (zones template) và gửi "
        "lại; báo lỗi này cho người phụ trách phần mềm.",
        "The program met a fault of its own in this file ({fault}). Please copy the figures into a new form "
        "(zones template) and send that; report the fault to those who keep the program.",
    ),
    # Reading came to no end; this says nothing of the file.
    "unreadable_stopped": Text(
        "Việc đọc tệp lớn này đã bị dừng vì máy hết bộ nhớ hoặc quá lâu; chưa có kết luận gì về tệp và không lưu gì. "
        "Đề nghị chạy lại khi máy rảnh.",
        "Reading this large file was stopped because memory ran out or it took too long; nothing was concluded of the "
        "file and nothing was kept. Please run again when the machine is free.",
    ),
    "unreadable_empty_zip": Text(
        "Tệp nén không có tệp số liệu nào bên trong. Đề nghị gửi lại.",
        "The zip holds no data file. Please send it again.",
    ),
    "unreadable_nested_zip": Text(
        "Tệp nén chứa tệp nén khác. Đề nghị gửi trực tiếp các tệp số liệu hoặc nén một lần.",
        "The zip holds another zip. Please send the data files themselves or zip them once.",
    ),
    "unreadable_unknown": Text(
        "Không nhận ra định dạng tệp. "
        "Đề nghị gửi một trong các dạng: xlsx, xlsm, xls, xlsb, ods, csv, tsv, docx hoặc zip.",
        "The format of the file is unknown. Please send xlsx, xlsm, xls, xlsb, ods, csv, tsv, docx or a zip of these.",
    ),
}

# What `unreadable_hostile` found, by its detail `what`.
HOSTILE: dict[str, Text] = {
    "bomb": Text("bung ra lớn gấp nhiều lần dung lượng tệp", "it unpacks to many times its size"),
    "entities": Text("có khai báo DOCTYPE hoặc thực thể XML", "it declares a document type or XML entities"),
    "depth": Text("các phần tử lồng nhau quá sâu", "its parts are nested too deeply"),
    "members": Text("có quá nhiều hoặc trùng tên thành phần bên trong", "it has too many parts, or parts of one name"),
    "escape": Text("có thành phần mang tên trỏ ra ngoài thư mục", "a part has a name that leads outside its folder"),
}

_SENTENCE = Text("{file}: {why}", "{file}: {why}")
_MEMBER = Text("{file}, tệp {member} bên trong: {why}", "{file}, its member {member}: {why}")
_BECAUSE = Text("{why} Lý do: {how}.", "{why} Reason: {how}.")


def unreadable_text(reason: str, file: str, details: Mapping[str, object]) -> Text:
    """One sentence or two in both languages: which file, why it cannot be read, what to send instead.

    Args:
        reason, details: of an `UnreadableFile`: `member` inside a zip, `what` for a hostile file, and what else the
            text of the reason names.
    """
    why = UNREADABLE.get(reason, UNREADABLE["unreadable_unknown"]).fill(**details)
    how = HOSTILE.get(str(details.get("what", "")))
    if reason == "unreadable_hostile" and how:
        why = Text(_BECAUSE.vi.format(why=why.vi, how=how.vi), _BECAUSE.en.format(why=why.en, how=how.en))
    shape = _MEMBER if details.get("member") else _SENTENCE
    return Text(
        shape.vi.format(file=file, member=details.get("member"), why=why.vi),
        shape.en.format(file=file, member=details.get("member"), why=why.en),
    )
