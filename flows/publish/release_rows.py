"""What people are shown of a release: boards and states, what is open, totals beside the published ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import polars as pl

from flows.publish.manifest import read_manifest
from flows.texts.commands import STATUS_NAMES
from flows.texts.numbers import date_text, number_text
from flows.texts.release import reached
from flows.texts.report import VERDICTS
from flows.texts.rules import SECTORS as SECTOR_WORDS
from flows.texts.rules import figure, where
from flows.texts.screen.language import said, spoken
from schemas.form import SECTORS
from schemas.periods import Period, parse_period
from schemas.reference import Reference
from schemas.rules import ERROR, INFO, QUERY
from schemas.tables import VERDICT_AGREES
from schemas.text import Text

MISSING = "missing"
LEADING_SHEETS = 2
FINDINGS_SHOWN = 20
OPEN_QUERY, WAIVED_ERROR = " (?)", " (!)"


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


def board_states(
    submissions: pl.DataFrame, period: Period, reference: Reference, findings: pl.DataFrame | None = None
) -> list[BoardState]:
    """One line an expected board, from the table `submissions`.

    Args:
        findings: the table; errors and queries are then counted as people are shown them, one a cause.
    """
    counted = _by_cause(findings) if findings is not None else {}
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
                received=said(date_text(date.fromisoformat(str(shown["received_at"])[:10]))),
                days_late=int(str(shown["days_late"])) if shown["days_late"] is not None else None,
                versions=len(versions),
                errors=_count(counted, shown, ERROR, "errors"),
                queries=_count(counted, shown, QUERY, "queries"),
            )
        )
    return lines


def _by_cause(findings: pl.DataFrame) -> dict[tuple[str, str], int]:
    """(submission, severity) -> how many causes open findings have; of one cause the worst counts."""
    open_ones = findings.filter(pl.col("waived_by").fill_null("") == "", pl.col("severity").is_in([ERROR, QUERY]))
    alone = pl.concat_str(pl.lit("#"), pl.col("finding").cast(pl.String))
    cause = pl.when(pl.col("cause").fill_null("") == "").then(alone).otherwise("cause")
    worst = open_ones.group_by("submission", cause.alias("cause")).agg(pl.col("severity").sort().first())
    rows = worst.group_by("submission", "severity").len().iter_rows()
    return {(submission, severity): count for submission, severity, count in rows}


def _count(counted: Mapping[tuple[str, str], int], row: Mapping[str, object], severity: str, column: str) -> int:
    return counted.get((str(row["submission"]), severity), 0) if counted else int(str(row[column]))


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
    # The published figures of the year beside ours, where the period closes the year and there are any.
    year: list[dict[str, object]] = field(default_factory=list)
    restatements: list[dict[str, object]] = field(default_factory=list)  # corrections up to the period


def release_rows(folder: Path, period: Period, reference: Reference) -> ReleaseRows:
    """The states of the boards, what is open, and totals beside the published ones."""
    tables = {
        name: pl.read_parquet(folder / f"{name}.parquet").with_columns(pl.col(pl.String).fill_null(""))
        for name in ("submissions", "findings", "bloc_summary", "reconciliation", "periods")
    }
    states = board_states(tables["submissions"], period, reference, tables["findings"])
    own = tables["periods"].filter(period=str(period))
    return ReleaseRows(
        states=[
            {
                "Board": line.name_vi,
                "State": said(STATUS_NAMES[line.state]),
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
        totals=_totals(tables["bloc_summary"], tables["reconciliation"], period, reference),
        status=own["status"][0] if own.height else "provisional",
        reported=sum(line.state in ("accepted", "accepted_with_queries", "nil") for line in states),
        expected=len(states),
        year=_year(tables["reconciliation"], period, reference) if period.half == 2 else [],
        restatements=restatement_rows(_restated(folder, period), reference),
    )


def decisions_without_effect(folder: Path) -> list[Text]:
    """What a release says of corrections that lapsed and of waivers that cover nothing, each with its file and line."""
    manifest = read_manifest(folder) or {}
    told = (manifest.get(name) for name in ("corrections_lapsed", "waivers_without_effect"))
    return [Text(entry["vi"], entry["en"]) for said in told if isinstance(said, list) for entry in said]


def restatement_rows(restated: Sequence[Mapping[str, object]], reference: Reference) -> list[dict[str, object]]:
    """Restatements of a manifest as plain rows for people."""
    rows: list[dict[str, object]] = []
    for one in restated:
        board = reference.boards.find(str(one["board"]), parse_period(str(one["period"])))
        unit = reference.units.by_name.get(str(one["unit"]))
        reaches = one["reaches"] if isinstance(one["reaches"], list) else []
        rows.append(
            {
                "Period": one["period"],
                "Board": board.name_vi if board else one["board"],
                "Figure": _figure(one, reference),
                "Was": one["from"] or "–",
                "Is": one["to"],
                "Unit": said(unit.label) if unit else one["unit"],
                "Reason": one["reason"],
                "Approved by": one["approved_by"],
                "Reaches": "; ".join(said(reached(entry)) for entry in reaches),
            }
        )
    return rows


def _figure(restated: Mapping[str, object], reference: Reference) -> str:
    code, sector, measure = (str(restated[name]) for name in ("code", "sector", "measure"))
    return said(figure(reference.form.in_force(str(restated["period"])), code, sector, measure))


def _restated(folder: Path, period: Period) -> list[dict[str, object]]:
    said = (read_manifest(folder) or {}).get("restatements")
    found = said if isinstance(said, list) else []
    return [one for one in found if parse_period(one["period"]) <= period]


def _open_findings(
    findings: pl.DataFrame, counting: list[str], period: Period, reference: Reference
) -> list[dict[str, object]]:
    """What stands against these versions, one entry a cause; findings of the period itself come first."""
    names = {board.slug: board.name_vi for board in reference.boards.members(period)}
    shown = findings.filter(
        (pl.col("submission").is_in(counting) | (pl.col("submission") == ""))
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
                "Place": said(where(row["sheet"], row["cell"])) if row["sheet"] or row["cell"] else "",
                "Rule": row["rule"],
                "Severity": row["severity"],
                "Message": row[f"message_{spoken()}"],
            }
        )
    return rows


def _totals(
    summary: pl.DataFrame,
    reconciliation: pl.DataFrame,
    period: Period,
    reference: Reference,
) -> list[dict[str, object]]:
    """The totals with published figures beside them; where nothing is published, those of the first two sheets."""
    form, units = reference.form.in_force(period), reference.units.by_name
    published = {
        (row["code"], row["sector"]): row for row in reconciliation.filter(period=str(period)).iter_rows(named=True)
    }
    totals = {(row["code"], row["sector"]): row for row in summary.filter(period=str(period)).iter_rows(named=True)}
    leading = list(form.by_sheet)[:LEADING_SHEETS]
    wanted = set(published) & set(totals) or {key for key in totals if form.by_code[key[0]].sheet in leading}
    rows: list[dict[str, object]] = []
    for key in sorted(wanted, key=lambda key: (key[0], SECTORS.index(key[1]))):
        row = totals[key]
        indicator = form.by_code[key[0]]
        against = published.get(key)
        rows.append(
            {
                "Indicator": f"{key[0]} {said(indicator.label)}",
                "Sector": said(SECTOR_WORDS[key[1]]),
                "Total": _total(row["value"], indicator.decimals) + _doubts(row),
                "Likely": _total(row["likely_value"], indicator.decimals) if row["open_queries"] else "",
                "Unit": said(units[row["unit"]].label) if row["unit"] in units else row["unit"],
                "Boards": f"{row['boards_reported']}/{row['boards_expected']}",
                "With estimates": _estimated(row, indicator.decimals),
                "Published": against["published_as_written"] if against else "",
                "Verdict": _verdict(against) if against else "",
            }
        )
    silent = [name for name in ("Likely", "With estimates") if not any(row[name] for row in rows)]
    return [{name: shown for name, shown in row.items() if name not in silent} for row in rows]


def _estimated(row: Mapping[str, object], decimals: int) -> str:
    """The total with estimates, where that says more than the total."""
    estimated = row["value_with_estimates"]
    return _total(estimated, decimals) if isinstance(estimated, float) and not row["complete"] else ""


def _doubts(row: Mapping[str, object]) -> str:
    return (OPEN_QUERY if row["open_queries"] else "") + (WAIVED_ERROR if row.get("waived_errors") else "")


def _total(value: float | None, decimals: int) -> str:
    return "" if value is None else said(number_text(value, decimals))


def _verdict(compared: Mapping[str, object]) -> str:
    verdict, ratio = str(compared["verdict"]), compared["ratio"]
    worded = said(VERDICTS[verdict]) if verdict in VERDICTS else verdict
    if compared["why_en"]:
        return f"{worded}: {compared[f'why_{spoken()}']}"
    if verdict == VERDICT_AGREES or not isinstance(ratio, float) or not ratio:
        return worded
    return f"{worded} (x {said(number_text(ratio, most=2))})"


def _year(reconciliation: pl.DataFrame, period: Period, reference: Reference) -> list[dict[str, object]]:
    """Every figure published of the year that `period` closes, beside ours: both halves together, or the end."""
    form, units = reference.form.in_force(period.year_period), reference.units.by_name
    rows: list[dict[str, object]] = []
    for row in reconciliation.filter(period=str(period.year_period)).sort("line").iter_rows(named=True):
        line = form.by_code.get(row["code"])
        rows.append(
            {
                "Indicator": f"{row['code']} {said(line.label) if line else ''}".strip(),
                "Sector": said(SECTOR_WORDS[row["sector"]]) if row["sector"] in SECTOR_WORDS else row["sector"],
                "Total": _total(row["ours"], line.decimals if line else 0) + _doubts(row),
                "Unit": said(units[row["unit"]].label) if row["unit"] in units else row["unit"],
                "Boards": f"{row['boards_reported']}/{row['boards_expected']}",
                "Published": f"{row['published_as_written']} {row['unit_as_written']}".strip(),
                "Verdict": _verdict(row),
            }
        )
    return rows
