"""What was published elsewhere of the period, beside the bloc's totals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from flows.report.figures import Reading
from flows.report.model import Address, Figure
from flows.report.prose import told
from schemas.periods import parse_period
from schemas.tables import VERDICT_AGREES, VERDICT_NOT_COMPARABLE, VERDICT_SLIP

RECONCILED = "reconciliation"


@dataclass(frozen=True)
class Differing:
    """A published figure that is not the bloc's total: as it was written, and how many times ours a slip is."""

    source: str
    label: str
    written: Figure
    times: Figure | None
    ours: Figure


@dataclass(frozen=True)
class Published:
    all: Figure
    agreeing: Figure
    slips: tuple[Differing, ...]

    @property
    def by_source(self) -> list[tuple[str, list[Differing]]]:
        """Those that differ by where they were published, in order."""
        sources = dict.fromkeys(one.source for one in self.slips)
        return [(source, [one for one in self.slips if one.source == source]) for source in sources]


def published_of(reading: Reading) -> Published | None:
    """What was published of the period and may be compared; None where nothing was."""
    # The second half closes the year: what was published of the year is compared beside it.
    periods = [str(reading.period), *([str(reading.period.year_period)] if reading.period.half == 2 else [])]
    table = reading.frames[RECONCILED].filter(pl.col("period").is_in(periods)).sort("period", "line")
    rows = [row for row in table.iter_rows(named=True) if _verdict(row) != VERDICT_NOT_COMPARABLE]
    if not rows:
        return None
    agreeing = [row for row in rows if _verdict(row) == VERDICT_AGREES]
    slips = [_differing(reading, row) for row in rows if _verdict(row) != VERDICT_AGREES]
    return Published(_count(reading, "all", len(rows)), _count(reading, VERDICT_AGREES, len(agreeing)), tuple(slips))


def _verdict(row: dict[str, Any]) -> str:
    return str(row["verdict"]).partition(":")[0]


def _count(reading: Reading, of: str, count: int) -> Figure:
    address = Address(RECONCILED, (("period", str(reading.period)), ("of", of)), "count")
    return Figure(reading.number(count, 0), count, "", address)


def _differing(reading: Reading, row: dict[str, Any]) -> Differing:
    key = tuple((name, str(row[name])) for name in ("period", "key", "sector", "line"))
    written = told(f"{row['published_as_written']} {row['unit_as_written'] or ''}")
    times = None
    if _verdict(row) == VERDICT_SLIP and row["ratio"]:
        text = reading.number(row["ratio"], 6)
        times = Figure(text, row["ratio"], "", Address(RECONCILED, key, "ratio"))
    label = reading.label(row["key"])
    ours = reading.counted(row["ours"], reading.lines[row["key"]].decimals, row["unit"])
    sector = reading.sector(row["sector"])
    return Differing(
        told(row["source"] or ""),
        f"{label[0].lower()}{label[1:]}{f' {sector}' if sector else ''} {reading.named(parse_period(row['period']))}",
        Figure(written, row["published"], row["unit"] or "", Address(RECONCILED, key, "published")),
        times,
        Figure(ours, row["ours"], row["unit"], Address(RECONCILED, key, "ours")),
    )
