"""What is said about `raw/`: receipts, decisions, files that came in."""

from __future__ import annotations

from schemas.text import Text

CSV_NOT_UTF8 = Text(
    "Tệp {file} không đọc được vì không phải mã UTF-8 (tìm thấy byte lạ ở vị trí {position}). "
    "Hãy mở tệp và lưu lại với mã UTF-8 (trong Excel: “CSV UTF-8”).",
    "{file} cannot be read because it is not UTF-8 (unexpected byte at position {position}). "
    "Open it and save it as UTF-8 (in Excel: “CSV UTF-8”).",
)
CSV_BROKEN = Text(
    "Tệp {file}, dòng {line}: không đọc được dòng này ({found}). "
    "Hãy kiểm tra dấu ngoặc kép và dấu phẩy của dòng, rồi chạy lại.",
    "{file}, line {line}: this line cannot be read ({found}). Check its quotation marks and commas, then run again.",
)
CSV_HEADING = Text(
    "Tệp {file}, dòng 1: thiếu cột {missing}. Tìm thấy: {found}. Cần có: {expected}. Hãy sửa dòng tiêu đề.",
    "{file}, line 1: column {missing} is missing. Found: {found}. Expected: {expected}. Mend the heading line.",
)
CSV_FIELDS = Text(
    "Tệp {file}, dòng {line}: có {found} ô, cần {expected} ô. "
    "Nếu nội dung có dấu phẩy thì phải đặt trong ngoặc kép; hãy sửa dòng này.",
    "{file}, line {line}: {found} fields, expected {expected}. "
    "A text with a comma must stand in quotation marks; mend this line.",
)
FIELD_EMPTY = Text(
    "Tệp {file}, dòng {line}: ô “{column}” để trống. Hãy điền {expected}.",
    "{file}, line {line}: “{column}” is empty. Fill in {expected}.",
)
FIELD_NOT_UNDERSTOOD = Text(
    "Tệp {file}, dòng {line}: ô “{column}” ghi “{found}”. Cần ghi {expected}. Hãy sửa dòng này.",
    "{file}, line {line}: “{column}” says “{found}”. Expected {expected}. Mend this line.",
)

EXPECT_PERIOD = Text("một kỳ báo cáo như 2023-H1 hoặc 2023", "a period such as 2023-H1 or 2023")
EXPECT_MOMENT = Text(
    "ngày giờ như 2023-06-30 hoặc 2023-06-30T10:15:00+07:00",
    "a date or moment such as 2023-06-30 or 2023-06-30T10:15:00+07:00",
)
EXPECT_DAY = Text("ngày như 2023-06-30", "a day such as 2023-06-30")
EXPECT_BOARD = Text(
    "tên rút gọn của một ban quản lý như bac-ninh (xem schemas/boards.csv)",
    "the slug of a board such as bac-ninh (see schemas/boards.csv)",
)
EXPECT_NUMBER = Text("một số viết như 1234.5", "a plain number such as 1234.5")
EXPECT_NUMBER_OR_X = Text("một số viết như 1234.5, hoặc x", "a plain number such as 1234.5, or x")
EXPECT_DECISION = Text("approved (phê duyệt) hoặc refused (từ chối)", "approved or refused")
EXPECT_SHA256 = Text("mã băm SHA-256 gồm 64 chữ số hệ mười sáu", "a SHA-256 of 64 hexadecimal digits")
EXPECT_FILE_NAME = Text(
    "tên tệp nằm ngay trong thư mục của ban, không kèm đường dẫn",
    "the name of a file in the board's own folder, without a path",
)
EXPECT_CODE = Text("mã chỉ tiêu của biểu mẫu như 1.05", "an indicator code of the form such as 1.05")
EXPECT_SECTOR = Text("fdi, ddi hoặc total", "fdi, ddi or total")
EXPECT_MEASURE = Text(
    "actual, plan, last_year, max, self hoặc verified", "actual, plan, last_year, max, self or verified"
)
EXPECT_TEXT = Text("nội dung", "a text")
EXPECT_NOTHING = Text(
    "để trống, vì dòng này đính chính một dòng của danh mục", "nothing, as the line corrects a line of a list"
)
EXPECT_LIST_LINE = Text("số thứ tự của dòng trong danh mục như 3", "the number of the line in the list such as 3")
EXPECT_LIST_FIELD = Text(
    "tên cột của danh mục như country (xem schemas/list_columns.csv)",
    "the key of a column of the list such as country (see schemas/list_columns.csv)",
)

UNKNOWN_FOLDER = Text(
    "Thư mục {folder} trong raw/ không phải là một kỳ báo cáo (viết như 2023-H1); các tệp trong đó không được dùng. "
    "Hãy đổi tên thư mục hoặc chuyển các tệp vào raw/inbox/.",
    "The folder {folder} in raw/ is no period (one is written 2023-H1); its files are not used. "
    "Rename it, or move its files to raw/inbox/.",
)
UNKNOWN_PUBLISHED = Text(
    "Tệp {file} không mang tên một kỳ (viết như 2023-H1.csv hoặc 2023.csv) nên không được dùng. Hãy đổi tên tệp.",
    "{file} is not named after a period (2023-H1.csv or 2023.csv) and is not used. Rename it.",
)
PUBLISHED_LEFT_OUT = Text(
    "{text} Cho đến khi sửa xong, các số đã công bố trong tệp này không được đối chiếu.",
    "{text} Until then the published figures of this file are not compared.",
)
OFFICE_LEFT_OUT = Text(
    "{text} Dòng này không được dùng: công văn và báo cáo để dấu chấm ở chỗ của nó.",
    "{text} It is not used: letters and the report leave dots in its place.",
)
NOT_AN_APPROVAL = Text(
    "{text} Dòng này không được tính là phê duyệt.",
    "{text} It does not count as an approval.",
)
UNKNOWN_BOARD_FOLDER = Text(
    "Thư mục {folder} không mang tên một ban quản lý đã biết; các tệp trong đó không được dùng. "
    "Hãy đổi tên thư mục theo tên rút gọn của ban (ví dụ bac-ninh).",
    "The folder {folder} is not named after a known board; its files are not used. "
    "Rename it to the board's slug (for instance bac-ninh).",
)
STRAY_FILE = Text(
    "Tệp {file} không nằm trong thư mục <kỳ>/<ban quản lý>/ nên không được dùng. "
    "Hãy chuyển tệp vào raw/inbox/ hoặc đúng thư mục của ban.",
    "{file} does not lie in a folder <period>/<board>/ and is not used. "
    "Move it to raw/inbox/ or to its board's folder.",
)
FILE_MISSING = Text(
    "Tệp {file} có trong sổ nhận ({receipts}, dòng {line}) nhưng không còn trong thư mục. "
    "Hãy đặt lại đúng tệp gốc; các ban khác không bị ảnh hưởng.",
    "{file} is in the receipts ({receipts}, line {line}) but no longer in its folder. "
    "Put the original back; no other board is affected.",
)
FILE_CHANGED = Text(
    "Tệp {file} đã bị thay đổi sau khi nhận: mã băm lúc nhận là {expected}, nay là {found} ({receipts}, dòng {line}). "
    "Hãy khôi phục tệp gốc; nếu ban gửi bản mới thì nhận bằng lệnh `zones receive`.",
    "{file} was changed after it was received: its hash then was {expected}, now it is {found} "
    "({receipts}, line {line}). Restore the original; if the board sent a new version, file it with `zones receive`.",
)
FILE_TOO_LARGE = Text(
    "Tệp {file} quá lớn ({found} MB, tối đa {expected} MB) nên không được nhận. Hãy đề nghị ban gửi đúng biểu mẫu.",
    "{file} is too large ({found} MB, at most {expected} MB) and is not taken. Ask the board for the form itself.",
)
NOT_A_FILE = Text(
    "{file} không phải là tệp thường nên không được nhận. Hãy đặt chính tệp số liệu vào raw/inbox/.",
    "{file} is not a regular file and is not taken. Put the file itself into raw/inbox/.",
)
HIDDEN_FILE = Text(
    "{file} là tệp ẩn (tên bắt đầu bằng dấu chấm) nên không được nhận. Nếu là tệp số liệu, hãy bỏ dấu chấm ở đầu tên.",
    "{file} is hidden (its name begins with a dot) and is not taken. If it holds figures, take the dot away.",
)
RECEIVED_TWICE = Text(
    "Tệp {file} trùng từng byte với tệp {earlier} đã nhận ngày {moment}: không có gì thay đổi.",
    "{file} is byte for byte the same as {earlier}, received on {moment}: nothing changes.",
)
INBOX_NOT_RECOGNISED = Text(
    "Không nhận ra tệp {file} là của ban nào, kỳ nào. Tệp vẫn nằm trong raw/inbox/. "
    "Hãy nhận bằng lệnh: zones receive {file} --board <ban> --period <kỳ>",
    "Whose {file} is and for which period could not be told. It stays in raw/inbox/. "
    "File it with: zones receive {file} --board <board> --period <period>",
)
FILED = Text("Đã nhận {file} vào {submission}.", "{file} was filed as {submission}.")
RECEIPT_WRITTEN = Text(
    "Tệp {submission} chưa có trong sổ nhận; đã ghi nhận lúc {moment}.",
    "{submission} had no receipt; one was written at {moment}.",
)
RAW_MISSING = Text(
    "Không thấy thư mục {folder}. Hãy chỉ đúng thư mục số liệu gốc bằng --raw THƯ_MỤC.",
    "The folder {folder} does not exist. Point to the raw data with --raw DIR.",
)
RAW_NOT_WRITABLE = Text(
    "Không ghi được vào {folder} ({reason}). Hãy kiểm tra quyền ghi và dung lượng đĩa; chưa có gì thay đổi.",
    "{folder} cannot be written to ({reason}). Check permissions and disk space; nothing has changed.",
)
RAW_BUSY = Text(
    "Một chương trình khác đang ghi vào {folder}. Hãy chờ chương trình đó xong rồi chạy lại.",
    "Another program is writing to {folder}. Wait until it has finished, then run again.",
)
NO_SUCH_BOARD = Text(
    "Không có ban quản lý nào mang tên rút gọn “{board}”. Các tên đã biết: {known}.",
    "There is no board with the slug “{board}”. Known ones: {known}.",
)
FILE_NOT_READ = Text(
    "Không mở được tệp {file} ({reason}). Hãy kiểm tra quyền đọc rồi chạy lại.",
    "{file} cannot be opened ({reason}). Check its permissions, then run again.",
)
RECEIPTS_NOT_READ = Text(
    "Không đọc được dòng nào của sổ nhận {file}; dừng lại để không bỏ sót đơn vị nào. Dòng đầu tiên: {text}",
    "No line of the receipts {file} can be read; stopped, so that no board is left out. The first: {text}",
)
DATES_AMBIGUOUS = Text(
    "Tệp {file}, dòng {line}: “{found}” có thể đọc là ngày/tháng hoặc tháng/ngày, các dòng khác không cho biết cách "
    "nào. Bảng tính đã ghi lại sổ nhận; hãy khôi phục từ bản sao lưu, hoặc ghi ngày giờ như 2023-01-05T10:34.",
    "{file}, line {line}: “{found}” may be day/month or month/day, and the other lines do not tell which. A "
    "spreadsheet rewrote the receipts; restore them from a backup, or write moments such as 2023-01-05T10:34.",
)
EXPECT_CORRECTED_LINE = Text(
    "số dòng của đúng tệp đó ở phía trên, ví dụ “đính chính dòng 5”",
    "the line of the same file above, as “corrects line 5”",
)
MOMENT_TO_COME = Text(
    "Tệp {file}, dòng {line}: thời điểm {moment} ở tương lai; đồng hồ lúc ghi đã sai. Hãy ghi lại thời điểm đúng: "
    "zones receive TỆP --at THỜI_ĐIỂM --correct-moment (với quyết định thì sửa dòng đó).",
    "{file}, line {line}: the moment {moment} lies in the future; a clock was wrong. Give the right one: zones receive "
    "FILE --at MOMENT --correct-moment (a decision: mend its line).",
)
AT_IN_FUTURE = Text(
    "Thời điểm nhận {moment} ở tương lai nên không được ghi. Hãy kiểm tra đồng hồ của máy và --at.",
    "The moment of receipt {moment} lies in the future and is not written. Check this machine's clock and --at.",
)
MOMENT_EARLIER = Text(
    "{text} Lưu ý: thời điểm nhận {moment} sớm hơn bản đã nhận {other} ({later}), nên bản kia vẫn là bản mới hơn. Nếu "
    "thời điểm của bản kia sai: zones receive TỆP --at THỜI_ĐIỂM --correct-moment.",
    "{text} Note: its moment {moment} is earlier than that of {other} ({later}), which stays the newer version. If "
    "that moment is wrong: zones receive FILE --at MOMENT --correct-moment.",
)
MOMENT_CORRECTED = Text(
    "Đã ghi thời điểm nhận đúng của {file}: {moment} (đính chính dòng {line} của sổ nhận).",
    "The moment of {file} is now {moment} (line {line} of the receipts is corrected by a further one).",
)
NOTHING_TO_CORRECT = Text(
    "{file} chưa có trong sổ nhận nên không có thời điểm nào để đính chính.",
    "{file} is not among the receipts, so there is no moment to correct.",
)
INBOX_GROWING = Text(
    "Tệp {file} vẫn đang được chép vào hoặc chưa trọn vẹn nên chưa nhận; tệp nằm nguyên trong hộp nhận. Lần chạy sau "
    "sẽ nhận khi tệp đã đủ; nếu tệp hỏng từ đầu: zones receive raw/{file}.",
    "{file} is still being copied or is not whole, and was not taken; it stays in the inbox. The next run takes it "
    "once it is whole; if it came broken: zones receive raw/{file}.",
)
APPROVED_RECORD_BROKEN = Text(
    "Tệp {file} không đọc được; tệp này ghi biểu mẫu và chương trình lúc phê duyệt. Hãy khôi phục tệp gốc.",
    "{file} cannot be understood; it says by which form and program the figures were made. Put the original back.",
)
FILE_OF_BOARD_UNREADABLE = Text(
    "Tệp {file} (đơn vị {board}) có trong thư mục nhưng không đọc được ({reason}), đã thử lại nhiều lần. Hãy kiểm tra "
    "ổ đĩa hoặc thư mục mạng rồi chạy lại; bản phát hành trước vẫn nguyên vẹn.",
    "{file} (board {board}) is there but cannot be read ({reason}), though tried again. Check the disk or the network "
    "folder, then run again; the last release is untouched.",
)
RAW_NOT_READ = Text(
    "Không đọc được {file} ({reason}), đã thử lại nhiều lần. Hãy kiểm tra ổ đĩa, thư mục mạng và quyền đọc rồi "
    "chạy lại.",
    "{file} cannot be read ({reason}), though tried again. Check the disk, the network folder and permissions, then "
    "run again.",
)
