"""tables.xlsx: every table a sheet, for an official who opens it by double-click.

XlsxWriter makes the workbook: the headings, their notes, formats, filters, what is frozen. Rows by the hundred thousand
are written into its sheets as text that polars makes, for XlsxWriter's Python needs thirty times as long for a cell.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from flows.publish.exports.labels import heading, told
from flows.publish.exports.shown import Shown, shown
from flows.publish.exports.stamp import Stamp
from flows.raw_folder.spreadsheet_safe import STARTS
from flows.texts.releasing import exports as texts
from schemas.facts.units import Units
from schemas.tables import BOOLEAN, DATE, INTEGER, MOMENT, NUMBER, STRING, Column, Table

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

HEADING_ROWS = 2
MOST_ROWS = 1_048_576 - HEADING_ROWS
MOST_LETTERS = 32_767
ROWS_AT_ONCE = 8_192
# One number format a kind of cell; a number has one by the decimals it is written with, so that 161 is not "161,".
_FORMATS = {
    "whole": "#,##0",
    "one": "#,##0.0",
    "two": "#,##0.00",
    "more": "#,##0.00####",
    DATE: "dd/mm/yyyy",
    MOMENT: "dd/mm/yyyy hh:mm",
}
_ROW = "row of the sheet"
_QUOTED = "quoted"  # a text that would be a formula as soon as somebody edits its cell
_EPOCH = datetime(1899, 12, 30)
_CONTROL = "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\ufffe\\uffff]"
_BLANKS = "^\\s|\\s$|\\s\\s|[\\t\\r\\n]"  # what a reader of XML may take away
_ESCAPE = "_x([0-9A-Fa-f]{4})_"  # what Excel would take for a letter written by its number


def write_workbook(
    frames: Mapping[str, pl.DataFrame], tables: Mapping[str, Table], units: Units, stamp: Stamp, path: Path
) -> None:
    """Write the file; the same frames always give the same bytes.

    Registers and the values of every version hold the stamp's period alone, as tables.csv says; the first sheet and a
    note on the sheet say so. Text is text, also where it begins with `=`.

    Raises:
        OSError: it cannot be written.
    """
    sheets = shown(frames, tables, stamp.period, MOST_ROWS)
    bare, styles = _bare(sheets, units, stamp)
    with zipfile.ZipFile(bare) as made, zipfile.ZipFile(path, "w") as out:
        for name in made.namelist():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry._compresslevel = 2  # type: ignore[attr-defined]  # the file's own level is not that of such entries
            number = re.fullmatch(r"xl/worksheets/sheet(\d+)\.xml", name)
            content = made.read(name)
            if number is None or number[1] == "1":
                out.writestr(entry, content)
                continue
            one = sheets[int(number[1]) - 2]
            before, end, after = content.partition(b"</sheetData>")
            with out.open(entry, "w") as sheet:
                sheet.write(_with_its_size(before, one))
                for rows in _rows(one, styles):
                    sheet.write(rows)
                sheet.write(end + after)


def _bare(sheets: Sequence[Shown], units: Units, stamp: Stamp) -> tuple[io.BytesIO, dict[str, int]]:
    """The workbook without its rows, and the number of each format in it."""
    import xlsxwriter

    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        book.set_properties({"created": datetime(2020, 1, 1), "title": f"{texts.TITLE.vi} {stamp.period}"})
        _about(book, sheets, stamp)
        for one in sheets:
            _headed(book, one, units)
    with zipfile.ZipFile(file) as made:
        said = made.read("xl/styles.xml").decode()
    numbers = {code: id_ for id_, code in re.findall(r'numFmtId="(\d+)" formatCode="([^"]*)"', said)}
    listed = re.findall(r'<xf numFmtId="(\d+)"([^>]*)>', said.partition("<cellXfs")[2])
    styles = {kind: [id_ for id_, _ in listed].index(numbers[code]) for kind, code in _FORMATS.items()}
    return file, styles | {_QUOTED: next(place for place, (_, more) in enumerate(listed) if "quotePrefix" in more)}


def _about(book: Workbook, sheets: Sequence[Shown], stamp: Stamp) -> None:
    """The first sheet: which release this is, and what each sheet holds."""
    sheet = book.add_worksheet(texts.ABOUT_SHEET.vi)
    title = book.add_format({"bold": True, "font_size": 15, "font_color": "#0f4c5c"})
    bold = book.add_format({"bold": True, "valign": "top"})
    top = book.add_format({"valign": "top", "text_wrap": True})
    link = book.add_format({"valign": "top", "font_color": "#0f4c5c", "underline": 1})
    head = _head(book)
    sheet.set_column(0, 0, 66)
    sheet.set_column(1, 1, 46)
    sheet.set_column(2, 3, 62)
    kept = [{"num_format": code} for code in _FORMATS.values()] + [{"quote_prefix": True}]
    for place, properties in enumerate(kept, 30):  # a workbook holds the formats that something in it has
        sheet.set_column(place, place, None, book.add_format(properties))
    sheet.write_string(0, 0, f"{texts.TITLE.vi} · {texts.TITLE.en}", title)
    row = 2
    for name, label in texts.FACTS.items():
        value = getattr(stamp, name)
        said = texts.STATUSES[value] if name == "status" else texts.NO_RELEASE if value is None else None
        sheet.write_string(row, 0, f"{label.vi} · {label.en}", bold)
        sheet.write_string(row, 1, f"{said.vi} · {said.en}" if said else str(value))
        row += 1
    row += 1
    for place, text in enumerate((texts.SHEET, texts.HOLDS, texts.ROWS, texts.WARNING)):
        sheet.write_string(row, place, f"{text.vi} · {text.en}", head)
    for one in sheets:
        row += 1
        table = one.table
        sheet.write_url(row, 0, f"internal:'{sheet_name(table)}'!A1", link, table.name)
        sheet.write_string(row, 1, f"{table.title.vi}\n{table.title.en}", top)
        rows = f"{one.said.vi} {table.description.vi}\n{one.said.en} {table.description.en}"
        warning = f"{table.warning.vi}\n{table.warning.en}".strip()
        sheet.write_string(row, 2, rows, top)
        sheet.write_string(row, 3, warning, top)
        lines = (sum(-(-len(line) // 58) for line in said.split("\n")) for said in (rows, warning))
        sheet.set_row(row, 15 * max(2, *lines))
    sheet.freeze_panes(2, 0)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _head(book: Workbook) -> object:
    return book.add_format(
        {
            "bold": True,
            "text_wrap": True,
            "valign": "top",
            "bg_color": "#dfeaee",
            "bottom": 1,
            "border_color": "#9fb4bd",
        }
    )


def sheet_name(table: Table) -> str:
    """A sheet's name has at most 31 letters."""
    return table.name if len(table.name) <= 31 else table.name[:30].rstrip("_") + "…"


def _headed(book: Workbook, one: Shown, units: Units) -> None:
    table, sheet = one.table, book.add_worksheet(sheet_name(one.table))
    head, code = _head(book), book.add_format({"font_name": "Consolas", "font_size": 9, "font_color": "#5b6875"})
    sheet.set_row(0, 78)
    longest = one.rows.head(200).select(pl.all().cast(pl.String).str.len_chars().max())
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, _width(column, longest[column.name].item()))
        sheet.write_string(0, place, heading(column, units).vi, head)
        sheet.write_string(1, place, column.name, code)
        sheet.write_comment(0, place, told(column, units), {"x_scale": 2.6, "y_scale": 1.8, "font_size": 9})
    sheet.autofilter(1, 0, 1 + one.rows.height, len(table.columns) - 1)
    sheet.freeze_panes(HEADING_ROWS, _frozen(table))
    said = f"{table.title.vi}. {one.said.vi} {one.said.en}"
    sheet.set_header(f"&L{table.title.vi.replace('&', '&&')}&R&P / &N")
    sheet.write_comment(1, 0, said, {"x_scale": 2.6, "font_size": 9})
    sheet.repeat_rows(0, 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    _few_pages(sheet, table)


def _few_pages(sheet: Worksheet, table: Table) -> None:
    sheet.fit_to_pages(max(1, round(len(table.columns) / 14)), 0)


def _frozen(table: Table) -> int:
    """The columns that stay in sight: those of the key that the table begins with, but never half a screen."""
    count = 0
    for column in table.columns:
        if not column.key or count == 3:
            break
        count += 1
    return count


def _width(column: Column, longest: int | None) -> float:
    """Wide enough for the longest of the first rows, within bounds."""
    if column.type in (DATE, MOMENT):
        return 17 if column.type == MOMENT else 12
    return min(48, max(12, min(20, len(column.name) * 0.95), 1.1 * (longest or 0)))


def _with_its_size(sheet: bytes, one: Shown) -> bytes:
    last = f"{_letters(len(one.table.columns) - 1)}{HEADING_ROWS + one.rows.height}"
    return re.sub(rb'<dimension ref="[^"]*"/>', f'<dimension ref="A1:{last}"/>'.encode(), sheet)


def _letters(place: int) -> str:
    """0 -> A, 26 -> AA."""
    return (_letters(place // 26 - 1) if place >= 26 else "") + chr(ord("A") + place % 26)


def _rows(one: Shown, styles: Mapping[str, int]) -> Iterator[bytes]:
    """The rows as SpreadsheetML, some thousand at once; a cell that is null is left out."""
    numbered = pl.int_range(1 + HEADING_ROWS, 1 + HEADING_ROWS + pl.len()).cast(pl.String).alias(_ROW)
    found = _found(one.rows)
    frame = _safe(one.rows, found).with_columns(numbered)
    line: list[str | pl.Expr] = ['<row r="', pl.col(_ROW), '">']
    for place, column in enumerate(one.table.columns):
        cell = _cell(column, _letters(place), styles, found.get(column.name, {}))
        line += [_joined(cell).fill_null("")] if one.rows[column.name].null_count() else cell
    joined = _joined([*line, "</row>"])
    for part in frame.iter_slices(ROWS_AT_ONCE):
        yield "".join(part.select(joined).to_series().to_list()).encode()


def _joined(pieces: Sequence[str | pl.Expr]) -> pl.Expr:
    """The pieces in one text, in one step; null where one of them is."""
    texts_: list[str | pl.Expr] = []
    for piece in pieces:
        if texts_ and isinstance(piece, str) and isinstance(last := texts_[-1], str):
            texts_[-1] = last + piece
        else:
            texts_.append(piece)
    return pl.concat_str(pl.lit(piece) if isinstance(piece, str) else piece for piece in texts_)


def _cell(column: Column, letters: str, styles: Mapping[str, int], found: Mapping[str, bool]) -> list[str | pl.Expr]:
    """The pieces of a cell's text; `found` is what there is in the texts of its column."""
    value = pl.col(column.name)
    begin: list[str | pl.Expr] = [f'<c r="{letters}', pl.col(_ROW)]
    if column.type == STRING:
        quoted = pl.when(value.str.head(1).is_in(STARTS)).then(pl.lit(f'" s="{styles[_QUOTED]}')).otherwise(pl.lit(""))
        kept = ' xml:space="preserve"' if found["blanks"] else ""
        style: list[str | pl.Expr] = [quoted] if found["quoted"] else []
        return [*begin, *style, f'" t="inlineStr"><is><t{kept}>', value, "</t></is></c>"]
    if column.type == BOOLEAN:
        return [*begin, '" t="b"><v>', value.cast(pl.Int8).cast(pl.String), "</v></c>"]
    if column.type == DATE:
        written = (value - _EPOCH.date()).dt.total_days().cast(pl.String)
    elif column.type == MOMENT:
        written = ((value.dt.replace_time_zone(None) - _EPOCH).dt.total_seconds() / 86_400).cast(pl.String)
    else:
        written = value.cast(pl.String)
    if column.type == INTEGER:
        return [*begin, '"><v>', written, "</v></c>"]
    number = _by_decimals(value, styles) if column.type == NUMBER else str(styles[column.type])
    return [*begin, '" s="', number, '"><v>', written, "</v></c>"]


def _by_decimals(value: pl.Expr, styles: Mapping[str, int]) -> pl.Expr:
    found = pl.lit(str(styles["more"]))
    for kind, ten in (("two", 100), ("one", 10), ("whole", 1)):
        whole = (value * ten - (value * ten).round()).abs() < 1e-7
        found = pl.when(whole).then(pl.lit(str(styles[kind]))).otherwise(found)
    return found


def _found(frame: pl.DataFrame) -> dict[str, dict[str, bool]]:
    """By column of texts, what some text of it has that is not written as it is. Each text is looked at once."""
    text = pl.col("text")
    asked = (
        text.str.contains_any(["&", "<", ">"]).any().alias("marks"),
        (text.str.contains(_CONTROL) | text.str.contains(_ESCAPE)).any().alias("odd"),
        (text.str.len_chars() > MOST_LETTERS).any().alias("long"),
        text.str.contains(_BLANKS).any().alias("blanks"),
        text.str.head(1).is_in(STARTS).any().alias("quoted"),
    )
    names = [name for name, type_ in frame.schema.items() if type_ == pl.String]
    found = pl.collect_all([frame.lazy().select(pl.col(name).unique().alias("text")).select(asked) for name in names])
    return {name: one.row(0, named=True) for name, one in zip(names, found, strict=True)}


def _safe(frame: pl.DataFrame, found: Mapping[str, Mapping[str, bool]]) -> pl.DataFrame:
    """Texts as they may stand in XML: what no XML may hold is replaced, what is too long for a cell is cut."""
    changed = []
    for name, asked in found.items():
        text = pl.col(name)
        if asked["long"]:
            cut = pl.col(name).str.head(MOST_LETTERS - 1) + "…"
            text = pl.when(text.str.len_chars() > MOST_LETTERS).then(cut).otherwise(text)
        if asked["odd"]:
            text = text.str.replace_all(_ESCAPE, "_x005F_x${1}_").str.replace_all(_CONTROL, "\ufffd")
        if asked["marks"]:
            for mark, written in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
                text = text.str.replace_all(mark, written, literal=True)
        changed.append(text.alias(name))
    return frame.with_columns(changed)
