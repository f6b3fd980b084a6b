"""`zones sql`: answers from a release, writes nothing, reaches nothing else, and ends in a sentence where it cannot."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from flows.publish.current import switch_to
from flows.publish.exports.database import DATABASE
from flows.publish.exports.stamp import Stamp
from schemas.reference import load_reference
from schemas.tables import INTEGER, NUMBER, STRING, Column, Table
from schemas.text import Text
from tests.support.database import write_database

from .conftest import Zones

SAID = Text("Một cột", "A column")
TABLE = Table(
    "small", SAID, SAID,
    (
        Column("name", STRING, SAID, key=True),
        Column("count", INTEGER, SAID),
        Column("value", NUMBER, SAID, nullable=True),
    ),
)  # fmt: skip
ROWS = pl.DataFrame({"name": ["=1+1", "Hà Nam"], "count": [2023, 7], "value": [1.5, None]})


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two releases of one small table: the first is without a database, the second is current."""
    root = tmp_path_factory.mktemp("sql") / "warehouse"
    for number in (1, 2):
        folder = root / "releases" / str(number)
        folder.mkdir(parents=True)
        (folder / "manifest.json").write_text("{}")
    stamp = Stamp(2, "2023-H1", "provisional", "", "a", "b")
    write_database({"small": ROWS}, {"small": TABLE}, load_reference().units, stamp, folder / DATABASE)
    switch_to(root, 2)
    return root


def test_it_answers_as_table_csv_and_json(zones: Zones, warehouse: Path) -> None:
    asked = ("sql", "SELECT * FROM small ORDER BY count", "--warehouse", warehouse, "--format")
    assert "Hà Nam" in zones(*asked, "table").stdout
    assert json.loads(zones(*asked, "json").stdout)[0] == {"name": "Hà Nam", "count": 7, "value": None}
    assert zones(*asked, "csv").stdout.splitlines() == ["name,count,value", "Hà Nam,7,", "'=1+1,2023,1.5"]


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("SELECT * FROM smal", "smal"),
        ("SELEC 1", "SELEC"),
        ("DELETE FROM small", "read-only"),
        ("CREATE TABLE other AS SELECT 1", "read-only"),
        ("COPY small TO '/tmp/out.csv'", "disabled"),
        ("SELECT * FROM '/etc/passwd'", ""),
        ("SELECT * FROM read_csv('/etc/passwd')", "disabled"),
        ("ATTACH '/tmp/other.duckdb'", "disabled"),
        ("SET enable_external_access = true", "locked"),
        ("INSTALL httpfs", ""),
    ],
)
def test_it_writes_nothing_reaches_nothing_else_and_says_why_in_a_sentence(
    zones: Zones, warehouse: Path, statement: str, why: str
) -> None:
    before = (warehouse / "releases" / "2" / DATABASE).read_bytes()
    done = zones("sql", statement, "--warehouse", warehouse)
    assert done.exit_code == 2 and why in done.stderr and "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1 and "LINE 1" not in done.stderr
    assert (warehouse / "releases" / "2" / DATABASE).read_bytes() == before


@pytest.mark.parametrize(("number", "said"), [("1", "1"), ("9", "9")])
def test_a_release_without_a_database_and_one_that_is_not_there(
    zones: Zones, warehouse: Path, number: str, said: str
) -> None:
    done = zones("sql", "SELECT 1", "--warehouse", warehouse, "--release", number)
    assert done.exit_code == 2 and said in done.stderr


def test_nothing_published(zones: Zones, tmp_path: Path) -> None:
    assert zones("sql", "SELECT 1", "--warehouse", tmp_path).exit_code == 2
