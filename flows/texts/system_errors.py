"""What the system does not open, read or write, and why, in both languages: its own words know one."""

from __future__ import annotations

import errno

from schemas.text import Text

_REASONS = {
    errno.ENOENT: Text("không có tệp hoặc thư mục này", "there is no such file or folder"),
    errno.ENOTDIR: Text("một phần của đường dẫn không phải là thư mục", "part of its path is no folder"),
    errno.EISDIR: Text("đây là một thư mục", "it is a folder"),
    errno.EEXIST: Text("đã có tệp hoặc thư mục cùng tên", "a file or folder of that name is there already"),
    errno.ENOTEMPTY: Text("thư mục không trống", "the folder is not empty"),
    errno.EACCES: Text("không có quyền truy cập", "access is not permitted"),
    errno.EPERM: Text("hệ thống không cho phép", "the system does not permit it"),
    errno.EROFS: Text("ổ đĩa chỉ cho đọc", "the disk can only be read"),
    errno.ENOSPC: Text("ổ đĩa đã đầy", "the disk is full"),
    errno.EDQUOT: Text("đã hết dung lượng được cấp trên ổ đĩa", "the share of the disk is used up"),
    errno.EFBIG: Text("tệp quá lớn", "the file is too large"),
    errno.EIO: Text("ổ đĩa hoặc mạng có lỗi khi đọc, ghi", "the disk or the network failed"),
    errno.EBUSY: Text("đang có chương trình khác dùng", "another program is using it"),
    errno.ETXTBSY: Text("đang có chương trình khác dùng", "another program is using it"),
    errno.ENAMETOOLONG: Text("tên quá dài", "its name is too long"),
    errno.EMFILE: Text("đang mở quá nhiều tệp", "too many files are open"),
    errno.ELOOP: Text("đường dẫn quay vòng", "its path leads back to itself"),
    errno.EADDRINUSE: Text("đang có chương trình khác dùng", "another program is using it"),
}
_OF_FILE = Text("Không mở hoặc ghi được {file}: {why}.", "{file} cannot be opened or written: {why}.")
_OF_NONE = Text("Không đọc hoặc ghi được: {why}.", "It could not be read or written: {why}.")


def trouble(error: OSError) -> Text:
    """One sentence. Of what is printed, and of what a library writes, the system names no file."""
    why = reason_of(error)
    return _OF_FILE.fill(file=error.filename, why=why) if error.filename is not None else _OF_NONE.fill(why=why)


def reason_of(error: OSError | ValueError) -> Text:
    """In the system's own words where it is none of the usual reasons; a library may raise what has no number."""
    words = str(getattr(error, "strerror", None) or error)
    return _REASONS.get(getattr(error, "errno", None) or 0, Text(words, words))
