"""Values of the sheets of a spreadsheet, by python-calamine, whatever its format."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time, timedelta
from io import BytesIO

from python_calamine import (
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from flows.ingest.grids import CellValue, UnreadableFile

_NO_CELL_VALUE = {time, timedelta}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One worksheet: its cells from A1 and whether it is hidden."""

    name: str
    rows: list[list[CellValue]]
    hidden: bool


def sheets_of(data: bytes) -> list[Sheet]:
    """The worksheets of a workbook, in order; chart, dialog and macro sheets are left out.

    Raises:
        UnreadableFile: password, broken. A panic of the parser is taken as broken too: it derives from
            BaseException and would otherwise end the whole run.
    """
    sheets = []
    try:
        workbook = CalamineWorkbook.from_filelike(BytesIO(data))
        for index, described in enumerate(workbook.sheets_metadata):
            if described.typ != SheetTypeEnum.WorkSheet:
                continue
            rows = workbook.get_sheet_by_index(index).to_python(skip_empty_area=False)
            hidden = described.visible != SheetVisibleEnum.Visible
            sheets.append(Sheet(described.name, [_cells(row) for row in rows], hidden))
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except PasswordError:
        raise UnreadableFile("unreadable_password") from None
    except BaseException:  # noqa: B036
        raise UnreadableFile("unreadable_broken") from None
    return sheets


def _cells(row: list[object]) -> list[CellValue]:
    kinds = set(map(type, row))
    if str not in kinds:
        cells: list[object] = row
    else:
        cells = [value if value != "" else None for value in row]
    if kinds & _NO_CELL_VALUE:  # a time of day or a duration is no figure of the form: it is shown as text
        cells = [str(value) if type(value) in _NO_CELL_VALUE else value for value in cells]
    return cells  # type: ignore[return-value]
