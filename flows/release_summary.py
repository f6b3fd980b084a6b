"""What people are shown of a release: boards and states, what is open, totals beside the published ones."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from flows.terminal import figure, print_table
from schemas.form import SECTORS
from schemas.periods import Period
from schemas.reference import Reference
from schemas.rules import INFO, QUERY
from schemas.tables import VERDICT_AGREES
from schemas.texts import commands as texts

if TYPE_CHECKING:
    from rich.console import Console

MISSING = "missing"
LEADING_SHEETS = ("B1", "B2")
FINDINGS_SHOWN = 20
OPEN_QUERY = " (?)"


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


def standing_versions(submissions: pl.DataFrame, period: Period) -> list[str]:
    """The versions people must hear of: those in force, and of each board the last one when it was turned away."""
    ordered = submissions.filter(period=str(period)).sort("received_at", "receipt_line")
    last = (
        ordered.group_by("board", maintain_order=True).last().filter(pl.col("state").is_in(["rejected", "unreadable"]))
    )
    return [*ordered.filter("in_force")["submission"], *last["submission"]]


@dataclass(frozen=True)
class ReleaseRows:
    """What a release says of one period, as plain rows for people: headings -> cells."""

    states: list[dict[str, object]]
    findings: list[dict[str, object]]
    totals: list[dict[str, object]]
    status: str  # provisional or final
    reported: int
    expected: int


def release_rows(folder: Path, period: Period, reference: Reference) -> ReleaseRows:
    """The states of the boards, what is open, and totals beside the published ones."""
    tables = {
        name: pl.read_parquet(folder / f"{name}.parquet")
        for name in ("submissions", "findings", "bloc_summary", "reconciliation", "periods")
    }
    states = board_states(tables["submissions"], period, reference)
    own = tables["periods"].filter(period=str(period))
    return ReleaseRows(
        states=[
            {
                "Board": line.name_vi,
                "State": line.state.replace("_", " "),
                "File": line.file,
                "Received": line.received,
                "Days late": line.days_late or None,
                "Versions": line.versions or None,
                "Errors": line.errors or None,
                "Queries": line.queries or None,
            }
            for line in states
        ],
        findings=_open_findings(
            tables["findings"].filter(period=str(period)),
            standing_versions(tables["submissions"], period),
            period,
            reference,
        ),
        totals=_totals(
            tables["bloc_summary"], tables["reconciliation"], _queried(tables["findings"], period), period, reference
        ),
        status=own["status"][0] if own.height else "provisional",
        reported=sum(line.state in ("accepted", "accepted_with_queries", "nil") for line in states),
        expected=len(states),
    )


def print_release(rows: ReleaseRows, period: Period, to: Console) -> None:
    """Print what a release says about one period."""
    from rich.padding import Padding
    from rich.text import Text

    print_table(
        ("Board", "State", "File", "Received", "Days late", "Versions", "Errors", "Queries"),
        (list(row.values()) for row in rows.states),
        title=texts.STATES_TITLE.fill(period=period, reported=rows.reported, expected=rows.expected).en,
        right=("Days late", "Versions", "Errors", "Queries"),
        to=to,
    )
    if rows.totals:
        print_table(
            list(rows.totals[0]),
            (list(row.values()) for row in rows.totals),
            title=texts.TOTALS_TITLE.fill(period=period, status=rows.status).en,
            right=("Total", "Published"),
            to=to,
        )
        if any(str(row["Total"]).endswith(OPEN_QUERY) for row in rows.totals):
            to.print(f"{texts.OPEN_QUERY.en}\n", markup=False)
    if not rows.findings:
        to.print(texts.NO_FINDINGS.en)
        return
    to.print(texts.FINDINGS_TITLE.en, style="bold")
    for row in rows.findings[:FINDINGS_SHOWN]:
        head = " ".join(str(row[name]) for name in ("Board", "Place", "Rule") if row[name])
        to.print(f"  {head}", style="bold", markup=False)
        for language in ("Vietnamese", "English"):
            to.print(Padding(Text(str(row[language])), (0, 0, 0, 4)))
    if len(rows.findings) > FINDINGS_SHOWN:
        to.print(texts.MORE_FINDINGS.fill(count=len(rows.findings) - FINDINGS_SHOWN).en)


def _open_findings(
    findings: pl.DataFrame, standing: list[str], period: Period, reference: Reference
) -> list[dict[str, object]]:
    """What stands against these versions, one entry a cause; findings of the period itself come first."""
    names = {board.slug: board.name_vi for board in reference.boards.members(period)}
    shown = findings.filter(
        (pl.col("submission").is_in(standing) | (pl.col("submission") == ""))
        & (pl.col("waived_by") == "")
        & ((pl.col("severity") != INFO) | (pl.col("submission") == ""))
    )
    seen: set[tuple[str, str]] = set()
    rows: list[dict[str, object]] = []
    for row in shown.sort(pl.col("submission") != "", "board", "finding").iter_rows(named=True):
        if row["cause"] and (row["submission"], row["cause"]) in seen:
            continue
        seen.add((row["submission"], row["cause"]))
        rows.append(
            {
                "Board": names.get(row["board"], row["board"]),
                "Place": "!".join(part for part in (row["sheet"], row["cell"]) if part),
                "Rule": row["rule"],
                "Severity": row["severity"],
                "Vietnamese": row["message_vi"],
                "English": row["message_en"],
            }
        )
    return rows


def _queried(findings: pl.DataFrame, period: Period) -> set[tuple[str, str]]:
    """Code and sector of the figures in force that a query is open about: their totals cannot be relied on yet."""
    asked = findings.filter(
        pl.col("in_force") & (pl.col("severity") == QUERY) & (pl.col("waived_by") == ""), period=str(period)
    )
    return {(code, sector) for code, sector in asked.select("code", "sector").iter_rows()}


def _totals(
    summary: pl.DataFrame,
    reconciliation: pl.DataFrame,
    queried: set[tuple[str, str]],
    period: Period,
    reference: Reference,
) -> list[dict[str, object]]:
    """The totals with published figures beside them; where nothing is published, those of the first two sheets."""
    form, units = reference.form, reference.units.by_name
    published = {
        (row["code"], row["sector"]): row for row in reconciliation.filter(period=str(period)).iter_rows(named=True)
    }
    totals = {(row["code"], row["sector"]): row for row in summary.filter(period=str(period)).iter_rows(named=True)}
    wanted = set(published) & set(totals) or {key for key in totals if form.by_code[key[0]].sheet in LEADING_SHEETS}
    rows: list[dict[str, object]] = []
    for key in sorted(wanted, key=lambda key: (key[0], SECTORS.index(key[1]))):
        row = totals[key]
        indicator = form.by_code[key[0]]
        against = published.get(key)
        verdict = against["verdict"] if against else ""
        if against and verdict != VERDICT_AGREES and against["ratio"]:
            verdict = f"{verdict} (x {figure(against['ratio'])})"
        rows.append(
            {
                "Indicator": f"{key[0]} {indicator.label_en}",
                "Sector": key[1],
                "Total": figure(row["value"], max(indicator.decimals, 1)) + (OPEN_QUERY if key in queried else ""),
                "Unit": units[row["unit"]].label_en if row["unit"] in units else row["unit"],
                "Boards": f"{row['boards_reported']}/{row['boards_expected']}",
                "Published": against["published_as_written"] if against else "",
                "Verdict": verdict,
            }
        )
    return rows
