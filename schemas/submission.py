"""What one submission must be, as models of pandera, made from the form and from `rules.csv`.

    from schemas.submission import SubmissionRow
    SubmissionRow.validate(frame, lazy=True)   # names R101 where FDI + DDI is not the total, the row and the figures

`SubmissionRow` has one submission a row, one column a cell of the form (`1.01|fdi|actual`: Float64, nullable,
optional), and one check a rule: R101, FDI + DDI = total, and so on. `1.01|fdi|actual?x` (Boolean, optional) says that
a cell holds x. `submission_row` makes the model of another period. `zones` itself evaluates all conditions in one
select and asks these checks only where it counted a failure.
"""

from __future__ import annotations

from functools import lru_cache
from typing import ClassVar

import pandera.polars as pa
import polars as pl

from schemas.form import MEASURES, SECTORS, half_of
from schemas.language.columns import column
from schemas.language.row_checks import optional, row_model, rule_checks
from schemas.language.rule_set import RuleSet, expand
from schemas.periods import Period
from schemas.reference import Reference, load_reference

STATES = ("number", "not_applicable", "blank", "undecided", "unreadable")
_NEWEST = "9999-H2"
_LIST_TYPES = {"number": pl.Float64, "year": pl.Float64, "date": pl.Date}


def rules_known(period: Period | str | None) -> tuple[Reference, RuleSet, dict[str, str]]:
    """The reference data, the rules and what they say, of a period or of the newest form."""
    half = half_of(period or _NEWEST)
    own = load_reference().in_force(half)
    rules = {name: rule for name, rule in own.rules.items() if rule.effective_in(half)}
    return own, expand(own.form, rules), {name: rule.statement for name, rule in rules.items()}


@lru_cache(maxsize=8)
def submission_row(period: Period | str | None = None) -> type[pa.DataFrameModel]:
    """The model of one submission a row, by the form and the rules of a half-year; of the newest form without one."""
    own, rules, statements = rules_known(period)
    columns = {column(key): optional() for key in own.form.keys()}  # noqa: SIM118
    doc = "One submission a row, one column a cell of the form; one check a rule within one submission."
    return row_model("SubmissionRow", doc, columns, rule_checks([*rules.rows, *rules.cells], statements))


@lru_cache(maxsize=8)
def list_lines(name: str, key: str, period: Period | str | None = None) -> type[pa.DataFrameModel]:
    """The model of the lines of a list, by the key of its sheet: `zone_list`, `projects`."""
    own, rules, statements = rules_known(period)
    sheet = next(sheet.sheet for sheet in own.form.sheets if sheet.key == key)
    columns = {item.key: optional(_LIST_TYPES.get(item.type, pl.String)) for item in own.form.list_sheets[sheet]}
    mine = [rule for rule in rules.lines if rule.sheet == sheet]
    return row_model(name, f"The lines of list {sheet}, one a row.", columns, rule_checks(mine, statements))


class Values(pa.DataFrameModel):
    """The long frame of values: one row a cell of a submission, a value where and only where the state is `number`."""

    submission: str
    code: str
    sector: str = pa.Field(isin=list(SECTORS))
    measure: str = pa.Field(isin=list(MEASURES))
    state: str = pa.Field(isin=list(STATES))
    value: float = pa.Field(nullable=True)

    class Config:
        unique: ClassVar = ["submission", "code", "sector", "measure"]

    @pa.dataframe_check(name="value_where_number", error="value_where_number")
    def value_where_number(cls, data: pa.PolarsData) -> pl.LazyFrame:
        return data.lazyframe.select((pl.col("state") == "number") == pl.col("value").is_not_null())


SubmissionRow = submission_row()
ZoneLines = list_lines("ZoneLines", "zone_list")
ProjectLines = list_lines("ProjectLines", "projects")
