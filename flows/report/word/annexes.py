"""The annexes, on pages set across: the figures by board, and the source of every figure of the report."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from flows.documents import parts, styles
from flows.report.model import CellOfFile, Figure, Piece, Report, Source
from flows.report.sources import reached
from flows.report.word.marks import Marks, run
from flows.report.word.tables import column_widths, grid
from flows.texts.papers import review as texts
from flows.texts.rules import where
from schemas.text import Text

if TYPE_CHECKING:
    from docx.document import Document

_ACROSS = 250.0  # width of the text on a page set across
_LISTED = (styles.SOURCE_CELL,) * 3
_SMALL = (styles.ANNEX_CELL_HEAD, styles.ANNEX_CELL, styles.ANNEX_CELL_NUMBER)
_SOURCE_WIDTHS = (10.0, 56.0, 28.0, 40.0, 116.0)
_FILE_WIDTHS = (12.0, 20.0, 28.0, 190.0)


def write_annexes(document: Document, report: Report, marks: Marks) -> None:
    """Figures by board, then sources; what they are annexes to is said under each heading."""
    _turned(document)
    for number, (title, write) in enumerate(((texts.ANNEX_BOARDS, _boards), (texts.ANNEX_SOURCES, _sources)), start=1):
        heading = parts.paragraph(document, _say(report, texts.ANNEX).format(number=_ROMAN[number - 1]), styles.ANNEX)
        heading.paragraph_format.page_break_before = number > 1
        parts.paragraph(document, _say(report, title), styles.ANNEX_TITLE)
        write(document, report, marks)


_ROMAN = ("I", "II", "III", "IV", "V")


def _say(report: Report, text: Text) -> str:
    return text.vi if report.language == "vi" else text.en


def _turned(document: Document) -> None:
    """A new section whose pages lie across."""
    from docx.enum.section import WD_ORIENT, WD_SECTION

    section = document.add_section(WD_SECTION.NEW_PAGE)
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width
    section.different_first_page_header_footer = False


def _plain(paragraph: Any, pieces: Sequence[Piece]) -> None:
    """Figures as words: those of the annexes have no entry of their own."""
    paragraph._p.append(run("".join(piece.text if isinstance(piece, Figure) else piece for piece in pieces)))


def _boards(document: Document, report: Report, marks: Marks) -> None:
    for part in report.annexes:
        for table in part.tables:
            parts.paragraph(document, table.title, styles.CAPTION)
            rows = [[(piece,) for piece in row] for row in table.rows]
            widths = column_widths(table.numeric, _ACROSS, 0.2)
            grid(document, table.heads, rows, table.numeric, widths, _plain, _SMALL)
            for note in table.notes:
                parts.paragraph(document, str(note), styles.SOURCE)


def _sources(document: Document, report: Report, marks: Marks) -> None:
    """A table of the files, by number, and one of the figures with the cells each goes back to."""
    sources = list(reached(report.sources, marks.shown))
    files = _files(cell for source in sources for cell in source.cells)
    heads = [_say(report, head) for head in texts.FILE_HEADS]
    rows = [
        [(str(number),), (cell.period,), (cell.board_name,), (submission,)]
        for submission, (number, cell) in files.items()
    ]
    grid(document, heads, rows, (False,) * 4, _FILE_WIDTHS, _plain, _LISTED)
    parts.paragraph(document, _say(report, texts.SOURCES_NOTE), styles.SOURCE)

    def entry(paragraph: Any, pieces: Sequence[Piece]) -> None:
        text = "".join(piece.text if isinstance(piece, Figure) else piece for piece in pieces)
        if text.startswith(_ENTRY):
            marks.mark(paragraph._p, f"s{text[1:]}", run(text[1:]))
        else:
            paragraph._p.append(run(text))

    heads = [_say(report, head) for head in texts.SOURCE_HEADS]
    listed = [
        [
            (f"{_ENTRY}{source.number}",),
            (source.label,),
            (source.text,),
            (_how(report, source),),
            (_cells(report, source, files),),
        ]
        for source in sources
    ]
    grid(document, heads, listed, (False,) * 5, _SOURCE_WIDTHS, entry, _LISTED)


_ENTRY = "\ue003"  # before the number of an entry, which is its bookmark


def _files(cells: Iterable[CellOfFile]) -> dict[str, tuple[int, CellOfFile]]:
    """Each file by its path, with its number and a cell of it."""
    first = {cell.submission: cell for cell in sorted(cells, key=lambda cell: (cell.period, cell.board))}
    return {path: (number, cell) for number, (path, cell) in enumerate(first.items(), start=1)}


def _how(report: Report, source: Source) -> str:
    """How it was made, and the numbers of the entries it was made from."""
    inputs = [str(report.sources[address].number) for address in source.inputs]
    return f"{source.how}{_say(report, texts.SEE_ENTRIES).format(entries=', '.join(inputs))}" if inputs else source.how


def _cells(report: Report, source: Source, files: dict[str, tuple[int, CellOfFile]]) -> str:
    """`Bắc Ninh [3] Biểu 1, ô G6 “43”; ...`: board, number of its file, sheet and cell, what stands there."""
    found = []
    for cell in source.cells:
        place = _say(report, where(cell.sheet, cell.cell))
        found.append(f"{cell.board_name} [{files[cell.submission][0]}] {place} “{cell.raw_text}”".replace("  ", " "))
    return "; ".join(found)
