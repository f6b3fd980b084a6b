"""A form that changes from a period on: nothing before it changes, and what comes from then on is held to it."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq
import pytest

from flows.ingest.files.grids import Workbook
from flows.ingest.reader import parse_workbook
from flows.ingest.submission import NUMBER, ParsedSubmission
from flows.steps.running.direct import run_direct
from flows.steps.running.request import RunRequest
from flows.validate.figures.editions import as_the_form_has_them
from schemas.form import Form, ValueKey
from schemas.form_files import load_form
from schemas.periods import parse_period
from schemas.reference import Reference
from schemas.tables import warehouse_tables
from schemas.tabular import FOLDER
from tests.support import dated
from tests.support.dated import FORM, NEW_CODE, changed_from
from tests.support.forms import grid_of, plain_submission
from tests.support.mixtures import Content, Habits, Renderer, content_of
from tests.support.received import judged, received, state

RAW = Path(__file__).parents[2] / "raw"
SINCE = "2023-H1"  # the last period that is shipped
AFTER = "2023-H2"
BEFORE = str(parse_period(SINCE).previous)
OLD = FORM.in_force(BEFORE)  # what the shipped files were drawn by

Changed = Callable[..., Reference]


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Changed:
    return lambda since, *changes: changed_from(tmp_path_factory.mktemp("schemas"), since, *changes)


# --- what was stays as it was -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory, changed: Changed) -> tuple[Path, Path, Reference]:
    """The shipped raw/ by the form as it is, and by one with every change after it."""
    later = changed(AFTER)
    folders = []
    for reference in ("", str(later.folder)):
        warehouse = tmp_path_factory.mktemp("warehouse")
        folders.append(
            run_direct(RunRequest(str(RAW), str(warehouse), SINCE, reference=reference, exports=False)).release.folder
        )
    return (*folders, later)  # type: ignore[return-value]


def both(releases: tuple[Path, Path, Reference], name: str) -> Iterator[pl.DataFrame]:
    for folder in releases[:2]:
        yield pl.read_parquet(folder / f"{name}.parquet")


@pytest.mark.parametrize(
    "name", ["submissions", "findings", "rule_outcomes", "observations", "submission_values", "bloc_summary", "periods"]
)
def test_no_state_finding_or_figure_before_the_change_is_another(
    releases: tuple[Path, Path, Reference], name: str
) -> None:
    one, other = both(releases, name)
    assert one.height and one.equals(other)


def test_wide_tables_hold_the_union_of_all_periods(releases: tuple[Path, Path, Reference]) -> None:
    reference = releases[2]
    sheet = FORM.sheet_by_name[dated.UNIT.sheet]
    one, other = both(releases, sheet.table)
    key = dated.UNIT.key
    assert one.drop(key).equals(other.select(one.drop(key).columns))
    assert other["one_more"].is_null().all()
    exact = [None if v is None else float(Decimal(repr(v)) / 1000) for v in one[key]]
    assert other[key].to_list() == exact and one[key].drop_nulls().len()
    fields = pq.read_schema(releases[1] / f"{sheet.table}.parquet")
    assert fields.field("one_more").metadata[b"effective_from"] == AFTER.encode()
    assert (
        reference.units.by_name[dated.UNIT.units["total"]].label_vi
        in fields.field(key).metadata[b"description_vi"].decode()
    )
    assert b"effective_from" not in fields.field(key).metadata


def test_the_dictionary_and_the_indicators_say_from_when(releases: tuple[Path, Path, Reference]) -> None:
    rows = pl.read_parquet(releases[1] / "indicators.parquet").filter(code=dated.UNIT.code)
    assert rows.select("effective_from", "effective_to").rows() == [(None, SINCE), (AFTER, None)]
    page = (releases[1] / "dictionary.html").read_text(encoding="utf-8")
    assert "áp dụng từ 6 tháng cuối năm 2023" in page and dated.NEW_LABEL in page


# --- what comes is held to the form of its period ---------------------------------------------------------------------


def content(form: Form, period: str) -> Content:
    """What Hà Nam said in the words of a form; new lines and columns filled in."""
    said = content_of(plain_submission(), OLD, random.Random(0), scatter=False)
    values = dict(said.values)
    for line in form.indicators:
        for key in line.keys:
            old = values.get(key, Decimal(7))
            values[key] = old / 1000 if key.code == dated.UNIT.code and isinstance(old, Decimal) else old
    lists = {sheet: [dict(row) for row in rows] for sheet, rows in said.lists.items()}
    for row in lists[dated.LIST_SHEET]:
        row["density"] = Decimal("40.5")
    column = next(c for c in form.list_columns if c.identity == dated.CHOICE_COLUMN.identity)
    if "new" in column.choices:
        lists[column.sheet][0][column.key] = "new"
    return Content(said.board, parse_period(period).text_vi, values, lists)


def read(form: Form, period: str, reference: Reference, habits: Habits | None = None) -> ParsedSubmission:
    """A file drawn by one form, read for what its cover says."""
    pages = Renderer(content(form, period), habits or Habits(), form).pages()
    return parse_workbook(Workbook("xlsx", tuple(grid_of(page) for page in pages)), reference)


def test_a_file_of_the_new_form_is_read_by_it(changed: Changed) -> None:
    reference = changed(SINCE)
    form = reference.form.in_force(SINCE)
    parsed = read(form, SINCE, reference)
    assert not [p for p in parsed.problems if p.rule != "F12"]
    assert [ValueKey(*value[:3]) for value in parsed.values] == list(form.keys())
    found = {value.code: value for value in parsed.values}
    assert (found[NEW_CODE].value, found[NEW_CODE].unit) == (7.0, "case")
    assert found[dated.UNIT.code].unit == form.by_code[dated.UNIT.code].units["total"] != dated.UNIT.units["total"]
    zones = [line for line in parsed.lines if line.form_sheet == dated.LIST_SHEET and not line.total]
    assert {zone.cells["density"].value for zone in zones} == {40.5}
    first = next(line for line in parsed.lines if line.form_sheet == dated.CHOICE_COLUMN.sheet)
    assert first.cells[dated.CHOICE_COLUMN.key].value == "new"


def test_a_file_of_the_new_form_sent_too_early_is_told_and_never_in_error(changed: Changed) -> None:
    reference = changed(SINCE, "add")
    new = reference.form.in_force(SINCE)
    for habits in (Habits(), Habits(codes="none"), Habits(number="vi", units="thousand", layout="wide")):
        pages = Renderer(content(new, BEFORE), habits, new).pages()
        parsed = parse_workbook(Workbook("xlsx", tuple(grid_of(page) for page in pages)), reference)
        told = [p for p in parsed.problems if p.rule not in ("F12", "F14")]
        assert [(p.rule, p.code) for p in told] == [("F13", NEW_CODE)], habits
        assert told[0].cells and told[0].found
        kept = [value for value in parsed.values if value.code == NEW_CODE]
        assert [(value.state, value.value) for value in kept] == [(NUMBER, 7.0)]


def test_a_figure_of_a_line_not_in_force_is_kept_and_counts_nowhere(changed: Changed) -> None:
    reference = changed(SINCE, "drop")
    code = dated.DROPPED.code
    parsed = read(OLD, SINCE, reference, Habits())
    assert [p.code for p in parsed.problems if p.rule == "F13"] == [code]
    version = replace(received(period=SINCE, board="ha-nam"), parsed=parsed)
    validation = judged(version, reference=reference)
    assert [f.severity for f in validation.findings if f.code == code] == ["info"]
    assert code not in set(validation.values["code"])


@pytest.mark.parametrize("change", ["add", "make_required"])
def test_a_line_that_is_required_from_now_on_is_asked_for_from_now_on(changed: Changed, change: str) -> None:
    reference = changed(SINCE, change)
    code = {"add": NEW_CODE, "make_required": dated.REQUIRED.code}[change]
    for period, wanted in ((BEFORE, False), (SINCE, True), (AFTER, True)):
        version = received({f"{code} total": None}, period=period, form=reference.form.in_force(period))
        validation = judged(version, reference=reference)
        assert ([f.rule for f in validation.findings if f.code == code] == ["F05"]) is wanted
        assert (state(validation, version.submission) == "rejected") is wanted


def test_an_old_file_of_a_later_period_lacks_the_new_line(changed: Changed) -> None:
    reference = changed(SINCE, "add", "add_list_column")
    validation = judged(received(period=SINCE), received(period=BEFORE), reference=reference)
    found = {(f.period, f.rule, f.code) for f in validation.findings if f.rule == "F05"}
    assert found == {(SINCE, "F05", NEW_CODE), (SINCE, "F05", dated.LIST_SHEET)}


def test_a_choice_counts_from_its_period_on(changed: Changed) -> None:
    reference = changed(SINCE, "add_choice")
    for period, rules in ((BEFORE, ["F06"]), (SINCE, [])):
        parsed = read(reference.form.in_force(SINCE), period, reference)
        assert [p.rule for p in parsed.problems if p.code == dated.CHOICE_COLUMN.sheet] == rules


# --- one unit a column, one series a key ------------------------------------------------------------------------------


def test_history_is_compared_in_the_unit_of_the_period(changed: Changed) -> None:
    reference = changed(SINCE, "re_unit")
    own = f"{dated.UNIT.code} total"
    periods = [f"{year}-H{half}" for year in (2021, 2022) for half in (1, 2)]
    earlier = [received({own: 5180.2}, period=p, form=reference.form.in_force(p)) for p in periods]
    for figure, slips in ((5.1802, set()), (5180.2, {"R202"})):
        now = received({own: figure}, period=SINCE, form=reference.form.in_force(SINCE))
        found = judged(*earlier, now, reference=reference).findings
        rules = {f.rule for f in found if f.period == SINCE and f.code == dated.UNIT.code}
        assert rules == slips, figure
        assert not [f for f in found if f.period != SINCE and f.code == dated.UNIT.code]


def test_another_key_is_another_series(changed: Changed) -> None:
    reference = changed(SINCE, "rename")
    form = reference.form.in_force(SINCE)
    rows = {"period": [BEFORE, SINCE], "code": [dated.RENAMED.code] * 2, "sector": ["total"] * 2, "value": [1.0, 2.0]}
    kept = as_the_form_has_them(pl.DataFrame(rows), form, reference.units)
    assert kept["period"].to_list() == [SINCE]
    columns = {
        c.name: c
        for c in warehouse_tables(reference.form, reference.units)[
            FORM.sheet_by_name[dated.RENAMED.sheet].table
        ].columns
    }
    assert columns[dated.RENAMED.key].effective_to == BEFORE and columns[dated.NEW_KEY].effective_from == SINCE


@pytest.mark.parametrize("change", ["relabel", "rename"])
def test_a_label_that_went_is_known_as_long_as_it_is_the_same_series(changed: Changed, change: str) -> None:
    """The old label is the line's still where its key stays; where another figure took the code it is asked about."""
    reference = changed(SINCE, change)
    parsed = read(OLD, SINCE, reference)
    code = {"relabel": dated.LABEL.code, "rename": dated.RENAMED.code}[change]
    asked = [p.kind for p in parsed.problems if p.code == code]
    assert asked == ([] if change == "relabel" else ["code_label_disagree"])


# --- what cannot be loaded --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{sheet},{code},{key},x,x,,,person,flow,yes,0,no,value,,no,2024-H1,", "stands twice"),
        ("{sheet},{next},{key},x,x,,,{unit},flow,yes,0,no,value,,no,2024-H1,", "takes another key"),
        ("{sheet},{next},new_one,x,x,,,case,flow,yes,0,no,value,,no,2024-H3,", "not a period"),
        ("{sheet},{next},new_one,x,x,,,case,flow,yes,0,no,value,,no,2024-H2,2024-H1", "ends"),
    ],
)
def test_wrong_dates_and_names_are_refused_with_the_line(tmp_path: Path, line: str, says: str) -> None:
    own = dated.UNIT
    names = {"sheet": own.sheet, "code": own.code, "next": NEW_CODE, "key": own.key, "unit": own.units["total"]}
    folder = changed_from(tmp_path, SINCE, "add_choice").folder
    with (folder / "form.csv").open("a", encoding="utf-8") as handle:
        handle.write(line.format(**names) + "\n")
    with pytest.raises(ValueError, match=rf"form\.csv line \d+: .*{says}"):
        load_form(folder)


def test_a_unit_of_another_kind_is_refused(tmp_path: Path) -> None:
    rows = {"form.csv": [dict(row) for row in dated.read_rows(FOLDER / "form.csv")]}
    dated._again(rows, dated.UNIT, SINCE, unit_total="person")
    folder = changed_from(tmp_path, SINCE, "add_choice").folder
    text = "\n".join(
        [",".join(rows["form.csv"][0]), *(",".join(f'"{v}"' for v in r.values()) for r in rows["form.csv"])]
    )
    (folder / "form.csv").write_text(text + "\n", encoding="utf-8")
    with pytest.raises(ValueError, match=rf"{dated.UNIT.key} is in .* cannot be converted .* another key"):
        load_form(folder)


def test_a_line_with_the_old_thirteen_fields_loads(tmp_path: Path) -> None:
    folder = changed_from(tmp_path, SINCE, "add_choice").folder
    with (folder / "form.csv").open("a", encoding="utf-8") as handle:
        handle.write(f"{dated.UNIT.sheet},{NEW_CODE},new_one,Tên,Name,,,case,flow,yes,0,no,value\n")
    line = load_form(folder).by_code[NEW_CODE]
    assert not line.boundaries and not line.may_be_negative and line.role == ""


def test_one_edition_is_one_object(changed: Changed) -> None:
    undated = Form(
        tuple(replace(line, effective_from="", effective_to="") for line in FORM.indicators), FORM.sheets, ()
    )
    assert undated.in_force(SINCE) is undated
    reference = changed(SINCE)
    assert reference.form.in_force(BEFORE) is reference.form.in_force("2019")
    assert reference.in_force(SINCE) is reference.in_force(AFTER)
    assert reference.newest is reference.in_force(reference.form.boundaries[-1])
    assert len({reference.digest, reference.in_force(SINCE).digest, reference.in_force(BEFORE).digest}) == 3
