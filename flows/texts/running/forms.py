"""Descriptions of the fields of the forms in which a run is asked for, and in which figures are approved."""

from __future__ import annotations

from schemas.text import Text

PERIOD = Text(
    "Ví dụ 2023-H1 là 6 tháng đầu năm 2023. Để trống: kỳ hết hạn báo cáo gần nhất.",
    "2023-H1 is the first half of 2023. Empty: the half-year whose report was due last.",
)
AS_OF = Text(
    "2023-07-14: số liệu đã biết đến hết ngày đó, lập riêng, không thay bản hiện hành. Để trống: mọi báo cáo đã nhận.",
    "2023-07-14: as it was known at the end of that day, built aside. Empty: everything received.",
)
FINAL = Text(
    "Chỉ công bố khi đủ các đơn vị, không còn vướng mắc và được phê duyệt; lần chạy sẽ dừng lại chờ phê duyệt.",
    "Publish only what is complete, with nothing open, and approved; the run is suspended until it is.",
)
REASON = Text(
    "Vì sao số liệu của kỳ đã phê duyệt thay đổi, hoặc vì sao chấp nhận thiếu báo cáo. Được công bố kèm số liệu.",
    "Why figures of a final period may change, or why what is gone may be. It is published.",
)
ACCEPT_LOSS = Text(
    "Công bố dù báo cáo đã nhận bị mất hoặc bị sửa trong raw/. Phải ghi lý do và người chấp nhận.",
    "Publish although something received is gone from raw/ or changed. Needs a reason and a name.",
)
APPROVED_BY = Text("Người chấp nhận việc thiếu báo cáo.", "Who accepts the loss.")
