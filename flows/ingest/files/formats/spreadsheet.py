"""Values of the sheets of a workbook by python-calamine, and the helpers all spreadsheet formats share."""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from io import BytesIO
from itertools import chain
from typing import Any

from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from flows.ingest.files.grids import CellValue, UnreadableFile
from flows.ingest.files.limits import SHEETS, require_area
from flows.ingest.words.number_formats import section_of

_NOTHING: dict[object, Any] = {"": None}
_NO_CELL_VALUE = {time, timedelta}
_SILENCE = threading.Lock()
_HELD: dict[int, int] = {}  # process -> open file; one made by fork has its own


FIRST_DAY, FIRST_DAY_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)


def moment_of(value: float, first_day: datetime) -> CellValue:
    """A number shown as a date or a time: days since the first day its file counts from."""
    try:
        moment = first_day + timedelta(days=value)
    except OverflowError:
        return f"{value:.15g} ?"
    if 0 <= value < 1:
        return str(moment.time())
    return moment if value % 1 else moment.date()


@dataclass(frozen=True, slots=True)
class Sheet:
    """One worksheet: its cells from A1 and whether it is hidden."""

    name: str
    rows: list[list[CellValue]]
    hidden: bool


def sheets_of(data: bytes) -> list[Sheet]:
    """The worksheets of a workbook, in order; chart, dialog and macro sheets are left out.

    Errors and formulas without a result come as None: the format's own module puts them right. A parser that panics on
    a malformed file also writes to the standard error of the process; what is written there meanwhile is held back, and
    shown afterwards unless the parser panicked.

    Raises:
        UnreadableFile: password, broken, too large.
    """
    with _SILENCE:
        try:
            kept = os.dup(2)
        except OSError:  # a process without standard error
            return _sheets(data)
        held = _held_back()
        os.dup2(held, 2)
        panicked = True
        try:
            sheets = _sheets(data)
            panicked = False
            return sheets
        except UnreadableFile as problem:
            panicked = problem.reason == "unreadable_broken"
            raise
        finally:
            os.dup2(kept, 2)
            os.close(kept)
            size = os.lseek(held, 0, os.SEEK_END)
            if size:
                written = os.pread(held, size, 0)
                os.ftruncate(held, 0)
                os.lseek(held, 0, os.SEEK_SET)
                if not panicked:
                    os.write(2, written)


def calamine_sheets(data: bytes) -> list[Sheet] | None:
    """As `sheets_of`; None where calamine cannot read the workbook."""
    try:
        return sheets_of(data)
    except UnreadableFile as problem:
        if problem.reason != "unreadable_broken":
            raise
        return None


def _held_back() -> int:
    """Where this process keeps what is written to its standard error meanwhile.

    Memory and no file, since a process with limits may write none; where there is no such memory, it is lost.
    """
    held = _HELD.get(os.getpid())
    if held is None:
        held = os.memfd_create("held") if hasattr(os, "memfd_create") else os.open(os.devnull, os.O_RDWR)
        _HELD[os.getpid()] = held
    return held


def _sheets(data: bytes) -> list[Sheet]:
    """As `sheets_of`. A panic counts as broken: it derives from BaseException only and would end the whole run."""
    sheets = []
    try:
        workbook = CalamineWorkbook.from_filelike(BytesIO(data))
        described = workbook.sheets_metadata
        if len(described) > SHEETS:
            raise UnreadableFile("unreadable_too_large", rows=0, columns=0)
        for index, one in enumerate(described):
            if one.typ == SheetTypeEnum.WorkSheet:
                rows = workbook.get_sheet_by_index(index).to_python(skip_empty_area=False)
                sheets.append(Sheet(one.name, _cell_values(rows), one.visible != SheetVisibleEnum.Visible))
    except (KeyboardInterrupt, SystemExit, MemoryError, UnreadableFile):
        raise
    except PasswordError:
        raise UnreadableFile("unreadable_password") from None
    except BaseException:
        raise UnreadableFile("unreadable_broken") from None
    return sheets


def _cell_values(rows: Sequence[list[Any]]) -> list[list[CellValue]]:
    cells: list[list[CellValue]] = [list(map(_NOTHING.get, row, row)) if "" in row else row for row in rows]
    if not _NO_CELL_VALUE.isdisjoint(map(type, chain.from_iterable(cells))):
        # A time of day or a duration is no figure of the form: as text the reader can say so.
        cells = [[str(value) if type(value) in _NO_CELL_VALUE else value for value in row] for row in cells]
    return cells


def put(rows: list[list[CellValue]], row: int, column: int, value: CellValue) -> None:
    """Set one cell, also beyond the area that holds values (trailing cells without a value are left out of it)."""
    width = len(rows[0]) if rows else 0
    if row >= len(rows) or column >= width:
        require_area(max(row + 1, len(rows)), max(column + 1, width))
        if column >= width:
            width = column + 1
            for line in rows:
                line.extend([None] * (width - len(line)))
        rows.extend([None] * width for _ in range(row + 1 - len(rows)))
    rows[row][column] = value


class ShownOtherwise:
    """The cells of one sheet whose number format shows their figure otherwise than it stands, as a Grid holds them."""

    def __init__(self) -> None:
        self.percent: set[tuple[int, int]] = set()
        self.formats: dict[tuple[int, int], str] = {}

    def see(self, row: int, column: int, value: CellValue, code: str) -> None:
        """Take a cell with a format that `speaks`; only numbers other than 0 have anything to show otherwise."""
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            section = section_of(code, value)
            if section.percent:
                self.percent.add((row, column))
            if value and (section.words or section.alters):
                self.formats[row, column] = code

    def see_perhaps(self, row: int, column: int, value: CellValue, code: str) -> None:
        """Take a cell that a condition may show in another format: whichever it is, the figure is asked about."""
        if isinstance(value, (int, float)) and not isinstance(value, bool) and value:
            section = section_of(code, value)
            now_percent = section.percent and (row, column) not in self.percent
            if now_percent or section.words or section.alters:
                self.formats.setdefault((row, column), code)
