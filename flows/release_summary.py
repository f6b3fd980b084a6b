"""What people are shown of a release: boards and states, what is open, totals beside the published ones."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from flows.terminal import figure, print_table
from schemas.periods import Period
from schemas.reference import Reference
from schemas.rules import INFO
from schemas.tables import VERDICT_AGREES
from schemas.texts import commands as texts

if TYPE_CHECKING:
    from rich.console import Console

MISSING = "missing"
LEADING_SHEETS = ("B1", "B2")


@dataclass(frozen=True)
class BoardState:
    """Where one board stands in a period: its version in force, else the last one received, else nothing."""

    board: str
    name_vi: str
    state: str
    file: str = ""
    received: str = ""
    days_late: int | None = None
    versions: int = 0
    errors: int = 0
    queries: int = 0


def board_states(submissions: pl.DataFrame, period: Period, reference: Reference) -> list[BoardState]:
    """One line an expected board, from the table `submissions`."""
    found: dict[str, list[dict[str, object]]] = {}
    ordered = submissions.filter(period=str(period)).sort("received_at", "receipt_line")
    for row in ordered.iter_rows(named=True):
        found.setdefault(str(row["board"]), []).append(row)
    lines = []
    for board in reference.boards.members(period):
        versions = found.get(board.slug, [])
        if not versions:
            lines.append(BoardState(board.slug, board.name_vi, MISSING))
            continue
        shown = next((row for row in versions if row["in_force"]), versions[-1])
        lines.append(
            BoardState(
                board=board.slug,
                name_vi=board.name_vi,
                state=str(shown["state"]),
                file=str(shown["file"]),
                received=f"{shown['received_at']:%d/%m/%Y}",
                days_late=int(str(shown["days_late"])) if shown["days_late"] is not None else None,
                versions=len(versions),
                errors=int(str(shown["errors"])),
                queries=int(str(shown["queries"])),
            )
        )
    return lines


def print_release(folder: Path, period: Period, reference: Reference, to: Console) -> None:
    """Print what a release says about one period."""
    tables = {
        name: pl.read_parquet(folder / f"{name}.parquet")
        for name in ("submissions", "findings", "bloc_summary", "reconciliation")
    }
    _print_states(board_states(tables["submissions"], period, reference), period, to)
    _print_findings(tables["findings"].filter(period=str(period)), reference, period, to)
    _print_totals(tables["bloc_summary"], tables["reconciliation"], period, reference, to)


def _print_states(states: list[BoardState], period: Period, to: Console) -> None:
    reported = sum(line.state in ("accepted", "accepted_with_queries", "nil") for line in states)
    rows = [
        (
            line.name_vi,
            line.state.replace("_", " "),
            line.file,
            line.received,
            line.days_late or None,
            line.versions or None,
            line.errors or None,
            line.queries or None,
        )
        for line in states
    ]
    print_table(
        ("Board", "State", "File", "Received", "Days late", "Versions", "Errors", "Queries"),
        rows,
        title=texts.STATES_TITLE.fill(period=period, reported=reported, expected=len(states)).en,
        right=("Days late", "Versions", "Errors", "Queries"),
        to=to,
    )


def _print_findings(findings: pl.DataFrame, reference: Reference, period: Period, to: Console) -> None:
    """What stands against the versions in force, one entry a cause; findings of the period itself come last."""
    names = {board.slug: board.name_vi for board in reference.boards.members(period)}
    open_ones = findings.filter(pl.col("in_force") & (pl.col("waived_by") == ""))
    shown = open_ones.filter((pl.col("severity") != INFO) | (pl.col("submission") == ""))
    if shown.is_empty():
        to.print(texts.NO_FINDINGS.en)
        return
    seen: set[tuple[str, str]] = set()
    to.print(texts.FINDINGS_TITLE.en, style="bold")
    for row in shown.sort(pl.col("submission") == "", "board", "finding").iter_rows(named=True):
        if row["cause"] and (row["submission"], row["cause"]) in seen:
            continue
        seen.add((row["submission"], row["cause"]))
        where = "!".join(part for part in (row["sheet"], row["cell"]) if part)
        head = " ".join(word for word in (names.get(row["board"], row["board"]), where, row["rule"]) if word)
        to.print(f"  {head}", style="bold", markup=False)
        to.print(f"    {row['message_vi']}", markup=False)
        to.print(f"    {row['message_en']}", markup=False)


def _print_totals(
    summary: pl.DataFrame, reconciliation: pl.DataFrame, period: Period, reference: Reference, to: Console
) -> None:
    form, units = reference.form, reference.units.by_name
    published = {
        (row["code"], row["sector"]): row for row in reconciliation.filter(period=str(period)).iter_rows(named=True)
    }
    totals = {(row["code"], row["sector"]): row for row in summary.filter(period=str(period)).iter_rows(named=True)}
    leading = {key for key in totals if form.by_code[key[0]].sheet in LEADING_SHEETS}
    wanted = set(published) & set(totals) or leading
    rows = []
    for key, row in totals.items():
        if key not in wanted:
            continue
        indicator = form.by_code[key[0]]
        against = published.get(key)
        verdict = against["verdict"] if against else ""
        if against and verdict != VERDICT_AGREES and against["ratio"]:
            verdict = f"{verdict} (x {figure(against['ratio'])})"
        rows.append(
            (
                f"{key[0]} {indicator.label_en}",
                key[1],
                figure(row["value"], max(indicator.decimals, 1)),
                units[row["unit"]].label_en if row["unit"] in units else row["unit"],
                f"{row['boards_reported']}/{row['boards_expected']}",
                against["published_as_written"] if against else "",
                verdict,
            )
        )
    status = next((row["status"] for row in totals.values()), "provisional")
    print_table(
        ("Indicator", "Sector", "Total", "Unit", "Boards", "Published", "Verdict"),
        rows,
        title=texts.TOTALS_TITLE.fill(period=period, status=status).en,
        right=("Total", "Published"),
        to=to,
    )
