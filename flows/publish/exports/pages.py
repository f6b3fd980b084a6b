"""pages/: a page a table with search, and an index; plain files, no server, nothing fetched from anywhere.

The rows stand in the page as CSV. Which release it is stands in `release.js` beside, so that the page of a table that
did not change is the same file in the next release.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict

import polars as pl

from flows.publish.exports.delimited import MOMENT
from flows.publish.exports.labels import heading, told
from flows.publish.exports.shown import Shown, shown
from flows.publish.exports.stamp import Stamp
from flows.publish.html_pages import Html, page
from flows.texts.releasing import exports as texts
from schemas.facts.units import Units
from schemas.tables import INTEGER, NUMBER, Table
from schemas.text import Text

MOST_ROWS = 20_000
INDEX, RELEASE = "index.html", "release.js"


def pages(
    frames: Mapping[str, pl.DataFrame], tables: Mapping[str, Table], units: Units, stamp: Stamp
) -> Iterator[tuple[str, str]]:
    """File name and contents of each page, of the index, and of `release.js`."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    templates = Environment(
        loader=PackageLoader("flows.publish.exports", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    every = shown(frames, tables, stamp.period, MOST_ROWS)
    of_table = templates.get_template("table.html.jinja")
    for one in every:
        body = of_table.render(texts=texts, one=one, csv=_csv(one), columns=_columns(one, units))
        yield f"{one.table.name}.html", page(f"{one.table.name} – {one.table.title.vi}", Html(body))
    body = templates.get_template("index.html.jinja").render(texts=texts, every=every)
    yield INDEX, page(f"{texts.TITLE.vi}", Html(body))
    yield RELEASE, f"const release = {json.dumps(_facts(stamp), ensure_ascii=False)};\n"


def _columns(one: Shown, units: Units) -> list[dict[str, object]]:
    return [
        {
            "name": column.name,
            "label": heading(column, units),
            "told": told(column, units),
            "right": column.type in (NUMBER, INTEGER),
            "amount": column.type == NUMBER,
        }
        for column in one.table.columns
    ]


def _csv(one: Shown) -> str:
    return one.rows.write_csv(include_header=False, datetime_format=MOMENT)


def _facts(stamp: Stamp) -> list[list[str]]:
    facts = []
    for name, value in asdict(stamp).items():
        said = texts.NO_RELEASE if value is None else texts.STATUSES.get(str(value), Text(str(value), str(value)))
        label = texts.FACTS[name]
        facts.append([name, f"{label.vi} · {label.en}", said.vi if said.vi == said.en else f"{said.vi} · {said.en}"])
    return facts
