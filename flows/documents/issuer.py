"""Who a document is from: the names above it and below it, as raw/office.csv has them, dots where it says nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from flows.raw_folder.office import Office
from flows.texts.papers import administrative as texts
from schemas.facts.boards import Boards
from schemas.periods import Period

# The months and days that are written with a zero: Nghị định 30/2020/NĐ-CP, phụ lục I, II.4.
_LAST_DAY_WITH_ZERO, _LAST_MONTH_WITH_ZERO = 9, 2


@dataclass(frozen=True)
class Issuer:
    """The issuing body's lines, the body above it ("" for none), and how it numbers and signs.

    symbol: letters of the office as its letters bear them, BQLKCN-VP: the body's, then those of the unit that drafts.
    capacity: one line of capitals each. place, signer: dots where nobody said.
    """

    names: tuple[str, ...]
    above: str
    symbol: str
    place: str
    capacity: tuple[str, ...]
    signer: str

    def letter_number(self, number: str = "") -> str:
        """`Số: 12/BQLKCN-VP`."""
        return self._number(number, self.symbol)

    def report_number(self, number: str = "") -> str:
        """`Số: 12/BC-BQLKCN`: of a kind that has a name the unit that drafts is not said."""
        return self._number(number, f"{texts.REPORT_SYMBOL}-{self.symbol.rpartition('-')[0] or self.symbol}")

    def place_and_date(self, day: date | None = None) -> str:
        if day is None:
            return texts.PLACE_AND_DATE.vi.format(place=self.place, day=texts.DOTS, month=texts.DOTS, year=texts.DOTS)
        written = f"{day.day:02d}" if day.day <= _LAST_DAY_WITH_ZERO else day.day
        month = f"{day.month:02d}" if day.month <= _LAST_MONTH_WITH_ZERO else day.month
        return texts.PLACE_AND_DATE.vi.format(place=self.place, day=written, month=month, year=day.year)

    @staticmethod
    def _number(number: str, symbol: str) -> str:
        written = number.zfill(2) if number.isdecimal() else number
        return texts.NUMBER.vi.format(number=written or texts.DOTS, symbol=symbol)


def issuer_of(office: Office, boards: Boards, period: Period) -> Issuer:
    """The issuer an office's line says; without a board or name it is the bloc itself."""
    board = boards.find(office.board, period)
    named = office.office or (board.board_name_vi if board else "")
    names = (named,) if named else texts.BLOC.vi.split("\n")
    above = texts.PEOPLES_COMMITTEE.vi.format(province=f"{board.province_type} {board.name_vi}") if board else ""
    return Issuer(
        names=tuple(name.upper() for name in names),
        above=above.upper(),
        symbol="".join(office.symbol.upper().split()) or texts.BLOC_SYMBOL,
        place=office.place or texts.DOTS,
        capacity=tuple(line.strip().upper() for line in re.split(r"[;\n]", office.capacity) if line.strip())
        or tuple(text.vi for text in texts.SIGNED_FOR_THE_BLOC),
        signer=office.signer or texts.DOTS,
    )
