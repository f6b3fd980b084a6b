"""Submissions built in memory from the form: figures that satisfy every rule, with what a test changes.

Figures come from the lint's witness, cells are numbered down the sheets, dates lie in the period.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import product
from pathlib import Path

import polars as pl

from flows.ingest.files.grids import UnreadableFile
from flows.ingest.frames import Received, build_frames
from flows.ingest.reader import read_submission
from flows.ingest.submission import (
    BLANK,
    DATE,
    NOT_APPLICABLE,
    NUMBER,
    TEXT,
    UNDECIDED,
    Cover,
    ListCell,
    ListLine,
    ParsedSubmission,
    Place,
    Problem,
    ReadValue,
)
from flows.raw_folder.decisions import (
    OUTSIDE_SCHEMA,
    PUBLISHED_SCHEMA,
    BlocContext,
    Correction,
    Decisions,
    Waiver,
    no_outside,
    no_published,
)
from flows.validate.findings.finding import Finding
from flows.validate.judging import judge
from flows.validate.validation import Validation
from schemas.form import Form, ValueKey
from schemas.language.columns import column
from schemas.periods import parse_period
from schemas.reference import Reference, load_reference
from tests.support.rule_lint import lint

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "tests" / "data"
REFERENCE = load_reference()
FORM = REFERENCE.form
MOMENT = datetime.fromisoformat("2026-01-31T00:00:00+07:00")
CONTEXT = BlocContext(MOMENT, no_published(), no_outside())

Figure = float | str | None  # a number, "x", "?" (undecided) or None (blank)


@lru_cache(maxsize=4)
def witness(form: Form = FORM) -> dict[str, float]:
    return lint(form).witness


def key(words: str) -> ValueKey:
    """`1.01 fdi`, `3.08`, `7.03 self`, `2.04 fdi last_year`."""
    code, *rest = words.split()
    sector = next((word for word in rest if word in ("fdi", "ddi", "total")), "total")
    measure = next((word for word in rest if word not in ("fdi", "ddi", "total")), "actual")
    return ValueKey(code, sector, measure)


def zone_lines(*changes: Mapping[str, object]) -> list[dict[str, object]]:
    """One zone of each status, as the figures have it, with changes by line."""
    lines: list[dict[str, object]] = []
    for number, status in enumerate(("operating", "under_construction", "approved"), start=1):
        lines.append(
            {
                "line": str(number),
                "name": f"KCN {number}",
                "kind": "KCN",
                "status": status,
                "area": 24.0,
                "leasable": 16.0,
                "leased": 8.0,
                "investor": "Công ty Hạ tầng",
                "established": 2000.0,
            }
        )
    return _changed(lines, changes)


def project_lines(period: str = "2023-H1", *changes: Mapping[str, object]) -> list[dict[str, object]]:
    """One event of each kind and sector, as the figures have it, with changes by line."""
    lines: list[dict[str, object]] = []
    for number, (sector, event) in enumerate(product(("fdi", "ddi"), ("new", "adjusted", "ended")), start=1):
        lines.append(
            {
                "line": str(number),
                "certificate": f"32{period[2:4]}{period[-1]}000{number:02}",
                "project": f"Dự án {number}",
                "investor": "Công ty",
                "country": "Nhật Bản",
                "zone": "KCN 1",
                "sector": sector,
                "event": event,
                "date": parse_period(period).start + timedelta(days=40),
                "capital_usd": 8.0 if sector == "fdi" else "x",
                "capital_vnd": 8.0 if sector == "ddi" else "x",
                "land": 2.0,
            }
        )
    return _changed(lines, changes)


def _changed(lines: list[dict[str, object]], changes: Iterable[Mapping[str, object]]) -> list[dict[str, object]]:
    for line, change in zip(lines, changes, strict=False):
        line.update(change)
    return lines


def rolled(own: ValueKey, period: str, form: Form) -> float:
    """What the flows of all half-years before have added to a stock by a period, as `usual.csv` says they do."""
    moved = REFERENCE.usual[own.code].rolls if own.code in REFERENCE.usual and own.measure == "actual" else ()
    halves = (int(period[:4]) - 2020) * 2 + int(period[-1] if "-H" in period else 2)
    return halves * sum(sign * witness(form).get(column(own._replace(code=code)), 0.0) for code, sign in moved)


def received(
    figures: Mapping[str, Figure] | None = None,
    *,
    board: str = "ha-noi",
    period: str = "2023-H1",
    day: int = 1,
    zones: list[dict[str, object]] | None = None,
    projects: list[dict[str, object]] | None = None,
    cover: Cover | None = None,
    problems: Iterable[Problem] = (),
    without: Iterable[str] = (),
    scale: float = 1.0,
    form: Form | None = None,
    nil: bool = False,
) -> Received:
    """One version received. `scale` multiplies money of B2; `without` leaves sheets out; `day` orders versions.

    form: what it is filled in by; by default the form of its period.
    """
    form = form or FORM.in_force(period)
    name = f"{period}/{board}/v{day}.xlsx"
    changes = {key(words): figure for words, figure in (figures or {}).items()}
    absent = set(without)
    values, found = [], {}
    for sheet, indicators in form.by_sheet.items():
        if sheet in absent:
            continue
        found[sheet] = Place(sheet, "A2")
        for row, line in enumerate(indicators, start=6):
            for offset, own in enumerate(line.keys):
                usual = witness(form)[column(own)] * (scale if sheet == "B2" else 1.0) + rolled(own, period, form)
                figure = changes.get(own, usual)
                values.append(_value(line.units[own.sector], own, Place(sheet, f"{'EFGHIJK'[offset]}{row}"), figure))
    lines = []
    given = {"B8": zones if zones is not None else zone_lines(), "B9": projects or project_lines(period)}
    if projects is not None:
        given["B9"] = projects
    for sheet, items in given.items():
        if sheet not in absent:
            found[sheet] = Place(sheet, "A2")
            lines += [_line(sheet, number, item, form) for number, item in enumerate(items, start=1)]
    when = parse_period(period)
    cover = cover or Cover(
        board_text=board,
        board_slugs=(board,),
        board_place=Place("Bia", "A9"),
        period_text=when.text_vi,
        period=period,
        period_place=Place("Bia", "A10"),
    )
    parsed = ParsedSubmission("", "xlsx", cover, tuple(values), tuple(lines), tuple(problems), found)
    moment = datetime.fromisoformat(f"{when.end.isoformat()}T08:00:00+07:00") + timedelta(days=day)
    return Received(name, period, board, "v.xlsx", "", moment, day, parsed=None if nil else parsed, nil=nil)


def _value(unit: str, own: ValueKey, place: Place, figure: Figure) -> ReadValue:
    state = {"x": NOT_APPLICABLE, None: BLANK, "?": UNDECIDED}.get(figure, NUMBER)  # type: ignore[arg-type]
    number = float(figure) if state == NUMBER and figure is not None else None
    return ReadValue(*own, state, number, unit, unit, place, "" if figure is None else str(figure))


def _line(sheet: str, number: int, item: Mapping[str, object], form: Form) -> ListLine:
    cells = {}
    row = 5 + number
    for position, described in enumerate(form.list_sheets[sheet]):
        value = item.get(described.key)
        kind = DATE if isinstance(value, date) else TEXT if isinstance(value, str) else NUMBER
        state = NOT_APPLICABLE if value == "x" else BLANK if value is None else kind
        kept = value if state == kind and isinstance(value, str | float | date) else None
        cells[described.key] = ListCell(state, kept, f"{chr(65 + position)}{row}", "" if value is None else str(value))
    return ListLine(sheet, number, sheet, row, bool(item.get("total")), cells)


def judged(
    *versions: Received,
    corrections: Iterable[Correction] = (),
    waivers: Iterable[Waiver] = (),
    context: BlocContext = CONTEXT,
    reference: Reference = REFERENCE,
    only: frozenset[str] | None = None,
) -> Validation:
    frames = build_frames(versions, reference.form)
    return judge(frames, reference, Decisions(tuple(corrections), tuple(waivers)), context, only)


def findings(rule: str, validation: Validation, submission: str | None = None) -> list[Finding]:
    return [f for f in validation.findings if f.rule == rule and submission in (None, f.submission)]


def outcome(rule: str, validation: Validation, submission: str | None = None) -> tuple[int, int, int]:
    """Passed, failed, unverifiable."""
    rows = validation.outcomes.filter(pl.col("rule") == rule)
    if submission is not None:
        rows = rows.filter(pl.col("submission") == submission)
    return tuple(int(rows[name].sum()) for name in ("passed", "failed", "unverifiable"))  # type: ignore[return-value]


def state(validation: Validation, submission: str) -> str:
    return str(validation.states.filter(pl.col("submission") == submission)["state"].item())


# --- shipped files --------------------------------------------------------------------------------------------------


def _folder(period: str) -> Path:
    shipped = ROOT / "raw" / period
    return shipped if shipped.is_dir() else DATA / "submissions" / period


@lru_cache(maxsize=256)
def _parsed(path: Path) -> tuple[ParsedSubmission | None, tuple[str, dict[str, str]] | None]:
    try:
        return read_submission(path.read_bytes(), REFERENCE), None
    except UnreadableFile as error:
        return None, (error.reason, {name: str(value) for name, value in error.details.items()})


@lru_cache(maxsize=32)
def shipped(period: str) -> tuple[Received, ...]:
    """Every version of a period as shipped, in the order of its receipts."""
    folder = _folder(period)
    with (folder / "receipts.csv").open(encoding="utf-8-sig", newline="") as handle:
        rows = list(csv.DictReader(handle))
    return tuple(
        file_received(folder / row["board"] / row["file"], row["board"], period, row["received_at"], order)
        for order, row in enumerate(rows)
    )


def file_received(path: Path, board: str, period: str, received_at: str, order: int) -> Received:
    parsed, unreadable = _parsed(path)
    moment = datetime.fromisoformat(received_at)
    name = f"{period}/{board}/{path.name}"
    return Received(name, period, board, path.name, "", moment, order, parsed=parsed, unreadable=unreadable)


def shipped_context() -> BlocContext:
    """Published figures and the figures of boards from outside, as shipped."""
    published = []
    for path in (ROOT / "raw" / "published" / "2023-H1.csv", DATA / "submissions" / "published" / "2023.csv"):
        with path.open(encoding="utf-8-sig", newline="") as handle:
            names = ("code", "sector", "value_as_written", "unit_as_written", "source", "note")
            published += [(path.stem, *(row[name] for name in names)) for row in csv.DictReader(handle)]
    with (DATA / "submissions" / "outside_predecessors.csv").open(encoding="utf-8-sig", newline="") as handle:
        names = ("predecessor", "merged_into", "period", "code", "sector")
        outside = [(*(row[name] for name in names), float(row["value"])) for row in csv.DictReader(handle)]
    return BlocContext(
        MOMENT,
        pl.DataFrame(published, schema=PUBLISHED_SCHEMA, orient="row"),
        pl.DataFrame(outside, schema=OUTSIDE_SCHEMA, orient="row"),
    )
