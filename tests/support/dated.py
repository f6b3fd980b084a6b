"""Reference data whose form changes from a period on: every kind of change, on lines the form itself is asked for."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from pathlib import Path

from schemas.form import Indicator
from schemas.periods import parse_period
from schemas.reference import Reference, load_reference
from schemas.tabular import FOLDER, read_rows

REFERENCE = load_reference()
FORM = REFERENCE.form
Rows = dict[str, list[dict[str, str]]]  # name of a CSV file -> its lines

_VALUE_LINES = [line for line in FORM.indicators if len(line.columns) == 1 and line.sums_over_boards]
_FREE = [line for line in _VALUE_LINES if not line.required and line.kind == "flow"]


def _larger_unit(unit: str) -> str:
    """Another unit of the same kind, a thousand times as large."""
    known = REFERENCE.units.by_name
    larger = (
        u.unit for u in known.values() if u.dimension == known[unit].dimension and u.factor == 1000 * known[unit].factor
    )
    return next(larger, "")


# The lines that are changed; each is another.
UNIT = next(line for line in _FREE if _larger_unit(line.units["total"]))
DROPPED, RENAMED, LABEL, REQUIRED = [line for line in _FREE if line is not UNIT][:4]
LIST_SHEET = next(iter(FORM.list_sheets))
CHOICE_COLUMN = next(column for column in FORM.list_columns if column.type == "choice")
NEW_LABEL, NEW_KEY, NEW_COLUMN, NEW_CHOICE = "Tên gọi hoàn toàn khác", "another_series", "Mật độ xây dựng", "Loại mới"


def next_code(line: Indicator) -> str:
    """The code after the last one of a line's sheet."""
    last = max(int(other.code.partition(".")[2]) for other in FORM.by_sheet[line.sheet])
    return f"{line.code.partition('.')[0]}.{last + 1:02}"


NEW_CODE = next_code(UNIT)


def _line(rows: Rows, line: Indicator) -> dict[str, str]:
    return next(row for row in rows["form.csv"] if row["code"] == line.code)


def _again(rows: Rows, line: Indicator, since: str, **changed: str) -> None:
    """End a line and have another after it."""
    old = _line(rows, line)
    rows["form.csv"].append({**old, **changed, "effective_from": since})
    old["effective_to"] = str(parse_period(since).previous)


def add(rows: Rows, since: str) -> None:
    row = {**_line(rows, UNIT), "code": NEW_CODE, "key": "one_more", "label_vi": "Số chuyến khảo sát chuyên đề"}
    rows["form.csv"].append({**row, "unit_total": "case", "decimals": "0", "required": "yes", "effective_from": since})


def drop(rows: Rows, since: str) -> None:
    _line(rows, DROPPED)["effective_to"] = str(parse_period(since).previous)


def rename(rows: Rows, since: str) -> None:
    _again(rows, RENAMED, since, key=NEW_KEY, label_vi="Một chỉ tiêu khác hẳn")


def relabel(rows: Rows, since: str) -> None:
    _again(rows, LABEL, since, label_vi=NEW_LABEL)


def re_unit(rows: Rows, since: str) -> None:
    _again(rows, UNIT, since, unit_total=_larger_unit(UNIT.units["total"]), decimals="4")


def make_required(rows: Rows, since: str) -> None:
    _again(rows, REQUIRED, since, required="yes")


def add_list_column(rows: Rows, since: str) -> None:
    new = {"sheet": LIST_SHEET, "key": "density", "label_vi": NEW_COLUMN, "label_en": "Density", "type": "number"}
    blank = dict.fromkeys(rows["list_columns.csv"][0], "")
    new |= {"unit": "percent", "decimals": "1", "required": "yes", "effective_from": since}
    rows["list_columns.csv"].append({**blank, **new})


def add_choice(rows: Rows, since: str) -> None:
    row = next(r for r in rows["list_columns.csv"] if (r["sheet"], r["key"]) == CHOICE_COLUMN.identity)
    row["choices"] += f";new={NEW_CHOICE}@{since}.."


CHANGES: dict[str, Callable[[Rows, str], None]] = {
    change.__name__: change
    for change in (add, drop, rename, relabel, re_unit, make_required, add_list_column, add_choice)
}


def changed_from(folder: Path, since: str, *changes: str) -> Reference:
    """Reference data with these changes of the form from a period on, written to a folder; by default all of them."""
    for path in FOLDER.glob("*.csv"):
        shutil.copy(path, folder)
    rows = {name: read_rows(folder / name) for name in ("form.csv", "list_columns.csv")}
    for name in changes or CHANGES:
        CHANGES[name](rows, since)
    for name, lines in rows.items():
        with (folder / name).open("w", encoding="utf-8", newline="") as handle:
            writer = csv.DictWriter(handle, list(lines[0]))
            writer.writeheader()
            writer.writerows(lines)
    return load_reference(folder)
