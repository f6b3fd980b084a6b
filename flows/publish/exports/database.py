"""warehouse.duckdb: the tables themselves in one file, with keys, comments and views, and no path to anything."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import polars as pl

from flows.publish.exports.labels import told
from flows.publish.exports.stamp import Stamp
from flows.texts.releasing import exports as texts
from schemas.facts.units import Units
from schemas.tables import BOOLEAN, DATE, INTEGER, MOMENT, NUMBER, STRING, Table

_TYPES = {
    STRING: "VARCHAR",
    INTEGER: "BIGINT",
    NUMBER: "DOUBLE",
    BOOLEAN: "BOOLEAN",
    DATE: "DATE",
    MOMENT: "TIMESTAMP WITH TIME ZONE",
}
# A layout that DuckDB 1.4 reads as well. Small blocks, as every index takes at least one; for many rows they are slow.
_LAID_OUT = "BLOCK_SIZE {block}, STORAGE_VERSION 'v1.4.0'"
_SMALL, _LARGE, _MANY_ROWS = 16_384, 262_144, 1_000_000
_FILE = "warehouse"
# A key of DuckDB is an index: on the registers of a whole country it would be larger than they are.
KEYED_ROWS = 100_000
DATABASE = "warehouse.duckdb"
RELEASE = "release"  # the table of one row that says which release the file is of
NAMED = "_named"


@contextmanager
def database(
    tables: Mapping[str, Table], units: Units, stamp: Stamp, path: Path, rows: int
) -> Iterator[Callable[[str, pl.DataFrame], None]]:
    """What puts one table after the other into the file, which is made anew and whole at the end of the block.

    Its rows are those of the Parquet files; its bytes differ from one writing to the next.

    rows: of all tables together.

    Raises:
        OSError: it cannot be written.
    """
    import duckdb

    path.unlink(missing_ok=True)
    try:
        # One thread: it is written beside other files, and several take half as much time again together.
        with duckdb.connect(config={"threads": 1}) as connection:
            laid_out = _LAID_OUT.format(block=_LARGE if rows > _MANY_ROWS else _SMALL)
            connection.execute(f"ATTACH {_text(str(path))} AS {_FILE} ({laid_out}); USE {_FILE}; BEGIN")

            def put(name: str, frame: pl.DataFrame) -> None:
                connection.execute(_created(tables[name], keyed=frame.height <= KEYED_ROWS))
                connection.register("given", frame.to_arrow(compat_level=pl.CompatLevel.newest()))
                # What is not committed is held in memory.
                connection.execute(f"INSERT INTO {_name(name)} SELECT * FROM given; COMMIT; BEGIN")
                connection.unregister("given")

            yield put
            connection.register("given", pl.DataFrame([asdict(stamp)]).to_arrow())
            connection.execute(f"CREATE TABLE {RELEASE} AS SELECT * FROM given")
            connection.execute(";".join([*_views(tables), *_comments(tables, units)]))
            connection.execute(f"COMMIT; USE memory; DETACH {_FILE}")
    except duckdb.IOException as error:
        raise OSError(5, str(error).splitlines()[0], str(path)) from None


def _name(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _created(table: Table, keyed: bool) -> str:
    """A key whose columns are never null is the primary key; of any other the rows are unique all the same."""
    columns = [f"{_name(c.name)} {_TYPES[c.type]}{'' if c.nullable else ' NOT NULL'}" for c in table.columns]
    nullable = any(column.key and column.nullable for column in table.columns)
    if keyed:
        columns.append(f"{'UNIQUE' if nullable else 'PRIMARY KEY'} ({', '.join(map(_name, table.key))})")
    return f"CREATE TABLE {_name(table.name)} ({', '.join(columns)})"


def _views(tables: Mapping[str, Table]) -> Iterator[str]:
    """`observations_named`: the figures with what their codes, boards and units are called, one row for one."""
    for table in tables.values():
        names = {column.name for column in table.columns}
        if not {"code", "period_end"} <= names:
            continue
        columns, joins = ["t.*", "i.label_vi", "i.label_en"], ["LEFT JOIN indicators i ON i.code = t.code"]
        joins.append(
            "AND coalesce(i.effective_from, '') <= t.period AND t.period <= coalesce(i.effective_to, t.period)"
        )
        if "board" in names:
            columns.append("b.board_name_vi")
            joins.append("LEFT JOIN boards b ON b.slug = t.board AND t.period_end")
            joins.append("BETWEEN b.valid_from AND coalesce(b.valid_to, t.period_end)")
        if "unit" in names:
            columns += ["u.label_vi AS unit_vi", "u.label_en AS unit_en"]
            joins.append("LEFT JOIN units u ON u.unit = t.unit")
        made = f"SELECT {', '.join(columns)} FROM {_name(table.name)} t {' '.join(joins)}"
        yield f"CREATE VIEW {_name(table.name + NAMED)} AS {made}"


def _comments(tables: Mapping[str, Table], units: Units) -> Iterator[str]:
    yield f"COMMENT ON TABLE {RELEASE} IS {_text(' · '.join(texts.ABOUT))}"
    for table in tables.values():
        said = [f"{table.title.vi} · {table.title.en}", table.description.vi, table.description.en]
        if table.warning.en:
            said += [f"{texts.WARNING.vi}: {table.warning.vi}", f"{texts.WARNING.en}: {table.warning.en}"]
        said_of_all = "\n".join(said)
        yield f"COMMENT ON TABLE {_name(table.name)} IS {_text(said_of_all)}"
        for column in table.columns:
            yield f"COMMENT ON COLUMN {_name(table.name)}.{_name(column.name)} IS {_text(told(column, units))}"
