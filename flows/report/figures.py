"""What a release says of one period, as the names a template speaks of: `{{ revenue.fdi }}`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import polars as pl

from flows.report.model import Address, Doubt, Figure
from flows.texts.numbers import number_text
from schemas.form import SECTORS, Indicator
from schemas.periods import Period
from schemas.reference import Reference
from schemas.text import Text

TOTALS = "bloc_summary"


@dataclass(frozen=True, repr=False)
class Setting:
    """What a report is of, and how it speaks."""

    period: Period
    language: str
    reference: Reference  # with the form of the period

    def say(self, text: Text) -> str:
        return text.vi if self.language == "vi" else text.en

    def number(self, value: float, decimals: int) -> str:
        """With at most the form's decimals: 4.693,1 and not 4.693,10; a figure of the form has at most those."""
        return self.say(number_text(value, most=decimals))

    def unit(self, name: str) -> str:
        unit = self.reference.units.by_name[name]
        return self.say(Text(unit.label_vi, unit.label_en))


@dataclass(frozen=True, repr=False)
class Total:
    """A total of the bloc; the `figure` is what a template puts out where it names it."""

    row: Mapping[str, Any]
    line: Indicator
    setting: Setting

    @cached_property
    def address(self) -> Address:
        return Address(TOTALS, tuple((name, self.row[name]) for name in ("period", "key", "sector")))

    @property
    def value(self) -> float | None:
        found = self.row["value"]
        return None if found is None else float(found)

    @property
    def doubt(self) -> Doubt:
        row = self.row
        return Doubt(row["status"] != "final", row["boards_reported"], row["boards_expected"], row["open_queries"])

    @property
    def figure(self) -> Figure:
        """`37.096,4 triệu USD`."""
        return self._figure(f" {self.setting.unit(self.row['unit'])}")

    @property
    def bare(self) -> Figure:
        """`37.096,4`, where the words around it say of what."""
        return self._figure("")

    def _figure(self, unit: str) -> Figure:
        text = "…" if self.value is None else self.setting.number(self.value, self.line.decimals) + unit
        return Figure(text, self.value, self.row["unit"], self.address, self.doubt)


@dataclass(frozen=True)
class Line:
    """An indicator with its totals by sector; a sector it has no figure of is None."""

    label: str
    fdi: Total | None
    ddi: Total | None
    total: Total | None


def lines_of(frames: Mapping[str, pl.DataFrame], setting: Setting) -> dict[str, Line]:
    """Every indicator of the period's form by its key."""
    rows = {
        (row["key"], row["sector"]): row
        for row in frames[TOTALS].filter(period=str(setting.period)).iter_rows(named=True)
    }
    found = {}
    for line in setting.reference.form.indicators:
        totals = [
            Total(rows[line.key, sector], line, setting) if (line.key, sector) in rows else None for sector in SECTORS
        ]
        found[line.key] = Line(setting.say(Text(line.label_vi, line.label_en)), *totals)
    return found
