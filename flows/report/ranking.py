"""Who stands out: boards in order of a figure, the highest and lowest of a rate, the scores of emulation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flows.report.figures import Line, Reading
from flows.report.model import Address, Doubt, Figure
from flows.texts import report as texts
from schemas.form import SECTORS

MONEY = "money_one_currency"
_IN_ORDER = 1  # decimals of converted money
# How many boards are named as outstanding, and how many lead the order of emulation; ties come beside.
NAMED = 3


@dataclass(frozen=True)
class Named:
    """A board with a figure."""

    name: str
    figure: Figure


@dataclass(frozen=True)
class Ends:
    """The lowest and the highest of the boards, and of which sector where there are several."""

    lowest: Named
    highest: Named
    sector: str = ""
    of_all: bool = True  # whether every board has a figure


@dataclass(frozen=True)
class Rate:
    """The rate everything is converted at."""

    kind: str
    day: str
    figure: Figure


def first_of(ranked: Iterable[tuple[int, Named]], upto: int) -> tuple[Named, ...]:
    """Those whose rank is within `upto`, in order; who ties with the last of them is among them."""
    return tuple(one for rank, one in sorted(ranked, key=lambda pair: (pair[0], pair[1].name)) if rank <= upto)


def ranks(values: Mapping[str, float]) -> dict[str, int]:
    """1 for the highest; equal ones share a rank (1, 2, 2, 4)."""
    return {name: 1 + sum(other > value for other in values.values()) for name, value in values.items()}


def outstanding(reading: Reading, line: Line) -> tuple[Named, ...]:
    """The boards with most of both sectors' money, converted; () where that of one board is unknown or asked about."""
    names = ("period", "board", "key", "sector", "currency")
    wanted = {"period": str(reading.period), "key": line.key, "sector": SECTORS[-1], "currency": "vnd"}
    rows = [row for row in reading.rows(MONEY, names, **wanted).values() if row["board"] in reading.board_names]
    known = [row for row in rows if row["value"] is not None and row["comparable"] and not row["questioned"]]
    if len(known) < len(reading.boards):
        return ()
    order = ranks({row["board"]: row["value"] for row in known})
    ranked = []
    for row in known:
        text = reading.counted(round(row["value"], _IN_ORDER), _IN_ORDER, row["unit"])
        address = Address(MONEY, tuple((name, row[name]) for name in names))
        figure = Figure(text, row["value"], row["unit"], address, Doubt(open_queries=int(row["questioned"])))
        ranked.append((order[row["board"]], Named(reading.board_names[row["board"]], figure)))
    return first_of(ranked, NAMED)


def rate_of(reading: Reading) -> Rate | None:
    """The rate of the period; None where none is known."""
    rate = reading.reference.exchange_rates.get(reading.period)
    if rate is None:
        return None
    address = Address("exchange_rates", (("period", str(reading.period)),), "vnd_per_usd")
    text = reading.say(texts.VND_PER_USD).format(rate=reading.number(rate.vnd_per_usd, 0))
    figure = Figure(text, rate.vnd_per_usd, "vnd", address)
    kind = texts.RATE_KINDS.get(rate.kind)
    return Rate(reading.say(kind) if kind else rate.kind, reading.day(rate.date), figure)


def ends_of(reading: Reading, key: str, sector: str) -> Ends | None:
    """The boards with the lowest and the highest figure; None where fewer than two have one, or all the same."""
    figures = [(board.name_vi, reading.board_figure(board.slug, key, sector)) for board in reading.boards]
    known = sorted((figure.value, name, figure) for name, figure in figures if figure.value is not None)
    if len(known) < 2 or known[0][0] == known[-1][0]:
        return None
    (_, low, lowest), (_, high, highest) = known[0], known[-1]
    if lowest.doubt.open_queries or highest.doubt.open_queries:
        return None
    return Ends(Named(low, lowest), Named(high, highest), reading.sector(sector), len(known) == len(figures))
