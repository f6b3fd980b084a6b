"""How a command is called: the words of help pages, and what is said of a call that cannot be followed."""

from __future__ import annotations

from schemas.text import Text

USAGE = Text("Cách dùng:", "Usage:")
ARGUMENTS = Text("Tham số", "Arguments")
OPTIONS = Text("Tùy chọn", "Options")
COMMANDS_TITLE = Text("Các lệnh", "Commands")
EXAMPLES = Text("Ví dụ", "Examples")
OPTIONS_WORD = Text("[TÙY CHỌN]", "[OPTIONS]")
COMMAND_WORD = Text("LỆNH [THAM SỐ]...", "COMMAND [ARGS]...")
DEFAULT = Text("[mặc định: {value}]", "[default: {value}]")
REQUIRED = Text("[bắt buộc]", "[required]")
HELP_OPTION = Text("Hiện hướng dẫn này.", "Show this page.")
LANGUAGE_OPTION = Text(
    "Ngôn ngữ hiển thị: vi hoặc en (hoặc đặt biến ZONES_LANG). Đứng trước hay sau tên lệnh đều được.",
    "Language: vi or en (or the variable ZONES_LANG). May stand before or after the command's name.",
)
VERSION_OPTION = Text("Hiện phiên bản.", "Show the version.")
COMPLETION_OPTION = Text("Cài gợi ý lệnh cho shell.", "Install completion for the shell.")
COMPLETION_SHOWN = Text("In đoạn mã gợi ý lệnh.", "Print the completion script.")
SEE_HELP = Text("Xem hướng dẫn: {command} --help", "For help: {command} --help")
DID_YOU_MEAN = Text("Có phải là {names}?", "Did you mean {names}?")
OR = Text(" hoặc ", " or ")

NO_COMMAND = Text("Không có lệnh “{found}”.", "There is no command “{found}”.")
NO_OPTION = Text("Lệnh này không có tùy chọn {found}.", "This command has no option {found}.")
MISSING = Text("Thiếu {what}.", "{what} is missing.")
EXTRA = Text("Thừa tham số: {found}.", "One argument too many: {found}.")
WANTS_VALUE = Text("Tùy chọn {option} cần một giá trị.", "The option {option} wants a value.")
TAKES_NO_VALUE = Text("Tùy chọn {option} không kèm giá trị.", "The option {option} takes no value.")
BAD_VALUE = Text("Giá trị của {option} không dùng được: {found}.", "The value of {option} cannot be used: {found}.")
ONE_OF = Text("Giá trị của {option} phải là {choices}.", "The value of {option} is one of {choices}.")
WHOLE_NUMBER = Text(
    "Giá trị của {option} phải là số nguyên, ít nhất là {least}.", "{option} wants a whole number, at least {least}."
)
NO_LANGUAGE = Text(
    "Không có ngôn ngữ “{found}”. Ngôn ngữ là vi hoặc en.",
    "There is no language “{found}”. The languages are vi and en.",
)
STOPPED = Text("Đã dừng theo yêu cầu (Ctrl-C).", "Stopped (Ctrl-C).")
NOTHING_WRITTEN = Text("Chưa ghi tệp nào.", "No file was written.")
WRITTEN = Text("Các tệp đã ghi xong, vẫn giữ nguyên:", "These were written as a whole and stay:")
NOTHING_ELSE = Text("Phần đang làm dở không để lại gì.", "What was under way has left nothing behind.")
