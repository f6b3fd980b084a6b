"""A total says what is missing in it and what is in doubt; texts are in one form, registers cut to their half."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from pathlib import Path

import polars as pl
import pytest

from flows.ingest.frames import Received, build_frames
from flows.raw_folder.decisions import Decisions
from flows.transform.canonical import ORIGIN, countries, in_nfc, zone_key, zones
from flows.transform.tables import build_tables
from flows.validate.judging import judge
from schemas.periods import Period
from tests.pipeline.conftest import RAW, Run
from tests.support.received import CONTEXT, REFERENCE, Figure, received
from tests.validate.test_derivation import year_file

BLOC = [board.slug for board in REFERENCE.boards.members(Period(2023, 1))]
STOCK, FLOW = "1.11 fdi", "1.08 fdi"


def built(*versions: Received) -> dict[str, pl.DataFrame]:
    frames = build_frames(versions, REFERENCE.form)
    validation = judge(frames, REFERENCE, Decisions(), CONTEXT)
    return build_tables(frames, validation, CONTEXT, REFERENCE, Period(2023, 1), ["2023-H1"])


def bloc(period: str, **others: Received) -> list[Received]:
    return [others.get(slug.replace("-", "_")) or received(board=slug, period=period) for slug in BLOC]


def total(tables: Mapping[str, pl.DataFrame], what: str, period: str = "2023-H1") -> dict[str, object]:
    code, sector = what.split()
    (row,) = tables["bloc_summary"].filter(period=period, code=code, sector=sector).to_dicts()
    return row


def with_x(*cells: str, board: str = "ha-nam", period: str = "2023-H1") -> Received:
    figures: dict[str, Figure] = dict.fromkeys(cells, "x")
    return received(figures, board=board, period=period)


@pytest.fixture(scope="module")
def with_nil() -> dict[str, pl.DataFrame]:
    """Every board in 2022-H2; in 2023-H1 Hà Nam confirms that there is nothing to report."""
    nil = received(board="ha-nam", period="2023-H1", nil=True)
    return built(*bloc("2022-H2"), *bloc("2023-H1", ha_nam=nil))


def test_nil_is_zero_of_a_flow(with_nil: dict[str, pl.DataFrame]) -> None:
    row = total(with_nil, "1.01 fdi")
    assert (row["boards_reported"], row["boards_expected"], row["complete"], row["status"]) == (11, 11, True, "final")
    observed = with_nil["observations"].filter(period="2023-H1", code="1.01", sector="fdi")
    assert row["value"] == row["value_with_estimates"] == observed["value"].sum()
    assert observed.filter(board="ha-nam")["value"].item() == 0.0


def test_nil_says_nothing_of_a_stock(with_nil: dict[str, pl.DataFrame]) -> None:
    row, others = total(with_nil, STOCK), with_nil["observations"].filter(period="2023-H1", code="1.11", sector="fdi")
    assert (row["boards_reported"], row["boards_expected"]) == (10, 11)
    assert not row["complete"] and row["status"] == "provisional" and row["share_of_previous"] < 1  # type: ignore[operator]
    assert row["value"] == others["value"].sum()
    assert row["value_with_estimates"] == others["value"].sum() + last_figure(with_nil)


def last_figure(tables: Mapping[str, pl.DataFrame]) -> float:
    """What Hà Nam had of the stock half a year before."""
    before = {"period": "2022-H2", "board": "ha-nam", "sector": "fdi", "measure": "actual"}
    return float(tables["observations"].filter(**before, code="1.11")["value"].item())


def test_a_nil_board_has_rows(with_nil: dict[str, pl.DataFrame]) -> None:
    rows = with_nil["observations"].filter(period="2023-H1", board="ha-nam")
    assert set(rows["cell_state"]) == {"nil"} and rows.height == len(list(REFERENCE.form.in_force("2023-H1").keys()))
    (stock,) = rows.filter(code="1.11", sector="fdi").to_dicts()
    assert stock["value"] is None and stock["estimated_value"] == last_figure(with_nil)
    (flow,) = rows.filter(code="1.01", sector="fdi").to_dicts()
    assert flow["value"] == 0.0 and flow["estimated_value"] is None
    for name in ("investment", "emulation"):
        assert with_nil[name].filter(period="2023-H1", board="ha-nam").height == 1


def test_x_after_figures_says_nothing_and_the_last_figure_is_the_estimate() -> None:
    tables = built(*bloc("2022-H2"), *bloc("2023-H1", ha_nam=with_x(STOCK, FLOW)))
    for what in (STOCK, FLOW):
        row = total(tables, what)
        assert (row["boards_reported"], row["boards_expected"], row["complete"]) == (10, 11, False), what
    row = total(tables, STOCK)
    assert row["value_with_estimates"] == row["value"] + last_figure(tables)  # type: ignore[operator]
    assert total(tables, FLOW)["value_with_estimates"] is None, "what happened in a half-year is no stock"


def test_x_where_there_never_was_a_figure_is_not_waited_for() -> None:
    tables = built(*bloc("2022-H2", ha_nam=with_x(FLOW, period="2022-H2")), *bloc("2023-H1", ha_nam=with_x(FLOW)))
    for period in ("2022-H2", "2023-H1"):
        row = total(tables, FLOW, period)
        assert (row["boards_reported"], row["boards_expected"], row["complete"]) == (10, 10, True)
        assert row["value"] == row["value_with_estimates"]
    assert total(tables, FLOW)["share_of_previous"] == 1.0


def test_a_blank_leaves_its_total_incomplete() -> None:
    tables = built(*bloc("2023-H1", ha_nam=received({FLOW: None}, board="ha-nam")))
    row = total(tables, FLOW)
    assert (row["boards_reported"], row["boards_expected"], row["complete"]) == (10, 11, False)
    assert row["value_with_estimates"] is None and row["status"] == "provisional"
    assert total(tables, STOCK)["status"] == "final"


def test_a_missing_board_leaves_all_incomplete() -> None:
    tables = built(*bloc("2022-H2"), *bloc("2023-H1")[1:])
    rows = tables["bloc_summary"].filter(period="2023-H1")
    assert not rows["complete"].any() and rows["value_with_estimates"].is_null().all()


# --- open queries -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def queried(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The half-year as it was known on 20 June: the revenue of Hưng Yên a thousand times too much."""
    from flows.steps.running.direct import run_direct
    from flows.steps.running.request import RunRequest

    warehouse = tmp_path_factory.mktemp("queried")
    return run_direct(RunRequest(str(RAW), str(warehouse), "2023-H1", as_of="2023-06-20", exports=False)).release.folder


def test_the_total_says_what_is_in_question(queried: Path) -> None:
    summary = pl.read_parquet(queried / "bloc_summary.parquet")
    row = total({"bloc_summary": summary}, "2.02 fdi")
    assert row["value"] == pytest.approx(1538569.17, abs=0.01)
    assert row["value_without_questioned"] == pytest.approx(1538569.17 - 1520900, abs=0.01)
    assert row["likely_value"] == pytest.approx(19190.07, abs=0.01)
    assert row["open_queries"] >= 1  # type: ignore[operator]
    others = summary.filter(pl.col("open_queries") == 0)
    assert others.height > 0.9 * summary.height
    assert others["likely_value"].equals(others["value"].rename("likely_value"))
    assert others["value_without_questioned"].equals(others["value"].rename("value_without_questioned"))


def test_the_figure_and_the_wide_table_say_so_too(queried: Path) -> None:
    asked = pl.read_parquet(queried / "observations.parquet").filter("questioned")
    (row,) = asked.filter(period="2023-H1", code="2.02", sector="fdi").to_dicts()
    assert (row["board"], row["code"], row["value"], row["likely_value"]) == ("hung-yen", "2.02", 1520900.0, 1520.9)
    wide = pl.read_parquet(queried / "operations.parquet").filter(period="2023-H1", board="hung-yen")
    assert "revenue_fdi" in wide["questioned"].item().split(";")


def test_people_see_it(queried: Path) -> None:
    from flows.publish.release_rows import release_rows

    rows = release_rows(queried, Period(2023, 1), REFERENCE).totals
    (row,) = (row for row in rows if row["Likely"])
    assert row["Total"] == "1,538,569.2 (?)" and row["Likely"] == "19,190.1"
    page = (queried / "report" / "index.html").read_text(encoding="utf-8")
    assert "đang có câu hỏi; giá trị có khả năng đúng: 19.190,1" in page
    english = (queried / "report" / "en.html").read_text(encoding="utf-8")
    assert "most likely value: 19,190.1" in english


def test_without_a_certain_repair_nothing_is_likely() -> None:
    from flows.ingest.submission import Place
    from flows.transform.questioned import questions, with_questions
    from flows.validate.findings.finding import Finding, Repair, RepairCell

    figures = pl.DataFrame(
        {
            "submission": ["a"] * 3,
            "sheet": ["B1"] * 3,
            "cell": ["E6", "E7", "E8"],
            "code": ["1.01", "1.02", "1.03"],
            "sector": ["fdi"] * 3,
            "measure": ["actual"] * 3,
            "value": [1.0, 2.0, 3.0],
        }
    )

    def query(first: str, *repairs: tuple[tuple[str, str, float], ...], answers: int = 0) -> Finding:
        given = tuple(
            Repair(tuple(RepairCell("B1", cell, code, "fdi", "actual", None, to) for cell, code, to in one), "", "", "")
            for one in repairs
        )
        return Finding(
            "R202", "query", "a", "ha-nam", "2023-H1", "B1", first, "", "", "", "", "", None, None,
            (Place("B1", first),), "", "", "", given, answers or len(given),
        )  # fmt: skip

    def likely(*queries: Finding) -> list[tuple[bool, float | None]]:
        found = with_questions(figures, questions(queries, figures))
        return found.select("questioned", "likely_value").rows()

    quiet, asked = (False, None), (True, None)
    assert likely() == [quiet] * 3
    assert likely(query("E6")) == [asked, quiet, quiet]
    assert likely(query("E6", (("E6", "1.01", 9.0),))) == [(True, 9.0), quiet, quiet]
    two = (("E6", "1.01", 9.0),), (("E7", "1.02", 8.0),)
    assert likely(query("E6", *two)) == [asked, asked, quiet], "two answers: none is certain"
    assert likely(query("E6", two[0], answers=5)) == [asked, quiet, quiet], "the likeliest of five is not certain"
    assert likely(query("E6", two[1])) == [(True, 1.0), (True, 8.0), quiet], "the certain repair lies elsewhere"
    assert likely(query("E6", two[0]), query("E6")) == [(True, 9.0), quiet, quiet]
    contradicting = query("E6", two[0]), query("E6", (("E6", "1.01", 7.0),))
    assert likely(*contradicting) == [asked, quiet, quiet]


# --- registers and texts ----------------------------------------------------------------------------------------------


def test_a_register_of_the_year_is_cut_to_its_half() -> None:
    tables = built(received(period="2022-H1"), year_file())
    events = tables["projects"].filter(board="ha-noi")
    assert events.group_by("period").len().sort("period")["len"].to_list() == [6, 6]
    start = pl.col("date") >= pl.date(2022, 6, 15)
    assert events.filter(period="2022-H2").select(start.all()).item()


def test_what_ended_is_taken_away() -> None:
    tables = built(received())
    signed = tables["projects"].filter(sector="fdi").select("event", "capital_usd", "capital_usd_signed").rows()
    assert signed == [("new", 8.0, 8.0), ("adjusted", 8.0, 8.0), ("ended", 8.0, -8.0)]


def test_all_texts_but_origins_are_in_nfc(queried: Path) -> None:
    for path in queried.glob("*.parquet"):
        frame = pl.read_parquet(path)
        for name in (n for n, type_ in frame.schema.items() if type_ == pl.String and n not in ORIGIN):
            bad = [text for text in frame[name].drop_nulls().unique() if not unicodedata.is_normalized("NFC", text)]
            assert not bad, f"{path.stem}.{name}: {bad[:3]}"


def test_decomposed_names_are_put_together_and_those_of_files_and_sheets_left() -> None:
    written = unicodedata.normalize("NFD", "Hồng Kông")
    frame = pl.DataFrame({"country": [written], "file": [f"{written}.xlsx"], "sheet": [written], "n": [1]})
    assert in_nfc(frame)["country"].item() == "Hồng Kông"
    assert in_nfc(frame)["file"].item() == f"{written}.xlsx"
    assert in_nfc(frame)["sheet"].item() == written


def test_one_country_one_name() -> None:
    spelt = ["Hàn Quốc", "HAN QUOC", "Korea", "Mỹ", "Hoa  Kỳ", "USA", "CHND Trung Hoa", "Wakanda", None]
    found = pl.DataFrame({"c": spelt}).select(countries(pl.col("c")))["c"].to_list()
    assert found == [*["Hàn Quốc"] * 3, *["Hoa Kỳ"] * 3, "Trung Quốc", "Wakanda", None]


def test_one_zone_one_name() -> None:
    used = ["KCN Dong Van I", "Khu công nghiệp Đồng Văn I", "KCN ĐỒNG VĂN I", "KCN Đồng Văn IV", "KCN Đồng Văn 04"]
    found = zones(pl.DataFrame({"name": used}))
    assert [found[name] for name in used] == [*["Khu công nghiệp Đồng Văn I"] * 3, "KCN Đồng Văn IV", "KCN Đồng Văn 04"]
    assert zone_key("KCN Đồng Văn 04") == zone_key("kcn dong van 4") != zone_key("KCX Đồng Văn 4")


def test_shipped_names(run: Run) -> None:
    projects = pl.read_parquet(run(RAW, "2023-H1").release.folder / "projects.parquet")
    assert projects["country"].n_unique() == projects["country_canonical"].n_unique() == 10


def test_x_where_the_last_three_periods_had_figures_is_a_query() -> None:
    before = [received(board="ha-nam", period=period) for period in ("2021-H2", "2022-H1", "2022-H2")]
    for cell in (STOCK, FLOW):
        now = with_x(cell)
        frames = build_frames([*before, now], REFERENCE.form)
        found = judge(frames, REFERENCE, Decisions(), CONTEXT).findings
        asked = [f for f in found if f.submission == now.submission and f.found == "x"]
        assert [(f.severity, f"{f.code} {f.sector}") for f in asked] == [("query", cell)]
