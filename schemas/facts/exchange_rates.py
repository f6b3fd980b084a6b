"""The State Bank's central rate at the end of each half-year, with its source and how sure it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from schemas.facts.units import UNIT_OF_SUMS
from schemas.periods import Period, parse_period
from schemas.tabular import FOLDER, read_rows

# The two units `billion_vnd_per_million_usd` stands between: how it moves a figure of each that was written in the
# other currency (1: too large by the rate, -1: too small).
MOVED_BY_RATE = dict(zip(UNIT_OF_SUMS.values(), (1, -1)))


@dataclass(frozen=True)
class ExchangeRate:
    period: Period
    date: date
    vnd_per_usd: float
    kind: str
    source: str
    note: str

    @property
    def billion_vnd_per_million_usd(self) -> float:
        return self.vnd_per_usd / 1000


def load_exchange_rates(folder: Path = FOLDER) -> dict[Period, ExchangeRate]:
    rates = (
        ExchangeRate(
            parse_period(r["period"]),
            date.fromisoformat(r["date"]),
            float(r["vnd_per_usd"]),
            r["kind"],
            r["source"],
            r["note"],
        )
        for r in read_rows(folder / "exchange_rates.csv")
    )
    return {rate.period: rate for rate in rates}
