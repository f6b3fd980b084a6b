"""dictionary.html: every table, column, indicator and unit, made from their definitions."""

from __future__ import annotations

from collections.abc import Mapping

from flows.publish.html_pages import Html, page
from flows.texts import report as texts
from schemas.reference import Reference
from schemas.tables import Table, terms

_EXAMPLE = """import polars as pl

figures = pl.read_parquet("warehouse/current/observations.parquet")
figures.filter(period="2023-H1", key="total_capital", measure="actual")

# the same in SQL, with DuckDB
# select period, sector, value, boards_reported, boards_expected, status
# from 'warehouse/current/bloc_summary.parquet' where key = 'revenue'"""


def dictionary_html(tables: Mapping[str, Table], reference: Reference) -> str:
    """The page; it depends on the definitions alone, so two releases of one form have the same."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    pages = Environment(
        loader=PackageLoader("flows.publish", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    body = pages.get_template("dictionary.html.jinja").render(
        texts=texts, tables=tables, reference=reference, terms=terms(), example=_EXAMPLE
    )
    return page(f"{texts.DICTIONARY_TITLE.vi} – {texts.DICTIONARY_TITLE.en}", Html(body))
