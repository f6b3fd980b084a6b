"""Printing what a release says about one period."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from flows.commands.terminal import print_table
from flows.publish.release_rows import FINDINGS_SHOWN, OPEN_QUERY, ReleaseRows
from flows.texts import commands as texts
from schemas.periods import Period

if TYPE_CHECKING:
    from rich.console import Console


def print_release(rows: ReleaseRows, period: Period, to: Console) -> None:
    """Print what a release says about one period."""
    from rich.padding import Padding
    from rich.text import Text as Styled

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
            right=("Total", "Likely", "With estimates", "Published"),
            to=to,
        )
        if any(str(row["Total"]).endswith(OPEN_QUERY) for row in rows.totals):
            to.print(f"{texts.OPEN_QUERY.en}\n", markup=False)
    if rows.year:
        print_table(
            list(rows.year[0]),
            (list(row.values()) for row in rows.year),
            title=texts.YEAR_TITLE.fill(period=period.year_period).en,
            right=("Total", "Published"),
            to=to,
        )
    if rows.restatements:
        print_restatements(rows.restatements, texts.RESTATED_TITLE.en, to)
    if not rows.findings:
        to.print(texts.NO_FINDINGS.en)
        return
    to.print(texts.FINDINGS_TITLE.en, style="bold")
    for row in rows.findings[:FINDINGS_SHOWN]:
        head = " ".join(str(row[name]) for name in ("Board", "Place", "Rule") if row[name])
        to.print(f"  {head}", style="bold", markup=False)
        for language in ("Vietnamese", "English"):
            to.print(Padding(Styled(str(row[language])), (0, 0, 0, 4)))
    if len(rows.findings) > FINDINGS_SHOWN:
        to.print(texts.MORE_FINDINGS.fill(count=len(rows.findings) - FINDINGS_SHOWN).en)


def print_restatements(rows: Sequence[Mapping[str, object]], title: str, to: Console) -> None:
    print_table(list(rows[0]), (list(row.values()) for row in rows), title=title, right=("Was", "Is"), to=to)
