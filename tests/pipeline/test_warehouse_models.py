"""The definition of the warehouse and its pandera models: a wrong table names its column and row."""

from __future__ import annotations

import polars as pl
import pytest
from pandera.errors import SchemaErrors

from schemas import warehouse
from schemas.reference import load_reference
from schemas.tables import NUMBER, STRING, Column, Table, warehouse_tables
from schemas.text import Text
from schemas.warehouse import WrongTable, check_tables, model_name, table_model

REFERENCE = load_reference()
TABLES = warehouse_tables(REFERENCE.form, REFERENCE.units)

_SAID = Text("một", "one")
TABLE = Table(
    "small",
    _SAID,
    _SAID,
    (
        Column("period", STRING, _SAID, key=True),
        Column("board", STRING, _SAID, key=True),
        Column("status", STRING, _SAID, choices=("reported", "derived")),
        Column("value", NUMBER, _SAID, nullable=True),
    ),
)


def statuses(*words: str | None) -> pl.DataFrame:
    return RIGHT.with_columns(status=pl.Series(words))


RIGHT = pl.DataFrame(
    {
        "period": ["2023-H1", "2023-H2", "2023-H1"],
        "board": ["ha-nam", "ha-nam", "hai-phong"],
        "status": ["reported", "derived", "reported"],
        "value": [1.0, None, 2.5],
    }
)


def test_a_right_table_passes_both_ways() -> None:
    check_tables({"small": RIGHT}, {"small": TABLE})
    assert table_model(TABLE).validate(RIGHT, lazy=True).equals(RIGHT)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (statuses("reported", None, "reported"), ["column status, row 2", "ha-nam"]),
        (
            statuses("reported", "guessed", "reported"),
            ["column status, row 2", "guessed"],
        ),
        (RIGHT.with_columns(value=pl.Series(["1", "2", "3"])), ["column value", "String", "Float64"]),
        (RIGHT.drop("value"), ["value"]),
        (RIGHT.with_columns(more=1), ["more"]),
        (RIGHT.select("board", "period", "status", "value"), ["ordered"]),
        (pl.concat([RIGHT[:1], RIGHT]), ["row 1 (period 2023-H1, board ha-nam)", "row 2"]),
    ],
)
def test_a_wrong_table_names_its_column_and_row(wrong: pl.DataFrame, said: list[str]) -> None:
    with pytest.raises(WrongTable) as found:
        check_tables({"small": wrong}, {"small": TABLE})
    assert "table small" in str(found.value)
    for words in said:
        assert words in str(found.value), str(found.value)
    with pytest.raises(SchemaErrors):
        table_model(TABLE).validate(wrong, lazy=True)


def test_rows_out_of_order_are_told() -> None:
    with pytest.raises(WrongTable, match=r"row 3 \(period 2023-H1, board ha-nam\) does not come after"):
        check_tables({"small": RIGHT[[1, 2, 0]]}, {"small": TABLE})


def test_environment_cannot_switch_the_check_off() -> None:
    from pandera.config import config_context

    wrong = RIGHT.with_columns(status=pl.lit("guessed"))
    with config_context(validation_enabled=False), pytest.raises(WrongTable, match="column status, row 1"):
        check_tables({"small": wrong}, {"small": TABLE})


@pytest.mark.parametrize("table", TABLES)
def test_every_table_has_a_model_that_can_be_imported(table: str) -> None:
    model = getattr(warehouse, model_name(table))
    schema = model.to_schema()
    assert list(schema.columns) == [column.name for column in TABLES[table].columns]
    assert schema.unique == list(TABLES[table].key)


def test_no_model_of_what_is_no_table() -> None:
    with pytest.raises(AttributeError):
        warehouse.Observation  # noqa: B018


def test_the_board_comes_first_wherever_there_is_one() -> None:
    assert {table.order[0] for table in TABLES.values() if "board" in table.key} == {"board"}
    assert all(sorted(table.order) == sorted(table.key) and table.key for table in TABLES.values())


def test_every_column_is_told_in_both_languages() -> None:
    for table in TABLES.values():
        assert table.title.vi and table.title.en and table.description.vi and table.description.en, table.name
        assert all(column.description.vi and column.description.en for column in table.columns)
        assert len({column.name for column in table.columns}) == len(table.columns), table.name
