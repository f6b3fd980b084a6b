"""Printing what a release says about one period."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from flows.commands.terminal import print_table
from flows.publish.release_rows import FINDINGS_SHOWN, OPEN_QUERY, WAIVED_ERROR, ReleaseRows
from flows.texts import commands as texts
from flows.texts.screen.language import said
from schemas.periods import Period
from schemas.text import Text

if TYPE_CHECKING:
    from rich.console import Console


def print_release(rows: ReleaseRows, period: Period, to: Console) -> None:
    """Print what a release says about one period."""
    from rich.padding import Padding
    from rich.text import Text as Styled

    print_table(
        headings(rows.states[0]),
        (list(row.values()) for row in rows.states),
        title=texts.STATES_TITLE.fill(period=period, reported=rows.reported, expected=rows.expected),
        right=headings(("Days late", "Versions", "Errors", "Queries")),
        to=to,
    )
    if rows.totals:
        print_table(
            headings(rows.totals[0]),
            (list(row.values()) for row in rows.totals),
            title=texts.TOTALS_TITLE.fill(period=period, status=texts.STATUS_OF_FIGURES[rows.status]),
            right=headings(("Total", "Likely", "With estimates", "Published")),
            to=to,
        )
        for mark, text in ((OPEN_QUERY, texts.OPEN_QUERY), (WAIVED_ERROR, texts.WAIVED_ERROR)):
            if any(mark in str(row["Total"]) for row in rows.totals):
                to.print(f"{said(text)}\n", markup=False)
    if rows.year:
        print_table(
            headings(rows.year[0]),
            (list(row.values()) for row in rows.year),
            title=texts.YEAR_TITLE.fill(period=period.year_period),
            right=headings(("Total", "Published")),
            to=to,
        )
    if rows.restatements:
        print_restatements(rows.restatements, texts.RESTATED_TITLE, to)
    if not rows.findings:
        to.print(said(texts.NO_FINDINGS))
        return
    to.print(said(texts.FINDINGS_TITLE), style="bold")
    for row in rows.findings[:FINDINGS_SHOWN]:
        head = " ".join(str(row[name]) for name in ("Board", "Place", "Rule") if row[name])
        to.print(f"  {head}", style="bold", markup=False)
        to.print(Padding(Styled(str(row["Message"])), (0, 0, 0, 4)))
    if len(rows.findings) > FINDINGS_SHOWN:
        to.print(said(texts.MORE_FINDINGS.fill(count=len(rows.findings) - FINDINGS_SHOWN)))


def print_restatements(rows: Sequence[Mapping[str, object]], title: Text, to: Console) -> None:
    cells = (list(row.values()) for row in rows)
    print_table(headings(rows[0]), cells, title=title, right=headings(("Was", "Is")), to=to)


def headings(names: Iterable[str]) -> list[Text]:
    """How the columns of the rows of a release are called."""
    return [texts.ROW_HEADINGS[name] for name in names]
