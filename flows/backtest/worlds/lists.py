"""The lists of a world: zones that stand and grow, and the events of a half-year's project register."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from flows.backtest.worlds.chance import between, negative_binomial, poisson
from flows.ingest.files.grids import column_letters
from flows.ingest.submission import NOT_APPLICABLE, NUMBER, ListCell, ListLine
from flows.texts import backtest as texts
from schemas.form import Form, ListColumn
from schemas.periods import Period
from schemas.tabular import FOLDER, read_rows

OPERATING, UNDER_CONSTRUCTION, APPROVED = "operating", "under_construction", "approved"
NEW, ADJUSTED, ENDED = "new", "adjusted", "ended"
_NAMES = {row["country"]: row["name_vi"] for row in read_rows(FOLDER / "countries.csv")}
HOME, *COUNTRIES = map(_NAMES.__getitem__, ("VN", "KR", "JP", "SG", "CN", "TW", "HK", "US", "DE"))
_ZONES = (6, 18)
_GROWS, _OPENS = 0.08, 0.15
FIRST_ROW = 6


@dataclass(frozen=True)
class Zone:
    """One zone: areas in hectares with one decimal."""

    name: str
    status: str
    area: float
    leasable: float
    leased: float
    established: int


@dataclass(frozen=True)
class Event:
    """One line of a register. Capital is in million USD (FDI) or billion VND (DDI), land in hectares."""

    certificate: str
    sector: str
    event: str
    day: date
    capital: float
    land: float
    zone: str
    country: str


def new_zones(random: Random) -> list[Zone]:
    return [_zone(random, number, random.choice((OPERATING, OPERATING, UNDER_CONSTRUCTION, APPROVED)), 2008)
            for number in range(1, random.randint(*_ZONES) + 1)]  # fmt: skip


def _zone(random: Random, number: int, status: str, year: int) -> Zone:
    area = round(between(random, 90, 700), 1)
    leasable = round(area * random.uniform(0.6, 0.75), 1)
    leased = round(leasable * random.uniform(0.3, 0.95), 1) if status == OPERATING else 0.0
    return Zone(texts.ZONE.format(number=number), status, area, leasable, leased, year)


def grown_zones(random: Random, zones: Sequence[Zone], messy: bool) -> list[Zone]:
    """The zones a half-year later: some lease more, now and then one opens or is approved."""
    grown = []
    for zone in zones:
        if zone.status == OPERATING and random.random() < 0.4:
            more = (zone.leasable - zone.leased) * random.uniform(0.02, 0.15)
            zone = replace(zone, leased=round(zone.leased + more, 1))
        elif zone.status != OPERATING and random.random() < (_GROWS if messy else _GROWS / 2):
            zone = replace(zone, status=OPERATING if zone.status == UNDER_CONSTRUCTION else UNDER_CONSTRUCTION)
        grown.append(zone)
    if random.random() < (_OPENS if messy else _OPENS / 3):
        grown.append(_zone(random, len(grown) + 1, APPROVED, 2021))
    return grown


@dataclass(frozen=True)
class Usual:
    """What a board's events are usually like: how many, how much each; by sector and event."""

    count: float
    size: float
    capital: float
    sigma: float


def new_events(
    random: Random, period: Period, zones: Sequence[Zone], usual: Mapping[tuple[str, str], Usual], messy: bool
) -> list[Event]:
    """The events of a half-year, in the order of the register. usual: by sector and event."""
    events: list[Event] = []
    free = [zone for zone in zones if zone.status == OPERATING] or list(zones)
    for (sector, event), mine in usual.items():
        number = negative_binomial(random, mine.count, mine.size) if messy else poisson(random, mine.count)
        for _ in range(number):
            size = random.lognormvariate(math.log(0.55 * mine.capital), mine.sigma if messy else mine.sigma / 3)
            zone = random.choice(free)
            events.append(
                Event(
                    certificate=f"{random.randrange(10**9, 10**10)}",
                    sector=sector,
                    event=event,
                    day=period.start + timedelta(days=random.randrange(150)),
                    capital=max(0.01, round(size, 2)),
                    land=round(min(random.uniform(0.5, 12.0), zone.leasable / 4), 2) if event == NEW else 0.0,
                    zone=zone.name,
                    country=random.choice(COUNTRIES) if sector == "fdi" else HOME,
                )
            )
    return events


def list_lines(form: Form, sheet: str, rows: Iterable[Mapping[str, object]]) -> list[ListLine]:
    """Lines of a list sheet as reading a workbook of the standard layout gives them. rows: column key to value."""
    columns = form.list_sheets[sheet]
    letters = {column.key: column_letters(at) for at, column in enumerate(columns)}
    return [
        ListLine(
            sheet,
            number,
            sheet,
            FIRST_ROW + number - 1,
            False,
            {c.key: _cell(c, row.get(c.key), f"{letters[c.key]}{FIRST_ROW + number - 1}", number) for c in columns},
        )
        for number, row in enumerate(rows, 1)
    ]


def _cell(column: ListColumn, value: object, place: str, number: int) -> ListCell:
    if column.type == "line":
        return ListCell(NUMBER, str(number), place, str(number))
    if value is None:
        return ListCell(NOT_APPLICABLE, None, place, "x")
    if isinstance(value, float):
        return ListCell(NUMBER, value, place, f"{value:g}")
    if isinstance(value, int):
        return ListCell(NUMBER, float(value), place, str(value))
    shown = column.choices.get(str(value), str(value)) if column.type == "choice" else str(value)
    return ListCell(NUMBER, value if isinstance(value, date) else str(value), place, shown)
