"""A figure that is one over another, and a share that cannot be more than all."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from schemas.language.checks.balances import by_itself
from schemas.language.checks.check import FLOAT_SLACK, SLACK, Check, Explanation, Page, Row, Spelt
from schemas.language.checks.expressions import WholeOf, all_conditions, all_known, clean
from schemas.language.columns import key_of, x_name
from schemas.rules import QUERY


@dataclass(frozen=True)
class Quotient(Check):
    """own = factor * part / whole: their intervals meet; own is x where the whole is 0 or x."""

    own: str
    part: str
    whole: str
    factor: float
    decimals: int

    @property
    def operands(self) -> tuple[str, ...]:
        return (self.own, self.part, self.whole)

    @property
    def x_matters(self) -> tuple[str, ...]:
        return (self.own, self.whole)

    @property
    def holds(self) -> pl.Expr:
        own, part, whole = (pl.col(name) for name in self.operands)
        half_own, half_part, half_whole = (self.precision.half(name) for name in self.operands)
        low = pl.max_horizontal(part - half_part, pl.lit(0.0)) * self.factor / (whole + half_whole)
        # A whole that may be zero within its interval sets no upper limit.
        high = (part + half_part) * self.factor / (whole - half_whole)
        high = pl.when(whole > half_whole).then(high).otherwise(float("inf"))
        meets = (own - half_own <= high + FLOAT_SLACK) & (low <= own + half_own + FLOAT_SLACK)
        x, stated = pl.col(x_name(self.own)), own.is_not_null()
        return (
            pl.when((whole == 0) | pl.col(x_name(self.whole)))
            .then(pl.when(x).then(True).when(stated).then(False))
            .when(part.is_not_null() & whole.is_not_null())
            .then(pl.when(x).then(False).when(stated).then(meets))
        )

    def explain(self, row: Row) -> Explanation:
        part, whole, found = row[self.part] or 0.0, row[self.whole] or 0.0, row[self.own]
        words = {
            "part": part,
            "whole": "x" if row[self.whole] is None else whole,
            "part_code": key_of(self.part).code,
            "whole_code": key_of(self.whole).code,
        }
        if whole == 0:
            return Explanation(found if found is not None else "", "x", None, 0.0, words)
        exact = part / whole * self.factor
        expected = clean(round(exact, self.decimals))
        if found is None:
            return Explanation("x", expected, None, 0.0, words)
        half_own, half_part, half_whole = (self.precision.half_of(name, row) for name in self.operands)
        low = max(part - half_part, 0.0) * self.factor / (whole + half_whole)
        high = (part + half_part) * self.factor / (whole - half_whole) if whole > half_whole else exact  # none
        room = round(half_own + max(high - exact, exact - low), 3)
        # Each as coarse as it looks by itself: in a column that is not, a whole one may still have been rounded.
        halves = half_own, max(half_part, by_itself(self.part, row)), max(half_whole, by_itself(self.whole, row))
        if self._meets(found, part, whole, halves):
            return Explanation(
                found, expected, clean(found - expected), room, words, kind="rounding", severity=QUERY, exact=False
            )
        return Explanation(found, expected, clean(found - expected), room, words)

    def _meets(self, own: float, part: float, whole: float, halves: tuple[float, float, float]) -> bool:
        """Whether the intervals meet with these halves; with a whole that may be zero within its own they do not."""
        half_own, half_part, half_whole = halves
        if whole <= half_whole:
            return False
        low = max(part - half_part, 0.0) * self.factor / (whole + half_whole)
        high = (part + half_part) * self.factor / (whole - half_whole)
        return low - FLOAT_SLACK <= own + half_own and own - half_own <= high + FLOAT_SLACK

    def spelt(self, page: Page) -> Spelt:
        own, part, whole = (page.number(name) for name in self.operands)
        half_own, half_part, half_whole = (page.half(name) for name in self.operands)
        zero = f"OR(AND({page.known((self.whole,))},{whole}=0),{page.holds_x(self.whole)})"
        apart = self._apart((own, part, whole), (half_own, half_part, half_whole))
        stated, both = page.known((self.own,)), page.known((self.part, self.whole))
        otherwise = f"AND({both},OR({page.holds_x(self.own)},AND({stated},{apart})))"
        middle = f"{part}*{self.factor:g}/MAX({whole},{SLACK})"
        places = {"found": (own, self.own), "expected": (middle, self.own)}
        near = f"{0.5 * 10.0**-self.decimals:g}+{SLACK}+IF({own}=INT({own}),0.5,0)"
        rates = [f"ABS({rate}-{own})<={near}" for rate in page.other_rates(self.part, self.whole, self.factor)]
        halves = half_own, page.rounded((self.part,)), page.rounded((self.whole,))
        rates.append(f"AND({whole}>{halves[2]},NOT({self._apart((own, part, whole), halves)}))")
        query = f"AND({stated},OR({','.join(rates)}))"
        return Spelt(f"IF({zero},{stated},{otherwise})", "quotient", places, query, "quotient_otherwise")

    def _apart(self, figures: tuple[str, str, str], halves: tuple[str, str, str]) -> str:
        """A formula for where the intervals do not meet."""
        (own, part, whole), (half_own, half_part, half_whole) = figures, halves
        low = f"MAX({part}-{half_part},0)*{self.factor:g}/({whole}+{half_whole})"
        # Multiplied out, because the whole less its half may be zero.
        above = f"({own}-{half_own}-{SLACK})*({whole}-{half_whole})>({part}+{half_part})*{self.factor:g}"
        return f"OR({own}+{half_own}+{SLACK}<{low},AND({whole}>{half_whole},{above}))"


@dataclass(frozen=True)
class Share(Check):
    """part / whole lies between two percentages; nothing to say where both are zero."""

    part: str
    whole: str
    least: float
    most: float

    @property
    def operands(self) -> tuple[str, ...]:
        return (self.part, self.whole)

    @property
    def holds(self) -> pl.Expr:
        part, whole = pl.col(self.part), pl.col(self.whole)
        share = part / whole * 100
        within = (whole != 0) & (share >= self.least - 1e-9) & (share <= self.most + 1e-9)
        return pl.when(all_known(self.operands) & ((whole != 0) | (part != 0))).then(within)

    def explain(self, row: Row) -> Explanation:
        part, whole = row[self.part] or 0.0, row[self.whole] or 0.0
        percent: float | str = clean(round(part / whole * 100, 2)) if whole else "∞"
        words = {
            "part": part,
            "whole_figure": whole,
            "least": self.least,
            "most": self.most,
            "part_code": key_of(self.part).code,
            "whole": WholeOf(self.whole),
            "whole_code": key_of(self.whole).code,
        }
        return Explanation(percent, f"{self.least}..{self.most}", None, None, words)

    def spelt(self, page: Page) -> Spelt:
        part, whole = page.number(self.part), page.number(self.whole)
        share = f"{part}*100/{whole}"
        outside = f"IF({whole}=0,{part}<>0,OR({share}<{self.least:g}-1E-9,{share}>{self.most:g}+1E-9))"
        fails = all_conditions([page.known(self.operands), outside])
        return Spelt(fails, "share", {"found": (part, self.part), "expected": (whole, self.whole)})
