"""Parts of every administrative document, as Nghị định 30/2020/NĐ-CP, phụ lục I, names them."""

from __future__ import annotations

from schemas.text import Text

NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
PEOPLES_COMMITTEE = Text("UBND {province}", "People's Committee of {province}")
DOTS = "……"  # what is written in by hand
NUMBER = Text("Số: {number}/{symbol}", "No. {number}/{symbol}")
REPORT_SYMBOL = "BC"  # phụ lục III
PLACE_AND_DATE = Text("{place}, ngày {day} tháng {month} năm {year}", "{place}, {day}/{month}/{year}")
COPIES = Text("Nơi nhận:", "Copies:")
BLOC = Text(
    "KHỐI THI ĐUA BAN QUẢN LÝ\nCÁC KCN, KCX, KKT CÁC TỈNH\nĐỒNG BẰNG SÔNG HỒNG",
    "EMULATION BLOC OF THE\nMANAGEMENT BOARDS OF THE\nRED RIVER DELTA",
)
BLOC_SYMBOL = "KTĐ"  # the initials of its name
SIGNED_FOR_THE_BLOC = (Text("TM. KHỐI THI ĐUA", "FOR THE BLOC"), Text("TRƯỞNG KHỐI", "HEAD OF THE BLOC"))
