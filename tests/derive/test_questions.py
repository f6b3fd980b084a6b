"""The seventeen questions of docs/analysts.md: the statements as they stand there, held against the boards' files.

Nothing expected here comes from a table of the package: it is read by hand from the files, or was known before.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from tests.support import by_hand
from tests.support.by_hand import figure, on_todays_ground, total

PAGE = (by_hand.ROOT / "docs" / "analysts.md").read_text(encoding="utf-8")
STATEMENTS = {
    int(number): (sql, python)
    for number, sql, python in re.findall(r"^### (\d+)\. .*?```sql\n(.*?)```\n```python\n(.*?)```", PAGE, re.M | re.S)
}
_PLACE = "warehouse/current"
TODAY = by_hand.boards("2025-H2")
BEFORE = by_hand.boards("2024-H2")
# Central rate of 31 December 2025, as its source says.
RATE = 25121


def asked(number: int, release: Path) -> list[dict[str, Any]]:
    """The answer to a question; the statement in SQL and the one in polars must give the same."""
    sql, python = (text.replace(_PLACE, str(release)) for text in STATEMENTS[number])
    relation = duckdb.sql(sql)
    assert relation is not None
    of_sql = relation.pl()
    of_polars: pl.DataFrame = eval(f"({python.strip()})", {"pl": pl})
    assert of_sql.columns == of_polars.columns
    own = of_polars.cast({name: type_ for name, type_ in of_sql.schema.items() if type_ != of_polars.schema[name]})
    order = [name for name, type_ in own.schema.items() if type_ == pl.String] or own.columns
    first, second = own.sort(order).to_dicts(), of_sql.sort(order).to_dicts()
    assert [
        {name: pytest.approx(value) if isinstance(value, float) else value for name, value in row.items()}
        for row in first
    ] == second
    return first


def by(rows: list[dict[str, Any]], *names: str, value: str) -> dict[Any, Any]:
    return {tuple(row[name] for name in names) if len(names) > 1 else row[names[0]]: row[value] for row in rows}


def close(expected: dict[Any, float]) -> Any:
    return pytest.approx(expected, rel=1e-9)


def test_every_question_is_answered() -> None:
    assert list(STATEMENTS) == list(range(1, 18))


def test_1_growth_by_board(release: Path) -> None:
    found = by(asked(1, release), "board", value="change_now")
    now = {board: figure("2025-H2", board, "2.02", "fdi") or 0.0 for board in TODAY}
    assert found == close({b: now[b] / on_todays_ground("2024-H2", b, "2.02", "fdi") - 1 for b in TODAY})
    known = {"ninh-binh": 2.2, "bac-ninh": 11.2, "hung-yen": 9.5, "hai-phong": 9.0}
    assert {board: round(100 * found[board], 1) for board in known} == known


def test_2_growth_of_the_bloc(release: Path) -> None:
    (row,) = asked(2, release)
    now, then = total("2025-H2", "2.02", "fdi"), sum(on_todays_ground("2024-H2", b, "2.02", "fdi") for b in TODAY)
    assert (round(now, 1), round(then, 1)) == (50401.7, 46504.0)
    assert row["value"] == pytest.approx(now) and row["restated"] == pytest.approx(
        total("2025-H2", "2.02", "fdi", "last_year")
    )
    assert row["now_known"] == row["then_known"] == pytest.approx(then)
    assert {round(100 * row[name], 1) for name in ("change_then", "change_now", "change_restated")} == {8.4}


def test_3_share(release: Path) -> None:
    found = by(asked(3, release), "board", value="share")
    whole = total("2025-H2", "2.02", "fdi")
    assert found == close({b: (figure("2025-H2", b, "2.02", "fdi") or 0.0) / whole for b in TODAY})
    assert sum(found.values()) == pytest.approx(1)


def test_4_years(release: Path) -> None:
    rows = asked(4, release)
    found = by(rows, "board", "key", "measure", value="value")
    revenue = {
        b: on_todays_ground("2025-H1", b, "2.02", "fdi") + (figure("2025-H2", b, "2.02", "fdi") or 0.0) for b in TODAY
    }
    expected = {(b, "revenue", "actual"): revenue[b] for b in TODAY}
    expected |= {(b, "revenue", "plan"): figure("2025-H2", b, "2.02", "fdi", "plan") or 0.0 for b in TODAY}
    expected |= {(b, "valid_projects", "actual"): figure("2025-H2", b, "1.10", "fdi") or 0.0 for b in TODAY}
    for key, measure in (("revenue", "actual"), ("revenue", "plan"), ("valid_projects", "actual")):
        expected["bloc", key, measure] = sum(expected[b, key, measure] for b in TODAY)
    assert found == close(expected)
    assert by(rows, "key", "measure", value="method") == {
        ("revenue", "actual"): "sum", ("revenue", "plan"): "stated", ("valid_projects", "actual"): "closing",
    }  # fmt: skip


def test_5_plans(release: Path) -> None:
    found = by(asked(5, release), "board", value="achievement")
    year = {
        b: on_todays_ground("2025-H1", b, "2.02", "fdi") + (figure("2025-H2", b, "2.02", "fdi") or 0.0) for b in TODAY
    }
    plan = {b: figure("2025-H2", b, "2.02", "fdi", "plan") or 0.0 for b in TODAY}
    expected = {b: year[b] / plan[b] for b in TODAY} | {"bloc": sum(year.values()) / sum(plan.values())}
    assert found == close(expected) and all(0.9 < one < 1.1 for one in found.values())


def test_6_occupancy(release: Path) -> None:
    found = by(asked(6, release), "ratio", value="value")
    operating = [
        z for b in by_hand.boards("2024-H1") for z in by_hand.zones("2024-H1", b) if z.status == "Đang hoạt động"
    ]
    assert found == close(
        {
            "occupancy": 100 * total("2024-H1", "3.08") / total("2024-H1", "3.07"),
            "occupancy_operating": 100 * sum(z.leased for z in operating) / sum(z.leasable for z in operating),
        }
    )
    assert round(found["occupancy"], 1) == 51.0


def test_7_capital_per_project_and_hectare(release: Path) -> None:
    found = by(asked(7, release), "ratio", "sector", value="value")
    new = [p for b in TODAY for p in by_hand.projects("2025-H2", b) if p.event == "Cấp mới"]
    fdi, ddi = ([p for p in new if p.sector == sector] for sector in ("FDI", "DDI"))
    assert found == close(
        {
            ("capital_per_project", "fdi"): total("2025-H2", "1.02", "fdi") / total("2025-H2", "1.01", "fdi"),
            ("capital_per_project", "ddi"): total("2025-H2", "1.02", "ddi") / total("2025-H2", "1.01", "ddi"),
            ("capital_per_hectare", "fdi"): sum(float(p.usd) for p in fdi) / sum(p.land for p in fdi),
            ("capital_per_hectare", "ddi"): sum(float(p.vnd) for p in ddi) / sum(p.land for p in ddi),
        }
    )


def test_8_budget_per_revenue(release: Path) -> None:
    found = by(asked(8, release), "sector", value="value")
    sectors = ("fdi", "ddi")
    assert found == close({s: 100 * total("2025-H2", "2.06", s) / total("2025-H2", "2.02", s) for s in sectors})


def test_9_ranks(release: Path) -> None:
    rows = asked(9, release)
    values = {b: figure("2024-H2", b, "3.01") or 0.0 for b in BEFORE}
    assert by(rows, "board", value="rank") == {b: 1 + sum(v > values[b] for v in values.values()) for b in BEFORE}
    counts = Counter(values.values())
    assert by(rows, "board", value="tied") == {b: counts[values[b]] > 1 for b in BEFORE}
    assert max(counts.values()) > 1, "a question about ties needs a tie"


def test_10_on_todays_boundaries(release: Path) -> None:
    found = by(asked(10, release), "period", "board", value="value")
    periods = {period for period, _ in found} - {"2023-H1"}  # some of its files are not in the plain layout
    assert len(periods) == 9
    plain = {key: value for key, value in found.items() if key[0] in periods}
    assert plain == close({(p, b): on_todays_ground(p, b, "2.02", "fdi") for p in periods for b in TODAY})


def test_11_completeness_and_doubt(known_in_june: Path) -> None:
    (row,) = asked(11, known_in_june)
    assert row["value"] == pytest.approx(1538569.17, abs=0.01) and row["in_doubt"] == pytest.approx(1520900)
    assert row["open_queries"] > 0 and (row["boards_reported"], row["boards_expected"]) == (4, 11)


def test_12_as_known_on_a_day(release: Path) -> None:
    (row,) = asked(12, release)
    assert row["value"] == pytest.approx(1538569.17, abs=0.01)
    assert (row["boards_reported"], row["boards_expected"]) == (4, 11)


def test_13_restatements(release: Path) -> None:
    rows = asked(13, release)
    assert {row["board"] for row in rows} == {"hung-yen"} and {row["cause"] for row in rows} == {"resubmission"}
    assert ("2.02", "fdi", 1520900.0, 1520.9) in {(r["code"], r["sector"], r["before"], r["after"]) for r in rows}


def test_14_emulation(release: Path) -> None:
    rows = asked(14, release)
    scores = {m: {b: figure("2025-H2", b, "7.10", "total", m) or 0.0 for b in TODAY} for m in ("self", "verified")}
    for measure, own in scores.items():
        assert by(rows, "board", value=measure) == own
        ranks = {b: 1 + sum(v > own[b] for v in own.values()) for b in TODAY}
        assert by(rows, "board", value=f"rank_{measure}") == ranks
        counts = Counter(own.values())
        assert by(rows, "board", value=f"tied_{measure}") == {b: counts[own[b]] > 1 for b in TODAY}
    assert {row["board"] for row in rows if row["tied_self"]} == {"bac-ninh", "phu-tho"}
    assert all(row["difference"] == pytest.approx(row["verified"] - row["self"]) for row in rows)


def test_15_net_capital_by_country(release: Path) -> None:
    found = by(asked(15, release), "country", "sector", value="value")
    assert len({country for country, _ in found}) == 10
    expected: dict[tuple[str, str], float] = defaultdict(float)
    for period in ("2024-H1", "2024-H2", "2025-H1", "2025-H2"):
        for board in by_hand.boards(period):
            for project in by_hand.projects(period, board):
                capital = float(project.usd if project.sector == "FDI" else project.vnd)
                sign = -1 if project.event == "Chấm dứt" else 1
                expected[project.country, project.sector.lower()] += sign * abs(capital) if sign < 0 else capital
    assert found == pytest.approx(expected, abs=0.006)


def test_16_zones(release: Path, table: Any) -> None:
    rows = asked(16, release)
    words = {
        "Đang hoạt động": "operating",
        "Đang xây dựng hạ tầng": "under_construction",
        "Đã phê duyệt quy hoạch": "approved",
    }
    zones = [zone for board in TODAY for zone in by_hand.zones("2025-H2", board)]
    assert by(rows, "status", value="zones") == Counter(words[zone.status] for zone in zones)
    assert sum(row["zones"] for row in rows) == 250
    for status in words.values():
        area = sum(zone.area for zone in zones if words[zone.status] == status)
        assert by(rows, "status", value="area")[status] == pytest.approx(area, abs=0.06)
    changes = table("zone_history").filter(period="2025-H2")["changes"]
    before = {zone.name for board in by_hand.boards("2025-H1") for zone in by_hand.zones("2025-H1", board)}
    assert (changes == "first_seen").sum() == len({zone.name for zone in zones} - before)


def test_17_one_currency(release: Path) -> None:
    rows = asked(17, release)
    found = by(rows, "board", value="value")
    in_usd = {
        b: (figure("2025-H2", b, "2.02", "fdi") or 0.0) + 1000 * (figure("2025-H2", b, "2.02", "ddi") or 0.0) / RATE
        for b in TODAY
    }
    assert found == close(in_usd | {"bloc": sum(in_usd.values())})
    assert {(row["unit"], row["vnd_per_usd"]) for row in rows} == {("million_usd", RATE)}
