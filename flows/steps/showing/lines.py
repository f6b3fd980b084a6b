"""The story of a line of a list as data: what each version wrote, where, what was corrected and what was asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flows.ingest.frames import Received
from flows.raw_folder.decisions import Correction
from flows.steps.judged import Judged
from flows.validate.acceptance.line_corrections import CORRECTED_FIELDS, held
from flows.validate.findings.finding import Finding
from schemas.form import Form, ListColumn
from schemas.periods import Period


@dataclass(frozen=True)
class LineStory:
    """One line of a version: `row` is that of its frame (line_schema and `corrected`), corrections applied."""

    received: Received
    state: str
    in_force: bool
    row: dict[str, Any]
    columns: tuple[ListColumn, ...]
    corrections: tuple[Correction, ...]
    findings: tuple[Finding, ...]

    @property
    def number(self) -> int | None:
        number: int | None = self.row["number"]
        return number

    def fields(self) -> Iterator[tuple[ListColumn, str, str, bool]]:
        """Each field that was read: its column, what it says, its cell on the sheet, whether it was corrected."""
        corrected = (self.row[CORRECTED_FIELDS] or "").split(";")
        for column in self.columns:
            if column.type != "line" and (cell := self.row[f"{column.key}_cell"]):
                yield column, held(self.row, column.key), cell, column.key in corrected


def line_stories(
    judged: Judged, period: Period, board: str, sheet: str, number: int | None, form: Form
) -> list[LineStory]:
    """The lines of a list in every version of a board, or one of them; the version in force first, then the newest."""
    states = {row["submission"]: row for row in judged.validation.states.iter_rows(named=True)}
    mine = judged.received(period, board)
    mine.sort(key=lambda r: (not states[r.submission]["accepted"], -r.received_at.timestamp(), -r.receipt_order))
    columns = form.in_force(period).list_sheets[sheet]
    found = []
    for received in mine:
        state = states[received.submission]
        for row in judged.validation.lines[sheet].filter(submission=received.submission, total=False).to_dicts():
            if number in (None, row["number"]):
                cells = {(row["sheet"], row[f"{column.key}_cell"]) for column in columns if f"{column.key}_cell" in row}
                found.append(
                    LineStory(
                        received,
                        state["state"],
                        state["accepted"],
                        row,
                        columns,
                        tuple(_corrections(judged, period, board, sheet, row["number"])),
                        tuple(
                            f
                            for f in judged.validation.findings
                            if f.submission == received.submission and cells & {tuple(cell) for cell in f.cells}
                        ),
                    )
                )
    return found


def _corrections(judged: Judged, period: Period, board: str, sheet: str, number: int | None) -> Iterator[Correction]:
    for one in judged.decisions.corrections:
        if one.field and (one.period, one.board, one.code, one.list_line) == (str(period), board, sheet, str(number)):
            yield one


def lines_as_json(stories: list[LineStory]) -> list[dict[str, object]]:
    """What `zones why --format json` prints of lines of a list."""
    return [
        {
            "submission": one.received.submission,
            "sha256": one.received.sha256,
            "received_at": one.received.received_at.isoformat(),
            "state": one.state,
            "in_force": one.in_force,
            "number": one.number,
            "fields": [
                {
                    "field": column.key,
                    "value": value,
                    "raw_text": one.row[f"{column.key}_raw"],
                    "cell": f"{one.row['sheet'] or ''}!{cell}".lstrip("!"),
                    "corrected": corrected,
                }
                for column, value, cell, corrected in one.fields()
            ],
            "corrections": [
                {"expect": c.expect, "value": c.value, "reason": c.reason, "approved_by": c.approved_by}
                for c in one.corrections
            ],
            "findings": [
                {"rule": f.rule, "message_vi": f.message_vi, "message_en": f.message_en, "waived_by": f.waived_by}
                for f in one.findings
            ],
        }
        for one in stories
    ]
