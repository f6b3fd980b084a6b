"""What is said about releases one after the other: their list, what a file belongs to, what was removed."""

from __future__ import annotations

from schemas.text import Text

RELEASES_HELP = """
What was published when: number, version, period, status, inputs. With a file, the releases that publish its rows.

Các lần công bố; với một tệp Parquet: tệp ấy thuộc những lần nào.

Examples:

  zones releases

  zones releases observations.parquet
"""
PRUNE_HELP = """
Remove old releases. The newest ones, those named, the current one and the last final one stay; so does the list.

Xóa các lần công bố cũ, trừ những lần được giữ, lần đang dùng và lần chính thức gần nhất.

Examples:

  zones prune --keep 5

  zones prune 3 7
"""
LIST_TITLE = Text("Các lần công bố", "Releases")
NONE_LISTED = Text(
    "Chưa có lần công bố nào trong {folder}. Hãy chạy zones run trước.",
    "Nothing was published into {folder} yet. Use zones run first.",
)
NO_TABLE = Text(
    "{file} không phải là bảng Parquet của kho số liệu này.", "{file} is no Parquet table of this warehouse."
)
OF_FILE = Text("{file} là bảng {table} của các lần công bố sau.", "{file} is the table {table} of these releases.")
OF_NONE = Text(
    "{file} là bảng {table}, nhưng không lần công bố nào ở đây có đúng những dòng ấy.",
    "{file} is the table {table}, but no release here has these rows.",
)
UNKNOWN_RELEASES = Text("Không có lần công bố {found}.", "There is no release {found}.")
BUSY = Text(
    "Một tiến trình khác đang công bố vào {folder}. Hãy thử lại sau.",
    "Another process is publishing into {folder}. Try again later.",
)
PRUNED = Text("Đã xóa: {removed}. Còn giữ: {kept}.", "Removed: {removed}. Kept: {kept}.")
