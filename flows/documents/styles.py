"""The paragraph styles of a document, as data. A template that has one of them keeps its own.

Sizes and spaces in points, the first line's indent in millimetres: Nghị định 30/2020/NĐ-CP, phụ lục I, phần I and II.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from docx.document import Document

FONT = "Times New Roman"
BODY_SIZE = 14


@dataclass(frozen=True)
class Style:
    """A paragraph style. `align` is left, centre, right or justify; `outline` the level of a heading, 0 for none."""

    name: str
    size: float
    bold: bool = False
    italic: bool = False
    align: str = "centre"
    before: float = 0
    after: float = 0
    first_line: float = 0
    line: float = 1.0
    keep: bool = False  # on the page of what follows
    outline: int = 0


NATION = Style("Quốc hiệu", 12, bold=True)
MOTTO = Style("Tiêu ngữ", 13, bold=True)
BODY_ABOVE = Style("Cơ quan chủ quản", 12)
BODY = Style("Cơ quan ban hành", 12, bold=True)
NUMBER = Style("Số ký hiệu", 13)
ABOUT_LETTER = Style("Trích yếu công văn", 12, before=6)
PLACE_AND_DATE = Style("Địa danh và ngày tháng", 13, italic=True, before=3)
ADDRESS = Style("Kính gửi", BODY_SIZE, before=12, after=12)
KIND = Style("Tên loại", BODY_SIZE, bold=True, before=12, keep=True)
ABOUT = Style("Trích yếu", BODY_SIZE, bold=True, after=6, keep=True)
PARAGRAPH = Style("Đoạn văn", BODY_SIZE, align="justify", after=6, first_line=12.7, line=1.15)
HEADING_1 = Style(
    "Đề mục I", BODY_SIZE, bold=True, align="left", before=10, after=6, first_line=12.7, keep=True, outline=1
)
HEADING_2 = Style(
    "Đề mục 1", BODY_SIZE, bold=True, align="left", before=6, after=6, first_line=12.7, keep=True, outline=2
)
SOURCE = Style("Nguồn và ghi chú", 11, italic=True, align="left", before=2, after=6)
CAPTION = Style("Tên bảng, hình", 13, bold=True, before=6, after=4, keep=True)
CELL = Style("Ô bảng", 11, align="left")
CELL_NUMBER = Style("Ô bảng, số", 11, align="right")
CELL_HEAD = Style("Ô bảng, tiêu đề", 11, bold=True)
COPIES = Style("Nơi nhận", 12, bold=True, italic=True, align="left")
COPY = Style("Nơi nhận, dòng", 11, align="left")
CAPACITY = Style("Quyền hạn, chức vụ", BODY_SIZE, bold=True)
SIGNER = Style("Họ tên người ký", BODY_SIZE, bold=True)
ANNEX = Style("Phụ lục", BODY_SIZE, bold=True, after=2, keep=True, outline=1)
ANNEX_TITLE = Style("Tiêu đề phụ lục", BODY_SIZE, bold=True, after=8, keep=True)
ANNEX_CELL = Style("Ô phụ lục", 8, align="left")
ANNEX_CELL_NUMBER = Style("Ô phụ lục, số", 8, align="right")
ANNEX_CELL_HEAD = Style("Ô phụ lục, tiêu đề", 8, bold=True)
# The annex of sources: cells of files, which are no text of the report. A name of plain letters is its identity too.
SOURCE_CELL = Style("Sources", 8, align="left")

STYLES = (
    NATION, MOTTO, BODY_ABOVE, BODY, NUMBER, ABOUT_LETTER, PLACE_AND_DATE, ADDRESS, KIND, ABOUT, PARAGRAPH, HEADING_1,
    HEADING_2, SOURCE, CAPTION, CELL, CELL_NUMBER, CELL_HEAD, COPIES, COPY, CAPACITY, SIGNER, ANNEX, ANNEX_TITLE,
    ANNEX_CELL, ANNEX_CELL_NUMBER, ANNEX_CELL_HEAD, SOURCE_CELL,
)  # fmt: skip


def add_missing_styles(document: Document) -> None:
    """Give a document those of STYLES it does not have, and Times New Roman."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.oxml.ns import qn
    from docx.shared import Pt

    normal: Any = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(BODY_SIZE)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    normal.paragraph_format.space_after = Pt(0)
    there = {style.name for style in document.styles}
    for style in STYLES:
        if style.name not in there:
            _fill(document.styles.add_style(style.name, WD_STYLE_TYPE.PARAGRAPH), style, normal)


def _fill(made: Any, style: Style, normal: Any) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt

    made.base_style, made.quick_style = normal, True
    made.font.name, made.font.size, made.font.bold, made.font.italic = FONT, Pt(style.size), style.bold, style.italic
    made.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    form = made.paragraph_format
    form.alignment = {"left": ALIGN.LEFT, "centre": ALIGN.CENTER, "right": ALIGN.RIGHT, "justify": ALIGN.JUSTIFY}[
        style.align
    ]
    form.space_before, form.space_after, form.line_spacing = Pt(style.before), Pt(style.after), style.line
    form.keep_with_next = style.keep
    if style.first_line:
        form.first_line_indent = Mm(style.first_line)
    if style.outline:
        level = OxmlElement("w:outlineLvl")
        level.set(qn("w:val"), str(style.outline - 1))
        made.element.get_or_add_pPr().append(level)
