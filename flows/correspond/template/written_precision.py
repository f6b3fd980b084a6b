"""How precisely a form is written, as cells of a sheet of its own that the check cells read.

The rules take the precision a column is written in (`figures.written`), not the one the form declares. A check cell
sees one line; so each column of the form gets one cell here that looks at all its figures, and each check that may
weigh less than its rule gets one that says how much it weighs. The formulas are arrays, because text among the figures
of a list (`x`) would else be an error.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from flows.correspond.form_layout import FormLayout
from flows.correspond.template.printed_form import PrintedForm, quoted
from flows.texts import documents as texts
from flows.validate.figures.written import LEAST_FIGURES, Column, Written
from flows.validate.rules.rounding import OPERATING, listed_sum
from schemas.form import Form
from schemas.language.checks.balances import LARGE, ROUNDED_TO
from schemas.language.checks.check import Check
from schemas.language.checks.precision import decimals_of
from schemas.language.columns import key_of, list_sum
from schemas.language.rule_set import RuleSet
from schemas.usual import threshold

SHEET = texts.PRECISION_SHEET.vi
FIRST_ROW = 3
LESS, FULL = 1, 2  # what a cell of a check says where it fails
_COLUMN = "B"
_NOISE = "1E-7"  # as `written`: binary noise of a decimal figure


@dataclass(frozen=True)
class Helper:
    """One cell: what it is called, and its formula, with the sheets of all cells named."""

    name: str
    formula: str


@dataclass(frozen=True)
class TemplatePrecision:
    """The cells of the sheet `SHEET`, and where each is."""

    form: Form
    layout: FormLayout
    rules: RuleSet

    @cached_property
    def written(self) -> Written:
        return Written(self.form)

    def page(self, sheet: str) -> Printed:
        """The form as the formulas of a sheet see it."""
        return Printed(self.form, self.layout, sheet, self)

    @cached_property
    def cells(self) -> dict[int, Helper]:
        """Row -> its cell."""
        return dict(enumerate(self._helpers.values(), FIRST_ROW))

    @cached_property
    def _helpers(self) -> dict[str, Helper]:
        page = self.page("")
        found = {own.half: Helper(self._called(own), self._half(own)) for own in self.written.columns}
        for check in self.rules.rows:
            if (spelt := check.spelt(page)) is not None and spelt.query:
                weight = f"IF({spelt.fails},IF({spelt.query},{LESS},{FULL}),0)"
                found[check.name] = Helper(f"{check.rule} {check.code} {check.sector}".strip(), weight)
        return found

    @cached_property
    def _addresses(self) -> Mapping[str, str]:
        # Of columns alone: what the formulas of the other cells refer to.
        return {own.half: f"'{SHEET}'!${_COLUMN}${row}" for row, own in enumerate(self.written.columns, FIRST_ROW)}

    def weight(self, check: Check) -> str:
        """The cell that says whether a check fails, and whether with less weight (`LESS`) or all (`FULL`)."""
        return f"'{SHEET}'!${_COLUMN}${FIRST_ROW + list(self._helpers).index(check.name)}"

    def half(self, name: str) -> str:
        """Half a unit of the last decimal a column is written in; of a list sum, of one of its lines."""
        own = self.written.column_of(name)
        return self._addresses[own.half] if own else "0"

    # --- formulas -----------------------------------------------------------------------------------------------

    def _called(self, own: Column) -> str:
        if own.key:
            label = next(item.label_vi for item in self.form.list_sheets[own.sheet] if item.key == own.key)
            return f"{own.sheet}: {label}"
        keys = [key_of(name) for name in own.names]
        codes = ", ".join(dict.fromkeys(key.code for key in keys))
        return f"{own.sheet}: {codes} ({texts.SECTOR_HEADINGS[keys[0].sector].vi})"

    def _half(self, own: Column) -> str:
        """As `Written`: of at least so many figures the finest, else the declared decimals."""
        declared = f"{0.5 * 10.0**-own.declared:g}"
        if own.key:
            cells = self.layout.lists[own.sheet].range(own.key)
            count = f"SUM(IF(ISNUMBER({cells}),IF({cells}<>0,1,0),0))"
            finer = [f"SUM(IF(ISNUMBER({cells}),IF({_off(cells, places)},1,0),0))" for places in range(own.declared)]
        else:
            figures = [f"N({self.layout.cell(self.form, key_of(name))})" for name in own.names]
            count = "+".join(f"({figure}<>0)" for figure in figures)
            finer = ["+".join(f"({_off(figure, places)})" for figure in figures) for places in range(own.declared)]
        least = 1 if own.by_itself else LEAST_FIGURES
        formula, twice = declared, 0.5 * 10.0**-own.declared if own.by_itself else 0.0
        for places in reversed(range(own.declared)):
            formula = f"IF({finer[places]}=0,{0.5 * 10.0**-places + twice:g},{formula})"
        return f"IF({count}<{least},{declared},{formula})"


@dataclass(frozen=True)
class Printed(PrintedForm):
    """A printed form with how precisely it is written (`schemas.language.checks.check.Page`)."""

    precision: TemplatePrecision

    def half(self, name: str) -> str:
        half, total = self.precision.half(name), list_sum(name)
        return f"{half}*{self.sum_of(total.lines)}" if total and half != "0" else half

    def rounded(self, names: Sequence[str]) -> str:
        """Of each figure the larger of what its column is written in and half a unit of its own last decimal.

        Of counts alone: the fewest noughts at the end of large ones, where two have some.
        """
        halves = {name: half for name in names if (half := self.half(name)) != "0"}
        if not halves:
            noughts = [_of_noughts(self.number(name)) for name in names if list_sum(name) is None]
            many = "+".join(f"({one}>0)" for one in noughts)
            least = ",".join(f"IF({one}>0,{one},{ROUNDED_TO[-1]:g})" for one in noughts)
            return f"IF({many}>1,({many})*MIN({least}),0)"
        return "+".join(f"MAX({half},{self._by_itself(name)})" for name, half in halves.items())

    def _by_itself(self, name: str) -> str:
        """Half a unit of the last decimal a figure needs; of a sum over a list of each of its lines together."""
        total, places = list_sum(name), range(decimals_of(self.form, name))
        if total is None:
            figure, own = self.number(name), "0"
        else:
            figure = self.layout.lists[total.sheet].range(total.amount)
            own = f"{0.5 * 10.0 ** -len(places):g}"
        for place in reversed(places):
            own = f"IF({_off(figure, place)},{own},{0.5 * 10.0**-place:g})"
        if total is None:
            return f"IF({figure}=0,0,{own})"
        among = "*".join(f"({cells}={word})" for cells, word, _ in self.tags(total)) or "1"
        some, coarse = (
            f"SUM(IF(ISNUMBER({figure}),IF({figure}<>0,{one},0),0))"
            for one in ("1", f"IF({_off(figure, len(places) - 1)},0,1)")
        )
        often = f"{threshold('written.lines_rounded'):g}*{some}"
        return f"IF({coarse}<{often},0,SUM(IF(ISNUMBER({figure}),IF({figure}<>0,{own},0),0)*{among}))"

    def other_rates(self, part: str, whole: str, factor: float) -> list[str]:
        """The rate of what is in operation, and the means of the rates of all and of those; none is far from any."""
        parts_of, wholes_of = (listed_sum(name, self.precision.rules) for name in (part, whole))
        if parts_of is None or wholes_of is None:
            return []
        table = self.layout.lists[parts_of.sheet]
        words = next(column.choices for column in table.columns if column.key == "status")
        parts, wholes, status = table.range(parts_of.amount), table.range(wholes_of.amount), table.range("status")
        open_ = [f"SUMIFS({cells},{status},{quoted(words[OPERATING])})" for cells in (parts, wholes)]
        rates = f"IF(ISNUMBER({parts})*ISNUMBER({wholes}),IF({wholes}>0,{parts}/{wholes}))"
        of_open = f"IF({status}={quoted(words[OPERATING])},{rates})"
        every = ("/".join(open_), f"AVERAGE({rates})", f"AVERAGE({of_open})")
        return [f"IFERROR({factor:g}*{rate},-1000)" for rate in every]


def _of_noughts(figure: str) -> str:
    """As `balances.of_noughts`."""
    own = "0"
    for unit in ROUNDED_TO:
        own = f"IF(AND({figure}>={max(LARGE, 10 * unit):g},MOD({figure},{unit:g})=0),{unit / 2:g},{own})"
    return own


def _off(figure: str, places: int) -> str:
    """Whether a figure needs more than so many decimals."""
    return f"ABS(ROUND({figure},{places})-{figure})>{_NOISE}"
