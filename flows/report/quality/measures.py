"""The measures of quality: what they are called, how they are made, and what they say of a period."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from schemas.periods import Period
from schemas.tabular import read_rows
from schemas.text import Text

_FOLDER = Path(__file__).parent
_QUERIES = _FOLDER / "queries"


@dataclass(frozen=True)
class Measure:
    """One measure of one period.

    qpi: its name among the quality and performance indicators of the ESS (2014), "" where there is none. criterion: its
    number among those of Decision 01/2019/QĐ-TTg. value: in `unit`, None where nothing can be said. rows: the same in
    parts, from `query_of_parts`.
    """

    name: str
    qpi: str
    criterion: str
    unit: str
    title: Text
    formula: Text
    query: str
    value: float | None
    query_of_parts: str = ""
    rows: tuple[Mapping[str, Any], ...] = ()

    def plain(self) -> dict[str, object]:
        """As JSON holds it."""
        return {
            "measure": self.name,
            "ess_qpi": self.qpi,
            "decision_01_2019": self.criterion,
            "title_vi": self.title.vi,
            "title_en": self.title.en,
            "unit": self.unit,
            "value": self.value,
            "formula_vi": self.formula.vi,
            "formula_en": self.formula.en,
            "query": self.query,
            "parts": [dict(row) for row in self.rows],
            "query_of_parts": self.query_of_parts,
        }


def measures_of(frames: Mapping[str, pl.DataFrame], period: Period) -> tuple[Measure, ...]:
    """Every measure of measures.csv, by the queries beside it, in their order.

    Args:
        frames: the tables of a release, by name.
    """
    import duckdb

    described = read_rows(_FOLDER / "measures.csv")
    texts = {path.stem: path.read_text(encoding="utf-8").strip() for path in sorted(_QUERIES.glob("*.sql"))}
    with duckdb.connect(config={"threads": 1}) as database:
        for name, frame in frames.items():
            if any(name in text for text in texts.values()):
                database.register(name, frame.to_arrow(compat_level=pl.CompatLevel.newest()))

        def asked(query: str) -> list[dict[str, Any]]:
            found = database.execute(query, {"period": str(period)} if "$period" in query else None)
            names = [column[0] for column in found.description or ()]
            return [dict(zip(names, map(_plain, row))) for row in found.fetchall()]

        made = []
        for row in described:
            of_parts = texts.get(f"{row['measure']}_by", "")
            (one,) = asked(texts[row["measure"]]) or [{"value": None}]
            made.append(
                Measure(
                    name=row["measure"],
                    qpi=row["qpi"],
                    criterion=row["criterion"],
                    unit=row["unit"],
                    title=Text(row["title_vi"], row["title_en"]),
                    formula=Text(row["formula_vi"], row["formula_en"]),
                    query=texts[row["measure"]],
                    value=one["value"],
                    query_of_parts=of_parts,
                    rows=tuple(asked(of_parts)) if of_parts else (),
                )
            )
    return tuple(made)


def _plain(value: object) -> object:
    """A value as JSON can hold it; what is a number stays one."""
    if isinstance(value, date):
        return value.isoformat()
    return value if value is None or isinstance(value, str | bool | int | float) else float(str(value))
