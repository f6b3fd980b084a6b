"""dictionary.html: every table, column, indicator and unit, made from their definitions."""

from __future__ import annotations

from collections.abc import Mapping

from flows.publish.html_pages import Html, badge, grid, group_row, html, page, tag
from flows.texts import report as texts
from schemas import table_texts
from schemas.form import Indicator
from schemas.reference import Reference
from schemas.tables import Column, Table
from schemas.text import Text
from schemas.units import Units

_EXAMPLE = """import polars as pl

figures = pl.read_parquet("warehouse/current/observations.parquet")
figures.filter(period="2023-H1", code="1.05", measure="actual")

# the same in SQL, with DuckDB
# select period, sector, value, boards_reported, boards_expected, status
# from 'warehouse/current/bloc_summary.parquet' where key = 'revenue'"""


def dictionary_html(tables: Mapping[str, Table], reference: Reference) -> str:
    """The page; it depends on the definitions alone, so two releases of one form have the same."""
    links = [tag("a", name, href=f"#{anchor}") for name, anchor in _anchors(tables)]
    return page(
        f"{texts.DICTIONARY_TITLE.vi} – {texts.DICTIONARY_TITLE.en}",
        tag("h1", f"{texts.DICTIONARY_TITLE.vi} · {texts.DICTIONARY_TITLE.en}"),
        tag("p", _both(texts.DICTIONARY_INTRO)),
        tag("p", texts.FORM_VERSION.fill(version=reference.form.version).vi, class_="soft"),
        tag("nav", Html(" ".join(links))),
        tag("h3", f"{texts.EXAMPLE.vi} · {texts.EXAMPLE.en}"),
        tag("pre", _EXAMPLE),
        tag("h2", f"{texts.TABLES.vi} · {texts.TABLES.en}"),
        *(_table(table, reference.units) for table in tables.values()),
        _indicators(reference),
        _units(reference.units),
    )


def _anchors(tables: Mapping[str, Table]) -> list[tuple[str, str]]:
    return [*((name, name) for name in tables), (texts.INDICATORS.vi, "form"), (texts.UNITS.vi, "units")]


def _both(text: Text) -> Html:
    return Html(f'{html(text.vi)}<br><span class="soft">{html(text.en)}</span>')


def _heading(text: Text) -> str:
    return f"{text.vi} · {text.en}"


def _table(table: Table, units: Units) -> Html:
    headings = [_heading(t) for t in (texts.COLUMN, texts.TYPE, texts.UNIT, texts.KEY, texts.DESCRIPTION)]
    rows = [_column(column, units) for column in table.columns]
    return tag(
        "section",
        tag("h3", tag("code", table.name), f" – {_heading(table.title)}"),
        tag("p", _both(table.description)),
        grid(headings, rows, ("code", "word", "word", "word", "")),
        id=table.name,
    )


def _column(column: Column, units: Units) -> tuple[object, ...]:
    unit = units.by_name[column.unit] if column.unit else None
    labels = dict.fromkeys((unit.label_vi, unit.label_en)) if unit else {}
    return (
        column.name,
        _type(column),
        " · ".join(labels),
        badge(texts.KEY.vi, "good") if column.key else "",
        _both(column.description),
    )


def _type(column: Column) -> Html:
    named = html(_heading(table_texts.TYPES[column.type]))
    return (
        Html(f"{named}<br>{tag('span', _heading(texts.MAY_BE_NULL), class_='soft small')}")
        if column.nullable
        else named
    )


def _indicators(reference: Reference) -> Html:
    form = reference.form
    headings = [_heading(t) for t in (texts.CODE, texts.INDICATOR)] + ["key"]
    headings += ["FDI", "DDI", texts.TOTAL.vi]
    headings += [t.vi for t in (texts.KIND, texts.DECIMALS, texts.SUMS, texts.REQUIRED)]
    classes = ("code", "", "code", "word", "word", "word", "word", "number", "", "")
    rows: list[tuple[object, ...] | Html] = []
    for sheet, lines in form.by_sheet.items():
        described = form.sheet_by_name.get(sheet)
        title = f"{sheet} – {described.title_vi} · {described.title_en}" if described else sheet
        rows.append(group_row(title, len(headings)))
        rows += [_indicator(line, reference) for line in lines]
    return tag("section", tag("h2", _heading(texts.INDICATORS)), grid(headings, rows, classes), id="form")


def _indicator(line: Indicator, reference: Reference) -> tuple[object, ...]:
    def unit(sector: str) -> str:
        name = line.unit(sector)
        return reference.units.by_name[name].label_vi if name else "–"

    return (
        line.code,
        _both(Text(line.label_vi, line.label_en)),
        line.key,
        unit("fdi"),
        unit("ddi"),
        unit("total"),
        _both(table_texts.KINDS[line.kind]),
        line.decimals,
        texts.YES.vi if line.sums_over_boards else "",
        texts.YES.vi if line.required else "",
    )


def _units(units: Units) -> Html:
    rows = [(u.unit, u.label_vi, u.label_en, u.dimension, f"{u.factor:f}") for u in units.by_name.values()]
    headings = ["unit_code", texts.UNIT.vi, texts.UNIT.en, "dimension", "factor"]
    return tag(
        "section",
        tag("h2", _heading(texts.UNITS)),
        grid(headings, rows, ("code", "", "", "code", "number")),
        id="units",
    )
