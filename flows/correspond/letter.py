"""The letter to a board (công văn) as docx, laid out as Nghị định 30/2020/NĐ-CP asks (phụ lục I): A4, Times New Roman,
names and number on the left, national name and motto on the right, what the letter is about below its number.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.correspond.feedback import FeedbackHeader
from flows.correspond.feedback_entries import Entry, indicator_words, place_words, suggestions
from flows.correspond.workbook_text import plain_text
from flows.texts import documents as texts
from schemas.facts.boards import Board
from schemas.form import Form
from schemas.rules import ERROR, INFO, QUERY
from schemas.text import Text

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import _Cell

_DAYS_TO_REPLY = 5
_ROWS_SHOWN = 30  # a letter is read by people; everything is in the enclosed workbook
NOT_SENT = "expected"  # the state of a board that sent nothing


@dataclass(frozen=True)
class LetterHead:
    """Who writes, and when. `leader` is the board that leads the bloc, where one is named; `signer` may stay empty."""

    day: date
    leader: Board | None = None
    number: str = ""
    signer: str = ""
    reply_by: date | None = None

    @property
    def deadline(self) -> date:
        return self.reply_by or self.day + timedelta(days=_DAYS_TO_REPLY)


def write_letter(
    destination: Path, board: Board, header: FeedbackHeader, listed: tuple[Entry, ...], head: LetterHead, form: Form,
    due: date | None = None,
) -> None:  # fmt: skip
    """Write the letter that goes with a marked copy: return, request to explain, acceptance or reminder, by state.

    listed: the entries of the marked copy. due: the day the report was due, for a reminder.

    Raises:
        OSError: the file cannot be written.
    """
    import docx

    document = docx.Document()
    _page(document)
    _heading(document, header, head)
    _paragraph(document, texts.LETTER_ADDRESS.vi.format(board=board.board_name_vi), centred=True, before=12, after=12)
    for text in _opening(header, listed, head, due):
        _paragraph(document, text)
    asked = tuple(entry for entry in listed if entry.severity != INFO)
    if asked:
        _table(document, asked, form)
    for text in _closing(header, head, form):
        _paragraph(document, text)
    # A signature never stands on a page of its own.
    document.paragraphs[-1].paragraph_format.keep_with_next = True
    _signature(document, head)
    document.core_properties.author = "Red River Zones"
    document.core_properties.title = plain_text(_subject(header).vi.format(period=header.period))
    document.save(str(destination))


def _subject(header: FeedbackHeader) -> Text:
    return {
        NOT_SENT: texts.LETTER_SUBJECT_REMIND,
        "accepted_with_queries": texts.LETTER_SUBJECT_EXPLAIN,
        "accepted": texts.LETTER_SUBJECT_ACCEPTED,
        "nil": texts.LETTER_SUBJECT_NIL,
    }.get(header.state, texts.LETTER_SUBJECT_RETURN)


def _opening(header: FeedbackHeader, listed: tuple[Entry, ...], head: LetterHead, due: date | None) -> list[str]:
    if header.state == NOT_SENT:
        day = f"{due:%d/%m/%Y}" if due else "…/…/……"
        return [texts.LETTER_NOT_RECEIVED.vi.format(today=f"{head.day:%d/%m/%Y}", period=header.period, due=day)]
    received = f"{header.received_at:%H:%M ngày %d/%m/%Y}" if header.received_at else "…"
    if header.state == "nil":
        return [texts.LETTER_NIL.vi.format(period=header.period, received=received)]
    said = [texts.LETTER_RECEIVED.vi.format(period=header.period, file=header.file, received=received)]
    errors = sum(entry.severity == ERROR for entry in listed)
    queries = sum(entry.severity == QUERY for entry in listed)
    if header.state == "accepted":
        said.append(texts.LETTER_ACCEPTED.vi)
    elif header.state == "accepted_with_queries":
        said.append(texts.LETTER_EXPLAIN.vi.format(queries=queries))
    else:
        if header.state == "unreadable":
            said.append(texts.LETTER_UNREADABLE.vi)
        also = texts.LETTER_AND_QUERIES.vi.format(queries=queries) if queries else ""
        if listed:
            said.append(texts.LETTER_RETURN.vi.format(errors=errors, queries=also))
    return said


def _closing(header: FeedbackHeader, head: LetterHead, form: Form) -> list[str]:
    deadline = f"{head.deadline:%d/%m/%Y}"
    if header.state in ("accepted", "nil"):
        return [texts.LETTER_CLOSE.vi]
    ask = {
        NOT_SENT: texts.LETTER_ASK_SEND,
        "unreadable": texts.LETTER_ASK_SEND,
        "accepted_with_queries": texts.LETTER_ASK_EXPLAIN,
    }.get(header.state, texts.LETTER_ASK_RETURN)
    return [ask.vi.format(reply_by=deadline, form=form.version), texts.LETTER_CLOSE.vi]


# --- layout ---------------------------------------------------------------------------------------------------


def _page(document: Document) -> None:
    """A4; margins 20 mm above and below, 30 mm left, 15 mm right; pages numbered above the text from the second."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt

    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.different_first_page_header_footer = True
    number = section.header.paragraphs[0]
    number.alignment = WD_ALIGN_PARAGRAPH.CENTER
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    number._p.append(field)
    style: Any = document.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(14)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "Times New Roman")


def _write(paragraph: Any, text: str, *, size: float = 14, bold: bool = False, italic: bool = False) -> None:
    from docx.shared import Pt

    run = paragraph.add_run(plain_text(text))
    run.bold, run.italic = bold, italic
    run.font.size, run.font.name = Pt(size), "Times New Roman"


def _paragraph(document: Document, text: str, *, centred: bool = False, before: float = 0, after: float = 6) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm, Pt

    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if centred else WD_ALIGN_PARAGRAPH.JUSTIFY
    form = paragraph.paragraph_format
    form.space_before, form.space_after, form.line_spacing = Pt(before), Pt(after), 1.15
    if not centred:
        form.first_line_indent = Mm(12.7)
    _write(paragraph, text)


def _lines(cell: _Cell, lines: list[tuple[str, dict[str, Any]]], *, centred: bool = True) -> None:
    """Paragraphs of a cell without a border, the first one replacing the empty one a cell is born with."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    for number, (text, style) in enumerate(lines):
        paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if centred else WD_ALIGN_PARAGRAPH.LEFT
        form = paragraph.paragraph_format
        form.space_before, form.space_after = Pt(style.get("before", 0)), Pt(0)
        if style.get("rule"):
            _rule(paragraph, style["rule"])
        else:
            _write(paragraph, text, **{name: value for name, value in style.items() if name != "before"})


def _rule(paragraph: Any, length: float) -> None:
    """A solid line below the name or motto, `length` being its share of the width of the cell."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt

    border = OxmlElement("w:pBdr")
    top = OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        top.set(qn(f"w:{name}"), value)
    border.append(top)
    paragraph._p.get_or_add_pPr().append(border)
    side = Mm(36 * (1 - length))
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = side
    paragraph.paragraph_format.line_spacing = Pt(6)


def _columns(document: Document, widths: tuple[float, ...], rows: int = 1) -> Any:
    from docx.enum.table import WD_TABLE_ALIGNMENT
    from docx.shared import Mm

    table = document.add_table(rows=rows, cols=len(widths))
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(table.columns, widths):
        column.width = Mm(width)  # LibreOffice goes by the column, Word by its cells
        for cell in column.cells:
            cell.width = Mm(width)
    return table


def _heading(document: Document, header: FeedbackHeader, head: LetterHead) -> None:
    table = _columns(document, (72, 98))
    left, right = table.rows[0].cells
    if head.leader:
        names = [
            (texts.PEOPLES_COMMITTEE.vi.format(province=f"{head.leader.province_type} {head.leader.name_vi}".upper()),
             {"size": 12}),
            (head.leader.board_name_vi.upper(), {"size": 12, "bold": True}),
        ]  # fmt: skip
    else:
        names = [(line, {"size": 12, "bold": True}) for line in texts.LETTER_BLOC.vi.split("\n")]
    number = texts.LETTER_NUMBER.vi.format(number=head.number or texts.LETTER_NO_NUMBER)
    subject = _subject(header).vi.format(period=header.period)
    _lines(
        left,
        [*names, ("", {"rule": 0.35}), (number, {"size": 13}), (subject, {"size": 12, "before": 3})],
    )
    place = head.leader.name_vi if head.leader else "…………"
    day = texts.LETTER_DATE.vi.format(place=place, day=head.day.day, month=head.day.month, year=head.day.year)
    _lines(
        right,
        [
            (texts.NATION, {"size": 12, "bold": True}),
            (texts.MOTTO, {"size": 13, "bold": True}),
            ("", {"rule": 0.62}),
            (day, {"size": 13, "italic": True, "before": 3}),
        ],
    )


def _table(document: Document, listed: tuple[Entry, ...], form: Form) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Mm

    widths = (13.0, 24.0, 44.0, 84.0)
    table = _columns(document, widths)
    table.style = "Table Grid"
    for cell, heading in zip(table.rows[0].cells, texts.LETTER_TABLE):
        _lines(cell, [(heading.vi, {"size": 12, "bold": True})])
    repeated = OxmlElement("w:tblHeader")
    repeated.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(repeated)
    for entry in listed[:_ROWS_SHOWN]:
        row = table.add_row()
        _unbroken(row)
        for cell, width in zip(row.cells, widths):
            cell.width = Mm(width)
        said = [f"{texts.SEVERITY_WORDS[entry.severity].vi}: {entry.main.message_vi}"]
        said += suggestions(entry.main, 2)
        own = place_words(entry.main)
        places = list(dict.fromkeys(words for o in entry.others if (words := place_words(o)) not in ("", own)))
        if places:
            shown = ", ".join(places[:6]) + ("…" if len(places) > 6 else "")
            said.append(texts.LETTER_SAME_CAUSE.vi.format(places=shown))
        cells = row.cells
        _lines(cells[0], [(str(entry.number), {"size": 12})])
        _lines(cells[1], [(place_words(entry.main), {"size": 12})])
        _lines(cells[2], [(indicator_words(entry.main, form), {"size": 12})], centred=False)
        _lines(cells[3], [(text, {"size": 12, "italic": nth > 0}) for nth, text in enumerate(said)], centred=False)
    rest = len(listed) - _ROWS_SHOWN
    if rest > 0:
        _paragraph(document, texts.LETTER_REST.vi.format(number=rest), before=6)
    else:
        document.add_paragraph().paragraph_format.space_after = 0


def _unbroken(row: Any) -> None:
    """Keep a row of a table on one page."""
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _signature(document: Document, head: LetterHead) -> None:
    table = _columns(document, (80, 88))
    _unbroken(table.rows[0])
    left, right = table.rows[0].cells
    copies = [(texts.LETTER_COPIES.vi, {"size": 12, "bold": True, "italic": True})]
    copies += [(line.vi, {"size": 11}) for line in texts.LETTER_COPY_LINES]
    _lines(left, copies, centred=False)
    signed_for = texts.LETTER_SIGNED_FOR_BOARD if head.leader else texts.LETTER_SIGNED_FOR
    lines: list[tuple[str, dict[str, Any]]] = [
        (signed_for.vi, {"size": 13, "bold": True}),
        (texts.LETTER_SIGNED_AS.vi, {"size": 13, "bold": True}),
        *[("", {"size": 14})] * 4,
        (head.signer, {"size": 14, "bold": True}),
    ]
    _lines(right, lines)
