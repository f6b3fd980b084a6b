"""Figures written in each other's place: FDI for DDI, a part for its total, one line for another, whole columns.

An exchange is found where putting the figures back makes failing balances hold and breaks none, or where each of the
two is at home in the history of the other. It is one slip however many findings it trips.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import combinations

from flows.texts import rules as texts
from flows.validate.figures.unit_slips import distance_from
from flows.validate.findings.draft import Draft
from flows.validate.findings.finding import Repair, RepairCell
from flows.validate.findings.places import Places
from flows.validate.repairs.changes import Change
from flows.validate.repairs.changes import as_repair as worded
from flows.validate.repairs.settling import settled_by, touching
from schemas.form import Form, Indicator, ValueKey
from schemas.language.checks.check import Balance, Row
from schemas.language.columns import column, key_of, measure_of
from schemas.text import Text

LEAST_SETTLED = 2  # failing balances that hold again: one alone could be chance
SHORT = 100  # figures below this resemble each other: one balance more must speak for their exchange
LEAST_LINES = 3  # for the columns of a whole sheet
OPPOSED = 0.15  # share of figures that may lie further from their history once put back
AT_HOME = 0.15  # decades from the usual figure of the place it belongs to
STRAYED = 0.2  # decades it is nearer there than where it stands
MEASURES = (("actual",), ("plan",), ("last_year",), ("actual", "plan"), ("actual", "plan", "last_year"))
OF_FIGURES = frozenset({"R107", "R108", "R109", "R110", "R202", "R203", "R302", "R401", "R402"})


@dataclass(frozen=True)
class Exchange:
    """Pairs of columns of the wide frame that hold each other's figures. settled: the balances that then hold."""

    pairs: tuple[tuple[str, str], ...]
    cause: str
    settled: frozenset[str]
    name: Text | None = None  # what people call them, where it is more than two cells

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(name for pair in self.pairs for name in pair)


def list_cells_exchanged(drafts: Iterable[Draft]) -> Iterator[Change]:
    """Two lines of a list that now hold what the other had in the half-year before."""
    moved = [d for d in drafts if d.kind == "zone_remeasured" and d.cells and d.found != d.expected]
    for one, other in combinations(moved, 2):
        if (one.found, one.expected) == (other.expected, other.found):
            cells = tuple(
                RepairCell(*draft.cells[0], draft.code, "", "", float(draft.found), float(draft.expected))
                for draft in (one, other)
            )
            yield Change(cells, "rows_swapped", 0)


def exchanges(
    drafts: Sequence[Draft], balances: Mapping[str, Balance], row: Row, history: Mapping[str, list[float]], form: Form
) -> list[Exchange]:
    """The exchanges of one submission, none sharing a cell with another; whole columns before single lines."""
    if len(drafts) < LEAST_SETTLED:
        return []
    seen = _Seen(drafts, balances, touching(balances), row, history, form)
    found: list[Exchange] = []
    taken: set[str] = set()
    spoken = {key_of(name).code for name in seen.spoken}  # others are not proven
    of_lines = (*_sectors(form, row, spoken, seen.spoken), *_lines(form, row, seen.spoken))
    for candidate in (*_columns(form, row, spoken), *of_lines):
        if taken & set(candidate.columns):
            continue
        exchange = seen.proven(candidate)
        if exchange is not None:
            found.append(exchange)
            taken |= set(exchange.columns)
    return found


def put_back(row: Row, found: Iterable[Exchange]) -> Row:
    """The figures with the exchanges undone, to look for other errors among."""
    right = dict(row)
    for exchange in found:
        for one, other in exchange.pairs:
            right[one], right[other] = row[other], row[one]
    return right


def explains(exchange: Exchange, draft: Draft, key: str) -> bool:
    """Whether a finding is this exchange's doing: its balance holds without it, or it speaks of a figure in it."""
    if draft.balance is not None:
        return key in exchange.settled
    if draft.rule == "R204":
        return draft.columns[0] in exchange.columns
    return draft.rule in OF_FIGURES and bool(set(draft.columns) & set(exchange.columns))


def as_repair(exchange: Exchange, submission: str, row: Row, places: Places) -> Repair:
    """One repair of all the cells; of whole columns in words that name the sheet."""
    cells = []
    for one, other in exchange.pairs:
        for name, right in ((one, row[other]), (other, row[one])):
            at = places.cell(submission, name)
            if at is not None:
                cells.append(RepairCell(*at, *key_of(name), row[name], right))
    shown = worded(Change(tuple(cells), exchange.cause, 0.0, exchange.name))
    return Repair(shown.cells, shown.cause, shown.text_vi, shown.text_en)


@dataclass(frozen=True)
class _Seen:
    """What speaks for or against an exchange in one submission."""

    drafts: Sequence[Draft]
    balances: Mapping[str, Balance]
    stands_in: Mapping[str, list[str]]
    row: Row
    history: Mapping[str, list[float]]
    form: Form

    @cached_property
    def spoken(self) -> frozenset[str]:
        """Columns that findings read, those that read a whole sheet left out."""
        return frozenset(name for draft in self.drafts if len(draft.columns) < 20 for name in draft.columns)

    def proven(self, candidate: Exchange) -> Exchange | None:
        """The exchange with what it settles; None where too little speaks for it or anything much against it."""
        if not self.spoken.intersection(candidate.columns):
            return None
        right = put_back(self.row, [candidate])
        settled = settled_by(candidate.columns, right, self.row, self.balances, self.stands_in)
        if settled is None:
            return None
        whole = len(candidate.pairs) > 1
        at_home = [self._at_home(pair) for pair in candidate.pairs]
        moved = sum(1 for home in at_home if home)
        against = sum(1 for home in at_home if home is False)
        if whole:
            if against > OPPOSED * len(at_home) or len(settled) + moved < LEAST_LINES:
                return None
        elif not (moved or self._each_settled(candidate, settled)):
            return None
        return Exchange(candidate.pairs, candidate.cause, frozenset(settled), candidate.name)

    def _each_settled(self, candidate: Exchange, settled: set[str]) -> bool:
        """Whether failing balances through each of the figures hold again, two at least."""
        each = all(settled.intersection(self.stands_in.get(name, ())) for name in candidate.columns)
        short = all(abs(self.row[name] or 0.0) < SHORT for name in candidate.columns)
        return each and len(settled) >= LEAST_SETTLED + short

    def _at_home(self, pair: tuple[str, str]) -> bool | None:
        """Whether each figure belongs where the other stands; False where it does not, None where none can say."""
        one, other = pair
        for name in pair:
            if measure_of(name) == "last_year":
                return self._repeats(one, other)
        here, there = self._deviation(one, one), self._deviation(other, other)
        back, forth = self._deviation(one, other), self._deviation(other, one)
        if here is None or there is None or back is None or forth is None:
            return None
        if max(back, forth) > AT_HOME and back + forth > here + there:
            return False
        near = max(back, forth) <= AT_HOME
        return True if near and here - back >= STRAYED and there - forth >= STRAYED else None

    def _repeats(self, one: str, other: str) -> bool | None:
        """Whether each of two figures of last year's column is what was accepted for the other (R204)."""
        wanted = {draft.columns[0]: draft.expected for draft in self.drafts if draft.rule == "R204"}
        if one not in wanted and other not in wanted:
            return None
        return bool(wanted.get(one) == self.row[other] and wanted.get(other) == self.row[one])

    def _deviation(self, place: str, figure: str) -> float | None:
        """How many decades the figure of one column lies from the usual one of another."""
        value = self.row[figure]
        line = self.form.by_code[key_of(place).code]
        where = distance_from(value, self.history.get(place, []), line) if value is not None else None
        return abs(where.deviation) if where is not None else None


def _columns(form: Form, row: Row, spoken: Set[str]) -> Iterator[Exchange]:
    """FDI and DDI exchanged in all lines of a sheet, in one measure or several; the most cells first."""
    for sheet, lines in form.by_sheet.items():
        if not any(line.code in spoken for line in lines):
            continue
        for measures in reversed(MEASURES):
            pairs = [pair for line in lines for pair in _of_sectors(line, row, measures, ("fdi", "ddi"))]
            if len({key_of(one).code for one, _ in pairs}) >= LEAST_LINES:
                yield Exchange(
                    tuple(pairs),
                    "columns_swapped",
                    frozenset(),
                    texts.SHEET_COLUMNS.fill(sheet=texts.sheet_named(sheet)),
                )


def _sectors(form: Form, row: Row, spoken: Set[str], columns: Set[str]) -> Iterator[Exchange]:
    """FDI and DDI exchanged in one line, or a part and its total."""
    for line in (line for line in form.indicators if line.code in spoken):
        for one, other in _pairs_of_a_line(line.code):
            if (one in columns or other in columns) and _differ(row, one, other):
                yield Exchange(((one, other),), "columns_swapped", frozenset())


@lru_cache(maxsize=4096)
def _pairs_of_a_line(code: str) -> tuple[tuple[str, str], ...]:
    sectors = [*combinations(("fdi", "ddi", "total"), 2)]
    return tuple(pair for measures in MEASURES[:3] for two in sectors for pair in _pairs(code, measures, two))


def _of_sectors(
    line: Indicator, row: Row, measures: Sequence[str], sectors: tuple[str, ...]
) -> Iterator[tuple[str, str]]:
    return (pair for pair in _pairs(line.code, tuple(measures), sectors) if _differ(row, *pair))


@lru_cache(maxsize=4096)
def _pairs(code: str, measures: tuple[str, ...], sectors: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """The columns of two sectors of a line, in each of these measures."""
    first, second = ([column(ValueKey(code, sector, measure)) for measure in measures] for sector in sectors)
    return tuple(zip(first, second, strict=True))


def _lines(form: Form, row: Row, spoken: frozenset[str]) -> Iterator[Exchange]:
    """Two lines of one sheet, column and unit that findings speak of."""
    for lines in form.by_sheet.values():
        for one, other in combinations((key for line in lines for key in line.keys if column(key) in spoken), 2):
            if one.code == other.code or (one.sector, one.measure) != (other.sector, other.measure):
                continue
            same_unit = form.by_code[one.code].units[one.sector] == form.by_code[other.code].units[other.sector]
            if same_unit and _differ(row, column(one), column(other)):
                yield Exchange(((column(one), column(other)),), "rows_swapped", frozenset())


def _differ(row: Row, one: str, other: str) -> bool:
    a, b = row.get(one), row.get(other)
    return a is not None and b is not None and a != b
