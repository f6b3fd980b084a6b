"""`zones correct`: write down a correction that was approved, after making sure that it still fits."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands.arguments import (
    RAW,
    WAREHOUSE,
    BoardArgument,
    PeriodArgument,
    RawFolder,
    WarehouseFolder,
    argument,
    option,
)
from flows.commands.judging import judged_until
from flows.commands.terminal import fail, tell
from flows.steps.asked import board_named, existing_raw, indicator_named, period_named
from flows.texts import commands as common
from flows.texts import documents as texts
from flows.texts.screen import options

if TYPE_CHECKING:
    from flows.raw_folder.decisions import Correction
    from flows.steps.judged import Judged
    from schemas.form import ValueKey
    from schemas.periods import Period
    from schemas.reference import Reference

REFUSED = 1


def register(app: typer.Typer) -> None:
    app.command("correct")(correct)


# Parameters: one an argument or option of the command.
def correct(
    period: PeriodArgument,
    board: BoardArgument,
    code: Annotated[str, argument(options.CODE_WORD, options.CODE_OR_LIST)],
    sector: Annotated[str, argument(options.SECTOR_WORD, options.SECTOR_OR_NOTHING, "[{}]")] = "",
    measure: Annotated[str, argument(options.MEASURE_WORD, options.MEASURE)] = "actual",
    expect: Annotated[str | None, option("--expect", word=options.VALUE_WORD, text=options.EXPECT)] = None,
    value: Annotated[str | None, option("--value", word=options.VALUE_WORD, text=options.VALUE)] = None,
    reason: Annotated[str, option("--reason", word=options.TEXT_WORD, text=options.REASON)] = "",
    approved_by: Annotated[str, option("--approved-by", word=options.NAME_WORD, text=options.APPROVED_BY)] = "",
    line: Annotated[int | None, option("--line", word=options.NUMBER_WORD, text=options.LIST_LINE)] = None,
    field: Annotated[str, option("--field", word=options.NAME_WORD, text=options.LIST_FIELD)] = "",
    raw: RawFolder = RAW,
    warehouse: WarehouseFolder = WAREHOUSE,
) -> None:
    from flows.raw_folder.decisions import Correction
    from flows.raw_folder.store import RawStore
    from schemas.periods import VIETNAM
    from schemas.reference import load_reference

    reference = load_reference()
    asked = period_named(period)
    slug = board_named(board, asked, reference.boards).slug
    listed = line is not None or bool(field)
    if listed:
        key, in_list = (list_named(asked, code, sector, reference), "", ""), (str(line or ""), field.strip().lower())
    else:
        key, in_list = figure_named(asked, code, sector, measure, reference), ("", "")
    wanted, new = values_named(expect, value, listed)
    require_reason(reason, approved_by)
    # Every half-year there is: a correction reaches forward to all that is compared with the figure.
    periods = RawStore(existing_raw(raw), reference.boards).periods()
    last = max((asked, *periods), key=lambda other: (other.end, other.half))
    judged = judged_until(last, raw, warehouse, reference, refused=REFUSED)
    now = datetime.now(VIETNAM).isoformat(timespec="seconds")
    correction = Correction(
        str(asked), slug, *key, wanted, new, reason.strip(), approved_by.strip(), now, 0, "", *in_list
    )
    if same_value(wanted, new):
        fail(texts.NOTHING_TO_CORRECT.fill(found=wanted), REFUSED)
    check_expectation(judged, correction)
    tell_effect(judged, judged_and_written(judged, correction, raw, reference), correction)


def figure_named(period: Period, code: str, sector: str, measure: str, reference: Reference) -> ValueKey:
    """The figure of the period's form; ends the command where there is none."""
    from schemas.form import ValueKey

    indicator = indicator_named(code, reference.form.in_force(period), period)
    key = ValueKey(indicator.code, sector.lower(), measure.lower())
    if key not in indicator.keys:
        known = ", ".join(f"{k.sector} {k.measure}" for k in indicator.keys)
        fail(texts.NO_SUCH_FIGURE.fill(code=indicator.code, found=f"{sector} {measure}", known=known))
    return key


def list_named(period: Period, code: str, sector: str, reference: Reference) -> str:
    """The list of the period's form; ends the command where there is none, or a figure was meant."""
    sheets = {sheet.lower(): sheet for sheet in reference.form.in_force(period).list_sheets}
    if code.lower() not in sheets or sector:
        fail(texts.NO_SUCH_LIST.fill(found=f"{code} {sector}".strip(), known=", ".join(sheets.values())))
    return sheets[code.lower()]


def values_named(expect: str | None, value: str | None, listed: bool) -> tuple[str, str]:
    """What is expected and what it should be; ends the command where one is not said or, of a figure, is no number."""
    from flows.raw_folder.decision_files import is_plain_number
    from flows.raw_folder.spreadsheet_safe import spreadsheet_safe

    if expect is None or value is None:
        fail(texts.EXPECT_AND_VALUE)
    new = "x" if value.strip().lower() == "x" else value.strip()
    if not new or (spreadsheet_safe(new) != new and not is_plain_number(new)):
        fail(texts.NOT_A_PLAIN_TEXT.fill(found=value) if listed else texts.NOT_A_PLAIN_NUMBER.fill(found=value))
    if not listed and new != "x" and not is_plain_number(new):
        fail(texts.NOT_A_PLAIN_NUMBER.fill(found=value))
    return expect.strip(), new


def judged_and_written(judged: Judged, correction: Correction, raw: Path, reference: Reference) -> Judged:
    """Judge with the correction, write it down and say so; ends the command where it cannot be followed or written."""
    from flows.raw_folder.decision_files import CORRECTION_COLUMNS, CORRECTIONS, LIST_FIELD, append_decision
    from flows.raw_folder.decisions import DecisionError

    path = raw / correction.period / CORRECTIONS
    try:
        after = judged_with(judged, correction, reference)
        fields = {name: str(getattr(correction, name)) for name in CORRECTION_COLUMNS}
        fields |= dict(zip(LIST_FIELD, (correction.list_line, correction.field), strict=True))
        columns = (*CORRECTION_COLUMNS, *(LIST_FIELD if correction.field else ()))
        line = append_decision(path, columns, fields)
    except DecisionError as error:
        fail(error.text, REFUSED)
    except OSError as error:
        fail(texts.NOT_WRITTEN.fill(file=raw, why=error.strerror or error))
    tell(texts.CORRECTION_WRITTEN.fill(file=path, line=line))
    return after


def require_reason(reason: str, approved_by: str) -> None:
    """End the command when nobody says why, or who approved."""
    if not reason.strip():
        fail(texts.REASON_REQUIRED)
    if not approved_by.strip():
        fail(texts.APPROVER_REQUIRED)


def same_value(one: str, other: str) -> bool:
    try:
        return float(one) == float(other)
    except ValueError:
        return one.lower() == other.lower()


def check_expectation(judged: Judged, correction: Correction) -> None:
    """End the command unless the board's last readable version holds, corrections applied, what is expected."""
    mine = [r for r in judged.received(correction.period, correction.board) if r.parsed is not None]
    if not mine:
        fail(common.NOTHING_RECEIVED.fill(board=correction.board, period=correction.period), REFUSED)
    newest = mine[-1].submission
    found, place = (_in_list if correction.field else _in_form)(judged, newest, correction)
    if not same_value(found, correction.expect):
        fail(
            texts.EXPECTATION_GONE.fill(
                file=mine[-1].file, place=place, expect=correction.expect or "''", found=found or "''"
            ),
            REFUSED,
        )


def _in_list(judged: Judged, submission: str, correction: Correction) -> tuple[str, str]:
    """What stands in the field of a line, and where; ends the command where there is no such line or field."""
    from flows.validate.acceptance.line_corrections import held

    lines = judged.validation.lines[correction.code].filter(submission=submission, total=False)
    numbers = lines["number"].to_list()
    if correction.list_line not in map(str, numbers):
        first, last = min(numbers, default=0), max(numbers, default=0)
        fail(texts.NO_SUCH_LINE.fill(found=correction.list_line or "''", first=first, last=last), REFUSED)
    fields = [name.removesuffix("_cell") for name in lines.columns if name.endswith("_cell")]
    if correction.field not in fields:
        fail(texts.NO_SUCH_FIELD.fill(found=correction.field or "''", known=", ".join(fields)), REFUSED)
    row = lines.filter(number=int(correction.list_line)).row(0, named=True)
    return held(row, correction.field), f"{row['sheet'] or ''}!{row[f'{correction.field}_cell'] or ''}".strip("!")


def _in_form(judged: Judged, submission: str, correction: Correction) -> tuple[str, str]:
    """What stands in the cell of a figure, and where."""
    from flows.ingest.submission import BLANK, NOT_APPLICABLE, NUMBER
    from schemas.language.balances import plain

    rows = judged.validation.values.filter(
        submission=submission, code=correction.code, sector=correction.sector, measure=correction.measure
    ).rows(named=True)
    state, number, raw_text = (rows[0]["state"], rows[0]["value"], rows[0]["raw_text"]) if rows else (BLANK, None, "")
    found = {NUMBER: plain(number), NOT_APPLICABLE: "x", BLANK: ""}.get(state, raw_text.strip())
    return found, f"{rows[0]['sheet'] or ''}!{rows[0]['cell']}".lstrip("!") if rows else ""


def judged_with(judged: Judged, correction: Correction, reference: Reference) -> Judged:
    """The same submissions judged again with one correction more.

    Raises:
        DecisionError: the correction cannot be followed.
    """
    from flows.raw_folder.decisions import Decisions
    from flows.validate.judging import judge

    decisions = Decisions((*judged.decisions.corrections, correction), judged.decisions.waivers)
    validation = judge(judged.frames, reference, decisions, judged.context)
    return replace(judged, validation=validation, decisions=decisions)


def open_findings(judged: Judged) -> dict[str, list[str]]:
    """Submission -> its open errors and queries in words, for versions in force and each board's last one."""
    from flows.validate.acceptance.states import in_order

    shown = set(judged.validation.states.filter("accepted")["submission"])
    last = {(r.period, r.board): r.submission for r in in_order(judged.frames.received.values())}
    shown |= set(last.values())
    found: dict[str, list[str]] = {name: [] for name in shown}
    for finding in judged.validation.findings:
        if finding.submission in shown and finding.severity != "info" and not finding.waived_by:
            words = f"{finding.rule} {finding.code} {finding.sector}".strip()
            found[finding.submission].append(words)
    return found


def tell_effect(before: Judged, after: Judged, correction: Correction) -> None:
    """What the correction settles and what it opens, in its own submission and in every other that is compared."""
    old, new = open_findings(before), open_findings(after)
    own = f"{correction.period}/{correction.board}/"
    restated = False
    for name in sorted({*old, *new}, key=lambda name: (not name.startswith(own), name)):
        gone = [words for words in old.get(name, []) if words not in new.get(name, [])]
        come = [words for words in new.get(name, []) if words not in old.get(name, [])]
        if not gone and not come and not name.startswith(own):
            continue
        if not name.startswith(own) and not restated:
            tell(texts.CORRECTION_RESTATES)
            restated = True
        none = texts.CORRECTION_NO_FINDING
        tell(texts.CORRECTION_EFFECT.fill(file=name, gone=", ".join(gone) or none, come=", ".join(come) or none))
