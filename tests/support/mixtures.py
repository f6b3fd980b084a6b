"""A submission rendered in a mixture of habits: format, number style, letters, layout and units.

The content is what a board means; a mixture is how its office happens to write it. Test data only: every name is
made up, the figures come from the illustrative files in `raw/`.
"""

from __future__ import annotations

import random
import unicodedata
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from flows.ingest.submission import NOT_APPLICABLE, NUMBER, ParsedSubmission
from schemas.form import Form, Indicator, ListColumn, ValueKey

X = "x"
Amount = Decimal | str | None  # a number in the form's unit, x, or blank


@dataclass(frozen=True)
class Content:
    """What a board means to say."""

    board: str
    period: str
    values: dict[ValueKey, Amount]
    lists: dict[str, list[dict[str, object]]]


@dataclass(frozen=True)
class Habits:
    """How an office writes. `number` is cells, vi, en, comma, dot, space, narrow, full or quoted; `letters` nfc, nfd,
    bare, upper, old_tone, tcvn3 or vni; `layout` sheets, stacked, side or wide; `codes` text, number, spaced, comma or
    none; `misplaced` none, right, below or label: where one figure of some sheets stands instead of in its cell;
    `list_rows` none, groups or sums: what stands among the lines of a list; `dates` is how days are written as text
    ("": as the numbers go); `cover` lines, cells or one cell; `formulas` none, cached or never (some cells hold one
    that was never calculated); `shown` is what number formats do: plain, unit (they name the unit), other (they name
    another one) or scaled (they show thousands)."""

    format: str = "xlsx"
    encoding: str = "utf-8-sig"
    delimiter: str = ";"
    number: str = "cells"
    letters: str = "nfc"
    layout: str = "sheets"
    codes: str = "text"
    units: str = "form"  # form, thousand, spelled, above, heading or mixed
    sheet_names: str = "form"  # form, words, bare or numbered
    shuffle_columns: bool = False
    shuffle_sheets: bool = False
    two_row_heading: bool = True
    numbering_row: bool = False
    blank_rows: bool = False
    footnotes: bool = False
    signatures: bool = True
    extra_sheet: bool = False
    reference_copy: bool = False
    dash_for_zero: bool = False
    cross: str = "x"
    percent_cell: bool = False
    formulas: str = "none"
    shown: str = "plain"
    capitals: bool = False  # headings in a font that draws capitals, where an old font is used
    mixed_letters: bool = False  # some cells in the old font, others in Unicode
    marks: bool = False  # raised marks of footnotes, and old figures struck through before the new ones
    several_files: bool = False
    glued_units: bool = False  # some figures are followed by their unit
    made_dates: bool = False  # a program has made dates of some figures
    group_row: bool = False  # one more row over the heading
    misplaced: str = "none"
    list_rows: str = "none"
    dates: str = ""
    cover: str = "lines"
    seed: int = 0


@dataclass
class Cell:
    """A rendered cell: a value, its number format, and how its text is drawn.

    `formula`: "" none, cached, or never (calculated). `letters` None: those of the office. `struck` is text struck
    through before the value, `raised` a mark after it.
    """

    value: object
    percent: bool = False
    number_format: str = ""
    formula: str = ""
    letters: str | None = None
    capitals: bool = False
    struck: str = ""
    raised: str = ""


@dataclass
class Page:
    """A rendered sheet."""

    name: str
    rows: list[list[Cell | None]] = field(default_factory=list)
    hidden: bool = False


def content_of(parsed: ParsedSubmission, form: Form, rng: random.Random, scatter: bool) -> Content:
    """The content of a plain file; with `scatter` its figures are replaced by random ones of all magnitudes."""
    values: dict[ValueKey, Amount] = {}
    for v in parsed.values:
        if v.state == NOT_APPLICABLE:
            values[ValueKey(v.code, v.sector, v.measure)] = X
        elif v.state == NUMBER and v.value is not None:
            indicator = form.by_code[v.code]
            amount = Decimal(repr(v.value))
            if scatter:
                amount = _random_amount(rng, indicator.decimals)
            values[ValueKey(v.code, v.sector, v.measure)] = amount
    lists: dict[str, list[dict[str, object]]] = {sheet: [] for sheet in form.list_sheets}
    numbered = [line for line in parsed.lines if not line.total]
    several = {sheet: max(1, sum(line.form_sheet == sheet for line in numbered) // 12) for sheet in lists}
    for line in numbered:
        if line.number % several[line.form_sheet]:
            continue
        row: dict[str, object] = {}
        for key, cell in line.cells.items():
            if cell.state == NOT_APPLICABLE:
                row[key] = X
            elif isinstance(cell.value, float):
                row[key] = Decimal(repr(cell.value)) if not cell.value.is_integer() else Decimal(int(cell.value))
            else:
                row[key] = cell.value
        lists[line.form_sheet].append(row)
    return Content(parsed.cover.board_text, parsed.cover.period_text, values, lists)


def _random_amount(rng: random.Random, decimals: int) -> Decimal:
    if rng.random() < 0.12:
        return Decimal(0)
    size = 10 ** rng.randint(0, 7)
    amount = Decimal(rng.randint(0, size * 10**decimals)).scaleb(-decimals)
    return -amount if rng.random() < 0.05 else amount


class Renderer:
    """Renders one content in one mixture; `unanswerable` counts the cells no reader may take for what they hold."""

    def __init__(self, content: Content, habits: Habits, form: Form) -> None:
        self.content, self.habits, self.form = content, habits, form
        self.rng = random.Random(habits.seed)
        self.unanswerable = 0
        self.text_only = habits.format in ("csv", "docx")

    def pages(self) -> list[Page]:
        """The sheets as this office makes them."""
        pages = self._pages()
        for cell in (cell for page in pages for row in page.rows for cell in row if cell is not None):
            self._draw(cell)
        return pages

    def _draw(self, cell: Cell) -> None:
        """Formula and letters of a cell that is otherwise done."""
        h = self.habits
        if isinstance(cell.value, str) and h.mixed_letters and h.letters in OLD_LETTERS and self.rng.random() < 0.4:
            cell.letters, cell.capitals = "nfc", False
        if isinstance(cell.value, float) and h.formulas != "none" and self.rng.random() < 0.2:
            cell.formula = h.formulas
            self.unanswerable += h.formulas == "never"

    def _pages(self) -> list[Page]:
        h = self.habits
        cover = self._cover()
        if h.layout == "wide":
            page = Page("BC", [*cover, [], *self._wide()])
            for sheet in self.form.list_sheets:
                page.rows += [[], [self._title(sheet)], *self._list_rows(sheet)]
            return [page]
        blocks: list[tuple[str, list[list[Cell | None]]]] = [
            (sheet.sheet, self._block(sheet.sheet)) for sheet in self.form.sheets if sheet.sheet != "Bia"
        ]
        if h.reference_copy:
            title = [[Cell("Bảng tham khảo - số liệu năm trước để so sánh")]]
            blocks.append(("B1", title + self._block("B1", reference=True)))
        if h.layout == "stacked":
            page = Page("Báo cáo", cover)
            for _, rows in blocks:
                page.rows += [[], [], *rows]
            return [page]
        if h.layout == "side":
            page = Page("Số liệu", list(cover))
            pairs = [blocks[i : i + 2] for i in range(0, len(blocks), 2)]
            for pair in pairs:
                page.rows += [[], []]
                page.rows += _beside([rows for _, rows in pair])
            return [page]
        pages = [Page(self._name("Bia"), cover)]
        seen: dict[str, int] = {}
        for sheet, rows in blocks:
            seen[sheet] = seen.get(sheet, 0) + 1
            name = self._name(sheet) if seen[sheet] == 1 else "Tham khao"
            pages.append(Page(name, rows))
        if h.extra_sheet:
            pages.append(Page("Ghi chú nội bộ", [[Cell("Việc cần làm")], [Cell("Gọi điện"), Cell(3)]], hidden=True))
        if h.shuffle_sheets:
            self.rng.shuffle(pages)
        return pages

    # texts

    def text(self, text: str) -> str:
        letters = self.habits.letters
        if letters == "nfd":
            return unicodedata.normalize("NFD", text)
        if letters == "bare":
            plain = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
            return "".join(c for c in plain if not unicodedata.combining(c))
        if letters == "upper":
            return text.upper()
        if letters == "old_tone":
            for new, old in (
                ("òa", "oà"),
                ("óa", "oá"),
                ("ỏa", "oả"),
                ("õa", "oã"),
                ("ọa", "oạ"),
                ("úy", "uý"),
                ("ủy", "uỷ"),
            ):
                text = text.replace(new, old)
            return text
        return text

    def head(self, text: str) -> Cell:
        """A text of a heading."""
        return Cell(self.text(text), capitals=self.habits.capitals and self.habits.letters == "tcvn3")

    def _cover(self) -> list[list[Cell | None]]:
        said = [("Đơn vị báo cáo", self.content.board), ("Kỳ báo cáo", self.content.period)]
        rows: list[list[Cell | None]]
        if self.habits.cover == "cells":
            rows = [[Cell(self.text(label)), None, Cell(self.text(answer))] for label, answer in said]
        else:
            lines = [self.text(f"{label}: {answer}") for label, answer in said]
            rows = [[Cell("\n".join(lines))]] if self.habits.cover == "one cell" else [[Cell(line)] for line in lines]
        head = [self.head("UBND TỈNH"), None, self.head("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")]
        return [head, *rows, [Cell(self.text("Mẫu TĐ-KCN v1"))]]

    def _title(self, sheet: str) -> Cell:
        return self.head(f"Biểu {sheet.removeprefix('B')}. {self.form.sheet_by_name[sheet].title_vi}")

    def _name(self, sheet: str) -> str:
        if sheet == "Bia":
            return "Bia"
        number = sheet.removeprefix("B")
        words = {
            "form": sheet,
            "words": f"Biểu số {number}",
            "bare": f"Trang tính{number}",
            "numbered": f"{self.rng.randint(10, 99)}_{number}",
        }
        return words[self.habits.sheet_names]

    # numbers

    def number(self, amount: Decimal, decimals: int) -> object:
        h = self.habits
        text_only = self.text_only
        if amount == 0 and h.dash_for_zero:
            return self.rng.choice(["-", "–"])
        if h.number == "cells":
            return f"{amount:f}".replace(".", ",") if text_only else float(amount)
        shown = f"{abs(amount):,.{max(decimals, _places(amount))}f}"
        whole, _, fraction = shown.partition(".")
        groups, mark = {
            "vi": (".", ","),
            "en": (",", "."),
            "comma": ("", ","),
            "dot": ("", "."),
            "space": (" ", ","),
            "narrow": ("\u202f", ","),
            "full": (".", ","),
            "quoted": (".", ","),
        }[h.number]
        text = whole.replace(",", groups) + (mark + fraction if fraction else "")
        if amount < 0:
            text = f"({text})" if self.rng.random() < 0.3 else "-" + text
        if h.number == "full":
            return text.translate(_FULL_WIDTH)
        return "'" + text if h.number == "quoted" else text

    def _footnote(self, value: object) -> object:
        if self.habits.footnotes and self.rng.random() < 0.08:
            mark = self.rng.choice([" (1)", "(2)", "*", " (a)"])
            if isinstance(value, str) and value[-1].isdigit():
                return value + mark
            if isinstance(value, float) and value.is_integer() and 0 < value < 1000:
                return f"{value:.0f}{mark}"
        return value

    def amount(self, amount: Amount, decimals: int) -> Cell | None:
        if amount is None:
            return None
        if amount == X:
            return Cell(self.habits.cross)
        assert isinstance(amount, Decimal)
        if self.habits.made_dates and self.habits.number == "cells" and amount and self.rng.random() < 0.04:
            self.unanswerable += 1
            day = date(2023, self.rng.randint(1, 12), self.rng.randint(1, 28))
            return Cell(self.rng.choice([f"{day:%d-%b}", f"{day:%d/%m}", f"{day:%b-%y}"]) if self.text_only else day)
        return self._marked(Cell(self._footnote(self.number(amount, decimals))))

    def _marked(self, cell: Cell) -> Cell:
        """Raised and struck-through text beside a number written as text."""
        value = cell.value
        if not self.habits.marks or self.habits.format == "csv" or not isinstance(value, str):
            return cell
        if value.isascii() and value[:1].isdigit() and value[-1:].isdigit():
            chance = self.rng.random()
            if chance < 0.2:
                cell.raised = self.rng.choice(["1", "(2)", "1,2", "*"])
            elif chance < 0.3:
                cell.struck = self.rng.choice(["1", "14 ", "0,5"])
        return cell

    # indicator tables

    def _factor(self, indicator: Indicator, sector: str) -> tuple[Decimal, int]:
        """What a figure is multiplied by to be in the unit this office uses, and the decimals it then has."""
        if self._thousand(indicator) and indicator.units[sector] in ("million_usd", "billion_vnd"):
            return Decimal(1000), max(indicator.decimals - 3, 0)
        if self._thousand(indicator) and indicator.units[sector] == "hectare":
            return Decimal(10000), 0
        return Decimal(1), indicator.decimals

    def _thousand(self, indicator: Indicator) -> bool:
        units = self.habits.units
        if units == "mixed":
            return int(indicator.code.partition(".")[2]) % 2 == 0
        if units == "heading" and indicator.sheet != "B1":
            return False
        return units in ("thousand", "above", "heading")

    def _unit(self, indicator: Indicator) -> str:
        thousand = self._thousand(indicator)
        spelled = self.habits.units == "spelled"
        names = {
            "million_usd": "nghìn USD" if thousand else "tr.USD" if spelled else "triệu USD",
            "billion_vnd": "triệu đồng" if thousand else "Tỷ đ" if spelled else "tỷ đồng",
            "hectare": "m2" if thousand else "héc ta" if spelled else "ha",
            "million_vnd": "Tr.đ" if spelled else "triệu đồng",
        }
        labels = {
            "project": "dự án", "adjustment": "lượt", "enterprise": "doanh nghiệp", "person": "người", "zone": "khu",
            "percent": "%", "permit": "giấy phép", "inspection": "cuộc", "case": "vụ", "dossier": "hồ sơ",
            "procedure": "thủ tục", "meeting": "cuộc", "petition": "kiến nghị", "document": "văn bản",
            "union": "công đoàn", "point": "điểm",
        }  # fmt: skip
        written = list(dict.fromkeys(names.get(unit) or labels[unit] for unit in indicator.units.values()))
        return " / ".join(written)

    def _code(self, code: str) -> object:
        codes = self.habits.codes
        if codes == "number" and not self.text_only:
            return float(code)
        if codes == "spaced":
            return f" {code} "
        if codes == "comma":
            return code.replace(".", ",")
        return code

    def _block(self, sheet: str, *, reference: bool = False) -> list[list[Cell | None]]:
        rows: list[list[Cell | None]] = [[self._title(sheet)]]
        if sheet in self.form.list_sheets:
            return rows + self._list_rows(sheet) + self._signature()
        h = self.habits
        columns = list(self.form.columns_of[sheet])
        above = h.units == "above"
        fixed = ["line", "label"] + (["code"] if h.codes != "none" else []) + ([] if above else ["unit"])
        order: list[object] = [*fixed, *columns]
        if h.shuffle_columns:
            groups = list(dict.fromkeys(c.measure for c in columns))
            self.rng.shuffle(groups)
            shuffled = [
                c
                for g in groups
                for c in self.rng.sample([k for k in columns if k.measure == g], k=sum(k.measure == g for k in columns))
            ]
            self.rng.shuffle(fixed)
            order = [*fixed, *shuffled]
        if above:
            rows.append([None, Cell(self.text("Đơn vị tính: nghìn USD, triệu đồng, m2"))])
        if h.group_row:
            rows.append([None] * len(fixed) + [self.head("Số liệu")])
        rows += self._headings(sheet, order)
        if h.numbering_row:
            rows.append([Cell("ABCDEF"[i]) if isinstance(c, str) else Cell(f"({i})") for i, c in enumerate(order)])
        for number, indicator in enumerate(self.form.by_sheet[sheet], start=1):
            if h.blank_rows and self.rng.random() < 0.15:
                rows.append([])
            rows.append([self._indicator_cell(indicator, column, number, reference) for column in order])
        if h.misplaced != "none" and not reference and self.rng.random() < 0.5:
            self._misplace(rows, order.index("label"))
        if h.footnotes:
            rows.append([Cell(self.text("Ghi chú: (1) số liệu sơ bộ; (2) đã kiểm tra."))])
        return rows + self._signature()

    def _misplace(self, rows: list[list[Cell | None]], label: int) -> None:
        """Put the last figure of some line where it does not belong: beside the table, below it, or into the label."""
        lines = [n for n, row in enumerate(rows) if len(row) > label + 1 and row[-1] and _is_number(row[-1].value)]
        if not lines:
            return
        number = self.rng.choice(lines)
        row = rows[number]
        cell, row[-1] = row[-1], None
        self.unanswerable += 1
        if self.habits.misplaced == "right":
            row.append(cell)
        elif self.habits.misplaced == "below":
            rows.insert(number + 1, [None] * (len(row) - 1) + [cell])
        elif (named := row[label]) is not None and cell is not None:
            named.value = f"{named.value}: {cell.value}"

    def _indicator_cell(self, indicator: Indicator, column: object, number: int, reference: bool) -> Cell | None:
        if column == "line":
            return Cell(str(number) if self.text_only else float(number))
        if column == "label":
            return Cell(self.text(indicator.label_vi))
        if column == "code":
            return Cell(self._code(indicator.code))
        if column == "unit":
            if self.habits.units == "heading" and self._thousand(indicator) and set(indicator.units.values()) & _MONEY:
                return None
            return Cell(self.text(self._unit(indicator)))
        sector, measure = column  # type: ignore[misc]
        if column not in indicator.columns:
            return None
        if sector not in indicator.units:
            return Cell(self.habits.cross)
        amount = self.content.values.get(ValueKey(indicator.code, sector, measure))
        if isinstance(amount, Decimal):
            factor, decimals = self._factor(indicator, sector)
            if reference:
                amount += 7
            if indicator.units[sector] == "percent" and self.habits.percent_cell and not self.text_only:
                return Cell(float(amount / 100), percent=True)
            cell = self.amount(amount * factor, decimals)
            if cell is not None and isinstance(cell.value, float) and self.rng.random() < 0.2:
                self._show(cell, amount * factor, indicator, sector)
            elif cell is not None and self.habits.glued_units:
                self._glue(cell, indicator, sector)
            return cell
        return self.amount(amount, 0)

    def _glue(self, cell: Cell, indicator: Indicator, sector: str) -> None:
        """Write the unit behind a figure that is text."""
        unit = (_SMALLER if self._thousand(indicator) else _NAMES).get(indicator.units[sector])
        plain = isinstance(cell.value, str) and cell.value[-1:].isdigit() and not (cell.raised or cell.struck)
        if plain and unit and self.rng.random() < 0.15:
            cell.value = f"{cell.value}{self.rng.choice(['', ' '])}{self.text(unit)}"

    def _show(self, cell: Cell, amount: Decimal, indicator: Indicator, sector: str) -> None:
        """Give a figure a number format; what is seen stays what the board means."""
        unit = indicator.units[sector]
        if unit not in _NAMES:
            return
        if self.habits.shown == "unit":
            cell.number_format = f'#,##0.0##" {(_SMALLER if self._thousand(indicator) else _NAMES)[unit]}"'
        elif self.habits.shown == "scaled":
            cell.value, cell.number_format = float(amount * 1000), "#,##0.0##,"
            self.unanswerable += 1
        elif self.habits.shown == "other" and not self._thousand(indicator):
            # The unit beside the line says one thing and the format another: what is seen is the format's.
            factor = 10_000 if unit == "hectare" else 1000
            cell.value, cell.number_format = float(amount * factor), f'#,##0.0##" {_SMALLER[unit]}"'
            self.unanswerable += 1

    def _headings(self, sheet: str, order: list[object]) -> list[list[Cell | None]]:
        fixed = {"line": "STT", "label": "Chỉ tiêu", "code": "Mã số", "unit": "Đơn vị tính"}
        sectors = {"fdi": "FDI", "ddi": "DDI", "total": "Tổng số"}
        measures = {"actual": "Thực hiện trong kỳ", "plan": "Kế hoạch năm", "last_year": "Cùng kỳ năm trước"}
        scores = {"max": "Điểm chuẩn", "self": "Tự chấm", "verified": "Khối thẩm định"}
        columns = [c for c in order if not isinstance(c, str)]
        grouped = len({c[1] for c in columns}) > 1 and any(c[0] != "total" for c in columns)  # type: ignore[index]
        single = all(c[0] == "total" for c in columns)  # type: ignore[index]
        units = (
            {"fdi": " (nghìn USD)", "ddi": " (triệu đồng)"} if self.habits.units == "heading" and sheet == "B1" else {}
        )
        top: list[Cell | None] = []
        bottom: list[Cell | None] = []
        last = ""
        for column in order:
            if isinstance(column, str):
                top.append(self.head(fixed[column]))
                bottom.append(None)
                continue
            sector, measure = column  # type: ignore[misc]
            if single:
                top.append(self.head(scores.get(measure, "Giá trị")))
                bottom.append(None)
            elif not grouped:
                top.append(self.head(sectors[sector] + units.get(sector, "")))
                bottom.append(None)
            elif self.habits.two_row_heading:
                top.append(self.head(measures[measure]) if measure != last else None)
                bottom.append(self.head(sectors[sector]))
                last = measure
            else:
                top.append(self.head(f"{measures[measure]} {sectors[sector]}"))
                bottom.append(None)
        return [top, bottom] if any(bottom) else [top]

    def _wide(self) -> list[list[Cell | None]]:
        columns = list(dict.fromkeys(c for sheet in self.form.columns_of.values() for c in sheet))
        heads = ["Biểu", "Mã số", "Chỉ tiêu", "Đơn vị", "FDI", "DDI", "Tổng số", "Kế hoạch năm FDI", "Kế hoạch năm DDI"]
        heads += [
            "Cùng kỳ năm trước FDI",
            "Cùng kỳ năm trước DDI",
            "Điểm chuẩn",
            "Tự chấm",
            "Khối thẩm định",
            "Giá trị",
        ]
        keys = [("fdi", "actual"), ("ddi", "actual"), ("total", "actual"), ("fdi", "plan"), ("ddi", "plan")]
        keys += [("fdi", "last_year"), ("ddi", "last_year"), ("total", "max"), ("total", "self"), ("total", "verified")]
        assert {tuple(c) for c in columns} == set(keys)
        rows: list[list[Cell | None]] = [[self.head(head) for head in heads]]
        for indicator in self.form.indicators:
            row: list[Cell | None] = [
                Cell(indicator.sheet),
                Cell(self._code(indicator.code)) if self.habits.codes != "none" else None,
                Cell(self.text(indicator.label_vi)),
                Cell(self.text(self._unit(indicator))),
            ]
            single = all(c.sector == "total" for c in indicator.columns)
            cells: dict[object, Cell | None] = {}
            for column in indicator.columns:
                cell = self._indicator_cell(indicator, column, 0, False)
                cells["value" if single and column.measure == "actual" else tuple(column)] = cell
            rows.append(row + [cells.get(key) for key in keys] + [cells.get("value")])
        return rows

    # lists

    def _list_rows(self, sheet: str) -> list[list[Cell | None]]:
        columns = list(self.form.list_sheets[sheet])
        if self.habits.shuffle_columns and self.habits.layout != "side":
            self.rng.shuffle(columns)
        thousand = self.habits.units in ("thousand", "above", "heading", "mixed")
        heads = {
            "capital_usd": "Vốn (nghìn USD)" if thousand else "Vốn (triệu USD)",
            "capital_vnd": "Vốn (triệu đồng)" if thousand else "Vốn (tỷ đồng)",
        }
        rows: list[list[Cell | None]] = [[self.head(heads.get(c.key, c.label_vi)) for c in columns]]
        for number, line in enumerate(self.content.lists[sheet], start=1):
            rows.append([self._list_cell(c, line.get(c.key), number, thousand) for c in columns])
        return self._with_sums(sheet, columns, rows, thousand) if self.habits.list_rows != "none" else rows

    def _with_sums(
        self, sheet: str, columns: list[ListColumn], rows: list[list[Cell | None]], thousand: bool
    ) -> list[list[Cell | None]]:
        """The lines of a list under heads of groups, and with their sums where all of their figures are known."""
        named = next(place for place, column in enumerate(columns) if column.type == "text")
        lines = self.content.lists[sheet]
        half = len(lines) // 2

        def row(text: str, some: list[dict[str, object]]) -> list[Cell | None]:
            made: list[Cell | None] = [None] * len(columns)
            made[named] = Cell(self.text(text))
            for place, column in enumerate(columns):
                amounts = [line.get(column.key) for line in some]
                if column.type == "number" and some and all(isinstance(one, Decimal) for one in amounts):
                    total = sum((one for one in amounts if isinstance(one, Decimal)), Decimal(0))
                    made[place] = self._list_cell(column, total, 0, thousand)
            return made

        if self.habits.list_rows == "groups":
            return [
                rows[0],
                row("I. Nhóm thứ nhất", []),
                *rows[1 : half + 1],
                row("II. Nhóm thứ hai", []),
                *rows[half + 1 :],
            ]
        first, last = row("Cộng", lines[:half]), row(f"Tổng số: {len(lines):02d} dòng", lines)
        return [rows[0], *rows[1 : half + 1], first, *rows[half + 1 :], last]

    def _list_cell(self, column: ListColumn, value: object, number: int, thousand: bool) -> Cell | None:
        text_only = self.text_only
        if column.type == "line":
            return Cell(str(number) if text_only else float(number))
        if value is None:
            return None
        if value == X:
            return Cell(self.habits.cross)
        if isinstance(value, Decimal):
            if column.type == "year":
                return Cell(f"{value:f}" if text_only else float(value))
            factor = 1000 if thousand and column.key.startswith("capital") else 1
            return self.amount(value * factor, column.decimals if factor == 1 else 0)
        if isinstance(value, date):
            if self.habits.dates:
                return Cell(f"{value:{self.habits.dates}}")
            return Cell(f"{value:%d/%m/%Y}" if text_only or self.habits.number != "cells" else value)
        if column.choices:
            return Cell(self.text(column.choices[str(value)]))
        return Cell(self.text(str(value)))

    def _signature(self) -> list[list[Cell | None]]:
        if not self.habits.signatures:
            return []
        return [
            [],
            [None, None, Cell(self.text("Hà Nội, ngày 20 tháng 6 năm 2022"))],
            [None, Cell(self.text("NGƯỜI LẬP BIỂU")), None, Cell(self.text("THỦ TRƯỞNG ĐƠN VỊ"))],
        ]


OLD_LETTERS = ("tcvn3", "vni")
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
_NAMES = {"million_usd": "triệu USD", "billion_vnd": "tỷ đồng", "hectare": "ha"}
_SMALLER = {"million_usd": "nghìn USD", "billion_vnd": "triệu đồng", "hectare": "m2"}
_MONEY = {"million_usd", "billion_vnd"}


def _is_number(value: object) -> bool:
    return isinstance(value, float) or (isinstance(value, str) and value[:1].isdigit())


def _places(amount: Decimal) -> int:
    exponent = amount.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _beside(blocks: list[list[list[Cell | None]]]) -> list[list[Cell | None]]:
    height = max(len(rows) for rows in blocks)
    width = max(len(row) for row in blocks[0]) + 1
    joined: list[list[Cell | None]] = []
    for index in range(height):
        row: list[Cell | None] = []
        for position, rows in enumerate(blocks):
            cells = rows[index] if index < len(rows) else []
            row += cells + ([None] * (width - len(cells)) if position == 0 and len(blocks) > 1 else [])
        joined.append(row)
    return joined


def possible(habits: Habits) -> Habits:
    """The nearest mixture an office can write: what a format or a layout does not have is left out."""
    h = habits
    if h.format in ("csv", "docx") and h.codes == "number":
        h = replace(h, codes="text")
    if h.several_files:
        h = replace(h, layout="sheets")
    if h.format == "csv":
        h = replace(h, capitals=False, mixed_letters=False)  # a file of text has one encoding
        if not h.several_files:
            h = replace(h, layout="stacked" if h.layout == "sheets" else h.layout)
        if h.encoding == "cp1258" and h.letters not in OLD_LETTERS:
            h = replace(h, letters="bare" if h.letters == "bare" else "nfc")
        if h.encoding == "cp1258" or h.letters in OLD_LETTERS:
            number = {"narrow": "space", "full": "vi"}.get(h.number, h.number)
            h = replace(h, number=number, cross="x" if h.cross == "×" else h.cross)
    if h.format == "docx":
        h = replace(h, layout="sheets", reference_copy=False)
    if h.letters in OLD_LETTERS and h.number == "full":
        h = replace(h, number="vi")
    if h.layout == "wide":
        h = replace(h, shuffle_columns=False, units=h.units if h.units not in ("above", "heading") else "thousand")
    return h
