"""What is behind each figure: what it is, how it was made, the boards' cells it goes back to, the rules they passed."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from typing import Any

import polars as pl

from flows.report.comparisons import BLOC, GROWTH, PLANS, RATIOS, InconsistentRelease
from flows.report.emulation import EMULATION
from flows.report.figures import ACTUAL, OBSERVED, TOTALS, Reading
from flows.report.model import Address, CellOfFile, Figure, Source
from flows.report.ranking import MONEY
from flows.texts import report as texts
from flows.texts.rules import MEASURES
from schemas.form import SECTORS, ValueKey
from schemas.language.columns import column
from schemas.language.rule_set import expand
from schemas.periods import parse_period
from schemas.tabular import read_rows
from schemas.text import Text

_CURRENT = "bloc_summary_current_boundaries"
_CODE = re.compile(r"\d+\.\d+")


def sources_of(reading: Reading, figures: Iterable[Figure]) -> dict[Address, Source]:
    """The source of each figure and of what it was computed from, numbered in order of reading.

    Raises:
        InconsistentRelease: a total is not the sum of the figures it says it was made of.
    """
    tracing = Tracing(reading)
    found: dict[Address, Source] = {}
    waiting = [(figure.address, figure.text) for figure in figures]
    for address, text in waiting:  # grows while it is read: what a source was computed from has one too
        if address in found:
            continue
        source = replace(tracing.of(address), number=len(found) + 1, text=text)
        found[address] = source
        waiting += [(one, tracing.written(one)) for one in source.inputs]
    return found


@dataclass(frozen=True, eq=False, repr=False)
class Tracing:
    """The rows of a release by what a figure asks for; each kind of table has its way back to cells."""

    reading: Reading
    _parts: dict[str, dict[tuple[str, str], list[tuple[str, float | None]]]] = field(default_factory=dict)

    def of(self, address: Address) -> Source:
        makers: dict[str, Callable[[Address, dict[str, str]], Source]] = {
            TOTALS: self._total, _CURRENT: self._current, OBSERVED: self._cell, GROWTH: self._growth,
            PLANS: self._plan, RATIOS: self._ratio, MONEY: self._money, EMULATION: self._scores,
        }  # fmt: skip
        key = dict(address.key)
        return makers.get(address.table, self._row)(address, key)

    def written(self, address: Address) -> str:
        """The figure at an address of totals, observations or ratios, as it is written; "" for others."""
        key = dict(address.key)
        if address.table == TOTALS and key["key"] in self.reading.lines:
            total = self.reading.total(key["key"], key["sector"], parse_period(key["period"]))
            return total.figure.text if total else ""
        if address.table == OBSERVED:
            row = self.row_of(**key)
            return self._text(row) if row else ""
        if address.table == RATIOS and address.column == "value":
            row = self.reading.ratios(key["period"]).get((key["board"], key["ratio"], key["sector"]))
            return self.reading.counted(round(row["value"], 1), 1, row["unit"]) if row and row["value"] else ""
        return ""

    def row_of(self, period: str, board: str, key: str, sector: str, measure: str) -> dict[str, Any] | None:
        """The row of `observations` of a figure; of earlier periods only the lines that are asked for are read."""
        if period == str(self.reading.period):
            return self.reading.observed.get((board, key, sector, measure))
        rows = self.reading.rows(OBSERVED, ("board", "sector", "measure"), period=period, key=key)
        return rows.get((board, sector, measure))

    def parts_of(self, period: str) -> dict[tuple[str, str], list[tuple[str, float | None]]]:
        """What the period's totals were added up from, by code and sector: board and figure, as `lineage` has them."""
        if period not in self._parts:
            by_line: dict[tuple[str, str], list[tuple[str, float | None]]] = defaultdict(list)
            table = self.reading.frames["lineage"].filter(period=period, board=BLOC)
            for code, sector, board, value in table.select("code", "sector", "input_board", "value").iter_rows():
                by_line[code, sector].append((board, value))
            self._parts[period] = by_line
        return self._parts[period]

    @cached_property
    def rules(self) -> dict[str, tuple[tuple[str, str], ...]]:
        """The rules that read a cell of the form, by `code|sector|measure`, each with what it says."""
        reference = self.reading.reference
        expanded = expand(reference.form, reference.rules)
        found: dict[str, dict[str, None]] = defaultdict(dict)
        for check in expanded.checks:
            for name in check.operands:
                found[name].setdefault(check.rule)
        for cell_rule in expanded.cells:
            for key in cell_rule.keys:
                found[column(key)].setdefault(cell_rule.rule)
        said = {
            rule: self.reading.say(Text(one.statement_vi or one.statement, one.statement))
            for rule, one in reference.rules.items()
        }
        return {name: tuple((rule, said[rule]) for rule in sorted(rules)) for name, rules in found.items()}

    @cached_property
    def questioned(self) -> dict[tuple[str, str, str, str], tuple[str, ...]]:
        """The rules whose open queries are about a figure of the period: submission, code, sector, measure."""
        open_ = self.reading.frames["findings"].filter(
            pl.col("in_force"), pl.col("severity") == "query", pl.col("waived_by").fill_null("") == "",
            period=str(self.reading.period),
        )  # fmt: skip
        found: dict[tuple[str, str, str, str], dict[str, None]] = defaultdict(dict)
        for row in open_.iter_rows(named=True):
            found[row["submission"], row["code"], row["sector"], row["measure"]].setdefault(row["rule"])
        return {key: tuple(rules) for key, rules in found.items()}

    # --- one table each ---------------------------------------------------------------------------------------

    def _total(self, address: Address, key: dict[str, str]) -> Source:
        reading = self.reading
        row = reading.totals[key["period"], key["key"], key["sector"]]
        label = self._label(key["key"], key["sector"], "", BLOC, key["period"])
        if address.column == "value":
            parts = self.parts_of(key["period"]).get((row["code"], row["sector"]), [])
            self._check_sum(address, row["value"], parts)
            cells = [self.row_of(key["period"], board, key["key"], key["sector"], ACTUAL) for board, _ in parts]
            how = reading.say(texts.HOW_TOTAL).format(count=row["boards_reported"], expected=row["boards_expected"])
            return self._source(label, how, cells=self._cells(cells), rules=self._rules(row["code"], key["sector"]))
        how = reading.say(texts.HOW_COLUMN).format(column=address.column, table=address.table)
        return self._source(label, how, inputs=(Address(TOTALS, address.key),))

    def _check_sum(self, address: Address, value: float | None, parts: list[tuple[str, float | None]]) -> None:
        known = [Decimal(repr(part)) for _, part in parts if part is not None]
        summed = float(sum(known)) if known else None
        if summed != value and not (
            summed is not None and value is not None and abs(summed - value) <= 1e-9 * max(1.0, abs(value))
        ):
            raise InconsistentRelease(address, value, summed)

    def _current(self, address: Address, key: dict[str, str]) -> Source:
        """On today's ground: the boards of the bloc that were then, and what others had reported elsewhere."""
        parts = self.parts_of(key["period"])
        code = self.reading.lines[key["key"]].code
        rows = [
            self.row_of(key["period"], board, key["key"], key["sector"], ACTUAL)
            for board, _ in parts.get((code, key["sector"]), [])
        ]
        label = self._label(key["key"], key["sector"], "", BLOC, key["period"])
        how = self.reading.say(texts.HOW_CURRENT)
        return self._source(label, how, cells=self._cells(rows), rules=self._rules(code, key["sector"]))

    def _cell(self, address: Address, key: dict[str, str]) -> Source:
        row = self.row_of(**key)
        label = self._label(key["key"], key["sector"], key["measure"], key["board"], key["period"])
        code = self.reading.lines[key["key"]].code
        rules = self._rules(code, key["sector"], key["measure"])
        return self._source(label, self.reading.say(texts.HOW_CELL), cells=self._cells([row]), rules=rules)

    def _growth(self, address: Address, key: dict[str, str]) -> Source:
        reading, period = self.reading, parse_period(key["period"])
        label = self._label(key["key"], key["sector"], "", key["board"], key["period"])
        now = Address(TOTALS, (("period", str(period)), ("key", key["key"]), ("sector", key["sector"])))
        if "restated" in address.column:
            how = reading.say(texts.HOW_GROWTH_RESTATED)
            cells = [self.row_of(key["period"], b.slug, key["key"], key["sector"], "last_year") for b in reading.boards]
            return self._source(label, how, inputs=(now,), cells=self._cells(cells))
        table = TOTALS if key["boundary"] == "reported" else _CURRENT
        then = (("period", str(period.same_last_year)), ("key", key["key"]), ("sector", key["sector"]))
        how = reading.say(texts.HOW_GROWTH if table == TOTALS else texts.HOW_GROWTH_SAME_GROUND)
        return self._source(label, how, inputs=(now, Address(table, then)))

    def _plan(self, address: Address, key: dict[str, str]) -> Source:
        """The plan itself goes back to the boards' cells, what was achieved to the totals, their ratio to both."""
        reading, period = self.reading, parse_period(key["period"])
        column = address.column
        label = self._label(key["key"], key["sector"], "" if column == "value" else "plan", key["board"], key["period"])
        halves = [period.previous, period] if period.half == 2 else [period]
        own_ground = key["boundary"] == "reported"
        done = tuple(
            Address(
                TOTALS if own_ground or half == period else _CURRENT,
                (("period", str(half)), ("key", key["key"]), ("sector", key["sector"])),
            )
            for half in halves
        )
        cells = [self.row_of(key["period"], b.slug, key["key"], key["sector"], "plan") for b in reading.boards]
        if column == "plan":
            return self._source(label, reading.say(texts.HOW_PLANNED), cells=self._cells(cells))
        if column == "value":
            return self._source(label, reading.say(texts.HOW_ACHIEVED), inputs=done)
        return self._source(label, reading.say(texts.HOW_PLAN), inputs=done, cells=self._cells(cells))

    def _ratio(self, address: Address, key: dict[str, str]) -> Source:
        reading = self.reading
        row = reading.ratios(key["period"])[key["board"], key["ratio"], key["sector"]]
        named = reading.say(Text(row["label_vi"], row["label_en"]))
        label = f"{named}, {self._whose(key['board'])}, {self._when(key['period'])}"
        codes = {line.code: line for line in reading.lines.values()}
        inputs = []
        for code in dict.fromkeys(_CODE.findall(self._ratio_formulas.get((key["ratio"], key["sector"]), ""))):
            line = codes.get(code)
            sector = key["sector"] if line and key["sector"] in line.units else SECTORS[-1]
            if line and key["board"] == BLOC and (key["period"], line.key, sector) in reading.totals:
                inputs.append(Address(TOTALS, (("period", key["period"]), ("key", line.key), ("sector", sector))))
            elif line and key["board"] != BLOC:
                names = ("period", "board", "key", "sector", "measure")
                inputs.append(
                    Address(OBSERVED, tuple(zip(names, (key["period"], key["board"], line.key, sector, ACTUAL))))
                )
        if " - " not in address.column:
            return self._source(label, reading.say(texts.HOW_RATIO), inputs=tuple(inputs))
        # A difference is of two ratios: the one of the period, and that of last year with what is behind it.
        then = str(parse_period(key["period"]).same_last_year)
        both = [
            Address(RATIOS, tuple((name, period if name == "period" else value) for name, value in key.items()))
            for period in (key["period"], then)
        ]
        return self._source(label, reading.say(texts.HOW_RATIO_BEFORE), inputs=tuple(both))

    @cached_property
    def _ratio_formulas(self) -> dict[tuple[str, str], str]:
        rows = read_rows(self.reading.reference.folder / "ratios.csv")
        return {(row["ratio"], row["sector"]): f"{row['numerator']} / {row['denominator']}" for row in rows}

    def _money(self, address: Address, key: dict[str, str]) -> Source:
        reading = self.reading
        names = ("period", "board", "key", "sector", "measure")
        line = reading.lines[key["key"]]
        inputs = [
            Address(OBSERVED, tuple(zip(names, (key["period"], key["board"], key["key"], sector, ACTUAL))))
            for sector in line.units
            if sector != SECTORS[-1]
        ]
        rate = Address("exchange_rates", (("period", key["period"]),), "vnd_per_usd")
        label = self._label(key["key"], "", "", key["board"], key["period"])
        return self._source(label, reading.say(texts.HOW_MONEY), inputs=(*inputs, rate))

    def _scores(self, address: Address, key: dict[str, str]) -> Source:
        """The last line of the scores is their total."""
        reading = self.reading
        measures = ("self", "verified") if "board" in key else ()
        total = next((line for line in reversed(list(reading.lines.values())) if line.kind == "score"), None)
        if total is None or not measures:
            return self._row(address, key)
        wanted = measures if address.column not in measures else (address.column,)
        cells = [self.row_of(key["period"], key["board"], total.key, SECTORS[-1], measure) for measure in wanted]
        label = self._label(
            total.key, SECTORS[-1], address.column if address.column in measures else "", key["board"], key["period"]
        )
        how = (
            texts.HOW_RANK
            if address.column == "rank_verified"
            else texts.HOW_DIFFERENCE
            if address.column == "difference"
            else texts.HOW_CELL
        )
        if address.column in ("ranked_of", "boards_expected"):
            return self._row(address, key)
        return self._source(
            label, reading.say(how), cells=self._cells(cells), rules=self._rules(total.code, SECTORS[-1], wanted[-1])
        )

    def _row(self, address: Address, key: dict[str, str]) -> Source:
        """Anything else goes back to a row of a table, which says where it comes from."""
        reading = self.reading
        if address.table == "exchange_rates":
            rate = reading.reference.exchange_rates[parse_period(key["period"])]
            how = reading.say(texts.HOW_RATE).format(day=reading.day(rate.date), source=rate.source)
            return self._source(reading.say(texts.RATE_LABEL), how)
        how = reading.say(texts.HOW_COUNT if address.column == "count" else texts.HOW_COLUMN)
        title = reading.say(texts.TABLE_TITLES.get(address.table, Text(address.table, address.table)))
        where = ", ".join(value for name, value in address.key if name != "period")
        label = ", ".join(word for word in (title, where, self._when(key["period"])) if word)
        return self._source(label, how.format(column=address.column, table=address.table))

    # --- words and cells --------------------------------------------------------------------------------------

    def _source(
        self, label: str, how: str, inputs: tuple[Address, ...] = (), cells: tuple[CellOfFile, ...] = (),
        rules: tuple[tuple[str, str], ...] = (),
    ) -> Source:  # fmt: skip
        return Source(0, label, "", how, inputs, cells, rules)

    def _rules(self, code: str, sector: str, measure: str = ACTUAL) -> tuple[tuple[str, str], ...]:
        return self.rules.get(column(ValueKey(code, sector, measure)), ())

    def _label(self, key: str, sector: str, measure: str, whose: str, period: str) -> str:
        reading = self.reading
        said = reading.say(MEASURES[measure]) if measure else ""
        words = (
            reading.label(key),
            reading.sector(sector) if sector else "",
            said,
            self._whose(whose),
            self._when(period),
        )
        return ", ".join(word for word in words if word)

    def _whose(self, board: str) -> str:
        return self.reading.say(texts.WHOLE_BLOC) if board == BLOC else self.reading.board_names.get(board, board)

    def _when(self, period: str) -> str:
        return self.reading.named(parse_period(period))

    def _text(self, row: Mapping[str, Any]) -> str:
        if row["value"] is None:
            return "…"
        line = self.reading.lines.get(row["key"])
        return self.reading.counted(row["value"], line.decimals if line else 6, row["unit"])

    def _cells(self, rows: Iterable[dict[str, Any] | None]) -> tuple[CellOfFile, ...]:
        return tuple(self._cell_of(row) for row in rows if row is not None)

    def _cell_of(self, row: dict[str, Any]) -> CellOfFile:
        period = parse_period(row["period"])
        board = self.reading.reference.boards.find(row["board"], period)
        asked = self.questioned.get((row["submission"], row["code"], row["sector"], row["measure"]), ())
        return CellOfFile(
            row["period"], row["board"], board.name_vi if board else row["board"], row["code"], row["sector"],
            row["measure"], self._text(row), row["submission"], row["sheet"] or "", row["cell"] or "",
            row["raw_text"] or "", row["status"], asked,
        )  # fmt: skip


def reached(report_sources: Mapping[Address, Source], figures: Iterable[Figure]) -> Iterator[Source]:
    """The sources of these figures and of everything those were computed from, by number."""
    waiting = [figure.address for figure in figures]
    seen: dict[Address, Source] = {}
    while waiting:
        address = waiting.pop()
        if address not in seen:
            seen[address] = report_sources[address]
            waiting += report_sources[address].inputs
    yield from sorted(seen.values(), key=lambda source: source.number)
