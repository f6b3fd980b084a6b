"""Every table and column of the warehouse, defined once.

Most columns come from the form: the wide tables have one column a figure of their sheet, the list tables one a list
column. The pandera schemas, the metadata inside the Parquet files, datapackage.json and the dictionary are all made
from these definitions.
"""

from __future__ import annotations

from dataclasses import dataclass

from schemas import table_texts as texts
from schemas.form import MEASURES, SECTORS, Form, Indicator, ListColumn, ValueKey
from schemas.text import Text
from schemas.units import Units

STRING, INTEGER, NUMBER, BOOLEAN, DATE, MOMENT = "string", "integer", "number", "boolean", "date", "datetime"

STATUSES = ("reported", "corrected", "derived")
VERDICT_AGREES = "agrees"
VERDICT_SLIP = "unit slip in the publication"
VERDICT_DIFFERS = "differs"
VERDICT_NOT_COMPARABLE = "not comparable"  # followed by why

_LIST_TYPES = {
    "line": STRING,
    "text": STRING,
    "choice": STRING,
    "number": NUMBER,
    "year": INTEGER,
    "date": DATE,
}


@dataclass(frozen=True)
class Column:
    """One column: `unit` is a unit of units.csv (empty where there is none); `key` columns identify a row."""

    name: str
    type: str
    description: Text
    unit: str = ""
    key: bool = False
    nullable: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """One table, sorted by its key columns; `sheet` is the form sheet it comes from, if any."""

    name: str
    title: Text
    description: Text
    columns: tuple[Column, ...]
    sheet: str = ""

    @property
    def key(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns if column.key)


def wide_column(key: ValueKey, form: Form) -> str:
    """The name of a figure's column in its sheet's wide table.

    The indicator's key, then the sector where the sheet has sectors, then the measure unless it is `actual`, so that
    each column has one unit: `new_capital_fdi` is in million USD, `new_capital_ddi` in billion VND.
    """
    indicator = form.by_code[key.code]
    parts = [indicator.key]
    if any(column.sector != "total" for column in form.columns_of[indicator.sheet]):
        parts.append(key.sector)
    if key.measure != "actual":
        parts.append(key.measure)
    return "_".join(parts)


def warehouse_tables(form: Form, units: Units) -> dict[str, Table]:
    """Every table of a release, in the order people are shown them."""
    tables = [_observations(), _submission_values()]
    for sheet in form.sheets:
        if not sheet.table:
            continue
        title = Text(sheet.title_vi, sheet.title_en)
        if sheet.sheet in form.list_sheets:
            tables.append(_list_table(sheet.table, sheet.sheet, title, form))
        elif sheet.sheet in form.by_sheet:
            tables.append(_wide_table(sheet.table, sheet.sheet, title, form))
    tables += [
        _bloc_summary(),
        _reconciliation(),
        _submissions(),
        _findings(),
        _rule_outcomes(),
        _boards(),
        _periods(),
        _indicators(),
        _exchange_rates(),
    ]
    for table in tables:
        for column in table.columns:
            if column.unit and column.unit not in units.by_name:
                raise ValueError(f"table {table.name}, column {column.name}: unknown unit {column.unit}")
    return {table.name: table for table in tables}


def _column(name: str, type_: str, **facts: object) -> Column:
    return Column(name, type_, texts.COLUMNS[name], **facts)  # type: ignore[arg-type]


_PERIOD = _column("period", STRING, key=True)
_BOARD = _column("board", STRING, key=True)
_VALUE_KEY = (
    _column("code", STRING, key=True),
    _column("key", STRING),
    _column("sector", STRING, key=True, choices=SECTORS),
    _column("measure", STRING, key=True, choices=MEASURES),
)
_PLACE = (
    _column("sheet", STRING, nullable=True),
    _column("cell", STRING),
    _column("raw_text", STRING),
)


def _table(name: str, *columns: Column, sheet: str = "") -> Table:
    title, description = texts.TABLES[name]
    return Table(name, title, description, columns, sheet)


def _observations() -> Table:
    return _table(
        "observations",
        _PERIOD,
        _BOARD,
        *_VALUE_KEY,
        _column("value", NUMBER, nullable=True),
        _column("unit", STRING),
        _column("status", STRING, choices=STATUSES),
        _column("submission", STRING),
        *_PLACE,
    )


def _submission_values() -> Table:
    return _table(
        "submission_values",
        _PERIOD,
        _BOARD,
        _column("submission", STRING, key=True),
        *_VALUE_KEY,
        _column("in_force", BOOLEAN),
        _column("cell_state", STRING),
        _column("value", NUMBER, nullable=True),
        _column("unit", STRING),
        _column("written_unit", STRING, nullable=True),
        _column("status", STRING, choices=STATUSES),
        *_PLACE,
    )


def _wide_table(name: str, sheet: str, title: Text, form: Form) -> Table:
    columns = [_PERIOD, _BOARD]
    for indicator in form.by_sheet[sheet]:
        columns += [_figure(key, indicator, form) for key in indicator.keys]
    columns.append(_column("submission", STRING))
    return Table(name, title, texts.WIDE_TABLE.fill(sheet=sheet), tuple(columns), sheet)


def _figure(key: ValueKey, indicator: Indicator, form: Form) -> Column:
    sector, measure, kind = texts.SECTORS[key.sector], texts.MEASURES[key.measure], texts.KINDS[indicator.kind]
    description = Text(
        f"{indicator.code} {indicator.label_vi} – {sector.vi}, {measure.vi} ({kind.vi})",
        f"{indicator.code} {indicator.label_en}: {sector.en}, {measure.en} ({kind.en})",
    )
    name = wide_column(key, form)
    return Column(name, NUMBER, description, unit=indicator.units[key.sector], nullable=True)


def _list_table(name: str, sheet: str, title: Text, form: Form) -> Table:
    columns = [_PERIOD, _BOARD, _column("number", INTEGER, key=True)]
    columns += [_list_column(column) for column in form.list_sheets[sheet]]
    columns += [
        _column("submission", STRING),
        _column("sheet", STRING, nullable=True),
        _column("row", INTEGER),
    ]
    return Table(name, title, texts.LIST_TABLE.fill(sheet=sheet), tuple(columns), sheet)


def _list_column(column: ListColumn) -> Column:
    words_vi = "; ".join(f"{key}: {word}" for key, word in column.choices.items())
    words_en = "; ".join(column.choices)
    description = Text(
        column.label_vi + (f" ({words_vi})" if words_vi else ""),
        column.label_en + (f" ({words_en})" if words_en else ""),
    )
    return Column(column.key, _LIST_TYPES[column.type], description, unit=column.unit, nullable=True)


def _bloc_summary() -> Table:
    return _table(
        "bloc_summary",
        _PERIOD,
        _column("code", STRING, key=True),
        _column("key", STRING),
        _column("sector", STRING, key=True, choices=SECTORS),
        _column("unit", STRING),
        Column("value", NUMBER, texts.TOTAL_VALUE, nullable=True),
        _column("boards_reported", INTEGER),
        _column("boards_expected", INTEGER),
        _column("share_of_previous", NUMBER, unit="fraction", nullable=True),
        Column("status", STRING, texts.TOTAL_STATUS, choices=("provisional", "final")),
    )


def _reconciliation() -> Table:
    return _table(
        "reconciliation",
        _PERIOD,
        _column("code", STRING, key=True),
        _column("key", STRING, nullable=True),
        _column("sector", STRING, key=True, choices=SECTORS),
        _column("line", INTEGER, key=True),
        _column("unit", STRING, nullable=True),
        _column("published_as_written", STRING),
        _column("unit_as_written", STRING),
        _column("published", NUMBER, nullable=True),
        _column("ours", NUMBER, nullable=True),
        _column("ratio", NUMBER, nullable=True),
        _column("quotient", NUMBER, nullable=True),
        _column("verdict", STRING),
        _column("why_vi", STRING),
        _column("boards_reported", INTEGER),
        _column("boards_expected", INTEGER),
        _column("source", STRING),
        _column("note", STRING),
    )


def _submissions() -> Table:
    return _table(
        "submissions",
        _PERIOD,
        _BOARD,
        _column("submission", STRING, key=True),
        _column("state", STRING),
        _column("verdict_alone", STRING),
        _column("in_force", BOOLEAN),
        _column("received_at", MOMENT),
        _column("days_late", INTEGER, unit="", nullable=True),
        _column("received_from", STRING),
        _column("receipt_line", INTEGER),
        _column("nil", BOOLEAN),
        _column("file", STRING),
        _column("sha256", STRING),
        _column("format", STRING, nullable=True),
        _column("number_style", STRING, nullable=True),
        _column("cover_period", STRING, nullable=True),
        _column("errors", INTEGER),
        _column("queries", INTEGER),
        _column("infos", INTEGER),
        _column("waived", INTEGER),
        _column("note", STRING),
    )


def _findings() -> Table:
    return _table(
        "findings",
        _PERIOD,
        Column("board", STRING, texts.COLUMNS["board"], key=True),
        _column("submission", STRING, key=True),
        _column("finding", INTEGER, key=True),
        _column("in_force", BOOLEAN),
        _column("rule", STRING),
        _column("level", INTEGER),
        _column("severity", STRING, choices=("error", "query", "info")),
        _column("sheet", STRING, nullable=True),
        Column("cell", STRING, texts.COLUMNS["cell"]),
        Column("code", STRING, texts.COLUMNS["code"]),
        Column("sector", STRING, texts.COLUMNS["sector"]),
        Column("measure", STRING, texts.COLUMNS["measure"]),
        _column("found", STRING),
        _column("expected", STRING),
        _column("difference", NUMBER, nullable=True),
        _column("allowance", NUMBER, nullable=True),
        _column("cells", STRING),
        _column("cause", STRING),
        _column("message_vi", STRING),
        _column("message_en", STRING),
        _column("repairs", STRING),
        _column("waived_by", STRING),
    )


def _rule_outcomes() -> Table:
    return _table(
        "rule_outcomes",
        _PERIOD,
        _BOARD,
        _column("submission", STRING, key=True),
        Column("rule", STRING, texts.COLUMNS["rule"], key=True),
        _column("in_force", BOOLEAN),
        _column("passed", INTEGER),
        _column("failed", INTEGER),
        _column("unverifiable", INTEGER),
    )


def _boards() -> Table:
    return _table(
        "boards",
        _column("slug", STRING, key=True),
        _column("valid_from", DATE, key=True),
        _column("valid_to", DATE, nullable=True),
        _column("name_vi", STRING),
        _column("province_type", STRING),
        _column("board_name_vi", STRING),
        _column("gso_code", STRING),
        _column("iso_3166_2", STRING),
        _column("member", BOOLEAN),
        _column("predecessors", STRING),
        _column("source", STRING),
    )


def _periods() -> Table:
    return _table(
        "periods",
        _PERIOD,
        _column("year", INTEGER),
        _column("half", INTEGER),
        _column("start", DATE),
        _column("end", DATE),
        _column("cut_off_from", DATE, nullable=True),
        _column("cut_off_to", DATE, nullable=True),
        _column("due", DATE, nullable=True),
        _column("conference", DATE, nullable=True),
        _column("boards_expected", INTEGER),
        _column("boards_received", INTEGER),
        _column("boards_reported", INTEGER),
        Column("status", STRING, texts.TOTAL_STATUS, choices=("provisional", "final")),
    )


def _indicators() -> Table:
    return _table(
        "indicators",
        _column("code", STRING, key=True),
        _column("key", STRING),
        _column("form_sheet", STRING),
        _column("table", STRING),
        _column("label_vi", STRING),
        _column("label_en", STRING),
        *(_column(f"unit_{sector}", STRING, nullable=True) for sector in SECTORS),
        _column("kind", STRING, choices=("flow", "stock", "ratio", "score")),
        _column("sums_over_boards", BOOLEAN),
        _column("decimals", INTEGER),
        _column("required", BOOLEAN),
    )


def _exchange_rates() -> Table:
    return _table(
        "exchange_rates",
        _PERIOD,
        _column("date", DATE),
        _column("vnd_per_usd", NUMBER),
        Column("kind", STRING, texts.RATE_KIND),
        _column("source", STRING),
        _column("note", STRING),
    )
