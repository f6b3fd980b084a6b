"""The form sent to a board: what it looks like, what is prefilled, and that its formulas say what the rules say."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from datetime import date
from itertools import zip_longest
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from flows.correspond.form_layout import FormLayout
from flows.correspond.prefill import Known, known_values, lines_outside
from flows.correspond.template.writing import write_template
from flows.ingest.reader import read_submission
from flows.raw_folder.decisions import OUTSIDE_SCHEMA
from flows.steps.check import Surroundings, check_file
from flows.texts import documents as texts
from schemas.form import ValueKey
from schemas.language.rule_set import expand
from schemas.periods import Period, parse_period
from schemas.reference import Reference

from .conftest import ROOT

PERIOD = parse_period("2022-H2")


@pytest.fixture
def template(tmp_path: Path, reference: Reference) -> tuple[Path, FormLayout]:
    board = reference.boards.member("vinh-phuc", PERIOD)
    assert board is not None
    path = tmp_path / "form.xlsx"
    return path, write_template(path, reference, board, PERIOD)


def checks_of(book: openpyxl.Workbook, layout: FormLayout) -> dict[str, str]:
    """`B1!6` -> what the check cell of that row shows."""
    shown = {}
    for name, sheet in {**layout.tables, **layout.lists}.items():
        for row in range(sheet.first_row, sheet.last_row + 1):
            text = book[name][f"{sheet.check_column}{row}"].value
            if text:
                shown[f"{name}!{row}"] = str(text)
    return shown


def test_every_line_of_the_form_is_there_with_its_code_and_unit(
    template: tuple[Path, FormLayout], reference: Reference
) -> None:
    path, layout = template
    book = openpyxl.load_workbook(path)
    assert book.sheetnames[:10] == [sheet.sheet for sheet in reference.form.sheets]
    assert book["Bia"]["A11"].value == reference.form.version
    assert book["Bia"]["A9"].value.endswith("Ban Quản lý các khu công nghiệp tỉnh Vĩnh Phúc")
    assert book["Bia"]["A10"].value.endswith("6 tháng cuối năm 2022")
    for name, table in layout.tables.items():
        for code, row in table.rows.items():
            assert book[name][f"C{row}"].value == code
            assert book[name][f"B{row}"].value == reference.form.by_code[code].label_vi
    assert book["B1"]["D7"].value == "triệu USD / tỷ đồng"


def test_cells_without_a_figure_hold_x_and_are_locked(template: tuple[Path, FormLayout], reference: Reference) -> None:
    path, layout = template
    book = openpyxl.load_workbook(path)
    for name, table in layout.tables.items():
        assert book[name].protection.sheet
        assert not book[name].protection.password
        for line in table.lines:
            assert book[name][f"C{table.rows[line.code]}"].protection.locked
            for column in table.columns:
                cell = book[name][f"{table.letter(column)}{table.rows[line.code]}"]
                holds_figure = ValueKey(line.code, *column) in line.keys
                assert cell.protection.locked == (not holds_figure), cell
                assert cell.value == (None if holds_figure else "x"), cell


def test_an_indicator_added_to_the_form_is_in_the_template(tmp_path: Path, reference: Reference) -> None:
    from schemas.reference import load_reference
    from tests.support.dated import next_code

    code = next_code(reference.form.by_sheet["B4"][0])
    folder = tmp_path / "schemas"
    folder.mkdir()
    for path in reference.folder.glob("*.csv"):
        shutil.copy(path, folder)
    with (folder / "form.csv").open("a", encoding="utf-8") as handle:
        handle.write(f"B4,{code},drones,Số thiết bị bay,Drones,,,zone,stock,yes,0,yes,value\n")
    changed = load_reference(folder)
    board = changed.boards.member("ha-nam", PERIOD)
    assert board is not None
    layout = write_template(tmp_path / "form.xlsx", changed, board, PERIOD)
    sheet = openpyxl.load_workbook(tmp_path / "form.xlsx")["B4"]
    row = layout.tables["B4"].rows[code]
    assert (sheet[f"B{row}"].value, sheet[f"C{row}"].value, sheet[f"D{row}"].value) == (
        "Số thiết bị bay",
        code,
        "khu",
    )
    assert "R106" in sheet[f"{layout.tables['B4'].check_column}{row}"].value


def test_entry_rules_for_counts_lists_and_dates(template: tuple[Path, FormLayout]) -> None:
    path, _ = template
    book = openpyxl.load_workbook(path)

    def rule_of(sheet: Worksheet, cell: str) -> Any:
        return next(rule for rule in sheet.data_validations.dataValidation if cell in rule.sqref)

    assert "INT" in rule_of(book["B1"], "E6").formula1
    assert ">=0" in rule_of(book["B1"], "E7").formula1
    assert ">=0" not in rule_of(book["B1"], "E9").formula1  # a net decrease is negative
    assert rule_of(book["B8"], "D6").formula1 == '"Đang hoạt động,Đang xây dựng hạ tầng,Đã phê duyệt quy hoạch"'
    assert rule_of(book["B9"], "H6").formula1 == '"Cấp mới,Điều chỉnh,Chấm dứt"'
    days = rule_of(book["B9"], "I6")
    assert (days.type, days.formula1, days.formula2) == ("date", "DATE(2022,5,15)", "DATE(2022,12,31)")
    for sheet in book.worksheets:
        for rule in sheet.data_validations.dataValidation:
            assert len(rule.prompt) <= 255 and len(rule.promptTitle) <= 32


def test_known_figures_and_zones_are_prefilled_and_escaped(tmp_path: Path, reference: Reference) -> None:
    board = reference.boards.member("vinh-phuc", PERIOD)
    assert board is not None
    known = Known(
        {ValueKey("1.09", "fdi", "actual"): 346.0, ValueKey("7.09", "total", "max"): None},
        ({"name": "=cmd|'/c calc'!A1", "kind": "KCN", "investor": "@x", "established": 1999.0},),
    )
    layout = write_template(tmp_path / "form.xlsx", reference, board, PERIOD, known)
    book = openpyxl.load_workbook(tmp_path / "form.xlsx")
    assert book["B1"][layout.tables["B1"].cell(ValueKey("1.09", "fdi", "actual"))].value == 346
    assert book["B7"][layout.tables["B7"].cell(ValueKey("7.09", "total", "max"))].value == "x"
    name = book["B8"]["B6"]
    assert (name.value, name.data_type, name.quotePrefix) == ("=cmd|'/c calc'!A1", "s", True)
    assert book["B8"]["I6"].value == 1999
    assert book["B8"]["D6"].value is None, "status is asked for every time"


# --- what is known -------------------------------------------------------------------------------------------

ACCEPTED_SCHEMA = {
    "period": pl.String, "board": pl.String, "code": pl.String, "sector": pl.String, "measure": pl.String,
    "state": pl.String, "value": pl.Float64,
}  # fmt: skip


def accepted(*rows: tuple[Any, ...]) -> pl.DataFrame:
    full = [(*row[:5], "not_applicable" if row[5] is None else "number", row[5]) for row in rows]
    return pl.DataFrame(full, schema=ACCEPTED_SCHEMA, orient="row")


def outside(*rows: tuple[Any, ...]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=OUTSIDE_SCHEMA, orient="row")


def test_openings_last_year_plan_and_scale_come_from_what_was_accepted(reference: Reference) -> None:
    frame = accepted(
        ("2022-H1", "ha-nam", "1.10", "fdi", "actual", 346.0),
        ("2022-H1", "ha-nam", "1.10", "ddi", "actual", 100.0),
        ("2022-H1", "ha-nam", "2.02", "fdi", "plan", 5507.3),
        ("2022-H1", "ha-nam", "7.01", "total", "max", 250.0),
        ("2022-H1", "ha-nam", "7.09", "total", "max", None),
        ("2021-H2", "ha-nam", "2.02", "fdi", "actual", 2682.6),
        ("2021-H2", "hai-duong", "2.02", "ddi", "actual", 1.0),
    )
    known = known_values(frame, outside(), reference.form, reference.boards, "ha-nam", PERIOD)
    assert known == {
        ValueKey("1.09", "fdi", "actual"): 346.0,
        ValueKey("1.09", "ddi", "actual"): 100.0,
        ValueKey("1.09", "total", "actual"): 446.0,
        ValueKey("2.02", "fdi", "plan"): 5507.3,
        ValueKey("2.02", "fdi", "last_year"): 2682.6,
        ValueKey("7.01", "total", "max"): 250.0,
        ValueKey("7.09", "total", "max"): None,
    }


def test_after_a_merger_openings_are_the_sum_of_all_predecessors_or_nothing(reference: Reference) -> None:
    period = Period(2025, 2)
    own = [("2025-H1", "bac-ninh", "1.10", "fdi", "actual", 1000.0)]
    joined = outside(("bac-giang", "bac-ninh", "2025-H1", "1.10", "fdi", 321.0))
    opening = ValueKey("1.09", "fdi", "actual")
    both = known_values(accepted(*own), joined, reference.form, reference.boards, "bac-ninh", period)
    assert both[opening] == 1321.0
    alone = known_values(accepted(*own), outside(), reference.form, reference.boards, "bac-ninh", period)
    assert opening not in alone


def test_a_whole_years_last_year_is_the_sum_of_both_halves_for_flows(reference: Reference) -> None:
    frame = accepted(
        ("2022-H1", "ha-nam", "2.02", "fdi", "actual", 100.1),
        ("2022-H2", "ha-nam", "2.02", "fdi", "actual", 200.2),
        ("2022-H2", "ha-nam", "1.10", "fdi", "actual", 7.0),
    )
    known = known_values(frame, outside(), reference.form, reference.boards, "ha-nam", Period(2023))
    assert known[ValueKey("2.02", "fdi", "last_year")] == 300.3
    assert known[ValueKey("1.09", "fdi", "actual")] == 7.0


# --- computed by LibreOffice ---------------------------------------------------------------------------------


@pytest.mark.libreoffice
def test_filled_in_it_reads_back_and_every_check_says_right(
    tmp_path: Path,
    template: tuple[Path, FormLayout],
    reference: Reference,
    filled_in: Callable[..., None],
    computed: Callable[..., list[Path]],
) -> None:
    path, layout = template
    filled_in(path, layout, {})
    (result,) = computed(path)
    shown = checks_of(openpyxl.load_workbook(result, data_only=True), layout)
    # A line the form has since the file was sent stays blank in it.
    assert set(shown.values()) <= {texts.CHECK_RIGHT.vi, texts.CHECK_OPTIONAL.vi}
    assert list(shown.values()).count(texts.CHECK_RIGHT.vi) == 69 + 16 + 46
    parsed = read_submission(result.read_bytes(), reference)
    assert parsed.problems == ()
    checked = check_file(
        result, Surroundings(ROOT / "raw", tmp_path / "none", reference), period=PERIOD, board="vinh-phuc"
    )
    assert (checked.status, checked.findings) == ("accepted", ())
    assert (parsed.cover.board_slugs, parsed.cover.period) == (("vinh-phuc",), "2022-H2")
    values = {(v.code, v.sector, v.measure): v.value for v in parsed.values}
    assert values["1.02", "fdi", "actual"] == 215.46
    assert values["2.02", "ddi", "last_year"] == 3822.8


@pytest.mark.libreoffice
def test_an_empty_form_asks_for_figures_and_accuses_nobody(
    template: tuple[Path, FormLayout], computed: Callable[..., list[Path]]
) -> None:
    path, layout = template
    shown = checks_of(openpyxl.load_workbook(computed(path)[0], data_only=True), layout)
    assert set(shown.values()) == {texts.CHECK_MISSING.vi, texts.CHECK_OPTIONAL.vi}


# (change, sheet and row whose check must fail, rule)
BROKEN: list[tuple[dict[str, Any], str, str]] = [
    ({"B1!G6": 23}, "B1!6", "R101"),
    ({"B2!G10": 2099.4}, "B2!10", "R101"),
    ({"B1!E10": 400}, "B1!10", "R102"),
    ({"B1!E15": 347, "B1!G15": 447}, "B1!15", "R103"),
    ({"B1!E12": 0}, "B1!11", "R104"),
    ({"B1!F13": -1}, "B1!13", "R105"),
    ({"B5!E12": 1.5}, "B5!12", "R106"),
    ({"B2!E14": 2000000}, "B2!14", "R107"),
    ({"B3!E13": 1800}, "B3!13", "R108"),
    ({"B3!E14": 68.4}, "B3!14", "R109"),
    ({"B3!E6": 11}, "B3!6", "R110"),
    ({"B8!D6": "Đã phê duyệt quy hoạch"}, "B3!8", "R111"),
    ({"B8!E6": 9.8}, "B3!9", "R111"),
    ({"B9!J6": 31.71}, "B1!7", "R112"),
    ({"B9!H6": "Điều chỉnh"}, "B1!6", "R112"),
    ({"B5!E7": 1}, "B5!6", "R113"),
    ({"B5!E10": 999999}, "B5!10", "R114"),
    ({"B4!E11": 0, "B4!E12": 2}, "B4!12", "R114"),
    ({"B7!F6": 250.1}, "B7!6", "R115"),
    ({"B7!G15": 949.2}, "B7!15", "R115"),
    ({"B9!I6": date(2022, 5, 1)}, "B9!6", "R116"),
    ({"B9!B7": "2290000446"}, "B9!6", "R116"),
]


@pytest.mark.libreoffice
def test_each_broken_value_makes_check_cell_and_rule_agree(
    tmp_path: Path, reference: Reference, filled_in: Callable[..., None], computed: Callable[..., list[Path]]
) -> None:
    board = reference.boards.member("vinh-phuc", PERIOD)
    assert board is not None
    # One of each table a form: no rule holds them against each other, but B1 with B9 and B3 to B5 with B8.
    tables = {"B9": "B1", "B8": "B3", "B4": "B3"}
    groups: dict[str, list[tuple[dict[str, Any], str, str]]] = {}
    for one in BROKEN:
        sheet = one[1].split("!")[0]
        groups.setdefault(tables.get(sheet, sheet), []).append(one)
    forms = [[one for one in row if one is not None] for row in zip_longest(*groups.values())]
    empty, paths = tmp_path / "empty.xlsx", []
    layout = write_template(empty, reference, board, PERIOD)
    for number, form in enumerate(forms):
        path = tmp_path / f"broken-{number}.xlsx"
        shutil.copy(empty, path)
        filled_in(path, layout, {cell: value for changes, _, _ in form for cell, value in changes.items()})
        paths.append(path)
    # No history: what is compared here is level 1, inside the file.
    alone = Surroundings(tmp_path / "no-raw", tmp_path / "no-warehouse", reference)
    for path, form in zip(computed(*paths), forms, strict=True):
        shown = checks_of(openpyxl.load_workbook(path, data_only=True), layout)
        changes = [changes for changes, _, _ in form]
        for _, where, rule in form:
            assert shown[where].startswith("Sai: ") and f"({rule})" in shown[where], (changes, shown[where])
        said = {rule_said for text in shown.values() for rule_said in re.findall(r"\((R\d+)\)", text)}
        checked = check_file(path, alone, period=PERIOD, board="vinh-phuc")
        # What is said of single lines of a list is not in the template, but for certificates, dates and signs.
        in_template = {name for name, rule in reference.rules.items() if rule.formula} | {"R105", "R116"}
        found = {f.rule for f in checked.findings if f.rule.startswith("R1")} & in_template
        assert said == found, (changes, said, found)
        assert checked.status == "rejected", changes


def test_lists_have_room_for_the_lines_of_predecessors_that_reported_elsewhere(reference: Reference) -> None:
    """Phú Thọ had Vĩnh Phúc's list at hand; those of Hòa Bình and the old Phú Thọ are known by their counts alone."""
    rows = [
        ("hoa-binh", "phu-tho", "2025-H1", "3.01", "total", 9.0),
        ("phu-tho-cu", "phu-tho", "2025-H1", "3.01", "total", 10.0),
        ("hoa-binh", "phu-tho", "2024-H2", "3.01", "total", 90.0),  # an earlier half-year
        ("bac-giang", "bac-ninh", "2025-H1", "3.01", "total", 29.0),  # another board's
        *(("hoa-binh", "phu-tho", "2025-H1", "1.01", sector, n) for sector, n in (("fdi", 3.0), ("ddi", 4.0))),
        *(("hoa-binh", "phu-tho", "2025-H1", "1.06", sector, n) for sector, n in (("fdi", 1.0), ("total", 2.0))),
    ]
    outside = pl.DataFrame(rows, schema=OUTSIDE_SCHEMA, orient="row")
    counted = expand(reference.form, reference.rules).line_counts
    period, boards = parse_period("2025-H2"), reference.boards
    assert lines_outside(outside, boards, "phu-tho", period, counted) == {"B8": 19, "B9": 9}
    assert lines_outside(outside, boards, "ha-noi", period, counted) == {"B8": 0, "B9": 0}
    assert lines_outside(outside.clear(), boards, "phu-tho", period, counted) == {"B8": 0, "B9": 0}


@pytest.mark.libreoffice
def test_pasted_nonsense_and_a_thousand_are_asked_about(
    template: tuple[Path, FormLayout], reference: Reference, computed: Callable[..., list[Path]]
) -> None:
    path, layout = template
    book = openpyxl.load_workbook(path)
    amount = next(
        key
        for line in reference.form.indicators
        for key in line.keys
        if not line.is_count and key.measure == "actual" and key._replace(measure="last_year") in line.keys
    )
    table = layout.tables[reference.form.by_code[amount.code].sheet]
    book[table.sheet][table.cell(amount)] = 2_049_700
    book[table.sheet][table.cell(amount._replace(measure="last_year"))] = 1842.5
    other = next(line for line in reference.form.by_sheet["B3"])
    book["B3"][layout.tables["B3"].cell(other.keys[0])] = "mười hai"
    zones = layout.lists["B8"]
    book["B8"][f"{zones.letter('status')}{zones.first_row}"] = "abc"
    book.save(path)
    (result,) = computed(path)
    shown = checks_of(openpyxl.load_workbook(result, data_only=True), layout)
    assert "1.000 lần" in shown[f"{table.sheet}!{table.rows[amount.code]}"]
    assert "không phải là số" in shown[f"B3!{layout.tables['B3'].rows[other.code]}"]
    assert "Tình trạng" in shown[f"B8!{zones.first_row}"]
