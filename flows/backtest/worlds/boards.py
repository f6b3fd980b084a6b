"""One board of a world, half-year by half-year: its true figures, its zones and the events of its register.

A messy board has lumpy capital (log-normal projects, now and then one of a billion USD), overdispersed counts,
seasons, the Covid dip, and restated stocks; a tidy one has none of these and a third of the noise.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from random import Random

from flows.backtest.worlds.chance import between, negative_binomial
from flows.backtest.worlds.lists import ADJUSTED, NEW, Event, Usual, Zone, grown_zones, new_events, new_zones
from flows.backtest.worlds.recipe import Line, recipe
from schemas.periods import Period

Cell = tuple[str, str]  # key of a line, sector
Figures = dict[Cell, float]

SEASON = {1: 0.9, 2: 1.1}
COUNT_SEASON = {1: 0.75, 2: 1.25}
# What Covid and its end did to results, half-year by half-year from 2021-H1.
COVID_START, COVID = Period(2021, 1), (0.94, 0.88, 1.02, 1.0, 0.87, 0.95)
COVID_WORST, COVID_COUNTS = Period(2021, 2), 0.6
AUTOCORRELATION = 0.6
MEGAPROJECT, MEGAPROJECT_USD = 0.06, (600.0, 1600.0)
IN_UNITS = {"fdi": 1.0, "ddi": 12.0}  # the same project in billion VND, as DDI's are smaller
NET_NEGATIVE = 0.15
RESTATED, RESTATEMENT = 0.06, (-0.07, 0.04)
GROWTH_IN_TEN = 5.0
ONLINE_FROM, ONLINE_TO, ONLINE_YEARS = 0.10, 0.95, 5
TIDY_NOISE, TIDY_SIZE = 1 / 3, 30.0
DDI_NOISE = 1.5
MOST_SHARE = 0.95


@dataclass
class _Level:
    """A level on the log scale with a first-order autoregressive swing around it."""

    log: float
    drift: float
    sigma: float
    swing: float = 0.0

    def step(self, random: Random) -> float:
        self.swing = AUTOCORRELATION * self.swing + random.gauss(0.0, self.sigma)
        self.log += self.drift
        return math.exp(self.log + self.swing)


@dataclass
class Board:
    """What is usual of one board, what its zones are, and its true figures so far."""

    slug: str
    random: Random
    messy: bool
    growth: float  # a half-year
    zones: list[Zone]
    scale: float = 1.0
    levels: dict[Cell, _Level] = field(default_factory=dict)
    usual: Figures = field(default_factory=dict)
    start: Figures = field(default_factory=dict)
    history: dict[Period, Figures] = field(default_factory=dict)
    plans: dict[tuple[int, str, str], float] = field(default_factory=dict)

    @staticmethod
    def drawn(slug: str, seed: int, *, messy: bool, grows: bool) -> Board:
        """A board by chance: what is usual of each line lies between the bounds of the recipe."""
        random = Random(f"{seed} {slug}")
        board = Board(slug, random, messy, GROWTH_IN_TEN**0.1 if grows else 1.0, new_zones(random))
        for line in recipe():
            for sector, (low, high) in line.bounds.items():
                cell, usual = (line.key, sector), between(random, low, high)
                board.usual[cell] = usual
                board.start[cell] = usual * board.start.get((line.base, sector), 1.0)
                if line.process in ("level", "ratio"):
                    board.levels[cell] = board._level(line, sector)
        return board

    def _level(self, line: Line, sector: str) -> _Level:
        cell = line.key, sector
        sigma = line.sigma * (DDI_NOISE if sector == "ddi" else 1.0) * (1.0 if self.messy else TIDY_NOISE)
        if line.process == "ratio":
            return _Level(math.log(self.usual[cell]), 0.0, sigma)
        drift = math.log1p(self.random.uniform(0.0, 0.05 if self.messy else 0.02))
        return _Level(math.log(self.start[cell]), drift + (math.log(self.growth) if line.grows else 0.0), sigma)

    def advance(self, period: Period) -> list[Event]:
        """Live through a half-year: its figures go into the history; the events of its register."""
        last = self.history.get(period.previous, {})
        if last:
            self.zones = grown_zones(self.random, self.zones, self.messy)
            self.scale *= self.growth
        events = self._events(period)
        now: Figures = {}
        for line in recipe():
            for sector in line.bounds:
                _PROCESSES[line.process](_Step(self, period, now, last, events), line, sector)
        self._administration(now, period)
        self.history[period] = now
        return events

    def busy(self, period: Period) -> float:
        """How many cases the half-year has beside a usual one."""
        if not self.messy:
            return 1.0
        return COUNT_SEASON[period.half] * (COVID_COUNTS if period == COVID_WORST else 1.0)

    def season(self, period: Period) -> float:
        """What season and Covid make of results."""
        since = (period.year - COVID_START.year) * 2 + period.half - COVID_START.half
        return SEASON[period.half] * (COVID[since] if self.messy and 0 <= since < len(COVID) else 1.0)

    def _events(self, period: Period) -> list[Event]:
        usual = {}
        for count in (line for line in recipe() if line.process == "tally"):
            money = next(line for line in recipe() if line.process == "tally_capital" and line.base == count.base)
            for sector in count.bounds:
                mean = self.usual[count.key, sector] * self.scale * self.busy(period)
                usual[sector, count.base] = Usual(mean, count.size, self.usual[money.key, sector], money.sigma)
        events = new_events(self.random, period, self.zones, usual, self.messy)
        return self._with_lumps(events) if self.messy else events

    def _with_lumps(self, events: list[Event]) -> list[Event]:
        """Now and then one project is far larger than all others, or more is taken back than added."""
        for sector, factor in IN_UNITS.items():
            new = [at for at, one in enumerate(events) if (one.sector, one.event) == (sector, NEW)]
            if new and self.random.random() < MEGAPROJECT:
                size = round(self.random.uniform(*MEGAPROJECT_USD) * factor, 2)
                events[new[0]] = replace(events[new[0]], capital=size)
            adjusted = [at for at, one in enumerate(events) if (one.sector, one.event) == (sector, ADJUSTED)]
            if adjusted and self.random.random() < NET_NEGATIVE:
                less = sum(events[at].capital for at in adjusted) * self.random.uniform(1.1, 2.0)
                events[adjusted[0]] = replace(events[adjusted[0]], capital=-round(less, 2))
        return events

    def _administration(self, now: Figures, period: Period) -> None:
        """Dossiers and petitions fall into their parts; the online share rises over the years."""
        random, total = self.random, "total"
        received = now["dossiers_received", total]
        late, pending = int(received * random.uniform(0, 0.02)), int(received * random.uniform(0.01, 0.06))
        now["dossiers_late", total], now["dossiers_pending", total] = float(late), float(pending)
        now["dossiers_on_time", total] = received - late - pending
        years = max(0.0, period.year - COVID_START.year + period.half / 2)
        share = min(ONLINE_TO, ONLINE_FROM + (ONLINE_TO - ONLINE_FROM) * years / ONLINE_YEARS)
        now["dossiers_online", total] = float(int(received * share * random.uniform(0.95, 1.0)))
        now["petitions_resolved", total] = float(int(now["petitions_received", total] * random.uniform(0.7, 1.0)))


@dataclass(frozen=True)
class _Step:
    """One half-year of a board while it is made."""

    board: Board
    period: Period
    now: Figures
    last: Figures
    events: list[Event]

    def usual(self, line: Line, sector: str) -> float:
        return self.board.usual[line.key, sector]

    def level(self, line: Line, sector: str) -> None:
        figure = self.board.levels[line.key, sector].step(self.board.random)
        self.now[line.key, sector] = figure * (self.board.season(self.period) if line.seasonal else 1.0)

    def ratio(self, line: Line, sector: str) -> None:
        share = self.board.levels[line.key, sector].step(self.board.random)
        self.now[line.key, sector] = self.now[line.base, sector] * share

    def count(self, line: Line, sector: str) -> None:
        size = line.size if self.board.messy else line.size * TIDY_SIZE
        mean = self.usual(line, sector) * self.board.scale * self.board.busy(self.period)
        self.now[line.key, sector] = float(negative_binomial(self.board.random, mean, size))

    def part(self, line: Line, sector: str) -> None:
        of = range(int(self.now[line.base, sector]))
        self.now[line.key, sector] = float(sum(self.board.random.random() < self.usual(line, sector) for _ in of))

    def fines(self, line: Line, sector: str) -> None:
        middle, cases = math.log(self.usual(line, sector)), range(int(self.now[line.base, sector]))
        self.now[line.key, sector] = sum(self.board.random.lognormvariate(middle, line.sigma) for _ in cases)

    def tally(self, line: Line, sector: str) -> None:
        self.now[line.key, sector] = float(sum((e.event, e.sector) == (line.base, sector) for e in self.events))

    def tally_capital(self, line: Line, sector: str) -> None:
        mine = (e.capital for e in self.events if (e.event, e.sector) == (line.base, sector))
        self.now[line.key, sector] = sum(mine)

    def opening(self, line: Line, sector: str) -> None:
        """What stands at the end: what stood before, and the half-year's flows; capital is restated now and then."""
        cell, now, random = (line.key, sector), self.now, self.board.random
        before = self.last.get(cell, self.board.start[cell])
        if line.key == "valid_projects":
            now["valid_projects_opening", sector] = float(int(before))
            now[cell] = float(int(before)) + now["new_projects", sector] - now["revoked_projects", sector]
            return
        moved = now["new_capital", sector] + now["adjusted_capital", sector] - now["revoked_capital", sector]
        restated = random.uniform(*RESTATEMENT) if self.board.messy and random.random() < RESTATED else 0.0
        now[cell] = max(before * (1 + restated) + moved, 1.0)

    def members(self, line: Line, sector: str) -> None:
        """A stock of members: those of before, who came, and a few who left or moved."""
        cell = line.key, sector
        stayed = self.last.get(cell, self.usual(line, sector)) * math.exp(self.board.random.gauss(0.0, line.sigma))
        self.now[cell] = float(int(stayed + self.now[line.base, sector]))

    def share(self, line: Line, sector: str) -> None:
        swing = math.exp(self.board.random.gauss(0.0, line.sigma))
        most = min(self.usual(line, sector) * swing, MOST_SHARE)
        self.now[line.key, sector] = float(int(self.now[line.base, sector] * most))


_PROCESSES: Mapping[str, Callable[[_Step, Line, str], None]] = {
    "level": _Step.level,
    "ratio": _Step.ratio,
    "count": _Step.count,
    "part": _Step.part,
    "fines": _Step.fines,
    "tally": _Step.tally,
    "tally_capital": _Step.tally_capital,
    "opening": _Step.opening,
    "members": _Step.members,
    "share": _Step.share,
}
