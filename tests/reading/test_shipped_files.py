"""The files of `raw/`: eleven habits of 2023-H1 and the plain files before it, to the last value.

There is no file of truth, so truth is what the files must agree on: the published totals, the balances inside each
file, the lists against the sheets, each year against the year before, and first versions against their replacements.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pytest

from flows.ingest.reader import read_submission
from flows.ingest.submission import DATE, NOT_APPLICABLE, NUMBER, TEXT, ParsedSubmission, Place
from schemas.folding import normalise
from schemas.form import ValueKey
from schemas.reference import load_reference

REFERENCE = load_reference()
FORM = REFERENCE.form
RAW = Path(__file__).parents[2] / "raw"
FILES = sorted(path for path in RAW.glob("20*/*/*") if path.is_file())
HABITS = [path for path in FILES if path.parts[-3] == "2023-H1"]
PLAIN = [path for path in FILES if path.parts[-3] != "2023-H1"]
WRONG_FIRST_VERSIONS = {"TDKCN_hung-yen_2023-H1_v1.ods", "TDKCN_nam-dinh_2023-H1_v1.docx"}


@lru_cache
def parsed(path: Path) -> ParsedSubmission:
    return read_submission(path.read_bytes(), REFERENCE)


@lru_cache
def values(path: Path) -> dict[ValueKey, float | None]:
    return {ValueKey(v.code, v.sector, v.measure): v.value for v in parsed(path).values}


@lru_cache
def drawn_lines() -> frozenset[str]:
    """The codes of the lines these files were drawn with: the form may have more since."""
    codes = frozenset(v.code for v in parsed(PLAIN[0]).values if v.raw_text)
    assert len(codes) == 69
    return codes


def name(path: Path) -> str:
    return path.name


@pytest.mark.parametrize("path", FILES, ids=name)
def test_every_form_cell_is_read_with_its_place(path: Path) -> None:
    submission = parsed(path)
    form = FORM.in_force(path.parts[-3])
    assert [ValueKey(v.code, v.sector, v.measure) for v in submission.values] == list(form.keys())
    drawn = [v for v in submission.values if v.code in drawn_lines()]
    assert {v.state for v in drawn} <= {NUMBER, NOT_APPLICABLE}
    assert all(v.place.cell and v.raw_text for v in drawn)
    assert {p.rule for p in submission.problems} <= {"F12"}
    assert set(submission.sheets_found) == {f"B{n}" for n in range(1, 10)}


@pytest.mark.parametrize("path", FILES, ids=name)
def test_the_cover_says_board_and_period(path: Path) -> None:
    cover = parsed(path).cover
    assert (cover.period, cover.board_slugs) == (path.parts[-3], (path.parts[-2],))
    assert cover.board_place and cover.period_place
    assert cover.report_number.endswith("/BC-BQL") and cover.form_version == FORM.version


@pytest.mark.parametrize("path", [p for p in FILES if p.name not in WRONG_FIRST_VERSIONS], ids=name)
def test_balances_inside_a_file(path: Path) -> None:
    read = values(path)
    for line in FORM.indicators:
        parts = [read.get(ValueKey(line.code, sector, "actual")) for sector in ("fdi", "ddi", "total")]
        if None not in parts and len(line.units) == 3:
            fdi, ddi, total = (part or 0.0 for part in parts)
            assert abs(fdi + ddi - total) <= 3 * line.half_unit + 1e-9, line.code
    for sector in ("fdi", "ddi"):
        opening, new, ended, closing = (
            read[ValueKey(c, sector, "actual")] or 0 for c in ("1.09", "1.01", "1.06", "1.10")
        )
        assert closing == opening + new - ended


@pytest.mark.parametrize("path", FILES, ids=name)
def test_lists_add_up_to_the_sheets(path: Path) -> None:
    read = values(path)
    zones = [line for line in parsed(path).lines if line.form_sheet == "B8" and not line.total]
    events = [line for line in parsed(path).lines if line.form_sheet == "B9" and not line.total]
    for line in (*zones, *events):
        assert {cell.state for cell in line.cells.values()} <= {NUMBER, TEXT, DATE, NOT_APPLICABLE}
        assert all(cell.cell for cell in line.cells.values())
    area = sum(float(str(line.cells["area"].value)) for line in zones)
    assert len(zones) == read[ValueKey("3.01", "total", "actual")]
    assert abs(area - (read[ValueKey("3.02", "total", "actual")] or 0)) <= 0.05 * (len(zones) + 1)
    for sector, capital in (("fdi", "capital_usd"), ("ddi", "capital_vnd")):
        for event, count, money in (("new", "1.01", "1.02"), ("adjusted", "1.03", "1.04"), ("ended", "1.06", "1.07")):
            own = [e for e in events if e.cells["sector"].value == sector and e.cells["event"].value == event]
            total = sum(float(str(e.cells[capital].value)) for e in own if e.cells[capital].value is not None)
            assert len(own) == read[ValueKey(count, sector, "actual")]
            assert abs(total - (read[ValueKey(money, sector, "actual")] or 0)) <= 0.005 * (len(own) + 1) + 1e-6


@pytest.mark.parametrize(
    ("code", "sector", "published", "decimals"),
    [
        ("1.01", "fdi", 161, 0),
        ("1.01", "ddi", 46, 0),
        ("1.01", "total", 207, 0),
        ("1.05", "fdi", 4693.1, 1),
        ("1.05", "ddi", 80169.1, 1),
        ("2.02", "fdi", 37096.4, 1),
        ("2.02", "ddi", 74010.5, 1),
        ("2.06", "fdi", 2406.6, 1),
        ("2.06", "ddi", 12258.3, 1),
        ("3.01", "total", 187, 0),
        ("3.02", "total", 63478.9, 1),
        ("3.03", "total", 89, 0),
        ("3.04", "total", 19767.6, 1),
        ("3.05", "total", 33, 0),
        ("3.06", "total", 10932, 1),
    ],
)
def test_eleven_habits_add_up_to_the_published_review(code: str, sector: str, published: float, decimals: int) -> None:
    boards = [path for path in HABITS if path.name not in WRONG_FIRST_VERSIONS]
    assert len(boards) == 11
    total = sum(values(path)[ValueKey(code, sector, "actual")] or 0 for path in boards)
    assert round(total, decimals) == published


@pytest.mark.parametrize("board", ["hung-yen", "nam-dinh"])
def test_a_replacement_differs_in_one_cell(board: str) -> None:
    first, second = (values(path) for path in HABITS if path.parts[-2] == board)
    assert sum(first[key] != second[key] for key in first) == 1


def test_last_years_figures_are_those_of_last_year() -> None:
    by_period = {(p.parts[-3], p.parts[-2]): values(p) for p in FILES if p.name not in WRONG_FIRST_VERSIONS}
    compared = 0
    for (period, board), read in by_period.items():
        before = by_period.get((f"{int(period[:4]) - 1}{period[4:]}", board))
        if before is None:
            continue
        for key, value in read.items():
            then = before.get(ValueKey(key.code, key.sector, "actual"))
            if key.measure == "last_year" and value is not None and then is not None:
                assert abs(value - then) <= 0.05 + 1e-9, (period, board, key)
                compared += 1
    assert compared >= 300


@pytest.mark.parametrize(
    ("board", "code", "sector", "place", "raw"),
    [
        ("hai-phong", "1.10", "fdi", Place("B1", "E16"), "486"),  # the number cell 1.1 is code 1.10
        ("hai-duong", "4.06", "total", Place("BC 6T", "E103"), "3 (2)"),
        ("hai-duong", "4.04", "total", Place("BC 6T", "E101"), "-"),
        ("quang-ninh", "7.10", "total", Place(None, "M84"), "1030,0"),
        ("ha-nam", "4.03", "total", Place("Phụ lục 4", "D8"), "471"),
        ("ninh-binh", "3.09", "total", Place("B3", "E14"), "0.611"),
    ],
)
def test_places_of_odd_habits(board: str, code: str, sector: str, place: Place, raw: str) -> None:
    (path,) = [p for p in HABITS if p.parts[-2] == board]
    found = next(v for v in parsed(path).values if (v.code, v.sector) == (code, sector))
    sheet = found.place.sheet and normalise(found.place.sheet)  # names stay as written, here NFD
    assert (Place(sheet, found.place.cell), found.raw_text) == (place, raw)


def test_conversions_are_exact_and_said_once() -> None:
    (path,) = [p for p in HABITS if p.parts[-2] == "ninh-binh"]
    read = values(path)
    assert read[ValueKey("1.02", "fdi", "actual")] == 45.2379
    assert read[ValueKey("1.02", "ddi", "actual")] == 749.4493
    assert read[ValueKey("3.09", "total", "actual")] == 61.1
    said = [p for p in parsed(path).problems if p.rule == "F12"]
    assert [p.code for p in said] == [
        "1.02",
        "1.04",
        "1.05",
        "1.07",
        "1.08",
        "1.11",
        *(f"2.0{n}" for n in range(2, 7)),
        "B9",
        "B9",
    ]


def test_docx_and_csv_have_places_of_their_own() -> None:
    docx = parsed(next(p for p in HABITS if p.name.endswith("_v2.docx")))
    csv = parsed(next(p for p in HABITS if p.suffix == ".csv"))
    assert {v.place.sheet for v in docx.values} == {f"table {n}" for n in range(1, 8)}
    assert docx.cover.board_place == Place("paragraph 6", "")
    assert {v.place.sheet for v in csv.values} == {None}
    assert csv.sheets_found["B8"] == Place(None, "A86")


def test_number_styles_of_the_habits() -> None:
    styles = {p.parts[-2]: parsed(p).number_style for p in HABITS}
    assert styles["hai-phong"] == styles["nam-dinh"] == styles["quang-ninh"] == "1.234,5"
    assert styles["ha-noi"] == "1,234.5"
    assert styles["bac-ninh"] == "number cells"
