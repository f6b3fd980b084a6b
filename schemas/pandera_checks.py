"""pandera schemas made from the form and the rules: the shape of values, and one check a rule named by the rule.

pandera checks the data of collected frames only and lets nulls pass, so what is unverifiable is counted elsewhere.
Import this module only where frames are judged: pandera takes a tenth of a second to import.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import pandera.polars as pa
import polars as pl
from pandera.api.polars.types import PolarsData
from pandera.config import ValidationDepth, config_context
from pandera.errors import SchemaErrors

from schemas.form import Form


def rule_schema(columns: Mapping[str, Sequence[str]]) -> pa.DataFrameSchema:
    """A schema over judged rows: rule -> its Boolean columns, none of which may be false in any row."""
    return pa.DataFrameSchema(
        columns={},
        checks=[
            pa.Check(_never_false(tuple(names)), name=rule, error=rule) for rule, names in columns.items() if names
        ],
        strict=False,
    )


def _never_false(names: tuple[str, ...]) -> Callable[[PolarsData], bool]:
    def check(data: PolarsData) -> bool:
        judged = data.lazyframe.select(pl.all_horizontal(pl.col(name).all(ignore_nulls=True) for name in names))
        return bool(judged.collect().item())

    return check


def failed_rules(schema: pa.DataFrameSchema, judged: pl.DataFrame) -> list[str]:
    """The rules of a `rule_schema` that some row breaks, in the schema's order; all checks are made.

    Whatever the environment says of pandera: a submission is not accepted because checks were switched off.
    """
    try:
        with config_context(validation_enabled=True, validation_depth=ValidationDepth.SCHEMA_AND_DATA):
            schema.validate(judged, lazy=True)
    except SchemaErrors as errors:
        return [str(error.check.name) for error in errors.schema_errors if error.check is not None]
    return []


def value_schema(form: Form) -> pa.DataFrameSchema:
    """The long frame of values: known cells once a submission, a value where and only where the state is `number`."""
    codes = [line.code for line in form.indicators]
    states = ["number", "not_applicable", "blank", "undecided", "unreadable"]
    return pa.DataFrameSchema(
        columns={
            "submission": pa.Column(pl.String),
            "code": pa.Column(pl.String, pa.Check.isin(codes)),
            "sector": pa.Column(pl.String, pa.Check.isin(["fdi", "ddi", "total"])),
            "measure": pa.Column(pl.String, pa.Check.isin(["actual", "plan", "last_year", "max", "self", "verified"])),
            "state": pa.Column(pl.String, pa.Check.isin(states)),
            "value": pa.Column(pl.Float64, nullable=True),
        },
        checks=[pa.Check(_value_where_number, name="value_where_number", error="value_where_number")],
        unique=["submission", "code", "sector", "measure"],
        strict=False,
    )


def _value_where_number(data: PolarsData) -> bool:
    agree = (pl.col("state") == "number") == pl.col("value").is_not_null()
    return bool(data.lazyframe.select(agree.all()).collect().item())
