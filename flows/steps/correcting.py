"""A correction that was approved: understood, said back with what it sets off, and then written into raw/."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path

from flows.ingest.submission import BLANK, NOT_APPLICABLE, NUMBER
from flows.raw_folder.decision_files import (
    CORRECTION_COLUMNS,
    CORRECTIONS,
    LIST_FIELD,
    append_decision,
    end_decisions,
    is_plain_number,
)
from flows.raw_folder.decisions import Correction, Decisions
from flows.raw_folder.spreadsheet_safe import spreadsheet_safe
from flows.raw_folder.store import RawStore
from flows.steps.approving import NotDecided
from flows.steps.asked import NotUnderstood, indicator_named
from flows.steps.judged import Judged
from flows.texts import commands as common
from flows.texts import documents as texts
from flows.texts.numbers import exact_number_text
from flows.texts.rules import figure, sheet_named, where
from flows.texts.screen import correcting as words
from flows.validate.acceptance.line_corrections import held
from flows.validate.acceptance.states import in_order
from flows.validate.judging import judge
from schemas.form import Form, ValueKey
from schemas.language.checks.expressions import plain
from schemas.periods import Period, parse_period
from schemas.reference import Reference
from schemas.text import Text

# One mark before three digits: 9.321 is nine thousand to one reader and nine to another.
LONE_MARK = re.compile(r"-?[1-9]\d{0,2}[.,]\d{3}")


@dataclass(frozen=True)
class Proposed:
    """A correction as it was understood and what it sets off; nothing is written yet."""

    correction: Correction
    said: Text
    effects: tuple[Text, ...]
    judged: Judged


def last_known(raw: Path, period: Period, reference: Reference) -> Period:
    """The last half-year there is: a correction reaches forward to all that is compared with the figure."""
    periods = RawStore(raw, reference.boards).periods()
    return max((period, *periods), key=lambda other: (other.end, other.half))


def proposed(judged: Judged, correction: Correction, reference: Reference) -> Proposed:
    """A correction said back in words, with what it settles and what it opens wherever the figure is compared.

    `judged` reaches to the last half-year there is.

    Raises:
        NotDecided: the figure is that already, or something else than expected stands there.
        DecisionError: the correction cannot be followed.
    """
    if same_value(correction.expect, correction.value):
        raise NotDecided(texts.NOTHING_TO_CORRECT.fill(found=correction.expect))
    file, place = _checked(judged, correction)
    after = _judged_by(judged, (*judged.decisions.corrections, correction), reference)
    return Proposed(
        correction,
        _in_words(correction, file, place, reference),
        _effects(judged, after, correction, reference),
        judged,
    )


def ending(judged: Judged, period: Period, board: str, place: tuple[str, ...], reference: Reference) -> Proposed:
    """The correction of a figure or of a field of a line that stands, said back, with what its end sets off.

    `place`: code, sector, measure, number of the line, field. Where one corrects the other, it is the last of them.

    Raises:
        NotDecided: there is none.
        DecisionError: what is left cannot be followed.
    """
    own = [
        one
        for one in judged.decisions.corrections
        if (one.period, one.board) == (str(period), board) and not one.ended_at
        if (one.code, one.sector, one.measure, one.list_line, one.field) == place
    ]
    if not own:
        raise NotDecided(words.NOTHING_TO_END.fill(what=" ".join(filter(None, place)), board=board, period=period))
    last = own[-1]
    after = _judged_by(judged, tuple(one for one in judged.decisions.corrections if one is not last), reference)
    _, file, place_in_file = _found(judged, last)
    said = _in_words(last, file, place_in_file, reference)
    return Proposed(last, said, _effects(judged, after, last, reference), judged)


def end_correction(ended: Proposed, moment: str) -> Text:
    """Write down from when it no longer holds; says where.

    Raises:
        OSError: raw/ cannot be written to.
    """
    one = ended.correction
    path = ended.judged.raw.root / one.period / CORRECTIONS
    end_decisions(path, [one], moment)
    return words.ENDED.fill(file=path, lines=one.line, who=one.approved_by, why=one.reason, moment=moment)


def write_correction(proposed: Proposed) -> Text:
    """Write the line; says where.

    Raises:
        OSError: raw/ cannot be written to.
    """
    correction = proposed.correction
    path = proposed.judged.raw.root / correction.period / CORRECTIONS
    fields = {name: str(getattr(correction, name)) for name in CORRECTION_COLUMNS}
    fields |= dict(zip(LIST_FIELD, (correction.list_line, correction.field), strict=True))
    line = append_decision(path, (*CORRECTION_COLUMNS, *(LIST_FIELD if correction.field else ())), fields)
    return texts.CORRECTION_WRITTEN.fill(file=path, line=line)


def figure_named(period: Period, code: str, sector: str, measure: str, reference: Reference) -> ValueKey:
    """The figure of the period's form.

    Raises:
        NotUnderstood: there is none.
    """
    indicator = indicator_named(code, reference.form.in_force(period), period)
    key = ValueKey(indicator.code, sector.lower(), measure.lower())
    if key not in indicator.keys:
        known = ", ".join(f"{k.sector} {k.measure}" for k in indicator.keys)
        raise NotUnderstood(texts.NO_SUCH_FIGURE.fill(code=indicator.code, found=f"{sector} {measure}", known=known))
    return key


def values_named(expect: str | None, value: str | None, listed: bool) -> tuple[str, str]:
    """What is expected and what it should be.

    Raises:
        NotUnderstood: one is not said, or the new one is no plain number, or may be read in two ways.
    """
    if expect is None or value is None:
        raise NotUnderstood(texts.EXPECT_AND_VALUE)
    if LONE_MARK.fullmatch(value.strip()) and not listed:
        whole, decimal = (re.sub("[.,]", mark, value.strip()) for mark in ("", "."))
        raise NotUnderstood(words.TWO_READINGS.fill(found=value.strip(), whole=whole, decimal=f"{decimal}0"))
    new = "x" if value.strip().lower() == "x" else value.strip()
    if not new or (spreadsheet_safe(new) != new and not is_plain_number(new)):
        raise NotUnderstood(
            texts.NOT_A_PLAIN_TEXT.fill(found=value) if listed else texts.NOT_A_PLAIN_NUMBER.fill(found=value)
        )
    if not listed and new != "x" and not is_plain_number(new):
        raise NotUnderstood(texts.NOT_A_PLAIN_NUMBER.fill(found=value))
    return expect.strip(), new


def require_reason(reason: str, approved_by: str) -> None:
    """Somebody must say why, and who approved.

    Raises:
        NotUnderstood: one is not said.
    """
    if not reason.strip():
        raise NotUnderstood(texts.REASON_REQUIRED)
    if not approved_by.strip():
        raise NotUnderstood(texts.APPROVER_REQUIRED)


def same_value(one: str, other: str) -> bool:
    try:
        return float(one) == float(other)
    except ValueError:
        return one.lower() == other.lower()


def _checked(judged: Judged, correction: Correction) -> tuple[str, Text]:
    """File and place of what is corrected in the board's last readable version.

    Raises:
        NotDecided: nothing was received, or it does not hold, corrections applied, what is expected.
    """
    found, file, place = _found(judged, correction)
    if not same_value(found, correction.expect):
        named = {"file": file, "place": place, "expect": correction.expect or "''", "found": found or "''"}
        raise NotDecided(texts.EXPECTATION_GONE.fill(**named))
    return file, place


def _found(judged: Judged, correction: Correction) -> tuple[str, str, Text]:
    """What stands, corrections applied, where something is corrected in the board's last readable version; where.

    Raises:
        NotDecided: nothing was received, or there is no such line or field.
    """
    mine = [r for r in judged.received(correction.period, correction.board) if r.parsed is not None]
    if not mine:
        raise NotDecided(common.NOTHING_RECEIVED.fill(board=correction.board, period=correction.period))
    found, place = (_in_list if correction.field else _in_form)(judged, mine[-1].submission, correction)
    return found, mine[-1].file, place


def _in_list(judged: Judged, submission: str, correction: Correction) -> tuple[str, Text]:
    """What stands in the field of a line, and where.

    Raises:
        NotDecided: there is no such line or field.
    """
    lines = judged.validation.lines[correction.code].filter(submission=submission, total=False)
    numbers = lines["number"].to_list()
    if correction.list_line not in map(str, numbers):
        first, last = min(numbers, default=0), max(numbers, default=0)
        raise NotDecided(texts.NO_SUCH_LINE.fill(found=correction.list_line or "''", first=first, last=last))
    fields = [name.removesuffix("_cell") for name in lines.columns if name.endswith("_cell")]
    if correction.field not in fields:
        raise NotDecided(texts.NO_SUCH_FIELD.fill(found=correction.field or "''", known=", ".join(fields)))
    row = lines.filter(number=int(correction.list_line)).row(0, named=True)
    return held(row, correction.field), where(row["sheet"], row[f"{correction.field}_cell"] or "")


def _in_form(judged: Judged, submission: str, correction: Correction) -> tuple[str, Text]:
    """What stands in the cell of a figure, and where."""
    rows = judged.validation.values.filter(
        submission=submission, code=correction.code, sector=correction.sector, measure=correction.measure
    ).rows(named=True)
    state, number, raw_text = (rows[0]["state"], rows[0]["value"], rows[0]["raw_text"]) if rows else (BLANK, None, "")
    found = {NUMBER: plain(number), NOT_APPLICABLE: "x", BLANK: ""}.get(state, raw_text.strip())
    return found, where(rows[0]["sheet"], rows[0]["cell"]) if rows else where(None, "")


def _judged_by(judged: Judged, corrections: tuple[Correction, ...], reference: Reference) -> Judged:
    """The same submissions judged again by other corrections.

    Raises:
        DecisionError: one of them cannot be followed.
    """
    decisions = Decisions(corrections, judged.decisions.waivers)
    validation = judge(judged.frames, reference, decisions, judged.context)
    return replace(judged, validation=validation, decisions=decisions)


def _open_findings(judged: Judged, reference: Reference) -> dict[str, list[Text]]:
    """Submission -> its open errors and queries in words, for versions in force and each board's last one."""
    shown = set(judged.validation.states.filter("accepted")["submission"])
    last = {(r.period, r.board): r.submission for r in in_order(judged.frames.received.values())}
    shown |= set(last.values())
    found: dict[str, list[Text]] = {name: [] for name in shown}
    for finding in judged.validation.findings:
        if finding.submission in shown and finding.severity != "info" and not finding.waived_by:
            form = reference.form.in_force(finding.period)
            of = figure(form, finding.code, finding.sector, finding.measure) if finding.code else Text("", "")
            found[finding.submission].append(Text(*(f"{finding.rule} {name}".strip() for name in of)))
    return found


def _effects(before: Judged, after: Judged, correction: Correction, reference: Reference) -> tuple[Text, ...]:
    """What the correction settles and what it opens, in its own submission and in every other that is compared."""
    old, new = _open_findings(before, reference), _open_findings(after, reference)
    own = f"{correction.period}/{correction.board}/"
    told: list[Text] = []
    for name in sorted({*old, *new}, key=lambda name: (not name.startswith(own), name)):
        gone = [words for words in old.get(name, []) if words not in new.get(name, [])]
        come = [words for words in new.get(name, []) if words not in old.get(name, [])]
        if not gone and not come and not name.startswith(own):
            continue
        if not name.startswith(own) and texts.CORRECTION_RESTATES not in told:
            told.append(texts.CORRECTION_RESTATES)
        listed = (
            Text("; ".join(one.vi for one in found), "; ".join(one.en for one in found))
            if found
            else texts.CORRECTION_NO_FINDING
            for found in (gone, come)
        )
        told.append(texts.CORRECTION_EFFECT.fill(file=name, **dict(zip(("gone", "come"), listed, strict=True))))
    return tuple(told)


def _in_words(correction: Correction, file: str, place: Text, reference: Reference) -> Text:
    """Old, new and unit, with the figure's name: what an official reads before confirming."""
    form = reference.form.in_force(parse_period(correction.period))
    board = reference.boards.find(correction.board, parse_period(correction.period))
    names: dict[str, Text | str] = {"board": board.name_vi if board else correction.board, "period": correction.period}
    names |= {"file": file, "place": place, "code": correction.code}
    if correction.field:
        old, new = (value or texts.CORRECTION_NO_FINDING for value in (correction.expect, correction.value))
        return words.LINE_UNDERSTOOD.fill(
            **names,
            sheet=sheet_named(correction.code),
            line=correction.list_line,
            field=_field_words(correction, form),
            old=old,
            new=new,
        )
    line = form.by_code[correction.code]
    unit = reference.units.by_name[line.units[correction.sector]].label
    old, new = (_value_in_words(value, unit) for value in (correction.expect, correction.value))
    figure = Text(
        *(
            f"{sector}, {measure}"
            for sector, measure in zip(
                texts.SECTOR_HEADINGS[correction.sector], texts.MEASURE_HEADINGS[correction.measure], strict=True
            )
        )
    )
    return words.FIGURE_UNDERSTOOD.fill(**names, label=line.label, figure=figure, old=old, new=new)


def _field_words(correction: Correction, form: Form) -> Text:
    columns = {item.key: Text(item.label_vi, item.label_en) for item in form.list_sheets[correction.code]}
    return columns.get(correction.field, Text(correction.field, correction.field))


def _value_in_words(value: str, unit: Text) -> Text:
    try:
        number = exact_number_text(float(value))
    except ValueError:
        return words.NOT_APPLICABLE if value.lower() == "x" else words.LEFT_BLANK if not value else Text(value, value)
    return Text(f"{number.vi} {unit.vi}", f"{number.en} {unit.en}")
