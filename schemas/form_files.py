"""Reading the form from `form.csv`, `sheets.csv` and `list_columns.csv`: what is dated wrongly is refused here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from schemas.facts.units import Units, load_units
from schemas.form import COLUMN_SETS, SECTORS, Choice, Form, Indicator, ListColumn, Sheet
from schemas.periods import parse_period
from schemas.tabular import FOLDER, read_rows

Line = TypeVar("Line", Indicator, Sheet, ListColumn, Choice)


def load_form(folder: Path = FOLDER) -> Form:
    """The form of a folder. A field that a line leaves out at its end is empty.

    Raises:
        ValueError: a code, key or column stands twice for one period, dates are no half-years, a column set is unknown,
            or a line that keeps its key changes what it is; the message names the line and says what to write.
    """
    indicators = [(where, _indicator(row, where)) for where, row in _rows(folder / "form.csv")]
    sheets = [
        (where, Sheet(r["sheet"], r["key"], r["title_vi"], r["title_en"], r["table"], **_dates(r, where)))
        for where, r in _rows(folder / "sheets.csv")
    ]
    columns = [(where, _list_column(row, where)) for where, row in _rows(folder / "list_columns.csv")]
    for lines in (indicators, sheets, columns):
        _require_one_at_a_time(lines)  # type: ignore[type-var]
    _require_one_series_a_key(indicators, load_units(folder))
    _require_one_kind_a_column(columns, load_units(folder))
    return Form(
        tuple(line for _, line in indicators), tuple(line for _, line in sheets), tuple(line for _, line in columns)
    )


def _rows(path: Path) -> Iterator[tuple[str, dict[str, str]]]:
    for number, row in enumerate(read_rows(path), start=2):
        yield f"{path} line {number}", row


def _indicator(row: Mapping[str, str], where: str) -> Indicator:
    try:
        columns = tuple(c for name in row["columns"].split("+") for c in COLUMN_SETS[name])
    except KeyError as error:
        raise ValueError(f"{where}: unknown value columns {error}; known: {', '.join(COLUMN_SETS)}") from None
    return Indicator(
        sheet=row["sheet"],
        code=row["code"],
        key=row["key"],
        label_vi=row["label_vi"],
        label_en=row["label_en"],
        units={sector: row[f"unit_{sector}"] for sector in SECTORS if row[f"unit_{sector}"]},
        kind=row["kind"],
        sums_over_boards=row["sums_over_boards"] == "yes",
        decimals=int(row["decimals"]),
        required=row["required"] == "yes",
        columns=columns,
        role=row.get("role", ""),
        may_be_negative=row.get("may_be_negative") == "yes",
        **_dates(row, where),
    )


def _list_column(row: Mapping[str, str], where: str) -> ListColumn:
    choices = [(where, choice) for choice in _choices(row["choices"], where)]
    _require_one_at_a_time(choices)
    return ListColumn(
        sheet=row["sheet"],
        key=row["key"],
        label_vi=row["label_vi"],
        label_en=row["label_en"],
        type=row["type"],
        unit=row["unit"],
        decimals=int(row["decimals"] or 0),
        required=row["required"] == "yes",
        choice_lines=tuple(choice for _, choice in choices),
        role=row.get("role", ""),
        **_dates(row, where),
    )


def _choices(text: str, where: str) -> Iterator[Choice]:
    """`key=word` or `key`, one after the other with `;`; `@2024-H1..` or `@..2023-H2` after the word says when."""
    for item in filter(None, text.split(";")):
        named, _, when = item.partition("@")
        key, _, word = named.partition("=")
        first, dots, last = when.partition("..")
        if when and not dots:
            raise ValueError(f"{where}: the dates of the choice {item!r} are written @2024-H1.. or @..2023-H2")
        yield Choice(key, word or key, **_dates({"effective_from": first, "effective_to": last}, where))


def _dates(row: Mapping[str, str], where: str) -> dict[str, str]:
    """`effective_from` and `effective_to` as half-years; a year begins with its first and ends with its second."""
    found = {}
    for name, half in (("effective_from", "-H1"), ("effective_to", "-H2")):
        text = (row.get(name) or "").strip()
        try:
            period = str(parse_period(text)) if text else ""
        except ValueError as error:
            raise ValueError(f"{where}: {name}: {error}") from None
        found[name] = period + half if period and "-" not in period else period
    if found["effective_to"] and found["effective_to"] < found["effective_from"]:
        raise ValueError(f"{where}: it ends ({found['effective_to']}) before it begins ({found['effective_from']})")
    return found


def _require_one_at_a_time(lines: Sequence[tuple[str, Line]]) -> None:
    """Of a thing that stands more than once each line has dates of its own."""
    seen: dict[tuple[str, ...], list[Line]] = {}
    for where, line in lines:
        for other in seen.setdefault(line.identity, []):
            first = max(line.effective_from, other.effective_from)
            if line.in_force(first) and other.in_force(first):
                name, when = " ".join(line.identity), f" in {first}" if first else ""
                raise ValueError(
                    f"{where}: {name} stands twice{when}; end the one (effective_to) before the other begins "
                    "(effective_from)"
                )
        seen[line.identity].append(line)


def _require_one_series_a_key(lines: Sequence[tuple[str, Indicator]], units: Units) -> None:
    """A key is one series of figures: one code, one sheet, one kind, and units that convert into each other."""
    by_key: dict[str, tuple[str, Indicator]] = {}
    by_code: dict[str, Indicator] = {}
    for where, line in lines:
        before = by_code.setdefault(line.code, line)
        if before.sheet != line.sheet:
            raise ValueError(f"{where}: {line.code} stands on {before.sheet} in another line; give it another code")
        first_where, first = by_key.setdefault(line.key, (where, line))
        what = f"{line.key} stands twice: as {first.code} in {first_where}, as {line.code} here"
        if first.code != line.code:
            raise ValueError(f"{where}: {what}; a line with another code takes another key")
        if (first.kind, first.sums_over_boards) != (line.kind, line.sums_over_boards):
            raise ValueError(
                f"{where}: {line.key} is of another kind than in {first_where} (kind, sums_over_boards); such figures "
                "are not comparable: give the line another key"
            )
        for sector, unit in line.units.items():
            _require_convertible(first.units.get(sector, unit), unit, units, where, line.key, first_where)


def _require_one_kind_a_column(lines: Sequence[tuple[str, ListColumn]], units: Units) -> None:
    seen: dict[tuple[str, ...], tuple[str, ListColumn]] = {}
    for where, column in lines:
        first_where, first = seen.setdefault(column.identity, (where, column))
        if first.type != column.type:
            raise ValueError(
                f"{where}: {column.key} is {first.type} in {first_where} and {column.type} here; give it another key"
            )
        if first.unit != column.unit:
            _require_convertible(first.unit, column.unit, units, where, column.key, first_where)


def _require_convertible(unit: str, other: str, units: Units, where: str, key: str, first_where: str) -> None:
    if unit == other:
        return
    known = [units.by_name.get(name) for name in (unit, other)]
    if None in known or len({one.dimension for one in known if one}) > 1:
        raise ValueError(
            f"{where}: {key} is in {unit or 'no unit'} in {first_where} and in {other or 'no unit'} here, which cannot "
            "be converted into each other; give the line another key"
        )
